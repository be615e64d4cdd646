/* What DIAGRAM answers: the drawing decoded, painted over, written as PNG. */
#ifndef GENBA_ASSETS_DRAW_SHEET_H
#define GENBA_ASSETS_DRAW_SHEET_H

#include "assets/draw/diagram.h"

#include <stddef.h>

/* The picture at p, the font at `font`. Without a `png` in *out its fault says
 * why. The caller releases *out. */
void sheet_make(const uint8_t *p, size_t n, const uint8_t *font, size_t font_bytes,
                const struct diagram *d, struct diagram_picture *out);

#endif
