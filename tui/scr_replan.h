/* Planning the rest of the survey anew: what it would give, with what fits
 * nowhere and why, before anything is written. A digit is the number of crews. */
#ifndef GENBA_TUI_SCR_REPLAN_H
#define GENBA_TUI_SCR_REPLAN_H

#include "tui/screen.h"

extern const struct screen_ops scr_replan;

#endif
