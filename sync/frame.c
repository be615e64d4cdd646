#include "sync/frame.h"

#include "sync/crc32c.h"
#include "sync/wire.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(FRAME_TAG == crypto_aead_xchacha20poly1305_ietf_ABYTES, "the tag of a frame");

#define MAGIC_LEN (sizeof FRAME_MAGIC - 1)
#define CRC_AT ((size_t)21) /* the head without its CRC */

static void nonce_of(uint8_t out[24], const struct frame_seal *seal, const struct frame *f)
{
    uint8_t salt[8];

    wire_store64(salt, f->salt);
    memcpy(out, seal->nonce, FRAME_NONCE);
    for (size_t i = 0; i < sizeof salt; i++)
        out[i] ^= salt[i];
    wire_store32(out + FRAME_NONCE, seal->volume);
    wire_store32(out + FRAME_NONCE + 4, f->index);
}

static uint32_t crc_of(const uint8_t *p, size_t len)
{
    return crc32c(crc32c(0, p, CRC_AT), p + FRAME_HEAD, len);
}

size_t frame_bytes(const struct frame *f)
{
    return FRAME_HEAD + f->len;
}

enum frame_look frame_look(struct frame *out, const uint8_t *p, size_t n)
{
    memset(out, 0, sizeof *out);
    if (memcmp(p, FRAME_MAGIC, n < MAGIC_LEN ? n : MAGIC_LEN) != 0)
        return FRAME_NONE;
    if (n < FRAME_HEAD)
        return FRAME_SHORT;
    out->index = wire_load32(p + 4);
    out->type = p[8];
    out->len = wire_load32(p + 9);
    out->salt = wire_load64(p + 13);
    out->crc = wire_load32(p + CRC_AT);
    if (out->len < FRAME_TAG || out->len > FRAME_PLAIN_MAX + FRAME_TAG) {
        out->len = 0;
        return FRAME_NONE;
    }
    if (n < frame_bytes(out))
        return FRAME_SHORT;
    if (crc_of(p, out->len) != out->crc)
        return FRAME_NONE;
    memcpy(out->tag, p + frame_bytes(out) - FRAME_TAG, FRAME_TAG);
    return FRAME_WHOLE;
}

/* XChaCha20-Poly1305 is HChaCha20 of the first 16 bytes of the nonce, then
 * ChaCha20-Poly1305 with the rest; libcrypto's is twice as fast as libsodium's. */
struct cipher {
    EVP_CIPHER_CTX *ctx;
    uint8_t ad[SEAL_HASH_LEN + CRC_AT];
};

static void cipher_begin(struct cipher *c, const struct frame_seal *seal, const struct frame *f,
                         const uint8_t *head, int encrypt)
{
    uint8_t nonce[24], key[SEAL_KEY_LEN], rest[12] = {0};
    int n;

    nonce_of(nonce, seal, f);
    crypto_core_hchacha20(key, nonce, seal->key, NULL);
    memcpy(rest + 4, nonce + 16, 8);
    memcpy(c->ad, seal->head, SEAL_HASH_LEN);
    memcpy(c->ad + SEAL_HASH_LEN, head, CRC_AT);
    c->ctx = EVP_CIPHER_CTX_new();
    if (!c->ctx ||
        EVP_CipherInit_ex(c->ctx, EVP_chacha20_poly1305(), NULL, key, rest, encrypt) != 1 ||
        EVP_CipherUpdate(c->ctx, NULL, &n, c->ad, sizeof c->ad) != 1)
        out_of_memory(); /* or without the cipher */
    sodium_memzero(key, sizeof key);
}

bool frame_open(const struct frame_seal *seal, const struct frame *f, const uint8_t *p,
                uint8_t *plain)
{
    int n = (int)(f->len - FRAME_TAG), k;
    uint8_t tag[FRAME_TAG];
    struct cipher c;
    bool opened;

    memcpy(tag, p + FRAME_HEAD + n, FRAME_TAG);
    cipher_begin(&c, seal, f, p, 0);
    opened = EVP_CIPHER_CTX_ctrl(c.ctx, EVP_CTRL_AEAD_SET_TAG, FRAME_TAG, tag) == 1 &&
             EVP_CipherUpdate(c.ctx, plain, &k, p + FRAME_HEAD, n) == 1 &&
             EVP_CipherFinal_ex(c.ctx, plain + n, &k) == 1;
    EVP_CIPHER_CTX_free(c.ctx);
    return opened;
}

void frame_close(const struct frame_seal *seal, struct frame *f, uint8_t *p, size_t n)
{
    struct cipher c;
    int k;

    f->len = (uint32_t)(n + FRAME_TAG);
    memcpy(p, FRAME_MAGIC, MAGIC_LEN);
    wire_store32(p + 4, f->index);
    p[8] = f->type;
    wire_store32(p + 9, f->len);
    wire_store64(p + 13, f->salt);
    cipher_begin(&c, seal, f, p, 1);
    if (EVP_CipherUpdate(c.ctx, p + FRAME_HEAD, &k, p + FRAME_HEAD, (int)n) != 1 ||
        EVP_CipherFinal_ex(c.ctx, p + FRAME_HEAD + n, &k) != 1 ||
        EVP_CIPHER_CTX_ctrl(c.ctx, EVP_CTRL_AEAD_GET_TAG, FRAME_TAG, p + FRAME_HEAD + n) != 1)
        out_of_memory(); /* a cipher that gives up: nothing may be written in the clear */
    EVP_CIPHER_CTX_free(c.ctx);
    f->crc = crc_of(p, f->len);
    wire_store32(p + CRC_AT, f->crc);
    memcpy(f->tag, p + FRAME_HEAD + n, FRAME_TAG);
}
