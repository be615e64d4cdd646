/* The blank sheets: what Excel would have to repair is not in them, and what
 * is filled in comes back through the importer, column by column. */
#include "assets/template/template.h"
#include "assets/import/import.h"
#include "assets/xlsx/xlsx.h"
#include "model/base/file.h"
#include "model/parse.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"
#include "tests/lib/zipmake.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unzip.h>

static struct err e;

/* ---- filling in: cells that are blank in the XML get a text */

struct entry {
    char cell[CELL_NAME_MAX];
    char part[64];
    char *text;
};

static struct {
    struct entry v[128];
    size_t n;
} entries;

static void enter(int sheet, uint32_t row, uint32_t col, const char *text)
{
    struct entry *en = &entries.v[entries.n++];

    if (entries.n > sizeof entries.v / sizeof entries.v[0])
        bail("too many entries");
    cell_name(row, col, en->cell);
    snprintf(en->part, sizeof en->part, "xl/worksheets/sheet%d.xml", sheet + 1);
    en->text = xstrdup(text);
}

static void forget(void)
{
    while (entries.n > 0)
        free(entries.v[--entries.n].text);
}

/* <c r="B5" s="8"/> becomes <c r="B5" s="8" t="inlineStr"><is><t>...; the
 * number of cells that were found. */
static int apply(const char *part, struct buf *xml)
{
    int found = 0;

    for (size_t i = 0; i < entries.n; i++) {
        const struct entry *en = &entries.v[i];
        struct buf mark = BUF_INIT, out = BUF_INIT;
        const char *at, *end;

        buf_addf(&mark, "<c r=\"%s\" ", en->cell);
        if (strcmp(en->part, part) == 0 && (at = strstr(buf_str(xml), buf_str(&mark))) &&
            (end = strstr(at, "/>"))) {
            buf_add(&out, xml->p, (size_t)(end - xml->p));
            buf_addf(&out, " t=\"inlineStr\"><is><t>%s</t></is></c>", en->text);
            buf_puts(&out, end + 2);
            buf_release(xml);
            *xml = out;
            found++;
        } else {
            buf_release(&out);
        }
        buf_release(&mark);
    }
    return found;
}

static void read_entry(unzFile in, struct buf *out)
{
    char chunk[65536];
    int n;

    buf_reset(out);
    if (unzOpenCurrentFile(in) != UNZ_OK)
        bail("a part cannot be opened");
    while ((n = unzReadCurrentFile(in, chunk, sizeof chunk)) > 0)
        buf_add(out, chunk, (size_t)n);
    if (unzCloseCurrentFile(in) != UNZ_OK || n < 0)
        bail("a part is damaged");
}

/* `from` with the entries made, as `to`. */
static void fill_in(const char *from, const char *to)
{
    unzFile in = unzOpen64(from);
    struct zipmake *z = zipmake_new(to);
    struct buf part = BUF_INIT;
    char name[256];
    int found = 0;

    if (!in)
        bail("%s is no zip", from);
    for (int rc = unzGoToFirstFile(in); rc == UNZ_OK; rc = unzGoToNextFile(in)) {
        unzGetCurrentFileInfo64(in, NULL, name, sizeof name, NULL, 0, NULL, 0);
        read_entry(in, &part);
        found += apply(name, &part);
        zipmake_add(z, name, buf_str(&part), part.len, true);
    }
    unzClose(in);
    zipmake_close(z);
    buf_release(&part);
    is_int(found, entries.n, "every entry has a cell that waits for it");
}

/* ---- a sheet's example row, typed into the first blank one */

struct view {
    struct xlsx *x;
    struct sheet *s;
    int sheet;
};

static void open_view(struct view *v, const char *path, const char *name)
{
    if (xlsx_open(&v->x, path, &e) != 0)
        bail("%s: %s", path, e.detail);
    v->sheet = xlsx_sheet_find(v->x, name);
    ok(v->sheet >= 0, "there is the sheet %s", name);
    if (xlsx_sheet(v->x, v->sheet, &v->s, &e) != 0)
        bail("%s: %s", name, e.detail);
}

static void close_view(struct view *v)
{
    sheet_free(v->s);
    xlsx_close(v->x);
}

static const char *text_at(const struct view *v, uint32_t row, uint32_t col)
{
    return sheet_cell(v->s, row, col)->text;
}

#define EXAMPLE "記入例"

static void enter_example(const struct view *v, uint32_t head)
{
    for (uint32_t col = 0; col < sheet_cols(v->s); col++) {
        const char *text = text_at(v, head + 1, col);

        if (strcmp(text, EXAMPLE) == 0)
            text = strcmp(text_at(v, head, col), "建物") == 0 ? "本館" : "1";
        if (*text)
            enter(v->sheet, head + 2, col, text);
    }
}

/* The field of one of the kinds that has this label. */
static enum field field_labelled(const enum kind *kinds, const char *label)
{
    for (; *kinds; kinds++)
        for (int f = (int)catalog_kinds[*kinds].first; f < kind_end(*kinds); f++)
            if (strcmp(field_label((enum field)f, true), label) == 0)
                return (enum field)f;
    return FIELD_NONE;
}

