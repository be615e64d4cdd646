#include "assets/draw/scan.h"

#include "assets/draw/profile.h"
#include "model/base/err.h"

#include <stdbool.h>
#include <string.h>
#include <zlib.h>

#define SIGNATURE 8
#define CHUNK 12 /* length, name, checksum */

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool named(const uint8_t *chunk, const char *name)
{
    return memcmp(chunk + 4, name, 4) == 0;
}

static void take_chunk(const uint8_t *chunk, size_t n, struct scan *out)
{
    if (named(chunk, "IHDR") && n >= 13 && out->width == 0) {
        out->width = be32(chunk + 8);
        out->height = be32(chunk + 12);
    } else if (named(chunk, "eXIf") && !out->exif) {
        out->exif = chunk + 8;
        out->exif_bytes = n;
    } else if ((named(chunk, "zTXt") || named(chunk, "tEXt")) && !out->profile &&
               profile_is_exif(chunk + 8, n)) {
        out->profile = chunk + 8;
        out->profile_bytes = n;
        out->profile_packed = named(chunk, "zTXt");
    }
}

static bool checksum_fits(const uint8_t *chunk, size_t n)
{
    return crc32_z(0, chunk + 4, n + 4) == be32(chunk + 8 + n);
}

const char *png_scan(const uint8_t *p, size_t n, struct scan *out)
{
    const char *fault = NULL;
    bool data = false, ended = false;
    size_t at = SIGNATURE;

    *out = (struct scan){0};
    while (!ended && n >= at + CHUNK) {
        size_t len = be32(p + at);

        if (len > n - at - CHUNK)
            break;
        data = data || named(p + at, "IDAT");
        ended = named(p + at, "IEND");
        take_chunk(p + at, len, out);
        if (!fault && !checksum_fits(p + at, len))
            fault = N_("a checksum is wrong");
        at += CHUNK + len;
    }
    if (!ended)
        return N_("the file breaks off");
    if (!fault && (!data || out->width == 0 || out->height == 0))
        fault = N_("there is no picture in it");
    return fault;
}

void png_head(const uint8_t *p, size_t n, struct scan *out)
{
    size_t at = SIGNATURE;

    *out = (struct scan){0};
    while (n >= at + CHUNK && be32(p + at) <= n - at - CHUNK) {
        take_chunk(p + at, be32(p + at), out);
        at += CHUNK + be32(p + at);
    }
}
