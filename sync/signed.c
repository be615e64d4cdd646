#include "sync/signed.h"

#include "model/base/text.h"
#include "model/value.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static void message(struct buf *out, const char *context, const void *p, size_t n)
{
    if (sodium_init() < 0)
        abort(); /* no randomness: the system is not usable */
    buf_add(out, context, strlen(context) + 1);
    buf_add(out, p, n);
}

void signed_make(uint8_t sig[SIGNATURE_LEN], const char *context, const struct buf *bytes,
                 const struct identity *who)
{
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    struct buf text = BUF_INIT;

    message(&text, context, bytes->p, bytes->len);
    crypto_sign_seed_keypair(public_key, secret, who->secret_seed);
    crypto_sign_detached(sig, NULL, (const uint8_t *)text.p, text.len, secret);
    sodium_memzero(secret, sizeof secret);
    buf_release(&text);
}

bool signed_holds(const uint8_t sig[SIGNATURE_LEN], const char *context, const void *p, size_t n,
                  const uint8_t key[KEY_LEN])
{
    struct buf text = BUF_INIT;
    bool holds;

    message(&text, context, p, n);
    holds = crypto_sign_verify_detached(sig, (const uint8_t *)text.p, text.len, key) == 0;
    buf_release(&text);
    return holds;
}

bool signed_key_usable(const uint8_t key[KEY_LEN])
{
    uint8_t box[crypto_box_PUBLICKEYBYTES];

    return crypto_sign_ed25519_pk_to_curve25519(box, key) == 0;
}

void reading_bytes(struct reading *w, void *out, size_t n)
{
    if (!w->ok || n > w->left) {
        w->ok = false;
        memset(out, 0, n);
        return;
    }
    memcpy(out, w->p, n);
    w->p += n;
    w->left -= n;
}

uint64_t reading_number(struct reading *w)
{
    uint64_t u = 0;
    size_t k = w->ok ? varint_get(w->p, w->left, &u) : 0;

    if (k == 0) {
        w->ok = false;
        return 0;
    }
    w->p += k;
    w->left -= k;
    return u;
}

/* Nothing that moves a cursor or turns the direction of writing. */
static bool showable(uint32_t cp)
{
    return cp >= 0x20 && !(cp >= 0x7F && cp < 0xA0) && !(cp >= 0x2028 && cp <= 0x202E) &&
           !(cp >= 0x2066 && cp <= 0x2069) && cp != 0xFEFF;
}

static bool text_showable(const char *s, size_t n)
{
    uint32_t cp;

    if (!text_valid(s, n))
        return false;
    for (size_t at = 0, k; (k = text_next(s + at, n - at, &cp)) > 0; at += k)
        if (!showable(cp))
            return false;
    return true;
}

void reading_text(struct reading *w, char *out, size_t size)
{
    uint64_t n = reading_number(w);

    out[0] = '\0';
    if (!w->ok || n >= size || n > w->left || !text_showable((const char *)w->p, (size_t)n)) {
        w->ok = false;
        return;
    }
    reading_bytes(w, out, (size_t)n);
    out[n] = '\0';
}

void signed_put_text(struct buf *out, const char *s)
{
    varint_put(out, strlen(s));
    buf_puts(out, s);
}

void signed_clean(char *out, size_t size, const char *s)
{
    struct buf text = BUF_INIT, one = BUF_INIT;
    uint32_t cp;
    size_t n = 0;

    text_clean(&text, s, strlen(s));
    for (size_t at = 0, k; (k = text_next(buf_str(&text) + at, text.len - at, &cp)) > 0; at += k) {
        if (!showable(cp))
            continue;
        buf_reset(&one);
        text_put(&one, cp);
        if (n + one.len >= size)
            break;
        memcpy(out + n, buf_str(&one), one.len);
        n += one.len;
    }
    out[n] = '\0';
    buf_release(&text);
    buf_release(&one);
}
