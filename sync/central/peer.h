/* The central store as a peer of the receipts (model/peer.h): what it has counts
 * like what another laptop has, and travels in bundles as hearsay. */
#ifndef GENBA_SYNC_CENTRAL_PEER_H
#define GENBA_SYNC_CENTRAL_PEER_H

#include "model/base/id.h"
#include "model/store.h"

#include <stdbool.h>
#include <stdint.h>

/* What one sync with a central store moved, for the custody ledger: changes by people. */
struct central_note {
    const char *host; /* as the settings name it */
    int64_t at_ms;
    int64_t sent_changes, sent_photos, got_changes, got_photos;
    bool complete; /* else it was stopped, or the line broke */
};

void central_peer_key(const uint8_t store_id[ID_LEN], uint8_t out[KEY_LEN]);
bool central_is_peer(const uint8_t key[KEY_LEN]);
/* Enters a sync in the ledger: what went there and what came from there, each
 * where it was anything; one that moved nothing counts as heard too. */
int central_ledger(struct store *st, const uint8_t store_id[ID_LEN], const struct central_note *n,
                   struct err *e);

#endif
