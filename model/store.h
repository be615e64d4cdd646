/* The store: survey.db of one hospital. The log of commits is the truth;
 * `cell` (the heads), the conflicts and one projection table per kind are
 * derived from it by the merge rule (design.md section 3) and can be rebuilt.
 *
 * Invariants, kept here and asserted by the tests:
 *  I1 equal sets of commits give byte-equal cells, conflicts and projections,
 *     whatever the order of arrival
 *  I2 no value is lost: it is a head, replaced by a commit that had seen it,
 *     or waits and is counted
 *  I3 receiving the same commit twice changes no row
 *  I4 the projections equal a rebuild from the log
 *  I5 the chain verifies; one changed byte is found and named
 *  I6 a conflict ends only by a commit that saw what it replaces; a deletion
 *     against an edit only by a word about the deletion
 *
 * One connection, locking_mode=EXCLUSIVE, WAL, synchronous=FULL: a commit is on
 * disk when store_commit returns 0. After a failed write the store refuses
 * further writes (`broken`). */
#ifndef GENBA_MODEL_STORE_H
#define GENBA_MODEL_STORE_H

#include "model/catalog.h"
#include "model/base/err.h"
#include "model/identity.h"
#include "model/log.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_SCHEMA 5 /* PRAGMA user_version */

struct store;
struct sqlite3;

enum store_flags {
    STORE_CREATE = 1, /* ERR_EXISTS when there is one */
};

/* ERR_BUSY: another genba has it open. ERR_NEWER: its schema. ERR_CORRUPT:
 * quick_check or the schema says so. An older schema is migrated after a
 * backup copy beside it. `vfs` is a SQLite VFS name for tests, or NULL. */
int store_open(struct store **out, const char *path, unsigned flags, const struct identity *who,
               const char *vfs, struct err *e);
/* A new store for a hospital whose commits come from elsewhere (a bundle). */
int store_create_for(struct store **out, const char *path, struct id hospital,
                     const struct identity *who, const char *vfs, struct err *e);
void store_close(struct store *st); /* checkpoints; NULL is fine */
struct sqlite3 *store_db(struct store *st);
struct id store_hospital(struct store *st);
/* The newest stamp of the log, also of a clock that runs ahead and moves no other; 0: none. */
uint64_t store_newest(const struct store *st);
bool store_is_broken(const struct store *st); /* a write failed: nothing is saved any more */

/* Ops that one commit of its own is to hold, beside others (store_commit_apart). */
struct branch {
    const struct op *ops;
    size_t n;
};
/* One commit a branch, none of which has seen another, all in one transaction: a
 * writer drawn anew for each, which has seen all that stands here. What they say
 * of one field stands side by side, on every laptop: an undo brings a conflict
 * back that way. The last one is the one shown. */
int store_commit_apart(struct store *st, const struct branch *v, size_t n, struct id **touched,
                       size_t *ntouched, struct err *e);

/* Commits of `writer` that were set aside by a fork become part of the log: a
 * writer drawn anew says the same, having seen what they had seen, so that what
 * clashes stands side by side. Each names the commit it repeats (EVENT_ADOPT),
 * which then counts no longer as set aside, here and wherever that arrives.
 * *adopted: how many. ERR_NOTFOUND: none whose past is here. */
int store_adopt(struct store *st, struct id writer, int64_t *adopted, struct id **touched,
                size_t *ntouched, struct err *e);

/* One local commit of `ops`. The first one of an opening writes the OPEN commit
 * too, with a writer drawn anew. *touched, when asked for, are the entities
 * whose projections changed: the caller frees. */
int store_commit(struct store *st, const struct op *ops, size_t n, struct id **touched,
                 size_t *ntouched, struct err *e);

struct span {
    const void *p;
    size_t n;
};

/* What became of commits that came from elsewhere. `rows` counts every row that
 * changed in any table: 0 when all were duplicates (I3). */
