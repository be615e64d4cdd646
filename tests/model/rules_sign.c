/* What stops a signature, what a signature covers, whether it still holds; and
 * the counters of the screens. */
#include "model/rules/signoff.h"

#include "model/base/clock.h"
#include "model/rules/check.h"
#include "model/rules/progress.h"
#include "tests/lib/hospital.h"
#include "tests/lib/tap.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

typedef void change_fn(struct hospital *h);

static void step_open(struct hospital *h)
{
    build_put(h->step, F_step_step_state, "in_progress");
}
static void step_cancelled(struct hospital *h)
{
    build_put(h->step, F_step_step_state, "cancelled");
}
static void put_off(struct hospital *h)
{
    build_put(h->step, F_step_step_state, "next_day");
}
static void put_off_with_day(struct hospital *h)
{
    put_off(h);
    build_put(h->site, F_site_survey_dates, "2025-09-12,2025-09-16");
}
static void given_up(struct hospital *h)
{
    build_put(h->step, F_step_step_state, "not_surveyable");
}
static void given_up_reason(struct hospital *h)
{
    given_up(h);
    build_put(h->line, F_line_ns_code, "NS02");
}
static void briefing_open(struct hospital *h)
{
    build_put(h->briefing, F_step_step_state, NULL);
}
static void explore_given_up(struct hospital *h)
{
    build_put(h->explore, F_step_step_state, "not_surveyable");
}
static void explore_given_up_why(struct hospital *h)
{
    explore_given_up(h);
    build_put(h->explore, F_step_step_note, "NS11");
}
static void serial_open(struct hospital *h)
{
    build_see(h->router, F_device_serial_no, NULL);
}
static void serial_unreadable(struct hospital *h)
{
    build_unreadable(h->router, F_device_serial_no, "ラック奥で見えず");
}
static void no_witness(struct hospital *h)
{
    build_put(h->pc, F_pc_witness, NULL);
}
static void moved_open(struct hospital *h)
{
    build_put(h->line, F_line_moved_device, NULL);
}
static void no_links(struct hospital *h)
{
    build_delete(&h->s, h->link);
}
static void no_links_below(struct hospital *h)
{
    no_links(h);
    build_put(h->line, F_line_no_devices_below, "1");
}
static void forbid_photos(struct hospital *h)
{
    build_put(h->server, F_room_photo_allowed, "forbidden");
}
static void drop_photo(struct hospital *h)
{
    build_delete(&h->s, h->photo_router);
}
static void drop_shot(struct hospital *h, const struct row *of, const char *tag)
{
    for (size_t i = h->s.n[KIND_photo]; i-- > 0;) {
        struct row *r = h->s.rows[KIND_photo][i];

        if (id_equal(row_ref(r, F_photo_photo_target), of->id) && row_is(r, F_photo_photo_tag, tag))
            build_delete(&h->s, r);
    }
}
static void drop_terminator(struct hospital *h)
{
    drop_shot(h, h->line, "terminator");
}
static void drop_cabling(struct hospital *h)
{
    drop_shot(h, h->line, "cabling");
}
static void drop_cabling_why(struct hospital *h)
{
    drop_cabling(h);
    build_put(h->line, F_line_no_photo_reason, "天井裏");
}
static void drop_label(struct hospital *h)
{
    drop_shot(h, h->router, "label");
}
static void front_shows_label(struct hospital *h)
{
    struct row *use = build_row(&h->s, KIND_photo_use);

    drop_label(h);
    build_ref(use, F_photo_use_photo_ref, h->photo_router);
    build_put(use, F_photo_use_photo_tag, "label");
}
static void drop_os(struct hospital *h)
{
    drop_shot(h, h->pc, "os_version");
}
static void drop_antivirus(struct hospital *h)
{
    drop_shot(h, h->pc, "antivirus");
}
static void no_antivirus(struct hospital *h)
{
    drop_antivirus(h);
    build_see(h->pc, F_pc_av_product, "なし");
}
static void drop_settings(struct hospital *h)
{
    drop_shot(h, h->pc, "pc_settings");
}
static void drop_photo_why(struct hospital *h)
{
    drop_photo(h);
    build_put(h->router, F_device_no_photo_reason, "棚の裏");
}
static void drop_all_photos(struct hospital *h)
{
    while (h->s.n[KIND_photo])
        build_delete(&h->s, h->s.rows[KIND_photo][0]);
}
static void forbid_without(struct hospital *h)
{
    drop_all_photos(h);
    forbid_photos(h);
}
static void forbid_ns06(struct hospital *h)
{
    forbid_without(h);
    build_put(h->line, F_line_ns_code, "NS06");
    build_put(h->pc, F_pc_ns_code, "NS06");
}
static void risk(struct hospital *h)
{
    build_put(h->line, F_line_outage_risk, "risk");
}
static void risk_whom(struct hospital *h)
{
    risk(h);
    build_put(h->line, F_line_ns_consulted, "髙橋 由美");
}
static void risk_asked(struct hospital *h)
{
    risk_whom(h);
    build_put(h->line, F_line_ns_consulted_at, "2025-09-12T09:30:00+09:00");
}
static void ns03(struct hospital *h)
{
    build_put(h->router, F_device_ns_code, "NS03");
}
static void ns03_asked(struct hospital *h)
{
    ns03(h);
    build_put(h->router, F_device_ns_consulted, "髙橋 由美");
    build_put(h->router, F_device_ns_consulted_at, "2025-09-12T09:30:00+09:00");
}
static void patient(struct hospital *h)
{
    build_put(h->pc, F_pc_screen_has_patient_data, "1");
}
static void explored_nothing(struct hospital *h)
{
    build_put(build_row(&h->s, KIND_exploration), F_exploration_room, "電気室");
}
static void unknown(struct hospital *h)
{
    hospital_unknown(h, "U01");
}
static void unknown_put(struct hospital *h, enum field f, const char *text)
{
    build_put(hospital_unknown(h, "U01"), f, text);
}
static void unknown_kind(struct hospital *h)
{
    unknown_put(h, F_unknown_line_terminator_kind, NULL);
}
static void unknown_unasked(struct hospital *h)
{
    unknown_put(h, F_unknown_line_asked_at, NULL);
}
static void unknown_checking(struct hospital *h)
{
    unknown_put(h, F_unknown_line_known_state, "checking");
}
static void unknown_known(struct hospital *h)
{
    unknown_put(h, F_unknown_line_known_state, "known");
}
static void unknown_became(struct hospital *h)
{
    unknown_known(h);
    build_ref(h->s.rows[KIND_unknown_line][0], F_unknown_line_became_line, h->line2);
}
static void unknown_no_devices(struct hospital *h)
{
    unknown_put(h, F_unknown_line_no_device_reason, NULL);
}
static void unknown_device(struct hospital *h)
{
    unknown_no_devices(h);
    build_ref(h->router2, F_device_line_ref, h->s.rows[KIND_unknown_line][0]);
    build_put(h->line2, F_line_no_devices_below, "1");
}
static void unknown_device_open(struct hospital *h)
{
    unknown_device(h);
    build_see(h->router2, F_device_model, NULL);
}
static void unknown_no_photo(struct hospital *h)
{
    struct row *u = hospital_unknown(h, "U01");

    build_ref(h->s.rows[KIND_photo][h->s.n[KIND_photo] - 1], F_photo_photo_target, h->line2);
    build_put(u, F_unknown_line_no_photo_reason, NULL);
}
static void unknown_no_photo_why(struct hospital *h)
{
    unknown_no_photo(h);
    build_put(h->s.rows[KIND_unknown_line][0], F_unknown_line_no_photo_reason, "患者の前");
}
static void found_twice(struct hospital *h)
{
    hospital_unknown(h, "UA1");
    hospital_unknown(h, "UB1");
}
static void found_in_two_rooms(struct hospital *h)
{
    found_twice(h);
    build_put(h->s.rows[KIND_unknown_line][1], F_unknown_line_room, "EPS");
}
static void found_with_two_labels(struct hospital *h)
{
    found_twice(h);
    build_put(h->s.rows[KIND_unknown_line][0], F_unknown_line_label_text, "A1");
    build_put(h->s.rows[KIND_unknown_line][1], F_unknown_line_label_text, "A2");
}
static void found_twice_linked(struct hospital *h)
{
    found_twice(h);
    build_ref(h->s.rows[KIND_unknown_line][1], F_unknown_line_twin_of,
              h->s.rows[KIND_unknown_line][0]);
}
/* Of two linked records one has the answers, the other the photo. */
static void linked_share(struct hospital *h)
{
    found_twice_linked(h);
    build_put(h->s.rows[KIND_unknown_line][0], F_unknown_line_asked_whom, NULL);
    build_put(h->s.rows[KIND_unknown_line][0], F_unknown_line_no_device_reason, NULL);
    build_ref(h->s.rows[KIND_photo][h->s.n[KIND_photo] - 2], F_photo_photo_target, h->line2);
}
static void found_by_one(struct hospital *h)
{
    hospital_unknown(h, "UA1");
    hospital_unknown(h, "UA2");
}
static void same_serial(struct hospital *h)
{
    build_put(h->router2, F_device_serial_no, "ktr 447190");
    build_see(h->router2, F_device_serial_no, "ｋｔｒ４４７１９０");
}
static void same_serial_right(struct hospital *h)
{
    same_serial(h);
    build_put(h->router, F_device_dup_ok, "serial_no=ktr447190");
    build_put(h->router2, F_device_dup_ok, "mac=1; serial_no=ktr447190");
}
static void same_serial_one_says(struct hospital *h)
{
    same_serial_right(h);
    build_put(h->router, F_device_dup_ok, NULL);
}
static void same_lan_ip(struct hospital *h)
{
    build_see(h->router, F_device_lan_ip, "192.168.1.1");
    build_see(h->router2, F_device_lan_ip, "192.168.1.1");
}
static void same_lan_ip_below(struct hospital *h)
{
    same_lan_ip(h);
    build_ref(h->router2, F_device_line_ref, h->line);
    build_put(h->router2, F_device_device_seq, "2");
    build_put(h->line2, F_line_no_devices_below, "1");
}
static void same_line_no(struct hospital *h)
{
    build_put(h->line2, F_line_line_seq, "1");
}
static void held(struct hospital *h)
{
    h->router->held = true;
}
static void commits_wait(struct hospital *h)
{
    h->s.waiting = 3;
}
static void commits_aside(struct hospital *h)
{
    h->s.aside = 1;
}
static void signed_without(struct hospital *h)
{
    commits_wait(h);
    commits_aside(h);
    build_put(h->s.rows[KIND_site][0], F_site_signed_without, "B班のパソコンは故障");
}
static void two_values(struct hospital *h)
{
    h->router->conflicts = 1;
}
static void left(struct hospital *h)
{
    build_put(h->crew, F_crew_left_at, "2025-09-12T17:00:00+09:00");
}

