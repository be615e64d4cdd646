/* Taking in a hospital's sheets: the paths are typed, what an import would do
 * is shown with every problem by sheet and cell, and only then it is done. */
#ifndef GENBA_TUI_SCR_IMPORT_H
#define GENBA_TUI_SCR_IMPORT_H

#include "tui/screen.h"

extern const struct screen_ops scr_import;

#endif
