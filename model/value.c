#include "model/value.h"

#include "model/base/text.h"

#include <stdlib.h>
#include <string.h>

struct value value_null(void)
{
    return (struct value){.type = VALUE_NULL};
}

struct value value_int(int64_t i)
{
    return (struct value){.type = VALUE_INT, .i = i};
}

static struct value bytes(enum value_type type, const void *p, size_t n)
{
    return (struct value){.type = type, .s = p, .n = n};
}

struct value value_text_n(const char *s, size_t n)
{
    return n ? bytes(VALUE_TEXT, s, n) : value_null();
}

struct value value_text(const char *s)
{
    return s ? value_text_n(s, strlen(s)) : value_null();
}

struct value value_blob(const void *p, size_t n)
{
    return bytes(VALUE_BLOB, p, n);
}

struct value value_id(struct id id)
{
    return (struct value){.type = VALUE_ID, .id = id};
}

struct value value_decimal(const char *s)
{
    return bytes(VALUE_DECIMAL, s, strlen(s));
}

struct value value_unreadable(const char *reason)
{
    return bytes(VALUE_UNREADABLE, reason, strlen(reason));
}

struct value value_copy(struct value v)
{
    if (v.s)
        v.s = xstrndup(v.s, v.n);
    return v;
}

void value_release(struct value *v)
{
    char *owned;

    memcpy(&owned, &v->s, sizeof owned); /* the copy owns what it shows as const */
    free(owned);
    *v = value_null();
}

bool value_equal(struct value a, struct value b)
{
    if (a.type != b.type)
        return false;
    switch (a.type) {
    case VALUE_NULL:
        return true;
    case VALUE_INT:
        return a.i == b.i;
    case VALUE_ID:
        return id_equal(a.id, b.id);
    default:
        return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
    }
}

bool value_is_null(struct value v)
{
    return v.type == VALUE_NULL;
}

const char *value_str(const struct value *v)
{
    return v->type == VALUE_TEXT || v->type == VALUE_DECIMAL ? v->s : "";
}

void varint_put(struct buf *out, uint64_t u)
{
    while (u >= 0x80) {
        buf_putc(out, (char)(u | 0x80));
        u >>= 7;
    }
    buf_putc(out, (char)u);
}

size_t varint_get(const uint8_t *p, size_t n, uint64_t *out)
{
    uint64_t u = 0;

    for (size_t i = 0; i < n && i < 10; i++) {
        uint64_t part = p[i] & 0x7F;

        if (i == 9 && p[i] > 1)
            return 0;
        u |= part << (7 * i);
        if (!(p[i] & 0x80)) {
            if (i > 0 && p[i] == 0)
                return 0; /* not the shortest form */
            *out = u;
            return i + 1;
        }
    }
    return 0;
}

static uint64_t zigzag(int64_t i)
{
    return ((uint64_t)i << 1) ^ (uint64_t)(i < 0 ? -1 : 0);
}

static int64_t unzigzag(uint64_t u)
{
    return (int64_t)(u >> 1) ^ -(int64_t)(u & 1);
}

void value_put(struct buf *out, struct value v)
{
    buf_putc(out, (char)v.type);
    switch (v.type) {
    case VALUE_NULL:
        break;
    case VALUE_INT:
        varint_put(out, zigzag(v.i));
        break;
    case VALUE_ID:
        buf_add(out, v.id.b, ID_LEN);
        break;
    default:
        varint_put(out, v.n);
        buf_add(out, v.s, v.n);
    }
}

size_t value_get(const void *bytes_in, size_t n, struct value *out)
{
    const uint8_t *p = bytes_in;
    struct value v;
    uint64_t u;
    size_t k;

    if (n == 0 || p[0] > VALUE_UNREADABLE)
        return 0;
    v = (struct value){.type = (enum value_type)p[0]};
    if (v.type == VALUE_NULL) {
        *out = v;
        return 1;
    }
    if (v.type == VALUE_ID) {
        if (n < 1 + ID_LEN)
            return 0;
        memcpy(v.id.b, p + 1, ID_LEN);
        *out = v;
        return 1 + ID_LEN;
    }
    k = varint_get(p + 1, n - 1, &u);
    if (k == 0)
        return 0;
    if (v.type == VALUE_INT) {
        v.i = unzigzag(u);
        *out = v;
        return 1 + k;
    }
    if (u > n - 1 - k)
        return 0;
    v.s = (const char *)p + 1 + k;
    v.n = (size_t)u;
    if (v.type != VALUE_BLOB && !text_valid(v.s, v.n))
        return 0;
    *out = v;
    return 1 + k + v.n;
}
