/* Drawing into cells. A `struct draw` is a rectangle of a curses WINDOW with
 * the theme: screens see only their own area, write text with a role, and can
 * never write outside. All widths are terminal columns, all text is UTF-8;
 * half a wide character is never left standing and control characters come out
 * as blanks. Coordinates are relative to the rectangle.
 *
 * No boxes and no ambiguous-width characters: structure is columns and blank
 * lines (screens.md). */
#ifndef GENBA_TUI_DRAW_H
#define GENBA_TUI_DRAW_H

#include "tui/theme.h"

#include <stdbool.h>

struct caret {
    bool on;
    int y, x; /* of the WINDOW */
};

struct draw {
    WINDOW *win;
    const struct theme *theme;
    struct caret *caret; /* where the terminal's cursor goes; the last draw_caret wins */
    int y0, x0;          /* of the WINDOW */
    int rows, cols;
};

/* A rectangle inside `d`, clipped to it. */
struct draw draw_sub(const struct draw *d, int y, int x, int rows, int cols);
/* Exactly `cols` columns from x: cut with `~`, or padded with blanks. cols < 0: to the right edge.
 */
void draw_text(const struct draw *d, int y, int x, int cols, const char *text, enum role role);
/* The same, standing right (numbers, times). */
void draw_right(const struct draw *d, int y, int x, int cols, const char *text, enum role role);
/* Only the text itself, no padding; returns the columns it took. */
int draw_put(const struct draw *d, int y, int x, const char *text, enum role role);
/* Text over several lines, broken at blanks or between wide characters; at
 * most `rows` lines. Returns the lines used. */
int draw_wrap(const struct draw *d, int y, int x, int rows, int cols, const char *text,
              enum role role);
/* The lines draw_wrap would need for all of it. */
int draw_lines(const char *text, int cols);
void draw_fill(const struct draw *d, int y, enum role role); /* a blank line */
void draw_clear(const struct draw *d);
void draw_caret(const struct draw *d, int y, int x);

/* Columns of a table, one blank between two. */
struct column {
    const char *head; /* N_() */
    int width;        /* at least this many columns */
    int grow;         /* share of what is left over; 0: stays */
    int drop;         /* when the width is short, the highest goes first; 0: never */
    bool right;       /* numbers */
};

#define COLUMNS_MAX 16
struct columns {
    int n;
    int x[COLUMNS_MAX], width[COLUMNS_MAX]; /* width 0: dropped */
    bool right[COLUMNS_MAX];
};

/* Distributes `cols` over the table ended by n. */
struct columns columns_fit(const struct column *c, int n, int cols);
void draw_head(const struct draw *d, int y, int x, const struct column *c,
               const struct columns *fit);
void draw_cell(const struct draw *d, int y, int x, const struct columns *fit, int i,
               const char *text, enum role role);

#endif
