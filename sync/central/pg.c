#include "sync/central/pg.h"

#include "model/base/clock.h"
#include "sync/central/faults.h"
#include "sync/central/install.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARAMS_MAX 8
#define OPTIONS_MAX 32

struct pending { /* for its answer, in order */
    uint32_t id;
    unsigned call;
    size_t bytes;
};

struct pg {
    PGconn *conn; /* NULL: not connected */
    struct buf *out;
    struct pending *v; /* a queue: from..n */
    size_t from, n, cap, bytes;
    int64_t timeout_ms, moved_ms; /* moved: when the line last did something */
    bool unsent;                  /* PQflush has more */
    bool answered;                /* the first in the queue has its answer; its sync is to come */
};

static const char *const statements[CALL_COUNT] = {
#define C(id, sql) [CALL_##id] = sql,
#include "sync/central/calls.def"
#undef C
};

struct pg *pg_new(struct buf *out)
{
    struct pg *p = xcalloc(1, sizeof *p);

    p->out = out;
    return p;
}

static void disconnect(struct pg *p)
{
    PQfinish(p->conn);
    p->conn = NULL;
    p->unsent = p->answered = false;
}

void pg_free(struct pg *p)
{
    if (!p)
        return;
    disconnect(p);
    free(p->v);
    free(p);
}

int pg_socket(const struct pg *p)
{
    return p->conn ? PQsocket(p->conn) : -1;
}

bool pg_wants_write(const struct pg *p)
{
    return p->unsent;
}

size_t pg_waiting(const struct pg *p)
{
    return p->bytes;
}

int64_t pg_due_ms(const struct pg *p)
{
    return p->n > p->from ? p->moved_ms + p->timeout_ms : 0;
}

/* ---- answers ---- */

static void fail(struct pg *p, uint32_t id, unsigned call, enum fault why, const char *sqlstate,
                 const char *text)
{
    char line[256];
    size_t begun = central_frame_begin(p->out, CENTRAL_FAIL, call, id);
    uint8_t fault = (uint8_t)why;

    fault_text(line, sizeof line, text);
    buf_add(p->out, &fault, 1);
    wire_put_text(p->out, sqlstate);
    wire_put_text(p->out, line);
    central_frame_end(p->out, begun);
}

/* Everything that waits comes back, and what is asked later: until a CONNECT. */
static void lose(struct pg *p, const char *sqlstate, const char *text)
{
    char copy[256];

    snprintf(copy, sizeof copy, "%s", text);
    disconnect(p);
    for (; p->from < p->n; p->from++)
        fail(p, p->v[p->from].id, p->v[p->from].call, FAULT_AGAIN, sqlstate, copy);
    p->from = p->n = p->bytes = 0;
}

static void put_rows(struct pg *p, const struct pending *w, const PGresult *r)
{
    size_t begun = central_frame_begin(p->out, CENTRAL_ROWS, w->call, w->id);
    int rows = r ? PQntuples(r) : 0, columns = r ? PQnfields(r) : 0;

    wire_put16(p->out, (uint16_t)columns);
    wire_put32(p->out, (uint32_t)rows);
    for (int i = 0; i < rows; i++)
        for (int k = 0; k < columns; k++)
            cell_put(p->out, PQgetisnull(r, i, k) ? NULL : PQgetvalue(r, i, k),
                     (size_t)PQgetlength(r, i, k));
    central_frame_end(p->out, begun);
}

/* ---- connecting ---- */

struct options {
    char *key[OPTIONS_MAX + 1], *value[OPTIONS_MAX + 1];
    size_t n;
    uint32_t timeout_ms;
};

static void options_release(struct options *o)
{
    for (size_t i = 0; i < o->n; i++) {
        free(o->key[i]);
        free(o->value[i]);
    }
}

