#include "model/plan_fill.h"

#include "model/base/buf.h"

#include <stdlib.h>

struct fill {
    const struct plan_build *b;
    struct plan *out;
    size_t cap;
};

static int later(int a, int b)
{
    return a > b ? a : b;
}

static int sooner(int a, int b)
{
    return a < b ? a : b;
}

static void add(struct fill *f, const struct plan_step *step)
{
    if (step->to <= step->from)
        return;
    f->out->steps = xgrow(f->out->steps, f->out->nsteps, &f->cap, sizeof *step);
    f->out->steps[f->out->nsteps++] = *step;
}

static void add_plain(struct fill *f, enum plan_kind kind, size_t day, size_t crew,
                      struct plan_span span)
{
    struct plan_step step = {.kind = kind,
                             .day = day,
                             .crew = crew,
                             .stop = PLAN_NONE,
                             .room = PLAN_NONE,
                             .from = span.from,
                             .to = span.to};
    add(f, &step);
}

static void add_slots(struct fill *f, size_t day, size_t crew)
{
    const struct plan_input *in = f->b->map->in;
    const struct plan_lane *lane = &f->b->lanes[day][crew];
    for (size_t i = 0; i < lane->n; i++) {
        const struct plan_slot *s = &lane->slots[i];
        struct plan_step step = {.kind = s->kind, .day = day, .crew = crew, .stop = s->stop};
        if (s->fixed != PLAN_NONE) {
            step = in->fixed[s->fixed];
            step.fixed = true;
        } else {
            step.room = in->stops[s->stop].room;
            step.from = s->from;
            step.to = s->to;
        }
        add(f, &step);
    }
}

/* The end of the last visit of all crews; 0 when the day has none. */
static int work_end(const struct plan_build *b, size_t day)
{
    int end = 0;
    for (size_t c = 0; c < b->map->in->ncrews; c++) {
        const struct plan_lane *lane = &b->lanes[day][c];
        for (size_t i = 0; i < lane->n; i++) {
            const struct plan_slot *s = &lane->slots[i];
            if (plan_is_visit(s->kind))
                end = later(end, s->fixed == PLAN_NONE ? s->to : b->map->in->fixed[s->fixed].to);
        }
    }
    return end;
}

/* The end of everything that stands, lunches too. */
static int busy_end(const struct plan_build *b, size_t day)
{
    const struct plan_input *in = b->map->in;
    int end = b->map->days[day].from + in->settings.briefing;
    if (day >= in->now_day)
        end = later(end, b->map->visits[day].from);
    for (size_t c = 0; c < in->ncrews; c++) {
        const struct plan_lane *lane = &b->lanes[day][c];
        struct plan_span lunch;
        if (lane->n > 0)
            end = later(end, lane->slots[lane->n - 1].to);
        if (plan_build_lunch(b, day, c, &lunch))
            end = later(end, lunch.to);
    }
    return end;
}

/* A crew's free pieces of `rest`, as exploration; how many. */
static size_t explore(struct fill *f, size_t day, size_t crew, struct plan_span rest)
{
    const struct plan_lane *lane = &f->b->lanes[day][crew];
    struct plan_span lunch;
    bool has_lunch = plan_build_lunch(f->b, day, crew, &lunch);
    size_t pieces = 0, i = 0;
    while (rest.from < rest.to) {
        while (i < lane->n && lane->slots[i].to <= rest.from)
            i++;
        struct plan_span block = {rest.to, rest.to};
        if (i < lane->n && lane->slots[i].from < block.from)
            block = (struct plan_span){lane->slots[i].from, lane->slots[i].to};
        if (has_lunch && lunch.to > rest.from && lunch.from < block.from)
            block = lunch;
        int to = sooner(block.from, rest.to);
        if (to - rest.from >= f->b->map->in->settings.explore_min) {
            add_plain(f, PLAN_EXPLORE, day, crew, (struct plan_span){rest.from, to});
            pieces++;
        }
        rest.from = later(block.to, rest.from + 1);
    }
    return pieces;
}

