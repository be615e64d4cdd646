/* What the Hand-over screen says, in the language of now. */
#ifndef GENBA_TUI_HANDOVER_TEXT_H
#define GENBA_TUI_HANDOVER_TEXT_H

#include "tui/handover.h"
#include "tui/laptop_text.h"
#include "tui/theme.h"

const char *aside_word(enum aside_why why);              /* translated: why it was set aside */
const char *aside_remedy(enum aside_why why, bool team); /* translated: what to do */

/* Of what handover_phase counts: bytes, or changes. */
void handover_put_amount(const struct handover *h, int64_t n, struct buf *out);
void handover_put_progress(const struct handover *h, struct buf *out);
/* One line for one file, without its name; the sentence for all of them. */
enum role handover_put_result(const struct handover_result *r, struct buf *out);
enum role handover_put_end(const struct handover *h, struct buf *out);
/* What is to be known and done besides, in whole sentences; may be nothing. */
void handover_put_detail(const struct handover_result *r, struct buf *out);

#endif
