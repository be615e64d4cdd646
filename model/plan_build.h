/* Building a schedule: stops are put one by one into the crews' days, each at
 * its cheapest place beside what stands already. Which stop comes when is the
 * search's business (plan_search.h). Internal to model/plan*.c.
 *
 * A lane is one crew's day: slots in order of time, lunch not among them. As
 * long as the lane owes a lunch, every placement leaves a gap for it. Nothing
 * is ever moved: the earliest start that keeps all rules is taken. */
#ifndef GENBA_MODEL_PLAN_BUILD_H
#define GENBA_MODEL_PLAN_BUILD_H

#include "model/plan_room.h"

struct plan_slot {
    int from, to; /* `to` of a fixed one reaches at least to its predecessor's */
    enum plan_kind kind;
    size_t stop, room; /* room as in the map; only visits have one */
    size_t fixed;      /* index into input.fixed or PLAN_NONE */
};

struct plan_lane {
    struct plan_slot *slots;
    size_t n;
    bool owes_lunch;
};

struct plan_hold {
    int from, to;
    size_t next; /* index + 1, 0 ends */
};

/* One stop to place, and what the search wants of its place. */
struct plan_wish {
    size_t stop;
    size_t crew;      /* tried before the others, or PLAN_NONE */
    bool after_lunch; /* leaves the lunch a gap right before it */
};

struct plan_build {
    const struct plan_map *map;
    struct plan_lane lanes[PLAN_DAYS_MAX][PLAN_CREWS_MAX];
    struct plan_lane bare[PLAN_DAYS_MAX][PLAN_CREWS_MAX]; /* with the fixed steps only */
    struct plan_hold *holds;                              /* who holds a room when */
    size_t nholds;
    size_t *held; /* [day * nrooms + room]: first hold + 1 */
    long trials;  /* gaps looked at so far, the unit of settings.effort */
};

void plan_build_init(struct plan_build *b, const struct plan_map *m);
void plan_build_release(struct plan_build *b);
void plan_build_reset(struct plan_build *b); /* back to the fixed steps */
/* Places a stop; false when no place is left. */
bool plan_build_place(struct plan_build *b, const struct plan_wish *wish);
/* Where the lane's lunch goes: false when it owes none. */
bool plan_build_lunch(const struct plan_build *b, size_t day, size_t crew, struct plan_span *out);

static inline bool plan_is_visit(enum plan_kind kind)
{
    return kind == PLAN_LINE || kind == PLAN_PC;
}

/* Minutes on foot from one slot to the next. */
static inline int plan_slot_walk(const struct plan_build *b, const struct plan_slot *a,
                                 const struct plan_slot *c)
{
    return plan_is_visit(a->kind) && plan_is_visit(c->kind)
               ? plan_map_walk(b->map, a->room, c->room)
               : 0;
}

#endif
