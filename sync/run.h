/* The inside of a COMMITS frame: commits of one writer, one after the other
 * (replication.md 3.9), without what can be computed again.
 *
 * u8 format(1) | writer[16] | varint n of the first | prev[32] of the first |
 * varint count | for each column varint length | the columns
 *
 * Column by column, so that zstd finds what is alike: stamps as the distance to
 * the one before, wall clocks as the distance to the stamp, ids and fields as
 * numbers of tables of the frame, texts behind each other. The other prevs are
 * the hashes of the commits rebuilt. A commit that this version cannot rebuild
 * byte for byte (another format, another chain) goes in as it is: decoding gives
 * exactly the bytes that were encoded, whatever they were. */
#ifndef GENBA_SYNC_RUN_H
#define GENBA_SYNC_RUN_H

#include "model/base/buf.h"
#include "model/base/err.h"
#include "model/store.h"

#include <stddef.h>

#define RUN_COMMITS_MAX 4000
#define RUN_PLAIN_MAX ((size_t)8 << 20) /* encoded, before zstd */
#define RUN_RAW_MAX ((size_t)32 << 20)  /* rebuilt */

/* ERR_LIMIT: more than RUN_COMMITS_MAX commits, RUN_RAW_MAX or RUN_PLAIN_MAX bytes. */
int run_encode(struct buf *out, const struct span *commits, size_t n, struct err *e);

struct run { /* zero it before the first use; used again, it keeps its memory */
    struct buf raw;
    struct span *commits; /* into raw */
    size_t n, cap;
};
/* ERR_CORRUPT: nothing of it is used. Takes at most some RUN_RAW_MAX of memory. */
int run_decode(struct run *out, const void *p, size_t n, struct err *e);
void run_release(struct run *r);

#endif
