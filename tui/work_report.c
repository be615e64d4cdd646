/* The report from the workbench: asks for the path, writes the workbook. */
#include "tui/work.h"

#include "assets/draw/client.h"
#include "assets/report/report.h"
#include "model/base/clock.h"
#include "tui/i18n.h"
#include "tui/edit.h"
#include "tui/prompt.h"

#include <stdlib.h>

static const char *translate(const char *msgid)
{
    return _(msgid);
}

static void left_out(const struct err *why, void *ctx)
{
    *(struct err *)ctx = *why;
}

static enum outcome path_typed(struct screen *asker, const char *path, void *ctx)
{
    struct work *w = work_of(asker->app);
    struct err without = {0};
    struct report_with with = {.ja = i18n_ja(),
                               .tr = translate,
                               .font = settings_text(&w->session->settings, SETTING_font),
                               .left_out = left_out,
                               .ctx = &without};
    struct err e;
    int rc;

    (void)ctx;
    if (!w->open)
        return SCREEN_REDRAW;
    with.draw = draw_new(NULL);
    rc = report_write(w->open, path, &with, &e);
    draw_free(with.draw);
    if (rc != 0)
        app_say_err(asker->app, &e);
    else if (without.code != 0)
        app_sayf(asker->app, ROLE_WARN,
                 _("The report is written without {1}: its file was changed."), without.subject,
                 NULL);
    else
        app_sayf(asker->app, ROLE_OK, _("The report is written: {1}"), path, NULL);
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
