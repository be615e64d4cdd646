/* Import of a 300-line hearing sheet (600 devices) up to the commit on disk,
 * against unpacking the same file and parsing its XML with a bare expat. */
#include "assets/import/import.h"
#include "model/base/clock.h"
#include "tests/bench/bench.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include <expat.h>
#include <minizip/unzip.h>
#include <stdio.h>
#include <xlsxwriter.h>

#define LINES 300
#define RUNS 15

static const char *const line_heads[] = {
    "項番",
    "回線名称",
    "回線番号",
    "回線種別",
    "回線サービス名",
    "回線事業者・ISP",
    "有線・無線",
    "データ・音声",
    "契約名義",
    "契約者名",
    "利用部門",
    "利用用途",
    "リモート保守",
    "電子カルテシステムとの接続",
    "建物",
    "階",
    "室名",
    "ラック・位置",
    "回線終端装置種別",
    "グローバルIP種別",
    "グローバルIPアドレス",
    "脆弱性診断の希望",
    "洗い出し手順",
    "機器項番",
    "機器種別",
    "メーカー",
    "機種(型番)",
    "シリアル番号",
    "ファームウェアバージョン",
};
static const char *const line_cells[] = {
    NULL,
    "回線A",
    NULL,
    "閉域網",
    "広域イーサネット",
    "みらいネット",
    "有線",
    "データ",
    "医療機関",
    "",
    "検査科",
    "業務",
    "無",
    "有",
    "本館",
    "3F",
    "サーバ室",
    "ラック1",
    "ONU",
    "なし(閉域)",
    "",
    "希望しない",
    "STEP2 管理台帳",
    NULL,
    "ルーター",
    "青嶺通信",
    "AR-830",
    NULL,
    "7.2.4",
};
#define HEADS (sizeof line_heads / sizeof line_heads[0])

static void write_lines(lxw_worksheet *ws)
{
    for (size_t i = 0; i < HEADS; i++)
        worksheet_write_string(ws, 2, (lxw_col_t)i, line_heads[i], NULL);
    for (int r = 0; r < 2 * LINES; r++) {
        lxw_row_t row = (lxw_row_t)(3 + r);
        char text[64];

        for (size_t i = 0; i < HEADS; i++)
            if (line_cells[i])
                worksheet_write_string(ws, row, (lxw_col_t)i, line_cells[i], NULL);
        worksheet_write_number(ws, row, 0, r / 2 + 1, NULL);
        snprintf(text, sizeof text, "COP%010d", r / 2);
        worksheet_write_string(ws, row, 2, text, NULL);
        worksheet_write_number(ws, row, 23, r % 2 + 1, NULL);
        snprintf(text, sizeof text, "SN%08d", r);
        worksheet_write_string(ws, row, 27, text, NULL);
    }
}

static void write_sheet(const char *path)
{
    static const char *const basics[][2] = {
        {"通番", "0900"},          {"医療機関名", "大きな病院"}, {"都道府県", "千葉県"},
        {"住所", "千葉県大市1-1"}, {"現地調査日", "2025/9/12"},
    };
    lxw_workbook *wb = workbook_new(path);
    lxw_worksheet *ws = workbook_add_worksheet(wb, "基本情報");

    for (lxw_row_t i = 0; i < sizeof basics / sizeof basics[0]; i++) {
        worksheet_write_string(ws, i + 2, 0, basics[i][0], NULL);
        worksheet_write_string(ws, i + 2, 1, basics[i][1], NULL);
    }
    write_lines(workbook_add_worksheet(wb, "回線・機器情報記入シート"));
    if (workbook_close(wb) != LXW_NO_ERROR)
        bail("could not write the sheet");
}

static double one_import(const char *path)
{
    struct import_options options = {.serial = NULL};
    struct import_result result;
    struct fixture f;
    struct err e;
    double begin, took;

    fixture_begin(&f);
    begin = bench_now();
    if (import_files(&result, &path, 1, f.workspace, &options, &f.who, &e) != 0)
        bail("import: %s %s", e.subject, e.detail);
    took = bench_now() - begin;
    if (!result.written)
        bail("nothing was written: %d errors", result.errors);
    import_release(&result);
    fixture_end(&f);
    return took;
}

static double one_parse(const char *path)
{
    static char chunk[65536];
    double begin = bench_now();
    unzFile zip = unzOpen64(path);

    for (int rc = unzGoToFirstFile(zip); rc == UNZ_OK; rc = unzGoToNextFile(zip)) {
        XML_Parser p = XML_ParserCreate(NULL);
        int n;

        unzOpenCurrentFile(zip);
        while ((n = unzReadCurrentFile(zip, chunk, sizeof chunk)) > 0)
            XML_Parse(p, chunk, n, 0);
        unzCloseCurrentFile(zip);
        XML_ParserFree(p);
    }
    unzClose(zip);
    return bench_now() - begin;
}

int main(void)
{
    struct sample ours = {0}, bare = {0};
    struct fixture f;
    char path[512];

    fixture_begin(&f);
    snprintf(path, sizeof path, "%s/0900_大きな病院_ヒアリングシート_20250725.xlsx", f.workspace);
    write_sheet(path);
    for (int i = 0; i < RUNS; i++) {
        sample_add(&ours, one_import(path));
        sample_add(&bare, one_parse(path));
    }
    bench_line("import of 300 lines, 600 devices", &ours, &bare, "unzip and bare expat", 1e3, "ms",
               300);
    fixture_end(&f);
    sample_release(&ours);
    sample_release(&bare);
    return 0;
}
