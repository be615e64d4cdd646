/* Paths of photos: files as they are, all files of a folder and of those inside
 * it (a camera's card: DCIM/100MSDCF/...) in order of their paths. */
#ifndef GENBA_ASSETS_PHOTO_FOLDER_H
#define GENBA_ASSETS_PHOTO_FOLDER_H

#include "model/base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define PATHS_DEPTH 12
#define PATHS_MAX 50000

struct paths {
    char **v; /* owned */
    size_t n, cap;
};

/* Appends a file, or every file below a folder. Left out are hidden files and
 * folders, what systems keep on sticks (System Volume Information ...), and
 * links that lead out of the folder or to folders. What does not exist or cannot
 * be opened is appended: its intake says so. ERR_LIMIT above PATHS_MAX. */
int paths_add(struct paths *p, const char *path, struct err *e);
void paths_release(struct paths *p);

/* Films, sounds and catalogues that cameras keep beside photos, by the ending of
 * the name: 0, 1 ...; -1: none. A card full of them is no fault. */
int path_sidecar(const char *path);
const char *path_sidecar_name(int kind); /* "MOV"; NULL behind the last; static */
/* A film's own small picture: a JPEG that is no photo. */
bool path_is_film_picture(const char *path);

#endif
