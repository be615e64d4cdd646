/* A loaded sheet: cells in one array by row and column, found by bisection. */
#include "assets/xlsx/internal.h"
#include "assets/xlsx/limits.h"

#include <stdlib.h>
#include <string.h>

static const struct cell nothing = {.text = "", .type = CELL_EMPTY};

static uint64_t place(uint32_t row, uint32_t col)
{
    return (uint64_t)row << 16 | col;
}

static int by_place(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;
    uint64_t p = place(x->row, x->col), q = place(y->row, y->col);

    return (p > q) - (p < q);
}

static int by_origin(const void *a, const void *b)
{
    const struct cell_range *x = a, *y = b;
    uint64_t p = place(x->row1, x->col1), q = place(y->row1, y->col1);

    return (p > q) - (p < q);
}

/* Writers put cells in order; only what is not gets sorted. */
static bool is_sorted(const struct sheet *s)
{
    for (size_t i = 1; i < s->n_cells; i++)
        if (by_place(&s->cells[i - 1], &s->cells[i]) >= 0)
            return false;
    return true;
}

static void finish_merges(struct sheet *s)
{
    uint32_t reach = 0;

    if (s->n_merges == 0)
        return;
    qsort(s->merges, s->n_merges, sizeof *s->merges, by_origin);
    s->merge_reach = xmalloc(s->n_merges * sizeof *s->merge_reach);
    for (size_t i = 0; i < s->n_merges; i++) {
        if (s->merges[i].row2 > reach)
            reach = s->merges[i].row2;
        s->merge_reach[i] = reach;
    }
}

int sheet_finish(struct sheet *s, const char *part, struct err *e)
{
    if (s->n_cells && !is_sorted(s))
        qsort(s->cells, s->n_cells, sizeof *s->cells, by_place);
    for (size_t i = 0; i < s->n_cells; i++) {
        const struct cell *c = &s->cells[i];

        if (i > 0 && by_place(c - 1, c) == 0) {
            char name[CELL_NAME_MAX];

            cell_name(c->row, c->col, name);
            return package_damaged(s->xlsx->package, e, "%s: cell %s stands there twice", part,
                                   name);
        }
        if (c->row >= s->rows)
            s->rows = c->row + 1;
        if (c->col >= s->cols)
            s->cols = c->col + 1u;
    }
    finish_merges(s);
    return 0;
}

static int load_tables(struct xlsx *x, struct err *e)
{
    int rc = 0;

    if (x->loaded)
        return 0;
    if (x->styles_part)
        rc = styles_load(&x->styles, x->package, x->styles_part, e);
    if (rc == 0 && x->shared_part)
        rc = shared_load(&x->shared, x->package, x->shared_part, e);
    x->loaded = rc == 0;
    if (rc != 0)
        styles_release(&x->styles);
    return rc;
}

int xlsx_sheet(struct xlsx *x, int i, struct sheet **out, struct err *e)
{
    const struct tab *tab = &x->tabs[i];
    struct sheet *s;
    int rc;

    if (!tab->part)
        return package_damaged(x->package, e, "nothing leads to the sheet %s", tab->name);
    rc = load_tables(x, e);
    if (rc != 0)
        return rc;
    s = xcalloc(1, sizeof *s);
    s->xlsx = x;
    arena_init(&s->arena, &x->text_left);
    rc = worksheet_read(s, tab->part, e);
    if (rc == 0)
        rc = sheet_finish(s, tab->part, e);
    if (rc != 0) {
        sheet_free(s);
        return rc;
    }
    *out = s;
    return 0;
}

void sheet_free(struct sheet *s)
{
    if (!s)
        return;
    s->xlsx->cells_left += s->n_cells;
    arena_release(&s->arena);
    free(s->cells);
    free(s->merges);
    free(s->merge_reach);
    free(s);
}

/* The first cell at or behind a place. */
static size_t lower_bound(const struct sheet *s, uint32_t row, uint32_t col)
{
    size_t lo = 0, hi = s->n_cells;
    uint64_t want = place(row, col);

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (place(s->cells[mid].row, s->cells[mid].col) < want)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

const struct cell *sheet_cell(const struct sheet *s, uint32_t row, uint32_t col)
{
    size_t i;

    if (row >= s->rows || col >= s->cols)
        return &nothing;
    i = lower_bound(s, row, col);
    return i < s->n_cells && s->cells[i].row == row && s->cells[i].col == col ? &s->cells[i]
                                                                              : &nothing;
}

const struct cell_range *sheet_merged_origin(const struct sheet *s, uint32_t row, uint32_t col)
{
    size_t lo = 0, hi = s->n_merges;

    while (lo < hi) { /* behind the last range that begins at or above the row */
        size_t mid = lo + (hi - lo) / 2;

        if (s->merges[mid].row1 <= row)
            lo = mid + 1;
        else
            hi = mid;
    }
    while (lo > 0 && s->merge_reach[lo - 1] >= row) {
        const struct cell_range *m = &s->merges[--lo];

        if (m->row2 >= row && m->col1 <= col && m->col2 >= col)
            return m;
    }
    return NULL;
}

const struct cell *sheet_merged_cell(const struct sheet *s, uint32_t row, uint32_t col)
{
    const struct cell_range *m = sheet_merged_origin(s, row, col);

    return m ? sheet_cell(s, m->row1, m->col1) : sheet_cell(s, row, col);
}

const struct cell_range *sheet_merges(const struct sheet *s, size_t *n)
{
    *n = s->n_merges;
    return s->merges;
}

const struct cell *sheet_cells(const struct sheet *s, size_t *n)
{
    *n = s->n_cells;
    return s->cells;
}

const struct cell *sheet_row(const struct sheet *s, uint32_t row, size_t *n)
{
    size_t from = lower_bound(s, row, 0);

    *n = lower_bound(s, row + 1, 0) - from;
    return *n ? &s->cells[from] : &nothing;
}

uint32_t sheet_rows(const struct sheet *s)
{
    return s->rows;
}

uint32_t sheet_cols(const struct sheet *s)
{
    return s->cols;
}

bool sheet_protected(const struct sheet *s)
{
    return s->locked;
}
