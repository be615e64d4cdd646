/* The schema and functions of the central store, compiled in. */
#ifndef GENBA_SYNC_CENTRAL_INSTALL_H
#define GENBA_SYNC_CENTRAL_INSTALL_H

#include <libpq-fe.h>

/* All scripts as one transaction on a plain connection; what is there stays.
 * The result of the first statement that failed, or of COMMIT; the caller clears it. */
PGresult *install(PGconn *conn);

#endif
