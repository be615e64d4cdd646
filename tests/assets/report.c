/* The survey workbook, read back cell by cell. */
#include "assets/report/report.h"
#include "assets/xlsx/xlsx.h"
#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/rules/signoff.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct err e;

/* ---- the survey */

enum { SITE, LINE1, LINE2, LINE3, DEVICE, PC, UNKNOWN, PHOTO, OLD_SIGN, NEW_SIGN, CREW, ROWS };
static struct id ids[ROWS];

static const struct fact {
    int row;
    enum field field;
    bool observed;
    const char *text; /* "!reason": not readable; "@3": a reference to row 3 */
} facts[] = {
    {SITE, F_site_hospital_serial_no, false, "0342"},
    {SITE, F_site_hospital_name, false, "みなと総合病院"},
    {SITE, F_site_bed_count, false, "290"},
    {SITE, F_site_survey_dates, false, "2025-09-12"},
    {SITE, F_site_extra, false, "駐車場: 有"},
    {LINE1, F_line_line_seq, false, "1"},
    {LINE1, F_line_line_label, false, "回線A"},
    {LINE1, F_line_line_number, false, "=cmd|' /C calc'!A0"},
    {LINE1, F_line_line_kind, false, "internet"},
    {LINE1, F_line_traffic_kind, false, "data"},
    {LINE1, F_line_emr_connected, false, "yes"},
    {LINE1, F_line_building, false, "本館"},
    {LINE1, F_line_building, true, "本館"},
    {LINE1, F_line_room, false, "サーバ室"},
    {LINE1, F_line_room, true, "電気室"},
    {LINE1, F_line_terminator_kind, false, "onu"},
    {LINE1, F_line_moved_device, false, "0"},
    {LINE2, F_line_line_seq, false, "2"},
    {LINE2, F_line_line_label, false, "回線B"},
    {LINE2, F_line_traffic_kind, false, "voice"},
    {LINE3, F_line_line_seq, false, "3"},
    {LINE3, F_line_line_label, false, "回線C"},
    {LINE3, F_line_traffic_kind, false, "data"},
    {LINE3, F_line_room, false, "天井裏"},
    {LINE3, F_line_ns_code, false, "NS02"},
    {LINE3, F_line_ns_note, false, "脚立では届かない"},
    {LINE3, F_line_ns_consulted, false, "﨑山 学"},
    {LINE3, F_line_ns_consulted_at, false, "2025-09-12T10:42:00+09:00"},
    {DEVICE, F_device_device_seq, false, "1"},
    {DEVICE, F_device_line_ref, false, "@1"},
    {DEVICE, F_device_model, false, "AR-830"},
    {DEVICE, F_device_model, true, "ＡＲ－８３０"},
    {DEVICE, F_device_serial_no, false, "S1"},
    {DEVICE, F_device_serial_no, true, "!銘板が裏面"},
    {PC, F_pc_pc_seq, false, "1"},
    {PC, F_pc_pc_name, false, "LAB-PC1"},
    {PC, F_pc_os, false, "windows11"},
    {UNKNOWN, F_unknown_line_unknown_line_no, false, "A-U01"},
    {UNKNOWN, F_unknown_line_known_state, false, "unknown"},
    {PHOTO, F_photo_orig_name, false, "DSC01201.JPG"},
    {PHOTO, F_photo_photo_tag, false, "terminator"},
    {PHOTO, F_photo_photo_target, false, "@1"},
    {PHOTO, F_photo_sha256, false,
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {PHOTO, F_photo_exif_datetime_original, false, "2025:09:12 10:01:00"},
    {OLD_SIGN, F_signoff_signer_name, false, "森田 航"},
    {NEW_SIGN, F_signoff_signer_name, false, "森田 航"},
    {NEW_SIGN, F_signoff_signed_scope, false, "visit"},
    {NEW_SIGN, F_signoff_supersedes, false, "@8"},
    {NEW_SIGN, F_signoff_explained_ns, false, "1"},
    {CREW, F_crew_crew_id, false, "A"},
};

static struct value fact_value(const struct fact *f)
{
    enum field_type t = catalog[f->field].type;

    if (f->text[0] == '!')
        return value_unreadable(f->text + 1);
    if (t == TYPE_REF)
        return value_id(ids[strtol(f->text + 1, NULL, 10)]);
    if (t == TYPE_INT || t == TYPE_BOOL)
        return value_int(strtol(f->text, NULL, 10));
    return value_text(f->text);
}

static void fill(struct casefile *c)
{
    struct edits list = {0};

    for (int i = 0; i < ROWS; i++)
        ids[i] = id_new(clock_now_ms());
    if (survey_site(&c->survey))
        ids[SITE] = survey_site(&c->survey)->id;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        const struct fact *f = &facts[i];

        if (f->observed)
            edits_observe(&list, ids[f->row], f->field, fact_value(f));
        else
            edits_set(&list, ids[f->row], f->field, fact_value(f));
    }
    is_ok(case_edit(c, &list, &e), &e, "the survey is recorded");
    edits_release(&list);
}

