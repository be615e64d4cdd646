/* A `struct io` in memory: sticks for tests, with faults to order.
 *
 * Every operation of the kinds in `fail_on` is counted in `ops`; the fail_at-th
 * (from 1) gives fail_code, and so do all later ones when `sticky`. A write that
 * fails leaves its first half behind. `room` is what fits on it: a write beyond
 * puts what fits and gives ERR_FULL. Until a sync, content and names are what a
 * power cut may take: memio_power_cut goes back to what was synced. */
#ifndef GENBA_TESTS_LIB_MEMIO_H
#define GENBA_TESTS_LIB_MEMIO_H

#include "sync/io.h"

#include <stdbool.h>

enum memio_op {
    MEMIO_OPEN = 1,
    MEMIO_READ = 2,
    MEMIO_WRITE = 4,
    MEMIO_TRUNCATE = 8,
    MEMIO_SYNC = 16,
    MEMIO_RENAME = 32,
    MEMIO_SYNC_DIR = 64,
    MEMIO_REMOVE = 128,
    MEMIO_ANY = 255,
};

struct memfile {
    char *name; /* NULL: removed */
    uint8_t *p;
    size_t n, cap;
    uint8_t *safe; /* the content that was synced */
    size_t nsafe;
    char *safe_name; /* the name that the folder has after a power cut; NULL: none */
};

struct memio {
    struct io io; /* give &m->io to what is tested */
    struct memfile **v;
    size_t n, cap;
    int64_t room; /* bytes in all; < 0: as much as one likes */
    unsigned fail_on;
    int64_t ops, fail_at; /* 0: never */
    enum err_code fail_code;
    bool sticky;
    int64_t syncs, forgets;   /* how often */
    int64_t bad_from, bad_to; /* reads that touch these bytes of any file give ERR_IO */
};

void memio_init(struct memio *m);
void memio_release(struct memio *m);
/* Counts anew from here. */
void memio_fail(struct memio *m, unsigned fail_on, int64_t at, enum err_code code);
struct memfile *memio_find(const struct memio *m, const char *name); /* NULL when there is none */
/* A file with that content, in place of one that may be there; as if synced. */
struct memfile *memio_put(struct memio *m, const char *name, const void *p, size_t n);
void memio_power_cut(struct memio *m);

#endif
