/* Reads an EXIF block (a TIFF structure without any prefix) into the texts of
 * `out`. Only what stands there: libexif's defaults are switched off. What is
 * absent, blank or out of range leaves its member as it is. */
#ifndef GENBA_ASSETS_DRAW_EXIF_H
#define GENBA_ASSETS_DRAW_EXIF_H

#include "assets/draw/info.h"
#include "assets/draw/scan.h"

void exif_read(const uint8_t *p, size_t n, struct picture_info *out);
/* The same from where a scan found it: its own block, else a PNG's text chunk. */
void exif_of(const struct scan *s, struct picture_info *out);
/* The thumbnail it carries, a JPEG if all is well; NULL when there is none. The caller frees. */
uint8_t *exif_thumbnail(const uint8_t *p, size_t n, size_t *bytes);

#endif
