/* The day plan of a survey: from its rows to the planner's input, and from the
 * planner's steps to the rows of kind `step`.
 *
 * What is done, in progress, closed with a reason or pinned stays where it is;
 * everything else is planned anew. Lines out of scope (R022, R023) and PCs that
 * are not surveyed (R033) are no stops. */
#ifndef GENBA_MODEL_DAYPLAN_H
#define GENBA_MODEL_DAYPLAN_H

#include "model/case.h"
#include "model/plan.h"
#include "model/settings.h"

struct dayplan_options {
    int crews;                      /* 0 = as many as the survey has, at least 1 */
    const char *date, *start, *end; /* ISO, HH:MM; NULL = survey days, settings */
    int64_t now_ms;                 /* nothing is planned before; 0 = before the survey */
};

struct dayplan {
    struct plan_input input;
    struct plan plan;
    /* Rows behind the numbers of the plan; ids, so that they outlive a refresh. */
    struct id *targets;     /* by stop */
    struct id *fixed_steps; /* by input.fixed */
    struct plan_room *rooms;
    struct plan_window *windows;
    struct plan_stop *stops;
    struct plan_step *fixed;
};

/* ERR_INVALID: a bad date, no survey day known (the message says what to do),
 * more than two days. */
int dayplan_make(const struct survey *s, const struct settings *set,
                 const struct dayplan_options *opt, struct dayplan *out, struct err *e);
void dayplan_release(struct dayplan *d);
/* Writes it as one commit: crews A, B ... where they are missing, one step row
 * per step; rows of earlier plans that were not begun are taken over. */
int dayplan_write(struct casefile *c, const struct dayplan *d, struct err *e);

char dayplan_crew(size_t crew); /* 'A' ... */

#endif
