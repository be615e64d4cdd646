/* What makes one schedule better than another. Internal to model/plan*.c.
 *
 * Smaller is better, compared in this order: fewer stops without a place (a
 * line weighs more than a PC), fewer minutes on the later days, then a cost in
 * which a minute of the day's finish weighs most. Then come minutes on foot,
 * lines after a PC of the same crew (R080: each must save what it costs), and
 * every stop's own end. The latter stands for waiting: a crew that waits, with
 * work left or not (R083), does its stops later than it could; it spreads the
 * work over the crews and leaves the slack to the end, where a delay does no
 * harm. */
#ifndef GENBA_MODEL_PLAN_SCORE_H
#define GENBA_MODEL_PLAN_SCORE_H

#include "model/plan_build.h"

#define PLAN_COST_FINISH 200
#define PLAN_COST_WALK 10
#define PLAN_COST_LATE_LINE 150 /* a PC and a line after it */
#define PLAN_COST_DONE 2        /* a minute of a stop's end */

/* How much of the score a stop without a place is. */
int64_t plan_score_missing(enum plan_kind kind);
/* The score of what stands in the lanes, missing stops not counted. */
int64_t plan_score(const struct plan_build *b);

#endif
