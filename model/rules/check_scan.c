#include "model/rules/check_parts.h"
#include "model/rules/dates.h"
#include "model/rules/sameday.h"
#include "model/rules/scan.h"
#include "model/rules/scope.h"
#include "model/rules/single.h"

#include "model/base/clock.h"
#include "model/workday.h"

#include <string.h>

static bool has_document(const struct survey *s, const char *kind)
{
    for (size_t i = 0; i < s->n[KIND_document]; i++)
        if (row_is(s->rows[KIND_document][i], F_document_doc_kind, kind))
            return true;
    return false;
}

static void material(struct check *c, const struct row *r)
{
    char date[11];
    int due;

    if (!deadline_day(c->s, DEADLINE_MATERIAL, &due) || c->today <= due ||
        has_document(c->s, "hearing_sheet") || c->s->n[KIND_line] > 0)
        return;
    date_print(due, date);
    check_detail(c, RULE_material_due, r, "%s", date);
}

/* R045: the day to call is the business day before the first survey day. */
static void precall(struct check *c, const struct row *r)
{
    int days[SURVEY_DAYS_MAX], due;
    size_t n = survey_days(c->s, days);
    char date[11];

    if (n > 2)
        check_detail(c, RULE_days_many, r, "%s", row_text(r, F_site_survey_dates));
    if (n == 0 || c->today > days[n - 1] || row_is(r, F_site_precall_result, "done"))
        return;
    due = precall_day(days[0]);
    date_print(due, date);
    check_detail(c, c->today < due ? RULE_precall_ahead : RULE_precall_due, r, "%s", date);
}

/* R047: both readings stand in the note. */
static void scan_day(struct check *c, const struct row *r)
{
    int days[SURVEY_DAYS_MAX], scan;
    size_t n = survey_days(c->s, days);
    struct scan_deadline due;
    char p28[11], p9[11];

    if (n == 0 || scan_finished(r))
        return;
    due = scan_deadline(days[n - 1]);
    date_print(due.by_next_day, p28);
    date_print(due.by_survey_day, p9);
    if (date_parse(row_text(r, F_scan_target_scan_date), &scan) &&
        (scan > due.by_next_day || scan <= days[n - 1]))
        check_detail(c, RULE_scan_day_off, r, "%s > %s (p28), %s (p9)",
                     row_text(r, F_scan_target_scan_date), p28, p9);
    if (c->today > due.by_next_day)
        check_detail(c, RULE_scan_overdue, r, "%s (p28), %s (p9)", p28, p9);
}

void check_dates(struct check *c)
{
    static const struct checker list[] = {
        {KIND_site, material}, {KIND_site, precall}, {KIND_scan_target, scan_day}};

    check_run(c, list, sizeof list / sizeof list[0]);
}

static void address(struct check *c, const struct row *r, enum field f)
{
    const char *ip = row_text(r, f);
    enum rule_id rule;

    if (!*ip)
        return;
    switch (r063_ip(ip)) {
    case IP_GLOBAL:
        return;
    case IP_DOCUMENTATION:
        rule = RULE_ip_documentation;
        break;
    default:
        rule = RULE_ip_not_global;
        break;
    }
    problem_add(c->out, c->s, rule, r, f, false, ip);
}

static void line(struct check *c, const struct row *r)
{
    address(c, r, F_line_global_ip);
    if (row_is(r, F_line_scan_wanted, "yes") && !line_scannable(r) &&
        *row_text(r, F_line_line_kind))
        check_field(c, RULE_scan_closed, r, F_line_scan_wanted);
    if (row_is(r, F_line_scan_wanted, "yes") && row_int(r, F_line_line_monitored, 0) &&
        !row_is(r, F_line_monitor_notified, "done") &&
        !row_is(r, F_line_monitor_notified, "not_needed"))
        check_field(c, RULE_monitor_untold, r, F_line_monitor_notified);
}

/* The address of a static target: its own, else its device's, else its line's. */
static const char *sheet_address(const struct row *device, const struct row *of_line)
{
    const char *ip = device ? row_text(device, F_device_wan_ip) : "";

    return *ip || !of_line ? ip : row_text(of_line, F_line_global_ip);
}

static void target(struct check *c, const struct row *r)
{
    const struct row *of_line =
        survey_find_kind(c->s, KIND_line, row_ref(r, F_scan_target_line_ref));
    const struct row *device =
        survey_find_kind(c->s, KIND_device, row_ref(r, F_scan_target_device_ref));
    const char *sheet = sheet_address(device, of_line);
    const char *ip = row_text(r, F_scan_target_scan_ip);

    if (of_line && !line_scannable(of_line))
        check_add(c, RULE_scan_closed, r);
    if (device && strcmp(value_str(row_best(device, F_device_device_kind)), "other") == 0)
        check_field(c, RULE_scan_server, r, F_scan_target_device_ref);
    address(c, r, F_scan_target_scan_ip);
    address(c, r, F_scan_target_sameday_ip);
    if (row_is(r, F_scan_target_ip_kind, "static") && !*ip && !*sheet)
        check_field(c, RULE_scan_no_ip, r, F_scan_target_scan_ip);
    if (row_is(r, F_scan_target_ip_kind, "static") && *ip && *sheet && strcmp(ip, sheet) != 0)
        problem_add(c->out, c->s, RULE_scan_other_ip, r, F_scan_target_scan_ip, false, sheet);
    if (!row_is(r, F_scan_target_notified_vendor, "done") &&
        !row_is(r, F_scan_target_notified_vendor, "not_needed") && !scan_finished(r))
        check_field(c, RULE_vendor_untold, r, F_scan_target_notified_vendor);
}

static void sameday(struct check *c, const struct row *r)
{
    if (scan_finished(r))
        return;
    switch (scan_sameday(r, c->now_ms)) {
    case SAMEDAY_TODAY:
        check_field(c, RULE_sameday_due, r, F_scan_target_sameday_ip);
        break;
    case SAMEDAY_EARLY:
        problem_add(c->out, c->s, RULE_sameday_early, r, F_scan_target_sameday_ip_at, false,
                    row_text(r, F_scan_target_sameday_ip_at));
        break;
    case SAMEDAY_MISSED:
        check_field(c, RULE_sameday_missed, r, F_scan_target_scan_state);
        break;
    default:
        break;
    }
}

void check_scan(struct check *c)
{
    static const struct checker list[] = {
        {KIND_line, line}, {KIND_scan_target, target}, {KIND_scan_target, sameday}};

    check_run(c, list, sizeof list / sizeof list[0]);
}
