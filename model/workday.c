#include "model/workday.h"

#include "model/base/clock.h"

#include <stddef.h>

#define KNOWN_FROM 2024
#define KNOWN_TO 2030
#define MONDAY 1

/* One row a holiday; `nth_monday` where the law moves it to a Monday. */
struct rule {
    int month, day, nth_monday;
    const char *name;
};

static const struct rule rules[] = {
    {1, 1, 0, "元日"},        {1, 0, 2, "成人の日"},       {2, 11, 0, "建国記念の日"},
    {2, 23, 0, "天皇誕生日"}, {4, 29, 0, "昭和の日"},      {5, 3, 0, "憲法記念日"},
    {5, 4, 0, "みどりの日"},  {5, 5, 0, "こどもの日"},     {7, 0, 3, "海の日"},
    {8, 11, 0, "山の日"},     {9, 0, 3, "敬老の日"},       {10, 0, 2, "スポーツの日"},
    {11, 3, 0, "文化の日"},   {11, 23, 0, "勤労感謝の日"},
};

/* The equinox's day of the month, 1980-2099; `base` in millionths of a day. */
static int equinox(int year, long base)
{
    int n = year - 1980;
    return (int)((base + 242194L * n) / 1000000) - n / 4;
}

/* A holiday in the law's own sense (国民の祝日), before substitution. */
static const char *statutory(int days)
{
    int y, m, d;
    date_civil(days, &y, &m, &d);
    int nth_monday = date_weekday(days) == MONDAY ? (d + 6) / 7 : -1;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const struct rule *r = &rules[i];
        if (r->month == m && (r->day == d || r->nth_monday == nth_monday))
            return r->name;
    }
    if (m == 3 && d == equinox(y, 20843100))
        return "春分の日";
    if (m == 9 && d == equinox(y, 23248800))
        return "秋分の日";
    return NULL;
}

bool workday_known(int days)
{
    int y, m, d;
    date_civil(days, &y, &m, &d);
    return y >= KNOWN_FROM && y <= KNOWN_TO;
}

const char *holiday_name(int days)
{
    const char *name = statutory(days);
    if (name)
        return name;
    for (int before = days - 1; statutory(before); before--)
        if (date_weekday(before) == 0)
            return "振替休日";
    return statutory(days - 1) && statutory(days + 1) ? "国民の休日" : NULL;
}

bool workday_is(int days)
{
    int y, m, d, weekday = date_weekday(days);
    date_civil(days, &y, &m, &d);
    if (weekday == 0 || weekday == 6 || (m == 12 && d >= 29) || (m == 1 && d <= 3))
        return false;
    return !holiday_name(days);
}

static int step(int days, int n, int direction)
{
    while (n > 0) {
        days += direction;
        if (workday_is(days))
            n--;
    }
    return days;
}

int workday_before(int days, int n)
{
    return step(days, n, -1);
}

int workday_after(int days, int n)
{
    return step(days, n, 1);
}

int precall_day(int survey_day)
{
    return workday_before(survey_day, 1);
}

struct scan_deadline scan_deadline(int survey_day)
{
    int counted = workday_is(survey_day) ? 1 : 0;
    return (struct scan_deadline){
        .by_next_day = workday_after(survey_day, SCAN_BUSINESS_DAYS),
        .by_survey_day = workday_after(survey_day, SCAN_BUSINESS_DAYS - counted),
    };
}
