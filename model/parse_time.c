/* Dates and times as people write them. */
#include "model/parse.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/words.def"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct era {
    const char *word;
    int before;
} eras[] = {
#define ERA(word, before) {word, before},
#include "model/words.def"
#undef ERA
};

struct scan {
    const char *s;
    int near;
    int year, month; /* of the date before, 0 = none */
};

static bool take(const char **s, const char *word)
{
    size_t n = strlen(word);

    if (strncmp(*s, word, n) != 0)
        return false;
    *s += n;
    return true;
}

static void skip_blanks(const char **s)
{
    while (**s == ' ' || **s == '\t')
        (*s)++;
}

/* Digits at *s: how many, 0 when there are none or too many. */
static int take_number(const char **s, int *out)
{
    int n = 0;

    *out = 0;
    skip_blanks(s);
    while (isdigit((unsigned char)**s) && n < 9) {
        *out = *out * 10 + (**s - '0');
        (*s)++;
        n++;
    }
    return isdigit((unsigned char)**s) ? 0 : n;
}

static bool take_separator(const char **s, const char *word)
{
    skip_blanks(s);
    return take(s, word) || take(s, "/") || take(s, "-") || take(s, ".");
}

static bool take_era(const char **s, int *before)
{
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++)
        if (take(s, eras[i].word)) {
            *before = eras[i].before;
            return true;
        }
    return false;
}

/* The character at s is one of `set`. */
static size_t one_of(const char *s, const char *set)
{
    uint32_t cp, c;
    size_t k = text_next(s, strlen(s), &cp), n = strlen(set);

    while (k > 0 && n > 0) {
        size_t step = text_next(set, n, &c);

        if (c == cp)
            return k;
        set += step;
        n -= step;
    }
    return 0;
}

/* (木), 木曜日 behind a date. */
static void skip_weekday(const char **s)
{
    const char *p = *s;
    bool bracket;
    size_t k;

    skip_blanks(&p);
    bracket = take(&p, "(");
    while ((k = one_of(p, WORD_WEEKDAYS "・")) > 0 &&
           (bracket || strstr(p + k, WORD_WEEKDAY) == p + k)) {
        p += k;
        if (take(&p, WORD_WEEKDAY))
            take(&p, WORD_DAY);
        if (!bracket)
            break;
    }
    if (!bracket || take(&p, ")"))
        *s = p;
}

/* 00:00 and the like behind a date. */
static void skip_midnight(const char **s)
{
    const char *p = *s;

    skip_blanks(&p);
    take(&p, "T");
    if (strncmp(p, "00:00", 5) != 0 && strncmp(p, "0:00", 4) != 0)
        return;
    while (*p == '0' || *p == ':' || *p == '.')
        p++;
    *s = p;
}

static int guess_year(int near, int month, int day)
{
    int y, m, d;

    date_civil(near, &y, &m, &d);
    for (int year = y - 1; year <= y + 1; year++)
        if (date_valid(year, month, day) && date_days(year, month, day) >= near - 60)
            return year;
    return y;
}

/* Year, month and day into c, after an era's name or a number of 4 digits. */
static bool take_full(struct scan *c, const char **s, int year, int *day)
{
    int month;

    if (!take_separator(s, WORD_YEAR) || take_number(s, &month) == 0 ||
        !take_separator(s, WORD_MONTH) || take_number(s, day) == 0)
        return false;
    c->year = year;
    c->month = month;
    return true;
}

static bool take_parts(struct scan *c, const char **s, int *day)
{
    int before, n, k;

    if (take_era(s, &before)) {
        skip_blanks(s);
        if (take(s, WORD_FIRST_YEAR))
            n = 1;
        else if (take_number(s, &n) == 0)
            return false;
        return take_full(c, s, before + n, day);
    }
    k = take_number(s, &n);
    if (k == 8) {
        c->year = n / 10000;
        c->month = n / 100 % 100;
        *day = n % 100;
        return true;
    }
    if (k == 4)
        return take_full(c, s, n, day);
    if (k != 1 && k != 2)
        return false;
    if (c->month != 0 && strncmp(*s, WORD_DAY, strlen(WORD_DAY)) == 0) {
        *day = n;
        return true;
    }
    if (!take_separator(s, WORD_MONTH) || (k = take_number(s, day)) == 0 || k > 2)
        return false;
    if (c->year == 0)
        c->year = guess_year(c->near, n, *day);
    c->month = n;
    return true;
}

/* One date at c->s. */
static bool scan_date(struct scan *c, int *days)
{
    const char *s = c->s;
    int day;

    if (!take_parts(c, &s, &day) || !date_valid(c->year, c->month, day))
        return false;
    skip_blanks(&s);
    take(&s, WORD_DAY);
    skip_weekday(&s);
    skip_midnight(&s);
    *days = date_days(c->year, c->month, day);
    c->s = s;
    return true;
}

int dates_read(const char *text, int near, int *days, int max)
{
    struct buf plain = BUF_INIT;
    struct scan c = {.near = near};
    int n = 0;
    size_t k;

    text_ident(&plain, text, strlen(text));
    c.s = buf_str(&plain);
    while (*c.s && n >= 0) {
        if ((k = one_of(c.s, WORD_BETWEEN)) > 0 && n > 0)
            c.s += k;
        else if (n >= max || !scan_date(&c, &days[n]))
            n = -1;
        else
            n++;
    }
    buf_release(&plain);
    return n;
}

bool date_read(const char *text, int near, int *days)
{
    return dates_read(text, near, days, 1) == 1;
}

static bool take_minutes(const char **s, int *minute)
{
    int second;

    *minute = 0;
    if (take(s, ":")) {
        if (take_number(s, minute) != 2)
            return false;
        return !take(s, ":") || take_number(s, &second) == 2;
    }
    if (!take(s, WORD_HOUR))
        return false;
    skip_blanks(s);
    if (take(s, WORD_HALF))
        *minute = 30;
    else if (isdigit((unsigned char)**s)) {
        take_number(s, minute);
        take(s, WORD_MINUTE);
    }
    return true;
}

static bool scan_time(const char *s, int *minutes)
{
    bool am, pm;
    int hour, minute, k;

    skip_blanks(&s);
    if (take(&s, WORD_NOON)) {
        *minutes = 720;
        return !*s;
    }
    pm = take(&s, WORD_PM) || take(&s, "PM") || take(&s, "pm");
    am = !pm && (take(&s, WORD_AM) || take(&s, "AM") || take(&s, "am"));
    k = take_number(&s, &hour);
    if (k == 4 && !*s && !am && !pm) {
        minute = hour % 100;
        hour /= 100;
    } else if (k == 0 || k > 2 || !take_minutes(&s, &minute)) {
        return false;
    }
    skip_blanks(&s);
    if (!am && !pm) {
        pm = take(&s, "PM") || take(&s, "pm");
        am = !pm && (take(&s, "AM") || take(&s, "am"));
    }
    if ((am || pm) && hour > 12)
        return false;
    if (am && hour == 12)
        hour = 0;
    else if (pm && hour < 12)
        hour += 12;
    *minutes = hour * 60 + minute;
    return !*s && minute < 60 && *minutes <= 1440;
}

bool time_read(const char *text, int *minutes)
{
    struct buf plain = BUF_INIT;
    bool good;

    text_ident(&plain, text, strlen(text));
    good = scan_time(buf_str(&plain), minutes);
    buf_release(&plain);
    return good;
}
