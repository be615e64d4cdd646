#include "tests/assets/sheetmake.h"

#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#define LINES 3
#define DEVICES 2

struct column {
    enum field f;
    const char *group;             /* over it */
    const char *head[SHEET_WORDS]; /* header words */
};

/* Columns of lines, then of devices. */
static const struct column line_columns[] = {
    {F_line_line_seq, "回線", {"項番", "No.", "回線\nNo"}},
    {F_line_line_label, "回線", {"回線名称", "回線名", "呼称"}},
    {F_line_line_number, "回線", {"回線番号", "お客様ID", "回線識別番号(回線ID)"}},
    {F_line_line_kind, "回線", {"回線種別", "接続種別", "種別"}},
    {F_line_line_service, "回線", {"回線サービス名", "サービス品目", "契約サービス"}},
    {F_line_isp, "回線", {"回線事業者・ISP", "プロバイダ", "回線事業者／ＩＳＰ"}},
    {F_line_medium, "回線", {"有線・無線", "有線／無線", "有線無線の別"}},
    {F_line_traffic_kind, "回線", {"データ・音声", "音声／データ", "通信種別"}},
    {F_line_contract_holder_kind, "契約", {"契約名義", "名義区分", "契約主体"}},
    {F_line_contract_holder_name, "契約", {"契約者名", "契約者", "契約名義人"}},
    {F_line_department, "契約", {"利用部門", "使用部署", "主管部署"}},
    {F_line_purpose, "契約", {"利用用途", "利用目的", "用途 ※必須"}},
    {F_line_remote_maintenance, "契約", {"リモート保守", "遠隔保守の有無", "リモートメンテナンス"}},
    {F_line_emr_connected,
     "契約",
     {"電子カルテシステムとの接続", "電カル接続", "電子カルテとの接続有無"}},
    {F_line_building, "設置場所", {"建物", "棟", "建屋"}},
    {F_line_floor, "設置場所", {"階", "フロア", "階数"}},
    {F_line_room, "設置場所", {"室名", "設置室", "居室"}},
    {F_line_rack, "設置場所", {"ラック・位置", "ラック番号", "設置位置"}},
    {F_line_terminator_kind, "回線終端装置", {"回線終端装置種別", "ONU/終端装置", "終端装置"}},
    {F_line_global_ip_kind, "脆弱性診断", {"グローバルIP種別", "固定・動的", "IPアドレス種別"}},
    {F_line_global_ip, "脆弱性診断", {"グローバルIPアドレス", "グローバルＩＰ", "固定IPアドレス"}},
    {F_line_scan_wanted, "脆弱性診断", {"脆弱性診断の希望", "診断希望", "脆弱性診断"}},
    {F_line_found_by_step, "脆弱性診断", {"洗い出し手順", "把握手順", "リストアップ手順"}},
};
static const struct column device_columns[] = {
    {F_device_device_seq, "ネットワーク機器", {"機器項番", "枝番", "機器No."}},
    {F_device_device_kind, "ネットワーク機器", {"機器種別", "機器の種類", "装置種別"}},
    {F_device_maker, "ネットワーク機器", {"メーカー", "製造元", "メーカ名"}},
    {F_device_model, "ネットワーク機器", {"機種(型番)", "型式", "機器名"}},
    {F_device_serial_no, "ネットワーク機器", {"シリアル番号", "S/N", "製造番号"}},
    {F_device_firmware_version,
     "ネットワーク機器",
     {"ファームウェアバージョン", "版数", "ファーム"}},
    {F_device_source_restriction,
     "ネットワーク機器",
     {"接続元制限", "アクセス制限", "接続元IP制限"}},
    {F_device_pw_min_length,
     "パスワードポリシー",
     {"パスワード最小文字数", "最小文字数", "PW文字数"}},
    {F_device_pw_rotation, "パスワードポリシー", {"定期変更", "変更周期", "パスワード変更頻度"}},
    {F_device_two_factor, "パスワードポリシー", {"二要素認証", "多要素認証", "2要素認証の有無"}},
};
static const struct column pc_columns[] = {
    {F_pc_pc_seq, "", {"項番", "No", "番号"}},
    {F_pc_pc_name, "", {"端末名(コンピュータ名)", "ホスト名", "コンピューター名"}},
    {F_pc_pc_purpose, "", {"利用用途", "用途", "使用目的"}},
    {F_pc_pc_system, "", {"利用システム", "システム名", "業務システム"}},
    {F_pc_pc_emr_connected, "", {"電子カルテシステムとの接続", "電カル接続", "電子カルテ接続有無"}},
    {F_pc_os, "", {"OS", "ＯＳ種別", "OSの種類"}},
    {F_pc_av_product, "", {"ウイルス対策ソフト", "ウィルス対策", "セキュリティソフト"}},
    {F_pc_av_pattern_state, "", {"パターンファイル更新状況", "パターン", "定義ファイル更新状況"}},
    {F_pc_usb_control, "", {"USB制御", "USB利用制限", "USBメモリ制御"}},
    {F_pc_building, "", {"建物", "棟", "建屋"}},
    {F_pc_floor, "", {"階", "フロア", "設置階"}},
    {F_pc_room, "", {"室名", "部屋", "設置室名"}},
    {F_pc_operate_permission, "", {"作業員の操作許可", "操作可否", "調査員の操作"}},
    {F_pc_login_by, "", {"ログイン担当", "ログイン者", "ログイン対応者"}},
};

