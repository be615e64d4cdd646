/* The blank sheets that a hospital fills in, in the layout of the programme:
 * basic information and contacts, lines with their devices, PCs, places; and
 * the request for room access.
 *
 * Labels and drop-downs come from the catalogue, the order of the columns,
 * the example row and the remarks from layout.def. What is filled in is read
 * back by the importer (assets/import/), which goes by the labels. The sheets
 * are Japanese: they are for hospitals. Equal versions give equal bytes. */
#ifndef GENBA_ASSETS_TEMPLATE_TEMPLATE_H
#define GENBA_ASSETS_TEMPLATE_TEMPLATE_H

#include "model/base/err.h"

enum template_kind { TEMPLATE_HEARING, TEMPLATE_ROOMS };

/* Written beside `path` and renamed. ERR_IO, ERR_FULL. */
int template_write(enum template_kind kind, const char *path, struct err *e);

#endif
