#include "config.h"

#include "tui/plan_view.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/rules/name.h"
#include "model/rules/scope.h"
#include "model/rules/steps.h"
#include "tui/conflict_mark.h"
#include "tui/i18n.h"
#include "tui/plan_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool plan_row_is_place(const struct plan_row *r)
{
    return !r->now_line;
}

struct id plan_row_id(const struct plan_row *r)
{
    return r->step ? r->step->id : r->target ? r->target->id : (struct id){{0}};
}

void plan_view_release(struct plan_view *v)
{
    for (size_t c = 0; c < v->ncols; c++) {
        for (size_t i = 0; i < v->cols[c].n; i++) {
            free(v->cols[c].rows[i].name);
            free(v->cols[c].rows[i].more);
            free(v->cols[c].rows[i].state);
        }
        free(v->cols[c].rows);
    }
    free(v->cols);
    *v = (struct plan_view){0};
}

/* -- days ---------------------------------------------------------------- */

static void add_day(struct plan_view *v, int day)
{
    size_t at = v->ndays;

    for (size_t i = 0; i < v->ndays; i++)
        if (v->days[i] == day)
            return;
    if (v->ndays == SURVEY_DAYS_MAX)
        return;
    for (; at > 0 && v->days[at - 1] > day; at--)
        v->days[at] = v->days[at - 1];
    v->days[at] = day;
    v->ndays++;
}

/* Survey days, and days that a step was planned for nevertheless. */
static void find_days(struct plan_view *v, const struct survey *s, size_t want, int today)
{
    int day;

    v->ndays = survey_days(s, v->days);
    for (size_t i = 0; i < s->n[KIND_step]; i++)
        if (step_day(s->rows[KIND_step][i], &day))
            add_day(v, day);
    if (v->ndays == 0)
        add_day(v, today);
    v->day = want;
    if (want >= v->ndays)
        for (v->day = 0; v->day + 1 < v->ndays && v->days[v->day] < today; v->day++)
            ;
    v->today = v->days[v->day] == today;
}

/* -- rows ------------------------------------------------------------------ */

static struct plan_row *add_row(struct plan_col *c)
{
    c->rows = xgrow(c->rows, c->n, &c->cap, sizeof *c->rows);
    c->rows[c->n] = (struct plan_row){.from = -1, .to = -1, .expect_from = -1, .expect_to = -1};
    return &c->rows[c->n++];
}

/* As it was when it has begun, else as planned. */
static void fill_times(struct plan_row *r)
{
    int began = plan_minute_of(row_text(r->step, F_step_actual_from)), length;

    if (!step_minutes(r->step, &r->from, &r->to)) {
        r->from = r->to = began;
        return;
    }
    length = r->to - r->from;
    if (began >= 0) {
        int ended = plan_minute_of(row_text(r->step, F_step_actual_to));

        r->from = began;
        r->to = ended > began ? ended : began + length;
    }
    r->expect_from = r->from;
    r->expect_to = r->to;
}

static bool on_day(const struct plan_view *v, const struct row *step)
{
    int day;

    if (!step_day(step, &day))
        return v->day == 0;
    return day == v->days[v->day];
}

static int by_time(const void *a, const void *b)
{
    const struct plan_row *x = a, *y = b;

    if (x->from != y->from)
        return x->from - y->from;
    return x->to - y->to;
}

static void add_steps(struct plan_view *v, struct plan_col *c, const struct survey *s)
{
    for (size_t i = 0; i < s->n[KIND_step]; i++) {
        const struct row *step = s->rows[KIND_step][i];
        struct plan_row *r;

        if (!id_equal(row_ref(step, F_step_crew_ref), c->crew) || !on_day(v, step))
            continue;
        r = add_row(c);
        r->step = step;
        r->target = survey_find(s, row_ref(step, F_step_target_ref));
        r->room = step_room(s, step);
        fill_times(r);
        if (step_is_visit(step)) {
            c->visits++;
            c->closed += step_over(s, step);
        }
    }
    if (c->n > 0)
        qsort(c->rows, c->n, sizeof *c->rows, by_time);
}

/* Every step behind the one at work follows it. */
static void expect(struct plan_view *v, struct plan_col *c, const struct survey *s)
{
    int free_at = v->minute;

    if (!v->today)
        return;
    for (size_t i = 0; i < c->n; i++)
        if (row_is(c->rows[i].step, F_step_step_state, "in_progress") &&
            !step_over(s, c->rows[i].step) && c->rows[i].to > free_at)
            free_at = c->rows[i].to;
    for (size_t i = 0; i < c->n; i++) {
        struct plan_row *r = &c->rows[i];
        int length = r->to - r->from;

        if (r->from < 0 || step_over(s, r->step) || step_started(r->step))
            continue;
        if (r->to <= v->minute && plan_kind_word(r->step))
            continue; /* nobody notes that lunch is over */
        r->expect_from = r->from > free_at ? r->from : free_at;
        r->expect_to = free_at = r->expect_from + length;
    }
}

