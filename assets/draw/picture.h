/* A picture as it is shown: RGB bytes, scaled into a box of pixels, turned
 * upright by its EXIF orientation (the file's bytes stay as they are, R147).
 * What `genba-draw` answers to PREVIEW. */
#ifndef GENBA_ASSETS_DRAW_PICTURE_H
#define GENBA_ASSETS_DRAW_PICTURE_H

#include "assets/draw/info.h"

/* More pixels than this are never handed over: the picture comes smaller. */
#define PICTURE_PIXELS_MAX ((uint64_t)16 * 1000 * 1000)

struct picture {
    enum picture_type type;
    uint32_t full_width, full_height; /* of the original, upright; 0: not known */
    uint32_t width, height;           /* of `rgb`; 0: nothing can be shown, `fault` says why */
    bool thumbnail;                   /* out of the EXIF block: the sharp one can be asked for */
    bool damaged;                     /* what could be read of it: a part may be grey */
    char fault[96];                   /* in English */
    uint8_t *rgb;                     /* owned; width * height * 3 bytes, rows from the top */
};

void picture_release(struct picture *p);

/* The largest size of a `w` x `h` picture inside the box: its aspect kept, never
 * larger than the picture, at most `most` pixels, at least one. */
void picture_fit(uint32_t w, uint32_t h, uint32_t box_w, uint32_t box_h, uint64_t most,
                 uint32_t *out_w, uint32_t *out_h);

/* Turns by an EXIF orientation (others than 2..8: stays as it is). */
void picture_turn(struct picture *p, int orientation);

#endif
