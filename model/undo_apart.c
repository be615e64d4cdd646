/* Undo of what ended a conflict: the conflict is back, with all its values.
 *
 * What stood beside each other then is read from the log: the heads of the
 * fields after all that the undone commit had seen. Putting them back as one
 * commit would end the conflict again, since a commit has seen what its own
 * writer wrote. So each value is said by a writer drawn for it, and these
 * writers have seen the decision but not each other (store_commit_apart): the
 * merge rule itself makes the conflict anew, here and on every laptop.
 *
 * A deletion that stood against an edit comes back the same way: one commit
 * deletes, the other says the edited fields again. */
#include "model/undo_priv.h"

#include <stdlib.h>
#include <string.h>

struct past_head {
    struct id entity;
    uint32_t field;
    struct seen at;
    uint64_t hlc;
    struct value value; /* a copy */
};

struct heads {
    struct past_head *v;
    size_t n, cap;
};

struct past {
    struct casefile *c;
    const struct writes *w;
    struct heads *of;   /* of each write: what stood in its field */
    struct heads other; /* the other fields of what it deleted or kept */
    int rc;
    struct err *e;
};

static int compare_write(const void *pa, const void *pb)
{
    const struct write *a = pa, *b = pb;
    int d = id_compare(a->entity, b->entity);

    return d ? d : (a->field > b->field) - (a->field < b->field);
}

static const struct write *write_of(const struct past *p, struct id entity, uint32_t field)
{
    struct write wanted = {.entity = entity, .field = field};

    return p->w->n == 0 ? NULL : bsearch(&wanted, p->w->v, p->w->n, sizeof *p->w->v, compare_write);
}

/* NULL: nobody asks for this field. */
static struct heads *heads_of(struct past *p, struct id entity, uint32_t field)
{
    const struct write *w = write_of(p, entity, field);

    if (w)
        return &p->of[w - p->w->v];
    return write_of(p, entity, LOG_FIELD_ALIVE) ? &p->other : NULL;
}

/* The heads that the commit had seen go. */
static void replace(struct past *p, struct heads *list, const struct past_head *by)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->n; i++) {
        struct past_head *h = &list->v[i];
        bool saw = false;

        if (p->rc == 0 && h->field == by->field && id_equal(h->entity, by->entity))
            p->rc = store_saw(p->c->store, by->at, h->at, &saw, p->e);
        if (saw)
            value_release(&h->value);
        else
            list->v[kept++] = *h;
    }
    list->n = kept;
}

static int follow(const struct commit_info *info, void *ctx)
{
    struct past *p = ctx;
    const struct commit *c = info->commit;

    if (undo_same_key((struct commit_key){c->writer, c->n}, p->w->target))
        return 1;
    for (size_t i = 0; i < c->nops && p->rc == 0; i++) {
        struct past_head h = {.entity = c->ops[i].entity, .at = {c->writer, c->n}, .hlc = c->hlc};
        struct heads *list;
        struct value v;

        if (!undo_is_write(&c->ops[i], &h.field, &v) ||
            (list = heads_of(p, h.entity, h.field)) == NULL)
            continue;
        replace(p, list, &h);
        h.value = value_copy(v);
        list->v = xgrow(list->v, list->n, &list->cap, sizeof *list->v);
        list->v[list->n++] = h;
    }
    return p->rc != 0;
}

static void heads_release(struct heads *list)
{
    for (size_t i = 0; i < list->n; i++)
        value_release(&list->v[i].value);
    free(list->v);
}

static void past_release(struct past *p)
{
    for (size_t i = 0; i < p->w->n; i++)
        heads_release(&p->of[i]);
    heads_release(&p->other);
    free(p->of);
}

/* The one shown then stands last. */
static int compare_head(const void *pa, const void *pb)
{
    const struct past_head *a = pa, *b = pb;
    int d = (a->hlc > b->hlc) - (a->hlc < b->hlc);

    return d ? d : id_compare(a->at.writer, b->at.writer);
}

static int past_read(struct past *p)
{
    int rc;

    p->of = xcalloc(p->w->n, sizeof *p->of);
    rc = store_walk(p->c->store, follow, p, p->e);
    for (size_t i = 0; i < p->w->n; i++)
        if (p->of[i].n > 1)
            qsort(p->of[i].v, p->of[i].n, sizeof *p->of[i].v, compare_head);
    return rc == 0 ? p->rc : rc;
}

