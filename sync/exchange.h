/* A case out to bundles and back (design.md 8, replication.md 3.9-3.12): what
 * `genba bundle`, `genba merge` and the Hand-over screen call. Steps, so that a
 * screen goes on drawing: each *_step does some milliseconds of work. */
#ifndef GENBA_SYNC_EXCHANGE_H
#define GENBA_SYNC_EXCHANGE_H

#include "model/case.h"
#include "sync/bundle.h"
#include "sync/team.h"

/* ---- out ---- */
struct export_options {
    bool without_photos;
    int64_t volume_max; /* 0: BUNDLE_VOLUME_MAX */
};

enum export_phase { EXPORT_RECORDS, EXPORT_PHOTOS, EXPORT_VERIFY, EXPORT_DONE };

struct export_state {
    enum export_phase phase;
    int64_t done, total;            /* bytes of all volumes, reading back included */
    int64_t commits, changes;       /* changes: of the commits, those by people */
    int64_t photos, photos_missing; /* missing: bytes that are not on this laptop */
    uint32_t volume, volumes;
    int64_t resumed; /* bytes found on the stick */
    int64_t bytes;   /* of the finished files */
    size_t readers;  /* members it is sealed to; 0: open */
    struct id bundle;
};

/* "0342_A_1a2b.gnb": hospital, crew, this laptop's key; the caller frees. */
char *export_name(const struct casefile *c, const struct identity *who);

/* What a person names: a folder gets a file of that name, a file ends in .gnb.
 * ERR_INVALID: neither; the caller frees *out. */
int export_path(const struct casefile *c, const struct identity *who, const char *named, char **out,
                struct err *e);

struct export;
/* PATH.gnb, PATH-2.gnb ... The room on the medium is checked first (ERR_FULL
 * says how much is missing). A file of that name that is there is replaced only
 * when it is an older bundle of the same hospital by this laptop; ERR_EXISTS. */
int export_begin(struct export **out, struct casefile *c, const char *workspace,
                 const struct identity *who, const char *path, const struct export_options *how,
                 const struct io *io, struct err *e);
int export_step(struct export *x, struct err *e); /* 1 = more, 0 = can be unplugged */
const struct export_state *export_state(const struct export *x);
const char *export_file(const struct export *x, uint32_t i); /* i < volumes; borrowed */
void export_end(struct export *x); /* before the end: the .part stays and is continued next time */

/* ---- in ---- */

/* The bundles at `path`: itself, or those of a folder by name, .part included
 * (whoever wrote it was interrupted: what is whole in it counts). The caller
 * frees each and the list. ERR_NOTFOUND: none. */
int bundle_paths(const char *path, char ***out, size_t *n, struct err *e);

struct import_photo {
    struct hash sha256;
    char *name; /* its original name where a record says it */
    uint32_t have, chunks;
};

struct import_state { /* "merge" on the command line */
    const char *file; /* borrowed from the run */
    struct bundle_head head;
    struct card sender;
    char *serial, *name, *folder; /* of the hospital; folder once the case is there */
    bool created;                 /* this laptop lacked the hospital */
    bool set_aside;               /* not applied: `why` */
    enum aside_why why;
    bool roster_renewed, roster_refused; /* refused: roster_why says it (team_renew) */
    struct err roster_why;
    int64_t done, total; /* bytes */
    struct reception commits;
    int64_t conflicts_before, conflicts_after;
    int64_t photos_new, photos_whole,
        photos_total;             /* whole: here after it; total: in the survey or announced */
    int64_t photos_bad;           /* came whole, and were not the bytes of their name: dropped */
    struct import_photo *partial; /* still not whole; owned */
    size_t npartial;
    int64_t rows; /* changed in the store: 0 the second time */
    struct bundle_tally tally;
};

struct import_run;
/* One file. `open` is the case when the caller has it open, else NULL: it is
 * opened, or created from the bundle. The survey of an open one is loaded anew
 * within each step that changes it: no row of before is good behind it. */
int import_begin(struct import_run **out, const char *path, const char *workspace,
                 const struct identity *who, struct casefile *open, const struct io *io,
                 struct err *e);
int import_step(struct import_run *x, struct err *e); /* 1 = more, 0 = done */
const struct import_state *import_state(const struct import_run *x);
/* Applied, to its last byte: the file is not needed here any more. */
bool import_is_whole(const struct import_state *s);
void import_end(struct import_run *x);

/* Applies what was set aside and may be applied now: after `team admit`, a
 * renewed roster. Calls fn with each. */
typedef void import_fn(const struct import_state *s, int rc, const struct err *e, void *ctx);
int import_set_aside(const char *workspace, const struct identity *who, import_fn *fn, void *ctx,
                     struct err *e);

/* ---- a bundle by itself: no database needed ---- */
/* Every frame, chain and signature. ERR_CORRUPT names the first fault. *changes:
 * how many by people are in it. */
int bundle_verify(const char *path, const struct identity *who, struct bundle_tally *tally,
                  int64_t *changes, struct err *e);

#endif
