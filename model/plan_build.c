#include "model/plan_build.h"

#include "model/base/buf.h"
#include "model/plan_score.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int later(int a, int b)
{
    return a > b ? a : b;
}

static int sooner(int a, int b)
{
    return a < b ? a : b;
}

static void insert(struct plan_lane *lane, size_t at, const struct plan_slot *slot)
{
    memmove(&lane->slots[at + 1], &lane->slots[at], (lane->n - at) * sizeof *lane->slots);
    lane->slots[at] = *slot;
    lane->n++;
}

static void hold(struct plan_build *b, size_t day, const struct plan_slot *slot)
{
    const struct plan_map *m = b->map;
    if (!plan_is_visit(slot->kind) || slot->room >= m->in->nrooms ||
        m->in->rooms[slot->room].shared)
        return;
    size_t *head = &b->held[day * m->nrooms + slot->room];
    b->holds[b->nholds] = (struct plan_hold){slot->from, slot->to, *head};
    *head = ++b->nholds;
}

/* A lane with one more slot seen at position `at`, without moving anything. */
struct view {
    const struct plan_lane *lane;
    const struct plan_slot *extra; /* NULL: the lane as it is */
    size_t at;
};

static const struct plan_slot *view_slot(const struct view *v, size_t i)
{
    if (!v->extra || i < v->at)
        return &v->lane->slots[i];
    return i == v->at ? v->extra : &v->lane->slots[i - 1];
}

/* The first gap that takes the lunch. Walking may be before or after it. */
static bool find_lunch(const struct plan_build *b, size_t day, const struct view *v,
                       struct plan_span *out)
{
    const struct plan_settings *s = &b->map->in->settings;
    struct plan_span visits = b->map->visits[day];
    size_t n = v->lane->n + (v->extra != NULL);
    for (size_t i = 0; i <= n; i++) {
        const struct plan_slot *prev = i > 0 ? view_slot(v, i - 1) : NULL;
        const struct plan_slot *next = i < n ? view_slot(v, i) : NULL;
        int lo = later(visits.from, prev ? prev->to : 0);
        int hi = next ? next->from : visits.to;
        int walk = prev && next ? plan_slot_walk(b, prev, next) : 0;
        int start = later(lo, s->lunch_from);
        if (start + s->lunch > sooner(hi, s->lunch_to) || hi - lo - s->lunch < walk)
            continue;
        *out = (struct plan_span){start, start + s->lunch};
        return true;
    }
    return false;
}

bool plan_build_lunch(const struct plan_build *b, size_t day, size_t crew, struct plan_span *out)
{
    struct view v = {.lane = &b->lanes[day][crew]};
    return v.lane->owes_lunch && find_lunch(b, day, &v, out);
}

static bool day_has_lunch(const struct plan_map *m, size_t day)
{
    const struct plan_settings *s = &m->in->settings;
    return s->lunch > 0 && m->days[day].from <= s->lunch_from && m->days[day].to >= s->lunch_to;
}

static void add_fixed(struct plan_build *b, size_t index)
{
    const struct plan_step *f = &b->map->in->fixed[index];
    struct plan_lane *lane = &b->bare[f->day][f->crew];
    struct plan_slot slot = {.from = f->from,
                             .to = f->to,
                             .kind = f->kind,
                             .stop = f->stop,
                             .room = plan_map_room(b->map, f->room),
                             .fixed = index};
    size_t at = lane->n;
    while (at > 0 && lane->slots[at - 1].from > f->from)
        at--;
    insert(lane, at, &slot);
}

/* The lanes with the fixed steps, and whether each still owes a lunch. */
static void init_lane(struct plan_build *b, size_t day, size_t crew)
{
    struct plan_lane *lane = &b->bare[day][crew];
    bool eaten = false;
    for (size_t i = 0; i < lane->n; i++) {
        eaten = eaten || lane->slots[i].kind == PLAN_BREAK;
        if (i > 0)
            lane->slots[i].to = later(lane->slots[i].to, lane->slots[i - 1].to);
    }
    struct plan_span unused;
    struct view v = {.lane = lane};
    lane->owes_lunch = !eaten && day_has_lunch(b->map, day) && find_lunch(b, day, &v, &unused);
}

