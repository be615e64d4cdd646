/* Merging 100,000 commits of another laptop (bound: 50,000/s) against applying
 * the equivalent SQLite session changeset in the same process, and the bytes a
 * commit takes in a bundle (bound: 40). One commit = one field recorded. */
#define SQLITE_ENABLE_SESSION
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include <sqlite3.h>

#include "model/base/clock.h"
#include "model/base/file.h"
#include "sync/exchange.h"
#include "tests/bench/bench.h"
#include "tests/lib/crews.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define COMMITS 100000
#define LINES 300
#define RUNS 3

static struct crews w;
static struct err e;

static void must(int rc)
{
    if (rc != 0)
        bail("%d %s %s", rc, e.subject, e.detail);
}

/* The fields that a crew answers, and what it answers. */
static const struct answer {
    enum field field;
    const char *text;
} answers[] = {
    {F_line_line_label, "NTT東日本"},
    {F_line_room, "サーバ室"},
    {F_line_floor, "3F"},
    {F_line_building, "本館"},
    {F_line_line_label, "ケイ・オプティコム"},
    {F_line_room, "電算室"},
};

/* No order that would compress itself away; the same in every run. */
static unsigned below(unsigned n)
{
    static uint64_t s = 42;

    s = s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(s >> 33) % n;
}

/* Written by laptop A; the disk is not waited for, only the reading is timed. */
static void write_commits(struct casefile *c)
{
    struct id lines[LINES];
    struct buf text = BUF_INIT;
    int64_t now = clock_now_ms();

    for (int i = 0; i < LINES; i++)
        lines[i] = id_new(now);
    sqlite3_exec(store_db(c->store), "PRAGMA synchronous=OFF", NULL, NULL, NULL);
    for (int i = 0; i < COMMITS; i++) {
        const struct answer *a = &answers[below(sizeof answers / sizeof *answers)];
        struct op op = {.kind = OP_SET,
                        .entity = lines[below(LINES)],
                        .field = field_log_number(a->field, true)};

        buf_reset(&text);
        buf_addf(&text, "%s %d", a->text, (int)below(1000));
        op.value = value_text(buf_str(&text));
        clock_set(now += 1500 + below(60000));
        must(store_commit(c->store, &op, 1, NULL, NULL, &e));
    }
    buf_release(&text);
}

static void write_bundle(struct casefile *c, const char *path)
{
    struct export *x;
    struct stat st;
    int rc;

    must(export_begin(&x, c, w.v[0].run.workspace, &w.v[0].who, path, NULL, NULL, &e));
    while ((rc = export_step(x, &e)) > 0)
        continue;
    must(rc);
    if (stat(path, &st) != 0)
        bail("no bundle");
    printf("%-44s %9.1f bytes a commit  (%lld bytes)   bound 40\n", "record part of a bundle",
           (double)st.st_size / (double)export_state(x)->commits, (long long)st.st_size);
    export_end(x);
}

static void ours(struct sample *s, const char *path)
{
    const struct crew *b = &w.v[1];
    struct import_run *x;
    double begin = bench_now();
    int rc;

    must(import_begin(&x, path, b->run.workspace, &b->who, NULL, NULL, &e));
    while ((rc = import_step(x, &e)) > 0)
        continue;
    must(rc);
    sample_add(s, bench_now() - begin);
    if (import_state(x)->commits.fresh < COMMITS)
        bail("only %lld commits", (long long)import_state(x)->commits.fresh);
    must(file_remove_tree(import_state(x)->folder, &e)); /* the next run makes it anew */
    import_end(x);
}

/* ---- the same by SQLite alone ---- */

static const char setup[] =
    "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    "CREATE TABLE cell(ent BLOB NOT NULL, fld INTEGER NOT NULL, writer BLOB NOT NULL,"
    " n INTEGER NOT NULL, hlc INTEGER NOT NULL, val BLOB NOT NULL, PRIMARY KEY(ent,fld,writer,n))"
    " WITHOUT ROWID;";

static sqlite3 *plain(struct run *r)
{
    char path[300];
    sqlite3 *db;

    run_begin(r);
    snprintf(path, sizeof path, "%s/plain.db", r->workspace);
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db, setup, NULL, NULL, NULL) != SQLITE_OK)
        bail("sqlite: %s", sqlite3_errmsg(db));
    return db;
}

static void make_changeset(void **out, int *n)
{
    sqlite3_session *session;
    sqlite3_stmt *st;
    struct run r;
    sqlite3 *db = plain(&r);
    struct id lines[LINES], writer = id_new(1);

    for (int i = 0; i < LINES; i++)
        lines[i] = id_new(1);
    sqlite3session_create(db, "main", &session);
    sqlite3session_attach(session, NULL);
    sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    sqlite3_prepare_v2(db, "INSERT INTO cell VALUES(?1,?2,?3,?4,?5,?6)", -1, &st, NULL);
    for (int i = 0; i < COMMITS; i++) {
        const struct answer *a = &answers[i % (int)(sizeof answers / sizeof *answers)];

        sqlite3_bind_blob(st, 1, lines[i * 7 % LINES].b, ID_LEN, SQLITE_STATIC);
        sqlite3_bind_int(st, 2, (int)field_log_number(a->field, true));
        sqlite3_bind_blob(st, 3, writer.b, ID_LEN, SQLITE_STATIC);
        sqlite3_bind_int(st, 4, i + 1);
        sqlite3_bind_int64(st, 5, (int64_t)i << 16);
        sqlite3_bind_text(st, 6, a->text, -1, SQLITE_STATIC);
        if (sqlite3_step(st) != SQLITE_DONE)
            bail("sqlite: %s", sqlite3_errmsg(db));
        sqlite3_reset(st);
    }
    sqlite3_finalize(st);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    if (sqlite3session_changeset(session, n, out) != SQLITE_OK)
        bail("changeset");
    sqlite3session_delete(session);
    sqlite3_close(db);
    run_end(&r);
}

static int give_up(void *ctx, int why, sqlite3_changeset_iter *it)
{
    (void)ctx;
    (void)why;
    (void)it;
    return SQLITE_CHANGESET_ABORT;
}

static void baseline(struct sample *s, void *changeset, int n)
{
    struct run r;
    sqlite3 *db = plain(&r);
    double begin = bench_now();

    if (sqlite3changeset_apply(db, n, changeset, NULL, give_up, NULL) != SQLITE_OK)
        bail("apply: %s", sqlite3_errmsg(db));
    sqlite3_close(db);
    sample_add(s, bench_now() - begin);
    run_end(&r);
}

int main(void)
{
    struct sample a = {0}, b = {0};
    struct casefile *c;
    void *changeset;
    int n;

    clock_set(clock_ms(2025, 9, 12, 9, 0, 0));
    crews_begin(&w);
    must(case_create(&c, w.v[0].run.workspace, CREWS_SERIAL, "みなと総合病院", &w.v[0].who, &e));
    write_commits(c);
    write_bundle(c, stick_path(&w, "big"));
    case_close(c);
    make_changeset(&changeset, &n);
    for (int i = 0; i < RUNS; i++) {
        ours(&a, stick_path(&w, "big"));
        baseline(&b, changeset, n);
    }
    bench_line("merging 100,000 commits", &a, &b, "session changeset", 1e3, "ms", 2000);
    printf("%-44s %9.0f commits/s   bound 50000\n", "", COMMITS / sample_at(&a, 0.5));
    sqlite3_free(changeset);
    sample_release(&a);
    sample_release(&b);
    crews_end(&w);
    return 0;
}
