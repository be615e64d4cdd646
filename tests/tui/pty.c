/* The loop on a real terminal: this program runs itself on a pty, with a list
 * and a line to type into. */
#include "config.h"

#include "model/base/clock.h"
#include "tests/lib/tap.h"
#include "tests/lib/term.h"
#include "tui/app.h"
#include "tui/edit.h"
#include "tui/i18n.h"
#include "tui/list.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

struct desk {
    struct screen base;
    struct list list;
    struct edit edit;
    bool typing;
    char value[20000];
};

static int desk_count(const void *ctx)
{
    (void)ctx;
    return 2000;
}

static enum role desk_cell(const void *ctx, int row, int col, struct buf *out)
{
    (void)ctx;
    (void)col;
    buf_addf(out, "%04d 県立潮見中央医療センター", row);
    return ROLE_OK;
}

static const struct column columns[] = {{N_("Name"), 20, 1, 0, false}};
static const struct list_source source = {
    .columns = columns, .n_columns = 1, .count = desk_count, .cell = desk_cell};

static int desk_open(struct screen *s, const void *arg, struct err *e)
{
    struct desk *d = (struct desk *)s;

    (void)arg;
    (void)e;
    list_init(&d->list, &source, d);
    edit_init(&d->edit, "", sizeof d->value - 1);
    return 0;
}
static void desk_layout(struct screen *s, int rows, int cols)
{
    (void)cols;
    list_layout(&((struct desk *)s)->list, rows - 2);
}
static void desk_draw(const struct screen *s, const struct draw *body)
{
    const struct desk *d = (const struct desk *)s;
    struct draw upper = draw_sub(body, 0, 0, body->rows - 2, body->cols);
    char size[32];

    list_draw(&d->list, &upper);
    if (d->typing)
        edit_draw(&d->edit, body, body->rows - 2, 3, 30, ROLE_NORMAL, true);
    else
        draw_text(body, body->rows - 2, 3, 30, d->value, ROLE_NORMAL);
    snprintf(size, sizeof size, "%zu bytes", d->typing ? d->edit.len : strlen(d->value));
    draw_text(body, body->rows - 1, 3, 30, size, ROLE_MUTED);
}
static enum outcome desk_act(struct screen *s, enum action a)
{
    struct desk *d = (struct desk *)s;

    if (a == ACT_EDIT) {
        d->typing = true;
    } else if (d->typing && a == ACT_ACCEPT) {
        d->typing = false;
        snprintf(d->value, sizeof d->value, "%s", edit_text(&d->edit));
    } else if (d->typing && a == ACT_CANCEL) {
        d->typing = false;
    } else {
        return list_act(&d->list, a);
    }
    return SCREEN_REDRAW;
}
static struct edit *desk_editor(struct screen *s)
{
    struct desk *d = (struct desk *)s;

    return d->typing ? &d->edit : list_editor(&d->list);
}
static void desk_typed(struct screen *s)
{
    struct desk *d = (struct desk *)s;

    if (!d->typing)
        list_typed(&d->list);
}
static enum outcome desk_mouse(struct screen *s, const struct mouse *m)
{
    return list_mouse(&((struct desk *)s)->list, m, 0);
}
static void desk_close(struct screen *s)
{
    list_release(&((struct desk *)s)->list);
    edit_release(&((struct desk *)s)->edit);
}

static const struct binding desk_rows[] = {{"e", ACT_EDIT, 0, true}, {.key = NULL}};
static const struct keymap desk_keys = {"desk", &list_keys, desk_rows};
static const struct screen_ops desk = {
    .name = "desk",
    .title = N_("Check"),
    .keys = &desk_keys,
    .size = sizeof(struct desk),
    .open = desk_open,
    .layout = desk_layout,
    .draw = desk_draw,
    .act = desk_act,
    .editor = desk_editor,
    .typed = desk_typed,
    .mouse = desk_mouse,
    .close = desk_close,
};

/* Leaves the draft where a person would look for it after a crash. */
static void keep(struct app *app)
{
    FILE *f = fopen("draft", "w");

    if (f) {
        fputs(app_draft(app) ? app_draft(app) : "-", f);
        fclose(f);
    }
}

static int child(void)
{
    static const struct app_hooks hooks = {.checkpoint = keep};
    struct app *app;
    struct err e;
    int rc;

    if (chdir(getenv("HOME")) < 0 || i18n_start("ja") < 0)
        return 9;
    app = app_new(&hooks, NULL);
    rc = app_push(app, &desk, NULL, &e);
    if (rc == 0)
        rc = app_run(app, &e);
    app_free(app);
    return rc < 0 ? 8 : 0;
}

