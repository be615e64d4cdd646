#include "config.h"

#include "tui/scr_replan.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/dayplan.h"
#include "model/rules/name.h"
#include "tui/i18n.h"
#include "tui/list.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOP_LINES 3

struct replan {
    struct screen base;
    struct dayplan plan;
    bool made;
    int crews;
    int visits; /* of the plan */
    struct list list;
};

/* The unplaced stand first: they are what has to be looked at. */
static int rows_count(const void *ctx)
{
    const struct replan *r = ctx;

    return r->made ? (int)(r->plan.plan.nunplaced + r->plan.plan.nsteps) : 0;
}

static void put_target(const struct replan *r, size_t stop, struct buf *out)
{
    const struct survey *s = work_survey(r->base.app);
    const struct row *t = survey_find(s, r->plan.targets[stop]);

    if (t)
        row_name(s, t, out);
}

static void put_room(const struct replan *r, size_t room, struct buf *out)
{
    const struct plan_room *at = room != PLAN_NONE ? &r->plan.input.rooms[room] : NULL;

    if (at)
        buf_addf(out, "%s %s %s", at->building, at->floor, at->name);
}

enum replan_column { COL_DAY, COL_TIME, COL_CREW, COL_WHAT, COL_ROOM, COL_WHY };
static const struct column replan_columns[] = {
    [COL_DAY] = {N_("Day"), 9, 0, 0, false},     [COL_TIME] = {N_("Time"), 11, 0, 0, false},
    [COL_CREW] = {N_("Crew"), 5, 0, 0, false},   [COL_WHAT] = {N_("Step"), 14, 1, 0, false},
    [COL_ROOM] = {N_("Where"), 16, 1, 0, false}, [COL_WHY] = {"", 6, 1, 0, false},
};

static enum role unplaced_cell(const struct replan *r, const struct plan_unplaced *u, int col,
                               struct buf *out)
{
    switch (col) {
    case COL_TIME:
        buf_puts(out, _("no place"));
        return ROLE_BAD;
    case COL_WHAT:
        put_target(r, u->stop, out);
        return ROLE_NORMAL;
    case COL_ROOM:
        put_room(r, r->plan.input.stops[u->stop].room, out);
        return ROLE_NORMAL;
    case COL_WHY:
        text_fill(out, _(plan_reason_text(u->reason)), u->fact[0], u->fact[1], NULL);
        return ROLE_WARN;
    default:
        return ROLE_NORMAL;
    }
}

static const char *kind_word(enum plan_kind kind)
{
    static const char *const words[] = {
        [PLAN_BRIEFING] = N_("Briefing"),
        [PLAN_LINE] = "",
        [PLAN_PC] = "",
        [PLAN_EXPLORE] = N_("Exploring"),
        [PLAN_BREAK] = N_("Lunch"),
        [PLAN_SIGNOFF] = N_("Signing"),
    };

    return words[kind];
}

static void put_when(const struct replan *r, const struct plan_step *st, int col, struct buf *out)
{
    char iso[ISO_DATE_LEN + 1], from[6], to[6];

    if (col == COL_DAY) {
        date_print(r->plan.input.days[st->day].date, iso);
        work_date(out, iso, work_ja(r->base.app));
        return;
    }
    time_print(st->from, from);
    time_print(st->to, to);
    buf_addf(out, "%s-%s", from, to);
}

static enum role step_cell(const struct replan *r, const struct plan_step *st, int col,
                           struct buf *out)
{
    switch (col) {
    case COL_DAY:
    case COL_TIME:
        put_when(r, st, col, out);
        break;
    case COL_CREW:
        buf_putc(out, dayplan_crew(st->crew));
        break;
    case COL_WHAT:
        if (st->stop != PLAN_NONE)
            put_target(r, st->stop, out);
        else
            buf_puts(out, _(kind_word(st->kind)));
        break;
    case COL_ROOM:
        put_room(r, st->room, out);
        break;
    default:
        buf_puts(out, st->fixed ? _("stays") : "");
    }
    return st->fixed ? ROLE_MUTED : ROLE_NORMAL;
}

static enum role rows_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct replan *r = ctx;
    size_t i = (size_t)row, n = r->plan.plan.nunplaced;

    return i < n ? unplaced_cell(r, &r->plan.plan.unplaced[i], col, out)
                 : step_cell(r, &r->plan.plan.steps[i - n], col, out);
}

static const struct list_source replan_source = {
    .columns = replan_columns,
    .n_columns = 6,
    .empty = N_("There is nothing to plan: no line or PC is in scope."),
    .count = rows_count,
    .cell = rows_cell,
};

static void forget(struct replan *r)
{
    if (r->made)
        dayplan_release(&r->plan);
    r->made = false;
}

