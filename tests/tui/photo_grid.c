/* The grid of photos: where tiles lie, how the cursor moves, previews and cards,
 * the large picture. */
#include "config.h"

#include "model/base/clock.h"
#include "tests/lib/desk.h"
#include "tests/lib/tap.h"
#include "tui/photo_grid.h"
#include "tui/preview.h"
#include "tui/scr_photo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fits(void)
{
    static const struct {
        int rows, cols, across, down;
    } v[] = {{18, 80, 4, 2}, {34, 140, 6, 3}, {44, 200, 8, 4}, {9, 60, 3, 1}, {3, 10, 1, 1}};

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        struct grid g = {0};

        grid_fit(&g, v[i].rows, v[i].cols);
        ok(g.across == v[i].across && g.down == v[i].down, "%dx%d: %d across, %d down", v[i].rows,
           v[i].cols, g.across, g.down);
        ok(g.across * g.tile_cols <= v[i].cols && g.down * g.tile_rows <= v[i].rows,
           "%dx%d: nothing stands outside", v[i].rows, v[i].cols);
    }
}

/* 4 across, 2 down, 11 tiles: rows of 4, 4 and 3. */
static void moves(void)
{
    static const struct {
        int from;
        enum action a;
        int to;
    } v[] = {
        {0, ACT_RIGHT, 1},   {3, ACT_RIGHT, 4},   {10, ACT_RIGHT, 10},    {0, ACT_LEFT, 0},
        {4, ACT_LEFT, 3},    {1, ACT_NEXT, 5},    {5, ACT_NEXT, 9},       {7, ACT_NEXT, 10},
        {9, ACT_NEXT, 9},    {5, ACT_PREV, 1},    {1, ACT_PREV, 1},       {1, ACT_PAGE_DOWN, 9},
        {9, ACT_PAGE_UP, 1}, {5, ACT_PAGE_UP, 1}, {7, ACT_PAGE_DOWN, 10},
    };
    struct grid g = {0};
    int y, x;

    grid_fit(&g, 18, 80);
    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        is_int(grid_move(&g, 11, v[i].from, v[i].a), v[i].to, "from %d", v[i].from);
    is_int(grid_move(&g, 0, 0, ACT_NEXT), -1, "there is nowhere to go in an empty grid");
    grid_follow(&g, 11, 10);
    is_int(g.top, 1, "the last row is in sight");
    ok(grid_place(&g, 9, &y, &x) && y == 9 && x == 20, "tile 9 at %d,%d", y, x);
    ok(!grid_place(&g, 3, &y, &x), "tile 3 is not in sight");
    is_int(grid_at(&g, 11, 10, 25), 9, "a click finds it");
    is_int(grid_at(&g, 11, 10, 75), -1, "or nothing");
    grid_follow(&g, 2, 1);
    is_int(g.top, 0, "with fewer tiles it scrolls back");
}

static void no_photo(struct hospital *h)
{
    build_delete(&h->s, h->photo_router);
}

static void path_of(const char *name, char *out, size_t size)
{
    const char *data = getenv("GENBA_DATADIR");

    snprintf(out, size, "%s/demo/%s", data ? data : "assets", name);
}

static void take_folder(struct desk *d)
{
    char path[512];

    path_of("", path, sizeof path);
    curs_keys(d->c, "a C-u");
    curs_type(d->c, path);
    curs_keys(d->c, "Enter 2");
    for (int i = 0; i < 200 && app_busy(d->app); i++)
        app_tick(d->app);
}

static void with_previews(struct desk *d)
{
    const char *top = getenv("top_builddir");
    char program[1024];

    snprintf(program, sizeof program, "%s/genba-draw", top ? top : ".");
    d->w.previews = previews_new(d->app, program);
}

static void settle(struct desk *d)
{
    int64_t until = clock_mono_ms() + 20000;

    curs_row(d->c, 0);
    while (previews_busy(d->w.previews) && clock_mono_ms() < until) {
        app_tick(d->app);
        curs_row(d->c, 0);
    }
}

/* Cells of the body that a picture coloured. */
static int coloured(struct desk *d, int rows, int cols)
{
    int n = 0;

    curs_row(d->c, 0);
    for (int y = 2; y < rows - 2; y++)
        for (int x = 0; x < cols; x++) {
            wchar_t text[CCHARW_MAX];
            attr_t attr;
            cchar_t cell;
            short ignored;
            int pair = 0;

            mvwin_wch(stdscr, y, x, &cell);
            getcchar(&cell, text, &attr, &ignored, &pair);
            n += pair > ROLE_COUNT;
        }
    return n;
}

static void tiles(int rows, int cols, const char *lang)
{
    struct desk d;
    int grid, large;

    desk_open(&d, no_photo, rows, cols, lang);
    with_previews(&d);
    work_show(d.app, &scr_photo, desk_row(&d, "line:1")->id, "");
    see(d.c, strcmp(lang, "ja") == 0 ? "まだ写真なし" : "no photo yet");
    see_whole(d.c);
    curs_keys(d.c, "Esc");
    work_show(d.app, &scr_photo, (struct id){{0}}, "");
    take_folder(&d);
    curs_keys(d.c, "Home");
    is_int(coloured(&d, rows, cols), 0, "no pictures before they were read");
    curs_keys(d.c, "Right");
    see(d.c, ">");
    settle(&d);
    grid = coloured(&d, rows, cols);
    ok(grid > cols * 3, "pictures at %dx%d: %d cells", rows, cols, grid);
    see_whole(d.c);
    curs_keys(d.c, "Enter");
    settle(&d);
    large = coloured(&d, rows, cols);
    ok(large > rows * cols / 8, "the large one: %d cells", large);
    see(d.c, "DSC012");
    see(d.c, "(2/");
    see_whole(d.c);
    curs_keys(d.c, "Right");
    see(d.c, "(3/");
    curs_keys(d.c, "Esc Left Left");
    settle(&d);
    ok(coloured(&d, rows, cols) >= grid * 9 / 10, "Esc goes back to the grid");
    curs_keys(d.c, "v");
    see(d.c, strcmp(lang, "ja") == 0 ? "時刻" : "Time");
    is_int(coloured(&d, rows, cols), 0, "the list has no pictures");
    curs_keys(d.c, "/");
    curs_type(d.c, "DSC01204");
    curs_keys(d.c, "Enter v");
    see(d.c, "DSC01204.JPG");
    desk_close(&d);
}

/* What cannot be shown says so; the others are shown. */
static void trouble(void)
{
    struct desk d;

    desk_open(&d, no_photo, 24, 80, "en");
    work_show(d.app, &scr_photo, (struct id){{0}}, "");
    take_folder(&d);
    d.w.previews = previews_new(d.app, "/nonexistent/genba-draw");
    curs_keys(d.c, "Home");
    settle(&d);
    see(d.c, "-draw was not");
    see_whole(d.c);
    is_int(coloured(&d, 24, 80), 0, "without genba-draw there are words");
    desk_close(&d);
}

int main(void)
{
    fits();
    moves();
    tiles(24, 80, "ja");
    tiles(40, 140, "en");
    tiles(50, 200, "ja");
    tiles(15, 60, "en");
    trouble();
    return tap_done();
}
