#include "model/conflicts.h"

#include "model/base/clock.h"
#include "model/conflicts_priv.h"

#include <stdlib.h>
#include <string.h>

/* ---- authors ---- */

static int keep_author(const struct writer_info *w, void *ctx)
{
    struct reading *rd = ctx;
    struct author *a;

    rd->authors = xgrow(rd->authors, rd->nauthors, &rd->cap_authors, sizeof *rd->authors);
    a = &rd->authors[rd->nauthors++];
    *a = (struct author){.writer = w->writer,
                         .person = xstrdup(w->person),
                         .crew = xstrdup(w->crew),
                         .laptop = xstrdup(w->laptop)};
    memcpy(a->device, w->device, KEY_LEN);
    return 0;
}

static int compare_author(const void *key, const void *pa)
{
    return id_compare(*(const struct id *)key, ((const struct author *)pa)->writer);
}

struct author *author_of(struct reading *rd, struct id writer)
{
    if (rd->nauthors == 0)
        return NULL;
    return bsearch(&writer, rd->authors, rd->nauthors, sizeof *rd->authors, compare_author);
}

/* ---- building ---- */

char *conflict_address(const struct survey *s, struct id entity)
{
    const struct row *r = survey_find(s, entity);
    struct buf out = BUF_INIT;
    char hex[ID_HEX_LEN + 1];

    id_print(entity, hex);
    if (r)
        survey_print_address(s, r, &out);
    else
        buf_puts(&out, hex);
    return buf_take(&out);
}

struct conflict *conflict_add(struct reading *rd, enum conflict_kind kind, struct id entity,
                              uint32_t number)
{
    struct conflict_list *list = rd->out;
    const struct row *r = survey_find(&rd->c->survey, entity);
    struct conflict *c;

    list->v = xgrow(list->v, list->n, &list->cap, sizeof *list->v);
    c = &list->v[list->n++];
    *c = (struct conflict){.kind = kind,
                           .entity = entity,
                           .row_kind = r ? r->kind : kind_of_log_number(number),
                           .number = number,
                           .field = FIELD_NONE};
    c->address = id_is_zero(entity) ? xstrdup("") : conflict_address(&rd->c->survey, entity);
    if (number != LOG_FIELD_ALIVE)
        c->field = field_of_log_number(number, &c->observed);
    return c;
}

void conflict_fill_value(struct reading *rd, struct conflict_value *out, struct id entity,
                         uint32_t number, const struct head *h)
{
    const struct author *a = author_of(rd, h->writer);

    *out = (struct conflict_value){.entity = entity,
                                   .number = number,
                                   .field = FIELD_NONE,
                                   .value = value_copy(h->value),
                                   .person = xstrdup(a ? a->person : ""),
                                   .crew = xstrdup(a ? a->crew : ""),
                                   .laptop = xstrdup(a ? a->laptop : ""),
                                   .writer = h->writer,
                                   .n = h->n,
                                   .hlc = h->hlc,
                                   .at_ms = hlc_ms(h->hlc)};
    out->wall_ms = out->at_ms;
    if (number != LOG_FIELD_ALIVE)
        out->field = field_of_log_number(number, &out->observed);
}

struct conflict_value *conflict_add_value(struct reading *rd, struct conflict *c, struct id entity,
                                          uint32_t number, const struct head *h)
{
    struct conflict_value *v;

    c->v = xrealloc(c->v, (c->n + 1) * sizeof *c->v); /* a handful */
    v = &c->v[c->n++];
    conflict_fill_value(rd, v, entity, number, h);
    if (v->at_ms > c->since_ms)
        c->since_ms = v->at_ms;
    return v;
}

void conflict_value_release(struct conflict_value *v)
{
    value_release(&v->value);
    free(v->person);
    free(v->crew);
    free(v->laptop);
}

static void conflict_release(struct conflict *c)
{
    for (size_t i = 0; i < c->n; i++)
        conflict_value_release(&c->v[i]);
    if (c->before)
        conflict_value_release(c->before);
    free(c->before);
    free(c->v);
    free(c->address);
    free(c->laptop);
    free(c->person);
    free(c->reason);
    free(c->missing_laptop);
    free(c->missing_person);
}

void conflicts_release(struct conflict_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        conflict_release(&list->v[i]);
    free(list->v);
    *list = (struct conflict_list){0};
}

/* ---- VALUE and DELETED: as the store has them ---- */

