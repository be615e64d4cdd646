#include "config.h"

#include "tui/hospital_text.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/rules/dates.h"
#include "model/rules/progress.h"
#include "model/workday.h"
#include "tui/i18n.h"
#include "tui/work.h"

#include <stdio.h>
#include <string.h>

int hospital_days(const struct summary *s, int days[HOSPITAL_DAYS_MAX])
{
    int n = 0;

    for (const char *at = s->dates; *at && n < HOSPITAL_DAYS_MAX;) {
        size_t len = strcspn(at, ",");
        char one[ISO_DATE_LEN + 1];

        snprintf(one, sizeof one, "%.*s", (int)(len < sizeof one ? len : 0), at);
        if (date_parse(one, &days[n]))
            n++;
        at += len + (at[len] == ',');
    }
    return n;
}

bool hospital_day(const struct summary *s, int today, int *day)
{
    int days[HOSPITAL_DAYS_MAX], n = hospital_days(s, days);
    bool ahead = false;

    for (int i = 0; i < n; i++) {
        bool better = ahead ? days[i] >= today && days[i] < *day
                            : days[i] >= today || i == 0 || days[i] > *day;

        if (better)
            *day = days[i];
        ahead = ahead || days[i] >= today;
    }
    return n > 0;
}

static void put_weekday(int day, bool ja, struct buf *out)
{
    char iso[ISO_DATE_LEN + 1];

    date_print(day, iso);
    work_date(out, iso, ja);
}

/* "10/2-3", "9/30-10/1", "2026/1/8". */
static void put_span(const int *days, int n, int today, struct buf *out)
{
    int y, m, d, y2, m2, d2, this_year;

    date_civil(today, &this_year, &m, &d);
    date_civil(days[0], &y, &m, &d);
    date_civil(days[n - 1], &y2, &m2, &d2);
    if (y != this_year)
        buf_addf(out, "%d/", y);
    buf_addf(out, "%d/%d", m, d);
    if (n > 1 && m == m2)
        buf_addf(out, "-%d", d2);
    else if (n > 1)
        buf_addf(out, "-%d/%d", m2, d2);
}

enum role hospital_put_days(const struct summary *s, int today, bool ja, struct buf *out)
{
    int days[HOSPITAL_DAYS_MAX], n = hospital_days(s, days), day;

    if (n == 0) {
        buf_puts(out, _("not set"));
        return ROLE_MUTED;
    }
    hospital_day(s, today, &day);
    if (day == today || day == today + 1) {
        buf_puts(out, day == today ? _("today") : _("tomorrow"));
        buf_putc(out, ' ');
        put_span(&day, 1, today, out);
        return ROLE_HERE;
    }
    if (n > 1)
        put_span(days, n, today, out);
    else if (day > today && day < today + 300)
        put_weekday(day, ja, out);
    else
        put_span(days, n, today, out);
    return day < today ? ROLE_MUTED : ROLE_NORMAL;
}

enum role hospital_put_state(const struct summary *s, struct buf *out)
{
    static const enum role roles[] = {
        [HOSPITAL_FAULTY] = ROLE_WARN,
        [HOSPITAL_SURVEYING] = ROLE_DOING,
        [HOSPITAL_DONE] = ROLE_OK,
        [HOSPITAL_SIGNED] = ROLE_OK,
    };
    char faults[16];

    if (s->stale && s->key_time == 0)
        return ROLE_MUTED; /* never read */
    snprintf(faults, sizeof faults, "%d", s->sheet_faults);
    text_fill(out, _(hospital_state_texts[s->state]), faults, NULL, NULL);
    return s->stale ? ROLE_MUTED : roles[s->state];
}

static void put_precall_done(const struct summary *s, bool ja, struct buf *out)
{
    struct buf when = BUF_INIT;
    char date[ISO_DATE_LEN + 1];

    snprintf(date, sizeof date, "%.10s", s->precall);
    work_date(&when, date, ja);
    buf_putc(&when, ' ');
    work_time(&when, s->precall);
    text_fill(out, _("done {1}"), buf_str(&when), NULL, NULL);
    buf_release(&when);
}

enum role hospital_put_precall(const struct summary *s, int today, bool ja, struct buf *out)
{
    struct buf when = BUF_INIT;
    int day, due;

    if (*s->precall) {
        put_precall_done(s, ja, out);
        return ROLE_OK;
    }
    if (!hospital_day(s, today, &day) || day < today)
        return ROLE_MUTED;
    due = precall_day(day);
    put_weekday(due, ja, &when);
    text_fill(out,
              due < today    ? _("was due {1}")
              : due == today ? _("today")
                             : _("by {1}"),
              buf_str(&when), NULL, NULL);
    buf_release(&when);
    return due < today ? ROLE_BAD : due == today ? ROLE_WARN : ROLE_NORMAL;
}

static void put_due(const char *pattern, int day, bool ja, struct buf *out)
{
    struct buf when = BUF_INIT;

    put_weekday(day, ja, &when);
    text_fill(out, pattern, buf_str(&when), NULL, NULL);
    buf_release(&when);
}

void hospital_put_deadlines(const struct summary *s, int today, bool ja, struct buf *out)
{
    int days[HOSPITAL_DAYS_MAX], n = hospital_days(s, days), scan, report;

    if (n == 0) {
        buf_puts(out, _("The survey day is not set."));
        return;
    }
    scan = scan_deadline(days[n - 1]).by_next_day;
    report = months_later(days[n - 1], REPORT_MONTHS);
    if (scan >= today) {
        put_due(_("scan by {1}"), scan, ja, out);
        buf_puts(out, "  ");
    }
    put_due(_("report about {1}"), report, ja, out);
}
