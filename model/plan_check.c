/* plan_validate: every rule of plan.h, read off the input and the plan alone.
 * It shares nothing with the planner but the walking minutes: windows are
 * asked minute by minute, crews and rooms pair by pair. */
#include "model/plan.h"

#include "model/base/clock.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct check {
    const struct plan_input *in;
    const struct plan *p;
    struct buf *why;
    bool good;
};

__attribute__((format(printf, 4, 5))) static void
breach(struct check *k, const char *rule, const struct plan_step *s, const char *fmt, ...)
{
    va_list ap;
    k->good = false;
    if (!k->why)
        return;
    buf_addf(k->why, "%s: ", rule);
    if (s) {
        char from[6], to[6];
        time_print(s->from, from);
        time_print(s->to, to);
        buf_addf(k->why, "day %zu crew %zu %s %s-%s: ", s->day + 1, s->crew + 1,
                 plan_kind_id(s->kind), from, to);
    }
    va_start(ap, fmt);
    buf_vaddf(k->why, fmt, ap);
    va_end(ap);
    buf_putc(k->why, '\n');
}

static bool is_visit(const struct plan_step *s)
{
    return s->kind == PLAN_LINE || s->kind == PLAN_PC;
}

static bool stated(struct plan_span s)
{
    return s.from < s.to;
}

static bool contains(struct plan_span s, int minute)
{
    return s.from <= minute && minute < s.to;
}

/* R084: whether the room can be used (operated in) during one minute of a date. */
static bool minute_open(const struct plan_room *room, int date, int minute, bool operate)
{
    bool any_opening = false, inside = false, limited = false, in_limit = false;
    for (size_t i = 0; i < room->nwindows; i++) {
        const struct plan_window *w = &room->windows[i];
        any_opening = any_opening || stated(w->open);
        if (w->date != PLAN_ANY_DATE && w->date != date)
            continue;
        if (stated(w->closed) && contains(w->closed, minute))
            return false;
        bool operable = !operate || !stated(w->operate) || contains(w->operate, minute);
        if (stated(w->open)) {
            inside = inside || (contains(w->open, minute) && operable);
        } else if (operate && stated(w->operate)) {
            limited = true;
            in_limit = in_limit || operable;
        }
    }
    return (inside || !any_opening) && (!limited || in_limit);
}

bool plan_step_inside(const struct plan_input *in, const struct plan_step *step)
{
    if (step->room == PLAN_NONE)
        return true;
    bool operate = step->stop != PLAN_NONE && in->stops[step->stop].operate;
    for (int m = step->from; m < step->to; m++)
        if (!minute_open(&in->rooms[step->room], in->days[step->day].date, m, operate))
            return false;
    return true;
}

/* Indices in range and order of the steps; nothing else is safe before. */
static bool check_shape(struct check *k)
{
    for (size_t i = 0; i < k->p->nsteps; i++) {
        const struct plan_step *s = &k->p->steps[i];
        if (s->day >= k->in->ndays || s->crew >= k->in->ncrews || s->from >= s->to || s->from < 0 ||
            (is_visit(s) ? s->stop >= k->in->nstops : s->stop != PLAN_NONE) ||
            (s->room != PLAN_NONE && s->room >= k->in->nrooms)) {
            breach(k, "shape", NULL, "step %zu is out of range", i);
            return false;
        }
        const struct plan_step *prev = i > 0 ? s - 1 : s;
        if (prev->day > s->day || (prev->day == s->day && prev->crew > s->crew) ||
            (prev->day == s->day && prev->crew == s->crew && prev->from > s->from))
            breach(k, "shape", s, "is out of order");
    }
    for (size_t i = 0; i < k->p->nunplaced; i++) {
        if (k->p->unplaced[i].stop >= k->in->nstops) {
            breach(k, "shape", NULL, "unplaced %zu is out of range", i);
            return false;
        }
    }
    return true;
}

