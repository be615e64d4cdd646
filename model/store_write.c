/* Writing: local commits, commits of others, rebuild. Each public function is
 * one transaction; a failed write leaves the store broken, because SQLite and
 * the disk may no longer agree (fsync failures are not retried). */
#include "model/store_private.h"

#include "model/base/clock.h"

#include <stdlib.h>
#include <string.h>

static int run(struct store *st, enum store_statement which, struct err *e)
{
    int rc = store_prepare(st, which, e);

    return rc == 0 ? db_run(st->db, &st->st[which], e) : rc;
}

static int begin(struct store *st, struct err *e)
{
    if (st->broken)
        return err_say(e, ERR_IO,
                       N_("Nothing more is written to {1}: a write failed before. Close the "
                          "hospital, look at the disk, open it again."),
                       st->path, NULL);
    return run(st, ST_BEGIN, e);
}

/* Ends the transaction: commits when rc is 0, else rolls back and refuses
 * further writes. Returns what became of it. */
static int finish(struct store *st, int rc, struct err *e)
{
    if (rc == 0)
        rc = run(st, ST_COMMIT, e);
    if (rc != 0) {
        struct err ignored;

        st->broken = true;
        run(st, ST_ROLLBACK, &ignored);
    }
    return rc;
}

int insert_commit(struct store *st, const struct commit *c, const struct hash *hash,
                  const void *raw, size_t n, bool applied, struct err *e)
{
    struct statement *s = &st->st[ST_COMMIT_INSERT];
    int rc = store_prepare(st, ST_COMMIT_INSERT, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, c->writer);
    db_bind_int(s, 2, (int64_t)c->n);
    db_bind_blob(s, 3, hash->b, HASH_LEN);
    db_bind_int(s, 4, (int64_t)c->hlc);
    db_bind_blob(s, 5, raw, n);
    db_bind_int(s, 6, ++st->arrived);
    db_bind_int(s, 7, applied);
    return db_run(st->db, s, e);
}

static int add_writer(struct store *st, struct id writer, struct err *e)
{
    int rc;

    if (store_known(st, writer, false))
        return 0;
    rc = store_prepare(st, ST_WRITER_ADD, e);
    if (rc != 0)
        return rc;
    db_bind_id(&st->st[ST_WRITER_ADD], 1, writer);
    store_known(st, writer, true);
    return db_run(st->db, &st->st[ST_WRITER_ADD], e);
}

/* What the others have written since our last commit. */
static size_t news(struct store *st, struct seen **out)
{
    size_t n = 0;

    *out = xcalloc(st->nknown, sizeof **out);
    for (size_t i = 0; i < st->nknown; i++) {
        struct known *k = &st->known[i];

        if (!id_equal(k->writer, st->writer) && k->have > k->told)
            (*out)[n++] = (struct seen){k->writer, k->have};
        k->told = k->have;
    }
    return n;
}

static int write_local(struct store *st, const struct op *ops, size_t n, struct touched *touched,
                       struct err *e)
{
    struct known *own = store_known(st, st->writer, true);
    struct commit c = {.catalog_version = CATALOG_VERSION,
                       .writer = st->writer,
                       .n = own->have + 1,
                       .prev = own->head,
                       .wall_ms = clock_now_ms(),
                       .user = identity_user(&st->who),
                       .nops = n};
    struct buf raw = {.max = SIZE_MAX / 2};
    struct hash hash;
    int rc;

    c.hlc = hlc_next(st->hlc, c.wall_ms);
    c.nseen = news(st, &c.seen);
    c.ops = xcalloc(n, sizeof *c.ops);
    memcpy(c.ops, ops, n * sizeof *c.ops);
    commit_encode(&raw, &c);
    hash = commit_hash(buf_str(&raw), raw.len);
    rc = insert_commit(st, &c, &hash, buf_str(&raw), raw.len, true, e);
    if (rc == 0)
        rc = apply_commit(st, &c, &hash, true, touched, e);
    buf_release(&raw);
    commit_release(&c);
    return rc;
}

/* The writer of this opening: 16 bytes drawn anew, so that a restored backup
 * or a copied laptop can never continue an old chain. */
static int draw_writer(struct store *st, struct touched *touched, struct err *e)
{
    struct buf value = BUF_INIT;
    struct op op = {.kind = OP_OPEN, .entity = st->hospital};
    int rc;

    random_bytes(st->writer.b, ID_LEN);
    rc = add_writer(st, st->writer, e);
    identity_put_open(&value, &st->who, st->writer);
    op.value = value_blob(buf_str(&value), value.len);
    if (rc == 0)
        rc = write_local(st, &op, 1, touched, e);
    st->drawn = rc == 0;
    buf_release(&value);
    return rc;
}

