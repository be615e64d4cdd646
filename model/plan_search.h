/* Looking for a good order of the stops. Internal to model/plan*.c.
 *
 * A schedule is described by the order in which the stops are placed and, for
 * some, the crew tried first and a lunch before them; plan_build makes the times. The search starts
 * with the better of two constructions (lines first; tightest windows first)
 * and then changes the order a little at a time, keeping what is not much
 * worse, less and less so (threshold accepting). The random numbers have a
 * fixed seed: the same input gives the same plan. */
#ifndef GENBA_MODEL_PLAN_SEARCH_H
#define GENBA_MODEL_PLAN_SEARCH_H

#include "model/plan_build.h"

/* Leaves the best schedule found in `b`. placed[stop] says, for each of the `n`
 * stops given, whether it has a place. */
void plan_search(struct plan_build *b, const size_t *stops, size_t n, bool *placed);

#endif
