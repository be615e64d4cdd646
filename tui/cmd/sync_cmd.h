/* Hospitals to and from the central store: `sync`, and `central fetch`, which
 * also brings those that this laptop lacks. */
#ifndef GENBA_TUI_CMD_SYNC_CMD_H
#define GENBA_TUI_CMD_SYNC_CMD_H

#include "model/workspace.h"
#include "sync/central/session.h"
#include "tui/cmd/cmd.h"
#include "model/base/json.h"

/* --to, --without-photos. One object (or paragraph) for each hospital; one that
 * fails does not keep the next from its turn. An exit code, or -ERR_x. */
int sync_hospitals(struct session *s, const struct arguments *a, char *const *serials, int n,
                   bool fetch, struct err *e);

#endif
