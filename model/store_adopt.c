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
};

struct adoption {
    struct store *st;
    struct id writer;
    struct identity who; /* our key under the names of `writer` */
    struct aside *v;
    size_t n, cap;
    int64_t adopted;
    struct touched touched;
};

static int gather(const struct quarantined *q, void *ctx)
{
    struct adoption *a = ctx;
    struct aside one = {.raw = NULL};

    if (!id_equal(q->writer, a->writer) ||
        (strcmp(q->reason, "fork") != 0 && strcmp(q->reason, "chain") != 0))
        return 0;
    one.raw = xstrndup(q->raw.p, q->raw.n);
    one.hash = q->hash;
    if (commit_decode(&one.c, one.raw, q->raw.n, NULL) != 0) {
        free(one.raw);
        return 0;
    }
    a->v = xgrow(a->v, a->n, &a->cap, sizeof *a->v);
    a->v[a->n++] = one;
    return 0;
}

static void adoption_release(struct adoption *a)
{
    for (size_t i = 0; i < a->n; i++) {
        commit_release(&a->v[i].c);
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
static int is_root(struct adoption *a, const struct commit *c, bool *out, struct err *e)
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

/* From where the two part to the end. */
static int adopt_chain(struct adoption *a, struct aside *root, struct err *e)
{
    struct vector past = {0};
    struct id writer;
    int rc = vector_of(a->st, a->writer, root->c.n - 1, &past, e);

    vector_set(&past, a->writer, root->c.n - 1);
    if (rc == 0)
        rc = open_apart(a->st, &a->who, &past, root->c.hlc - 1, root->c.wall_ms, &writer,
                        &a->touched, e);
    for (struct aside *at = root; at && rc == 0; at = next_of(a, at))
        rc = say_again(a, at, writer, e);
    vector_release(&past);
    return rc;
}

static int adopt_all(struct adoption *a, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < a->n && rc == 0; i++) {
        bool root = false;

        if (!a->v[i].done && past_is_here(a, &a->v[i].c))
            rc = is_root(a, &a->v[i].c, &root, e);
        if (rc == 0 && root)
            rc = adopt_chain(a, &a->v[i], e);
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
    return store_quarantined(a->st, gather, a, e);
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
