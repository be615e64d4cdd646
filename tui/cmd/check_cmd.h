/* The list of problems as the command line prints it: `check`, and `sign` while
 * something blocks. */
#ifndef GENBA_TUI_CMD_CHECK_CMD_H
#define GENBA_TUI_CMD_CHECK_CMD_H

#include "model/rules/problem.h"
#include "tui/cmd/cmd.h"

typedef bool check_wanted(const struct problem *p, const void *ctx); /* NULL: all */
void check_report(struct session *s, const struct survey *survey, const struct problems *list,
                  check_wanted *wanted, const void *ctx);

#endif
