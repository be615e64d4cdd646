/* What two laptops recorded differently and nobody settled, and what the
 * sheets held beyond the known columns: pages only when there is something. */
#include "assets/report/priv.h"

#include "model/catalog.h"
#include "model/log.h"

#include <stdlib.h>
#include <string.h>

static const struct column conflict_columns[] = {
    {N_("Target"), FIELD_NONE, NULL}, {N_("Field"), FIELD_NONE, NULL},
    {N_("Value"), FIELD_NONE, NULL},  {N_("Entered by"), FIELD_NONE, NULL},
    {N_("Laptop"), FIELD_NONE, NULL}, {N_("Entered at"), FIELD_NONE, NULL},
};
#define CONFLICT_COLUMNS ((int)(sizeof conflict_columns / sizeof conflict_columns[0]))

struct heads { /* copies: the store's values live until its next call */
    struct head *v;
    size_t n, cap;
};

static int keep_head(const struct head *h, void *ctx)
{
    struct heads *list = ctx;

    list->v = xgrow(list->v, list->n, &list->cap, sizeof *list->v);
    list->v[list->n] = *h;
    list->v[list->n++].value = value_copy(h->value);
    return 0;
}

static void heads_reset(struct heads *list)
{
    for (size_t i = 0; i < list->n; i++)
        value_release(&list->v[i].value);
    list->n = 0;
}

static bool values_differ(const struct heads *list)
{
    for (size_t i = 1; i < list->n; i++)
        if (!value_equal(list->v[0].value, list->v[i].value))
            return true;
    return false;
}

static const struct report_author *writer_of(const struct report *r, struct id writer)
{
    for (size_t i = 0; i < r->nwriters; i++)
        if (id_equal(r->writers[i].writer, writer))
            return &r->writers[i];
    return NULL;
}

/* f = FIELD_NONE: whether the row exists at all. */
static void add_head(struct report *r, struct page *p, const struct row *row, enum field f,
                     bool observed, const struct head *h)
{
    const struct report_author *who = writer_of(r, h->writer);
    uint32_t at = p->rows;
    struct buf label = BUF_INIT;

    page_text(p, at, 0, BOOK_PLAIN, report_target(r, row));
    if (f == FIELD_NONE) {
        buf_puts(&label, report_say(r, N_("deleted or kept")));
    } else {
        buf_puts(&label, field_label(f, r->ja));
        if (catalog[f].flags & FIELD_SURVEYED)
            buf_addf(&label, " (%s)", report_say(r, observed ? N_("Observed") : N_("Declared")));
    }
    page_text(p, at, 1, BOOK_PLAIN, buf_str(&label));
    if (f == FIELD_NONE)
        page_text(p, at, 2, BOOK_PLAIN, report_say(r, h->value.i ? N_("kept") : N_("deleted")));
    else
        report_value(r, p, at, 2, f, &h->value);
    page_text(p, at, 3, BOOK_PLAIN, who ? who->person : NULL);
    page_text(p, at, 4, BOOK_PLAIN, who ? who->laptop : NULL);
    page_text(p, at, 5, BOOK_PLAIN, report_time(r, hlc_ms(h->hlc)));
    buf_release(&label);
}

static int add_field(struct report *r, struct page **p, const struct row *row, enum field f,
                     bool observed, struct heads *list, struct err *e)
{
    uint32_t number = f == FIELD_NONE ? LOG_FIELD_ALIVE : field_log_number(f, observed);
    int rc;

    heads_reset(list);
    rc = store_heads(r->c->store, row->id, number, keep_head, list, e);
    if (rc != 0 || !values_differ(list))
        return rc;
    if (!*p)
        *p = report_table(r, N_("Unresolved"), conflict_columns, CONFLICT_COLUMNS);
    for (size_t i = 0; i < list->n; i++)
        add_head(r, *p, row, f, observed, &list->v[i]);
    return 0;
}

static int add_row(struct report *r, struct page **p, const struct row *row, struct heads *list,
                   struct err *e)
{
    int rc = add_field(r, p, row, FIELD_NONE, false, list, e);

    for (int f = (int)catalog_kinds[row->kind].first; rc == 0 && f < kind_end(row->kind); f++) {
        rc = add_field(r, p, row, (enum field)f, false, list, e);
        if (rc == 0 && (catalog[f].flags & FIELD_SURVEYED))
            rc = add_field(r, p, row, (enum field)f, true, list, e);
    }
    return rc;
}

int conflict_page(struct report *r, struct err *e)
{
    struct heads list = {0};
    struct page *p = NULL;
    int rc = 0;

    for (int k = KIND_NONE + 1; rc == 0 && k < KIND_COUNT; k++)
        for (size_t i = 0; rc == 0 && i < r->s->all[k]; i++)
            if (r->s->rows[k][i]->conflicts > 0)
                rc = add_row(r, &p, r->s->rows[k][i], &list, e);
    heads_reset(&list);
    free(list.v);
    return rc;
}

static const struct column extra_columns[] = {
    {N_("Target"), FIELD_NONE, NULL},
    {N_("Unknown columns of the sheet"), FIELD_NONE, NULL},
};

void extra_page(struct report *r)
{
    struct page *p = NULL;

    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++) {
        enum field f = field_by_id((enum kind)k, "extra");

        for (size_t i = 0; f != FIELD_NONE && i < r->s->n[k]; i++) {
            const struct row *row = r->s->rows[k][i];
            uint32_t at;

            if (!*row_text(row, f))
                continue;
            if (!p)
                p = report_table(r, N_("Unknown columns"), extra_columns, 2);
            at = p->rows;
            page_text(p, at, 0, BOOK_PLAIN, report_target(r, row));
            page_text(p, at, 1, BOOK_PLAIN, row_text(row, f));
        }
    }
}
