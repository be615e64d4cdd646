/* What a .part that is continued holds already. */
#ifndef GENBA_SYNC_BUNDLE_KEPT_H
#define GENBA_SYNC_BUNDLE_KEPT_H

#include "sync/bundle_private.h"

struct kept_chunk {
    struct hash sha256;
    uint32_t index;
};

struct kept_record {
    uint8_t hash[SEAL_HASH_LEN]; /* of type and payload */
};

struct bundle_kept {
    bool resumed;
    struct kept_chunk *chunks; /* sorted */
    size_t nchunks, chunks_cap;
    struct kept_record *records;
    size_t nrecords, records_cap;
};

bool bundle_kept_chunk(const struct bundle_kept *k, const struct hash *sha256, uint32_t index);
bool bundle_kept_record(const struct bundle_kept *k, unsigned type, const void *p, size_t n);
void bundle_kept_release(struct bundle_kept *k);

/* A .part read up to its last whole frame before any damage. The pointers are
 * the writer's and filled in when it can be continued: then `end` is where. */
struct bundle_past {
    struct frame_seal *seal;
    struct buf *head;
    struct frame_notes *notes;
    struct bundle_kept *kept;
    struct id bundle;
    int64_t end; /* 0: begin anew */
};
/* ERR_EXISTS: another laptop's; ERR_IO. */
int bundle_past_read(struct bundle_past *past, const struct io *io, const char *part,
                     const struct bundle_spec *spec, struct err *e);

#endif
