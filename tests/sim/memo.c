/* Ed25519 over the same bytes by the same key gives the same answer: each writer
 * of the simulated world opens thousands of times with the same id, and is
 * signed and checked once. Linked in by --wrap; checkpoints are always real. */
#include "model/identity.h"

#include <stdlib.h>
#include <string.h>

#define OPEN_LEN (ID_LEN + KEY_LEN)
#define SLOTS 8192u

struct memo {
    bool used, holds;
    uint8_t key[KEY_LEN], text[OPEN_LEN], signature[SIGNATURE_LEN];
};

static struct memo signed_before[SLOTS], checked_before[SLOTS];

void __real_identity_sign(const struct identity *who, const void *p, size_t n, uint8_t *signature);
bool __real_identity_check(const uint8_t *key, const void *p, size_t n, const uint8_t *signature);
void __wrap_identity_sign(const struct identity *who, const void *p, size_t n, uint8_t *signature);
bool __wrap_identity_check(const uint8_t *key, const void *p, size_t n, const uint8_t *signature);

static struct memo *slot(struct memo *table, const uint8_t *key, const uint8_t *text)
{
    unsigned h = 5381;

    for (size_t i = 0; i < ID_LEN; i++)
        h = h * 33 ^ text[i];
    for (size_t i = 0; i < KEY_LEN; i++)
        h = h * 33 ^ key[i];
    return &table[h % SLOTS];
}

static bool is(const struct memo *m, const uint8_t *key, const void *text)
{
    return m->used && memcmp(m->key, key, KEY_LEN) == 0 && memcmp(m->text, text, OPEN_LEN) == 0;
}

void __wrap_identity_sign(const struct identity *who, const void *p, size_t n, uint8_t *signature)
{
    struct memo *m;

    if (n != OPEN_LEN) {
        __real_identity_sign(who, p, n, signature);
        return;
    }
    m = slot(signed_before, who->public_key, p);
    if (!is(m, who->public_key, p)) {
        __real_identity_sign(who, p, n, m->signature);
        memcpy(m->key, who->public_key, KEY_LEN);
        memcpy(m->text, p, OPEN_LEN);
        m->used = true;
    }
    memcpy(signature, m->signature, SIGNATURE_LEN);
}

bool __wrap_identity_check(const uint8_t *key, const void *p, size_t n, const uint8_t *signature)
{
    struct memo *m;

    if (n != OPEN_LEN)
        return __real_identity_check(key, p, n, signature);
    m = slot(checked_before, key, p);
    if (!is(m, key, p) || memcmp(m->signature, signature, SIGNATURE_LEN) != 0) {
        m->holds = __real_identity_check(key, p, n, signature);
        memcpy(m->key, key, KEY_LEN);
        memcpy(m->text, p, OPEN_LEN);
        memcpy(m->signature, signature, SIGNATURE_LEN);
        m->used = true;
    }
    return m->holds;
}
