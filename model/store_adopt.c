/* Adopting a fork: a chain that two copies of one running laptop went on with
 * under the same numbers (replication.md 3.8). What was set aside is said again
 * by a writer drawn anew. It keeps the person, the laptop's name, the stamps and
 * what each commit had seen; the signature in its OPEN is that of the laptop
 * which adopts. */
#include "model/store_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct aside {
    char *raw; /* owned; the commit borrows from it */
    struct commit c;
    struct hash hash;
    bool done;
    struct vector past; /* adopted before: by whom, and what they had seen */
};

struct adoption {
    struct store *st;
    struct id writer;
    struct identity who; /* our key under the names of `writer` */
    struct aside *v;
    size_t n, cap;
    int64_t adopted;
    struct touched touched;
    struct err *e;
    int rc; /* of note_adopter */
};

static int gather(struct adoption *a, struct err *e)
{
    static const char sql[] = "SELECT raw,hash,hash IN (SELECT hash FROM adopted) FROM quarantine"
                              " WHERE writer=?1 AND reason IN ('fork','chain') ORDER BY n,hash";
    struct statement s = {0};
    int rc = db_prepare(a->st->db, &s, sql, e);

    if (rc == 0)
        db_bind_id(&s, 1, a->writer);
    while (rc == 0 && (rc = db_step(a->st->db, &s, e)) > 0) {
        size_t n = (size_t)sqlite3_column_bytes(s.st, 0);
        struct aside one = {.raw = xstrndup(sqlite3_column_blob(s.st, 0), n),
                            .done = sqlite3_column_int64(s.st, 2) != 0};

        rc = 0;
        if (commit_decode(&one.c, one.raw, n, NULL) != 0) {
            free(one.raw);
            continue;
        }
        one.hash = commit_hash(one.raw, n);
        a->v = xgrow(a->v, a->n, &a->cap, sizeof *a->v);
        a->v[a->n++] = one;
    }
    db_finish(&s, 1);
    return rc;
}

/* Which commits say what was adopted before: more of its branch may have come since. */
static int note_adopter(const struct commit_info *info, void *ctx)
{
    struct adoption *a = ctx;
    const struct commit *c = info->commit;

    for (size_t k = 0; k < c->nops; k++) {
        const struct op *op = &c->ops[k];

        if (op->kind != OP_EVENT || op->field != EVENT_ADOPT || op->value.n != HASH_LEN)
            continue;
        for (size_t i = 0; i < a->n; i++)
            if (a->v[i].done && memcmp(a->v[i].hash.b, op->value.s, HASH_LEN) == 0) {
                a->rc = vector_of(a->st, c->writer, c->n, &a->v[i].past, a->e);
                vector_set(&a->v[i].past, c->writer, c->n);
            }
    }
    return a->rc;
}

static int find_adopters(struct adoption *a, struct err *e)
{
    bool any = false;
    int rc;

    for (size_t i = 0; i < a->n; i++)
        any |= a->v[i].done;
    if (!any)
        return 0;
    a->e = e;
    rc = store_walk(a->st, note_adopter, a, e);
    return rc == 0 ? a->rc : rc;
}

static void adoption_release(struct adoption *a)
{
    for (size_t i = 0; i < a->n; i++) {
        commit_release(&a->v[i].c);
        vector_release(&a->v[i].past);
        free(a->v[i].raw);
    }
    free(a->v);
}

/* Is what the commit had seen of others applied here? */
static bool past_is_here(struct adoption *a, const struct commit *c)
{
    for (size_t i = 0; i < c->nseen; i++) {
        const struct known *k = store_known(a->st, c->seen[i].writer, false);

        if (!id_equal(c->seen[i].writer, a->writer) && (!k || k->have < c->seen[i].n))
            return false;
    }
    return true;
}

/* Does it stand on the chain as it is here: where the two part? */
static int parts_here(struct adoption *a, const struct commit *c, bool *out, struct err *e)
{
    const struct known *k = store_known(a->st, a->writer, false);
    struct statement *s = &a->st->st[ST_COMMIT_GET];
    int rc;

    *out = false;
    if (!k || c->n < 2 || k->have < c->n - 1)
        return 0;
    rc = store_prepare(a->st, ST_COMMIT_GET, e);
    if (rc != 0)
        return rc;
    db_bind_id(s, 1, a->writer);
    db_bind_int(s, 2, (int64_t)c->n - 1);
    rc = db_step(a->st->db, s, e);
    *out = rc > 0 && memcmp(sqlite3_column_blob(s->st, 0), c->prev.b, HASH_LEN) == 0;
    sqlite3_reset(s->st);
    return rc < 0 ? rc : 0;
}

