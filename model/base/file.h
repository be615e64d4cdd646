/* Whole files, read with a ceiling and written so that a crash leaves the old
 * or the new one. */
#ifndef GENBA_MODEL_BASE_FILE_H
#define GENBA_MODEL_BASE_FILE_H

#include "model/base/buf.h"
#include "model/base/err.h"

/* Appends the content of a regular file. ERR_NOTFOUND, ERR_LIMIT beyond `max`. */
int file_read(const char *path, size_t max, struct buf *out, struct err *e);
/* All of it into an open file, however often it takes; -1 with errno. */
int file_put(int fd, const void *p, size_t n);
/* PATH.part, fsync, rename, fsync of the folder. */
int file_write(const char *path, const void *p, size_t n, struct err *e);
/* The end of that for a file somebody else wrote: fsync, rename, fsync of the
 * folder. */
int file_settle(const char *part, const char *path, struct err *e);
int file_sync_dir(const char *dir, struct err *e);
/* mkdir -p, 0700. */
int file_make_dirs(const char *path, struct err *e);
int file_remove_tree(const char *path, struct err *e); /* follows no symbolic link */

#endif
