/* What the programme's office is told about all hospitals: the totals of the views
 * (views.sql), of one server or added up over several, each of which keeps other
 * hospitals. Only what the person who asks may read is in it. */
#ifndef GENBA_SYNC_CENTRAL_PROGRAMME_H
#define GENBA_SYNC_CENTRAL_PROGRAMME_H

#include "sync/central/admin.h"

#include <stdint.h>

/* The columns of programme_summary behind its three groups, in their order. */
#define PROGRAMME_COUNTS(X)                                                                        \
    X(hospitals)                                                                                   \
    X(lines)                                                                                       \
    X(lines_done)                                                                                  \
    X(pcs)                                                                                         \
    X(pcs_done)                                                                                    \
    X(unknown_lines)                                                                               \
    X(not_surveyable)                                                                              \
    X(photos)                                                                                      \
    X(photos_waiting) /* -1: who asks may not read photos */                                       \
    X(scans_open)                                                                                  \
    X(conflicts)                                                                                   \
    X(waiting)                                                                                     \
    X(aside)                                                                                       \
    X(hospitals_behind)                                                                            \
    X(behind)

enum programme_count {
#define X(id) PROGRAMME_##id,
    PROGRAMME_COUNTS(X)
#undef X
        PROGRAMME_COUNT
};
extern const char *const programme_count_ids[PROGRAMME_COUNT]; /* as in the views */

enum programme_group {
    PROGRAMME_STATE,
    PROGRAMME_PREFECTURE,
    PROGRAMME_BED_CLASS,
    PROGRAMME_GROUPS
};

struct programme_line {
    char *id; /* "signed", 東京都, lt200; "": not known (not projected, not in the sheets) */
    int64_t v[PROGRAMME_COUNT];
};

/* A hospital with an open scan, with conflicts, or with both. */
struct programme_case {
    char *serial, *name, *prefecture;
    char *scan_deadline; /* "2025-09-22"; "": none */
    int64_t scans_open, conflicts;
};

struct programme {
    struct programme_line *by[PROGRAMME_GROUPS];
    size_t n[PROGRAMME_GROUPS], cap[PROGRAMME_GROUPS];
    struct programme_line all;
    struct programme_case *cases; /* by deadline, those without one last */
    size_t ncases, cap_cases;
    size_t servers;
    bool may_project; /* who asks, at one of them */
};

/* Asks one server and adds what it says. */
int programme_add(struct programme *p, struct admin *a, struct err *e);
/* After the last one: states in the order of a survey's life, bed classes as the
 * catalogue has them, prefectures with most hospitals first; not known last. */
void programme_sort(struct programme *p);
void programme_release(struct programme *p);

#endif
