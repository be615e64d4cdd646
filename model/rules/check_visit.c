#include "model/base/clock.h"
#include "model/photo.h"
#include "model/rules/check_parts.h"
#include "model/rules/compare.h"
#include "model/rules/dates.h"
#include "model/rules/name.h"
#include "model/rules/need.h"
#include "model/rules/scope.h"
#include "model/rules/steps.h"
#include "model/rules/visit.h"
#include "model/twins.h"

static enum rule_id answer_rule(enum field f)
{
    if (f == F_line_witness || f == F_pc_witness)
        return RULE_witness_missing;
    return f == F_line_moved_device ? RULE_moved_missing : RULE_answer_missing;
}

static bool is_consultation(enum field f)
{
    return f == F_line_ns_consulted || f == F_line_ns_consulted_at;
}

static void open_questions(struct check *c, const struct visit *v)
{
    for (size_t i = 0; i < v->n; i++) {
        const struct question *q = &v->questions[i];

        if (q->needed && q->state == ANSWER_OPEN && !is_consultation(q->field))
            problem_add(c->out, c->s, answer_rule(q->field), q->row, q->field, q->observed, NULL);
    }
}

static void missing_photos(struct check *c, const struct visit *v)
{
    for (size_t i = 0; i < v->nphotos; i++) {
        const struct photo_need *p = &v->photos[i];

        if (p->state != PHOTO_MISSING)
            continue;
        if (!p->forbidden)
            check_add(c, p->rule, p->row);
        else if (i == 0 || v->photos[i - 1].row != p->row) /* once for a row */
            check_add(c, RULE_ns06_missing, p->row);
    }
}

static void surveyed(struct check *c, const struct row *r)
{
    struct visit v;

    visit_load(&v, c->s, r);
    open_questions(c, &v);
    missing_photos(c, &v);
    if (v.links_open)
        check_add(c, RULE_links_missing, r);
    visit_release(&v);
}

/* R121: put off, and no survey day comes after. */
static bool nowhere_to_go(const struct check *c, const struct row *step)
{
    int days[SURVEY_DAYS_MAX], day;
    size_t n = survey_days(c->s, days);

    return n > 0 && step_day(step, &day) && day >= days[n - 1];
}

static void target(struct check *c, const struct row *r)
{
    const struct row *step = survey_step_of(c->s, r->id);

    if (!step || target_given_up(r) || (r->kind == KIND_line && !line_in_scope(r)))
        return;
    if (!step_closed(step))
        check_add(c, RULE_not_closed, r);
    else if (row_is(step, F_step_step_state, "not_surveyable"))
        check_field(c, RULE_ns_no_reason, r, field_by_id(r->kind, "ns_code"));
    else if (row_is(step, F_step_step_state, "next_day") && nowhere_to_go(c, step))
        check_add(c, RULE_put_off, r);
    else if (row_is(step, F_step_step_state, "done"))
        surveyed(c, r);
}

/* R121 for the steps that are no line's or PC's. */
static void other_step(struct check *c, const struct row *r)
{
    if (!row_is(r, F_step_step_kind, "briefing") && !row_is(r, F_step_step_kind, "explore"))
        return;
    if (!step_closed(r))
        check_add(c, RULE_not_closed, r);
    else if (row_is(r, F_step_step_state, "not_surveyable") && !*row_text(r, F_step_step_note))
        check_field(c, RULE_ns_no_reason, r, F_step_step_note);
}

static bool consulted(const struct row *r)
{
    return *row_text(r, field_by_id(r->kind, "ns_consulted")) &&
           *row_text(r, field_by_id(r->kind, "ns_consulted_at"));
}

static void consultation(struct check *c, const struct row *r)
{
    enum field ns = field_by_id(r->kind, "ns_code");

    if (row_is(r, ns, "NS03") && !consulted(r))
        check_field(c, RULE_ns03_unasked, r, field_by_id(r->kind, "ns_consulted"));
    else if (r->kind == KIND_line && row_is(r, F_line_outage_risk, "risk") && !consulted(r))
        check_field(c, RULE_outage_unasked, r, F_line_ns_consulted);
}

static void exploration(struct check *c, const struct row *r)
{
    for (int f = catalog_kinds[r->kind].first; f < kind_end(r->kind); f++)
        if (!target_given_up(r) && need_observed_open(r, (enum field)f))
            check_field(c, RULE_answer_missing, r, (enum field)f);
}

