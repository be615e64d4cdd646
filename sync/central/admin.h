/* One call after the other to a server, waiting: for the programme office's
 * commands, which have nothing to draw meanwhile. */
#ifndef GENBA_SYNC_CENTRAL_ADMIN_H
#define GENBA_SYNC_CENTRAL_ADMIN_H

#include "sync/central/link.h"
#include "sync/central/settings.h"

struct admin;

/* Connected to `to`. */
int admin_open(struct admin **out, const struct central_settings *s, const struct url *to,
               struct err *e);
void admin_close(struct admin *a); /* NULL is fine */
const char *admin_host(const struct admin *a);

/* Begins a call (the caller adds its parameters), then sends it and waits. The
 * answer's rows borrow until the next call; a failure is an error. Not tried
 * again: the command can be. */
struct call admin_call(struct admin *a, enum central_call what);
int admin_ask(struct admin *a, struct call *c, unsigned columns, struct rows *out, struct err *e);
int admin_install(struct admin *a, struct err *e);

#endif
