#include "model/base/clock.h"
#include "model/rules/check_parts.h"
#include "model/rules/name.h"
#include "model/rules/scope.h"
#include "model/rules/steps.h"
#include "model/rules/window.h"

/* A step that still takes place as planned. */
static bool ahead(const struct row *step)
{
    return !step_closed(step);
}

static void span_print(int from, int to, struct buf *out)
{
    char a[6], b[6];

    time_print(from, a);
    time_print(to, b);
    buf_addf(out, "%s-%s", a, b);
}

static void window(struct check *c, const struct row *r)
{
    enum window_fit fit = ahead(r) ? step_window(c->s, r) : WINDOW_FITS;
    const struct row *room = step_room(c->s, r);
    struct room_day d;
    struct buf b = BUF_INIT;
    int from = 0, to = 0, day = 0;

    if (fit == WINDOW_FITS || !room || !step_minutes(r, &from, &to) || !step_day(r, &day))
        return;
    room_day_load(&d, c->s, room, day);
    span_print(from, to, &b);
    buf_puts(&b, " / ");
    room_day_print(&d, row_is(r, F_step_step_kind, "pc"), &b);
    check_detail(c, fit == WINDOW_OUTSIDE ? RULE_window_outside : RULE_window_past, r, "%s",
                 buf_str(&b));
    buf_release(&b);
}

static void forbidden_room(struct check *c, const struct row *r)
{
    const struct row *room = ahead(r) ? step_room(c->s, r) : NULL;
    const struct row *target = survey_find(c->s, row_ref(r, F_step_target_ref));
    struct buf b = BUF_INIT;

    if (!room || !row_int(room, F_room_entry_forbidden, 0) || (target && target_given_up(target)))
        return;
    row_name(c->s, room, &b);
    check_detail(c, RULE_room_forbidden, r, "%s", buf_str(&b));
    buf_release(&b);
}

/* Two steps on one day that share some minutes. */
static bool clash(const struct row *a, const struct row *b)
{
    int day_a, day_b, from_a, to_a, from_b, to_b;

    return step_counts(a) && step_counts(b) && step_day(a, &day_a) && step_day(b, &day_b) &&
           day_a == day_b && step_minutes(a, &from_a, &to_a) && step_minutes(b, &from_b, &to_b) &&
           from_a < to_b && from_b < to_a;
}

static void add_clash(struct check *c, enum rule_id rule, const struct row *r,
                      const struct row *other)
{
    struct buf b = BUF_INIT;
    int from = 0, to = 0;

    if (step_minutes(other, &from, &to))
        span_print(from, to, &b);
    buf_putc(&b, ' ');
    row_name(c->s, other, &b);
    check_detail(c, rule, r, "%s", buf_str(&b));
    buf_release(&b);
}

/* Each pair once: with the steps that stand before it. */
static void clashes(struct check *c, const struct row *r)
{
    const struct row *room = step_room(c->s, r);

    for (size_t i = 0; i < c->s->n[KIND_step]; i++) {
        const struct row *other = c->s->rows[KIND_step][i];
        bool same_crew;

        if (other == r)
            break;
        if (!clash(r, other) || (step_closed(r) && step_closed(other)))
            continue;
        same_crew = id_equal(row_ref(r, F_step_crew_ref), row_ref(other, F_step_crew_ref));
        if (same_crew)
            add_clash(c, RULE_steps_overlap, r, other);
        else if (room && room == step_room(c->s, other))
            add_clash(c, RULE_room_shared, r, other);
    }
}

/* R080: something of a later rank stands before it on the crew's day. */
static void order(struct check *c, const struct row *r)
{
    int rank = step_rank(r), day, from, to;

    if (rank < 0 || !ahead(r) || !step_day(r, &day) || !step_minutes(r, &from, &to))
        return;
    for (size_t i = 0; i < c->s->n[KIND_step]; i++) {
        const struct row *other = c->s->rows[KIND_step][i];
        int other_day, other_from, other_to;

        if (step_rank(other) <= rank || !step_counts(other) || !step_day(other, &other_day) ||
            other_day != day || !step_minutes(other, &other_from, &other_to) ||
            other_from >= from ||
            !id_equal(row_ref(r, F_step_crew_ref), row_ref(other, F_step_crew_ref)))
            continue;
        add_clash(c, RULE_step_order, r, other);
        return;
    }
}

static void explored_early(struct check *c, const struct row *r)
{
    const struct row *open;
    struct buf b = BUF_INIT;
    int day = c->today;

    if (!row_is(r, F_step_step_kind, "explore") || !row_is(r, F_step_step_state, "in_progress"))
        return;
    (void)step_day(r, &day);
    open = explore_waits_for(c->s, day);
    if (!open)
        return;
    row_name(c->s, open, &b);
    check_detail(c, RULE_explore_early, r, "%s", buf_str(&b));
    buf_release(&b);
}

static bool crew_started(const struct survey *s, const struct row *crew)
{
    const struct row *step;

    for (size_t i = 0; (step = survey_next_ref(s, KIND_step, F_step_crew_ref, crew->id, &i));)
        if (step_started(step))
            return true;
    return false;
}

static void crew(struct check *c, const struct row *r)
{
    bool started = crew_started(c->s, r);
    const struct row *member;
    int members = 0, leads = 0;

    for (size_t i = 0;
         (member = survey_next_ref(c->s, KIND_member, F_member_crew_ref, r->id, &i));) {
        members++;
        leads += row_int(member, F_member_is_lead, 0) != 0;
        if (started && !row_int(member, F_member_armband_checked, 0))
            check_detail(c, RULE_no_armband, r, "%s", row_text(member, F_member_member_name));
    }
    if (members > 0 && leads != 1)
        check_detail(c, RULE_one_lead, r, "%d", leads);
}

static void planned(struct check *c, const struct row *r)
{
    if (c->s->n[KIND_step] == 0 || (r->kind == KIND_line && !line_in_scope(r)))
        return;
    if (!target_given_up(r) && !survey_step_of(c->s, r->id))
        check_add(c, RULE_not_planned, r);
}

static void no_plan(struct check *c, const struct row *r)
{
    if (c->s->n[KIND_step] == 0)
        check_add(c, RULE_no_plan, r);
}

void check_plan(struct check *c)
{
    static const struct checker list[] = {
        {KIND_site, no_plan}, {KIND_line, planned},        {KIND_pc, planned},
        {KIND_step, order},   {KIND_step, window},         {KIND_step, forbidden_room},
        {KIND_step, clashes}, {KIND_step, explored_early}, {KIND_crew, crew},
    };

    check_run(c, list, sizeof list / sizeof list[0]);
}
