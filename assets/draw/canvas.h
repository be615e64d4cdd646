/* A white sheet of RGB pixels to draw on, inside genba-draw. Everything is cut
 * at its edges; coordinates may lie anywhere. */
#ifndef GENBA_ASSETS_DRAW_CANVAS_H
#define GENBA_ASSETS_DRAW_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

struct canvas {
    int w, h;
    uint8_t *rgb; /* owned; w * h * 3 */
};

struct box {
    int x, y, w, h;
};

typedef uint32_t ink; /* 0xRRGGBB */

bool canvas_init(struct canvas *c, int w, int h); /* false: no memory */
void canvas_release(struct canvas *c);

void canvas_pixel(struct canvas *c, int x, int y, ink colour, int cover); /* cover 0..255 */
void canvas_fill(struct canvas *c, struct box b, ink colour);
void canvas_frame(struct canvas *c, struct box b, int thick, ink colour);
void canvas_disc(struct canvas *c, int x, int y, int radius, ink colour);
void canvas_diamond(struct canvas *c, int x, int y, int radius, ink colour);
void canvas_line(struct canvas *c, int x0, int y0, int x1, int y1, int thick, ink colour);
/* `rgb` of w x h pixels, its corner at x, y. */
void canvas_copy(struct canvas *c, int x, int y, const uint8_t *rgb, int w, int h);

bool box_meets(struct box a, struct box b);
bool box_inside(struct box a, struct box b); /* a is all in b */

#endif
