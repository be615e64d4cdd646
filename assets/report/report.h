/* The survey workbook: what is handed to the hospital and the programme office.
 *
 * Pages: summary, every target with its state, declared beside observed for
 * lines, devices and PCs, unknown lines and what could not be surveyed (both
 * always there, R142), what is out of scope (kept apart), photos with their
 * SHA-256, sign-offs, the floor plans with their pins, and, when there are any, conflicts and
 * unknown columns. Columns and labels come from the catalogue: a field added there stands in the
 * report without a change here.
 *
 * The declared value stands as the hospital wrote it, whatever was seen (R010).
 * Equal surveys give equal bytes (with the same font): "as of" is the time of the last commit, and
 * nothing of this laptop is in the file. */
#ifndef GENBA_ASSETS_REPORT_REPORT_H
#define GENBA_ASSETS_REPORT_REPORT_H

#include "model/base/err.h"
#include "model/case.h"

#include <stdbool.h>

struct draw;
struct report_sheets;

struct report_with {
    bool ja;                              /* labels in Japanese, else in English */
    const char *(*tr)(const char *msgid); /* the report's own words; NULL: English */
    struct draw *draw;                    /* paints the floor plans; NULL: they are not shown */
    const char *font;                     /* the setting; NULL: of the system */
    const struct report_sheets *sheets;   /* painted ahead (sheets.h); NULL: as it is written */
    /* NULL, or told of each floor plan that is left out because its file is not
     * what was taken in. */
    void (*left_out)(const struct err *why, void *ctx);
    void *ctx;
};

/* Written beside `path` and renamed. A floor plan that cannot be painted (no font,
 * no genba-draw, damaged, not on this laptop) is a sentence in its place. ERR_IO,
 * ERR_FULL, ERR_LIMIT. */
int report_write(const struct casefile *c, const char *path, const struct report_with *with,
                 struct err *e);

#endif
