/* A canvas as a PNG: RGB, no time, the same pixels always the same bytes. Its one
 * text says Software: genba, right behind the head. */
#ifndef GENBA_ASSETS_DRAW_PNG_OUT_H
#define GENBA_ASSETS_DRAW_PNG_OUT_H

#include "assets/draw/canvas.h"
#include "model/base/buf.h"

bool png_out(const struct canvas *c,
             struct buf *out); /* false: no memory, or too large for `out` */

#endif
