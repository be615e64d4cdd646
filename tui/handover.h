/* Bundles out and in from the workbench, and syncs with the central store (design.md
 * 8): one run at a time, in slices between keys, whatever screen is open. The run and what came of
 * it belong to the workbench (work.handover): the screen may be left and opened again. A run that
 * works in the open hospital ends with it: what is written stays a .part that the next attempt
 * continues.
 *
 * Facts, not words: the screen makes the sentences, in the language of now. */
#ifndef GENBA_TUI_HANDOVER_H
#define GENBA_TUI_HANDOVER_H

#include "sync/central/session.h"
#include "sync/exchange.h"
#include "tui/app.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A photo that is not whole yet. */
struct handover_partial {
    char *name;
    uint32_t have, chunks;
};

/* What a sync moved, and what it could not. */
struct handover_synced {
    int64_t sent_changes, sent_photos;     /* changes by people */
    int64_t photos_rotten;                 /* the bytes here are damaged: not sent */
    int64_t photos_bad;                    /* came damaged */
    int64_t photos_waiting;                /* here, and still not there */
    int64_t photos_elsewhere, photos_lost; /* as in sync/central/session.h */
    int64_t photos_failed;
    struct err trouble;
    int64_t forks, retries;
};

/* What became of one file, or of the sync. */
struct handover_result {
    bool out;     /* written; else read */
    bool central; /* neither: a sync; `file` is the address */
    char *file;   /* its path; owned */
    int rc;       /* 0, or -ERR_x with `why` */
    struct err why;
    /* written */
    struct export_state written;
    struct handover_synced synced;
    /* read, or synced */
    char person[128], crew[16], laptop[64], serial[32];
    bool created, set_aside, complete, other; /* other: into a hospital that is not open */
    enum aside_why aside;
    struct reception commits;
    bool roster_refused; /* roster_why */
    struct err roster_why;
    int64_t photos_new, photos_whole, photos_total, conflicts, rows, bad;
    struct handover_partial *partial; /* owned */
    size_t npartial;
};

struct handover_file {
    char *path;
    struct aside *aside; /* one that was set aside, to be put away when applied; or NULL */
};

struct handover {
    struct job job;
    struct app *app;
    bool running, out, central, stopped;
    bool asked;       /* handover_asks_to_stay has spoken */
    bool renewed;     /* a later roster came in: others may be applied now */
    unsigned number;  /* of the run, from 1 */
    unsigned opening; /* of the hospital it works in; 0: of none */
    struct export *writing;
    struct import_run *reading;
    struct central_settings to; /* of a sync */
    struct central_run *syncing;
    struct handover_file *files;
    size_t nfiles, file_cap, at;
    struct handover_result *results; /* of this run */
    size_t nresults, result_cap;
};

/* The last run or the one that runs; NULL: none yet. */
const struct handover *handover_of(struct app *app);

/* Begins to write the open hospital to `path`. False, with a message: not begun. */
bool handover_write(struct app *app, const char *path);
/* Begins to read files: a bundle, or every *.gnb of a folder. */
bool handover_read(struct app *app, const char *path);
/* Begins to apply what was set aside from this sender and may be applied now. */
bool handover_apply(struct app *app, const struct aside_list *list, const uint8_t device[KEY_LEN]);

/* Begins to sync the open hospital with the central store of the settings. */
bool handover_sync(struct app *app);

/* For handover_central.c: a run that is not begun yet; NULL, with a message, while
 * another one works. Begun: it is about that. What became of it: borrowed. */
struct handover *handover_new(struct app *app);
bool handover_start(struct handover *h, const char *file);
struct handover_result *handover_add_result(struct handover *h, int rc, const struct err *e);

/* What is being done, for a progress bar: bytes, and a N_() word for the phase. */
const char *handover_phase(const struct handover *h, int64_t *done, int64_t *total);

/* A run works in the open hospital, which a person is about to leave: says so, once
 * a run. */
bool handover_asks_to_stay(struct app *app);
/* The open hospital is about to be closed: lets go of it. */
void handover_leave(struct app *app);
void handover_free(struct handover *h); /* NULL is fine */

#endif
