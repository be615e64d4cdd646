/* libpng behind a jump, reading from memory: an error of the library leaves
 * through png_jmpbuf with its words in `why`. Ancillary chunks are passed over
 * unread: lengths written there make libpng take a gigabyte. */
#ifndef GENBA_ASSETS_DRAW_PNG_GUARD_H
#define GENBA_ASSETS_DRAW_PNG_GUARD_H

#include "assets/draw/scan.h"

#include <png.h>

struct png_guard {
    const uint8_t *at, *end;
    char *why; /* WHY_SIZE; the caller's */
    png_structp png;
    png_infop info;
};

/* False: no memory. After it the caller sets its jump, then calls _begin. */
int png_guard_open(struct png_guard *g, const uint8_t *p, size_t n, char why[WHY_SIZE]);
void png_guard_begin(struct png_guard *g);
void png_guard_close(struct png_guard *g);

#endif
