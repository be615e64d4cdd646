/* The frames of a file, one after the other, whatever state the file is in:
 * what is no whole frame is counted and stepped over, up to the next that is.
 *
 * Bytes that the medium refuses (ERR_IO) read as zeros, so that a scratch costs
 * the frames that it touches; 128 KiB refused in a row are the end. A file
 * that makes the search for frames expensive on purpose is given up after eight
 * times its size. */
#ifndef GENBA_SYNC_FRAME_STREAM_H
#define GENBA_SYNC_FRAME_STREAM_H

#include "sync/frame.h"
#include "sync/io.h"

struct frame_stream {
    struct io_file *f; /* borrowed */
    uint8_t *p;
    size_t cap;
    size_t start, end; /* what of p is read and not yet given out */
    int64_t base;      /* where p[0] is in the file */
    int64_t size;
    int64_t bad, first_bad; /* damaged places; offset of the first, or -1 */
    bool in_bad;
    int64_t effort; /* bytes checked in vain */
    int refused;    /* pieces in a row */
};

/* From offset `at` to `size`. */
void frame_stream_init(struct frame_stream *s, struct io_file *f, int64_t at, int64_t size);
void frame_stream_release(struct frame_stream *s);
/* 1 and a whole frame, its bytes borrowed until the next call; 0 at the end; negative: ERR_IO. */
int frame_stream_next(struct frame_stream *s, struct frame *out, const uint8_t **bytes,
                      struct err *e);
int64_t frame_stream_at(const struct frame_stream *s); /* behind what was given out */

#endif
