/* Commits that have not seen each other, made in one transaction: by a writer
 * drawn for each. Their vector is said in the writer's OPEN. */
#include "model/store_private.h"

#include "model/base/clock.h"

#include <stdlib.h>
#include <string.h>

int commit_apart(struct store *st, struct id writer, struct commit *c, struct touched *touched,
                 struct err *e)
{
    const struct known *k = store_known(st, writer, true);
    struct buf raw = {.max = SIZE_MAX / 2};
    struct hash hash;
    int rc;

    c->writer = writer;
    c->n = k->have + 1;
    c->prev = k->head;
    commit_encode(&raw, c);
    hash = commit_hash(buf_str(&raw), raw.len);
    rc = insert_commit(st, c, &hash, buf_str(&raw), raw.len, true, e);
    if (rc == 0)
        rc = apply_commit(st, c, &hash, false, touched, e);
    buf_release(&raw);
    return rc;
}

int open_apart(struct store *st, const struct identity *who, const struct vector *past,
               uint64_t hlc, int64_t wall_ms, struct id *writer, struct touched *touched,
               struct err *e)
{
    struct buf value = BUF_INIT;
    struct op op = {.kind = OP_OPEN, .entity = st->hospital};
    struct commit c = {.catalog_version = CATALOG_VERSION,
                       .hlc = hlc,
                       .wall_ms = wall_ms,
                       .user = identity_user(who),
                       .seen = past->v,
                       .nseen = past->n,
                       .ops = &op,
                       .nops = 1};
    int rc;

    random_bytes(writer->b, ID_LEN);
    identity_put_open(&value, who, *writer);
    op.value = value_blob(buf_str(&value), value.len);
    rc = add_writer(st, *writer, e);
    if (rc == 0)
        rc = commit_apart(st, *writer, &c, touched, e);
    buf_release(&value);
    return rc;
}

static void all_known(const struct store *st, struct vector *out)
{
    for (size_t i = 0; i < st->nknown; i++)
        if (st->known[i].have > 0)
            vector_set(out, st->known[i].writer, st->known[i].have);
}

static int one_branch(struct store *st, const struct branch *b, const struct vector *past,
                      struct touched *touched, struct err *e)
{
    struct commit c = {.catalog_version = CATALOG_VERSION,
                       .wall_ms = clock_now_ms(),
                       .user = identity_user(&st->who),
                       .nops = b->n};
    uint64_t opened = hlc_next(st->hlc, c.wall_ms);
    struct id writer;
    int rc = open_apart(st, &st->who, past, opened, c.wall_ms, &writer, touched, e);

    c.ops = xcalloc(b->n, sizeof *c.ops);
    memcpy(c.ops, b->ops, b->n * sizeof *c.ops);
    c.hlc = hlc_next(opened, c.wall_ms);
    if (rc == 0)
        rc = commit_apart(st, writer, &c, touched, e);
    st->hlc = c.hlc;
    free(c.ops);
    return rc;
}

int finish_apart(struct store *st, int rc, struct touched *touched, struct id **out, size_t *n,
                 struct err *e)
{
    if (rc == 0)
        rc = project_touched(st, touched, e);
    rc = store_finish(st, rc, e);
    if (rc == 0 && out) {
        *out = touched->v;
        *n = touched->n;
    } else {
        free(touched->v);
    }
    return rc;
}

int store_commit_apart(struct store *st, const struct branch *v, size_t n, struct id **touched_out,
                       size_t *ntouched, struct err *e)
{
    struct touched touched = {0};
    struct vector past = {0};
    int rc = store_begin(st, e);

    if (rc != 0)
        return rc;
    all_known(st, &past);
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = one_branch(st, &v[i], &past, &touched, e);
    vector_release(&past);
    return finish_apart(st, rc, &touched, touched_out, ntouched, e);
}