const struct fact sheet_facts[] = {
    {F_line_line_seq, 1, "1"},
    {F_line_line_label, 1, "回線A"},
    {F_line_line_number, 1, "CAF0012345678"},
    {F_line_line_kind, 1, "internet"},
    {F_line_line_service, 1, "フレッツ光"},
    {F_line_isp, 1, "OCX"},
    {F_line_medium, 1, "wired"},
    {F_line_traffic_kind, 1, "data"},
    {F_line_contract_holder_kind, 1, "hospital"},
    {F_line_department, 1, "医事課"},
    {F_line_purpose, 1, "オンライン資格確認"},
    {F_line_remote_maintenance, 1, "no"},
    {F_line_emr_connected, 1, "yes"},
    {F_line_building, 1, "本館"},
    {F_line_floor, 1, "3F"},
    {F_line_room, 1, "サーバ室"},
    {F_line_rack, 1, "ラック2 下段"},
    {F_line_terminator_kind, 1, "onu"},
    {F_line_global_ip_kind, 1, "static"},
    {F_line_global_ip, 1, "203.0.113.1"},
    {F_line_scan_wanted, 1, "yes"},
    {F_line_found_by_step, 1, "step2"},
    {F_line_line_seq, 2, "2"},
    {F_line_line_label, 2, "回線B"},
    {F_line_line_number, 2, "L0107"},
    {F_line_line_kind, 2, "closed"},
    {F_line_line_service, 2, "IP-VPN"},
    {F_line_isp, 2, "みらいネット"},
    {F_line_medium, 2, "wired"},
    {F_line_traffic_kind, 2, "data"},
    {F_line_contract_holder_kind, 2, "vendor"},
    {F_line_contract_holder_name, 2, "三峰画像機器"},
    {F_line_department, 2, "放射線科"},
    {F_line_purpose, 2, "リモート保守"},
    {F_line_remote_maintenance, 2, "yes"},
    {F_line_emr_connected, 2, "unknown"},
    {F_line_building, 2, "別館"},
    {F_line_floor, 2, "B1"},
    {F_line_room, 2, "MRI室"},
    {F_line_terminator_kind, 2, "hgw"},
    {F_line_global_ip_kind, 2, "none"},
    {F_line_scan_wanted, 2, "no"},
    {F_line_found_by_step, 2, "step5"},
    {F_line_line_seq, 3, "3"},
    {F_line_line_label, 3, "回線C"},
    {F_line_line_number, 3, "90123456789"},
    {F_line_line_kind, 3, "mobile"},
    {F_line_line_service, 3, "UQ WiMAX"},
    {F_line_isp, 3, "JNET"},
    {F_line_medium, 3, "wireless"},
    {F_line_traffic_kind, 3, "voice"},
    {F_line_contract_holder_kind, 3, "department"},
    {F_line_contract_holder_name, 3, "検査科"},
    {F_line_department, 3, "検査科"},
    {F_line_purpose, 3, "業務"},
    {F_line_remote_maintenance, 3, "no"},
    {F_line_emr_connected, 3, "no"},
    {F_line_building, 3, "本館"},
    {F_line_floor, 3, "2F"},
    {F_line_room, 3, "検査科 受付"},
    {F_line_terminator_kind, 3, "mobile_router"},
    {F_line_global_ip_kind, 3, "dynamic"},
    {F_line_scan_wanted, 3, "no"},
    {F_line_found_by_step, 3, "step6"},
    {F_device_device_seq, 11, "1"},
    {F_device_device_kind, 11, "firewall"},
    {F_device_maker, 11, "Fortress"},
    {F_device_model, 11, "FW-300E"},
    {F_device_serial_no, 11, "DVJ2451296"},
    {F_device_firmware_version, 11, "7.2.4"},
    {F_device_source_restriction, 11, "yes"},
    {F_device_pw_min_length, 11, "8"},
    {F_device_pw_rotation, 11, "months:3"},
    {F_device_two_factor, 11, "none"},
    {F_device_device_seq, 12, "2"},
    {F_device_device_kind, 12, "l2_switch"},
    {F_device_maker, 12, "Kitano"},
    {F_device_model, 12, "KS-16G"},
    {F_device_serial_no, 12, "00712345"},
    {F_device_firmware_version, 12, "不明"},
    {F_device_source_restriction, 12, "unknown"},
    {F_device_pw_min_length, 12, "13"},
    {F_device_pw_rotation, 12, "none"},
    {F_device_two_factor, 12, "planned_by_R9"},
    {F_device_device_seq, 21, "1"},
    {F_device_device_kind, 21, "vpn"},
    {F_device_maker, 21, "堅牢技研"},
    {F_device_model, 21, "VP-10"},
    {F_device_serial_no, 21, "JMY9537672"},
    {F_device_firmware_version, 21, "15.04.6"},
    {F_device_source_restriction, 21, "no"},
    {F_device_pw_min_length, 21, "6"},
    {F_device_pw_rotation, 21, "months:6"},
    {F_device_two_factor, 21, "implemented"},
    {F_pc_pc_seq, 1, "1"},
    {F_pc_pc_name, 1, "EMR-PC01"},
    {F_pc_pc_purpose, 1, "外来診察"},
    {F_pc_pc_system, 1, "電子カルテ"},
    {F_pc_pc_emr_connected, 1, "yes"},
    {F_pc_os, 1, "windows11"},
    {F_pc_av_product, 1, "なし"},
    {F_pc_av_pattern_state, 1, "old"},
    {F_pc_usb_control, 1, "no"},
    {F_pc_building, 1, "本館"},
    {F_pc_floor, 1, "1F"},
    {F_pc_room, 1, "診察室"},
    {F_pc_operate_permission, 1, "allowed"},
    {F_pc_login_by, 1, "髙橋 由美"},
    {F_pc_pc_seq, 2, "2"},
    {F_pc_pc_name, 2, "LAB-PC02"},
    {F_pc_pc_purpose, 2, "検査結果参照"},
    {F_pc_pc_system, 2, "検査部門"},
    {F_pc_pc_emr_connected, 2, "yes"},
    {F_pc_os, 2, "windows10"},
    {F_pc_av_product, 2, "ウイルスガードEP 14"},
    {F_pc_av_pattern_state, 2, "latest"},
    {F_pc_usb_control, 2, "yes"},
    {F_pc_building, 2, "本館"},
    {F_pc_floor, 2, "2F"},
    {F_pc_room, 2, "検査科"},
    {F_pc_operate_permission, 2, "witness_operates"},
    {F_pc_login_by, 2, "髙橋 由美"},
};
const size_t sheet_nfacts = sizeof sheet_facts / sizeof *sheet_facts;

