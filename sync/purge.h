/* Photos leave this laptop, only by a person's hand, and only those that others
 * have (F20): the record stays, and says where the bytes are.
 *
 * A photo may go when
 *  - the photo and its record are handed over,
 *  - two others said themselves that they have it (hearsay does not count, nor
 *    does a laptop that was put out of the team),
 *  - one of them is the central store or a laptop that took it in, which keeps
 *    it. A laptop purges what it took in itself against the central store only:
 *    however many laptops purge at once, each by receipts that were true when
 *    they were given, one copy stays,
 *  - its bytes here were read again and are those that were taken in: a rotten
 *    copy stays and is named.
 * Floor plans never go.
 *
 * There is one central store, whatever others the receipts speak of, and it
 * counts only when it was asked now. It arbitrates then, too: the caller syncs
 * the records; purge_new judges by what the store said and what others who
 * purged handed in there; purge_announce says in the log what is to go
 * (EVENT_PURGE); the caller syncs until that stands in the store, and once more;
 * purge_again judges anew. Of two laptops that purge against each other, each
 * announces before it looks, so one at least sees the other; who sees that two
 * holders do not remain keeps the photo and says so (EVENT_KEEP). Not a file was
 * touched until then.
 *
 * purge_step reads one file at a time; purge_remove marks the photos, then
 * removes the files. A kill in between leaves a file too many, which the next
 * purge sees. */
#ifndef GENBA_SYNC_PURGE_H
#define GENBA_SYNC_PURGE_H

#include "model/case.h"
#include "sync/team.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum purge_fate {
    PURGE_GOES,
    PURGE_PENDING, /* stays: not handed over, or changed since */
    PURGE_FEW,     /* fewer than two others say that they have it */
    PURGE_KEEPER,  /* none of them is the central store or took it in */
    PURGE_UNASKED, /* it may go if the central store, asked now, has it still */
    PURGE_DRAWING, /* the same bytes are a floor plan */
    PURGE_ROTTEN,  /* the bytes here are not those that were taken in */
    PURGE_FATES
};

/* Of those that count; the central store also where it was not asked. */
struct purge_holder {
    uint8_t peer[KEY_LEN];
    bool central;
    char person[128], laptop[64]; /* of the roster or its commits; "" */
};

struct purge_photo { /* each content once; owned by the purge */
    struct hash sha256;
    int64_t bytes;
    char *name, *path;
    struct id *records;
    size_t nrecords, record_cap;
    enum purge_fate fate;
    bool kept; /* announced, and stays after all */
    struct purge_holder *holders;
    size_t nholders, holder_cap;
};

struct purge {
    struct casefile *c; /* borrowed */
    const struct roster *roster;
    const struct identity *who;
    uint8_t central[KEY_LEN]; /* of the receipts, when `asked` */
    bool asked;
    struct purge_photo *v; /* what is here, by hash */
    size_t n, at;          /* at: the next to be read */
    size_t going, unasked, kept;
    int64_t going_bytes, done_bytes;
    size_t drawings; /* floor plans here: they stay */
};

/* Borrows all three until purge_free. The roster may be one that is not there.
 * `central`: the store that was asked just now, as the receipts call it; NULL:
 * none was. */
int purge_new(struct purge **out, struct casefile *c, const struct roster *r,
              const struct identity *who, const uint8_t *central, struct err *e);
void purge_free(struct purge *p); /* NULL is fine */
/* Reads the next photo that would go: 1 while there is more, 0 when all were read. */
int purge_step(struct purge *p, struct err *e);
/* After the last step: what goes is said in the log. */
int purge_announce(struct purge *p, struct err *e);
/* After the syncs that follow: keeps what two others no longer have, or all when
 * the store does not have what was announced. */
int purge_again(struct purge *p, struct err *e);
/* Keeps all, instead: the syncs did not go through. */
int purge_stop(struct purge *p, struct err *e);
/* What was announced and not kept. ERR_IO: a file could not be removed; it and
 * the others are marked as here again. */
int purge_remove(struct purge *p, struct err *e);
const char *purge_fate_id(enum purge_fate f); /* "purged", "few_copies" ... */

#endif
