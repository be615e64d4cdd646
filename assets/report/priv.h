/* What the files of the report share: the texts of values, the log's people,
 * and tables as data. */
#ifndef GENBA_ASSETS_REPORT_PRIV_H
#define GENBA_ASSETS_REPORT_PRIV_H

#include "assets/book/book.h"
#include "assets/report/report.h"
#include "model/base/buf.h"

struct report_author { /* one per writer of the log */
    struct id writer;
    char *person, *laptop;
};

struct report {
    const struct casefile *c;
    const struct survey *s;
    bool ja;
    const char *(*tr)(const char *msgid);
    const struct report_with *with;
    struct book book;
    struct buf text; /* scratch of the text functions: borrowed until the next one */
    struct report_author *writers;
    size_t nwriters, cap_writers;
    /* Of the commits that changed the survey: their number, the last one's
     * stamp and what the clock said then (0: none). */
    int64_t commits, as_of_ms;
    uint64_t last_hlc;
};

/* ---- value.c: texts, borrowed until the next call of any of them */

const char *report_say(const struct report *r, const char *msgid); /* static */
/* As a person reads it: labels of enumerations, names of what is referred to,
 * "not readable (reason)". "" for what was not asked. */
const char *report_text(struct report *r, enum field f, const struct value *v);
/* "Line 3 回線A", "Device 3.1", "Unknown line U01". */
const char *report_target(struct report *r, const struct row *row);
const char *report_place(struct report *r, const struct row *row, bool observed);
const char *report_time(struct report *r, int64_t ms);

/* ---- table.c: a table of columns under one header row */

struct column {
    const char *msgid; /* the header; NULL: the label of `field` */
    enum field field;  /* the value of this field when `text` is NULL */
    /* The cell of `row`; "" leaves it blank. Borrowed. */
    const char *(*text)(struct report *r, const struct row *row);
};

/* Begins a page with its title and the header row; rows are added below. */
struct page *report_table(struct report *r, const char *msgid, const struct column *cols, int n);
void report_row(struct report *r, struct page *p, const struct column *cols, int n,
                const struct row *row);
/* A value of a cell of a table: numbers stay numbers. */
void report_value(struct report *r, struct page *p, uint32_t row, uint16_t col, enum field f,
                  const struct value *v);
/* "none" when nothing stands below the header; ends the page. */
void report_table_end(struct report *r, struct page *p);

/* ---- the pages */

int summary_page(struct report *r, struct err *e); /* summary.c */
void overview_page(struct report *r);              /* overview.c: every target, its state */
void compare_pages(struct report *r);              /* compare.c: declared | observed */
/* kinds.c: one row per row of a kind, its columns from the catalogue. */
void unknown_page(struct report *r);
void work_pages(struct report *r);     /* explorations, connections, scans: where there are any */
void evidence_pages(struct report *r); /* photos, sign-offs */
void plans_pages(struct report *r);    /* plans.c: drawings with their pins, a page each */
void not_surveyable_page(struct report *r); /* exceptions.c */
void out_of_scope_page(struct report *r);
int conflict_page(struct report *r, struct err *e); /* conflict.c */
void extra_page(struct report *r);

/* The state of a target: not started ... done, not surveyable, out of scope. */
const char *report_state(struct report *r, const struct row *row);
/* The label of an OS.. code; "" for what is none. */
const char *report_scope_label(const struct report *r, const char *code);

#endif
