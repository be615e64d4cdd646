/* The questions as they are shown: label, what was declared, what was seen, and
 * a mark in words. Made once a load; drawing only copies. */
#include "config.h"

#include "model/parse.h"
#include "model/rules/name.h"
#include "model/rules/need.h"
#include "model/rules/single.h"
#include "tui/conflict_mark.h"
#include "tui/i18n.h"
#include "tui/visit_priv.h"
#include "tui/visit_words.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>

void visit_label(const struct visit_screen *v, const struct question *q, struct buf *out)
{
    if (q->row->kind == KIND_device) {
        device_word(visit_survey(v), q->row, v->ja, out);
        buf_putc(out, ' ');
    }
    buf_puts(out, q->place ? _("Place") : field_label(q->field, v->ja));
}

static char *declared_text(const struct visit_screen *v, const struct question *q, enum role *role)
{
    struct buf text = BUF_INIT;
    const struct value *value;

    *role = ROLE_DECLARED;
    if (q->declared == FIELD_NONE)
        return xstrdup("");
    value = row_value(q->row, q->declared);
    if (q->place)
        place_print(q->row, false, &text);
    else
        field_print(q->declared, value, v->ja, &text);
    if (answer_unknown(value_str(value)))
        *role = ROLE_MUTED;
    return buf_take(&text);
}

/* "読めない  ラック奥で見えず" */
static void put_unreadable(const struct value *value, struct buf *out)
{
    buf_puts(out, _("unreadable"));
    if (value->n > 0) {
        buf_puts(out, "  ");
        buf_add(out, value->s, value->n);
    }
}

static char *seen_text(const struct visit_screen *v, const struct question *q, enum role *role)
{
    const struct value *value = answer_of(q->row, q->field);
    struct buf text = BUF_INIT;

    *role = ROLE_OBSERVED;
    if (q->compare == COMPARE_SAME)
        buf_puts(&text, "= ");
    if (value->type == VALUE_UNREADABLE) {
        put_unreadable(value, &text);
        *role = ROLE_WARN;
    } else if (q->place) {
        place_print(q->row, q->observed, &text);
    } else {
        field_print(q->field, value, v->ja, &text);
    }
    if (q->compare == COMPARE_DIFFERS)
        *role = ROLE_DIFFERS;
    else if (q->compare == COMPARE_SAME)
        *role = ROLE_OK;
    else if (q->compare == COMPARE_UNKNOWN)
        *role = ROLE_WARN;
    return buf_take(&text);
}

enum field visit_conflict(const struct visit_screen *v, const struct question *q)
{
    if (q->row->conflicts == 0)
        return FIELD_NONE;
    if (q->place)
        return conflict_in_place(v->base.app, q->row, q->observed);
    return conflict_values(v->base.app, q->row, q->field, q->observed) > 0 ? q->field : FIELD_NONE;
}

static void mark(const struct visit_screen *v, const struct question *q, struct ask_row *r)
{
    enum field clash = visit_conflict(v, q);
    struct buf text = BUF_INIT;

    r->mark_role = ROLE_NORMAL;
    if (clash != FIELD_NONE) {
        put_conflict_mark(conflict_values(v->base.app, q->row, clash, q->observed), &text);
        r->mark_role = ROLE_CONFLICT;
    } else if (q->compare == COMPARE_DIFFERS) {
        buf_puts(&text, _("diff"));
        r->mark_role = ROLE_DIFFERS;
    } else if (q->needed && q->state == ANSWER_OPEN) {
        buf_puts(&text, _("open"));
        r->mark_role = ROLE_WARN;
    }
    r->mark = buf_take(&text);
}

void visit_rows_load(struct visit_screen *v)
{
    v->asks = xcalloc(v->visit.n + 1, sizeof *v->asks);
    for (size_t i = 0; i < v->visit.n; i++) {
        const struct question *q = &v->visit.questions[i];
        struct buf label = BUF_INIT;

        visit_label(v, q, &label);
        v->asks[i].label = buf_take(&label);
        v->asks[i].declared = declared_text(v, q, &v->asks[i].declared_role);
        v->asks[i].seen = seen_text(v, q, &v->asks[i].seen_role);
        mark(v, q, &v->asks[i]);
    }
}

void visit_rows_free(struct ask_row *rows, size_t n)
{
    for (size_t i = 0; rows && i < n; i++) {
        free(rows[i].label);
        free(rows[i].declared);
        free(rows[i].seen);
        free(rows[i].mark);
    }
    free(rows);
}

static int ask_count(const void *ctx)
{
    return (int)((const struct visit_screen *)ctx)->visit.n;
}

static enum role ask_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct ask_row *r = &((const struct visit_screen *)ctx)->asks[row];

    switch (col) {
    case 0:
        buf_puts(out, r->label);
        return ROLE_NORMAL;
    case 1:
        buf_puts(out, r->declared);
        return r->declared_role;
    case 2:
        buf_puts(out, r->seen);
        return r->seen_role;
    default:
        buf_puts(out, r->mark);
        return r->mark_role;
    }
}

/* As in the place to come back to. */
static void ask_id(const void *ctx, int row, char out[LIST_ID_MAX])
{
    const struct visit_screen *v = ctx;
    const struct question *q = &v->visit.questions[row];
    char id[ID_HEX_LEN + 1];

    if (q->row == v->visit.target) {
        snprintf(out, LIST_ID_MAX, "%s", catalog[q->field].id);
        return;
    }
    id_print(q->row->id, id);
    snprintf(out, LIST_ID_MAX, "%s %.26s", id, catalog[q->field].id);
}

static const struct column ask_columns[] = {
    {N_("Question"), 22, 5, 0, false},
    {N_("Declared"), 20, 5, 0, false},
    {N_("Seen on site"), 30, 2, 0, false},
    {"", 5, 0, 0, false},
};

const struct list_source visit_ask_source = {
    .columns = ask_columns,
    .n_columns = 4,
    .empty = N_("Nothing is asked here."),
    .count = ask_count,
    .cell = ask_cell,
    .id = ask_id,
};
