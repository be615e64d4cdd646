/* Pictures in cells: each cell has four quarters in two colours (a quadrant or
 * a half-block character on a background), in as many colours as the terminal
 * has; with fewer than 256 in two halves, dithered.
 *
 * The upper and lower half blocks are the one exception to "no characters of
 * ambiguous width" (draw.h); a terminal that shows those wide needs the setting
 * `pictures = narrow`, under which only quadrants and the right half are used,
 * whose width all terminals agree about. Without colours, or with `pictures =
 * off`, nothing is drawn: the screen writes a text card. */
#ifndef GENBA_TUI_MOSAIC_H
#define GENBA_TUI_MOSAIC_H

#include "assets/draw/picture.h"
#include "tui/draw.h"

/* Pictures can be drawn here at all. */
bool mosaic_can(const struct theme *t);

/* The box of pixels to ask for, to fill that many cells. */
#define MOSAIC_BOX_W(cols) ((cols)*2)
#define MOSAIC_BOX_H(rows) ((rows)*4)

/* The part of `d` that the picture takes, in the middle: its aspect kept (a cell
 * is twice as high as wide). Empty when it has no pixels. Pins on a plan are
 * put into this rectangle. */
struct draw mosaic_area(const struct draw *d, const struct picture *p);
/* Fills all of `area`. */
void mosaic_draw(const struct draw *area, const struct picture *p);

/* For tests: how four quarters (upper left, upper right, lower left, lower
 * right) become two colours; bits of `front`: the quarters in the first one. */
struct mosaic_cell {
    unsigned front; /* 1 2 4 8 */
    uint8_t colour[2][3];
};
struct mosaic_cell mosaic_split(const uint8_t quarter[4][3], bool narrow);

#endif
