/* Beginning and ending the visit: the step of the plan, or one made now. */
#include "config.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/fresh.h"
#include "model/rules/name.h"
#include "model/rules/steps.h"
#include "tui/ask.h"
#include "tui/i18n.h"
#include "tui/visit_priv.h"
#include "tui/work.h"

#include <stdio.h>
#include <string.h>

#define NAMED_AT_MOST 3

const struct row *visit_step(const struct visit_screen *v)
{
    return survey_step_of(visit_survey(v), v->target);
}

static bool is_state(const struct row *step, const char *state)
{
    return step && row_is(step, F_step_step_state, state);
}

static int minutes_between(int64_t from, int64_t to)
{
    return to > from ? (int)((to - from) / 60000) : 0;
}

void visit_step_state(const struct visit_screen *v, struct buf *out)
{
    const struct row *step = visit_step(v);
    int from, to, planned = R081_MINUTES;
    int64_t begun, ended = clock_now_ms();
    char n[24];

    if (!step || is_state(step, "not_started")) {
        buf_puts(out, _("not begun"));
        return;
    }
    if (!is_state(step, "in_progress") && !is_state(step, "done")) {
        buf_puts(out, enum_label(enum_by_id(catalog[F_step_step_state].list,
                                            row_text(step, F_step_step_state)),
                                 v->ja));
        return;
    }
    if (step_minutes(step, &from, &to))
        planned = to - from;
    datetime_parse(row_text(step, F_step_actual_to), &ended);
    if (!datetime_parse(row_text(step, F_step_actual_from), &begun))
        begun = ended;
    snprintf(n, sizeof n, "%d/%d", minutes_between(begun, ended), planned);
    if (is_state(step, "in_progress") && minutes_between(begun, ended) > planned)
        buf_puts(out, "! ");
    text_fill(out, is_state(step, "done") ? _("done in {1} min") : _("under way {1} min"), n, NULL,
              NULL);
}

static void say(const struct visit_screen *v, const char *pattern)
{
    struct buf name = BUF_INIT;

    row_name(visit_survey(v), v->visit.target, &name);
    app_sayf(v->base.app, ROLE_OK, pattern, buf_str(&name), NULL);
    buf_release(&name);
}

static void edit_end(struct edits *list, const struct row *step)
{
    char now[26];

    datetime_print(clock_now_ms(), now);
    edits_set(list, step->id, F_step_step_state, value_text("done"));
    edits_set(list, step->id, F_step_actual_to, value_text(now));
}

/* The crew of this laptop; NULL where the survey has no such crew. */
static const struct row *own_crew(const struct visit_screen *v)
{
    const struct survey *s = visit_survey(v);
    const char *crew = work_of(v->base.app)->session->who.crew;

    for (size_t i = 0; i < s->n[KIND_crew]; i++)
        if (*crew && strcmp(row_text(s->rows[KIND_crew][i], F_crew_crew_id), crew) == 0)
            return s->rows[KIND_crew][i];
    return NULL;
}

/* A step for what stands in no plan: today, by this crew. */
static struct id add_step(const struct visit_screen *v, struct edits *list)
{
    struct id id = id_new(clock_now_ms());
    const struct row *crew = own_crew(v);
    struct civil c = clock_civil(clock_now_ms());
    char today[11];

    date_print(date_days(c.year, c.month, c.day), today);
    edits_set(list, id, F_step_step_kind,
              value_text(v->visit.target->kind == KIND_pc ? "pc" : "line"));
    edits_set(list, id, F_step_target_ref, value_id(v->target));
    edits_set(list, id, F_step_plan_date, value_text(today));
    if (crew)
        edits_set(list, id, F_step_crew_ref, value_id(crew->id));
    edits_set(list, id, F_step_step_state, value_text("in_progress"));
    fresh_row(visit_survey(v), KIND_step, id, "", list);
    return id;
}

static void begin(struct visit_screen *v, const struct row *before)
{
    const struct row *step = visit_step(v);
    bool again = step && *row_text(step, F_step_actual_from);
    struct edits list = {0};
    struct id id;
    char now[26];

    datetime_print(clock_now_ms(), now);
    if (before)
        edit_end(&list, before);
    id = step ? step->id : add_step(v, &list);
    if (step)
        edits_set(&list, id, F_step_step_state, value_text("in_progress"));
    if (!again)
        edits_set(&list, id, F_step_actual_from, value_text(now));
    edits_set(&list, id, F_step_actual_to, value_null());
    if (visit_commit(v, &list))
        say(v, again ? _("{1}: open again.") : _("{1}: started."));
}

