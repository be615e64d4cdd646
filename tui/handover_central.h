/* A sync with the central store as a run of the workbench (handover.h): the open
 * hospital, in slices that never wait for the line. */
#ifndef GENBA_TUI_HANDOVER_CENTRAL_H
#define GENBA_TUI_HANDOVER_CENTRAL_H

#include "tui/handover.h"

/* For handover.c: the run's steps, and what came of it. */
int handover_central_step(struct handover *h, struct err *e);
bool handover_central_waits(const struct handover *h);
void handover_central_end(struct handover *h); /* lets go of the line; done twice is fine */

/* For handover_text.c. */
const char *handover_central_phase(const struct handover *h, int64_t *done, int64_t *total);
enum role handover_put_synced(const struct handover_result *r, struct buf *out);
void handover_put_synced_detail(const struct handover_result *r, struct buf *out);

#endif
