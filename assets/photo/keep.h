/* The folder of kept originals: CASE/photos/ab/<sha256>.<jpg|png>, drawings in
 * CASE/drawings/, named by content, never changed, each content once (R147).
 *
 * Taking one in has two halves, so that several files share the waits for the
 * disk: keep_copy writes a temporary file and hashes what it writes; keep_settle
 * brings a batch of them to the disk under their names (data, then names, then
 * folders). Only after that may a commit speak of them. A crash in between
 * leaves temporary files, which keep_prepare removes, or a named file without a
 * record, which the next intake of the same bytes uses. */
#ifndef GENBA_ASSETS_PHOTO_KEEP_H
#define GENBA_ASSETS_PHOTO_KEEP_H

#include "assets/draw/info.h"
#include "model/base/err.h"
#include "model/log.h"

#include <stdbool.h>
#include <stdint.h>

#define KEEP_MAX_BYTES ((int64_t)64 << 20)
/* Left free on the disk, for the log. */
#define KEEP_RESERVE_BYTES ((int64_t)32 << 20)

struct kept {
    struct hash sha256;
    int64_t bytes;
    char *temporary, *path; /* owned */
    int fd;                 /* of the temporary file; -1 when settled */
    bool already;           /* these bytes were kept before */
};

/* "CASE/photos/ab/<hex>.jpg"; the caller frees. `type` is JPEG or PNG. */
char *keep_path(const char *folder, const char *hex, enum picture_type type);
/* The same by the record's media type. */
char *keep_path_of(const char *folder, const char *hex, const char *media_type);
/* Drawings lie beside them: "CASE/drawings/<hex>.png", by the media type. */
char *keep_drawing_path(const char *folder, const char *hex, const char *media_type);

/* ERR_FULL when `bytes` and the reserve do not fit on the disk of the case. */
int keep_room(const char *folder, int64_t bytes, struct err *e);
/* Copies the `bytes` of `fd` from its start; `name` is for messages. ERR_IO,
 * ERR_FULL, ERR_INVALID when the file has another size meanwhile. On error
 * nothing is left behind. */
int keep_copy(struct kept *out, const char *folder, int fd, const char *name, int64_t bytes,
              enum picture_type type, struct err *e);
int keep_settle(struct kept *v, size_t n, struct err *e);
/* What was copied is a drawing: it will be settled under that name. */
void keep_as_drawing(struct kept *k, const char *folder, enum picture_type type);
void keep_release(struct kept *k); /* removes a temporary file that was not settled */
/* A file somebody else wrote in CASE/photos (a bundle's chunks): it is settled
 * like a copy. Its bytes are those of `sha256`, as the caller knows. */
int keep_adopt(struct kept *out, const char *folder, const char *part, const struct hash *sha256,
               enum picture_type type, struct err *e);
/* Is a file of that size there under that name? Looks, does not read. */
bool keep_is_there(const char *path, int64_t bytes);

/* SHA-256 of a file; ERR_NOTFOUND, ERR_IO. *bytes may be NULL. */
int keep_hash(const char *path, struct hash *out, int64_t *bytes, struct err *e);
/* Writes a kept file to the open file `to` (`to_name` for messages); *sha256 is
 * of what was written. ERR_NOTFOUND, ERR_IO, ERR_FULL. */
int keep_send(const char *path, int to, const char *to_name, struct hash *sha256, struct err *e);
/* Makes photos/ where it is missing and removes what a crash left. */
int keep_prepare(const char *folder, struct err *e);

#endif
