/* A file that a picture may be taken from: opened once, looked at by its first
 * bytes, refused with its name and the reason. Photos and drawings alike. */
#ifndef GENBA_ASSETS_PHOTO_OPEN_H
#define GENBA_ASSETS_PHOTO_OPEN_H

#include "assets/draw/info.h"
#include "model/base/buf.h"
#include "model/base/err.h"

#include <stdint.h>
#include <sys/stat.h>

struct picture_words {  /* N_() texts of the refusals; {1} the file */
    const char *other;  /* no picture */
    const char *format; /* {2}: a picture of that other format */
};

/* 0: *fd is open for reading and the caller's, *type JPEG or PNG. Else nothing
 * is open: no ordinary file, empty, above KEEP_MAX_BYTES, another format. */
int picture_open(const char *path, const struct picture_words *words, int *fd, struct stat *st,
                 enum picture_type *type, struct err *e);
/* ERR_INVALID when the file was written to since. */
int picture_unchanged(int fd, const char *path, const struct stat *before, struct err *e);
int64_t picture_mtime_ms(const struct stat *st);
/* The last part of a path, cleaned: as the camera or the hospital called it. */
void picture_name(const char *path, struct buf *out);

#endif
