#include "sync/frame.h"

#include "sync/crc32c.h"
#include "sync/wire.h"

#include <sodium.h>
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

static void associated(uint8_t out[SEAL_HASH_LEN + CRC_AT], const struct frame_seal *seal,
                       const uint8_t *head)
{
    memcpy(out, seal->head, SEAL_HASH_LEN);
    memcpy(out + SEAL_HASH_LEN, head, CRC_AT);
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

bool frame_open(const struct frame_seal *seal, const struct frame *f, const uint8_t *p,
                uint8_t *plain)
{
    uint8_t nonce[24], ad[SEAL_HASH_LEN + CRC_AT];

    nonce_of(nonce, seal, f);
    associated(ad, seal, p);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, p + FRAME_HEAD, f->len, ad,
                                                      sizeof ad, nonce, seal->key) == 0;
}

void frame_close(const struct frame_seal *seal, struct frame *f, uint8_t *p, size_t n)
{
    uint8_t nonce[24], ad[SEAL_HASH_LEN + CRC_AT];

    f->len = (uint32_t)(n + FRAME_TAG);
    memcpy(p, FRAME_MAGIC, MAGIC_LEN);
    wire_store32(p + 4, f->index);
    p[8] = f->type;
    wire_store32(p + 9, f->len);
    wire_store64(p + 13, f->salt);
    nonce_of(nonce, seal, f);
    associated(ad, seal, p);
    crypto_aead_xchacha20poly1305_ietf_encrypt(p + FRAME_HEAD, NULL, p + FRAME_HEAD, n, ad,
                                               sizeof ad, NULL, nonce, seal->key);
    f->crc = crc_of(p, f->len);
    wire_store32(p + CRC_AT, f->crc);
    memcpy(f->tag, p + FRAME_HEAD + n, FRAME_TAG);
}
