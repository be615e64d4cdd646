#include "tests/lib/plan_random.h"

#include "model/base/clock.h"

#include <stdlib.h>

#define WINDOWS_A_ROOM 3

int plan_case_pick(struct plan_case *c, int from, int to)
{
    c->random = c->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return from + (int)((c->random >> 33) % (uint64_t)(to - from + 1));
}

static bool chance(struct plan_case *c, int percent)
{
    return plan_case_pick(c, 1, 100) <= percent;
}

/* A span of at least `least` minutes inside from..to, on five minutes. */
static struct plan_span pick_span(struct plan_case *c, int from, int to, int least)
{
    int start = plan_case_pick(c, from / 5, (to - least) / 5) * 5;
    return (struct plan_span){start, plan_case_pick(c, (start + least) / 5, to / 5) * 5};
}

static void fill_window(struct plan_case *c, struct plan_window *w)
{
    size_t day = (size_t)plan_case_pick(c, 0, (int)c->in.ndays);
    *w = (struct plan_window){.date = PLAN_ANY_DATE};
    if (chance(c, 25))
        w->date = day < c->in.ndays ? c->in.days[day].date : c->in.days[0].date + 7;
    if (!chance(c, 10))
        w->open = pick_span(c, 8 * 60, 18 * 60, 15);
    if (chance(c, 15))
        w->closed = pick_span(c, 9 * 60, 17 * 60, 10);
    if (chance(c, 30))
        w->operate = pick_span(c, 8 * 60, 18 * 60, 15);
}

static void fill_room(struct plan_case *c, size_t i)
{
    static const char *const buildings[] = {"本館", "本館", "別館"};
    static const char *const floors[] = {"B1", "1F", "2F", "3階", "屋上", ""};
    struct plan_window *windows = &c->windows[i * WINDOWS_A_ROOM];
    struct plan_room *r = &c->rooms[i];
    *r = (struct plan_room){.building = buildings[plan_case_pick(c, 0, 2)],
                            .floor = floors[plan_case_pick(c, 0, 5)],
                            .name = "室",
                            .forbidden = chance(c, 4),
                            .shared = chance(c, 6),
                            .windows = windows};
    if (chance(c, 50))
        r->nwindows = (size_t)plan_case_pick(c, 1, WINDOWS_A_ROOM);
    for (size_t k = 0; k < r->nwindows; k++)
        fill_window(c, &windows[k]);
}

static void fill_stop(struct plan_case *c, size_t i)
{
    struct plan_stop *s = &c->stops[i];
    *s = (struct plan_stop){.kind = chance(c, 33) ? PLAN_PC : PLAN_LINE, .target = (uint32_t)i};
    s->operate = s->kind == PLAN_PC;
    s->minutes = chance(c, 30) ? plan_case_pick(c, 10, 60) : 0;
    s->room = PLAN_NONE;
    if (c->in.nrooms > 0 && !chance(c, 5))
        s->room = (size_t)plan_case_pick(c, 0, (int)c->in.nrooms - 1);
}

void plan_case_init(struct plan_case *c, uint64_t seed, struct plan_size size)
{
    *c = (struct plan_case){.random = seed * 2 + 1};
    c->rooms = xcalloc(size.rooms + 1, sizeof *c->rooms);
    c->windows = xcalloc(size.rooms * WINDOWS_A_ROOM + 1, sizeof *c->windows);
    c->stops = xcalloc(size.stops + 1, sizeof *c->stops);
    c->in = (struct plan_input){.rooms = c->rooms,
                                .nrooms = size.rooms,
                                .stops = c->stops,
                                .nstops = size.stops,
                                .ndays = size.days,
                                .ncrews = size.crews,
                                .settings = plan_settings_default()};
    for (size_t d = 0; d < size.days; d++)
        c->in.days[d].date = date_days(2025, 9, 12) + (int)d * 4;
    for (size_t i = 0; i < size.rooms; i++)
        fill_room(c, i);
    for (size_t i = 0; i < size.stops; i++)
        fill_stop(c, i);
}

void plan_case_release(struct plan_case *c)
{
    free(c->rooms);
    free(c->windows);
    free(c->stops);
    free(c->fixed);
    *c = (struct plan_case){.rooms = NULL};
}

void plan_case_continue(struct plan_case *c, const struct plan *p)
{
    c->in.now_day = (size_t)plan_case_pick(c, 0, (int)c->in.ndays - 1);
    c->in.now_minute = plan_case_pick(c, 9 * 60, 17 * 60);
    c->fixed = xcalloc(p->nsteps + 1, sizeof *c->fixed);
    c->in.nfixed = 0;
    c->in.fixed = c->fixed;
    for (size_t i = 0; i < p->nsteps; i++) {
        struct plan_step s = p->steps[i];
        bool past = s.day < c->in.now_day || (s.day == c->in.now_day && s.from < c->in.now_minute);
        if (s.kind == PLAN_BRIEFING || s.kind == PLAN_SIGNOFF || !chance(c, past ? 80 : 15))
            continue;
        int late = past && chance(c, 30) ? plan_case_pick(c, 0, 40) : 0; /* took longer */
        s.to += late;
        s.fixed = false;
        c->fixed[c->in.nfixed++] = s;
    }
}
