#include "sync/receipts.h"

#include <stdlib.h>
#include <string.h>

struct collecting {
    struct manifest *m;
    const uint8_t *self;
    size_t cap, cap_have; /* of receipts; of the last one's vector */
};

static size_t bitmap_bytes(const struct manifest *m)
{
    return (m->nphotos + 7) / 8;
}

static void mark(struct manifest_receipt *r, size_t i)
{
    r->photos[i / 8] |= (uint8_t)(1u << (i % 8));
}

static bool is_marked(const struct manifest_receipt *r, size_t i)
{
    return r->photos[i / 8] >> (i % 8) & 1;
}

static struct manifest_receipt *receipt_of(struct collecting *g, const uint8_t device[KEY_LEN])
{
    struct manifest *m = g->m;
    struct manifest_receipt *r;

    for (size_t i = 0; i < m->nreceipts; i++)
        if (memcmp(m->receipts[i].device, device, KEY_LEN) == 0)
            return &m->receipts[i];
    m->receipts = xgrow(m->receipts, m->nreceipts, &g->cap, sizeof *m->receipts);
    r = &m->receipts[m->nreceipts++];
    *r = (struct manifest_receipt){.photos = xcalloc(bitmap_bytes(m) + 1, 1)};
    memcpy(r->device, device, KEY_LEN);
    g->cap_have = 0;
    return r;
}

/* Vectors arrive device by device, so that one capacity is enough. */
static void add_have(struct collecting *g, struct manifest_receipt *r, struct id writer, uint64_t n)
{
    r->have = xgrow(r->have, r->nhave, &g->cap_have, sizeof *r->have);
    r->have[r->nhave++] = (struct seen){.writer = writer, .n = n};
}

void receipts_retract(struct manifest *m, size_t i)
{
    if (m->nreceipts > 0) /* the sender stands first */
        m->receipts[0].photos[i / 8] &= (uint8_t) ~(1u << (i % 8));
}

static int own_writer(const struct writer_info *w, void *ctx)
{
    struct collecting *g = ctx;

    if (w->have > 0)
        add_have(g, receipt_of(g, g->self), w->writer, w->have);
    return 0;
}

static int peer_writer(const uint8_t peer[KEY_LEN], struct id writer, uint64_t n, void *ctx)
{
    struct collecting *g = ctx;

    if (memcmp(peer, g->self, KEY_LEN) != 0)
        add_have(g, receipt_of(g, peer), writer, n);
    return 0;
}

static int by_photo(const void *sha256, const void *photo)
{
    return hash_compare(sha256, &((const struct manifest_photo *)photo)->sha256);
}

static int peer_photo(const uint8_t peer[KEY_LEN], const struct hash *sha256, void *ctx)
{
    struct collecting *g = ctx;
    struct manifest_receipt *r;
    const struct manifest_photo *at;

    if (memcmp(peer, g->self, KEY_LEN) == 0)
        return 0;
    r = receipt_of(g, peer);
    at = bsearch(sha256, g->m->photos, g->m->nphotos, sizeof *at, by_photo);
    if (at)
        mark(r, (size_t)(at - g->m->photos));
    return 0;
}

int receipts_collect(struct manifest *m, struct store *st, const struct identity *who,
                     struct err *e)
{
    struct collecting g = {.m = m, .self = who->public_key};
    struct manifest_receipt *self = receipt_of(&g, who->public_key);
    int rc;

    for (size_t i = 0; i < m->nphotos; i++)
        if (m->photos[i].held)
            mark(self, i);
    rc = store_writers(st, own_writer, &g, e);
    if (rc == 0)
        rc = store_peers(st, peer_writer, &g, e);
    return rc == 0 ? store_peer_photo_list(st, peer_photo, &g, e) : rc;
}

static int take(const struct manifest *m, const struct manifest_receipt *r, bool first,
                struct store *st, struct err *e)
{
    struct hash *v = xcalloc(m->nphotos + 1, sizeof *v);
    size_t n = 0;
    int rc = 0;

    for (size_t i = 0; i < m->nphotos; i++)
        if (is_marked(r, i))
            v[n++] = m->photos[i].sha256;
    if (first) {
        rc = store_peer_says(st, r->device, r->have, r->nhave, v, n, e);
    } else {
        if (r->nhave > 0)
            rc = store_peer_have(st, r->device, r->have, r->nhave, e);
        if (rc == 0 && n > 0)
            rc = store_peer_photos(st, r->device, v, n, e);
    }
    free(v);
    return rc;
}

int receipts_take(const struct manifest *m, const struct bundle_head *from, bool again,
                  struct store *st, const struct identity *who, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < m->nreceipts && rc == 0; i++) {
        const struct manifest_receipt *r = &m->receipts[i];

        if (memcmp(r->device, who->public_key, KEY_LEN) != 0)
            rc = take(m, r, !again && memcmp(r->device, from->device, KEY_LEN) == 0, st, e);
    }
    return rc;
}
