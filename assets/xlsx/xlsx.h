/* Reading workbooks (.xlsx) that strangers made.
 *
 * A workbook is opened once; each sheet is loaded as a grid of the cells that
 * hold something. Rows and columns count from 0 everywhere; cell_name() makes
 * "B3" of them. What a file says is kept: nothing is trimmed, normalised or
 * rounded here (text_clean is the importer's). Furigana (rPh, phoneticPr) is
 * never part of a value; line ends inside a text are '\n'; _x000D_ escapes are
 * decoded.
 *
 * Refused, each with a message naming the file and the reason (R012): password
 * (the encrypted package and encrypted zip entries), a macro project or .xlsm
 * under the name .xlsx, .xls/.xlsb/.ods under the name .xlsx, no zip, cut off,
 * wrong check sum, DOCTYPE, what unpacks to more than limits.h allows, no
 * sheet, folders, pipes, empty files. Links to other files are never followed.
 *
 * Ownership: a sheet borrows shared strings from its workbook: sheet_free()
 * before xlsx_close(). Cost: about 1 s for 600,000 cells; memory is bounded by
 * limits.h for all sheets of a workbook together. Not thread-safe per workbook.
 *
 * Errors: ERR_NOTFOUND, ERR_IO (the file), ERR_UNSUPPORTED (not a workbook we
 * read), ERR_CORRUPT (damaged), ERR_LIMIT, ERR_REFUSED (macros, DOCTYPE). */
#ifndef GENBA_ASSETS_XLSX_XLSX_H
#define GENBA_ASSETS_XLSX_XLSX_H

#include "model/base/buf.h"
#include "model/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xlsx;
struct sheet;

int xlsx_open(struct xlsx **out, const char *path, struct err *e);
void xlsx_close(struct xlsx *x); /* NULL is fine */

enum xlsx_state { XLSX_VISIBLE, XLSX_HIDDEN, XLSX_VERYHIDDEN };

/* Worksheets only, in the order of the tabs; chart sheets are left out. At
 * least one: a workbook without a worksheet does not open. */
int xlsx_count(const struct xlsx *x);
const char *xlsx_sheet_name(const struct xlsx *x, int i); /* borrowed */
enum xlsx_state xlsx_sheet_state(const struct xlsx *x, int i);
int xlsx_sheet_find(const struct xlsx *x, const char *name); /* -1: none; exact */
bool xlsx_date1904(const struct xlsx *x);

/* ---- cells ---- */

enum cell_type {
    CELL_EMPTY,
    CELL_TEXT,
    CELL_NUMBER,
    CELL_BOOL,
    CELL_ERROR,       /* text: "#N/A" */
    CELL_DATE,        /* a number shown by a date format: see xlsx_date() */
    CELL_UNCALCULATED /* a formula whose result was never stored */
};

/* What the number format of a CELL_DATE shows. */
enum cell_date { DATE_NONE, DATE_DAY, DATE_TIME, DATE_DAYTIME, DATE_DURATION };

struct cell {
    double number;    /* CELL_NUMBER; CELL_DATE: the serial; CELL_BOOL: 0 or 1 */
    const char *text; /* CELL_TEXT and CELL_ERROR, "" for the others; never NULL */
    uint32_t row;
    uint16_t col;
    uint8_t type;        /* enum cell_type */
    uint8_t date : 3;    /* enum cell_date, for CELL_DATE */
    uint8_t formula : 1; /* the value is a formula's stored result */
    uint8_t digits : 4;  /* a format of zeros only ("0000"): how many; else 0 */
};

struct cell_range {
    uint32_t row1, row2; /* inclusive */
    uint16_t col1, col2;
};

int xlsx_sheet(struct xlsx *x, int i, struct sheet **out, struct err *e);
void sheet_free(struct sheet *s); /* NULL is fine */

/* Never NULL: a CELL_EMPTY one where nothing stands. Borrowed from the sheet. */
const struct cell *sheet_cell(const struct sheet *s, uint32_t row, uint32_t col);
/* The same, but anywhere in a merged range it gives the range's first cell. */
const struct cell *sheet_merged_cell(const struct sheet *s, uint32_t row, uint32_t col);
/* The range (row, col) is merged into, or NULL. */
const struct cell_range *sheet_merged_origin(const struct sheet *s, uint32_t row, uint32_t col);
const struct cell_range *sheet_merges(const struct sheet *s, size_t *n); /* by row1, col1 */
/* All cells that hold something, by row, then column; and those of one row. */
const struct cell *sheet_cells(const struct sheet *s, size_t *n);
const struct cell *sheet_row(const struct sheet *s, uint32_t row, size_t *n);
uint32_t sheet_rows(const struct sheet *s); /* one more than the last used row */
uint32_t sheet_cols(const struct sheet *s);
bool sheet_protected(const struct sheet *s); /* locked against editing; reading is free */

#define CELL_NAME_MAX 16
void cell_name(uint32_t row, uint32_t col, char out[CELL_NAME_MAX]); /* 2, 1 -> "B3" */
/* "B3", "$B$3" -> 2, 1; false when it is no cell of a sheet. */
bool cell_parse(const char *s, uint32_t *row, uint32_t *col);

/* A serial as a day (since 1970-01-01, as in clock.h) and seconds of that day,
 * rounded to the second. False for what is no date: negative, after 9999, the
 * 1900-02-29 that never was, or a time alone in the 1900 system (serial below
 * 1: *seconds is filled then, and *days is 0). */
bool xlsx_date(const struct xlsx *x, double serial, int *days, int *seconds);
/* A cell as a person reads it: 0107 under the format 0000, "2025-09-12",
 * "09:15", "2025-09-12 09:15", "26:30", TRUE; nothing for empty and
 * uncalculated ones. */
void xlsx_text(const struct xlsx *x, const struct cell *c, struct buf *out);

/* ---- pictures ---- */

struct xlsx_picture {
    char *media;       /* the part's name, e.g. "xl/media/image1.png" */
    char *name;        /* what the author called it; "" when nothing */
    uint32_t row, col; /* of the cell its top left corner lies in; 0, 0 when it is free */
};

/* The pictures lying on sheet i (shape fillings too), in file order. The
 * caller frees by xlsx_pictures_free. */
int xlsx_pictures(struct xlsx *x, int i, struct xlsx_picture **out, size_t *n, struct err *e);
void xlsx_pictures_free(struct xlsx_picture *list, size_t n);
/* Appends the bytes as they are; more than out->max is ERR_LIMIT. */
int xlsx_picture_read(struct xlsx *x, const struct xlsx_picture *p, struct buf *out, struct err *e);

#endif
