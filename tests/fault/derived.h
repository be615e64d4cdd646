/* One digest over everything that is derived from the log. */
#ifndef GENBA_TESTS_FAULT_DERIVED_H
#define GENBA_TESTS_FAULT_DERIVED_H

#include "model/log.h"

struct sqlite3;

/* cell, conflict and the other derived tables, and every projection, row by
 * row in the order of their keys. */
struct hash derived_digest(struct sqlite3 *db);

#endif