static int by_time(const void *x, const void *y)
{
    const struct plan_step *a = x, *b = y;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (a->crew != b->crew)
        return a->crew < b->crew ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

static bool alike(const struct plan_input *in, const struct plan_step *a, const struct plan_step *b)
{
    if (!plan_is_visit(a->kind) || a->kind != b->kind || a->fixed || b->fixed || a->room != b->room)
        return false;
    return in->stops[a->stop].operate == in->stops[b->stop].operate &&
           plan_stop_minutes(in, a->stop) == plan_stop_minutes(in, b->stop);
}

static bool starts_before(const struct plan_step *a, const struct plan_step *b)
{
    if (a->day != b->day)
        return a->day < b->day;
    return a->from != b->from ? a->from < b->from : a->crew < b->crew;
}

/* Stops that could change places stand in the order of the input: people read
 * line 1 before line 2. Every exchange leaves fewer pairs out of order. */
static void put_in_order(const struct plan_input *in, struct plan *p)
{
    bool moved;
    do {
        moved = false;
        for (size_t i = 0; i < p->nsteps; i++) {
            for (size_t j = i + 1; j < p->nsteps; j++) {
                struct plan_step *a = &p->steps[i], *b = &p->steps[j];
                if (!alike(in, a, b) || starts_before(a, b) == (a->stop < b->stop))
                    continue;
                size_t stop = a->stop;
                a->stop = b->stop;
                b->stop = stop;
                moved = true;
            }
        }
    } while (moved);
}

static bool has_fixed(const struct plan_build *b, size_t day)
{
    for (size_t c = 0; c < b->map->in->ncrews; c++)
        if (b->bare[day][c].n > 0)
            return true;
    return false;
}

/* Explores the rest of a day; false when none of it is long enough. */
static bool explore_day(struct fill *f, size_t day, int from, int to)
{
    size_t pieces = 0;
    for (size_t c = 0; c < f->b->map->in->ncrews; c++)
        pieces += explore(f, day, c, (struct plan_span){from, to});
    return pieces > 0;
}

static void close_day(struct fill *f, size_t day, int end)
{
    const struct plan_map *m = f->b->map;
    struct plan_span briefing = {m->days[day].from, m->days[day].from + m->in->settings.briefing};
    for (size_t c = 0; c < m->in->ncrews; c++) {
        struct plan_span lunch;
        add_plain(f, PLAN_BRIEFING, day, c, briefing);
        add_slots(f, day, c);
        if (plan_build_lunch(f->b, day, c, &lunch))
            add_plain(f, PLAN_BREAK, day, c, lunch);
        add_plain(f, PLAN_SIGNOFF, day, c, (struct plan_span){end, end + m->in->settings.signoff});
    }
    f->out->days[day].finish = end + m->in->settings.signoff;
}

void plan_fill(const struct plan_build *b, struct plan *out)
{
    struct fill f = {.b = b, .out = out};
    const struct plan_map *m = b->map;
    size_t last_work = 0;
    bool explored = false;
    for (size_t d = 0; d < m->in->ndays; d++) {
        out->days[d].work_end = work_end(b, d);
        last_work = out->days[d].work_end ? d : last_work;
    }
    for (size_t d = 0; d < m->in->ndays; d++) {
        bool needed = out->days[d].work_end > 0 || has_fixed(b, d);
        bool may_explore = m->in->settings.explore && d >= last_work && d >= m->in->now_day &&
                           (needed || !explored);
        int end = busy_end(b, d), start = later(out->days[d].work_end, m->visits[d].from);
        if (may_explore && explore_day(&f, d, start, m->visits[d].to)) {
            explored = needed = true;
            end = later(end, m->visits[d].to);
        }
        if (needed)
            close_day(&f, d, end);
    }
    if (out->nsteps > 0)
        qsort(out->steps, out->nsteps, sizeof *out->steps, by_time);
    put_in_order(m->in, out);
}