struct reception {
    int64_t fresh;       /* stored and applied, waiting ones whose turn came included */
    int64_t changes;     /* of these, by people: neither opening nor signing */
    int64_t duplicate;   /* stored before, byte for byte */
    int64_t known;       /* of these, changes by people */
    int64_t waiting;     /* stored; their past is not here yet */
    int64_t quarantined; /* refused by the chain: a fork, a broken link, a false signature */
    int64_t rows;
};

/* Takes in commits of other writers (canonical bytes), in any order, as one
 * transaction: each is applied when its past is here, otherwise kept and applied
 * when that arrives. Bytes that are no commit are counted as quarantined and
 * kept. Adds to *sum. On error nothing of the call is kept and the store is
 * broken. `touched` as in store_commit. */
int store_receive(struct store *st, const struct span *commits, size_t n, struct reception *sum,
                  struct id **touched, size_t *ntouched, struct err *e);

/* Reads. The value borrows from the store until the next store call. */
struct head {
    struct value value;
    struct id writer;
    uint64_t n, hlc;
    struct id user;
};
typedef int head_fn(const struct head *h, void *ctx);
/* All heads of a field, the shown one first. */
int store_heads(struct store *st, struct id entity, uint32_t field, head_fn *fn, void *ctx,
                struct err *e);

/* Do several values stand beside each other there? */
int store_in_conflict(struct store *st, struct id entity, uint32_t field, bool *out, struct err *e);

/* All heads of all fields of an entity, by field, the shown one of each first. */
typedef int cell_fn(uint32_t field, const struct head *h, void *ctx);
int store_cells(struct store *st, struct id entity, cell_fn *fn, void *ctx, struct err *e);

/* Had the first commit seen the second, or is it the same one? */
int store_saw(struct store *st, struct seen later, struct seen earlier, bool *out, struct err *e);

/* ---- fields of a newer catalogue: kept and passed on, shown by their number ---- */

struct newer {
    struct id entity;
    uint32_t number;     /* of the log, with the observed bit */
    struct value value;  /* borrowed */
    const char *en, *ja; /* labels out of a bundle's dictionary; "" when none came */
};
typedef int newer_fn(const struct newer *v, void *ctx); /* non-zero stops */
/* Of one entity, or of all (NULL); by entity and number, the shown value of each. */
int store_newer(struct store *st, const struct id *entity, newer_fn *fn, void *ctx, struct err *e);
/* What dictionaries of bundles call fields that this version lacks. */
struct label {
    uint32_t number;     /* without the observed bit */
    uint64_t version;    /* of the catalogue that says so */
    const char *en, *ja; /* borrowed */
};
/* Writes nothing for what is known, or said by an older catalogue than what is. */
int store_labels_put(struct store *st, const struct label *v, size_t n, struct err *e);
typedef int label_fn(const struct label *l, void *ctx); /* non-zero stops */
int store_labels(struct store *st, label_fn *fn, void *ctx, struct err *e);

struct counts {
    int64_t commits;                         /* changes by people, on this laptop */
    int64_t pending_commits, pending_photos; /* nobody else is known to have them */
    int64_t conflicts, waiting, quarantined;
};
int store_counts(struct store *st, struct counts *out, struct err *e);

/* Walks the applied commits in the order they were applied here; `fn` returns non-zero to
 * stop. The commit borrows for the time of the call. */
struct commit_info {
    const struct commit *commit;
    struct hash hash;
    const char *person, *crew, *laptop;
    bool own; /* made on this laptop */
};
typedef int commit_fn(const struct commit_info *info, void *ctx);
int store_walk(struct store *st, commit_fn *fn, void *ctx, struct err *e);

/* ---- what a bundle is made of ----
 * A callback of these walks may read the store, but not start the same walk. */

struct writer_info {
    struct id writer;
    uint8_t device[KEY_LEN]; /* zeros while its OPEN has not arrived */
    const char *person, *crew, *laptop;
    uint64_t have;   /* applied without a gap: its entry in our vector */
    uint64_t stored; /* the last one here, waiting ones included */
    bool own;        /* of this laptop */
};
typedef int writer_fn(const struct writer_info *w, void *ctx); /* non-zero stops */
/* In order of writer id. */
int store_writers(struct store *st, writer_fn *fn, void *ctx, struct err *e);

