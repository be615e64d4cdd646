/* What libpq and the server say, as one of the faults of protocol.h. */
#ifndef GENBA_SYNC_CENTRAL_FAULTS_H
#define GENBA_SYNC_CENTRAL_FAULTS_H

#include "sync/central/protocol.h"

/* Of a failed connection: libpq has only its text, with the server's SQLSTATE in it when the
 * server spoke (verbosity VERBOSE). sqlstate gets it, or "". */
enum fault fault_of_connection(const char *text, char sqlstate[6]);
/* Of a failed statement. */
enum fault fault_of_state(const char *sqlstate);
/* The first line, without the level, the SQLSTATE and what stands around them. */
void fault_text(char *out, size_t size, const char *text);

#endif
