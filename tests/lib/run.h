/* The real program as a child, its output caught: for tests of the commands. */
#ifndef GENBA_TESTS_LIB_RUN_H
#define GENBA_TESTS_LIB_RUN_H

#include "model/base/buf.h"

#include <sys/types.h>

struct run {
    char workspace[256]; /* GENBA_WORKSPACE of every call */
    const char *now;     /* GENBA_NOW, or NULL */
    struct buf out, err; /* of the last call */
    /* Hooks of a tracer: in the child before the program; for its status. */
    void (*begin)(void);
    int (*wait)(pid_t pid, void *ctx);
    void *ctx;
};

void run_begin(struct run *r); /* a fresh workspace; English messages */
void run_end(struct run *r);
/* Runs $top_builddir/genba with the words, NULL at the end: its exit status,
 * 128 + n when signal n ended it. */
int run_genba(struct run *r, ...) __attribute__((sentinel));
int run_words(struct run *r, char **words); /* words[0] is not looked at */

#endif
