#include "config.h"

#include "tui/work.h"

#include "model/clock_behind.h"
#include "tui/ask.h"
#include "tui/i18n.h"
#include "tui/laptop_text.h"

static enum outcome answered(struct screen *s, int answer, void *ctx)
{
    struct casefile *open = work_of(s->app)->open;
    struct err e;

    (void)ctx;
    if (answer == 0)
        app_say(s->app, ROLE_WARN,
                _("Set the clock of the laptop: times that are noted before "
                  "are wrong."));
    else if (open && clock_is_right(open, &e) != 0)
        app_say_err(s->app, &e);
    else if (open)
        work_wrote(s->app);
    return SCREEN_REDRAW;
}

void work_ask_clock(struct app *app)
{
    struct work *w = work_of(app);
    struct ask_arg arg = {
        .answer = {{"n", _("no, I set it")}, {"y", _("yes, the record's is off")}},
        .done = answered};
    struct buf text = BUF_INIT;
    int64_t last_ms;
    struct err e;

    if (!w->open || !clock_is_behind(w->open, &last_ms))
        return;
    put_clock_question(last_ms, &text);
    arg.text = buf_str(&text);
    if (ask_open(app, &arg, &e) != 0)
        app_say_err(app, &e);
    buf_release(&text);
}
