/* Conflicts (design.md 6.8; F3): what laptops wrote differently, side by side;
 * below it what waits, was refused or looks wrong, with what to do. Its place is
 * an entity and the log number of a field ("" or 0: any of the entity). */
#ifndef GENBA_TUI_SCR_CONFLICTS_H
#define GENBA_TUI_SCR_CONFLICTS_H

#include "tui/screen.h"

extern const struct screen_ops scr_conflicts;

#endif
