/* What is known of the step under the cursor: what it is, where, who lets in,
 * which rules the room has, what is still missing. */
#ifndef GENBA_TUI_PLAN_DETAIL_H
#define GENBA_TUI_PLAN_DETAIL_H

#include "tui/draw.h"
#include "tui/plan_view.h"

#define PLAN_FACTS 16

struct plan_fact {
    const char *label; /* translated, static; NULL: the headline */
    char *text;
    enum role role;
};

struct plan_detail {
    struct plan_fact fact[PLAN_FACTS];
    int n;
};

void plan_detail_load(struct plan_detail *d, const struct survey *s, const struct plan_row *r,
                      int day, bool ja);
void plan_detail_release(struct plan_detail *d);
/* Below the columns: facts beside each other. */
void plan_detail_draw_wide(const struct plan_detail *d, const struct draw *area);
/* In a pane of its own: one below the other. */
void plan_detail_draw_tall(const struct plan_detail *d, const struct draw *area);

#endif
