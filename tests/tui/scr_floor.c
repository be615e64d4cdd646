/* Floor plans: a pin is taken in hand, moved, let go in one commit, left as it
 * was, taken away, undone; the grid; the mouse; the rooms; floors without a
 * drawing; terminals without colours. */
#include "config.h"

#include "assets/photo/keep.h"
#include "model/base/clock.h"
#include "model/pins.h"
#include "tests/lib/desk.h"
#include "tests/lib/neighbour.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"
#include "tui/preview.h"
#include "tui/scr_floor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void with_floor(struct hospital *h)
{
    build_put(h->drawing, F_drawing_title, "本館 3F フロア図");
    build_put(h->drawing, F_drawing_building, row_text(h->line, F_line_building));
    build_put(h->drawing, F_drawing_floor, row_text(h->line, F_line_floor));
    build_put(h->drawing, F_drawing_width, "1200");
    build_put(h->drawing, F_drawing_height, "800");
    build_put(h->drawing, F_drawing_drawing_seq, "1");
}

static void open_floor(struct desk *d, const char *address)
{
    work_show(d->app, &scr_floor, address ? desk_row(d, address)->id : (struct id){{0}}, "");
}

static bool pin_is(struct desk *d, const char *address, int x, int y)
{
    struct pin pin;
    bool there = pin_of(desk_survey(d), desk_row(d, address), &pin);

    if (there && (pin.x != x || pin.y != y))
        diag("%s is at %d, %d", address, pin.x, pin.y);
    return there && pin.x == x && pin.y == y;
}

static bool no_pin(struct desk *d, const char *address)
{
    struct pin pin;

    return !pin_of(desk_survey(d), desk_row(d, address), &pin);
}

static int64_t commits(struct desk *d)
{
    struct counts n;
    struct err e;

    if (store_counts(d->w.open->store, &n, &e) != 0)
        bail("no counts");
    return n.commits;
}

static void place(void)
{
    int64_t before;
    struct desk d;

    desk_open(&d, with_floor, 24, 80, "ja");
    curs_keys(d.c, "f");
    see(d.c, "0342 みなと総合病院  >  平面図");
    see(d.c, "本館 3F フロア図");
    see(d.c, ">L1     回線A");
    see(d.c, "ピン 0");
    before = commits(&d);
    curs_keys(d.c, "Enter Right Right Left Down");
    see(d.c, "50.5%, 50.5%");
    ok(no_pin(&d, "line:1"), "in hand it is written nowhere");
    curs_keys(d.c, "Esc");
    ok(no_pin(&d, "line:1"), "Esc leaves it as it was");
    is_int(commits(&d), before, "without a commit");
    curs_keys(d.c, "Enter S-Right S-Up Enter");
    ok(pin_is(&d, "line:1", 6050, 4050), "Enter lets it stay, where it was moved to");
    is_int(commits(&d), before + 1, "in one commit");
    see(d.c, "L1 を置きました");
    see(d.c, "ピン 1");
    see_not(d.c, ">L1 ");
    curs_keys(d.c, "g Enter H K Enter");
    ok(pin_is(&d, "line:1", 5050, 3050), "a pin is moved from where it stands");
    curs_keys(d.c, "u");
    ok(pin_is(&d, "line:1", 6050, 4050), "u takes the move back");
    curs_keys(d.c, "g Del");
    ok(no_pin(&d, "line:1"), "Del takes the pin away");
    curs_keys(d.c, "u");
    ok(pin_is(&d, "line:1", 6050, 4050), "u brings it back whole");
    curs_keys(d.c, "u");
    ok(no_pin(&d, "line:1"), "and away again, to the beginning");
    see_whole(d.c);
    desk_close(&d);
}

static void edges(void)
{
    struct desk d;

    desk_open(&d, with_floor, 24, 80, "ja");
    open_floor(&d, "line:1");
    curs_keys(d.c, "Enter H H H H H H H K K K K K K K K Enter");
    ok(pin_is(&d, "line:1", 0, 0), "a pin stops at the drawing's edges");
    desk_close(&d);
}