static const struct {
    const char *what;
    change_fn *change;
    enum rule_id rule;
    bool fault, blocks; /* the rule speaks; signing is blocked */
} cases[] = {
    {"a line at work", step_open, RULE_not_closed, true, true},
    {"a line cancelled", step_cancelled, RULE_not_closed, false, false},
    {"put off, no day left", put_off, RULE_put_off, true, false},
    {"put off to a day", put_off_with_day, RULE_put_off, false, false},
    {"not surveyable, no reason", given_up, RULE_ns_no_reason, true, true},
    {"not surveyable with a reason", given_up_reason, RULE_ns_no_reason, false, false},
    {"briefing open", briefing_open, RULE_not_closed, true, true},
    {"exploration given up", explore_given_up, RULE_ns_no_reason, true, true},
    {"exploration given up, why", explore_given_up_why, RULE_ns_no_reason, false, false},
    {"a serial number open", serial_open, RULE_answer_missing, true, true},
    {"a serial number unreadable", serial_unreadable, RULE_answer_missing, false, false},
    {"no witness", no_witness, RULE_witness_missing, true, true},
    {"moved or not", moved_open, RULE_moved_missing, true, true},
    {"no connections", no_links, RULE_links_missing, true, true},
    {"no devices below", no_links_below, RULE_links_missing, false, false},
    {"photo in a forbidden room", forbid_photos, RULE_photo_forbidden, true, true},
    {"no photo of the router", drop_photo, RULE_photo_device, true, true},
    {"no photo, why", drop_photo_why, RULE_photo_device, false, false},
    {"no photo of the terminator", drop_terminator, RULE_photo_terminator, true, true},
    {"no photo of the cabling", drop_cabling, RULE_photo_cabling, true, true},
    {"no photo of the cabling, why", drop_cabling_why, RULE_photo_cabling, false, false},
    {"no photo of the label", drop_label, RULE_photo_label, true, true},
    {"the front shows the label", front_shows_label, RULE_photo_label, false, false},
    {"no photo of the OS version", drop_os, RULE_photo_os, true, true},
    {"no photo of the antivirus", drop_antivirus, RULE_photo_antivirus, true, true},
    {"there is no antivirus", no_antivirus, RULE_photo_antivirus, false, false},
    {"no photo of the settings", drop_settings, RULE_photo_pc, true, true},
    {"no photo at all", drop_all_photos, RULE_photo_device, true, true},
    {"forbidden, NS06 missing", forbid_without, RULE_ns06_missing, true, true},
    {"forbidden, NS06", forbid_ns06, RULE_ns06_missing, false, true}, /* 回線B lacks its photos */
    {"risk, nobody asked", risk, RULE_outage_unasked, true, true},
    {"risk, no time", risk_whom, RULE_outage_unasked, true, true},
    {"risk, asked", risk_asked, RULE_outage_unasked, false, false},
    {"NS03, nobody asked", ns03, RULE_ns03_unasked, true, true},
    {"NS03, asked", ns03_asked, RULE_ns03_unasked, false, false},
    {"patient data", patient, RULE_patient_data, true, false},
    {"exploration without a result", explored_nothing, RULE_answer_missing, true, true},
    {"an unknown line, all there", unknown, RULE_unknown_answer, false, false},
    {"its terminator", unknown_kind, RULE_unknown_answer, true, true},
    {"nobody asked", unknown_unasked, RULE_unknown_unasked, true, true},
    {"still being checked", unknown_checking, RULE_unknown_open, true, true},
    {"known, no line yet", unknown_known, RULE_unknown_known, true, false},
    {"known, a line now", unknown_became, RULE_unknown_known, false, false},
    {"its devices", unknown_no_devices, RULE_unknown_devices, true, true},
    {"a device below it", unknown_device, RULE_unknown_devices, false, false},
    {"a device below it, model open", unknown_device_open, RULE_unknown_answer, true, true},
    {"its photo", unknown_no_photo, RULE_unknown_photo, true, true},
    {"its photo, why not", unknown_no_photo_why, RULE_unknown_photo, false, false},
    {"two crews, one dongle", found_twice, RULE_unknown_twice, true, false},
    {"in two rooms", found_in_two_rooms, RULE_unknown_twice, false, false},
    {"with two labels", found_with_two_labels, RULE_unknown_twice, false, false},
    {"two of one crew", found_by_one, RULE_unknown_twice, false, false},
    {"linked", found_twice_linked, RULE_unknown_twice, false, false},
    {"linked, one has the answers", linked_share, RULE_unknown_unasked, false, false},
    {"linked, one has the photo", linked_share, RULE_unknown_photo, false, false},
    {"linked, one knows of devices", linked_share, RULE_unknown_devices, false, false},
    {"a conflict", two_values, RULE_conflict, true, true},
    {"a serial number twice", same_serial, RULE_doubled, true, true},
    {"twice, and both say it is right", same_serial_right, RULE_doubled, false, false},
    {"twice, and one says so", same_serial_one_says, RULE_doubled, true, true},
    {"an address behind two lines", same_lan_ip, RULE_doubled, false, false},
    {"an address twice behind one line", same_lan_ip_below, RULE_doubled, true, true},
    {"a line number twice", same_line_no, RULE_doubled, true, true},
    {"held", held, RULE_held, true, true},
    {"commits that wait", commits_wait, RULE_commits_waiting, true, true},
    {"commits set aside", commits_aside, RULE_commits_aside, true, true},
    {"signed without them", signed_without, RULE_commits_waiting, false, false},
    {"left, nothing signed", left, RULE_left_unsigned, true, false},
};

