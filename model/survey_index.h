/* Rows by their id: a table with open addresses that grows. Rows are borrowed. */
#ifndef GENBA_MODEL_SURVEY_INDEX_H
#define GENBA_MODEL_SURVEY_INDEX_H

#include "model/base/id.h"

#include <stddef.h>

struct row;

struct survey_index {
    struct row **v; /* owned; NULL where free */
    size_t cap, n;
};

/* In place of a row of the same id and kind, which is freed after that, not before; of
 * two kinds the lower one stands. */
void survey_index_put(struct survey_index *x, struct row *r);
const struct row *survey_index_find(const struct survey_index *x, struct id id); /* or NULL */
void survey_index_release(struct survey_index *x);

#endif
