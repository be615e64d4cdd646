/* A bundle: what one laptop hands to the others on a stick (design.md 8,
 * replication.md 3.9). One file NAME.gnb is one volume; each volume is useful
 * alone: it carries all records and some of the photos.
 *
 * head (clear)  "GENBABDL" | u16 version | u16 min_reader | bundle[16] |
 *               hospital[16] | device[32] | nonce[16] | u32 volume | u32 volumes |
 *               u64 hlc | u16 slots | slots x { device[32] | key sealed to it[80] } |
 *               card (u16 length + bytes: the sender's own card, team.h) |
 *               Ed25519 by the device over all before | u32 crc32c
 * frame         see frame.h: CRC-32C outside, XChaCha20-Poly1305 inside
 * trailer       how many frames there are, BLAKE2b of (index, type, length, CRC,
 *               tag) of all others
 *
 * Frames hold at most 4 MiB; a writer aims at 1 MiB, only a commit that is larger
 * by itself makes a larger one. The key is drawn for each volume and sealed
 * (crypto_box_seal) to the X25519 form of each member's device key, so that a
 * revoked laptop reads no later bundle. A laptop without a team writes an open
 * bundle: zero slots, the key in the clear behind the slots; it is signed all
 * the same.
 *
 * Record frames (all but PHOTO) are zstd, with an Ed25519 signature behind it
 * over (head's hash, index, type, BLAKE2b of the compressed bytes): a torn
 * bundle is as genuine as a whole one, and nothing is unpacked that its sender
 * did not write. A photo is checked by its own SHA-256. The CRC tells a bad
 * stick from a wrong key.
 *
 * Order: MANIFEST, DICT, ROSTER, COMMITS, PHOTO small first, TRAILER. A reader
 * takes frames in any order, twice, with holes: each bad one is counted, and
 * reading goes on at the next good one. A bundle that was continued may hold two
 * manifests: the later one is the newer.
 *
 * All lengths are checked before memory is taken; zstd output is bounded by its
 * content size (refused when absent or above 4 MiB, 8 MiB of commits) and
 * windowLog 23. */
#ifndef GENBA_SYNC_BUNDLE_H
#define GENBA_SYNC_BUNDLE_H

#include "model/store.h"
#include "sync/io.h"
#include "sync/manifest.h"

#define BUNDLE_VERSION 1
#define BUNDLE_FRAME_AIM ((size_t)1 << 20) /* plain bytes of a frame */
#define BUNDLE_CHUNK ((size_t)512 << 10)   /* bytes of a photo in one frame */
#define BUNDLE_VOLUME_MAX ((int64_t)1 << 30)

enum bundle_part_kind { /* frame types, on the wire */
                        PART_MANIFEST = 1,
                        PART_COMMITS = 2, /* zstd of a run (run.h) */
                        PART_PHOTO = 3,   /* sha256[32] | u32 index | u64 total bytes | bytes, not
                                             compressed */
                        PART_DICT = 4,    /* catalogue dictionary (dict.h) */
                        PART_ROSTER = 5,  /* roster bytes (team.h) */
                        PART_TRAILER = 255,
};

struct bundle_head {
    int version, min_reader;
    struct id bundle, hospital;
    uint8_t device[KEY_LEN];  /* the sender */
    uint32_t volume, volumes; /* 1.. */
    uint64_t hlc;
    size_t slots;     /* 0: open, anybody can read it */
    struct span card; /* the sender's card; borrowed from the reader */
};

/* ---- reading ---- */
struct bundle_reader;

/* Reads the head. ERR_NOTFOUND; ERR_UNSUPPORTED: no bundle; ERR_NEWER: its
 * min_reader; ERR_CORRUPT: the head is damaged or its signature does not hold. */
int bundle_open(struct bundle_reader **out, const struct io *io, const char *path, struct err *e);
void bundle_close(struct bundle_reader *r); /* NULL is fine */
const struct bundle_head *bundle_head(const struct bundle_reader *r);
/* Is it sealed to exactly these, in any order? */
bool bundle_is_for(const struct bundle_reader *r, const uint8_t (*members)[KEY_LEN], size_t n);
/* Finds the key. ERR_REFUSED: not sealed to this laptop. */
int bundle_unlock(struct bundle_reader *r, const struct identity *who, struct err *e);

