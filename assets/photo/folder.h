/* Paths of photos: files as they are, the files of a folder in order of name. */
#ifndef GENBA_ASSETS_PHOTO_FOLDER_H
#define GENBA_ASSETS_PHOTO_FOLDER_H

#include "model/base/err.h"

#include <stddef.h>

struct paths {
    char **v; /* owned */
    size_t n, cap;
};

/* Appends a file, or every file of a folder (hidden ones left out; not the
 * folders inside). A path that does not exist is appended: its intake says so. */
int paths_add(struct paths *p, const char *path, struct err *e);
void paths_release(struct paths *p);

#endif