static void grid(void)
{
    struct desk d;

    desk_open(&d, with_floor, 24, 80, "ja");
    open_floor(&d, "line:1");
    curs_keys(d.c, "#");
    curs_type(d.c, "6 by 4");
    curs_keys(d.c, "Enter");
    see(d.c, "6 x 4 のように");
    curs_keys(d.c, "C-u");
    curs_type(d.c, "4 x 2");
    curs_keys(d.c, "Enter");
    see(d.c, "格子 4 x 2");
    is_int(row_int(desk_row(&d, "drawing:1"), F_drawing_grid_cols, 0), 4, "kept with the drawing");
    curs_keys(d.c, "Enter S-Right S-Down Enter");
    ok(pin_is(&d, "line:1", 6250, 7500), "big steps go from cell to cell");
    desk_close(&d);
}

static void merged_grid(struct hospital *h)
{
    with_floor(h);
    build_put(h->drawing, F_drawing_grid_cols, "2000000000");
    build_put(h->drawing, F_drawing_grid_rows, "2000000000");
}

static void merged_size(struct hospital *h)
{
    with_floor(h);
    build_put(h->drawing, F_drawing_width, "4294967296");
    build_put(h->drawing, F_drawing_height, "4294967296");
}

static void merged_shape(struct hospital *h)
{
    with_floor(h);
    build_put(h->drawing, F_drawing_width, "1");
    build_put(h->drawing, F_drawing_height, "-8");
}

/* What no person could type here, but another laptop or version may send. */
static void absurd(void)
{
    struct desk d;

    desk_open(&d, merged_grid, 24, 80, "ja");
    open_floor(&d, "line:1");
    see(d.c, "格子 40 x 40");
    curs_keys(d.c, "Enter S-Right S-Down Enter");
    ok(pin_is(&d, "line:1", 5125, 5125), "an endless grid is one of forty cells");
    desk_close(&d);
    desk_open(&d, merged_size, 24, 80, "ja");
    open_floor(&d, "line:1");
    see(d.c, "+");
    curs_keys(d.c, "Enter S-Right S-Up Enter");
    ok(pin_is(&d, "line:1", 6000, 4000), "a size that is none is not drawn by");
    desk_close(&d);
    desk_open(&d, merged_shape, 24, 80, "ja");
    open_floor(&d, "line:1");
    see(d.c, "+");
    see_whole(d.c);
    desk_close(&d);
}

static void click(struct desk *d, int y, int x)
{
    struct mouse m = {.kind = MOUSE_CLICK, .y = y, .x = x};

    app_mouse(d->app, &m);
}

static void delete_in(struct casefile *c, struct id row)
{
    struct edits list = {0};
    struct err e;

    edits_op(&list, OP_DEL, row, 0, value_null());
    if (case_edit(c, &list, &e) != 0)
        bail("not deleted: %s", e.subject);
    edits_release(&list);
}

static void pass(struct neighbour *b, struct desk *d)
{
    neighbour_pass(b->c, d->w.open);
    work_merged(d->app);
}

/* Two drawings of the floor, so that another page takes the place of the first. */
static void with_two_plans(struct hospital *h)
{
    struct row *second = build_row(&h->s, KIND_drawing);

    with_floor(h);
    build_put(second, F_drawing_title, "本館 3F 配線図");
    build_put(second, F_drawing_drawing_seq, "2");
}

/* Another laptop deletes what is in hand here, or the drawing below it. */
static void gone(const char *address, bool by_mouse)
{
    struct neighbour b;
    struct desk d;
    int64_t before;

    desk_open(&d, with_two_plans, 24, 80, "ja");
    neighbour_begin(&b, d.w.open, "田中", "B", "PC-11");
    open_floor(&d, "line:1");
    curs_keys(d.c, "Enter Right");
    see(d.c, "50.5%, 50.0%");
    delete_in(b.c, desk_row(&d, address)->id);
    pass(&b, &d);
    before = commits(&d);
    if (by_mouse)
        click(&d, 10, 20);
    else
        curs_keys(d.c, "Enter");
    see(d.c, "L1 のピンを離しました");
    is_int(commits(&d), before, "%s is deleted beside: nothing else is pinned", address);
    neighbour_end(&b);
    desk_close(&d);
}

