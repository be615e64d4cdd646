/* check_survey: a clean hospital has no fault; each broken thing has its own. */
#include "model/rules/check.h"

#include "model/base/clock.h"
#include "model/rules/dates.h"
#include "model/rules/sameday.h"
#include "model/rules/single.h"
#include "tests/lib/hospital.h"
#include "tests/lib/tap.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void say_all(const struct problems *list)
{
    struct buf b = BUF_INIT;

    for (size_t i = 0; i < list->n; i++) {
        buf_reset(&b);
        problem_print(&b, &list->v[i], rules[list->v[i].rule].text, true);
        diag("%s %s", rules[list->v[i].rule].number, buf_str(&b));
    }
    buf_release(&b);
}

typedef void break_fn(struct hospital *h);

/* The sheets */
static void no_purpose(struct hospital *h)
{
    build_put(h->line, F_line_purpose, NULL);
}
static void vendor_line(struct hospital *h)
{
    build_put(h->line, F_line_contract_holder_kind, "vendor");
}
static void vendor_named(struct hospital *h)
{
    vendor_line(h);
    build_put(h->line, F_line_contract_holder_name, "三峰画像機器");
}
static void few_beds(struct hospital *h)
{
    build_put(h->site, F_site_bed_count, "19");
}
static void no_emr(struct hospital *h)
{
    build_put(h->site, F_site_has_emr, "0");
}
static void line_off_emr(struct hospital *h)
{
    build_put(h->line, F_line_emr_connected, "no");
}
static void voice(struct hospital *h)
{
    build_put(h->line, F_line_traffic_kind, "voice");
}
static void in_doubt(struct hospital *h)
{
    build_put(h->line, F_line_emr_connected, "unknown");
}
static void dongle_on_wire(struct hospital *h)
{
    build_see(h->line, F_line_terminator_kind, "sim_dongle");
}
static void dongle_mobile(struct hospital *h)
{
    dongle_on_wire(h);
    build_put(h->line, F_line_line_kind, "mobile");
}
static void no_drawing(struct hospital *h)
{
    build_delete(&h->s, h->drawing);
}
static void plan_document(struct hospital *h)
{
    no_drawing(h);
    build_put(build_row(&h->s, KIND_document), F_document_doc_kind, "floor_plan");
}
static void no_windows(struct hospital *h)
{
    build_delete(&h->s, h->window);
}
static void five_pcs(struct hospital *h)
{
    while (h->s.n[KIND_pc] < R030_PC_LIMIT)
        build_row(&h->s, KIND_pc);
}
static void six_pcs(struct hospital *h)
{
    five_pcs(h);
    build_row(&h->s, KIND_pc);
}
static void pc_off_emr(struct hospital *h)
{
    build_put(h->pc, F_pc_pc_emr_connected, "no");
}
static void other_pc_off_emr(struct hospital *h)
{
    build_put(build_row(&h->s, KIND_pc), F_pc_pc_emr_connected, "no");
}
static void pin_inside(struct hospital *h)
{
    build_put(h->line, F_line_plot_x, "0.9999");
}
static void pin_outside(struct hospital *h)
{
    build_put(h->line, F_line_plot_x, "12");
}
static void grid_inside(struct hospital *h)
{
    build_put(h->drawing, F_drawing_grid_cols, "6");
    build_put(h->drawing, F_drawing_grid_rows, "40");
}
static void grid_outside(struct hospital *h)
{
    build_put(h->drawing, F_drawing_grid_rows, "41");
}
static void macos_declared(struct hospital *h)
{
    build_put(h->pc, F_pc_os, "macos");
    build_see(h->pc, F_pc_os, NULL);
}
static void macos_seen(struct hospital *h)
{
    build_see(h->pc, F_pc_os, "macos");
}
static void macos_given_up(struct hospital *h)
{
    macos_seen(h);
    build_put(h->pc, F_pc_ns_code, "NS07");
}
static void windows7(struct hospital *h)
{
    build_see(h->pc, F_pc_os, "windows7");
}
static void windows7_noted(struct hospital *h)
{
    windows7(h);
    build_put(h->pc, F_pc_win7_unavailable_items, "パターンファイル");
}
static void other_os(struct hospital *h)
{
    build_see(h->pc, F_pc_os, "other");
}
static void denied(struct hospital *h)
{
    build_put(h->pc, F_pc_operate_permission, "denied");
}
static void denied_witness(struct hospital *h)
{
    denied(h);
    build_put(h->pc, F_pc_operated_by, "witness");
}

