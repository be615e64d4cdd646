/* `?`: every key of the screen below, filtered while typing. */
#ifndef GENBA_TUI_SCR_HELP_H
#define GENBA_TUI_SCR_HELP_H

#include "tui/screen.h"

extern const struct screen_ops scr_help; /* arg: the struct screen it is about */

#endif
