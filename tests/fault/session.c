#include "tests/fault/session.h"

#include "model/base/clock.h"
#include "tests/fault/derived.h"
#include "tests/lib/fixture.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_NAME "survey.db"

void session_begin(struct session *s, struct crashvfs *disk, const struct others *o, uint64_t seed)
{
    struct fixture f;

    *s = (struct session){.disk = disk, .others = o, .random = seed};
    s->foreign = xcalloc(o->n, 1);
    fixture_other(&f, "佐藤", "A");
    s->who = f.who;
    fixture_end(&f);
}

void session_close(struct session *s)
{
    store_close(s->st);
    s->st = NULL;
}

void session_end(struct session *s)
{
    session_close(s);
    free(s->edits);
    free(s->foreign);
}

void session_copy(struct session *to, const struct session *from)
{
    *to = *from;
    to->st = NULL;
    to->cap_edits = from->nedits;
    to->edits = xmalloc(from->nedits + 1);
    to->foreign = xmalloc(from->others->n);
    memcpy(to->foreign, from->foreign, from->others->n);
    if (from->nedits > 0)
        memcpy(to->edits, from->edits, from->nedits);
}

void session_forget(struct session *s)
{
    session_close(s);
    crashvfs_wipe(s->disk);
    memset(s->foreign, 0, s->others->n);
    s->nedits = s->next = s->batch = 0;
    memset(s->draft, 0, sizeof s->draft);
    memset(s->ledger, 0, sizeof s->ledger);
    memset(s->peer, 0, sizeof s->peer);
    s->created = false;
}

int session_open(struct session *s, struct err *e)
{
    const char *vfs = crashvfs_name(s->disk);
    int rc;

    if (s->created)
        rc = store_open(&s->st, FILE_NAME, 0, &s->who, vfs, e);
    else
        rc = store_create_for(&s->st, FILE_NAME, s->others->hospital, &s->who, vfs, e);
    if (rc != 0)
        return rc;
    s->created = true;
    if (s->weak)
        sqlite3_exec(store_db(s->st), "PRAGMA synchronous=NORMAL", NULL, NULL, NULL);
    /* Small write-ahead logs, so that checkpoints happen within a session. */
    sqlite3_wal_autocheckpoint(store_db(s->st), 8 << crash_random(&s->random) % 8);
    return 0;
}

/* ---- actions ---- */

int session_edit(struct session *s, struct err *e)
{
    struct edit x;
    int rc;

    edit_draw(&x, s->nedits, &s->random);
    s->edits = xgrow(s->edits, s->nedits, &s->cap_edits, 1);
    s->edits[s->nedits++] = IN_FLIGHT;
    rc = store_commit(s->st, x.op, x.n, NULL, NULL, e);
    if (rc == 0)
        s->edits[s->nedits - 1] = ACKNOWLEDGED;
    return rc;
}

/* Commits at..at+size of the others, a few of them in another order. */
static int offer(struct session *s, size_t at, size_t size, struct err *e)
{
    struct reception sum = {0};
    struct span *v = xcalloc(size, sizeof *v);
    int rc;

    memcpy(v, s->others->v + at, size * sizeof *v);
    for (size_t i = 1; i < size; i++)
        if (crash_random(&s->random) % 4 == 0) {
            size_t j = crash_random(&s->random) % i;
            struct span x = v[i];

            v[i] = v[j];
            v[j] = x;
        }
    s->at = at;
    s->batch = size;
    for (size_t i = at; i < at + size; i++)
        if (s->foreign[i] != ACKNOWLEDGED)
            s->foreign[i] = IN_FLIGHT;
    rc = store_receive(s->st, v, size, &sum, NULL, NULL, e);
    if (rc == 0) {
        memset(s->foreign + at, ACKNOWLEDGED, size);
        s->batch = 0;
    }
    free(v);
    return rc;
}

