/* What a visit lacks; declared against observed; scope; needs; names; windows. */
#include "model/rules/visit.h"

#include "model/base/clock.h"
#include "model/rules/name.h"
#include "model/rules/need.h"
#include "model/rules/scope.h"
#include "model/rules/steps.h"
#include "model/rules/window.h"
#include "tests/lib/build.h"
#include "tests/lib/tap.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void scopes(void)
{
    static const struct {
        const char *traffic, *emr;
        enum scope scope;
        bool doubt;
    } rows[] = {
        {"data", "yes", SCOPE_IN, false},    {"data", "no", SCOPE_OS01, false},
        {"data", "unknown", SCOPE_IN, true}, {"data", NULL, SCOPE_IN, true},
        {"voice", "yes", SCOPE_OS02, false}, {"voice", "no", SCOPE_OS02, false},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct survey s;
        struct row *line;

        survey_init(&s);
        line = build_row(&s, KIND_line);
        build_put(line, F_line_traffic_kind, rows[i].traffic);
        build_put(line, F_line_emr_connected, rows[i].emr);
        is_int(line_scope(line), rows[i].scope, "R020-R023 row %zu: scope", i);
        is_int(line_in_doubt(line), rows[i].doubt, "R027 row %zu: doubt", i);
        survey_release(&s);
    }
    is_str(scope_code(SCOPE_OS02), "OS02", "the code of a voice line");
}

static void comparisons(void)
{
    static const struct {
        enum field field;
        const char *declared, *seen;
        enum compare answer;
    } rows[] = {
        {F_device_serial_no, "KTR4471902", NULL, COMPARE_UNSEEN},
        {F_device_serial_no, "KTR4471902", "ＫＴＲ４４７１９０２", COMPARE_SAME},
        {F_device_serial_no, "KTR4471902", "ktr 4471902", COMPARE_SAME},
        {F_device_serial_no, "KTR4471902", "KTR4471962", COMPARE_DIFFERS},
        {F_device_firmware_version, "不明", "15.2", COMPARE_FILLED},
        {F_device_firmware_version, NULL, "15.2", COMPARE_FILLED},
        {F_device_firmware_version, "15.2", "不明", COMPARE_UNKNOWN},
        {F_device_firmware_version, "不明", "不明", COMPARE_SAME},
        {F_device_maker, "ﾔﾏﾊ", "ヤマハ", COMPARE_SAME},
        {F_device_device_kind, "router", "utm", COMPARE_DIFFERS},
        {F_device_mac, "00:1A:2b:3C:4D:5E", "001a.2b3c.4d5e", COMPARE_SAME},
        {F_device_mac, "00:1A:2b:3C:4D:5E", "00:1A:2b:3C:4D:5F", COMPARE_DIFFERS},
        {F_device_mac, "00:1A:2b:3C:4D:5E", "00:1A:2b:3C:4D", COMPARE_DIFFERS},
        {F_device_lan_ip, "2001:db8::1", "2001:0db8:0:0:0:0:0:1", COMPARE_SAME},
        {F_device_lan_ip, "192.168.0.1", "192.168.0.2", COMPARE_DIFFERS},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct survey s;
        struct row *r;

        survey_init(&s);
        r = build_row(&s, KIND_device);
        build_put(r, rows[i].field, rows[i].declared);
        build_see(r, rows[i].field, rows[i].seen);
        is_int(row_compare(r, rows[i].field), rows[i].answer, "R010 %s: %s | %s",
               catalog[rows[i].field].id, rows[i].declared ? rows[i].declared : "-",
               rows[i].seen ? rows[i].seen : "-");
        is_int(row_differs(r, rows[i].field), rows[i].answer == COMPARE_DIFFERS,
               "row_differs agrees");
        survey_release(&s);
    }
}

static void unreadable_is_its_own_state(void)
{
    struct survey s;
    struct row *r;

    survey_init(&s);
    r = build_row(&s, KIND_device);
    build_put(r, F_device_serial_no, "HBC0071288");
    build_unreadable(r, F_device_serial_no, "ラック奥で見えず");
    is_int(row_compare(r, F_device_serial_no), COMPARE_UNREADABLE, "unreadable is no difference");
    ok(!need_observed_open(r, F_device_serial_no), "unreadable is an answer");
    ok(need_observed_open(r, F_device_model), "the model is still to be seen");
    build_put(r, F_device_building, "本館");
    build_see(r, F_device_building, "別館");
    build_put(r, F_device_rack, "1");
    build_see(r, F_device_rack, "2");
    is_int(row_differences(r), 1, "a place that differs twice counts once");
    survey_release(&s);
}

