#include "sync/central/pg.h"

#include "model/base/clock.h"
#include "sync/central/faults.h"
#include "sync/central/install.h"

#include "config.h"

#include <errno.h>
#include <libpq-fe.h>
#include <linux/sockios.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define PARAMS_MAX 8
#define OPTIONS_MAX 32
#define LOOK_MS 500 /* between two looks at what the line took */
#define MOVED_MS 1000

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
    int64_t told_ms;              /* of that: when it was said last */
    int on_line;                  /* bytes with the kernel that did not arrive yet */
    bool unsent;                  /* PQflush has more */
    PGresult *held; /* the answer of the first in the queue, until its sync is there */
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
    PQclear(p->held);
    PQfinish(p->conn);
    p->held = NULL;
    p->conn = NULL;
    p->unsent = false;
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

static bool waits(const struct pg *p)
{
    return p->n > p->from;
}

static int64_t given_up_ms(const struct pg *p)
{
    return p->moved_ms + p->timeout_ms;
}

int64_t pg_due_ms(const struct pg *p)
{
    int64_t look = clock_mono_ms() + LOOK_MS;

    if (!waits(p))
        return 0;
    return look < given_up_ms(p) ? look : given_up_ms(p);
}

/* ---- answers ---- */

static void fail(struct pg *p, uint32_t id, unsigned call, enum fault why, const char *sqlstate,
                 const char *text)
{
    char line[256];
    size_t begun = central_frame_begin(p->out, CENTRAL_FAIL, call, id);
    uint8_t fault = (uint8_t)why;

    fault_text(line, sizeof line, text ? text : "");
    buf_add(p->out, &fault, 1);
    wire_put_text(p->out, sqlstate);
    wire_put_text(p->out, line);
    central_frame_end(p->out, begun);
}

/* Everything that waits comes back, and what is asked later: until a CONNECT. */
static void lose(struct pg *p, enum fault why, const char *sqlstate, const char *text)
{
    char copy[256];

    snprintf(copy, sizeof copy, "%s", text ? text : "");
    disconnect(p);
    for (; p->from < p->n; p->from++)
        fail(p, p->v[p->from].id, p->v[p->from].call, why, sqlstate, copy);
    p->from = p->n = p->bytes = 0;
}

static size_t rows_size(const PGresult *r)
{
    size_t n = sizeof(uint16_t) + sizeof(uint32_t);

    for (int i = 0; i < PQntuples(r); i++)
        for (int k = 0; k < PQnfields(r); k++)
            n += sizeof(uint32_t) + (size_t)PQgetlength(r, i, k);
    return n;
}

static void put_rows(struct pg *p, const struct pending *w, const PGresult *r)
{
    int rows = PQntuples(r), columns = PQnfields(r);
    size_t begun;

    if (rows_size(r) > CENTRAL_FRAME_MAX) {
        fail(p, w->id, w->call, FAULT_OTHER, "", "the answer is too long");
        return;
    }
    begun = central_frame_begin(p->out, CENTRAL_ROWS, w->call, w->id);
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
    bool other_calls; /* genba has another calls.def */
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
    uint32_t calls = wire_take32(&w);
    size_t count = wire_take_count(&w, 2);

    *o = (struct options){.other_calls = w.bad || calls != central_calls()};
    for (size_t i = 0; i < count && i < OPTIONS_MAX; i++) {
        o->key[o->n] = wire_take_text(&w);
        o->value[o->n++] = wire_take_text(&w);
    }
    o->timeout_ms = wire_take32(&w);
    return !w.bad && w.left == 0 && count <= OPTIONS_MAX;
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

/* A socket of this machine, or TLS 1.3. What the parameters say does not count: there
 * are more ways to name a host than one. */
static bool is_private(PGconn *conn)
{
    struct sockaddr_storage peer = {.ss_family = AF_UNSPEC};
    socklen_t n = sizeof peer;
    const char *tls = PQsslInUse(conn) ? PQsslAttribute(conn, "protocol") : NULL;

    if (getpeername(PQsocket(conn), (struct sockaddr *)&peer, &n) != 0)
        return false;
    return peer.ss_family == AF_UNIX || (tls && strcmp(tls, "TLSv1.3") == 0);
}

/* 0: the connection is there and in pipeline mode; else the FAIL is told. */
static int connect_to(struct pg *p, uint32_t id, const struct options *o)
{
    char sqlstate[6] = "";
    bool in_time = true;
    enum fault why = FAULT_OTHER;
    const char *text = NULL;

    p->conn = start(o, &in_time);
    if (!in_time) {
        why = FAULT_UNREACHABLE;
        text = "timeout expired";
    } else if (PQstatus(p->conn) != CONNECTION_OK) {
        why = fault_of_connection(PQerrorMessage(p->conn), sqlstate);
    } else if (!is_private(p->conn)) {
        why = FAULT_SERVER;
        text = "no TLS 1.3";
    } else if (PQsetnonblocking(p->conn, 1) == 0 && PQenterPipelineMode(p->conn)) {
        PQsetErrorVerbosity(p->conn, PQERRORS_DEFAULT);
        return 0;
    }
    fail(p, id, 0, why, sqlstate, text ? text : PQerrorMessage(p->conn));
    disconnect(p);
    return -1;
}

void pg_connect(struct pg *p, uint32_t id, const void *body, size_t n)
{
    struct options o;
    bool whole = options_read(&o, body, n);

    lose(p, FAULT_AGAIN, "", "");
    p->timeout_ms = o.timeout_ms;
    if (o.other_calls)
        fail(p, id, 0, FAULT_VERSION, "", PACKAGE_VERSION);
    else if (!whole)
        fail(p, id, 0, FAULT_OTHER, "", "CONNECT");
    else if (connect_to(p, id, &o) == 0)
        put_rows(p, &(struct pending){.id = id}, NULL);
    options_release(&o);
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
        lose(p, FAULT_AGAIN, "", PQerrorMessage(p->conn));
}

/* ---- calls ---- */

static void enqueue(struct pg *p, uint32_t id, unsigned call, size_t bytes)
{
    if (!waits(p)) {
        p->from = p->n = 0;
        p->moved_ms = p->told_ms = clock_mono_ms();
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
        lose(p, FAULT_AGAIN, "", PQerrorMessage(p->conn));
    else
        p->unsent = true;
}

/* ---- what comes back ---- */

static void answer(struct pg *p, const struct pending *w, const PGresult *r)
{
    ExecStatusType status = PQresultStatus(r);
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);

    if (status == PGRES_TUPLES_OK)
        put_rows(p, w, r);
    else if (status == PGRES_FATAL_ERROR)
        fail(p, w->id, w->call, fault_of_state(state), state,
             PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY));
    else
        fail(p, w->id, w->call, FAULT_OTHER, "", PQresStatus(status));
}

