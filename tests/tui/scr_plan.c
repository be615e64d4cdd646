/* The day plan: words of the steps, the window that will not wait, the now-line;
 * every key that changes the survey, as one commit that `u` takes back. */
#include "config.h"

#include "tests/lib/desk.h"
#include "tests/lib/tap.h"

#include "model/base/clock.h"
#include "model/rules/steps.h"
#include "tui/scr_plan.h"

#include <stdio.h>
#include <string.h>

static void at(struct desk *d, int hour, int minute)
{
    clock_set(clock_ms(2025, 9, 12, hour, minute, 0));
    app_tick(d->app);
}

/* 回線A done, LAB-PC410 at work, 回線B (window 13:00-15:00) still to come. */
static void morning(struct hospital *h)
{
    build_put(h->step, F_step_actual_from, "2025-09-12T09:15:00+09:00");
    build_put(h->step, F_step_actual_to, "2025-09-12T09:44:00+09:00");
    build_put(h->step_pc, F_step_step_state, "in_progress");
    build_put(h->step_pc, F_step_actual_from, "2025-09-12T09:46:00+09:00");
    build_put(h->step2, F_step_step_state, "not_started");
    build_put(h->explore, F_step_step_state, "not_started");
}

static void two_days(struct hospital *h)
{
    struct row *b = build_row(&h->s, KIND_crew);

    morning(h);
    build_put(b, F_crew_crew_id, "B");
    build_put(h->site, F_site_survey_dates, "2025-09-12,2025-09-13");
}

static void no_plan(struct hospital *h)
{
    for (size_t i = h->s.n[KIND_step]; i-- > 0;)
        build_delete(&h->s, h->s.rows[KIND_step][i]);
}

static const char *state_of(struct desk *d, const char *address)
{
    const struct row *step = survey_step_of(desk_survey(d), desk_row(d, address)->id);

    return step ? row_text(step, F_step_step_state) : "";
}

static void words(void)
{
    struct desk d;

    desk_open(&d, morning, 24, 80, "ja");
    at(&d, 10, 0);
    see_row(d.c, 2, " A班");
    see(d.c, " 09:15 回線A サーバ室");
    see(d.c, "済 29分");
    see(d.c, ">09:46 LAB-PC410 サーバ室");
    see(d.c, "中 14/30分");
    see_row(d.c, 6, " 10:00 いま - - -");
    see(d.c, "  窓 15:00まで");
    see(d.c, "予定の終わり 16:46");
    see_whole(d.c);
    at(&d, 14, 40);
    see(d.c, "! 窓 15:00まで");
    see(d.c, "中 294/30分");
    at(&d, 15, 10);
    see(d.c, "! 入室不可");
    curs_resize(d.c, 15, 60);
    see_whole(d.c);
    curs_resize(d.c, 40, 140);
    see(d.c, "場所  本館 3F サーバ室");
    see_whole(d.c);
    desk_close(&d);
}

static void photos(void)
{
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    curs_keys(d.c, "g p");
    see(d.c, "みなと総合病院  >  写真");
    curs_keys(d.c, "Esc");
    curs_keys(d.c, "Down p");
    see(d.c, "回線A  >  写真");
    desk_close(&d);
}

static void begin_and_end(void)
{
    struct desk d;

    desk_open(&d, morning, 24, 80, "ja");
    at(&d, 13, 0);
    curs_keys(d.c, "Down s");
    see(d.c, "LAB-PC410の作業中です");
    curs_keys(d.c, "1");
    is_str(state_of(&d, "line:2"), "not_started", "the safe answer leaves it");
    curs_keys(d.c, "s 2");
    is_str(state_of(&d, "line:2"), "in_progress", "started");
    is_str(state_of(&d, "pc:1"), "done", "and the one before is finished");
    curs_keys(d.c, "u");
    is_str(state_of(&d, "pc:1"), "in_progress", "both were one commit");
    curs_keys(d.c, "s 3");
    is_str(state_of(&d, "pc:1"), "in_progress", "or both run");
    at(&d, 13, 20);
    see(d.c, "中 20/30分");
    curs_keys(d.c, "s");
    is_str(state_of(&d, "line:2"), "done", "nothing is open: finished at once");
    see(d.c, "済 20分");
    curs_keys(d.c, "s 3");
    is_str(state_of(&d, "line:2"), "in_progress", "and open again");
    desk_close(&d);
}

static void open_questions(struct hospital *h)
{
    morning(h);
    build_put(h->step2, F_step_step_state, "in_progress");
    build_put(h->step_pc, F_step_step_state, "done");
    build_put(h->line2, F_line_moved_device, NULL);
}

static void unfinished(void)
{
    struct desk d;

    desk_open(&d, open_questions, 24, 80, "ja");
    at(&d, 13, 20);
    see(d.c, ">13:00 回線B");
    curs_keys(d.c, "s");
    see(d.c, "回答 1件、写真 0枚がまだです。");
    curs_keys(d.c, "Enter");
    is_str(state_of(&d, "line:2"), "in_progress", "Enter goes on with the visit");
    curs_keys(d.c, "s 2");
    is_str(state_of(&d, "line:2"), "done", "finished on purpose");
    desk_close(&d);
}

