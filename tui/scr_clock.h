/* A large clock with seconds, to be photographed: what the photo shows, compared
 * with the time the camera gave it, tells what the camera's clock is off by
 * (assets/photo/card.h). Drawn anew each second. */
#ifndef GENBA_TUI_SCR_CLOCK_H
#define GENBA_TUI_SCR_CLOCK_H

#include "tui/screen.h"

extern const struct screen_ops scr_clock;

#endif