void plan_build_init(struct plan_build *b, const struct plan_map *m)
{
    const struct plan_input *in = m->in;
    size_t cap = in->nstops + in->nfixed + 1;
    *b = (struct plan_build){.map = m};
    b->holds = xcalloc(cap, sizeof *b->holds);
    b->held = xcalloc(in->ndays * m->nrooms, sizeof *b->held);
    for (size_t d = 0; d < in->ndays; d++) {
        for (size_t c = 0; c < in->ncrews; c++) {
            b->bare[d][c].slots = xcalloc(cap, sizeof(struct plan_slot));
            b->lanes[d][c].slots = xcalloc(cap, sizeof(struct plan_slot));
        }
    }
    for (size_t i = 0; i < in->nfixed; i++)
        add_fixed(b, i);
    for (size_t d = 0; d < in->ndays; d++)
        for (size_t c = 0; c < in->ncrews; c++)
            init_lane(b, d, c);
    plan_build_reset(b);
}

void plan_build_release(struct plan_build *b)
{
    for (size_t d = 0; d < PLAN_DAYS_MAX; d++) {
        for (size_t c = 0; c < PLAN_CREWS_MAX; c++) {
            free(b->bare[d][c].slots);
            free(b->lanes[d][c].slots);
        }
    }
    free(b->holds);
    free(b->held);
    *b = (struct plan_build){.map = NULL};
}

void plan_build_reset(struct plan_build *b)
{
    const struct plan_map *m = b->map;
    memset(b->held, 0, m->in->ndays * m->nrooms * sizeof *b->held);
    b->nholds = 0;
    for (size_t d = 0; d < m->in->ndays; d++) {
        for (size_t c = 0; c < m->in->ncrews; c++) {
            const struct plan_lane *from = &b->bare[d][c];
            struct plan_lane *to = &b->lanes[d][c];
            memcpy(to->slots, from->slots, from->n * sizeof *to->slots);
            to->n = from->n;
            to->owes_lunch = from->owes_lunch;
            for (size_t i = 0; i < to->n; i++)
                hold(b, d, &to->slots[i]);
        }
    }
}

/* What is being placed, and the best place so far. */
struct placing {
    const struct plan_wish *wish;
    size_t room, day;
    int minutes;
    enum plan_kind kind;
    const struct plan_spans *spans;
    size_t crew, at;
    struct plan_slot slot;
    long cost; /* LONG_MAX: none yet */
};

/* The first minute from t on at which nobody else holds the room. */
static int room_free(const struct plan_build *b, const struct placing *p, int t)
{
    bool moved;
    do {
        moved = false;
        for (size_t i = b->held[p->day * b->map->nrooms + p->room]; i; i = b->holds[i - 1].next) {
            const struct plan_hold *h = &b->holds[i - 1];
            if (t < h->to && h->from < t + p->minutes) {
                t = h->to;
                moved = true;
            }
        }
    } while (moved);
    return t;
}

/* The earliest start in lo..hi inside a window of a free room; -1: none. */
static int earliest(const struct plan_build *b, const struct placing *p, int lo, int hi)
{
    for (size_t i = 0; i < p->spans->n; i++) {
        struct plan_span s = p->spans->v[i];
        int t = later(lo, s.from);
        if (t > hi)
            return -1;
        if (t + p->minutes > s.to)
            continue;
        t = room_free(b, p, t);
        if (t <= hi && t + p->minutes <= s.to)
            return t;
    }
    return -1;
}

/* A start in lo..hi that leaves the lane its lunch: the earliest (unless the
 * wish is otherwise), or else the earliest with the lunch before it. */
