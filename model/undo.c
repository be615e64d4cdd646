/* Undo and redo over the log.
 *
 * An undo is a new commit: EVENT_UNDO naming the commit undone, and SETs of
 * the values that commit had replaced. What it had replaced is read from the
 * log itself: the last value of the field before it, in order of arrival (a
 * local commit has seen all that arrived before it). Nothing is kept aside, so
 * undo survives a restart and reaches back over the whole log of this laptop.
 *
 * A field that was changed again since (by another crew, say) is left alone;
 * when all were, the undo is refused. */
#include "model/case.h"

#include "model/base/clock.h"

#include <stdlib.h>
#include <string.h>

struct commit_key {
    struct id writer;
    uint64_t n;
};

struct step {
    struct commit_key key;
    bool undone;
};

/* The stack as it stands after the whole log: done actions in order, and the
 * undos that a redo can take back. */
struct history {
    struct step *done;
    size_t ndone, cap_done;
    struct undone {
        struct commit_key undo, target;
    } * undone;
    size_t nundone, cap_undone;
};

static bool same_key(struct commit_key a, struct commit_key b)
{
    return a.n == b.n && id_equal(a.writer, b.writer);
}

static bool key_of_event(const struct op *op, struct commit_key *out)
{
    const uint8_t *p = (const uint8_t *)op->value.s;

    if (op->value.type != VALUE_BLOB || op->value.n <= ID_LEN)
        return false;
    memcpy(out->writer.b, p, ID_LEN);
    return varint_get(p + ID_LEN, op->value.n - ID_LEN, &out->n) == op->value.n - ID_LEN;
}

/* Is it an action of a person that can be taken back? A signature is not: a
 * later change supersedes it (R123). */
static bool undoable(const struct commit *c)
{
    bool writes = false;

    for (size_t i = 0; i < c->nops; i++) {
        enum op_kind k = c->ops[i].kind;

        if (k == OP_SEAL || k == OP_OPEN)
            return false;
        writes |= k == OP_SET || k == OP_DEL || k == OP_UNDEL || k == OP_RESOLVE;
    }
    return writes;
}

static const struct op *undo_event(const struct commit *c, uint32_t *event)
{
    for (size_t i = 0; i < c->nops; i++)
        if (c->ops[i].kind == OP_EVENT &&
            (c->ops[i].field == EVENT_UNDO || c->ops[i].field == EVENT_REDO)) {
            *event = c->ops[i].field;
            return &c->ops[i];
        }
    return NULL;
}

static void mark(struct history *h, struct commit_key target, bool undone)
{
    for (size_t i = h->ndone; i > 0; i--)
        if (same_key(h->done[i - 1].key, target)) {
            h->done[i - 1].undone = undone;
            return;
        }
}

static int note_commit(const struct commit_info *info, void *ctx)
{
    struct history *h = ctx;
    const struct commit *c = info->commit;
    struct commit_key key = {c->writer, c->n}, target;
    uint32_t event;
    const struct op *op = undo_event(c, &event);

    if (!info->own)
        return 0;
    if (op && key_of_event(op, &target)) {
        if (event == EVENT_UNDO) {
            mark(h, target, true);
            h->undone = xgrow(h->undone, h->nundone, &h->cap_undone, sizeof *h->undone);
            h->undone[h->nundone].undo = key;
            h->undone[h->nundone++].target = target;
        } else if (h->nundone > 0) {
            mark(h, h->undone[--h->nundone].target, false);
        }
    } else if (undoable(c)) {
        h->done = xgrow(h->done, h->ndone, &h->cap_done, sizeof *h->done);
        h->done[h->ndone++] = (struct step){.key = key};
        h->nundone = 0; /* a new action ends the redo stack */
    }
    return 0;
}

static int read_history(struct casefile *c, struct history *h, struct err *e)
{
    memset(h, 0, sizeof *h);
    return store_walk(c->store, note_commit, h, e);
}

static void history_release(struct history *h)
{
    free(h->done);
    free(h->undone);
}

/* The register writes of one commit, and what stood there before. */
struct write {
    struct id entity;
    uint32_t field;
    struct value now, before; /* owned */
    size_t at;                /* its place in the commit */
    bool entity_before;       /* the entity had any field before */
};