static int keep_open(struct id entity, uint32_t field, int kind, void *ctx)
{
    conflict_add(ctx, field == LOG_FIELD_ALIVE ? CONFLICT_DELETED : (enum conflict_kind)kind,
                 entity, field);
    return 0;
}

struct adding {
    struct reading *rd;
    struct conflict *c;
};

/* Equal values collapse into the one shown first. */
static int add_head(const struct head *h, void *ctx)
{
    struct adding *a = ctx;

    for (size_t i = 0; i < a->c->n; i++)
        if (value_equal(a->c->v[i].value, h->value)) {
            a->c->v[i].others++;
            return 0;
        }
    conflict_add_value(a->rd, a->c, a->c->entity, a->c->number, h);
    return 0;
}

struct cells {
    struct {
        uint32_t number;
        struct head h; /* the value is a copy */
    } * v;
    size_t n, cap;
};

static int keep_cell(uint32_t number, const struct head *h, void *ctx)
{
    struct cells *list = ctx;

    list->v = xgrow(list->v, list->n, &list->cap, sizeof *list->v);
    list->v[list->n].number = number;
    list->v[list->n].h = *h;
    list->v[list->n++].h.value = value_copy(h->value);
    return 0;
}

static void cells_release(struct cells *list)
{
    for (size_t i = 0; i < list->n; i++)
        value_release(&list->v[i].h.value);
    free(list->v);
}

static bool is_dead(const struct head *h)
{
    return h->value.type == VALUE_INT && h->value.i == 0;
}

bool head_is_later(const struct head *a, const struct head *b)
{
    int d = (a->hlc > b->hlc) - (a->hlc < b->hlc);

    if (d == 0)
        d = id_compare(a->writer, b->writer);
    return d ? d > 0 : a->n > b->n;
}

static int beside(struct store *st, const struct head *a, const struct head *b, bool *out,
                  struct err *e)
{
    struct seen at_a = {a->writer, a->n}, at_b = {b->writer, b->n};
    bool ab = false, ba = false;
    int rc = store_saw(st, at_a, at_b, &ab, e);

    if (rc == 0)
        rc = store_saw(st, at_b, at_a, &ba, e);
    *out = !ab && !ba;
    return rc;
}

/* The newest edit that stands beside the deletion. */
static int find_edit(struct store *st, const struct cells *list, const struct head *dead,
                     size_t *best, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < list->n && rc == 0; i++) {
        bool apart = false;

        if (list->v[i].number == LOG_FIELD_ALIVE)
            continue;
        rc = beside(st, dead, &list->v[i].h, &apart, e);
        if (apart && (*best == list->n || head_is_later(&list->v[i].h, &list->v[*best].h)))
            *best = i;
    }
    return rc;
}

/* v[0] the deletion, v[1] what says that it is kept. */
static int fill_deleted(struct reading *rd, struct conflict *c, struct err *e)
{
    struct cells list = {0};
    int rc = store_cells(rd->c->store, c->entity, keep_cell, &list, e);
    size_t edit = list.n, kept = list.n, dead = list.n;

    for (size_t i = 0; i < list.n && rc == 0; i++) {
        if (list.v[i].number != LOG_FIELD_ALIVE)
            continue;
        if (is_dead(&list.v[i].h) && dead == list.n)
            dead = i; /* the latest stands first */
        else if (!is_dead(&list.v[i].h) && kept == list.n)
            kept = i;
    }
    for (size_t i = 0; i < list.n && rc == 0 && kept == list.n; i++)
        if (list.v[i].number == LOG_FIELD_ALIVE && is_dead(&list.v[i].h))
            rc = find_edit(rd->c->store, &list, &list.v[i].h, &edit, e);
    if (kept == list.n)
        kept = edit;
    if (rc == 0 && kept < list.n)
        conflict_add_value(rd, c, c->entity, list.v[kept].number, &list.v[kept].h);
    if (rc == 0 && dead < list.n)
        conflict_add_value(rd, c, c->entity, LOG_FIELD_ALIVE, &list.v[dead].h);
    cells_release(&list);
    return rc;
}

static int fill(struct reading *rd, struct conflict *c, struct err *e)
{
    struct adding a = {rd, c};

    if (c->kind == CONFLICT_DELETED)
        return fill_deleted(rd, c, e);
    return store_heads(rd->c->store, c->entity, c->number, add_head, &a, e);
}

/* ---- the list ---- */