/* Every stop exactly once, in a step or with a reason. */
static void check_stops(struct check *k)
{
    for (size_t stop = 0; stop < k->in->nstops; stop++) {
        size_t times = 0, room = k->in->stops[stop].room;
        bool forbidden = room != PLAN_NONE && k->in->rooms[room].forbidden;
        for (size_t i = 0; i < k->p->nsteps; i++)
            times += is_visit(&k->p->steps[i]) && k->p->steps[i].stop == stop;
        for (size_t i = 0; i < k->p->nunplaced; i++) {
            const struct plan_unplaced *u = &k->p->unplaced[i];
            if (u->stop != stop)
                continue;
            times++;
            if (u->reason == PLAN_FITS || !*plan_reason_id(u->reason))
                breach(k, "reason", NULL, "stop %zu has no place and no reason", stop);
            else if ((u->reason == PLAN_FORBIDDEN) != forbidden)
                breach(k, "reason", NULL, "stop %zu: %s is wrong", stop, plan_reason_id(u->reason));
        }
        if (times != 1)
            breach(k, "once", NULL, "stop %zu stands %zu times", stop, times);
    }
}

static bool same_step(const struct plan_step *a, const struct plan_step *b)
{
    return a->kind == b->kind && a->day == b->day && a->crew == b->crew && a->stop == b->stop &&
           a->room == b->room && a->from == b->from && a->to == b->to;
}

static void check_fixed(struct check *k)
{
    size_t marked = 0;
    for (size_t i = 0; i < k->in->nfixed; i++) {
        size_t found = 0;
        for (size_t j = 0; j < k->p->nsteps; j++)
            found += k->p->steps[j].fixed && same_step(&k->p->steps[j], &k->in->fixed[i]);
        if (found == 0)
            breach(k, "fixed", &k->in->fixed[i], "is not in the plan");
    }
    for (size_t j = 0; j < k->p->nsteps; j++)
        marked += k->p->steps[j].fixed;
    if (marked != k->in->nfixed)
        breach(k, "fixed", NULL, "%zu steps are fixed, %zu should be", marked, k->in->nfixed);
}

/* One visit by itself: R084, R085, R090, its minutes, the day's hours, now. */
static void check_visit(struct check *k, const struct plan_step *s)
{
    const struct plan_stop *stop = &k->in->stops[s->stop];
    if (s->kind != stop->kind || s->room != stop->room)
        breach(k, "shape", s, "is not what stop %zu asks for", s->stop);
    if (s->fixed)
        return;
    if (s->to - s->from != plan_stop_minutes(k->in, s->stop))
        breach(k, "R081", s, "should take %d min", plan_stop_minutes(k->in, s->stop));
    if (s->room != PLAN_NONE && k->in->rooms[s->room].forbidden)
        breach(k, "R090", s, "room %zu is forbidden", s->room);
    if (!plan_step_inside(k->in, s))
        breach(k, "R084", s, "is outside the window of room %zu", s->room);
}

static int day_from(const struct plan_input *in, size_t day)
{
    return in->days[day].from || in->days[day].to ? in->days[day].from : in->settings.day_from;
}

static int day_to(const struct plan_input *in, size_t day)
{
    return in->days[day].from || in->days[day].to ? in->days[day].to : in->settings.day_to;
}

static void check_hours(struct check *k, const struct plan_step *s)
{
    const struct plan_settings *set = &k->in->settings;
    if (s->fixed || s->kind == PLAN_BRIEFING || s->kind == PLAN_SIGNOFF)
        return;
    if (s->from < day_from(k->in, s->day) + set->briefing ||
        s->to > day_to(k->in, s->day) - set->signoff)
        breach(k, "hours", s, "is outside the day");
    if (s->day < k->in->now_day || (s->day == k->in->now_day && s->from < k->in->now_minute))
        breach(k, "now", s, "is in the past");
}

/* R086, R087 and walking, pair by pair. */
static void check_pair(struct check *k, const struct plan_step *a, const struct plan_step *b)
{
    if (a->day != b->day || (a->fixed && b->fixed))
        return;
    bool apart = a->to <= b->from || b->to <= a->from;
    if (a->crew != b->crew) {
        if (is_visit(a) && is_visit(b) && !apart && a->room == b->room && a->room != PLAN_NONE &&
            !k->in->rooms[a->room].shared)
            breach(k, "R087", b, "another crew holds the room");
        return;
    }
    bool whole_day = a->kind == PLAN_BRIEFING || b->kind == PLAN_BRIEFING;
    if (!apart && !(whole_day && (a->fixed || b->fixed)))
        breach(k, "R086", b, "overlaps a step of the same crew");
}

