/* A workspace: the folder of all case folders, with settings.ini, identity/ and
 * an index of what the list of hospitals shows.
 *
 * The index (index.tsv) is a cache, never the truth: each line is keyed by the
 * state (time, size) of its case's survey.db; a line that does not fit is
 * `stale` and computed again by opening the case. Losing it costs time only. */
#ifndef GENBA_MODEL_WORKSPACE_H
#define GENBA_MODEL_WORKSPACE_H

#include "model/base/buf.h"
#include "model/base/err.h"
#include "model/case.h"

#include <stdbool.h>
#include <stdint.h>

/* `option`, else $GENBA_WORKSPACE, else $XDG_DATA_HOME/genba, else
 * ~/.local/share/genba. Makes the folder. */
int workspace_locate(const char *option, struct buf *out, struct err *e);

bool workspace_is_case(const char *leaf); /* is this the name of a case folder? */
/* The case folder of a hospital; the caller frees. ERR_NOTFOUND. */
int workspace_find(const char *workspace, const char *serial, char **folder, struct err *e);

/* What the list shows of one hospital without opening it. */
struct summary {
    char *folder; /* the leaf name */
    char *serial, *name, *prefecture;
    char *dates;   /* survey days as in the catalogue, comma separated */
    char *precall; /* ISO time of the pre-call, "" when not done */
    int state;     /* enum hospital_state of rules/progress.h */
    int sheet_faults;
    int lines, lines_done, pcs, pcs_done, attention, conflicts;
    int64_t pending_commits, pending_photos;
    int64_t key_time, key_size; /* of survey.db when this was computed */
    bool stale;
};

const char *summary_state_id(const struct summary *s); /* "received", "signed" ... */

struct index {
    struct summary *v;
    size_t n, cap;
};

/* All case folders, by serial number; lines of the cache where they fit. */
int index_load(struct index *ix, const char *workspace, struct err *e);
int index_save(const struct index *ix, const char *workspace, struct err *e);
void index_release(struct index *ix);
/* Opens the case and computes one stale line. A case that another genba has
 * open keeps what the cache says, stale. */
int index_refresh(struct index *ix, size_t i, const char *workspace, const struct identity *who,
                  struct err *e);
/* The line of an open case, computed from it. When it is closed, index_closed
 * reads its key (closing writes to the database) and saves the index. */
void index_note(struct index *ix, const struct casefile *c);
int index_closed(struct index *ix, const char *workspace, const char *folder, struct err *e);

#endif