/* Dates */
static void three_days(struct hospital *h)
{
    build_put(h->site, F_site_survey_dates, "2025-09-12,2025-09-16,2025-09-17");
}
static void two_days(struct hospital *h)
{
    build_put(h->site, F_site_survey_dates, "2025-09-12,2025-09-16");
}
static void not_called(struct hospital *h)
{
    build_put(h->site, F_site_precall_result, "absent");
}
static void not_called_ahead(struct hospital *h)
{
    build_put(h->site, F_site_precall_result, NULL);
    build_put(h->site, F_site_survey_dates, "2025-09-16");
}
static void no_sheet(struct hospital *h)
{
    build_delete(&h->s, h->line);
    build_delete(&h->s, h->line2);
}
static void no_sheet_r8(struct hospital *h)
{
    no_sheet(h);
    build_put(h->site, F_site_fiscal_year, "R8");
}

/* The scan */
static struct row *scan(struct hospital *h, const char *kind)
{
    struct row *t = build_row(&h->s, KIND_scan_target);

    build_ref(t, F_scan_target_line_ref, h->line);
    build_ref(t, F_scan_target_device_ref, h->router);
    build_put(t, F_scan_target_ip_kind, kind);
    build_put(t, F_scan_target_scan_ip, "8.8.8.8");
    build_put(t, F_scan_target_scan_date, "2025-09-22");
    build_put(t, F_scan_target_notified_vendor, "done");
    return t;
}
static void scan_static(struct hospital *h)
{
    scan(h, "static");
}
static void scan_late(struct hospital *h)
{
    build_put(scan(h, "static"), F_scan_target_scan_date, "2025-09-24");
}
static void scan_before(struct hospital *h)
{
    build_put(scan(h, "static"), F_scan_target_scan_date, "2025-09-12");
}
static void scan_long_ago(struct hospital *h)
{
    scan(h, "static");
    build_put(h->site, F_site_survey_dates, "2025-08-29");
}
static void scan_closed(struct hospital *h)
{
    scan(h, "static");
    build_put(h->line, F_line_line_kind, "closed");
}
static void closed_wanted(struct hospital *h)
{
    build_put(h->line, F_line_line_kind, "closed");
    build_put(h->line, F_line_scan_wanted, "yes");
}
static void scan_server(struct hospital *h)
{
    scan(h, "static");
    build_see(h->router, F_device_device_kind, "other");
}
static void scan_no_ip(struct hospital *h)
{
    build_put(scan(h, "static"), F_scan_target_scan_ip, NULL);
}
static void scan_line_ip(struct hospital *h)
{
    scan_no_ip(h);
    build_put(h->line, F_line_global_ip, "8.8.8.8");
}
static void static_wanted(struct hospital *h)
{
    build_put(h->line, F_line_global_ip_kind, "static");
    build_put(h->line, F_line_scan_wanted, "yes");
}
static void scan_private(struct hospital *h)
{
    build_put(scan(h, "static"), F_scan_target_scan_ip, "192.168.1.1");
}
static void line_private(struct hospital *h)
{
    build_put(h->line, F_line_global_ip, "100.64.0.1");
}
static void scan_sample_ip(struct hospital *h)
{
    build_put(scan(h, "static"), F_scan_target_scan_ip, "203.0.113.5");
}
static void scan_other_ip(struct hospital *h)
{
    scan(h, "static");
    build_put(h->line, F_line_global_ip, "8.8.4.4");
}
static void scan_today(struct hospital *h, const char *told)
{
    struct row *t = scan(h, "dynamic");

    build_put(t, F_scan_target_scan_date, "2025-09-12");
    if (told) {
        build_put(t, F_scan_target_sameday_ip, "8.8.8.8");
        build_put(t, F_scan_target_sameday_ip_at, told);
    }
    build_put(h->site, F_site_survey_dates, "2025-09-11");
}
static void scan_untold(struct hospital *h)
{
    scan_today(h, NULL);
}
static void scan_told(struct hospital *h)
{
    scan_today(h, "2025-09-12T11:00:00+09:00");
}
static void scan_told_late(struct hospital *h)
{
    scan_today(h, "2025-09-12T11:00:01+09:00");
}
static void scan_told_before(struct hospital *h)
{
    struct row *t = scan(h, "dynamic");

    build_put(t, F_scan_target_sameday_ip, "8.8.8.8");
    build_put(t, F_scan_target_sameday_ip_at, "2025-09-12T10:00:00+09:00");
}
static void monitored(struct hospital *h)
{
    build_put(h->line, F_line_scan_wanted, "yes");
    build_put(h->line, F_line_line_monitored, "1");
}
static void monitored_told(struct hospital *h)
{
    monitored(h);
    build_put(h->line, F_line_monitor_notified, "done");
}
static void vendor_untold(struct hospital *h)
{
    build_put(scan(h, "static"), F_scan_target_notified_vendor, "not_yet");
}