static int make(struct replan *r, struct err *e)
{
    struct work *w = work_of(r->base.app);
    struct dayplan_options opt = {.crews = r->crews, .now_ms = clock_now_ms()};
    int rc;

    forget(r);
    rc = dayplan_make(work_survey(r->base.app), &w->session->settings, &opt, &r->plan, e);
    r->made = rc == 0;
    r->visits = 0;
    for (size_t i = 0; r->made && i < r->plan.plan.nsteps; i++)
        r->visits += r->plan.plan.steps[i].stop != PLAN_NONE;
    list_reload(&r->list);
    list_go(&r->list, 0);
    return rc;
}

static int rp_open(struct screen *s, const void *arg, struct err *e)
{
    struct replan *r = (struct replan *)s;
    int crews = (int)work_survey(s->app)->n[KIND_crew], rc;

    (void)arg;
    r->crews = crews > 0 ? crews : 1;
    list_init(&r->list, &replan_source, r);
    rc = make(r, e);
    if (rc != 0)
        list_release(&r->list);
    return rc;
}

static void rp_close(struct screen *s)
{
    forget((struct replan *)s);
    list_release(&((struct replan *)s)->list);
}

static void rp_layout(struct screen *s, int rows, int cols)
{
    (void)cols;
    list_layout(&((struct replan *)s)->list, rows - TOP_LINES);
}

static void put_ends(const struct replan *r, struct buf *out)
{
    for (size_t i = 0; i < r->plan.input.ndays; i++) {
        char time[6];

        if (r->plan.plan.days[i].finish <= 0)
            continue;
        time_print(r->plan.plan.days[i].finish, time);
        buf_addf(out, " %s", time);
    }
}

static void rp_draw(const struct screen *s, const struct draw *body)
{
    const struct replan *r = (const struct replan *)s;
    struct draw rows = draw_sub(body, TOP_LINES, 0, body->rows - TOP_LINES, body->cols);
    struct buf text = BUF_INIT;
    char n[3][16];

    snprintf(n[0], sizeof n[0], "%d", r->crews);
    snprintf(n[1], sizeof n[1], "%d", r->visits);
    snprintf(n[2], sizeof n[2], "%zu", r->plan.plan.nunplaced);
    text_fill(&text, _("Crews {1}. Visits {2}, without a place {3}."), n[0], n[1], n[2]);
    buf_puts(&text, "  ");
    buf_puts(&text, _("Ends at"));
    put_ends(r, &text);
    draw_text(body, 0, 1, body->cols - 2, buf_str(&text),
              r->plan.plan.nunplaced ? ROLE_WARN : ROLE_OK);
    draw_text(body, 1, 1, body->cols - 2,
              _("Nothing is written yet. Enter takes this plan; a digit plans for so many crews."),
              ROLE_MUTED);
    list_draw(&r->list, &rows);
    buf_release(&text);
}

static enum outcome take(struct replan *r)
{
    struct app *app = r->base.app;
    struct err e;

    if (dayplan_write(work_of(app)->open, &r->plan, &e) != 0) {
        app_say_err(app, &e);
        return SCREEN_REDRAW;
    }
    work_wrote(app);
    app_say(app, ROLE_OK, _("Planned anew. u takes it back."));
    return SCREEN_CLOSE;
}

static enum outcome rp_act(struct screen *s, enum action a)
{
    struct replan *r = (struct replan *)s;

    if (a == ACT_ACCEPT)
        return take(r);
    return list_act(&r->list, a);
}

static enum outcome rp_text(struct screen *s, const char *utf8)
{
    struct replan *r = (struct replan *)s;
    int crews = utf8[0] - '0';
    struct err e;

    if (crews < 1 || crews > PLAN_CREWS_MAX || utf8[1])
        return SCREEN_DONE;
    r->crews = crews;
    if (make(r, &e) != 0)
        app_say_err(s->app, &e);
    return SCREEN_REDRAW;
}

static struct edit *rp_editor(struct screen *s)
{
    return list_editor(&((struct replan *)s)->list);
}

static void rp_typed(struct screen *s)
{
    list_typed(&((struct replan *)s)->list);
}

static unsigned rp_have(const struct screen *s)
{
    return list_have(&((const struct replan *)s)->list);
}

static enum outcome rp_mouse(struct screen *s, const struct mouse *m)
{
    return list_mouse(&((struct replan *)s)->list, m, TOP_LINES);
}

static const struct binding rp_rows[] = {
    {"Enter", ACT_ACCEPT, NEED_ROW, true},
    {"Esc", ACT_BACK, 0, true},
    {.key = NULL},
};
static const struct keymap rp_keys = {"replan", &list_keys, rp_rows};

const struct screen_ops scr_replan = {
    .name = "replan",
    .title = N_("Plan anew"),
    .keys = &rp_keys,
    .size = sizeof(struct replan),
    .open = rp_open,
    .layout = rp_layout,
    .draw = rp_draw,
    .act = rp_act,
    .text = rp_text,
    .mouse = rp_mouse,
    .editor = rp_editor,
    .typed = rp_typed,
    .have = rp_have,
    .close = rp_close,
};