/* A row that lacks two shots where photos are forbidden lacks one NS06. */
static void ns06_once(void)
{
    struct problems list = PROBLEMS_INIT;
    struct hospital h;
    int n = 0;

    hospital_build(&h);
    forbid_without(&h);
    check_survey(&h.s, hospital_now(), &list);
    for (size_t i = 0; i < list.n; i++)
        n += list.v[i].rule == RULE_ns06_missing && id_equal(list.v[i].row, h.line->id);
    is_int(n, 1, "R100: NS06 is missed once");
    problems_release(&list);
    survey_release(&h.s);
}

static void every_case(void)
{
    struct cover visit = COVER_VISIT;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct hospital h;
        struct problems list = PROBLEMS_INIT;
        const struct problem *stop;

        hospital_build(&h);
        cases[i].change(&h);
        check_survey(&h.s, hospital_now(), &list);
        ok((problems_find(&list, cases[i].rule, NULL) != NULL) == cases[i].fault, "%s %s: %s",
           rules[cases[i].rule].number, cases[i].fault ? "broken" : "kept", cases[i].what);
        stop = check_blocks_sign(&h.s, &visit, &list);
        if (!ok((stop != NULL) == cases[i].blocks, "R121 signing is %s",
                cases[i].blocks ? "blocked" : "free") &&
            stop)
            diag("%s: %s", rules[stop->rule].id, stop->name);
        problems_release(&list);
        hospital_release(&h);
    }
}

