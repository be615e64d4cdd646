/* Unknown line (R110-R114): a terminator that no sheet declares.
 *
 * Without a record the screen asks its first question, what it is; the record
 * begins with that answer and knows its number, time and room by itself. The
 * questions then follow each other; the hospital's answer decides what is still
 * needed: nothing (known: it becomes a line), or the devices below it and a
 * photo, or reasons. Left and Right walk through the recorded ones.
 *
 * place.rest: "field_id" or "DEVICE_UUID field_id"; a `!` behind it opens the
 * line editor there instead of a choice (what was being typed). */
#ifndef GENBA_TUI_SCR_UNKNOWN_H
#define GENBA_TUI_SCR_UNKNOWN_H

#include "tui/screen.h"

extern const struct screen_ops scr_unknown;

#endif
