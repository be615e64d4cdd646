/* The workbench around a screen: lines, popups, sequences, typing, jobs. */
#include "config.h"

#include "tui/app.h"

#include "model/base/clock.h"
#include "tests/lib/curs.h"
#include "tests/lib/tap.h"
#include "tui/app_priv.h"
#include "tui/ask.h"
#include "tui/choose.h"
#include "tui/edit.h"
#include "tui/i18n.h"
#include "tui/scr_palette.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct host {
    int checkpoints, undone;
    char kept[64];
};

struct form {
    struct screen base;
    struct edit edit;
    bool typing;
    char value[64], did[64];
};

static int form_open(struct screen *s, const void *arg, struct err *e)
{
    if (arg)
        return err_set(e, ERR_NOTFOUND, arg, "%s", "");
    edit_init(&((struct form *)s)->edit, "", 0);
    return 0;
}

static void form_draw(const struct screen *s, const struct draw *d)
{
    const struct form *f = (const struct form *)s;

    draw_text(d, 0, 1, 10, "シリアル", ROLE_DECLARED);
    if (f->typing)
        edit_draw(&f->edit, d, 0, 12, 20, ROLE_NORMAL, true);
    else
        draw_text(d, 0, 12, 20, f->value, ROLE_OBSERVED);
    draw_text(d, 1, 1, 40, f->did, ROLE_NORMAL);
}

static enum outcome chosen(struct screen *s, int i, void *ctx)
{
    struct form *f = (struct form *)s;

    snprintf(f->did, sizeof f->did, "%s %d", *(const char *const *)ctx, i);
    return SCREEN_REDRAW;
}

static const char *reason = "reason", *answer = "answer";

static enum outcome open_choice(struct form *f)
{
    static const struct choose_item items[] = {
        {"ラック奥で見えず", NULL}, {"銘板なし", NULL}, {"立会い者が許さず", "x"}};
    struct choose_arg arg = {"理由", items, 3, 1, 0, chosen, &reason};
    struct err e;

    return choose_open(f->base.app, &arg, &e) < 0 ? SCREEN_DONE : SCREEN_REDRAW;
}

static enum outcome open_question(struct form *f)
{
    struct ask_arg arg = {.text = "消しますか。",
                          .answer = {{"n", "消さない"}, {"y", "消す"}},
                          .done = chosen,
                          .ctx = &answer};
    struct err e;

    return ask_open(f->base.app, &arg, &e) < 0 ? SCREEN_DONE : SCREEN_REDRAW;
}

static enum outcome form_act(struct screen *s, enum action a)
{
    struct form *f = (struct form *)s;
    struct buf b = BUF_INIT;

    switch (a) {
    case ACT_EDIT:
        edit_set(&f->edit, f->value);
        f->typing = true;
        return SCREEN_REDRAW;
    case ACT_ACCEPT:
        edit_take(&f->edit, &b);
        snprintf(f->value, sizeof f->value, "%s", buf_str(&b));
        buf_release(&b);
        f->typing = false;
        return SCREEN_REDRAW;
    case ACT_CANCEL:
        f->typing = false;
        return SCREEN_REDRAW;
    case ACT_UNREADABLE:
        return open_choice(f);
    case ACT_DELETE:
        return open_question(f);
    case ACT_NEXT_ERROR:
        snprintf(f->did, sizeof f->did, "next error");
        return SCREEN_REDRAW;
    default:
        return SCREEN_IGNORED;
    }
}

static enum outcome form_text(struct screen *s, const char *utf8)
{
    struct form *f = (struct form *)s;

    f->typing = true;
    edit_set(&f->edit, utf8);
    return SCREEN_REDRAW;
}

static struct edit *form_editor(struct screen *s)
{
    struct form *f = (struct form *)s;

    return f->typing ? &f->edit : NULL;
}

static const char *form_why_not(const struct screen *s, enum action a)
{
    (void)s;
    return a == ACT_SIGN ? N_("Nothing is running.") : NULL;
}

static void form_close(struct screen *s)
{
    edit_release(&((struct form *)s)->edit);
}

