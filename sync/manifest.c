#include "sync/manifest.h"

#include "model/value.h"
#include "sync/wire.h"

#include <stdlib.h>
#include <string.h>

#define FORMAT 1

enum photo_bits { PHOTO_PNG = 1, PHOTO_INCLUDED = 2, PHOTO_HELD = 4 };

/* The smallest bytes of each element: what a count may claim at most. */
#define RANGE_BYTES (ID_LEN + 2)
#define PHOTO_BYTES (HASH_LEN + 2)
#define SEEN_BYTES (ID_LEN + 1)
#define RECEIPT_BYTES (KEY_LEN + 1)

static size_t bitmap_bytes(size_t nphotos)
{
    return (nphotos + 7) / 8;
}

static void put_photos(struct buf *out, const struct manifest *m)
{
    varint_put(out, m->nphotos);
    for (size_t i = 0; i < m->nphotos; i++) {
        const struct manifest_photo *p = &m->photos[i];
        int bits = (p->png ? PHOTO_PNG : 0) | (p->included ? PHOTO_INCLUDED : 0) |
                   (p->held ? PHOTO_HELD : 0);

        buf_add(out, p->sha256.b, HASH_LEN);
        varint_put(out, (uint64_t)p->bytes);
        buf_putc(out, (char)bits);
    }
}

static void put_receipts(struct buf *out, const struct manifest *m)
{
    varint_put(out, m->nreceipts);
    for (size_t i = 0; i < m->nreceipts; i++) {
        const struct manifest_receipt *r = &m->receipts[i];

        buf_add(out, r->device, KEY_LEN);
        varint_put(out, r->nhave);
        for (size_t k = 0; k < r->nhave; k++) {
            buf_add(out, r->have[k].writer.b, ID_LEN);
            varint_put(out, r->have[k].n);
        }
        buf_add(out, r->photos, bitmap_bytes(m->nphotos));
    }
}

void manifest_encode(struct buf *out, const struct manifest *m)
{
    buf_putc(out, FORMAT);
    varint_put(out, m->catalog_version);
    varint_put(out, (uint64_t)m->made_ms);
    wire_put_text(out, m->serial);
    wire_put_text(out, m->name);
    wire_put_text(out, m->person);
    wire_put_text(out, m->crew);
    wire_put_text(out, m->laptop);
    varint_put(out, m->nranges);
    for (size_t i = 0; i < m->nranges; i++) {
        buf_add(out, m->ranges[i].writer.b, ID_LEN);
        varint_put(out, m->ranges[i].from);
        varint_put(out, m->ranges[i].to);
    }
    put_photos(out, m);
    put_receipts(out, m);
}

static void take_ranges(struct wire *w, struct manifest *m)
{
    m->nranges = wire_take_count(w, RANGE_BYTES);
    m->ranges = xcalloc(m->nranges, sizeof *m->ranges);
    for (size_t i = 0; i < m->nranges; i++) {
        wire_take_into(w, m->ranges[i].writer.b, ID_LEN);
        m->ranges[i].from = wire_take_varint(w);
        m->ranges[i].to = wire_take_varint(w);
    }
}

static void take_photos(struct wire *w, struct manifest *m)
{
    m->nphotos = wire_take_count(w, PHOTO_BYTES);
    m->photos = xcalloc(m->nphotos, sizeof *m->photos);
    for (size_t i = 0; i < m->nphotos; i++) {
        struct manifest_photo *p = &m->photos[i];
        uint64_t bytes;
        unsigned bits;

        wire_take_into(w, p->sha256.b, HASH_LEN);
        bytes = wire_take_varint(w);
        bits = wire_take8(w);
        if (bytes > INT64_MAX)
            w->bad = true;
        p->bytes = (int64_t)bytes;
        p->png = bits & PHOTO_PNG;
        p->included = bits & PHOTO_INCLUDED;
        p->held = bits & PHOTO_HELD;
    }
}

static void take_receipt(struct wire *w, struct manifest_receipt *r, size_t nphotos)
{
    const uint8_t *bits;

    wire_take_into(w, r->device, KEY_LEN);
    r->nhave = wire_take_count(w, SEEN_BYTES);
    r->have = xcalloc(r->nhave, sizeof *r->have);
    for (size_t k = 0; k < r->nhave; k++) {
        wire_take_into(w, r->have[k].writer.b, ID_LEN);
        r->have[k].n = wire_take_varint(w);
    }
    bits = wire_take(w, bitmap_bytes(nphotos));
    if (!bits)
        return;
    r->photos = xcalloc(bitmap_bytes(nphotos), 1);
    if (nphotos > 0)
        memcpy(r->photos, bits, bitmap_bytes(nphotos));
}

static void take_receipts(struct wire *w, struct manifest *m)
{
    m->nreceipts = wire_take_count(w, RECEIPT_BYTES + bitmap_bytes(m->nphotos));
    m->receipts = xcalloc(m->nreceipts, sizeof *m->receipts);
    for (size_t i = 0; i < m->nreceipts; i++)
        take_receipt(w, &m->receipts[i], m->nphotos);
}

int manifest_decode(struct manifest *out, const void *p, size_t n, struct err *e)
{
    struct wire w = wire_of(p, n);
    uint64_t made;

    memset(out, 0, sizeof *out);
    if (wire_take8(&w) != FORMAT)
        return err_set(e, ERR_CORRUPT, "manifest", "unknown format");
    out->catalog_version = wire_take_varint(&w);
    made = wire_take_varint(&w);
    out->made_ms = (int64_t)made;
    out->serial = wire_take_text(&w);
    out->name = wire_take_text(&w);
    out->person = wire_take_text(&w);
    out->crew = wire_take_text(&w);
    out->laptop = wire_take_text(&w);
    take_ranges(&w, out);
    take_photos(&w, out);
    take_receipts(&w, out);
    if (w.bad || w.left > 0 || made > INT64_MAX) {
        manifest_release(out);
        return err_set(e, ERR_CORRUPT, "manifest", "its bytes are damaged");
    }
    return 0;
}

void manifest_release(struct manifest *m)
{
    for (size_t i = 0; i < m->nreceipts; i++) {
        free(m->receipts[i].have);
        free(m->receipts[i].photos);
    }
    free(m->serial);
    free(m->name);
    free(m->person);
    free(m->crew);
    free(m->laptop);
    free(m->ranges);
    free(m->photos);
    free(m->receipts);
    memset(m, 0, sizeof *m);
}