static bool options_read(struct options *o, const void *body, size_t n)
{
    struct wire w = wire_of(body, n);
    size_t count = wire_take_count(&w, 2);

    *o = (struct options){0};
    for (size_t i = 0; i < count && i < OPTIONS_MAX; i++) {
        o->key[o->n] = wire_take_text(&w);
        o->value[o->n++] = wire_take_text(&w);
    }
    o->timeout_ms = wire_take32(&w);
    return !w.bad && count <= OPTIONS_MAX;
}

/* Until `conn` can go on, or the time is over. */
static bool wait_for(PGconn *conn, short events, int64_t until)
{
    struct pollfd f = {.fd = PQsocket(conn), .events = events};
    int n;

    do {
        int64_t left = until - clock_mono_ms();

        n = left > 0 ? poll(&f, 1, (int)left) : 0;
    } while (n < 0 && errno == EINTR);
    return n > 0;
}

static PGconn *start(const struct options *o, bool *in_time)
{
    PGconn *conn =
        PQconnectStartParams((const char *const *)o->key, (const char *const *)o->value, 0);
    int64_t until = clock_mono_ms() + o->timeout_ms;
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;

    *in_time = true;
    if (!conn)
        out_of_memory();
    PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);
    while (PQstatus(conn) != CONNECTION_BAD && state != PGRES_POLLING_OK &&
           state != PGRES_POLLING_FAILED) {
        *in_time = wait_for(conn, state == PGRES_POLLING_READING ? POLLIN : POLLOUT, until);
        if (!*in_time)
            break;
        state = PQconnectPoll(conn);
    }
    return conn;
}

/* A socket of this machine, or TLS 1.3. */
static bool is_private(const PGconn *conn)
{
    const char *host = PQhost(conn);
    const char *tls = PQsslInUse((PGconn *)(uintptr_t)conn)
                          ? PQsslAttribute((PGconn *)(uintptr_t)conn, "protocol")
                          : NULL;

    return host[0] == '/' || host[0] == '@' || (tls && strcmp(tls, "TLSv1.3") == 0);
}

void pg_connect(struct pg *p, uint32_t id, const void *body, size_t n)
{
    struct options o;
    char sqlstate[6] = "";
    bool in_time = true;
    enum fault why;

    lose(p, "", "");
    if (!options_read(&o, body, n)) {
        fail(p, id, 0, FAULT_OTHER, "", "CONNECT");
        options_release(&o);
        return;
    }
    p->timeout_ms = o.timeout_ms;
    p->conn = start(&o, &in_time);
    options_release(&o);
    if (!in_time) {
        fail(p, id, 0, FAULT_UNREACHABLE, "", "timeout expired");
        disconnect(p);
    } else if (PQstatus(p->conn) != CONNECTION_OK) {
        why = fault_of_connection(PQerrorMessage(p->conn), sqlstate);
        fail(p, id, 0, why, sqlstate, PQerrorMessage(p->conn));
        disconnect(p);
    } else if (!is_private(p->conn)) {
        fail(p, id, 0, FAULT_SERVER, "", "no TLS 1.3");
        disconnect(p);
    } else if (PQsetnonblocking(p->conn, 1) != 0 || !PQenterPipelineMode(p->conn)) {
        fail(p, id, 0, FAULT_OTHER, "", PQerrorMessage(p->conn));
        disconnect(p);
    } else {
        PQsetErrorVerbosity(p->conn, PQERRORS_DEFAULT);
        put_rows(p, &(struct pending){.id = id}, NULL);
    }
}

void pg_install(struct pg *p, uint32_t id)
{
    PGresult *r;
    const char *state;

    if (!p->conn || p->n > p->from || PQexitPipelineMode(p->conn) != 1 ||
        PQsetnonblocking(p->conn, 0) != 0) {
        fail(p, id, 0, FAULT_AGAIN, "", "not connected");
        return;
    }
    r = install(p->conn);
    state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    if (PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK)
        put_rows(p, &(struct pending){.id = id}, NULL);
    else
        fail(p, id, 0, state ? fault_of_state(state) : FAULT_AGAIN, state ? state : "",
             PQresultErrorMessage(r));
    PQclear(r);
    if (PQsetnonblocking(p->conn, 1) != 0 || !PQenterPipelineMode(p->conn))
        lose(p, "", PQerrorMessage(p->conn));
}

