/* Fuzz target: whatever bytes come, binary or text, a card that is read is one
 * whose signature holds, and it is written as it was read. The first byte
 * chooses whether a damaged genuine card is tried: the key is made here, so
 * that what lies behind the signature is reached, too. */
#include "sync/signed.h"
#include "sync/team.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static struct identity signer(void)
{
    struct identity who = {.person = "fuzz"};
    uint8_t secret[crypto_sign_SECRETKEYBYTES];

    memset(who.secret_seed, 7, sizeof who.secret_seed);
    crypto_sign_seed_keypair(who.public_key, secret, who.secret_seed);
    return who;
}

static void same_again(const void *p, size_t n)
{
    struct buf out = BUF_INIT;
    struct card c, d;
    struct span rest = {p, n};

    while (card_next(&c, &rest, NULL) > 0) {
        require(memchr(c.person, 0, sizeof c.person) && memchr(c.laptop, 0, sizeof c.laptop) &&
                memchr(c.crew, 0, sizeof c.crew) && c.made_ms >= 0);
        buf_reset(&out);
        card_encode(&out, &c);
        require(out.len <= CARD_BYTES_MAX && card_read(&d, buf_str(&out), out.len, NULL) == 0);
        require(strcmp(c.person, d.person) == 0 && memcmp(c.device, d.device, KEY_LEN) == 0);
    }
    buf_release(&out);
}

/* The input as what stands between the key and the signature. */
static void signed_body(const uint8_t *p, size_t n)
{
    struct identity who = signer();
    struct buf b = BUF_INIT;
    uint8_t sig[SIGNATURE_LEN];

    buf_puts(&b, "GNBCARD\x01");
    buf_add(&b, who.public_key, KEY_LEN);
    buf_add(&b, p, n);
    signed_make(sig, "genba.card.1", &b, &who);
    buf_add(&b, sig, sizeof sig);
    same_again(b.p, b.len);
    buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    data[0] % 2 ? signed_body(data + 1, size - 1) : same_again(data + 1, size - 1);
    return 0;
}
