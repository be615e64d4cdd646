/* Writing: local commits and rebuild. Each public function is one transaction; a
 * failed write leaves the store broken, because SQLite and the disk may no
 * longer agree (fsync failures are not retried). */
#include "model/mutation.h"
#include "model/store_private.h"

#include "model/base/clock.h"

#include <stdlib.h>
#include <string.h>

int store_run(struct store *st, enum store_statement which, struct err *e)
{
    int rc = store_prepare(st, which, e);

    return rc == 0 ? db_run(st->db, &st->st[which], e) : rc;
}

int store_begin(struct store *st, struct err *e)
{
    if (st->broken)
        return err_say(e, ERR_IO,
                       N_("Nothing more is written to {1}: a write failed before. Close the "
                          "hospital, look at the disk, open it again."),
                       st->path, NULL);
    return store_run(st, ST_BEGIN, e);
}

/* Ends the transaction: commits when rc is 0, else rolls back and refuses
 * further writes. Returns what became of it. */
int store_finish(struct store *st, int rc, struct err *e)
{
    if (rc == 0)
        rc = flush_writers(st, e);
    if (rc == 0)
        rc = store_run(st, ST_COMMIT, e);
    if (rc != 0) {
        struct err ignored;

        st->broken = true;
        store_run(st, ST_ROLLBACK, &ignored);
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
    st->pending += !applied;
    return db_run(st->db, s, e);
}

int add_writer(struct store *st, struct id writer, struct err *e)
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
    for (size_t i = 0; i < st->nknown; i++)
        st->known[i].told = 0; /* a new chain tells all that it has seen */
    if (MUTATED(DURABLE_WRITER)) {
        memcpy(st->writer.b, st->who.public_key, ID_LEN);
        st->drawn = store_known(st, st->writer, false) != NULL;
        if (st->drawn)
            return 0;
    }
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
    int rc = store_begin(st, e);

    if (rc != 0)
        return rc;
    if (!st->drawn)
        rc = draw_writer(st, &touched, e);
    if (rc == 0)
        rc = write_local(st, ops, n, &touched, e);
    if (rc == 0)
        rc = project_touched(st, &touched, e);
    rc = store_finish(st, rc, e);
    if (rc == 0 && touched_out) {
        *touched_out = touched.v;
        *ntouched = touched.n;
    } else {
        free(touched.v);
    }
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

static int forget_derived(struct store *st, struct err *e)
{
    static const char reset[] =
        "DELETE FROM cell; DELETE FROM conflict; DELETE FROM seen; DELETE FROM held;"
        "DELETE FROM quiet; DELETE FROM signed; DELETE FROM adopted;";
    int rc = db_exec(st->db, reset, e);

    for (size_t i = 0; i < st->nknown; i++) {
        struct known *k = &st->known[i];

        vector_release(&k->seen);
        *k = (struct known){.writer = k->writer, .told = k->told, .moved = true};
    }
    st->conflicts = 0;
    st->deaths = false;
    if (rc == 0)
        rc = project_drop(st, e);
    return rc == 0 ? project_create(st, e) : rc;
}

/* In the order in which they were applied, so that the past of each is there. */
static int replay(struct store *st, struct touched *touched, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, "SELECT raw,hash FROM commits WHERE applied=1 ORDER BY at", e);

    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0) {
        struct commit c;
        struct hash hash = {{0}};

        rc = commit_decode(&c, sqlite3_column_blob(s.st, 0), (size_t)sqlite3_column_bytes(s.st, 0),
                           e);
        if (rc != 0)
            break;
        if (sqlite3_column_bytes(s.st, 1) == HASH_LEN)
            memcpy(hash.b, sqlite3_column_blob(s.st, 1), HASH_LEN);
        rc = commit_is_ready(st, &c)
                 ? apply_commit(st, &c, &hash, false, touched, e)
                 : err_set(e, ERR_CORRUPT, st->path, "the order of its commits is broken");
        commit_release(&c);
    }
    db_finish(&s, 1);
    return rc;
}

int store_rebuild(struct store *st, struct err *e)
{
    struct touched touched = {0}, every = {0};
    int rc = store_begin(st, e);

    if (rc != 0)
        return rc;
    rc = forget_derived(st, e);
    if (rc == 0)
        rc = replay(st, &touched, e);
    if (rc == 0)
        rc = all_entities(st, &every, e);
    if (rc == 0)
        rc = project_touched(st, &every, e);
    free(touched.v);
    free(every.v);
    return store_finish(st, rc, e);
}
