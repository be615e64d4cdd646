/* Time. Everything in a survey is local time at +09:00, no daylight saving
 * (R092); the log keeps milliseconds since 1970 in UTC.
 *
 * Injectable: GENBA_NOW (ISO 8601, e.g. 2025-09-12T10:42:00+09:00; +09:00 when
 * no offset is given) sets what "now" is at program start, and it runs on from
 * there. Tests may set the clock by clock_set. */
#ifndef GENBA_MODEL_BASE_CLOCK_H
#define GENBA_MODEL_BASE_CLOCK_H

#include "model/base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct civil {
    int year, month, day, hour, minute, second;
    int weekday; /* 0 = Sunday */
};

int clock_start(struct err *e);  /* reads GENBA_NOW; ERR_INVALID when it is no time */
int64_t clock_now_ms(void);      /* wall clock, ms since 1970 UTC */
int64_t clock_mono_ms(void);     /* never jumps; for durations and timeouts */
void clock_jump(int64_t now_ms); /* it is now this time, and runs on from it (the demo) */
void clock_set(int64_t now_ms);  /* freezes the wall clock (tests); < 0 lets it run again */

struct civil clock_civil(int64_t ms);                         /* at +09:00 */
int64_t clock_ms(int y, int mo, int d, int h, int mi, int s); /* of a local time at +09:00 */

/* Days since 1970-01-01 of a date, and back; any proleptic Gregorian date. */
int date_days(int y, int m, int d);
void date_civil(int days, int *y, int *m, int *d);
bool date_valid(int y, int m, int d);
int date_weekday(int days); /* 0 = Sunday */

#define ISO_DATE_LEN 10
/* "2025-09-12" -> days; false when it is no real date. `s` needs exactly 10 characters. */
bool date_parse(const char *s, int *days);
void date_print(int days, char out[11]);
/* "09:15" or "9:15" -> minutes of the day, 24:00 allowed; false otherwise. */
bool time_parse(const char *s, int *minutes);
void time_print(int minutes, char out[6]);
/* "2025-09-12T09:15:00+09:00" (seconds, offset optional; blank for T) -> ms. */
bool datetime_parse(const char *s, int64_t *ms);
void datetime_print(int64_t ms, char out[26]);

#endif
