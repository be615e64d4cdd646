/* Chunks of pictures on their way into a case, from a bundle or from the
 * central store: written beside until a picture is whole, hashed, then settled
 * in batches like an intake (keep.h). Never a picture under its name whose bytes
 * are not those of its name.
 *
 * arrivals_settle before the survey is loaded anew, at the end, at an error and
 * when the work is given up: what came is then on the disk and noted. */
#ifndef GENBA_SYNC_ARRIVALS_H
#define GENBA_SYNC_ARRIVALS_H

#include "assets/photo/keep.h"
#include "sync/manifest.h"
#include "sync/photos.h"

#include <openssl/evp.h>

/* Pictures that are brought to the disk together. */
#define ARRIVALS_BATCH 8

/* A picture that may come. */
struct arriving {
    struct picture p;
    uint32_t chunks, have;
    uint8_t *here;  /* bit i: chunk i is in the .part file */
    uint8_t *noted; /* bit i: the store knows so */
    bool included;  /* whoever sends promises its bytes */
    bool bad;       /* its bytes were not those of its name: dropped in this run */
};

struct arrivals {
    struct casefile *c; /* the caller's; its survey is to be of now when `fresh` is false */
    const struct manifest_photo *expected; /* beyond what records name; the caller's */
    size_t nexpected;
    bool fresh; /* the list is of the survey and of `expected` as they are now */
    int64_t photos_new, photos_bad; /* counted; drawings are no photos */

    struct arriving *v; /* by hash */
    size_t n, cap;

    struct arriving *open; /* whose chunks are being written; NULL: none */
    int fd;                /* of its .part file */
    EVP_MD_CTX *md;        /* its hash so far, while chunks come in their order */
    uint32_t hashed;       /* chunks in it; UINT32_MAX: out of order */

    struct kept batch[ARRIVALS_BATCH];
    struct arriving *of[ARRIVALS_BATCH];
    size_t nbatch;
};

struct chunk {
    struct hash sha256;
    uint32_t index;
    uint64_t total; /* bytes of the picture */
    struct span data;
};

void arrivals_init(struct arrivals *a);
void arrivals_release(struct arrivals *a);
/* The list as it is now, unless it is fresh. */
int arrivals_load(struct arrivals *a, struct err *e);
/* Is there room for everything promised that is not here? ERR_FULL. */
int arrivals_room(const struct arrivals *a, struct err *e);
/* Passes over what is here, what nobody awaits, and what does not fit. Where
 * the list is loaded for it, arrivals_room is asked too. */
int arrivals_take(struct arrivals *a, const struct chunk *part, struct err *e);
int arrivals_settle(struct arrivals *a, struct err *e);
/* NULL: nobody awaits it. Borrowed until the list is loaded again. */
const struct arriving *arrivals_find(struct arrivals *a, const struct hash *sha256, struct err *e);
bool arrivals_has(const struct arriving *v, uint32_t index);

#endif
