#include "model/pins.h"
#include "model/rules/check_parts.h"
#include "model/rules/need.h"
#include "model/rules/scope.h"
#include "model/rules/single.h"
#include "model/rules/steps.h"

#include <inttypes.h>
#include <string.h>

/* What was found on the day was never in a sheet. */
static bool from_sheet(const struct check *c, const struct row *r)
{
    if (r->kind == KIND_line)
        return !row_is(r, F_line_found_by_step, "on_site");
    if (r->kind != KIND_device)
        return true;
    return !row_is(r, F_device_device_found, "added") &&
           survey_find_kind(c->s, KIND_line, row_ref(r, F_device_line_ref));
}

static enum rule_id missing_rule(enum field f)
{
    if (f == F_line_contract_holder_name)
        return RULE_holder_missing;
    return f == F_line_global_ip ? RULE_scan_no_ip : RULE_declared_missing;
}

/* What the catalogue wants from the sheet. */
static void declared(struct check *c, const struct row *r)
{
    if (!from_sheet(c, r))
        return;
    for (int f = catalog_kinds[r->kind].first; f < kind_end(r->kind); f++)
        if (need_declared_open(r, (enum field)f))
            check_field(c, missing_rule((enum field)f), r, (enum field)f);
}

static bool has_floor_plan(const struct survey *s)
{
    for (size_t i = 0; i < s->n[KIND_document]; i++)
        if (row_is(s->rows[KIND_document][i], F_document_doc_kind, "floor_plan"))
            return true;
    return s->n[KIND_drawing] > 0;
}

static bool has_emr_pc(const struct survey *s)
{
    for (size_t i = 0; i < s->n[KIND_pc]; i++)
        if (row_is(s->rows[KIND_pc][i], F_pc_pc_emr_connected, "yes") ||
            row_int(s->rows[KIND_pc][i], F_pc_pc_is_emr_terminal, 0))
            return true;
    return false;
}

static void site(struct check *c, const struct row *r)
{
    int64_t beds = row_int(r, F_site_bed_count, BEDS_MIN);

    if (!beds_valid(beds))
        check_detail(c, RULE_beds_few, r, "%d", (int)beds);
    if (row_int(r, F_site_has_emr, 1) == 0)
        check_field(c, RULE_no_emr, r, F_site_has_emr);
    if (!has_floor_plan(c->s))
        check_add(c, RULE_no_drawing, r);
    if (c->s->n[KIND_window] == 0)
        check_add(c, RULE_no_room_request, r);
    if (r030_too_many(c->s->n[KIND_pc]))
        check_detail(c, RULE_pcs_many, r, "%zu", c->s->n[KIND_pc]);
    if (!has_emr_pc(c->s))
        check_add(c, RULE_no_emr_pc, r);
}

static bool is_mobile_mismatch(const struct row *r)
{
    return r028_mobile_terminator(value_str(row_best(r, F_line_terminator_kind))) &&
           *row_text(r, F_line_line_kind) && !row_is(r, F_line_line_kind, "mobile") &&
           !row_is(r, F_line_line_kind, "unknown");
}

static void line(struct check *c, const struct row *r)
{
    enum scope scope = line_scope(r);

    if (scope == SCOPE_OS01)
        check_field(c, RULE_line_off_emr, r, F_line_emr_connected);
    else if (scope == SCOPE_OS02)
        check_field(c, RULE_line_voice, r, F_line_traffic_kind);
    else if (line_in_doubt(r))
        check_field(c, RULE_line_doubt, r, F_line_emr_connected);
    if (is_mobile_mismatch(r))
        check_field(c, RULE_line_not_mobile, r, F_line_line_kind);
}

static void pc_os(struct check *c, const struct row *r)
{
    const char *os = value_str(row_best(r, F_pc_os));
    bool seen = *row_text_seen(r, F_pc_os);

    if (!*os || target_given_up(r))
        return;
    switch (r033_os(os)) {
    case OS_REFUSED:
        problem_add(c->out, c->s, RULE_os_refused, r, F_pc_os, seen, NULL);
        break;
    case OS_PARTLY:
        if (!*row_text(r, F_pc_win7_unavailable_items))
            check_field(c, RULE_os_partly, r, F_pc_win7_unavailable_items);
        break;
    case OS_ASK:
        problem_add(c->out, c->s, RULE_os_ask, r, F_pc_os, seen, NULL);
        break;
    case OS_ACCEPTED:
        break;
    }
}

static void pc(struct check *c, const struct row *r)
{
    if (row_is(r, F_pc_pc_emr_connected, "no"))
        check_field(c, RULE_pc_off_emr, r, F_pc_pc_emr_connected);
    pc_os(c, r);
    if (row_is(r, F_pc_operate_permission, "denied") && !target_given_up(r) &&
        !row_is(r, F_pc_operated_by, "witness"))
        check_field(c, RULE_operation_denied, r, F_pc_operate_permission);
}

/* Refused at save; merged or imported it can stand. */
static void pin(struct check *c, const struct row *r)
{
    enum field f[3];

    if (!pin_fields(r->kind, f))
        return;
    for (int i = 1; i < 3; i++) {
        const char *place = row_text(r, f[i]);
        int at;

        if (*place && !pin_parse(place, &at))
            check_detail(c, RULE_pin_outside, r, "%s", place);
    }
}

static void grid(struct check *c, const struct row *r)
{
    static const enum field cells[] = {F_drawing_grid_cols, F_drawing_grid_rows};

    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        int64_t n = row_int(r, cells[i], 0);

        if (n < 0 || n > FLOOR_GRID_MAX)
            check_detail(c, RULE_grid_outside, r, "%" PRId64, n);
    }
}

void check_sheet(struct check *c)
{
    static const struct checker list[] = {
        {KIND_site, declared},   {KIND_site, site},        {KIND_contact, declared},
        {KIND_room, declared},   {KIND_line, declared},    {KIND_line, line},
        {KIND_device, declared}, {KIND_pc, declared},      {KIND_pc, pc},
        {KIND_room, pin},        {KIND_line, pin},         {KIND_device, pin},
        {KIND_pc, pin},          {KIND_unknown_line, pin}, {KIND_drawing, grid},
    };

    check_run(c, list, sizeof list / sizeof list[0]);
}
