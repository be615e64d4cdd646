/* From a survey to step rows and back to a re-plan. */
#include "model/base/clock.h"
#include "model/dayplan.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include <string.h>

static struct err e;

static struct id add_line(struct casefile *c, int seq, const char *room, const char *connected)
{
    struct edits list = {0};
    struct id id = id_new(clock_now_ms());

    edits_set(&list, id, F_line_line_seq, value_int(seq));
    edits_set(&list, id, F_line_room, value_text(room));
    edits_set(&list, id, F_line_traffic_kind, value_text("data"));
    edits_set(&list, id, F_line_emr_connected, value_text(connected));
    if (case_edit(c, &list, &e) != 0)
        bail("line: %s", e.detail);
    edits_release(&list);
    return id;
}

static void add_pc(struct casefile *c, int seq, const char *os)
{
    struct edits list = {0};
    struct id id = id_new(clock_now_ms());

    edits_set(&list, id, F_pc_pc_seq, value_int(seq));
    edits_set(&list, id, F_pc_room, value_text("受付"));
    edits_set(&list, id, F_pc_os, value_text(os));
    if (case_edit(c, &list, &e) != 0)
        bail("pc: %s", e.detail);
    edits_release(&list);
}

static void add_site(struct casefile *c, const char *dates)
{
    struct edits list = {0};

    edits_set(&list, id_new(clock_now_ms()), F_site_survey_dates, value_text(dates));
    if (case_edit(c, &list, &e) != 0)
        bail("site: %s", e.detail);
    edits_release(&list);
}

static int steps_of(const struct casefile *c, const char *kind)
{
    int n = 0;

    for (size_t i = 0; i < c->survey.n[KIND_step]; i++)
        n += row_is(c->survey.rows[KIND_step][i], F_step_step_kind, kind);
    return n;
}

static void make_and_write(struct casefile *c, const struct settings *set,
                           const struct dayplan_options *opt)
{
    struct dayplan d;

    if (!is_ok(dayplan_make(&c->survey, set, opt, &d, &e), &e, "a plan is made"))
        return;
    is_ok(dayplan_write(c, &d, &e), &e, "and written");
    dayplan_release(&d);
}

int main(void)
{
    struct fixture f;
    struct settings set;
    struct casefile *c;
    struct dayplan d;
    struct id first;
    const struct row *step;
    char step_id[ID_HEX_LEN + 1], same_id[ID_HEX_LEN + 1];

    fixture_begin(&f);
    settings_init(&set);
    c = fixture_case(&f);
    is_int(dayplan_make(&c->survey, &set, &(struct dayplan_options){0}, &d, &e), -ERR_INVALID,
           "without a survey day there is no plan");
    add_site(c, "2025-09-12");
    first = add_line(c, 1, "サーバ室", "yes");
    add_line(c, 2, "医事課", "unknown");
    add_line(c, 3, "検査科", "no");
    add_pc(c, 1, "windows11");
    add_pc(c, 2, "macos");
    make_and_write(c, &set, &(struct dayplan_options){.crews = 1});
    is_int(steps_of(c, "line"), 2, "a line off the EMR is no stop (R022), a doubt is (R027)");
    is_int(steps_of(c, "pc"), 1, "a Mac is no stop (R033)");
    is_int(steps_of(c, "briefing") + steps_of(c, "signoff") + steps_of(c, "break"), 3,
           "briefing, lunch and sign-off");
    is_int(c->survey.n[KIND_crew], 1, "crew A is there");

    step = survey_step_of(&c->survey, first);
    id_print(step->id, step_id);
    case_set(c, step->id, F_step_step_state, false, value_text("done"), &e);
    step = survey_step_of(&c->survey, first);
    const char *before = row_text(step, F_step_plan_from);
    char kept[8];
    strncpy(kept, before, sizeof kept - 1);
    kept[7] = '\0';
    make_and_write(c, &set, &(struct dayplan_options){.crews = 2, .now_ms = clock_now_ms()});
    step = survey_step_of(&c->survey, first);
    id_print(step->id, same_id);
    is_str(same_id, step_id, "what is done keeps its row");
    is_str(row_text(step, F_step_plan_from), kept, "and its time");
    is_int(steps_of(c, "line") + steps_of(c, "pc"), 3, "nothing is planned twice");
    is_int(c->survey.n[KIND_crew], 2, "crew B has come");
    make_and_write(c, &set, &(struct dayplan_options){.crews = 1, .start = "10:00"});
    is_int(steps_of(c, "briefing"), 1, "steps of a crew that is gone go too");
    settings_release(&set);
    case_close(c);
    fixture_end(&f);
    return tap_done();
}
