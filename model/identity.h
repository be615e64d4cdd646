/* Who is at the keyboard of which laptop.
 *
 * The laptop's Ed25519 key is made at the first start, whole or not at all, and stays in
 * WORKSPACE/identity/ (0600). The person's name and crew are settings. An OPEN
 * commit carries all of it, signed over writer || public key, so that every
 * later commit of that writer is attributed. */
#ifndef GENBA_MODEL_IDENTITY_H
#define GENBA_MODEL_IDENTITY_H

#include "model/base/buf.h"
#include "model/base/err.h"
#include "model/base/id.h"

#include <stdbool.h>

#define KEY_LEN 32
#define SIGNATURE_LEN 64

struct identity {
    uint8_t public_key[KEY_LEN];
    uint8_t secret_seed[KEY_LEN];
    char person[128];
    char crew[16];
    char laptop[64]; /* host name */
};

/* Reads the key or makes one. `person`, `crew` may be "" (not yet asked). */
int identity_load(struct identity *out, const char *workspace, const char *person, const char *crew,
                  struct err *e);
/* The 16 bytes that stand for a person in each commit: SHA-256 of the name. */
struct id identity_user(const struct identity *who);

/* The public key of the secret seed; false when there is none. */
bool identity_derive(struct identity *who);
/* Ed25519 with the laptop's key, and the check of anybody's. */
void identity_sign(const struct identity *who, const void *p, size_t n,
                   uint8_t signature[SIGNATURE_LEN]);
bool identity_check(const uint8_t key[KEY_LEN], const void *p, size_t n,
                    const uint8_t signature[SIGNATURE_LEN]);

/* The value of an OPEN op. */
void identity_put_open(struct buf *out, const struct identity *who, struct id writer);

struct opened { /* what an OPEN says; borrowed texts are NUL-terminated copies */
    uint8_t public_key[KEY_LEN];
    char person[128], crew[16], laptop[64], version[32];
    bool signature_ok;
};
int identity_get_open(struct opened *out, const void *p, size_t n, struct id writer, struct err *e);

#endif
