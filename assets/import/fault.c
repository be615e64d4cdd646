#include "assets/import/read.h"

#include <stdlib.h>
#include <string.h>

static char *copy(const char *s)
{
    return s ? xstrdup(s) : NULL;
}

void fault_add(struct import_file *f, const struct where *at, const struct fault *p)
{
    struct import_problem *q;

    f->problems = xgrow(f->problems, f->n, &f->cap, sizeof *f->problems);
    q = &f->problems[f->n++];
    *q = (struct import_problem){.severity = p->severity,
                                 .rule = p->rule ? p->rule : "",
                                 .msg = p->msg,
                                 .fix = p->fix,
                                 .sheet = xstrdup(at && at->sheet ? at->sheet : "")};
    if (at && at->row != NOWHERE && at->sheet)
        cell_name(at->row, at->col, q->cell);
    for (int i = 0; i < 3; i++)
        q->args[i] = copy(p->args[i]);
    f->errors += p->severity == IMPORT_ERROR;
}

bool fault_at(const struct import_file *f, const struct where *at)
{
    char cell[CELL_NAME_MAX];

    cell_name(at->row, at->col, cell);
    for (size_t i = 0; i < f->n; i++)
        if (f->problems[i].severity == IMPORT_ERROR && strcmp(f->problems[i].cell, cell) == 0 &&
            strcmp(f->problems[i].sheet, at->sheet) == 0)
            return true;
    return false;
}

void faults_release(struct import_file *f)
{
    for (size_t i = 0; i < f->n; i++) {
        free(f->problems[i].sheet);
        for (int k = 0; k < 3; k++)
            free(f->problems[i].args[k]);
    }
    free(f->problems);
    f->problems = NULL;
    f->n = f->cap = 0;
}

struct sorted {
    struct import_problem p;
    int sheet;
    uint32_t row, col;
    size_t i;
};

static int by_place(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;

    if (x->sheet != y->sheet)
        return x->sheet < y->sheet ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->col != y->col)
        return x->col < y->col ? -1 : 1;
    return x->i < y->i ? -1 : 1;
}

void faults_sort(struct reading *r)
{
    struct import_file *f = r->file;
    struct sorted *s = xcalloc(f->n, sizeof *s);

    for (size_t i = 0; i < f->n; i++) {
        s[i] = (struct sorted){.p = f->problems[i], .i = i, .sheet = -1};
        if (r->x && *s[i].p.sheet) {
            s[i].sheet = xlsx_sheet_find(r->x, s[i].p.sheet);
            if (s[i].sheet < 0)
                s[i].sheet = r->nsheets;
        }
        if (*s[i].p.cell)
            cell_parse(s[i].p.cell, &s[i].row, &s[i].col);
    }
    qsort(s, f->n, sizeof *s, by_place);
    for (size_t i = 0; i < f->n; i++)
        f->problems[i] = s[i].p;
    free(s);
}
