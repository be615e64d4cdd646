#include "assets/draw/protocol.h"

#include "model/base/text.h"

#include <stdio.h>
#include <string.h>

static void put_le(uint8_t *out, uint32_t u, int bytes)
{
    for (int i = 0; i < bytes; i++)
        out[i] = (uint8_t)(u >> (8 * i));
}

static uint32_t get_le(const uint8_t *in, int bytes)
{
    uint32_t u = 0;

    for (int i = 0; i < bytes; i++)
        u |= (uint32_t)in[i] << (8 * i);
    return u;
}

void frame_put(uint8_t out[FRAME_HEADER], const struct frame *f)
{
    out[0] = FRAME_VERSION;
    out[1] = f->kind;
    put_le(out + 2, f->flags, 2);
    put_le(out + 4, f->id, 4);
    put_le(out + 8, f->length, 4);
}

bool frame_get(const uint8_t in[FRAME_HEADER], struct frame *out)
{
    *out = (struct frame){.kind = in[1],
                          .flags = (uint16_t)get_le(in + 2, 2),
                          .id = get_le(in + 4, 4),
                          .length = get_le(in + 8, 4)};
    return in[0] == FRAME_VERSION;
}

#define AT(member) offsetof(struct picture_info, member), sizeof((struct picture_info *)0)->member

/* The texts of an answer: tag, where they lie. */
static const struct {
    enum item_tag tag;
    size_t at, size;
} texts[] = {
    {ITEM_FAULT, AT(fault)},   {ITEM_TAKEN, AT(taken)}, {ITEM_OFFSET, AT(offset)},
    {ITEM_SUBSEC, AT(subsec)}, {ITEM_MAKE, AT(make)},   {ITEM_MODEL, AT(model)},
    {ITEM_LAT, AT(lat)},       {ITEM_LON, AT(lon)},
};

void item_number(uint8_t out[4], uint32_t u)
{
    put_le(out, u, 4);
}

uint32_t item_u32(const uint8_t in[4])
{
    return get_le(in, 4);
}

bool item_next(struct items *all, struct item *out)
{
    size_t n = all->n >= 6 ? get_le(all->p + 2, 4) : 0;

    if (all->n < 6 || n > all->n - 6)
        return false;
    *out = (struct item){(uint16_t)get_le(all->p, 2), all->p + 6, n};
    all->p += 6 + n;
    all->n -= 6 + n;
    return true;
}

void item_put(struct buf *out, enum item_tag tag, const void *p, size_t n)
{
    uint8_t head[6];

    put_le(head, tag, 2);
    put_le(head + 2, (uint32_t)n, 4);
    buf_add(out, head, sizeof head);
    buf_add(out, p, n);
}

static void number(struct buf *out, enum item_tag tag, uint32_t u)
{
    uint8_t b[4];

    put_le(b, u, 4);
    item_put(out, tag, b, sizeof b);
}

void info_put(struct buf *out, const struct picture_info *in)
{
    number(out, ITEM_TYPE, in->type);
    number(out, ITEM_WIDTH, in->width);
    number(out, ITEM_HEIGHT, in->height);
    number(out, ITEM_DAMAGED, in->damaged);
    number(out, ITEM_ORIENTATION, (uint32_t)in->orientation);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *s = (const char *)in + texts[i].at;

        if (*s)
            item_put(out, texts[i].tag, s, strnlen(s, texts[i].size));
    }
}

static void take_text(struct picture_info *out, size_t i, const uint8_t *p, size_t n)
{
    char *to = (char *)out + texts[i].at;
    struct buf clean = BUF_INIT;
    size_t len;

    text_clean(&clean, (const char *)p, n < 4 * texts[i].size ? n : 4 * texts[i].size);
    for (len = 0; len < clean.len && len < texts[i].size - 1; len++)
        to[len] = clean.p[len] == '\n' || clean.p[len] == '\t' ? ' ' : clean.p[len];
    while (len > 0 && !text_valid(to, len))
        len--; /* the cut split a character */
    to[len] = '\0';
    buf_release(&clean);
}