static void needs(void)
{
    static const struct {
        enum need need;
        enum field field;
        const char *text;
        bool holds;
    } rows[] = {
        {NEED_NO, F_line_line_kind, "internet", false},
        {NEED_ALWAYS, F_line_line_kind, NULL, true},
        {NEED_INTERNET, F_line_line_kind, "internet_vpn", true},
        {NEED_INTERNET, F_line_line_kind, "closed", false},
        {NEED_HOLDER_NOT_HOSPITAL, F_line_contract_holder_kind, "vendor", true},
        {NEED_HOLDER_NOT_HOSPITAL, F_line_contract_holder_kind, "hospital", false},
        {NEED_HOLDER_NOT_HOSPITAL, F_line_contract_holder_kind, NULL, false},
        {NEED_PHONE_OR_MAIL, F_contact_contact_phone, "03-1", false},
        {NEED_PHONE_OR_MAIL, F_contact_contact_email, "a@example.jp", false},
        {NEED_PHONE_OR_MAIL, F_contact_contact_phone, NULL, true},
        {NEED_ANTIVIRUS, F_pc_av_product, "なし", false},
        {NEED_ANTIVIRUS, F_pc_av_product, "セーフエンド", true},
    };
    struct survey s;
    struct row *line;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct row *r;

        survey_init(&s);
        r = build_row(&s, catalog[rows[i].field].kind);
        build_put(r, rows[i].field, rows[i].text);
        is_int(need_holds(rows[i].need, r), rows[i].holds, "need %d with %s = %s", rows[i].need,
               catalog[rows[i].field].id, rows[i].text ? rows[i].text : "-");
        survey_release(&s);
    }
    survey_init(&s);
    line = build_row(&s, KIND_line);
    build_put(line, F_line_line_kind, "internet");
    build_put(line, F_line_global_ip_kind, "static");
    ok(!need_declared_open(line, F_line_global_ip), "no scan wanted, no address needed");
    build_put(line, F_line_scan_wanted, "yes");
    ok(need_declared_open(line, F_line_global_ip), "a static scan needs the address");
    build_put(line, F_line_global_ip_kind, "dynamic");
    ok(!need_declared_open(line, F_line_global_ip), "a dynamic one does not");
    survey_release(&s);
}

/* Line A in a room, an ONU and a router below it, as in screens.md. */
struct house {
    struct survey s;
    struct row *room, *line, *onu, *router;
};

static struct row *device(struct house *h, const char *kind, const char *model)
{
    struct row *r = build_row(&h->s, KIND_device);

    build_ref(r, F_device_line_ref, h->line);
    build_put(r, F_device_device_kind, kind);
    build_put(r, F_device_model, model);
    build_put(r, F_device_serial_no, "S1");
    return r;
}

static void house(struct house *h)
{
    survey_init(&h->s);
    h->room = build_row(&h->s, KIND_room);
    build_put(h->room, F_room_building, "本館");
    build_put(h->room, F_room_floor, "3F");
    build_put(h->room, F_room_room, "サーバ室");
    h->line = build_row(&h->s, KIND_line);
    build_put(h->line, F_line_line_label, "回線D");
    build_put(h->line, F_line_line_number, "COP0431195520");
    build_put(h->line, F_line_building, "本館");
    build_put(h->line, F_line_floor, "3F");
    build_put(h->line, F_line_room, "サーバ室");
    build_put(h->line, F_line_terminator_kind, "onu");
    h->onu = device(h, "terminator", "GE-ONU");
    h->router = device(h, "router", "AR-830");
}

static struct row *photo(struct house *h, const struct row *of, const char *tag)
{
    struct row *r = build_row(&h->s, KIND_photo);

    build_ref(r, F_photo_photo_target, of);
    build_put(r, F_photo_photo_tag, tag);
    return r;
}

