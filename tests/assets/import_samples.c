/* The sample hospitals: what is imported equals expected.json member by
 * member, the seeded faults are found at their cells and nowhere else, and
 * importing is all or nothing, repeatable and kind to what was observed. */
#include "assets/import/import.h"
#include "model/base/clock.h"
#include "model/parse.h"
#include "model/workspace.h"
#include "tests/lib/json.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char samples[3000], workspace[300];
static struct identity who;

static const char *sample(const char *name)
{
    static char path[6][4200];
    static int i;

    i = (i + 1) % 6;
    snprintf(path[i], sizeof path[i], "%s/%s", samples, name);
    return path[i];
}

static bool find_samples(void)
{
    const char *shared = getenv("GENBA_SHARED"), *top = getenv("top_srcdir");

    if (shared)
        snprintf(samples, sizeof samples, "%s/samples", shared);
    else
        snprintf(samples, sizeof samples, "%s/../shared/samples", top ? top : ".");
    return access(sample("0777.faults.json"), R_OK) == 0;
}

static void import(struct import_result *r, const char *a, const char *b,
                   const struct import_options *o, const char *what)
{
    const char *paths[] = {a, b};
    struct err e = {0};

    is_ok(import_files(r, paths, b ? 2 : 1, workspace, o, &who, &e), &e, "%s", what);
}

/* ---- expected.json ---- */

static void printed(const struct row *row, enum field f, struct buf *out)
{
    buf_reset(out);
    field_print_id(f, row_value(row, f), out);
}

static void json_text(const struct json *j, struct buf *out)
{
    buf_reset(out);
    if (j->type == JSON_STRING)
        buf_puts(out, j->text);
    else if (j->type == JSON_NUMBER)
        buf_addf(out, "%.0f", j->number);
    else if (j->type == JSON_BOOL)
        buf_puts(out, j->number ? "true" : "false");
    for (const struct json *k = j->type == JSON_ARRAY ? j->first : NULL; k; k = k->next)
        buf_addf(out, "%s%s", out->len ? "," : "", k->text);
}

/* Members that are fields of the row; returns how many differ. */
static int compare_row(const struct survey *s, const struct row *row, const struct json *want,
                       const char *where)
{
    struct buf a = BUF_INIT, b = BUF_INIT;
    int wrong = 0;

    for (const struct json *m = want->first; m; m = m->next) {
        enum field f = field_by_id(row->kind, m->key);

        if (f == FIELD_NONE && strcmp(m->key, "windows") == 0)
            continue;
        if (f == FIELD_NONE && strcmp(m->key, "line_seq") == 0) {
            buf_reset(&a);
            buf_addf(
                &a, "%d",
                (int)row_int(survey_find(s, row_ref(row, F_device_line_ref)), F_line_line_seq, -1));
        } else if (f == FIELD_NONE) {
            diag("%s: no field %s", where, m->key);
            wrong++;
            continue;
        } else {
            printed(row, f, &a);
        }
        json_text(m, &b);
        if (strcmp(buf_str(&a), buf_str(&b)) != 0) {
            diag("%s %s: got \"%s\", want \"%s\"", where, m->key, buf_str(&a), buf_str(&b));
            wrong++;
        }
    }
    buf_release(&a);
    buf_release(&b);
    return wrong;
}

static void compare_kind(const struct survey *s, enum kind kind, const struct json *want,
                         const char *serial)
{
    char where[64];
    int wrong = 0;

    is_int(s->n[kind], want->count, "%s: number of %s rows", serial, catalog_kinds[kind].id);
    for (size_t i = 0; i < want->count && i < s->n[kind]; i++) {
        snprintf(where, sizeof where, "%s %s %zu", serial, catalog_kinds[kind].id, i + 1);
        wrong += compare_row(s, s->rows[kind][i], json_at(want, i), where);
    }
    is_int(wrong, 0, "%s: every member of every %s", serial, catalog_kinds[kind].id);
}

