/* What a row is called, in the survey's own words (no translation needed):
 * "回線A", "回線A AR-830", "LAB-PC410", "本館 3F サーバ室". A row without a
 * name of its own is called by its address (line:3). */
#ifndef GENBA_MODEL_RULES_NAME_H
#define GENBA_MODEL_RULES_NAME_H

#include "model/base/buf.h"
#include "model/survey.h"

void row_name(const struct survey *s, const struct row *r, struct buf *out);

/* The place of a row as one text, "本館 3F サーバ室 ラック2", as declared or as
 * observed. Appends nothing when there is none, or the kind has no place. */
void place_print(const struct row *r, bool observed, struct buf *out);

/* The place's fields of a kind: building, floor, room, rack. FIELD_NONE where
 * the kind lacks one. */
enum { PLACE_BUILDING, PLACE_FLOOR, PLACE_ROOM, PLACE_RACK, PLACE_PARTS };
enum field place_field(enum kind kind, int part);

/* What a row belongs to, for sign-off and lists: a device's line or unknown
 * line, a connection's line, what a photo or a step shows (and so on upward);
 * else the row itself. */
const struct row *row_root(const struct survey *s, const struct row *r);

#endif
