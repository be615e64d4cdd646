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

/* Two colours for four quarters, with the least squared error: the sums of both
 * sides, squared and divided by their number, are to be as large as possible. */
static int64_t gain(const int sum[3], int n)
{
    int64_t g = 0;

    for (int i = 0; i < 3; i++)
        g += (int64_t)sum[i] * sum[i] * 12 / n;
    return n > 0 ? g : 0;
}

static void sum_of(const uint8_t quarter[4][3], unsigned mask, int sum[3], int *n)
{
    memset(sum, 0, 3 * sizeof *sum);
    *n = 0;
    for (unsigned q = 0; q < 4; q++)
        if (mask >> q & 1) {
            for (int i = 0; i < 3; i++)
                sum[i] += quarter[q][i];
            ++*n;
        }
}

struct mosaic_cell mosaic_split(const uint8_t quarter[4][3], bool narrow)
{
    struct mosaic_cell cell = {.front = 0};
    int64_t best = -1;
    int sum[3], n;

    for (unsigned mask = 0; mask < 8; mask++) { /* the others are complements */
        int other[3], rest;
        int64_t g;

        if (narrow && mask == UPPER)
            continue;
        sum_of(quarter, mask, sum, &n);
        sum_of(quarter, 15 ^ mask, other, &rest);
        g = (n > 0 ? gain(sum, n) : 0) + gain(other, rest);
        if (g > best) {
            best = g;
            cell.front = mask;
        }
    }
    for (int side = 0; side < 2; side++) {
        sum_of(quarter, side ? 15 ^ cell.front : cell.front, sum, &n);
        for (int i = 0; i < 3 && n > 0; i++)
            cell.colour[side][i] = (uint8_t)((sum[i] + n / 2) / n);
    }
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
        int sum[3], n;

        sum_of(quarter, side ? 15 ^ cell.front : cell.front, sum, &n);
        for (int i = 0; i < 3; i++)
            cell.colour[side][i] = (uint8_t)(sum[i] / n);
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