/* ---- calls ---- */

static void enqueue(struct pg *p, uint32_t id, unsigned call, size_t bytes)
{
    if (p->from == p->n) {
        p->from = p->n = 0;
        p->moved_ms = clock_mono_ms();
    }
    p->v = xgrow(p->v, p->n, &p->cap, sizeof *p->v);
    p->v[p->n++] = (struct pending){.id = id, .call = call, .bytes = bytes};
    p->bytes += bytes;
}

void pg_call(struct pg *p, uint32_t id, unsigned call, const void *body, size_t n)
{
    const char *value[PARAMS_MAX];
    int length[PARAMS_MAX], format[PARAMS_MAX];
    struct wire w = wire_of(body, n);
    uint8_t count = wire_take8(&w);

    for (int i = 0; i < count && i < PARAMS_MAX; i++) {
        struct span cell = cell_take(&w);

        value[i] = cell.p;
        length[i] = (int)cell.n;
        format[i] = 1;
    }
    if (w.bad || count > PARAMS_MAX || call >= CALL_COUNT) {
        fail(p, id, call, FAULT_OTHER, "", "CALL");
        return;
    }
    if (!p->conn) {
        fail(p, id, call, FAULT_AGAIN, "", "not connected");
        return;
    }
    enqueue(p, id, call, n);
    if (!PQsendQueryParams(p->conn, statements[call], count, NULL, value, length, format, 1) ||
        !PQpipelineSync(p->conn))
        lose(p, "", PQerrorMessage(p->conn));
    else
        p->unsent = true;
}

/* ---- what comes back ---- */

static void answer(struct pg *p, const PGresult *r)
{
    const struct pending *w = &p->v[p->from];
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    enum fault why;

    switch (PQresultStatus(r)) {
    case PGRES_TUPLES_OK:
        put_rows(p, w, r);
        break;
    case PGRES_FATAL_ERROR:
        why = state ? fault_of_state(state) : FAULT_AGAIN;
        if (why == FAULT_AGAIN) {
            lose(p, state ? state : "", PQresultErrorMessage(r));
            return;
        }
        fail(p, w->id, w->call, why, state, PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY));
        break;
    default:
        fail(p, w->id, w->call, FAULT_OTHER, "", PQresStatus(PQresultStatus(r)));
    }
    p->answered = true;
}

static void done(struct pg *p)
{
    p->bytes -= p->v[p->from++].bytes;
    p->answered = false;
}

static void take_results(struct pg *p)
{
    while (p->conn && p->from < p->n && !PQisBusy(p->conn)) {
        PGresult *r = PQgetResult(p->conn);

        if (r && PQresultStatus(r) == PGRES_PIPELINE_SYNC)
            done(p);
        else if (r && !p->answered)
            answer(p, r);
        else if (!r && PQstatus(p->conn) != CONNECTION_OK)
            lose(p, "", PQerrorMessage(p->conn));
        PQclear(r);
    }
}

void pg_pump(struct pg *p, bool moved)
{
    int left;

    if (!p->conn)
        return;
    if (moved)
        p->moved_ms = clock_mono_ms();
    if (p->unsent) {
        left = PQflush(p->conn);
        if (left < 0) {
            lose(p, "", PQerrorMessage(p->conn));
            return;
        }
        p->unsent = left == 1;
    }
    if (!PQconsumeInput(p->conn)) {
        take_results(p); /* what came before the line went */
        if (p->conn)
            lose(p, "", PQerrorMessage(p->conn));
        return;
    }
    take_results(p);
    if (p->conn && pg_due_ms(p) > 0 && clock_mono_ms() >= pg_due_ms(p))
        lose(p, "", "timeout expired");
}
