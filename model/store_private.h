/* Inside the store: shared by store*.c, project.c and conflicts_log.c only. */
#ifndef GENBA_MODEL_STORE_PRIVATE_H
#define GENBA_MODEL_STORE_PRIVATE_H

#include "model/db.h"
#include "model/store.h"

/* Stamps further ahead of our clock than this do not move ours. */
#define HLC_TRUST_MS (INT64_C(24) * 3600 * 1000)

enum store_statement {
    ST_BEGIN,
    ST_COMMIT,
    ST_ROLLBACK,
    ST_COMMIT_INSERT,
    ST_COMMIT_GET,
    ST_COMMIT_RAW,
    ST_COMMIT_LAST,
    ST_COMMIT_APPLIED,
    ST_COMMIT_DELETE,
    ST_NEXT_PENDING,
    ST_WRITER_ADD,
    ST_WRITER_HAVE,
    ST_WRITER_OPENED,
    ST_WRITER_GET,
    ST_WRITERS,
    ST_CHAIN,
    ST_QUARANTINED,
    ST_CONFLICTS,
    ST_SEEN_GET,
    ST_SEEN_PUT,
    ST_CELL_HEADS,
    ST_CELL_DELETE,
    ST_CELL_CLEAR,
    ST_CELL_INSERT,
    ST_CELL_ENTITY,
    ST_CELL_ALIVE,
    ST_CONFLICT_COUNT,
    ST_CONFLICT_PUT,
    ST_CONFLICT_DELETE,
    ST_CONFLICT_ENTITY,
    ST_QUARANTINE_PUT,
    ST_QUARANTINE_GET,
    ST_QUARANTINE_HAS,
    ST_QUARANTINE_DELETE,
    ST_HELD_PUT,
    ST_HELD_GET,
    ST_ADOPTED_PUT,
    ST_QUIET_PUT,
    ST_SIGNED_PUT,
    ST_HEADS,
    ST_COUNTS,
    ST_PEER_HAVE,
    ST_PEER_PHOTO,
    ST_CHUNK_PUT,
    ST_AWAY_GET,
    ST_AWAY_PUT,
    ST_AWAY_DROP,
    ST_PURGED_PUT,
    ST_PEER_PURGED,
    ST_N
};

/* A vector: what somebody had seen, sorted by writer. */
struct vector {
    struct seen *v;
    size_t n, cap;
};

/* What is known of one writer: `have` commits applied without a gap, the hash
 * of the last, what our own last commit said it had seen, and what its commit
 * `have` had seen (loaded at first need). */
struct known {
    struct id writer;
    uint64_t have, told;
    struct hash head;
    uint64_t stored; /* the last one in the store, waiting ones included */
    bool stored_read, seen_read;
    bool moved; /* have and head are to be written */
    struct vector seen;
};

struct touched {
    struct id *v;
    size_t n, cap;
};

struct store {
    sqlite3 *db;
    char *path;
    struct identity who;
    struct id hospital;
    bool broken; /* a write failed: nothing more is written */
    bool drawn;  /* the writer of this opening has its OPEN commit */
    struct id writer;
    uint64_t hlc, newest; /* newest: whatever clock wrote it */
    struct known *known;
    size_t nknown, cap_known, last_known; /* the last found: chains arrive in runs */
    int64_t arrived;                      /* commits.at of the last */
    int64_t pending;                      /* commits that wait */
    bool aside;                           /* there are commits in quarantine */
    bool deaths;                          /* there are writes to `alive` */
    int64_t conflicts; /* rows in `conflict`: most surveys have none, then nothing is looked up */
    struct statement st[ST_N];
    struct statement project[KIND_COUNT];
    struct statement one[KIND_COUNT]; /* survey.c: one projected row */
};

/* What an opening keeps in memory of the tables; *st knows nothing yet. */
int store_load(struct store *st, struct err *e);
int store_prepare(struct store *st, enum store_statement which, struct err *e);
struct known *store_known(struct store *st, struct id writer, bool add);

void vector_set(struct vector *v, struct id writer, uint64_t n);
uint64_t vector_get(const struct vector *v, struct id writer);
void vector_release(struct vector *v);

void touched_add(struct touched *t, struct id entity);

/* project.c */
int project_create(struct store *st, struct err *e);
int project_drop(struct store *st, struct err *e);
int project_entity(struct store *st, struct id entity, struct err *e);

/* store_apply.c: applies a decoded commit whose past is here; the caller holds
 * the transaction. `local` = made here and now, so it has seen everything. */
int apply_commit(struct store *st, const struct commit *c, const struct hash *hash, bool local,
                 struct touched *touched, struct err *e);
bool commit_is_ready(struct store *st, const struct commit *c);
/* What commit n of a writer had seen of the others; adds to *v. */
int vector_of(struct store *st, struct id writer, uint64_t n, struct vector *v, struct err *e);
int project_touched(struct store *st, const struct touched *t, struct err *e);
/* Writes `have` and `head` of the writers that moved. */
int flush_writers(struct store *st, struct err *e);

/* store_write.c: one transaction around each public function. `finish` commits
 * when rc is 0, else rolls back and leaves the store broken. */
int store_begin(struct store *st, struct err *e);
int store_finish(struct store *st, int rc, struct err *e);
int store_run(struct store *st, enum store_statement which, struct err *e);
/* Stores the bytes of a commit. */
int insert_commit(struct store *st, const struct commit *c, const struct hash *hash,
                  const void *raw, size_t n, bool applied, struct err *e);
int add_writer(struct store *st, struct id writer, struct err *e);

/* store_apart.c: the OPEN commit of a writer drawn for these commits alone, who
 * has seen `past` and is named by `who`. */
int open_apart(struct store *st, const struct identity *who, const struct vector *past,
               uint64_t hlc, int64_t wall_ms, struct id *writer, struct touched *touched,
               struct err *e);
/* Its next commit; `c` has all but the writer, number and chain. */
int commit_apart(struct store *st, struct id writer, struct commit *c, struct touched *touched,
                 struct err *e);
int finish_apart(struct store *st, int rc, struct touched *touched, struct id **out, size_t *n,
                 struct err *e);

/* store_checkpoint.c */
/* What it signs is here and the signature is right. An error is no answer. */
int checkpoint_holds(struct store *st, const struct op *op, bool *holds, struct err *e);
int apply_checkpoint(struct store *st, const struct op *op, struct err *e);

/* store_photos.c: EVENT_PURGE; made here and now it marks the photo, else it takes back
 * that its laptop has it. */
int apply_purge(struct store *st, const struct commit *c, const struct op *op, bool local,
                struct err *e);

/* store_log.c: who a writer is; "" where its OPEN is not here. */
struct writer_names {
    char person[128], crew[16], laptop[64];
    uint8_t device[KEY_LEN];
};
int writer_names(struct store *st, struct id writer, struct writer_names *out, struct err *e);

#endif