/* The minutes between two steps following each other must do for the way;
 * a lunch between them takes its own. */
static void check_walks(struct check *k)
{
    for (size_t i = 0; i < k->p->nsteps; i++) {
        const struct plan_step *a = &k->p->steps[i], *b = a + 1;
        const struct plan_step *end = k->p->steps + k->p->nsteps;
        int lunch = 0;
        if (!is_visit(a))
            continue;
        for (; b < end && b->kind == PLAN_BREAK && !b->fixed; b++)
            lunch += b->to - b->from;
        if (b >= end || b->day != a->day || b->crew != a->crew || !is_visit(b) ||
            (a->fixed && b->fixed))
            continue;
        int walk = plan_walk(k->in, a->room, b->room);
        if (b->from - a->to - lunch < walk)
            breach(k, "R086", b, "%d min on foot are needed before", walk);
    }
}

/* R082, R083: exploration after every visit of the whole survey. */
static void check_explore(struct check *k, const struct plan_step *s)
{
    if (s->kind != PLAN_EXPLORE || s->fixed)
        return;
    for (size_t i = 0; i < k->p->nsteps; i++) {
        const struct plan_step *v = &k->p->steps[i];
        if (is_visit(v) && (v->day > s->day || (v->day == s->day && v->to > s->from))) {
            breach(k, "R082", s, "a line or PC is not done before it");
            return;
        }
    }
}

/* Whether the fixed steps of a crew's day leave a place for the lunch. */
static bool lunch_possible(const struct plan_input *in, size_t day, size_t crew)
{
    const struct plan_settings *set = &in->settings;
    int lo = day_from(in, day) + set->briefing, hi = day_to(in, day) - set->signoff;
    if (day < in->now_day)
        lo = day_to(in, day);
    else if (day == in->now_day && in->now_minute > lo)
        lo = in->now_minute;
    for (int t = set->lunch_from > lo ? set->lunch_from : lo;
         t + set->lunch <= set->lunch_to && t + set->lunch <= hi; t++) {
        const struct plan_step *before = NULL, *after = NULL;
        bool hit = false;
        for (size_t i = 0; i < in->nfixed; i++) {
            const struct plan_step *f = &in->fixed[i];
            if (f->day != day || f->crew != crew)
                continue;
            hit = hit || (f->from < t + set->lunch && t < f->to);
            if (f->to <= t && (!before || f->to > before->to))
                before = f;
            if (f->from >= t + set->lunch && (!after || f->from < after->from))
                after = f;
        }
        bool ways = before && after && is_visit(before) && is_visit(after);
        int start = before && before->to > lo ? before->to : lo;
        if (!hit &&
            (!ways || after->from - start - set->lunch >= plan_walk(in, before->room, after->room)))
            return true;
    }
    return false;
}

/* Counts of one crew's day. */
struct crew_day {
    size_t steps, briefings, breaks, fixed_breaks, signoffs;
    const struct plan_step *signoff;
    int end; /* of everything but the sign-off */
};

static struct crew_day count(struct check *k, size_t day, size_t crew)
{
    struct crew_day c = {0};
    for (size_t i = 0; i < k->p->nsteps; i++) {
        const struct plan_step *s = &k->p->steps[i];
        if (s->day != day || s->crew != crew)
            continue;
        c.steps++;
        c.briefings += s->kind == PLAN_BRIEFING;
        c.breaks += s->kind == PLAN_BREAK;
        c.fixed_breaks += s->kind == PLAN_BREAK && s->fixed;
        if (s->kind == PLAN_SIGNOFF) {
            c.signoffs++;
            c.signoff = s;
        } else if (s->to > c.end) {
            c.end = s->to;
        }
    }
    return c;
}