static const struct binding form_rows[] = {
    {"Enter", ACT_EDIT, 0, true},     {"F4", ACT_UNREADABLE, 0, true},
    {"d", ACT_DELETE, 0, true},       {"]e", ACT_NEXT_ERROR, 0, true},
    {"F9", ACT_SIGN, 0, true},        {"C-r", ACT_REDO, NEED_REDO, true},
    {"u", ACT_UNDO, NEED_UNDO, true}, {.key = NULL},
};
static const struct keymap form_keys = {"form", &common_keys, form_rows};
static const struct screen_ops form_screen = {
    .name = "form",
    .title = N_("Check"),
    .keys = &form_keys,
    .size = sizeof(struct form),
    .open = form_open,
    .draw = form_draw,
    .act = form_act,
    .text = form_text,
    .editor = form_editor,
    .why_not = form_why_not,
    .close = form_close,
};

static void host_status(struct app *app, struct status *st)
{
    (void)app;
    buf_puts(&st->title_left, "0342 みなと総合病院");
    buf_puts(&st->title_right, "10:42");
    buf_puts(&st->state_left, "保存済  未渡し 12件 写真 9枚");
    buf_puts(&st->state_right, "競合 0  要確認 3");
}

static enum outcome host_act(struct app *app, enum action a)
{
    struct host *h = app_ctx(app);

    if (a != ACT_UNDO)
        return SCREEN_IGNORED;
    h->undone++;
    app_changed(app);
    return SCREEN_RELOAD;
}

static unsigned host_have(struct app *app)
{
    (void)app;
    return NEED_CASE | NEED_WRITE | NEED_UNDO;
}

static void host_checkpoint(struct app *app)
{
    struct host *h = app_ctx(app);

    h->checkpoints++;
    snprintf(h->kept, sizeof h->kept, "%s", app_draft(app) ? app_draft(app) : "-");
}

static const struct app_hooks hooks = {
    .status = host_status, .act = host_act, .have = host_have, .checkpoint = host_checkpoint};

static void lines(struct curs *c)
{
    see_row(c, 0, " 0342 みなと総合病院");
    see_row(c, 0, "10:42");
    see_row(c, 1, "競合 0  要確認 3");
    ok(curs_reversed(c, 0, 70) && curs_reversed(c, 1, 40) && curs_reversed(c, -1, 79),
       "the lines around are reversed");
    is_str(curs_row(c, -1), " Enter 入力  F4 読めない  d 削除  ]e 次へ  u 戻す  ? 助け",
           "only keys that do something now");
    curs_keys(c, "C-r");
    see_row(c, -2, "やり直せる変更がありません。");
    curs_keys(c, "Esc");
    see_row(c, -2, "ここが最初の画面です。");
    curs_keys(c, "Left");
    is_str(curs_row(c, -2), "", "a message goes with the next key");
    app_say(curs_app(c), ROLE_BAD,
            "USB メモリーに書けません: /media/usb/0342 は一杯です。別の USB メモリーを挿して、もう"
            "一度 m を押してください。何も失われていません。");
    see_row(c, -3, " USB メモリーに書けません");
    see_row(c, -2, "何も失われていません。");
    curs_keys(c, "Left");
    is_str(curs_row(c, -3), "", "however long");
    see_whole(c);
}

static void sequences(struct curs *c)
{
    curs_keys(c, "]");
    see_row(c, -2, "]-");
    curs_keys(c, "e");
    see_row(c, 3, "next error");
    curs_keys(c, "] x");
    ok(!app_draft(curs_app(c)), "a broken sequence types nothing");
    curs_keys(c, "] Esc");
    is_str(curs_row(c, -2), "", "Esc ends a sequence and does no more");
}

static void typing(struct curs *c, struct host *h)
{
    struct app *app = curs_app(c);

    app_tick(app); /* where one is, is kept at once */
    is_int(h->checkpoints, 1, "opening a screen is kept");
    h->checkpoints = 0;
    curs_keys(c, "Enter");
    curs_type(c, "髙d]eu?");
    see_row(c, 2, " シリアル   髙d]eu?");
    see_caret(c, 2, 19);
    see_row(c, -1, " Enter 決定  Esc やめる  F4 読めない  F1 助け");
    app_paste(app, "12\n34");
    see_row(c, 2, "髙d]eu?12 34");
    app_tick(app);
    is_str(h->kept, "-", "no text is kept within the second");
    app->draft_ms -= 1000;
    app_tick(app);
    is_str(h->kept, "髙d]eu?12 34", "after a second the draft is kept");
    app_tick(app);
    is_int(h->checkpoints, 1, "once");
    curs_keys(c, "Enter");
    see_row(c, 2, "髙d]eu?12 34");
    curs_keys(c, "Enter Backspace Esc");
    see_row(c, 2, "髙d]eu?12 34");
    curs_type(c, "K");
    is_str(app_draft(app), "K", "typing begins a value");
    curs_keys(c, "Esc");
    app_paste(app, "lost?");
    see_row(c, -2, "貼り付けは使われませんでした。");
}

