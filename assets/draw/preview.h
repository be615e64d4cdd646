/* One picture in memory -> what PREVIEW answers. The sharp way decodes the
 * file; the quick one takes the thumbnail of the EXIF block where there is one
 * (0.1 ms). */
#ifndef GENBA_ASSETS_DRAW_PREVIEW_H
#define GENBA_ASSETS_DRAW_PREVIEW_H

#include "assets/draw/picture.h"

void preview(const uint8_t *p, size_t n, uint32_t box_w, uint32_t box_h, bool thumbnail_will_do,
             struct picture *out);

#endif
