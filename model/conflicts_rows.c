/* What the rows show: references to deleted ones, doubles, twins; who wrote it
 * comes from the heads. */
#include "model/conflicts_priv.h"
#include "model/rules/merged.h"
#include "model/twins.h"

#include <stdlib.h>
#include <string.h>

struct gathering {
    struct reading *rd;
    struct err *e;
    int rc;
};

/* Who wrote the value that is shown there. */
struct writing {
    struct reading *rd;
    struct conflict *c;
    struct id entity;
    uint32_t number;
    bool done;
};

static int add_shown(const struct head *h, void *ctx)
{
    struct writing *w = ctx;

    conflict_add_value(w->rd, w->c, w->entity, w->number, h);
    w->done = true;
    return 1;
}

static int add_cell(struct gathering *g, struct conflict *c, struct id entity, uint32_t number)
{
    struct writing w = {g->rd, c, entity, number, false};

    if (g->rc == 0)
        g->rc = store_heads(g->rd->c->store, entity, number, add_shown, &w, g->e);
    return g->rc;
}

static void dangling(const struct row *r, enum field f, const struct row *gone, void *ctx)
{
    struct gathering *g = ctx;
    struct conflict *c = conflict_add(g->rd, CONFLICT_DANGLING, r->id, field_log_number(f, false));

    add_cell(g, c, r->id, field_log_number(f, false));
    add_cell(g, c, gone->id, LOG_FIELD_ALIVE);
}

static void doubles(enum field f, const struct row *const *rows, size_t n, void *ctx)
{
    struct gathering *g = ctx;
    struct conflict *c =
        conflict_add(g->rd, CONFLICT_DUPLICATE, rows[0]->id, field_log_number(f, false));

    for (size_t i = 0; i < n; i++)
        add_cell(g, c, rows[i]->id,
                 field_log_number(f, row_best(rows[i], f) == row_observed(rows[i], f)));
}

/* A record is its first writer's. */
struct first {
    struct head h; /* the value is a copy */
    uint32_t number;
    bool any;
};

static int keep_first(uint32_t number, const struct head *h, void *ctx)
{
    struct first *f = ctx;
    int d = (h->hlc > f->h.hlc) - (h->hlc < f->h.hlc);

    if (f->any && (d > 0 || (d == 0 && id_compare(h->writer, f->h.writer) > 0)))
        return 0;
    if (f->any && d == 0 && id_equal(h->writer, f->h.writer))
        return 0; /* of one commit the first field */
    value_release(&f->h.value);
    *f = (struct first){.h = *h, .number = number, .any = true};
    f->h.value = value_copy(h->value);
    return 0;
}

static void add_record(struct gathering *g, struct conflict *c, const struct row *r)
{
    struct first f = {.h.value = value_null()};
    uint32_t number = field_log_number(F_unknown_line_unknown_line_no, false);

    if (g->rc == 0)
        g->rc = store_cells(g->rd->c->store, r->id, keep_first, &f, g->e);
    if (g->rc == 0 && f.any) {
        struct conflict_value *v = conflict_add_value(g->rd, c, r->id, number, &f.h);

        value_release(&v->value);
        v->value = value_copy(*row_value(r, F_unknown_line_unknown_line_no));
    }
    value_release(&f.h.value);
}

static void twins(const struct row *a, const struct row *b, unsigned reasons, void *ctx)
{
    struct gathering *g = ctx;
    struct conflict *c =
        conflict_add(g->rd, CONFLICT_TWIN, a->id, field_log_number(F_unknown_line_twin_of, false));

    c->reasons = reasons;
    add_record(g, c, a);
    add_record(g, c, b);
}

int conflicts_of_rows(struct reading *rd, struct err *e)
{
    struct gathering g = {.rd = rd, .e = e};
    const struct survey *s = &rd->c->survey;

    merged_dangling(s, dangling, &g);
    merged_doubles(s, doubles, &g);
    twins_suggest(s, twins, &g);
    return g.rc;
}

static void count_dangling(const struct row *r, enum field f, const struct row *gone, void *ctx)
{
    (void)r, (void)f, (void)gone;
    ++*(int64_t *)ctx;
}

static void count_doubles(enum field f, const struct row *const *rows, size_t n, void *ctx)
{
    (void)f, (void)rows, (void)n;
    ++*(int64_t *)ctx;
}

static void count_twins(const struct row *a, const struct row *b, unsigned reasons, void *ctx)
{
    (void)a, (void)b, (void)reasons;
    ++*(int64_t *)ctx;
}

void conflicts_count_rows(const struct survey *s, int64_t *n)
{
    merged_dangling(s, count_dangling, n);
    merged_doubles(s, count_doubles, n);
    twins_suggest(s, count_twins, n);
}
