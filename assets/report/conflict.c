/* What two laptops recorded differently and nobody settled, and what the
 * sheets held beyond the known columns: pages only when there is something. */
#include "assets/report/priv.h"

#include "model/conflicts.h"

#include <stdlib.h>
#include <string.h>

static const struct column conflict_columns[] = {
    {N_("Target"), FIELD_NONE, NULL},     {N_("Field"), FIELD_NONE, NULL},
    {N_("Value"), FIELD_NONE, NULL},      {N_("Entered by"), FIELD_NONE, NULL},
    {N_("Laptop"), FIELD_NONE, NULL},     {N_("Entered at"), FIELD_NONE, NULL},
    {N_("Unresolved"), FIELD_NONE, NULL},
};
#define CONFLICT_COLUMNS ((int)(sizeof conflict_columns / sizeof conflict_columns[0]))

static void put_target(struct report *r, struct page *p, uint32_t at, struct id id,
                       const char *address)
{
    const struct row *row = survey_find(r->s, id);

    page_text(p, at, 0, BOOK_PLAIN, row ? report_target(r, row) : address);
}

static void put_field(struct report *r, struct page *p, uint32_t at, const struct conflict_value *v)
{
    struct buf label = BUF_INIT;

    if (v->number == LOG_FIELD_ALIVE)
        buf_puts(&label, report_say(r, N_("deleted or kept")));
    else if (v->field == FIELD_NONE)
        buf_puts(&label, report_say(r, N_("Field of a newer version")));
    else {
        buf_puts(&label, field_label(v->field, r->ja));
        if (catalog[v->field].flags & FIELD_SURVEYED)
            buf_addf(&label, " (%s)", report_say(r, v->observed ? N_("Observed") : N_("Declared")));
    }
    page_text(p, at, 1, BOOK_PLAIN, buf_str(&label));
    buf_release(&label);
}

static void add_value(struct report *r, struct page *p, const struct conflict *c,
                      const struct conflict_value *v)
{
    uint32_t at = p->rows;

    put_target(r, p, at, v->entity, c->address);
    page_text(p, at, 6, BOOK_PLAIN, report_say(r, conflict_kind_words(c->kind)));
    put_field(r, p, at, v);
    if (v->number == LOG_FIELD_ALIVE)
        page_text(p, at, 2, BOOK_PLAIN, report_say(r, v->value.i ? N_("kept") : N_("deleted")));
    else if (v->field != FIELD_NONE)
        report_value(r, p, at, 2, v->field, &v->value);
    else
        page_text(p, at, 2, BOOK_PLAIN, value_str(&v->value));
    page_text(p, at, 3, BOOK_PLAIN, v->person);
    page_text(p, at, 4, BOOK_PLAIN, v->laptop);
    page_text(p, at, 5, BOOK_PLAIN, report_time(r, v->at_ms));
}

int conflict_page(struct report *r, struct err *e)
{
    struct conflict_list list;
    struct page *p = NULL;
    int rc = conflicts_read(r->c, &list, e);

    if (rc != 0)
        return rc;
    for (size_t i = 0; i < list.open; i++)
        for (size_t k = 0; k < list.v[i].n; k++) {
            if (!p)
                p = report_table(r, N_("Unresolved"), conflict_columns, CONFLICT_COLUMNS);
            add_value(r, p, &list.v[i], &list.v[i].v[k]);
        }
    conflicts_release(&list);
    return 0;
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
