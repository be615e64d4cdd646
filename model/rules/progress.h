/* Counters of the screens: how far a hospital is, and how a crew stands
 * against its plan and the rooms' windows. Computed, never stored. */
#ifndef GENBA_MODEL_RULES_PROGRESS_H
#define GENBA_MODEL_RULES_PROGRESS_H

#include "model/base/err.h"
#include "model/rules/problem.h"
#include "model/survey.h"

/* Label, in the order of a survey's life. */
#define HOSPITAL_STATES(X)                                                                         \
    X(RECEIVED, N_("received"))                                                                    \
    X(FAULTY, N_("{1} faults")) /* {1} the number of faults in the sheets */                       \
    X(PLANNED, N_("planned"))                                                                      \
    X(SURVEYING, N_("surveying"))                                                                  \
    X(DONE, N_("done"))                                                                            \
    X(SIGNED, N_("signed"))

enum hospital_state {
#define X(id, text) HOSPITAL_##id,
    HOSPITAL_STATES(X)
#undef X
};
extern const char *const hospital_state_texts[]; /* untranslated */
#define HOSPITAL_STATE_COUNT (HOSPITAL_SIGNED + 1)
/* "received", "signed" ...: stable, for --json; "" for a number of no state. */
const char *hospital_state_id(int state);

struct progress {
    int lines_done, lines; /* in scope; done: closed, or given up with a reason */
    int pcs_done, pcs;
    int steps_closed, steps; /* lines, PCs, exploration */
    int attention;           /* problems that are no mere note */
    int sheet_faults;        /* of these, in the sheets */
    int sign_blockers;       /* what a sign-off of the whole visit waits for */
    int conflicts;           /* fields with several values */
    int differences;         /* declared against observed */
    int photos_missing;      /* of the visits that are done or under way */
    int unknown_lines;
    int not_surveyable; /* lines, devices, PCs, explorations */
    enum hospital_state state;
};

void progress_load(struct progress *p, const struct survey *s, int64_t now_ms);
/* The same with the problems found already by check_survey. */
void progress_count(struct progress *p, const struct survey *s, const struct problems *problems);

/* A crew against its plan of today. Minutes of the day. */
struct crew_clock {
    const struct row *current; /* in progress; or NULL */
    const struct row *next;    /* the first step not begun; or NULL */
    int running;               /* minutes since current began */
    int planned;               /* minutes planned for current */
    int delay;                 /* > 0 late, < 0 ahead of the plan */
    int end;                   /* planned end of the day with the delay; -1 without a plan */
    /* To the end of the window of the current (else next) step's room: -1 no
     * limit, 0 closed now. */
    int window_left;
};

void crew_clock_load(struct crew_clock *k, const struct survey *s, const struct row *crew,
                     int64_t now_ms);

#endif
