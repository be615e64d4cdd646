/* A second laptop with the same hospital, in a workspace of its own: what two
 * crews do to each other, without a bundle between them. */
#ifndef GENBA_TESTS_LIB_NEIGHBOUR_H
#define GENBA_TESTS_LIB_NEIGHBOUR_H

#include "tests/lib/fixture.h"

struct neighbour {
    struct fixture f;
    struct casefile *c;
};

/* Begins with everything that `from` has. Bails out on failure. */
void neighbour_begin(struct neighbour *n, struct casefile *from, const char *person,
                     const char *crew, const char *laptop);
void neighbour_end(struct neighbour *n);
/* Hands every commit of one case to another, and reads the survey of that anew. */
void neighbour_pass(struct casefile *from, struct casefile *to);

#endif
