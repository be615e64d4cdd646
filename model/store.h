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
 *  I6 a conflict ends only by a commit that saw all its values
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

#define STORE_SCHEMA 2 /* PRAGMA user_version */

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
void store_close(struct store *st); /* checkpoints; NULL is fine */
struct sqlite3 *store_db(struct store *st);
struct id store_hospital(struct store *st);
bool store_is_broken(const struct store *st); /* a write failed: nothing is saved any more */

/* One local commit of `ops`. The first one of an opening writes the OPEN commit
 * too, with a writer drawn anew. *touched, when asked for, are the entities
 * whose projections changed: the caller frees. */
int store_commit(struct store *st, const struct op *ops, size_t n, struct id **touched,
                 size_t *ntouched, struct err *e);

enum received { RECEIVED_NEW, RECEIVED_DUPLICATE, RECEIVED_WAITING, RECEIVED_QUARANTINED };

/* Takes in one commit of another writer (canonical bytes). Applied when its
 * past is here, otherwise kept and applied when that arrives. */
int store_receive(struct store *st, const void *p, size_t n, enum received *what, struct err *e);

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
