/* Commits of others: any order, any number, twice, forged. One transaction a
 * call.
 *
 * A commit is stored and applied when its writer's commits before it and all it
 * had seen are applied; otherwise it is stored and waits. What the chain refuses
 * goes into quarantine, counted and shown, never dropped:
 *   bytes      no commit, or one this version cannot read
 *   hospital   its writer opened another hospital
 *   signature  an OPEN or CHECKPOINT whose signature does not hold
 *   chain      its `prev` is not the hash of the commit before it
 *   fork       another commit of that writer and number is here */
#include "model/store_private.h"

#include "model/base/clock.h"

#include <stdlib.h>
#include <string.h>

/* A commit in the hand: its bytes, hash and, when they can be read, its meaning. */
struct arrival {
    struct span raw;
    struct hash hash;
    struct commit c;
};

static int quarantine(struct store *st, const struct arrival *a, const char *reason, struct err *e)
{
    struct statement *s = &st->st[ST_QUARANTINE_PUT];
    int rc = store_prepare(st, ST_QUARANTINE_PUT, e);

    if (rc != 0)
        return rc;
    db_bind_blob(s, 1, a->hash.b, HASH_LEN);
    db_bind_id(s, 2, a->c.writer);
    db_bind_int(s, 3, (int64_t)a->c.n);
    db_bind_text(s, 4, reason);
    db_bind_blob(s, 5, a->raw.p, a->raw.n);
    db_bind_int(s, 6, clock_now_ms());
    st->aside = true;
    return db_run(st->db, s, e);
}

/* Most surveys have none there: then nothing is looked up. */
static int is_aside(struct store *st, const struct hash *hash, bool *out, struct err *e)
{
    struct statement *s = &st->st[ST_QUARANTINE_HAS];
    int rc = st->aside ? store_prepare(st, ST_QUARANTINE_HAS, e) : 0;

    *out = false;
    if (rc != 0 || !st->aside)
        return rc;
    db_bind_blob(s, 1, hash->b, HASH_LEN);
    rc = db_step(st->db, s, e);
    *out = rc > 0;
    sqlite3_reset(s->st);
    return rc < 0 ? rc : 0;
}

/* The number of the last commit of a writer that is stored. */
static int last_stored(struct store *st, struct known *k, struct err *e)
{
    struct statement *s = &st->st[ST_COMMIT_LAST];
    int rc;

    if (k->stored_read)
        return 0;
    rc = store_prepare(st, ST_COMMIT_LAST, e);
    if (rc != 0)
        return rc;
    db_bind_id(s, 1, k->writer);
    rc = db_step(st->db, s, e);
    if (rc > 0)
        k->stored = (uint64_t)sqlite3_column_int64(s->st, 0);
    sqlite3_reset(s->st);
    k->stored_read = rc > 0;
    return rc < 0 ? rc : 0;
}

enum stored { STORED_NOT, STORED_SAME, STORED_OTHER };

static int stored_as(struct store *st, const struct arrival *a, enum stored *out, struct err *e)
{
    struct known *k = store_known(st, a->c.writer, false);
    struct statement *s = &st->st[ST_COMMIT_GET];
    int rc = k ? last_stored(st, k, e) : 0;

    *out = STORED_NOT;
    if (rc != 0 || !k || a->c.n > k->stored)
        return rc;
    rc = store_prepare(st, ST_COMMIT_GET, e);
    if (rc != 0)
        return rc;
    db_bind_id(s, 1, a->c.writer);
    db_bind_int(s, 2, (int64_t)a->c.n);
    rc = db_step(st->db, s, e);
    if (rc > 0)
        *out = sqlite3_column_bytes(s->st, 0) == HASH_LEN &&
                       memcmp(sqlite3_column_blob(s->st, 0), a->hash.b, HASH_LEN) == 0
                   ? STORED_SAME
                   : STORED_OTHER;
    sqlite3_reset(s->st);
    return rc < 0 ? rc : 0;
}

