/* Business days (R045-R047) and Japan's national holidays.
 *
 * R046: a business day is Monday to Friday, no national holiday, and not
 * 12/29-1/3. The holidays are computed from the law as it stands since 2022:
 * fixed dates, the Monday holidays, the equinoxes by the National Astronomical
 * Observatory's approximation, the substitute day for one that falls on a
 * Sunday, and the day between two holidays. The rules are checked against the
 * written list of every holiday from 2024 to 2030. Outside these years the
 * same rules answer, but the law may differ by then: workday_known says so
 * and the screen must too.
 *
 * A day is a count of days since 1970-01-01 (clock.h). Nothing here fails,
 * allocates or depends on the clock. Cost: a few divisions a day. */
#ifndef GENBA_MODEL_WORKDAY_H
#define GENBA_MODEL_WORKDAY_H

#include <stdbool.h>

bool workday_known(int days); /* the day is in a year whose holidays were checked */
bool workday_is(int days);    /* R046 */
/* The holiday's Japanese name as the law writes it, NULL when it is none. The
 * New Year rest (12/29-1/3) has no name but for 1/1. Static text. */
const char *holiday_name(int days);

/* The n-th business day before or after, `days` itself not counted; n = 0
 * gives `days` itself even if it is no business day. */
int workday_before(int days, int n);
int workday_after(int days, int n);

/* R045: the day of the phone call before a survey on `survey_day`. */
int precall_day(int survey_day);

#define SCAN_BUSINESS_DAYS 5

/* R047: the last day of the vulnerability scan, in both readings of the
 * guide. genba uses `by_next_day` and shows the other in the note. */
struct scan_deadline {
    int by_next_day;   /* p28: counting starts on the business day after the survey */
    int by_survey_day; /* p9: the survey day itself counts, when it is a business day */
};

struct scan_deadline scan_deadline(int survey_day);

#endif
