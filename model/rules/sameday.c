#include "model/rules/sameday.h"

#include "model/base/clock.h"
#include "model/rules/single.h"

enum sameday scan_sameday(const struct row *target, int64_t now_ms)
{
    struct civil now = clock_civil(now_ms);
    int today = date_days(now.year, now.month, now.day), day;
    int64_t told;
    bool said;

    if (!row_is(target, F_scan_target_ip_kind, "dynamic") ||
        !date_parse(row_text(target, F_scan_target_scan_date), &day))
        return SAMEDAY_NOT_NEEDED;
    said = *row_text(target, F_scan_target_sameday_ip) &&
           datetime_parse(row_text(target, F_scan_target_sameday_ip_at), &told);
    if (said && r066_in_time(told, day))
        return SAMEDAY_TOLD;
    if (now_ms >= r065_deadline_ms(day) + 1000)
        return SAMEDAY_MISSED;
    if (today == day)
        return SAMEDAY_TODAY;
    return said ? SAMEDAY_EARLY : SAMEDAY_AHEAD;
}

const char *scan_state_now(const struct row *target, int64_t now_ms)
{
    const char *state = row_text(target, F_scan_target_scan_state);

    if (row_is(target, F_scan_target_scan_state, "done"))
        return state;
    switch (scan_sameday(target, now_ms)) {
    case SAMEDAY_MISSED:
        return "not_possible";
    case SAMEDAY_TOLD:
        return "ready";
    case SAMEDAY_NOT_NEEDED:
        return *state ? state : "planned";
    default:
        return "waiting_ip";
    }
}
