/* A central store with its people: one of every role, those who have none any more,
 * and one who is not of the group; two hospitals. A connection for each. */
#ifndef GENBA_TESTS_CENTRAL_PEOPLE_H
#define GENBA_TESTS_CENTRAL_PEOPLE_H

#include "tests/lib/pgcall.h"

enum person {
    CREW, /* these four of the hospital `here` */
    LEAD,
    OFFICE,
    AUDIT,
    ALL_OFFICE, /* of the programme */
    ALL_AUDIT,
    OTHER,    /* crew of the hospital `there` */
    EXPIRED,  /* crew of `here` until a day ago */
    NOBODY,   /* in the group, admitted nowhere */
    STRANGER, /* a login of the server that is not in the group */
    PEOPLE,
};

struct people {
    struct pgcluster *cluster;
    PGconn *conn[PEOPLE];
    struct id here, there, nowhere; /* the last one is not registered */
};

extern const char *const people_name[PEOPLE];

void people_begin(struct people *p); /* skips the test where no server is */
void people_end(struct people *p);
/* The connections anew: a failed statement may have ended one. */
void people_connect(struct people *p);
/* What the call answers; static until the next one. */
const char *people_call(struct people *p, enum person who, const char *sql, const struct args *a);
/* One number, as the superuser sees it; @ in `sql` is the hospital `here`. */
int64_t people_count(struct people *p, const char *sql);

#endif
