#include "sync/seal.h"

#include <sodium.h>
#include <stdlib.h>

_Static_assert(SEAL_SLOT_LEN == SEAL_KEY_LEN + crypto_box_SEALBYTES, "the slot of the head");
_Static_assert(sizeof(struct seal_signer) == crypto_sign_SECRETKEYBYTES, "an expanded key");
_Static_assert(SEAL_HASH_LEN == crypto_generichash_BYTES, "BLAKE2b-256");

void seal_start(void)
{
    if (sodium_init() < 0)
        abort(); /* no source of randomness: nothing may be sealed */
}

bool seal_key_for(const uint8_t device[KEY_LEN], const uint8_t key[SEAL_KEY_LEN],
                  uint8_t slot[SEAL_SLOT_LEN])
{
    uint8_t box[crypto_box_PUBLICKEYBYTES];

    return crypto_sign_ed25519_pk_to_curve25519(box, device) == 0 &&
           crypto_box_seal(slot, key, SEAL_KEY_LEN, box) == 0;
}

bool seal_key_open(const struct identity *who, const uint8_t slot[SEAL_SLOT_LEN],
                   uint8_t key[SEAL_KEY_LEN])
{
    uint8_t public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    uint8_t box_public[crypto_box_PUBLICKEYBYTES], box_secret[crypto_box_SECRETKEYBYTES];
    bool opened;

    crypto_sign_seed_keypair(public, secret, who->secret_seed);
    opened = crypto_sign_ed25519_pk_to_curve25519(box_public, public) == 0 &&
             crypto_sign_ed25519_sk_to_curve25519(box_secret, secret) == 0 &&
             crypto_box_seal_open(key, slot, SEAL_SLOT_LEN, box_public, box_secret) == 0;
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(box_secret, sizeof box_secret);
    return opened;
}

void seal_hash(uint8_t out[SEAL_HASH_LEN], const void *p, size_t n)
{
    crypto_generichash(out, SEAL_HASH_LEN, p, n, NULL, 0);
}

void seal_signer_init(struct seal_signer *s, const struct identity *who)
{
    uint8_t public[crypto_sign_PUBLICKEYBYTES];

    crypto_sign_seed_keypair(public, s->secret, who->secret_seed);
}

void seal_sign(const struct seal_signer *s, const void *p, size_t n,
               uint8_t signature[SIGNATURE_LEN])
{
    crypto_sign_detached(signature, NULL, p, n, s->secret);
}

bool seal_check(const uint8_t key[KEY_LEN], const void *p, size_t n,
                const uint8_t signature[SIGNATURE_LEN])
{
    return crypto_sign_verify_detached(signature, p, n, key) == 0;
}

void seal_forget(void *p, size_t n)
{
    sodium_memzero(p, n);
}
