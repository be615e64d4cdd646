#define _XOPEN_SOURCE 700
#include "model/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>
#include <wchar.h>

bool text_valid(const char *s, size_t n)
{
    return !memchr(s, 0, n) && u8_check((const uint8_t *)s, n) == NULL;
}

size_t text_next(const char *s, size_t n, uint32_t *cp)
{
    ucs4_t c;
    int k;

    if (n == 0) {
        *cp = 0;
        return 0;
    }
    k = u8_mbtoucr(&c, (const uint8_t *)s, n);
    if (k < 1) {
        *cp = 0xFFFD;
        return 1;
    }
    *cp = c;
    return (size_t)k;
}

void text_put(struct buf *b, uint32_t cp)
{
    uint8_t tmp[6];
    int k = u8_uctomb(tmp, cp, sizeof tmp);

    if (k > 0)
        buf_add(b, tmp, (size_t)k);
}

/* A valid copy of s in b: broken bytes become U+FFFD. */
static void make_valid(struct buf *b, const char *s, size_t n)
{
    if (u8_check((const uint8_t *)s, n) == NULL) {
        buf_add(b, s, n);
        return;
    }
    while (n > 0) {
        uint32_t cp;
        size_t k = text_next(s, n, &cp);

        text_put(b, cp);
        s += k;
        n -= k;
    }
}

/* Characters that every normal form leaves alone and that never join with what
 * follows unless a combining mark does, which is not among them: most Japanese
 * text is made of these, and needs no tables. */
static bool is_stable(uint32_t cp)
{
    return (cp >= 0x20 && cp < 0x80) || cp == '\n' || cp == '\t' ||
           (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3041 && cp <= 0x3096) ||
           (cp >= 0x30A1 && cp <= 0x30FE) || (cp >= 0x3001 && cp <= 0x3003) ||
           (cp >= 0x3005 && cp <= 0x3007);
}

static bool all_stable(const char *s, size_t n)
{
    while (n > 0) {
        uint32_t cp;
        size_t k = text_next(s, n, &cp);

        if (!is_stable(cp))
            return false;
        s += k;
        n -= k;
    }
    return true;
}

static void normalise(struct buf *out, uninorm_t form, const char *s, size_t n)
{
    struct buf valid = BUF_INIT;
    uint8_t stack[1024], *res;
    size_t len = sizeof stack;

    if (all_stable(s, n)) {
        buf_add(out, s, n);
        return;
    }
    make_valid(&valid, s, n);
    res = u8_normalize(form, (const uint8_t *)buf_str(&valid), valid.len, stack, &len);
    if (res) {
        buf_add(out, res, len);
        if (res != stack)
            free(res);
    }
    buf_release(&valid);
}

void text_nfc(struct buf *out, const char *s, size_t n)
{
    normalise(out, UNINORM_NFC, s, n);
}

static bool is_blank(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0x3000 || cp == 0xA0 ||
           cp == 0x200B || cp == 0xFEFF;
}

static bool is_dropped(uint32_t cp)
{
    return (cp < 0x20 && cp != '\n' && cp != '\t') || cp == 0x7F || (cp >= 0x80 && cp < 0xA0) ||
           cp == 0xFEFF;
}

void text_clean(struct buf *out, const char *s, size_t n)
{
    struct buf kept = BUF_INIT;
    size_t end = 0;

    /* Normalised last: what was dropped may have stood before a combining mark. */
    while (n > 0) {
        uint32_t cp;
        size_t k = text_next(s, n, &cp);

        if (!is_dropped(cp) && (kept.len > 0 || !is_blank(cp))) {
            text_put(&kept, cp);
            if (!is_blank(cp))
                end = kept.len;
        }
        s += k;
        n -= k;
    }
    text_nfc(out, buf_str(&kept), end);
    buf_release(&kept);
}

void text_ident(struct buf *out, const char *s, size_t n)
{
    struct buf clean = BUF_INIT, half = BUF_INIT;
    const char *p;
    size_t left;

    text_clean(&clean, s, n);
    p = buf_str(&clean);
    left = clean.len;
    while (left > 0) {
        uint32_t cp;
        size_t k = text_next(p, left, &cp);

        if (cp >= 0xFF01 && cp <= 0xFF5E)
            cp -= 0xFEE0;
        else if (cp == 0x3000)
            cp = ' ';
        else if (cp == 0x2010 || cp == 0x2011 || cp == 0x2012 || cp == 0x2013 || cp == 0x2212)
            cp = '-';
        text_put(&half, cp);
        p += k;
        left -= k;
    }
    text_clean(out, buf_str(&half), half.len);
    buf_release(&half);
    buf_release(&clean);
}