/* The same with what stands above it in the list: the hand keeps its thing. */
static void reordered(void)
{
    struct neighbour b;
    struct desk d;

    desk_open(&d, with_two_plans, 24, 80, "ja");
    neighbour_begin(&b, d.w.open, "田中", "B", "PC-11");
    open_floor(&d, "device:1.1");
    curs_keys(d.c, "Enter S-Right");
    delete_in(b.c, desk_row(&d, "drawing:2")->id);
    if (case_set(b.c, desk_row(&d, "device:1.1")->id, F_device_device_seq, false, value_int(7),
                 NULL) != 0)
        bail("not set");
    pass(&b, &d);
    curs_keys(d.c, "Enter");
    ok(pin_is(&d, "device:1.7", 6000, 5000), "what is in hand is what is let go");
    ok(no_pin(&d, "line:1"), "and nothing else");
    neighbour_end(&b);
    desk_close(&d);
}

static void mouse(void)
{
    struct pin pin;
    struct desk d;

    desk_open(&d, with_floor, 24, 80, "ja");
    open_floor(&d, "line:1");
    curs_row(d.c, 0); /* a frame: the size is known */
    click(&d, 10, 20);
    ok(no_pin(&d, "line:1"), "a click takes the thing to that place");
    click(&d, 10, 20);
    ok(pin_of(desk_survey(&d), desk_row(&d, "line:1"), &pin), "the second lets it stay");
    ok(pin.x > 3000 && pin.x < 6000 && pin.y > 2000 && pin.y < 8000, "there: %d, %d", pin.x, pin.y);
    curs_keys(d.c, "G");
    click(&d, 10, 20);
    see(d.c, ">L1 ");
    app_mouse(d.app, &(struct mouse){.kind = MOUSE_DOUBLE, .y = 10, .x = 20});
    see(d.c, "Esc 元のまま");
    app_mouse(d.app, &(struct mouse){.kind = MOUSE_DOUBLE, .y = 5, .x = 5});
    see(d.c, "L1 を置きました"); /* the second of two quick ones */
    desk_close(&d);
}

/* Twice as large, a quarter of it: what is in hand stays in sight. */
static void larger(void)
{
    struct pin pin;
    struct desk d;

    desk_open(&d, with_floor, 24, 80, "ja");
    open_floor(&d, "line:1");
    curs_keys(d.c, "Enter H H H K K K Enter"); /* 20%, 20% */
    ok(pin_is(&d, "line:1", 2000, 2000), "a pin in the upper left");
    curs_keys(d.c, "g + + Enter");
    see(d.c, "20.0%, 20.0%");
    see(d.c, "   L1");
    click(&d, 4, 1); /* the corner of what is shown */
    ok(pin_of(desk_survey(&d), desk_row(&d, "line:1"), &pin) && pin.x > 500 && pin.x < 1000,
       "a click there is a place near it: %d, %d", pin.x, pin.y);
    curs_keys(d.c, "- - -");
    see_whole(d.c);
    desk_close(&d);
}

#define SHA256 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void with_bytes(struct hospital *h)
{
    with_floor(h);
    build_put(h->drawing, F_drawing_sha256, SHA256);
    build_put(h->drawing, F_drawing_media_type, "image/png");
}

/* The pixels that are kept once everything in sight is read. */
static size_t settled(struct desk *d)
{
    int64_t until = clock_mono_ms() + 20000;

    curs_row(d->c, 0);
    while (previews_busy(d->w.previews) && clock_mono_ms() < until) {
        app_tick(d->app);
        curs_row(d->c, 0);
    }
    return previews_bytes(d->w.previews);
}

