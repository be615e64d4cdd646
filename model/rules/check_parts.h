/* The parts of check_survey; each file of check_*.c has one group of rules.
 * Internal to model/rules. */
#ifndef GENBA_MODEL_RULES_CHECK_PARTS_H
#define GENBA_MODEL_RULES_CHECK_PARTS_H

#include "model/rules/problem.h"

struct check {
    const struct survey *s;
    int64_t now_ms;
    int today; /* days since 1970 */
    struct problems *out;
};

/* A rule about one row: adds its problems. */
typedef void check_fn(struct check *c, const struct row *r);
struct checker {
    enum kind kind;
    check_fn *fn;
};
/* Each checker over the alive rows of its kind, in this order. */
void check_run(struct check *c, const struct checker *list, size_t n);

/* Shorthands for problem_add: about the row, about a field of it, with a detail. */
void check_add(struct check *c, enum rule_id rule, const struct row *r);
void check_field(struct check *c, enum rule_id rule, const struct row *r, enum field f);
void check_detail(struct check *c, enum rule_id rule, const struct row *r, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

void check_sheet(struct check *c);
void check_dates(struct check *c);
void check_scan(struct check *c);
void check_plan(struct check *c);
void check_visits(struct check *c);
void check_unknown(struct check *c);
void check_signed(struct check *c);

#endif
