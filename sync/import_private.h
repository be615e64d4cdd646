/* Inside import: the run (import.c), where it goes (import_case.c) and the
 * photos' chunks (import_photos.c). */
#ifndef GENBA_SYNC_IMPORT_PRIVATE_H
#define GENBA_SYNC_IMPORT_PRIVATE_H

#include "assets/photo/keep.h"
#include "sync/exchange.h"
#include "sync/photos.h"

#include <openssl/evp.h>

/* Photos that are brought to the disk together. */
#define IMPORT_BATCH 8

/* A picture that the bundle carries chunks of. */
struct arriving {
    struct picture p;
    uint32_t chunks, have;
    uint8_t *here;  /* bit i: chunk i is in the .part file */
    uint8_t *noted; /* bit i: the store knows so */
    bool included;  /* the manifest promises its bytes */
    bool bad;       /* its bytes were not those of its name: dropped in this run */
};

struct arrivals { /* by hash */
    struct arriving *v;
    size_t n, cap;
    bool fresh; /* as the survey and the manifest are now */

    struct arriving *open; /* whose chunks are being written; NULL: none */
    int fd;                /* of its .part file */
    EVP_MD_CTX *md;        /* its hash so far, while chunks come in their order */
    uint32_t hashed;       /* chunks in it; UINT32_MAX: out of order */

    struct kept batch[IMPORT_BATCH];
    struct arriving *of[IMPORT_BATCH];
    size_t nbatch;
};

enum import_stage { STAGE_LOOK, STAGE_ASIDE, STAGE_APPLY, STAGE_END, STAGE_DONE };

struct import_run {
    char *path, *workspace;
    const struct io *io;
    struct identity who;
    struct bundle_reader *r;
    struct casefile *c;
    bool own_case; /* opened here: closed here */
    bool is_aside; /* it lies among those set aside already */
    bool stale;    /* the survey in memory lacks commits that arrived */
    bool nameless; /* the folder was made without a manifest */
    bool again;    /* the ledger knows it */
    bool counted;  /* the case is open; conflicts_before, changes_before */
    int64_t changes_before;
    enum import_stage stage;
    struct manifest *m; /* of the last MANIFEST; NULL: none came */
    struct buf dict;    /* of the last DICT, until a case is open to keep it */
    struct arrivals arrivals;
    struct import_state state;
};

/* import_case.c: may it be applied; the case it goes into. */
int import_decide(struct import_run *x, struct err *e);
/* Not there and `create` false: 0, and `counted` stays false. */
int import_open_case(struct import_run *x, bool create, struct err *e);
void import_close_case(struct import_run *x);
/* Survey and pictures as the store has them now. */
int import_refresh(struct import_run *x, struct err *e);

/* import_photos.c */
int arrivals_take(struct import_run *x, const struct bundle_part *part, struct err *e);
/* Everything that came in is on the disk and noted; called at the end, at an
 * error and when the run is given up. */
int arrivals_settle(struct import_run *x, struct err *e);
int arrivals_report(struct import_run *x, struct err *e);
void arrivals_release(struct arrivals *a);

#endif
