/* JPEG: segments up to the compressed data, which is copied as it stands; what
 * is behind the end of the picture is left out. */
#include "assets/photo/location_priv.h"

#include <string.h>

enum {
    M_TEM = 0x01,
    M_SOF0 = 0xC0,
    M_RST0 = 0xD0,
    M_SOI = 0xD8,
    M_EOI = 0xD9,
    M_SOS = 0xDA,
    M_DRI = 0xDD, /* the last of those that every JPEG may need */
    M_APP0 = 0xE0,
    M_APP1 = 0xE1,
};

/* From one marker to the next: the fill bytes before it, the marker, and its
 * segment or, after SOS, the compressed data too. */
struct piece {
    const uint8_t *at, *body; /* body: behind the length */
    size_t n, body_n;
    uint8_t marker;
};

static const uint8_t *entropy_end(const uint8_t *p, const uint8_t *end)
{
    while (p < end) {
        const uint8_t *ff = memchr(p, 0xFF, (size_t)(end - p));

        if (!ff || end - ff < 2)
            return end;
        if (ff[1] != 0 && ff[1] != 0xFF && !(ff[1] >= M_RST0 && ff[1] < M_SOI))
            return ff;
        p = ff + (ff[1] == 0xFF ? 1 : 2);
    }
    return end;
}

/* False when what stands at `p` is no marker, or its segment breaks off. */
static bool next_piece(struct piece *x, const uint8_t *p, const uint8_t *end)
{
    const uint8_t *at = p;
    size_t n;

    *x = (struct piece){.at = p};
    while (p < end && *p == 0xFF)
        p++;
    if (p == at || p == end || *p == 0)
        return false;
    x->marker = *p++;
    if (x->marker == M_EOI || x->marker == M_TEM || (x->marker >= M_RST0 && x->marker <= M_SOI)) {
        x->n = (size_t)(p - at);
        return true;
    }
    if (end - p < 2)
        return false;
    n = (size_t)p[0] << 8 | p[1];
    if (n < 2 || n > (size_t)(end - p))
        return false;
    x->body = p + 2;
    x->body_n = n - 2;
    p += n;
    x->n = (size_t)((x->marker == M_SOS ? entropy_end(p, end) : p) - at);
    return true;
}

static bool begins(const struct piece *x, const char *with, size_t n)
{
    return x->body_n >= n && memcmp(x->body, with, n) == 0;
}

static bool is_exif(const struct piece *x)
{
    return x->marker == M_APP1 && begins(x, "Exif\0", 5) && x->body_n >= 6 &&
           location_is_tiff(x->body + 6, x->body_n - 6);
}

/* Frames, tables and scans; JFIF, the colour profile, Adobe's colour transform.
 * Comments and all other application data are nothing that a decoder needs. */
static bool is_needed(const struct piece *x)
{
    return x->marker == M_TEM || (x->marker >= M_SOF0 && x->marker <= M_DRI) ||
           (x->marker == M_APP0 && begins(x, "JFIF", 5)) ||
           (x->marker == M_APP0 + 2 && begins(x, "ICC_PROFILE", 12)) ||
           (x->marker == M_APP0 + 14 && begins(x, "Adobe", 5));
}

static bool keep(struct buf *out, const struct piece *x)
{
    size_t from = out->len, exif = (size_t)(x->body - x->at) + 6;

    if (!is_exif(x) && !is_needed(x))
        return true;
    buf_add(out, x->at, x->n);
    return !is_exif(x) || out->over ||
           location_clear_tiff((uint8_t *)out->p + from + exif, x->n - exif);
}

/* To the next marker; what stands before it is what decoders skip too. */
static const uint8_t *skip_junk(const uint8_t *p, const uint8_t *end)
{
    while (end - p >= 2 && (p[0] != 0xFF || p[1] == 0))
        p++;
    return p;
}

/* Behind the first scan there is no junk: a false marker in broken data would
 * cost pixels. */
bool location_reduce_jpeg(struct buf *out, const uint8_t *p, size_t n)
{
    const uint8_t *end = p + n;
    struct piece x = {0};
    bool picture = false;

    while (p < end && x.marker != M_EOI) {
        p = picture ? p : skip_junk(p, end);
        if (!next_piece(&x, p, end) || !keep(out, &x))
            return false;
        picture = picture || x.marker == M_SOS;
        p += x.n;
    }
    return picture || x.marker == M_EOI;
}