struct writes {
    struct commit_key target;
    struct write *v;
    size_t n, cap;
    bool found;
};

static bool is_write(const struct op *op, uint32_t *field, struct value *v)
{
    *field = op->field;
    *v = op->value;
    if (op->kind == OP_DEL || op->kind == OP_UNDEL) {
        *field = LOG_FIELD_ALIVE;
        *v = value_int(op->kind == OP_UNDEL);
        return true;
    }
    return op->kind == OP_SET || op->kind == OP_RESOLVE;
}

static int collect_writes(const struct commit_info *info, void *ctx)
{
    struct writes *w = ctx;
    const struct commit *c = info->commit;

    if (!same_key((struct commit_key){c->writer, c->n}, w->target))
        return 0;
    for (size_t i = 0; i < c->nops; i++) {
        uint32_t field;
        struct value v;

        if (!is_write(&c->ops[i], &field, &v))
            continue;
        w->v = xgrow(w->v, w->n, &w->cap, sizeof *w->v);
        w->v[w->n++] = (struct write){.entity = c->ops[i].entity,
                                      .at = i,
                                      .field = field,
                                      .now = value_copy(v),
                                      .before = value_null()};
    }
    w->found = true;
    return 1;
}

static int compare_writes(const void *pa, const void *pb)
{
    const struct write *a = pa, *b = pb;
    int d = id_compare(a->entity, b->entity);

    if (d == 0)
        d = (a->field > b->field) - (a->field < b->field);
    return d ? d : (a->at > b->at) - (a->at < b->at);
}

/* Sorted, and of a field that the commit wrote twice only the last. */
static void sort_writes(struct writes *w)
{
    size_t n = 0;

    qsort(w->v, w->n, sizeof *w->v, compare_writes);
    for (size_t i = 0; i < w->n; i++) {
        if (n > 0 && w->v[n - 1].field == w->v[i].field &&
            id_equal(w->v[n - 1].entity, w->v[i].entity))
            value_release(&w->v[--n].now);
        w->v[n++] = w->v[i];
    }
    w->n = n;
}

/* The first write of an entity, or NULL; w is sorted. */
static struct write *first_of(struct writes *w, struct id entity)
{
    size_t lo = 0, hi = w->n;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (id_compare(w->v[mid].entity, entity) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < w->n && id_equal(w->v[lo].entity, entity) ? &w->v[lo] : NULL;
}

static int collect_before(const struct commit_info *info, void *ctx)
{
    struct writes *w = ctx;
    const struct commit *c = info->commit;

    if (same_key((struct commit_key){c->writer, c->n}, w->target))
        return 1;
    for (size_t i = 0; i < c->nops; i++) {
        struct write *at = first_of(w, c->ops[i].entity);
        uint32_t field;
        struct value v;

        if (!at || !is_write(&c->ops[i], &field, &v))
            continue;
        for (; at < w->v + w->n && id_equal(at->entity, c->ops[i].entity); at++) {
            at->entity_before = true;
            if (at->field == field) {
                value_release(&at->before);
                at->before = value_copy(v);
            }
        }
    }
    return 0;
}

static void writes_release(struct writes *w)
{
    for (size_t i = 0; i < w->n; i++) {
        value_release(&w->v[i].now);
        value_release(&w->v[i].before);
    }
    free(w->v);
}

struct standing {
    struct value wanted;
    size_t heads, others;
};

static int compare_head(const struct head *h, void *ctx)
{
    struct standing *s = ctx;

    s->heads++;
    s->others += !value_equal(h->value, s->wanted);
    return 0;
}

/* Still what the commit wrote, and nothing else beside it? Putting back one
 * side of a conflict would end it unseen (I6). */
static int unchanged(struct casefile *c, const struct write *w, bool *same, struct err *e)
{
    struct standing s = {.wanted = w->now};
    int rc = store_heads(c->store, w->entity, w->field, compare_head, &s, e);

    *same = s.heads > 0 && s.others == 0;
    return rc;
}

/* An entity that did not exist before goes away whole, unless somebody has
 * written to it since. */
static bool touched_since(const struct writes *w, const bool *same, struct id entity)
{
    for (size_t i = 0; i < w->n; i++)
        if (!same[i] && id_equal(w->v[i].entity, entity))
            return true;
    return false;
}

static size_t plan_revert(const struct writes *w, const bool *same, struct op *ops)
{
    size_t n = 0;

    for (size_t i = 0; i < w->n; i++) {
        const struct write *one = &w->v[i];
        bool first = i == 0 || !id_equal(w->v[i - 1].entity, one->entity);
        struct op op = {.kind = OP_SET, .entity = one->entity};

        if (one->field == LOG_FIELD_ALIVE) {
            op.kind = one->now.i ? OP_DEL : OP_UNDEL;
        } else if (one->entity_before) {
            op.field = one->field;
            op.value = one->before;
        } else {
            if (!first || touched_since(w, same, one->entity))
                continue;
            op.kind = OP_DEL;
        }
        if (same[i])
            ops[n++] = op;
    }
    return n;
}

static int find_writes(struct casefile *c, struct writes *w, bool **same, struct err *e)
{
    int rc = store_walk(c->store, collect_writes, w, e);

    *same = xcalloc(w->n, sizeof **same);
    if (rc != 0 || w->n == 0)
        return rc;
    sort_writes(w);
    rc = store_walk(c->store, collect_before, w, e);
    for (size_t i = 0; i < w->n && rc == 0; i++)
        rc = unchanged(c, &w->v[i], &(*same)[i], e);
    return rc;
}

/* Puts back what `target` replaced. */
static int revert(struct casefile *c, struct commit_key target, enum event event, struct id *what,
                  struct err *e)
{
    struct writes w = {.target = target};
    struct buf key = BUF_INIT;
    struct id *touched = NULL;
    struct op *ops;
    size_t n, ntouched = 0;
    bool *same;
    int rc = find_writes(c, &w, &same, e);

