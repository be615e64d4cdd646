/* Fuzz target: what genba-draw reads out of a picture, whatever bytes come: its
 * structure, EXIF (a PNG's text chunks too), a preview from its thumbnail and,
 * when the first byte is odd, the decoders. What comes out is bounded and in
 * range. */
#include "assets/draw/look.h"
#include "assets/draw/preview.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* A box of a terminal. */
static void shown(const uint8_t *p, size_t n, bool quick)
{
    uint32_t sum = 0;
    struct picture pic;

    preview(p, n, 40, 30, quick, &pic);
    require(pic.width <= 40 && pic.height <= 30 && (pic.rgb || pic.width == 0));
    for (size_t i = 0; i < (size_t)pic.width * pic.height * 3; i++)
        sum += pic.rgb[i];
    require(sum <= 40u * 30 * 3 * 255);
    picture_release(&pic);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct picture_info in;

    if (size < 1)
        return 0;
    look(data + 1, size - 1, data[0] & 1, &in);
    require(in.orientation >= 0 && in.orientation <= 8);
    require(in.damaged == (*in.fault != '\0'));
    require(memchr(in.make, 0, sizeof in.make) && memchr(in.model, 0, sizeof in.model) &&
            memchr(in.taken, 0, sizeof in.taken) && memchr(in.offset, 0, sizeof in.offset) &&
            memchr(in.subsec, 0, sizeof in.subsec) && memchr(in.fault, 0, sizeof in.fault));
    require(!*in.lat || (strtod(in.lat, NULL) >= -90 && strtod(in.lat, NULL) <= 90));
    require(!*in.lon || (strtod(in.lon, NULL) >= -180 && strtod(in.lon, NULL) <= 180));
    shown(data + 1, size - 1, !(data[0] & 1));
    return 0;
}