/* An OPEN is signed and of this hospital. */
static const char *refused_open(struct store *st, const struct commit *c)
{
    const struct op *op = c->ops;
    struct opened who;

    if (c->nops == 0 || op->kind != OP_OPEN || op->value.type != VALUE_BLOB ||
        identity_get_open(&who, op->value.s, op->value.n, c->writer, NULL) != 0 ||
        !who.signature_ok)
        return "signature";
    return id_equal(op->entity, st->hospital) ? NULL : "hospital";
}

/* *why: the reason for which a commit whose turn it is must not be applied;
 * NULL: it may. */
static int refusal(struct store *st, const struct commit *c, const char **why, struct err *e)
{
    const struct known *k = store_known(st, c->writer, true);
    int rc = 0;

    *why = NULL;
    if (memcmp(c->prev.b, k->head.b, HASH_LEN) != 0)
        *why = "chain";
    else if (c->n == 1)
        *why = refused_open(st, c);
    for (size_t i = 0; i < c->nops && !*why && rc == 0; i++) {
        bool holds = true;

        if (c->ops[i].kind == OP_CHECKPOINT)
            rc = checkpoint_holds(st, &c->ops[i], &holds, e);
        if (!holds)
            *why = "signature";
    }
    return rc;
}

/* ---- those that wait ---- */

static int forget_commit(struct store *st, const struct commit *c, struct err *e)
{
    struct statement *s = &st->st[ST_COMMIT_DELETE];
    int rc = store_prepare(st, ST_COMMIT_DELETE, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, c->writer);
    db_bind_int(s, 2, (int64_t)c->n);
    store_known(st, c->writer, true)->stored_read = false;
    st->pending--;
    return db_run(st->db, s, e);
}

/* From now on it stands behind all that was applied before it. */
static int set_applied(struct store *st, const struct commit *c, struct err *e)
{
    struct statement *s = &st->st[ST_COMMIT_APPLIED];
    int rc = store_prepare(st, ST_COMMIT_APPLIED, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, c->writer);
    db_bind_int(s, 2, (int64_t)c->n);
    db_bind_int(s, 3, ++st->arrived);
    st->pending--;
    return db_run(st->db, s, e);
}

/* A commit that came second and was called a fork may be the right one: the
 * first to come was of a broken chain, or claims a past that nobody has (then
 * only one whose turn it is, `now`, takes its place). 1 = there is one. */
static int promote(struct store *st, const struct commit *first, bool now, struct err *e)
{
    struct statement *s = &st->st[ST_QUARANTINE_GET];
    struct hash head = store_known(st, first->writer, true)->head;
    struct arrival a = {0};
    char *raw = NULL;
    int rc = store_prepare(st, ST_QUARANTINE_GET, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, first->writer);
    db_bind_int(s, 2, (int64_t)first->n);
    while (!raw && (rc = db_step(st->db, s, e)) > 0) {
        size_t n = (size_t)sqlite3_column_bytes(s->st, 0);
        const char *why = "";

        if (commit_decode(&a.c, sqlite3_column_blob(s->st, 0), n, NULL) != 0)
            continue;
        if (memcmp(a.c.prev.b, head.b, HASH_LEN) == 0 && (!now || commit_is_ready(st, &a.c)))
            rc = refusal(st, &a.c, &why, e);
        if (rc >= 0 && !why)
            raw = xstrndup(sqlite3_column_blob(s->st, 0), n);
        a.raw.n = n;
        commit_release(&a.c);
        if (rc < 0)
            break;
    }
    sqlite3_reset(s->st);
    if (rc < 0 || !raw)
        return rc < 0 ? rc : 0;
    a.raw.p = raw;
    a.hash = commit_hash(a.raw.p, a.raw.n);
    rc = now ? forget_commit(st, first, e) : 0;
    if (rc == 0)
        rc = commit_decode(&a.c, a.raw.p, a.raw.n, e);
    if (rc == 0)
        rc = insert_commit(st, &a.c, &a.hash, a.raw.p, a.raw.n, false, e);
    if (rc == 0 && (rc = store_prepare(st, ST_QUARANTINE_DELETE, e)) == 0) {
        db_bind_blob(&st->st[ST_QUARANTINE_DELETE], 1, a.hash.b, HASH_LEN);
        rc = db_run(st->db, &st->st[ST_QUARANTINE_DELETE], e);
    }
    commit_release(&a.c);
    free(raw);
    return rc == 0 ? 1 : rc;
}

