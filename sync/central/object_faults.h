/* What an S3 server and libcurl say, as one of the faults of protocol.h. */
#ifndef GENBA_SYNC_CENTRAL_OBJECT_FAULTS_H
#define GENBA_SYNC_CENTRAL_OBJECT_FAULTS_H

#include "sync/central/protocol.h"

#include <curl/curl.h>

/* Of an answer with this status (300 and above) and this body, an S3 error document or
 * anything; 0: there is no such object. why gets "403 SignatureDoesNotMatch": of a body
 * only its code is repeated, the rest may quote the request. */
enum fault fault_of_status(long status, const char *body, char *why, size_t size);
/* Of a transfer without an answer; text is libcurl's own, or "". */
enum fault fault_of_curl(CURLcode rc, const char *text, char *why, size_t size);

#endif