/* The plan */
static void open_step(struct row *step)
{
    build_put(step, F_step_step_state, "not_started");
}
static void no_steps(struct hospital *h)
{
    while (h->s.n[KIND_step])
        build_delete(&h->s, h->s.rows[KIND_step][0]);
}
static void unplanned(struct hospital *h)
{
    build_delete(&h->s, h->step2);
}
static void unplanned_out(struct hospital *h)
{
    unplanned(h);
    build_put(h->line2, F_line_emr_connected, "no");
}
static void unplanned_given_up(struct hospital *h)
{
    unplanned(h);
    build_put(h->line2, F_line_ns_code, "NS01");
}
static void explore_first(struct hospital *h)
{
    open_step(h->step2);
    build_put(h->explore, F_step_plan_from, "12:00");
    build_put(h->explore, F_step_plan_to, "12:30");
}
static void pc_before_line(struct hospital *h)
{
    open_step(h->step2);
}
static void too_early(struct hospital *h)
{
    open_step(h->step2);
    build_put(h->step2, F_step_plan_from, "12:45");
    build_put(h->step2, F_step_plan_to, "13:15");
}
static void too_long(struct hospital *h)
{
    open_step(h->step2);
    build_put(h->step2, F_step_plan_from, "14:45");
    build_put(h->step2, F_step_plan_to, "15:15");
    build_delete(&h->s, h->explore);
}
static void done_outside(struct hospital *h)
{
    build_put(h->step2, F_step_plan_from, "12:45");
}
static void overlapping(struct hospital *h)
{
    open_step(h->step);
    build_put(h->step, F_step_plan_to, "10:00");
}
static void touching(struct hospital *h)
{
    open_step(h->step);
}
static void two_crews(struct hospital *h, const char *from)
{
    struct row *crew = build_row(&h->s, KIND_crew);
    struct row *step = hospital_step(h, "line", h->line, from, "09:55");

    build_put(crew, F_crew_crew_id, "B");
    build_ref(step, F_step_crew_ref, crew);
    open_step(h->step);
}
static void crews_in_one_room(struct hospital *h)
{
    two_crews(h, "09:30");
}
static void crews_in_turn(struct hospital *h)
{
    two_crews(h, "09:45");
}
static void no_armband(struct hospital *h)
{
    build_put(h->lead, F_member_armband_checked, NULL);
}
static void two_leads(struct hospital *h)
{
    struct row *m = build_row(&h->s, KIND_member);

    build_ref(m, F_member_crew_ref, h->crew);
    build_put(m, F_member_is_lead, "1");
    build_put(m, F_member_armband_checked, "1");
}
static void forbidden(struct hospital *h)
{
    open_step(h->step2);
    build_put(h->office, F_room_entry_forbidden, "1");
}
static void forbidden_given_up(struct hospital *h)
{
    forbidden(h);
    build_put(h->line2, F_line_ns_code, "NS04");
}
static void explored_early(struct hospital *h)
{
    open_step(h->step2);
    build_put(h->explore, F_step_step_state, "in_progress");
}
static void explored_after(struct hospital *h)
{
    build_put(h->explore, F_step_step_state, "in_progress");
}

