/* `genba central project` of hospitals with 5,000 commits each, while the store holds
 * 100, 500 and 2,000 of them: what one hospital costs (flat: bound 1.3 times that of the
 * first hundred), beside the same commits taken in without a server; the memory of the
 * process; and what `genba central status` costs then. GENBA_BENCH_HOSPITALS says how
 * many at the most.
 *
 * Every hospital has a log of its own: the same chain, made its own by a new OPEN and
 * linked anew (lib/rehouse.h), copied into the tables as put_commits would fill them. */
#include "model/base/clock.h"
#include "sync/central/admin.h"
#include "sync/central/programme.h"
#include "sync/central/project.h"
#include "sync/central/replay.h"
#include "sync/central/summary.h"
#include "tests/bench/bench.h"
#include "tests/lib/chain.h"
#include "tests/lib/pgcluster.h"
#include "tests/lib/pgschema.h"
#include "tests/lib/rehouse.h"
#include "tests/lib/tap.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define COMMITS 5000
#define BASELINE 20 /* hospitals without a server */
#define BOUND 1.3

static struct pgcluster *cluster;
static struct chain chain;
static char program[4096];
static struct err e;

/* ---- the store is filled ---- */

struct copying {
    PGconn *conn;
    struct buf row;
    struct id hospital;
    struct hash head;
};

static void put_number(struct buf *out, uint64_t u, int bytes)
{
    while (bytes-- > 0)
        buf_putc(out, (char)(u >> (8 * bytes)));
}

static void put_field(struct buf *out, const void *p, size_t n)
{
    put_number(out, n, 4);
    buf_add(out, p, n);
}

static void copy_commit(uint64_t n, struct span raw, const struct hash *hash, void *ctx)
{
    struct copying *c = ctx;

    buf_reset(&c->row);
    put_number(&c->row, 7, 2);
    put_field(&c->row, c->hospital.b, ID_LEN);
    put_field(&c->row, chain.writer.b, ID_LEN);
    put_number(&c->row, 8, 4);
    put_number(&c->row, n, 8);
    put_field(&c->row, hash->b, HASH_LEN);
    put_field(&c->row, raw.p, raw.n);
    put_field(&c->row, "x", 1);
    put_number(&c->row, 8, 4);
    put_number(&c->row, 0, 8);
    if (PQputCopyData(c->conn, c->row.p, (int)c->row.len) != 1)
        bail("%s", PQerrorMessage(c->conn));
    c->head = *hash;
}

static PGconn *connect_as(const char *role)
{
    char url[512];
    PGconn *conn;

    pgcluster_url(cluster, role, url, sizeof url);
    conn = PQconnectdb(url);
    if (PQstatus(conn) != CONNECTION_OK)
        bail("%s", PQerrorMessage(conn));
    return conn;
}

static struct id hospital_of(int i, char *serial, size_t size)
{
    snprintf(serial, size, "%05d", i);
    return case_hospital(serial);
}

_Static_assert(COMMITS == 5000, "the writer's row below says so");
static void register_hospitals(int from, int to, const struct hash *head)
{
    PGconn *conn = connect_as("postgres");

    for (int i = from; i < to; i++) {
        char serial[16];
        struct id h = hospital_of(i, serial, sizeof serial);
        const char *v[] = {(const char *)h.b, serial, (const char *)chain.writer.b,
                           (const char *)head->b};
        const int n[] = {ID_LEN, 5, ID_LEN, HASH_LEN}, binary[] = {1, 0, 1, 1};
        PGresult *r = PQexecParams(
            conn,
            "WITH h AS (INSERT INTO genba.hospital VALUES ($1::bytea, $2, 'x', 'x', now()))"
            " INSERT INTO genba.writer SELECT $1::bytea, $3::bytea, 5000, $4::bytea",
            4, NULL, v, n, binary, 1);

        if (PQresultStatus(r) != PGRES_COMMAND_OK)
            bail("%s", PQerrorMessage(conn));
        PQclear(r);
    }
    PQfinish(conn);
}

