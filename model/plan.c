#include "model/plan.h"
#include "model/base/clock.h"

#include "model/plan_build.h"
#include "model/plan_explain.h"
#include "model/plan_fill.h"
#include "model/plan_search.h"

#include <stdlib.h>

#define DAY_MINUTES (24 * 60)

struct plan_settings plan_settings_default(void)
{
    return (struct plan_settings){
        .day_from = 9 * 60,
        .day_to = 17 * 60,
        .briefing = 15,
        .line = 30,
        .pc = 30,
        .signoff = 20,
        .lunch = 60,
        .lunch_from = 11 * 60 + 30,
        .lunch_to = 14 * 60,
        .walk_room = 0,
        .walk_floor = 3,
        .walk_floors = 5,
        .walk_floors_more = 1,
        .walk_building = 10,
        .explore = true,
        .explore_min = 15,
        .effort = 4000000,
    };
}

const char *plan_kind_id(enum plan_kind kind)
{
    static const char *const ids[] = {"briefing", "line", "pc", "explore", "break", "signoff"};
    return (size_t)kind < sizeof ids / sizeof *ids ? ids[kind] : "";
}

const char *plan_reason_id(enum plan_reason reason)
{
    static const char *const ids[] = {"fits",          "forbidden",   "other_date", "window_short",
                                      "operate_short", "outside_day", "no_time"};
    return (size_t)reason < sizeof ids / sizeof *ids ? ids[reason] : "";
}

const char *plan_reason_text(enum plan_reason reason)
{
    static const char *const texts[] = {
#define X(id, text) text,
        PLAN_REASONS(X)
#undef X
    };
    return (size_t)reason < sizeof texts / sizeof *texts ? texts[reason] : "";
}

int plan_stop_minutes(const struct plan_input *in, size_t stop)
{
    const struct plan_stop *s = &in->stops[stop];
    if (s->minutes > 0)
        return s->minutes;
    return s->kind == PLAN_PC ? in->settings.pc : in->settings.line;
}

const struct plan_step *plan_steps(const struct plan *p, size_t day, size_t crew, size_t *n)
{
    size_t first = 0;
    *n = 0;
    for (size_t i = 0; i < p->nsteps; i++) {
        if (p->steps[i].day != day || p->steps[i].crew != crew)
            continue;
        first = *n ? first : i;
        ++*n;
    }
    return *n ? &p->steps[first] : NULL;
}

void plan_release(struct plan *p)
{
    free(p->steps);
    free(p->unplaced);
    *p = (struct plan)PLAN_INIT;
}

static int check_settings(const struct plan_settings *s, struct err *e)
{
    const struct {
        const char *name;
        int value, min;
    } rows[] = {
        {"day_from", s->day_from, 0},
        {"day_to", s->day_to, s->day_from + 1},
        {"briefing", s->briefing, 0},
        {"line", s->line, 1},
        {"pc", s->pc, 1},
        {"signoff", s->signoff, 0},
        {"lunch", s->lunch, 0},
        {"lunch_from", s->lunch_from, 0},
        {"lunch_to", s->lunch_to, s->lunch_from + s->lunch},
        {"walk_room", s->walk_room, 0},
        {"walk_floor", s->walk_floor, 0},
        {"walk_floors", s->walk_floors, 0},
        {"walk_floors_more", s->walk_floors_more, 0},
        {"walk_building", s->walk_building, 0},
        {"explore_min", s->explore_min, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].value < rows[i].min || rows[i].value > DAY_MINUTES)
            return err_set(e, ERR_INVALID, rows[i].name, "%d-%d", rows[i].min, DAY_MINUTES);
    return 0;
}

static int too_short(int from, int least, struct err *e)
{
    char begin[6], end[6];

    if (from < 0 || least >= DAY_MINUTES)
        return err_set(e, ERR_INVALID, "day_to", "%d-%d", least, DAY_MINUTES);
    time_print(from, begin);
    time_print(least, end);
    return err_say(e, ERR_INVALID, N_("A day that begins at {1} ends at {2} or later."), begin,
                   end);
}