/* The record of a drawing comes before its bytes. */
static void away(void)
{
    const char *top = getenv("top_builddir");
    struct buf b = BUF_INIT;
    char program[1024], *path;
    struct hash hash;
    struct desk d;
    struct err e;

    desk_open(&d, with_bytes, 24, 80, "ja");
    snprintf(program, sizeof program, "%s/genba-draw", top ? top : ".");
    d.w.previews = previews_new(d.app, program);
    if (!hash_parse(SHA256, &hash) || store_photos_away(d.w.open->store, &hash, 1, &e) != 0 ||
        keep_prepare(d.w.open->folder, &e) != 0)
        bail("nothing can be away");
    open_floor(&d, "line:1");
    is_int(settled(&d), 0, "a drawing whose bytes are away");
    see(d.c, "未着");
    curs_keys(d.c, "Enter Enter");
    ok(pin_is(&d, "line:1", 5000, 5000), "takes pins");
    picture_png(&b, 60, 40, 1, NULL);
    path = keep_drawing_path(d.w.open->folder, SHA256, "image/png");
    picture_write(path, b.p, b.len);
    if (store_photos_away(d.w.open->store, NULL, 0, &e) != 0)
        bail("it stays away");
    app_changed(d.app);
    ok(settled(&d) > 0, "is shown once they came");
    see_not(d.c, "未着");
    free(path);
    buf_release(&b);
    desk_close(&d);
}

static void pin_in(struct casefile *c, struct id thing, struct id drawing, int x, int y)
{
    struct edits list = {0};
    struct err e;

    pin_place(&list, survey_find(&c->survey, thing), drawing, x, y);
    if (case_edit(c, &list, &e) != 0)
        bail("not pinned: %s", e.subject);
    edits_release(&list);
}

/* Two laptops put it on two drawings: marked, shown before anybody types over
 * it, and one choice takes a whole pin. */
static void in_conflict(const char *keys)
{
    struct neighbour b;
    struct desk d;
    struct id line, first, second;
    struct pin pin;

    desk_open(&d, with_two_plans, 24, 80, "ja");
    neighbour_begin(&b, d.w.open, "田中", "B", "PC-11");
    line = desk_row(&d, "line:1")->id;
    first = desk_row(&d, "drawing:1")->id;
    second = desk_row(&d, "drawing:2")->id;
    pin_in(d.w.open, line, first, 2000, 3000);
    clock_set(hospital_now() + 600000);
    pin_in(b.c, line, second, 7000, 8000);
    pass(&b, &d);
    is_int((long)d.w.counts.conflicts, 3, "three fields in conflict");
    open_floor(&d, "drawing:2");
    curs_keys(d.c, "g");
    see(d.c, ">L1     回線A");
    see(d.c, "競合2");
    see_whole(d.c);
    for (const char *const *key = (const char *const[]){"Enter", "Del", NULL}; *key; key++) {
        curs_keys(d.c, *key);
        is_str(app_top(d.app)->ops->name, "conflicts", "%s shows both first", *key);
        curs_keys(d.c, "Esc");
    }
    is_int((long)d.w.counts.conflicts, 3, "nothing ended");
    curs_keys(d.c, "Enter");
    curs_keys(d.c, keys);
    is_int((long)d.w.counts.conflicts, 0, "one choice ends all three");
    ok(pin_is(&d, "line:1", 2000, 3000), "with the other's place");
    ok(pin_of(desk_survey(&d), desk_row(&d, "line:1"), &pin) &&
           id_equal(row_ref(pin.row, F_line_plan_ref), first),
       "on its drawing");
    curs_keys(d.c, "u");
    is_int((long)d.w.counts.conflicts, 3, "u brings all of it back");
    neighbour_end(&b);
    desk_close(&d);
}

static void rooms(void)
{
    struct desk d;

    desk_open(&d, with_floor, 24, 80, "ja");
    open_floor(&d, "line:1");
    curs_keys(d.c, "v");
    see(d.c, "サーバ室");
    see(d.c, "L1 回線A");
    see_whole(d.c);
    curs_keys(d.c, "Enter");
    see(d.c, "50.0%, 50.0%");
    curs_keys(d.c, "Esc");
    see(d.c, "L1 回線A");
    desk_close(&d);
}

static void no_drawing(struct hospital *h)
{
    build_delete(&h->s, h->drawing);
    build_put(h->step, F_step_step_state, "in_progress");
}

static void without(void)
{
    struct desk d;

    desk_open(&d, no_drawing, 24, 80, "ja");
    open_floor(&d, "line:1");
    see(d.c, "図面なし");
    see(d.c, "サーバ室");
    see(d.c, "入室中: A");
    curs_keys(d.c, "Enter");
    see(d.c, "この階の図面がありません");
    see_whole(d.c);
    desk_close(&d);
}

