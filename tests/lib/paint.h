/* Pictures of known colours, in the forms cameras and scanners write: colour,
 * grey, CMYK, palette, 16 bits, transparent, progressive or interlaced, with an
 * orientation and a thumbnail. The same arguments give the same bytes. */
#ifndef GENBA_TESTS_LIB_PAINT_H
#define GENBA_TESTS_LIB_PAINT_H

#include "model/base/buf.h"

#include <stdbool.h>
#include <stdint.h>

enum paint_form {
    PAINT_RGB,
    PAINT_GREY,
    PAINT_CMYK,    /* JPEG; Adobe's inverted one */
    PAINT_PALETTE, /* PNG: these three and below; 4 colours by the red's upper bits */
    PAINT_RGB16,
    PAINT_RGBA, /* every second column transparent */
};

struct paint {
    unsigned width, height;
    void (*colour)(unsigned x, unsigned y, const struct paint *, uint8_t rgb[3]);
    uint32_t seed;
    enum paint_form form;
    bool stepwise;           /* progressive, interlaced */
    int orientation;         /* 0: no EXIF, unless there is a thumbnail */
    const struct buf *thumb; /* a JPEG for the EXIF block; NULL: none */
};

void paint_jpeg(struct buf *out, const struct paint *p);
void paint_png(struct buf *out, const struct paint *p);

/* The same JPEG with a number in a comment: other bytes, the same picture. */
void paint_number(struct buf *out, const struct buf *jpeg, unsigned number);
/* DSC00001.JPG ... in a folder: `n` JPEGs of 12 megapixels, four different scenes
 * of about 4 MB without thumbnails. */
void paint_card(const char *dir, unsigned n);

/* Colours: left upper quarter red, right upper green, left lower blue, right
 * lower white. */
void paint_quarters(unsigned x, unsigned y, const struct paint *p, uint8_t rgb[3]);
/* Like a camera's: soft colours with noise, different for each seed. */
void paint_scene(unsigned x, unsigned y, const struct paint *p, uint8_t rgb[3]);

#endif
