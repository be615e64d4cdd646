/* The inside of the importer: one file read into records, before they meet a
 * survey. A record is one row of a kind with the cell that each field came
 * from, so that every later problem can still name its cell. */
#ifndef GENBA_ASSETS_IMPORT_READ_H
#define GENBA_ASSETS_IMPORT_READ_H

#include "assets/import/alias.h"
#include "assets/import/place.h"
#include "assets/import/import.h"
#include "assets/xlsx/xlsx.h"

#include <stdint.h>

struct where { /* a cell */
    const char *sheet;
    uint32_t row;
    uint32_t col;
};
#define NOWHERE UINT32_MAX

enum slot_state {
    SLOT_ABSENT, /* the sheet has no column for it: the survey keeps its value */
    SLOT_GIVEN,  /* value, perhaps null: the cell is empty */
    SLOT_WRONG,  /* reported */
};

struct slot {
    struct value value; /* owned */
    enum slot_state state;
    struct where at;
};

struct record {
    enum kind kind;
    int parent; /* record of a device's line, of a window's room; -1 */
    struct where at;
    struct slot *slots; /* by field - first field of the kind */
    struct buf extra;   /* "header: value" lines of unknown columns */
};

struct drawing { /* a picture taken out of a sheet */
    char *title, *building, *floor, *name;
    char sha256[65];
    const char *media_type;
    int width, height;
    struct buf bytes;
};

/* Texts come again and again down a column: what they meant is kept. */
#define LABEL_MEMOS 4096
#define VALUE_MEMOS 4096
struct label_memo {
    const char *text; /* borrowed from the sheet */
    unsigned scopes;
};
struct value_memo {
    enum field f;
    const char *words;
    char *text;         /* owned */
    struct value value; /* owned */
    int taken;
};

struct reading {
    const struct aliases *a;
    struct xlsx *x;
    struct sheet **sheets; /* visible ones; NULL for the others */
    int nsheets;
    struct import_file *file;
    struct record *records;
    size_t n, cap;
    struct drawing *drawings;
    size_t ndrawings, cap_drawings;
    bool tables[SCOPE_COUNT]; /* found */
    bool windows;             /* a table of rooms with hours or entry */
    bool place_sheet;
    int near;       /* the day that dates without a year are near to */
    char *hospital; /* the name in the file's name; "" */
    struct label_memo *labels;
    struct value_memo *values;
};

/* ---- fault.c ---- */
struct fault {
    enum import_severity severity;
    const char *rule, *msg, *fix;
    const char *args[3];
};
void fault_add(struct import_file *f, const struct where *at, const struct fault *p);
#define FAULT(f, at, ...) fault_add((f), (at), &(struct fault){__VA_ARGS__})
bool fault_at(const struct import_file *f, const struct where *at); /* an error stands there */
void faults_release(struct import_file *f);
/* By sheet as they stand in the workbook, row and column. */
void faults_sort(struct reading *r);

/* ---- record.c ---- */
struct record *record_add(struct reading *r, enum kind kind, int parent, struct where at);
struct slot *record_slot(struct record *rec, enum field f);
const char *record_text(const struct record *rec, enum field f); /* "" */
int64_t record_int(const struct record *rec, enum field f, int64_t absent);
void record_put(struct record *rec, enum field f, struct where at, struct value v); /* copies */
/* Marks a field as having a column here (a given null). */
void record_open(struct record *rec, enum field f, struct where at);
void record_extra(struct record *rec, const char *label, const char *text);
void reading_release(struct reading *r);

size_t text_hash(const char *s);

/* ---- cellvalue.c ---- */
/* The cell holds more than blanks. */
bool cell_filled(const struct cell *c);
enum taken { TAKEN_BLANK, TAKEN_VALUE, TAKEN_WRONG };
/* The text of a cell, cleaned; "" for what cannot be read as text. */
void cell_clean(const struct reading *r, const struct cell *c, struct buf *out);
/* A cell as a value of `f`; `out` is owned by the caller. Reports what is
 * wrong. `words` is the list of values to look in, NULL for the field's own. */
enum taken cell_value(struct reading *r, enum field f, const char *words, const struct cell *c,
                      const struct where *at, struct value *out);
enum taken text_value(struct reading *r, enum field f, const char *words, const char *text,
                      const struct where *at, struct value *out);
/* "9:00-10:00" as two times. */
bool range_read(const char *text, int *from, int *to);

/* ---- table.c: tables with a header ---- */
struct column {
    uint32_t col, label_row;
    int target;
    const char *group;
    char *label;
    bool told; /* that it is unknown */
};

struct table {
    enum scope scope;
    int sheet;
    const struct sheet *s;
    const char *name;                         /* of the sheet */
    uint32_t head_first, head_last, data_end; /* rows; data_end is one more */
    struct column *cols;
    size_t n;
};

struct tables {
    struct table *v;
    size_t n, cap;
};
void tables_find(struct reading *r, int sheet, struct tables *out);
void tables_release(struct tables *t);
const struct column *table_column(const struct table *t, int target); /* NULL: none */

/* The cell of a column in a data row; anywhere in a merged range its first
 * cell, unless that is the header. "Ditto" gives the cell above. */
const struct cell *table_cell(const struct reading *r, const struct table *t,
                              const struct column *col, uint32_t row);
/* The same, but empty where the range began in a row above. */
const struct cell *table_own_cell(const struct reading *r, const struct table *t,
                                  const struct column *col, uint32_t row);
enum row_class { ROW_BLANK, ROW_EXAMPLE, ROW_NOTE, ROW_NUMBER, ROW_HEADER, ROW_DATA };
enum row_class table_row(struct reading *r, const struct table *t, uint32_t row);
struct where table_where(const struct table *t, const struct column *col, uint32_t row);
/* Unknown columns of this row into the record's extra; columns [from, to). */
void table_extras(struct reading *r, struct table *t, uint32_t row, struct record *rec,
                  uint32_t from, uint32_t to);
/* Fills rec's field from the column's cell. */
void table_take(struct reading *r, const struct table *t, const struct column *col, uint32_t row,
                struct record *rec);
/* Places that stand in one cell. */
void table_take_place(struct reading *r, const struct table *t, const struct column *col,
                      uint32_t row, struct record *rec, enum field building);

/* ---- the parts of a file ---- */
void read_lines(struct reading *r, struct table *t);                   /* lines.c */
void read_pcs(struct reading *r, struct table *t);                     /* pcs.c */
void read_contacts(struct reading *r, struct table *t);                /* basic.c */
void read_rooms(struct reading *r, struct table *t);                   /* rooms.c */
void read_basic(struct reading *r, int sheet, const struct tables *t); /* basic.c */
void read_pictures(struct reading *r);                                 /* pictures.c */
void check_records(struct reading *r);                                 /* checks.c */
/* All of it; problems are in r->file. */
void reading_file(struct reading *r, const char *path); /* read.c */

/* ---- names.c ---- */
struct file_name {
    enum import_kind kind;
    char *serial, *hospital;
    int date; /* 0: none */
    bool ok;
};
/* R001-R004, R008; tells what is not as agreed. */
void file_name_read(struct reading *r, const char *path, struct file_name *out);
void file_name_release(struct file_name *n);

#endif
