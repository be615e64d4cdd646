/* The central store on this machine, over a local socket, fsync on: commits through
 * put_commits beside psql's \copy of the same rows into a table of the same shape; photos
 * through put_chunk and finish_photo beside psql that inserts the same chunks; and the
 * whole of a sync, genba's side, genba-sync and the receipt, beside
 * \copy again. */
#include "model/base/clock.h"
#include "sync/central/session.h"
#include "tests/bench/bench.h"
#include "tests/lib/chain.h"
#include "tests/lib/pgcall.h"
#include "tests/lib/pgproc.h"
#include "tests/lib/pgschema.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUNS 3
#define CHAINS 20
#define EACH 5000
#define BATCH 1000
#define PHOTOS 100
#define CHUNKS 4 /* of each; the last one is shorter */
#define CHUNK 524288
#define LAST 100000
#define IN_FLIGHT 8

#define SIZE ((size_t)(CHUNKS - 1) * CHUNK + LAST)

struct bench {
    struct pgcluster *cluster;
    PGconn *crew;
    struct chain chain[CHAINS];
    struct id hospital;
    uint8_t *photo[PHOTOS];
    char copy[128], inserts[128]; /* psql's scripts */
    struct buf wal;               /* the end of the server's log before the last run */
    int wrong;                    /* answers that were not the expected one */
    char laptop[256];             /* a workspace that holds all of it */
    char program[512];            /* genba-sync */
    struct identity who;
    struct central_settings to;
};

/* ---- what is sent ---- */

static FILE *create(const char *path)
{
    FILE *f = fopen(path, "w");

    if (!f)
        bail("%s: %s", path, strerror(errno));
    return f;
}

static void put_hex(FILE *f, const void *p, size_t n)
{
    static const char digit[] = "0123456789abcdef";
    const uint8_t *b = p;

    for (size_t i = 0; i < n; i++) {
        putc(digit[b[i] >> 4], f);
        putc(digit[b[i] & 15], f);
    }
}

static void put_row(FILE *f, const struct bench *b, const struct chain *c, size_t i)
{
    struct hash hash = commit_hash(c->v[i].p, c->v[i].n);

    fputs("\\\\x", f);
    put_hex(f, b->hospital.b, ID_LEN);
    fputs("\t\\\\x", f);
    put_hex(f, c->writer.b, ID_LEN);
    fprintf(f, "\t%zu\t\\\\x", i + 1);
    put_hex(f, hash.b, HASH_LEN);
    fputs("\t\\\\x", f);
    put_hex(f, c->v[i].p, c->v[i].n);
    fputs("\tcrew\t2026-01-01\n", f);
}

static size_t make_commits(struct bench *b)
{
    char rows[128];
    size_t bytes = 0;
    FILE *f;

    snprintf(rows, sizeof rows, "%s/rows", b->cluster->dir);
    f = create(rows);
    for (size_t i = 0; i < CHAINS; i++) {
        chain_make(&b->chain[i], EACH, 100 + i);
        bytes += b->chain[i].raw_bytes;
        for (size_t k = 0; k < EACH; k++)
            put_row(f, b, &b->chain[i], k);
    }
    fclose(f);
    snprintf(b->copy, sizeof b->copy, "%s/copy.sql", b->cluster->dir);
    f = create(b->copy);
    fprintf(f, "\\set ON_ERROR_STOP 1\n\\copy plain from '%s'\n", rows);
    fclose(f);
    return bytes;
}

static size_t chunk_size(int idx)
{
    return idx < CHUNKS - 1 ? CHUNK : LAST;
}

