/* The two ways to look at a picture inside genba-draw.
 *
 * scan  walks the structure: markers of a JPEG down to every byte that could be
 *       one in the compressed data and to its end mark, chunks of a PNG with
 *       their checksums. Finds size, EXIF block, a file that breaks off,
 *       garbage and blocks of zeros at the end; reads each byte once (about
 *       1 GB/s) and takes no memory.
 * decode runs libjpeg (at 1/8) or libpng (row by row) over all of it: ten to
 *       fifty times slower, finds what only the decoder can. Pictures above
 *       DECODE_PIXELS are not decoded. Traps of both libraries: libraries.md
 *       Q3 (ancillary chunks ignored, a fresh struct per file).
 *
 * Both return NULL when nothing is wrong, else a static or `why` text. */
#ifndef GENBA_ASSETS_DRAW_SCAN_H
#define GENBA_ASSETS_DRAW_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DECODE_PIXELS ((uint64_t)200 * 1000 * 1000)
#define DECODE_MEMORY ((size_t)192 << 20)

struct scan {
    uint32_t width, height;
    const uint8_t *exif; /* a TIFF block, borrowed from the file; NULL when there is none */
    size_t exif_bytes;
    const uint8_t *profile; /* the body of a PNG's text chunk with EXIF (profile.h), or NULL */
    size_t profile_bytes;
    bool profile_packed;
};

const char *jpeg_scan(const uint8_t *p, size_t n, struct scan *out);
const char *png_scan(const uint8_t *p, size_t n, struct scan *out);
/* Only size and EXIF block: a JPEG up to its data, the chunks of a PNG unchecked. */
void jpeg_head(const uint8_t *p, size_t n, struct scan *out);
void png_head(const uint8_t *p, size_t n, struct scan *out);

#define WHY_SIZE 96
const char *jpeg_decode(const uint8_t *p, size_t n, char why[WHY_SIZE]);
const char *png_decode(const uint8_t *p, size_t n, char why[WHY_SIZE]);

#endif
