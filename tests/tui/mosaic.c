/* Pictures in cells: the split of a cell, colours for every kind of terminal,
 * and previews that come while the app goes on. */
#include "config.h"

#include "model/base/clock.h"
#include "tests/lib/curs.h"
#include "tests/lib/paint.h"
#include "tests/lib/pictures.h"
#include "tests/lib/stranger.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"
#include "tui/app_priv.h"
#include "tui/colour.h"
#include "tui/mosaic.h"
#include "tui/preview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define W                                                                                          \
    {                                                                                              \
        255, 255, 255                                                                              \
    }
#define K                                                                                          \
    {                                                                                              \
        0, 0, 0                                                                                    \
    }

static void splits(void)
{
    static const struct {
        const char *name;
        uint8_t quarter[4][3];
        unsigned front, narrow; /* or their complements */
    } v[] = {
        {"one colour", {W, W, W, W}, 0, 0},     {"upper and lower", {W, W, K, K}, 3, 99},
        {"left and right", {W, K, W, K}, 5, 5}, {"one quarter", {K, K, K, W}, 8, 8},
        {"three quarters", {W, W, K, W}, 4, 4}, {"across", {W, K, K, W}, 9, 9},
    };

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        struct mosaic_cell c = mosaic_split(v[i].quarter, false);
        struct mosaic_cell n = mosaic_split(v[i].quarter, true);
        int side = (c.front & 1) ? 0 : 1; /* the colour of the upper left */

        ok(c.front == v[i].front || c.front == (15 ^ v[i].front), "%s: %u", v[i].name, c.front);
        is_int(c.colour[side][0], v[i].quarter[0][0], "%s: its colour", v[i].name);
        ok(n.front != 3 && n.front != 12, "%s: no half block where it may be wide", v[i].name);
        if (v[i].narrow != 99)
            is_int((int)n.front, (int)c.front, "%s: else the same", v[i].name);
    }
}

static void colours(void)
{
    static const uint8_t red[3] = {250, 3, 2}, grey[3] = {120, 121, 119},
                         white[3] = {255, 255, 255};
    uint8_t rgb[3];

    is_int(colour_nearest(8, red), 1, "red of 8");
    is_int(colour_nearest(16, red), 9, "of 16");
    is_int(colour_nearest(88, red), 64, "of 88");
    is_int(colour_nearest(256, red), 196, "of 256");
    is_int(colour_nearest(1 << 24, red), 0xF80000, "and direct");
    is_int(colour_nearest(256, grey), 243, "a grey of 256");
    is_int(colour_nearest(88, grey), 82, "of 88");
    is_int(colour_nearest(8, white), 7, "white of 8");
    colour_rgb256(243, rgb);
    is_int(rgb[1], 118, "number 243 is a grey");
    colour_rgb256(196, rgb);
    ok(rgb[0] == 255 && rgb[1] == 0, "number 196 is red");
}

static void areas(void)
{
    uint8_t pixel[3] = {0};
    struct draw d = {.rows = 20, .cols = 60}, a;
    struct picture p = {
        .full_width = 4000, .full_height = 3000, .width = 1, .height = 1, .rgb = pixel};

    a = mosaic_area(&d, &p);
    ok(a.rows == 20 && a.cols == 53 && a.x0 == 3 && a.y0 == 0, "landscape: %dx%d at %d,%d", a.rows,
       a.cols, a.y0, a.x0);
    p.full_width = 3000;
    p.full_height = 4000;
    a = mosaic_area(&d, &p);
    ok(a.rows == 20 && a.cols == 30 && a.x0 == 15, "upright: %dx%d", a.rows, a.cols);
    p.full_width = 65535;
    p.full_height = 1;
    a = mosaic_area(&d, &p);
    ok(a.rows == 1 && a.cols == 60, "a line: %dx%d", a.rows, a.cols);
    p.full_width = p.full_height = p.width = p.height = 0;
    a = mosaic_area(&d, &p);
    ok(a.rows == 0 && a.cols == 0, "no pixels take no place");
    p.full_width = 8;
    a = mosaic_area(&d, &p);
    ok(a.rows == 0 && a.cols == 0, "nor those of no height");
    p.full_width = 0;
    p.full_height = 8;
    a = mosaic_area(&d, &p);
    ok(a.rows == 0 && a.cols == 0, "nor those of no width");
    p.width = p.height = 1;
    p.rgb = NULL;
    a = mosaic_area(&d, &p);
    ok(a.rows == 0 && a.cols == 0, "no picture takes no place");
}

static const struct app_hooks hooks = {.status = NULL};