/* What was typed into row head + 2 equals the first row of each kind. */
static void compare(const struct view *v, uint32_t head, const enum kind *kinds,
                    const struct survey *s)
{
    struct buf got = BUF_INIT;

    for (uint32_t col = 0; col < sheet_cols(v->s); col++) {
        const char *label = text_at(v, head, col), *want = text_at(v, head + 2, col);
        enum field f = field_labelled(kinds, label);

        if (!*label || !*want)
            continue;
        ok(f != FIELD_NONE, "%s is a label of the catalogue", label);
        buf_reset(&got);
        if (f != FIELD_NONE && s->n[catalog[f].kind] > 0)
            field_print(f, row_value(s->rows[catalog[f].kind][0], f), true, &got);
        is_str(buf_str(&got), catalog[f].type == TYPE_BOOL ? "はい" : want, "%s", label);
    }
    buf_release(&got);
}

static void import(struct casefile *c, const char *path)
{
    struct import_options options = {0};
    struct import_result r;

    is_ok(import_into(&r, &path, 1, c, &options, &e), &e, "it is imported");
    is_int(r.errors, 0, "without an error");
    for (size_t i = 0; r.n && i < r.files[0].n; i++) {
        const struct import_problem *p = &r.files[0].problems[i];

        if (p->severity == IMPORT_ERROR || strcmp(p->rule, "R005") != 0)
            diag("%s %s %s: %s (%s)", p->sheet, p->cell, p->rule, p->msg,
                 p->args[0] ? p->args[0] : "");
    }
    import_release(&r);
}

#define LINE_HEAD 3
#define PC_HEAD 2
#define ROOM_HEAD 3

static void hearing(struct fixture *f, struct casefile *c)
{
    static const enum kind line_kinds[] = {KIND_line, KIND_device, KIND_NONE};
    static const enum kind pc_kinds[] = {KIND_pc, KIND_NONE};
    static const char *const basics[] = {
        "0342",          "みなと総合病院", "神奈川県", "港見市1-2-3", "290",
        "カルテスター7", "東陽メディカル", "田所 守",  "2025-09-12",  "2025-09-13"};
    static const char *const contact[] = {"立会者", "﨑山 学", "総務課", "0463-00-5306"};
    char blank[512], filled[512];
    struct view v;
    struct buf text = BUF_INIT;
    const struct row *site;

    snprintf(blank, sizeof blank, "%s/blank.xlsx", f->workspace);
    snprintf(filled, sizeof filled, "%s/0342_みなと総合病院_ヒアリングシート_20250801.xlsx",
             f->workspace);
    is_ok(template_write(TEMPLATE_HEARING, blank, &e), &e, "the hearing sheet is written");
    open_view(&v, blank, "基本情報");
    for (uint32_t i = 0; i < sizeof basics / sizeof basics[0]; i++)
        enter(v.sheet, 2 + i, 1, basics[i]);
    is_str(text_at(&v, 14, 0), "役割", "the contacts' header");
    for (uint32_t i = 0; i < sizeof contact / sizeof contact[0]; i++)
        enter(v.sheet, 15, i, contact[i]);
    close_view(&v);
    open_view(&v, blank, "回線・機器情報記入シート");
    enter_example(&v, LINE_HEAD);
    close_view(&v);
    open_view(&v, blank, "端末一覧");
    enter_example(&v, PC_HEAD);
    close_view(&v);
    fill_in(blank, filled);
    forget();
    import(c, filled);
    is_int(c->survey.n[KIND_line], 1, "one line: the example row is none");
    is_int(c->survey.n[KIND_device], 1, "one device");
    is_int(c->survey.n[KIND_pc], 1, "one PC");
    is_int(c->survey.n[KIND_contact], 1, "one contact");
    open_view(&v, filled, "回線・機器情報記入シート");
    compare(&v, LINE_HEAD, line_kinds, &c->survey);
    close_view(&v);
    open_view(&v, filled, "端末一覧");
    compare(&v, PC_HEAD, pc_kinds, &c->survey);
    close_view(&v);
    site = survey_site(&c->survey);
    is_str(row_text(site, F_site_hospital_address), "港見市1-2-3", "the address");
    is_str(row_text(site, F_site_survey_dates), "2025-09-12,2025-09-13", "both days");
    is_int(row_int(site, F_site_bed_count, 0), 290, "the beds");
    is_str(row_text(c->survey.rows[KIND_contact][0], F_contact_contact_role), "witness",
           "the contact's role");
    buf_release(&text);
}

