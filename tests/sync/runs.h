/* Bundles written and read by the functions, on the laptops of tests/lib/crews.h.
 * What cannot be set up bails out; `runs_err` is the error of the last run. */
#ifndef GENBA_TESTS_SYNC_RUNS_H
#define GENBA_TESTS_SYNC_RUNS_H

#include "sync/exchange.h"
#include "tests/lib/crews.h"

/* The team, and the hospital on the founder's laptop. */
void runs_start(struct crews *w);
struct casefile *runs_open(struct crews *w, int i);
/* A kept photo with its record; not a picture, which nobody here looks at. */
struct hash runs_photo(struct casefile *c, unsigned seed, size_t bytes);
void runs_change(struct casefile *c, const char *text); /* what line:1 was found to be */
/* The first `share` of a file. */
void runs_cut(const char *from, const char *to, double share);

int runs_write(struct crews *w, int i, const char *path, struct export_options how,
               struct export_state *out);
/* What the caller may look at after the run. */
struct outcome {
    struct import_state s;
    uint32_t partial_have, partial_chunks;
    char partial_name[64];
};
int runs_read(struct crews *w, int i, const char *path, struct outcome *out);
extern struct err runs_err;

#endif
