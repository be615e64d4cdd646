/* One walk over the log: wall clocks, what stood before the values, and what
 * changed after a signature.
 *
 * The order of arrival leaves no trace: of what all values had seen, the one
 * that no other of them had replaced is `before`; where several are, the one
 * with the greatest (hlc, writer, n). */
#include "model/conflicts_priv.h"

#include "model/rules/cover.h"
#include "model/rules/signoff.h"
#include "model/store_private.h"

#include <stdlib.h>
#include <string.h>

#define POST_SEAL_MAX 20 /* changes that are listed, the newest */

/* A write of the log. */
struct written {
    struct id entity;
    uint32_t number;
    struct head h; /* the value is a copy */
    int64_t wall_ms;
    size_t conflict; /* whose field this is */
    bool again;      /* an undo or redo said it: somebody else had said it first */
    bool resolve;    /* a decision said it, perhaps of what somebody had said */
};

struct writtens {
    struct written *v;
    size_t n, cap;
};

struct key {
    struct id entity;
    uint32_t number;
    size_t conflict;
};

struct stamp { /* of a value in the list: its wall clock is wanted */
    struct id writer;
    uint64_t n;
    struct conflict_value *value;
};

struct seal {
    const struct row *signoff;
    struct cover cover;
    struct vector seen;
    struct writtens after;
};

struct walk {
    struct reading *rd;
    struct key *keys;
    struct stamp *stamps;
    struct seal *seals;
    size_t nkeys, nstamps, nseals;
    struct writtens before;
};

static void writtens_release(struct writtens *list)
{
    for (size_t i = 0; i < list->n; i++)
        value_release(&list->v[i].h.value);
    free(list->v);
}

/* ---- what is looked for ---- */

static int compare_key(const void *pa, const void *pb)
{
    const struct key *a = pa, *b = pb;
    int d = id_compare(a->entity, b->entity);

    return d ? d : (a->number > b->number) - (a->number < b->number);
}

static int compare_stamp(const void *pa, const void *pb)
{
    const struct stamp *a = pa, *b = pb;
    int d = id_compare(a->writer, b->writer);

    return d ? d : (a->n > b->n) - (a->n < b->n);
}

static void look_for(struct walk *w)
{
    struct conflict_list *list = w->rd->out;
    size_t values = 0;

    for (size_t i = 0; i < list->n; i++)
        values += list->v[i].n;
    w->keys = xcalloc(list->n + values, sizeof *w->keys);
    w->stamps = xcalloc(values, sizeof *w->stamps);
    for (size_t i = 0; i < list->n; i++) {
        struct conflict *c = &list->v[i];

        if (c->kind == CONFLICT_VALUE)
            w->keys[w->nkeys++] = (struct key){c->entity, c->number, i};
        for (size_t k = 0; c->kind == CONFLICT_DELETED && k < c->n; k++)
            w->keys[w->nkeys++] = (struct key){c->v[k].entity, c->v[k].number, i};
        for (size_t k = 0; k < c->n; k++)
            w->stamps[w->nstamps++] = (struct stamp){c->v[k].writer, c->v[k].n, &c->v[k]};
    }
    if (w->nkeys > 1)
        qsort(w->keys, w->nkeys, sizeof *w->keys, compare_key);
    if (w->nstamps > 1)
        qsort(w->stamps, w->nstamps, sizeof *w->stamps, compare_stamp);
}

static int keep_commit(const struct head *h, void *ctx)
{
    *(struct seen *)ctx = (struct seen){h->writer, h->n};
    return 1;
}

