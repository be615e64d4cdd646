/* What a file is by its first bytes, before any library sees it. */
#ifndef GENBA_ASSETS_XLSX_SNIFF_H
#define GENBA_ASSETS_XLSX_SNIFF_H

#include "model/base/err.h"

/* Opens for reading without waiting (pipes) or following devices. A descriptor
 * of a regular file that begins like a zip, which the caller closes, or -ERR_x
 * with the message: folder, pipe, empty, too large, password, .xls, no workbook.
 * `shown` names the file in messages. */
int sniff_open(const char *path, const char *shown, struct err *e);

#endif
