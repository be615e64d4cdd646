/* The structures behind xlsx.h, for the files of this folder only. */
#ifndef GENBA_ASSETS_XLSX_INTERNAL_H
#define GENBA_ASSETS_XLSX_INTERNAL_H

#include "assets/xlsx/package.h"
#include "assets/xlsx/rels.h"
#include "assets/xlsx/strings.h"
#include "assets/xlsx/styles.h"
#include "assets/xlsx/xlsx.h"

#include <locale.h>

struct tab {
    char *name;
    char *part; /* NULL: the workbook names it, but no relation leads there */
    enum xlsx_state state;
};

struct xlsx {
    struct package *package;
    struct tab *tabs;
    size_t n_tabs, cap_tabs;
    bool date1904;
    char *shared_part, *styles_part; /* NULL: the workbook has none */
    bool loaded;                     /* shared and styles are read with the first sheet */
    struct shared shared;
    struct styles styles;
    size_t text_left, cells_left; /* what may still be loaded, all sheets together */
    locale_t c_locale;            /* numbers have a point, whatever the person's locale */
};

struct sheet {
    struct xlsx *xlsx;
    struct cell *cells; /* by row, then column */
    size_t n_cells, cap_cells;
    struct cell_range *merges; /* by row1, col1 */
    uint32_t *merge_reach;     /* the largest row2 of merges[0..i] */
    size_t n_merges, cap_merges;
    struct arena arena;
    uint32_t rows, cols;
    bool locked;
};

/* worksheet.c: fills the cells and merges of an empty sheet, in file order. */
int worksheet_read(struct sheet *s, const char *part, struct err *e);
/* grid.c: sorts what worksheet_read left; ERR_CORRUPT when a cell stands twice. */
int sheet_finish(struct sheet *s, const char *part, struct err *e);

/* value.c: what stood in a <c> element, turned into *c. */
struct raw_value {
    char type[12];    /* the t attribute, "" when absent */
    struct buf *text; /* <v>, or the text of <is> */
    bool has_v, has_is, has_formula;
};
int value_read(struct sheet *s, const struct raw_value *raw, size_t style, struct cell *c,
               struct err *e);
/* date.c: "2025-09-12T09:15:00" -> the serial under this workbook's epoch. */
bool date_from_iso(const struct xlsx *x, const char *s, double *serial, enum cell_date *kind);

#endif
