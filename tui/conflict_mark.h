/* Values that several laptops wrote differently, on every screen but the one
 * for them: how they are marked, and that nobody types over them unseen. A
 * typed value would have seen all of them and so would end the conflict
 * silently (store.h I6); whoever wants to change one is shown all first. */
#ifndef GENBA_TUI_CONFLICT_MARK_H
#define GENBA_TUI_CONFLICT_MARK_H

#include "model/survey.h"

#include <stdbool.h>

struct app;

/* Values that stand beside each other there: 2 or more, or 0. FIELD_NONE: the
 * row itself, deleted by one and edited by another. Costs nothing for a row
 * without conflicts. */
int conflict_values(struct app *app, const struct row *r, enum field f, bool observed);
/* The same over the parts of a place: the first part that has several. */
enum field conflict_in_place(struct app *app, const struct row *r, bool observed);
/* Conflicts of a row and what belongs to it: its devices, its step. */
int conflicts_below(const struct survey *s, const struct row *r);

/* "競合2": n values or conflicts. */
void put_conflict_mark(int n, struct buf *out);

/* Opens the Conflicts screen there when the value is in conflict: true. */
bool conflict_shown_first(struct app *app, const struct row *r, enum field f, bool observed);

#endif
