/* styles.xml: the number format of each cell style. */
#ifndef GENBA_ASSETS_XLSX_STYLES_H
#define GENBA_ASSETS_XLSX_STYLES_H

#include "assets/xlsx/numfmt.h"
#include "assets/xlsx/package.h"

struct styles {
    struct numfmt *list; /* by style number (c/@s) */
    size_t n, cap;
};

int styles_load(struct styles *s, struct package *p, const char *part, struct err *e);
void styles_release(struct styles *s);
struct numfmt styles_at(const struct styles *s, size_t i); /* no format beyond the end */

#endif