/* What the layouts write for an id; "" where it is the label of the catalogue. */
static const struct spelling {
    enum field f;
    const char *id, *text[SHEET_WORDS];
} spellings[] = {
    {F_line_line_kind, "internet", {"インターネット", "インターネット回線", "光回線"}},
    {F_line_line_kind, "closed", {"閉域網", "閉域", "IP-VPN"}},
    {F_line_line_kind, "mobile", {"モバイル回線", "モバイル", "LTE"}},
    {F_line_contract_holder_kind, "hospital", {"医療機関", "病院", "当院"}},
    {F_line_contract_holder_kind, "vendor", {"ベンダ", "ベンダー", "保守業者"}},
    {F_line_contract_holder_kind, "department", {"部門", "診療科", "部署"}},
    {F_line_terminator_kind, "onu", {"ONU", "ＯＮＵ", "光回線終端装置"}},
    {F_line_terminator_kind, "hgw", {"HGW", "ホームゲートウェイ", "HGW(ホームゲートウェイ)"}},
    {F_line_terminator_kind,
     "mobile_router",
     {"モバイルルーター", "モバイルルータ", "ポケットWi-Fi"}},
    {F_line_global_ip_kind, "static", {"固定", "固定IP", "静的"}},
    {F_line_global_ip_kind, "dynamic", {"動的", "動的IP", "可変"}},
    {F_line_global_ip_kind, "none", {"なし(閉域)", "なし", "無"}},
    {F_line_scan_wanted, "yes", {"希望する", "希望", "○"}},
    {F_line_scan_wanted, "no", {"希望しない", "希望なし", "×"}},
    {F_line_found_by_step, "step2", {"STEP2 管理台帳", "STEP2", "ステップ2"}},
    {F_line_found_by_step, "step5", {"STEP5 ベンダ問合せ", "STEP5", "ベンダ問合せ"}},
    {F_line_found_by_step, "step6", {"STEP6 目視", "STEP6", "目視確認"}},
    {F_line_remote_maintenance, "yes", {"有", "あり", "○"}},
    {F_line_remote_maintenance, "no", {"無", "なし", "×"}},
    {F_line_emr_connected, "yes", {"有", "有り", "○"}},
    {F_line_emr_connected, "no", {"無", "無し", "×"}},
    {F_line_emr_connected, "unknown", {"不明", "不明", "△"}},
    {F_device_device_kind, "firewall", {"FW", "ファイアウォール", "ファイヤーウォール"}},
    {F_device_device_kind, "l2_switch", {"L2スイッチ", "スイッチ(L2)", "L2SW"}},
    {F_device_device_kind, "vpn", {"VPN装置", "VPN", "VPN機器"}},
    {F_device_source_restriction, "yes", {"有", "あり", "○"}},
    {F_device_source_restriction, "no", {"無", "なし", "×"}},
    {F_device_pw_min_length, "8", {"8", "8文字", "8文字以上"}},
    {F_device_pw_rotation, "months:3", {"3か月ごと", "3ヶ月毎", "３カ月"}},
    {F_device_pw_rotation, "months:6", {"6か月ごと", "6ヵ月", "半年ごと"}},
    {F_device_pw_rotation, "none", {"なし", "無", "無し"}},
    {F_device_two_factor, "none", {"なし", "無", "未導入"}},
    {F_device_two_factor, "planned_by_R9", {"令和9年度までに予定", "予定", "R9年度までに予定"}},
    {F_device_two_factor, "implemented", {"実装済", "実装済み", "○"}},
    {F_pc_pc_emr_connected, "yes", {"有", "あり", "○"}},
    {F_pc_os, "windows11", {"Windows11", "Windows 11 Pro", "Win11"}},
    {F_pc_os, "windows10", {"Windows10", "Windows10 22H2", "Win10"}},
    {F_pc_av_pattern_state, "old", {"古い", "旧", "未更新"}},
    {F_pc_av_pattern_state, "latest", {"最新", "最新版", "更新済み"}},
    {F_pc_usb_control, "yes", {"有", "あり", "○"}},
    {F_pc_usb_control, "no", {"無", "なし", "×"}},
    {F_pc_operate_permission, "allowed", {"許可", "可", "○"}},
    {F_pc_operate_permission, "witness_operates", {"立会者操作", "立会者が操作", "△"}},
};

