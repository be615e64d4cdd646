/* A picture without the place where it was taken, for what is handed over. The
 * kept original is never touched: bytes in, other bytes out.
 *
 * Left out always, whether or not a place is noticed in it: the GPS directories
 * and maker notes of EXIF with its XMP and IPTC; comments; all application data
 * of a JPEG but JFIF, Adobe's and the colour profile; texts and unknown chunks of
 * a PNG; what is behind the end of the picture (films, second pictures). The
 * picture's own data, its colour profile and the other EXIF facts stay byte for
 * byte. What a person wrote into EXIF's own texts stays too.
 *
 * The input is a stranger's: every offset is checked. A file whose structure
 * cannot be followed, or that is neither JPEG nor PNG, is refused. O(n). */
#ifndef GENBA_ASSETS_PHOTO_LOCATION_H
#define GENBA_ASSETS_PHOTO_LOCATION_H

#include "model/base/buf.h"
#include "model/base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends the picture to `out`; *removed says whether it is another than `p`.
 * ERR_REFUSED with `name` when the place cannot be taken out for certain. */
int location_remove(struct buf *out, const uint8_t *p, size_t n, const char *name, bool *removed,
                    struct err *e);

#endif
