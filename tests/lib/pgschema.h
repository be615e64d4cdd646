/* The central store's scripts in a test's server, as `genba central init` runs them:
 * for tests that speak SQL and not through genba-sync. */
#ifndef GENBA_TESTS_LIB_PGSCHEMA_H
#define GENBA_TESTS_LIB_PGSCHEMA_H

#include "tests/lib/pgcluster.h"

/* From the sources ($top_srcdir), in one transaction. Bails out on failure. */
void pgschema_install(const struct pgcluster *c);

#endif
