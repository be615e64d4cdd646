/* `:`: every action by name, its key, and why it is not possible now. The best
 * match of what is typed stands first; Enter does it. */
#ifndef GENBA_TUI_SCR_PALETTE_H
#define GENBA_TUI_SCR_PALETTE_H

#include "tui/screen.h"

extern const struct screen_ops scr_palette; /* arg: the struct screen it is about */

/* How well `typed` matches `text`, both folded by text_fold: 0 no, higher is
 * better. All characters must occur in order; whole and early hits win. */
int palette_score(const char *text, const char *typed);

#endif
