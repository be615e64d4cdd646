/* A temporary workspace with a frozen clock. Everything below the folder goes
 * with fixture_end. */
#ifndef GENBA_TESTS_LIB_FIXTURE_H
#define GENBA_TESTS_LIB_FIXTURE_H

#include "model/case.h"

struct fixture {
    char workspace[256];
    struct identity who;
};

/* 2025-09-12T09:00 at the keyboard of 佐藤, crew A. Bails out on failure. */
void fixture_begin(struct fixture *f);
void fixture_end(struct fixture *f);
/* A second laptop in a workspace of its own. */
void fixture_other(struct fixture *f, const char *person, const char *crew);

/* An empty survey 0342. */
struct casefile *fixture_case(struct fixture *f);

/* A hospital in any workspace, with nothing but its serial number, for commands. */
void fixture_survey(const char *workspace, const char *person, const char *crew, const char *serial,
                    const char *name);

/* A file of ../shared (GENBA_SHARED, else beside the checkout); NULL when the
 * folder is absent: the test skips, saying so. Static. */
const char *fixture_shared(const char *name);

#endif
