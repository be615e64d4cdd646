/* The report from the workbench: asks for the path, writes the workbook. */
#include "tui/work.h"

#include "assets/draw/client.h"
#include "assets/report/sheets.h"
#include "model/base/clock.h"
#include "model/base/text.h"
#include "tui/i18n.h"
#include "tui/edit.h"
#include "tui/prompt.h"

#include <stdio.h>
#include <stdlib.h>

static const char *translate(const char *msgid)
{
    return _(msgid);
}

static void left_out(const struct err *why, void *ctx)
{
    *(struct err *)ctx = *why;
}

/* The floor plans are painted between keys, then the workbook is written in one go.
 * It is on its own: it goes on when the screen is left, and ends with its hospital. */
struct report_job {
    struct job job;
    struct app *app;
    unsigned opening; /* of the hospital it is about */
    unsigned changes; /* of the survey, when painting began */
    char *path;
    struct report_with with;
    struct err without; /* a floor plan that was left out */
    struct report_sheets *sheets;
};

static void begin(struct report_job *j)
{
    struct work *w = work_of(j->app);

    report_sheets_free(j->sheets);
    j->with.font = settings_text(&w->session->settings, SETTING_font);
    j->changes = app_changes(j->app);
    j->with.sheets = j->sheets = report_sheets_new(w->open, &j->with);
}

/* What changed meanwhile is on every page or on none. */
static int step(struct job *job, struct err *e)
{
    struct report_job *j = (struct report_job *)job;
    struct work *w = work_of(j->app);
    int more;

    if (!w->open || w->opening != j->opening)
        return err_set(e, ERR_CANCELLED, "", "%s", "");
    if (!j->sheets)
        begin(j);
    more = report_sheets_step(j->sheets, w->open, false);
    job->fd = report_sheets_asked(j->sheets) ? draw_fd(j->with.draw) : -1;
    job->due_ms = report_sheets_asked(j->sheets) ? draw_due_ms(j->with.draw) : 0;
    if (more)
        return 1;
    if (j->changes == app_changes(j->app))
        return report_write(w->open, j->path, &j->with, e);
    begin(j);
    return 1;
}

static void progress(const struct job *job, struct buf *out)
{
    const struct report_job *j = (const struct report_job *)job;
    size_t total = 0, done = j->sheets ? report_sheets_done(j->sheets, &total) : 0;
    char a[24], b[24];

    snprintf(a, sizeof a, "%zu", done);
    snprintf(b, sizeof b, "%zu", total);
    text_fill(out, _("Painting the floor plans: {1} of {2}. Keys work meanwhile; C-c stops."), a, b,
              NULL);
}

static void over(struct job *job, int rc, const struct err *e)
{
    struct report_job *j = (struct report_job *)job;

    if (rc == -ERR_CANCELLED)
        app_say(j->app, ROLE_WARN, _("Stopped. No report is written."));
    else if (rc != 0)
        app_say_err(j->app, e);
    else if (j->without.code != 0)
        app_sayf(j->app, ROLE_WARN, _("The report is written without {1}: its file was changed."),
                 j->without.subject, NULL);
    else
        app_sayf(j->app, ROLE_OK, _("The report is written: {1}"), j->path, NULL);
    report_sheets_free(j->sheets);
    draw_free(j->with.draw);
    free(j->path);
    free(j);
}

static enum outcome path_typed(struct screen *asker, const char *path, void *ctx)
{
    struct work *w = work_of(asker->app);
    struct report_job *j;

    (void)ctx;
    if (!w->open)
        return SCREEN_REDRAW;
    j = xcalloc(1, sizeof *j);
    j->job = (struct job){.fd = -1, .step = step, .progress = progress, .done = over};
    j->app = asker->app;
    j->opening = w->opening;
    j->path = xstrdup(path);
    j->with = (struct report_with){.ja = i18n_ja(),
                                   .tr = translate,
                                   .draw = draw_new(NULL),
                                   .left_out = left_out,
                                   .ctx = &j->without};
    draw_behind(j->with.draw);
    app_job(asker->app, &j->job);
    return SCREEN_REDRAW;
}

/* ~/SERIAL_NAME_調査報告_YYYYMMDD.xlsx, as the hospital's own files are named. */
static void usual_path(struct app *app, struct buf *out)
{
    const struct row *site = survey_site(work_survey(app));
    const char *home = getenv("HOME");
    struct civil c = clock_civil(clock_now_ms());

    buf_addf(out, "%s/", home && *home ? home : ".");
    if (site)
        buf_addf(out, "%s_%s_", row_text(site, F_site_hospital_serial_no),
                 row_text(site, F_site_hospital_name));
    buf_addf(out, "%s_%04d%02d%02d.xlsx", _("survey-report"), c.year, c.month, c.day);
}

void work_ask_report(struct app *app)
{
    struct buf path = BUF_INIT;
    struct prompt_arg arg = {.label = _("Report to"),
                             .hint = _("An Excel workbook; a file of that name is replaced."),
                             .empty = N_("Type where to write it."),
                             .complete = edit_complete_path,
                             .done = path_typed};
    struct err e;

    usual_path(app, &path);
    arg.text = buf_str(&path);
    if (prompt_open(app, &arg, &e) != 0)
        app_say_err(app, &e);
    buf_release(&path);
}