/* Sign-offs whose content changed since. */
static int look_for_seals(struct walk *w, struct err *e)
{
    const struct survey *s = &w->rd->c->survey;
    int rc = 0;

    w->seals = xcalloc(s->n[KIND_signoff], sizeof *w->seals);
    for (size_t i = 0; i < s->n[KIND_signoff] && rc == 0; i++) {
        const struct row *r = s->rows[KIND_signoff][i];
        struct seal *seal = &w->seals[w->nseals];
        struct seen at = {.n = 0};

        if (signoff_state(s, r) != SIGN_CHANGED)
            continue;
        w->nseals++;
        *seal = (struct seal){.signoff = r, .cover = cover_of(s, r)};
        rc = store_heads(w->rd->c->store, r->id, field_log_number(F_signoff_signed_digest, false),
                         keep_commit, &at, e);
        if (rc == 0)
            rc = vector_of(w->rd->c->store, at.writer, at.n, &seal->seen, e);
        vector_set(&seal->seen, at.writer, at.n);
    }
    return rc;
}

/* ---- the walk ---- */

static bool writes(const struct op *op, uint32_t *number, struct value *v)
{
    *number = op->field;
    *v = op->value;
    if (op->kind == OP_DEL || op->kind == OP_UNDEL) {
        *number = LOG_FIELD_ALIVE;
        *v = value_int(op->kind == OP_UNDEL);
        return true;
    }
    return op->kind == OP_SET || op->kind == OP_RESOLVE;
}

static bool says_again(const struct commit *c)
{
    for (size_t i = 0; i < c->nops; i++)
        if (c->ops[i].kind == OP_EVENT &&
            (c->ops[i].field == EVENT_UNDO || c->ops[i].field == EVENT_REDO))
            return true;
    return false;
}

static void keep_write(struct writtens *list, const struct commit *c, const struct op *op,
                       size_t conflict)
{
    struct written *one;
    uint32_t number;
    struct value v;

    if (!writes(op, &number, &v))
        return;
    list->v = xgrow(list->v, list->n, &list->cap, sizeof *list->v);
    one = &list->v[list->n++];
    *one = (struct written){.entity = op->entity,
                            .number = number,
                            .h = {.writer = c->writer, .n = c->n, .hlc = c->hlc, .user = c->user},
                            .wall_ms = c->wall_ms,
                            .conflict = conflict,
                            .again = says_again(c),
                            .resolve = op->kind == OP_RESOLVE};
    one->h.value = value_copy(v);
}

static void note_clock(struct walk *w, const struct commit *c)
{
    struct author *a = author_of(w->rd, c->writer);
    int64_t ahead = c->wall_ms - w->rd->now_ms, behind = hlc_ms(c->hlc) - c->wall_ms;

    if (!a || (ahead <= CLOCK_AHEAD_MS && behind <= CLOCK_BEHIND_MS))
        return;
    if (ahead > CLOCK_AHEAD_MS && ahead > a->ahead_ms)
        a->ahead_ms = ahead;
    if (behind > CLOCK_BEHIND_MS && behind > a->behind_ms)
        a->behind_ms = behind;
    if (a->off_count++ == 0)
        a->off_first = c->n;
    a->off_at_ms = hlc_ms(c->hlc);
}

static void note_wall(struct walk *w, const struct commit *c)
{
    struct stamp wanted = {.writer = c->writer, .n = c->n};
    struct stamp *at =
        w->nstamps == 0 ? NULL
                        : bsearch(&wanted, w->stamps, w->nstamps, sizeof *w->stamps, compare_stamp);

    if (!at)
        return;
    while (at > w->stamps && compare_stamp(at - 1, &wanted) == 0)
        at--;
    for (; at < w->stamps + w->nstamps && compare_stamp(at, &wanted) == 0; at++) {
        at->value->wall_ms = c->wall_ms;
        at->value->clock_off = hlc_ms(c->hlc) - c->wall_ms > CLOCK_BEHIND_MS ||
                               hlc_ms(c->hlc) - w->rd->now_ms > CLOCK_AHEAD_MS;
    }
}

static void note_seals(struct walk *w, const struct commit *c)
{
    const struct survey *s = &w->rd->c->survey;

    for (size_t i = 0; i < w->nseals; i++) {
        struct seal *seal = &w->seals[i];

        if (vector_get(&seal->seen, c->writer) >= c->n)
            continue;
        for (size_t k = 0; k < c->nops; k++) {
            const struct row *r = survey_find(s, c->ops[k].entity);
            uint32_t number;
            struct value v;

            if (r && writes(&c->ops[k], &number, &v) && signoff_covers(r->kind, number) &&
                cover_has(s, &seal->cover, r))
                keep_write(&seal->after, c, &c->ops[k], i);
        }
    }
}

