/* A survey as it would be after a list of edits, without committing them: rules
 * run on it as on the real one. Rows and values are borrowed from the survey
 * and the edits; the shadow must go before either changes. Costs one pointer a
 * row, and a copy of each row that is touched. */
#ifndef GENBA_MODEL_RULES_SHADOW_H
#define GENBA_MODEL_RULES_SHADOW_H

#include "model/case.h"
#include "model/survey.h"

struct shadow_pair {
    const struct row *was; /* NULL: a new row */
    struct row *now;
};

struct shadow {
    struct survey s;
    struct shadow_pair *touched; /* a row each, in the order of the edits */
    size_t n, cap;
};

void shadow_load(struct shadow *sh, const struct survey *s, const struct edit_op *edits, size_t n);
void shadow_release(struct shadow *sh);

#endif
