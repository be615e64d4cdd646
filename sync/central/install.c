#include "sync/central/install.h"

static const char *const scripts[] = {
    "BEGIN", "SET LOCAL client_min_messages = warning",
#include "sync/central/schema.inc"
    ,
#include "sync/central/rights.inc"
    ,
#include "sync/central/functions.inc"
    ,
#include "sync/central/views.inc"
    ,        "COMMIT",
};

PGresult *install(PGconn *conn)
{
    PGresult *r = NULL;

    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        PQclear(r);
        r = PQexec(conn, scripts[i]);
        if (PQresultStatus(r) == PGRES_FATAL_ERROR) {
            PQclear(PQexec(conn, "ROLLBACK"));
            break;
        }
    }
    return r;
}