static void make_photos(struct bench *b)
{
    uint64_t seed = 7;
    FILE *f;

    snprintf(b->inserts, sizeof b->inserts, "%s/inserts.sql", b->cluster->dir);
    f = create(b->inserts);
    fputs("\\set ON_ERROR_STOP 1\n", f);
    for (int i = 0; i < PHOTOS; i++) {
        struct hash name;

        b->photo[i] = xmalloc(SIZE);
        for (size_t k = 0; k + 8 <= SIZE; k += 8) {
            uint64_t random = chain_random(&seed);

            memcpy(b->photo[i] + k, &random, 8);
        }
        name = sha256(b->photo[i], SIZE);
        for (int k = 0; k < CHUNKS; k++) {
            fputs("INSERT INTO plain_chunk VALUES ('\\x", f);
            put_hex(f, b->hospital.b, ID_LEN);
            fputs("', '\\x", f);
            put_hex(f, name.b, HASH_LEN);
            fprintf(f, "', %d, '\\x", k);
            put_hex(f, b->photo[i] + (size_t)k * CHUNK, chunk_size(k));
            fputs("');\n", f);
        }
    }
    fclose(f);
}

/* ---- the calls ---- */

static void expect_ok(PGresult *r, void *ctx)
{
    struct bench *b = ctx;
    const char *status = PQntuples(r) == 1 ? PQgetvalue(r, 0, 0) : "";

    if (strcmp(status, "ok") != 0 && strcmp(status, "stored") != 0) {
        fprintf(stderr, "%s%s\n", status, PQresultErrorMessage(r));
        b->wrong++;
    }
}

static void expect_row(PGresult *r, void *ctx)
{
    struct bench *b = ctx;

    b->wrong += PQntuples(r) != 1;
}

static void send(struct bench *b, int *open, const char *call, const struct args *a)
{
    pgcall_send(b->crew, call, a);
    ++*open;
    pgcall_drain(b->crew, open, IN_FLIGHT, expect_ok, b);
}

static void put_commits(struct bench *b)
{
    struct args a = {.array = BUF_INIT};
    int open = 0;

    for (size_t i = 0; i < CHAINS; i++)
        for (size_t k = 0; k < EACH; k += BATCH) {
            const struct span *v = b->chain[i].v + k;
            struct hash prev = {{0}};

            if (k > 0)
                prev = commit_hash(v[-1].p, v[-1].n);
            args_begin(&a);
            arg_id(&a, &b->hospital);
            arg_id(&a, &b->chain[i].writer);
            arg_int8(&a, (int64_t)k + 1);
            arg_hash(&a, &prev);
            arg_spans(&a, v, BATCH);
            send(b, &open, "put_commits", &a);
        }
    pgcall_drain(b->crew, &open, 0, expect_ok, b);
    args_release(&a);
}

static void put_photos(struct bench *b)
{
    struct args a = {.array = BUF_INIT};
    int open = 0;

    for (int i = 0; i < PHOTOS; i++) {
        struct hash name = sha256(b->photo[i], SIZE);

        args_begin(&a);
        arg_id(&a, &b->hospital);
        arg_hash(&a, &name);
        arg_int8(&a, SIZE);
        arg_text(&a, "image/jpeg");
        pgcall_send(b->crew, "put_photo", &a);
        open++;
        pgcall_drain(b->crew, &open, 0, expect_row, b);
        for (int k = 0; k < CHUNKS; k++) {
            args_begin(&a);
            arg_id(&a, &b->hospital);
            arg_hash(&a, &name);
            arg_int4(&a, k);
            arg_bytes(&a, b->photo[i] + (size_t)k * CHUNK, chunk_size(k));
            send(b, &open, "put_chunk", &a);
        }
        args_begin(&a);
        arg_id(&a, &b->hospital);
        arg_hash(&a, &name);
        send(b, &open, "finish_photo", &a);
    }
    pgcall_drain(b->crew, &open, 0, expect_ok, b);
    args_release(&a);
}

/* ---- a laptop's sync ---- */

static void must(int rc, const struct err *e)
{
    if (rc != 0)
        bail("%d %s %s", rc, e->subject, e->detail);
}

/* Its own changes: the disk is not waited for while they are made. */
static void write_commits(struct casefile *c)
{
    struct buf text = BUF_INIT;
    uint64_t seed = 42;
    struct id lines[300];
    struct err e = {0};

    for (size_t i = 0; i < 300; i++)
        lines[i] = id_new(clock_now_ms());
    sqlite3_exec(store_db(c->store), "PRAGMA synchronous=OFF", NULL, NULL, NULL);
    for (int i = 0; i < CHAINS * EACH - 1; i++) { /* and the opening */
        struct op op = {.kind = OP_SET,
                        .entity = lines[chain_random(&seed) % 300],
                        .field = field_log_number(F_line_room, true)};

        buf_reset(&text);
        buf_addf(&text, "サーバ室 %d", (int)(chain_random(&seed) % 1000));
        op.value = value_text(buf_str(&text));
        must(store_commit(c->store, &op, 1, NULL, NULL, &e), &e);
    }
    buf_release(&text);
}

