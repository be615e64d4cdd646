/* Places that stand in one text. */
#ifndef GENBA_ASSETS_IMPORT_PLACE_H
#define GENBA_ASSETS_IMPORT_PLACE_H

#include "assets/import/alias.h"

/* 本館 1F サーバ室 into its parts; what is not there appends nothing. */
void place_split(const struct aliases *a, const char *text, struct buf *building, struct buf *floor,
                 struct buf *room);
/* The same of the title of a drawing, 本館 1F フロア図: the word for a drawing
 * and what follows it is no part of the place. */
void place_of_drawing(const struct aliases *a, const char *title, struct buf *building,
                      struct buf *floor);

#endif