static void fill(int from, int to)
{
    static const char head[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";
    struct copying c = {.conn = connect_as("postgres"), .row = BUF_INIT};
    PGresult *r = PQexec(c.conn, "COPY genba.commits FROM STDIN (FORMAT binary)");

    PQclear(r);
    PQputCopyData(c.conn, head, sizeof head - 1);
    for (int i = from; i < to; i++) {
        char serial[16];

        c.hospital = hospital_of(i, serial, sizeof serial);
        rehouse(chain.v, chain.n, c.hospital, copy_commit, &c);
    }
    PQputCopyData(c.conn, "\377\377", 2);
    PQputCopyEnd(c.conn, NULL);
    r = PQgetResult(c.conn);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        bail("%s", PQerrorMessage(c.conn));
    PQclear(r);
    PQfinish(c.conn);
    buf_release(&c.row);
    register_hospitals(from, to, &c.head);
    pgcluster_do(cluster, "VACUUM ANALYZE");
}

/* ---- what is measured ---- */

struct clock {
    double last;
    struct sample each;
};

static void after_each(const struct project_tally *sum, const char *serial, const struct err *why,
                       void *ctx)
{
    struct clock *c = ctx;
    double now = bench_now();

    (void)sum;
    if (why)
        bail("%s: %s %s", serial, why->subject, why->detail);
    sample_add(&c->each, now - c->last);
    c->last = now;
}

static void settings_of(struct central_settings *s)
{
    char url[512];

    pgcluster_url(cluster, "office", url, sizeof url);
    if (central_settings_load(s, cluster->dir, url, &e) != 0)
        bail("%s %s", e.subject, e.detail);
}

/* The same commits without a server: the floor. */
static void without_server(struct sample *out)
{
    for (int i = 0; i < BASELINE; i++) {
        struct buf summary = BUF_INIT, rows = BUF_INIT;
        double begun = bench_now();
        struct hospital_summary s;
        const struct casefile *c;
        struct replay *r;
        struct id nowhere = {{0}};

        if (replay_begin(&r, nowhere, &e) != 0 || replay_add(r, chain.v, chain.n, &e) != 0 ||
            replay_survey(r, &c, &e) != 0 || summary_read(&s, c, clock_now_ms(), &e) != 0 ||
            summary_rows_json(&c->survey, &rows, &e) != 0)
            bail("%s", e.detail);
        if (replay_reception(r)->fresh != COMMITS)
            bail("not every commit was applied");
        summary_json(&s, &summary);
        replay_end(r);
        sample_add(out, bench_now() - begun);
        buf_release(&summary);
        buf_release(&rows);
    }
}

static long peak_kb(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

static void status(const struct central_settings *s, int hospitals)
{
    struct programme p = {.servers = 0};
    double begun = bench_now();
    struct admin *a;

    if (admin_open(&a, s, &s->servers[0], program, &e) != 0 || programme_add(&p, a, &e) != 0)
        bail("%s %s", e.subject, e.detail);
    printf("%-44s %9.0f ms\n", "  status, connection included", (bench_now() - begun) * 1e3);
    if (p.all.v[PROGRAMME_hospitals] != hospitals || p.all.v[PROGRAMME_behind] != 0)
        bail("status does not say that all is done");
    admin_close(a);
    programme_release(&p);
}

/* Returns the median of a hospital. */
static double up_to(int hospitals, struct sample *baseline, double first)
{
    struct project_options how = {.workers = 1, .program = program};
    struct central_settings s;
    struct project_tally sum;
    struct clock c = {.last = bench_now()};
    double begun = bench_now(), median;
    char name[64];

    settings_of(&s);
    if (project_run(&s, &s.servers[0], &how, after_each, &c, &sum, &e) != 0)
        bail("%s %s", e.subject, e.detail);
    median = sample_at(&c.each, 0.5);
    snprintf(name, sizeof name, "%d hospitals in the store, %d projected", hospitals,
             (int)sum.done);
    bench_line(name, &c.each, baseline, "without a server", 1e3, "ms",
               first > 0 ? first * BOUND * 1e3 : 0);
    printf("%-44s %9.0f commits/s, %.1f s in all, peak %ld MB\n", "  one worker",
           (double)sum.commits / (bench_now() - begun), bench_now() - begun, peak_kb() / 1024);
    status(&s, hospitals);
    sample_release(&c.each);
    central_settings_release(&s);
    return median;
}

int main(void)
{
    static const int sizes[] = {100, 500, 2000};
    const char *missing = pgcluster_missing(), *most = getenv("GENBA_BENCH_HOSPITALS"),
               *build = getenv("top_builddir");
    struct sample baseline = {0};
    double first = 0;
    int there = 0;

    if (missing) {
        printf("project: skipped, %s\n", missing);
        return 0;
    }
    snprintf(program, sizeof program, "%s/genba-sync", build ? build : ".");
    chain_make(&chain, COMMITS, 11);
    without_server(&baseline);
    cluster = pgcluster_start(
        &(struct pgcluster_options){.conf = "shared_buffers = 512MB\nmax_wal_size = 8GB\n"
                                            "wal_level = minimal\nmax_wal_senders = 0\n"});
    pgschema_install(cluster);
    pgcluster_person(cluster, "office");
    pgcluster_do(cluster, "SELECT genba.admit('office', decode(repeat('00', 16), 'hex'), 'office',"
                          " NULL)");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int n = sizes[i];

        if (most && n > strtol(most, NULL, 10))
            break;
        fill(there, n);
        there = n;
        if (first > 0)
            up_to(n, &baseline, first);
        else
            first = up_to(n, &baseline, 0);
    }
    pgcluster_free(&cluster);
    chain_release(&chain);
    sample_release(&baseline);
    return 0;
}
