/* Calls of the central store's functions as a test makes them: over libpq, with
 * binary parameters, results as text. Bails out when a connection fails. */
#ifndef GENBA_TESTS_LIB_PGCALL_H
#define GENBA_TESTS_LIB_PGCALL_H

#include "model/base/buf.h"
#include "model/store.h"
#include "tests/lib/pgcluster.h"

#include <libpq-fe.h>

/* The parameters of one call, in their order; bytes are borrowed until it is made. */
#define ARGS_MAX 6
struct args {
    int n, length[ARGS_MAX];
    const char *value[ARGS_MAX];
    uint64_t number[ARGS_MAX];
    struct buf array; /* one array at most; kept from call to call */
};

void args_begin(struct args *a);
void args_release(struct args *a);
void arg_bytes(struct args *a, const void *p, size_t n);
void arg_id(struct args *a, const struct id *id);
void arg_hash(struct args *a, const struct hash *h);
void arg_text(struct args *a, const char *s); /* NULL: NULL */
void arg_int8(struct args *a, int64_t n);
void arg_int4(struct args *a, int32_t n);
void arg_spans(struct args *a, const struct span *v, size_t n); /* as bytea[] */

PGconn *pgcall_connect(const struct pgcluster *c, const char *role);
/* True: the rows, columns by '|', rows by newline, bytes as \x... False: "SQLSTATE
 * message". Borrowed until the next call. */
bool pgcall(PGconn *conn, const char *sql, const struct args *a, const char **out);
/* Pipelined, not waiting for the answer: reads answers that are there. PQsetnonblocking
 * and PQenterPipelineMode are the caller's; `done` gets each result that is no sync. */
typedef void pgcall_fn(PGresult *r, void *ctx);
void pgcall_send(PGconn *conn, const char *prepared, const struct args *a);
void pgcall_drain(PGconn *conn, int *open, int most, pgcall_fn *done, void *ctx);

#endif
