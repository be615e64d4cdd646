/* Commit rate: one field recorded = one commit on disk, against one row in one
 * SQLite transaction with the same pragmas. */
#include "model/base/clock.h"
#include "tests/bench/bench.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include <sqlite3.h>
#include <stdio.h>

#define RUNS 2000

static void ours(struct sample *s)
{
    struct fixture f;
    struct casefile *c;
    struct err e;
    struct id line;
    char text[32];

    fixture_begin(&f);
    c = fixture_case(&f);
    line = id_new(clock_now_ms());
    for (int i = 0; i < RUNS; i++) {
        double begin = bench_now();

        snprintf(text, sizeof text, "サーバ室 %d", i);
        if (case_set(c, line, F_line_room, true, value_text(text), &e) != 0)
            bail("commit: %s", e.detail);
        sample_add(s, bench_now() - begin);
    }
    case_close(c);
    fixture_end(&f);
}

static void baseline(struct sample *s)
{
    static const char setup[] =
        "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT);";
    struct fixture f;
    sqlite3 *db;
    sqlite3_stmt *st;
    char path[512];

    fixture_begin(&f);
    snprintf(path, sizeof path, "%s/plain.db", f.workspace);
    sqlite3_open(path, &db);
    sqlite3_exec(db, setup, NULL, NULL, NULL);
    sqlite3_prepare_v2(db, "INSERT INTO t(b) VALUES(?1)", -1, &st, NULL);
    for (int i = 0; i < RUNS; i++) {
        double begin = bench_now();

        sqlite3_bind_text(st, 1, "サーバ室", -1, SQLITE_STATIC);
        if (sqlite3_step(st) != SQLITE_DONE)
            bail("baseline: %s", sqlite3_errmsg(db));
        sqlite3_reset(st);
        sample_add(s, bench_now() - begin);
    }
    sqlite3_finalize(st);
    sqlite3_close(db);
    fixture_end(&f);
}

int main(void)
{
    struct sample a = {0}, b = {0};

    ours(&a);
    baseline(&b);
    bench_line("commit of one field", &a, &b, "one-row transaction", 1e6, "us", 0);
    sample_release(&a);
    sample_release(&b);
    return 0;
}