static int check_days(const struct plan_input *in, struct err *e)
{
    if (in->ndays < 1 || in->ndays > PLAN_DAYS_MAX)
        return err_set(e, ERR_INVALID, "days", "1-%d", PLAN_DAYS_MAX);
    if (in->ncrews < 1 || in->ncrews > PLAN_CREWS_MAX)
        return err_set(e, ERR_INVALID, "crews", "1-%d", PLAN_CREWS_MAX);
    for (size_t d = 0; d < in->ndays; d++) {
        struct plan_day day = plan_day_hours(in, d);
        int least = day.from + in->settings.briefing + in->settings.signoff;
        if (day.from < 0 || day.to < least || day.to <= day.from || day.to > DAY_MINUTES)
            return too_short(day.from, least, e);
        if (d > 0 && day.date <= in->days[d - 1].date)
            return err_set(e, ERR_INVALID, "days", "not in order");
    }
    return 0;
}

static int check_stops(const struct plan_input *in, struct err *e)
{
    for (size_t i = 0; i < in->nstops; i++) {
        const struct plan_stop *s = &in->stops[i];
        if (!plan_is_visit(s->kind) || s->minutes < 0 || s->minutes > DAY_MINUTES ||
            (s->room != PLAN_NONE && s->room >= in->nrooms))
            return err_set(e, ERR_INVALID, "stops", "stop %zu", i);
    }
    return 0;
}

/* `taken` has one flag a stop: the fixed ones are set. */
static int check_fixed(const struct plan_input *in, bool *taken, struct err *e)
{
    for (size_t i = 0; i < in->nfixed; i++) {
        const struct plan_step *f = &in->fixed[i];
        bool visit = plan_is_visit(f->kind), good = f->day < in->ndays && f->crew < in->ncrews;
        good = good && f->from >= 0 && f->from < f->to && f->to <= DAY_MINUTES;
        if (visit)
            good = good && f->stop < in->nstops && !taken[f->stop] &&
                   in->stops[f->stop].kind == f->kind && in->stops[f->stop].room == f->room;
        else
            good = good && (f->kind == PLAN_BREAK || f->kind == PLAN_EXPLORE) &&
                   f->stop == PLAN_NONE && f->room == PLAN_NONE;
        if (!good)
            return err_set(e, ERR_INVALID, "fixed", "step %zu", i);
        if (visit)
            taken[f->stop] = true;
    }
    return 0;
}

/* Makes the plan of a checked input; `taken` holds the fixed stops. */
static void make(const struct plan_input *in, const bool *taken, struct plan *out)
{
    struct plan_map map;
    struct plan_build build;
    size_t *stops = xcalloc(in->nstops + 1, sizeof *stops), n = 0;
    bool *placed = xcalloc(in->nstops + 1, sizeof *placed);
    out->unplaced = xcalloc(in->nstops + 1, sizeof *out->unplaced);
    plan_map_init(&map, in);
    plan_build_init(&build, &map);
    for (size_t i = 0; i < in->nstops; i++) {
        struct plan_unplaced u;
        if (taken[i])
            continue;
        if (plan_hopeless(&map, i, &u) == PLAN_FITS)
            stops[n++] = i;
        else
            out->unplaced[out->nunplaced++] = u;
    }
    plan_search(&build, stops, n, placed);
    for (size_t i = 0; i < n; i++)
        if (!placed[stops[i]])
            plan_explain_no_time(&map, stops[i], &out->unplaced[out->nunplaced++]);
    plan_fill(&build, out);
    plan_build_release(&build);
    plan_map_release(&map);
    free(placed);
    free(stops);
}

int plan_make(const struct plan_input *in, struct plan *out, struct err *e)
{
    int rc;
    plan_release(out);
    if ((rc = check_settings(&in->settings, e)) || (rc = check_days(in, e)) ||
        (rc = check_stops(in, e)))
        return rc;
    bool *taken = xcalloc(in->nstops + 1, sizeof *taken);
    rc = check_fixed(in, taken, e);
    if (!rc)
        make(in, taken, out);
    free(taken);
    return rc;
}