static int start_in_gap(const struct plan_build *b, const struct placing *p, struct view *v,
                        struct plan_slot *slot, int lo, int hi)
{
    const struct plan_settings *s = &b->map->in->settings;
    struct plan_span lunch;
    int free_from = b->map->visits[p->day].from, walk = 0;
    if (v->at > 0) {
        const struct plan_slot *prev = &v->lane->slots[v->at - 1];
        free_from = later(free_from, prev->to);
        walk = plan_slot_walk(b, prev, slot);
    }
    int eaten = later(later(free_from, s->lunch_from) + s->lunch, free_from + s->lunch + walk);
    bool lunch_first = p->wish->after_lunch && v->lane->owes_lunch;
    for (int round = lunch_first; round < 2; round++) {
        int t = earliest(b, p, round ? later(lo, eaten) : lo, hi);
        if (t < 0)
            return -1;
        slot->from = t;
        slot->to = t + p->minutes;
        if (!v->lane->owes_lunch || find_lunch(b, p->day, v, &lunch))
            return t;
    }
    return -1;
}

/* How many lines would come after a PC because of a visit at `at`. */
static long late_lines(const struct plan_lane *lane, const struct placing *p, size_t at)
{
    enum plan_kind other = p->kind == PLAN_LINE ? PLAN_PC : PLAN_LINE;
    size_t from = p->kind == PLAN_LINE ? 0 : at, to = p->kind == PLAN_LINE ? at : lane->n;
    long n = 0;
    for (size_t i = from; i < to; i++)
        n += lane->slots[i].kind == other && lane->slots[i].fixed == PLAN_NONE;
    return n;
}

static void try_gap(struct plan_build *b, struct placing *p, size_t crew, size_t at)
{
    const struct plan_lane *lane = &b->lanes[p->day][crew];
    assert(lane->slots);
    const struct plan_slot *prev = at > 0 ? &lane->slots[at - 1] : NULL;
    const struct plan_slot *next = at < lane->n ? &lane->slots[at] : NULL;
    struct plan_slot slot = {
        .kind = p->kind, .stop = p->wish->stop, .room = p->room, .fixed = PLAN_NONE};
    struct plan_span visits = b->map->visits[p->day];
    int before = prev ? plan_slot_walk(b, prev, &slot) : 0;
    int after = next ? plan_slot_walk(b, &slot, next) : 0;
    int lo = later(visits.from, prev ? prev->to + before : 0);
    int hi = (next ? sooner(next->from - after, visits.to) : visits.to) - p->minutes;
    b->trials++;
    if (lo > hi)
        return;
    struct view v = {.lane = lane, .extra = &slot, .at = at};
    int t = start_in_gap(b, p, &v, &slot, lo, hi);
    if (t < 0)
        return;
    int detour = before + after - (prev && next ? plan_slot_walk(b, prev, next) : 0);
    long cost = (long)PLAN_COST_FINISH * slot.to + (long)PLAN_COST_WALK * detour +
                PLAN_COST_LATE_LINE * late_lines(lane, p, at);
    if (cost >= p->cost)
        return;
    p->cost = cost;
    p->crew = crew;
    p->at = at;
    p->slot = slot;
}

static void try_lane(struct plan_build *b, struct placing *p, size_t crew)
{
    for (size_t at = 0; at <= b->lanes[p->day][crew].n; at++)
        try_gap(b, p, crew, at);
}

bool plan_build_place(struct plan_build *b, const struct plan_wish *wish)
{
    const struct plan_input *in = b->map->in;
    const struct plan_stop *s = &in->stops[wish->stop];
    struct placing p = {.wish = wish,
                        .room = plan_map_room(b->map, s->room),
                        .minutes = plan_stop_minutes(in, wish->stop),
                        .kind = s->kind,
                        .cost = LONG_MAX};
    for (p.day = 0; p.day < in->ndays; p.day++) {
        p.spans = plan_map_spans(b->map, p.day, p.room, s->operate);
        if (wish->crew != PLAN_NONE)
            try_lane(b, &p, wish->crew);
        if (p.cost == LONG_MAX)
            for (size_t c = 0; c < in->ncrews; c++)
                try_lane(b, &p, c);
        if (p.cost == LONG_MAX)
            continue;
        insert(&b->lanes[p.day][p.crew], p.at, &p.slot);
        hold(b, p.day, &p.slot);
        return true;
    }
    return false;
}
