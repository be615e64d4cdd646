#include "model/holders.h"

#include "model/peer.h"

struct putting {
    const struct holder_words *w;
    struct buf *out;
    size_t n;
};

bool photo_purged(struct store *st, const char *sha256)
{
    struct hash h;

    return hash_parse(sha256, &h) && store_purged(st, &h);
}

void holder_put(const struct holder *h, const struct holder_words *w, struct buf *out)
{
    if (peer_is_central(h->peer)) {
        buf_puts(out, w->central);
        return;
    }
    if (!*h->laptop && !*h->person)
        buf_puts(out, w->laptop);
    buf_addf(out, "%s%s%s", h->laptop, *h->laptop && *h->person ? " " : "", h->person);
}

static int put(const struct holder *h, void *ctx)
{
    struct putting *p = ctx;

    if (p->n++ > 0)
        buf_puts(p->out, ", ");
    holder_put(h, p->w, p->out);
    return 0;
}

size_t holders_put(struct store *st, const char *sha256, const struct holder_words *w,
                   struct buf *out)
{
    struct putting p = {.w = w, .out = out};
    struct hash h;
    struct err ignored;

    if (hash_parse(sha256, &h))
        store_holders(st, &h, put, &p, &ignored);
    return p.n;
}
