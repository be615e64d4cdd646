#include "config.h"

#include "tui/work.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/clock_behind.h"
#include "tui/ask.h"
#include "tui/i18n.h"

#include <stdio.h>

static void put_time(int64_t ms, char out[32])
{
    struct civil c = clock_civil(ms);

    snprintf(out, 32, "%d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

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
    char now[32], then[32];
    int64_t last_ms;
    struct err e;

    if (!w->open || !clock_is_behind(w->open, &last_ms))
        return;
    put_time(clock_now_ms(), now);
    put_time(last_ms, then);
    text_fill(&text,
              _("This laptop's clock says {1}, but something was recorded here at {2} already. Is "
                "the clock right?"),
              now, then, NULL);
    arg.text = buf_str(&text);
    if (ask_open(app, &arg, &e) != 0)
        app_say_err(app, &e);
    buf_release(&text);
}
