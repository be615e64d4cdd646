/* One hospital to and from the central store (design.md 8, replication.md 3.11,
 * 3.15): what `genba sync`, `genba central fetch` and the Hand-over screen call.
 *
 * The store is asked what it has, never believed to have it; then records go
 * out, records come in through the same merge as a bundle's, then photos out,
 * small first, and in, each from the chunk on that is missing. At the end the
 * store is asked once more: what it says then is the receipt by which 未渡し is
 * counted. When the line drops, all of it begins again from the asking, after a
 * pause, as long as anything moves in between; everything sent twice is no
 * change there and here.
 *
 * Steps of some milliseconds that never wait for the line: between them the
 * caller may poll central_fd until central_due_ms. */
#ifndef GENBA_SYNC_CENTRAL_SESSION_H
#define GENBA_SYNC_CENTRAL_SESSION_H

#include "model/case.h"
#include "sync/central/settings.h"

#include <stdbool.h>
#include <stdint.h>

#define CENTRAL_SCHEMA 1 /* of the store: what this version installs and understands */

#define CENTRAL_TOLD 8 /* photos with something wrong that are named at the end */

/* The order of the work. */
enum central_phase {
    CENTRAL_PHASE_CONNECT,
    CENTRAL_PHASE_ASK,
    CENTRAL_PHASE_PUSH,
    CENTRAL_PHASE_PULL,
    CENTRAL_PHASE_PHOTOS_OUT,
    CENTRAL_PHASE_PHOTOS_IN,
    CENTRAL_PHASE_CONFIRM,
    CENTRAL_PHASE_DONE,
};

const char *central_phase_word(enum central_phase p); /* N_(): "sending photos" */
bool central_phase_is_bytes(enum central_phase p);    /* what state.done counts; else changes */

struct central_options {
    bool without_photos;
    bool send_only;      /* photos go, and are looked at in an object store; none come */
    bool fetch;          /* the hospital may be one that this laptop lacks: its case is made */
    const char *program; /* instead of the genba-sync beside genba; NULL */
};

struct central_state {
    enum central_phase phase;
    char host[512];               /* as url_print writes it */
    char login[128], role[16];    /* once it has answered */
    char *serial, *name, *folder; /* owned; folder once the case is there */
    bool created;                 /* this laptop lacked the hospital */
    int64_t done, total;          /* of this phase, see central_phase_is_bytes */
    int64_t sent_commits;         /* new there */
    int64_t sent_changes;         /* of these, by people: neither opening nor signing */
    struct reception commits;     /* what came in */
    int64_t sent_photos, sent_bytes;
    int64_t photos_new, photos_bad; /* came in; came damaged and dropped */
    int64_t photos_rotten;          /* the bytes here are not those of their name: not sent */
    int64_t photos_away;            /* in the records, neither here nor there */
    int64_t photos_waiting;         /* here, and still not there */
    int64_t forks;                  /* writers that have another chain there: still only here */
    int64_t conflicts_before, conflicts_after;
    int64_t rows;                  /* changed here */
    int64_t photos_elsewhere;      /* in an object store that the settings here do not name */
    int64_t photos_lost;           /* noted as there, and the object store lacks them */
    int64_t photos_failed;         /* neither went nor came, each for a reason of its own: */
    struct err told[CENTRAL_TOLD]; /* of the first of them */
    int64_t retries;
    struct err trouble; /* with photos: they wait, or go into the database; the rest went on;
                           code 0: none */
    bool reads_only;    /* the role hands nothing in and sees no photos */
    struct err last;    /* why it is trying again; code 0: it is not */
};

struct central_run;

/* `open` is the case when the caller has it open, else NULL: it is opened by its
 * hospital. The survey of an open one is loaded anew within each step that
 * changes it. ERR_NOTFOUND: not here, and not to be fetched. */
int central_begin(struct central_run **out, struct id hospital, struct casefile *open,
                  const char *workspace, const struct identity *who,
                  const struct central_settings *to, const struct central_options *how,
                  struct err *e);
int central_step(struct central_run *x, struct err *e); /* 1 = more, 0 = done */
int central_fd(const struct central_run *x);            /* -1: only central_due_ms */
bool central_wants_write(const struct central_run *x);
int64_t central_due_ms(const struct central_run *x); /* clock_mono_ms; step then at the latest */
/* Polls until one of them, a second at most; for those with no more to do than to tell
 * how long it takes. */
void central_wait(const struct central_run *x);
const struct central_state *central_state(const struct central_run *x);
/* How the receipts call the store that answered (peer.h); after the last step. */
void central_store_key(const struct central_run *x, uint8_t out[KEY_LEN]);
void central_end(struct central_run *x); /* at any time; what was done stays. NULL is fine */

#endif