/* The record of a photo or drawing comes before its bytes: until somebody looks what is here
 * (store_photos_away), they are away and not missing, whenever the program ends. */
static int note_photos(struct store *st, const struct commit *c, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < c->nops && rc == 0; i++) {
        const struct op *op = &c->ops[i];

        if (op->kind != OP_SET || op->value.type != VALUE_TEXT ||
            (op->field != field_log_number(F_photo_sha256, false) &&
             op->field != field_log_number(F_drawing_sha256, false)))
            continue;
        rc = store_prepare(st, ST_AWAY_PUT, e);
        if (rc != 0)
            break;
        db_bind_text_n(&st->st[ST_AWAY_PUT], 1, op->value.s, op->value.n);
        rc = db_run(st->db, &st->st[ST_AWAY_PUT], e);
    }
    return rc;
}

/* One waiting commit whose predecessor is applied. 1 = something moved. */
static int try_pending(struct store *st, struct arrival *a, struct reception *sum,
                       struct touched *touched, struct err *e)
{
    const char *reason;
    int rc = commit_decode(&a->c, a->raw.p, a->raw.n, e);

    if (rc != 0)
        return rc;
    if (!commit_is_ready(st, &a->c)) {
        rc = promote(st, &a->c, true, e);
        if (rc > 0)
            rc = quarantine(st, a, "fork", e) ? -ERR_IO : 1;
        commit_release(&a->c);
        return rc;
    }
    rc = refusal(st, &a->c, &reason, e);
    if (rc == 0 && reason) {
        rc = quarantine(st, a, reason, e);
        if (rc == 0)
            rc = forget_commit(st, &a->c, e);
        if (rc == 0)
            rc = promote(st, &a->c, false, e);
        sum->quarantined++;
    } else if (rc == 0) {
        rc = apply_commit(st, &a->c, &a->hash, false, touched, e);
        if (rc == 0)
            rc = note_photos(st, &a->c, e);
        if (rc == 0)
            rc = set_applied(st, &a->c, e);
        sum->fresh++;
        sum->changes += !commit_is_quiet(&a->c);
    }
    commit_release(&a->c);
    return rc < 0 ? rc : 1;
}

/* The next round of commits whose predecessors are applied, copied out: the
 * table changes while they are applied. */
static int next_round(struct store *st, struct arrival **out, size_t *n, struct err *e)
{
    struct statement *s = &st->st[ST_NEXT_PENDING];
    size_t cap = 0;
    int rc = flush_writers(st, e);

    *out = NULL;
    *n = 0;
    if (rc == 0)
        rc = store_prepare(st, ST_NEXT_PENDING, e);
    if (rc != 0)
        return rc;
    while ((rc = db_step(st->db, s, e)) > 0) {
        struct arrival a = {.raw.n = (size_t)sqlite3_column_bytes(s->st, 0)};

        a.raw.p = xstrndup(sqlite3_column_blob(s->st, 0), a.raw.n);
        if (sqlite3_column_bytes(s->st, 1) == HASH_LEN)
            memcpy(a.hash.b, sqlite3_column_blob(s->st, 1), HASH_LEN);
        *out = xgrow(*out, *n, &cap, sizeof **out);
        (*out)[(*n)++] = a;
    }
    return rc;
}

/* Those whose turn has come; then those that waited for them. */
static int apply_pending(struct store *st, struct reception *sum, struct touched *touched,
                         struct err *e)
{
    bool progress = true;
    int rc = 0;

    while (st->pending > 0 && progress && rc == 0) {
        struct arrival *round;
        size_t n;

        progress = false;
        rc = next_round(st, &round, &n, e);
        for (size_t i = 0; i < n; i++) {
            int one = rc == 0 ? try_pending(st, &round[i], sum, touched, e) : 0;

            if (one < 0)
                rc = one;
            progress |= one > 0;
            free((void *)(uintptr_t)round[i].raw.p);
        }
        free(round);
    }
    return rc;
}

