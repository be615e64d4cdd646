/* What a photo shows (domain.md 1.15): any number of targets and any number of
 * tags, each tag said of each target. What its taking in said stands in the photo's
 * own fields, every further one in a photo_use row, so that two crews that add one
 * each both keep theirs; a target or tag that both added counts once. The first
 * target is one fact: two crews that give a photo to two visits have a conflict.
 *
 * Pure: reads the survey, or appends edits for the caller to commit. Costs a walk
 * over the uses (photo_next_of: over the photos too). */
#ifndef GENBA_MODEL_PHOTO_H
#define GENBA_MODEL_PHOTO_H

#include "model/case.h"

/* The targets that live, the photo's own first; start with *i = 0, NULL at the end. */
const struct row *photo_next_target(const struct survey *s, const struct row *photo, size_t *i);
/* Its tags, ids of photo_tag, each once. */
const char *photo_next_tag(const struct survey *s, const struct row *photo, size_t *i);
bool photo_shows(const struct survey *s, const struct row *photo, struct id target);
bool photo_has_tag(const struct survey *s, const struct row *photo, const char *tag);

/* The photos that show a row, each once. */
const struct row *photo_next_of(const struct survey *s, struct id target, size_t *i);
size_t photos_of(const struct survey *s, struct id target);

/* Adds or takes away; what is so already adds no edit. Whoever says a target by
 * hand says so with `by` (an id of matched_by; NULL: nobody), which stands with the
 * photo. */
void photo_put_tag(struct edits *list, const struct survey *s, const struct row *photo,
                   const char *tag, bool on);
void photo_put_target(struct edits *list, const struct survey *s, const struct row *photo,
                      struct id target, bool on, const char *by);
/* Its own target, the further ones as they are: what a time found. Zero: none. */
void photo_set_own_target(struct edits *list, const struct row *photo, struct id target,
                          const char *by);
/* That target and no other; zero: none. */
void photo_set_target(struct edits *list, const struct survey *s, const struct row *photo,
                      struct id target, const char *by);

#endif
