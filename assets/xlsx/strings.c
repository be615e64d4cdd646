#include "assets/xlsx/strings.h"

#include "assets/xlsx/limits.h"
#include "assets/xlsx/xml.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)32 << 10)
#define ESCAPE_BYTES 7 /* _xHHHH_ */

struct block {
    struct block *next;
    char bytes[];
};

void arena_init(struct arena *a, size_t *left)
{
    *a = (struct arena){.left = left};
}

void arena_release(struct arena *a)
{
    while (a->blocks) {
        struct block *next = a->blocks->next;

        free(a->blocks);
        a->blocks = next;
    }
    if (a->left)
        *a->left += a->used;
    a->used = a->room = 0;
}

/* The newest block is filled from its end: `room` bytes are free at its start.
 * A text of more than a quarter of a block gets its own, behind the newest. */
const char *arena_put(struct arena *a, const char *s, size_t n)
{
    char *to;

    if (n == 0)
        return "";
    if (n + 1 > *a->left)
        return NULL;
    if (a->blocks && n >= BLOCK_BYTES / 4) {
        struct block *own = xmalloc(sizeof *own + n + 1);

        own->next = a->blocks->next;
        a->blocks->next = own;
        to = own->bytes;
    } else {
        if (!a->blocks || a->room < n + 1) {
            size_t size = n + 1 > BLOCK_BYTES ? n + 1 : BLOCK_BYTES;
            struct block *b = xmalloc(sizeof *b + size);

            b->next = a->blocks;
            a->blocks = b;
            a->room = size;
        }
        a->room -= n + 1;
        to = a->blocks->bytes + a->room;
    }
    memcpy(to, s, n);
    to[n] = '\0';
    *a->left -= n + 1;
    a->used += n + 1;
    return to;
}

static bool is_furigana(const char *name)
{
    return strcmp(name, "rPh") == 0 || strcmp(name, "phoneticPr") == 0;
}

void collector_start(struct collector *c, const char *name)
{
    if (is_furigana(name))
        c->furigana++;
    else if (strcmp(name, "t") == 0)
        c->in_t = true;
}

void collector_end(struct collector *c, const char *name)
{
    if (is_furigana(name) && c->furigana > 0)
        c->furigana--;
    else if (strcmp(name, "t") == 0)
        c->in_t = false;
}

void collector_text(struct collector *c, const char *s, size_t n)
{
    if (c->in_t && c->furigana == 0)
        buf_add(&c->text, s, n);
}

static bool hex_unit(const char *s, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        const char *digits = "0123456789abcdef", *d = s[i] ? strchr(digits, s[i] | 0x20) : NULL;

        if (!d || (s[i] >= 0x10 && s[i] < 0x20))
            return false;
        *unit = *unit << 4 | (uint32_t)(d - digits);
    }
    return true;
}

static bool is_escape(const char *s, size_t n, uint32_t *unit)
{
    return n >= ESCAPE_BYTES && s[0] == '_' && s[1] == 'x' && s[6] == '_' && hex_unit(s + 2, unit);
}

/* The character an escape (or a pair of them) stands for; its bytes taken. */
static size_t decode_escape(const char *s, size_t n, uint32_t unit, uint32_t *cp)
{
    uint32_t low;

    *cp = unit;
    if (unit >= 0xD800 && unit < 0xDC00 && is_escape(s + ESCAPE_BYTES, n - ESCAPE_BYTES, &low) &&
        low >= 0xDC00 && low < 0xE000) {
        *cp = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        return 2 * ESCAPE_BYTES;
    }
    if ((unit >= 0xD800 && unit < 0xE000) || unit == 0)
        *cp = 0xFFFD;
    return ESCAPE_BYTES;
}

static size_t put_utf8(char *out, uint32_t cp)
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

static size_t join_line_ends(char *s, size_t n)
{
    size_t out = 0;

    for (size_t i = 0; i < n; i++) {
        if (s[i] == '\r' && i + 1 < n && s[i + 1] == '\n')
            continue;
        s[out++] = s[i] == '\r' ? '\n' : s[i];
    }
    s[out] = '\0';
    return out;
}

size_t string_decode(char *s, size_t n)
{
    size_t out = 0;
    uint32_t unit, cp;

    if (n == 0 || (!memchr(s, '_', n) && !memchr(s, '\r', n)))
        return n;
    for (size_t i = 0; i < n;) {
        if (is_escape(s + i, n - i, &unit)) {
            i += decode_escape(s + i, n - i, unit, &cp);
            out += put_utf8(s + out, cp); /* never longer than the escape */
        } else {
            s[out++] = s[i++];
        }
    }
    s[out] = '\0';
    return join_line_ends(s, out);
}

struct loading {
    struct shared *shared;
    struct package *package;
    struct collector c;
    bool in_si;
};

static int on_start(void *ctx, const char *name, const char **atts, struct err *e)
{
    struct loading *l = ctx;

    (void)atts;
    (void)e;
    if (l->in_si) {
        collector_start(&l->c, name);
    } else if (strcmp(name, "si") == 0) {
        l->in_si = true;
        l->c.furigana = 0;
        l->c.in_t = false;
        buf_reset(&l->c.text);
    }
    return 0;
}

static int on_end(void *ctx, const char *name, struct err *e)
{
    struct loading *l = ctx;
    struct shared *s = l->shared;
    struct buf *text = &l->c.text;

    if (!l->in_si)
        return 0;
    if (strcmp(name, "si") != 0) {
        collector_end(&l->c, name);
        return 0;
    }
    l->in_si = false;
    if (text->over)
        return package_too_large(l->package, e, "shared text %zu is longer than 32,767 characters",
                                 s->n + 1);
    if (s->n >= XLSX_SHARED_MAX)
        return package_too_large(l->package, e, "more than %d different texts", XLSX_SHARED_MAX);
    s->list = xgrow(s->list, s->n, &s->cap, sizeof *s->list);
    s->list[s->n] = arena_put(&s->arena, text->p, text->p ? string_decode(text->p, text->len) : 0);
    if (!s->list[s->n])
        return package_too_large(l->package, e, "more than %zu MB of text", XLSX_TEXT_MAX / MIB);
    s->n++;
    return 0;
}

static int on_text(void *ctx, const char *s, size_t n, struct err *e)
{
    struct loading *l = ctx;

    (void)e;
    if (l->in_si)
        collector_text(&l->c, s, n);
    return 0;
}

int shared_load(struct shared *s, struct package *p, const char *part, struct err *e)
{
    static const struct xml_reader reader = {on_start, on_end, on_text};
    struct loading l = {.shared = s, .package = p};
    int rc;

    buf_init(&l.c.text, XLSX_STRING_MAX);
    rc = xml_read(p, part, XLSX_PART_MAX, &reader, &l, e);
    buf_release(&l.c.text);
    if (rc != 0)
        shared_release(s);
    return rc;
}

void shared_release(struct shared *s)
{
    arena_release(&s->arena);
    free(s->list);
    s->list = NULL;
    s->n = s->cap = 0;
}