int session_receive(struct session *s, size_t at, size_t size, struct err *e)
{
    int rc;

    if (size > s->others->n - at)
        size = s->others->n - at;
    rc = offer(s, at, size, e);
    if (rc == 0 && at == s->next)
        s->next += size;
    return rc;
}

static int some_receive(struct session *s, struct err *e)
{
    size_t at = s->next, size = 1 + crash_random(&s->random) % 24;

    if (crash_random(&s->random) % 4 == 0) /* of later ones, or once more */
        at = crash_random(&s->random) % s->others->n;
    return session_receive(s, at, size, e);
}

int session_checkpoint(struct session *s, struct err *e)
{
    return store_checkpoint(s->st, e);
}

/* What is tried after a failure may be there, too. */
static int numbered(int64_t book[2], int rc)
{
    if (rc == 0)
        book[0] = book[1];
    return rc;
}

int session_draft(struct session *s, struct err *e)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, ++s->draft[1]);
    return numbered(s->draft, store_draft_put(s->st, "draft", text, e));
}

static int ledger(struct session *s, struct err *e)
{
    struct ledger l = {.at_ms = ++s->ledger[1], .file = "a.gnb", .laptop = "", .person = ""};

    memcpy(l.bundle.b, &s->ledger[1], sizeof s->ledger[1]);
    return numbered(s->ledger, store_ledger_put(s->st, &l, e));
}

static int peer(struct session *s, struct err *e)
{
    const uint8_t who[KEY_LEN] = {9};
    struct seen v = {s->others->hospital, (uint64_t)++s->peer[1]};

    return numbered(s->peer, store_peer_have(s->st, who, &v, 1, e));
}

int session_step(struct session *s, struct err *e)
{
    static const struct {
        int weight;
        int (*run)(struct session *, struct err *);
    } actions[] = {
        {8, session_edit},  {5, some_receive}, {1, session_checkpoint},
        {2, session_draft}, {1, ledger},       {1, peer},
    };
    int draw = (int)(crash_random(&s->random) % 18), rc;
    size_t i = 0;

    for (; draw >= actions[i].weight; i++)
        draw -= actions[i].weight;
    clock_set(clock_now_ms() + 1000);
    rc = actions[i].run(s, e);
    s->acks += rc == 0;
    return rc;
}

/* ---- the check ---- */

struct found {
    struct session *s;
    uint8_t *edits; /* 1: there */
    struct buf *why;
    bool fine;
};

static void wrong(struct found *f, const char *what, uint64_t number)
{
    buf_addf(f->why, "%s %" PRIu64 "; ", what, number);
    f->fine = false;
}

/* An applied commit: when it is an edit of ours, which, and whether it is whole. */
static int note(const struct commit_info *info, void *ctx)
{
    struct found *f = ctx;
    const struct commit *c = info->commit;
    unsigned long long number = 0;
    size_t sets = 0, count = 0;

    if (!info->own || c->ops[0].kind != OP_SET)
        return 0;
    for (size_t i = 0; i < c->nops; i++) {
        unsigned long long n;
        char text[40];

        if (c->ops[i].kind != OP_SET)
            continue;
        snprintf(text, sizeof text, "%.*s", (int)c->ops[i].value.n, c->ops[i].value.s);
        if (sscanf(text, "%llu.of.%zu", &n, &count) != 2 || (sets > 0 && n != number))
            wrong(f, "a commit mixed up with edit", number);
        number = n;
        sets++;
    }
    if (number >= f->s->nedits || f->edits[number])
        wrong(f, "an edit that nobody made twice or at all:", number);
    else if (sets != count)
        wrong(f, "half of edit", number);
    else
        f->edits[number] = 1;
    return 0;
}

static void check_edits(struct found *f)
{
    struct session *s = f->s;
    struct err e;

    f->edits = xcalloc(s->nedits, 1);
    if (store_walk(s->st, note, f, &e) != 0)
        wrong(f, e.detail, 0);
    for (size_t i = 0; i < s->nedits; i++) {
        if (s->edits[i] == ACKNOWLEDGED && !f->edits[i])
            wrong(f, "LOST: acknowledged edit", i);
        if (s->edits[i] == LOST && f->edits[i])
            wrong(f, "back from the dead: edit", i);
        s->edits[i] = f->edits[i] ? ACKNOWLEDGED : LOST;
    }
    free(f->edits);
}

