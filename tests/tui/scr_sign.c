/* Sign-off: refused while something is open, everything shown before the name,
 * one commit, a change reopens it. */
#include "config.h"

#include "tests/lib/desk.h"
#include "tests/lib/tap.h"
#include "model/base/clock.h"
#include "model/signing.h"
#include "tui/scr_sign.h"

#include <stdio.h>
#include <string.h>

static void open_sign(struct desk *d)
{
    struct id none = {{0}};

    work_show(d->app, &scr_sign, none, NULL);
}

static void break_it(struct hospital *h)
{
    build_put(h->router, F_device_device_found, NULL);
    build_put(h->briefing, F_step_step_state, "not_started");
    build_put(h->explore, F_step_step_state, "not_started");
    build_put(h->line, F_line_witness, NULL);
}

static void with_items(struct hospital *h)
{
    hospital_unknown(h, "UA01");
    build_put(h->pc, F_pc_ns_code, "NS10");
}

static void blocked(void)
{
    struct desk d;

    desk_open(&d, break_it, 24, 80, "ja");
    open_sign(&d);
    see(d.c, "まだサインできません: 残り 4件");
    see(d.c, "ほか 1件");
    see_not(d.c, "サイン者");
    see_whole(d.c);
    curs_keys(d.c, "F9");
    see(d.c, "残りがあるうちはサインできません");
    is_int(desk_survey(&d)->n[KIND_signoff], 0, "nothing was signed");
    curs_keys(d.c, "Enter");
    is_str(app_top(d.app)->ops->name, "check", "Enter goes to the check");
    desk_close(&d);
}

static void sign_it(struct desk *d)
{
    open_sign(d);
    see(d->c, "回線 2/2");
    see(d->c, "調査不可 1");
    see(d->c, "UA01 SIMドングル 健診");
    see(d->c, "LAB-PC410  NS10");
    curs_keys(d->c, "F9");
    see(d->c, "この行がまだです。");
    curs_keys(d->c, "y");
    curs_keys(d->c, "F9 y F9");
    see(d->c, "この行がまだです。");
    curs_keys(d->c, "Enter");
    see(d->c, "髙橋 由美");
    curs_keys(d->c, "1 Down Enter");
    curs_type(d->c, "総務課");
    curs_keys(d->c, "Down Enter");
    curs_type(d->c, "鍵は返却済");
    curs_keys(d->c, "Enter Esc F9"); /* left, and come back to */
    see(d->c, "鍵は返却済");
    see(d->c, "総務課");
    see_whole(d->c);
    curs_keys(d->c, "F9");
    see(d->c, "髙橋 由美 が上の内容にサインします");
    curs_keys(d->c, "Esc");
    is_int(desk_survey(d)->n[KIND_signoff], 0, "Esc signs nothing");
    curs_keys(d->c, "F9 y");
}

static void check_row(const struct survey *s, const struct row *r)
{
    struct hash now = signoff_digest(s, &COVER_VISIT);
    char hex[2 * HASH_LEN + 1];

    hash_print(&now, hex);
    is_str(row_text(r, F_signoff_signer_name), "髙橋 由美", "who");
    is_str(row_text(r, F_signoff_signer_department), "総務課", "department");
    is_str(row_text(r, F_signoff_signer_comment), "鍵は返却済", "comment");
    is_str(row_text(r, F_signoff_lead_name), "佐藤", "lead");
    is_str(row_text(r, F_signoff_sign_method), "typed_name", "method");
    is_str(row_text(r, F_signoff_signed_scope), "visit", "one survey day: the whole visit");
    is_str(row_text(r, F_signoff_signed_digest), hex, "the digest can be computed again (R125)");
    is_str(row_text(r, F_signoff_confirmed_items),
           "lines 2/2, pcs 0/1, not_surveyable 1, unknown_lines 1, photos 12", "the counts");
    is_int(row_int(r, F_signoff_explained_unknown, 0), 1, "unknown lines explained");
    is_int(row_int(r, F_signoff_explained_ns, 0), 1, "not surveyable explained");
}

