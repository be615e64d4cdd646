/* Records of a file against a survey: what is new, what changes, what is gone.
 * Only edits come of it; nothing is written here. One batch is one hospital
 * and becomes one commit. */
#ifndef GENBA_ASSETS_IMPORT_MERGE_H
#define GENBA_ASSETS_IMPORT_MERGE_H

#include "assets/import/read.h"

#include "model/case.h"

struct known_room {
    char *text[3]; /* building, floor, room */
    struct id id;
};

struct batch {
    char *serial;
    const struct survey *s; /* as it is; empty for a new hospital */
    struct reading **readings;
    size_t *files; /* the index of each reading's file */
    size_t n;
    struct edits edits;
    struct known_room *rooms;
    size_t nrooms, cap_rooms;
    struct id *used; /* given to new rows */
    size_t nused, cap_used;
};

/* ---- rowid.c ---- */
/* The id of a new row: `name` is what names it within the hospital. `place`:
 * its place in the sheet for kinds that are listed by id, else 0. */
struct id batch_id(struct batch *b, enum kind kind, size_t place, const struct buf *name);
/* A row that came out of a sheet: its id begins with four zero bytes. A UUIDv7
 * does so only before 1970-01-01 00:01:06 (2^16 ms), which no clock says but a
 * GENBA_NOW at the epoch: what is made under that counts as out of a sheet. */
bool is_batch_id(struct id id);
/* Of a record; `parent` is the id of its parent's row. */
struct id batch_record_id(struct batch *b, const struct reading *r, size_t i, struct id parent);

/* ---- match.c ---- */
/* For each record the row of the survey that it is, or NULL when it is new. */
const struct row **records_match(const struct reading *r, const struct survey *s);
/* Has the surveyor written anything on this row, or does something hang on it? */
bool row_is_recorded(const struct survey *s, const struct row *row);

/* ---- rooms of a batch: match.c ---- */
void batch_load_rooms(struct batch *b);
/* The room of these texts, whatever their width; NULL when there is none yet. */
struct known_room *batch_room(struct batch *b, const char *building, const char *floor,
                              const char *room);
struct known_room *batch_add_room(struct batch *b, const char *building, const char *floor,
                                  const char *room, struct id id);
void batch_release(struct batch *b);

/* ---- merge.c ---- */
void batch_merge(struct batch *b, struct import_result *out);
void change_add(struct import_result *out, struct import_change c);

#endif
