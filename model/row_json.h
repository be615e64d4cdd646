/* A row's fields as JSON, the same wherever one is written: `show --json` and the
 * projections of the central store. Members are the catalogue's ids; an observed
 * twin stands in "observed", what could not be read in "unreadable" with its
 * reason; "conflicts" and "held" where there are any. */
#ifndef GENBA_MODEL_ROW_JSON_H
#define GENBA_MODEL_ROW_JSON_H

#include "model/base/json.h"
#include "model/survey.h"

enum row_json_flags {
    ROW_JSON_ABSENT = 1, /* fields without a value too, as null */
};

/* Members of the object that is open. */
void row_json(struct json *j, const struct row *r, unsigned flags);

#endif
