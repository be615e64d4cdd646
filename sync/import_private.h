/* Inside import: the run (import.c), where it goes (import_case.c) and what came
 * of its pictures (import_report.c). */
#ifndef GENBA_SYNC_IMPORT_PRIVATE_H
#define GENBA_SYNC_IMPORT_PRIVATE_H

#include "sync/arrivals.h"
#include "sync/exchange.h"
#include "sync/host_case.h"

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
    bool counted;   /* the case is open; `before` */
    struct host_before before;
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

/* import_report.c: which pictures are here now, and who has what. */
int import_report(struct import_run *x, struct err *e);

#endif
