/* A survey in memory, row by row, for tests of what reads one. Rows are kept
 * in the order they were added; survey_release frees them. */
#ifndef GENBA_TESTS_LIB_BUILD_H
#define GENBA_TESTS_LIB_BUILD_H

#include "model/survey.h"

/* A new alive row; ids are 1, 2, 3... in the last bytes. */
struct row *build_row(struct survey *s, enum kind kind);
/* By the field's type: "12" for INT and BOOL, else the text; NULL clears. */
void build_put(struct row *r, enum field f, const char *text);
void build_see(struct row *r, enum field f, const char *text); /* the observed twin */
void build_unreadable(struct row *r, enum field f, const char *reason);
void build_ref(struct row *r, enum field f, const struct row *to);
void build_delete(struct survey *s, struct row *r);

#endif
