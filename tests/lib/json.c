#include "tests/lib/json.h"

#include "model/base/buf.h"
#include "model/base/text.h"
#include "tests/lib/tap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 200 /* nested arrays and objects */

struct parser {
    const char *start, *p, *end;
    int depth;
};

static struct json *value(struct parser *ps);

static void blanks(struct parser *ps)
{
    while (ps->p < ps->end && strchr(" \t\r\n", *ps->p) && *ps->p)
        ps->p++;
}

static bool take(struct parser *ps, char c)
{
    blanks(ps);
    if (ps->p >= ps->end || *ps->p != c)
        return false;
    ps->p++;
    return true;
}

static struct json *node(enum json_type type)
{
    struct json *j = xcalloc(1, sizeof *j);

    j->type = type;
    return j;
}

static bool hex4(struct parser *ps, uint32_t *cp)
{
    *cp = 0;
    for (int i = 0; i < 4; i++, ps->p++) {
        const char *digits = "0123456789abcdef", *d;

        if (ps->p >= ps->end || (unsigned char)*ps->p < '0' || !(d = strchr(digits, *ps->p | 0x20)))
            return false;
        *cp = *cp << 4 | (uint32_t)(d - digits);
    }
    return true;
}

/* Behind "\u"; joins a surrogate pair. */
static bool unicode_escape(struct parser *ps, struct buf *out)
{
    uint32_t cp, low;

    if (!hex4(ps, &cp))
        return false;
    if (cp >= 0xD800 && cp < 0xDC00 && ps->end - ps->p >= 6 && memcmp(ps->p, "\\u", 2) == 0) {
        ps->p += 2;
        if (!hex4(ps, &low))
            return false;
        cp = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00)
                                           : 0xFFFD;
    } else if ((cp >= 0xD800 && cp < 0xE000) || cp == 0) {
        cp = 0xFFFD;
    }
    text_put(out, cp);
    return true;
}

static bool escape(struct parser *ps, struct buf *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *at;

    if (ps->p >= ps->end)
        return false;
    if (*ps->p == 'u') {
        ps->p++;
        return unicode_escape(ps, out);
    }
    at = *ps->p ? strchr(from, *ps->p) : NULL;
    if (!at)
        return false;
    buf_putc(out, to[at - from]);
    ps->p++;
    return true;
}

/* The caller frees; NULL when it is no string. */
static char *string(struct parser *ps)
{
    struct buf out = BUF_INIT;

    if (!take(ps, '"'))
        return NULL;
    buf_puts(&out, "");
    while (ps->p < ps->end && *ps->p != '"') {
        if ((unsigned char)*ps->p < 0x20)
            goto wrong;
        if (*ps->p != '\\') {
            buf_putc(&out, *ps->p++);
        } else {
            ps->p++;
            if (!escape(ps, &out))
                goto wrong;
        }
    }
    if (ps->p >= ps->end || !text_valid(buf_str(&out), out.len))
        goto wrong;
    ps->p++;
    return buf_take(&out);
wrong:
    buf_release(&out);
    return NULL;
}

static struct json *children(struct parser *ps, enum json_type type, char close)
{
    struct json *j = node(type), **tail = &j->first;

    if (++ps->depth > DEPTH_MAX)
        goto wrong;
    for (bool first = true; !take(ps, close); first = false) {
        char *key = NULL;

        if (!first && !take(ps, ','))
            goto wrong;
        if (type == JSON_OBJECT && (!(key = string(ps)) || !take(ps, ':'))) {
            free(key);
            goto wrong;
        }
        *tail = value(ps);
        if (!*tail) {
            free(key);
            goto wrong;
        }
        (*tail)->key = key;
        tail = &(*tail)->next;
        j->count++;
    }
    ps->depth--;
    return j;
wrong:
    json_free(j);
    return NULL;
}

