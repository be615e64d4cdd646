/* JPEG and PNG -> RGB inside a box, inside genba-draw. Memory is bounded by the
 * box and a few rows: a JPEG is read at 1/8, 1/4 or 1/2 where that is enough
 * (a progressive one needs its coefficients, up to DECODE_MEMORY), a PNG row by
 * row; an interlaced PNG, whose rows come out of order, is summed up in the
 * picture out, at most INTERLACED_PIXELS of it. What is transparent is white.
 *
 * A file that breaks off gives what was read, the rest grey: true, and `why`
 * says so; "" when all is well. False: there is nothing to show. */
#ifndef GENBA_ASSETS_DRAW_PIXELS_H
#define GENBA_ASSETS_DRAW_PIXELS_H

#include "assets/draw/scan.h"

#include <stdbool.h>

#define INTERLACED_PIXELS ((uint64_t)2 * 1000 * 1000)
#define PIXELS_GREY 0x80

struct pixels {
    uint32_t full_w, full_h;
    uint32_t w, h;
    uint8_t *rgb; /* w * h * 3; owned by whoever called */
};

bool jpeg_pixels(const uint8_t *p, size_t n, uint32_t box_w, uint32_t box_h, struct pixels *out,
                 char why[WHY_SIZE]);
bool png_pixels(const uint8_t *p, size_t n, uint32_t box_w, uint32_t box_h, struct pixels *out,
                char why[WHY_SIZE]);

/* full_w and full_h are known: sizes the picture and makes it grey. False, with
 * `why`, when it is too large to be read. */
bool pixels_begin(struct pixels *out, uint32_t box_w, uint32_t box_h, uint64_t most,
                  char why[WHY_SIZE]);

#endif