static const struct {
    const char *what;
    break_fn *broken;
    enum rule_id rule;
    bool fault; /* false: the rule is kept */
} cases[] = {
    {"no purpose", no_purpose, RULE_declared_missing, true},
    {"vendor line, nobody named", vendor_line, RULE_holder_missing, true},
    {"vendor line with a name", vendor_named, RULE_holder_missing, false},
    {"19 beds", few_beds, RULE_beds_few, true},
    {"no EMR", no_emr, RULE_no_emr, true},
    {"off the EMR", line_off_emr, RULE_line_off_emr, true},
    {"voice", voice, RULE_line_voice, true},
    {"doubt", in_doubt, RULE_line_doubt, true},
    {"SIM dongle on a wired line", dongle_on_wire, RULE_line_not_mobile, true},
    {"SIM dongle on a mobile line", dongle_mobile, RULE_line_not_mobile, false},
    {"no drawing", no_drawing, RULE_no_drawing, true},
    {"a floor plan as a document", plan_document, RULE_no_drawing, false},
    {"no room request", no_windows, RULE_no_room_request, true},
    {"five PCs", five_pcs, RULE_pcs_many, false},
    {"six PCs", six_pcs, RULE_pcs_many, true},
    {"the only PC off the EMR", pc_off_emr, RULE_no_emr_pc, true},
    {"a PC off the EMR", pc_off_emr, RULE_pc_off_emr, true},
    {"another PC off the EMR", other_pc_off_emr, RULE_no_emr_pc, false},
    {"a pin on the drawing", pin_inside, RULE_pin_outside, false},
    {"a pin beside the drawing", pin_outside, RULE_pin_outside, true},
    {"a grid", grid_inside, RULE_grid_outside, false},
    {"a grid of too many rows", grid_outside, RULE_grid_outside, true},
    {"macOS declared", macos_declared, RULE_os_refused, true},
    {"macOS seen", macos_seen, RULE_os_refused, true},
    {"macOS and NS07", macos_given_up, RULE_os_refused, false},
    {"Windows 7", windows7, RULE_os_partly, true},
    {"Windows 7, gaps noted", windows7_noted, RULE_os_partly, false},
    {"another OS", other_os, RULE_os_ask, true},
    {"operation denied", denied, RULE_operation_denied, true},
    {"the witness operates", denied_witness, RULE_operation_denied, false},
    {"three days", three_days, RULE_days_many, true},
    {"two days", two_days, RULE_days_many, false},
    {"absent at the call", not_called, RULE_precall_due, true},
    {"call due today, the Friday before three free days", not_called_ahead, RULE_precall_due, true},
    {"no sheet by the end of July", no_sheet, RULE_material_due, true},
    {"no dates known for R8", no_sheet_r8, RULE_material_due, false},
    {"scan on the fifth business day", scan_static, RULE_scan_day_off, false},
    {"scan too late", scan_late, RULE_scan_day_off, true},
    {"scan on the survey day", scan_before, RULE_scan_day_off, true},
    {"scan not overdue", scan_static, RULE_scan_overdue, false},
    {"scan overdue", scan_long_ago, RULE_scan_overdue, true},
    {"scan of a closed line", scan_closed, RULE_scan_closed, true},
    {"scan of a closed line wanted", closed_wanted, RULE_scan_closed, true},
    {"scan of an internet line", scan_static, RULE_scan_closed, false},
    {"scan of some box", scan_server, RULE_scan_server, true},
    {"scan of a router", scan_static, RULE_scan_server, false},
    {"static scan without an address", scan_no_ip, RULE_scan_no_ip, true},
    {"the line's address serves", scan_line_ip, RULE_scan_no_ip, false},
    {"static scan wanted, no address in the sheet", static_wanted, RULE_scan_no_ip, true},
    {"private address", scan_private, RULE_ip_not_global, true},
    {"shared address of a line", line_private, RULE_ip_not_global, true},
    {"documentation address", scan_sample_ip, RULE_ip_documentation, true},
    {"documentation address is no error", scan_sample_ip, RULE_ip_not_global, false},
    {"global address", scan_static, RULE_ip_documentation, false},
    {"other than the sheet's", scan_other_ip, RULE_scan_other_ip, true},
    {"the same as the sheet's", scan_line_ip, RULE_scan_other_ip, false},
    {"dynamic, nothing told by 11:00", scan_untold, RULE_sameday_missed, true},
    {"dynamic, told at 11:00:00", scan_told, RULE_sameday_missed, false},
    {"dynamic, told at 11:00:01", scan_told_late, RULE_sameday_missed, true},
    {"dynamic, told ten days before", scan_told_before, RULE_sameday_early, true},
    {"monitored and untold", monitored, RULE_monitor_untold, true},
    {"monitored and told", monitored_told, RULE_monitor_untold, false},
    {"vendor untold", vendor_untold, RULE_vendor_untold, true},
    {"vendor told", scan_static, RULE_vendor_untold, false},
    {"no steps", no_steps, RULE_no_plan, true},
    {"no steps: not each line", no_steps, RULE_not_planned, false},
    {"a line without a step", unplanned, RULE_not_planned, true},
    {"out of scope without a step", unplanned_out, RULE_not_planned, false},
    {"given up without a step", unplanned_given_up, RULE_not_planned, false},
    {"a line after the exploration", explore_first, RULE_step_order, true},
    {"a PC before a line", pc_before_line, RULE_step_order, false},
    {"starts before the window", too_early, RULE_window_outside, true},
    {"ends after the window", too_long, RULE_window_past, true},
    {"ends after the window: begins inside", too_long, RULE_window_outside, false},
    {"done already", done_outside, RULE_window_outside, false},
    {"inside the window", pc_before_line, RULE_window_outside, false},
    {"two at one time", overlapping, RULE_steps_overlap, true},
    {"one after the other", touching, RULE_steps_overlap, false},
    {"two crews in one room", crews_in_one_room, RULE_room_shared, true},
    {"two crews in turn", crews_in_turn, RULE_room_shared, false},
    {"no armband", no_armband, RULE_no_armband, true},
    {"two leads", two_leads, RULE_one_lead, true},
    {"entry forbidden", forbidden, RULE_room_forbidden, true},
    {"entry forbidden, given up", forbidden_given_up, RULE_room_forbidden, false},
    {"exploration before the lines", explored_early, RULE_explore_early, true},
    {"exploration after the lines", explored_after, RULE_explore_early, false},
};