static const char *digits(const char *p, const char *end)
{
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

static struct json *number(struct parser *ps)
{
    const char *p = ps->p, *from;
    char copy[64];
    struct json *j;

    p += p < ps->end && *p == '-';
    from = p;
    p = digits(p, ps->end);
    if (p == from || (*from == '0' && p - from > 1))
        return NULL;
    if (p < ps->end && *p == '.') {
        from = ++p;
        if ((p = digits(p, ps->end)) == from)
            return NULL;
    }
    if (p < ps->end && (*p == 'e' || *p == 'E')) {
        p++;
        p += p < ps->end && (*p == '+' || *p == '-');
        from = p;
        if ((p = digits(p, ps->end)) == from)
            return NULL;
    }
    if ((size_t)(p - ps->p) >= sizeof copy)
        return NULL;
    memcpy(copy, ps->p, (size_t)(p - ps->p));
    copy[p - ps->p] = '\0';
    ps->p = p;
    j = node(JSON_NUMBER);
    j->number = strtod(copy, NULL);
    return j;
}

static struct json *word(struct parser *ps)
{
    static const struct {
        const char *word;
        enum json_type type;
        double number;
    } words[] = {{"null", JSON_NULL, 0}, {"true", JSON_BOOL, 1}, {"false", JSON_BOOL, 0}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i].word);

        if ((size_t)(ps->end - ps->p) >= n && memcmp(ps->p, words[i].word, n) == 0) {
            struct json *j = node(words[i].type);

            j->number = words[i].number;
            ps->p += n;
            return j;
        }
    }
    return number(ps);
}

static struct json *value(struct parser *ps)
{
    if (take(ps, '{'))
        return children(ps, JSON_OBJECT, '}');
    if (take(ps, '['))
        return children(ps, JSON_ARRAY, ']');
    if (ps->p < ps->end && *ps->p == '"') {
        char *text = string(ps);
        struct json *j;

        if (!text)
            return NULL;
        j = node(JSON_STRING);
        j->text = text;
        return j;
    }
    return word(ps);
}

struct json *json_parse(const char *s, size_t n, size_t *at)
{
    struct parser ps = {.start = s, .p = s, .end = s + n};
    struct json *j = value(&ps);

    blanks(&ps);
    if (j && ps.p != ps.end) {
        json_free(j);
        j = NULL;
    }
    if (!j && at)
        *at = (size_t)(ps.p - ps.start);
    return j;
}

struct json *json_load(const char *path)
{
    struct buf all = BUF_INIT;
    FILE *f = fopen(path, "rb");
    char chunk[65536];
    size_t n, at;
    struct json *j;

    if (!f)
        bail("%s: %s", path, strerror(errno));
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        buf_add(&all, chunk, n);
    (void)fclose(f);
    j = json_parse(buf_str(&all), all.len, &at);
    if (!j)
        bail("%s: no JSON at byte %zu", path, at);
    buf_release(&all);
    return j;
}

void json_free(struct json *j)
{
    while (j) {
        struct json *next = j->next;

        json_free(j->first);
        free(j->text);
        free(j->key);
        free(j);
        j = next;
    }
}

const struct json *json_get(const struct json *j, const char *key)
{
    if (!j || j->type != JSON_OBJECT)
        return NULL;
    for (j = j->first; j; j = j->next)
        if (strcmp(j->key, key) == 0)
            return j;
    return NULL;
}

const struct json *json_at(const struct json *j, size_t i)
{
    if (!j)
        return NULL;
    for (j = j->first; j && i > 0; i--)
        j = j->next;
    return j;
}

const char *json_str(const struct json *j)
{
    return j && j->type == JSON_STRING ? j->text : NULL;
}

double json_num(const struct json *j, double otherwise)
{
    return j && j->type == JSON_NUMBER ? j->number : otherwise;
}

bool json_true(const struct json *j)
{
    return j && j->type == JSON_BOOL && j->number != 0;
}
