/* EXIF in a text chunk of a PNG, as ImageMagick and its kin write it: keyword
 * "Raw profile type exif" (or APP1), then a line with a name, a line with the
 * number of bytes, and those bytes in hexadecimal; compressed in zTXt. */
#ifndef GENBA_ASSETS_DRAW_PROFILE_H
#define GENBA_ASSETS_DRAW_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Does a tEXt or zTXt chunk with this body hold one, by its keyword? */
bool profile_is_exif(const uint8_t *body, size_t n);
/* The TIFF block in it (*out is the caller's to free) and its bytes; 0 when there
 * is none. At most 1 MiB is unpacked, whatever the chunk says. */
size_t profile_unpack(uint8_t **out, const uint8_t *body, size_t n, bool compressed);

#endif
