/* Which lines are surveyed (R020-R028). */
#ifndef GENBA_MODEL_RULES_SCOPE_H
#define GENBA_MODEL_RULES_SCOPE_H

#include "model/survey.h"

/* Voice lines are out (R023), lines off the EMR are out (R022); a doubt keeps a
 * line in (R027). A line out of scope stays in the survey and in every list. */
enum scope { SCOPE_IN, SCOPE_OS01, SCOPE_OS02 };
enum scope line_scope(const struct row *line);
bool line_in_scope(const struct row *line);
/* The id in enums.def's os_code, "" for SCOPE_IN. */
const char *scope_code(enum scope scope);
/* R027: in scope because nobody knows. */
bool line_in_doubt(const struct row *line);

/* R060-R062: may the line be scanned? A closed line is out (OS03). */
bool line_scannable(const struct row *line);

#endif