/* The digest of what stands, so that the signature holds. */
static void sign(struct casefile *c)
{
    const struct row *row = survey_find(&c->survey, ids[NEW_SIGN]);
    struct cover cover = cover_of(&c->survey, row);
    struct hash digest = signoff_digest(&c->survey, &cover);
    char hex[2 * HASH_LEN + 1];

    hash_print(&digest, hex);
    is_ok(case_set(c, ids[NEW_SIGN], F_signoff_signed_digest, false, value_text(hex), &e), &e,
          "it is signed");
}

/* ---- reading back */

struct view {
    struct xlsx *x;
    struct sheet *s;
    int row; /* found by seek() */
};

static void open_sheet(struct view *o, const char *path, const char *name)
{
    int i;

    memset(o, 0, sizeof *o);
    if (xlsx_open(&o->x, path, &e) != 0)
        bail("%s: %s", path, e.detail);
    i = xlsx_sheet_find(o->x, name);
    ok(i >= 0, "there is the page %s", name);
    if (i >= 0 && xlsx_sheet(o->x, i, &o->s, &e) != 0)
        bail("%s: %s", name, e.detail);
}

static void close_sheet(struct view *o)
{
    sheet_free(o->s);
    xlsx_close(o->x);
}

static const char *cell_text(const struct view *o, int row, int col)
{
    static struct buf text[4];
    static int turn;
    struct buf *out = &text[turn = (turn + 1) % 4];

    buf_reset(out);
    out->max = BUF_MAX_DEFAULT;
    if (o->s && row >= 0)
        xlsx_text(o->x, sheet_cell(o->s, (uint32_t)row, (uint32_t)col), out);
    return buf_str(out);
}

/* The row whose cells in col_a, col_b are a and b (NULL: any); -1. */
static int seek(const struct view *o, int col_a, const char *a, int col_b, const char *b)
{
    for (uint32_t r = 3; o->s && r < sheet_rows(o->s); r++)
        if (strcmp(cell_text(o, (int)r, col_a), a) == 0 &&
            (!b || strcmp(cell_text(o, (int)r, col_b), b) == 0))
            return (int)r;
    return -1;
}

static void lines(const char *path)
{
    struct view o;
    int row;
    const struct cell *number;

    open_sheet(&o, path, "Lines");
    is_str(cell_text(&o, 2, 1), "回線番号", "labels come from the catalogue");
    is_str(cell_text(&o, 2, 7), "Difference", "own words go through tr");
    row = seek(&o, 0, "回線 1 回線A", 4, "室名");
    is_str(cell_text(&o, row, 5), "サーバ室", "what was declared stands");
    is_str(cell_text(&o, row, 6), "電気室", "beside what was seen");
    is_str(cell_text(&o, row, 7), "differs", "and the difference is said");
    number = sheet_cell(o.s, (uint32_t)(row < 0 ? 0 : row), 1);
    is_int(number->type, CELL_TEXT, "a text that begins with = is a text (R145)");
    ok(!number->formula, "and no formula");
    is_str(number->text, "=cmd|' /C calc'!A0", "as it was entered");
    row = seek(&o, 0, "回線 1 回線A", 4, "建物");
    is_str(cell_text(&o, row, 7), "same", "the same place");
    row = seek(&o, 0, "回線 1 回線A", 4, "回線終端装置種別");
    is_str(cell_text(&o, row, 5), "ONU", "an enumeration by its label");
    is_str(cell_text(&o, row, 6), "", "not asked is blank");
    is_str(cell_text(&o, row, 7), "not checked", "and said to be");
    row = seek(&o, 0, "回線 1 回線A", 4, "機器を動かした");
    is_str(cell_text(&o, row, 5), "", "an observation was not declared");
    is_str(cell_text(&o, row, 6), "いいえ", "it stands where things are seen");
    row = seek(&o, 0, "回線 2 回線B", 4, "データ・音声");
    is_str(cell_text(&o, row, 2), "OS02 音声回線", "a voice line says why it is out (R023)");
    row = seek(&o, 0, "回線 3 回線C", 4, "室名");
    is_str(cell_text(&o, row, 3), "調査不可", "given up");
    is_str(cell_text(&o, row, 7), "not checkable", "so nothing could be compared");
    close_sheet(&o);
}