/* Commits that are no changes by people (opening, signing): counted nowhere. By
 * writer, number. */
typedef int quiet_fn(struct id writer, uint64_t n, void *ctx);
int store_quiet(struct store *st, quiet_fn *fn, void *ctx, struct err *e);

typedef int raw_fn(uint64_t n, struct span raw, void *ctx); /* non-zero stops and is returned */
/* The stored commits of a writer from number `from` on, in order, applied or
 * waiting: what is passed on. The bytes borrow for the time of the call. */
int store_chain(struct store *st, struct id writer, uint64_t from, raw_fn *fn, void *ctx,
                struct err *e);

/* Signs what this laptop wrote since its last checkpoint (OP_CHECKPOINT);
 * nothing written since: no commit. Before every hand-over and seal. */
int store_checkpoint(struct store *st, struct err *e);

/* A commit that waits, one per writer: the first whose turn has not come, and
 * one commit it needs that is not here. */
struct waiting {
    struct id writer;
    uint64_t n, count; /* the number of the first; how many of this writer wait */
    const char *laptop, *person;
    struct id missing; /* = writer when its own predecessor is missing */
    uint64_t missing_n;
    const char *missing_laptop, *missing_person; /* "" when nothing of it ever arrived */
};
typedef int waiting_fn(const struct waiting *w, void *ctx);
int store_waiting(struct store *st, waiting_fn *fn, void *ctx, struct err *e);

struct quarantined {
    struct hash hash;
    struct id writer;
    uint64_t n;
    const char *reason; /* fork, chain, signature, bytes */
    const char *laptop, *person;
    int64_t at_ms;
    struct span raw;
};
typedef int quarantined_fn(const struct quarantined *q, void *ctx);
/* Without those that were adopted. */
int store_quarantined(struct store *st, quarantined_fn *fn, void *ctx, struct err *e);

/* What may need a person after a merge (replication.md 3.6). The store itself
 * knows the first two; model/conflicts.h finds the others. */
enum conflict_kind {
    CONFLICT_NONE,
    CONFLICT_VALUE,     /* a field has several values; as in the store */
    CONFLICT_DELETED,   /* deleted here, edited or kept there; as in the store */
    CONFLICT_DANGLING,  /* a row that lives refers to one that was deleted */
    CONFLICT_DUPLICATE, /* two rows with a value that should be of one only */
    CONFLICT_POST_SEAL, /* something changed after it was signed (R123) */
    CONFLICT_TWIN,      /* two crews' records, perhaps of one unknown line */
    CONFLICT_FORK,      /* from here on notices: commits set aside */
    CONFLICT_CLOCK,     /* the clock of a laptop is off */
    CONFLICT_HELD,      /* operations of a newer version: read-only here */
    CONFLICT_WAITING,   /* commits whose past is not here yet */
};

/* Open conflicts of kind VALUE and DELETED, from the log alone, by (entity, field). */
typedef int conflict_fn(struct id entity, uint32_t field, int kind, void *ctx);
int store_conflicts(struct store *st, conflict_fn *fn, void *ctx, struct err *e);
/* Entities with operations of a kind that this version does not know (HELD):
 * stored, passed on, read-only here. */
typedef int held_fn(struct id entity, int op_kind, void *ctx);
int store_held(struct store *st, held_fn *fn, void *ctx, struct err *e);
int store_is_held(struct store *st, struct id entity, bool *out, struct err *e);

/* ---- receipts: who is known to have what (a hint for sizing, never the truth) ---- */

/* Notes what another laptop has, as a third one had heard it. Never falls. */
int store_peer_have(struct store *st, const uint8_t peer[KEY_LEN], const struct seen *v, size_t n,
                    struct err *e);
int store_peer_photos(struct store *st, const uint8_t peer[KEY_LEN], const struct hash *v, size_t n,
                      struct err *e);
/* What it says of itself. What was noted and it does not say any more is forgotten:
 * its disk was restored, and perhaps what is here is nowhere else. For a bundle
 * that is read for the first time: an older one that comes late makes 未渡し too
 * large for a while, never too small. The photos by hash. */
