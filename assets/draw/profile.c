#include "assets/draw/profile.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#define KEYWORD_MAX 79
#define TEXT_MAX ((size_t)2 << 20) /* two digits a byte */
#define EXIF "Exif\0"              /* and the NUL that ends the literal */

bool profile_is_exif(const uint8_t *body, size_t n)
{
    static const char *const keywords[] = {"Raw profile type exif", "Raw profile type APP1"};

    if (!memchr(body, 0, n < KEYWORD_MAX + 1 ? n : KEYWORD_MAX + 1))
        return false;
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strcasecmp((const char *)body, keywords[i]) == 0)
            return true;
    return false;
}

/* The text behind the keyword, unpacked; NULL when it cannot be. */
static uint8_t *text_of(const uint8_t *p, size_t n, bool compressed, size_t *len)
{
    uint8_t *text;
    uLongf got = TEXT_MAX;
    int rc;

    if (!compressed) {
        *len = n < TEXT_MAX ? n : TEXT_MAX;
        text = malloc(*len + 1);
        if (text)
            memcpy(text, p, *len);
        return text;
    }
    if (n < 1 || p[0] != 0) /* the method: deflate */
        return NULL;
    text = malloc(TEXT_MAX);
    rc = text ? uncompress(text, &got, p + 1, n - 1) : Z_MEM_ERROR;
    if (rc != Z_OK) {
        free(text);
        return NULL;
    }
    *len = got;
    return text;
}

static int digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* In place, from `p` on; blanks between the digits do not count. */
static size_t unhex(uint8_t *out, const uint8_t *p, const uint8_t *end)
{
    size_t n = 0;
    int high = -1;

    for (; p < end; p++) {
        int d = digit(*p);

        if (d < 0 && *p != '\n' && *p != '\r' && *p != ' ')
            break;
        if (d < 0)
            continue;
        if (high < 0) {
            high = d;
            continue;
        }
        out[n++] = (uint8_t)(high << 4 | d);
        high = -1;
    }
    return n;
}

/* Behind the lines of the name and of the number. */
static const uint8_t *digits_of(const uint8_t *p, const uint8_t *end)
{
    while (p < end && *p == '\n')
        p++;
    for (int lines = 0; lines < 2 && p; lines++) {
        p = memchr(p, '\n', (size_t)(end - p));
        p = p ? p + 1 : NULL;
    }
    return p;
}

size_t profile_unpack(uint8_t **out, const uint8_t *body, size_t n, bool compressed)
{
    const uint8_t *key_end = memchr(body, 0, n), *digits;
    size_t len = 0, bytes = 0;
    uint8_t *text;

    *out = NULL;
    text =
        key_end ? text_of(key_end + 1, n - (size_t)(key_end + 1 - body), compressed, &len) : NULL;
    if (!text)
        return 0;
    digits = digits_of(text, text + len);
    if (digits)
        bytes = unhex(text, digits, text + len);
    if (bytes > sizeof EXIF && memcmp(text, EXIF, sizeof EXIF) == 0) {
        bytes -= sizeof EXIF;
        memmove(text, text + sizeof EXIF, bytes);
    }
    if (bytes == 0) {
        free(text);
        return 0;
    }
    *out = text;
    return bytes;
}