static int compare_conflict(const void *pa, const void *pb)
{
    const struct conflict *a = pa, *b = pb;
    int d = (a->kind > b->kind) - (a->kind < b->kind);

    if (d == 0)
        d = id_compare(a->entity, b->entity);
    if (d == 0)
        d = (a->number > b->number) - (a->number < b->number);
    if (d == 0 && a->n > 1 && b->n > 1)
        d = id_compare(a->v[1].entity, b->v[1].entity);
    return d ? d : id_compare(a->writer, b->writer);
}

static void count_open(struct conflict_list *list)
{
    while (list->open < list->n && list->v[list->open].kind < CONFLICT_FORK)
        list->open++;
}

int conflicts_read(const struct casefile *c, struct conflict_list *out, struct err *e)
{
    struct reading rd = {.c = c, .out = out, .now_ms = clock_now_ms()};
    int rc;

    *out = (struct conflict_list){0};
    rc = store_writers(c->store, keep_author, &rd, e);
    if (rc == 0)
        rc = store_conflicts(c->store, keep_open, &rd, e);
    for (size_t i = 0; i < out->n && rc == 0; i++)
        rc = fill(&rd, &out->v[i], e);
    if (rc == 0)
        rc = conflicts_of_rows(&rd, e);
    if (rc == 0)
        rc = conflicts_of_log(&rd, e);
    if (rc == 0)
        conflicts_photos(&rd);
    if (rc == 0)
        rc = conflicts_notices(&rd, e);
    if (rc == 0 && out->n > 1)
        qsort(out->v, out->n, sizeof *out->v, compare_conflict);
    count_open(out);
    for (size_t i = 0; i < rd.nauthors; i++) {
        free(rd.authors[i].person);
        free(rd.authors[i].crew);
        free(rd.authors[i].laptop);
    }
    free(rd.authors);
    if (rc != 0)
        conflicts_release(out);
    return rc;
}

int conflicts_count(const struct casefile *c, int64_t *open, struct err *e)
{
    struct conflict_list list;
    struct counts n;
    int rc;

    *open = 0;
    if (c->survey.n[KIND_signoff] > 0) {
        rc = conflicts_read(c, &list, e);
        *open = rc == 0 ? (int64_t)list.open : 0;
        if (rc == 0)
            conflicts_release(&list);
        return rc;
    }
    rc = store_counts(c->store, &n, e);
    if (rc == 0) {
        *open = n.conflicts;
        conflicts_count_rows(&c->survey, open);
    }
    return rc;
}

const struct conflict *conflicts_find(const struct conflict_list *list, struct id entity,
                                      uint32_t number)
{
    for (size_t i = 0; i < list->open; i++)
        if (id_equal(list->v[i].entity, entity) && list->v[i].number == number &&
            conflict_is_choice(&list->v[i]))
            return &list->v[i];
    return NULL;
}

const char *conflict_kind_words(enum conflict_kind k)
{
    static const char *const words[] = {
        [CONFLICT_VALUE] = N_("several values"),
        [CONFLICT_DELETED] = N_("deleted and edited"),
        [CONFLICT_DANGLING] = N_("refers to something deleted"),
        [CONFLICT_DUPLICATE] = N_("one value twice"),
        [CONFLICT_POST_SEAL] = N_("changed after signing"),
        [CONFLICT_TWIN] = N_("perhaps one line"),
    };

    return k < sizeof words / sizeof words[0] && words[k] ? words[k] : "";
}

const char *conflict_kind_id(enum conflict_kind k)
{
    static const char *const ids[] = {[CONFLICT_NONE] = "",
                                      [CONFLICT_VALUE] = "value",
                                      [CONFLICT_DELETED] = "deleted",
                                      [CONFLICT_DANGLING] = "dangling",
                                      [CONFLICT_DUPLICATE] = "duplicate",
                                      [CONFLICT_POST_SEAL] = "post_seal",
                                      [CONFLICT_TWIN] = "twin",
                                      [CONFLICT_FORK] = "fork",
                                      [CONFLICT_CLOCK] = "clock",
                                      [CONFLICT_HELD] = "held",
                                      [CONFLICT_WAITING] = "waiting"};

    return ids[k];
}

bool conflict_is_choice(const struct conflict *c)
{
    return c->kind == CONFLICT_VALUE || c->kind == CONFLICT_DELETED || c->kind == CONFLICT_DANGLING;
}
