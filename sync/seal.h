/* What of libsodium bundles use: a key sealed to laptops, and BLAKE2b.
 *
 * The X25519 forms are derived from the Ed25519 key of the laptop: one key is
 * one card. */
#ifndef GENBA_SYNC_SEAL_H
#define GENBA_SYNC_SEAL_H

#include "model/identity.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEAL_KEY_LEN 32
#define SEAL_SLOT_LEN 80 /* a key sealed to one laptop */
#define SEAL_HASH_LEN 32

void seal_start(void); /* before anything of this; as often as one likes */

/* False: that device key is no point of the curve. */
bool seal_key_for(const uint8_t device[KEY_LEN], const uint8_t key[SEAL_KEY_LEN],
                  uint8_t slot[SEAL_SLOT_LEN]);
/* False: sealed to another laptop, or damaged. */
bool seal_key_open(const struct identity *who, const uint8_t slot[SEAL_SLOT_LEN],
                   uint8_t key[SEAL_KEY_LEN]);
void seal_hash(uint8_t out[SEAL_HASH_LEN], const void *p, size_t n);

/* Ed25519 as identity_sign and identity_check do it, two to three times as fast:
 * a bundle has a signature in every record frame. */
struct seal_signer {
    uint8_t secret[64];
};
void seal_signer_init(struct seal_signer *s, const struct identity *who);
void seal_sign(const struct seal_signer *s, const void *p, size_t n,
               uint8_t signature[SIGNATURE_LEN]);
bool seal_check(const uint8_t key[KEY_LEN], const void *p, size_t n,
                const uint8_t signature[SIGNATURE_LEN]);

void seal_forget(void *p, size_t n); /* wipes a key; not optimised away */

#endif
