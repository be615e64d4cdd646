/* A newer sheet of a hospital that is being surveyed: only what the hospital
 * declares changes, rows that are gone go unless something was recorded on
 * them, and an older sheet is refused (R009, R010, R011). */
#include "assets/import/import.h"
#include "model/base/clock.h"
#include "model/workspace.h"
#include "tests/assets/sheetmake.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char dir[300];
static struct identity who;

static const struct fact changed[] = {
    {F_device_model, 11, "FW-400E"},
    {F_line_room, 1, "新サーバ室"},
    {F_line_line_note, 0, NULL},
};

static const char *path_of(const char *serial, const char *date)
{
    static char path[4][500];
    static int i;

    i = (i + 1) % 4;
    snprintf(path[i], sizeof path[i], "%s/%s_架空中央病院_ヒアリングシート_%s.xlsx", dir, serial,
             date);
    return path[i];
}

static void import(struct import_result *r, const char *path, const struct import_options *o)
{
    struct err e = {0};

    is_ok(import_files(r, &path, 1, dir, o, &who, &e), &e, "%s", strrchr(path, '/') + 1);
    for (size_t i = 0; i < r->files[0].n; i++)
        if (r->files[0].problems[i].severity == IMPORT_ERROR)
            diag("%s %s", r->files[0].problems[i].cell, r->files[0].problems[i].msg);
}

static struct casefile *opened(void)
{
    struct casefile *c = NULL;
    char *folder = NULL;

    if (workspace_find(dir, "0456", &folder, NULL) != 0 || case_open(&c, folder, &who, NULL) != 0)
        bail("no case");
    free(folder);
    return c;
}

static struct id id_of(const struct casefile *c, const char *address)
{
    const struct row *row = survey_address(&c->survey, address);

    if (!row)
        bail("no %s", address);
    return row->id;
}

static const struct import_change *change(const struct import_result *r, enum import_what what,
                                          const char *address, enum field f)
{
    for (size_t i = 0; i < r->nchanges; i++)
        if (r->changes[i].what == what && strcmp(r->changes[i].address, address) == 0 &&
            r->changes[i].field == f)
            return &r->changes[i];
    return NULL;
}

/* What the surveyor recorded before the newer sheet came. */
static void observe(void)
{
    struct casefile *c = opened();
    struct err e = {0};

    is_ok(case_set(c, id_of(c, "device:1.1"), F_device_model, true, value_text("FW-999"), &e), &e,
          "seen: another model");
    is_ok(case_set(c, id_of(c, "line:3"), F_line_finding, false, value_text("棚の上"), &e), &e,
          "seen: a finding on line 3");
    case_close(c);
}

static void check_newer(void)
{
    const struct layout l = {.name = "newer", .words = 1, .header_row = 5, .changed = changed};
    const struct layout first = {.name = "first", .words = 1, .header_row = 3};
    const struct import_change *m;
    struct import_result r;
    struct casefile *c;
    struct id device;

    sheet_make(path_of("0456", "20250801"), &first);
    import(&r, path_of("0456", "20250801"), NULL);
    ok(r.written, "the first sheet");
    import_release(&r);
    observe();
    c = opened();
    device = id_of(c, "device:1.1");
    case_close(c);
    sheet_make(path_of("0456", "20250820"), &l);
    import(&r, path_of("0456", "20250820"), NULL);
    ok(r.written, "the newer sheet");
    is_int(r.files[0].changed, 2, "two rows changed");
    is_int(r.files[0].added, 1, "one room is new");
    m = change(&r, IMPORT_CHANGED, "device:1.1", F_device_model);
    ok(m && strcmp(m->before, "FW-300E") == 0 && strcmp(m->after, "FW-400E") == 0,
       "the difference is listed with both texts");
    ok(change(&r, IMPORT_CHANGED, "line:1", F_line_room) != NULL, "and the room's");
    import_release(&r);
    c = opened();
    ok(id_equal(id_of(c, "device:1.1"), device), "the device is the same row");
    is_str(row_text(survey_address(&c->survey, "device:1.1"), F_device_model), "FW-400E",
           "declared is what the newer sheet says");
    is_str(row_text_seen(survey_address(&c->survey, "device:1.1"), F_device_model), "FW-999",
           "observed is what was seen");
    is_int(c->survey.n[KIND_line], 3, "three lines");
    is_int(c->survey.n[KIND_document], 2, "two documents");
    case_close(c);
}

