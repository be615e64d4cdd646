#include "assets/draw/canvas.h"

#include <stdlib.h>
#include <string.h>

bool canvas_init(struct canvas *c, int w, int h)
{
    size_t n = (size_t)w * (size_t)h * 3;

    *c = (struct canvas){.w = w, .h = h, .rgb = malloc(n)};
    if (c->rgb)
        memset(c->rgb, 0xFF, n);
    return c->rgb != NULL;
}

void canvas_release(struct canvas *c)
{
    free(c->rgb);
    *c = (struct canvas){0};
}

static uint8_t *at(const struct canvas *c, int x, int y)
{
    return c->rgb + ((size_t)y * (size_t)c->w + (size_t)x) * 3;
}

void canvas_pixel(struct canvas *c, int x, int y, ink colour, int cover)
{
    uint8_t *p;

    if (x < 0 || y < 0 || x >= c->w || y >= c->h || cover <= 0)
        return;
    p = at(c, x, y);
    for (int i = 0; i < 3; i++) {
        int to = (int)(colour >> (16 - 8 * i) & 0xFF);

        p[i] = (uint8_t)((p[i] * (255 - cover) + to * cover + 127) / 255);
    }
}

void canvas_fill(struct canvas *c, struct box b, ink colour)
{
    for (int y = b.y > 0 ? b.y : 0; y < b.y + b.h && y < c->h; y++)
        for (int x = b.x > 0 ? b.x : 0; x < b.x + b.w && x < c->w; x++)
            canvas_pixel(c, x, y, colour, 255);
}

void canvas_frame(struct canvas *c, struct box b, int thick, ink colour)
{
    canvas_fill(c, (struct box){b.x, b.y, b.w, thick}, colour);
    canvas_fill(c, (struct box){b.x, b.y + b.h - thick, b.w, thick}, colour);
    canvas_fill(c, (struct box){b.x, b.y, thick, b.h}, colour);
    canvas_fill(c, (struct box){b.x + b.w - thick, b.y, thick, b.h}, colour);
}

/* How much of a pixel a disc covers, from 4 x 4 points in it. */
static int disc_cover(int dx, int dy, int radius)
{
    int inside = 0, r = radius * 8;

    for (int i = -3; i <= 3; i += 2)
        for (int k = -3; k <= 3; k += 2) {
            int x = dx * 8 + i, y = dy * 8 + k;

            inside += x * x + y * y <= r * r;
        }
    return inside * 255 / 16;
}

void canvas_disc(struct canvas *c, int x, int y, int radius, ink colour)
{
    for (int dy = -radius; dy <= radius; dy++)
        for (int dx = -radius; dx <= radius; dx++)
            canvas_pixel(c, x + dx, y + dy, colour, disc_cover(dx, dy, radius));
}

void canvas_diamond(struct canvas *c, int x, int y, int radius, ink colour)
{
    for (int dy = -radius; dy <= radius; dy++)
        for (int dx = abs(dy) - radius; dx <= radius - abs(dy); dx++)
            canvas_pixel(c, x + dx, y + dy, colour, 255);
}

void canvas_line(struct canvas *c, int x0, int y0, int x1, int y1, int thick, ink colour)
{
    int dx = x1 - x0, dy = y1 - y0;
    int n = abs(dx) > abs(dy) ? abs(dx) : abs(dy);

    for (int i = 0; i <= n; i++)
        canvas_fill(c,
                    (struct box){x0 + (n ? dx * i / n : 0) - thick / 2,
                                 y0 + (n ? dy * i / n : 0) - thick / 2, thick, thick},
                    colour);
}

void canvas_copy(struct canvas *c, int x, int y, const uint8_t *rgb, int w, int h)
{
    int left = x < 0 ? -x : 0, right = x + w > c->w ? c->w - x : w;

    if (right <= left)
        return;
    for (int row = 0; row < h; row++)
        if (y + row >= 0 && y + row < c->h)
            memcpy(at(c, x + left, y + row), rgb + ((size_t)row * (size_t)w + (size_t)left) * 3,
                   (size_t)(right - left) * 3);
}

bool box_meets(struct box a, struct box b)
{
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

bool box_inside(struct box a, struct box b)
{
    return a.x >= b.x && a.y >= b.y && a.x + a.w <= b.x + b.w && a.y + a.h <= b.y + b.h;
}
