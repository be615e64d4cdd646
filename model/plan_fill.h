/* From the lanes to the steps of a plan: briefing, visits, lunch, exploration
 * in the time left, sign-off. Internal to model/plan*.c. */
#ifndef GENBA_MODEL_PLAN_FILL_H
#define GENBA_MODEL_PLAN_FILL_H

#include "model/plan_build.h"

/* Fills out->steps and out->days; `out` is empty before. */
void plan_fill(const struct plan_build *b, struct plan *out);

#endif