static void put_words(const struct survey *s, struct plan_view *v, struct plan_row *r, bool ja)
{
    struct buf name = BUF_INIT, more = BUF_INIT, state = BUF_INIT;

    plan_put_name(s, r, &name);
    plan_put_more(r, ja, &more);
    if (r->step)
        plan_put_state(s, v, r, &state);
    else
        buf_puts(&state, r->state ? r->state : "");
    free(r->state);
    r->clash = conflicts_below(s, r->target) + (r->step && !r->target ? r->step->conflicts : 0);
    r->name = xstrdup(buf_str(&name));
    r->more = xstrdup(buf_str(&more));
    r->state = xstrdup(buf_str(&state));
    buf_release(&name);
    buf_release(&more);
    buf_release(&state);
}

/* A line of its own between what has begun and what has not. */
static void add_now(struct plan_view *v, struct plan_col *c)
{
    size_t at = 0;
    struct plan_row row;

    if (!v->today || c->unplaced || c->n == 0)
        return;
    while (at < c->n && c->rows[at].from <= v->minute)
        at++;
    add_row(c);
    row = (struct plan_row){.now_line = true, .from = v->minute, .to = v->minute};
    memmove(&c->rows[at + 1], &c->rows[at], (c->n - 1 - at) * sizeof *c->rows);
    row.name = xstrdup("");
    row.more = xstrdup("");
    row.state = xstrdup("");
    c->rows[at] = row;
}

/* -- columns ----------------------------------------------------------------- */

static struct plan_col *add_col(struct plan_view *v)
{
    v->cols = xgrow(v->cols, v->ncols, &v->cap, sizeof *v->cols);
    v->cols[v->ncols] = (struct plan_col){.unplaced = false};
    return &v->cols[v->ncols++];
}

static void add_crew(struct plan_view *v, const struct survey *s, const struct row *crew,
                     int64_t now_ms, bool ja)
{
    struct plan_col *c = add_col(v);

    if (crew) {
        c->crew = crew->id;
        snprintf(c->letter, sizeof c->letter, "%s", row_text(crew, F_crew_crew_id));
        crew_clock_load(&c->clock, s, crew, now_ms);
    }
    add_steps(v, c, s);
    if (!crew && c->n == 0) {
        v->ncols--;
        return;
    }
    expect(v, c, s);
    for (size_t i = 0; i < c->n; i++)
        put_words(s, v, &c->rows[i], ja);
    add_now(v, c);
}

/* Why a line or PC stands in no plan, as far as it is plain. */
static const char *why_unplaced(const struct row *target, const struct row *room)
{
    if (room && row_int(room, F_room_entry_forbidden, 0))
        return N_("no entry");
    return row_text(target, place_field(target->kind, PLACE_ROOM))[0] ? N_("no time")
                                                                      : N_("no room told");
}

static bool to_be_planned(const struct survey *s, const struct row *r)
{
    if (survey_step_of(s, r->id) || target_given_up(r))
        return false;
    return r->kind == KIND_line ? line_in_scope(r) : !row_is(r, F_pc_os, "macos");
}

static void add_unplaced(struct plan_view *v, const struct survey *s, bool ja)
{
    static const enum kind kinds[] = {KIND_line, KIND_pc};
    struct plan_col *c = add_col(v);

    c->unplaced = true;
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < s->n[kinds[k]]; i++) {
            const struct row *t = s->rows[kinds[k]][i];
            struct plan_row *r;

            if (!to_be_planned(s, t))
                continue;
            r = add_row(c);
            r->target = t;
            r->room = row_room(s, t);
            r->role = ROLE_WARN;
            r->state = xstrdup(v->steps > 0 ? _(why_unplaced(t, r->room)) : "");
            put_words(s, v, r, ja);
        }
    if (c->n == 0)
        v->ncols--;
}

void plan_view_load(struct plan_view *v, const struct survey *s, size_t day, int64_t now_ms,
                    bool ja)
{
    struct civil c = clock_civil(now_ms);

    plan_view_release(v);
    v->minute = c.hour * 60 + c.minute;
    v->steps = (int)s->n[KIND_step];
    find_days(v, s, day, date_days(c.year, c.month, c.day));
    for (size_t i = 0; i < s->n[KIND_crew]; i++)
        add_crew(v, s, s->rows[KIND_crew][i], now_ms, ja);
    add_crew(v, s, NULL, now_ms, ja);
    add_unplaced(v, s, ja);
}
