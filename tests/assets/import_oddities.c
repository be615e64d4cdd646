/* Sheets as hospitals really fill them in: what is taken, what is told. */
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

#define BASIC                                                                                      \
    {"基本", "A1", "通番"}, {"基本", "B1", "'0456"}, {"基本", "A2", "病院名"},                     \
        {"基本", "B2", "架空病院"}, {"基本", "A3", "所在地"}, {"基本", "B3", "架空市1-1"},         \
        {"基本", "A4", "調査日"},                                                                  \
    {                                                                                              \
        "基本", "B4", "2025/10/2"                                                                  \
    }
#define HEAD(row)                                                                                  \
    {"回線", "A" row, "No"}, {"回線", "B" row, "回線ID"}, {"回線", "C" row, "接続種別"},           \
        {"回線", "D" row, "有線／無線"}, {"回線", "E" row, "音声／データ"},                        \
        {"回線", "F" row, "契約主体"}, {"回線", "G" row, "目的"}, {"回線", "H" row, "遠隔保守"},   \
        {"回線", "I" row, "電カル接続"}, {"回線", "J" row, "設置場所"},                            \
        {"回線", "K" row, "ONU等"}, {"回線", "L" row, "固定・動的"},                               \
    {                                                                                              \
        "回線", "M" row, "診断希望"                                                            \
    }
#define LINE(row, no, id)                                                                          \
    {"回線", "A" row, no}, {"回線", "B" row, id}, {"回線", "C" row, "光回線"},                     \
        {"回線", "D" row, "有線"}, {"回線", "E" row, "データ"}, {"回線", "F" row, "病院"},         \
        {"回線", "G" row, "業務"}, {"回線", "H" row, "×"}, {"回線", "I" row, "○"},                 \
        {"回線", "J" row, "本館3Fサーバ室"}, {"回線", "K" row, "ONU"}, {"回線", "L" row, "可変"},  \
    {                                                                                              \
        "回線", "M" row, "希望なし"                                                            \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, NULL, NULL                                                                           \
    }

struct expect {
    const char *address; /* NULL: a problem at `cell` of `sheet` */
    enum field f;
    const char *text; /* the value's id, or the severity: E, W */
    const char *sheet, *cell;
};
#define IS(address, field, text)                                                                   \
    {                                                                                              \
        address, field, text, NULL, NULL                                                           \
    }
#define TOLD(severity, sheet, cell)                                                                \
    {                                                                                              \
        NULL, FIELD_NONE, severity, sheet, cell                                                    \
    }
#define LAST                                                                                       \
    {                                                                                              \
        NULL, FIELD_NONE, NULL, NULL, NULL                                                         \
    }

