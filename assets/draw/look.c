#include "assets/draw/look.h"

#include "assets/draw/exif.h"
#include "assets/draw/scan.h"

#include <stdio.h>

struct format {
    const char *(*scan)(const uint8_t *, size_t, struct scan *);
    const char *(*decode)(const uint8_t *, size_t, char *);
};

static const struct format formats[] = {
    [PICTURE_JPEG] = {jpeg_scan, jpeg_decode},
    [PICTURE_PNG] = {png_scan, png_decode},
};

void look(const uint8_t *p, size_t n, bool decode, struct picture_info *out)
{
    char why[WHY_SIZE];
    const struct format *f;
    const char *fault, *decoded;
    struct scan s;

    *out = (struct picture_info){.type = picture_sniff(p, n)};
    if (out->type != PICTURE_JPEG && out->type != PICTURE_PNG)
        return;
    f = &formats[out->type];
    fault = f->scan(p, n, &s);
    decoded = decode ? f->decode(p, n, why) : NULL;
    fault = fault ? fault : decoded;
    out->width = s.width;
    out->height = s.height;
    out->damaged = fault != NULL;
    snprintf(out->fault, sizeof out->fault, "%s", fault ? fault : "");
    exif_of(&s, out);
}
