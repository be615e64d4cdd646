/* What verify and doctor found: one line a finding, well or bad, with the fix. */
#ifndef GENBA_TUI_CMD_FINDINGS_H
#define GENBA_TUI_CMD_FINDINGS_H

#include "model/base/buf.h"
#include "model/base/json.h"
#include "tui/cmd/cmd.h"

struct findings {
    struct session *s;
    struct buf out;
    struct json j;
    struct casefile *c; /* verify: the hospital; borrowed */
    int bad;
    size_t away; /* photos whose bytes have not arrived */
};

void findings_begin(struct findings *f, struct session *s);
void finding(struct findings *f, bool well, const char *what, const char *fix); /* translated */
/* An error as a finding. */
void finding_err(struct findings *f, const struct err *e, const char *fix);
int findings_end(struct findings *f); /* prints; the exit code */

#endif