struct making {
    const struct layout *l;
    lxw_workbook *book;
    lxw_worksheet *sheet;
};

static const char *fact(const struct making *m, enum field f, int line)
{
    for (const struct fact *c = m->l->changed; c && c->line; c++)
        if (c->f == f && c->line == line)
            return c->id;
    for (size_t i = 0; i < sheet_nfacts; i++)
        if (sheet_facts[i].f == f && sheet_facts[i].line == line)
            return sheet_facts[i].id;
    return "";
}

/* ASCII letters and digits in full width. */
static const char *widened(const char *s)
{
    static char out[400];
    size_t n = 0;

    for (; *s && n + 4 < sizeof out; s++)
        if ((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z')) {
            int cp = 0xFF00 + (*s - 0x20);

            out[n++] = (char)(0xE0 | cp >> 12);
            out[n++] = (char)(0x80 | (cp >> 6 & 63));
            out[n++] = (char)(0x80 | (cp & 63));
        } else {
            out[n++] = *s;
        }
    out[n] = '\0';
    return out;
}

static const char *spelled(const struct making *m, enum field f, int line)
{
    const char *id = fact(m, f, line);
    const struct enum_item *it;

    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (spellings[i].f == f && strcmp(spellings[i].id, id) == 0)
            return spellings[i].text[m->l->words];
    if (catalog[f].list && (it = enum_by_id(catalog[f].list, id)))
        return it->ja;
    if (m->l->wide && (catalog[f].type == TYPE_IDENT || catalog[f].type == TYPE_INT ||
                       strcmp(catalog[f].id, "floor") == 0))
        return widened(id);
    return id;
}

/* Numbers as numbers, unless leading zeros would go. */
static void put(struct making *m, int row, int col, const char *text)
{
    char *end;
    double d = strtod(text, &end);

    if (*text && !*end && *text != '0' && strlen(text) < 12)
        worksheet_write_number(m->sheet, (lxw_row_t)row, (lxw_col_t)col, d, NULL);
    else if (*text)
        worksheet_write_string(m->sheet, (lxw_row_t)row, (lxw_col_t)col, text, NULL);
}

static int column_at(const struct making *m, size_t i, size_t n, int from)
{
    return from + (int)(m->l->reversed ? n - 1 - i : i);
}

static void put_header(struct making *m, const struct column *c, size_t n, int from)
{
    int row = m->l->header_row;

    for (size_t i = 0; i < n; i++) {
        int col = column_at(m, i, n, from);

        put(m, row, col, c[i].head[m->l->words]);
        if (m->l->group_row && (i == 0 || strcmp(c[i].group, c[i - 1].group) != 0)) {
            size_t k = i;

            while (k + 1 < n && strcmp(c[k + 1].group, c[i].group) == 0)
                k++;
            if (m->l->reversed || k == i)
                put(m, row - 1, column_at(m, m->l->reversed ? k : i, n, from), c[i].group);
            else
                worksheet_merge_range(m->sheet, (lxw_row_t)(row - 1), (lxw_col_t)col,
                                      (lxw_row_t)(row - 1), (lxw_col_t)(col + (int)(k - i)),
                                      c[i].group, NULL);
        }
    }
}

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* A line's own columns in the rows of its devices. */
static void put_line(struct making *m, int line, int row, int rows, int from)
{
    for (size_t i = 0; i < COUNT(line_columns); i++) {
        int col = column_at(m, i, COUNT(line_columns), from);
        const char *text = spelled(m, line_columns[i].f, line);

        if (m->l->below == BELOW_MERGED && rows > 1 && *text) {
            worksheet_merge_range(m->sheet, (lxw_row_t)row, (lxw_col_t)col,
                                  (lxw_row_t)(row + rows - 1), (lxw_col_t)col, "", NULL);
            put(m, row, col, text);
        } else {
            for (int k = 0; k < (m->l->below == BELOW_REPEATED ? rows : 1); k++)
                put(m, row + k, col, text);
        }
    }
}

static void put_device(struct making *m, int line, int device, int row, int from)
{
    for (size_t i = 0; i < COUNT(device_columns); i++)
        put(m, row, column_at(m, i, COUNT(device_columns), from),
            spelled(m, device_columns[i].f, line * 10 + device));
}

static int devices_of(const struct making *m, int line)
{
    int n = 0;

    while (n < DEVICES && *fact(m, F_device_device_seq, line * 10 + n + 1))
        n++;
    return n;
}

static void make_lines(struct making *m)
{
    int from = m->l->first_col, right = from + (int)COUNT(line_columns);
    int row = m->l->header_row + 1;

    m->sheet = workbook_add_worksheet(m->book, m->l->words == 0 ? "回線・機器情報記入シート"
                                                                : "外部接続一覧");
    put(m, 0, from, "外部接続の一覧");
    put(m, 1, from, "※記入漏れのないようにお願いします。");
    put_header(m, line_columns, COUNT(line_columns), from);
    if (!m->l->separate)
        put_header(m, device_columns, COUNT(device_columns), right);
    put(m, row, from, "記入例");
    put(m, row++, from + 2, "CAF0000000000");
    for (int line = 1; line <= LINES; line++) {
        if (line == m->l->without)
            continue;
        int n = devices_of(m, line), rows = n > 1 && !m->l->separate ? n : 1;

        put_line(m, line, row, rows, from);
        for (int d = 1; d <= n && !m->l->separate; d++)
            put_device(m, line, d, row + d - 1, right);
        row += rows + (line == 2);
    }
    for (int n = LINES + 1; n < 9 && m->l->numbers && !m->l->reversed; n++)
        worksheet_write_number(m->sheet, (lxw_row_t)row++, (lxw_col_t)from, n, NULL);
    put(m, row + 2, from, "※行が足りない場合は追加してください。");
}

/* Devices that name their line. */
static void make_devices(struct making *m)
{
    static const char *const heads[] = {"回線番号", "お客様ID", "回線識別番号"};
    int from = m->l->first_col, row = m->l->header_row + 1;

    if (!m->l->separate)
        return;
    m->sheet = workbook_add_worksheet(m->book, "機器一覧");
    put(m, m->l->header_row, from, heads[m->l->words]);
    put_header(m, device_columns, COUNT(device_columns), from + 1);
    for (int line = 1; line <= LINES; line++)
        for (int d = 1; d <= devices_of(m, line); d++) {
            put(m, row, from, spelled(m, F_line_line_number, line));
            put_device(m, line, d, row++, from + 1);
        }
}

static void make_pcs(struct making *m)
{
    m->sheet = workbook_add_worksheet(m->book, m->l->words == 0 ? "端末一覧" : "PC");
    put(m, 0, m->l->first_col, "調査対象の端末");
    put_header(m, pc_columns, COUNT(pc_columns), m->l->first_col);
    for (int pc = 1; pc <= 2; pc++)
        for (size_t i = 0; i < COUNT(pc_columns); i++)
            put(m, m->l->header_row + pc, column_at(m, i, COUNT(pc_columns), m->l->first_col),
                spelled(m, pc_columns[i].f, pc));
}

static void put_days(struct making *m, int row, int col)
{
    static const char *const one[] = {"2025/10/2・10/3", "令和7年10月2日、令和7年10月3日",
                                      "R7.10.2～R7.10.3"};
    static const char *const days[][2] = {
        {"令和7年10月2日", "令和7年10月3日"}, {"2025-10-02", "2025-10-03"}, {"10月2日", "10月3日"}};

    if (!m->l->split_days) {
        put(m, row, col, "現地調査日");
        put(m, row, col + 1, one[m->l->words]);
        return;
    }
    put(m, row, col, "現地調査日(1日目)");
    put(m, row, col + 1, days[m->l->words][0]);
    put(m, row + 1, col, "現地調査日(2日目)");
    put(m, row + 1, col + 1, days[m->l->words][1]);
}

static void make_basic(struct making *m)
{
    static const char *const labels[][SHEET_WORDS] = {
        {"通番", "医療機関通番", "整理番号"},
        {"医療機関名", "病院名", "施設名称"},
        {"都道府県", "都道府県名", "都道府県"},
        {"住所", "所在地", "病院所在地"},
        {"病床数", "許可病床数", "ベッド数"},
        {"電子カルテ製品", "電子カルテシステム名", "電子カルテ"},
        {"電子カルテベンダ", "電子カルテメーカー", "電子カルテ事業者"},
    };
    static const char *const values[] = {
        "0456",          "架空中央病院",          "長野県", "長野県架空市1-2-3", "310",
        "カルテスター7", "東陽メディカルシステム"};
    static const char *const heads[SHEET_WORDS][5] = {
        {"役割", "氏名", "部署", "電話", "メール"},
        {"区分", "お名前", "所属", "電話番号", "メールアドレス"},
        {"役割", "担当者名", "部署名", "TEL", "E-mail"}};
    int col = m->l->first_col, row = 2;

    m->sheet = workbook_add_worksheet(m->book, m->l->words == 0 ? "基本情報" : "病院情報");
    put(m, 0, col, "ヒアリングシート");
    for (size_t i = 0; i < COUNT(labels); i++, row++) {
        put(m, row, col, labels[i][m->l->words]);
        if (m->l->wide && i == 4)
            put(m, row, col + 1, "３１０床");
        else
            put(m, row, col + 1 + (m->l->words == 2), values[i]);
    }
    put_days(m, row, col);
    row += 4;
    put(m, row++, col, "連絡先");
    for (int i = 0; i < 5; i++)
        put(m, row, col + i, heads[m->l->words][i]);
    put(m, row + 1, col, m->l->words == 1 ? "担当者" : "病院担当者");
    put(m, row + 1, col + 1, "森田 航");
    put(m, row + 1, col + 2, "情報システム課");
    put(m, row + 1, col + 3, "0463-00-4829");
    put(m, row + 1, col + 4, "joho@kaku.example");
    put(m, row + 2, col, m->l->words == 2 ? "立会い者" : "立会者");
    put(m, row + 2, col + 1, "髙橋 由美");
    put(m, row + 2, col + 3, "0463-00-5306");
}

void sheet_make(const char *path, const struct layout *l)
{
    struct making m = {.l = l, .book = workbook_new(path)};

    if (!m.book)
        bail("cannot write %s", path);
    make_basic(&m);
    make_lines(&m);
    make_devices(&m);
    make_pcs(&m);
    if (workbook_close(m.book) != LXW_NO_ERROR)
        bail("cannot write %s", path);
}

static lxw_worksheet *sheet_of(lxw_workbook *book, const char *name)
{
    lxw_worksheet *s = workbook_get_worksheet_by_name(book, name);

    return s ? s : workbook_add_worksheet(book, name);
}

void sheet_put(const char *path, const struct put *cells)
{
    static const struct layout plain = {0};
    struct making m = {.l = &plain, .book = workbook_new(path)};

    if (!m.book)
        bail("cannot write %s", path);
    for (; cells->cell; cells++) {
        const char *colon = strchr(cells->cell, ':');
        lxw_row_t row = lxw_name_to_row(cells->cell);
        lxw_col_t col = lxw_name_to_col(cells->cell);

        m.sheet = sheet_of(m.book, cells->sheet);
        if (colon)
            worksheet_merge_range(m.sheet, row, col, lxw_name_to_row(colon + 1),
                                  lxw_name_to_col(colon + 1), "", NULL);
        if (*cells->text == '=')
            worksheet_write_formula_str(m.sheet, row, col, cells->text, NULL, "");
        else if (*cells->text == '\'')
            worksheet_write_string(m.sheet, row, col, cells->text + 1, NULL);
        else
            put(&m, row, col, cells->text);
    }
    if (workbook_close(m.book) != LXW_NO_ERROR)
        bail("cannot write %s", path);
}

void sheet_make_large(const char *path, int lines)
{
    static const struct layout l = {.name = "large", .header_row = 3};
    struct making m = {.l = &l, .book = workbook_new(path)};
    int right = (int)COUNT(line_columns), row = 4;
    char text[32];

    if (!m.book)
        bail("cannot write %s", path);
    make_basic(&m);
    m.sheet = workbook_add_worksheet(m.book, "回線");
    put_header(&m, line_columns, COUNT(line_columns), 0);
    put_header(&m, device_columns, COUNT(device_columns), right);
    for (int line = 0; line < lines; line++)
        for (int d = 1; d <= 2; d++, row++) {
            put_line(&m, 1, row, 1, 0);
            put_device(&m, 1, d, row, right);
            snprintf(text, sizeof text, "CAF%08d", line);
            put(&m, row, 2, text);
            worksheet_write_number(m.sheet, (lxw_row_t)row, 0, line + 1, NULL);
            snprintf(text, sizeof text, "第%d室", line % 60);
            put(&m, row, 16, text);
            snprintf(text, sizeof text, "SER%d-%d", line, d);
            put(&m, row, right + 4, text);
        }
    make_pcs(&m);
    if (workbook_close(m.book) != LXW_NO_ERROR)
        bail("cannot write %s", path);
}
