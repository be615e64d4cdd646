/* The parts of location.h: one file each for TIFF blocks (EXIF), JPEG, PNG. */
#ifndef GENBA_ASSETS_PHOTO_LOCATION_PRIV_H
#define GENBA_ASSETS_PHOTO_LOCATION_PRIV_H

#include "model/base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Does any directory entry in these bytes look like a pointer to GPS data, in
 * either byte order, whatever the structure around it is? */
bool location_marked(const uint8_t *p, size_t n);
/* Does it speak of GPS, as XMP and several makers' data do? */
bool location_named(const uint8_t *p, size_t n);

/* Takes GPS directories, maker notes, XMP and IPTC out of a TIFF block in
 * place; its length stays. False when one of them cannot be reached. */
bool location_clear_tiff(uint8_t *p, size_t n);

/* Appends the picture without anything that may hold a place. False when the
 * structure cannot be followed. */
bool location_reduce_jpeg(struct buf *out, const uint8_t *p, size_t n);
bool location_reduce_png(struct buf *out, const uint8_t *p, size_t n);
/* Does the file say anything of a place? Of a broken structure: when in doubt. */
bool location_in_jpeg(const uint8_t *p, size_t n);
bool location_in_png(const uint8_t *p, size_t n);

#endif