static void every_case(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct hospital h;
        struct problems list = PROBLEMS_INIT;
        bool found;

        hospital_build(&h);
        cases[i].broken(&h);
        check_survey(&h.s, hospital_now(), &list);
        found = problems_find(&list, cases[i].rule, NULL) != NULL;
        if (!ok(found == cases[i].fault, "%s %s: %s", rules[cases[i].rule].number,
                cases[i].fault ? "broken" : "kept", cases[i].what))
            say_all(&list);
        problems_release(&list);
        hospital_release(&h);
    }
}

static void clean(void)
{
    struct hospital h;
    struct problems list = PROBLEMS_INIT;
    struct cover visit = COVER_VISIT;

    hospital_build(&h);
    check_survey(&h.s, hospital_now(), &list);
    if (!is_int(list.n, 0, "a clean hospital has no fault"))
        say_all(&list);
    ok(!check_blocks_plan(&list) && !check_blocks_sign(&h.s, &visit, &list), "nothing is blocked");
    problems_release(&list);
    no_drawing(&h);
    check_survey(&h.s, hospital_now(), &list);
    ok(check_blocks_plan(&list), "no drawing blocks the plan");
    ok(!check_blocks_sign(&h.s, &visit, &list), "but not the signature");
    problems_release(&list);
    hospital_release(&h);
}

