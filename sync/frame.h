/* One frame of a bundle, to and from bytes:
 *
 * "GFRM" | u32 index | u8 type | u32 len | u64 salt | u32 crc32c | ciphertext[len]
 *
 * The CRC is of the head without it and of the ciphertext; it says whether the
 * medium gave back what was written. XChaCha20-Poly1305: nonce = (the volume's
 * nonce xor salt) || volume || index; associated data = BLAKE2b of the bundle's
 * head || the frame's head without the CRC, so that no frame fits elsewhere. The
 * salt is drawn anew whenever a .part is continued: a frame that was cut off and
 * is written again with other content never meets the same nonce. */
#ifndef GENBA_SYNC_FRAME_H
#define GENBA_SYNC_FRAME_H

#include "sync/seal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_MAGIC "GFRM"
#define FRAME_HEAD ((size_t)25)
#define FRAME_TAG ((size_t)16)
#define FRAME_NONCE 16
#define FRAME_PLAIN_MAX ((size_t)4 << 20)
#define FRAME_BYTES_MAX (FRAME_HEAD + FRAME_PLAIN_MAX + FRAME_TAG)

struct frame_seal { /* of a volume */
    uint8_t key[SEAL_KEY_LEN];
    uint8_t nonce[FRAME_NONCE];
    uint8_t head[SEAL_HASH_LEN];
    uint32_t volume;
};

struct frame {
    uint32_t index;
    uint8_t type;
    uint32_t len; /* of the ciphertext, its tag included */
    uint64_t salt;
    uint32_t crc;
    uint8_t tag[16];
};

enum frame_look {
    FRAME_WHOLE, /* the CRC holds */
    FRAME_SHORT, /* more bytes are needed: frame_bytes(out) once the head is there */
    FRAME_NONE,  /* none begins here, or it is damaged: then len is what was checked in vain */
};
/* Nothing is believed yet: that is for frame_open. */
enum frame_look frame_look(struct frame *out, const uint8_t *p, size_t n);
size_t frame_bytes(const struct frame *f); /* head and ciphertext; FRAME_HEAD before the head */

/* Opens the whole frame at p into `plain` (len - FRAME_TAG bytes, no overlap).
 * False: wrong key, or not what was sealed. */
bool frame_open(const struct frame_seal *seal, const struct frame *f, const uint8_t *p,
                uint8_t *plain);
/* Seals in place the n plain bytes at p + FRAME_HEAD, with FRAME_HEAD bytes free
 * in front of them and FRAME_TAG behind: fills in f->len, crc and tag. */
void frame_close(const struct frame_seal *seal, struct frame *f, uint8_t *p, size_t n);

#endif
