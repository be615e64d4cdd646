/* The case that something from elsewhere goes into: found by its hospital,
 * looked at before, closed with its line in the index. Shared by bundles that
 * come in and by the sync with the central store. */
#ifndef GENBA_SYNC_HOST_CASE_H
#define GENBA_SYNC_HOST_CASE_H

#include "model/case.h"

#include <stdbool.h>
#include <stdint.h>

/* Opens it; 0 and *out NULL where this laptop lacks the hospital. */
int host_case_find(struct casefile **out, const char *workspace, struct id hospital,
                   const struct identity *who, struct err *e);

/* Before anything is changed: what a report compares with. */
struct host_before {
    int64_t rows, conflicts;
    char *folder; /* the caller's */
};
int host_case_look(struct host_before *out, struct casefile *c, struct err *e);
int64_t host_case_rows(const struct host_before *b, struct casefile *c); /* changed since */

/* `noted`: what the list of hospitals shows of it is computed anew. */
void host_case_close(struct casefile *c, const char *workspace, bool noted);

#endif
