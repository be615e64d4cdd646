#include "sync/central/s3.h"

#include "model/base/clock.h"

#include <stdlib.h>
#include <string.h>

/* How often it is said that something moves. */
#define MOVED_MS 1000
#define MOVED_BYTES ((uint64_t)4 << 20)

struct s3 {
    struct buf *out;
    struct objects *o; /* NULL: none was named */
    struct held *first;
    size_t bytes;
};

/* A request on its way; it is the sink's ctx. */
struct held {
    struct s3 *s;
    struct held *next;
    uint32_t id;
    enum object_verb verb;
    uint8_t *bytes; /* of a put */
    size_t n;
    struct buf got; /* of a get */
    uint64_t told;  /* of the bytes that moved, */
    int64_t told_ms;
};

struct s3 *s3_new(struct buf *out)
{
    struct s3 *s = xcalloc(1, sizeof *s);

    s->out = out;
    return s;
}

static void held_free(struct held *h)
{
    free(h->bytes);
    buf_release(&h->got);
    free(h);
}

static void release(struct held *h)
{
    struct held **at = &h->s->first;

    while (*at != h)
        at = &(*at)->next;
    *at = h->next;
    h->s->bytes -= h->n;
    held_free(h);
}

static void drop(struct s3 *s)
{
    objects_free(s->o);
    s->o = NULL;
    for (struct held *h = s->first, *next; h; h = next) {
        next = h->next;
        held_free(h);
    }
    s->first = NULL;
    s->bytes = 0;
}

void s3_free(struct s3 *s)
{
    if (!s)
        return;
    drop(s);
    free(s);
}

/* ---- answers ---- */

static void fail(struct s3 *s, uint32_t id, enum fault why, const char *text)
{
    size_t begun = central_frame_begin(s->out, CENTRAL_FAIL, 0, id);
    uint8_t fault = (uint8_t)why;

    buf_add(s->out, &fault, 1);
    wire_put_text(s->out, "");
    wire_put_text(s->out, text);
    central_frame_end(s->out, begun);
}

/* One column, one row; p NULL: no row. */
static void row(struct s3 *s, uint32_t id, const void *p, size_t n)
{
    size_t begun = central_frame_begin(s->out, CENTRAL_ROWS, 0, id);

    wire_put16(s->out, 1);
    wire_put32(s->out, p ? 1 : 0);
    if (p)
        cell_put(s->out, p, n);
    central_frame_end(s->out, begun);
}

static bool on_bytes(void *ctx, const void *p, size_t n)
{
    struct held *h = ctx;

    buf_add(&h->got, p, n);
    return true;
}

static void on_moved(void *ctx, uint64_t bytes)
{
    struct held *h = ctx;
    int64_t now = clock_mono_ms();
    size_t begun;

    if (bytes < h->told) /* a put has ended, its head begins */
        h->told = 0;
    if (bytes - h->told < MOVED_BYTES && now - h->told_ms < MOVED_MS)
        return;
    h->told = bytes;
    h->told_ms = now;
    begun = central_frame_begin(h->s->out, CENTRAL_MOVED, 0, h->id);
    wire_put64(h->s->out, bytes);
    central_frame_end(h->s->out, begun);
}

static void on_done(void *ctx, const struct object_answer *a)
{
    struct held *h = ctx;
    uint8_t size[8];

    for (int i = 0; i < 8; i++) /* int8 of PostgreSQL */
        size[i] = (uint8_t)(a->size >> (56 - 8 * i));
    if (a->fault)
        fail(h->s, h->id, a->fault, a->why);
    else if (!a->found)
        row(h->s, h->id, NULL, 0);
    else if (h->verb == OBJECT_GET)
        row(h->s, h->id, buf_str(&h->got), h->got.len);
    else
        row(h->s, h->id, size, sizeof size);
    release(h);
}

/* ---- requests ---- */

void s3_open(struct s3 *s, uint32_t id, const void *body, size_t n)
{
    struct object_store_settings settings;
    struct wire w = wire_of(body, n);
    struct err e;
    bool fits = object_store_take(&w, &settings);

    drop(s);
    if (fits && w.left == 0 && object_store_check(&settings, &e) == 0) {
        s->o = objects_new(&settings);
        row(s, id, NULL, 0);
    } else {
        fail(s, id, FAULT_OTHER, "OBJECTS");
    }
    object_store_forget(&settings);
}

void s3_object(struct s3 *s, uint32_t id, const void *body, size_t n)
{
    struct wire w = wire_of(body, n);
    uint8_t verb = wire_take8(&w);
    const uint8_t *sha256 = wire_take(&w, 32);
    uint64_t size = wire_take64(&w);
    struct held *h;

    if (w.bad || !s->o || verb > OBJECT_GET || size == 0 || size > OBJECT_MAX ||
        w.left != (verb == OBJECT_PUT ? size : 0)) {
        fail(s, id, FAULT_OTHER, "OBJECT");
        return;
    }
    h = xmalloc(sizeof *h);
    *h = (struct held){.s = s,
                       .next = s->first,
                       .id = id,
                       .verb = (enum object_verb)verb,
                       .told_ms = clock_mono_ms()};
    h->n = verb == OBJECT_HEAD ? 0 : (size_t)size;
    s->first = h;
    s->bytes += h->n;
    buf_init(&h->got, (size_t)size + 1);
    const struct object_sink sink = {
        .bytes = on_bytes, .moved = on_moved, .done = on_done, .ctx = h};

    if (verb == OBJECT_PUT) {
        h->bytes = xmalloc(h->n);
        memcpy(h->bytes, w.p, h->n);
        objects_put(s->o, sha256, &(struct object_body){.bytes = h->bytes, .fd = -1, .size = size},
                    &sink);
    } else if (verb == OBJECT_HEAD) {
        objects_head(s->o, sha256, &sink);
    } else {
        objects_get(s->o, sha256, size, &sink);
    }
}

/* ---- the loop ---- */

size_t s3_waiting(const struct s3 *s)
{
    return s->bytes;
}

size_t s3_fds(struct s3 *s, struct pollfd out[OBJECTS_FDS])
{
    return s->o ? objects_fds(s->o, out) : 0;
}

int64_t s3_due_ms(struct s3 *s)
{
    return s->o ? objects_due_ms(s->o) : 0;
}

void s3_pump(struct s3 *s)
{
    if (s->o)
        objects_pump(s->o);
}