static int compare_windows(const struct survey *s, const struct row *room, const struct json *want,
                           const char *where)
{
    const struct row *w;
    size_t i = 0, n = 0;
    int wrong = 0;

    while ((w = survey_next_ref(s, KIND_window, F_window_room_ref, room->id, &i))) {
        const struct json *one = json_at(want, n++);

        wrong += one ? compare_row(s, w, one, where) : 1;
    }
    return wrong + (n != want->count);
}

static void compare_rooms(const struct survey *s, const struct json *want, const char *serial)
{
    int wrong = 0;

    for (const struct json *r = want->first; r; r = r->next) {
        const struct row *room =
            survey_room(s, json_str(json_get(r, "building")), json_str(json_get(r, "floor")),
                        json_str(json_get(r, "room")));

        if (!room) {
            diag("no room %s", json_str(json_get(r, "room")));
            wrong++;
            continue;
        }
        wrong += compare_row(s, room, r, json_str(json_get(r, "room")));
        wrong += compare_windows(s, room, json_get(r, "windows"), json_str(json_get(r, "room")));
    }
    is_int(wrong, 0, "%s: rooms and their windows", serial);
}

static struct casefile *opened(const char *serial)
{
    struct casefile *c = NULL;
    struct err e = {0};
    char *folder = NULL;

    if (workspace_find(workspace, serial, &folder, &e) != 0 || case_open(&c, folder, &who, &e) != 0)
        bail("%s cannot be opened: %s %s", serial, e.subject, e.detail);
    free(folder);
    return c;
}

static void check_hospital(const char *serial, const char *hearing, const char *request)
{
    char name[64];
    struct import_result r;
    struct casefile *c;
    struct json *want;
    int plans = 0;

    import(&r, sample(hearing), request ? sample(request) : NULL, NULL, serial);
    is_int(r.errors, 0, "%s: no error", serial);
    ok(r.written, "%s: written", serial);
    import_release(&r);
    snprintf(name, sizeof name, "%s.expected.json", serial);
    want = json_load(sample(name));
    c = opened(serial);
    is_int(compare_row(&c->survey, survey_site(&c->survey), json_get(want, "site"), serial), 0,
           "%s: the site", serial);
    compare_kind(&c->survey, KIND_contact, json_get(want, "contacts"), serial);
    compare_kind(&c->survey, KIND_line, json_get(want, "lines"), serial);
    compare_kind(&c->survey, KIND_device, json_get(want, "devices"), serial);
    compare_kind(&c->survey, KIND_pc, json_get(want, "pcs"), serial);
    compare_rooms(&c->survey, json_get(want, "rooms"), serial);
    for (size_t i = 0; i < c->survey.n[KIND_drawing]; i++) {
        const struct row *d = c->survey.rows[KIND_drawing][i];
        struct buf path = BUF_INIT;

        buf_addf(&path, "%s/drawings/%s.png", c->folder, row_text(d, F_drawing_sha256));
        plans += access(buf_str(&path), R_OK) == 0 && *row_text(d, F_drawing_building) &&
                 *row_text(d, F_drawing_floor) && row_int(d, F_drawing_width, 0) > 0;
        buf_release(&path);
    }
    is_int(plans, (int)json_num(json_get(want, "floor_plans"), -1),
           "%s: drawings on disk, with building, floor and size", serial);
    case_close(c);
    json_free(want);
}

/* ---- 0777 ---- */

static bool named(const struct import_file *f, const char *sheet, const char *cell, bool errors)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->problems[i].sheet, sheet) == 0 &&
            (!cell || strcmp(f->problems[i].cell, cell) == 0) &&
            (!errors || f->problems[i].severity == IMPORT_ERROR))
            return true;
    return false;
}

static bool expected(const struct json *faults, const struct import_problem *p)
{
    for (const struct json *f = faults->first; f; f = f->next) {
        const char *sheet = json_str(json_get(f, "sheet")), *cell = json_str(json_get(f, "cell"));
        const struct json *also = json_get(f, "also");

        if (!sheet || strcmp(sheet, p->sheet) != 0)
            continue;
        if (!cell || strcmp(cell, p->cell) == 0)
            return true;
        for (const struct json *a = also ? also->first : NULL; a; a = a->next)
            if (strcmp(a->text, p->cell) == 0)
                return true;
    }
    return false;
}

