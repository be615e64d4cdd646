/* Ed25519 by libcrypto: the only place of model/ that holds a secret key. */
#include "model/identity.h"

#include <openssl/evp.h>
#include <string.h>

static EVP_PKEY *secret_key(const uint8_t seed[KEY_LEN])
{
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, KEY_LEN);
}

bool identity_derive(struct identity *who)
{
    EVP_PKEY *key = secret_key(who->secret_seed);
    size_t n = KEY_LEN;
    bool ok = key && EVP_PKEY_get_raw_public_key(key, who->public_key, &n) == 1;

    EVP_PKEY_free(key);
    return ok;
}

void identity_sign(const struct identity *who, const void *p, size_t n,
                   uint8_t signature[SIGNATURE_LEN])
{
    size_t length = SIGNATURE_LEN;
    EVP_PKEY *key = secret_key(who->secret_seed);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    memset(signature, 0, SIGNATURE_LEN);
    if (key && ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1)
        EVP_DigestSign(ctx, signature, &length, p, n);
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
}

bool identity_check(const uint8_t key_bytes[KEY_LEN], const void *p, size_t n,
                    const uint8_t signature[SIGNATURE_LEN])
{
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key_bytes, KEY_LEN);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = key && ctx && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
              EVP_DigestVerify(ctx, signature, SIGNATURE_LEN, p, n) == 1;

    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return ok;
}