static void hold(struct pg *p, PGresult *r)
{
    PQclear(p->held);
    p->held = r;
}

/* The call's transaction is over: its answer is true now. */
static void done(struct pg *p)
{
    answer(p, &p->v[p->from], p->held);
    hold(p, NULL);
    p->bytes -= p->v[p->from++].bytes;
}

/* Takes the result over. An error behind rows is what became of them. */
static void take_result(struct pg *p, PGresult *r)
{
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    ExecStatusType status = PQresultStatus(r);
    enum fault why = state ? fault_of_state(state) : FAULT_AGAIN;

    if (status == PGRES_PIPELINE_SYNC) {
        done(p);
    } else if (status == PGRES_FATAL_ERROR && fault_passes(why)) {
        lose(p, why, state ? state : "",
             state ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : PQresultErrorMessage(r));
    } else if (status == PGRES_FATAL_ERROR || !p->held) {
        hold(p, r);
        return;
    }
    PQclear(r);
}

static void take_results(struct pg *p)
{
    while (p->conn && waits(p) && !PQisBusy(p->conn)) {
        PGresult *r = PQgetResult(p->conn);

        if (r)
            take_result(p, r);
        else if (PQstatus(p->conn) != CONNECTION_OK)
            lose(p, FAULT_AGAIN, "", PQerrorMessage(p->conn));
    }
}

/* ---- the line ---- */

static int bytes_on_line(const struct pg *p)
{
    int n = 0;

    return p->conn && ioctl(PQsocket(p->conn), SIOCOUTQ, &n) == 0 ? n : 0;
}

static void move(struct pg *p)
{
    int left;

    if (p->unsent) {
        left = PQflush(p->conn);
        if (left < 0) {
            lose(p, FAULT_AGAIN, "", PQerrorMessage(p->conn));
            return;
        }
        p->unsent = left == 1;
    }
    if (PQconsumeInput(p->conn)) {
        take_results(p);
        return;
    }
    take_results(p); /* what came before the line went */
    if (p->conn)
        lose(p, FAULT_AGAIN, "", PQerrorMessage(p->conn));
}

/* Whoever waits for a large answer or behind a large request hears that it moves. */
static void tell_moved(struct pg *p)
{
    int64_t now = clock_mono_ms();

    if (!waits(p) || now - p->told_ms < MOVED_MS || p->moved_ms <= p->told_ms)
        return;
    p->told_ms = now;
    central_frame_end(
        p->out, central_frame_begin(p->out, CENTRAL_MOVED, p->v[p->from].call, p->v[p->from].id));
}

void pg_pump(struct pg *p, bool moved)
{
    if (!p->conn)
        return;
    if (moved || bytes_on_line(p) < p->on_line)
        p->moved_ms = clock_mono_ms();
    move(p);
    p->on_line = bytes_on_line(p);
    tell_moved(p);
    if (p->conn && waits(p) && clock_mono_ms() >= given_up_ms(p))
        lose(p, FAULT_AGAIN, "", "timeout expired");
}
