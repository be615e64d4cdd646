/* The words of one row of the day plan. */
#ifndef GENBA_TUI_PLAN_WORDS_H
#define GENBA_TUI_PLAN_WORDS_H

#include "model/base/buf.h"
#include "tui/plan_view.h"

/* Its name and room; service or system. */
void plan_put_name(const struct survey *s, const struct plan_row *r, struct buf *out);
void plan_put_more(const struct plan_row *r, bool ja, struct buf *out);
/* The word of its state, with minutes; sets role and risk. */
void plan_put_state(const struct survey *s, const struct plan_view *v, struct plan_row *r,
                    struct buf *out);
/* "briefing", "lunch" ... as a surveyor says; NULL for lines and PCs. */
const char *plan_kind_word(const struct row *step);
/* {1} filled with a number, {2} with another. */
void plan_put_numbers(struct buf *out, const char *pattern, int a, int b);
/* Minutes of the day of an ISO time. */
int plan_minute_of(const char *iso);

#endif
