/* Bytes of the bundle's own formats: fixed numbers low byte first, varints as
 * in the log, texts with their length in front.
 *
 * `struct wire` reads untrusted bytes: after the first failure every read fails
 * and gives zeros, so that a decoder looks at `bad` once, at the end, and before
 * it takes memory for a count. */
#ifndef GENBA_SYNC_WIRE_H
#define GENBA_SYNC_WIRE_H

#include "model/base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void wire_store32(uint8_t *p, uint32_t u);
void wire_store64(uint8_t *p, uint64_t u);
uint32_t wire_load32(const uint8_t *p);
uint64_t wire_load64(const uint8_t *p);

void wire_put16(struct buf *out, uint16_t u);
void wire_put32(struct buf *out, uint32_t u);
void wire_put64(struct buf *out, uint64_t u);
void wire_put_text(struct buf *out, const char *s); /* NULL is "" */

/* Small for small numbers of either sign; unzigzag(zigzag(i)) == i. */
uint64_t zigzag(int64_t i);
int64_t unzigzag(uint64_t u);

struct wire {
    const uint8_t *p;
    size_t left;
    bool bad;
};

struct wire wire_of(const void *p, size_t n);
const uint8_t *wire_take(struct wire *w, size_t n); /* NULL when there are fewer */
void wire_take_into(struct wire *w, void *out, size_t n);
uint8_t wire_take8(struct wire *w);
uint16_t wire_take16(struct wire *w);
uint32_t wire_take32(struct wire *w);
uint64_t wire_take64(struct wire *w);
uint64_t wire_take_varint(struct wire *w);
/* How many elements of at least `smallest` bytes follow; 0 when that many cannot. */
size_t wire_take_count(struct wire *w, size_t smallest);
char *wire_take_text(struct wire *w); /* well-formed UTF-8 without NUL; owned; never NULL */

#endif