int store_peer_says(struct store *st, const uint8_t peer[KEY_LEN], const struct seen *v, size_t n,
                    const struct hash *photos, size_t nphotos, struct err *e);
typedef int peer_fn(const uint8_t peer[KEY_LEN], struct id writer, uint64_t n, void *ctx);
int store_peers(struct store *st, peer_fn *fn, void *ctx, struct err *e); /* by peer, writer */
typedef int peer_photo_fn(const uint8_t peer[KEY_LEN], const struct hash *sha256, void *ctx);
int store_peer_photo_list(struct store *st, peer_photo_fn *fn, void *ctx, struct err *e);

/* Chunks of photos that are on this disk while the photo is not whole. */
int store_chunk_put(struct store *st, const struct hash *sha256, uint32_t index, struct err *e);
int store_chunk_drop(struct store *st, const struct hash *sha256, struct err *e);
typedef int chunk_fn(const struct hash *sha256, uint32_t index, void *ctx);
int store_chunks(struct store *st, chunk_fn *fn, void *ctx, struct err *e); /* by hash, index */

/* Photos that records name and whose bytes are not on this disk, since they never
 * came or were purged: exactly these, in order of hash. What was purged and is
 * not among them is here again. Writes nothing when that is known already. */
int store_photos_away(struct store *st, const struct hash *v, size_t n, struct err *e);
struct away_photo {
    struct hash sha256;
    uint32_t chunks;   /* how many of it have come */
    int64_t purged_ms; /* when it was purged (EVENT_PURGE); 0: it never was here */
};
typedef int away_fn(const struct away_photo *a, void *ctx);              /* non-zero stops */
int store_away(struct store *st, away_fn *fn, void *ctx, struct err *e); /* by hash */
/* By the record's text; false when that cannot be told. */
bool store_photo_is_away(struct store *st, const char *sha256);
/* Away since a person purged it here: nothing brings it back but a merge or a
 * fetch that is asked for. */
bool store_purged(struct store *st, const struct hash *sha256);
/* Marks photos as such, in one transaction. */
int store_photos_purged(struct store *st, const struct hash *v, size_t n, int64_t at_ms,
                        struct err *e);
/* Its bytes have come some other way (taken in once more): no longer away. */
int store_photo_here(struct store *st, const struct hash *sha256, struct err *e);

/* Who has a photo, by the receipts. */
struct holder {
    uint8_t peer[KEY_LEN];
    bool own;                           /* its own word, else hearsay */
    const char *person, *crew, *laptop; /* as its commits say; "" when none came */
};
typedef int holder_fn(const struct holder *h, void *ctx); /* non-zero stops */
int store_holders(struct store *st, const struct hash *sha256, holder_fn *fn, void *ctx,
                  struct err *e); /* by peer */

/* The custody ledger: which bundles went in and out, local to this laptop. */
struct ledger {
    struct id bundle;
    bool out;
    int64_t at_ms;
    const char *file, *laptop, *person; /* in: the sender; out: "" */
    uint8_t peer[KEY_LEN];
    int64_t commits, photos; /* in it; of an import: new ones */
    bool complete;
};
/* Replaces what was noted of the same bundle and direction; writes nothing when equal. */
int store_ledger_put(struct store *st, const struct ledger *l, struct err *e);
typedef int ledger_fn(const struct ledger *l, void *ctx);
int store_ledger(struct store *st, ledger_fn *fn, void *ctx, struct err *e); /* newest first */

/* What is being typed: beside the log. A NULL text forgets it. Get: ERR_NOTFOUND. */
int store_draft_put(struct store *st, const char *key, const char *text, struct err *e);
int store_draft_get(struct store *st, const char *key, struct buf *out, struct err *e);

/* I5: every hash, link, signature and the end of every chain. ERR_CORRUPT names
 * the first bad commit. */
int store_verify(struct store *st, int64_t *commits, struct err *e);
/* I4: drops everything derived and replays the log. */
int store_rebuild(struct store *st, struct err *e);
/* A consistent copy, on disk under its name only when it is whole. */
int store_backup(struct store *st, const char *path, struct err *e);

#endif
