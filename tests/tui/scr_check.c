/* Check: grouped by what it stops, Enter goes to the row, f weighs, nothing
 * open says that the witness can sign. */
#include "config.h"

#include "tests/lib/desk.h"
#include "tests/lib/tap.h"
#include "tui/i18n.h"
#include "tui/scr_check.h"

#include <string.h>

static void break_it(struct hospital *h)
{
    struct row *u = hospital_unknown(h, "UA01");

    build_put(u, F_unknown_line_known_state, "checking");
    build_put(h->router, F_device_device_found,
              NULL);                          /* an answer is missing: stops the signature */
    build_put(h->line, F_line_purpose, NULL); /* a fault of the sheet: stops nothing */
    build_put(h->briefing, F_step_step_state, "not_started");
}

static void open_check(struct desk *d)
{
    struct id none = {{0}};

    work_show(d->app, &scr_check, none, NULL);
}

static void groups(void)
{
    struct desk d;

    desk_open(&d, break_it, 24, 80, "ja");
    open_check(&d);
    see(d.c, "点検");
    see_row(d.c, 3, "サインの前に");
    ok(strncmp(curs_row(d.c, 4), ">", 1) == 0, "the cursor stands on a problem, not on a head");
    see(d.c, "A 09:00 事前打合せ");
    see(d.c, "そのほか");
    see(d.c, "R111");
    see_whole(d.c);
    curs_keys(d.c, "Up");
    ok(strncmp(curs_row(d.c, 4), ">", 1) == 0, "the head of the group cannot be reached");
    curs_keys(d.c, "End");
    see(d.c, "すること:");
    curs_keys(d.c, "f");
    see(d.c, "注意と誤りだけ");
    see_not(d.c, " 参考");
    curs_keys(d.c, "f");
    see_not(d.c, " 注意  ");
    curs_keys(d.c, "f f /");
    curs_type(d.c, "R111");
    curs_keys(d.c, "Enter");
    see(d.c, "UA01: 病院が把握しているか");
    curs_keys(d.c, "Enter");
    is_str(app_top(d.app)->ops->name, "unknown", "Enter goes to the unknown line");
    see(d.c, ">把握状況");
    desk_close(&d);
}

static void nothing_open(void)
{
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    open_check(&d);
    see(d.c, "サインできます");
    see(d.c, "F9: 立会者に渡す");
    see(d.c, "サイン前 0");
    curs_keys(d.c, "F9");
    is_str(app_top(d.app)->ops->name, "sign", "F9 goes to the sign-off");
    desk_close(&d);
}

static void sizes(const char *lang, int rows, int cols)
{
    struct desk d;

    desk_open(&d, break_it, rows, cols, lang);
    open_check(&d);
    see_whole(d.c);
    curs_keys(d.c, "End");
    see_whole(d.c);
    see(d.c, strcmp(lang, "ja") == 0 ? "すること" : "To do:");
    desk_close(&d);
}

int main(void)
{
    groups();
    nothing_open();
    sizes("ja", 24, 80);
    sizes("en", 24, 80);
    sizes("ja", 40, 140);
    sizes("en", 40, 140);
    sizes("ja", 15, 60);
    return tap_done();
}
