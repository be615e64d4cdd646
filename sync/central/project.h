/* `genba central project`: fills the projections of the central store's hospitals
 * (replay.h, summary.h) where the log went on or an older program made them.
 *
 * Any number of workers side by side, each its share of the hospitals by their ids,
 * each with a connection of its own: which of them projects a hospital changes no
 * byte. Restartable at any point: a hospital is either projected or, the next time,
 * still behind. Two runs may do the same one; it counts where it was put first. One hospital after
 * the other, page by page: memory and time for one grow with its commits alone. What cannot be
 * projected is told and left behind, the others go on; a hospital over which the line is lost again
 * and again, too. */
#ifndef GENBA_SYNC_CENTRAL_PROJECT_H
#define GENBA_SYNC_CENTRAL_PROJECT_H

#include "sync/central/settings.h"

#include <stdint.h>

struct project_options {
    unsigned worker, workers; /* 0 <= worker < workers */
    const char *program;      /* instead of the genba-sync beside genba; NULL */
};

struct project_tally {
    int64_t behind; /* hospitals of this worker: done, failed and still behind */
    int64_t done;   /* of these, projected now */
    int64_t failed;
    int64_t commits; /* replayed */
    int64_t retries; /* the line was lost and the work went on */
};

/* After each hospital. `why` NULL: it is done; else it was left behind. */
typedef void project_fn(const struct project_tally *sum, const char *serial, const struct err *why,
                        void *ctx);

/* What stands in projection.program: sorts by the catalogue first, so that a newer
 * genba projects anew what an older one made and never the other way round. */
#define PROJECT_PROGRAM_MAX 64
void project_program(char out[PROJECT_PROGRAM_MAX]);

/* One server. 0 also when hospitals failed: sum->failed. An error is about the server;
 * ERR_REFUSED: the caller is no office there. */
int project_run(const struct central_settings *s, const struct url *to,
                const struct project_options *how, project_fn *fn, void *ctx,
                struct project_tally *sum, struct err *e);

#endif
