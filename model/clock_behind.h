/* A clock that stands behind the log (design.md section 3): nothing is lost by it
 * and nothing wins, but times in the survey would be wrong. It is asked about when
 * a hospital is opened; that it is right all the same is said in the log. */
#ifndef GENBA_MODEL_CLOCK_BEHIND_H
#define GENBA_MODEL_CLOCK_BEHIND_H

#include "model/case.h"

#define CLOCK_BEHIND_MS (INT64_C(5) * 60 * 1000) /* less is drift, not a fault */

/* *last_ms: when the log was last written, by the clocks that wrote it. False: not
 * behind, or answered for that moment. */
bool clock_is_behind(const struct casefile *c, int64_t *last_ms);
/* EVENT_CLOCK: this clock is right, the log's is off by the value, in ms. */
int clock_is_right(struct casefile *c, struct err *e);

#endif