static const struct oddity {
    const char *name;
    struct put cells[90];
    struct expect expect[12];
} oddities[] = {
    {"places in one cell, ditto, remarks between the rows",
     {BASIC,
      HEAD("3"),
      LINE("4", "1", "CAF01"),
      LINE("5", "2", "CAF02"),
      {"回線", "J5", "同上"},
      {"回線", "A6:M6", "以下は追加分です"},
      LINE("7", "No.3", "00123"),
      {"回線", "J7", "別館　地下1階／電気室"},
      {"回線", "A8", "以下余白"},
      {"回線", "A9", "合計"},
      {"回線", "B9", "3回線"},
      END},
     {IS("line:1", F_line_building, "本館"), IS("line:1", F_line_floor, "3F"),
      IS("line:2", F_line_room, "サーバ室"), IS("line:3", F_line_floor, "地下1階"),
      IS("line:3", F_line_room, "電気室"), IS("line:3", F_line_line_number, "00123"),
      IS("line:1", F_line_global_ip_kind, "dynamic"), TOLD("W", "回線", "A6"), LAST}},
    {"rows numbered through: the line's own number tells",
     {BASIC,
      HEAD("2"),
      {"回線", "N2", "機器名"},
      {"回線", "O2", "機器種別"},
      {"回線", "P2", "メーカー"},
      {"回線", "Q2", "S/N"},
      {"回線", "R2", "版数"},
      LINE("3", "1", "CAF01"),
      {"回線", "N3", "AR-1"},
      {"回線", "O3", "ルータ"},
      {"回線", "P3", "青嶺"},
      {"回線", "Q3", "A1"},
      {"回線", "R3", "1.20"},
      LINE("4", "2", "CAF01"),
      {"回線", "N4", "SW-2"},
      {"回線", "O4", "HUB"},
      {"回線", "P4", "青嶺"},
      {"回線", "Q4", "100234567890"},
      {"回線", "R4", "'15.10"},
      END},
     {IS("device:1.1", F_device_device_kind, "router"),
      IS("device:1.2", F_device_device_kind, "l2_switch"),
      IS("device:1.2", F_device_serial_no, "100234567890"),
      IS("device:1.2", F_device_firmware_version, "15.10"),
      IS("device:1.1", F_device_model, "AR-1"), LAST}},
    {"unknown columns, a formula, a bad address",
     {BASIC,
      HEAD("2"),
      {"回線", "N2", "社内メモ"},
      {"回線", "O2", "グローバルIP"},
      LINE("3", "1", "CAF01"),
      {"回線", "N3", "旧館から移設"},
      {"回線", "O3", "10.0.0.1"},
      LINE("4", "2", "=A3&\"x\""),
      {"回線", "G4", "-"},
      END},
     {TOLD("W", "回線", "N2"), TOLD("E", "回線", "O3"), TOLD("E", "回線", "B4"),
      TOLD("E", "回線", "G4"), LAST}},
    {"basic information side by side, the day in pieces",
     {{"基本", "B2", "整理番号"},
      {"基本", "C2", "施設名称"},
      {"基本", "D2", "病院所在地"},
      {"基本", "E2", "ベッド数"},
      {"基本", "B3", "'0456"},
      {"基本", "C3", "架空病院"},
      {"基本", "D3", "架空市1-1"},
      {"基本", "E3", "１２０床"},
      {"基本", "B5", "現地調査日"},
      {"基本", "C5", "令和7年"},
      {"基本", "D5", "10月"},
      {"基本", "E5", "2日"},
      {"基本", "B6", "立会者氏名"},
      {"基本", "C6", "髙橋"},
      {"基本", "B7", "立会者電話番号"},
      {"基本", "C7", "0463-00-1111"},
      {"基本", "B8", "駐車場"},
      {"基本", "C8", "正面玄関横"},
      HEAD("2"),
      LINE("3", "1", "CAF01"),
      END},
     {IS("site", F_site_bed_count, "120"), IS("site", F_site_hospital_address, "架空市1-1"),
      IS("site", F_site_survey_dates, "2025-10-02"), IS("site", F_site_extra, "駐車場: 正面玄関横"),
      TOLD("W", "基本", "B8"), LAST}},
    {"PCs: versions, servers, questions",
     {BASIC,
      HEAD("2"),
      LINE("3", "1", "CAF01"),
      {"PC", "A1", "No"},
      {"PC", "B1", "ホスト名"},
      {"PC", "C1", "OS"},
      {"PC", "D1", "ウイルス対策"},
      {"PC", "E1", "パターン"},
      {"PC", "F1", "操作可否"},
      {"PC", "G1", "電子カルテとの接続"},
      {"PC", "A2", "1"},
      {"PC", "B2", "pc-1"},
      {"PC", "C2", "Windows 10 22H2"},
      {"PC", "D2", "なし"},
      {"PC", "E2", "-"},
      {"PC", "F2", "可"},
      {"PC", "G2", "あり"},
      {"PC", "A3", "2"},
      {"PC", "B3", "pc-2"},
      {"PC", "C3", "Windows Server 2019"},
      {"PC", "D3", "なし"},
      {"PC", "E3", "最新"},
      {"PC", "F3", "可"},
      {"PC", "G3", "無し"},
      END},
     {TOLD("E", "PC", "E2"), TOLD("W", "PC", "C3"), TOLD("W", "PC", "G3"), LAST}},
    {"labels and values that only hold a known word; labels with their value in one cell",
     {{"基本", "A1", "整理番号：0456"},
      {"基本", "A2", "病院名：架空病院"},
      {"基本", "A3", "所在地"},
      {"基本", "B3", "架空市1-1"},
      {"基本", "A4", "調査日"},
      {"基本", "B4", "2025/10/2"},
      HEAD("2"),
      {"回線", "C2", "接続回線種別"},
      {"回線", "N2", "社内管理メモ"},
      LINE("3", "1", "CAF01"),
      {"回線", "C3", "NTT光インターネット回線"},
      {"回線", "H3", "有（夜間のみ）"},
      {"回線", "N3", "メモ"},
      END},
     {IS("line:1", F_line_line_kind, "internet"), IS("line:1", F_line_remote_maintenance, "yes"),
      IS("site", F_site_hospital_name, "架空病院"), TOLD("W", "回線", "C2"),
      TOLD("W", "回線", "C3"), TOLD("W", "回線", "N2"),
      IS("line:1", F_line_extra,
         "接続回線種別: NTT光インターネット回線\n遠隔保守: 有（夜間のみ）\n社内管理メモ: "
         "メモ"),
      LAST}},
    {"several hours in one cell, all day, forbidden where hours should stand",
     {BASIC,
      HEAD("2"),
      LINE("3", "1", "CAF01"),
      {"入室", "A1", "居室"},
      {"入室", "B1", "入室可能時間"},
      {"入室", "C1", "撮影可否"},
      {"入室", "A2", "サーバ室"},
      {"入室", "B2", "9:00～10:00、14:00～15:30"},
      {"入室", "C2", "要相談"},
      {"入室", "A3", "薬局"},
      {"入室", "B3", "不可"},
      {"入室", "A4", "事務室"},
      {"入室", "B4", "終日"},
      {"入室", "C4", "可"},
      END},
     {IS("room://薬局", F_room_entry_forbidden, "true"),
      IS("room://事務室", F_room_entry_forbidden, "false"),
      IS("room://事務室", F_room_photo_allowed, "allowed"),
      IS("room://サーバ室", F_room_photo_allowed, "ask"), LAST}},
    {"a room request with hours in one cell and entry as yes and no",
     {BASIC,
      HEAD("2"),
      LINE("3", "1", "CAF01"),
      {"入室", "B3", "対象居室"},
      {"入室", "C3", "希望日"},
      {"入室", "D3", "入室可否"},
      {"入室", "E3", "入室可能時間帯"},
      {"入室", "F3", "写真撮影"},
      {"入室", "G3", "立会の要否"},
      {"入室", "B4", "サーバ室"},
      {"入室", "C4", "10/2"},
      {"入室", "D4", "可"},
      {"入室", "E4", "午前9時～12時"},
      {"入室", "F4", "○"},
      {"入室", "G4", "不要"},
      {"入室", "B5", "麻薬保管室"},
      {"入室", "D5", "×"},
      {"入室", "F5", "×"},
      {"入室", "B6", "薬局"},
      {"入室", "D6", "○"},
      {"入室", "E6", "13:00-12:00"},
      {"入室", "F6", "△"},
      END},
     {TOLD("E", "入室", "E6"), LAST}},
};

