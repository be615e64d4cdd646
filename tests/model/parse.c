/* What people write becomes the right value, and what is wrong is refused. */
#include "model/parse.h"
#include "model/base/clock.h"
#include "tests/lib/tap.h"

#include <string.h>

static const struct good {
    enum field f;
    const char *text, *want; /* want: as field_print_id prints it */
} good[] = {
    {F_line_line_kind, "インターネット", "internet"},
    {F_line_line_kind, "ｲﾝﾀｰﾈｯﾄ", "internet"},
    {F_line_line_kind, "internet_vpn", "internet_vpn"},
    {F_line_line_kind, "Internet VPN", "internet_vpn"},
    {F_line_emr_connected, "有り", "yes"},
    {F_line_emr_connected, "○", "yes"},
    {F_line_emr_connected, "×", "no"},
    {F_line_emr_connected, " 不明 ", "unknown"},
    {F_line_terminator_kind, "ｏｎｕ", "onu"},
    {F_line_line_number, "ＣＡＦ２４９４", "CAF2494"},
    {F_line_line_number, "unknown", "不明"},
    {F_line_line_label, "回線Ａ", "回線A"},
    {F_site_bed_count, "６０４床", "604"},
    {F_site_bed_count, "1,204", "1204"},
    {F_site_bed_count, "53.0", "53"},
    {F_device_pw_min_length, "8文字以上", "8"},
    {F_site_has_emr, "あり", "true"},
    {F_room_witness_required, "必須", "true"},
    {F_room_witness_required, "不要", "false"},
    {F_room_entry_forbidden, "〇", "true"},
    {F_site_care_type, "回復期、急性期", "acute,recovery"},
    {F_window_access_date, "2025-9-2", "2025-09-02"},
    {F_window_access_date, "2025/9/12", "2025-09-12"},
    {F_window_access_date, "２０２５．９．１２", "2025-09-12"},
    {F_window_access_date, "2025年9月12日(金)", "2025-09-12"},
    {F_window_access_date, "2025年9月12日（金曜日）", "2025-09-12"},
    {F_window_access_date, "令和7年10月2日", "2025-10-02"},
    {F_window_access_date, "令和７年１０月２日", "2025-10-02"},
    {F_window_access_date, "R7.10.2", "2025-10-02"},
    {F_window_access_date, "令和元年5月1日", "2019-05-01"},
    {F_window_access_date, "平成31年4月30日", "2019-04-30"},
    {F_window_access_date, "20250912", "2025-09-12"},
    {F_window_access_date, "9月12日", "2025-09-12"},
    {F_window_access_date, "1/20", "2026-01-20"},
    {F_window_access_date, "2025-09-12 00:00:00", "2025-09-12"},
    {F_site_survey_dates, "2025/10/2・10/3", "2025-10-02,2025-10-03"},
    {F_site_survey_dates, "10/2、10/3", "2025-10-02,2025-10-03"},
    {F_site_survey_dates, "令和7年10月2日(木)・3日(金)", "2025-10-02,2025-10-03"},
    {F_site_survey_dates, "2025-10-02 2025-10-03", "2025-10-02,2025-10-03"},
    {F_site_survey_dates, "2025年10月2日（木）～10月3日（金）", "2025-10-02,2025-10-03"},
    {F_window_open_from, "9:00", "09:00"},
    {F_window_open_from, "９：００", "09:00"},
    {F_window_open_from, "9時", "09:00"},
    {F_window_open_from, "9時30分", "09:30"},
    {F_window_open_from, "9時半", "09:30"},
    {F_window_open_from, "午後1時", "13:00"},
    {F_window_open_from, "午前12時15分", "00:15"},
    {F_window_open_from, "1:30 PM", "13:30"},
    {F_window_open_from, "13:05:00", "13:05"},
    {F_window_open_from, "正午", "12:00"},
    {F_site_precall_at, "2025-09-11 16:05", "2025-09-11T16:05:00+09:00"},
    {F_line_global_ip, "２０３．０．１１３．１", "203.0.113.1"},
    {F_line_global_ip, "2001:DB8:0:0::1", "2001:db8::1"},
    {F_device_mac, "00-1A-2B-3C-4D-5E", "00:1a:2b:3c:4d:5e"},
    {F_device_mac, "001a.2b3c.4d5e", "00:1a:2b:3c:4d:5e"},
    {F_device_pw_rotation, "なし", "none"},
    {F_device_pw_rotation, "3か月ごと", "months:3"},
    {F_device_pw_rotation, "６ヶ月毎", "months:6"},
    {F_device_pw_rotation, "年1回", "年1回"},
    {F_device_serial_no, "?ラックの裏", "?ラックの裏"},
    {F_device_serial_no, "確認不可(高所)", "?高所"},
    {F_room_plot_x, "0.5", "0.5"},
    {F_site_hospital_name, " みなと総合病院　", "みなと総合病院"},
    {F_site_hospital_name, "　", ""},
};