void text_fold(struct buf *out, const char *s, size_t n)
{
    struct buf norm = BUF_INIT, folded = BUF_INIT;
    const char *p;
    size_t left;

    normalise(&norm, UNINORM_NFKC, s, n);
    p = buf_str(&norm);
    left = norm.len;
    while (left > 0) {
        uint32_t cp;
        size_t k = text_next(p, left, &cp);

        if (cp >= 0x30A1 && cp <= 0x30F6)
            cp -= 0x60;
        else if (cp == 0x2010 || cp == 0x2011 || cp == 0x2013 || cp == 0x2212)
            cp = '-';
        if (!is_blank(cp))
            text_put(&folded, cp < 0x80 ? (uint32_t)(cp >= 'A' && cp <= 'Z' ? cp + 32 : cp)
                                        : (uint32_t)uc_tolower(cp));
        p += k;
        left -= k;
    }
    /* A blank that was removed may have stood before a sound mark (NFKC of U+309B). */
    normalise(out, UNINORM_NFKC, buf_str(&folded), folded.len);
    buf_release(&folded);
    buf_release(&norm);
}

static int char_cols(uint32_t cp)
{
    int w = cp < 0x20 || cp == 0x7F ? 1 : wcwidth((wchar_t)cp);

    return w < 0 ? 1 : w;
}

int text_cols(const char *s, size_t n)
{
    int cols = 0;

    while (n > 0) {
        uint32_t cp;
        size_t k = text_next(s, n, &cp);

        cols += char_cols(cp);
        s += k;
        n -= k;
    }
    return cols;
}

size_t text_fit(const char *s, size_t n, int cols, int *used)
{
    size_t taken = 0;
    int sum = 0;

    while (n > 0) {
        uint32_t cp;
        size_t k = text_next(s, n, &cp);
        int w = char_cols(cp);

        if (sum + w > cols)
            break;
        sum += w;
        taken += k;
        s += k;
        n -= k;
    }
    if (used)
        *used = sum;
    return taken;
}

static void blanks(struct buf *out, int n)
{
    while (n-- > 0)
        buf_putc(out, ' ');
}

void text_pad(struct buf *out, const char *s, int cols)
{
    size_t n = strlen(s);
    int used;

    if (cols <= 0)
        return;
    if (text_cols(s, n) <= cols) {
        buf_add(out, s, n);
        blanks(out, cols - text_cols(s, n));
        return;
    }
    n = text_fit(s, n, cols - 1, &used);
    buf_add(out, s, n);
    buf_putc(out, '~');
    blanks(out, cols - 1 - used);
}

void text_pad_left(struct buf *out, const char *s, int cols)
{
    int w = text_cols(s, strlen(s));

    if (w <= cols)
        blanks(out, cols - w);
    text_pad(out, s, w <= cols ? w : cols);
}

void text_fill(struct buf *out, const char *pattern, const char *a1, const char *a2, const char *a3)
{
    const char *arg[3] = {a1, a2, a3};

    for (const char *p = pattern; *p; p++) {
        if (p[0] == '{' && p[1] >= '1' && p[1] <= '3' && p[2] == '}') {
            const char *a = arg[p[1] - '1'];

            if (a)
                buf_puts(out, a);
            p += 2;
        } else {
            buf_putc(out, *p);
        }
    }
}

bool text_contains(const char *haystack, const char *needle)
{
    struct buf h = BUF_INIT, n = BUF_INIT;
    bool found;

    text_fold(&h, haystack, strlen(haystack));
    text_fold(&n, needle, strlen(needle));
    found = strstr(buf_str(&h), buf_str(&n)) != NULL;
    buf_release(&h);
    buf_release(&n);
    return found;
}

void text_fill_n(struct buf *out, const char *pattern, int64_t a, int64_t b, int64_t c)
{
    char n[3][24];

    snprintf(n[0], sizeof n[0], "%" PRId64, a);
    snprintf(n[1], sizeof n[1], "%" PRId64, b);
    snprintf(n[2], sizeof n[2], "%" PRId64, c);
    text_fill(out, pattern, n[0], n[1], n[2]);
}
