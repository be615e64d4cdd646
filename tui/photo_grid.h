/* Where the tiles of a grid lie: pure numbers, no drawing.
 *
 * A tile is a column for marks, a picture about 4:3 in cells twice as high as
 * wide, and GRID_WORDS lines of words below it. As many tiles as are readable
 * stand side by side; the rows of tiles scroll. */
#ifndef GENBA_TUI_PHOTO_GRID_H
#define GENBA_TUI_PHOTO_GRID_H

#include "tui/action.h"

#include <stdbool.h>

#define GRID_WORDS 2

struct grid {
    int across, down;         /* tiles in sight */
    int tile_cols, tile_rows; /* of one, with its marks and words */
    int top;                  /* the first row of tiles in sight */
};

/* For an area of that size; keeps `top`. */
void grid_fit(struct grid *g, int rows, int cols);
/* Scrolls so that tile `cursor` of `n` is in sight. */
void grid_follow(struct grid *g, int n, int cursor);
/* Where NEXT, PREV, LEFT, RIGHT, PAGE_DOWN, PAGE_UP go from `cursor`: up and down
 * a row of tiles, left and right one tile, across the ends of rows. */
int grid_move(const struct grid *g, int n, int cursor, enum action a);
/* The upper left cell of tile `i`; false: not in sight. */
bool grid_place(const struct grid *g, int i, int *y, int *x);
/* The tile at a cell; -1: none. */
int grid_at(const struct grid *g, int n, int y, int x);

#endif
