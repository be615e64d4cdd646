/* The list of hospitals, the first screen: what is surveyed when, how far it
 * is, what waits. Drawn from the index alone; lines that no longer fit are read
 * again in the background, one hospital a slice. Going back here closes the
 * hospital that was open. */
#ifndef GENBA_TUI_SCR_HOSPITALS_H
#define GENBA_TUI_SCR_HOSPITALS_H

#include "tui/screen.h"

extern const struct screen_ops scr_hospitals;

#endif
