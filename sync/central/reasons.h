/* The faults of protocol.h as errors that say what to do. */
#ifndef GENBA_SYNC_CENTRAL_REASONS_H
#define GENBA_SYNC_CENTRAL_REASONS_H

#include "model/base/err.h"
#include "sync/central/link.h"

/* `host` is who was asked. Returns -ERR_x. */
int central_reason(const struct answer *a, const char *host, struct err *e);
int object_reason(const struct answer *a, const char *host, struct err *e); /* of an OBJECT */
/* 0, or why nothing can be done with a store of this version. */
int central_version(int version, const char *host, struct err *e);
/* That this membership ended then. */
int central_ended(const char *login, int64_t until_ms, struct err *e);

#endif
