#include "sync/frame_stream.h"

#include "model/base/buf.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)512 << 10)
#define CAPACITY (FRAME_BYTES_MAX + BLOCK)
#define PIECE ((size_t)4 << 10)
#define REFUSED_MAX 32
#define EFFORT_BASE ((int64_t)64 << 20)

void frame_stream_init(struct frame_stream *s, struct io_file *f, int64_t at, int64_t size)
{
    size_t cap = size - at < (int64_t)CAPACITY ? (size_t)(size > at ? size - at : 0) : CAPACITY;

    *s = (struct frame_stream){
        .f = f, .p = xmalloc(cap), .cap = cap, .base = at, .size = size, .first_bad = -1};
}

void frame_stream_release(struct frame_stream *s)
{
    free(s->p);
    *s = (struct frame_stream){.f = NULL};
}

int64_t frame_stream_at(const struct frame_stream *s)
{
    return s->base + (int64_t)s->start;
}

/* Piece by piece, where a block could not be read at once. */
static int64_t read_pieces(struct frame_stream *s, uint8_t *p, size_t n, int64_t at, struct err *e)
{
    for (size_t done = 0; done < n; done += PIECE) {
        size_t want = n - done < PIECE ? n - done : PIECE;
        int64_t got = s->f->io->read(s->f, p + done, want, at + (int64_t)done, e);

        if (got >= 0) {
            s->refused = 0;
            if (got < (int64_t)want)
                return (int64_t)done + got;
        } else if (got != -ERR_IO || ++s->refused > REFUSED_MAX) {
            return got;
        } else {
            memset(p + done, 0, want);
        }
    }
    return (int64_t)n;
}

static int64_t read_block(struct frame_stream *s, uint8_t *p, size_t n, int64_t at, struct err *e)
{
    int64_t got = s->f->io->read(s->f, p, n, at, NULL);

    if (got < 0)
        return read_pieces(s, p, n, at, e);
    s->refused = 0;
    return got;
}

/* At least `need` bytes from `start` on, or all that are left. */
static int fill(struct frame_stream *s, size_t need, struct err *e)
{
    while (s->end - s->start < need) {
        int64_t at = s->base + (int64_t)s->end, left = s->size - at, got;
        size_t want = left < (int64_t)BLOCK ? (size_t)left : BLOCK;

        if (left <= 0)
            return 0;
        /* Always the same memory, so that it stays in the processor's cache. */
        if (s->end + want > s->cap || s->end - s->start < BLOCK) {
            memmove(s->p, s->p + s->start, s->end - s->start);
            s->base += (int64_t)s->start;
            s->end -= s->start;
            s->start = 0;
        }
        got = read_block(s, s->p + s->end, want, at, e);
        if (got < 0)
            return (int)got;
        if (got == 0)
            s->size = at; /* shorter than it said */
        s->end += (size_t)got;
    }
    return 0;
}

/* To the next place where a frame may begin. */
static void step_over(struct frame_stream *s)
{
    const uint8_t *from = s->p + s->start, *next;
    size_t left = s->end - s->start;

    if (!s->in_bad || (left >= 4 && memcmp(from, FRAME_MAGIC, 4) == 0))
        s->bad++;
    if (s->first_bad < 0)
        s->first_bad = frame_stream_at(s);
    s->in_bad = true;
    next = left > 4 ? memmem(from + 1, left - 1, FRAME_MAGIC, 4) : NULL;
    if (next)
        s->start = (size_t)(next - s->p);
    else if (s->base + (int64_t)s->end >= s->size)
        s->start = s->end;
    else
        s->start += left > 4 ? left - 3 : 1;
}

int frame_stream_next(struct frame_stream *s, struct frame *out, const uint8_t **bytes,
                      struct err *e)
{
    for (;;) {
        enum frame_look look;
        int rc = fill(s, FRAME_HEAD, e);

        if (rc != 0)
            return rc;
        if (s->end == s->start || s->effort > EFFORT_BASE + 8 * s->size)
            return 0;
        look = frame_look(out, s->p + s->start, s->end - s->start);
        if (look == FRAME_SHORT) {
            rc = fill(s, frame_bytes(out), e);
            if (rc != 0)
                return rc;
            look = frame_look(out, s->p + s->start, s->end - s->start);
        }
        if (look == FRAME_WHOLE)
            break;
        if (look == FRAME_NONE)
            s->effort += out->len;
        step_over(s);
    }
    *bytes = s->p + s->start;
    s->start += frame_bytes(out);
    s->in_bad = false;
    return 1;
}
