/* PNG: chunks with a length and a checksum; what is behind the last is left out. */
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

/* Texts, private chunks and signed statements of origin are not among them. */
static bool is_needed(const struct chunk *c)
{
    static const char names[][5] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM",
                                    "sRGB", "iCCP", "sBIT", "bKGD", "pHYs", "hIST", "sPLT",
                                    "cICP", "mDCV", "cLLI", "tIME", "acTL", "fcTL", "fdAT"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is(c, names[i]))
            return true;
    return is(c, "eXIf") && location_is_tiff(c->body, c->body_n);
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

    if (!is_needed(c))
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
    if (end - p > 8 && memcmp(p + 4, "IDAT", 4) == 0)
        buf_add(out, p, (size_t)(end - p)); /* broken off: in the middle of the pixels */
    return true;
}