int store_commit(struct store *st, const struct op *ops, size_t n, struct id **touched_out,
                 size_t *ntouched, struct err *e)
{
    struct touched touched = {0};
    int rc = begin(st, e);

    if (rc != 0)
        return rc;
    if (!st->drawn)
        rc = draw_writer(st, &touched, e);
    if (rc == 0)
        rc = write_local(st, ops, n, &touched, e);
    if (rc == 0)
        rc = project_touched(st, &touched, e);
    rc = finish(st, rc, e);
    if (rc == 0 && touched_out) {
        *touched_out = touched.v;
        *ntouched = touched.n;
    } else {
        free(touched.v);
    }
    return rc;
}

static int quarantine(struct store *st, const struct commit *c, const struct hash *hash,
                      const void *raw, size_t n, const char *reason, struct err *e)
{
    struct statement *s = &st->st[ST_QUARANTINE_PUT];
    int rc = store_prepare(st, ST_QUARANTINE_PUT, e);

    if (rc != 0)
        return rc;
    db_bind_blob(s, 1, hash->b, HASH_LEN);
    db_bind_id(s, 2, c->writer);
    db_bind_int(s, 3, (int64_t)c->n);
    db_bind_text(s, 4, reason);
    db_bind_blob(s, 5, raw, n);
    db_bind_int(s, 6, clock_now_ms());
    return db_run(st->db, s, e);
}

/* 1 = stored with this hash, 2 = stored with another, 0 = not stored. */
static int stored_as(struct store *st, const struct commit *c, const struct hash *hash,
                     struct err *e)
{
    struct statement *s = &st->st[ST_COMMIT_GET];
    int rc = store_prepare(st, ST_COMMIT_GET, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, c->writer);
    db_bind_int(s, 2, (int64_t)c->n);
    rc = db_step(st->db, s, e);
    if (rc > 0)
        rc = sqlite3_column_bytes(s->st, 0) == HASH_LEN &&
                     memcmp(sqlite3_column_blob(s->st, 0), hash->b, HASH_LEN) == 0
                 ? 1
                 : 2;
    sqlite3_reset(s->st);
    return rc;
}

/* A commit that waited stands, from now on, behind all that was applied before
 * it; a replay keeps the order there was. */
static int set_applied(struct store *st, const struct commit *c, bool replay, struct err *e)
{
    struct statement *s = &st->st[ST_COMMIT_APPLIED];
    int rc = store_prepare(st, ST_COMMIT_APPLIED, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, c->writer);
    db_bind_int(s, 2, (int64_t)c->n);
    if (replay)
        sqlite3_bind_null(s->st, 3);
    else
        db_bind_int(s, 3, ++st->arrived);
    return db_run(st->db, s, e);
}

/* One waiting commit whose turn it is. 1 = applied, 0 = still waits. A commit
 * whose `prev` is not its predecessor's hash is set aside: its writer's chain
 * forked or was changed. */
static int try_pending(struct store *st, const void *raw, size_t n, const struct hash *hash,
                       bool replay, struct touched *touched, struct err *e)
{
    struct commit c;
    int rc = commit_decode(&c, raw, n, e);

    if (rc != 0)
        return rc;
    if (!commit_is_ready(st, &c)) {
        commit_release(&c);
        return 0;
    }
    if (memcmp(c.prev.b, store_known(st, c.writer, true)->head.b, HASH_LEN) != 0) {
        struct statement *s = &st->st[ST_COMMIT_DELETE];

        rc = quarantine(st, &c, hash, raw, n, "chain", e);
        if (rc == 0 && (rc = store_prepare(st, ST_COMMIT_DELETE, e)) == 0) {
            db_bind_id(s, 1, c.writer);
            db_bind_int(s, 2, (int64_t)c.n);
            rc = db_run(st->db, s, e);
        }
    } else {
        rc = apply_commit(st, &c, hash, false, touched, e);
        if (rc == 0)
            rc = set_applied(st, &c, replay, e);
        if (rc == 0)
            rc = 1;
    }
    commit_release(&c);
    return rc;
}

/* The next round of commits whose predecessors are applied, copied out: the
 * table changes while they are applied. */
struct pending {
    char *raw;
    size_t n;
    struct hash hash;
};