/* It shows that too, and is tagged so: NULL says nothing. */
static void also(struct house *h, const struct row *photo, const struct row *of, const char *tag)
{
    struct row *r = build_row(&h->s, KIND_photo_use);

    build_ref(r, F_photo_use_photo_ref, photo);
    if (of)
        build_ref(r, F_photo_use_photo_target, of);
    build_put(r, F_photo_use_photo_tag, tag);
}

static void see_device(struct row *r)
{
    build_put(r, F_device_device_found, "yes");
    build_see(r, F_device_device_kind, "router");
    build_see(r, F_device_model, "AR-830");
    build_see(r, F_device_serial_no, "S1");
}

static void line_visit(void)
{
    struct house h;
    struct visit v;
    const struct row *link;
    struct row *shot;

    house(&h);
    visit_load(&v, &h.s, h.line);
    is_int(v.questions[0].field, F_line_terminator_found, "first: is the terminator there");
    ok(v.questions[2].place && v.questions[2].field == F_line_room, "then the place, as one");
    is_int(v.questions[3].declared, F_line_line_number, "the label stands beside the line number");
    ok(v.questions[4].row == h.onu, "then the devices");
    is_int(v.total, 6 + 2 * 4, "needed: six of the line, four of each device");
    is_int(v.answered, 0, "nothing answered");
    is_int(visit_next_open(&v, 0), 0, "the first open question is the first");
    is_int(v.photos_needed, 5, "R104: terminator, cabling, the ONU's label, the router's two");
    is_int(v.photos_present, 0, "no photo yet");
    ok(v.links_open, "no connection yet");
    ok(!visit_complete(&v), "not complete");
    visit_release(&v);

    build_put(h.line, F_line_terminator_found, "yes");
    build_see(h.line, F_line_terminator_kind, "onu");
    build_see(h.line, F_line_room, "サーバ室");
    build_see(h.line, F_line_rack, "ラック1");
    build_put(h.line, F_line_rack, "ラック2");
    build_put(h.line, F_line_label_text, "COP0431195521");
    build_put(h.line, F_line_moved_device, "0");
    build_put(h.line, F_line_outage_risk, "none");
    build_put(h.line, F_line_witness, "髙橋");
    see_device(h.router);
    see_device(h.onu);
    build_see(h.onu, F_device_device_kind, "terminator");
    build_unreadable(h.onu, F_device_serial_no, "銘板なし");
    build_see(h.onu, F_device_model, "GE-ONU");
    link = build_row(&h.s, KIND_link);
    build_ref(h.s.rows[KIND_link][0], F_link_line_ref, h.line);
    ok(link != NULL, "a connection");
    build_put(photo(&h, h.line, "terminator"), F_photo_damaged, "1");
    visit_load(&v, &h.s, h.line);
    is_int(v.photos_present, 0, "a damaged picture shows nothing");
    visit_release(&v);
    photo(&h, h.line, "terminator");
    photo(&h, h.line, "label");
    also(&h, photo(&h, h.line, NULL), NULL, "cabling");
    visit_load(&v, &h.s, h.line);
    is_int(v.answered, v.total, "all answered");
    is_int(v.differs, 2, "the place and the label differ");
    is_int(v.unreadable, 1, "one serial number unreadable");
    is_int(v.photos_present, 3, "the line's photo of a label serves the ONU's row too");
    is_int(v.photos[3].state, PHOTO_MISSING, "the router's front is missing");
    is_int(v.photos[4].state, PHOTO_MISSING, "and its label");
    ok(!v.links_open, "connections are recorded");
    ok(!visit_complete(&v), "a photo is missing: not complete");
    is_int(visit_next_open(&v, 3), -1, "no open question");
    visit_release(&v);

    shot = photo(&h, h.router, NULL);
    visit_load(&v, &h.s, h.line);
    ok(!visit_complete(&v), "a photo without a tag shows nothing");
    visit_release(&v);
    build_put(shot, F_photo_photo_tag, "device_front");
    also(&h, shot, NULL, "label");
    visit_load(&v, &h.s, h.line);
    ok(visit_complete(&v), "two tags, two shots: complete");
    visit_release(&v);

    build_put(h.line, F_line_outage_risk, "risk");
    visit_load(&v, &h.s, h.line);
    is_int(v.total - v.answered, 2, "R102: a risk asks whom and when");
    visit_release(&v);
    survey_release(&h.s);
}