static void empty(void)
{
    struct survey s;
    struct problems list = PROBLEMS_INIT;

    survey_init(&s);
    check_survey(&s, hospital_now(), &list);
    is_int(list.n, 0, "an empty survey has nothing to name");
    problems_release(&list);
    survey_release(&s);
}

static bool has(struct hospital *h, int64_t now, enum rule_id rule, const char *detail)
{
    struct problems list = PROBLEMS_INIT;
    const struct problem *p;
    bool found;

    check_survey(&h->s, now, &list);
    p = problems_find(&list, rule, NULL);
    found = p && (!detail || strcmp(p->detail, detail) == 0);
    if (p && !found)
        diag("detail is \"%s\"", p->detail);
    problems_release(&list);
    return found;
}

/* domain.md section 4: no internet line at all; five PCs, all Windows 7. */
static void unusual(void)
{
    struct hospital h;
    struct problems list = PROBLEMS_INIT;
    struct cover visit = COVER_VISIT;
    size_t partly = 0;

    hospital_build(&h);
    build_put(h.line, F_line_line_kind, "closed");
    build_put(h.line2, F_line_line_kind, "leased");
    check_survey(&h.s, hospital_now(), &list);
    if (!is_int(list.n, 0, "R060 a hospital without internet lines has no fault"))
        say_all(&list);
    problems_release(&list);
    five_pcs(&h);
    for (size_t i = 0; i < h.s.n[KIND_pc]; i++) {
        build_put(h.s.rows[KIND_pc][i], F_pc_os, "windows7");
        build_see(h.s.rows[KIND_pc][i], F_pc_os, NULL);
    }
    check_survey(&h.s, hospital_now(), &list);
    for (size_t i = 0; i < list.n; i++)
        partly += list.v[i].rule == RULE_os_partly;
    is_int(partly, R030_PC_LIMIT, "R033 five PCs with Windows 7: a note each");
    ok(!check_blocks_plan(&list), "R033 they can be planned");
    ok(check_blocks_sign(&h.s, &visit, &list), "R121 and wait for their surveys");
    problems_release(&list);
    hospital_release(&h);
}