static int next_round(struct store *st, struct pending **out, size_t *n, struct err *e)
{
    struct statement *s = &st->st[ST_NEXT_PENDING];
    size_t cap = 0;
    int rc = store_prepare(st, ST_NEXT_PENDING, e);

    *out = NULL;
    *n = 0;
    if (rc != 0)
        return rc;
    while ((rc = db_step(st->db, s, e)) > 0) {
        struct pending p = {.n = (size_t)sqlite3_column_bytes(s->st, 0)};

        p.raw = xstrndup(sqlite3_column_blob(s->st, 0), p.n);
        if (sqlite3_column_bytes(s->st, 1) == HASH_LEN)
            memcpy(p.hash.b, sqlite3_column_blob(s->st, 1), HASH_LEN);
        *out = xgrow(*out, *n, &cap, sizeof **out);
        (*out)[(*n)++] = p;
    }
    return rc;
}

int apply_pending(struct store *st, bool replay, struct touched *touched, struct err *e)
{
    bool progress = true;
    int rc = 0;

    while (progress && rc == 0) {
        struct pending *round;
        size_t n;

        progress = false;
        rc = next_round(st, &round, &n, e);
        for (size_t i = 0; i < n; i++) {
            const struct pending *p = &round[i];
            int one = rc == 0 ? try_pending(st, p->raw, p->n, &p->hash, replay, touched, e) : 0;

            if (one < 0)
                rc = one;
            progress |= one > 0;
            free(round[i].raw);
        }
        free(round);
    }
    return rc;
}

static int receive(struct store *st, const struct commit *c, const struct hash *hash,
                   const void *raw, size_t n, enum received *what, struct err *e)
{
    struct touched touched = {0};
    struct known *k;
    int rc = stored_as(st, c, hash, e);

    *what = rc == 1 ? RECEIVED_DUPLICATE : RECEIVED_QUARANTINED;
    if (rc < 0 || rc == 1)
        return rc < 0 ? rc : 0;
    if (rc == 2)
        return quarantine(st, c, hash, raw, n, "fork", e);
    rc = add_writer(st, c->writer, e);
    if (rc == 0)
        rc = insert_commit(st, c, hash, raw, n, false, e);
    if (rc == 0)
        rc = apply_pending(st, false, &touched, e);
    if (rc == 0)
        rc = project_touched(st, &touched, e);
    free(touched.v);
    k = store_known(st, c->writer, true);
    *what = k->have >= c->n ? RECEIVED_NEW : RECEIVED_WAITING;
    if (rc == 0 && *what == RECEIVED_WAITING && stored_as(st, c, hash, e) == 0)
        *what = RECEIVED_QUARANTINED;
    return rc;
}

int store_receive(struct store *st, const void *p, size_t n, enum received *what, struct err *e)
{
    struct commit c;
    struct hash hash = commit_hash(p, n);
    int rc = commit_decode(&c, p, n, e);

    if (rc != 0)
        return rc;
    rc = begin(st, e);
    if (rc == 0)
        rc = finish(st, receive(st, &c, &hash, p, n, what, e), e);
    commit_release(&c);
    return rc;
}

static int all_entities(struct store *st, struct touched *t, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, "SELECT DISTINCT ent FROM cell", e);

    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0) {
        t->v = xgrow(t->v, t->n, &t->cap, sizeof *t->v);
        t->v[t->n++] = db_id(&s, 0);
        rc = 0;
    }
    db_finish(&s, 1);
    return rc;
}

int store_rebuild(struct store *st, struct err *e)
{
    static const char reset[] =
        "DELETE FROM cell; DELETE FROM conflict; DELETE FROM seen;"
        "UPDATE writer SET have_n=0, head=zeroblob(32); UPDATE commits SET applied=0;";
    struct touched touched = {0}, every = {0};
    int rc = begin(st, e);

    if (rc != 0)
        return rc;
    for (size_t i = 0; i < st->nknown; i++) {
        st->known[i].have = 0;
        memset(&st->known[i].head, 0, sizeof st->known[i].head);
    }
    st->conflicts = 0;
    rc = db_exec(st->db, reset, e);
    if (rc == 0)
        rc = project_drop(st, e);
    if (rc == 0)
        rc = project_create(st, e);
    if (rc == 0)
        rc = apply_pending(st, true, &touched, e);
    if (rc == 0)
        rc = all_entities(st, &every, e);
    if (rc == 0)
        rc = project_touched(st, &every, e);
    free(touched.v);
    free(every.v);
    return finish(st, rc, e);
}