static void taken_in(void)
{
    char path[600];
    struct buf b = BUF_INIT;
    struct desk d;

    desk_open(&d, no_drawing, 24, 80, "ja");
    open_floor(&d, NULL);
    snprintf(path, sizeof path, "%s/0342_別館_2F_平面図.png", d.f.workspace);
    picture_png(&b, 60, 40, 1, NULL);
    picture_write(path, b.p, b.len);
    curs_keys(d.c, "a C-u");
    curs_type(d.c, path);
    curs_keys(d.c, "Enter");
    is_int(desk_survey(&d)->n[KIND_drawing], 1, "a drawing is taken in");
    see(d.c, "別館 2F 平面図");
    curs_keys(d.c, "e C-u");
    curs_type(d.c, "どこか");
    curs_keys(d.c, "Enter");
    see(d.c, "階が分かりません");
    curs_keys(d.c, "C-u");
    curs_type(d.c, "新館 B1");
    curs_keys(d.c, "Enter");
    is_str(row_text(desk_row(&d, "drawing:1"), F_drawing_building), "新館", "and put elsewhere");
    is_str(row_text(desk_row(&d, "drawing:1"), F_drawing_floor), "B1", "on its floor");
    curs_keys(d.c, "u");
    is_str(row_text(desk_row(&d, "drawing:1"), F_drawing_floor), "2F", "u takes it back");
    buf_release(&b);
    desk_close(&d);
}

static void ask_report(struct desk *d, char *path, size_t size, const char *name)
{
    snprintf(path, size, "%s/%s", d->f.workspace, name);
    curs_keys(d->c, "F8 C-u");
    curs_type(d->c, path);
    curs_keys(d->c, "Enter");
}

/* A floor plan at a time, the workbook behind them; keys work meanwhile. */
static void report(void)
{
    char path[600], other[600];
    struct desk d;

    desk_open(&d, with_two_plans, 24, 80, "ja");
    open_floor(&d, "line:1");
    while (app_busy(d.app)) /* the list of hospitals is being read */
        app_tick(d.app);
    ask_report(&d, path, sizeof path, "report.xlsx");
    app_tick(d.app);
    see(d.c, "平面図を描画中 1/2");
    ok(app_busy(d.app) && access(path, F_OK) != 0, "the first floor plan");
    curs_keys(d.c, "Enter Right Enter");
    ok(pin_is(&d, "line:1", 5050, 5000), "a pin is set meanwhile");
    app_tick(d.app);
    ok(app_busy(d.app) && access(path, F_OK) != 0, "so they are painted anew");
    app_tick(d.app);
    app_tick(d.app);
    ok(!app_busy(d.app) && access(path, F_OK) == 0, "then the workbook is there");
    see(d.c, "報告の表を書き出しました");
    ask_report(&d, other, sizeof other, "other.xlsx");
    app_tick(d.app);
    curs_keys(d.c, "C-c");
    see(d.c, "報告の表は書いていません");
    ok(!app_busy(d.app) && access(other, F_OK) != 0, "C-c stops it");
    desk_close(&d);
}

static void sizes(const char *lang, int rows, int cols)
{
    struct desk d;

    desk_open(&d, with_floor, rows, cols, lang);
    open_floor(&d, NULL);
    see_whole(d.c);
    curs_keys(d.c, "Enter");
    see_whole(d.c);
    curs_keys(d.c, "Esc v");
    see_whole(d.c);
    curs_keys(d.c, "] ] [");
    see_whole(d.c);
    desk_close(&d);
}

int main(void)
{
    place();
    edges();
    grid();
    absurd();
    gone("line:1", false);
    gone("line:1", true);
    gone("drawing:1", false);
    gone("drawing:1", true);
    reordered();
    mouse();
    larger();
    away();
    in_conflict("2 Esc");
    in_conflict("Down 2 Esc");
    in_conflict("Down Down 2 Esc");
    rooms();
    without();
    taken_in();
    report();
    sizes("ja", 24, 80);
    sizes("en", 24, 80);
    sizes("ja", 40, 140);
    sizes("en", 40, 140);
    sizes("ja", 15, 60);
    return tap_done();
}
