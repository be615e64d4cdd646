/* Serial numbers as dates, ISO dates as serials, and any value as text. */
#include "assets/xlsx/internal.h"
#include "model/base/clock.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAY_SECONDS 86400
#define FALSE_LEAP_DAY 60 /* serial of the 1900-02-29 that never was */
#define LAST_YEAR 9999

/* The day of serial 0. The 1900 system counts one day too many from serial 60 on. */
static int epoch(const struct xlsx *x, double whole)
{
    if (x->date1904)
        return date_days(1904, 1, 1);
    return whole < FALSE_LEAP_DAY ? date_days(1899, 12, 31) : date_days(1899, 12, 30);
}

bool xlsx_date(const struct xlsx *x, double serial, int *days, int *seconds)
{
    double whole, rest;

    *days = *seconds = 0;
    if (!(serial >= 0 && serial < 3000000))
        return false;
    whole = floor(serial);
    rest = round((serial - whole) * DAY_SECONDS);
    if (rest >= DAY_SECONDS) {
        rest -= DAY_SECONDS;
        whole += 1;
    }
    *seconds = (int)rest;
    if (!x->date1904 && (whole < 1 || whole == FALSE_LEAP_DAY))
        return false;
    *days = epoch(x, whole) + (int)whole;
    if (*days > date_days(LAST_YEAR, 12, 31)) {
        *days = *seconds = 0;
        return false;
    }
    return true;
}

bool date_from_iso(const struct xlsx *x, const char *s, double *serial, enum cell_date *kind)
{
    int y, mo, d, h = 0, mi = 0, used = 0, clock = 0;
    double sec = 0;
    bool has_day = sscanf(s, "%4d-%2d-%2d%n", &y, &mo, &d, &used) == 3 && used == ISO_DATE_LEN;

    if (has_day && !date_valid(y, mo, d))
        return false;
    s += has_day ? ISO_DATE_LEN : 0;
    if (has_day && (*s == 'T' || *s == ' '))
        s++;
    if (*s) {
        if (sscanf(s, "%2d:%2d%n", &h, &mi, &clock) != 2 || clock != 5 || h > 24 || mi > 59)
            return false;
        if (s[5] == ':' && (sscanf(s + 6, "%2lf", &sec) != 1 || sec < 0 || sec >= 60))
            return false;
    } else if (!has_day) {
        return false;
    }
    *kind = !has_day ? DATE_TIME : clock ? DATE_DAYTIME : DATE_DAY;
    *serial = (h * 3600 + mi * 60 + sec) / DAY_SECONDS;
    if (has_day) {
        int days = date_days(y, mo, d) - epoch(x, FALSE_LEAP_DAY);

        if (!x->date1904 && days <= FALSE_LEAP_DAY)
            days--;
        *serial += days;
    }
    return *serial >= 0;
}

static void put_number(const struct cell *c, struct buf *out)
{
    char s[32];

    if (c->digits && c->number >= 0 && c->number < 1e15 && c->number == floor(c->number))
        snprintf(s, sizeof s, "%0*.0f", c->digits, c->number);
    else
        snprintf(s, sizeof s, "%.15g", c->number);
    for (char *p = s; *p; p++) /* a locale may write a comma */
        if (*p == ',')
            *p = '.';
    buf_puts(out, s);
}

static void put_duration(double serial, struct buf *out)
{
    long seconds = lround(serial * DAY_SECONDS);

    buf_addf(out, "%ld:%02ld", seconds / 3600, seconds / 60 % 60);
    if (seconds % 60)
        buf_addf(out, ":%02ld", seconds % 60);
}

static void put_date(const struct xlsx *x, const struct cell *c, struct buf *out)
{
    int days, seconds;
    char date[ISO_DATE_LEN + 1];
    bool is_day = xlsx_date(x, c->number, &days, &seconds);

    if (c->date == DATE_DURATION) {
        put_duration(c->number, out);
        return;
    }
    if (c->date != DATE_TIME && !is_day) {
        put_number(c, out); /* 1900-02-29 and times under a day's format: the serial itself */
        return;
    }
    if (c->date != DATE_TIME) {
        date_print(days, date);
        buf_puts(out, date);
    }
    if (c->date == DATE_DAYTIME)
        buf_putc(out, ' ');
    if (c->date != DATE_DAY) {
        buf_addf(out, "%02d:%02d", seconds / 3600, seconds / 60 % 60);
        if (seconds % 60)
            buf_addf(out, ":%02d", seconds % 60);
    }
}

void xlsx_text(const struct xlsx *x, const struct cell *c, struct buf *out)
{
    switch ((enum cell_type)c->type) {
    case CELL_TEXT:
    case CELL_ERROR:
        buf_puts(out, c->text);
        break;
    case CELL_NUMBER:
        put_number(c, out);
        break;
    case CELL_DATE:
        put_date(x, c, out);
        break;
    case CELL_BOOL:
        buf_puts(out, c->number != 0 ? "TRUE" : "FALSE");
        break;
    case CELL_EMPTY:
    case CELL_UNCALCULATED:
        break;
    }
}
