/* The list of hospitals: order, totals, filters, what is due; taking sheets in;
 * 2000 hospitals are drawn without opening one. */
#include "config.h"

#include "tests/lib/curs.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include "model/base/clock.h"
#include "model/base/file.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANY 2000
#define FIRST_FRAME_MS 1500 /* ten times what it may take: sanitizers, loaded machines */

struct bench {
    struct fixture f;
    struct session s;
    struct work w;
    struct app *app;
    struct curs *c;
};

static struct err e;

static void start(struct bench *b, const char *lang)
{
    static const struct app_hooks none = {.status = NULL};

    memset(&b->s, 0, sizeof b->s);
    buf_init(&b->s.workspace, BUF_MAX_DEFAULT);
    buf_puts(&b->s.workspace, b->f.workspace);
    settings_init(&b->s.settings);
    b->s.who = b->f.who;
    b->c = curs_open(&none, NULL, 24, 80, lang);
    b->app = work_begin(&b->w, &b->s, NULL, &e);
    if (!b->app)
        bail("the workbench does not open: %s %s", e.subject, e.detail);
    curs_adopt(b->c, b->app);
}

static void stop(struct bench *b)
{
    work_end(b->app);
    curs_close(b->c);
    settings_release(&b->s.settings);
    buf_release(&b->s.workspace);
}

static void put_site(struct casefile *c, struct id site, enum field f, const char *text)
{
    if (case_set(c, site, f, false, value_text(text), &e) != 0)
        bail("not set: %s %s", e.subject, e.detail);
}

static void add_hospital(struct bench *b, const char *serial, const char *name, const char *dates)
{
    struct id site = id_new(clock_now_ms());
    struct casefile *c;

    if (case_create(&c, b->f.workspace, serial, name, &b->f.who, &e) != 0)
        bail("no case: %s %s", e.subject, e.detail);
    put_site(c, site, F_site_hospital_serial_no, serial);
    put_site(c, site, F_site_hospital_name, name);
    put_site(c, site, F_site_survey_dates, dates);
    case_close(c);
}

static void run_jobs(struct bench *b)
{
    for (int i = 0; i < 100 && app_busy(b->app); i++)
        app_tick(b->app);
    ok(!app_busy(b->app), "reading the hospitals ends");
}

static void nothing_yet(struct bench *b)
{
    start(b, "ja");
    see(b->c, "まだ病院がありません。i で病院のシートを取り込みます。");
    see_row(b->c, 1, " 0病院  今日 0  今週 0");
    curs_keys(b->c, "Enter Down / Esc o");
    see_whole(b->c);
    stop(b);
}

static void several(struct bench *b)
{
    add_hospital(b, "0107", "しおかぜ診療病院", "2025-09-16");
    add_hospital(b, "0342", "みなと総合病院", "2025-09-12,2025-09-13");
    add_hospital(b, "0561", "暁会 髙﨑記念病院", "2025-08-01");
    add_hospital(b, "1204", "県立潮見中央医療センター", "");
    start(b, "ja");
    run_jobs(b);
    see_row(b->c, 1, " 4病院  今日 1  今週 1");
    see_row(b->c, 3, ">0342  みなと総合病院");
    see_row(b->c, 4, " 0107  しおかぜ診療病院");
    see_row(b->c, 5, " 1204  県立潮見中央医療センター");
    see_row(b->c, 6, " 0561  暁会 髙﨑記念病院");
    see(b->c, "今日 9/12");
    see(b->c, "9/16(火)");
    see(b->c, "未定");
    see(b->c, "9/11(木) までだった"); /* R045: the call of today's hospital was due yesterday */
    see(b->c, "0107 今日");           /* 9/13-9/15 are no business days */
    see(b->c, "未渡し 4病院");
    curs_keys(b->c, "t");
    see(b->c, "みなと総合病院 前日連絡の相手:");
    curs_type(b->c, "森田様");
    curs_keys(b->c, "Enter");
    see(b->c, "済 9/12(金) 09:00");
    see_not(b->c, "までだった");
    ok(b->w.open == NULL, "the hospital is closed again");
    curs_keys(b->c, "o");
    see_row(b->c, 3, " 0107");
    see_row(b->c, 4, ">0342");
    curs_keys(b->c, "f 2");
    see_row(b->c, 3, ">0342");
    see_not(b->c, " 0107  しおかぜ");
    see_row(b->c, 0, " genba   病院一覧  >  今日の調査");
    curs_keys(b->c, "f 1 /");
    curs_type(b->c, "シオカゼ");
    curs_keys(b->c, "Enter");
    see(b->c, ">0107");
    see_whole(b->c);
    curs_resize(b->c, 40, 140);
    see(b->c, "都道府県");
    see_whole(b->c);
    stop(b);
}

static void type_demo(struct bench *b)
{
    const char *top = getenv("top_srcdir");
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/assets/demo", top ? top : ".");
    curs_type(b->c, buf_str(&path));
    buf_release(&path);
}

static void taking_in(struct bench *b)
{
    start(b, "ja");
    curs_keys(b->c, "i");
    see(b->c, "シート (パス):");
    curs_type(b->c, "/nowhere/x.xlsx");
    curs_keys(b->c, "Enter");
    see(b->c, "/nowhere/x.xlsx");
    is_str(app_top(b->app)->ops->name, "import", "still there");
    curs_keys(b->c, "C-u");
    type_demo(b);
    curs_keys(b->c, "Enter");
    see(b->c, "2ファイル  誤り 0件");
    see(b->c, "0342");
    is_int(b->w.index.n, 0, "nothing is written by looking");
    see_whole(b->c);
    curs_keys(b->c, "Enter");
    is_str(app_top(b->app)->ops->name, "hospitals", "back in the list");
    see(b->c, ">0342  みなと総合病院");
    is_int(b->w.index.n, 1, "the hospital is there");
    curs_keys(b->c, "i Esc i");
    type_demo(b);
    curs_keys(b->c, "Enter");
    see(b->c, "前と同じファイルです。");
    stop(b);
}

/* Case folders whose databases are not even read: the list draws from names. */
static void make_many(struct bench *b)
{
    for (int i = 0; i < MANY; i++) {
        char path[512];

        snprintf(path, sizeof path, "%s/%04d_第%d病院.genba", b->f.workspace, i, i);
        if (mkdir(path, 0700) != 0)
            bail("no folder %s", path);
        snprintf(path, sizeof path, "%s/%04d_第%d病院.genba/survey.db", b->f.workspace, i, i);
        if (file_write(path, "", 0, &e) != 0)
            bail("no file %s", path);
    }
}

static void many(struct bench *b)
{
    int64_t t0, ms;

    make_many(b);
    t0 = clock_mono_ms();
    start(b, "ja");
    app_frame(b->app);
    ms = clock_mono_ms() - t0;
    diag("first frame of %d hospitals: %d ms", MANY, (int)ms);
    ok(ms < FIRST_FRAME_MS, "%d hospitals are there at once", MANY);
    see_row(b->c, 3, ">0000  第0病院");
    curs_keys(b->c, "End");
    see(b->c, ">1999");
    for (int i = 0; i < 5; i++)
        app_tick(b->app);
    see(b->c, "読み直しています");
    stop(b);
}

int main(void)
{
    static void (*const parts[])(struct bench *) = {nothing_yet, several, taking_in, many};
    struct bench b;

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        fixture_begin(&b.f);
        parts[i](&b);
        fixture_end(&b.f);
    }
    return tap_done();
}