static void by_the_clock(void)
{
    struct hospital h;

    hospital_build(&h);
    not_called_ahead(&h);
    ok(has(&h, clock_ms(2025, 9, 11, 9, 0, 0), RULE_precall_ahead, "2025-09-12"),
       "R045 the day before the call: a reminder with its day");
    ok(!has(&h, clock_ms(2025, 9, 11, 9, 0, 0), RULE_precall_due, NULL), "R045 not yet due");
    ok(has(&h, clock_ms(2025, 9, 12, 9, 0, 0), RULE_precall_due, "2025-09-12"), "R045 due");
    ok(!has(&h, clock_ms(2025, 9, 17, 9, 0, 0), RULE_precall_due, NULL),
       "R045 over with the survey");
    hospital_release(&h);

    hospital_build(&h);
    scan_untold(&h);
    ok(has(&h, clock_ms(2025, 9, 12, 10, 59, 59), RULE_sameday_due, NULL), "R065 due by 11:00");
    ok(has(&h, clock_ms(2025, 9, 12, 11, 0, 0), RULE_sameday_due, NULL), "R066 at 11:00:00 still");
    ok(has(&h, clock_ms(2025, 9, 12, 11, 0, 1), RULE_sameday_missed, NULL), "R067 then missed");
    is_str(scan_state_now(h.s.rows[KIND_scan_target][0], clock_ms(2025, 9, 12, 11, 0, 1)),
           "not_possible", "R067 the state is not possible");
    is_str(scan_state_now(h.s.rows[KIND_scan_target][0], clock_ms(2025, 9, 11, 11, 0, 1)),
           "waiting_ip", "R067 before: waiting");
    hospital_release(&h);

    hospital_build(&h);
    scan_late(&h);
    ok(has(&h, hospital_now(), RULE_scan_day_off, "2025-09-24 > 2025-09-22 (p28), 2025-09-19 (p9)"),
       "R047 both readings stand in the note");
    hospital_release(&h);
}

static void deadlines(void)
{
    struct hospital h;
    int day = 0, days[SURVEY_DAYS_MAX];

    hospital_build(&h);
    build_put(h.site, F_site_fiscal_year, "R7");
    ok(deadline_day(&h.s, DEADLINE_MATERIAL, &day) && day == date_days(2025, 7, 31), "R040");
    ok(deadline_day(&h.s, DEADLINE_QUESTIONNAIRE, &day) && day == date_days(2025, 4, 25), "R041");
    ok(deadline_day(&h.s, DEADLINE_TEST_MAIL, &day) && day == date_days(2025, 5, 14), "R041 mail");
    ok(deadline_day(&h.s, DEADLINE_SUPPORT, &day) && day == date_days(2025, 6, 30), "R043");
    build_put(h.site, F_site_survey_slot, "early_july");
    ok(deadline_day(&h.s, DEADLINE_MATERIAL, &day) && day == date_days(2025, 5, 30), "R040 early");
    build_put(h.site, F_site_fiscal_year, "R8");
    ok(!deadline_day(&h.s, DEADLINE_MATERIAL, &day), "R040 not known for R8");
    is_int(answer_due(date_days(2025, 5, 2)), date_days(2025, 5, 9), "R042 three business days");
    is_int(months_later(date_days(2025, 12, 31), REPORT_MONTHS), date_days(2026, 2, 28),
           "R048 about two months");
    build_put(h.site, F_site_survey_dates, "2025-10-03,2025-10-02");
    is_int(survey_days(&h.s, days), 2, "two survey days");
    is_int(days[0], date_days(2025, 10, 2), "in order");
    hospital_release(&h);
}

static void texts(void)
{
    struct hospital h;
    struct problems list = PROBLEMS_INIT;
    const struct problem *p;
    struct buf b = BUF_INIT;

    hospital_build(&h);
    no_purpose(&h);
    check_survey(&h.s, hospital_now(), &list);
    p = problems_find(&list, RULE_declared_missing, h.line);
    ok(p && p->field == F_line_purpose && p->kind == KIND_line, "a problem names row and field");
    if (p)
        problem_print(&b, p, rules[p->rule].text, false);
    is_str(buf_str(&b), "回線A: the sheet does not say Purpose", "and prints");
    for (int i = 0; i < RULE_COUNT; i++)
        if (!rules[i].id || !*rules[i].text || !*rules[i].fix)
            ok(false, "rule %d has its texts", i);
    buf_release(&b);
    problems_release(&list);
    hospital_release(&h);
}

int main(void)
{
    clean();
    empty();
    every_case();
    unusual();
    by_the_clock();
    deadlines();
    texts();
    return tap_done();
}
