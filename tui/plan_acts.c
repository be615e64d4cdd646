/* What the day plan's keys change. One key, one commit. */
#include "config.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/rules/name.h"
#include "model/rules/steps.h"
#include "model/rules/visit.h"
#include "tui/ask.h"
#include "tui/choose.h"
#include "tui/i18n.h"
#include "tui/not_surveyable.h"
#include "tui/plan_words.h"
#include "tui/prompt.h"
#include "tui/scr_plan_priv.h"
#include "tui/work.h"

#include <stdio.h>
#include <string.h>

static struct app *app_of(const struct plan_screen *p)
{
    return p->base.app;
}

static const struct row *step_here(const struct plan_screen *p)
{
    const struct plan_row *r = plan_cursor(p);

    return r ? r->step : NULL;
}

/* "{1}: started." with the step's name. */
static void say(const struct plan_screen *p, const char *pattern)
{
    const struct plan_row *r = plan_cursor(p);

    app_sayf(app_of(p), ROLE_OK, pattern, r ? r->name : "", NULL);
}

static bool is_state(const struct row *step, const char *state)
{
    return row_is(step, F_step_step_state, state);
}

static void edit_begin(struct edits *list, const struct row *step)
{
    char now[26];

    datetime_print(clock_now_ms(), now);
    edits_set(list, step->id, F_step_step_state, value_text("in_progress"));
    if (!*row_text(step, F_step_actual_from))
        edits_set(list, step->id, F_step_actual_from, value_text(now));
    edits_set(list, step->id, F_step_actual_to, value_null());
}

static void edit_end(struct edits *list, const struct row *step)
{
    char now[26];

    datetime_print(clock_now_ms(), now);
    edits_set(list, step->id, F_step_step_state, value_text("done"));
    edits_set(list, step->id, F_step_actual_to, value_text(now));
}

static void begin(struct plan_screen *p, const struct row *step, const struct row *before)
{
    struct edits list = {0};
    bool again = *row_text(step, F_step_actual_from) != '\0';

    if (before)
        edit_end(&list, before);
    edit_begin(&list, step);
    if (work_edit(app_of(p), &list))
        say(p, again ? _("{1}: open again.") : _("{1}: started."));
    edits_release(&list);
}

static void end(struct plan_screen *p, const struct row *step)
{
    struct edits list = {0};

    edit_end(&list, step);
    if (work_edit(app_of(p), &list))
        say(p, _("{1}: finished."));
    edits_release(&list);
}

/* What the crew is at already; NULL when nothing else. */
static const struct row *running_besides(const struct plan_screen *p, const struct row *step)
{
    const struct survey *s = work_survey(app_of(p));
    struct id crew = row_ref(step, F_step_crew_ref);
    const struct row *other;

    for (size_t i = 0; (other = survey_next_ref(s, KIND_step, F_step_crew_ref, crew, &i));)
        if (other != step && is_state(other, "in_progress"))
            return other;
    return NULL;
}

static void put_step(const struct plan_screen *p, const struct row *step, struct buf *out)
{
    const struct row *t = survey_find(work_survey(app_of(p)), row_ref(step, F_step_target_ref));
    const char *word = plan_kind_word(step);

    if (word)
        buf_puts(out, word);
    else if (t)
        row_name(work_survey(app_of(p)), t, out);
}

enum { STAY, FINISH_AND_START, START_BESIDES };

static enum outcome started(struct screen *asker, int answer, void *ctx)
{
    struct plan_screen *p = (struct plan_screen *)asker;
    const struct row *step = step_here(p);

    (void)ctx;
    if (step && answer != STAY)
        begin(p, step, answer == FINISH_AND_START ? running_besides(p, step) : NULL);
    return SCREEN_REDRAW;
}

static void ask_start(struct plan_screen *p, const struct row *running)
{
    struct buf name = BUF_INIT, text = BUF_INIT;
    struct ask_arg arg = {.done = started,
                          .answer = {{"1", _("Leave it")},
                                     {"2", _("Finish that one and start")},
                                     {"3", _("Start, both run")}}};
    struct err e;

    put_step(p, running, &name);
    text_fill(&text, _("The crew is still at {1}."), buf_str(&name), NULL, NULL);
    arg.text = buf_str(&text);
    if (ask_open(app_of(p), &arg, &e) != 0)
        app_say_err(app_of(p), &e);
    buf_release(&name);
    buf_release(&text);
}

static enum outcome finished(struct screen *asker, int answer, void *ctx)
{
    struct plan_screen *p = (struct plan_screen *)asker;
    const struct row *step = step_here(p);

    (void)ctx;
    if (answer == 1 && step)
        end(p, step);
    else if (answer == 2)
        app_act(app_of(p), ACT_OPEN);
    return SCREEN_REDRAW;
}

/* Finishing with questions open is possible, but nobody does it by mistake. */
static void ask_finish(struct plan_screen *p, const struct visit *v)
{
    struct buf text = BUF_INIT;
    struct ask_arg arg = {.done = finished,
                          .answer = {{"1", _("Go on with the visit")},
                                     {"2", _("Finish it")},
                                     {"3", _("Look at it")}}};
    struct err e;

    plan_put_numbers(&text, _("Still open: {1} answers, {2} photos."), v->total - v->answered,
                     v->photos_needed - v->photos_present);
    arg.text = buf_str(&text);
    if (ask_open(app_of(p), &arg, &e) != 0)
        app_say_err(app_of(p), &e);
    buf_release(&text);
}

