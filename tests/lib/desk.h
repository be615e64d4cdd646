/* The workbench in process, on the small hospital of hospital.h: written into a
 * case of a temporary workspace, with the clock at 17:00 of the survey day. */
#ifndef GENBA_TESTS_LIB_DESK_H
#define GENBA_TESTS_LIB_DESK_H

#include "tests/lib/curs.h"
#include "tests/lib/fixture.h"
#include "tests/lib/hospital.h"
#include "tui/work.h"

struct desk {
    struct fixture f;
    struct session s;
    struct work w;
    struct app *app;
    struct curs *c; /* drives app */
};

/* `change` (may be NULL) breaks the hospital before it is written. */
void desk_open(struct desk *d, void (*change)(struct hospital *h), int rows, int cols,
               const char *lang);
void desk_close(struct desk *d);

const struct survey *desk_survey(struct desk *d);
const struct row *desk_row(struct desk *d, const char *address); /* bails when there is none */

#endif
