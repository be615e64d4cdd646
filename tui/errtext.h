/* An error as a translated sentence. */
#ifndef GENBA_TUI_ERRTEXT_H
#define GENBA_TUI_ERRTEXT_H

#include "model/base/buf.h"
#include "model/base/err.h"

void errtext(struct buf *out, const struct err *e);

#endif
