/* A small bundle that tests break in every way, and what must still come of it. */
#ifndef GENBA_TESTS_SYNC_BROKEN_H
#define GENBA_TESTS_SYNC_BROKEN_H

#include "sync/bundle_private.h"
#include "tests/lib/chain.h"
#include "tests/lib/memio.h"

#define FRAMES_MAX 32

struct piece { /* a frame of the undamaged bundle */
    size_t from, to;
    enum bundle_part_kind kind;
    struct buf bytes; /* its payload; the trailer has none */
    size_t ncommits;
};

struct broken {
    struct memio stick;
    struct identity sato, tanaka;
    uint8_t members[2][KEY_LEN];
    struct bundle_spec spec;
    struct chain chain;
    uint8_t *p;
    size_t n, head;
    struct piece v[FRAMES_MAX]; /* the last one is the trailer */
    size_t nv;
    struct memfile *file; /* the damaged copy */
};

void broken_make(struct broken *w); /* one check: the bundle is whole */
void broken_free(struct broken *w);
void broken_write(struct broken *w, const char *path); /* once more, with another key */
/* Reads the damaged copy. Each part must be one of the bundle's: times[i] counts
 * it, *wrong what is none. Returns what bundle_open, or reading, said. */
int broken_read(struct broken *w, int times[FRAMES_MAX], int *wrong, struct bundle_tally *tally);
void must(int rc, const struct err *why); /* bails out */

#endif
