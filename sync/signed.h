/* Signed bytes: what they say, then the signer's Ed25519 signature over
 * (context || 0x00 || bytes), so that no signature serves for another kind of
 * document. Also the reading of such bytes: every length is checked against
 * what is left, a text must be UTF-8 that can be shown on a terminal. */
#ifndef GENBA_SYNC_SIGNED_H
#define GENBA_SYNC_SIGNED_H

#include "model/base/buf.h"
#include "model/identity.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void signed_make(uint8_t sig[SIGNATURE_LEN], const char *context, const struct buf *bytes,
                 const struct identity *who);
bool signed_holds(const uint8_t sig[SIGNATURE_LEN], const char *context, const void *p, size_t n,
                  const uint8_t key[KEY_LEN]);
/* Is it a key that can sign, and that a bundle can be sealed to? */
bool signed_key_usable(const uint8_t key[KEY_LEN]);

/* `ok` goes false at the first thing that does not fit, and stays. */
struct reading {
    const uint8_t *p;
    size_t left;
    bool ok;
};
void reading_bytes(struct reading *w, void *out, size_t n);
uint64_t reading_number(struct reading *w);
/* varint length, then the text; it must fit into `size` with its NUL. */
void reading_text(struct reading *w, char *out, size_t size);
void signed_put_text(struct buf *out, const char *s);
/* What reading_text takes back: clean UTF-8, cut at a character. */
void signed_clean(char *out, size_t size, const char *s);

#endif
