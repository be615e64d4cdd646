#include "assets/draw/scan.h"

#include "model/base/err.h"

#include <stdbool.h>
#include <string.h>

enum {
    M_TEM = 0x01,
    M_DHT = 0xC4,
    M_JPG = 0xC8,
    M_DAC = 0xCC,
    M_RST0 = 0xD0,
    M_RST7 = 0xD7,
    M_SOI = 0xD8,
    M_EOI = 0xD9,
    M_SOS = 0xDA,
    M_APP0 = 0xE0,
    M_APP1 = 0xE1,
    M_COM = 0xFE,
};

static const char cut_off[] = N_("the file breaks off");

struct reader {
    const uint8_t *at, *end;
    struct scan *out;
    bool frame; /* a start of frame was seen */
};

static bool starts_frame(uint8_t marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != M_DHT && marker != M_JPG &&
           marker != M_DAC;
}

/* What may stand between the scans of a picture. */
static bool may_follow_scan(uint8_t marker)
{
    return marker == M_DHT || marker == M_DAC || (marker >= M_EOI && marker <= 0xEF) ||
           marker == M_COM;
}

static void take_segment(struct reader *r, uint8_t marker, const uint8_t *body, size_t n)
{
    if (starts_frame(marker) && n >= 6 && !r->frame) {
        r->frame = true;
        r->out->height = (uint32_t)body[1] << 8 | body[2];
        r->out->width = (uint32_t)body[3] << 8 | body[4];
    } else if (marker == M_APP1 && n > 6 && memcmp(body, "Exif\0", 5) == 0 && !r->out->exif) {
        r->out->exif = body + 6;
        r->out->exif_bytes = n - 6;
    }
}

/* A marker's segment: two bytes of length, which count themselves. */
static const char *segment(struct reader *r, uint8_t marker)
{
    size_t n;

    if (r->end - r->at < 2)
        return cut_off;
    n = (size_t)r->at[0] << 8 | r->at[1];
    if (n < 2)
        return N_("a segment has no length");
    if (n > (size_t)(r->end - r->at))
        return cut_off;
    take_segment(r, marker, r->at + 2, n - 2);
    r->at += n;
    return NULL;
}

/* Compressed data up to the next marker, which is left to be read. */
static const char *entropy(struct reader *r)
{
    int restart = M_RST0;

    for (;;) {
        const uint8_t *ff = memchr(r->at, 0xFF, (size_t)(r->end - r->at));

        if (!ff || r->end - ff < 2)
            return cut_off;
        r->at = ff + 2;
        if (ff[1] == 0xFF) {
            r->at = ff + 1; /* a fill byte */
        } else if (ff[1] >= M_RST0 && ff[1] <= M_RST7) {
            if (ff[1] != restart)
                return N_("a restart mark is out of order");
            restart = restart == M_RST7 ? M_RST0 : restart + 1;
        } else if (ff[1] != 0) {
            r->at = ff;
            return may_follow_scan(ff[1]) ? NULL : N_("the compressed data is broken");
        }
    }
}

static const char *marker(struct reader *r, uint8_t *out)
{
    if (r->end - r->at < 2)
        return cut_off;
    if (*r->at != 0xFF)
        return N_("garbage between the segments");
    while (r->at < r->end && *r->at == 0xFF)
        r->at++;
    if (r->at == r->end)
        return cut_off;
    *out = *r->at++;
    return NULL;
}

void jpeg_head(const uint8_t *p, size_t n, struct scan *out)
{
    struct reader r = {.at = p, .end = p + n, .out = out};
    uint8_t m = 0;

    *out = (struct scan){0};
    while (!marker(&r, &m) && m != M_EOI && m != M_SOS)
        if (m != M_SOI && m != M_TEM && !(m >= M_RST0 && m <= M_RST7) && segment(&r, m))
            return;
}

const char *jpeg_scan(const uint8_t *p, size_t n, struct scan *out)
{
    struct reader r = {.at = p, .end = p + n, .out = out};
    const char *fault = NULL;
    bool scans = false;
    uint8_t m = 0;

    *out = (struct scan){0};
    for (;;) {
        fault = marker(&r, &m);
        if (fault || m == M_EOI)
            break;
        if (m == M_SOI || m == M_TEM || (m >= M_RST0 && m <= M_RST7))
            continue;
        fault = segment(&r, m);
        if (!fault && m == M_SOS) {
            scans = true;
            fault = r.frame ? entropy(&r) : N_("no picture before its data");
        }
        if (fault)
            break;
    }
    if (!fault && (!scans || out->width == 0 || out->height == 0))
        fault = N_("there is no picture in it");
    return fault;
}