static void make_laptop(struct bench *b)
{
    char url[512];
    struct casefile *c;
    struct err e = {0};

    snprintf(b->program, sizeof b->program, "%s/genba-sync", getenv("top_builddir"));
    tmpdir_make(b->laptop, sizeof b->laptop);
    must(identity_load(&b->who, b->laptop, "佐藤", "A", &e), &e);
    must(case_create_for(&c, b->laptop, b->hospital, "0342", "中央病院", &b->who, &e), &e);
    write_commits(c);
    must(store_checkpoint(c->store, &e), &e);
    case_close(c);
    pgcluster_url(b->cluster, "crew", url, sizeof url);
    must(central_settings_load(&b->to, b->laptop, url, &e), &e);
}

static void sync_all(struct bench *b)
{
    const struct central_options how = {.without_photos = true, .program = b->program};
    struct central_run *x;
    struct err e = {0};
    int rc;

    must(central_begin(&x, b->hospital, NULL, b->laptop, &b->who, &b->to, &how, &e), &e);
    while ((rc = central_step(x, &e)) > 0)
        central_wait(x);
    must(rc, &e);
    b->wrong += central_state(x)->sent_commits < CHAINS * EACH;
    central_end(x);
}

/* ---- the baselines ---- */

static void psql(struct bench *b, const char *script)
{
    char program[160], quiet[] = "-Xq", file[140], url[512];
    char *argv[] = {program, quiet, file, url, NULL};

    snprintf(program, sizeof program, "%s/psql", b->cluster->bin);
    snprintf(file, sizeof file, "-f%s", script);
    pgcluster_url(b->cluster, "postgres", url, sizeof url);
    if (!pgproc_run(b->cluster->dir, argv))
        bail("psql -f %s failed: see %s/log", script, b->cluster->dir);
}

/* ---- side by side ---- */

static const char emptied[] =
    "TRUNCATE plain, plain_chunk, genba.commits, genba.writer, genba.photo, genba.photo_chunk;"
    "CHECKPOINT";

static double timed(struct bench *b, void (*ours)(struct bench *), const char *script)
{
    double begin;

    pgcluster_do(b->cluster, emptied);
    buf_reset(&b->wal);
    pgcluster_sql(b->cluster, "postgres", "SELECT pg_current_wal_lsn()", &b->wal);
    begin = bench_now();
    if (ours)
        ours(b);
    else
        psql(b, script);
    return bench_now() - begin;
}

static void compare(struct bench *b, const char *name, void (*ours)(struct bench *),
                    const char *script, double amount, const char *unit, const char *what,
                    double bound)
{
    struct sample mine = {0}, theirs = {0};
    double a, z;

    for (int i = 0; i < RUNS; i++) {
        sample_add(&mine, timed(b, ours, NULL));
        sample_add(&theirs, timed(b, NULL, script));
    }
    timed(b, ours, NULL); /* what is measured next is what this leaves */
    a = amount / sample_at(&mine, 0.5);
    z = amount / sample_at(&theirs, 0.5);
    printf("%-44s %9.0f %s   %s %.0f %s   share %.0f %%   at least %.0f %%, %s\n", name, a, unit,
           what, z, unit, 100 * a / z, bound, 100 * a / z >= bound ? "held" : "MISSED");
    fflush(stdout);
    sample_release(&mine);
    sample_release(&theirs);
}