static struct row *sign(struct hospital *h, const char *scope, const char *lead)
{
    struct row *r = build_row(&h->s, KIND_signoff);
    struct cover c;
    struct hash digest;
    char text[2 * HASH_LEN + 1];

    build_put(r, F_signoff_signer_name, "髙橋 由美");
    build_put(r, F_signoff_signed_scope, scope);
    build_put(r, F_signoff_signed_day, "2025-09-12");
    build_put(r, F_signoff_signed_at, "2025-09-12T16:40:00+09:00");
    build_put(r, F_signoff_lead_name, lead);
    c = cover_of(&h->s, r);
    digest = signoff_digest(&h->s, &c);
    hash_print(&digest, text);
    build_put(r, F_signoff_signed_digest, text);
    return r;
}

/* After signing, does this change make a new signature necessary? */
static void photo_caption(struct hospital *h)
{
    build_put(h->photo_router, F_photo_caption, "前面");
}
static void photo_added(struct hospital *h)
{
    hospital_photo(h, h->line, "label");
}
static void photo_swapped(struct hospital *h)
{
    build_put(h->photo_router, F_photo_sha256, "00");
}
static void signature_photo(struct hospital *h)
{
    hospital_photo(h, h->s.rows[KIND_signoff][0], "other");
    hospital_photo(h, h->line, "signature");
}
static void finding(struct hospital *h)
{
    build_put(h->router, F_device_finding, "汚れ");
}
static void firmware_seen(struct hospital *h)
{
    build_see(h->router, F_device_firmware_version, "15.3");
}
static void firmware_moved(struct hospital *h)
{
    build_put(h->router, F_device_firmware_version, NULL);
}
static void device_gone(struct hospital *h)
{
    build_delete(&h->s, h->router);
}
static void step_reopened(struct hospital *h)
{
    build_put(h->step, F_step_step_state, "in_progress");
}
static void step_moved(struct hospital *h)
{
    build_put(h->step, F_step_plan_from, "09:20");
}
static void sign_closed(struct hospital *h)
{
    build_put(h->sign_step, F_step_step_state, "done");
}
static void contact(struct hospital *h)
{
    build_put(h->contact, F_contact_contact_phone, "1");
}
static void comment(struct hospital *h)
{
    build_put(h->s.rows[KIND_signoff][0], F_signoff_signer_comment, "了承");
}

