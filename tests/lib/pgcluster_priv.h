/* What pgcluster.c (the server) and pgcluster_sql.c (what is said to it) share. */
#ifndef GENBA_TESTS_LIB_PGCLUSTER_PRIV_H
#define GENBA_TESTS_LIB_PGCLUSTER_PRIV_H

#include "tests/lib/pgcluster.h"

void pgcluster_program(const struct pgcluster *c, const char *name, char *out, size_t size);
/* Bails out with the log as diagnostics. */
void pgcluster_bail(const struct pgcluster *c, const char *what) __attribute__((noreturn));
void pgcluster_empty(const struct pgcluster *c); /* an empty database "genba", whatever was there */

#endif
