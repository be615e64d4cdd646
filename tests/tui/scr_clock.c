/* The clock to be photographed: large digits at every size, drawn each second. */
#include "config.h"

#include "tests/lib/desk.h"
#include "tests/lib/tap.h"
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

int main(void)
{
    sizes();
    return tap_done();
}