static void check_lunch(struct check *k, size_t day, size_t crew, const struct crew_day *c)
{
    const struct plan_settings *set = &k->in->settings;
    bool due = set->lunch > 0 && day_from(k->in, day) <= set->lunch_from &&
               day_to(k->in, day) >= set->lunch_to && c->fixed_breaks == 0 &&
               lunch_possible(k->in, day, crew);
    if (c->breaks - c->fixed_breaks != due)
        breach(k, "lunch", NULL, "day %zu crew %zu has %zu breaks", day + 1, crew + 1, c->breaks);
    for (size_t i = 0; i < k->p->nsteps; i++) {
        const struct plan_step *s = &k->p->steps[i];
        if (s->day == day && s->crew == crew && s->kind == PLAN_BREAK && !s->fixed &&
            (s->from < set->lunch_from || s->to > set->lunch_to || s->to - s->from != set->lunch))
            breach(k, "lunch", s, "is not the lunch of the settings");
    }
}

/* The latest a day's sign-off may start: at the end of the hours, unless fixed
 * steps or a late re-planning are past that. */
static int latest_signoff(const struct plan_input *in, size_t day)
{
    int latest = day_to(in, day) - in->settings.signoff;
    if (day == in->now_day && in->now_minute > latest)
        latest = in->now_minute;
    for (size_t i = 0; i < in->nfixed; i++)
        if (in->fixed[i].day == day && in->fixed[i].to > latest)
            latest = in->fixed[i].to;
    return latest;
}

/* R080: the briefing first, the sign-off last, all crews together. */
static void check_frame(struct check *k, size_t day)
{
    const struct plan_settings *set = &k->in->settings;
    const struct plan_step *signoff = NULL;
    bool used = false;
    for (size_t i = 0; i < k->p->nsteps; i++)
        used = used || k->p->steps[i].day == day;
    for (size_t crew = 0; used && crew < k->in->ncrews; crew++) {
        struct crew_day c = count(k, day, crew);
        if (c.briefings != (set->briefing > 0) || c.signoffs != (set->signoff > 0))
            breach(k, "R080", NULL, "day %zu crew %zu: %zu briefings, %zu sign-offs", day + 1,
                   crew + 1, c.briefings, c.signoffs);
        check_lunch(k, day, crew, &c);
        if (!c.signoff)
            continue;
        if (c.signoff->from < c.end || c.signoff->to - c.signoff->from != set->signoff)
            breach(k, "R080", c.signoff, "is not the end of the crew's day");
        if (c.signoff->from > latest_signoff(k->in, day))
            breach(k, "hours", c.signoff, "is after the day");
        if (signoff && signoff->from != c.signoff->from)
            breach(k, "R080", c.signoff, "is not with the other crews");
        signoff = c.signoff;
    }
}

static void check_briefing(struct check *k, const struct plan_step *s)
{
    int from = day_from(k->in, s->day);
    if (s->kind == PLAN_BRIEFING && (s->from != from || s->to != from + k->in->settings.briefing))
        breach(k, "R080", s, "does not open the day");
}

static void check_sums(struct check *k, size_t day)
{
    int work_end = 0, finish = 0;
    for (size_t i = 0; i < k->p->nsteps; i++) {
        const struct plan_step *s = &k->p->steps[i];
        if (s->day != day)
            continue;
        work_end = is_visit(s) && s->to > work_end ? s->to : work_end;
        finish = s->to > finish ? s->to : finish;
    }
    const struct plan_day_sum *sum = &k->p->days[day];
    if (sum->work_end != work_end || (sum->finish != finish && k->in->settings.signoff > 0))
        breach(k, "sums", NULL, "day %zu ends at %d, work at %d", day + 1, finish, work_end);
}

bool plan_validate(const struct plan_input *in, const struct plan *p, struct buf *why)
{
    struct check k = {.in = in, .p = p, .why = why, .good = true};
    if (!check_shape(&k))
        return false;
    check_stops(&k);
    check_fixed(&k);
    for (size_t i = 0; i < p->nsteps; i++) {
        if (is_visit(&p->steps[i]))
            check_visit(&k, &p->steps[i]);
        check_hours(&k, &p->steps[i]);
        check_briefing(&k, &p->steps[i]);
        check_explore(&k, &p->steps[i]);
        for (size_t j = 0; j < i; j++)
            check_pair(&k, &p->steps[j], &p->steps[i]);
    }
    check_walks(&k);
    for (size_t day = 0; day < in->ndays; day++) {
        check_frame(&k, day);
        check_sums(&k, day);
    }
    return k.good;
}
