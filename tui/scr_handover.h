/* Hand-over (design.md 6.9; F4, F5): what is only on this laptop, who is known
 * to have what, which bundles came and went, which were set aside. Writes and
 * reads bundles. Opened without a hospital it only reads. */
#ifndef GENBA_TUI_SCR_HANDOVER_H
#define GENBA_TUI_SCR_HANDOVER_H

#include "tui/screen.h"

extern const struct screen_ops scr_handover;

#endif
