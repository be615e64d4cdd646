/* Fuzz target: whatever bytes come, binary or text, a roster that is read is
 * signed by its founder, who is its first member, and it is written as it was
 * read. With an odd first byte the input is signed here, so that what lies
 * behind the signature is reached, too. */
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

static struct identity founder(void)
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
    struct roster r, again;

    if (roster_decode(&r, p, n, NULL) == 0) {
        require(r.there && r.n >= 1 && r.n <= TEAM_MEMBERS_MAX &&
                memchr(r.name, 0, sizeof r.name) && roster_find(&r, r.founder) == r.v);
        roster_bytes(&out, &r);
        require(roster_decode(&again, out.p, out.len, NULL) == 0);
        require(again.n == r.n && again.version == r.version);
        roster_release(&again);
    }
    roster_release(&r);
    buf_release(&out);
}

/* The input as what stands between the founder's key and the signature. */
static void signed_body(const uint8_t *p, size_t n)
{
    struct identity who = founder();
    struct buf b = BUF_INIT;
    uint8_t sig[SIGNATURE_LEN];

    buf_puts(&b, "GNBTEAM\x01");
    buf_add(&b, who.public_key, KEY_LEN);
    buf_add(&b, p, n);
    signed_make(sig, "genba.roster.1", &b, &who);
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
