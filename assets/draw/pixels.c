#include "assets/draw/pixels.h"

#include "assets/draw/picture.h"
#include "model/base/buf.h"
#include "model/base/err.h"

#include <stdio.h>
#include <string.h>

bool pixels_begin(struct pixels *out, uint32_t box_w, uint32_t box_h, uint64_t most,
                  char why[WHY_SIZE])
{
    if ((uint64_t)out->full_w * out->full_h > DECODE_PIXELS) {
        snprintf(why, WHY_SIZE, "%s", N_("it has too many pixels to be shown"));
        return false;
    }
    picture_fit(out->full_w, out->full_h, box_w, box_h, most, &out->w, &out->h);
    if (out->w == 0)
        return false;
    out->rgb = xmalloc((size_t)out->w * out->h * 3);
    memset(out->rgb, PIXELS_GREY, (size_t)out->w * out->h * 3);
    return true;
}