/* A write to a field that is in conflict, once for each conflict. */
static void note_write(struct walk *w, const struct commit *c, const struct op *op)
{
    struct key wanted = {op->entity, 0, 0};
    const struct key *k = NULL;
    struct value v;

    if (writes(op, &wanted.number, &v))
        k = bsearch(&wanted, w->keys, w->nkeys, sizeof *w->keys, compare_key);
    while (k && k > w->keys && compare_key(k - 1, &wanted) == 0)
        k--;
    for (; k && k < w->keys + w->nkeys && compare_key(k, &wanted) == 0; k++)
        keep_write(&w->before, c, op, k->conflict);
}

static int visit(const struct commit_info *info, void *ctx)
{
    struct walk *w = ctx;
    const struct commit *c = info->commit;

    note_clock(w, c);
    note_wall(w, c);
    note_seals(w, c);
    for (size_t i = 0; i < c->nops && w->nkeys > 0; i++)
        note_write(w, c, &c->ops[i]);
    return 0;
}

/* ---- what stood before ---- */

static int compare_written(const void *pa, const void *pb)
{
    const struct written *a = pa, *b = pb;

    if (a->conflict != b->conflict)
        return a->conflict < b->conflict ? -1 : 1;
    return head_is_later(&a->h, &b->h) ? -1 : head_is_later(&b->h, &a->h) ? 1 : 0;
}

/* Had every value in conflict seen it? */
static int seen_by_all(struct store *st, const struct conflict *c, const struct written *one,
                       bool *out, struct err *e)
{
    struct seen at = {one->h.writer, one->h.n};
    int rc = 0;

    *out = true;
    for (size_t i = 0; i < c->n && rc == 0 && *out; i++) {
        struct seen head = {c->v[i].writer, c->v[i].n};

        *out = !id_equal(head.writer, at.writer) || head.n != at.n;
        if (*out)
            rc = store_saw(st, head, at, out, e);
    }
    return rc;
}

/* Those of one conflict, the latest first. */
static int set_before(struct reading *rd, struct conflict *c, struct written *v, size_t n,
                      struct err *e)
{
    struct written *best = NULL;
    int rc = 0;

    for (size_t i = 0; i < n && rc == 0; i++) {
        bool common, replaced = false;

        rc = seen_by_all(rd->c->store, c, &v[i], &common, e);
        if (rc == 0 && common && best)
            rc = store_saw(rd->c->store, (struct seen){v[i].h.writer, v[i].h.n},
                           (struct seen){best->h.writer, best->h.n}, &replaced, e);
        if (rc == 0 && common && (!best || replaced))
            best = &v[i];
    }
    if (rc != 0 || !best)
        return rc;
    c->before = xcalloc(1, sizeof *c->before);
    conflict_fill_value(rd, c->before, best->entity, best->number, &best->h);
    c->before->wall_ms = best->wall_ms;
    return 0;
}

static bool is_written(const struct conflict_value *v, const struct written *one)
{
    return id_equal(v->writer, one->h.writer) && v->n == one->h.n;
}

static void take_author(struct reading *rd, struct conflict_value *v, const struct written *one)
{
    struct conflict_value was;
    char *person = v->person, *crew = v->crew, *laptop = v->laptop;

    conflict_fill_value(rd, &was, one->entity, one->number, &one->h);
    v->person = was.person;
    v->crew = was.crew;
    v->laptop = was.laptop;
    v->at_ms = was.at_ms;
    v->wall_ms = one->wall_ms;
    was.person = person;
    was.crew = crew;
    was.laptop = laptop;
    conflict_value_release(&was);
}

