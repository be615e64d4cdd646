/* What is typed where sheets are asked for: paths separated by blanks, with
 * "..." or a backslash where a path has a blank; a folder stands for every
 * .xlsx in it. A text that is the name of a file as it stands is that file. */
#ifndef GENBA_TUI_IMPORT_PATHS_H
#define GENBA_TUI_IMPORT_PATHS_H

#include "model/base/buf.h"
#include "model/base/err.h"

#include <stddef.h>

struct sheet_paths {
    char **v;
    size_t n, cap;
};

/* ERR_NOTFOUND for a path that is none, ERR_INVALID for a folder without sheets. */
int sheet_paths_of(const char *text, struct sheet_paths *out, struct err *e);
void sheet_paths_release(struct sheet_paths *p);

/* Completion hook of the line: completes the path that the caret is in. */
int sheet_paths_complete(void *ctx, const char *before, struct buf *insert);

#endif
