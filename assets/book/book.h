/* Workbooks (.xlsx) that go out: reports and blank sheets.
 *
 * A book is filled in memory as pages of cells, then written in one go by
 * libxlsxwriter, so that column widths and page names are known before the
 * first byte. A text is always a text, whatever it begins with (R145). Broken
 * UTF-8 and characters that XML forbids never reach the file, texts beyond
 * Excel's 32,767 units are cut and marked, page names are made short, legal
 * and unique. Equal books give equal bytes: the only time in the file is
 * `created_ms`.
 *
 * The file is written beside its place as PATH.part, fsynced and renamed, so a
 * crash leaves the old one or the new one. The library's own words on stderr
 * are dropped while it works: they would tear the screen.
 *
 * Ownership: the book owns its pages, a page copies every text. Widths need a
 * UTF-8 locale (text_cols). Rows and columns count from 0. */
#ifndef GENBA_ASSETS_BOOK_BOOK_H
#define GENBA_ASSETS_BOOK_BOOK_H

#include "model/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum book_style {
    BOOK_PLAIN,    /* a value: border, wrapped */
    BOOK_LABEL,    /* what stands before a value */
    BOOK_HEAD,     /* the header row of a table */
    BOOK_REQUIRED, /* a header whose column must be filled */
    BOOK_TITLE,
    BOOK_NOTE,    /* a remark over the table, runs into the cells beside it */
    BOOK_EXAMPLE, /* a row that shows how to fill in */
    BOOK_INPUT,   /* to be filled in: text */
    BOOK_DATE,    /* to be filled in, or a serial number: yyyy-mm-dd */
    BOOK_TIME,    /* h:mm */
    BOOK_STYLES
};

struct book_cell {
    uint32_t row;
    uint16_t col;
    enum book_style style;
    bool number;
    double n;
    char *text; /* NULL: a number, or a blank with its style */
};

struct book_list { /* a drop-down */
    uint32_t row1, row2;
    uint16_t col;
    char *source; /* ='page'!$A$1:$A$9 */
};

struct book_comment {
    uint32_t row;
    uint16_t col;
    char *text;
};

struct book_picture { /* a PNG */
    uint32_t row, rows;
    uint8_t *png;
    size_t bytes;
    double scale;
};

struct page {
    char *name; /* as it will stand on the tab */
    struct book_cell *cells;
    size_t n, cap;
    uint32_t rows;   /* one more than the last one written */
    uint16_t cols;   /* likewise */
    int head_row;    /* of the table: frozen and repeated on paper; -1: none */
    int freeze_cols; /* columns that stay, too */
    bool filter;     /* the table has filter buttons */
    bool hidden;
    int min_cols;     /* columns of text that every column has room for; 0: what is in it */
    int pages_wide;   /* sheets of paper beside each other; the frozen columns repeat; 0: 1 */
    bool one_paper;   /* all of it on one sheet of paper */
    int alert_col;    /* cells of this column that equal alert_text are red; -1: none */
    char *alert_text; /* NULL: none */
    struct book_list *lists;
    size_t nlists, cap_lists;
    struct book_comment *comments;
    size_t ncomments, cap_comments;
    struct book_picture *pictures;
    size_t npictures, cap_pictures;
};

struct book {
    struct page **pages;
    size_t n, cap;
    int64_t created_ms;
    char *title;    /* of the document, and the left of every page's head; NULL: none */
    char *cut_mark; /* behind a text that was cut; NULL: "..." */
};

void book_init(struct book *b, int64_t created_ms);
void book_release(struct book *b);
/* ERR_IO, ERR_FULL; ERR_LIMIT when a page has too many rows. */
int book_write(const struct book *b, const char *path, struct err *e);

/* A new page at the end. The name is made legal: 31 units, none of []:*?/\, no
 * apostrophe at its ends, not one that is there already. Borrowed. */
struct page *book_page(struct book *b, const char *name);
void page_text(struct page *p, uint32_t row, uint16_t col, enum book_style style, const char *text);
void page_number(struct page *p, uint32_t row, uint16_t col, enum book_style style, double n);
void page_blank(struct page *p, uint32_t row, uint16_t col, enum book_style style);
/* A drop-down of the cells col `list_col`, rows 0..n-1 of `list`. */
void page_list(struct page *p, uint32_t row1, uint32_t row2, uint16_t col, const struct page *list,
               uint16_t list_col, uint32_t n);
void page_comment(struct page *p, uint32_t row, uint16_t col, const char *text);
/* A PNG of that many pixels from column 0 on (copied), `wide` pixels of the page;
 * the rows that it covers count as written. */
void page_picture(struct page *p, uint32_t row, const void *png, size_t bytes, uint32_t width,
                  uint32_t height, uint32_t wide);
/* Marks equal cells of `col` below the header row. */
void page_alert(struct page *p, uint16_t col, const char *text);

#define BOOK_ROW_POINTS 15  /* of a row behind a picture */
#define BOOK_TEXT_MAX 32767 /* UTF-16 units in a cell */
#define BOOK_NAME_MAX 31    /* in a page's name */
/* UTF-16 units of a text. */
size_t book_units(const char *s);

#endif
