/* Drawings out of files (design.md section 7): kept and recorded like those that
 * the importer takes out of a hearing sheet, so that they travel, are verified
 * and shown the same way.
 *
 * Refused as photos are: no ordinary file, empty, above 64 MiB, neither PNG nor
 * JPEG by its content. A damaged picture is taken in and its result says so.
 * Bytes that a drawing of the case has already add nothing. */
#ifndef GENBA_ASSETS_PHOTO_DRAWING_H
#define GENBA_ASSETS_PHOTO_DRAWING_H

#include "assets/draw/client.h"
#include "model/case.h"

struct drawing_place { /* NULL: told from the file's name */
    const char *title, *building, *floor;
};

struct drawing_result {
    struct id drawing; /* its record */
    bool again;        /* these bytes were there: nothing is added */
    bool damaged;
    bool not_examined; /* kept without its size; `why` says so */
    struct err why;
};

/* The file on disk, then one commit. ERR_UNSUPPORTED, ERR_INVALID, ERR_LIMIT: it
 * is refused; ERR_FULL, ERR_IO. */
int drawing_intake(struct casefile *c, struct draw *d, const char *path,
                   const struct drawing_place *place, struct drawing_result *out, struct err *e);

/* What a file's name says: "0342_本館_1F_フロア図.png" is the title "本館 1F
 * フロア図" of building 本館, floor 1F. `serial` of the hospital is no part of it. */
void drawing_name(const char *path, const char *serial, struct buf *title, struct buf *building,
                  struct buf *floor);

#endif