/* ---- those that arrive ---- */

/* Not stored yet. */
static int take_in(struct store *st, const struct arrival *a, struct reception *sum,
                   struct touched *touched, struct err *e)
{
    const char *reason = NULL;
    bool ready;
    int rc = add_writer(st, a->c.writer, e);

    if (rc != 0)
        return rc;
    if (id_equal(a->c.writer, st->writer))
        st->drawn = false; /* somebody goes on with our chain: the next edit draws anew */
    ready = commit_is_ready(st, &a->c);
    if (ready)
        rc = refusal(st, &a->c, &reason, e);
    if (rc != 0)
        return rc;
    if (reason) {
        sum->quarantined++;
        return quarantine(st, a, reason, e);
    }
    rc = insert_commit(st, &a->c, &a->hash, a->raw.p, a->raw.n, ready, e);
    if (rc == 0 && ready) {
        rc = apply_commit(st, &a->c, &a->hash, false, touched, e);
        if (rc == 0)
            rc = note_photos(st, &a->c, e);
        sum->fresh++;
        sum->changes += !commit_is_quiet(&a->c);
    } else {
        struct known *k = store_known(st, a->c.writer, true);

        if (a->c.n > k->stored)
            k->stored = a->c.n;
    }
    return rc;
}

static int receive(struct store *st, struct span raw, struct reception *sum,
                   struct touched *touched, struct err *e)
{
    struct arrival a = {.raw = raw, .hash = commit_hash(raw.p, raw.n)};
    enum stored stored;
    bool aside = false;
    int rc;

    if (commit_decode(&a.c, raw.p, raw.n, NULL) != 0) {
        sum->quarantined++;
        return quarantine(st, &a, "bytes", e);
    }
    rc = stored_as(st, &a, &stored, e);
    if (rc == 0 && stored == STORED_NOT)
        rc = is_aside(st, &a.hash, &aside, e);
    if (rc == 0 && aside) {
        sum->duplicate++; /* its place may be free by now: promote() looks at it then */
    } else if (rc == 0 && stored == STORED_NOT) {
        rc = take_in(st, &a, sum, touched, e);
    } else if (rc == 0 && stored == STORED_SAME) {
        sum->duplicate++;
        sum->known += !commit_is_quiet(&a.c);
    } else if (rc == 0) {
        sum->quarantined++;
        rc = quarantine(st, &a, "fork", e);
    }
    commit_release(&a.c);
    return rc;
}

static int by_id(const void *a, const void *b)
{
    return id_compare(*(const struct id *)a, *(const struct id *)b);
}

/* A batch touches the same entities again and again. */
static void touched_unique(struct touched *t)
{
    size_t n = 0;

    if (t->n > 1)
        qsort(t->v, t->n, sizeof *t->v, by_id);
    for (size_t i = 0; i < t->n; i++)
        if (i == 0 || !id_equal(t->v[i], t->v[n - 1]))
            t->v[n++] = t->v[i];
    t->n = n;
}

int store_receive(struct store *st, const struct span *commits, size_t n, struct reception *sum,
                  struct id **touched_out, size_t *ntouched, struct err *e)
{
    struct touched touched = {0};
    struct reception got = {0};
    int64_t before = sqlite3_total_changes64(st->db), waited = st->pending;
    int rc = store_begin(st, e);

    if (rc != 0)
        return rc;
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = receive(st, commits[i], &got, &touched, e);
    if (rc == 0)
        rc = apply_pending(st, &got, &touched, e);
    touched_unique(&touched);
    if (rc == 0)
        rc = project_touched(st, &touched, e);
    rc = store_finish(st, rc, e);
    if (rc == 0) {
        sum->fresh += got.fresh;
        sum->changes += got.changes;
        sum->duplicate += got.duplicate;
        sum->known += got.known;
        sum->quarantined += got.quarantined;
        sum->waiting += st->pending - waited;
        sum->rows += sqlite3_total_changes64(st->db) - before;
    }
    if (rc == 0 && touched_out) {
        *touched_out = touched.v;
        *ntouched = touched.n;
    } else {
        free(touched.v);
    }
    return rc;
}
