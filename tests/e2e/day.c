/* The day on the sample hospital by keyboard alone at 80x24: import, plan, two
 * lines surveyed (one differing), a line that cannot be surveyed for the risk
 * of an outage (R103), a PC, an unknown line, photos on each, the sign-off
 * refused while something is open and accepted after. The report says exactly
 * that. */
#include "assets/xlsx/xlsx.h"
#include "tests/lib/json.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"
#include "tests/lib/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_MAX 60

static struct run r;
static int photo; /* the next file of the card */

static bool shows(struct term *t, const char *text)
{
    return term_find(t, text, NULL, NULL);
}

static void press_n(struct term *t, const char *key, int n)
{
    while (n-- > 0)
        term_press(t, key);
}

/* Puts the cursor of the plan on the row with this text. */
static void to_row(struct term *t, const char *text)
{
    int row, col;

    term_press(t, "Home");
    for (int i = 0; i < KEYS_MAX; i++) {
        for (row = 2; row < 18; row++) {
            const char *line = term_row_text(t, row);

            if (*line == '>' && strstr(line, text))
                return;
        }
        term_press(t, "Down");
    }
    term_find(t, text, &row, &col);
    bail("no row %s", text);
}

/* A free text in place of what stands there. */
static void answer_text(struct term *t, const char *text)
{
    term_press(t, "Enter");
    term_press(t, "End");
    term_press(t, "C-u");
    term_type(t, text);
    term_press(t, "Enter");
}

/* Answers question after question, as declared where anything was declared;
 * `serial` (or NULL) is the first serial number that is read. */
static void answer_all(struct term *t, const char *serial)
{
    static const struct {
        const char *help, *key, *text; /* of the question under the cursor */
    } answers[] = {
        {"機器を動かした: ", "2", NULL},
        {"抜線・停止の恐れ: ", "1", NULL},
        {"立会者: ", "2", NULL},
        {"ログイン担当: ", "2", NULL},
        {"操作した人: ", "1", NULL},
        {"画面に患者情報: ", "2", NULL},
        {"OSバージョン・ビルド: ", NULL, "22H2 22621.3447"},
        {"ウイルス対策ソフトの版: ", NULL, "14.2"},
        {"パターンファイル日付: ", NULL, "2025-09-11"},
    };

    for (int i = 0; i < KEYS_MAX; i++) {
        size_t k = 0;
        int a = 0, b = 1, row, col;

        if (term_find(t, "回答 ", &row, &col) &&
            sscanf(strstr(term_row_text(t, row), "回答 "), "回答 %d/%d", &a, &b) == 2 && a == b)
            return;
        while (k < sizeof answers / sizeof answers[0] && !shows(t, answers[k].help))
            k++;
        if (serial && shows(t, "シリアル番号: 銘板")) {
            answer_text(t, serial);
            serial = NULL;
        } else if (k == sizeof answers / sizeof answers[0])
            term_press(t, "=");
        else if (answers[k].key)
            term_press(t, answers[k].key);
        else
            answer_text(t, answers[k].text);
    }
    term_dump(t);
    bail("questions without an answer");
}

/* Every photo that is missing here. */
static void take_photos(struct term *t)
{
    static const char *const files[] = {"DSC01201.JPG", "DSC01202.JPG", "DSC01203.JPG",
                                        "DSC01204.JPG", "DSC01205.JPG", "DSC01206.JPG",
                                        "DSC01210.JPG", "DSC01211.JPG", "DSC01212.JPG"};
    char path[4096];

    term_press(t, "p");
    for (int i = 0; i < 6 && shows(t, "足りない"); i++) {
        snprintf(path, sizeof path, "%s/demo/%s", getenv("GENBA_DATADIR"), files[photo++ % 9]);
        term_press(t, "Enter");
        term_press(t, "C-u");
        term_type(t, path);
        term_press(t, "Enter");
        term_see(t, "取り込みました");
    }
    term_press(t, "Esc");
}

static void connect_devices(struct term *t)
{
    term_press(t, "Tab");
    term_press(t, "a");
    term_press(t, "1");
    press_n(t, "Enter", 3); /* ports and cable are left empty */
}

static void survey_line(struct term *t, const char *line, const char *serial)
{
    to_row(t, line);
    term_press(t, "Enter");
    term_see(t, line);
    term_press(t, "s");
    answer_all(t, serial);
    take_photos(t);
    connect_devices(t);
    term_press(t, "s");
    term_see(t, "終わりました");
    term_press(t, "Esc");
}

