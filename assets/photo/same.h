/* Which photo records have the same bytes: by hash, however many photos there
 * are. Records in the order in which they were added. */
#ifndef GENBA_ASSETS_PHOTO_SAME_H
#define GENBA_ASSETS_PHOTO_SAME_H

#include "model/log.h"
#include "model/survey.h"

struct same {
    struct same_entry *v; /* owned; a hash table, its size a power of two */
    size_t n, size;
};

void same_begin(struct same *x, const struct survey *s); /* the photos of a survey */
void same_add(struct same *x, const struct hash *sha256, struct id photo);
/* The next record of these bytes; start with *i = 0. False at the end. */
bool same_next(const struct same *x, const struct hash *sha256, size_t *i, struct id *photo);
void same_release(struct same *x);

#endif
