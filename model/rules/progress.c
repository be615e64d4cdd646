#include "model/rules/progress.h"

#include "model/base/clock.h"
#include "model/rules/check.h"
#include "model/rules/compare.h"
#include "model/rules/scope.h"
#include "model/rules/signoff.h"
#include "model/rules/steps.h"
#include "model/rules/visit.h"
#include "model/rules/window.h"
#include "model/twins.h"

const char *const hospital_state_texts[] = {
#define X(id, text) [HOSPITAL_##id] = text,
    HOSPITAL_STATES(X)
#undef X
};

const char *hospital_state_id(int state)
{
    static const char *const ids[HOSPITAL_STATE_COUNT] = {
        [HOSPITAL_RECEIVED] = "received", [HOSPITAL_FAULTY] = "faulty",
        [HOSPITAL_PLANNED] = "planned",   [HOSPITAL_SURVEYING] = "surveying",
        [HOSPITAL_DONE] = "done",         [HOSPITAL_SIGNED] = "signed",
    };

    return state >= 0 && state < HOSPITAL_STATE_COUNT ? ids[state] : "";
}

static void count_targets(struct progress *p, const struct survey *s)
{
    for (size_t i = 0; i < s->n[KIND_line]; i++) {
        const struct row *r = s->rows[KIND_line][i];

        if (line_in_scope(r)) {
            p->lines++;
            p->lines_done += target_closed(s, r);
        }
    }
    for (size_t i = 0; i < s->n[KIND_pc]; i++) {
        p->pcs++;
        p->pcs_done += target_closed(s, s->rows[KIND_pc][i]);
    }
}

/* Whether any step was begun or closed. */
static bool count_steps(struct progress *p, const struct survey *s)
{
    bool begun = false;

    for (size_t i = 0; i < s->n[KIND_step]; i++) {
        const struct row *r = s->rows[KIND_step][i];

        begun = begun || step_started(r) || step_closed(r);
        if (!step_is_visit(r) && !row_is(r, F_step_step_kind, "explore"))
            continue;
        p->steps++;
        p->steps_closed += step_over(s, r);
    }
    return begun;
}

static void count_rows(struct progress *p, const struct survey *s)
{
    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++) {
        enum field ns = field_by_id((enum kind)k, "ns_code");

        for (size_t i = 0; i < s->n[k]; i++) {
            const struct row *r = s->rows[k][i];

            p->conflicts += r->conflicts;
            p->differences += row_differences(r);
            p->not_surveyable += ns != FIELD_NONE && *row_text(r, ns);
        }
    }
    for (size_t i = 0; i < s->n[KIND_unknown_line]; i++) {
        const struct row *r = s->rows[KIND_unknown_line][i];

        p->unknown_lines += !twin_is_counted_elsewhere(s, r) &&
                            !twins_any(s, r, F_unknown_line_known_state, "known");
    }
}

static void count_photos(struct progress *p, const struct survey *s)
{
    static const enum kind kinds[] = {KIND_line, KIND_pc, KIND_unknown_line};

    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (size_t i = 0; i < s->n[kinds[k]]; i++) {
            const struct row *r = s->rows[kinds[k]][i];
            const struct row *step = survey_step_of(s, r->id);
            struct visit v;

            if (kinds[k] == KIND_unknown_line && twin_is_counted_elsewhere(s, r))
                continue;
            if (kinds[k] != KIND_unknown_line &&
                !(step && step_started(step) && (r->kind == KIND_pc || line_in_scope(r))))
                continue;
            visit_load(&v, s, r);
            p->photos_missing += v.photos_needed - v.photos_present;
            visit_release(&v);
        }
}

static enum hospital_state state_of(const struct progress *p, const struct survey *s, bool begun)
{
    bool closed = p->steps > 0 && p->steps_closed == p->steps && p->lines_done == p->lines &&
                  p->pcs_done == p->pcs;

