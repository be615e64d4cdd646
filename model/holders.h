/* Who is known to have a photo, in words for people: by the receipts, hearsay
 * too, with the names that stand in the log. */
#ifndef GENBA_MODEL_HOLDERS_H
#define GENBA_MODEL_HOLDERS_H

#include "model/store.h"

struct holder_words {
    const char *central; /* the central store, */
    const char *laptop;  /* a laptop whose name is not known; translated */
};

/* store_purged of a record's text. */
bool photo_purged(struct store *st, const char *sha256);
/* One of them: "PC-11 田中". */
void holder_put(const struct holder *h, const struct holder_words *w, struct buf *out);
/* Of the photo of a record (by its text), one behind the other. How many. */
size_t holders_put(struct store *st, const char *sha256, const struct holder_words *w,
                   struct buf *out);

#endif
