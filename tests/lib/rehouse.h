/* The commits of one writer as if they had been made in another hospital: its OPEN
 * names that one, and the chain is linked anew. The same survey many times, for a
 * store with many hospitals. */
#ifndef GENBA_TESTS_LIB_REHOUSE_H
#define GENBA_TESTS_LIB_REHOUSE_H

#include "model/store.h"

typedef void rehoused_fn(uint64_t n, struct span raw, const struct hash *hash, void *ctx);

/* `chain` is the writer's chain from its OPEN on, without checkpoints. Calls fn with
 * each commit in its turn; bails out on bytes that are no commit. */
void rehouse(const struct span *chain, size_t n, struct id hospital, rehoused_fn *fn, void *ctx);

#endif
