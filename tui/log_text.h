/* A change of the log in words: for the Log screen and `genba log`. */
#ifndef GENBA_TUI_LOG_TEXT_H
#define GENBA_TUI_LOG_TEXT_H

#include "model/base/buf.h"
#include "model/history.h"
#include "tui/theme.h"

/* What no SET is, in words; NULL for a SET. Borrowed. */
const char *log_op_word(const struct change *ch);
void log_put_label(const struct change *ch, struct buf *out);
enum role log_put_value(const struct change *ch, struct buf *out);

#endif
