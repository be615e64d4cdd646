/* The workbooks of many writers in ../shared/corpus/xlsx against what openpyxl
 * and LibreOffice read. At least 99 % of the cells must be equal; where the two
 * differ either is right. */
#include "assets/xlsx/strings.h"
#include "assets/xlsx/xlsx.h"
#include "model/base/clock.h"
#include "tests/lib/json.h"
#include "tests/lib/tap.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPECTED_CELLS 2000 /* the expected files end there */
#define SHOWN 3             /* mismatches printed for each file */
#define LEAST_PERCENT 99.0
#define LEAST_CELLS 20000 /* so that an empty folder is no success */

struct tally {
    long cells, wrong, files, refused;
    int shown;
    const char *file;
};

static const char *root(void)
{
    static char path[4096];
    const char *shared = getenv("GENBA_SHARED"), *top = getenv("top_srcdir");

    if (shared)
        snprintf(path, sizeof path, "%s/corpus/xlsx", shared);
    else
        snprintf(path, sizeof path, "%s/../shared/corpus/xlsx", top ? top : ".");
    return path;
}

static void mismatch(struct tally *t, const char *sheet, const char *cell, const char *got,
                     const char *want)
{
    t->wrong++;
    if (t->shown++ < SHOWN)
        diag("%s %s!%s: got <%.60s> want <%.60s>", t->file, sheet, cell, got, want);
}

static bool same_text(const char *got, const char *want)
{
    struct buf b = BUF_INIT;
    bool same;

    if (strcmp(got, want) == 0)
        return true;
    buf_puts(&b, want); /* openpyxl leaves _x000D_ and CR LF as they are */
    buf_str(&b);
    b.len = string_decode(b.p, b.len);
    same = strcmp(got, buf_str(&b)) == 0;
    buf_release(&b);
    return same;
}

static bool same_number(double got, double want)
{
    return fabs(got - want) <= 1e-11 * fmax(1, fabs(want));
}

/* Seconds are rounded by us and cut by openpyxl: one of difference is none. */
static bool same_date(const struct xlsx *x, const struct cell *c, const char *want)
{
    int days, seconds, day = 0, h = 0, m = 0;
    double s = 0;
    char date[ISO_DATE_LEN + 1] = "";

    if (c->type != CELL_DATE || !xlsx_date(x, c->number, &days, &seconds))
        return false;
    strncat(date, want, ISO_DATE_LEN);
    if (!date_parse(date, &day))
        return false;
    sscanf(want + ISO_DATE_LEN, "T%d:%d:%lf", &h, &m, &s);
    return fabs((days - day) * 86400.0 + seconds - (h * 3600 + m * 60 + s)) <= 1;
}

static bool same_time(const struct cell *c, const char *want)
{
    int h, m;
    double s = 0;

    return c->type == CELL_DATE && sscanf(want, "%d:%d:%lf", &h, &m, &s) >= 2 &&
           fabs((c->number - floor(c->number)) * 86400 - (h * 3600 + m * 60 + s)) < 1;
}

static bool same_value(const struct xlsx *x, const struct cell *c, const char *type,
                       const struct json *v)
{
    const char *want = json_str(v);

    if (strcmp(type, "str") == 0)
        return want && same_text(c->text, want) &&
               (*want == '\0' || c->type == CELL_TEXT || c->type == CELL_ERROR);
    if (strcmp(type, "num") == 0)
        return (c->type == CELL_NUMBER || c->type == CELL_DATE) &&
               same_number(c->number, json_num(v, NAN));
    if (strcmp(type, "bool") == 0)
        return c->type == CELL_BOOL && (c->number != 0) == json_true(v);
    if (strcmp(type, "duration") == 0)
        return c->type == CELL_DATE && fabs(c->number * 86400 - json_num(v, NAN)) < 1;
    if (strcmp(type, "time") == 0)
        return want && same_time(c, want);
    return strcmp(type, "date") == 0 && want && same_date(x, c, want);
}

/* Does LibreOffice, where it differs, read what we read? */
static bool other_reader(const struct json *about, const char *sheet, const char *cell,
                         const char *got)
{
    const struct json *list = json_get(json_get(about, "libreoffice"), "examples");

    for (const struct json *j = list ? list->first : NULL; j; j = j->next) {
        const char *s = json_str(json_at(j, 0)), *c = json_str(json_at(j, 1));
        const char *value = json_str(json_at(j, 4));

        if (s && c && value && strcmp(s, sheet) == 0 && strcmp(c, cell) == 0 &&
            same_text(got, value))
            return true;
    }
    return false;
}

