#include "model/rules/edit.h"

#include "model/base/clock.h"
#include "model/pins.h"
#include "model/rules/check.h"
#include "model/rules/name.h"
#include "model/rules/shadow.h"
#include "model/rules/signoff.h"
#include "model/rules/single.h"
#include "model/rules/steps.h"
#include "model/rules/visit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What a rule sees: the survey after the edits, one row before and after. */
struct save {
    const struct survey *s;
    const struct row *was, *now;
    struct err *e;
};

static bool changed(const struct save *x, enum field f)
{
    return !x->was || !value_equal(*row_value(x->was, f), *row_value(x->now, f));
}

static bool changed_any(const struct save *x, const enum field *fields, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (changed(x, fields[i]))
            return true;
    return false;
}

static bool is_new(const struct save *x)
{
    return !x->was || !x->was->alive;
}

static int refuse(const struct save *x, enum rule_id rule, const struct row *other)
{
    struct buf name = BUF_INIT, detail = BUF_INIT;
    int rc;

    row_name(x->s, x->now, &name);
    if (other)
        row_name(x->s, other, &detail);
    rc = rule_refuse(x->e, rule, buf_str(&name), buf_str(&detail));
    buf_release(&name);
    buf_release(&detail);
    return rc;
}

static int refuse_text(const struct save *x, enum rule_id rule, const char *detail)
{
    struct buf name = BUF_INIT;
    int rc;

    row_name(x->s, x->now, &name);
    rc = rule_refuse(x->e, rule, buf_str(&name), detail);
    buf_release(&name);
    return rc;
}

static int ns03(const struct save *x)
{
    enum field fields[] = {field_by_id(x->now->kind, "ns_code"),
                           field_by_id(x->now->kind, "ns_consulted"),
                           field_by_id(x->now->kind, "ns_consulted_at")};

    if (!row_is(x->now, fields[0], "NS03") || !changed_any(x, fields, 3) ||
        (*row_text(x->now, fields[1]) && *row_text(x->now, fields[2])))
        return 0;
    return refuse(x, RULE_ns03_unasked, NULL);
}

static int sixth_pc(const struct save *x)
{
    char count[24];

    if (!is_new(x) || !r030_too_many(x->s->n[KIND_pc]))
        return 0;
    snprintf(count, sizeof count, "%zu", x->s->n[KIND_pc]);
    return refuse_text(x, RULE_pcs_many, count);
}

static int macos(const struct save *x)
{
    if (!changed(x, F_pc_os) || r033_os(row_text(x->now, F_pc_os)) != OS_REFUSED)
        return 0;
    return refuse(x, RULE_os_refused, NULL);
}

static int global_address(const struct save *x)
{
    static const enum field fields[] = {F_line_global_ip, F_scan_target_scan_ip,
                                        F_scan_target_sameday_ip};

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const char *ip;

        if (catalog[fields[i]].kind != x->now->kind || !changed(x, fields[i]))
            continue;
        ip = row_text(x->now, fields[i]);
        if (*ip && r063_ip(ip) == IP_NOT_GLOBAL)
            return refuse_text(x, RULE_ip_not_global, ip);
    }
    return 0;
}

static bool overlap(const struct row *a, const struct row *b)
{
    int day_a, day_b, from_a, to_a, from_b, to_b;

    return step_counts(b) && id_equal(row_ref(a, F_step_crew_ref), row_ref(b, F_step_crew_ref)) &&
           step_day(a, &day_a) && step_day(b, &day_b) && day_a == day_b &&
           step_minutes(a, &from_a, &to_a) && step_minutes(b, &from_b, &to_b) && from_a < to_b &&
           from_b < to_a;
}

static int two_places(const struct save *x)
{
    static const enum field fields[] = {F_step_crew_ref, F_step_plan_date, F_step_plan_from,
                                        F_step_plan_to, F_step_std_minutes};

    if (!changed_any(x, fields, sizeof fields / sizeof fields[0]) || !step_counts(x->now))
        return 0;
    for (size_t i = 0; i < x->s->n[KIND_step]; i++) {
        const struct row *other = x->s->rows[KIND_step][i];

        if (other != x->now && overlap(x->now, other))
            return refuse(x, RULE_steps_overlap, other);
    }
    return 0;
}

static int forbidden_room(const struct save *x)
{
    static const enum field fields[] = {F_step_target_ref, F_step_building, F_step_floor,
                                        F_step_room};
    const struct row *target = survey_find(x->s, row_ref(x->now, F_step_target_ref));
    const struct row *room = step_room(x->s, x->now);

    if (!changed_any(x, fields, sizeof fields / sizeof fields[0]) || step_closed(x->now) || !room ||
        !row_int(room, F_room_entry_forbidden, 0) || (target && target_given_up(target)))
        return 0;
    return refuse(x, RULE_room_forbidden, room);
}

static int wait_for(const struct save *x, int day)
{
    const struct row *open = explore_waits_for(x->s, day);

    return open ? refuse(x, RULE_explore_early, open) : 0;
}

