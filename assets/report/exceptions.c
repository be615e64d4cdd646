/* What could not be surveyed (NS.., always there, R142) and what is out of
 * scope (OS..), which is no failure: two pages. */
#include "assets/report/priv.h"
#include "model/rules/scope.h"

#include <string.h>

/* One row of either page. */
struct reason {
    const struct row *row;
    const char *code, *text;
    const struct value *note, *consulted, *consulted_at; /* NULL: nothing */
    enum field note_field;
};

static const struct column ns_columns[] = {
    {N_("Target"), FIELD_NONE, NULL},       {N_("Place"), FIELD_NONE, NULL},
    {N_("Code"), FIELD_NONE, NULL},         {N_("Reason"), FIELD_NONE, NULL},
    {N_("Note"), FIELD_NONE, NULL},         {N_("Consulted"), FIELD_NONE, NULL},
    {N_("Consulted at"), FIELD_NONE, NULL},
};
#define NS_COLUMNS ((int)(sizeof ns_columns / sizeof ns_columns[0]))
#define OS_COLUMNS 4 /* the same without note and witness */

static void add_reason(struct report *r, struct page *p, const struct reason *why, int columns)
{
    uint32_t at = p->rows;
    const char *text = why->text;

    page_text(p, at, 0, BOOK_PLAIN, report_target(r, why->row));
    page_text(p, at, 1, BOOK_PLAIN, report_place(r, why->row, false));
    page_text(p, at, 2, BOOK_PLAIN, why->code);
    /* Labels begin with the code, which has a column of its own here. */
    if (strncmp(text, why->code, strlen(why->code)) == 0)
        text += strlen(why->code) + strspn(text + strlen(why->code), " ");
    page_text(p, at, 3, BOOK_PLAIN, text);
    if (columns == OS_COLUMNS)
        return;
    page_text(p, at, 4, BOOK_PLAIN, why->note ? report_text(r, why->note_field, why->note) : NULL);
    page_text(p, at, 5, BOOK_PLAIN, why->consulted ? value_str(why->consulted) : NULL);
    page_text(p, at, 6, BOOK_PLAIN,
              why->consulted_at ? report_text(r, F_line_ns_consulted_at, why->consulted_at) : NULL);
}

static const char *list_label(const struct report *r, const char *list, const char *code)
{
    const struct enum_item *item = enum_by_id(enum_list_by_name(list), code);

    return item ? enum_label(item, r->ja) : "";
}

const char *report_scope_label(const struct report *r, const char *code)
{
    return list_label(r, "os_code", code);
}

static void add_given_up(struct report *r, struct page *p, const struct row *row)
{
    const char *code = row_text(row, field_by_id(row->kind, "ns_code"));
    struct reason why = {
        .row = row,
        .code = code,
        .text = list_label(r, "ns_code", code),
        .note = row_value(row, field_by_id(row->kind, "ns_note")),
        .note_field = field_by_id(row->kind, "ns_note"),
        .consulted = row_value(row, field_by_id(row->kind, "ns_consulted")),
        .consulted_at = row_value(row, field_by_id(row->kind, "ns_consulted_at")),
    };

    if (*code)
        add_reason(r, p, &why, NS_COLUMNS);
}

/* NS06: surveyed, but without a photo, and why. */
static void add_no_photo(struct report *r, struct page *p, const struct row *row)
{
    enum field f = field_by_id(row->kind, "no_photo_reason"),
               ns = field_by_id(row->kind, "ns_code");
    struct reason why = {
        .row = row, .code = "NS06", .text = list_label(r, "ns_code", "NS06"), .note_field = f};

    if (f == FIELD_NONE || !*row_text(row, f) || (ns != FIELD_NONE && row_is(row, ns, "NS06")))
        return;
    why.note = row_value(row, f);
    add_reason(r, p, &why, NS_COLUMNS);
}

/* NS08: no address of a dynamic line by the morning of the scan. */
static void add_no_scan(struct report *r, struct page *p, const struct row *row)
{
    struct reason why = {.row = row, .code = "NS08", .text = list_label(r, "ns_code", "NS08")};

    if (row_is(row, F_scan_target_scan_state, "not_possible"))
        add_reason(r, p, &why, NS_COLUMNS);
}

void not_surveyable_page(struct report *r)
{
    struct page *p = report_table(r, N_("Not surveyable"), ns_columns, NS_COLUMNS);

    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++) {
        bool has_code = field_by_id((enum kind)k, "ns_code") != FIELD_NONE;

        for (size_t i = 0; i < r->s->n[k]; i++) {
            const struct row *row = r->s->rows[k][i];

            if (has_code)
                add_given_up(r, p, row);
            add_no_photo(r, p, row);
            if (k == KIND_scan_target)
                add_no_scan(r, p, row);
        }
    }
    report_table_end(r, p);
}

/* R022, R023; and OS03: a closed line that is surveyed, but not scanned. */
static const char *out_of_scope_code(const struct row *line)
{
    if (line_in_scope(line))
        return row_is(line, F_line_line_kind, "closed") ? "OS03" : "";
    return scope_code(line_scope(line));
}

void out_of_scope_page(struct report *r)
{
    struct page *p = report_table(r, N_("Out of scope"), ns_columns, OS_COLUMNS);

    for (size_t i = 0; i < r->s->n[KIND_line]; i++) {
        const struct row *line = r->s->rows[KIND_line][i];
        const char *code = out_of_scope_code(line);
        struct reason why = {.row = line, .code = code, .text = report_scope_label(r, code)};

        if (*code)
            add_reason(r, p, &why, OS_COLUMNS);
    }
    report_table_end(r, p);
}
