/* The list: the cursor follows its row, searching finds kana, only visible rows are drawn. */
#include "config.h"

#include "tui/list.h"

#include "model/base/clock.h"
#include "tests/lib/curs.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <string.h>

struct rows {
    int first, n;
    int drawn; /* cells asked for */
};

struct list_screen {
    struct screen base;
    struct list list;
};

static int rows_count(const void *ctx)
{
    return ((const struct rows *)ctx)->n;
}

static enum role rows_cell(const void *ctx, int row, int col, struct buf *out)
{
    struct rows *r = (struct rows *)(uintptr_t)ctx;

    r->drawn++;
    if (col == 0)
        buf_addf(out, "%d", r->first + row);
    else
        buf_addf(out, "%s%d", row % 1000 == 777 ? "カガミ病院" : "みなと総合病院", r->first + row);
    return ROLE_NORMAL;
}

static void rows_id(const void *ctx, int row, char out[LIST_ID_MAX])
{
    snprintf(out, LIST_ID_MAX, "h%d", ((const struct rows *)ctx)->first + row);
}

static const struct column columns[] = {{N_("Name"), 6, 0, 0, true}, {"", 20, 1, 0, false}};
static const struct list_source source = {
    .columns = columns,
    .n_columns = 2,
    .empty = N_("The list is empty."),
    .count = rows_count,
    .cell = rows_cell,
    .id = rows_id,
};

static int ls_open(struct screen *s, const void *arg, struct err *e)
{
    (void)e;
    list_init(&((struct list_screen *)s)->list, &source, arg);
    return 0;
}
static int ls_load(struct screen *s, struct err *e)
{
    (void)e;
    list_reload(&((struct list_screen *)s)->list);
    return 0;
}
static void ls_layout(struct screen *s, int rows, int cols)
{
    (void)cols;
    list_layout(&((struct list_screen *)s)->list, rows);
}
static void ls_draw(const struct screen *s, const struct draw *body)
{
    list_draw(&((const struct list_screen *)s)->list, body);
}
static enum outcome ls_act(struct screen *s, enum action a)
{
    return list_act(&((struct list_screen *)s)->list, a);
}
static struct edit *ls_editor(struct screen *s)
{
    return list_editor(&((struct list_screen *)s)->list);
}
static void ls_typed(struct screen *s)
{
    list_typed(&((struct list_screen *)s)->list);
}
static unsigned ls_have(const struct screen *s)
{
    return list_have(&((const struct list_screen *)s)->list);
}
static enum outcome ls_mouse(struct screen *s, const struct mouse *m)
{
    return list_mouse(&((struct list_screen *)s)->list, m, 0);
}
static void ls_close(struct screen *s)
{
    list_release(&((struct list_screen *)s)->list);
}

static const struct screen_ops list_screen = {
    .name = "list",
    .title = N_("Name"),
    .keys = &list_keys,
    .size = sizeof(struct list_screen),
    .open = ls_open,
    .load = ls_load,
    .layout = ls_layout,
    .draw = ls_draw,
    .act = ls_act,
    .editor = ls_editor,
    .typed = ls_typed,
    .have = ls_have,
    .mouse = ls_mouse,
    .close = ls_close,
};

static void moving(struct curs *c)
{
    see_row(c, 2, "名前");
    see_row(c, 3, ">     0 みなと総合病院0");
    ok(curs_reversed(c, 3, 40), "the cursor row is reversed");
    ok(!curs_reversed(c, 4, 40), "the others are not");
    curs_keys(c, "Down j Down Up");
    see_row(c, 5, ">     2");
    curs_keys(c, "G");
    see_row(c, -3, ">  4999 みなと総合病院4999");
    curs_keys(c, "PageUp");
    see_row(c, 3, ">  4980");
    curs_keys(c, "Home Up");
    see_row(c, 3, ">     0");
    see_whole(c);
}

static void searching(struct curs *c)
{
    curs_keys(c, "n");
    see_row(c, -2, "まだ何も探していません。");
    curs_keys(c, "/");
    curs_type(c, "かがみ");
    see(c, ">   777 カガミ病院777");
    see_caret(c, 21, 7);
    curs_type(c, "x");
    see_row(c, 21, "見つかりません");
    curs_keys(c, "Backspace Enter n");
    see(c, ">  1777");
    curs_keys(c, "N N");
    see(c, ">  4777");
    curs_keys(c, "/");
    curs_type(c, "177");
    curs_keys(c, "Esc");
    see(c, ">  4777");
    see_whole(c);
}

static void identity(struct curs *c, struct rows *r)
{
    r->first = 100;
    app_changed(curs_app(c));
    see(c, ">  4777");
    r->n = 3;
    app_changed(curs_app(c));
    see(c, ">   102");
    r->n = 0;
    app_changed(curs_app(c));
    see_row(c, 3, " 一覧が空です。");
    curs_keys(c, "Down Up PageDown /");
    curs_type(c, "a");
    curs_keys(c, "Enter n");
    see_row(c, 3, " 一覧が空です。");
    r->n = 5000;
    r->first = 0;
    app_changed(curs_app(c));
    see_row(c, 3, ">     0");
}

static void mouse(struct curs *c)
{
    app_mouse(curs_app(c), &(struct mouse){MOUSE_CLICK, 7, 10});
    see_row(c, 7, ">     4");
    app_mouse(curs_app(c), &(struct mouse){MOUSE_WHEEL_DOWN, 7, 10});
    see(c, ">     7");
    app_mouse(curs_app(c), &(struct mouse){MOUSE_CLICK, 0, 10});
    app_mouse(curs_app(c), &(struct mouse){MOUSE_CLICK, 23, 10});
    see(c, ">     7");
}

static void speed(struct curs *c, struct rows *r)
{
    int64_t t0, ms;

    r->drawn = 0;
    app_frame(curs_app(c));
    is_int(r->drawn, 19 * 2, "only what is seen is asked for");
    curs_keys(c, "/");
    t0 = clock_mono_ms();
    curs_type(c, "無い");
    ms = clock_mono_ms() - t0;
    diag("two keystrokes of search over 5000 rows: %d ms", (int)ms);
    ok(ms < 2000, "searching does not crawl");
}

int main(void)
{
    struct rows r = {.n = 5000};
    struct curs *c = curs_open(&(const struct app_hooks){.status = NULL}, NULL, 24, 80, "ja");
    struct err e;

    is_ok(app_push(curs_app(c), &list_screen, &r, &e), &e, "a list of 5000 rows");
    moving(c);
    searching(c);
    identity(c, &r);
    mouse(c);
    speed(c, &r);
    curs_close(c);
    return tap_done();
}
