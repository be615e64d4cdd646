/* The clock to be photographed: large digits at every size, drawn each second. */
#include "config.h"

#include "model/base/clock.h"
#include "tests/lib/desk.h"
#include "tests/lib/tap.h"
#include "tui/app_priv.h"
#include "tui/scr_clock.h"

#include <stdlib.h>

static void sizes(void)
{
    static const int sizes[][2] = {{24, 80}, {40, 140}, {15, 60}};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct desk d;

        desk_open(&d, NULL, sizes[i][0], sizes[i][1], "ja");
        app_act(d.app, ACT_CLOCK);
        is_str(app_top(d.app)->ops->name, "clock", "opens from anywhere");
        see(d.c, "9/12(金)");
        see(d.c, "撮影");
        see_whole(d.c);
        curs_keys(d.c, "Esc");
        ok(app_top(d.app) && app_top(d.app)->ops != &scr_clock, "Esc goes back");
        desk_close(&d);
    }
}

/* A second passes: the next slice of the loop has something to draw. */
static void seconds(void)
{
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    clock_set(clock_ms(2025, 9, 12, 17, 0, 0));
    app_act(d.app, ACT_CLOCK);
    for (int i = 0; i < 50; i++) /* the jobs of opening end */
        app_tick(d.app);
    app_frame(d.app);
    d.app->dirty = false;
    app_tick(d.app);
    ok(!d.app->dirty, "in the same second nothing is drawn");
    clock_set(clock_ms(2025, 9, 12, 17, 0, 1));
    app_tick(d.app);
    ok(d.app->dirty, "in the next one it is");
    curs_keys(d.c, "Esc");
    app_tick(d.app);
    app_frame(d.app);
    d.app->dirty = false;
    clock_set(clock_ms(2025, 9, 12, 17, 0, 2));
    app_tick(d.app);
    ok(!d.app->dirty, "other screens wait for the minute");
    desk_close(&d);
}

int main(void)
{
    sizes();
    seconds();
    return tap_done();
}