/* The last who had said the same before; `list` has the latest first. */
static int find_author(struct reading *rd, const struct conflict_value *v,
                       const struct written *list, size_t n, bool resolves,
                       const struct written **out, struct err *e)
{
    bool saw = false;
    int rc = 0;

    for (size_t k = 0; k < n && !*out && rc == 0; k++) {
        if (list[k].again || list[k].resolve != resolves || list[k].number != v->number ||
            !value_equal(list[k].h.value, v->value))
            continue;
        rc = store_saw(rd->c->store, (struct seen){v->writer, v->n},
                       (struct seen){list[k].h.writer, list[k].h.n}, &saw, e);
        if (rc == 0 && saw)
            *out = &list[k];
    }
    return rc;
}

/* What an undo brought back is still its author's, who saw it. */
static int set_authors(struct reading *rd, struct conflict *c, const struct written *list, size_t n,
                       struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < c->n && rc == 0; i++) {
        const struct written *first = NULL;
        bool again = false;

        for (size_t k = 0; k < n && !again; k++)
            again = list[k].again && is_written(&c->v[i], &list[k]);
        if (again)
            rc = find_author(rd, &c->v[i], list, n, false, &first, e);
        if (rc == 0 && again && !first)
            rc = find_author(rd, &c->v[i], list, n, true, &first, e);
        if (rc == 0 && first)
            take_author(rd, &c->v[i], first);
    }
    return rc;
}

static int set_all_before(struct walk *w, struct err *e)
{
    struct writtens *list = &w->before;
    int rc = 0;

    if (list->n > 1)
        qsort(list->v, list->n, sizeof *list->v, compare_written);
    for (size_t from = 0, to; from < list->n && rc == 0; from = to) {
        struct conflict *c = &w->rd->out->v[list->v[from].conflict];

        for (to = from + 1; to < list->n && list->v[to].conflict == list->v[from].conflict; to++)
            ;
        if (c->kind == CONFLICT_VALUE)
            rc = set_before(w->rd, c, list->v + from, to - from, e);
        if (rc == 0)
            rc = set_authors(w->rd, c, list->v + from, to - from, e);
    }
    return rc;
}

/* ---- after a signature ---- */

static bool listed(const struct conflict *c, const struct written *one)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].number == one->number && id_equal(c->v[i].entity, one->entity))
            return true;
    return false;
}

static int compare_after(const void *pa, const void *pb)
{
    const struct written *a = pa, *b = pb;
    int d = compare_written(pa, pb);

    if (d == 0)
        d = id_compare(a->entity, b->entity);
    return d ? d : (a->number > b->number) - (a->number < b->number);
}

/* The newest change of each field. */
static void add_seals(struct walk *w)
{
    for (size_t i = 0; i < w->nseals; i++) {
        struct writtens *list = &w->seals[i].after;
        struct conflict *c = conflict_add(w->rd, CONFLICT_POST_SEAL, w->seals[i].signoff->id,
                                          field_log_number(F_signoff_signed_digest, false));

        if (list->n > 1)
            qsort(list->v, list->n, sizeof *list->v, compare_after);
        for (size_t k = 0; k < list->n && c->n < POST_SEAL_MAX; k++) {
            const struct written *one = &list->v[k];
            struct conflict_value *v;

            if (listed(c, one))
                continue;
            v = conflict_add_value(w->rd, c, one->entity, one->number, &one->h);
            v->wall_ms = one->wall_ms;
        }
    }
}

int conflicts_of_log(struct reading *rd, struct err *e)
{
    struct walk w = {.rd = rd};
    int rc;

    look_for(&w);
    rc = look_for_seals(&w, e);
    if (rc == 0)
        rc = store_walk(rd->c->store, visit, &w, e);
    if (rc == 0)
        rc = set_all_before(&w, e);
    if (rc == 0)
        add_seals(&w);
    for (size_t i = 0; i < w.nseals; i++) {
        vector_release(&w.seals[i].seen);
        writtens_release(&w.seals[i].after);
    }
    writtens_release(&w.before);
    free(w.seals);
    free(w.keys);
    free(w.stamps);
    return rc;
}