static void popups(struct curs *c)
{
    curs_keys(c, "F4");
    see_row(c, 3, "理由");
    see_row(c, 5, ">2 銘板なし");
    see_row(c, 2, "シリアル");
    curs_keys(c, "3");
    see_row(c, 3, "reason 2");
    curs_keys(c, "F4 x");
    see_row(c, 3, "reason 2");
    curs_keys(c, "F4");
    curs_type(c, "らっくす");
    see(c, "当てはまる選択肢がありません。");
    curs_keys(c, "C-u");
    curs_type(c, "ラック");
    curs_keys(c, "Enter");
    see_row(c, 3, "reason 0");
    curs_keys(c, "F4 Down Enter");
    see_row(c, 3, "reason 2");
    curs_keys(c, "F4 Up Enter");
    see_row(c, 3, "reason 0");
    curs_keys(c, "d");
    see(c, "消しますか。");
    see_row(c, -3, ">n 消さない   y 消す");
    curs_keys(c, "y");
    see_row(c, 3, "answer 1");
    curs_keys(c, "d Esc");
    see_row(c, 3, "answer 0");
    curs_keys(c, "d Right Enter");
    see_row(c, 3, "answer 1");
    curs_keys(c, "d q u Enter");
    see_row(c, 3, "answer 0");
    see_whole(c);
}

static void help_and_palette(struct curs *c, struct host *h)
{
    curs_keys(c, "?");
    see_row(c, 0, "0342");
    see(c, "Enter");
    see(c, "値を入力する・選ぶ");
    curs_type(c, "言語");
    see(c, "F12");
    see_not(c, "値を入力する・選ぶ");
    curs_keys(c, "Esc :");
    curs_type(c, "next-err");
    see(c, ">次へ");
    see(c, "]e");
    curs_keys(c, "Enter");
    see_row(c, 3, "next error");
    curs_keys(c, ":");
    curs_type(c, "sign");
    see(c, "動いている処理はありません。");
    curs_keys(c, "Enter");
    see_row(c, -2, "動いている処理はありません。");
    curs_keys(c, "C-u");
    curs_type(c, "とりけ");
    curs_keys(c, "C-u");
    curs_type(c, "undo");
    curs_keys(c, "Enter");
    is_int(h->undone, 1, "the palette does what the key does");
    is_str(app_top(curs_app(c))->ops->name, "form", "and is gone");
    ok(palette_score("startfinish", "sf") > 0 && !palette_score("startfinish", "nt"), "in order");
    ok(palette_score("sign", "sign") > palette_score("asignx", "sign"), "early hits win");
    ok(palette_score("sign", "sign") > palette_score("sxixgxn", "sign"), "whole hits win");
    curs_keys(c, "F12");
    see_row(c, -1, " Enter Edit  F4 Unreadable  d Delete  ]e Next open  u Undo  ? Help");
    curs_keys(c, "F12");
}

struct count_job {
    struct job job;
    int left, rc;
};

static int count_step(struct job *j, struct err *e)
{
    struct count_job *k = (struct count_job *)j;

    (void)e;
    return --k->left > 0;
}
static void count_progress(const struct job *j, struct buf *out)
{
    buf_addf(out, "あと %d", ((const struct count_job *)j)->left);
}
static void count_done(struct job *j, int rc, const struct err *e)
{
    (void)e;
    ((struct count_job *)j)->rc = rc;
}

/* Waits for a descriptor on which nothing comes. */
struct silent_job {
    struct job job;
    int steps;
};

static int silent_step(struct job *j, struct err *e)
{
    (void)e;
    return ++((struct silent_job *)j)->steps < 3;
}

