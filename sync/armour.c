#include "sync/armour.h"

#include "model/base/text.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LINE_CHARS 64
#define COMMENT_BYTES 60

void armour_begin(struct buf *out, const char *what)
{
    buf_addf(out, "-----BEGIN %s-----\n", what);
}

void armour_comment(struct buf *out, const char *name, const char *text)
{
    size_t n = strlen(text), used = 0, k;
    uint32_t cp;

    buf_addf(out, "# %s: ", name);
    for (size_t at = 0; (k = text_next(text + at, n - at, &cp)) > 0 && used + k <= COMMENT_BYTES;
         at += k) {
        if (cp >= 0x20 && cp != 0x7F) {
            text_put(out, cp);
            used += k;
        }
    }
    buf_putc(out, '\n');
}

void armour_end(struct buf *out, const char *what, const void *p, size_t n)
{
    size_t size = sodium_base64_encoded_len(n, sodium_base64_VARIANT_ORIGINAL);
    char *text = xmalloc(size);

    sodium_bin2base64(text, size, p, n, sodium_base64_VARIANT_ORIGINAL);
    for (const char *s = text; *s;) {
        size_t k = strnlen(s, LINE_CHARS);

        buf_add(out, s, k);
        buf_putc(out, '\n');
        s += k;
    }
    buf_addf(out, "-----END %s-----\n", what);
    free(text);
}

/* The line at the front of *rest, without its end and what mail programs put
 * around it. */
static bool next_line(struct span *rest, struct span *line)
{
    const char *p = rest->p, *end = rest->n ? memchr(p, '\n', rest->n) : NULL;
    size_t n = end ? (size_t)(end - p) : rest->n, taken = end ? n + 1 : n;
    uint32_t cp;
    size_t k;

    if (rest->n == 0)
        return false;
    *rest = (struct span){p + taken, rest->n - taken};
    while ((k = text_next(p, n, &cp)) > 0 &&
           (cp <= ' ' || cp == '>' || cp == '|' || cp == 0xA0 || cp == 0x3000 || cp == 0xFEFF)) {
        p += k;
        n -= k;
    }
    *line = (struct span){p, n};
    return true;
}

static bool line_has(struct span line, const char *word, const char *what)
{
    const char *at = line.n ? memmem(line.p, line.n, word, strlen(word)) : NULL;
    const char *end = (const char *)line.p + line.n;

    return at && memmem(at, (size_t)(end - at), what, strlen(what)) != NULL;
}

static int damaged(struct err *e, const char *why)
{
    return err_say(e, ERR_CORRUPT, NULL, "", why);
}

static int decode(const struct buf *text, struct buf *out, struct err *e)
{
    size_t n = 0;
    uint8_t *bytes = xmalloc(text->len + 1);
    int rc = sodium_base642bin(bytes, text->len, text->p ? text->p : "", text->len, NULL, &n, NULL,
                               sodium_base64_VARIANT_ORIGINAL);

    if (rc == 0)
        buf_add(out, bytes, n);
    free(bytes);
    return rc == 0 ? 0 : damaged(e, N_("letters of it are missing or changed"));
}

static int collect(const char *what, struct span *rest, struct buf *text, struct err *e)
{
    struct span line;

    while (next_line(rest, &line)) {
        const char *p = line.p;

        if (line_has(line, "END ", what))
            return 0;
        for (size_t i = 0; i < line.n && p[0] != '#'; i++)
            if (p[i] != ' ' && p[i] != '\t' && p[i] != '\r')
                buf_putc(text, p[i]);
    }
    return damaged(e, N_("its end is missing: copy it whole, from BEGIN to END"));
}

int armour_next(const char *what, struct span *rest, struct buf *out, struct err *e)
{
    struct buf text = BUF_INIT;
    struct span line;
    int rc = 0;

    while (next_line(rest, &line)) {
        if (!line_has(line, "BEGIN ", what))
            continue;
        rc = collect(what, rest, &text, e);
        if (rc == 0)
            rc = decode(&text, out, e);
        if (rc == 0)
            rc = 1;
        break;
    }
    buf_release(&text);
    return rc;
}
