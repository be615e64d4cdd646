/* The parts of location.h: one file each for TIFF blocks (EXIF), JPEG, PNG. */
#ifndef GENBA_ASSETS_PHOTO_LOCATION_PRIV_H
#define GENBA_ASSETS_PHOTO_LOCATION_PRIV_H

#include "model/base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool location_is_tiff(const uint8_t *p, size_t n);
/* Takes GPS directories, maker notes, XMP and IPTC out of a TIFF block in place;
 * its length stays. False when one of them cannot be reached. */
bool location_clear_tiff(uint8_t *p, size_t n);

/* Appends the picture without anything that may hold a place. False when the
 * structure cannot be followed. */
bool location_reduce_jpeg(struct buf *out, const uint8_t *p, size_t n);
bool location_reduce_png(struct buf *out, const uint8_t *p, size_t n);

#endif