static char dir[300];
static struct identity who;

static bool told(const struct import_file *f, const struct expect *x)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->problems[i].sheet, x->sheet) == 0 &&
            strcmp(f->problems[i].cell, x->cell) == 0 &&
            f->problems[i].severity == (*x->text == 'E' ? IMPORT_ERROR : IMPORT_WARNING))
            return true;
    return false;
}

static void check_values(const struct oddity *o, const char *workspace)
{
    struct casefile *c = NULL;
    struct buf b = BUF_INIT;
    char *folder = NULL;

    if (workspace_find(workspace, "0456", &folder, NULL) != 0 ||
        case_open(&c, folder, &who, NULL) != 0)
        bail("%s: nothing was imported", o->name);
    for (const struct expect *x = o->expect; x->text; x++) {
        const struct row *row = x->address ? survey_address(&c->survey, x->address) : NULL;

        if (!x->address)
            continue;
        buf_reset(&b);
        if (row)
            field_print_id(x->f, row_value(row, x->f), &b);
        is_str(buf_str(&b), x->text, "%s: %s %s", o->name, x->address, catalog[x->f].id);
    }
    buf_release(&b);
    case_close(c);
    free(folder);
}

static void check(const struct oddity *o, int i)
{
    char path[500], workspace[400];
    const char *paths[] = {path};
    struct import_result r;
    struct err e = {0};
    bool values = false;
    int errors = 0;

    snprintf(path, sizeof path, "%s/0456_架空病院_ヒアリングシート_20250901.xlsx", dir);
    snprintf(workspace, sizeof workspace, "%s/w%d", dir, i);
    if (mkdir(workspace, 0700) != 0)
        bail("mkdir");
    sheet_put(path, o->cells);
    is_ok(import_files(&r, paths, 1, workspace, NULL, &who, &e), &e, "%s", o->name);
    for (const struct expect *x = o->expect; x->text; x++) {
        values |= x->address != NULL;
        if (x->address)
            continue;
        ok(told(&r.files[0], x), "%s: told at %s!%s", o->name, x->sheet, x->cell);
        errors += *x->text == 'E';
    }
    is_int(r.errors, errors, "%s: no other error", o->name);
    for (size_t k = 0; k < r.files[0].n; k++) {
        const struct import_problem *p = &r.files[0].problems[k];

        if (p->severity == IMPORT_ERROR || getenv("VERBOSE"))
            diag("%s!%s %s (%s, %s)", p->sheet, p->cell, p->msg, p->args[0] ? p->args[0] : "",
                 p->args[1] ? p->args[1] : "");
    }
    if (values && r.errors == 0)
        check_values(o, workspace);
    import_release(&r);
}

int main(void)
{
    tmpdir_make(dir, sizeof dir);
    clock_set(clock_ms(2025, 9, 1, 9, 0, 0));
    if (identity_load(&who, dir, "試験 太郎", "A", NULL) != 0)
        bail("no identity");
    for (size_t i = 0; i < sizeof oddities / sizeof *oddities; i++)
        check(&oddities[i], (int)i);
    tmpdir_remove(dir);
    return tap_done();
}