static void end(struct visit_screen *v)
{
    const struct row *step = visit_step(v);
    struct edits list = {0};

    if (!step)
        return;
    edit_end(&list, step);
    if (visit_commit(v, &list))
        say(v, _("{1}: finished."));
}

/* What the crew is at already; NULL when nothing else. */
static const struct row *running_besides(const struct visit_screen *v)
{
    const struct survey *s = visit_survey(v);
    const struct row *step = visit_step(v), *own = own_crew(v), *other;
    struct id crew = step ? row_ref(step, F_step_crew_ref) : own ? own->id : (struct id){{0}};

    if (id_is_zero(crew))
        return NULL;
    for (size_t i = 0; (other = survey_next_ref(s, KIND_step, F_step_crew_ref, crew, &i));)
        if (other != step && is_state(other, "in_progress"))
            return other;
    return NULL;
}

enum { STAY, FINISH_AND_START, START_BESIDES };

static enum outcome started(struct screen *asker, int answer, void *ctx)
{
    struct visit_screen *v = (struct visit_screen *)asker;

    (void)ctx;
    if (answer != STAY)
        begin(v, answer == FINISH_AND_START ? running_besides(v) : NULL);
    return SCREEN_REDRAW;
}

static void ask_start(struct visit_screen *v, const struct row *running)
{
    struct buf name = BUF_INIT, text = BUF_INIT;
    struct ask_arg arg = {.done = started,
                          .answer = {{"1", _("Leave it")},
                                     {"2", _("Finish that one and start")},
                                     {"3", _("Start, both run")}}};
    struct err e;

    row_name(visit_survey(v), running, &name);
    text_fill(&text, _("The crew is still at {1}."), buf_str(&name), NULL, NULL);
    arg.text = buf_str(&text);
    if (ask_open(v->base.app, &arg, &e) != 0)
        app_say_err(v->base.app, &e);
    buf_release(&name);
    buf_release(&text);
}

static enum outcome finished(struct screen *asker, int answer, void *ctx)
{
    struct visit_screen *v = (struct visit_screen *)asker;

    (void)ctx;
    if (answer == 1)
        end(v);
    else
        visit_next(v, 1);
    return SCREEN_REDRAW;
}

static void put_count(struct buf *out, const char *pattern, int n)
{
    char text[12];

    snprintf(text, sizeof text, "%d", n);
    if (out->len > 0)
        buf_puts(out, _(", "));
    text_fill(out, pattern, text, NULL, NULL);
}

/* "シリアル番号、ほか 2件、写真 2枚、接続" */
static void put_missing(const struct visit_screen *v, struct buf *out)
{
    int open = v->visit.total - v->visit.answered, named = 0;
    int photos = v->visit.photos_needed - v->visit.photos_present;

    for (size_t i = 0; i < v->visit.n && named < NAMED_AT_MOST; i++) {
        const struct question *q = &v->visit.questions[i];

        if (!q->needed || q->state != ANSWER_OPEN)
            continue;
        if (named++ > 0)
            buf_puts(out, _(", "));
        visit_label(v, q, out);
    }
    if (open > named)
        put_count(out, _("{1} more"), open - named);
    if (photos > 0)
        put_count(out, _("{1} photos"), photos);
    if (v->visit.links_open)
        put_count(out, _("connections"), 0);
}

/* Finishing with questions open is possible, but nobody does it by mistake. */
static void ask_finish(struct visit_screen *v)
{
    struct buf missing = BUF_INIT, text = BUF_INIT;
    struct ask_arg arg = {.done = finished,
                          .answer = {{"1", _("Go on with the visit")}, {"2", _("Finish it")}}};
    struct err e;

    put_missing(v, &missing);
    text_fill(&text, _("Still open: {1}."), buf_str(&missing), NULL, NULL);
    arg.text = buf_str(&text);
    if (ask_open(v->base.app, &arg, &e) != 0)
        app_say_err(v->base.app, &e);
    buf_release(&missing);
    buf_release(&text);
}

enum outcome visit_start_stop(struct visit_screen *v)
{
    const struct row *step = visit_step(v), *running;

    if (is_state(step, "not_surveyable")) {
        app_say(v->base.app, ROLE_WARN, _("It is closed with a reason; x takes that back."));
        return SCREEN_REDRAW;
    }
    if (is_state(step, "in_progress")) {
        if (visit_complete(&v->visit))
            end(v);
        else
            ask_finish(v);
        return SCREEN_REDRAW;
    }
    running = running_besides(v);
    if (running)
        ask_start(v, running);
    else
        begin(v, NULL);
    return SCREEN_REDRAW;
}