static int today(void)
{
    struct civil now = clock_civil(clock_now_ms());

    return date_days(now.year, now.month, now.day);
}

static int explore_step(const struct save *x)
{
    int day;

    if (!row_is(x->now, F_step_step_kind, "explore") || !step_started(x->now) ||
        (x->was && step_started(x->was)))
        return 0;
    if (!step_day(x->now, &day))
        day = today();
    return wait_for(x, day);
}

static int explore_room(const struct save *x)
{
    int64_t at;
    struct civil in;

    if (!changed(x, F_exploration_explored_in) ||
        !datetime_parse(row_text(x->now, F_exploration_explored_in), &at))
        return 0;
    in = clock_civil(at);
    return wait_for(x, date_days(in.year, in.month, in.day));
}

static int shows(const struct save *x, enum field target)
{
    const struct row *shown = survey_find(x->s, row_ref(x->now, target));

    if ((!changed(x, target) && !is_new(x)) || !shown || !photo_forbidden_at(x->s, shown))
        return 0;
    return refuse(x, RULE_photo_forbidden, shown);
}

static int photo(const struct save *x)
{
    return shows(x, F_photo_photo_target);
}

static int photo_use(const struct save *x)
{
    return shows(x, F_photo_use_photo_target);
}

static int pin(const struct save *x)
{
    enum field f[3];

    if (!pin_fields(x->now->kind, f))
        return 0;
    for (int i = 1; i < 3; i++) {
        const char *place = row_text(x->now, f[i]);
        int at;

        if (*place && changed(x, f[i]) && !pin_parse(place, &at))
            return refuse_text(x, RULE_pin_outside, place);
    }
    return 0;
}

static int grid(const struct save *x)
{
    static const enum field cells[] = {F_drawing_grid_cols, F_drawing_grid_rows};

    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        int64_t n = row_int(x->now, cells[i], 0);
        char text[24];

        snprintf(text, sizeof text, "%" PRId64, n);
        if (changed(x, cells[i]) && (n < 0 || n > FLOOR_GRID_MAX))
            return refuse_text(x, RULE_grid_outside, text);
    }
    return 0;
}

static int leave(const struct save *x)
{
    int64_t at;
    struct civil left;

    if (!changed(x, F_crew_left_at) || !datetime_parse(row_text(x->now, F_crew_left_at), &at))
        return 0;
    left = clock_civil(at);
    if (crew_signed(x->s, x->now, date_days(left.year, left.month, left.day)))
        return 0;
    return refuse(x, RULE_left_unsigned, NULL);
}

static int sign(const struct save *x)
{
    struct problems list = PROBLEMS_INIT;
    struct cover cover = cover_of(x->s, x->now);
    const struct problem *first;
    struct buf detail = BUF_INIT;
    int rc = 0;

    if (!is_new(x))
        return 0;
    check_survey(x->s, clock_now_ms(), &list);
    first = check_blocks_sign(x->s, &cover, &list);
    if (first) {
        buf_addf(&detail, "%zu (%s)", check_count_sign(x->s, &cover, &list), first->name);
        rc = refuse_text(x, RULE_sign_blocked, buf_str(&detail));
    }
    buf_release(&detail);
    problems_release(&list);
    return rc;
}

static const struct {
    enum kind kind;
    int (*refuses)(const struct save *x);
} guards[] = {
    {KIND_line, ns03},
    {KIND_line, global_address},
    {KIND_device, ns03},
    {KIND_pc, sixth_pc},
    {KIND_pc, macos},
    {KIND_pc, ns03},
    {KIND_scan_target, global_address},
    {KIND_step, two_places},
    {KIND_step, forbidden_room},
    {KIND_step, explore_step},
    {KIND_exploration, explore_room},
    {KIND_exploration, ns03},
    {KIND_photo, photo},
    {KIND_photo_use, photo_use},
    {KIND_signoff, sign},
    {KIND_crew, leave},
    {KIND_line, pin},
    {KIND_device, pin},
    {KIND_pc, pin},
    {KIND_unknown_line, pin},
    {KIND_room, pin},
    {KIND_drawing, grid},
};

int rule_allows_edit(const struct survey *s, const struct edit_op *list, size_t n, struct err *e)
{
    struct shadow sh;
    int rc = 0;

    shadow_load(&sh, s, list, n);
    for (size_t i = 0; i < sh.n && rc == 0; i++) {
        struct save x = {.s = &sh.s, .was = sh.touched[i].was, .now = sh.touched[i].now, .e = e};

        if (x.was && x.was->held)
            rc = refuse(&x, RULE_held, NULL);
        for (size_t g = 0; g < sizeof guards / sizeof guards[0] && x.now->alive && rc == 0; g++)
            if (guards[g].kind == x.now->kind)
                rc = guards[g].refuses(&x);
    }
    shadow_release(&sh);
    return rc;
}