static void pin_placed(struct hospital *h)
{
    build_put(h->router, F_device_plot_x, "0.25");
}
static void tag_added(struct hospital *h)
{
    struct row *use = build_row(&h->s, KIND_photo_use);

    build_ref(use, F_photo_use_photo_ref, h->photo_router);
    build_put(use, F_photo_use_photo_tag, "cabling");
}

static const struct {
    const char *what;
    change_fn *change;
    bool reopens;
} later[] = {
    {"nothing", NULL, false},
    {"a photo's caption", photo_caption, false},
    {"another photo", photo_added, true},
    {"another picture in a photo", photo_swapped, true},
    {"the photo of the signed paper", signature_photo, false},
    {"a finding", finding, true},
    {"a firmware seen", firmware_seen, true},
    {"a declared value gone", firmware_moved, true},
    {"a device gone", device_gone, true},
    {"a step reopened", step_reopened, true},
    {"a step's planned time", step_moved, false},
    {"the sign-off step closed", sign_closed, false},
    {"the crew left", left, false},
    {"a contact", contact, false},
    {"the witness's comment", comment, false},
    {"an unknown line", unknown, true},
    {"a pin, which the office places", pin_placed, false},
    {"another tag of a photo", tag_added, true},
};

static void after_signing(void)
{
    for (size_t i = 0; i < COUNT(later); i++) {
        struct hospital h;
        struct row *r;
        struct problems list = PROBLEMS_INIT;

        hospital_build(&h);
        r = sign(&h, "visit", "佐藤");
        if (later[i].change)
            later[i].change(&h);
        is_int(signoff_state(&h.s, r), later[i].reopens ? SIGN_CHANGED : SIGN_VALID,
               "R123 after signing: %s", later[i].what);
        check_survey(&h.s, hospital_now(), &list);
        ok((problems_find(&list, RULE_changed_after, r) != NULL) == later[i].reopens,
           "R123 and the check says so");
        ok(!problems_find(&list, RULE_left_unsigned, NULL), "R120 something was signed");
        problems_release(&list);
        hospital_release(&h);
    }
}

