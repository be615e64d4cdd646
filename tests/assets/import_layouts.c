/* One hospital's facts in many layouts: header words, orders, start columns,
 * header rows, groups, merged and repeated lines, full width, era dates. */
#include "assets/import/import.h"
#include "model/base/clock.h"
#include "model/parse.h"
#include "model/workspace.h"
#include "tests/assets/sheetmake.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct layout layouts[] = {
    {.name = "as agreed", .words = 0, .header_row = 3, .numbers = true},
    {.name = "other words", .words = 1, .header_row = 3},
    {.name = "further words", .words = 2, .header_row = 3},
    {.name = "column C, row 8", .words = 0, .first_col = 2, .header_row = 7, .numbers = true},
    {.name = "merged lines", .words = 1, .header_row = 4, .below = BELOW_MERGED, .group_row = true},
    {.name = "rows left empty", .words = 0, .header_row = 4, .below = BELOW_EMPTY},
    {.name = "groups and empty rows",
     .words = 2,
     .first_col = 1,
     .header_row = 5,
     .below = BELOW_EMPTY,
     .group_row = true,
     .numbers = true},
    {.name = "from right to left", .words = 0, .header_row = 3, .reversed = true},
    {.name = "from right to left, merged",
     .words = 1,
     .first_col = 1,
     .header_row = 6,
     .reversed = true,
     .below = BELOW_MERGED},
    {.name = "full width", .words = 1, .header_row = 3, .wide = true, .split_days = true},
    {.name = "full width, merged, groups",
     .words = 2,
     .header_row = 5,
     .wide = true,
     .below = BELOW_MERGED,
     .group_row = true,
     .split_days = true},
    {.name = "days apart", .words = 0, .header_row = 3, .split_days = true},
    {.name = "devices apart", .words = 0, .header_row = 3, .separate = true},
    {.name = "devices apart, other words",
     .words = 1,
     .first_col = 1,
     .header_row = 4,
     .separate = true,
     .wide = true},
};

static char dir[300];
static struct identity who;

static const struct row *row_of(const struct survey *s, enum kind kind, int line)
{
    char address[32];

    if (kind == KIND_device)
        snprintf(address, sizeof address, "device:%d.%d", line / 10, line % 10);
    else
        snprintf(address, sizeof address, "%s:%d", catalog_kinds[kind].id, line);
    return survey_address(s, address);
}

static int compare(const struct survey *s)
{
    struct buf b = BUF_INIT;
    int wrong = 0;

    for (size_t i = 0; i < sheet_nfacts; i++) {
        const struct fact *f = &sheet_facts[i];
        const struct row *row = row_of(s, catalog[f->f].kind, f->line);

        buf_reset(&b);
        if (row)
            field_print_id(f->f, row_value(row, f->f), &b);
        if (strcmp(buf_str(&b), f->id) != 0) {
            diag("%s %d %s: got \"%s\", want \"%s\"", catalog_kinds[catalog[f->f].kind].id, f->line,
                 catalog[f->f].id, row ? buf_str(&b) : "no row", f->id);
            wrong++;
        }
    }
    buf_release(&b);
    return wrong;
}

static void check_site(const struct survey *s, const char *name)
{
    const struct row *site = survey_site(s);

    is_str(row_text(site, F_site_hospital_serial_no), "0456", "%s: serial", name);
    is_str(row_text(site, F_site_hospital_name), "架空中央病院", "%s: hospital", name);
    is_str(row_text(site, F_site_hospital_address), "長野県架空市1-2-3", "%s: address", name);
    is_int(row_int(site, F_site_bed_count, 0), 310, "%s: beds", name);
    is_str(row_text(site, F_site_emr_product), "カルテスター7", "%s: EMR", name);
    is_str(row_text(site, F_site_survey_dates), "2025-10-02,2025-10-03", "%s: days", name);
    is_int(s->n[KIND_contact], 2, "%s: contacts", name);
    ok(row_is(s->rows[KIND_contact][0], F_contact_contact_role, "hospital") &&
           row_is(s->rows[KIND_contact][1], F_contact_contact_role, "witness"),
       "%s: their roles", name);
    is_str(row_text(s->rows[KIND_contact][1], F_contact_contact_name), "髙橋 由美",
           "%s: the witness", name);
}

static void check_layout(const struct layout *l, int i)
{
    char path[500], workspace[400];
    const char *paths[] = {path};
    struct import_result r;
    struct casefile *c;
    struct err e = {0};
    char *folder = NULL;

    snprintf(path, sizeof path, "%s/0456_架空中央病院_ヒアリングシート_20250901.xlsx", dir);
    snprintf(workspace, sizeof workspace, "%s/w%d", dir, i);
    if (mkdir(workspace, 0700) != 0)
        bail("mkdir");
    sheet_make(path, l);
    is_ok(import_files(&r, paths, 1, workspace, NULL, &who, &e), &e, "%s: imported", l->name);
    is_int(r.errors, 0, "%s: without error", l->name);
    for (size_t k = 0; k < r.files[0].n; k++) {
        const struct import_problem *p = &r.files[0].problems[k];

        if (p->severity == IMPORT_ERROR || !*p->sheet)
            diag("%s!%s %s (%s, %s)", p->sheet, p->cell, p->msg, p->args[0] ? p->args[0] : "",
                 p->args[1] ? p->args[1] : "");
    }
    import_release(&r);
    if (workspace_find(workspace, "0456", &folder, &e) != 0 ||
        case_open(&c, folder, &who, &e) != 0) {
        ok(false, "%s: the hospital is there", l->name);
        return;
    }
    is_int(c->survey.n[KIND_line], 3, "%s: lines", l->name);
    is_int(c->survey.n[KIND_device], 3, "%s: devices", l->name);
    is_int(c->survey.n[KIND_pc], 2, "%s: PCs", l->name);
    is_int(compare(&c->survey), 0, "%s: every fact", l->name);
    check_site(&c->survey, l->name);
    case_close(c);
    free(folder);
}

static void check_speed(void)
{
    char path[500], workspace[400];
    const char *paths[] = {path};
    struct import_result r;
    struct err e = {0};
    int64_t begin;

    snprintf(workspace, sizeof workspace, "%s/large", dir);
    if (mkdir(workspace, 0700) != 0)
        bail("mkdir");

    snprintf(path, sizeof path, "%s/0456_架空中央病院_ヒアリングシート_20250901.xlsx", dir);
    sheet_make_large(path, 300);
    begin = clock_mono_ms();
    is_ok(import_files(&r, paths, 1, workspace, NULL, &who, &e), &e, "300 lines, 600 devices");
    diag("imported in %d ms", (int)(clock_mono_ms() - begin));
    ok(r.written && r.errors == 0, "without error");
    is_int(r.files[0].added, 300 + 600 + 2 + 1 + 2 + 62, "every row is new, and every room");
    import_release(&r);
}

int main(void)
{
    tmpdir_make(dir, sizeof dir);
    clock_set(clock_ms(2025, 9, 1, 9, 0, 0));
    if (identity_load(&who, dir, "試験 太郎", "A", NULL) != 0)
        bail("no identity");
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        check_layout(&layouts[i], (int)i);
    check_speed();
    tmpdir_remove(dir);
    return tap_done();
}
