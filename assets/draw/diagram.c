#include "assets/draw/diagram.h"

#include "assets/draw/protocol.h"
#include "model/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARK_HEAD 12 /* x, y, shape */

void diagram_picture_release(struct diagram_picture *p)
{
    free(p->png);
    *p = (struct diagram_picture){0};
}

/* ---- the request ---- */

/* Cut between characters, with its NUL. */
static void put_text(struct buf *out, const char *s)
{
    size_t n = strlen(s), at = 0, k;
    uint32_t cp;

    while ((k = text_next(s + at, n - at, &cp)) != 0 && at + k < DIAGRAM_TEXT)
        at += k;
    buf_add(out, s, at);
    buf_putc(out, '\0');
}

static void put_texts(struct buf *out, const char *const *v, int n)
{
    for (int i = 0; i < n; i++)
        put_text(out, v[i] ? v[i] : "");
}

static void put_mark(struct buf *out, const struct diagram_mark *m)
{
    struct buf b = BUF_INIT;
    uint8_t head[MARK_HEAD];

    item_number(head, (uint32_t)m->x);
    item_number(head + 4, (uint32_t)m->y);
    item_number(head + 8, (uint32_t)m->shape);
    buf_add(&b, head, sizeof head);
    put_texts(&b, m->cells, DIAGRAM_COLUMNS);
    item_put(out, ITEM_MARK, b.p, b.len);
    buf_release(&b);
}

void diagram_put(struct buf *out, const struct diagram *in)
{
    struct buf b = BUF_INIT;

    for (int i = 0; i < in->nheadings; i++) {
        buf_reset(&b);
        put_text(&b, in->headings[i]);
        item_put(out, ITEM_HEADING, b.p, b.len);
    }
    buf_reset(&b);
    put_texts(&b, in->columns, DIAGRAM_COLUMNS);
    item_put(out, ITEM_COLUMNS, b.p, b.len);
    buf_release(&b);
    for (size_t i = 0; i < in->n && i < DIAGRAM_MARKS; i++)
        put_mark(out, &in->marks[i]);
}

/* `want` texts, each with its NUL, and nothing behind them. */
static bool get_texts(const uint8_t *p, size_t n, const char **out, int want)
{
    for (int i = 0; i < want; i++) {
        const uint8_t *end = memchr(p, '\0', n);

        if (!end || end - p >= DIAGRAM_TEXT)
            return false;
        out[i] = (const char *)p;
        n -= (size_t)(end - p) + 1;
        p = end + 1;
    }
    return n == 0;
}

static bool get_mark(const struct item *it, struct diagram *out)
{
    struct diagram_mark *m = &out->marks[out->n];
    uint32_t x, y, shape;

    if (it->n < MARK_HEAD || out->n == DIAGRAM_MARKS)
        return false;
    x = item_u32(it->p);
    y = item_u32(it->p + 4);
    shape = item_u32(it->p + 8);
    if (x > DIAGRAM_UNIT || y > DIAGRAM_UNIT || shape >= SHAPES)
        return false;
    *m = (struct diagram_mark){.x = (int)x, .y = (int)y, .shape = (enum diagram_shape)shape};
    out->n++;
    return get_texts(it->p + MARK_HEAD, it->n - MARK_HEAD, m->cells, DIAGRAM_COLUMNS);
}

bool diagram_get(const uint8_t *p, size_t n, struct diagram *out)
{
    struct items all = {p, n};
    struct item it;
    bool good = true, columns = false;

    *out = (struct diagram){.marks = xcalloc(DIAGRAM_MARKS, sizeof *out->marks)};
    while (good && item_next(&all, &it)) {
        if (it.tag == ITEM_HEADING)
            good = out->nheadings < DIAGRAM_HEADINGS &&
                   get_texts(it.p, it.n, &out->headings[out->nheadings++], 1);
        else if (it.tag == ITEM_COLUMNS)
            good = columns = get_texts(it.p, it.n, out->columns, DIAGRAM_COLUMNS);
        else if (it.tag == ITEM_MARK)
            good = get_mark(&it, out);
    }
    return good && columns && all.n == 0;
}

/* ---- the answer ---- */

static void put_number(struct buf *out, enum item_tag tag, uint32_t u)
{
    uint8_t b[4];

    item_number(b, u);
    item_put(out, tag, b, sizeof b);
}

void diagram_answer_put(struct buf *out, const struct diagram_picture *in)
{
    put_number(out, ITEM_WIDTH, in->width);
    put_number(out, ITEM_HEIGHT, in->height);
    put_number(out, ITEM_DAMAGED, in->damaged);
    if (*in->fault)
        item_put(out, ITEM_FAULT, in->fault, strlen(in->fault));
    for (size_t i = 0; i < in->nmissing; i++)
        put_number(out, ITEM_MISSING, in->missing[i]);
    if (in->bytes > 0)
        item_put(out, ITEM_PNG, in->png, in->bytes);
}

static void get_answer(const struct item *it, struct diagram_picture *out)
{
    uint32_t u = it->n == 4 ? item_u32(it->p) : 0;
    struct buf clean = BUF_INIT;

    switch (it->tag) {
    case ITEM_WIDTH:
        out->width = u;
        break;
    case ITEM_HEIGHT:
        out->height = u;
        break;
    case ITEM_DAMAGED:
        out->damaged = u != 0;
        break;
    case ITEM_MISSING:
        if (out->nmissing < DIAGRAM_MISSING && u <= 0x10FFFF)
            out->missing[out->nmissing++] = u;
        break;
    case ITEM_FAULT:
        text_clean(&clean, (const char *)it->p, it->n);
        snprintf(out->fault, sizeof out->fault, "%s", buf_str(&clean));
        break;
    case ITEM_PNG:
        if (out->png || it->n == 0)
            break;
        out->png = xmalloc(it->n);
        out->bytes = it->n;
        memcpy(out->png, it->p, it->n);
        break;
    default:
        break;
    }
    buf_release(&clean);
}

static uint32_t big_endian(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

#define PNG_HEAD 33 /* signature and IHDR */

static bool believable(const struct diagram_picture *p)
{
    static const uint8_t start[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n',
                                    0,    0,   0,   13,  'I',  'H',  'D',  'R'};

    return p->width >= DIAGRAM_WIDTH_MIN && p->width <= DIAGRAM_WIDTH_MAX && p->height > 0 &&
           p->height <= DIAGRAM_HEIGHT_MAX && p->bytes >= PNG_HEAD &&
           memcmp(p->png, start, sizeof start) == 0 &&
           big_endian(p->png + sizeof start) == p->width &&
           big_endian(p->png + sizeof start + 4) == p->height;
}

bool diagram_answer_get(const uint8_t *p, size_t n, struct diagram_picture *out)
{
    struct items all = {p, n};
    struct item it;

    *out = (struct diagram_picture){0};
    while (item_next(&all, &it))
        get_answer(&it, out);
    if (!out->png)
        return all.n == 0 && out->width == 0 && out->height == 0;
    return all.n == 0 && believable(out);
}