static void again(void)
{
    struct hospital h;
    struct row *first, *second;

    hospital_build(&h);
    first = sign(&h, "visit", "佐藤");
    ok(survey_signed(&h.s), "signed");
    finding(&h);
    ok(!survey_signed(&h.s), "R123 no longer");
    second = sign(&h, "visit", "佐藤");
    build_ref(second, F_signoff_supersedes, first);
    is_int(signoff_state(&h.s, first), SIGN_REPLACED, "R123 the old one is replaced, and readable");
    ok(survey_signed(&h.s), "signed again");
    hospital_release(&h);
}

/* R125: the digest depends on the records alone, not on their order in memory. */
static void canonical(void)
{
    struct hospital h;
    struct cover visit = COVER_VISIT;
    struct buf a = BUF_INIT, b = BUF_INIT;
    struct row *swap;

    hospital_build(&h);
    signoff_bytes(&h.s, &visit, &a);
    ok(a.len > 500 && memcmp(a.p, "genba.signoff.1", 16) == 0, "R125 the domain stands first");
    swap = h.s.rows[KIND_device][0];
    h.s.rows[KIND_device][0] = h.s.rows[KIND_device][1];
    h.s.rows[KIND_device][1] = swap;
    signoff_bytes(&h.s, &visit, &b);
    ok(a.len == b.len && memcmp(a.p, b.p, a.len) == 0, "R125 another order, the same bytes");
    buf_release(&a);
    buf_release(&b);
    hospital_release(&h);
}

