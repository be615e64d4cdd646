#include "config.h"

#include "tui/mosaic.h"

#include "assets/draw/shrink.h"
#include "model/base/buf.h"
#include "tui/colour.h"

#include <stdlib.h>
#include <string.h>

/* By the quarters in front: 1 upper left, 2 upper right, 4 lower left, 8 lower
 * right. The left half and the full block are drawn as their complements. */
static const wchar_t glyphs[16] = {
    L' ',   0x2598, 0x259D, 0x2580, 0x2596, 0,      0x259E, 0x259B,
    0x2597, 0x259A, 0x2590, 0x259C, 0x2584, 0x2599, 0x259F, 0,
};
enum { UPPER = 3, RIGHT = 10 };

bool mosaic_can(const struct theme *t)
{
    return t->depth >= 8 && t->pictures != PICTURES_OFF;
}

struct draw mosaic_area(const struct draw *d, const struct picture *p)
{
    uint64_t w = p->full_width, h = p->full_height; /* a thumbnail's aspect is about that */
    uint64_t cols = (uint64_t)d->cols, halves = (uint64_t)d->rows * 2;
    int rows;

    if (!p->rgb || d->cols <= 0 || d->rows <= 0)
        return draw_sub(d, 0, 0, 0, 0);
    w = w > 0 ? w : p->width;
    h = h > 0 ? h : p->height;
    if (w == 0 || h == 0)
        return draw_sub(d, 0, 0, 0, 0);
    if (cols * h < halves * w) {
        halves = (cols * h + w / 2) / w;
    } else {
        cols = (halves * w + h / 2) / h;
        cols = cols > 0 ? cols : 1;
    }
    rows = (int)((halves + 1) / 2);
    rows = rows > 0 ? rows : 1;
    return draw_sub(d, (d->rows - rows) / 2, (d->cols - (int)cols) / 2, rows, (int)cols);
}

struct sum {
    int rgb[3], n; /* of so many quarters */
};

static struct sum plus(struct sum a, const uint8_t rgb[3])
{
    return (struct sum){{a.rgb[0] + rgb[0], a.rgb[1] + rgb[1], a.rgb[2] + rgb[2]}, a.n + 1};
}

static struct sum minus(struct sum a, struct sum b)
{
    return (struct sum){{a.rgb[0] - b.rgb[0], a.rgb[1] - b.rgb[1], a.rgb[2] - b.rgb[2]}, a.n - b.n};
}

/* The squared error of one colour for several quarters is least where this is
 * largest: their sum squared, divided by their number (in twelfths). */
static int gain(struct sum s)
{
    static const int twelfths[] = {0, 12, 6, 4, 3};

    return (s.rgb[0] * s.rgb[0] + s.rgb[1] * s.rgb[1] + s.rgb[2] * s.rgb[2]) * twelfths[s.n];
}

static void mean_of(struct sum s, uint8_t rgb[3])
{
    for (int i = 0; i < 3 && s.n > 0; i++)
        rgb[i] = (uint8_t)((s.rgb[i] + s.n / 2) / s.n);
}

struct mosaic_cell mosaic_split(const uint8_t quarter[4][3], bool narrow)
{
    struct mosaic_cell cell = {.front = 0};
    struct sum part[8] = {{.n = 0}}, all;
    int best = -1;

    for (unsigned mask = 1; mask < 8; mask++) { /* the others are complements */
        unsigned top = mask >= 4 ? 2 : mask >= 2 ? 1 : 0;

        part[mask] = plus(part[mask & ~(1u << top)], quarter[top]);
    }
    all = plus(part[7], quarter[3]);
    for (unsigned mask = 0; mask < 8; mask++) {
        int g = gain(part[mask]) + gain(minus(all, part[mask]));

        if (g > best && !(narrow && mask == UPPER)) {
            best = g;
            cell.front = mask;
        }
    }
    mean_of(part[cell.front], cell.colour[0]);
    mean_of(minus(all, part[cell.front]), cell.colour[1]);
    return cell;
}

/* Few colours: two halves, each colour moved by a pattern that the eye averages. */
static void dither(uint8_t rgb[3], int depth, int y, int x)
{
    static const int8_t pattern[4][4] = {
        {-8, 0, -6, 2}, {4, -4, 6, -2}, {-5, 3, -7, 1}, {7, -1, 5, -3}};
    int by = pattern[y & 3][x & 3] * (depth >= 88 ? 4 : depth >= 16 ? 9 : 12);

    for (int i = 0; i < 3; i++) {
        int v = rgb[i] + by;

        rgb[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
}

static struct mosaic_cell halves(const uint8_t quarter[4][3], const struct theme *t, int y, int x)
{
    bool narrow = t->pictures == PICTURES_NARROW;
    struct mosaic_cell cell = {.front = narrow ? RIGHT : UPPER};

    for (int side = 0; side < 2; side++) {
        unsigned mask = side ? 15 ^ cell.front : cell.front;
        struct sum sum = {.n = 0};

        for (unsigned q = 0; q < 4; q++)
            sum = mask >> q & 1 ? plus(sum, quarter[q]) : sum;
        mean_of(sum, cell.colour[side]);
        dither(cell.colour[side], t->depth, narrow ? y : 2 * y + side,
               narrow ? 2 * x + 1 - side : x);
    }
    return cell;
}

static void put_cell(const struct draw *d, int y, int x, struct mosaic_cell cell)
{
    const struct theme *t = d->theme;
    int front = colour_nearest(t->depth, cell.colour[0]);
    int back = colour_nearest(t->depth, cell.colour[1]), pair;
    unsigned mask = cell.front;
    bool swapped;
    wchar_t text[2] = {0};
    cchar_t c;

    if (mask == 0 || front == back) { /* one colour: any pair that has it */
        front = back ^ 1;
        mask = 0;
    }
    pair = colours_pair(t->pairs, front, back, &swapped);
    if (swapped)
        mask ^= 15;
    /* a glyph that is not to be used has a complement: reversed colours */
    text[0] = glyphs[mask] ? glyphs[mask] : glyphs[15 ^ mask];
    setcchar(&c, text, glyphs[mask] ? A_NORMAL : A_REVERSE, 0, &pair);
    mvwadd_wch(d->win, d->y0 + y, d->x0 + x, &c);
}

void mosaic_draw(const struct draw *area, const struct picture *p)
{
    const struct theme *t = area->theme;
    int w = area->cols * 2, h = area->rows * 2;
    uint8_t *rgb;

    if (!p->rgb || !mosaic_can(t) || w <= 0 || h <= 0)
        return;
    rgb = xmalloc((size_t)w * (size_t)h * 3);
    shrink_all(p->rgb, p->width, p->height, rgb, (uint32_t)w, (uint32_t)h);
    for (int y = 0; y < area->rows; y++)
        for (int x = 0; x < area->cols; x++) {
            uint8_t quarter[4][3];
            const uint8_t *at = rgb + ((size_t)y * 2 * (size_t)w + (size_t)x * 2) * 3;

            memcpy(quarter, at, 6);
            memcpy(quarter + 2, at + (size_t)w * 3, 6);
            put_cell(area, y, x,
                     t->depth >= 256 ? mosaic_split(quarter, t->pictures == PICTURES_NARROW)
                                     : halves(quarter, t, y, x));
        }
    free(rgb);
}