struct bundle_part {
    enum bundle_part_kind kind; /* one that is unknown has `bytes` only */
    struct span bytes;          /* plain, after zstd; borrowed until the next call */
    struct span *commits;       /* COMMITS: canonical bytes each */
    size_t ncommits;
    struct manifest *manifest; /* MANIFEST */
    struct hash sha256;        /* PHOTO */
    uint32_t index;
    uint64_t total;
    struct span data;
};
/* 1 = a part, 0 = the end, negative = the medium cannot be read (ERR_IO). Bad
 * frames are skipped and counted; one that stands there twice comes once, the
 * trailer never. */
int bundle_next(struct bundle_reader *r, struct bundle_part *out, struct err *e);

struct bundle_tally {
    int64_t frames_ok;       /* different ones, the trailer included */
    int64_t frames_bad;      /* damaged places */
    int64_t frames_expected; /* of the trailer, or -1 when it is not there */
    int64_t bytes;           /* read so far */
    int64_t size;            /* of the file */
    int64_t first_bad;       /* offset of the first bad frame, or -1 */
    bool complete;           /* trailer there, its signature holds, nothing is missing */
};
const struct bundle_tally *bundle_tally(const struct bundle_reader *r);

/* ---- writing ---- */
struct bundle_writer;

struct bundle_spec {
    struct id hospital;
    const struct identity *who;        /* until the writer is freed */
    const uint8_t (*members)[KEY_LEN]; /* device keys to seal for, self included */
    size_t nmembers;                   /* 0: open */
    struct span card;
    uint32_t volume, volumes;
    struct id bundle; /* the same for all volumes */
    uint64_t hlc;
    bool replace; /* PATH is an older one of its own: the finished one takes its place */
};

/* Begins PATH.part, or goes on with one that this laptop began for the same
 * hospital, volume, volumes and readers: its whole frames are kept, what is
 * behind them is cut off (reads all of it). Another of its own is begun anew; a
 * volume after the first too when it is of another bundle than spec->bundle.
 * ERR_EXISTS when PATH itself is there and is not to be replaced, or a .part of another laptop. */
int bundle_begin(struct bundle_writer **out, const struct io *io, const char *path,
                 const struct bundle_spec *spec, struct err *e);
bool bundle_resumed(const struct bundle_writer *w);
/* spec->bundle, or that of the .part: what the next volumes belong to. */
struct id bundle_id(const struct bundle_writer *w);
/* Is that chunk in the kept part? */
bool bundle_has_chunk(const struct bundle_writer *w, const struct hash *sha256, uint32_t index);

/* A record frame that is in the kept part already, byte for byte, is not written
 * again. ERR_LIMIT: too large for a frame. An error of the medium is final. */
int bundle_put_manifest(struct bundle_writer *w, const struct manifest *m, struct err *e);
int bundle_put_bytes(struct bundle_writer *w, enum bundle_part_kind kind, struct span bytes,
                     struct err *e); /* DICT, ROSTER */
/* Commits of one writer without a gap between them; as many frames as it takes. */
int bundle_put_commits(struct bundle_writer *w, const struct span *commits, size_t n,
                       struct err *e);
int bundle_put_chunk(struct bundle_writer *w, const struct hash *sha256, uint32_t index,
                     uint64_t total, struct span data, struct err *e);
int64_t bundle_bytes(const struct bundle_writer *w); /* written so far, the head included */

/* The same in steps, for a screen that goes on drawing: first the trailer and the
 * sync, then step by step some MiB read back; 1 = more, 0 = it can be unplugged.
 * Then bundle_leave frees w. */
int bundle_finish_begin(struct bundle_writer *w, struct err *e);
int bundle_finish_step(struct bundle_writer *w, int64_t *done, struct err *e);

/* Called with the bytes read back; non-zero stops with ERR_CANCELLED. */
typedef int bundle_progress(int64_t done, int64_t total, void *ctx);
/* Trailer, sync, every frame read back from the medium and compared, rename,
 * sync of the folder. Only after 0 may anybody be told that it can be unplugged.
 * On error the .part stays, usable up to its last whole frame. Frees w. */
int bundle_finish(struct bundle_writer *w, bundle_progress *fn, void *ctx, struct err *e);
/* Leaves the .part for the next attempt. NULL is fine. */
void bundle_leave(struct bundle_writer *w);

#endif