/* Quiet work is neither waited for nor stopped; what is due is due without news. */
static void quiet(struct curs *c)
{
    struct app *app = curs_app(c);
    struct silent_job j = {{.quiet = true, .step = silent_step}, 0};
    int ends[2];

    if (pipe(ends) != 0)
        bail("pipe");
    j.job.fd = ends[0];
    app_job(app, &j.job);
    app_tick(app);
    is_int(j.steps, 0, "nothing came");
    ok(!app_busy(app), "nobody waits for it");
    j.job.due_ms = clock_mono_ms();
    app_tick(app);
    is_int(j.steps, 1, "it is due");
    curs_keys(c, "C-c");
    see_row(c, -2, "動いている処理はありません。");
    app_tick(app);
    is_int(j.steps, 2, "C-c does not stop it");
    app_tick(app);
    ok(!app->jobs, "it ends when it says so");
    close(ends[0]);
    close(ends[1]);
}

/* Without a descriptor it is called when its time has come, and not before; with
 * one that takes bytes only when it wants to write. */
static void timed_job(struct curs *c)
{
    struct app *app = curs_app(c);
    struct silent_job j = {{.fd = -1, .quiet = true, .step = silent_step}, 0};
    int ends[2];

    if (pipe(ends) != 0)
        bail("no pipe");
    j.job.due_ms = clock_mono_ms() + 3600000;
    app_job(app, &j.job);
    app_tick(app);
    is_int(j.steps, 0, "an hour before");
    j.job.due_ms = clock_mono_ms();
    app_tick(app);
    is_int(j.steps, 1, "when it is due");
    j.job.fd = ends[1];
    j.job.due_ms = 0;
    app_tick(app);
    is_int(j.steps, 1, "it does not want to write");
    j.job.writing = true;
    app_tick(app);
    is_int(j.steps, 2, "it does, and can");
    app_tick(app);
    ok(!app->jobs, "it ends");
    close(ends[0]);
    close(ends[1]);
}

static void jobs(struct curs *c)
{
    struct app *app = curs_app(c);
    struct count_job j = {
        {.fd = -1, .step = count_step, .progress = count_progress, .done = count_done}, 3, 99};

    app_job(app, &j.job);
    app_tick(app);
    see_row(c, -2, "あと 2");
    app_tick(app);
    app_tick(app);
    is_int(j.rc, 0, "done");
    ok(!app_busy(app), "and gone");
    j.left = 5;
    app_job(app, &j.job);
    curs_keys(c, "C-c");
    is_int(j.rc, -ERR_CANCELLED, "cancelled");
    curs_keys(c, "C-c");
    see_row(c, -2, "動いている処理はありません。");
}

static void sizes(struct curs *c)
{
    static const int size[][2] = {{24, 60}, {15, 79}, {50, 200}, {24, 80}};

    curs_keys(c, "Enter");
    for (size_t i = 0; i < 4; i++) {
        curs_resize(c, size[i][0], size[i][1]);
        see_whole(c);
        see_row(c, 2, "髙d]eu?12 34");
    }
    curs_resize(c, 10, 40);
    see_row(c, 0, "画面が小さすぎます。");
    curs_type(c, "z");
    curs_resize(c, 1, 1);
    see_whole(c);
    curs_resize(c, 24, 80);
    see_row(c, 2, "髙d]eu?12 34z");
    curs_keys(c, "Esc");
}

static void stack(struct curs *c)
{
    struct app *app = curs_app(c);
    struct err e;

    is_int(app_push(app, &form_screen, "回線Z", &e), -ERR_NOTFOUND, "a screen that cannot open");
    app_say_err(app, &e);
    see_row(c, -2, "回線Z");
    ok(app_top(app)->below == NULL, "is not there");
    is_ok(app_push(app, &form_screen, NULL, &e), &e, "a second one");
    curs_keys(c, "Esc");
    ok(app_top(app) && app_top(app)->below == NULL, "Esc goes back");
    curs_keys(c, "Esc Esc Esc Esc");
    ok(app_running(app), "and never out");
    curs_keys(c, "q");
    ok(!app_running(app), "q leaves");
}

int main(void)
{
    struct host h = {0};
    struct curs *c = curs_open(&hooks, &h, 24, 80, "ja");
    struct err e;

    is_ok(app_push(curs_app(c), &form_screen, NULL, &e), &e, "a form");
    lines(c);
    sequences(c);
    typing(c, &h);
    popups(c);
    help_and_palette(c, &h);
    jobs(c);
    timed_job(c);
    quiet(c);
    sizes(c);
    stack(c);
    curs_close(c);
    return tap_done();
}
