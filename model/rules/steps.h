/* Facts about the steps of a plan: state, time, day, who works where. */
#ifndef GENBA_MODEL_RULES_STEPS_H
#define GENBA_MODEL_RULES_STEPS_H

#include "model/survey.h"

/* R121: done, not surveyable, next day or cancelled. */
bool step_closed(const struct row *step);
bool step_started(const struct row *step); /* in progress, or anything after */
/* Takes up its crew's time: not cancelled and not put off. */
bool step_counts(const struct row *step);

/* Minutes of the day; false when the step has no planned time. An end that is
 * missing is the standard time (R081: 30 minutes) after the begin. */
#define R081_MINUTES 30
bool step_minutes(const struct row *step, int *from, int *to);
bool step_day(const struct row *step, int *day); /* days since 1970 */

/* R080: 0 briefing, 1 line and PC, 2 exploration, 3 sign-off; -1 move and break,
 * which may stand anywhere. */
int step_rank(const struct row *step);

/* Steps 1 and 2 of the survey: a line's or a PC's. */
bool step_is_visit(const struct row *step);
/* The room where the step happens: its own place, else its target's; or NULL. */
const struct row *step_room(const struct survey *s, const struct row *step);

/* A line or PC is closed: its latest step is, or it was given up for a reason
 * (an ns_code other than NS06, which is about photos only). */
bool target_given_up(const struct row *target);
bool target_closed(const struct survey *s, const struct row *target);
/* An id of step_state: given up, as its latest step is, or not started. */
const char *target_state(const struct survey *s, const struct row *target);
/* Nothing is left to do at this step: closed, or its line or PC was given up,
 * whatever the step itself says (a script sets the reason alone). */
bool step_over(const struct survey *s, const struct row *step);

/* R082, R083: the first line or PC step of any crew, on this day or with no
 * day, that is not closed yet; NULL when exploration may begin. */
const struct row *explore_waits_for(const struct survey *s, int day);

#endif