/* Two days: 回線B is put off; the first day is signed, then it is surveyed. */
static void first_day_of_two(void)
{
    struct hospital h;
    struct row *day1, *more;
    struct problems list = PROBLEMS_INIT;
    struct cover visit = COVER_VISIT, day;

    hospital_build(&h);
    build_put(h.site, F_site_survey_dates, "2025-09-12,2025-09-16");
    build_put(h.step2, F_step_step_state, "next_day");
    more = hospital_step(&h, "line", h.line2, "13:00", "13:30");
    build_put(more, F_step_plan_date, "2025-09-16");
    build_put(more, F_step_step_state, NULL);
    day1 = sign(&h, "day", "佐藤");
    day = cover_of(&h.s, day1);
    check_survey(&h.s, hospital_now(), &list);
    ok(check_blocks_sign(&h.s, &visit, &list), "R122 the visit cannot be signed yet");
    ok(!check_blocks_sign(&h.s, &day, &list), "R122 the first day can");
    ok(!survey_signed(&h.s), "R122 a day is not the whole");
    build_put(more, F_step_step_state, "done");
    build_put(h.line2, F_line_finding, "2日目に確認");
    is_int(signoff_state(&h.s, day1), SIGN_VALID, "R122 the second day changes nothing of it");
    build_put(h.line, F_line_finding, "直した");
    is_int(signoff_state(&h.s, day1), SIGN_CHANGED, "R123 a change of the first day does");
    problems_release(&list);
    hospital_release(&h);
}

static void one_crew(void)
{
    struct hospital h;
    struct row *b = NULL, *signed_a;

    hospital_build(&h);
    b = build_row(&h.s, KIND_crew);
    build_put(b, F_crew_crew_id, "B");
    build_ref(h.step2, F_step_crew_ref, b);
    signed_a = sign(&h, "crew", "佐藤");
    build_put(h.line2, F_line_finding, "B班");
    is_int(signoff_state(&h.s, signed_a), SIGN_VALID, "another crew's line is not covered");
    ok(crew_signed(&h.s, h.crew, HOSPITAL_DAY), "R120 crew A may leave");
    ok(!crew_signed(&h.s, b, HOSPITAL_DAY), "R120 crew B may not");
    ok(!crew_signed(&h.s, h.crew, HOSPITAL_DAY + 1), "R120 nor anybody the next day");
    build_put(h.line, F_line_finding, "A班");
    is_int(signoff_state(&h.s, signed_a), SIGN_CHANGED, "its own is");
    hospital_release(&h);
}

static void counts(void)
{
    struct hospital h;
    struct cover visit = COVER_VISIT;
    struct sign_counts n, back;
    struct buf b = BUF_INIT;

    hospital_build(&h);
    unknown(&h);
    build_put(h.line2, F_line_ns_code, "NS09");
    sign_counts_load(&n, &h.s, &visit);
    sign_counts_print(&n, &b);
    is_str(buf_str(&b), "lines 1/2, pcs 1/1, not_surveyable 1, unknown_lines 1, photos 12",
           "R124 the counts");
    ok(sign_counts_parse(buf_str(&b), &back) && back.photos == 12 && back.lines == 2,
       "and read back");
    ok(!sign_counts_parse("lines 1/2, pcs 1/1", &back), "half of them is nothing");
    buf_release(&b);
    hospital_release(&h);
}