static int entries(const char *dir)
{
    DIR *d = opendir(dir);
    int n = 0;

    while (d && readdir(d))
        n++;
    if (d)
        closedir(d);
    return n;
}

static void check_faults(void)
{
    struct json *faults = json_load(sample("0777.faults.json"));
    struct import_result r;
    const struct import_file *f;
    int before = entries(workspace), unexpected = 0;

    import(&r, sample("0777_間違い探し病院_ヒアリングシート_20250230.xlsx"), NULL, NULL, "0777");
    f = &r.files[0];
    ok(r.errors > 0 && !r.written, "0777: refused");
    for (const struct json *j = faults->first; j; j = j->next) {
        const char *sheet = json_str(json_get(j, "sheet")), *cell = json_str(json_get(j, "cell"));

        if (!sheet)
            ok(!f->name_ok && strcmp(f->problems[0].rule, "R004") == 0, "0777: %s",
               json_str(json_get(j, "what")));
        else
            ok(named(f, sheet, cell, cell != NULL), "0777 %s!%s: %s", sheet, cell ? cell : "",
               json_str(json_get(j, "what")));
    }
    for (size_t i = 0; i < f->n; i++)
        if (f->problems[i].severity == IMPORT_ERROR && !expected(faults, &f->problems[i])) {
            diag("unexpected: %s!%s %s", f->problems[i].sheet, f->problems[i].cell,
                 f->problems[i].msg);
            unexpected++;
        }
    is_int(unexpected, 0, "0777: no error anywhere else");
    is_int(entries(workspace), before, "0777: nothing was written");
    import_release(&r);
    json_free(faults);
}

/* ---- again, dry, together ---- */

static void check_again(void)
{
    const char *hearing = sample("0342_みなと総合病院_ヒアリングシート_20250725.xlsx");
    struct import_options dry = {.dry_run = true};
    struct import_result r;
    int before = entries(workspace);
    struct casefile *c = opened("0342");
    size_t documents = c->survey.n[KIND_document];

    case_close(c);
    import(&r, hearing, NULL, NULL, "again");
    ok(r.files[0].same && !r.written, "the same file again is known");
    is_int(r.files[0].added + r.files[0].changed, 0, "and changes nothing");
    ok(r.files[0].unchanged > 20, "its rows are counted as unchanged");
    import_release(&r);
    c = opened("0342");
    is_int(c->survey.n[KIND_document], documents, "no further document");
    case_close(c);
    import(&r, sample("0107_しおかぜ診療病院_ヒアリングシート_20250620.xlsx"), NULL, &dry,
           "dry run");
    ok(r.files[0].added > 0 && !r.written, "a dry run counts");
    is_int(entries(workspace), before, "a dry run writes nothing");
    import_release(&r);
    import(&r, hearing, sample("0777_間違い探し病院_ヒアリングシート_20250230.xlsx"), NULL, "two");
    ok(r.errors > 0 && !r.written, "one bad file holds back the others");
    import_release(&r);
    import(&r, sample("［1204］［県立潮見中央医療センター］入室計画要望書_20250731.xlsx"), NULL,
           NULL, "request alone");
    is_int(r.errors, 1, "a room request of a hospital that is not there yet is refused");
    import_release(&r);
}

int main(void)
{
    if (!find_samples())
        plan_skip_all("the sample hospitals are not there");
    tmpdir_make(workspace, sizeof workspace);
    clock_set(clock_ms(2025, 8, 1, 9, 0, 0));
    if (identity_load(&who, workspace, "試験 太郎", "A", NULL) != 0)
        bail("no identity");
    check_faults();
    check_hospital("0342", "0342_みなと総合病院_入室計画要望書_20250725.xlsx",
                   "0342_みなと総合病院_ヒアリングシート_20250725.xlsx");
    check_again();
    check_hospital("0107", "0107_しおかぜ診療病院_ヒアリングシート_20250620.xlsx", NULL);
    check_hospital("1204", "1204_県立潮見中央医療センター_ヒアリングシート_20250731.xlsx",
                   "［1204］［県立潮見中央医療センター］入室計画要望書_20250731.xlsx");
    tmpdir_remove(workspace);
    return tap_done();
}
