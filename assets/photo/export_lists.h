/* The two lists of an exported folder: SHA256SUMS and photos.tsv. Written anew
 * by each export; lines about other files that are still there are kept. */
#ifndef GENBA_ASSETS_PHOTO_EXPORT_LISTS_H
#define GENBA_ASSETS_PHOTO_EXPORT_LISTS_H

#include "assets/photo/export.h"

/* What photos.tsv says of a photo and no item does: columns from original_name
 * to caption, joined by tabs. Appends. */
void export_describe(struct buf *out, const struct survey *s, const struct row *photo, bool ja);

/* The names that the folder's list gives to photos. ERR_EXISTS when it has a list
 * that no export wrote. */
int export_lists_read(const char *dir, struct earlier *names, struct err *e);
/* `described[i]` belongs to items[i]. */
int export_lists_write(const char *dir, const struct photo_export_item *items,
                       char *const *described, size_t n, struct err *e);

#endif
