#include "sync/central/values.h"

#include "sync/signed.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#define OID_BYTEA 17
#define ARRAY_HEAD 20 /* dimensions, nulls, element type, length, lower bound */

static void put_high(uint8_t *p, uint64_t u, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)(u >> (8 * (n - 1 - i)));
}

static uint64_t get_high(const uint8_t *p, size_t n)
{
    uint64_t u = 0;

    for (size_t i = 0; i < n; i++)
        u = u << 8 | p[i];
    return u;
}

/* ---- out ---- */

struct call call_begin(struct buf *out, enum central_call what, uint32_t id)
{
    struct call c = {.out = out, .begun = central_frame_begin(out, CENTRAL_CALL, what, id)};

    buf_putc(out, 0); /* how many */
    return c;
}

void call_bytes(struct call *c, const void *p, size_t n)
{
    cell_put(c->out, n > 0 ? p : "", n);
    c->n++;
}

void call_text(struct call *c, const char *s)
{
    cell_put(c->out, s, s ? strlen(s) : 0);
    c->n++;
}

static void put_int(struct call *c, uint64_t u, size_t n)
{
    uint8_t b[8];

    put_high(b, u, n);
    call_bytes(c, b, n);
}

void call_int4(struct call *c, int32_t i)
{
    put_int(c, (uint64_t)i, 4);
}

void call_int8(struct call *c, int64_t i)
{
    put_int(c, (uint64_t)i, 8);
}

static void put32(struct buf *out, uint32_t u)
{
    uint8_t b[4];

    put_high(b, u, sizeof b);
    buf_add(out, b, sizeof b);
}

void call_bytes_array(struct call *c, const struct span *v, size_t n)
{
    size_t bytes = ARRAY_HEAD;

    for (size_t i = 0; i < n; i++)
        bytes += 4 + v[i].n;
    wire_put32(c->out, (uint32_t)bytes);
    put32(c->out, 1);
    put32(c->out, 0);
    put32(c->out, OID_BYTEA);
    put32(c->out, (uint32_t)n);
    put32(c->out, 1);
    for (size_t i = 0; i < n; i++) {
        put32(c->out, (uint32_t)v[i].n);
        buf_add(c->out, v[i].p, v[i].n);
    }
    c->n++;
}

void call_end(struct call *c)
{
    c->out->p[c->begun + CENTRAL_HEADER] = (char)c->n;
    central_frame_end(c->out, c->begun);
}

/* ---- in ---- */

struct rows rows_of(const void *p, size_t n, unsigned columns)
{
    struct rows r = {.w = wire_of(p, n)};

    r.columns = wire_take16(&r.w);
    r.n = wire_take32(&r.w);
    if (r.columns != columns && r.n > 0)
        r.w.bad = true;
    if (r.w.bad)
        r.n = 0;
    return r;
}

struct span rows_bytes(struct rows *r)
{
    return cell_take(&r->w);
}

void rows_fixed(struct rows *r, void *out, size_t n)
{
    struct span s = cell_take(&r->w);

    if (!s.p || s.n != n)
        r->w.bad = true;
    if (r->w.bad)
        memset(out, 0, n);
    else
        memcpy(out, s.p, n);
}

int64_t rows_int8(struct rows *r)
{
    uint8_t b[8];

    rows_fixed(r, b, sizeof b);
    return (int64_t)get_high(b, sizeof b);
}

int32_t rows_int4(struct rows *r)
{
    uint8_t b[4];

    rows_fixed(r, b, sizeof b);
    return (int32_t)get_high(b, sizeof b);
}

char *rows_text(struct rows *r)
{
    struct span s = cell_take(&r->w);

    return s.p ? xstrndup(s.p, s.n) : xstrdup("");
}

void rows_word(struct rows *r, char *out, size_t size)
{
    struct span s = cell_take(&r->w);

    snprintf(out, size, "%.*s", s.p ? (int)s.n : 0, s.p ? (const char *)s.p : "");
}

void rows_line(struct rows *r, char *out, size_t size)
{
    char *text = rows_text(r);

    signed_clean(out, size, text);
    free(text);
}

void rows_int4_array(struct rows *r, void (*fn)(int32_t i, void *ctx), void *ctx)
{
    struct span s = cell_take(&r->w);
    const uint8_t *p = s.p;
    size_t n;

    if (!p)
        return;
    if (s.n < 12 || (get_high(p, 4) != 0 && s.n < ARRAY_HEAD)) {
        r->w.bad = true;
        return;
    }
    n = get_high(p, 4) == 0 ? 0 : (size_t)get_high(p + 12, 4);
    if (n > 0 && (get_high(p, 4) != 1 || s.n - ARRAY_HEAD != n * 8)) {
        r->w.bad = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        fn((int32_t)get_high(p + ARRAY_HEAD + i * 8 + 4, 4), ctx);
}
