/* Text onto a canvas with one font, inside genba-draw. Japanese needs no shaping:
 * glyph after glyph. A character that the font lacks is a box with its code point
 * in it, and is noted; nothing is dropped. Control characters are blanks. */
#ifndef GENBA_ASSETS_DRAW_LETTERS_H
#define GENBA_ASSETS_DRAW_LETTERS_H

#include "assets/draw/canvas.h"

#include <stddef.h>

struct letters;

/* The font lies at p..p+n until letters_free. NULL: it is none, has no outlines, or the library
 * could not be used. */
struct letters *letters_new(const uint8_t *p, size_t n);
void letters_free(struct letters *l);

void letters_size(struct letters *l, int pixels); /* of an em, from now on */
int letters_line(const struct letters *l);        /* from line to line */
/* Width of the first `n` bytes. */
int letters_width(struct letters *l, const char *s, size_t n);
/* The bytes of `s` that fit into `width` (at least one character); a break
 * behind a blank is preferred between ASCII words. */
size_t letters_fit(struct letters *l, const char *s, int width);
/* The line's top left corner is at x, y. */
void letters_draw(struct letters *l, struct canvas *c, int x, int y, const char *s, size_t n,
                  ink colour);

/* The code points that were missing so far, each once; at most `most` into *out. */
size_t letters_missing(const struct letters *l, uint32_t *out, size_t most);

#endif
