#include "model/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define OFFSET_MS (9 * 3600 * (int64_t)1000)
#define DAY_MS (86400 * (int64_t)1000)

static int64_t shift_ms; /* GENBA_NOW minus the real clock at start */
static int64_t frozen_ms = -1;

static int64_t read_ms(clockid_t id)
{
    struct timespec ts;

    clock_gettime(id, &ts);
    return ts.tv_sec * (int64_t)1000 + ts.tv_nsec / 1000000;
}

int clock_start(struct err *e)
{
    const char *now = getenv("GENBA_NOW");
    int64_t ms;

    if (!now || !*now)
        return 0;
    if (!datetime_parse(now, &ms))
        return err_say(e, ERR_INVALID,
                       N_("GENBA_NOW is no time: {1}. Write it as 2025-09-12T10:42:00+09:00."), now,
                       NULL);
    shift_ms = ms - read_ms(CLOCK_REALTIME);
    return 0;
}

int64_t clock_now_ms(void)
{
    return frozen_ms >= 0 ? frozen_ms : read_ms(CLOCK_REALTIME) + shift_ms;
}

int64_t clock_mono_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

void clock_jump(int64_t now_ms)
{
    shift_ms = now_ms - read_ms(CLOCK_REALTIME);
}

void clock_set(int64_t now_ms)
{
    frozen_ms = now_ms;
}

/* Howard Hinnant's civil calendar, public domain algorithm. */
int date_days(int y, int m, int d)
{
    int era, yoe, doy, doe;

    y -= m <= 2;
    era = (y >= 0 ? y : y - 399) / 400;
    yoe = y - era * 400;
    doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void date_civil(int days, int *y, int *m, int *d)
{
    int z = days + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;

    *d = doy - (153 * mp + 2) / 5 + 1;
    *m = mp + (mp < 10 ? 3 : -9);
    *y = yoe + era * 400 + (*m <= 2);
}

bool date_valid(int y, int m, int d)
{
    int y2, m2, d2;

    if (y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 || d > 31)
        return false;
    date_civil(date_days(y, m, d), &y2, &m2, &d2);
    return y == y2 && m == m2 && d == d2;
}

int date_weekday(int days)
{
    return ((days % 7) + 11) % 7; /* 1970-01-01 was a Thursday */
}

struct civil clock_civil(int64_t ms)
{
    int64_t local = ms + OFFSET_MS;
    int days = (int)(local / DAY_MS - (local % DAY_MS < 0));
    int rest = (int)((local - days * DAY_MS) / 1000);
    struct civil c = {.hour = rest / 3600,
                      .minute = rest / 60 % 60,
                      .second = rest % 60,
                      .weekday = date_weekday(days)};

    date_civil(days, &c.year, &c.month, &c.day);
    return c;
}

int64_t clock_ms(int y, int mo, int d, int h, int mi, int s)
{
    return date_days(y, mo, d) * DAY_MS + ((h * 60 + mi) * 60 + s) * (int64_t)1000 - OFFSET_MS;
}

bool date_parse(const char *s, int *days)
{
    int y, m, d, end = 0;

    if (strlen(s) != ISO_DATE_LEN || sscanf(s, "%4d-%2d-%2d%n", &y, &m, &d, &end) != 3 ||
        end != ISO_DATE_LEN || !date_valid(y, m, d))
        return false;
    *days = date_days(y, m, d);
    return true;
}

void date_print(int days, char out[11])
{
    int y, m, d;

    date_civil(days, &y, &m, &d);
    snprintf(out, 11, "%04u-%02u-%02u", (unsigned)y % 10000, (unsigned)m % 100, (unsigned)d % 100);
}

bool time_parse(const char *s, int *minutes)
{
    int h, m, end = 0;

    if (s[0] < '0' || s[0] > '9' || sscanf(s, "%2d:%2d%n", &h, &m, &end) != 2 || s[end] ||
        s[end - 2] == ':' || m < 0 || m > 59 || h < 0 || h * 60 + m > 24 * 60)
        return false;
    *minutes = h * 60 + m;
    return true;
}

void time_print(int minutes, char out[6])
{
    snprintf(out, 6, "%02u:%02u", (unsigned)minutes / 60 % 100, (unsigned)minutes % 60);
}

bool datetime_parse(const char *s, int64_t *ms)
{
    char date[ISO_DATE_LEN + 1];
    int days, y, mo, d, h = 0, mi = 0, sec = 0, end = 0, oh = 9, om = 0;
    char sign = '+';
    const char *p;

    if (strlen(s) < 16 || (s[10] != 'T' && s[10] != ' '))
        return false;
    memcpy(date, s, ISO_DATE_LEN);
    date[ISO_DATE_LEN] = '\0';
    if (!date_parse(date, &days) || sscanf(s + 11, "%2d:%2d%n", &h, &mi, &end) != 2 || end != 5)
        return false;
    p = s + 16;
    if (*p == ':') {
        if (sscanf(p, ":%2d%n", &sec, &end) != 1)
            return false;
        p += end;
    }
    if (*p == 'Z' && !p[1])
        oh = 0;
    else if (*p && (sscanf(p, "%c%2d:%2d%n", &sign, &oh, &om, &end) != 3 || p[end] ||
                    (sign != '+' && sign != '-')))
        return false;
    if (h > 23 || mi > 59 || sec > 60 || h < 0 || mi < 0 || sec < 0)
        return false;
    date_civil(days, &y, &mo, &d);
    *ms = clock_ms(y, mo, d, h, mi, sec) + OFFSET_MS -
          (sign == '-' ? -1 : 1) * (oh * 60 + om) * (int64_t)60000;
    return true;
}

void datetime_print(int64_t ms, char out[26])
{
    struct civil c = clock_civil(ms);

    snprintf(out, 26, "%04u-%02u-%02uT%02u:%02u:%02u+09:00", (unsigned)c.year % 10000,
             (unsigned)c.month % 100, (unsigned)c.day % 100, (unsigned)c.hour % 100,
             (unsigned)c.minute % 100, (unsigned)c.second % 100);
}