static void finish(struct plan_screen *p, const struct row *step)
{
    const struct plan_row *r = plan_cursor(p);
    struct visit v;
    bool open = false;

    if (step_is_visit(step) && r->target) {
        visit_load(&v, work_survey(app_of(p)), r->target);
        open = !visit_complete(&v);
        if (open)
            ask_finish(p, &v);
        visit_release(&v);
    }
    if (!open)
        end(p, step);
}

enum outcome plan_start_stop(struct plan_screen *p)
{
    const struct row *step = step_here(p), *running;

    if (!step)
        return SCREEN_DONE;
    if (is_state(step, "not_surveyable")) {
        app_say(app_of(p), ROLE_WARN, _("It is closed with a reason; x takes that back."));
        return SCREEN_REDRAW;
    }
    if (is_state(step, "in_progress")) {
        finish(p, step);
        return SCREEN_REDRAW;
    }
    running = running_besides(p, step);
    if (running)
        ask_start(p, running);
    else
        begin(p, step, NULL);
    return SCREEN_REDRAW;
}

enum outcome plan_give_up(struct plan_screen *p)
{
    const struct plan_row *r = plan_cursor(p);

    if (r && r->target)
        not_surveyable_ask(app_of(p), r->target->id);
    return SCREEN_REDRAW;
}

/* R121: closed for this day. On the last day there is none to put it off to. */
enum outcome plan_put_off(struct plan_screen *p)
{
    const struct row *step = step_here(p);
    bool back = step && is_state(step, "next_day");

    if (!step)
        return SCREEN_DONE;
    if (!back && p->view.day + 1 >= p->view.ndays) {
        app_say(app_of(p), ROLE_WARN,
                _("This is the last survey day: give it up with a reason (x) instead."));
        return SCREEN_REDRAW;
    }
    if (work_set(app_of(p), step->id, F_step_step_state, false,
                 value_text(back ? "not_started" : "next_day")))
        say(p, back ? _("{1}: today again.") : _("{1}: put off to the next day."));
    return SCREEN_REDRAW;
}

static enum outcome assigned(struct screen *asker, int item, void *ctx)
{
    struct plan_screen *p = (struct plan_screen *)asker;
    const struct survey *s = work_survey(p->base.app);
    const struct row *step = step_here(p);

    (void)ctx;
    if (step && (size_t)item < s->n[KIND_crew] &&
        work_set(p->base.app, step->id, F_step_crew_ref, false,
                 value_id(s->rows[KIND_crew][item]->id)))
        app_sayf(p->base.app, ROLE_OK, _("Given to crew {1}."),
                 row_text(s->rows[KIND_crew][item], F_crew_crew_id), NULL);
    return SCREEN_REDRAW;
}

#define CREWS_MAX 26

enum outcome plan_assign(struct plan_screen *p)
{
    const struct survey *s = work_survey(app_of(p));
    struct choose_item items[CREWS_MAX];
    struct choose_arg arg = {.title = _("Which crew does it?"),
                             .items = items,
                             .current = -1,
                             .y = -1,
                             .done = assigned};
    const struct row *step = step_here(p);
    struct err e;

    for (size_t i = 0; i < s->n[KIND_crew] && i < CREWS_MAX; i++) {
        items[i] = (struct choose_item){row_text(s->rows[KIND_crew][i], F_crew_crew_id), NULL};
        if (step && id_equal(row_ref(step, F_step_crew_ref), s->rows[KIND_crew][i]->id))
            arg.current = (int)i;
        arg.n++;
    }
    if (choose_open(app_of(p), &arg, &e) != 0)
        app_say_err(app_of(p), &e);
    return SCREEN_REDRAW;
}

enum outcome plan_pin(struct plan_screen *p)
{
    const struct row *step = step_here(p);
    bool pinned = step && row_int(step, F_step_pinned, 0);

    if (step && work_set(app_of(p), step->id, F_step_pinned, false, value_int(!pinned)))
        say(p, pinned ? _("{1}: planning anew may move it again.")
                      : _("{1}: stays where it is when the day is planned anew."));
    return SCREEN_REDRAW;
}

static enum outcome noted(struct screen *asker, const char *text, void *ctx)
{
    struct plan_screen *p = (struct plan_screen *)asker;
    const struct row *step = step_here(p);

    (void)ctx;
    if (step && !work_set(app_of(p), step->id, F_step_step_note, false, value_text(text)))
        return SCREEN_IGNORED;
    return SCREEN_REDRAW;
}

enum outcome plan_note(struct plan_screen *p)
{
    const struct row *step = step_here(p);
    struct prompt_arg arg = {.label = _("Note:"), .done = noted};
    struct err e;

    if (!step)
        return SCREEN_DONE;
    arg.text = row_text(step, F_step_step_note);
    if (prompt_open(app_of(p), &arg, &e) != 0)
        app_say_err(app_of(p), &e);
    return SCREEN_REDRAW;
}
