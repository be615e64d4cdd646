/* Sets of small numbers, one bit each; the caller keeps n / 8 + 1 bytes. */
#ifndef GENBA_SYNC_BITS_H
#define GENBA_SYNC_BITS_H

#include <stdbool.h>
#include <stdint.h>

static inline bool bits_has(const uint8_t *bits, uint32_t i)
{
    return bits[i / 8] >> (i % 8) & 1;
}

static inline void bits_set(uint8_t *bits, uint32_t i)
{
    bits[i / 8] |= (uint8_t)(1u << (i % 8));
}

#endif
