/* Are the kept originals what their records say? Re-hashes every photo of a
 * case: at verify, sealing and export (design.md section 7). About 1 GB/s; a
 * file is read once however many records refer to it. Damaged pictures are as
 * good as others: only the bytes count. */
#ifndef GENBA_ASSETS_PHOTO_VERIFY_H
#define GENBA_ASSETS_PHOTO_VERIFY_H

#include "model/case.h"

/* Bytes of a photo that travel together (a frame of a bundle). */
#define PHOTO_CHUNK_BYTES (512 << 10)

struct photo_fault {
    const struct row *photo; /* the first record of the file: a photo or a drawing */
    const char *name, *path; /* its original name; where it should be */
    bool missing;            /* else its bytes are not those that were taken in */
    bool away;               /* missing since they never came to this laptop: no damage */
    bool purged;             /* away since a person removed them here; others have them */
    uint32_t have, chunks;   /* away: what of it has come, in chunks of a bundle */
};

typedef void photo_fault_fn(const struct photo_fault *f, void *ctx);

/* 0 when all could be looked at, whatever was found: `fn` is told of each
 * faulty file, *n is the number of records. ERR_IO: a file cannot be read. */
int photo_verify(const struct casefile *c, photo_fault_fn *fn, void *ctx, size_t *n, struct err *e);
/* The same of the drawings; `photo` is the drawing's record. */
int drawing_verify(const struct casefile *c, photo_fault_fn *fn, void *ctx, size_t *n,
                   struct err *e);

#endif
