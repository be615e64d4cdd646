/* What is typed into a line is never lost to a refusal: the line stays. */
#include "model/base/clock.h"
#include "tests/lib/desk.h"
#include "tests/lib/tap.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static const char note[] = "鍵は守衛室で借りる";

static void disk_fails(void)
{
    static const struct rlimit none = {1, RLIM_INFINITY}, all = {RLIM_INFINITY, RLIM_INFINITY};
    const char *text;
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    curs_keys(d.c, "Down e");
    curs_type(d.c, note);
    setrlimit(RLIMIT_FSIZE, &none);
    curs_keys(d.c, "Enter");
    setrlimit(RLIMIT_FSIZE, &all);
    text = app_draft(d.app);
    ok(text && strcmp(text, note) == 0, "the disk refuses the note: it stands in its line still");
    see(d.c, "保存できません");
    curs_keys(d.c, "Home"); /* the message stood over the line until a key */
    see(d.c, note);
    curs_keys(d.c, "Esc");
    curs_keys(d.c, "e");
    ok(!app_draft(d.app), "nothing more can be typed into this hospital");
    desk_close(&d);
}

static void disk_works(void)
{
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    curs_keys(d.c, "Down e");
    curs_type(d.c, note);
    curs_keys(d.c, "Enter");
    ok(!app_draft(d.app), "a note that is taken closes its line");
    see(d.c, note);
    desk_close(&d);
}

/* Esc never discards (design.md section 5). */
static void given_up(void)
{
    const char *text;
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    curs_keys(d.c, "Down e C-r");
    see(d.c, "ありません");
    curs_type(d.c, note);
    curs_keys(d.c, "Esc");
    ok(!app_draft(d.app), "Esc leaves the line");
    see(d.c, "Ctrl-R");
    curs_keys(d.c, "?");
    curs_type(d.c, "x");
    curs_keys(d.c, "Esc");
    ok(!app_draft(d.app), "the filter of the help was left");
    curs_keys(d.c, "e C-r");
    text = app_draft(d.app);
    is_str(text, note, "a key brings what was typed back, not the filter");
    desk_close(&d);
}

/* A clock a year behind the log (design.md section 3): asked about once. */
static void clock_behind(void)
{
    struct desk d;
    int64_t now = clock_now_ms();

    desk_open(&d, NULL, 24, 80, "ja");
    curs_keys(d.c, "Esc");
    clock_set(clock_now_ms() - INT64_C(365) * 24 * 3600 * 1000);
    curs_keys(d.c, "Enter");
    see(d.c, "時計は 2024-09-12");
    see(d.c, "2025-09-12 17:00 の記録");
    curs_keys(d.c, "Esc");
    see(d.c, "時計を合わせて");
    curs_keys(d.c, "Esc Enter");
    see(d.c, "時計は正しいですか");
    curs_keys(d.c, "y");
    see_not(d.c, "時計は正しいですか");
    curs_keys(d.c, "Esc Enter");
    see_not(d.c, "時計は正しいですか");
    is_int(d.w.counts.commits, 2, "the answer stands in the log");
    desk_close(&d);
    clock_set(now);
}

int main(void)
{
    signal(SIGXFSZ, SIG_IGN);
    disk_works();
    given_up();
    clock_behind();
    disk_fails();
    return tap_done();
}
