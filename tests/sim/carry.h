/* What passes between simulated laptops. */
#ifndef GENBA_TESTS_SIM_CARRY_H
#define GENBA_TESTS_SIM_CARRY_H

#include "tests/sim/world.h"

enum carry_fault {
    CARRY_WHOLE,
    CARRY_TORN,     /* a prefix */
    CARRY_HOLES,    /* some are missing */
    CARRY_SHUFFLED, /* any order, in batches of any size */
    CARRY_AGAIN,    /* all of it came before: nothing may change */
    CARRY_TWICE,    /* the second time nothing may change */
    CARRY_BUNDLE,   /* as a real bundle on a stick in memory, torn, flipped or whole */
};

/* Everything stored by the laptop, as store_chain gives it, onto the stick. */
bool carry_write(struct world *w, struct laptop *l, struct stick *s);
bool carry_read(struct world *w, struct laptop *l, const struct stick *s, enum carry_fault fault);
/* A made-up commit onto the stick: garbage, a wrong link, a number or a past
 * that nobody has, a false OPEN. */
bool carry_lie(struct world *w, struct stick *s);

#endif