static const struct good bad[] = {
    {F_line_line_kind, "衛星テレパシー", "is none of the choices"},
    {F_line_global_ip, "999.1.1.1", "is not an IP address"},
    {F_line_global_ip, "203.0.113", "is not an IP address"},
    {F_device_pw_min_length, "八文字くらい", "is not a number"},
    {F_device_pw_min_length, "8-12", "is not a number"},
    {F_window_access_date, "2025-02-30", "is not a date"},
    {F_window_access_date, "2025-09-12,2025-09-13", "is not a date"},
    {F_window_access_date, "後日", "is not a date"},
    {F_site_survey_dates, "10/2 と あと1日", "is not a date"},
    {F_window_open_from, "25:00", "is not a time"},
    {F_window_open_from, "9:60", "is not a time"},
    {F_window_open_from, "午後13時", "is not a time"},
    {F_device_mac, "00:1a:2b:3c:4d", "is not a MAC"},
    {F_site_has_emr, "多分", "neither yes nor no"},
    {F_device_serial_no, "?", "Say why"},
    {F_line_in_scope, "yes", "computed"},
    {F_room_plot_x, "0.", "decimal"},
};

static const struct label {
    enum field f;
    const char *id, *ja, *en;
} labels[] = {
    {F_line_line_kind, "closed", "閉域網", "closed network"},
    {F_site_has_emr, "true", "はい", "yes"},
    {F_device_pw_rotation, "months:3", "3か月ごと", "every 3 months"},
    {F_device_serial_no, "?高所", "確認不可 (高所)", "not readable (高所)"},
    {F_device_firmware_version, "不明", "不明", "unknown"},
    {F_site_care_type, "acute,other", "急性期、その他", "acute, other"},
    {F_site_precall_at, "2025-09-11T16:05:00+09:00", "2025-09-11 16:05", "2025-09-11 16:05"},
    {F_site_bed_count, "604", "604", "604"},
};

int main(void)
{
    struct buf storage = BUF_INIT, out = BUF_INIT;
    struct value v;
    struct err e;

    clock_set(clock_ms(2025, 9, 12, 9, 0, 0));
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        e = (struct err){.code = ERR_OK};
        buf_reset(&out);
        if (field_parse(good[i].f, good[i].text, &storage, &v, &e) == 0)
            field_print_id(good[i].f, &v, &out);
        is_str(buf_str(&out), good[i].want, "%s: %s %s", catalog[good[i].f].id, good[i].text,
               e.code ? e.msg : "");
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        e = (struct err){.code = ERR_OK};
        ok(field_parse(bad[i].f, bad[i].text, &storage, &v, &e) == -ERR_INVALID &&
               strstr(e.msg, bad[i].want),
           "%s: %s is refused: %s", catalog[bad[i].f].id, bad[i].text, e.msg ? e.msg : "no");
    }
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        const struct label *l = &labels[i];

        is_int(field_parse(l->f, l->id, &storage, &v, NULL), 0, "%s parses", l->id);
        for (int ja = 0; ja < 2; ja++) {
            struct buf again = BUF_INIT;
            struct value back;

            buf_reset(&out);
            field_print(l->f, &v, ja, &out);
            is_str(buf_str(&out), ja ? l->ja : l->en, "%s as a label", l->id);
            ok(field_parse(l->f, buf_str(&out), &again, &back, NULL) == 0 && value_equal(v, back),
               "the label %s is taken back", buf_str(&out));
            buf_release(&again);
        }
    }
    buf_release(&storage);
    buf_release(&out);
    return tap_done();
}