    ops = xcalloc(w.n + 1, sizeof *ops);
    n = rc == 0 ? plan_revert(&w, same, ops) : 0;
    if (rc == 0 && n == 0)
        rc = err_say(e, ERR_REFUSED, N_("Somebody has changed this since; it is left as it is."),
                     "", "");
    if (rc == 0) {
        *what = ops[0].entity;
        buf_add(&key, target.writer.b, ID_LEN);
        varint_put(&key, target.n);
        ops[n++] = (struct op){.kind = OP_EVENT,
                               .entity = *what,
                               .field = event,
                               .value = value_blob(buf_str(&key), key.len)};
        rc = store_commit(c->store, ops, n, &touched, &ntouched, e);
    }
    if (rc == 0)
        rc = survey_refresh(&c->survey, c->store, touched, ntouched, e);
    free(touched);
    free(ops);
    free(same);
    buf_release(&key);
    writes_release(&w);
    return rc;
}

static const struct step *last_done(const struct history *h)
{
    for (size_t i = h->ndone; i > 0; i--)
        if (!h->done[i - 1].undone)
            return &h->done[i - 1];
    return NULL;
}

int case_undo(struct casefile *c, struct id *what, struct err *e)
{
    struct history h;
    const struct step *last = NULL;
    int rc = read_history(c, &h, e);

    if (rc == 0 && !(last = last_done(&h)))
        rc = err_say(e, ERR_NOTFOUND, N_("There is nothing to undo."), "", "");
    if (rc == 0 && last)
        rc = revert(c, last->key, EVENT_UNDO, what, e);
    history_release(&h);
    return rc;
}

int case_redo(struct casefile *c, struct id *what, struct err *e)
{
    struct history h;
    int rc = read_history(c, &h, e);

    if (rc == 0 && h.nundone == 0)
        rc = err_say(e, ERR_NOTFOUND, N_("There is nothing to redo."), "", "");
    if (rc == 0)
        rc = revert(c, h.undone[h.nundone - 1].undo, EVENT_REDO, what, e);
    history_release(&h);
    return rc;
}

static bool can(struct casefile *c, bool undo)
{
    struct history h;
    bool yes = read_history(c, &h, NULL) == 0 && (undo ? last_done(&h) != NULL : h.nundone > 0);

    history_release(&h);
    return yes;
}

bool case_can_undo(struct casefile *c)
{
    return can(c, true);
}

bool case_can_redo(struct casefile *c)
{
    return can(c, false);
}