/* The characters a picture is made of, on a terminal of so many colours. */
static void glyphs_of(int depth, enum pictures how, bool *halves, bool *others, int *most)
{
    struct theme t = {.depth = depth, .pictures = how, .pairs = colours_new(ROLE_COUNT + 1, 64)};
    struct draw d = {.win = stdscr, .theme = &t, .rows = 12, .cols = 32};
    uint8_t rgb[64 * 64 * 3];
    struct picture p = {.width = 64, .height = 64, .rgb = rgb};
    struct draw area = mosaic_area(&d, &p);
    struct paint paint = {.width = 64, .height = 64, .seed = 3};

    for (unsigned i = 0; i < 64 * 64; i++)
        paint_scene(i % 64 * 37, i / 64 * 53, &paint, rgb + (size_t)i * 3);
    *halves = *others = false;
    *most = 0;
    mosaic_draw(&area, &p);
    for (int y = 0; y < area.rows; y++)
        for (int x = 0; x < area.cols; x++) {
            wchar_t text[CCHARW_MAX];
            attr_t attr;
            cchar_t cell;
            short ignored;
            int pair = 0;

            mvwin_wch(stdscr, area.y0 + y, area.x0 + x, &cell);
            getcchar(&cell, text, &attr, &ignored, &pair);
            *halves = *halves || text[0] == 0x2580 || text[0] == 0x2584;
            *others = *others || text[0] > 0x2584;
            *most = pair > *most ? pair : *most;
        }
    colours_free(t.pairs);
}

static void terminals(void)
{
    struct curs *c = curs_open(&hooks, NULL, 24, 80, "en");
    struct theme none = {.depth = 0}, off = {.depth = 256, .pictures = PICTURES_OFF};
    bool halves, others;
    int most;

    glyphs_of(8, PICTURES_AUTO, &halves, &others, &most);
    ok(halves && !others, "8 colours: half blocks");
    ok(most > ROLE_COUNT && most < 64, "in the pairs there are: %d", most);
    glyphs_of(8, PICTURES_NARROW, &halves, &others, &most);
    ok(!halves && others, "narrow: none of ambiguous width");
    glyphs_of(256, PICTURES_AUTO, &halves, &others, &most);
    ok(halves && others, "256 colours: quadrants too");
    glyphs_of(256, PICTURES_NARROW, &halves, &others, &most);
    ok(!halves && others, "narrow: quadrants only");
    ok(!mosaic_can(&none) && !mosaic_can(&off), "no colours, or switched off: none");
    is_int(theme_pictures("narrow"), PICTURES_NARROW, "the setting's words");
    is_int(theme_pictures("off"), PICTURES_OFF, "off");
    is_int(theme_pictures("sixel"), PICTURES_AUTO, "others are the default");
    curs_close(c);
}

/* A screen that shows one picture, and tells what it saw. */
struct seen {
    enum preview_state state;
    char why[160];
};
struct one {
    struct screen base;
    struct previews *previews;
    const char *path;
    struct seen *seen;
};

static void one_draw(const struct screen *s, const struct draw *d)
{
    const struct one *o = (const struct one *)s;
    struct draw box = draw_sub(d, 0, 0, 10, 20), area;
    const struct preview *v;

    if (!o->path)
        return;
    previews_begin(o->previews);
    v = previews_get(o->previews, o->path, MOSAIC_BOX_W(20), MOSAIC_BOX_H(10));
    o->seen->state = v->state;
    snprintf(o->seen->why, sizeof o->seen->why, "%s", v->why);
    area = mosaic_area(&box, &v->picture);
    mosaic_draw(&area, &v->picture);
}

static const struct screen_ops one_ops = {
    .name = "one", .title = "One", .size = sizeof(struct one), .draw = one_draw};

/* The colour of a cell that has one: the background, or the front where reversed. */
static int shown_at(int y, int x)
{
    wchar_t text[CCHARW_MAX];
    int pair = 0, front, back;
    attr_t attr;
    cchar_t cell;
    short ignored;

    mvwin_wch(stdscr, y, x, &cell);
    getcchar(&cell, text, &attr, &ignored, &pair);
    if (extended_pair_content(pair, &front, &back) == ERR || text[0] != L' ')
        return -2;
    return attr & A_REVERSE ? front : back;
}

/* Until the picture is there, or what it stays at; the frames it took. */
static int settle(struct curs *c, struct one *o)
{
    int64_t until = clock_mono_ms() + 20000;
    int frames = 0;

    curs_row(c, 0);
    while (previews_busy(o->previews) && clock_mono_ms() < until) {
        app_tick(curs_app(c));
        if (curs_app(c)->dirty) {
            frames++;
            curs_row(c, 0);
        }
    }
    return frames;
}

static void bytes_of(char *path, size_t size, const char *dir, const char *name,
                     const struct paint *paint, bool png)
{
    struct buf b = BUF_INIT;

    snprintf(path, size, "%s/%s", dir, name);
    if (png)
        paint_png(&b, paint);
    else
        paint_jpeg(&b, paint);
    picture_write(path, b.p, b.len);
    buf_release(&b);
}

