#include "sync/central/peer.h"

#include "model/peer.h"

#include <string.h>

_Static_assert(sizeof PEER_CENTRAL + ID_LEN == KEY_LEN, "a prefix and a store id");

void central_peer_key(const uint8_t store_id[ID_LEN], uint8_t out[KEY_LEN])
{
    memcpy(out, PEER_CENTRAL, sizeof PEER_CENTRAL);
    memcpy(out + sizeof PEER_CENTRAL, store_id, ID_LEN);
}

bool central_is_peer(const uint8_t key[KEY_LEN])
{
    return peer_is_central(key);
}

int central_ledger(struct store *st, const uint8_t store_id[ID_LEN], const struct central_note *n,
                   struct err *e)
{
    struct ledger l = {.bundle = id_new(n->at_ms),
                       .out = true,
                       .at_ms = n->at_ms,
                       .file = n->host,
                       .laptop = "",
                       .person = "",
                       .commits = n->sent_changes,
                       .photos = n->sent_photos,
                       .complete = n->complete};
    bool got = n->got_changes > 0 || n->got_photos > 0;
    int rc = 0;

    central_peer_key(store_id, l.peer);
    if (!got || n->sent_changes > 0 || n->sent_photos > 0)
        rc = store_ledger_put(st, &l, e);
    if (rc != 0 || !got)
        return rc;
    l.out = false;
    l.commits = n->got_changes;
    l.photos = n->got_photos;
    return store_ledger_put(st, &l, e);
}
