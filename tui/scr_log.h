/* Log: who changed what and when, the newest first; of the entity of its place,
 * or of the whole hospital. Only visible rows are made into text. Enter shows
 * one change whole. */
#ifndef GENBA_TUI_SCR_LOG_H
#define GENBA_TUI_SCR_LOG_H

#include "tui/screen.h"

extern const struct screen_ops scr_log;

#endif
