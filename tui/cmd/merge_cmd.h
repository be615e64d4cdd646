/* What other commands use of `genba merge`. */
#ifndef GENBA_TUI_CMD_MERGE_CMD_H
#define GENBA_TUI_CMD_MERGE_CMD_H

#include "tui/cmd/cmd.h"
#include "model/base/json.h"

/* Merges what was set aside and may be merged now, and says what became of each:
 * text on stdout, or elements of the array `into` begun by the caller. Returns
 * EXIT_DONE, EXIT_PROBLEMS or -ERR_x. */
int merge_set_aside(struct session *s, struct json *into, struct err *e);

#endif
