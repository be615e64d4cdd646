/* R065-R068: the address of a dynamic line must be told again on the scan day
 * by 11:00 (11:00:00 is in time), even if it did not change. */
#ifndef GENBA_MODEL_RULES_SAMEDAY_H
#define GENBA_MODEL_RULES_SAMEDAY_H

#include "model/survey.h"

enum sameday {
    SAMEDAY_NOT_NEEDED, /* static, or no scan day yet */
    SAMEDAY_AHEAD,      /* the scan day is still to come, nothing told */
    SAMEDAY_EARLY,      /* told before the scan day: does not count (R068) */
    SAMEDAY_TODAY,      /* it is the scan day, before the deadline, and nothing that counts */
    SAMEDAY_TOLD,       /* in time: the scan can go on */
    SAMEDAY_MISSED,     /* the deadline is over: NS08 (R067) */
};

enum sameday scan_sameday(const struct row *target, int64_t now_ms);
/* The state a target is in now, an id of scan_state: what is recorded, but
 * `not_possible` once a deadline was missed, `ready` when the address was told. */
const char *scan_state_now(const struct row *target, int64_t now_ms);

#endif
