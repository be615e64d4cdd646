/* What makes one schedule better than another. Internal to model/plan*.c.
 *
 * Smaller is better, compared in this order: fewer stops without a place (a
 * line weighs more than a PC), fewer minutes on the later days, then a cost in
 * which a minute of finish weighs most, then waiting, then walking; a PC ahead
 * of a line of the same crew must save what it costs (R080). */
#ifndef GENBA_MODEL_PLAN_SCORE_H
#define GENBA_MODEL_PLAN_SCORE_H

#include "model/plan_build.h"

#define PLAN_COST_FINISH 5
#define PLAN_COST_WAIT 2
#define PLAN_COST_WALK 1
#define PLAN_COST_EARLY_PC 40

/* How much of the score a stop without a place is. */
int64_t plan_score_missing(enum plan_kind kind);
/* The score of what stands in the lanes, missing stops not counted. */
int64_t plan_score(const struct plan_build *b);

#endif