/* Can an adoption begin with it, and what has it seen then: it stands on the
 * chain as it is here, or on a commit that was adopted before. */
static int is_root(struct adoption *a, const struct aside *one, struct vector *past, bool *out,
                   struct err *e)
{
    int rc = parts_here(a, &one->c, out, e);

    if (rc == 0 && *out) {
        rc = vector_of(a->st, a->writer, one->c.n - 1, past, e);
        vector_set(past, a->writer, one->c.n - 1);
    }
    for (size_t i = 0; i < a->n && rc == 0 && !*out; i++) {
        const struct aside *before = &a->v[i];

        *out = before->past.n > 0 && memcmp(before->hash.b, one->c.prev.b, HASH_LEN) == 0;
        for (size_t k = 0; *out && k < before->past.n; k++)
            vector_set(past, before->past.v[k].writer, before->past.v[k].n);
    }
    return rc;
}

/* The same words once more: without what only the first writer can say. */
static int say_again(struct adoption *a, struct aside *from, struct id writer, struct err *e)
{
    struct commit c = from->c;
    struct op *ops = xcalloc(c.nops + 1, sizeof *ops);
    struct seen *seen = xcalloc(c.nseen, sizeof *seen);
    int rc;

    c.nops = c.nseen = 0;
    for (size_t i = 0; i < from->c.nops; i++)
        if (from->c.ops[i].kind != OP_OPEN && from->c.ops[i].kind != OP_CHECKPOINT)
            ops[c.nops++] = from->c.ops[i];
    ops[c.nops] = (struct op){.kind = OP_EVENT,
                              .entity = c.nops > 0 ? ops[0].entity : a->st->hospital,
                              .field = EVENT_ADOPT,
                              .value = value_blob(from->hash.b, HASH_LEN)};
    c.nops++;
    for (size_t i = 0; i < from->c.nseen; i++)
        if (!id_equal(from->c.seen[i].writer, a->writer))
            seen[c.nseen++] = from->c.seen[i];
    c.ops = ops;
    c.seen = seen;
    rc = commit_apart(a->st, writer, &c, &a->touched, e);
    from->done = true;
    a->adopted++;
    free(ops);
    free(seen);
    return rc;
}

static struct aside *next_of(struct adoption *a, const struct aside *from)
{
    for (size_t i = 0; i < a->n; i++)
        if (!a->v[i].done && a->v[i].c.n == from->c.n + 1 &&
            memcmp(a->v[i].c.prev.b, from->hash.b, HASH_LEN) == 0 && past_is_here(a, &a->v[i].c))
            return &a->v[i];
    return NULL;
}

/* From there to the end. */
static int adopt_chain(struct adoption *a, struct aside *root, const struct vector *past,
                       struct err *e)
{
    struct id writer;
    int rc = open_apart(a->st, &a->who, past, root->c.hlc > 0 ? root->c.hlc - 1 : 0,
                        root->c.wall_ms, &writer, &a->touched, e);

    for (struct aside *at = root; at && rc == 0; at = next_of(a, at))
        rc = say_again(a, at, writer, e);
    return rc;
}

static int adopt_all(struct adoption *a, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < a->n && rc == 0; i++) {
        struct vector past = {0};
        bool root = false;

        if (!a->v[i].done && past_is_here(a, &a->v[i].c))
            rc = is_root(a, &a->v[i], &past, &root, e);
        if (rc == 0 && root)
            rc = adopt_chain(a, &a->v[i], &past, e);
        vector_release(&past);
    }
    return rc;
}

static int prepare(struct adoption *a, struct err *e)
{
    struct writer_names names;
    int rc = writer_names(a->st, a->writer, &names, e);

    if (rc != 0)
        return rc;
    snprintf(a->who.person, sizeof a->who.person, "%s", names.person);
    snprintf(a->who.crew, sizeof a->who.crew, "%s", names.crew);
    snprintf(a->who.laptop, sizeof a->who.laptop, "%s", names.laptop);
    rc = gather(a, e);
    return rc == 0 ? find_adopters(a, e) : rc;
}

int store_adopt(struct store *st, struct id writer, int64_t *adopted, struct id **touched,
                size_t *ntouched, struct err *e)
{
    struct adoption a = {.st = st, .writer = writer, .who = st->who};
    int rc = prepare(&a, e);

    *adopted = 0;
    if (rc == 0 && (rc = store_begin(st, e)) == 0) {
        rc = adopt_all(&a, e);
        rc = finish_apart(st, rc, &a.touched, touched, ntouched, e);
    }
    if (rc == 0)
        *adopted = a.adopted;
    adoption_release(&a);
    return rc == 0 && *adopted == 0
               ? err_set(e, ERR_NOTFOUND, st->path, "no fork whose past is here")
               : rc;
}