/* One picture of a rack: its tags are said of all that it shows. */
static void one_photo_of_all(void)
{
    struct house h;
    struct visit v;
    struct row *rack, *front;

    house(&h);
    rack = photo(&h, h.line, "cabling");
    also(&h, rack, h.router, NULL);
    also(&h, rack, NULL, "device_front");
    visit_load(&v, &h.s, h.line);
    is_int(v.photos[1].state, PHOTO_PRESENT, "the cabling of the line");
    is_int(v.photos[3].state, PHOTO_PRESENT, "the front of the router");
    is_int(v.photos_present, 2, "and no more: a front of the line is no terminator's");
    visit_release(&v);
    front = photo(&h, h.onu, "device_front");
    visit_load(&v, &h.s, h.line);
    is_int(v.photos[0].state, PHOTO_PRESENT, "the ONU's front shows the terminator");
    is_int(v.photos[2].state, PHOTO_MISSING, "not its label");
    visit_release(&v);
    build_put(front, F_photo_photo_tag, "label");
    visit_load(&v, &h.s, h.line);
    is_int(v.photos[0].state, PHOTO_MISSING, "a label is no terminator");
    is_int(v.photos[2].state, PHOTO_PRESENT, "but the ONU's label");
    visit_release(&v);
    build_delete(&h.s, rack);
    visit_load(&v, &h.s, h.line);
    is_int(v.photos_present, 1, "a deleted picture shows nothing");
    visit_release(&v);
    survey_release(&h.s);
}

static void photo_excuses(void)
{
    struct house h;
    struct visit v;

    house(&h);
    build_put(h.router, F_device_no_photo_reason, "棚の裏");
    visit_load(&v, &h.s, h.line);
    is_int(v.photos[3].state, PHOTO_EXCUSED, "a reason at the device excuses its front");
    is_int(v.photos[4].state, PHOTO_EXCUSED, "and its label");
    is_int(v.photos_needed, 3, "the others are needed");
    visit_release(&v);
    build_put(h.line, F_line_no_photo_reason, "暗い");
    visit_load(&v, &h.s, h.line);
    is_int(v.photos_needed, 0, "a reason at the line excuses all");
    visit_release(&v);
    build_put(h.room, F_room_photo_allowed, "forbidden");
    visit_load(&v, &h.s, h.line);
    is_int(v.photos_needed, 5, "R100: where photos are forbidden a reason is not enough");
    ok(v.photos[0].forbidden, "the need says so");
    visit_release(&v);
    build_put(h.line, F_line_ns_code, "NS06");
    visit_load(&v, &h.s, h.line);
    is_int(v.photos_needed, 0, "R100: NS06 takes their place");
    ok(!v.given_up && v.total > 0, "NS06 is about photos: the questions stay");
    visit_release(&v);
    build_see(h.line, F_line_building, "本館");
    build_see(h.line, F_line_floor, "1F");
    build_see(h.line, F_line_room, "医事課");
    ok(photo_forbidden_at(&h.s, h.line), "the actual room is not known: the declared one counts");
    build_put(build_row(&h.s, KIND_room), F_room_room, "医事課");
    build_put(h.s.rows[KIND_room][1], F_room_building, "本館");
    build_put(h.s.rows[KIND_room][1], F_room_floor, "1F");
    ok(!photo_forbidden_at(&h.s, h.line), "the actual room counts when it is known");
    survey_release(&h.s);
}

static void given_up_and_not_found(void)
{
    struct house h;
    struct visit v;

    house(&h);
    build_put(h.router, F_device_device_found, "no");
    visit_load(&v, &h.s, h.line);
    is_int(v.total, 6 + 4 + 1, "a device that is not there has one question");
    is_int(v.photos_needed, 3, "and no photo");
    visit_release(&v);
    build_put(h.router, F_device_ns_code, "NS02");
    visit_load(&v, &h.s, h.line);
    is_int(v.total, 6 + 4, "a device out of reach has none");
    visit_release(&v);
    build_put(h.line, F_line_terminator_found, "no");
    visit_load(&v, &h.s, h.line);
    is_int(v.total, 4 + 4, "no terminator: neither its kind nor its place");
    is_int(v.photos_needed, 1, "nor its photo or cabling; the ONU's label stays");
    ok(!v.links_open, "nor connections");
    visit_release(&v);
    build_put(h.line, F_line_ns_code, "NS09");
    visit_load(&v, &h.s, h.line);
    ok(v.given_up && v.total == 0 && v.photos_needed == 0 && visit_complete(&v),
       "a line given up needs nothing");
    visit_release(&v);
    survey_release(&h.s);
}

