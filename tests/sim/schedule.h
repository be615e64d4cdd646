/* One schedule from seed to verdict. */
#ifndef GENBA_TESTS_SIM_SCHEDULE_H
#define GENBA_TESTS_SIM_SCHEDULE_H

#include "tests/sim/world.h"

/* False: why[512] says which invariant broke. `only`: NULL, or which of the
 * steps are carried out. */
bool schedule_run(uint64_t seed, const bool *only, struct totals *t, char why[512]);
/* Leaves out what is not needed for the failure and prints the steps that stay. */
void schedule_shrink(uint64_t seed);

#endif
