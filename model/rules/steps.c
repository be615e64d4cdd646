#include "model/rules/steps.h"

#include "model/base/clock.h"

#include <string.h>

static bool state_in(const struct row *step, const char *const *states)
{
    for (; *states; states++)
        if (row_is(step, F_step_step_state, *states))
            return true;
    return false;
}

bool step_closed(const struct row *step)
{
    static const char *const closed[] = {"done", "not_surveyable", "next_day", "cancelled", NULL};

    return state_in(step, closed);
}

bool step_started(const struct row *step)
{
    static const char *const started[] = {"in_progress", "done", NULL};

    return state_in(step, started) || *row_text(step, F_step_actual_from);
}

bool step_counts(const struct row *step)
{
    static const char *const gone[] = {"next_day", "cancelled", NULL};

    return !state_in(step, gone);
}

bool step_minutes(const struct row *step, int *from, int *to)
{
    if (!time_parse(row_text(step, F_step_plan_from), from))
        return false;
    if (!time_parse(row_text(step, F_step_plan_to), to))
        *to = *from + (int)row_int(step, F_step_std_minutes, R081_MINUTES);
    return *to > *from;
}

bool step_day(const struct row *step, int *day)
{
    return date_parse(row_text(step, F_step_plan_date), day);
}

int step_rank(const struct row *step)
{
    static const struct {
        const char *kind;
        int rank;
    } ranks[] = {{"briefing", 0}, {"line", 1}, {"pc", 1}, {"explore", 2}, {"signoff", 3}};

    for (size_t i = 0; i < sizeof ranks / sizeof ranks[0]; i++)
        if (row_is(step, F_step_step_kind, ranks[i].kind))
            return ranks[i].rank;
    return -1;
}

bool step_is_visit(const struct row *step)
{
    return step_rank(step) == 1;
}

const struct row *step_room(const struct survey *s, const struct row *step)
{
    struct id target = row_ref(step, F_step_target_ref);
    const struct row *r;

    if (*row_text(step, F_step_room))
        return row_room(s, step);
    if (id_is_zero(target) || !(r = survey_find(s, target)))
        return NULL;
    return r->kind == KIND_room ? r : row_room(s, r);
}

bool target_given_up(const struct row *target)
{
    enum field f = field_by_id(target->kind, "ns_code");

    return f != FIELD_NONE && *row_text(target, f) && !row_is(target, f, "NS06");
}

bool target_closed(const struct survey *s, const struct row *target)
{
    const struct row *step = survey_step_of(s, target->id);

    return target_given_up(target) || (step && step_closed(step));
}

bool step_over(const struct survey *s, const struct row *step)
{
    const struct row *target = survey_find(s, row_ref(step, F_step_target_ref));

    return step_closed(step) || (step_is_visit(step) && target && target_given_up(target));
}

const struct row *explore_waits_for(const struct survey *s, int day)
{
    for (size_t i = 0; i < s->n[KIND_step]; i++) {
        const struct row *step = s->rows[KIND_step][i];
        const struct row *target = survey_find(s, row_ref(step, F_step_target_ref));
        int planned;

        if (!step_is_visit(step) || step_closed(step) ||
            (step_day(step, &planned) && planned != day))
            continue;
        if (!target || !target_given_up(target))
            return step;
    }
    return NULL;
}

const char *target_state(const struct survey *s, const struct row *target)
{
    const struct row *step = survey_step_of(s, target->id);

    if (target_given_up(target))
        return "not_surveyable";
    return step && *row_text(step, F_step_step_state) ? row_text(step, F_step_step_state)
                                                      : "not_started";
}
