#include "assets/draw/preview.h"

#include "assets/draw/exif.h"
#include "assets/draw/pixels.h"
#include "assets/draw/scan.h"

#include <stdio.h>
#include <stdlib.h>

struct format {
    void (*head)(const uint8_t *, size_t, struct scan *);
    bool (*pixels)(const uint8_t *, size_t, uint32_t, uint32_t, struct pixels *, char *);
};

static const struct format formats[] = {
    [PICTURE_JPEG] = {jpeg_head, jpeg_pixels},
    [PICTURE_PNG] = {png_head, png_pixels},
};

static void take_pixels(struct picture *out, const struct pixels *px)
{
    out->width = px->w;
    out->height = px->h;
    out->rgb = px->rgb;
}

/* False: there is none, or it cannot be read. */
static bool thumbnail(const struct scan *s, uint32_t box_w, uint32_t box_h, struct picture *out)
{
    char why[WHY_SIZE];
    struct pixels px = {0};
    size_t n = 0;
    uint8_t *jpeg = s->exif ? exif_thumbnail(s->exif, s->exif_bytes, &n) : NULL;
    bool shown = jpeg && picture_sniff(jpeg, n) == PICTURE_JPEG &&
                 jpeg_pixels(jpeg, n, box_w, box_h, &px, why) && !*why;

    free(jpeg);
    if (shown)
        take_pixels(out, &px);
    else
        free(px.rgb);
    out->thumbnail = shown;
    return shown;
}

static void sharp(const uint8_t *p, size_t n, uint32_t box_w, uint32_t box_h, struct picture *out)
{
    char why[WHY_SIZE] = "";
    struct pixels px;

    if (formats[out->type].pixels(p, n, box_w, box_h, &px, why))
        take_pixels(out, &px);
    else
        free(px.rgb);
    if (px.full_w > 0) {
        out->full_width = px.full_w;
        out->full_height = px.full_h;
    }
    if (*why || !out->rgb) {
        out->damaged = true;
        snprintf(out->fault, sizeof out->fault, "%s", *why ? why : "there is no picture in it");
    }
}

void preview(const uint8_t *p, size_t n, uint32_t box_w, uint32_t box_h, bool thumbnail_will_do,
             struct picture *out)
{
    struct picture_info info = {.type = PICTURE_OTHER};
    struct scan s;
    bool lies;

    *out = (struct picture){.type = picture_sniff(p, n)};
    if (out->type != PICTURE_JPEG && out->type != PICTURE_PNG) {
        snprintf(out->fault, sizeof out->fault, "%s", "neither JPEG nor PNG");
        return;
    }
    formats[out->type].head(p, n, &s);
    out->full_width = s.width;
    out->full_height = s.height;
    exif_of(&s, &info);
    lies = info.orientation >= 5;
    if (!thumbnail_will_do || !thumbnail(&s, lies ? box_h : box_w, lies ? box_w : box_h, out))
        sharp(p, n, lies ? box_h : box_w, lies ? box_w : box_h, out);
    picture_turn(out, info.orientation);
}
