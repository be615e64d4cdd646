/* report: the survey workbook. */
#include "tui/cmd/cmd.h"

#include "assets/draw/client.h"
#include "assets/report/report.h"
#include "tui/i18n.h"

static const char *translate(const char *msgid)
{
    return _(msgid);
}

static void left_out(const struct err *why, void *ctx)
{
    ++*(int *)ctx;
    cmd_complain(why);
}

int cmd_report(struct session *s, const struct arguments *a, struct err *e)
{
    int changed = 0;
    struct report_with with = {.ja = s->ja, .tr = translate, .left_out = left_out, .ctx = &changed};
    struct casefile *c;
    int rc;

    if (!a->option['o'])
        return err_say(e, ERR_USAGE, N_("Say where to write it: -o FILE.xlsx"), "", "");
    rc = cmd_open(s, a->v[0], &c, e);
    if (rc != 0)
        return rc;
    with.draw = draw_new(NULL);
    with.font = settings_text(&s->settings, SETTING_font);
    rc = report_write(c, a->option['o'], &with, e);
    draw_free(with.draw);
    case_close(c);
    return rc == 0 && changed > 0 ? EXIT_PROBLEMS : rc;
}