    if (survey_signed(s))
        return HOSPITAL_SIGNED;
    if (closed)
        return HOSPITAL_DONE;
    if (begun)
        return HOSPITAL_SURVEYING;
    if (s->n[KIND_step] > 0)
        return HOSPITAL_PLANNED;
    return p->sheet_faults > 0 ? HOSPITAL_FAULTY : HOSPITAL_RECEIVED;
}

void progress_count(struct progress *p, const struct survey *s, const struct problems *problems)
{
    struct cover visit = COVER_VISIT;
    bool begun;

    *p = (struct progress){
        .attention = (int)problems_count(problems, SEVERITY_WARNING),
        .sheet_faults = (int)problems_count_group(problems, GROUP_SHEET, SEVERITY_WARNING),
        .sign_blockers = (int)check_count_sign(s, &visit, problems),
    };
    count_targets(p, s);
    begun = count_steps(p, s);
    count_rows(p, s);
    count_photos(p, s);
    p->state = state_of(p, s, begun);
}

void progress_load(struct progress *p, const struct survey *s, int64_t now_ms)
{
    struct problems problems = PROBLEMS_INIT;

    check_survey(s, now_ms, &problems);
    progress_count(p, s, &problems);
    problems_release(&problems);
}

struct moment {
    int day, minute;
};

static struct moment moment_of(int64_t ms)
{
    struct civil c = clock_civil(ms);

    return (struct moment){date_days(c.year, c.month, c.day), c.hour * 60 + c.minute};
}

static bool in_progress(const struct row *step)
{
    return row_is(step, F_step_step_state, "in_progress");
}

/* The crew's steps of the day: which one is at work, which comes next, the
 * planned end, and the one that ended last. */
static const struct row *scan_steps(struct crew_clock *k, const struct survey *s,
                                    const struct row *crew, int day)
{
    const struct row *step, *last = NULL;
    int from, to, next_from = 0, last_to = -1, step_on;

    for (size_t i = 0; (step = survey_next_ref(s, KIND_step, F_step_crew_ref, crew->id, &i));) {
        if (!step_day(step, &step_on) || step_on != day || !step_minutes(step, &from, &to) ||
            !step_counts(step))
            continue;
        if (to > k->end)
            k->end = to;
        if (in_progress(step) && !step_over(s, step)) {
            k->current = step;
        } else if (step_over(s, step)) {
            if (to > last_to) {
                last = step;
                last_to = to;
            }
        } else if (!k->next || from < next_from) {
            k->next = step;
            next_from = from;
        }
    }
    return last;
}

/* Late by what the current step takes past its end; between steps by how long
 * the next one waits; early or late as the last one ended. */
static int delay_of(struct crew_clock *k, const struct row *last, struct moment now)
{
    int from = 0, to = 0;
    int64_t began, ended;

    if (k->current && step_minutes(k->current, &from, &to)) {
        int start = from;

        if (datetime_parse(row_text(k->current, F_step_actual_from), &began))
            start = moment_of(began).minute;
        k->running = now.minute - start;
        k->planned = to - from;
        return (k->running > k->planned ? now.minute : start + k->planned) - to;
    }
    if (k->next && step_minutes(k->next, &from, &to) && now.minute > from)
        return now.minute - from;
    if (last && step_minutes(last, &from, &to) &&
        datetime_parse(row_text(last, F_step_actual_to), &ended))
        return moment_of(ended).minute - to;
    return 0;
}

static int window_left(const struct survey *s, const struct row *step, struct moment now)
{
    const struct row *room = step ? step_room(s, step) : NULL;
    struct room_day d;

    if (!room)
        return -1;
    room_day_load(&d, s, room, now.day);
    return room_minutes_left(&d, now.minute);
}

void crew_clock_load(struct crew_clock *k, const struct survey *s, const struct row *crew,
                     int64_t now_ms)
{
    struct moment now = moment_of(now_ms);
    const struct row *last;

    *k = (struct crew_clock){.end = -1};
    last = scan_steps(k, s, crew, now.day);
    k->delay = delay_of(k, last, now);
    if (k->end >= 0 && k->delay > 0 && (k->current || k->next))
        k->end += k->delay;
    k->window_left = window_left(s, k->current ? k->current : k->next, now);
}
