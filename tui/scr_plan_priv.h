/* Shared by the parts of the day plan screen: what it holds, and what its keys
 * change (plan_acts.c). */
#ifndef GENBA_TUI_SCR_PLAN_PRIV_H
#define GENBA_TUI_SCR_PLAN_PRIV_H

#include "tui/plan_detail.h"
#include "tui/plan_view.h"
#include "tui/screen.h"

#define PLAN_COLS_SEEN 6

struct plan_screen {
    struct screen base;
    struct plan_view view;
    struct plan_detail detail;
    size_t col, row;  /* the cursor; row is past the end in an empty column */
    size_t first_col; /* the first column drawn */
    struct id here;   /* what the cursor stands on, across loads */
    int rows, cols;   /* of the body */
    char *arrived;    /* what the last bundle brought, owned; NULL: none came */
    int note;         /* lines that say that there is no plan yet, 0: there is one */
    int head;         /* lines above the steps: the crews; the days where there are several */
    int seen;         /* columns drawn */
    int col_width, list_rows, pane; /* pane: width of the details beside, 0: below */
    size_t top[PLAN_COLS_SEEN];     /* first row drawn of each drawn column */
};

/* NULL when the cursor stands nowhere. */
const struct plan_row *plan_cursor(const struct plan_screen *p);

/* The actions that change the survey; each says itself what it did. */
enum outcome plan_start_stop(struct plan_screen *p);
enum outcome plan_give_up(struct plan_screen *p);
enum outcome plan_put_off(struct plan_screen *p);
enum outcome plan_assign(struct plan_screen *p);
enum outcome plan_pin(struct plan_screen *p);
enum outcome plan_note(struct plan_screen *p);

#endif
