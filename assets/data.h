/* Files that genba ships and reads at run time (the sample hospital). */
#ifndef GENBA_ASSETS_DATA_H
#define GENBA_ASSETS_DATA_H

#include "model/base/buf.h"
#include "model/base/err.h"

/* The path of a shipped file: below $GENBA_DATADIR, below `assets` beside the
 * program (a build tree), or below the installed folder; the first that has it. */
int data_path(const char *name, struct buf *out, struct err *e);

#endif
