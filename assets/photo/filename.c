#include "assets/photo/filename.h"

#include "model/base/text.h"

#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unigbrk.h>

/* --- characters --- */

/* Shown as nothing, but it changes what is read: direction marks, byte order
 * marks, line and paragraph separators; and what no text may hold. */
static bool is_hidden(uint32_t cp)
{
    static const uint32_t ranges[][2] = {
        {0x00, 0x08},     {0x0B, 0x1F},     {0x7F, 0x9F},     {0x061C, 0x061C},
        {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF},
    };

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (cp >= ranges[i][0] && cp <= ranges[i][1])
            return true;
    return false;
}

static bool is_blank(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == 0x3000 || cp == 0xA0;
}

static bool is_refused(uint32_t cp)
{
    return (cp < 0x80 && strchr("<>:\"/\\|?*", (int)cp)) || cp == 0xFFFD || (cp & 0xFFFE) == 0xFFFE;
}

/* NFC; hidden characters gone, bad ones '_', blanks single ones. */
static void clean(struct buf *out, const char *text)
{
    struct buf nfc = BUF_INIT;
    const char *p;
    size_t left;
    bool blank = false;

    text_nfc(&nfc, text, strlen(text));
    p = buf_str(&nfc);
    left = nfc.len;
    while (left > 0) {
        uint32_t cp;
        size_t k = text_next(p, left, &cp);

        p += k;
        left -= k;
        if (is_hidden(cp))
            continue;
        if (is_blank(cp)) {
            blank = true;
            continue;
        }
        if (blank)
            buf_putc(out, ' ');
        blank = false;
        text_put(out, is_refused(cp) ? '_' : cp);
    }
    buf_release(&nfc);
}

static size_t trim_end(const char *s, size_t n)
{
    while (n > 0 && (s[n - 1] == '.' || s[n - 1] == ' '))
        n--;
    return n;
}

static size_t trim_start(const char *s, size_t n)
{
    size_t i = 0;

    while (i < n && (s[i] == '.' || s[i] == ' '))
        i++;
    return i;
}

void filename_word(struct buf *out, const char *word)
{
    struct buf c = BUF_INIT;
    size_t from, to;

    clean(&c, word);
    to = trim_end(buf_str(&c), c.len);
    from = trim_start(buf_str(&c), to);
    if (from + strspn(buf_str(&c) + from, "_") < to)
        buf_add(out, buf_str(&c) + from, to - from);
    buf_release(&c);
}

/* --- whole names --- */

static size_t units(const char *s, size_t n)
{
    size_t sum = 0;

    while (n > 0) {
        uint32_t cp;
        size_t k = text_next(s, n, &cp);

        sum += cp > 0xFFFF ? 2 : 1;
        s += k;
        n -= k;
    }
    return sum;
}

/* The bytes of s that stay within both bounds, between whole graphemes. */
static size_t cut(const char *s, size_t n, size_t max_bytes, size_t max_units)
{
    const uint8_t *start = (const uint8_t *)s, *at = start, *next;
    size_t used = 0;

    while (at < start + n && (next = u8_grapheme_next(at, start + n)) != NULL) {
        size_t u = units((const char *)at, (size_t)(next - at));

        if ((size_t)(next - start) > max_bytes || used + u > max_units)
            break;
        used += u;
        at = next;
    }
    return (size_t)(at - start);
}

/* COM and LPT with a digit behind, a superscript one too. */
static bool is_port(const char *name, size_t n)
{
    static const char *const digits[] = {"0", "1", "2", "3",      "4",      "5",     "6",
                                         "7", "8", "9", "\u00b9", "\u00b2", "\u00b3"};

    if (n < 4 || (strncasecmp(name, "com", 3) != 0 && strncasecmp(name, "lpt", 3) != 0))
        return false;
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        if (strlen(digits[i]) == n - 3 && strncmp(name + 3, digits[i], n - 3) == 0)
            return true;
    return false;
}

/* Windows keeps these: what stands before the first dot, in any case. */
static bool is_device(const char *name)
{
    static const char *const devices[] = {"con",    "prn",     "aux",   "nul",
                                          "conin$", "conout$", "clock$"};
    size_t n = trim_end(name, strcspn(name, "."));

    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (strlen(devices[i]) == n && strncasecmp(name, devices[i], n) == 0)
            return true;
    return is_port(name, n);
}

/* The stem cleaned, never empty, never a device; `room` is for what comes behind. */
static void make_stem(struct buf *out, const char *stem, const char *behind)
{
    size_t bytes = strlen(behind), room_units = units(behind, bytes), from, to;
    struct buf c = BUF_INIT, safe = BUF_INIT;

    clean(&c, stem);
    from = trim_start(buf_str(&c), c.len);
    if (is_device(buf_str(&c) + from))
        buf_putc(&safe, '_');
    buf_puts(&safe, buf_str(&c) + from);
    to = cut(buf_str(&safe), safe.len, FILENAME_MAX_BYTES - bytes, FILENAME_MAX_UNITS - room_units);
    to = trim_end(buf_str(&safe), to);
    if (to == 0)
        buf_putc(out, '_');
    buf_add(out, buf_str(&safe), to);
    buf_release(&c);
    buf_release(&safe);
}

void filename_make(struct buf *out, const char *stem, const char *ext)
{
    make_stem(out, stem, ext);
    buf_puts(out, ext);
}

/* --- a folder's names --- */

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

static char *folded(const char *name)
{
    size_t n = 0;
    uint8_t *f = u8_casefold((const uint8_t *)name, strlen(name), NULL, UNINORM_NFC, NULL, &n);
    char *s;

    if (!f)
        out_of_memory();
    s = xstrndup((const char *)f, n);
    free(f);
    return s;
}

/* Is it new? Then it is in from now on. */
static bool enter(struct filename_set *set, const char *name)
{
    char *key = folded(name);
    void *const *at = tsearch(key, &set->tree, compare);

    if (!at)
        out_of_memory();
    if (*at == key)
        return true;
    free(key);
    return false;
}

void filename_add(struct filename_set *set, struct buf *out, const char *stem, const char *ext)
{
    struct buf name = BUF_INIT, behind = BUF_INIT;

    filename_make(&name, stem, ext);
    for (int n = 2; !enter(set, buf_str(&name)); n++) {
        buf_reset(&name);
        buf_reset(&behind);
        buf_addf(&behind, "_%d%s", n, ext);
        filename_make(&name, stem, buf_str(&behind));
    }
    buf_puts(out, buf_str(&name));
    buf_release(&name);
    buf_release(&behind);
}

void filename_set_release(struct filename_set *set)
{
    tdestroy(set->tree, free);
    set->tree = NULL;
}
