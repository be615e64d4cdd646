/* Names that an earlier export gave: a photo keeps its name in a folder as long
 * as it shows the same, so that photos that come later do not push it on. */
#ifndef GENBA_ASSETS_PHOTO_EARLIER_H
#define GENBA_ASSETS_PHOTO_EARLIER_H

#include "model/base/id.h"

#include <stddef.h>

struct earlier_name {
    char photo[ID_HEX_LEN + 1];
    char *file; /* owned */
};

struct earlier {            /* zero: none */
    struct earlier_name *v; /* by photo, after earlier_sort */
    size_t n, cap;
};

void earlier_add(struct earlier *list, const char *photo, size_t photo_n, const char *file,
                 size_t file_n);
void earlier_sort(struct earlier *list);
/* The next name of a photo; start with *i = 0, NULL at the end. */
const char *earlier_next(const struct earlier *list, struct id photo, size_t *i);
void earlier_release(struct earlier *list);

#endif
