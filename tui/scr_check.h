/* Check: everything that is missing or breaks a rule, grouped by what it stops
 * (the signature first). Enter goes to the row: a line, PC or device to its
 * visit, an unknown line to its record, a step to the plan. */
#ifndef GENBA_TUI_SCR_CHECK_H
#define GENBA_TUI_SCR_CHECK_H

#include "tui/screen.h"

extern const struct screen_ops scr_check;

#endif