static void progress(void)
{
    struct hospital h;
    struct progress p;

    hospital_build(&h);
    progress_load(&p, &h.s, hospital_now());
    is_int(p.lines, 2, "two lines");
    is_int(p.lines_done, 2, "both done");
    is_int(p.steps, 4, "four steps");
    is_int(p.attention, 0, "nothing to look at");
    is_int(p.state, HOSPITAL_DONE, "done");
    firmware_seen(&h);
    drop_photo(&h);
    build_put(h.step2, F_step_step_state, "in_progress");
    h.router->conflicts = 2;
    progress_load(&p, &h.s, hospital_now());
    is_int(p.lines_done, 1, "one line at work");
    is_int(p.steps_closed, 3, "three steps closed");
    is_int(p.differences, 1, "one difference");
    is_int(p.photos_missing, 1, "one photo missing");
    is_int(p.conflicts, 2, "two conflicts");
    is_int(p.attention, 2, "the photo and the conflict are to be looked at");
    is_int(p.sign_blockers, 3, "and with the open line they stop the signature");
    is_int(p.state, HOSPITAL_SURVEYING, "surveying");
    for (size_t i = 0; i < h.s.n[KIND_step]; i++)
        build_put(h.s.rows[KIND_step][i], F_step_step_state, NULL);
    progress_load(&p, &h.s, hospital_now());
    is_int(p.state, HOSPITAL_PLANNED, "planned");
    while (h.s.n[KIND_step])
        build_delete(&h.s, h.s.rows[KIND_step][0]);
    progress_load(&p, &h.s, hospital_now());
    is_int(p.state, HOSPITAL_RECEIVED, "received");
    build_put(h.line, F_line_purpose, NULL);
    progress_load(&p, &h.s, hospital_now());
    is_int(p.state, HOSPITAL_FAULTY, "with faults");
    is_int(p.sheet_faults, 1, "one of them");
    hospital_release(&h);
    hospital_build(&h);
    sign(&h, "visit", "佐藤");
    progress_load(&p, &h.s, hospital_now());
    is_int(p.state, HOSPITAL_SIGNED, "signed");
    hospital_release(&h);
}

/* screens.md: a step of 30 minutes running over; the window's end; the day's. */
static void crew_clock(void)
{
    struct hospital h;
    struct crew_clock k;

    hospital_build(&h);
    crew_clock_load(&k, &h.s, h.crew, clock_ms(2025, 9, 12, 16, 0, 0));
    ok(!k.current && k.next == h.sign_step, "the sign-off comes next");
    is_int(k.delay, 0, "in time");
    is_int(k.end, 16 * 60 + 45, "the planned end");
    crew_clock_load(&k, &h.s, h.crew, clock_ms(2025, 9, 12, 16, 40, 0));
    is_int(k.delay, 10, "the next step waits for ten minutes");
    build_put(h.step2, F_step_step_state, "in_progress");
    build_put(h.step2, F_step_actual_from, "2025-09-12T13:06:00+09:00");
    crew_clock_load(&k, &h.s, h.crew, clock_ms(2025, 9, 12, 13, 27, 0));
    ok(k.current == h.step2, "a line at work");
    is_int(k.running, 21, "for 21 minutes");
    is_int(k.planned, 30, "of 30");
    is_int(k.delay, 6, "begun six minutes late");
    is_int(k.end, 16 * 60 + 51, "so the end is late");
    is_int(k.window_left, 93, "minutes to the window's end");
    crew_clock_load(&k, &h.s, h.crew, clock_ms(2025, 9, 12, 13, 50, 0));
    is_int(k.delay, 20, "over its time");
    crew_clock_load(&k, &h.s, h.crew, clock_ms(2025, 9, 13, 13, 50, 0));
    ok(!k.current && !k.next && k.end == -1, "nothing on another day");
    hospital_release(&h);
}

int main(void)
{
    every_case();
    ns06_once();
    after_signing();
    again();
    canonical();
    first_day_of_two();
    one_crew();
    counts();
    progress();
    crew_clock();
    return tap_done();
}