/* The different values that stood in a field, in order; the caller frees the array. */
static size_t values_of(const struct past *p, const struct write *w, struct value **out)
{
    const struct heads *list = &p->of[w - p->w->v];
    size_t n = 0;

    *out = xcalloc(list->n, sizeof **out);
    for (size_t i = list->n; i > 0; i--) { /* of equal ones the latest */
        bool there = false;

        for (size_t k = 0; k < n; k++)
            there |= value_equal((*out)[k], list->v[i - 1].value);
        if (!there)
            (*out)[n++] = list->v[i - 1].value;
    }
    for (size_t i = 0; i < n / 2; i++) {
        struct value v = (*out)[i];

        (*out)[i] = (*out)[n - 1 - i];
        (*out)[n - 1 - i] = v;
    }
    return n;
}

/* ---- a deletion against an edit ---- */

static const struct past_head *deletion(const struct past *p, const struct write *w)
{
    const struct heads *list = &p->of[w - p->w->v];

    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].value.type == VALUE_INT && list->v[i].value.i == 0)
            return &list->v[i];
    return NULL;
}

static int is_beside(struct past *p, const struct past_head *a, const struct past_head *b,
                     bool *out)
{
    bool ab = false, ba = false;
    int rc = store_saw(p->c->store, a->at, b->at, &ab, p->e);

    if (rc == 0)
        rc = store_saw(p->c->store, b->at, a->at, &ba, p->e);
    *out = !ab && !ba;
    return rc;
}

struct lone { /* the only value of a field now */
    struct value value;
    size_t n;
};

static int note_lone(const struct head *h, void *ctx)
{
    struct lone *l = ctx;

    if (l->n == 0)
        l->value = value_copy(h->value);
    else if (value_equal(l->value, h->value))
        return 0;
    l->n++;
    return l->n > 1;
}

/* ---- the branches ---- */

struct branches {
    struct past *past;
    const bool *same;
    size_t width;
    struct op **ops; /* [width], room for every write, head and the event */
    size_t *n;
    struct lone *lones; /* values that the ops borrow */
    size_t nlones;
};

/* One edit of a field that stood beside the deletion, said again as it is now. */
static int say_edit(struct branches *b, const struct past_head *h)
{
    struct past *p = b->past;
    size_t last = b->width - 1;
    struct lone *now = &b->lones[b->nlones++];
    int rc = store_heads(p->c->store, h->entity, h->field, note_lone, now, p->e);

    if (rc == 0 && now->n == 1)
        b->ops[last][b->n[last]++] = (struct op){
            .kind = OP_SET, .entity = h->entity, .field = h->field, .value = now->value};
    return rc;
}

/* Those of one list; without `b` only whether there are any. */
static int edits_of(struct past *p, const struct past_head *dead, const struct heads *list,
                    struct branches *b, bool *any)
{
    int rc = 0;

    for (size_t i = 0; i < list->n && rc == 0; i++) {
        const struct past_head *h = &list->v[i];
        bool apart = false;

        if (h->field == LOG_FIELD_ALIVE || !id_equal(h->entity, dead->entity))
            continue;
        rc = is_beside(p, dead, h, &apart);
        *any |= apart;
        if (rc == 0 && apart && b)
            rc = say_edit(b, h);
    }
    return rc;
}

static int edits_beside(struct past *p, const struct write *w, struct branches *b, bool *any)
{
    const struct past_head *dead = deletion(p, w);
    int rc = 0;

    *any = false;
    if (!dead)
        return 0;
    rc = edits_of(p, dead, &p->other, b, any);
    for (size_t i = 0; i < p->w->n && rc == 0; i++)
        if (id_equal(p->w->v[i].entity, w->entity))
            rc = edits_of(p, dead, &p->of[i], b, any);
    return rc;
}

static struct op op_of(const struct write *w, struct value v)
{
    struct op op = {.kind = OP_SET, .entity = w->entity, .field = w->field, .value = v};

    if (w->field == LOG_FIELD_ALIVE)
        op = (struct op){.kind = v.i ? OP_UNDEL : OP_DEL, .entity = w->entity};
    return op;
}

/* How many branches this write needs; 0: it ended no conflict. */
static int width_of(struct past *p, const struct write *w, size_t *out)
{
    struct value *values;
    bool any = false;
    int rc = 0;

    *out = values_of(p, w, &values);
    free(values);
    if (*out > 1)
        return 0;
    if (w->field == LOG_FIELD_ALIVE)
        rc = edits_beside(p, w, NULL, &any);
    *out = any ? 2 : 0;
    return rc;
}

static int fill(struct branches *b, const struct write *w)
{
    struct value *values;
    size_t n = values_of(b->past, w, &values);
    bool any;
    int rc = 0;

    for (size_t k = 0; n > 1 && k < n; k++) {
        size_t at = b->width - n + k;

        b->ops[at][b->n[at]++] = op_of(w, values[k]);
    }
    free(values);
    if (n > 1)
        return 0;
    b->ops[0][b->n[0]++] = op_of(w, value_int(0));
    rc = edits_beside(b->past, w, b, &any);
    return rc;
}

