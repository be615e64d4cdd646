/* The parts of `genba central`; each is an exit code or -ERR_x. The words behind the
 * part's name are in `a->v`. */
#ifndef GENBA_TUI_CMD_CENTRAL_CMD_H
#define GENBA_TUI_CMD_CENTRAL_CMD_H

#include "sync/central/admin.h"
#include "tui/cmd/cmd.h"

/* Of the settings and --to. `fn` once for each server. Stops at the first error; with
 * `missed` it is told on stderr and counted there, and the other servers have their turn:
 * an error only when none was left. */
typedef int server_fn(struct session *s, const struct central_settings *to, struct admin *admin,
                      void *ctx, struct err *e);
int central_each_server(struct session *s, const struct arguments *a, server_fn *fn, void *ctx,
                        size_t *missed, struct err *e);

int central_status(struct session *s, const struct arguments *a, struct err *e);
int central_project(struct session *s, const struct arguments *a, struct err *e);
int central_member(struct session *s, const struct arguments *a, struct err *e);

#endif