static void check_cell(const struct xlsx *x, const struct sheet *s, const struct json *about,
                       const char *sheet, const struct json *want, struct tally *t)
{
    uint32_t row = 0, col = 0;
    const struct cell *c;
    struct buf got = BUF_INIT;
    const char *type = json_str(json_get(want, "t"));
    const struct json *v = json_get(want, "v");
    char number[64] = "";

    t->cells++;
    if (!type || !cell_parse(want->key, &row, &col))
        bail("%s: %s is no cell", t->file, want->key);
    c = sheet_cell(s, row, col);
    xlsx_text(x, c, &got);
    if (!same_value(x, c, type, v) && !other_reader(about, sheet, want->key, buf_str(&got))) {
        snprintf(number, sizeof number, "%.17g", json_num(v, 0));
        mismatch(t, sheet, want->key, buf_str(&got), json_str(v) ? json_str(v) : number);
    }
    buf_release(&got);
}

/* What we read where the others read nothing. */
static void check_extra(const struct xlsx *x, const struct sheet *s, const struct json *about,
                        const char *sheet, const struct json *cells, struct tally *t)
{
    size_t n;
    const struct cell *c = sheet_cells(s, &n);

    for (size_t i = 0; i < n; i++) {
        struct buf got = BUF_INIT;
        char name[CELL_NAME_MAX];

        cell_name(c[i].row, c[i].col, name);
        xlsx_text(x, &c[i], &got);
        if (got.len && !json_get(cells, name) && !other_reader(about, sheet, name, buf_str(&got)))
            mismatch(t, sheet, name, buf_str(&got), "nothing");
        buf_release(&got);
    }
}

static void check_sheet(struct xlsx *x, const struct json *about, const struct json *want,
                        struct tally *t)
{
    static const char *const states[] = {"visible", "hidden", "veryHidden"};
    const char *name = json_str(json_get(want, "name"));
    const char *state = json_str(json_get(want, "state"));
    const struct json *cells = json_get(want, "cells");
    int i = xlsx_sheet_find(x, name ? name : "");
    struct sheet *s;
    struct err e = {.code = ERR_OK};

    if (strcmp(json_str(json_get(want, "kind")), "worksheet") != 0) {
        ok(i < 0, "%s: %s is left out", t->file, name);
        return;
    }
    if (i < 0 || xlsx_sheet(x, i, &s, &e) != 0) {
        diag("%s: sheet %s: %s", t->file, name, i < 0 ? "not found" : e.detail);
        t->cells += cells ? (long)cells->count : 0;
        t->wrong += cells ? (long)cells->count : 0;
        return;
    }
    if (state && strcmp(states[xlsx_sheet_state(x, i)], state) != 0)
        mismatch(t, name, "state", states[xlsx_sheet_state(x, i)], state);
    for (const struct json *c = cells ? cells->first : NULL; c; c = c->next)
        check_cell(x, s, about, name, c, t);
    if (cells && cells->count < EXPECTED_CELLS)
        check_extra(x, s, about, name, cells, t);
    sheet_free(s);
}

static void check_file(const char *name, const struct json *all, struct tally *t)
{
    char path[8192], key[1024];
    struct xlsx *x;
    struct err e = {.code = ERR_OK};
    struct json *want;
    const struct json *sheets, *about;

    snprintf(path, sizeof path, "%s/expected/%s.json", root(), name);
    want = json_load(path);
    snprintf(path, sizeof path, "%s/%s", root(), name);
    snprintf(key, sizeof key, "xlsx/%s", name);
    about = json_get(json_get(all, "files"), key);
    sheets = json_get(want, "sheets");
    t->file = name;
    t->shown = 0;
    t->files++;
    if (xlsx_open(&x, path, &e) != 0) {
        diag("refused: %s: %s (%s)", name, e.msg ? e.msg : err_text(e.code), e.detail);
        t->refused += json_true(json_get(want, "ok"));
        json_free(want);
        return;
    }
    if (xlsx_date1904(x) != json_true(json_get(want, "date1904")) && sheets)
        mismatch(t, "workbook", "date1904", xlsx_date1904(x) ? "yes" : "no", "the other");
    for (const struct json *s = sheets ? sheets->first : NULL; s; s = s->next)
        check_sheet(x, about, s, t);
    xlsx_close(x);
    json_free(want);
}

int main(void)
{
    DIR *dir = opendir(root());
    struct tally t = {.cells = 0};
    struct dirent *d;
    struct json *all;
    char path[8192];
    double percent;

    if (!dir)
        plan_skip_all("%s is not here", root());
    snprintf(path, sizeof path, "%s/expected.json", root());
    all = json_load(path);
    while ((d = readdir(dir)))
        if (strstr(d->d_name, ".xlsx") && !strstr(d->d_name, ".json"))
            check_file(d->d_name, all, &t);
    closedir(dir);
    json_free(all);
    percent = t.cells ? 100.0 * (double)(t.cells - t.wrong) / (double)t.cells : 0;
    diag("%ld files, %ld refused that others read, %ld cells, %ld differ: %.3f %% equal", t.files,
         t.refused, t.cells, t.wrong, percent);
    ok(t.cells >= LEAST_CELLS, "%ld cells were compared", t.cells);
    ok(percent >= LEAST_PERCENT, "at least %.0f %% of the cells are equal", LEAST_PERCENT);
    return tap_done();
}