static bool sign_step_done(const struct survey *s)
{
    for (size_t i = 0; i < s->n[KIND_step]; i++)
        if (row_is(s->rows[KIND_step][i], F_step_step_kind, "signoff"))
            return row_is(s->rows[KIND_step][i], F_step_step_state, "done") &&
                   *row_text(s->rows[KIND_step][i], F_step_actual_to);
    return false;
}

static void signing(void)
{
    const struct row *first, *second;
    struct desk d;

    desk_open(&d, with_items, 24, 80, "ja");
    sign_it(&d);
    see(d.c, "サイン済 17:00 髙橋 由美");
    if (!ok(desk_survey(&d)->n[KIND_signoff] == 1, "one signature")) {
        desk_close(&d);
        return;
    }
    first = desk_survey(&d)->rows[KIND_signoff][0];
    check_row(desk_survey(&d), first);
    ok(sign_step_done(desk_survey(&d)), "the sign-off step ended");
    curs_keys(d.c, "F9");
    see(d.c, "サイン済です");
    work_set(d.app, desk_row(&d, "line:1")->id, F_line_finding, false, value_text("追記"));
    see(d.c, "署名後変更あり");
    clock_set(hospital_now() + 60000);
    curs_keys(d.c, "F9 y");
    if (ok(desk_survey(&d)->n[KIND_signoff] == 2, "signed again with what was typed before")) {
        second = signing_of(desk_survey(&d), &COVER_VISIT);
        ok(!id_is_zero(row_ref(second, F_signoff_supersedes)), "the second supersedes (R123)");
        see(d.c, "サイン済 17:01");
        see_not(d.c, "署名後変更あり");
    }
    desk_close(&d);
}

static void two_days(struct hospital *h)
{
    build_put(h->site, F_site_survey_dates, "2025-09-12,2025-09-13");
    build_put(h->step2, F_step_plan_date, "2025-09-13");
    build_put(h->step2, F_step_step_state, "not_started");
}

static void first_day(void)
{
    struct desk d;
    const struct row *r;

    desk_open(&d, two_days, 24, 80, "ja");
    open_sign(&d);
    see(d.c, "当日  9/12(金)");
    see(d.c, "回線 1/1");
    curs_keys(d.c, "Down Enter 1 F9 y");
    if (ok(desk_survey(&d)->n[KIND_signoff] == 1, "day 1 is signed while day 2 is open (R122)")) {
        r = desk_survey(&d)->rows[KIND_signoff][0];
        is_str(row_text(r, F_signoff_signed_scope), "day", "only the day");
        is_str(row_text(r, F_signoff_signed_day), "2025-09-12", "this one");
    }
    desk_close(&d);
}

static void many(struct hospital *h)
{
    char no[8];

    for (int i = 1; i <= 20; i++) {
        snprintf(no, sizeof no, "UA%02d", i);
        hospital_unknown(h, no);
    }
}

static void long_summary(void)
{
    struct desk d;

    desk_open(&d, many, 24, 80, "ja");
    open_sign(&d);
    see(d.c, "UA01 ");
    see_not(d.c, "UA20 ");
    see(d.c, "PageDown で続き");
    curs_keys(d.c, "PageDown PageDown PageDown PageDown PageDown");
    see(d.c, "UA20 ");
    see(d.c, "サイン者");
    see_whole(d.c);
    desk_close(&d);
}

static void sizes(const char *lang, int rows, int cols)
{
    struct desk d;

    desk_open(&d, with_items, rows, cols, lang);
    open_sign(&d);
    see_whole(d.c);
    see(d.c, strcmp(lang, "ja") == 0 ? "対象範囲" : "F9: the witness confirms");
    desk_close(&d);
}

int main(void)
{
    blocked();
    signing();
    first_day();
    long_summary();
    sizes("ja", 24, 80);
    sizes("en", 24, 80);
    sizes("ja", 40, 140);
    sizes("en", 40, 140);
    sizes("ja", 15, 60);
    return tap_done();
}
