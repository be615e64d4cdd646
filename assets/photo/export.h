/* The photos of a case handed over: a folder of the original bytes under
 * readable names (naming.h), with SHA256SUMS, which `sha256sum -c` reads, and
 * photos.tsv, which says what each file shows (design.md section 7, F37).
 *
 * Each original is hashed while it is copied: one that is not here, or not what
 * was taken in, is named and the others go on. Nothing of somebody else is
 * overwritten: a file of that name with the same bytes counts as exported, with
 * other bytes the photo is refused. So a run that was stopped is continued by
 * the next. A file is copied under a temporary name, brought to the disk, then
 * named; the two lists come last and keep what they said of files that an
 * earlier export left in the folder. A photo keeps the name it has in the folder
 * as long as it shows the same; when it shows something else now, it is written
 * under its new name too, and the old file is named (stale), not removed.
 *
 * Slice by slice, for a caller that must not block; holds nothing of the survey
 * after photo_export_new. */
#ifndef GENBA_ASSETS_PHOTO_EXPORT_H
#define GENBA_ASSETS_PHOTO_EXPORT_H

#include "assets/draw/client.h"
#include "assets/photo/naming.h"
#include "model/case.h"
#include "model/holders.h"

#define PHOTO_EXPORT_SUMS "SHA256SUMS"
#define PHOTO_EXPORT_LIST "photos.tsv"

struct photo_export_how {
    struct naming_how names;
    bool without_location;     /* copies without what may say the place (location.h) */
    struct holder_words words; /* for photos that were purged here */
    struct draw *draw;         /* borrowed; wanted for that: reads the copies of placed photos */
};

enum photo_exported {
    PHOTO_EXPORT_WAITS,
    PHOTO_EXPORT_WRITTEN,
    PHOTO_EXPORT_THERE,   /* the same bytes under that name */
    PHOTO_EXPORT_MISSING, /* its bytes are not on this laptop */
    PHOTO_EXPORT_PURGED,  /* they were, and a person purged them */
    PHOTO_EXPORT_CHANGED, /* they are not those that were taken in */
    PHOTO_EXPORT_TAKEN,   /* another file has the name */
    PHOTO_EXPORT_PLACE,   /* the place could not be taken out for certain */
};

struct photo_export_item {
    struct id photo;
    const char *name, *orig_name; /* owned by the export */
    enum photo_exported outcome;
    bool placeless;     /* WRITTEN, THERE: what may say the place was taken out */
    struct hash sha256; /* WRITTEN, THERE: of the file */
    struct err why;     /* of the others */
};

struct photo_export_state {
    size_t photos, settled, written, there, faulty;
    size_t stale;              /* known at the end */
    int64_t bytes, bytes_done; /* of the originals */
};

struct photo_export;

/* Makes `dir` where it is missing. ERR_USAGE: the template; ERR_REFUSED: the
 * folder is a part of a case; ERR_EXISTS: it has lists that are none of ours. */
int photo_export_new(struct photo_export **out, const struct casefile *c, const char *dir,
                     const struct photo_export_how *how, struct err *e);
void photo_export_free(struct photo_export *x); /* NULL is fine; removes a temporary file */

/* One photo, at the end the lists. 1 while there is more, 0 when all are settled
 * (state: how), ERR_IO, ERR_FULL when the folder can take no more: what was
 * exported stays. */
int photo_export_step(struct photo_export *x, struct err *e);
const struct photo_export_state *photo_export_state(const struct photo_export *x);
const struct photo_export_item *photo_export_item(const struct photo_export *x, size_t i);
/* A file of an earlier export whose photo has another name now. */
const char *photo_export_stale(const struct photo_export *x, size_t i);
/* "written", "there", "missing" ...; static. */
const char *photo_export_word(enum photo_exported outcome);

#endif