static void devices(const char *path)
{
    struct view o;
    int row;

    open_sheet(&o, path, "Devices");
    row = seek(&o, 0, "機器 1.1 回線A ＡＲ－８３０", 1, "機種(型番)");
    is_str(cell_text(&o, row, 3), "ＡＲ－８３０", "as it was typed");
    is_str(cell_text(&o, row, 4), "same", "widths make no difference");
    row = seek(&o, 0, "機器 1.1 回線A ＡＲ－８３０", 1, "シリアル番号");
    is_str(cell_text(&o, row, 3), "確認不可 (銘板が裏面)", "could not be read, and why");
    is_str(cell_text(&o, row, 4), "not checkable", "is neither same nor different");
    close_sheet(&o);
}

static void exceptions(const char *path)
{
    struct view o;
    int row;

    open_sheet(&o, path, "Not surveyable");
    row = seek(&o, 0, "回線 3 回線C", 2, "NS02");
    is_str(cell_text(&o, row, 1), "天井裏", "where");
    is_str(cell_text(&o, row, 3), "設置場所による", "why");
    is_str(cell_text(&o, row, 4), "脚立では届かない", "in words");
    is_str(cell_text(&o, row, 5), "﨑山 学", "who was consulted");
    is_str(cell_text(&o, row, 6), "2025-09-12 10:42", "and when");
    is_int(seek(&o, 0, "回線 2 回線B", 2, NULL), -1, "out of scope is no failure");
    close_sheet(&o);
    open_sheet(&o, path, "Out of scope");
    row = seek(&o, 0, "回線 2 回線B", 2, "OS02");
    is_str(cell_text(&o, row, 3), "音声回線", "it has a page of its own");
    close_sheet(&o);
    open_sheet(&o, path, "Unknown lines");
    row = seek(&o, 0, "A-U01", 0, NULL);
    ok(row > 0, "the unknown line is there (R142)");
    close_sheet(&o);
    open_sheet(&o, path, "Unknown columns");
    is_str(cell_text(&o, 3, 1), "駐車場: 有", "what the sheet said beyond the known columns");
    close_sheet(&o);
}

static void evidence(const char *path)
{
    struct view o;
    int row;

    open_sheet(&o, path, "Photos taken");
    is_str(cell_text(&o, 3, 0), "DSC01201.JPG", "the file");
    is_str(cell_text(&o, 3, 1), "終端装置", "its tag");
    is_str(cell_text(&o, 3, 2), "回線 1 回線A", "what it shows");
    is_str(cell_text(&o, 3, 4), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
           "its SHA-256");
    is_str(cell_text(&o, 2, 5), "日時不一致", "whether its dates agree (R148)");
    is_str(cell_text(&o, 3, 5), "dates agree", "on the survey day");
    close_sheet(&o);
    open_sheet(&o, path, "Sign-off");
    row = seek(&o, 1, "森田 航", 0, "superseded");
    ok(row > 0, "the earlier signature is there, marked");
    row = seek(&o, 1, "森田 航", 0, "valid");
    ok(row > 0, "and the valid one");
    close_sheet(&o);
}

static void summary(const char *path)
{
    struct view o;
    int row;

    open_sheet(&o, path, "Summary");
    row = seek(&o, 0, "通番", 0, NULL);
    is_int(row, -1, "the hospital begins above the fourth row");
    is_str(cell_text(&o, 2, 0), "通番", "with its number");
    is_str(cell_text(&o, 2, 1), "0342", "which keeps its zero");
    row = seek(&o, 0, "病床数", 0, NULL);
    is_int(sheet_cell(o.s, (uint32_t)row, 1)->type, CELL_NUMBER, "a number is a number");
    row = seek(&o, 0, "Lines surveyed", 0, NULL);
    is_str(cell_text(&o, row, 1), "0 / 2", "lines in scope, and how many were surveyed (R124)");
    row = seek(&o, 0, "Not surveyable", 0, NULL);
    is_str(cell_text(&o, row, 1), "1", "not surveyable");
    row = seek(&o, 0, "State of", 0, NULL);
    is_str(cell_text(&o, row, 1), "2025-09-12 09:00", "the time of the last change");
    close_sheet(&o);
}

/* ---- the file */

static void read_file(const char *path, struct buf *out)
{
    if (file_read(path, BUF_MAX_DEFAULT, out, &e) != 0)
        bail("%s: %s", path, e.detail);
}

static void deterministic(struct casefile *c, const char *path)
{
    char again[600];
    struct buf a = BUF_INIT, b = BUF_INIT;
    struct edits list = {0};
    struct stat st;

    snprintf(again, sizeof again, "%s.again.xlsx", path);
    clock_set(clock_ms(2026, 1, 5, 12, 0, 0));
    edits_op(&list, OP_EVENT, ids[SITE], EVENT_EXPORT, value_text("report.xlsx"));
    is_ok(case_edit(c, &list, &e), &e, "the export is noted in the log");
    edits_release(&list);
    is_ok(report_write(c, again, &(struct report_with){.ja = true}, &e), &e,
          "written again, months later");
    read_file(path, &a);
    read_file(again, &b);
    ok(a.len == b.len && memcmp(a.p, b.p, a.len) == 0, "the same survey gives the same bytes");
    ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "only its owner may read it");
    snprintf(again, sizeof again, "%s.part", path);
    ok(access(again, F_OK) != 0, "nothing is left beside it");
    buf_release(&a);
    buf_release(&b);
}