static void previews(const char *dir)
{
    struct paint quarters = {.width = 80, .height = 80, .colour = paint_quarters};
    struct curs *c = curs_open(&hooks, NULL, 24, 80, "en");
    const char *top = getenv("top_builddir");
    char program[1024], path[512];
    struct seen seen = {0};
    struct previews *p;
    struct one *o;
    struct err e;

    snprintf(program, sizeof program, "%s/genba-draw", top ? top : ".");
    if (app_push(curs_app(c), &one_ops, NULL, &e) != 0)
        bail("no screen");
    o = (struct one *)app_top(curs_app(c));
    o->seen = &seen;
    o->previews = previews_new(curs_app(c), program);
    ok(!app_busy(curs_app(c)), "nothing waits for previews");
    bytes_of(path, sizeof path, dir, "q.jpg", &quarters, false);
    o->path = path;
    app_dirty(curs_app(c));
    curs_row(c, 0);
    is_int(seen.state, PREVIEW_WAITS, "nothing at first");
    is_int(settle(c, o), 1, "drawn anew when it has come, not before");
    is_int(seen.state, PREVIEW_READY, "then the picture");
    is_int((int)previews_bytes(o->previews), 40 * 40 * 3, "its pixels are kept");
    is_int(shown_at(2, 1), 196, "its cells: red on the left");
    is_int(shown_at(2, 18), 46, "green on the right");
    is_int(shown_at(11, 1), 21, "blue below");
    is_int(shown_at(11, 21), -1, "and nothing beside it");
    snprintf(path, sizeof path, "%s/late.jpg", dir);
    o->path = path;
    app_dirty(curs_app(c));
    settle(c, o);
    is_int(seen.state, PREVIEW_FAILED, "a file that is not there");
    ok(strlen(seen.why) > 0, "in words: %s", seen.why);
    bytes_of(path, sizeof path, dir, "late.jpg", &quarters, false);
    app_dirty(curs_app(c));
    settle(c, o);
    is_int(seen.state, PREVIEW_FAILED, "is not looked for in every frame");
    app_changed(curs_app(c));
    settle(c, o);
    is_int(seen.state, PREVIEW_READY, "but when something came");
    snprintf(path, sizeof path, "%s/text.jpg", dir);
    picture_write(path, "no picture", 10);
    o->path = path;
    app_dirty(curs_app(c));
    settle(c, o);
    is_int(seen.state, PREVIEW_FAILED, "a file that is no picture");
    is_str(seen.why, "neither JPEG nor PNG", "in words");
    curs_see_whole(c, __FILE__, __LINE__);
    p = o->previews;
    curs_close(c);
    previews_free(p);
}

/* A helper that ends or talks nonsense costs its file a message each time; the
 * loop goes on. */
static void strangers(const char *dir)
{
    static const struct {
        const char *program, *what;
    } v[] = {{"/bin/cat", ""}, {"/bin/true", ""}, {"/nonexistent", ""}, {STRANGER, "close"}};
    int64_t until = clock_mono_ms() + 20000;
    char path[512];

    snprintf(path, sizeof path, "%s/q.jpg", dir);
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        struct curs *c = curs_open(&hooks, NULL, 24, 80, "en");
        struct previews *p = previews_new(curs_app(c), v[i].program);

        stranger_is(v[i].what);
        for (int turn = 0; turn < 2; turn++) {
            const struct preview *shown;

            previews_begin(p);
            shown = previews_get(p, path, 40 + turn, 40);
            while (previews_busy(p) && clock_mono_ms() < until)
                app_tick(curs_app(c));
            ok(shown->state == PREVIEW_FAILED && *shown->why, "%s %s: %s", v[i].program, v[i].what,
               shown->why);
        }
        curs_close(c);
        previews_free(p);
    }
    ok(clock_mono_ms() < until, "and nothing waits for one that stays");
}

/* Many of them: what is kept stays bounded. */
static void bounded(const char *dir)
{
    struct paint paint = {.width = 1200, .height = 900, .colour = paint_scene};
    struct curs *c = curs_open(&hooks, NULL, 24, 80, "en");
    const char *top = getenv("top_builddir");
    char program[1024], path[512];
    struct previews *p;
    size_t most = 0;

    snprintf(program, sizeof program, "%s/genba-draw", top ? top : ".");
    p = previews_new(curs_app(c), program);
    bytes_of(path, sizeof path, dir, "large.jpg", &paint, false);
    for (int i = 0; i < 20; i++) { /* as many sizes are as many pictures */
        previews_begin(p);
        previews_get(p, path, 1200 - i, 900);
        while (previews_busy(p))
            app_tick(curs_app(c));
        most = previews_bytes(p) > most ? previews_bytes(p) : most;
    }
    ok(most > PREVIEWS_BYTES / 2 && most <= PREVIEWS_BYTES, "%zu of %zu bytes", most,
       PREVIEWS_BYTES);
    previews_begin(p);
    is_int(previews_get(p, path, 1181, 900)->state, PREVIEW_READY, "the latest is kept");
    is_int(previews_get(p, path, 1200, 900)->state, PREVIEW_WAITS, "the first is not");
    curs_close(c);
    previews_free(p);
}

int main(void)
{
    char dir[256];

    stranger_serve();
    tmpdir_make(dir, sizeof dir);
    splits();
    colours();
    areas();
    terminals();
    previews(dir);
    strangers(dir);
    bounded(dir);
    tmpdir_remove(dir);
    return tap_done();
}
