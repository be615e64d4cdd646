/* Laptops with stores of one hospital in files of their own, as tests of merging
 * need them. Everything bails out on an error. */
#ifndef GENBA_TESTS_SIM_PAIR_H
#define GENBA_TESTS_SIM_PAIR_H

#include "tests/lib/fixture.h"

struct crew {
    struct fixture f;
    char path[300];
    struct store *st;
};

/* The first call freezes the clock at 2025-09-12T09:00. */
void crew_begin(struct crew *c, const char *person, const char *name);
void crew_close(struct crew *c); /* the file stays */
void crew_end(struct crew *c);

void crew_set(struct crew *c, struct id entity, enum field f, const char *text);
void crew_op(struct crew *c, enum op_kind kind, struct id entity);
/* Everything that `from` has goes to `to`. */
struct reception crew_give(struct crew *from, struct crew *to);
/* Both ways. */
void crew_meet(struct crew *a, struct crew *b);

/* One value of a query with ?1 = the entity, as text; "" for none or NULL.
 * Static until the next call. */
const char *crew_ask(struct crew *c, const char *sql, struct id entity);

/* How many rows differ between the derived tables of two closed stores, by
 * sqlite3session_diff; the tables looked at are counted in *tables. */
int crew_diff(const struct crew *a, const struct crew *b, int *tables);

#endif
