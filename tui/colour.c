#include "config.h"

#include "tui/colour.h"

#include "model/base/buf.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

/* As xterm shows the first sixteen. */
static const uint8_t ansi[16][3] = {
    {0, 0, 0},     {205, 0, 0},     {0, 205, 0},     {205, 205, 0},   {0, 0, 238}, {205, 0, 205},
    {0, 205, 205}, {229, 229, 229}, {127, 127, 127}, {255, 0, 0},     {0, 255, 0}, {255, 255, 0},
    {92, 92, 255}, {255, 0, 255},   {0, 255, 255},   {255, 255, 255},
};
static const uint8_t levels_256[6] = {0, 95, 135, 175, 215, 255};
static const uint8_t levels_88[4] = {0, 139, 205, 255};
static const uint8_t greys_88[8] = {46, 92, 115, 139, 162, 185, 208, 231};

static int distance(const uint8_t a[3], const uint8_t b[3])
{
    int r = a[0] - b[0], g = a[1] - b[1], bl = a[2] - b[2];

    return 3 * r * r + 6 * g * g + bl * bl; /* as the eye weighs them */
}

static int nearest_of(const uint8_t *levels, int n, int v)
{
    int best = 0;

    for (int i = 1; i < n; i++)
        if (abs(levels[i] - v) < abs(levels[best] - v))
            best = i;
    return best;
}

/* A cube of `n` levels from 16 on; its colour comes out too. */
static int in_cube(const uint8_t *levels, int n, const int at[3], uint8_t out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = levels[at[i]];
    return 16 + (at[0] * n + at[1]) * n + at[2];
}

static int with_greys(int cube, const uint8_t cube_rgb[3], int grey, uint8_t level,
                      const uint8_t rgb[3])
{
    const uint8_t grey_rgb[3] = {level, level, level};

    return distance(grey_rgb, rgb) < distance(cube_rgb, rgb) ? grey : cube;
}

static int mean(const uint8_t rgb[3])
{
    return (3 * rgb[0] + 6 * rgb[1] + rgb[2]) / 10;
}

static int nearest_256(const uint8_t rgb[3])
{
    uint8_t cube_rgb[3];
    int at[3], cube;
    int grey = (mean(rgb) - 3) / 10; /* 8, 18 ... 238 */

    for (int i = 0; i < 3; i++) /* 0, 95, then every 40 */
        at[i] = rgb[i] < 48 ? 0 : rgb[i] < 115 ? 1 : (rgb[i] - 35) / 40;
    cube = in_cube(levels_256, 6, at, cube_rgb);
    grey = grey < 0 ? 0 : grey > 23 ? 23 : grey;
    return with_greys(cube, cube_rgb, 232 + grey, (uint8_t)(8 + 10 * grey), rgb);
}

static int nearest_88(const uint8_t rgb[3])
{
    int at[3], cube, grey = nearest_of(greys_88, 8, mean(rgb));
    uint8_t cube_rgb[3];

    for (int i = 0; i < 3; i++)
        at[i] = nearest_of(levels_88, 4, rgb[i]);
    cube = in_cube(levels_88, 4, at, cube_rgb);
    return with_greys(cube, cube_rgb, 80 + grey, greys_88[grey], rgb);
}

static int nearest_ansi(int n, const uint8_t rgb[3])
{
    int best = 0;

    for (int i = 1; i < n; i++)
        if (distance(ansi[i], rgb) < distance(ansi[best], rgb))
            best = i;
    return best;
}

int colour_nearest(int depth, const uint8_t rgb[3])
{
    if (depth > 256)
        return (rgb[0] >> 3) << 19 | (rgb[1] >> 3) << 11 | (rgb[2] >> 3) << 3;
    if (depth == 256)
        return nearest_256(rgb);
    return depth >= 88 ? nearest_88(rgb) : nearest_ansi(depth >= 16 ? 16 : 8, rgb);
}

void colour_rgb256(int number, uint8_t rgb[3])
{
    if (number < 16) {
        memcpy(rgb, ansi[number], 3);
    } else if (number < 232) {
        rgb[0] = levels_256[(number - 16) / 36];
        rgb[1] = levels_256[(number - 16) / 6 % 6];
        rgb[2] = levels_256[(number - 16) % 6];
    } else {
        memset(rgb, 8 + 10 * (number - 232), 3);
    }
}

/* Pairs: an open hash of twice as many places as there are pairs. */

struct place {
    int low, high; /* the colours; low is the background */
    int pair;      /* 0: free */
};

struct colours {
    int first, pairs, next;
    size_t mask;
    struct place *v;
};

struct colours *colours_new(int first, int pairs)
{
    struct colours *c = xcalloc(1, sizeof *c);
    size_t places = 64;

    pairs = pairs > 65536 ? 65536 : pairs; /* ncurses takes memory up to the highest one used */
    while (places < (size_t)pairs * 2)
        places *= 2;
    *c = (struct colours){.first = first, .pairs = pairs, .next = first, .mask = places - 1};
    c->v = xcalloc(places, sizeof *c->v);
    return c;
}

void colours_free(struct colours *c)
{
    if (!c)
        return;
    free(c->v);
    free(c);
}

static void forget(struct colours *c)
{
    memset(c->v, 0, (c->mask + 1) * sizeof *c->v);
    c->next = c->first;
}

/* Half of them is more than any screen has cells. With few colours all fit. */
void colours_frame(struct colours *c)
{
    if (c && c->pairs > 4096 && c->next - c->first > c->pairs / 2)
        forget(c);
}

int colours_pair(struct colours *c, int a, int b, bool *swapped)
{
    int low = a < b ? a : b, high = a < b ? b : a;
    size_t at =
        ((uint64_t)(unsigned)low * 0x9E3779B1u + (uint64_t)(unsigned)high * 0x85EBCA77u) >> 7;

    *swapped = a == low;
    for (at &= c->mask; c->v[at].pair != 0; at = (at + 1) & c->mask)
        if (c->v[at].low == low && c->v[at].high == high)
            return c->v[at].pair;
    if (c->next >= c->pairs)
        return 0;
    if (init_extended_pair(c->next, high, low) == ERR)
        return 0;
    c->v[at] = (struct place){low, high, c->next++};
    return c->v[at].pair;
}
