/* Every target of the survey with its state: the page to read first. */
#include "assets/report/priv.h"
#include "model/photo.h"
#include "model/rules/compare.h"
#include "model/rules/scope.h"
#include "model/rules/steps.h"
#include "model/twins.h"

const char *report_state(struct report *r, const struct row *row)
{
    const struct enum_item *item =
        enum_by_id(catalog[F_step_step_state].list, target_state(r->s, row));

    if (row->kind == KIND_line && !line_in_scope(row))
        return report_say(r, N_("out of scope"));
    return item ? enum_label(item, r->ja) : "";
}

static const char *place_declared(struct report *r, const struct row *row)
{
    return report_place(r, row, false);
}

static const char *place_seen(struct report *r, const struct row *row)
{
    return report_place(r, row, true);
}

/* Devices have no step of their own: their line has. */
static const char *state_of(struct report *r, const struct row *row)
{
    if (row->kind == KIND_device)
        return report_text(r, F_device_device_found, row_value(row, F_device_device_found));
    if (row->kind == KIND_unknown_line)
        return report_text(r, F_unknown_line_known_state,
                           row_value(row, F_unknown_line_known_state));
    return report_state(r, row);
}

static const char *number_or_blank(struct report *r, size_t n)
{
    buf_reset(&r->text);
    if (n > 0)
        buf_addf(&r->text, "%zu", n);
    return buf_str(&r->text);
}

static const char *differences(struct report *r, const struct row *row)
{
    return number_or_blank(r, (size_t)row_differences(row));
}

static const char *photos(struct report *r, const struct row *row)
{
    return number_or_blank(r, row->kind == KIND_unknown_line ? twins_photos(r->s, row)
                                                             : photos_of(r->s, row->id));
}

static const char *conflicts(struct report *r, const struct row *row)
{
    return number_or_blank(r, row->conflicts > 0 ? (size_t)row->conflicts : 0);
}

static const struct column columns[] = {
    {N_("Target"), FIELD_NONE, report_target},
    {N_("Place, declared"), FIELD_NONE, place_declared},
    {N_("Place, observed"), FIELD_NONE, place_seen},
    {N_("State"), FIELD_NONE, state_of},
    {N_("Differences"), FIELD_NONE, differences},
    {N_("Photos"), FIELD_NONE, photos},
    {N_("Unresolved"), FIELD_NONE, conflicts},
};
#define NCOLUMNS ((int)(sizeof columns / sizeof columns[0]))

void overview_page(struct report *r)
{
    static const enum kind kinds[] = {KIND_line, KIND_device, KIND_pc, KIND_unknown_line};
    struct page *p = report_table(r, N_("Overview"), columns, NCOLUMNS);

    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (size_t i = 0; i < r->s->n[kinds[k]]; i++)
            if (!twin_is_counted_elsewhere(r->s, r->s->rows[kinds[k]][i]))
                report_row(r, p, columns, NCOLUMNS, r->s->rows[kinds[k]][i]);
    report_table_end(r, p);
}