static void pc_visit(void)
{
    struct survey s;
    struct row *pc, *shot, *use;
    struct visit v;

    survey_init(&s);
    pc = build_row(&s, KIND_pc);
    build_put(pc, F_pc_av_product, "セーフエンド");
    visit_load(&v, &s, pc);
    is_int(v.total, 11, "a PC has eleven needed questions");
    is_int(v.photos_needed, 3, "R105: OS version, antivirus, settings");
    visit_release(&v);
    build_see(pc, F_pc_av_product, "なし");
    visit_load(&v, &s, pc);
    is_int(v.total, 8, "no antivirus: neither version, date nor state");
    is_int(v.photos_needed, 2, "nor a photo of it");
    visit_release(&v);
    shot = build_row(&s, KIND_photo);
    build_ref(shot, F_photo_photo_target, pc);
    build_put(shot, F_photo_photo_tag, "place");
    visit_load(&v, &s, pc);
    is_int(v.photos_present, 0, "a photo of the room is no settings screen");
    visit_release(&v);
    build_put(shot, F_photo_photo_tag, "os_version");
    visit_load(&v, &s, pc);
    is_int(v.photos_present, 1, "the OS version's screen is one");
    is_int(v.photos[1].state, PHOTO_MISSING, "the settings are another");
    visit_release(&v);
    use = build_row(&s, KIND_photo_use);
    build_ref(use, F_photo_use_photo_ref, shot);
    build_put(use, F_photo_use_photo_tag, "pc_settings");
    visit_load(&v, &s, pc);
    is_int(v.photos_present, 2, "unless one picture shows both");
    ok(v.questions[10].field == F_pc_screen_has_patient_data, "no Windows 7 question");
    visit_release(&v);
    build_see(pc, F_pc_os, "windows7");
    visit_load(&v, &s, pc);
    is_int(v.questions[10].field, F_pc_win7_unavailable_items, "R033: Windows 7 asks for the gaps");
    visit_release(&v);
    survey_release(&s);
}

/* An unknown SIM dongle at a PC, found during the PCs. */
static void unknown_visit(void)
{
    struct survey s;
    struct row *u, *d;
    struct visit v;

    survey_init(&s);
    u = build_row(&s, KIND_unknown_line);
    build_put(u, F_unknown_line_terminator_kind, "sim_dongle");
    build_put(u, F_unknown_line_room, "健診");
    build_put(u, F_unknown_line_found_during, "pc");
    visit_load(&v, &s, u);
    is_int(v.total - v.answered, 3, "R111: whom, when, what they know");
    is_int(v.photos_needed, 0, "R113: no photo is asked before the answer");
    visit_release(&v);
    build_put(u, F_unknown_line_known_state, "known");
    visit_load(&v, &s, u);
    is_int(v.photos_needed, 0, "R112: known: none");
    visit_release(&v);
    build_put(u, F_unknown_line_known_state, "unknown");
    visit_load(&v, &s, u);
    is_int(v.photos_needed, 1, "R113: unknown: a photo");
    is_int(v.total - v.answered, 3, "R113: devices, or why there are none");
    visit_release(&v);
    d = build_row(&s, KIND_device);
    build_ref(d, F_device_line_ref, u);
    build_put(u, F_unknown_line_no_photo_reason, "患者の前");
    visit_load(&v, &s, u);
    is_int(v.photos_needed, 0, "a reason excuses the photo");
    is_int(v.total - v.answered, 2 + 4, "the device below is asked about instead");
    visit_release(&v);
    survey_release(&s);
}