static void refused(struct casefile *c, const struct fixture *f)
{
    char path[512];

    snprintf(path, sizeof path, "%s/nowhere/report.xlsx", f->workspace);
    is_int(report_write(c, path, &(struct report_with){.ja = true}, &e), -ERR_NOTFOUND,
           "a folder that is not there");
    is_str(e.subject, path, "is named");
}

static void empty(void)
{
    static const char *const always[] = {"Unknown lines", "Not surveyable", "Sign-off"};
    struct fixture f;
    struct casefile *c;
    char path[512];
    struct view o;

    fixture_begin(&f);
    c = fixture_case(&f);
    snprintf(path, sizeof path, "%s/empty.xlsx", f.workspace);
    is_ok(report_write(c, path, &(struct report_with){.ja = false}, &e), &e,
          "an empty survey gives a report");
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) {
        open_sheet(&o, path, always[i]);
        is_str(cell_text(&o, 3, 0), "none of these", "which says that there is none (R142)");
        close_sheet(&o);
    }
    case_close(c);
    fixture_end(&f);
}

static int receive_one(const struct commit_info *info, void *ctx)
{
    struct buf raw = BUF_INIT;
    struct reception sum = {0};
    struct span one;
    int rc;

    commit_encode(&raw, info->commit);
    one = (struct span){buf_str(&raw), raw.len};
    rc = store_receive(ctx, &one, 1, &sum, NULL, NULL, &e);
    buf_release(&raw);
    return rc;
}

static void unresolved(void)
{
    struct fixture fa, fb;
    struct casefile *a, *b;
    char path[512];
    struct edits gone = {0};
    struct view o;
    int row;

    fixture_begin(&fa);
    a = fixture_case(&fa);
    fill(a);
    fixture_other(&fb, "田中", "B");
    b = fixture_case(&fb);
    store_walk(a->store, receive_one, b->store, &e);
    is_ok(survey_load(&b->survey, b->store, &e), &e, "a second laptop has it, too");
    case_set(a, ids[LINE3], F_line_floor, true, value_text("2F"), &e);
    case_set(b, ids[LINE3], F_line_floor, true, value_text("3F"), &e);
    edits_op(&gone, OP_DEL, ids[PC], 0, value_null());
    is_ok(case_edit(a, &gone, &e), &e, "a PC is deleted on one");
    edits_release(&gone);
    case_set(b, ids[PC], F_pc_pc_note, false, value_text("棚の上"), &e);
    store_walk(b->store, receive_one, a->store, &e);
    is_ok(survey_load(&a->survey, a->store, &e), &e, "both saw another floor");
    snprintf(path, sizeof path, "%s/report.xlsx", fa.workspace);
    is_ok(report_write(a, path, &(struct report_with){.ja = true}, &e), &e, "written");
    open_sheet(&o, path, "Unresolved");
    row = seek(&o, 1, "階 (Observed)", 2, "2F");
    is_str(cell_text(&o, row, 3), "佐藤", "one value, and whose");
    row = seek(&o, 1, "階 (Observed)", 2, "3F");
    is_str(cell_text(&o, row, 3), "田中", "the other");
    is_str(cell_text(&o, row, 0), "回線 3 回線C", "of this line");
    row = seek(&o, 1, "deleted or kept", 2, "deleted");
    is_str(cell_text(&o, row, 3), "佐藤", "the deletion, and whose");
    row = seek(&o, 1, "備考", 2, "棚の上");
    is_str(cell_text(&o, row, 6), "deleted and edited", "beside the edit");
    close_sheet(&o);
    case_close(a);
    case_close(b);
    fixture_end(&fa);
    fixture_end(&fb);
}

int main(void)
{
    struct fixture f;
    struct casefile *c;
    char path[512];

    setlocale(LC_ALL, "");
    fixture_begin(&f);
    c = fixture_case(&f);
    fill(c);
    sign(c);
    snprintf(path, sizeof path, "%s/report.xlsx", f.workspace);
    is_ok(report_write(c, path, &(struct report_with){.ja = true}, &e), &e,
          "the report is written");
    summary(path);
    lines(path);
    devices(path);
    exceptions(path);
    evidence(path);
    deterministic(c, path);
    refused(c, &f);
    case_close(c);
    fixture_end(&f);
    empty();
    unresolved();
    return tap_done();
}