static void given_up(void)
{
    struct desk d;
    const struct row *line;

    desk_open(&d, morning, 24, 80, "ja");
    at(&d, 13, 0);
    curs_keys(d.c, "x");
    see_not(d.c, "NS02"); /* a PC is never out of reach */
    see(d.c, "NS10");
    curs_keys(d.c, "Esc Down x 3");
    curs_type(d.c, "抜けそう");
    curs_keys(d.c, "Enter");
    see(d.c, "相談した立会者:");
    curs_type(d.c, "だれもいない");
    curs_keys(d.c, "C-u Enter");
    is_str(row_text(desk_row(&d, "line:2"), F_line_ns_code), "", "Enter alone names nobody (R103)");
    curs_type(d.c, "髙橋");
    curs_keys(d.c, "Enter");
    line = desk_row(&d, "line:2");
    is_str(row_text(line, F_line_ns_code), "NS03", "the reason");
    is_str(row_text(line, F_line_ns_note), "抜けそう", "the note");
    is_str(row_text(line, F_line_ns_consulted), "髙橋 由美", "who was asked: the contact");
    is_str(row_text(line, F_line_ns_consulted_at), "2025-09-12T13:00:00+09:00", "and when");
    is_str(state_of(&d, "line:2"), "not_surveyable", "the step is closed");
    see(d.c, "不可");
    curs_keys(d.c, "s");
    is_str(state_of(&d, "line:2"), "not_surveyable", "s does not open it by mistake");
    curs_keys(d.c, "u");
    is_str(row_text(desk_row(&d, "line:2"), F_line_ns_code), "", "u takes all of it back");
    is_str(state_of(&d, "line:2"), "not_started", "the step too");
    curs_keys(d.c, "x 2 Enter x End Enter");
    is_str(state_of(&d, "line:2"), "not_started", "the last row of x takes a reason back");
    is_str(row_text(desk_row(&d, "line:2"), F_line_ns_code), "", "with the code");
    desk_close(&d);
}

/* A script gives the reason alone: the step itself stays as it was. */
static void given_up_by_script(struct hospital *h)
{
    morning(h);
    build_put(h->pc, F_pc_ns_code, "NS11");
}

static void reason_alone(void)
{
    struct desk d;

    desk_open(&d, given_up_by_script, 24, 80, "ja");
    at(&d, 15, 10);
    see(d.c, "不可 時間切~");
    see_not(d.c, "中 324/30分");
    desk_close(&d);
}

static void many_pcs(struct hospital *h)
{
    no_plan(h);
    for (int i = 0; i < 12; i++)
        build_put(build_row(&h->s, KIND_pc), F_pc_pc_name, "PC");
}

/* The list begins at its top, and what the cursor stands on is drawn. */
static void nothing_planned(void)
{
    struct desk d;

    desk_open(&d, many_pcs, 24, 80, "ja");
    at(&d, 8, 0);
    see(d.c, ">      回線A");
    curs_keys(d.c, "End");
    see(d.c, ">      PC");
    see_whole(d.c);
    desk_close(&d);
}

static void put_off(void)
{
    struct desk d;

    desk_open(&d, morning, 24, 80, "ja");
    at(&d, 13, 0);
    curs_keys(d.c, "Down z");
    is_str(state_of(&d, "line:2"), "not_started", "on the last day there is no next day");
    see(d.c, "最後の調査日");
    desk_close(&d);
    desk_open(&d, two_days, 24, 80, "ja");
    at(&d, 13, 0);
    curs_keys(d.c, "Down z");
    is_str(state_of(&d, "line:2"), "next_day", "put off");
    see(d.c, "翌日");
    curs_keys(d.c, "z");
    is_str(state_of(&d, "line:2"), "not_started", "and back");
    curs_keys(d.c, "a B");
    curs_keys(d.c, "Enter");
    is_int(id_equal(row_ref(survey_step_of(desk_survey(&d), desk_row(&d, "line:2")->id),
                            F_step_crew_ref),
                    desk_row(&d, "crew:B")->id),
           1, "given to crew B");
    see(d.c, ">13:00 回線B");
    curs_keys(d.c, "m");
    see(d.c, "固定しました");
    curs_keys(d.c, "Tab");
    see(d.c, "予定がありません");
    curs_keys(d.c, "Tab");
    see(d.c, "回線B");
    desk_close(&d);
}

static void planned_anew(void)
{
    struct desk d;

    desk_open(&d, no_plan, 24, 80, "ja");
    at(&d, 8, 0);
    see(d.c, "r で当日計画を作ります");
    see(d.c, "予定なし");
    curs_keys(d.c, "s");
    curs_keys(d.c, "r");
    see(d.c, "1班  予定 3件  入らない 0件");
    curs_keys(d.c, "2");
    see(d.c, "2班");
    see_whole(d.c);
    curs_keys(d.c, "Esc");
    is_int(desk_survey(&d)->n[KIND_step], 0, "nothing was written");
    curs_keys(d.c, "r 2 Enter");
    see(d.c, "組み直しました");
    see(d.c, "B班");
    see_not(d.c, "予定なし");
    ok(desk_survey(&d)->n[KIND_step] > 0, "the plan is written");
    is_int(desk_survey(&d)->n[KIND_crew], 2, "with its crews");
    curs_keys(d.c, "u");
    is_int(desk_survey(&d)->n[KIND_step], 0, "in one commit");
    desk_close(&d);
}

static void back(void)
{
    struct desk d;

    desk_open(&d, morning, 24, 80, "ja");
    curs_keys(d.c, "Esc");
    is_str(app_top(d.app)->ops->name, "hospitals", "Esc goes to the list");
    see(d.c, "0342  みなと総合病院");
    ok(d.w.open == NULL, "the hospital is closed");
    curs_keys(d.c, "Enter");
    is_str(app_top(d.app)->ops->name, "plan", "Enter opens it again");
    desk_close(&d);
}

int main(void)
{
    words();
    photos();
    begin_and_end();
    unfinished();
    given_up();
    reason_alone();
    nothing_planned();
    put_off();
    planned_anew();
    back();
    return tap_done();
}
