/* The two top lines: where am I; what is on disk, what is only here, what waits
 * for a decision. Everything is computed from the log and the survey. */
#include "tui/work.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "tui/i18n.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void work_date(struct buf *out, const char *iso_date, bool ja)
{
    static const char *const days_ja[] = {"日", "月", "火", "水", "木", "金", "土"};
    static const char *const days_en[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    int days, y, m, d;

    if (!date_parse(iso_date, &days)) {
        buf_puts(out, iso_date);
        return;
    }
    date_civil(days, &y, &m, &d);
    if (ja)
        buf_addf(out, "%d/%d(%s)", m, d, days_ja[date_weekday(days)]);
    else
        buf_addf(out, "%s %d/%d", days_en[date_weekday(days)], m, d);
}

void work_time(struct buf *out, const char *iso_datetime)
{
    int64_t ms;
    struct civil c;

    if (!datetime_parse(iso_datetime, &ms))
        return;
    c = clock_civil(ms);
    buf_addf(out, "%02d:%02d", c.hour, c.minute);
}

/* "1日目" of two, when today is a survey day of several. */
static void which_day(struct buf *out, const char *dates, const char *today)
{
    const char *at = strstr(dates, today);
    struct buf n = BUF_INIT;
    int before = 1;

    if (!at)
        return;
    for (const char *p = dates; p < at; p++)
        before += *p == ',';
    buf_addf(&n, "%d", before);
    buf_puts(out, "  ");
    text_fill(out, _("day {1}"), buf_str(&n), NULL, NULL);
    buf_release(&n);
}

static void title(struct work *w, struct status *out)
{
    const struct row *site = survey_site(&w->open->survey);
    struct civil c = clock_civil(clock_now_ms());
    char today[11];

    date_print(date_days(c.year, c.month, c.day), today);
    if (site) {
        buf_addf(&out->title_left, "%s %s  ", row_text(site, F_site_hospital_serial_no),
                 row_text(site, F_site_hospital_name));
        work_date(&out->title_left, today, i18n_ja());
        which_day(&out->title_left, row_text(site, F_site_survey_dates), today);
    }
    if (*w->session->who.crew) {
        text_fill(&out->title_right, _("crew {1}"), w->session->who.crew, NULL, NULL);
        buf_putc(&out->title_right, ' ');
    }
    buf_addf(&out->title_right, "%s  %02d:%02d", w->session->who.person, c.hour, c.minute);
}

void work_title(struct app *app, struct status *out, const char *where)
{
    const struct row *site = survey_site(work_survey(app));

    buf_reset(&out->title_left);
    if (site)
        buf_addf(&out->title_left, "%s %s  >  ", row_text(site, F_site_hospital_serial_no),
                 row_text(site, F_site_hospital_name));
    buf_puts(&out->title_left, where);
}

static void put_number(struct buf *out, const char *pattern, int64_t a, int64_t b)
{
    char na[24], nb[24];

    snprintf(na, sizeof na, "%" PRId64, a);
    snprintf(nb, sizeof nb, "%" PRId64, b);
    text_fill(out, pattern, na, nb, NULL);
}

void work_status(struct app *app, struct status *out)
{
    struct work *w = work_of(app);

    if (!w->open)
        return; /* the list of hospitals fills the lines itself */
    title(w, out);
    buf_puts(&out->state_left, store_is_broken(w->open->store) ? _("NOT SAVED: writing failed")
                               : app_draft(app)                ? _("Typing")
                                                               : _("Saved"));
    put_number(&out->state_left, _("  only here: {1} changes, {2} photos"),
               w->counts.pending_commits, w->counts.pending_photos);
    put_number(&out->state_right, _("conflicts {1}  to check {2}"), w->counts.conflicts,
               w->progress.attention);
    put_number(&out->state_right, _("  done {1}/{2}"), w->progress.steps_closed, w->progress.steps);
}
