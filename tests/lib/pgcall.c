#include "tests/lib/pgcall.h"

#include "tests/lib/tap.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>

#define BYTEA_OID 17

/* ---- parameters ---- */

void args_begin(struct args *a)
{
    a->n = 0;
    buf_reset(&a->array);
}

void args_release(struct args *a)
{
    buf_release(&a->array);
}

void arg_bytes(struct args *a, const void *p, size_t n)
{
    if (a->n == ARGS_MAX)
        bail("a call of more than %d parameters", ARGS_MAX);
    a->value[a->n] = p;
    a->length[a->n++] = (int)n;
}

void arg_id(struct args *a, const struct id *id)
{
    arg_bytes(a, id->b, ID_LEN);
}

void arg_hash(struct args *a, const struct hash *h)
{
    arg_bytes(a, h->b, HASH_LEN);
}

void arg_text(struct args *a, const char *s)
{
    arg_bytes(a, s, s ? strlen(s) : 0);
}

static void big_endian(struct args *a, uint64_t n, size_t size)
{
    uint8_t *p = (uint8_t *)&a->number[a->n];

    for (size_t i = 0; i < size; i++)
        p[i] = (uint8_t)(n >> (8 * (size - 1 - i)));
    arg_bytes(a, p, size);
}

void arg_int8(struct args *a, int64_t n)
{
    big_endian(a, (uint64_t)n, 8);
}

void arg_int4(struct args *a, int32_t n)
{
    big_endian(a, (uint32_t)n, 4);
}

static void put32(struct buf *b, size_t n)
{
    uint32_t u = htonl((uint32_t)n);

    buf_add(b, &u, sizeof u);
}

/* Dimensions, whether there are NULLs, element type, {length, first index}, elements. */
void arg_spans(struct args *a, const struct span *v, size_t n)
{
    put32(&a->array, n > 0);
    put32(&a->array, 0);
    put32(&a->array, BYTEA_OID);
    if (n > 0) {
        put32(&a->array, n);
        put32(&a->array, 1);
    }
    for (size_t i = 0; i < n; i++) {
        put32(&a->array, v[i].n);
        buf_add(&a->array, v[i].p, v[i].n);
    }
    arg_bytes(a, buf_str(&a->array), a->array.len);
}

/* ---- calls ---- */

PGconn *pgcall_connect(const struct pgcluster *c, const char *role)
{
    char url[512];
    PGconn *conn;

    pgcluster_url(c, role, url, sizeof url);
    conn = PQconnectdb(url);
    if (PQstatus(conn) != CONNECTION_OK)
        bail("%s", PQerrorMessage(conn));
    PQclear(PQexec(conn, "SET client_min_messages = warning"));
    return conn;
}

static void print_rows(struct buf *out, const PGresult *r)
{
    for (int row = 0; row < PQntuples(r); row++)
        for (int i = 0; i < PQnfields(r); i++) {
            if (row + i > 0)
                buf_putc(out, i > 0 ? '|' : '\n');
            buf_puts(out, PQgetvalue(r, row, i));
        }
}

bool pgcall(PGconn *conn, const char *sql, const struct args *a, const char **out)
{
    static const int binary[ARGS_MAX] = {1, 1, 1, 1, 1, 1};
    static struct buf text = BUF_INIT;
    PGresult *r = PQexecParams(conn, sql, a ? a->n : 0, NULL, a ? a->value : NULL,
                               a ? a->length : NULL, binary, 0);
    ExecStatusType status = PQresultStatus(r);
    bool good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);

    buf_reset(&text);
    if (good)
        print_rows(&text, r);
    else
        buf_addf(&text, "%s %s", state ? state : "-----", message ? message : PQerrorMessage(conn));
    PQclear(r);
    *out = buf_str(&text);
    return good;
}

/* ---- pipelined ---- */

void pgcall_send(PGconn *conn, const char *prepared, const struct args *a)
{
    static const int binary[ARGS_MAX] = {1, 1, 1, 1, 1, 1};

    if (!PQsendQueryPrepared(conn, prepared, a->n, a->value, a->length, binary, 1) ||
        !PQpipelineSync(conn))
        bail("%s", PQerrorMessage(conn));
}

static void read_answers(PGconn *conn, int *open, pgcall_fn *done, void *ctx)
{
    if (!PQconsumeInput(conn))
        bail("%s", PQerrorMessage(conn));
    while (*open > 0 && !PQisBusy(conn)) {
        PGresult *r = PQgetResult(conn);

        if (r && PQresultStatus(r) == PGRES_PIPELINE_SYNC)
            --*open;
        else if (r)
            done(r, ctx);
        PQclear(r);
    }
}

void pgcall_drain(PGconn *conn, int *open, int most, pgcall_fn *done, void *ctx)
{
    int unsent = PQflush(conn);

    while (*open > most || unsent > 0) {
        struct pollfd p = {.fd = PQsocket(conn),
                           .events = (short)(POLLIN | (unsent > 0 ? POLLOUT : 0))};

        if (poll(&p, 1, 60000) == 0)
            bail("the server does not answer");
        if (p.revents & POLLIN)
            read_answers(conn, open, done, ctx);
        unsent = PQflush(conn);
    }
}
