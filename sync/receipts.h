/* Receipts: who is known to have what (replication.md 3.12). They travel in the
 * manifest of each bundle; a laptop passes on its own state and all it knows of
 * the others. A hint: what is pending is counted by them, no data depends on
 * them. Nothing is noted of this laptop's own key: what it has is in its log
 * and on its disk. */
#ifndef GENBA_SYNC_RECEIPTS_H
#define GENBA_SYNC_RECEIPTS_H

#include "sync/bundle.h"
#include "sync/manifest.h"
#include "sync/photos.h"

/* Fills m->receipts for m->photos, which are in order of their hashes: the sender itself first
 * (what is applied here, and the photos marked held), then every peer in order of its key. */
int receipts_collect(struct manifest *m, struct store *st, const struct identity *who,
                     struct err *e);
/* The sender's own word for m->photos[i] is taken back: its copy is damaged. */
void receipts_retract(struct manifest *m, size_t i);
/* Notes what a bundle's manifest says: of its sender as its own word, unless the
 * bundle was read before (`again`); of others as hearsay. */
int receipts_take(const struct manifest *m, const struct bundle_head *from, bool again,
                  struct store *st, const struct identity *who, struct err *e);

#endif
