/* Hearing sheets of made-up hospitals in many layouts, for the importer's
 * tests: the same facts under other words, orders, columns, rows and spellings. */
#ifndef GENBA_TESTS_ASSETS_SHEETMAKE_H
#define GENBA_TESTS_ASSETS_SHEETMAKE_H

#include "model/catalog.h"

#include <stdbool.h>
#include <stddef.h>

enum below { BELOW_REPEATED, BELOW_MERGED, BELOW_EMPTY };

struct fact {
    enum field f;
    int line;       /* index of the line, or PC; devices: line * 10 + device, from 1 */
    const char *id; /* as field_print_id prints it */
};

struct layout {
    const char *name;
    int words;      /* which header words and spellings: 0..SHEET_WORDS-1 */
    int first_col;  /* tables begin here */
    int header_row; /* of the lines */
    bool reversed;  /* columns of lines from right to left, devices too */
    bool group_row; /* a row of group headers above */
    bool wide;      /* identifiers and numbers in full width */
    enum below below;
    bool numbers;               /* rows numbered in advance below the data */
    bool separate;              /* devices in a sheet of their own */
    bool split_days;            /* one cell a day, or pieces */
    const struct fact *changed; /* instead of the facts; ends with line 0 */
    int without;                /* a line that is left out; 0: none */
};

#define SHEET_WORDS 3

/* Facts of the hospital that every layout holds. */
extern const struct fact sheet_facts[];
extern const size_t sheet_nfacts;

/* Cells one by one: {sheet, "B3", text}; a text of digits becomes a number, one
 * that begins with = a formula, with ' a text; "B3:C3" merges. NULL ends. */
struct put {
    const char *sheet, *cell, *text;
};
void sheet_put(const char *path, const struct put *cells);

void sheet_make(const char *path, const struct layout *l);
/* `lines` lines with two devices each. */
void sheet_make_large(const char *path, int lines);

#endif
