/* The real program as a child, its output caught: for tests of the commands. */
#ifndef GENBA_TESTS_LIB_RUN_H
#define GENBA_TESTS_LIB_RUN_H

#include "model/base/buf.h"

struct run {
    char workspace[256]; /* GENBA_WORKSPACE of every call */
    const char *now;     /* GENBA_NOW, or NULL */
    struct buf out, err; /* of the last call */
};

void run_begin(struct run *r); /* a fresh workspace; English messages */
void run_end(struct run *r);
/* Runs $top_builddir/genba with the words, NULL at the end: its exit status,
 * 128 + n when signal n ended it. */
int run_genba(struct run *r, ...) __attribute__((sentinel));

#endif
