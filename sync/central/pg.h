/* One connection to PostgreSQL, in pipeline mode: calls go out one behind the
 * other, each a transaction of its own (a sync behind each, so that one that
 * fails takes no other along), answers come in their order, each when its
 * transaction is over. Nothing here waits but pg_connect and pg_install.
 *
 * A line is given up when nothing moved on it for the time-out: neither in nor
 * out of what the kernel keeps for the other side. That is looked at twice a
 * second, for a slow line takes long to empty it. (TCP_USER_TIMEOUT would end
 * one that takes little at a time.)
 *
 * Answers are frames of protocol.h, appended to `out`. */
#ifndef GENBA_SYNC_CENTRAL_PG_H
#define GENBA_SYNC_CENTRAL_PG_H

#include "sync/central/protocol.h"

struct pg;

struct pg *pg_new(struct buf *out);
void pg_free(struct pg *p);

/* A CONNECT: closes what was open; waits up to its time-out; ROWS without any,
 * or FAIL. Whatever the parameters say, a connection that is neither a local
 * socket nor TLS 1.3 is closed again. */
void pg_connect(struct pg *p, uint32_t id, const void *body, size_t n);
/* A CALL. */
void pg_call(struct pg *p, uint32_t id, unsigned call, const void *body, size_t n);
/* Installs what is missing, as one transaction; waits. */
void pg_install(struct pg *p, uint32_t id);

int pg_socket(const struct pg *p); /* -1: not connected */
bool pg_wants_write(const struct pg *p);
size_t pg_waiting(const struct pg *p); /* bytes of calls that have no answer yet */
int64_t pg_due_ms(const struct pg *p); /* of the next pg_pump, clock_mono_ms; 0: nothing waits */
/* Sends and reads what goes without waiting, gives up what is due. `moved`: the
 * socket took or brought something since the last time. */
void pg_pump(struct pg *p, bool moved);

#endif
