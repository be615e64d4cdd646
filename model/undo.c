/* Undo and redo over the log.
 *
 * An undo is a new commit: EVENT_UNDO naming the commit undone, and SETs of
 * the values that commit had replaced. What it had replaced is read from the
 * log itself: the last value of the field before it, in order of arrival (a
 * local commit has seen all that arrived before it). Nothing is kept aside, so
 * undo survives a restart and reaches back over the whole log of this laptop.
 *
 * What ended a conflict is taken back by several commits that have not seen each
 * other (undo_apart.c): they carry the same event and count as one undo.
 *
 * A field that was changed again since (by another crew, say) is left alone;
 * when all were, the undo is refused. */
#include "model/undo_priv.h"

#include <stdlib.h>
#include <string.h>

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
        struct commit_key *parts; /* of several commits: all of them; owned */
        size_t nparts;
    } * undone;
    size_t nundone, cap_undone;
};

bool undo_same_key(struct commit_key a, struct commit_key b)
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

        if (k == OP_SEAL || k == OP_OPEN || (k == OP_EVENT && c->ops[i].field == EVENT_ADOPT))
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
        if (undo_same_key(h->done[i - 1].key, target)) {
            h->done[i - 1].undone = undone;
            return;
        }
}

/* Without a redo between them, two undos of one commit are parts of one. */
static void note_undo(struct history *h, struct commit_key undo, struct commit_key target)
{
    struct undone *top = h->nundone > 0 ? &h->undone[h->nundone - 1] : NULL;

    if (!top || !undo_same_key(top->target, target)) {
        h->undone = xgrow(h->undone, h->nundone, &h->cap_undone, sizeof *h->undone);
        top = &h->undone[h->nundone++];
        *top = (struct undone){.undo = undo, .target = target};
        mark(h, target, true);
    }
    top->parts = xrealloc(top->parts, (top->nparts + 1) * sizeof *top->parts);
    top->parts[top->nparts++] = undo;
}

static struct commit_key pop_undone(struct history *h)
{
    struct undone *top = &h->undone[--h->nundone];

    free(top->parts);
    return top->target;
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
        if (event == EVENT_UNDO)
            note_undo(h, key, target);
        else if (h->nundone > 0)
            mark(h, pop_undone(h), false);
    } else if (undoable(c)) {
        h->done = xgrow(h->done, h->ndone, &h->cap_done, sizeof *h->done);
        h->done[h->ndone++] = (struct step){.key = key};
        while (h->nundone > 0)
            pop_undone(h); /* a new action ends the redo stack */
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
    while (h->nundone > 0)
        pop_undone(h);
    free(h->done);
    free(h->undone);
}

bool undo_is_write(const struct op *op, uint32_t *field, struct value *v)
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

    if (!undo_same_key((struct commit_key){c->writer, c->n}, w->target))
        return 0;
    for (size_t i = 0; i < c->nops; i++) {
        uint32_t field;
        struct value v;

        if (!undo_is_write(&c->ops[i], &field, &v))
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

    if (undo_same_key((struct commit_key){c->writer, c->n}, w->target))
        return 1;
    for (size_t i = 0; i < c->nops; i++) {
        struct write *at = first_of(w, c->ops[i].entity);
        uint32_t field;
        struct value v;

        if (!at || !undo_is_write(&c->ops[i], &field, &v))
            continue;
        w->several |= w->written && !id_equal(w->writer, c->writer);
        w->writer = c->writer;
        w->written = true;
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

size_t undo_plan(const struct writes *w, const bool *same, struct op *ops)
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

int undo_collect(struct casefile *c, struct writes *w, struct err *e)
{
    int rc = store_walk(c->store, collect_writes, w, e);

    if (rc == 0 && w->n > 0)
        sort_writes(w);
    return rc;
}

static int find_writes(struct casefile *c, struct writes *w, bool **same, struct err *e)
{
    int rc = undo_collect(c, w, e);

    *same = xcalloc(w->n, sizeof **same);
    if (rc != 0 || w->n == 0)
        return rc;
    rc = store_walk(c->store, collect_before, w, e);
    for (size_t i = 0; i < w->n && rc == 0; i++)
        rc = unchanged(c, &w->v[i], &(*same)[i], e);
    return rc;
}

int undo_refused(struct err *e)
{
    return err_say(e, ERR_REFUSED, N_("Somebody has changed this since; it is left as it is."), "",
                   "");
}

static struct op event_of(enum event event, struct commit_key target, struct buf *key)
{
    buf_add(key, target.writer.b, ID_LEN);
    varint_put(key, target.n);
    return (struct op){
        .kind = OP_EVENT, .field = event, .value = value_blob(buf_str(key), key->len)};
}

/* One value for each field. */
static int revert_plain(struct casefile *c, const struct writes *w, const bool *same,
                        const struct op *event, struct id *what, struct err *e)
{
    struct op *ops = xcalloc(w->n + 1, sizeof *ops);
    size_t n = undo_plan(w, same, ops);
    int rc = n == 0 ? undo_refused(e) : 0;

    if (rc == 0) {
        *what = ops[0].entity;
        ops[n] = *event;
        ops[n++].entity = *what;
        rc = case_commit(c, ops, n, e);
    }
    free(ops);
    return rc;
}

/* Puts back what `target` replaced. */
static int revert(struct casefile *c, struct commit_key target, enum event event, struct id *what,
                  struct err *e)
{
    struct writes w = {.target = target};
    struct buf key = BUF_INIT;
    struct op op = event_of(event, target, &key);
    size_t width = 0;
    bool *same;
    int rc = find_writes(c, &w, &same, e);

    if (rc == 0 && event == EVENT_UNDO && w.several)
        rc = undo_apart(c, &w, same, &op, &width, what, e);
    if (rc == 0 && width == 0)
        rc = revert_plain(c, &w, same, &op, what, e);
    free(same);
    buf_release(&key);
    writes_release(&w);
    return rc;
}

/* An undo of several commits is taken back by one. */
static int redo_parts(struct casefile *c, const struct undone *u, struct id *what, struct err *e)
{
    struct writes w = {.target = u->target};
    struct buf key = BUF_INIT;
    struct op op = event_of(EVENT_REDO, u->undo, &key);
    int rc = undo_collect(c, &w, e);

    if (rc == 0)
        rc = redo_apart(c, &w, u->parts, u->nparts, &op, what, e);
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
    if (rc == 0 && h.undone[h.nundone - 1].nparts > 1)
        rc = redo_parts(c, &h.undone[h.nundone - 1], what, e);
    else if (rc == 0)
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