static bool take(struct picture_info *out, uint32_t tag, const uint8_t *p, size_t n)
{
    uint32_t u = n == 4 ? get_le(p, 4) : 0;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].tag == tag) {
            take_text(out, i, p, n);
            return true;
        }
    if (tag == ITEM_TYPE)
        out->type = (enum picture_type)u;
    else if (tag == ITEM_WIDTH)
        out->width = u;
    else if (tag == ITEM_HEIGHT)
        out->height = u;
    else if (tag == ITEM_DAMAGED)
        out->damaged = u != 0;
    else if (tag == ITEM_ORIENTATION)
        out->orientation = u <= 8 ? (int)u : 0;
    return tag != ITEM_TYPE || u <= PICTURE_PDF;
}

/* Digits, sign, point: what the log takes as a decimal number. */
static void check_decimal(char *s)
{
    if (s[strspn(s, "-0123456789.")] != '\0')
        *s = '\0';
}

bool info_get(const void *p, size_t n, struct picture_info *out)
{
    struct items all = {p, n};
    struct item it;
    bool typed = false;

    *out = (struct picture_info){0};
    while (item_next(&all, &it)) {
        if (!take(out, it.tag, it.p, it.n))
            return false;
        typed = typed || it.tag == ITEM_TYPE;
    }
    check_decimal(out->lat);
    check_decimal(out->lon);
    return typed && all.n == 0;
}

void box_put(uint8_t out[FRAME_BOX], uint32_t width, uint32_t height)
{
    put_le(out, width, 4);
    put_le(out + 4, height, 4);
}

void box_get(const uint8_t in[FRAME_BOX], uint32_t *width, uint32_t *height)
{
    *width = get_le(in, 4);
    *height = get_le(in + 4, 4);
}

void picture_put(struct buf *out, const struct picture *in)
{
    struct picture_info info = {.type = in->type,
                                .width = in->full_width,
                                .height = in->full_height,
                                .damaged = in->damaged};

    snprintf(info.fault, sizeof info.fault, "%s", in->fault);
    info_put(out, &info);
    number(out, ITEM_THUMBNAIL, in->thumbnail);
    if (!in->rgb)
        return;
    number(out, ITEM_SHOWN_WIDTH, in->width);
    number(out, ITEM_SHOWN_HEIGHT, in->height);
    item_put(out, ITEM_PIXELS, in->rgb, (size_t)in->width * in->height * 3);
}

/* The items that INFO does not have. */
static const uint8_t *take_pixels(struct items all, size_t *bytes, struct picture *out)
{
    const uint8_t *pixels = NULL;

    for (struct item it; item_next(&all, &it);) {
        uint32_t u = it.n == 4 ? get_le(it.p, 4) : 0;

        if (it.tag == ITEM_SHOWN_WIDTH)
            out->width = u;
        else if (it.tag == ITEM_SHOWN_HEIGHT)
            out->height = u;
        else if (it.tag == ITEM_THUMBNAIL)
            out->thumbnail = u != 0;
        else if (it.tag == ITEM_PIXELS) {
            pixels = it.p;
            *bytes = it.n;
        }
    }
    return pixels;
}

bool picture_get(const void *p, size_t n, uint32_t box_w, uint32_t box_h, struct picture *out)
{
    struct picture_info info;
    const uint8_t *pixels;
    size_t bytes = 0;

    if (!info_get(p, n, &info))
        return false;
    *out = (struct picture){.type = info.type,
                            .full_width = info.width,
                            .full_height = info.height,
                            .damaged = info.damaged};
    snprintf(out->fault, sizeof out->fault, "%s", info.fault);
    pixels = take_pixels((struct items){p, n}, &bytes, out);
    if (!pixels)
        return out->width == 0 && out->height == 0;
    if (out->width == 0 || out->height == 0 || out->width > box_w || out->height > box_h ||
        (uint64_t)out->width * out->height * 3 != bytes)
        return false;
    out->rgb = xmalloc(bytes);
    memcpy(out->rgb, pixels, bytes);
    return true;
}
