/* The session extension is declared only where it is asked for. */
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1

#include "tests/sim/pair.h"

#include "model/base/clock.h"
#include "tests/lib/tap.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct id hospital = {{'h', 'o', 's', 'p'}};
static struct err e;

void crew_begin(struct crew *c, const char *person, const char *name)
{
    clock_set(clock_ms(2025, 9, 12, 9, 0, 0));
    fixture_other(&c->f, person, name);
    snprintf(c->path, sizeof c->path, "%s/survey.db", c->f.workspace);
    if (store_create_for(&c->st, c->path, hospital, &c->f.who, NULL, &e) != 0)
        bail("create: %s %s", e.subject, e.detail);
}

void crew_close(struct crew *c)
{
    store_close(c->st);
    c->st = NULL;
}

void crew_end(struct crew *c)
{
    crew_close(c);
    fixture_end(&c->f);
}

static void commit(struct crew *c, const struct op *op)
{
    if (store_commit(c->st, op, 1, NULL, NULL, &e) != 0)
        bail("commit: %s %s", e.subject, e.detail);
}

void crew_set(struct crew *c, struct id entity, enum field f, const char *text)
{
    const struct op op = {.kind = OP_SET,
                          .entity = entity,
                          .field = field_log_number(f, false),
                          .value = value_text(text)};

    commit(c, &op);
}

void crew_op(struct crew *c, enum op_kind kind, struct id entity)
{
    commit(c, &(struct op){.kind = kind, .entity = entity});
}

/* Bytes of commits, copied out of a store. */
struct load {
    struct store *from;
    struct span *v;
    size_t n, cap;
};

static int load_raw(uint64_t n, struct span raw, void *ctx)
{
    struct load *l = ctx;
    char *copy = xmalloc(raw.n);

    (void)n;
    memcpy(copy, raw.p, raw.n);
    l->v = xgrow(l->v, l->n, &l->cap, sizeof *l->v);
    l->v[l->n++] = (struct span){copy, raw.n};
    return 0;
}

static int load_writer(const struct writer_info *w, void *ctx)
{
    struct load *l = ctx;

    if (store_chain(l->from, w->writer, 1, load_raw, l, &e) != 0)
        bail("chain: %s %s", e.subject, e.detail);
    return 0;
}

struct reception crew_give(struct crew *from, struct crew *to)
{
    struct load l = {.from = from->st};
    struct reception sum = {0};

    if (store_writers(from->st, load_writer, &l, &e) != 0 ||
        store_receive(to->st, l.v, l.n, &sum, NULL, NULL, &e) != 0)
        bail("receive: %s %s", e.subject, e.detail);
    for (size_t i = 0; i < l.n; i++)
        free((void *)(uintptr_t)l.v[i].p);
    free(l.v);
    return sum;
}

void crew_meet(struct crew *a, struct crew *b)
{
    crew_give(a, b);
    crew_give(b, a);
}

const char *crew_ask(struct crew *c, const char *sql, struct id entity)
{
    static char text[256];
    sqlite3_stmt *st;

    text[0] = '\0';
    if (sqlite3_prepare_v2(store_db(c->st), sql, -1, &st, NULL) != SQLITE_OK)
        bail("%s: %s", sql, sqlite3_errmsg(store_db(c->st)));
    if (sqlite3_bind_parameter_count(st) > 0)
        sqlite3_bind_blob(st, 1, entity.b, ID_LEN, SQLITE_STATIC);
    if (sqlite3_step(st) == SQLITE_ROW && sqlite3_column_text(st, 0))
        snprintf(text, sizeof text, "%s", (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    return text;
}

/* ---- an independent look at two files ---- */

static int count_changes(sqlite3_session *session)
{
    sqlite3_changeset_iter *it;
    void *p;
    int n, rows = 0;

    if (sqlite3session_changeset(session, &n, &p) != SQLITE_OK ||
        sqlite3changeset_start(&it, n, p) != SQLITE_OK)
        bail("no changeset");
    while (sqlite3changeset_next(it) == SQLITE_ROW)
        rows++;
    sqlite3changeset_finalize(it);
    sqlite3_free(p);
    return rows;
}

static void diff_table(sqlite3_session *session, const char *table)
{
    char *message = NULL;

    if (sqlite3session_attach(session, table) != SQLITE_OK ||
        sqlite3session_diff(session, "other", table, &message) != SQLITE_OK)
        bail("diff of %s: %s", table, message ? message : "");
}

static void attach_other(sqlite3 *db, const char *path)
{
    sqlite3_stmt *st;

    if (sqlite3_prepare_v2(db, "ATTACH ?1 AS other", -1, &st, NULL) != SQLITE_OK)
        bail("attach: %s", sqlite3_errmsg(db));
    sqlite3_bind_text(st, 1, path, -1, SQLITE_STATIC);
    if (sqlite3_step(st) != SQLITE_DONE)
        bail("attach %s: %s", path, sqlite3_errmsg(db));
    sqlite3_finalize(st);
}

int crew_diff(const struct crew *a, const struct crew *b, int *tables)
{
    static const char names[] =
        "SELECT name FROM main.sqlite_schema WHERE type='table' AND (name GLOB 'p_*' OR name IN"
        " ('cell','conflict','seen','held','quiet','signed'))";
    sqlite3 *db;
    sqlite3_session *session;
    sqlite3_stmt *st;
    int rows;

    *tables = 0;
    if (sqlite3_open_v2(a->path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        bail("open %s", a->path);
    attach_other(db, b->path);
    if (sqlite3session_create(db, "main", &session) != SQLITE_OK ||
        sqlite3_prepare_v2(db, names, -1, &st, NULL) != SQLITE_OK)
        bail("session: %s", sqlite3_errmsg(db));
    for (; sqlite3_step(st) == SQLITE_ROW; ++*tables)
        diff_table(session, (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    rows = count_changes(session);
    sqlite3session_delete(session);
    sqlite3_close(db);
    return rows;
}