static void check_gone(void)
{
    const struct layout two = {.name = "gone", .header_row = 3, .words = 1, .without = 2};
    const struct layout three = {.name = "gone", .header_row = 3, .words = 1, .without = 3};
    struct import_result r;
    struct casefile *c;

    sheet_make(path_of("0456", "20250825"), &two);
    import(&r, path_of("0456", "20250825"), NULL);
    ok(change(&r, IMPORT_DELETED, "line:2", FIELD_NONE) != NULL, "line 2 is gone");
    ok(change(&r, IMPORT_DELETED, "device:2.1", FIELD_NONE) != NULL, "and its device");
    import_release(&r);
    c = opened();
    is_int(c->survey.n[KIND_line], 2, "two lines are left");
    is_int(c->survey.n[KIND_device], 2, "and two devices");
    case_close(c);
    sheet_make(path_of("0456", "20250826"), &three);
    import(&r, path_of("0456", "20250826"), NULL);
    ok(change(&r, IMPORT_KEPT, "line:3", FIELD_NONE) != NULL,
       "line 3 is gone, but something was recorded on it");
    import_release(&r);
    c = opened();
    ok(survey_address(&c->survey, "line:3") != NULL, "so it stays");
    ok(survey_address(&c->survey, "line:2") != NULL, "line 2 is back");
    case_close(c);
}

static bool no(const struct import_result *r, void *ctx)
{
    *(size_t *)ctx += r->n;
    return false;
}

static bool ruled(const struct import_result *r, const char *rule)
{
    for (size_t i = 0; i < r->files[0].n; i++)
        if (strcmp(r->files[0].problems[i].rule, rule) == 0 &&
            r->files[0].problems[i].severity == IMPORT_ERROR)
            return true;
    return false;
}

static void check_refused(void)
{
    struct import_options force = {.force = true}, ask = {0}, other = {.serial = "0999"};
    const struct layout plain = {.name = "older", .header_row = 3, .words = 0};
    const char *newer = path_of("0456", "20250827");
    struct import_result r;
    struct err e = {0};
    size_t asked = 0;
    char copy[600];

    snprintf(copy, sizeof copy, "%s", newer);
    import(&r, path_of("0456", "20250801"), NULL);
    ok(r.errors == 1 && !r.written && ruled(&r, "R009"), "an older sheet is refused");
    import_release(&r);
    import(&r, path_of("0456", "20250801"), &force);
    ok(r.errors == 0 && r.written, "unless forced");
    import_release(&r);
    sheet_make(copy, &plain);
    ask.confirm = no;
    ask.ctx = &asked;
    newer = copy;
    is_int(import_files(&r, &newer, 1, dir, &ask, &who, &e), -ERR_CANCELLED, "no means no");
    ok(asked == 1 && !r.written, "it was asked once, and nothing is written");
    import_release(&r);
    import(&r, copy, &other);
    ok(r.errors == 1 && ruled(&r, "R011"), "a file of another hospital is refused");
    import_release(&r);
}

int main(void)
{
    tmpdir_make(dir, sizeof dir);
    clock_set(clock_ms(2025, 9, 1, 9, 0, 0));
    if (identity_load(&who, dir, "試験 太郎", "A", NULL) != 0)
        bail("no identity");
    check_newer();
    check_gone();
    check_refused();
    tmpdir_remove(dir);
    return tap_done();
}
