/* Small pictures made on the spot, so that tests of photos need no files: the
 * same arguments give the same bytes. */
#ifndef GENBA_TESTS_LIB_PICTURES_H
#define GENBA_TESTS_LIB_PICTURES_H

#include "model/base/buf.h"

#include <stdint.h>

/* What the EXIF block says; NULL and 0 leave it out. */
struct exif_spec {
    int orientation;
    const char *make, *model, *taken, *offset, *subsec;
    const char *lat_ref, *lon_ref; /* "N", "E": with degrees, minutes, seconds / 100 */
    uint32_t lat[3], lon[3];
};

/* Grey noise of that size; `seed` makes them differ; `exif` may be NULL. */
void picture_jpeg(struct buf *out, unsigned width, unsigned height, unsigned seed,
                  const struct exif_spec *exif);
void picture_png(struct buf *out, unsigned width, unsigned height, unsigned seed,
                 const struct exif_spec *exif);

void picture_write(const char *path, const void *p, size_t n); /* bails out when it cannot */

#endif
