/* A survey as a chain of commits of one writer, made up but of the real shape:
 * an OPEN, then lines and devices that are found, questions answered in short
 * Japanese and ASCII texts, corrections, photos. The same seed gives the same
 * bytes. Also the laptops that write and read bundles in tests. */
#ifndef GENBA_TESTS_LIB_CHAIN_H
#define GENBA_TESTS_LIB_CHAIN_H

#include "model/store.h"

struct chain {
    struct span *v; /* canonical bytes of commit i + 1; owned */
    size_t n;
    struct id writer;
    size_t raw_bytes, ops;
};

void chain_make(struct chain *c, size_t commits, uint64_t seed);
void chain_release(struct chain *c);

/* splitmix64: for tests that need numbers. */
uint64_t chain_random(uint64_t *state);
/* A laptop with a key of its own, made of the seed. */
void chain_laptop(struct identity *out, uint8_t seed, const char *person);

#endif
