#include "assets/draw/picture.h"

#include "model/base/buf.h"

#include <stdlib.h>
#include <string.h>

void picture_release(struct picture *p)
{
    free(p->rgb);
    *p = (struct picture){.type = PICTURE_OTHER};
}

static uint32_t share(uint64_t of, uint64_t part, uint64_t whole)
{
    uint64_t n = (of * part + whole / 2) / whole;

    return n > 0 ? (uint32_t)n : 1;
}

void picture_fit(uint32_t w, uint32_t h, uint32_t box_w, uint32_t box_h, uint64_t most,
                 uint32_t *out_w, uint32_t *out_h)
{
    uint64_t ow = w < box_w ? w : box_w, oh = h < box_h ? h : box_h;

    if (w == 0 || h == 0 || box_w == 0 || box_h == 0 || most == 0) {
        *out_w = *out_h = 0;
        return;
    }
    if (ow * h < oh * w) /* the width binds */
        oh = share(h, ow, w);
    else
        ow = share(w, oh, h);
    while (ow * oh > most) {
        ow = ow > 1 ? ow - ow / 8 - (ow < 8) : 1;
        oh = share(h, ow, w);
        oh = oh > most ? most : oh;
    }
    *out_w = (uint32_t)ow;
    *out_h = (uint32_t)oh;
}

/* Where the pixel at x, y of the upright picture lies in the stored one, whose
 * last column and row are `right` and `bottom`. */
static void stored_at(int orientation, uint32_t right, uint32_t bottom, uint32_t x, uint32_t y,
                      uint32_t *sx, uint32_t *sy)
{
    bool lies = orientation >= 5; /* rows are columns */
    uint32_t a = lies ? y : x, b = lies ? x : y;

    *sx = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8 ? right - a
                                                                                       : a;
    *sy = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7 ? bottom - b
                                                                                       : b;
}

void picture_turn(struct picture *p, int orientation)
{
    bool lies = orientation >= 5;
    uint32_t w = lies ? p->height : p->width, h = lies ? p->width : p->height, full;
    uint8_t *to, *rgb;

    if (orientation < 2 || orientation > 8)
        return;
    if (lies) {
        full = p->full_width;
        p->full_width = p->full_height;
        p->full_height = full;
    }
    if (!p->rgb)
        return;
    to = rgb = xmalloc((size_t)w * h * 3);
    for (uint32_t y = 0; y < h; y++)
        for (uint32_t x = 0; x < w; x++, to += 3) {
            uint32_t sx, sy;

            stored_at(orientation, p->width - 1, p->height - 1, x, y, &sx, &sy);
            memcpy(to, p->rgb + ((size_t)sy * p->width + sx) * 3, 3);
        }
    free(p->rgb);
    p->rgb = rgb;
    p->width = w;
    p->height = h;
}
