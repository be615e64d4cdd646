/* Who is known to have what of a hospital (F4, F5): what the Hand-over screen
 * shows. Everything is read from the store's receipts, its custody ledger, the
 * roster and the bundles set aside; nothing is a flag of its own, so the sum
 * over `shares` is the counter of the status line (store_counts).
 *
 * A receipt is what another laptop said of itself in a bundle, or what a
 * bundle said of a third one: a hint for people and for sizing, never the
 * truth. All texts and arrays are owned; custody_release frees them. */
#ifndef GENBA_SYNC_CUSTODY_H
#define GENBA_SYNC_CUSTODY_H

#include "model/case.h"
#include "sync/team.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Changes that are nowhere else, by who made them on which laptop. */
struct custody_share {
    char person[128], crew[16], laptop[64];
    bool own; /* made on this laptop */
    int64_t commits;
};

/* Who else there is: a laptop of the roster, or heard of in a bundle; the central store. */
struct custody_peer {
    uint8_t device[KEY_LEN];
    char person[128], crew[16], laptop[64]; /* "" when nothing is known but its key */
    bool central;                           /* a central store: no person, no laptop */
    bool replaced;                          /* another store answers at its address now */
    bool member, revoked;
    bool heard;                     /* it ever said what it has */
    int64_t heard_ms;               /* its last bundle, or the last sync with it; 0: none */
    int64_t lacks_commits, commits; /* of what is here */
    int64_t lacks_photos, photos;
};

/* A bundle that went in or out, newest first; or what a sync with the central
 * store took there or brought: `file` is its host. */
struct custody_entry {
    bool out, complete, central;
    int64_t at_ms;
    char *file;
    char person[128], crew[16], laptop[64]; /* in: the sender */
    int64_t commits, photos;
};

/* A photo of a record whose bytes have not all come to this laptop. */
struct custody_away {
    char *name;            /* as the camera called it */
    uint32_t have, chunks; /* chunks: 0 where its size is not known */
};

/* A central store that answered at an address: `device` stands for it among the peers. */
struct custody_store {
    char host[512]; /* as url_print writes it */
    uint8_t device[KEY_LEN];
    int64_t synced_ms, broken_ms; /* the last sync with it there that went through; that did
                                   * not; 0: none. One that moved nothing is no entry */
};

struct custody {
    struct custody_share *shares;
    struct custody_peer *peers;
    struct custody_entry *entries;
    struct custody_away *away;
    struct custody_store *stores; /* the one that answered last first */
    size_t nshares, npeers, nentries, naway, nstores;
    size_t share_cap, peer_cap, entry_cap, away_cap, store_cap;
    int64_t purged, purged_lost; /* photos purged here; of these, nobody is known to have them */
};

/* `r` may be one that is not there (no team). */
int custody_load(struct custody *out, struct casefile *c, const struct roster *r,
                 const struct identity *who, struct err *e);
void custody_release(struct custody *c);
/* The store that answered last at an address; NULL: this hospital was never synced there. */
const struct custody_store *custody_store_at(const struct custody *c, const char *host);
/* Where a store answered last; NULL: it is known from bundles only. */
const struct custody_store *custody_store_of(const struct custody *c,
                                             const uint8_t device[KEY_LEN]);

/* The newest bundle that came in from a laptop: false when none did. The caller frees ->file. */
bool custody_last_in(struct custody_entry *out, struct casefile *c);

#endif
