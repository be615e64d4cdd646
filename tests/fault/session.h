/* A laptop at work on a disk that fails: edits, commits of others in batches,
 * checkpoints, drafts, receipts and ledger entries, in an order that a seed
 * draws; and the book of what the store acknowledged, against which every
 * opening is checked.
 *
 * After a fault an edit or a batch that was in flight may be there or not, but
 * whole; what is there from then on has to stay. */
#ifndef GENBA_TESTS_FAULT_SESSION_H
#define GENBA_TESTS_FAULT_SESSION_H

#include "model/base/buf.h"
#include "tests/fault/others.h"
#include "tests/lib/crashvfs.h"

/* Of an edit or a foreign commit. */
enum standing_of { NEVER_TRIED, IN_FLIGHT, ACKNOWLEDGED, LOST };

struct session {
    struct crashvfs *disk;
    struct identity who;
    const struct others *others;
    struct store *st; /* NULL: closed, or it could not be opened */
    uint64_t random;
    uint8_t *edits; /* standing by number */
    size_t nedits, cap_edits;
    uint8_t *foreign; /* standing by place in `others` */
    size_t next;      /* of the others, the first that was not offered */
    size_t at, batch; /* the batch in flight, 0 when there is none */
    int64_t draft[2]; /* acknowledged, tried */
    int64_t ledger[2];
    int64_t peer[2];
    bool created; /* acknowledged */
    bool weak;    /* synchronous=NORMAL: a store that breaks its word, for the test of the test */
    int64_t acks;
};

void session_begin(struct session *s, struct crashvfs *disk, const struct others *o, uint64_t seed);
void session_end(struct session *s); /* closes; the disk stays */
/* The same book once more; the disk is shared, the store closed. */
void session_copy(struct session *to, const struct session *from);
void session_forget(struct session *s); /* an empty disk, an empty book */

/* Creates the store, or opens it. */
int session_open(struct session *s, struct err *e);
void session_close(struct session *s);
/* One action, drawn. What store_* returned; 0 is acknowledged and booked. */
int session_step(struct session *s, struct err *e);
int session_edit(struct session *s, struct err *e);
int session_draft(struct session *s, struct err *e);
int session_checkpoint(struct session *s, struct err *e);
/* Commits at.. of the others, fewer when there are not so many. */
int session_receive(struct session *s, size_t at, size_t size, struct err *e);

/* Compares the open store with the book and settles what was in flight:
 * integrity_check, store_verify, all that was acknowledged, nothing half,
 * nothing that came back from the dead, live tables equal to a rebuild. False:
 * `why` says what is wrong. */
bool session_check(struct session *s, struct buf *why);

#endif
