/* The place and the text under the caret after the program ended: kept when it
 * was made to end, forgotten when it was left. */
#include "tests/lib/desk.h"
#include "tests/lib/tap.h"
#include "tui/scr_unknown.h"

#include <string.h>

static void unknown_line(struct hospital *h)
{
    hospital_unknown(h, "UA01");
}

/* Ends the workbench and starts it again, as `genba` alone does. */
static void again(struct desk *d)
{
    struct err e;

    work_end(d->app);
    d->app = work_begin(&d->w, &d->s, NULL, &e);
    if (!d->app)
        bail("the workbench does not open: %s %s", e.subject, e.detail);
    curs_adopt(d->c, d->app);
}

int main(void)
{
    struct desk d;
    const char *text;

    desk_open(&d, unknown_line, 24, 80, "ja");
    work_show(d.app, &scr_unknown, desk_row(&d, "unknown:UA01")->id, "finding!");
    curs_keys(d.c, "Enter");
    curs_type(d.c, "配線は天井へ");
    work_checkpoint(d.app);
    again(&d);
    is_str(app_top(d.app)->ops->name, "unknown", "the window went away: the same screen");
    text = app_draft(d.app);
    ok(text && strstr(text, "配線は天井へ"), "and the text that was being typed");
    curs_keys(d.c, "Esc");
    work_checkpoint(d.app);
    app_quit(d.app);
    again(&d);
    is_str(app_top(d.app)->ops->name, "hospitals", "left on purpose: the list of hospitals");
    ok(!app_draft(d.app), "and nothing being typed");
    desk_close(&d);
    return tap_done();
}
