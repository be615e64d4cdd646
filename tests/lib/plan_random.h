/* Seeded surveys for the planner's tests and benches: the same seed gives the
 * same survey. The case owns what its input points to. */
#ifndef GENBA_TESTS_LIB_PLAN_RANDOM_H
#define GENBA_TESTS_LIB_PLAN_RANDOM_H

#include "model/plan.h"

struct plan_case {
    struct plan_input in;
    struct plan_room *rooms;
    struct plan_stop *stops;
    struct plan_window *windows;
    struct plan_step *fixed;
    uint64_t random;
};

struct plan_size {
    size_t stops, rooms, crews, days;
};

/* Rooms on several floors of two buildings, half of them with windows, some
 * forbidden, shared or on one date only; a third of the stops PCs. */
void plan_case_init(struct plan_case *c, uint64_t seed, struct plan_size size);
void plan_case_release(struct plan_case *c);
int plan_case_pick(struct plan_case *c, int from, int to); /* from..to, both included */
/* The survey at a later moment: some steps of a plan are done or pinned. */
void plan_case_continue(struct plan_case *c, const struct plan *p);

#endif