static bool has_hash(sqlite3_stmt *st, const struct hash *h)
{
    bool there;

    sqlite3_bind_blob(st, 1, h->b, HASH_LEN, SQLITE_STATIC);
    there = sqlite3_step(st) == SQLITE_ROW;
    sqlite3_reset(st);
    return there;
}

/* Each is stored (applied, waiting or set aside); a batch wholly or not at all. */
static void check_foreign(struct found *f)
{
    struct session *s = f->s;
    size_t in = 0, out = 0;
    sqlite3_stmt *st;

    sqlite3_prepare_v2(store_db(s->st),
                       "SELECT 1 FROM commits WHERE hash=?1 UNION ALL"
                       " SELECT 1 FROM quarantine WHERE hash=?1",
                       -1, &st, NULL);
    for (size_t i = 0; i < s->others->n; i++) {
        bool there;

        if (s->foreign[i] == NEVER_TRIED)
            continue;
        there = has_hash(st, &s->others->hash[i]);
        if (s->foreign[i] == ACKNOWLEDGED && !there)
            wrong(f, "LOST: acknowledged commit of others", i);
        if (s->foreign[i] == LOST && there)
            wrong(f, "back from the dead: commit of others", i);
        if (s->foreign[i] == IN_FLIGHT && i >= s->at && i < s->at + s->batch)
            *(there ? &in : &out) += 1;
        s->foreign[i] = there ? ACKNOWLEDGED : NEVER_TRIED;
    }
    sqlite3_finalize(st);
    if (in > 0 && out > 0)
        wrong(f, "half of a batch:", in);
    s->batch = 0;
}

static int64_t ask(struct session *s, const char *sql)
{
    sqlite3_stmt *st;
    int64_t n = -1;

    if (sqlite3_prepare_v2(store_db(s->st), sql, -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return n;
}

/* The number there is the acknowledged one or one tried after it. */
static void check_number(struct found *f, int64_t book[2], const char *sql)
{
    int64_t n = ask(f->s, sql);

    if (n < book[0] || n > book[1])
        wrong(f, sql, (uint64_t)n);
    book[0] = n;
}

static void check_integrity(struct found *f)
{
    sqlite3_stmt *st;
    int64_t commits;
    struct err e;

    sqlite3_prepare_v2(store_db(f->s->st), "PRAGMA integrity_check", -1, &st, NULL);
    if (sqlite3_step(st) != SQLITE_ROW || strcmp((const char *)sqlite3_column_text(st, 0), "ok"))
        wrong(f, "integrity_check", 0);
    sqlite3_finalize(st);
    if (store_verify(f->s->st, &commits, &e) != 0)
        wrong(f, e.detail, 0);
}

static void check_rebuild(struct found *f)
{
    struct hash live = derived_digest(store_db(f->s->st)), again;
    struct err e;

    if (store_rebuild(f->s->st, &e) != 0)
        wrong(f, e.detail, 0);
    again = derived_digest(store_db(f->s->st));
    if (memcmp(live.b, again.b, HASH_LEN) != 0)
        wrong(f, "the live tables are not those of the log", 0);
}

bool session_check(struct session *s, struct buf *why)
{
    struct found f = {.s = s, .why = why, .fine = true};

    check_integrity(&f);
    check_edits(&f);
    check_foreign(&f);
    check_number(&f, s->draft, "SELECT coalesce(max(CAST(v AS INTEGER)),0) FROM draft");
    check_number(&f, s->ledger, "SELECT coalesce(max(at_ms),0) FROM ledger");
    check_number(&f, s->peer, "SELECT coalesce(max(n),0) FROM peer_have");
    check_rebuild(&f);
    return f.fine;
}
