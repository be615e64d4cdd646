/* Lines, devices and PCs: one row per field, declared beside observed. Long
 * rather than wide, so that fifty fields can be read on A4 and filtered by
 * what differs. */
#include "assets/report/priv.h"
#include "model/rules/compare.h"
#include "model/rules/scope.h"
#include "model/rules/steps.h"

#include <string.h>

#define KEYS_MAX 4

/* What identifies a target on its page, and where what is seen begins. */
struct compared {
    enum kind kind;
    const char *msgid;
    struct column keys[KEYS_MAX];
    int nkeys;
    enum field extra;
    enum field first_seen; /* this field and those behind it are observations */
};

/* "in scope", or the reason with its code (OS01, OS02). */
static const char *scope_text(struct report *r, const struct row *line)
{
    const char *label = report_scope_label(r, scope_code(line_scope(line)));

    return *label ? label : report_say(r, N_("in scope"));
}

static const struct compared pages[] = {
    {KIND_line,
     N_("Lines"),
     {{N_("Target"), FIELD_NONE, report_target},
      {NULL, F_line_line_number, NULL},
      {N_("Scope"), FIELD_NONE, scope_text},
      {N_("State"), FIELD_NONE, report_state}},
     4,
     F_line_extra,
     F_line_terminator_found},
    {KIND_device,
     N_("Devices"),
     {{N_("Target"), FIELD_NONE, report_target}},
     1,
     F_device_extra,
     F_device_device_found},
    {KIND_pc,
     N_("PCs"),
     {{N_("Target"), FIELD_NONE, report_target}, {N_("State"), FIELD_NONE, report_state}},
     2,
     F_pc_extra,
     F_pc_operated_by},
};

/* Out of scope: nothing has to be looked at (R022, R023). */
static bool wanted(const struct row *row)
{
    return row->kind != KIND_line || line_in_scope(row);
}

static const char *compare_word(struct report *r, const struct row *row, enum field f)
{
    static const char *const words[] = {
        [COMPARE_UNSEEN] = N_("not checked"),      [COMPARE_SAME] = N_("same"),
        [COMPARE_DIFFERS] = N_("differs"),         [COMPARE_FILLED] = N_("found on site"),
        [COMPARE_UNKNOWN] = N_("unknown on site"), [COMPARE_UNREADABLE] = N_("not checkable"),
    };
    enum compare c = row_compare(row, f);

    if (c == COMPARE_UNSEEN && !wanted(row))
        return NULL;
    if (c == COMPARE_UNSEEN && target_given_up(row))
        c = COMPARE_UNREADABLE;
    return report_say(r, words[c]);
}

/* A field stands in the list when it says something, or should. */
static bool listed(const struct compared *c, const struct row *row, enum field f)
{
    if ((catalog[f].flags & FIELD_DERIVED) || f == c->extra)
        return false;
    for (int i = 0; i < c->nkeys; i++)
        if (!c->keys[i].text && c->keys[i].field == f)
            return false;
    return !value_is_null(*row_value(row, f)) || !value_is_null(*row_observed(row, f)) ||
           (wanted(row) && (catalog[f].flags & FIELD_SURVEYED) &&
            catalog[f].observed == NEED_ALWAYS);
}

static void add_field(struct report *r, struct page *p, const struct compared *c,
                      const struct row *row, enum field f)
{
    uint32_t at = p->rows;
    uint16_t col = (uint16_t)c->nkeys;

    for (int i = 0; i < c->nkeys; i++) {
        const struct column *k = &c->keys[i];

        page_text(p, at, (uint16_t)i, BOOK_PLAIN,
                  k->text ? k->text(r, row) : report_text(r, k->field, row_value(row, k->field)));
    }
    page_text(p, at, col, BOOK_PLAIN, field_label(f, r->ja));
    if (f >= c->first_seen) {
        page_blank(p, at, (uint16_t)(col + 1), BOOK_PLAIN);
        report_value(r, p, at, (uint16_t)(col + 2), f, row_value(row, f));
    } else {
        report_value(r, p, at, (uint16_t)(col + 1), f, row_value(row, f));
        report_value(r, p, at, (uint16_t)(col + 2), f, row_observed(row, f));
    }
    page_text(p, at, (uint16_t)(col + 3), BOOK_PLAIN,
              catalog[f].flags & FIELD_SURVEYED ? compare_word(r, row, f) : NULL);
}

static void compare_page(struct report *r, const struct compared *c)
{
    static const struct column behind[] = {
        {N_("Field"), FIELD_NONE, NULL},
        {N_("Declared"), FIELD_NONE, NULL},
        {N_("Observed"), FIELD_NONE, NULL},
        {N_("Difference"), FIELD_NONE, NULL},
    };
    struct column all[KEYS_MAX + 4];
    struct page *p;

    memcpy(all, c->keys, (size_t)c->nkeys * sizeof *all);
    memcpy(all + c->nkeys, behind, sizeof behind);
    p = report_table(r, c->msgid, all, c->nkeys + 4);
    p->freeze_cols = 1;
    page_alert(p, (uint16_t)(c->nkeys + 3), report_say(r, N_("differs")));
    for (size_t i = 0; i < r->s->n[c->kind]; i++) {
        const struct row *row = r->s->rows[c->kind][i];

        for (int f = (int)catalog_kinds[c->kind].first; f < kind_end(c->kind); f++)
            if (listed(c, row, (enum field)f))
                add_field(r, p, c, row, (enum field)f);
    }
    report_table_end(r, p);
}

void compare_pages(struct report *r)
{
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        compare_page(r, &pages[i]);
}
