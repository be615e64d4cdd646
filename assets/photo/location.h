/* A picture without the place where it was taken, for what is handed over. The
 * kept original is never touched: bytes in, other bytes out.
 *
 * What is taken out: the GPS directory of EXIF, wherever a directory points to
 * one. A file that says anything of a place loses with it what may repeat it in
 * ways of its own: maker notes, XMP, IPTC, other application data, pictures and
 * films behind the end of the picture. The picture's own data, its colour
 * profile and the other EXIF facts stay byte for byte. A file that says nothing
 * of a place stays as it is.
 *
 * The input is a stranger's: every offset is checked. A file whose structure
 * cannot be followed although it seems to hold a place is refused. O(n). */
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
