/* What the reader and the writer of bundles share: the head and the notes of the
 * frames that the trailer signs. */
#ifndef GENBA_SYNC_BUNDLE_PRIVATE_H
#define GENBA_SYNC_BUNDLE_PRIVATE_H

#include "sync/bundle.h"
#include "sync/frame_stream.h"
#include "sync/run.h"

#define BUNDLE_HEAD_MAX ((size_t)128 << 10)
#define BUNDLE_HEAD_LEAST ((size_t)4 << 10)
#define BUNDLE_SLOTS_MAX 512
#define BUNDLE_FRAMES_MAX ((uint32_t)1 << 20) /* of a volume */

/* A head in its bytes: all pointers borrow from them. */
struct bundle_outline {
    struct bundle_head head;
    const uint8_t *nonce;    /* FRAME_NONCE */
    const uint8_t *slots;    /* head.slots x {device, sealed key} */
    const uint8_t *open_key; /* of an open bundle; else NULL */
    size_t bytes;
};
#define BUNDLE_SLOT_BYTES (KEY_LEN + SEAL_SLOT_LEN)

int bundle_head_read(struct bundle_outline *out, const uint8_t *p, size_t n, const char *path,
                     struct err *e);
/* ERR_LIMIT, ERR_INVALID: a member's key is none. */
int bundle_head_write(struct buf *out, const struct bundle_spec *spec,
                      const struct frame_seal *seal, struct err *e);
/* The seal of the volume, but for its key. */
void bundle_head_seal(struct frame_seal *out, const struct bundle_outline *o, const uint8_t *p);

/* Which frames there are: what the trailer's root is made of. */
struct frame_note {
    bool there;
    uint8_t type;
    uint32_t len, crc;
    uint8_t tag[FRAME_TAG];
};
struct frame_notes {
    struct frame_note *v; /* by index */
    size_t n, cap;        /* n: behind the highest that is there */
    size_t there;
};
/* False: it was there before, or the index is beyond all bounds. */
bool frame_notes_add(struct frame_notes *t, const struct frame *f);
bool frame_notes_hold(const struct frame_notes *t, const struct frame *f); /* exactly this one */
void frame_notes_root(const struct frame_notes *t, size_t n, uint8_t root[SEAL_HASH_LEN]);

/* Ed25519 over (tag, hash of the head, index, type, BLAKE2b of the payload). */
#define SIGNED_BYTES (16 + SEAL_HASH_LEN + 4 + 1 + SEAL_HASH_LEN)
void bundle_signed(uint8_t out[SIGNED_BYTES], const struct frame_seal *seal, uint32_t index,
                   uint8_t type, const void *payload, size_t n);

#define BUNDLE_MAGIC "GENBABDL"

/* The trailer's payload: how many frames there are, itself included, and their root. */
#define TRAILER_BYTES (4 + SEAL_HASH_LEN)
#define PHOTO_HEAD (HASH_LEN + 4 + 8)

/* The most that a record frame of that type may unpack to. */
size_t bundle_unpacked_max(unsigned type);

struct ZSTD_DCtx_s;
struct bundle_reader {
    struct io_file f;
    char *path;
    uint8_t *bytes; /* the head's; outline borrows */
    struct bundle_outline outline;
    struct frame_seal seal;
    bool unlocked;
    struct frame_stream stream;
    struct frame_notes notes;
    struct frame last; /* the frame of the part given out last */
    uint8_t *plain;    /* of the largest frame that fits into the file */
    uint8_t *unpacked;
    size_t unpacked_cap;
    struct ZSTD_DCtx_s *zstd;
    struct run run;
    struct manifest manifest;
    bool trailer_there;
    uint32_t trailer_frames;
    uint8_t trailer_root[SEAL_HASH_LEN];
    int64_t refused; /* whole frames that were not genuine */
    struct bundle_tally tally;
};

#endif
