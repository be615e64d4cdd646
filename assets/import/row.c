/* Rows under a header: which hold data, and the cells of their columns. */
#include "assets/import/read.h"

#include "model/base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct where table_where(const struct table *t, const struct column *col, uint32_t row)
{
    return (struct where){t->name, row, col->col};
}

static const struct cell *merged(const struct table *t, uint32_t col, uint32_t row)
{
    const struct cell *c = sheet_merged_cell(t->s, row, col);

    return c->type != CELL_EMPTY && c->row <= t->head_last ? sheet_cell(t->s, row, col) : c;
}

static bool is_ditto(const struct reading *r, const struct cell *c)
{
    const char *word;

    if (c->type != CELL_TEXT || strlen(c->text) > 18)
        return false;
    for (size_t i = 0; (word = alias_word_at(r->a, "ditto", i)); i++)
        if (strcmp(word, c->text) == 0)
            return true;
    return false;
}

const struct cell *table_cell(const struct reading *r, const struct table *t,
                              const struct column *col, uint32_t row)
{
    const struct cell *c = merged(t, col->col, row);

    while (is_ditto(r, c) && row > t->head_last + 1)
        c = merged(t, col->col, --row);
    return c;
}

const struct cell *table_own_cell(const struct reading *r, const struct table *t,
                                  const struct column *col, uint32_t row)
{
    const struct cell *c = table_cell(r, t, col, row);
    const struct cell_range *m = sheet_merged_origin(t->s, row, col->col);

    return m && m->row1 < row ? sheet_cell(t->s, UINT32_MAX, 0) : c;
}

/* As written, without folding: a cheap first question. */
static bool mentions(const struct reading *r, const char *what, const char *text)
{
    const char *word;

    for (size_t i = 0; (word = alias_word_at(r->a, what, i)); i++)
        if (strstr(text, word))
            return true;
    return false;
}

/* 記入例, (例), 例1. */
static bool is_example(const struct reading *r, const struct cell *c)
{
    struct buf key = BUF_INIT;
    const char *word;
    bool yes = false;

    if (c->type != CELL_TEXT || strlen(c->text) > 40 || !mentions(r, "example", c->text))
        return false;
    alias_key(&key, c->text, false);
    for (size_t i = 0; !yes && (word = alias_word_at(r->a, "example", i)); i++) {
        size_t n = strlen(word);

        yes = strncmp(buf_str(&key), word, n) == 0 &&
              buf_str(&key)[n + strspn(buf_str(&key) + n, "0123456789")] == '\0';
    }
    buf_release(&key);
    return yes;
}

static bool is_number_column(const struct table *t, uint32_t col)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->cols[i].col == col)
            return t->cols[i].target == F_line_line_seq || t->cols[i].target == F_pc_pc_seq ||
                   t->cols[i].target == F_device_device_seq || (t->cols[i].target == TARGET_IGNORE);
    return false;
}

struct row_facts {
    int cells, numbers; /* with content; of these, in columns that count rows */
    bool example, header;
    const struct cell *first;
};

static struct row_facts facts_of(const struct reading *r, const struct table *t, uint32_t row)
{
    struct row_facts f = {0};
    size_t n;
    const struct cell *c = sheet_row(t->s, row, &n);
    uint32_t left = t->cols[0].col + 3;
    int same = 0;

    for (size_t i = 0; i < n; i++) {
        if (!cell_filled(&c[i]))
            continue;
        if (!f.first)
            f.first = &c[i];
        f.cells++;
        f.numbers += is_number_column(t, c[i].col);
        f.example |= (c[i].col < left || is_number_column(t, c[i].col)) && is_example(r, &c[i]);
        for (size_t k = 0; k < t->n; k++)
            same += t->cols[k].col == c[i].col && c[i].type == CELL_TEXT &&
                    strcmp(c[i].text, sheet_cell(t->s, t->cols[k].label_row, c[i].col)->text) == 0;
    }
    f.header = same > 2 && same * 2 > f.cells;
    if (!f.example && t->cols[0].col < 60)
        for (uint32_t col = 0; col < left && !f.example; col++)
            f.example = is_example(r, merged(t, col, row));
    return f;
}

/* A sentence that stands alone, over several columns or before the first. */
static bool is_remark(const struct table *t, const struct cell *c)
{
    const struct cell_range *m = sheet_merged_origin(t->s, c->row, c->col);

    return (m && m->col2 > m->col1 + 1) || (c->col <= t->cols[0].col && strlen(c->text) > 45);
}

enum row_class table_row(struct reading *r, const struct table *t, uint32_t row)
{
    struct row_facts f = facts_of(r, t, row);

