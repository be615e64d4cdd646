/* What the hospital declared against what the surveyor saw. Derived, never
 * stored (R010). */
#ifndef GENBA_MODEL_RULES_COMPARE_H
#define GENBA_MODEL_RULES_COMPARE_H

#include "model/survey.h"

enum compare {
    COMPARE_UNSEEN,     /* not looked at yet */
    COMPARE_SAME,       /* letters, widths and blanks may differ: text_fold decides */
    COMPARE_DIFFERS,    /* both say something, and not the same */
    COMPARE_FILLED,     /* the sheet said nothing or "unknown", the surveyor saw it */
    COMPARE_UNKNOWN,    /* the surveyor answered "unknown" */
    COMPARE_UNREADABLE, /* could not be read, with a reason */
};

enum compare values_compare(enum field f, const struct value *declared, const struct value *seen);
enum compare row_compare(const struct row *r, enum field f);
bool row_differs(const struct row *r, enum field f);
/* The four fields of a place as one: differs when any part differs. */
enum compare place_compare(const struct row *r);

/* Fields of the row that differ, a place counted once. */
int row_differences(const struct row *r);

#endif
