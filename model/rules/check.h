/* Everything in a survey that is missing or breaks a rule, and what of it
 * stops the plan or the signature.
 *
 * Reads memory only. A hospital of 26 lines takes a fraction of a millisecond,
 * one of 300 lines where everything is missing (15,000 problems) some 150, so
 * screens may call it after each edit, not on each key. */
#ifndef GENBA_MODEL_RULES_CHECK_H
#define GENBA_MODEL_RULES_CHECK_H

#include "model/rules/cover.h"
#include "model/rules/problem.h"

/* Appends to `out`; `now_ms` is clock_now_ms(). Order: as rules.def's groups. */
void check_survey(const struct survey *s, int64_t now_ms, struct problems *out);

/* The first problem that stops the plan (R031, R084 ...) or, in what the
 * sign-off would cover, the signature (R121); NULL when nothing does. */
const struct problem *check_blocks_plan(const struct problems *list);
const struct problem *check_blocks_sign(const struct survey *s, const struct cover *cover,
                                        const struct problems *list);
size_t check_count_sign(const struct survey *s, const struct cover *cover,
                        const struct problems *list);

#endif