static void photo(struct check *c, const struct row *r)
{
    const struct row *shown;

    for (size_t i = 0; (shown = photo_next_target(c->s, r, &i)) != NULL;) {
        struct buf b = BUF_INIT;

        if (photo_forbidden_at(c->s, shown)) {
            row_name(c->s, shown, &b);
            check_detail(c, RULE_photo_forbidden, r, "%s", buf_str(&b));
        }
        buf_release(&b);
    }
}

static void patient_data(struct check *c, const struct row *r)
{
    if (row_int(r, F_pc_screen_has_patient_data, 0) && photos_of(c->s, r->id) > 0)
        check_field(c, RULE_patient_data, r, F_pc_screen_has_patient_data);
}

void check_visits(struct check *c)
{
    static const struct checker list[] = {
        {KIND_line, target},     {KIND_line, consultation},       {KIND_device, consultation},
        {KIND_pc, target},       {KIND_pc, consultation},         {KIND_pc, patient_data},
        {KIND_step, other_step}, {KIND_exploration, exploration}, {KIND_exploration, consultation},
        {KIND_photo, photo},
    };

    check_run(c, list, sizeof list / sizeof list[0]);
}

/* The open questions below one record: are there devices? */
static bool below(struct check *c, const struct row *r, const struct visit *v)
{
    bool devices = false;

    for (size_t i = 0; i < v->n; i++) {
        const struct question *q = &v->questions[i];

        if (q->row == r)
            continue;
        devices = true;
        if (q->needed && q->state == ANSWER_OPEN)
            problem_add(c->out, c->s, RULE_unknown_answer, q->row, q->field, q->observed, NULL);
    }
    return devices || *row_text(r, F_unknown_line_no_device_reason);
}

/* R113, of all records of the line: one with devices and one with a photo will do. */
static void unknown_devices(struct check *c, const struct row *r)
{
    bool devices = false, photo_missing = true;
    const struct row *twin;

    for (size_t i = 0; (twin = twins_next(c->s, r, &i)) != NULL;) {
        struct visit v;

        visit_load(&v, c->s, twin);
        devices |= below(c, twin, &v);
        photo_missing &= v.photos_present < v.photos_needed;
        visit_release(&v);
    }
    if (!devices)
        check_field(c, RULE_unknown_devices, r, F_unknown_line_no_device_reason);
    if (photo_missing)
        check_field(c, RULE_unknown_photo, r, F_unknown_line_no_photo_reason);
}

/* An answer in one record of the line is one. */
static bool open_in_all(const struct check *c, const struct row *r, enum field f)
{
    const struct row *twin;

    for (size_t i = 0; (twin = twins_next(c->s, r, &i)) != NULL;)
        if (!need_observed_open(twin, f))
            return false;
    return true;
}

static bool became_line(const struct check *c, const struct row *r)
{
    const struct row *twin;

    for (size_t i = 0; (twin = twins_next(c->s, r, &i)) != NULL;)
        if (!id_is_zero(row_ref(twin, F_unknown_line_became_line)))
            return true;
    return false;
}

static void unknown_line(struct check *c, const struct row *r)
{
    static const enum field seen[] = {F_unknown_line_unknown_line_no,
                                      F_unknown_line_terminator_kind, F_unknown_line_room};
    bool known = twins_any(c->s, r, F_unknown_line_known_state, "known");
    bool unknown = twins_any(c->s, r, F_unknown_line_known_state, "unknown");

    if (twin_is_counted_elsewhere(c->s, r))
        return;
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++)
        if (open_in_all(c, r, seen[i]))
            check_field(c, RULE_unknown_answer, r, seen[i]);
    if (open_in_all(c, r, F_unknown_line_asked_whom) || open_in_all(c, r, F_unknown_line_asked_at))
        check_field(c, RULE_unknown_unasked, r, F_unknown_line_asked_whom);
    if (!known && !unknown)
        check_field(c, RULE_unknown_open, r, F_unknown_line_known_state);
    if (known && !became_line(c, r))
        check_field(c, RULE_unknown_known, r, F_unknown_line_became_line);
    if (unknown)
        unknown_devices(c, r);
}

static void twins(const struct row *a, const struct row *b, unsigned reasons, void *ctx)
{
    struct check *c = ctx;
    struct buf name = BUF_INIT;

    (void)reasons;
    row_name(c->s, a, &name);
    check_detail(c, RULE_unknown_twice, b, "%s", buf_str(&name));
    buf_release(&name);
}

void check_unknown(struct check *c)
{
    static const struct checker list[] = {{KIND_unknown_line, unknown_line}};

    check_run(c, list, sizeof list / sizeof list[0]);
    twins_suggest(c->s, twins, c);
}
