/* When the catalogue wants a field filled: its `declared` and `observed`
 * conditions, evaluated on a row. */
#ifndef GENBA_MODEL_RULES_NEED_H
#define GENBA_MODEL_RULES_NEED_H

#include "model/survey.h"

/* Is the condition met by this row? BEFORE_VISIT is: the caller knows the day. */
bool need_holds(enum need need, const struct row *row);

/* Must the hospital's sheet fill the field, and it does not? */
bool need_declared_open(const struct row *row, enum field f);
/* Must the surveyor fill the field, and did not? An unreadable value and
 * "unknown" are answers. */
bool need_observed_open(const struct row *row, enum field f);

/* Where the surveyor's answer stands: the observed twin of a surveyed field,
 * else the field itself. */
const struct value *answer_of(const struct row *row, enum field f);

#endif