static void keys(struct term *t)
{
    term_see_row(t, 3, ">0000 県立潮見中央医療センター");
    term_see_whole(t);
    ok(!term_cursor_shown(t), "no caret where nothing is typed");
    term_keys(t, "Down Down j");
    term_see_row(t, 6, ">0003");
    ok(term_reversed(t, 6, 60), "the cursor row is reversed");
    term_keys(t, "PgDn End");
    term_see_row(t, 19, ">1999");
    term_press(t, "Home");
    term_send(t, "\033[<65;5;5M\033[<65;5;5M\033[<0;5;9M\033[<0;5;9m");
    term_see_row(t, 8, ">0005");
    term_send(t, "\033[<99;;M\033[<0;5");
    term_see(t, ">0005");
    term_press(t, "/");
    term_type(t, "1234");
    term_see(t, ">1234");
    term_press(t, "Esc");
    term_see(t, ">0005");
    term_send(t, "\033[4~");
    term_see_row(t, 19, ">1999");
    term_send(t, "\033[1~");
    term_see_row(t, 3, ">0000");
    term_send(t, "\033[99;5u\033[Z\033[?62c");
    term_see_row(t, 3, ">0000");
}

static void typing(struct term *t)
{
    struct buf big = BUF_INIT;

    term_press(t, "e");
    term_type(t, "髙橋 jq?");
    term_see_row(t, 20, "   髙橋 jq?");
    term_see_cursor(t, 20, 11);
    term_keys(t, "Left Left C-Left");
    term_see_cursor(t, 20, 8);
    term_keys(t, "C-u End C-u");
    for (int i = 0; i < 3334; i++)
        buf_puts(&big, "現");
    term_paste(t, buf_str(&big));
    term_see(t, "10002 bytes");
    term_press(t, "C-u");
    term_paste(t, "a\nb");
    term_see_row(t, 20, "   a b");
    term_resize(t, 30, 100);
    term_see_row(t, 26, "   a b");
    term_see_cursor(t, 26, 6);
    term_see_whole(t);
    term_resize(t, 10, 40);
    term_see_row(t, 0, "画面が小さすぎます。");
    term_resize(t, 24, 80);
    term_see_row(t, 20, "   a b");
    buf_release(&big);
}

static void speed(struct term *t)
{
    int64_t t0 = clock_mono_ms(), ms;
    int frames = term_frames(t);

    for (int i = 0; i < 300; i++)
        term_press(t, i % 20 < 18 ? "Down" : "PgDn");
    ms = clock_mono_ms() - t0;
    diag("key to frame: %.2f ms on average, emulator included", (double)ms / 300);
    ok(ms < 300 * 100, "keys do not queue");
    is_int(term_frames(t) - frames, 300, "one frame a key");
    for (int i = 0; i < 60; i++)
        term_resize(t, 15 + i % 20, 60 + i % 50);
    term_resize(t, 24, 80);
    term_see_whole(t);
    term_see(t, ">");
}

static const char *read_draft(const char *home)
{
    static char text[64];
    char path[512];
    FILE *f;

    snprintf(path, sizeof path, "%s/draft", home);
    f = fopen(path, "r");
    if (!f)
        return "no file";
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    return text;
}

static double cpu_ms(int pid)
{
    char path[64];
    unsigned long user = 0, sys = 0;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    f = fopen(path, "r");
    if (!f)
        return -1;
    if (fscanf(f, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
               &sys) != 2)
        user = sys = 0;
    fclose(f);
    return (double)(user + sys) * 1000 / (double)sysconf(_SC_CLK_TCK);
}

int main(int argc, char **argv)
{
    struct term_setup setup = {.program = "/proc/self/exe"};
    const char *args[] = {"child", NULL};
    char self[4096], locale_dir[4200];
    const char *env[] = {locale_dir, NULL};
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    struct term *t;

    (void)argv;
    if (argc > 1)
        return child();
    if (n <= 0)
        bail("where am I?");
    self[n] = '\0';
    snprintf(locale_dir, sizeof locale_dir, "GENBA_LOCALEDIR=%s/assets/po",
             getenv("top_builddir") ? getenv("top_builddir") : ".");
    setup.program = self;
    setup.args = args;
    setup.env = env;

    t = term_start(&setup);
    keys(t);
    speed(t);
    typing(t);
    diag("CPU of the whole session: %.0f ms, %d frames", cpu_ms(term_pid(t)), term_frames(t));
    kill(term_pid(t), SIGTERM);
    is_int(term_exit_status(t), 0, "SIGTERM ends it in order");
    is_str(read_draft(term_home(t)), "a b", "what was being typed is kept");
    term_stop(t);

    t = term_start(&setup);
    is_int(term_stop(t), 0, "a closed window ends it in order");
    t = term_start(&setup);
    term_see(t, "県立潮見中央医療センター");
    kill(term_pid(t), SIGABRT);
    is_int(term_exit_status(t), 128 + SIGABRT, "a crash ends it as a crash");
    term_see_not(t, "県立潮見中央医療センター");
    ok(term_cursor_shown(t), "but the terminal is given back");
    term_stop(t);
    t = term_start(&setup);
    term_press(t, "q");
    is_int(term_exit_status(t), 0, "q ends it");
    term_stop(t);
    return tap_done();
}
