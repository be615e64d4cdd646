/* Number formats: which make a date of a number. */
#ifndef GENBA_ASSETS_XLSX_NUMFMT_H
#define GENBA_ASSETS_XLSX_NUMFMT_H

#include "assets/xlsx/xlsx.h"

struct numfmt {
    uint8_t date;   /* enum cell_date */
    uint8_t digits; /* a format of zeros only: how many, at most 15; else 0 */
};

/* Of a format code: its first section; text in quotes, brackets and behind a
 * backslash says nothing, except [h] [m] [s]. Reads g e a r (era, weekday) as
 * Japanese Excel does. */
struct numfmt numfmt_classify(const char *code);
/* Of the ids that files use without defining them, as Japanese Excel shows
 * them: 14-22, 27-36, 45-47, 50-58. */
struct numfmt numfmt_builtin(int id);

#endif