    if (f.example)
        return ROW_EXAMPLE;
    if (f.cells == 0)
        return ROW_BLANK;
    if (f.header)
        return ROW_HEADER;
    if (f.first->type == CELL_TEXT && f.cells <= 2 &&
        (alias_word_begins(r->a, "footer", f.first->text) ||
         alias_word(r->a, "total", f.first->text)))
        return ROW_NOTE;
    if (f.cells == 1 && f.first->type == CELL_TEXT && is_remark(t, f.first)) {
        struct where at = {t->name, f.first->row, f.first->col};

        FAULT(r->file, &at, IMPORT_WARNING, "", N_("A remark between the rows is not taken: {1}"),
              NULL, {f.first->text, NULL, NULL});
        return ROW_NOTE;
    }
    if (f.cells == f.numbers)
        return ROW_NUMBER;
    if (f.cells <= 3 && f.first->type == CELL_TEXT && alias_word(r->a, "total", f.first->text))
        return ROW_NOTE;
    return ROW_DATA;
}

static void tell_unknown(struct reading *r, const struct table *t, struct column *col)
{
    struct where at = {t->name, col->label_row, col->col};

    if (!col->told)
        FAULT(r->file, &at, IMPORT_WARNING, "",
              N_("The column \"{1}\" is not known; it is kept as it stands"), NULL,
              {col->label, NULL, NULL});
    col->told = true;
}

void table_extras(struct reading *r, struct table *t, uint32_t row, struct record *rec,
                  uint32_t from, uint32_t to)
{
    struct buf b = BUF_INIT;

    for (size_t i = 0; i < t->n; i++) {
        struct column *col = &t->cols[i];

        if (col->target != TARGET_UNKNOWN || col->col < from || col->col >= to)
            continue;
        buf_reset(&b);
        cell_clean(r, table_own_cell(r, t, col, row), &b);
        if (b.len == 0)
            continue;
        tell_unknown(r, t, col);
        record_extra(rec, col->label, buf_str(&b));
    }
    buf_release(&b);
}

/* The list of words for the targets that stand for a field. */
static const char *words_for(int target, enum field *f)
{
    switch (target) {
    case TARGET_ENTRY_ALLOWED:
        *f = F_room_entry_forbidden;
        return "entry_allowed";
    case TARGET_PHOTO_FORBIDDEN:
        *f = F_room_photo_allowed;
        return "photo_forbidden";
    default:
        *f = (enum field)target;
        return NULL;
    }
}

/* A choice that said more than its label: 有 (夜間のみ). All of it is kept. */
static void keep_details(struct reading *r, const struct column *col, const struct cell *c,
                         enum field f, const char *words, struct record *rec)
{
    struct buf b = BUF_INIT;
    enum alias_how how = ALIAS_EXACT;

    cell_clean(r, c, &b);
    if (alias_value(r->a, words ? words : catalog[f].list->name, buf_str(&b), &how) &&
        how != ALIAS_EXACT && f != F_pc_os)
        record_extra(rec, col->label, buf_str(&b));
    buf_release(&b);
}

void table_take(struct reading *r, const struct table *t, const struct column *col, uint32_t row,
                struct record *rec)
{
    struct where at = table_where(t, col, row);
    const struct cell *c = table_cell(r, t, col, row);
    struct value v;
    enum field f;
    const char *words = words_for(col->target, &f);
    enum taken taken;

    if (f == F_line_line_seq || f == F_pc_pc_seq || f == F_device_device_seq)
        at.row = row;
    else if (c->type != CELL_EMPTY)
        at = (struct where){t->name, c->row, c->col};
    taken = cell_value(r, f, words, c, &at, &v);
    record_open(rec, f, at);
    if (taken == TAKEN_VALUE)
        record_put(rec, f, at, v);
    else if (taken == TAKEN_WRONG)
        record_slot(rec, f)->state = SLOT_WRONG;
    record_slot(rec, f)->at = at;
    if (taken == TAKEN_VALUE && catalog[f].type == TYPE_ENUM)
        keep_details(r, col, c, f, words, rec);
    value_release(&v);
}

static void put_text(struct record *rec, enum field f, struct where at, struct buf *b)
{
    if (b->len > 0)
        record_put(rec, f, at, value_text(buf_str(b)));
    else
        record_open(rec, f, at);
}

void table_take_place(struct reading *r, const struct table *t, const struct column *col,
                      uint32_t row, struct record *rec, enum field building)
{
    struct where at = table_where(t, col, row);
    struct buf text = BUF_INIT, parts[3] = {BUF_INIT, BUF_INIT, BUF_INIT};

    cell_clean(r, table_cell(r, t, col, row), &text);
    place_split(r->a, buf_str(&text), &parts[0], &parts[1], &parts[2]);
    for (int i = 0; i < 3; i++) {
        enum field f = (enum field)((int)building + i);

        if (record_slot(rec, f)->state == SLOT_ABSENT || parts[i].len > 0)
            put_text(rec, f, at, &parts[i]);
        buf_release(&parts[i]);
    }
    buf_release(&text);
}
