/* Log: the newest first, of one row or of all, whole values, quick when long. */
#include "config.h"

#include "tests/lib/desk.h"
#include "tests/lib/tap.h"
#include "model/base/clock.h"
#include "tui/scr_log.h"

#include <stdio.h>
#include <string.h>

static void long_finding(struct buf *out)
{
    for (int i = 0; i < 300; i++)
        buf_puts(out, "配線が乱れている。");
    buf_puts(out, "おわり");
}

static void one_row(void)
{
    struct buf text = BUF_INIT;
    struct desk d;
    struct id line;

    desk_open(&d, NULL, 24, 80, "ja");
    line = desk_row(&d, "line:1")->id;
    work_set(d.app, line, F_line_led_note, false, value_text("全て緑"));
    long_finding(&text);
    work_set(d.app, line, F_line_finding, false, value_text(buf_str(&text)));
    work_show(d.app, &scr_log, line, NULL);
    see(d.c, "履歴 回線A");
    see_row(d.c, 3,
            "> 9/12 17:00 佐藤 A  回線A             所見               配線が乱れている。配~");
    see(d.c, "ランプ");
    see_not(d.c, "LAB-PC410");
    see_whole(d.c);
    curs_keys(d.c, "Enter");
    see(d.c, "2025-09-12T17:00:00+09:00");
    see_not(d.c, "おわり");
    curs_keys(d.c, "PageDown PageDown PageDown PageDown");
    see(d.c, "おわり");
    see_whole(d.c);
    curs_keys(d.c, "PageUp");
    see_not(d.c, "おわり");
    curs_keys(d.c, "Down");
    see(d.c, "全て緑");
    curs_keys(d.c, "Esc");
    see_row(d.c, 4, "> 9/12 17:00 佐藤 A  回線A             ランプ             全て緑");
    is_str(app_top(d.app)->ops->name, "log", "Esc leaves the value, not the log");
    curs_keys(d.c, "Esc");
    ok(strcmp(app_top(d.app)->ops->name, "log") != 0, "the next Esc leaves the log");
    buf_release(&text);
    desk_close(&d);
}

static void everything(const char *lang, int rows, int cols)
{
    struct id none = {{0}};
    struct desk d;

    desk_open(&d, NULL, rows, cols, lang);
    work_show(d.app, &scr_log, none, NULL);
    see_whole(d.c);
    curs_keys(d.c, "/");
    curs_type(d.c, "LAB-PC410");
    curs_keys(d.c, "Enter");
    see(d.c, "LAB-PC410");
    see_whole(d.c);
    desk_close(&d);
}

/* 5,000 changes: drawn within a tenth of a second each, sanitizers included. */
static void long_log(void)
{
    struct id none = {{0}};
    struct edits list = {0};
    struct desk d;
    struct err e;
    int64_t from;
    char text[32];

    desk_open(&d, NULL, 24, 80, "ja");
    for (int i = 0; i < 5000; i++) {
        snprintf(text, sizeof text, "%d", i);
        edits_set(&list, desk_row(&d, "line:1")->id, F_line_finding, value_text(text));
        if (i % 1000 == 999) {
            if (case_edit(d.w.open, &list, &e) != 0)
                bail("%s", e.detail);
            edits_release(&list);
            list = (struct edits){0};
        }
    }
    from = clock_mono_ms();
    work_show(d.app, &scr_log, none, NULL);
    app_frame(d.app);
    diag("5000 changes opened and drawn in %d ms", (int)(clock_mono_ms() - from));
    from = clock_mono_ms();
    for (int i = 0; i < 100; i++) {
        curs_keys(d.c, "PageDown");
        app_frame(d.app);
    }
    ok(clock_mono_ms() - from < 10000, "100 pages in %d ms", (int)(clock_mono_ms() - from));
    desk_close(&d);
}

int main(void)
{
    one_row();
    everything("ja", 24, 80);
    everything("en", 24, 80);
    everything("ja", 40, 140);
    everything("en", 40, 140);
    everything("ja", 15, 60);
    long_log();
    return tap_done();
}
