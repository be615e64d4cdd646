/* Why a stop has no place. Internal to model/plan*.c. */
#ifndef GENBA_MODEL_PLAN_EXPLAIN_H
#define GENBA_MODEL_PLAN_EXPLAIN_H

#include "model/plan_room.h"

/* PLAN_FITS when an empty plan has a place for it on some day; otherwise the
 * reason, which holds however the others are arranged. */
enum plan_reason plan_hopeless(const struct plan_map *m, size_t stop, struct plan_unplaced *out);
/* It would fit alone: PLAN_NO_TIME with its minutes and windows. */
void plan_explain_no_time(const struct plan_map *m, size_t stop, struct plan_unplaced *out);

#endif