static int fill_all(struct branches *b, const struct writes *w)
{
    bool *single = xcalloc(w->n, sizeof *single);
    size_t last = b->width - 1;
    int rc = 0;

    for (size_t i = 0; i < w->n && rc == 0; i++) {
        size_t width = 0;

        rc = width_of(b->past, &w->v[i], &width);
        single[i] = b->same[i] && width == 0;
        if (rc == 0 && b->same[i] && width > 0)
            rc = fill(b, &w->v[i]);
    }
    if (rc == 0)
        b->n[last] += undo_plan(w, single, b->ops[last] + b->n[last]);
    free(single);
    return rc;
}

static int commit_branches(struct branches *b, const struct op *event, struct id *what,
                           struct err *e)
{
    struct branch *v = xcalloc(b->width, sizeof *v);
    struct id *touched = NULL;
    size_t n = 0, ntouched = 0;
    int rc;

    for (size_t i = 0; i < b->width; i++) {
        if (b->n[i] == 0)
            continue;
        *what = b->ops[i][0].entity;
        b->ops[i][b->n[i]] = *event;
        b->ops[i][b->n[i]].entity = *what;
        v[n++] = (struct branch){b->ops[i], b->n[i] + 1};
    }
    rc = n > 1 ? store_commit_apart(b->past->c->store, v, n, &touched, &ntouched, e)
               : undo_refused(e);
    if (rc == 0)
        rc = case_refresh(b->past->c, touched, ntouched, e);
    free(touched);
    free(v);
    return rc;
}

static int build(struct past *p, const bool *same, size_t width, const struct op *event,
                 struct id *what, struct err *e)
{
    struct branches b = {.past = p, .same = same, .width = width};
    size_t heads;
    int rc;

    b.ops = xcalloc(width, sizeof *b.ops);
    b.n = xcalloc(width, sizeof *b.n);
    heads = p->other.n;
    for (size_t i = 0; i < p->w->n; i++)
        heads += p->of[i].n;
    b.lones = xcalloc(heads, sizeof *b.lones);
    for (size_t i = 0; i < width; i++)
        b.ops[i] = xcalloc(p->w->n + heads + 1, sizeof **b.ops);
    rc = fill_all(&b, p->w);
    if (rc == 0)
        rc = commit_branches(&b, event, what, e);
    for (size_t i = 0; i < width; i++)
        free(b.ops[i]);
    for (size_t i = 0; i < b.nlones; i++)
        value_release(&b.lones[i].value);
    free(b.ops);
    free(b.n);
    free(b.lones);
    return rc;
}

int undo_apart(struct casefile *c, const struct writes *w, const bool *same, const struct op *event,
               size_t *width, struct id *what, struct err *e)
{
    struct past p = {.c = c, .w = w, .e = e};
    int rc = past_read(&p);

    *width = 0;
    for (size_t i = 0; i < w->n && rc == 0; i++) {
        size_t one = 0;

        rc = width_of(&p, &w->v[i], &one);
        if (same[i] && one > *width)
            *width = one;
    }
    if (rc == 0 && *width > 1)
        rc = build(&p, same, *width, event, what, e);
    past_release(&p);
    return rc;
}

/* ---- redo ---- */

struct writers {
    const struct commit_key *parts;
    size_t n, heads, others;
};

static int count_others(const struct head *h, void *ctx)
{
    struct writers *w = ctx;
    bool part = false;

    for (size_t i = 0; i < w->n; i++)
        part |= undo_same_key((struct commit_key){h->writer, h->n}, w->parts[i]);
    w->heads++;
    w->others += !part;
    return 0;
}

int redo_apart(struct casefile *c, const struct writes *w, const struct commit_key *parts, size_t n,
               const struct op *event, struct id *what, struct err *e)
{
    struct op *ops = xcalloc(w->n + 1, sizeof *ops);
    size_t nops = 0;
    int rc = 0;

    for (size_t i = 0; i < w->n && rc == 0; i++) {
        struct writers who = {.parts = parts, .n = n};

        rc = store_heads(c->store, w->v[i].entity, w->v[i].field, count_others, &who, e);
        if (rc == 0 && who.heads > 0 && who.others == 0)
            ops[nops++] = (struct op){.kind = OP_RESOLVE,
                                      .entity = w->v[i].entity,
                                      .field = w->v[i].field,
                                      .value = w->v[i].now};
    }
    if (rc == 0 && nops == 0)
        rc = undo_refused(e);
    if (rc == 0) {
        *what = ops[0].entity;
        ops[nops] = *event;
        ops[nops++].entity = *what;
        rc = case_commit(c, ops, nops, e);
    }
    free(ops);
    return rc;
}
