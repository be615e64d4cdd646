/* The day plan of the open hospital: the crews' steps beside each other with
 * the rooms' windows, where everybody is now, what runs out of time; start and
 * finish, give up, put off, reassign, plan anew. */
#ifndef GENBA_TUI_SCR_PLAN_H
#define GENBA_TUI_SCR_PLAN_H

#include "tui/screen.h"

extern const struct screen_ops scr_plan;

#endif
