/* One call after the other to a server, waiting: for the programme office's
 * commands, which have nothing to draw meanwhile. */
#ifndef GENBA_SYNC_CENTRAL_ADMIN_H
#define GENBA_SYNC_CENTRAL_ADMIN_H

#include "sync/central/link.h"
#include "sync/central/settings.h"

struct admin;

/* Connected to `to`; `program` as in link_open. The store is there and of a version that
 * this genba understands. */
int admin_open(struct admin **out, const struct central_settings *s, const struct url *to,
               const char *program, struct err *e);
/* The same, whatever is there: for admin_install alone. */
int admin_connect(struct admin **out, const struct central_settings *s, const struct url *to,
                  const char *program, struct err *e);
void admin_close(struct admin *a); /* NULL is fine */
const char *admin_host(const struct admin *a);
const char *admin_login(const struct admin *a); /* as the server calls the caller */

/* Begins a call (the caller adds its parameters), then sends it and waits. The
 * answer's rows borrow until the next call; a failure is an error. Not tried
 * again: the command can be. */
struct call admin_call(struct admin *a, enum central_call what);
int admin_ask(struct admin *a, struct call *c, unsigned columns, struct rows *out, struct err *e);
/* The same in two halves, for calls that overlap: call_end sends with the next wait,
 * and answers come in the order of the calls. */
int admin_next(struct admin *a, unsigned columns, struct rows *out, struct err *e);
/* After the rows were read: were they what this version understands? */
int admin_read(const struct admin *a, const struct rows *r, struct err *e);
/* The last error was the line's or the server's end: the same may be asked anew. */
bool admin_lost(const struct admin *a);
/* Sets the store up or brings an older one to this version; a newer one stays. */
int admin_install(struct admin *a, struct err *e);
/* Is the caller an office, of the programme or of a hospital there? *ended: the last day
 * of one that was, ms; -1. */
int admin_may_project(struct admin *a, bool *may, int64_t *ended, struct err *e);

#endif
