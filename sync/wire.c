#include "sync/wire.h"

#include "model/base/text.h"
#include "model/value.h"

#include <string.h>

static void store(uint8_t *p, uint64_t u, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)(u >> (8 * i));
}

static uint64_t load(const uint8_t *p, size_t n)
{
    uint64_t u = 0;

    for (size_t i = 0; i < n; i++)
        u |= (uint64_t)p[i] << (8 * i);
    return u;
}

void wire_store32(uint8_t *p, uint32_t u)
{
    store(p, u, 4);
}

void wire_store64(uint8_t *p, uint64_t u)
{
    store(p, u, 8);
}

uint32_t wire_load32(const uint8_t *p)
{
    return (uint32_t)load(p, 4);
}

uint64_t wire_load64(const uint8_t *p)
{
    return load(p, 8);
}

static void put(struct buf *out, uint64_t u, size_t n)
{
    uint8_t b[8];

    store(b, u, n);
    buf_add(out, b, n);
}

void wire_put16(struct buf *out, uint16_t u)
{
    put(out, u, 2);
}

void wire_put32(struct buf *out, uint32_t u)
{
    put(out, u, 4);
}

void wire_put64(struct buf *out, uint64_t u)
{
    put(out, u, 8);
}

void wire_put_text(struct buf *out, const char *s)
{
    size_t n = s ? strlen(s) : 0;

    varint_put(out, n);
    buf_add(out, s, n);
}

uint64_t zigzag(int64_t i)
{
    return ((uint64_t)i << 1) ^ (uint64_t)(i < 0 ? -1 : 0);
}

int64_t unzigzag(uint64_t u)
{
    return (int64_t)(u >> 1) ^ -(int64_t)(u & 1);
}

struct wire wire_of(const void *p, size_t n)
{
    return (struct wire){.p = p, .left = n};
}

const uint8_t *wire_take(struct wire *w, size_t n)
{
    const uint8_t *p = w->p;

    if (w->bad || n > w->left) {
        w->bad = true;
        return NULL;
    }
    w->p += n;
    w->left -= n;
    return p;
}

void wire_take_into(struct wire *w, void *out, size_t n)
{
    const uint8_t *p = wire_take(w, n);

    if (p)
        memcpy(out, p, n);
    else
        memset(out, 0, n);
}

static uint64_t take(struct wire *w, size_t n)
{
    const uint8_t *p = wire_take(w, n);

    return p ? load(p, n) : 0;
}

uint8_t wire_take8(struct wire *w)
{
    return (uint8_t)take(w, 1);
}

uint16_t wire_take16(struct wire *w)
{
    return (uint16_t)take(w, 2);
}

uint32_t wire_take32(struct wire *w)
{
    return (uint32_t)take(w, 4);
}

uint64_t wire_take64(struct wire *w)
{
    return take(w, 8);
}

uint64_t wire_take_varint(struct wire *w)
{
    uint64_t u = 0;
    size_t k = w->bad ? 0 : varint_get(w->p, w->left, &u);

    if (k == 0) {
        w->bad = true;
        return 0;
    }
    w->p += k;
    w->left -= k;
    return u;
}

size_t wire_take_count(struct wire *w, size_t smallest)
{
    uint64_t n = wire_take_varint(w);

    if (n > w->left / smallest) {
        w->bad = true;
        return 0;
    }
    return (size_t)n;
}

char *wire_take_text(struct wire *w)
{
    size_t n = wire_take_count(w, 1);
    const char *p = (const char *)wire_take(w, n);

    if (!p || memchr(p, '\0', n) || !text_valid(p, n)) {
        w->bad = true;
        return xstrdup("");
    }
    return xstrndup(p, n);
}
