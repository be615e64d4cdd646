#include "model/plan_search.h"

#include "model/base/buf.h"
#include "model/plan_score.h"

#include <stdlib.h>
#include <string.h>

#define SEED UINT64_C(0x9e3779b97f4a7c15)
#define MOVES_PER_STOP 400  /* more brings nothing on small surveys */
#define START_THRESHOLD 600 /* cost points a step may lose at first */

struct entry {
    struct plan_wish wish;
    int slack; /* minutes its room can be used on all days, beyond its own */
    bool is_line;
    bool missing; /* no place at the last building */
};

struct search {
    struct plan_build *b;
    struct entry *now, *next, *best;
    size_t n;
    uint64_t random;
};

static size_t pick(struct search *s, size_t below)
{
    s->random ^= s->random << 13;
    s->random ^= s->random >> 7;
    s->random ^= s->random << 17;
    return (size_t)((s->random >> 11) % below);
}

/* Builds the schedule of an order and marks what is missing. */
static int64_t build(struct search *s, struct entry *order)
{
    int64_t score = 0;
    plan_build_reset(s->b);
    for (size_t i = 0; i < s->n; i++) {
        order[i].missing = !plan_build_place(s->b, &order[i].wish);
        if (order[i].missing)
            score += plan_score_missing(s->b->map->in->stops[order[i].wish.stop].kind);
    }
    return score + plan_score(s->b);
}

static int by_slack(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    if (a->slack != b->slack)
        return a->slack < b->slack ? -1 : 1;
    if (a->is_line != b->is_line)
        return a->is_line ? -1 : 1;
    return a->wish.stop < b->wish.stop ? -1 : 1;
}

static int by_kind(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    if (a->is_line != b->is_line)
        return a->is_line ? -1 : 1;
    return by_slack(x, y);
}

static int slack_of(const struct plan_map *m, size_t stop)
{
    const struct plan_stop *s = &m->in->stops[stop];
    int minutes = -plan_stop_minutes(m->in, stop);
    for (size_t d = 0; d < m->in->ndays; d++) {
        const struct plan_spans *spans =
            plan_map_spans(m, d, plan_map_room(m, s->room), s->operate);
        for (size_t i = 0; i < spans->n; i++) {
            int from = spans->v[i].from, to = spans->v[i].to;
            from = from > m->visits[d].from ? from : m->visits[d].from;
            to = to < m->visits[d].to ? to : m->visits[d].to;
            minutes += to > from ? to - from : 0;
        }
    }
    return minutes;
}

static void move_entry(struct entry *order, size_t from, size_t to)
{
    struct entry moved = order[from];
    if (from < to)
        memmove(&order[from], &order[from + 1], (to - from) * sizeof *order);
    else
        memmove(&order[to + 1], &order[to], (from - to) * sizeof *order);
    order[to] = moved;
}

/* A random entry; one without a place more often than by chance. */
static size_t pick_entry(struct search *s)
{
    size_t start = pick(s, s->n);
    bool seek = pick(s, 4) == 0;
    for (size_t i = 0; seek && i < s->n; i++)
        if (s->next[(start + i) % s->n].missing)
            return (start + i) % s->n;
    return start;
}

/* One random change of s->next: a stop elsewhere in the order, two exchanged,
 * a lunch before a stop or not, another crew tried first. */
static void change(struct search *s)
{
    size_t ncrews = s->b->map->in->ncrews, i = pick_entry(s);
    size_t j = pick(s, s->next[i].missing ? i + 1 : s->n);
    switch (pick(s, ncrews > 1 ? 8 : 5)) {
    case 0:
    case 1:
        move_entry(s->next, i, j);
        break;
    case 2:
    case 3: {
        struct entry swapped = s->next[i];
        s->next[i] = s->next[j];
        s->next[j] = swapped;
        break;
    }
    case 4:
        s->next[i].wish.after_lunch = !s->next[i].wish.after_lunch;
        break;
    default:
        s->next[i].wish.crew = pick(s, 3) ? pick(s, ncrews) : PLAN_NONE;
        break;
    }
}

static void improve(struct search *s, int64_t score)
{
    long effort = s->b->map->in->settings.effort, start = s->b->trials;
    size_t moves = s->n * MOVES_PER_STOP, size = s->n * sizeof *s->now;
    int64_t best = score;
    for (size_t k = 0; k < moves && s->b->trials - start < effort; k++) {
        int64_t by_moves = (int64_t)(START_THRESHOLD * (moves - k) / moves);
        int64_t by_effort = START_THRESHOLD * (effort - (s->b->trials - start)) / effort;
        memcpy(s->next, s->now, size);
        change(s);
        int64_t next = build(s, s->next);
        if (next > score + (by_moves < by_effort ? by_moves : by_effort))
            continue;
        struct entry *freed = s->now;
        s->now = s->next;
        s->next = freed;
        score = next;
        if (score < best) {
            best = score;
            memcpy(s->best, s->now, size);
        }
    }
}

void plan_search(struct plan_build *b, const size_t *stops, size_t n, bool *placed)
{
    struct search s = {.b = b, .n = n, .random = SEED};
    size_t size = n * sizeof *s.now;
    if (n == 0)
        return;
    s.now = xcalloc(n, sizeof *s.now);
    s.next = xcalloc(n, sizeof *s.next);
    s.best = xcalloc(n, sizeof *s.best);
    for (size_t i = 0; i < n; i++)
        s.now[i] = (struct entry){.wish = {.stop = stops[i], .crew = PLAN_NONE},
                                  .slack = slack_of(b->map, stops[i]),
                                  .is_line = b->map->in->stops[stops[i]].kind == PLAN_LINE};
    qsort(s.now, n, sizeof *s.now, by_kind);
    memcpy(s.next, s.now, size);
    qsort(s.next, n, sizeof *s.next, by_slack);
    int64_t lines_first = build(&s, s.now), tight_first = build(&s, s.next);
    if (tight_first < lines_first)
        memcpy(s.now, s.next, size);
    memcpy(s.best, s.now, size);
    if (b->map->in->settings.effort > 0)
        improve(&s, tight_first < lines_first ? tight_first : lines_first);
    build(&s, s.best);
    for (size_t i = 0; i < n; i++)
        placed[s.best[i].wish.stop] = !s.best[i].missing;
    free(s.now);
    free(s.next);
    free(s.best);
}