static void survey_pc(struct term *t, const char *pc)
{
    to_row(t, pc);
    term_press(t, "Enter");
    term_press(t, "s");
    answer_all(t, NULL);
    take_photos(t);
    term_press(t, "s");
    term_see(t, "終わりました");
    term_press(t, "Esc");
}

/* R103: without the witness who was consulted it is not kept. */
static void outage_risk(struct term *t, const char *line)
{
    to_row(t, line);
    term_press(t, "x");
    term_press(t, "3");
    term_type(t, "無停電電源の負荷が不明");
    term_press(t, "Enter");
    term_see(t, "相談した立会者:");
    term_press(t, "Enter"); /* alone names nobody */
    term_see(t, "相談した人の名前を入れてください");
    press_n(t, "Esc", 3); /* back over the note and the code */
    to_row(t, line);
    term_see_not(t, "NS03 抜線・システム断のリスク  無停電");
    term_press(t, "x");
    term_press(t, "3");
    term_type(t, "無停電電源の負荷が不明");
    term_press(t, "Enter");
    term_type(t, "髙橋 由美");
    term_press(t, "Enter");
    term_see(t, "理由を記録して閉じました");
}

static void unknown_line(struct term *t)
{
    term_press(t, "n");
    term_see(t, "見つけた終端装置");
    term_press(t, "8"); /* SIM dongle */
    term_see(t, "UA01");
    term_press(t, "2"); /* where: the laboratory */
    term_press(t, "1"); /* whom: the hospital's contact */
    term_press(t, "2"); /* they do not know it */
    term_see(t, "病院も知らない回線です");
    term_press(t, "Enter"); /* no devices below: why */
    term_press(t, "n");
    term_type(t, "PCに直接挿入");
    term_press(t, "Enter");
    take_photos(t);
    term_press(t, "Esc");
}

static void close_by_reason(struct term *t, const char *row)
{
    to_row(t, row);
    term_press(t, "x");
    term_press(t, "1");
    term_press(t, "Enter");
    term_see(t, "理由を記録して閉じました");
}

/* Whatever the plan still has: closed with a reason, or put on record as done. */
static void close_the_rest(struct term *t)
{
    static const char *const visits[] = {"EMR-PC795", "OPE-PC353", "回線A",    "回線C",
                                         "LAB-PC847", "回線E",     "PHA-PC702"};

    for (size_t i = 0; i < sizeof visits / sizeof visits[0]; i++)
        close_by_reason(t, visits[i]);
    to_row(t, "探索");
    term_press(t, "s");
    term_press(t, "s");
}

static void sign(struct term *t)
{
    term_press(t, "F9");
    term_see(t, "まだサインできません");
    term_press(t, "Esc");
    close_the_rest(t);
    term_press(t, "F9");
    term_see(t, "サインできます");
    term_press(t, "Down"); /* explained: the unknown line, what was not surveyable */
    term_keys(t, "y y");
    term_keys(t, "Enter 1"); /* the witness */
    term_press(t, "F9");
    term_press(t, "y");
    term_see(t, "サイン済 ");
}

static void open_the_day(struct term *t)
{
    term_press(t, "w");
    term_type(t, "佐藤");
    term_press(t, "Enter");
    term_type(t, "A");
    term_press(t, "Enter");
    term_press(t, "i");
    term_type(t, getenv("GENBA_DATADIR"));
    term_type(t, "/demo");
    term_press(t, "Enter");
    term_see(t, "2ファイル  誤り 0件");
    term_press(t, "Enter");
    term_see(t, ">0342  みなと総合病院");
    term_press(t, "Enter");
    term_see(t, "まだ計画がありません");
    term_press(t, "r");
    term_see(t, "予定 11件");
    term_press(t, "Enter");
    term_see(t, "組み直しました");
    to_row(t, "打合せ");
    term_press(t, "s");
    term_press(t, "s");
}

static const struct json *unknown_of(const struct json *show)
{
    for (size_t i = 0; json_at(json_get(show, "findings"), i); i++) {
        const struct json *f = json_at(json_get(show, "findings"), i);

        if (strcmp(json_str(json_get(f, "kind")), "unknown_line") == 0)
            return f;
    }
    return NULL;
}