static void rooms(struct fixture *f, struct casefile *c)
{
    static const enum kind kinds[] = {KIND_room, KIND_window, KIND_NONE};
    char blank[512], filled[512];
    struct view v;
    const struct row *room;
    int forbidden = -1;

    snprintf(blank, sizeof blank, "%s/rooms.xlsx", f->workspace);
    snprintf(filled, sizeof filled, "%s/［0342］［みなと総合病院］入室計画要望書_20250801.xlsx",
             f->workspace);
    is_ok(template_write(TEMPLATE_ROOMS, blank, &e), &e, "the room request is written");
    open_view(&v, blank, "入室計画要望書");
    enter_example(&v, ROOM_HEAD);
    for (uint32_t col = 0; col < sheet_cols(v.s); col++)
        if (strcmp(text_at(&v, ROOM_HEAD, col), "入室禁止") == 0)
            forbidden = (int)col;
    enter(v.sheet, ROOM_HEAD + 3, 2, "麻薬庫");
    enter(v.sheet, ROOM_HEAD + 3, (uint32_t)forbidden, "○");
    close_view(&v);
    fill_in(blank, filled);
    forget();
    import(c, filled);
    room = survey_room(&c->survey, "本館", "2F", "サーバ室");
    ok(room != NULL, "the room is there");
    is_int(c->survey.n[KIND_window], 1, "with one window");
    if (c->survey.n[KIND_window] > 0) {
        const struct row *w = c->survey.rows[KIND_window][0];

        is_str(row_text(w, F_window_access_date), "2025-10-02", "its day");
        is_str(row_text(w, F_window_open_from), "09:00", "open from");
        is_str(row_text(w, F_window_operate_to), "11:30", "operation until");
    }
    if (room) {
        is_str(row_text(room, F_room_photo_allowed), "allowed", "photos");
        is_int(row_int(room, F_room_witness_required, -1), 1, "a witness");
        is_int(row_int(room, F_room_entry_forbidden, 0), 0, "entry");
    }
    room = survey_room(&c->survey, "", "", "麻薬庫");
    ok(room && row_int(room, F_room_entry_forbidden, 0) == 1, "the circle forbids entry");
    open_view(&v, filled, "入室計画要望書");
    for (uint32_t col = 0; col < sheet_cols(v.s); col++)
        ok(!*text_at(&v, ROOM_HEAD, col) ||
               field_labelled(kinds, text_at(&v, ROOM_HEAD, col)) != FIELD_NONE,
           "%s is a label of the catalogue", text_at(&v, ROOM_HEAD, col));
    close_view(&v);
}

/* ---- the file */

static int occurrences(struct buf *b, const char *what)
{
    int n = 0;

    for (const char *p = buf_str(b); (p = strstr(p, what)); p++)
        n++;
    return n;
}

static void read_part(const char *path, const char *name, struct buf *out)
{
    unzFile in = unzOpen64(path);

    if (!in || unzLocateFile(in, name, 1) != UNZ_OK)
        bail("%s: no %s", path, name);
    read_entry(in, out);
    unzClose(in);
}

static void drop_downs(struct fixture *f)
{
    char path[512];
    struct view v;
    struct buf xml = BUF_INIT;
    size_t longest = 0;
    int n = 0;

    snprintf(path, sizeof path, "%s/blank.xlsx", f->workspace);
    read_part(path, "xl/worksheets/sheet2.xml", &xml);
    for (const char *p = buf_str(&xml); (p = strstr(p, "<formula1>")); n++) {
        size_t len = strcspn(p += 10, "<");

        longest = len > longest ? len : longest;
        ok(strncmp(p, "'プルダウン'!$", strlen("'プルダウン'!$")) == 0, "drop-down %d: %.*s", n,
           (int)len, p);
    }
    is_int(n, 14, "a drop-down for every closed list of the lines");
    ok(longest < 255, "none longer than Excel takes");
    is_int(occurrences(&xml, "<dataValidation type=\"list\" "), n, "each of them a list");
    is_int(occurrences(&xml, "<dataValidations "), 1, "in one block");
    read_part(path, "xl/workbook.xml", &xml);
    is_int(occurrences(&xml, "state=\"hidden\""), 1, "the lists are hidden");
    open_view(&v, path, "プルダウン");
    is_str(text_at(&v, 0, 0), "病院担当者", "and hold the catalogue's labels");
    close_view(&v);
    buf_release(&xml);
}

static void same_bytes(struct fixture *f)
{
    char path[512], again[512];
    struct buf a = BUF_INIT, b = BUF_INIT;

    snprintf(path, sizeof path, "%s/blank.xlsx", f->workspace);
    snprintf(again, sizeof again, "%s/again.xlsx", f->workspace);
    is_ok(template_write(TEMPLATE_HEARING, again, &e), &e, "written again");
    file_read(path, BUF_MAX_DEFAULT, &a, &e);
    file_read(again, BUF_MAX_DEFAULT, &b, &e);
    ok(a.len > 0 && a.len == b.len && memcmp(a.p, b.p, a.len) == 0, "gives the same bytes");
    buf_release(&a);
    buf_release(&b);
}

int main(void)
{
    struct fixture f;
    struct casefile *c;

    setlocale(LC_ALL, "");
    fixture_begin(&f);
    c = fixture_case(&f);
    hearing(&f, c);
    rooms(&f, c);
    drop_downs(&f);
    same_bytes(&f);
    case_close(c);
    fixture_end(&f);
    return tap_done();
}
