/* Words about one hospital of the index: its days, its state, its deadlines. */
#ifndef GENBA_TUI_HOSPITAL_TEXT_H
#define GENBA_TUI_HOSPITAL_TEXT_H

#include "model/workspace.h"
#include "tui/draw.h"

#define HOSPITAL_DAYS_MAX 8

/* The survey days, in the order of the index; how many. */
int hospital_days(const struct summary *s, int days[HOSPITAL_DAYS_MAX]);
/* The next day from `today` on, else the last one; false when none is known. */
bool hospital_day(const struct summary *s, int today, int *day);

/* "today 9/12", "10/2-3", "2026/1/8": short enough for a column. */
enum role hospital_put_days(const struct summary *s, int today, bool ja, struct buf *out);
enum role hospital_put_state(const struct summary *s, struct buf *out);
/* R045: done, or until when it must be. Nothing without a day to come. */
enum role hospital_put_precall(const struct summary *s, int today, bool ja, struct buf *out);
/* R047, R048: what follows the survey, and until when. */
void hospital_put_deadlines(const struct summary *s, int today, bool ja, struct buf *out);

#endif
