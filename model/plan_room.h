/* What the planner derives from the input once: when each room can be used on
 * each day, and the walking minutes between rooms. Internal to model/plan*.c.
 *
 * Rooms here have one more index than the input: input.nrooms stands for "the
 * place is not known" (always open, never held). The map borrows the input. */
#ifndef GENBA_MODEL_PLAN_ROOM_H
#define GENBA_MODEL_PLAN_ROOM_H

#include "model/plan.h"

struct plan_spans {
    struct plan_span *v; /* in order, apart */
    size_t n;
};

struct plan_map {
    const struct plan_input *in;
    size_t nrooms;                          /* input.nrooms + 1 */
    int *walk;                              /* [a * nrooms + b] */
    struct plan_spans *spans;               /* [(day * nrooms + room) * 2 + operate] */
    struct plan_day days[PLAN_DAYS_MAX];    /* hours filled in */
    struct plan_span visits[PLAN_DAYS_MAX]; /* after briefing and now, before sign-off */
};

void plan_map_init(struct plan_map *m, const struct plan_input *in);
void plan_map_release(struct plan_map *m);

/* The room index of a stop in the map. */
static inline size_t plan_map_room(const struct plan_map *m, size_t room)
{
    return room == PLAN_NONE ? m->nrooms - 1 : room;
}

static inline int plan_map_walk(const struct plan_map *m, size_t a, size_t b)
{
    return m->walk[a * m->nrooms + b];
}

static inline const struct plan_spans *plan_map_spans(const struct plan_map *m, size_t day,
                                                      size_t room, bool operate)
{
    return &m->spans[(day * m->nrooms + room) * 2 + operate];
}

/* The hours of a day, the settings' where it has none. */
struct plan_day plan_day_hours(const struct plan_input *in, size_t day);
/* The first minute at which something new may start on a day: after the briefing, not before now.
 */
int plan_day_start(const struct plan_input *in, size_t day);

#endif
