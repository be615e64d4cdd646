/* A hospital out of the commits that the central store holds: the same merge as on
 * a laptop (store_receive), in a scratch store, for the projection.
 *
 * The scratch store is a private database of SQLite without a name: some megabytes
 * in memory, the rest in a file that no folder lists and that ends with the process,
 * however it ends. Nothing is synced: what is lost is replayed. Time and memory grow
 * with the commits of the one hospital, never with the number of hospitals. */
#ifndef GENBA_SYNC_CENTRAL_REPLAY_H
#define GENBA_SYNC_CENTRAL_REPLAY_H

#include "model/case.h"

struct replay;

int replay_begin(struct replay **out, struct id hospital, struct err *e);
/* Canonical bytes of commits, in any order and in any portions; cheapest by writer
 * and number. What the chain refuses is counted, not an error. */
int replay_add(struct replay *r, const struct span *commits, size_t n, struct err *e);
/* The survey as all that was added makes it; borrowed until the next call. The case
 * has no folder: it is for reading alone. */
int replay_survey(struct replay *r, const struct casefile **out, struct err *e);
const struct reception *replay_reception(const struct replay *r);
void replay_end(struct replay *r); /* NULL is fine */

#endif
