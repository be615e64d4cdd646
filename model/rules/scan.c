#include "model/rules/scan.h"

#include "model/rules/dates.h"
#include "model/rules/scope.h"
#include "model/workday.h"

bool scan_finished(const struct row *target)
{
    return row_is(target, F_scan_target_scan_state, "done") ||
           row_is(target, F_scan_target_scan_state, "not_possible");
}

size_t scans_open(const struct survey *s)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n[KIND_scan_target]; i++)
        n += !scan_finished(s->rows[KIND_scan_target][i]);
    for (size_t i = 0; i < s->n[KIND_line]; i++) {
        const struct row *line = s->rows[KIND_line][i];
        size_t at = 0;

        n += row_is(line, F_line_scan_wanted, "yes") && line_scannable(line) &&
             !survey_next_ref(s, KIND_scan_target, F_scan_target_line_ref, line->id, &at);
    }
    return n;
}

bool scan_due(const struct survey *s, int *day)
{
    int days[SURVEY_DAYS_MAX];
    size_t n = survey_days(s, days);

    if (n > 0)
        *day = scan_deadline(days[n - 1]).by_next_day;
    return n > 0;
}
