/* Colours of pictures, for as many as the terminal has: a number the terminal
 * understands for red, green and blue, and a pair of curses for two of them.
 * Roles have theme.h; only that, and pictures, name colours.
 *
 * Pairs are made as they are needed, behind those of the roles, one for two
 * colours whichever stands in front (with 8 colours there are 64 in all). They
 * are forgotten between frames before they run out: colours_frame. */
#ifndef GENBA_TUI_COLOUR_H
#define GENBA_TUI_COLOUR_H

#include <stdbool.h>
#include <stdint.h>

/* The terminal's number for an RGB colour; `depth` colours: 8, 16, 88, 256, or
 * more (direct colour, five bits each). */
int colour_nearest(int depth, const uint8_t rgb[3]);
/* What the terminal shows for a number of the 256 (xterm's palette). */
void colour_rgb256(int number, uint8_t rgb[3]);

struct colours;

/* `first`: the first pair that is free; `pairs`: as many as the terminal has. */
struct colours *colours_new(int first, int pairs);
void colours_free(struct colours *c); /* NULL is fine */
void colours_frame(struct colours *c);
/* The pair of two different colours; *swapped: `a` is its background. */
int colours_pair(struct colours *c, int a, int b, bool *swapped);

#endif
