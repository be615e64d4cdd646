/* The day plan as it is shown: one column a crew, one row a step, with the word
 * for its state, and which ones the room's window will not wait for.
 *
 * Computed from the survey and the clock; rows borrow from the survey, so a view
 * is loaded anew after each change and once a minute. Expected times: what is at
 * work ends after its standard time, everything behind it follows in the plan's
 * order, never before its planned time. */
#ifndef GENBA_TUI_PLAN_VIEW_H
#define GENBA_TUI_PLAN_VIEW_H

#include "model/rules/dates.h"
#include "model/rules/progress.h"
#include "model/survey.h"
#include "tui/theme.h"

struct plan_row {
    const struct row *step;   /* NULL: the now-line, or a target without a step */
    const struct row *target; /* the line, PC or exploration; or NULL */
    const struct row *room;   /* or NULL */
    int from, to;             /* minutes of the day: as it was, else as planned */
    int expect_from, expect_to;
    bool now_line;
    int clash;         /* conflicts of what it is about, its room apart */
    bool risk;         /* the room's window ends before it can be done */
    enum role role;    /* of the state */
    char *name, *more; /* "回線D サーバ室"; service or system, for wide columns */
    char *state;       /* "中 21/30分", "窓 11:30まで" */
};

struct plan_col {
    struct id crew; /* zero: steps without a crew, or the unplaced */
    bool unplaced;  /* lines and PCs that stand in no plan, with the reason */
    char letter[16];
    int closed, visits;
    struct crew_clock clock;
    struct plan_row *rows;
    size_t n, cap;
};

struct plan_view {
    int days[SURVEY_DAYS_MAX];
    size_t ndays, day; /* the day shown */
    bool today;        /* it is today */
    int minute;        /* now */
    struct plan_col *cols;
    size_t ncols, cap;
    int steps; /* of all days: 0 = there is no plan */
};

/* `day` is an index of days; past the end: today when it is a survey day, else
 * the first day to come. `ja`: labels of the catalogue. */
void plan_view_load(struct plan_view *v, const struct survey *s, size_t day, int64_t now_ms,
                    bool ja);
void plan_view_release(struct plan_view *v);

/* Can the cursor stand on it? */
bool plan_row_is_place(const struct plan_row *r);
/* What the row is about, for the cursor: the step's id, else the target's. */
struct id plan_row_id(const struct plan_row *r);

#endif