static void names(void)
{
    static const char *const want[] = {"回線D", "回線D AR-830", "本館 3F サーバ室", "回線D"};
    struct house h;
    struct buf b = BUF_INIT;
    struct row *step;

    house(&h);
    step = build_row(&h.s, KIND_step);
    build_ref(step, F_step_target_ref, h.line);
    for (size_t i = 0; i < 4; i++) {
        const struct row *rows[] = {h.line, h.router, h.room, step};

        buf_reset(&b);
        row_name(&h.s, rows[i], &b);
        is_str(buf_str(&b), want[i], "a row's name");
    }
    build_put(h.line, F_line_line_label, NULL);
    build_put(h.line, F_line_line_seq, "4");
    buf_reset(&b);
    row_name(&h.s, h.line, &b);
    is_str(buf_str(&b), "line:4", "without a name: the address");
    ok(row_root(&h.s, photo(&h, h.router, NULL)) == h.line, "a photo's root is the line");
    build_ref(h.router, F_device_line_ref, h.onu);
    build_ref(h.onu, F_device_line_ref, h.router);
    ok(row_root(&h.s, h.router) != NULL, "a loop of references ends");
    buf_release(&b);
    survey_release(&h.s);
}

static struct row *window(struct house *h, const char *date, const char *from, const char *to)
{
    struct row *w = build_row(&h->s, KIND_window);

    build_ref(w, F_window_room_ref, h->room);
    build_put(w, F_window_access_date, date);
    build_put(w, F_window_open_from, from);
    build_put(w, F_window_open_to, to);
    return w;
}

static void windows(void)
{
    static const struct {
        const char *kind, *from, *to;
        enum window_fit fit;
    } rows[] = {
        {"line", "12:00", "12:30", WINDOW_FITS},    {"line", "12:30", "13:00", WINDOW_FITS},
        {"line", "12:45", "13:15", WINDOW_PAST},    {"line", "11:45", "12:15", WINDOW_OUTSIDE},
        {"line", "13:00", "13:30", WINDOW_OUTSIDE}, {"pc", "12:00", "12:30", WINDOW_OUTSIDE},
        {"pc", "12:20", "12:50", WINDOW_FITS},      {"line", "15:20", "15:40", WINDOW_PAST},
        {"line", "15:30", "15:40", WINDOW_OUTSIDE}, {"line", NULL, NULL, WINDOW_FITS},
    };
    struct house h;
    struct row *step, *w;
    struct room_day d;
    struct buf b = BUF_INIT;
    int day = date_days(2025, 9, 12);

    house(&h);
    room_day_load(&d, &h.s, h.room, day);
    is_int(room_minutes_left(&d, 600), -1, "R007: no window rows, no limit");
    w = window(&h, NULL, "12:00", "13:00");
    build_put(w, F_window_operate_from, "12:20");
    w = window(&h, "2025-09-12", "15:00", "16:00");
    build_put(w, F_window_closed_from, "15:30");
    build_put(w, F_window_closed_to, "16:00");
    step = build_row(&h.s, KIND_step);
    build_ref(step, F_step_target_ref, h.line);
    build_put(step, F_step_plan_date, "2025-09-12");
    for (size_t i = 0; i < COUNT(rows); i++) {
        build_put(step, F_step_step_kind, rows[i].kind);
        build_put(step, F_step_plan_from, rows[i].from);
        build_put(step, F_step_plan_to, rows[i].to);
        is_int(step_window(&h.s, step), rows[i].fit, "R084, R085 %s %s-%s", rows[i].kind,
               rows[i].from ? rows[i].from : "", rows[i].to ? rows[i].to : "");
    }
    room_day_load(&d, &h.s, h.room, day);
    room_day_print(&d, false, &b);
    is_str(buf_str(&b), "12:00-13:00, 15:00-15:30", "the windows in words");
    is_int(room_minutes_left(&d, 12 * 60 + 12), 48, "minutes to the window's end");
    is_int(room_minutes_left(&d, 14 * 60), 0, "closed now");
    room_day_load(&d, &h.s, h.room, day + 1);
    is_int(room_minutes_left(&d, 15 * 60), 0, "the dated window is not of the next day");
    build_delete(&h.s, h.s.rows[KIND_window][0]);
    room_day_load(&d, &h.s, h.room, day + 1);
    is_int(room_minutes_left(&d, 12 * 60), 0, "an opening on other dates only closes the rest");
    buf_reset(&b);
    room_day_print(&d, false, &b);
    is_str(buf_str(&b), "-", "closed all day in words");
    buf_release(&b);
    survey_release(&h.s);
}

int main(void)
{
    scopes();
    comparisons();
    unreadable_is_its_own_state();
    needs();
    line_visit();
    one_photo_of_all();
    photo_excuses();
    given_up_and_not_found();
    pc_visit();
    unknown_visit();
    names();
    windows();
    return tap_done();
}