/* What one commit, or one byte of a photo, takes on the server's disk. */
static void sizes(struct bench *b, const char *what, const char *tables, double amount)
{
    char sql[300];
    double bytes;

    snprintf(sql, sizeof sql,
             "SELECT sum(pg_total_relation_size(t::regclass))::bigint FROM unnest('{%s}'::text[])"
             " t",
             tables);
    bytes = (double)pgcluster_int(b->cluster, sql);
    snprintf(sql, sizeof sql, "SELECT (pg_current_wal_lsn() - '%s')::bigint", buf_str(&b->wal));
    printf("%s: %.2f bytes on disk, %.2f bytes of log\n", what, bytes / amount,
           (double)pgcluster_int(b->cluster, sql) / amount);
}

static void prepare(PGconn *conn, const char *name, const char *sql)
{
    PGresult *r = PQprepare(conn, name, sql, 0, NULL);

    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        bail("%s", PQresultErrorMessage(r));
    PQclear(r);
}

static void begin(struct bench *b)
{
    struct args a = {.array = BUF_INIT};
    const char *out;

    b->cluster = pgcluster_start(&(struct pgcluster_options){.durable = true});
    b->hospital = id_named("0342", 4);
    pgschema_install(b->cluster);
    pgcluster_person(b->cluster, "crew");
    pgcluster_do(
        b->cluster,
        "CREATE TABLE plain (LIKE genba.commits INCLUDING ALL);"
        "CREATE TABLE plain_chunk (LIKE genba.photo_chunk INCLUDING ALL);"
        "SELECT genba.admit('crew', '\\x00000000000000000000000000000000', 'office', NULL)");
    b->crew = pgcall_connect(b->cluster, "crew");
    args_begin(&a);
    arg_id(&a, &b->hospital);
    if (!pgcall(b->crew, "SELECT genba.register($1, '0342', '中央病院')", &a, &out))
        bail("%s", out);
    prepare(b->crew, "put_commits",
            "SELECT status, have, added FROM genba.put_commits($1::bytea, $2::bytea, $3::int8,"
            " $4::bytea, $5::bytea[])");
    prepare(b->crew, "put_photo",
            "SELECT state::int4, chunks FROM genba.put_photo($1::bytea, $2::bytea, $3::int8,"
            " $4::text)");
    prepare(b->crew, "put_chunk",
            "SELECT genba.put_chunk($1::bytea, $2::bytea, $3::int4, $4::bytea)");
    prepare(b->crew, "finish_photo", "SELECT genba.finish_photo($1::bytea, $2::bytea)");
    PQsetnonblocking(b->crew, 1);
    PQenterPipelineMode(b->crew);
}

int main(void)
{
    struct bench b = {.wal = BUF_INIT};
    const char *missing = pgcluster_missing();
    double megabytes = (double)SIZE * PHOTOS / 1e6;
    size_t bytes;

    if (missing) {
        printf("the central store: skipped, %s\n", missing);
        return 0;
    }
    begin(&b);
    bytes = make_commits(&b);
    make_photos(&b);
    printf("%d commits of %zu bytes on average, %d a call; %d photos of %.1f MB\n", CHAINS * EACH,
           bytes / (CHAINS * EACH), BATCH, PHOTOS, (double)SIZE / 1e6);
    compare(&b, "commits through put_commits", put_commits, b.copy, CHAINS * EACH, "commits/s",
            "\\copy", 30);
    sizes(&b, "a commit", "genba.commits,genba.writer", CHAINS * EACH);
    make_laptop(&b);
    compare(&b, "a laptop's sync, receipt included", sync_all, b.copy, CHAINS * EACH, "commits/s",
            "\\copy", 30);
    compare(&b, "photos through put_chunk, finish_photo", put_photos, b.inserts, megabytes, "MB/s",
            "psql INSERT", 50);
    sizes(&b, "a byte of a photo", "genba.photo,genba.photo_chunk", (double)SIZE * PHOTOS);
    printf("answers that were wrong: %d\n", b.wrong);

    for (size_t i = 0; i < CHAINS; i++)
        chain_release(&b.chain[i]);
    for (size_t i = 0; i < PHOTOS; i++)
        free(b.photo[i]);
    buf_release(&b.wal);
    central_settings_release(&b.to);
    tmpdir_remove(b.laptop);
    PQfinish(b.crew);
    pgcluster_free(&b.cluster);
    return b.wrong > 0;
}