/* A row of the workbook with a cell that is exactly each of these texts. */
static bool row_with(const char *path, const char *const *texts)
{
    struct xlsx *x;
    struct err e;
    bool found = false;

    if (xlsx_open(&x, path, &e) != 0)
        bail("report: %s", e.detail);
    for (int i = 0; i < xlsx_count(x) && !found; i++) {
        struct sheet *s;

        if (xlsx_sheet(x, i, &s, &e) != 0)
            bail("report: %s", e.detail);
        for (uint32_t row = 0; row < sheet_rows(s) && !found; row++) {
            size_t n, have = 0, want = 0;
            const struct cell *c = sheet_row(s, row, &n);

            for (; texts[want]; want++)
                for (size_t k = 0; k < n; k++)
                    if (c[k].type == CELL_TEXT && strcmp(c[k].text, texts[want]) == 0) {
                        have++;
                        break;
                    }
            found = have == want;
        }
        sheet_free(s);
    }
    xlsx_close(x);
    if (!found)
        diag("no row with %s, %s ...", texts[0], texts[1] ? texts[1] : "");
    return found;
}

#define ROW(path, ...) row_with(path, (const char *const[]){__VA_ARGS__, NULL})

static void check_report(void)
{
    char path[600];

    snprintf(path, sizeof path, "%s/report.xlsx", r.workspace);
    is_int(run_genba(&r, "--lang", "ja", "report", "0342", "-o", path, NULL), 0, "the report");
    ok(ROW(path, "VVL4683652", "VVL9999999", "相違"), "declared, seen, the difference");
    ok(ROW(path, "WJW8633117", "一致"), "and what is the same");
    ok(ROW(path, "回線 4 回線D", "NS03", "無停電電源の負荷が不明", "髙橋 由美"),
       "why a line was not surveyable, and whom the surveyor consulted");
    ok(ROW(path, "UA01", "SIMドングル"), "the unknown line");
    ok(ROW(path, "DSC01201.JPG",
           "ed349408cc4bf73a90f3ee89212b183bdf576c59694abac16786c86147b1a85a"),
       "a photo with its SHA-256");
    ok(ROW(path, "髙橋 由美"), "the signature");
}

static void check_data(void)
{
    struct json *show;
    const struct json *lines, *u;

    is_int(run_genba(&r, "show", "0342", "--json", NULL), 0, "show");
    show = json_parse(buf_str(&r.out), r.out.len, NULL);
    lines = json_get(show, "lines");
    is_str(json_str(json_get(json_at(lines, 3), "ns_code")), "NS03", "line D: outage risk");
    is_str(json_str(json_get(json_at(lines, 3), "ns_consulted")), "髙橋 由美", "witness consulted");
    is_str(json_str(json_get(json_at(lines, 3), "ns_note")), "無停電電源の負荷が不明", "and why");
    u = unknown_of(show);
    is_str(json_str(json_get(u, "terminator_kind")), "sim_dongle", "the unknown line");
    is_str(json_str(json_get(u, "unknown_line_no")), "UA01", "its number");
    is_int(json_get(show, "signoffs")->count, 1, "one sign-off");
    is_str(json_str(json_get(json_at(json_get(show, "signoffs"), 0), "signer_name")), "髙橋 由美",
           "by the witness");
    json_free(show);
    is_int(run_genba(&r, "verify", "0342", NULL), 0, "log, photos and seal verify");
    is_int(run_genba(&r, "check", "0342", NULL), 0, "nothing blocks");
}

int main(void)
{
    char workspace[300];
    const char *env[] = {workspace, NULL};
    struct term_setup setup = {.now = "2025-09-12T09:00", .env = env};
    struct term *t;

    if (!getenv("GENBA_DATADIR"))
        bail("GENBA_DATADIR is not set");
    run_begin(&r);
    r.now = "2025-09-12T17:30";
    snprintf(workspace, sizeof workspace, "GENBA_WORKSPACE=%s", r.workspace);
    t = term_start(&setup);
    open_the_day(t);
    survey_line(t, "回線F", "VVL9999999");
    survey_pc(t, "PHA-PC988");
    outage_risk(t, "回線D");
    survey_line(t, "回線B", NULL);
    unknown_line(t);
    sign(t);
    term_stop(t);
    check_data();
    check_report();
    run_end(&r);
    return tap_done();
}
