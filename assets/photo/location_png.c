/* PNG: chunks with a length and a checksum. */
#include "assets/photo/location_priv.h"

#include <string.h>
#include <zlib.h>

#define SIGNATURE 8
#define FRAME 12 /* length, name, checksum */

struct chunk {
    const uint8_t *at, *body;
    size_t n, body_n;
};

static bool next_chunk(struct chunk *c, const uint8_t *p, const uint8_t *end)
{
    size_t n;

    if (end - p < FRAME)
        return false;
    n = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
    if (n > (size_t)(end - p) - FRAME)
        return false;
    *c = (struct chunk){p, p + 8, n + FRAME, n};
    return true;
}

static bool is(const struct chunk *c, const char *name)
{
    return memcmp(c->at + 4, name, 4) == 0;
}

static bool is_text(const struct chunk *c)
{
    return is(c, "tEXt") || is(c, "zTXt") || is(c, "iTXt");
}

static bool has_keyword(const struct chunk *c, const char *begins)
{
    return c->body_n >= strlen(begins) && memcmp(c->body, begins, strlen(begins)) == 0;
}

/* XMP, EXIF and IPTC in disguise, and signed statements of origin. */
static bool may_hold_place(const struct chunk *c)
{
    return is(c, "caBX") || (is_text(c) && (has_keyword(c, "XML:com.adobe.xmp") ||
                                            has_keyword(c, "Raw profile type") ||
                                            location_named(c->body, c->body_n)));
}

static void put_checksum(struct buf *out, size_t chunk, size_t body_n)
{
    uint8_t *at = (uint8_t *)out->p + chunk;
    uint32_t crc = (uint32_t)crc32_z(0, at + 4, body_n + 4);

    for (int i = 0; i < 4; i++)
        at[8 + body_n + (size_t)i] = (uint8_t)(crc >> (24 - 8 * i));
}

static bool keep(struct buf *out, const struct chunk *c)
{
    size_t from = out->len;

    if (may_hold_place(c))
        return true;
    buf_add(out, c->at, c->n);
    if (!is(c, "eXIf") || out->over)
        return true;
    if (!location_clear_tiff((uint8_t *)out->p + from + 8, c->body_n))
        return false;
    if (memcmp(out->p + from, c->at, c->n) != 0)
        put_checksum(out, from, c->body_n);
    return true;
}

bool location_reduce_png(struct buf *out, const uint8_t *p, size_t n)
{
    const uint8_t *end = p + n;
    struct chunk c;

    buf_add(out, p, SIGNATURE);
    for (p += SIGNATURE; next_chunk(&c, p, end); p += c.n) {
        if (!keep(out, &c))
            return false;
        if (is(&c, "IEND"))
            return true;
    }
    buf_add(out, p, (size_t)(end - p)); /* broken off: in the middle of a chunk */
    return !location_marked(p, (size_t)(end - p)) && !location_named(p, (size_t)(end - p));
}

bool location_in_png(const uint8_t *p, size_t n)
{
    const uint8_t *end = p + n;
    struct chunk c;

    for (p += SIGNATURE; next_chunk(&c, p, end); p += c.n)
        if ((is(&c, "eXIf") && (location_marked(c.body, c.body_n))) || may_hold_place(&c))
            return true;
        else if (is(&c, "IEND")) {
            p += c.n;
            break;
        }
    return location_marked(p, (size_t)(end - p)) || location_named(p, (size_t)(end - p));
}
