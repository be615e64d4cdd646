#include "config.h"

#include "tui/scr_plan.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/rules/steps.h"
#include "sync/custody.h"
#include "tui/goto.h"
#include "tui/i18n.h"
#include "tui/laptop_text.h"
#include "tui/plan_draw.h"
#include "tui/scr_plan_priv.h"
#include "tui/scr_photo.h"
#include "tui/scr_replan.h"
#include "tui/work.h"

#include <stdlib.h>
#include <string.h>

#define COL_MIN 38    /* a crew's column is at least this wide */
#define PANE_FROM 120 /* from this width the details have a pane */
#define BELOW_LINES 6 /* details and the sentence, else */
#define EVERY_DAY ((size_t)-1)

const struct plan_row *plan_cursor(const struct plan_screen *p)
{
    const struct plan_col *c = p->col < p->view.ncols ? &p->view.cols[p->col] : NULL;

    return c && p->row < c->n && plan_row_is_place(&c->rows[p->row]) ? &c->rows[p->row] : NULL;
}

static void show_details(struct plan_screen *p)
{
    const struct plan_row *r = plan_cursor(p);

    plan_detail_release(&p->detail);
    p->here = r ? plan_row_id(r) : (struct id){{0}};
    if (r)
        plan_detail_load(&p->detail, work_survey(p->base.app), r, p->view.days[p->view.day],
                         work_ja(p->base.app));
}

/* -- the cursor ---------------------------------------------------------- */

static bool go_to(struct plan_screen *p, struct id what)
{
    for (size_t c = 0; c < p->view.ncols && !id_is_zero(what); c++)
        for (size_t i = 0; i < p->view.cols[c].n; i++) {
            const struct plan_row *r = &p->view.cols[c].rows[i];

            if (id_equal(plan_row_id(r), what) || (r->target && id_equal(r->target->id, what))) {
                p->col = c;
                p->row = i;
                return true;
            }
        }
    return false;
}

/* Where a crew is: what is at work, else the first that is still to be done. */
static size_t current_row(const struct plan_screen *p, const struct plan_col *c)
{
    const struct survey *s = work_survey(p->base.app);
    size_t open = c->n;

    if (c->unplaced)
        return 0;
    for (size_t i = c->n; i-- > 0;) {
        const struct row *step = c->rows[i].step;

        if (!step || step_over(s, step))
            continue;
        if (row_is(step, F_step_step_state, "in_progress"))
            return i;
        open = i;
    }
    return open < c->n ? open : c->n > 0 ? c->n - 1 : 0;
}

/* The own crew, at what it does now; a column with something in it. */
static void go_home(struct plan_screen *p)
{
    const struct work *w = work_of(p->base.app);

    p->col = 0;
    for (size_t c = 0; c < p->view.ncols; c++)
        if (strcmp(p->view.cols[c].letter, w->session->who.crew) == 0 && *w->session->who.crew)
            p->col = c;
    for (size_t c = 0; c < p->view.ncols && p->view.cols[p->col].n == 0; c++)
        if (p->view.cols[c].n > 0)
            p->col = c;
    p->row = p->view.ncols > 0 ? current_row(p, &p->view.cols[p->col]) : 0;
}

static void move_row(struct plan_screen *p, int by)
{
    const struct plan_col *c = p->col < p->view.ncols ? &p->view.cols[p->col] : NULL;
    int dir = by < 0 ? -1 : 1;

    for (int left = abs(by); c && left > 0; left--) {
        size_t at = p->row;

        do
            at += (size_t)dir;
        while (at < c->n && !plan_row_is_place(&c->rows[at]));
        if (at >= c->n)
            break;
        p->row = at;
    }
    show_details(p);
}

/* To the row beside: the last one that begins no later. */
static void move_col(struct plan_screen *p, int by)
{
    const struct plan_row *from = plan_cursor(p);
    const struct plan_col *c;
    int minute = from ? from->from : -1;
    size_t best = 0;

    if ((by < 0 && p->col == 0) || (by > 0 && p->col + 1 >= p->view.ncols))
        return;
    p->col += (size_t)by;
    c = &p->view.cols[p->col];
    for (size_t i = 0; i < c->n; i++)
        if (plan_row_is_place(&c->rows[i]) && c->rows[i].from <= minute)
            best = i;
    p->row = best;
    if (!plan_cursor(p))
        move_row(p, 1);
    show_details(p);
}

/* -- loading and layout ---------------------------------------------------- */

static void compute(struct plan_screen *p, size_t day)
{
    struct id here = p->here;

    plan_view_load(&p->view, work_survey(p->base.app), day, clock_now_ms(), work_ja(p->base.app));
    if (!go_to(p, here))
        go_home(p);
    show_details(p);
}

static int pl_open(struct screen *s, const void *arg, struct err *e)
{
    struct plan_screen *p = (struct plan_screen *)s;
    const struct place *place = arg;

    if (!work_of(s->app)->open)
        return err_say(e, ERR_REFUSED, N_("Open a hospital first."), "", "");
    if (place)
        p->here = place->entity;
    p->view.day = EVERY_DAY;
    return 0;
}

/* "B班の束 14:05  +38件 写真 +12 競合 2" */
static char *arrived(const struct plan_screen *p)
{
    struct work *w = work_of(p->base.app);
    struct buf out = BUF_INIT, when = BUF_INIT;
    struct custody_entry last;

    if (!custody_last_in(&last, w->open))
        return NULL;
    put_when(last.at_ms, &when);
    if (*last.crew)
        text_fill(&out, _("bundle of crew {1} {2}  "), last.crew, buf_str(&when), NULL);
    else
        text_fill(&out, _("bundle of {1} {2}  "), *last.person ? last.person : last.laptop,
                  buf_str(&when), NULL);
    put_gain(last.commits, last.photos, w->counts.conflicts, &out);
    free(last.file);
    buf_release(&when);
    return buf_take(&out);
}

static int pl_load(struct screen *s, struct err *e)
{
    struct plan_screen *p = (struct plan_screen *)s;

    (void)e;
    free(p->arrived);
    p->arrived = arrived(p);
    compute(p, p->view.day);
    return 0;
}

static void keep_in_sight(struct plan_screen *p)
{
    size_t seen = (size_t)p->seen;

    if (p->col < p->first_col)
        p->first_col = p->col;
    if (p->col >= p->first_col + seen)
        p->first_col = p->col - seen + 1;
    if (p->first_col + seen > p->view.ncols)
        p->first_col = p->view.ncols > seen ? p->view.ncols - seen : 0;
    for (size_t i = 0; i < seen && p->first_col + i < p->view.ncols; i++) {
        const struct plan_col *c = &p->view.cols[p->first_col + i];
        size_t rows = (size_t)p->list_rows,
               at = p->first_col + i == p->col ? p->row : current_row(p, c);

        p->top[i] = at >= rows ? at - rows + 1 + rows / 3 : 0;
        if (p->top[i] + rows > c->n)
            p->top[i] = c->n > rows ? c->n - rows : 0;
    }
}

static void pl_layout(struct screen *s, int rows, int cols)
{
    struct plan_screen *p = (struct plan_screen *)s;
    struct civil now = clock_civil(clock_now_ms());
    int room, many = (int)p->view.ncols;

    if (p->view.minute != now.hour * 60 + now.minute)
        compute(p, p->view.day);
    p->rows = rows;
    p->cols = cols;
    p->pane = cols >= PANE_FROM ? cols / 3 : 0;
    room = cols - (p->pane ? p->pane + 1 : 0);
    p->seen = room / COL_MIN;
    p->seen = p->seen > PLAN_COLS_SEEN ? PLAN_COLS_SEEN : p->seen < 1 ? 1 : p->seen;
    if (many > 0 && p->seen > many)
        p->seen = many;
    p->col_width = (room - (p->seen - 1)) / p->seen;
    p->head = p->view.ndays > 1 || many > p->seen || p->arrived ? 2 : 1;
    p->note = p->view.steps == 0 ? plan_note_lines(cols) : 0;
    p->head += p->note > 0 ? p->note + 1 : 0;
    p->list_rows = rows - p->head - (p->pane ? 2 : BELOW_LINES + 1);
    if (p->list_rows < 1)
        p->list_rows = 1;
    keep_in_sight(p);
}

/* -- actions ----------------------------------------------------------------- */

static enum outcome open_step(struct plan_screen *p)
{
    const struct plan_row *r = plan_cursor(p);

    if (!r)
        return SCREEN_DONE;
    if (r->target && (r->target->kind == KIND_line || r->target->kind == KIND_pc)) {
        goto_row(p->base.app, r->target->id, FIELD_NONE);
        return SCREEN_REDRAW;
    }
    if (r->step && row_is(r->step, F_step_step_kind, "signoff"))
        app_act(p->base.app, ACT_SIGN);
    else if (r->step && row_is(r->step, F_step_step_kind, "explore"))
        app_act(p->base.app, ACT_UNKNOWN_LINE);
    else
        app_say(p->base.app, ROLE_MUTED, _("s starts and finishes it; there is nothing to open."));
    return SCREEN_REDRAW;
}

/* Of the visit under the cursor; of the whole hospital on any other row. */
static enum outcome open_photos(struct plan_screen *p)
{
    const struct plan_row *r = plan_cursor(p);
    bool visit = r && r->target && (r->target->kind == KIND_line || r->target->kind == KIND_pc);

    work_show(p->base.app, &scr_photo, visit ? r->target->id : (struct id){{0}}, NULL);
    return SCREEN_REDRAW;
}

static enum outcome other_day(struct plan_screen *p, int by)
{
    size_t n = p->view.ndays;

    if (n < 2) {
        app_say(p->base.app, ROLE_MUTED, _("The survey has one day."));
        return SCREEN_REDRAW;
    }
    p->here = (struct id){{0}};
    compute(p, (p->view.day + n + (size_t)by) % n);
    return SCREEN_REDRAW;
}

static enum outcome moved(struct plan_screen *p, enum action a)
{
    const struct plan_col *c = p->col < p->view.ncols ? &p->view.cols[p->col] : NULL;
    int all = c ? (int)c->n : 0;

    switch (a) {
    case ACT_NEXT:
        move_row(p, 1);
        break;
    case ACT_PREV:
        move_row(p, -1);
        break;
    case ACT_PAGE_DOWN:
        move_row(p, p->list_rows);
        break;
    case ACT_PAGE_UP:
        move_row(p, -p->list_rows);
        break;
    case ACT_FIRST:
        move_row(p, -all);
        break;
    case ACT_LAST:
        move_row(p, all);
        break;
    case ACT_LEFT:
        move_col(p, -1);
        break;
    case ACT_RIGHT:
        move_col(p, 1);
        break;
    default:
        return SCREEN_IGNORED;
    }
    return SCREEN_REDRAW;
}

static enum outcome pl_act(struct screen *s, enum action a)
{
    struct plan_screen *p = (struct plan_screen *)s;

    switch (a) {
    case ACT_OPEN:
        return open_step(p);
    case ACT_PHOTO:
        return open_photos(p);
    case ACT_START_STOP:
        return plan_start_stop(p);
    case ACT_NOT_SURVEYABLE:
        return plan_give_up(p);
    case ACT_PUT_OFF:
        return plan_put_off(p);
    case ACT_ASSIGN:
        return plan_assign(p);
    case ACT_MARK:
        return plan_pin(p);
    case ACT_NOTE:
        return plan_note(p);
    case ACT_REPLAN:
        work_show(s->app, &scr_replan, (struct id){{0}}, NULL);
        return SCREEN_REDRAW;
    case ACT_NEXT_PANE:
        return other_day(p, 1);
    case ACT_PREV_PANE:
        return other_day(p, -1);
    case ACT_PLAN:
        return SCREEN_DONE; /* it is this one */
    default:
        return moved(p, a);
    }
}

static unsigned pl_have(const struct screen *s)
{
    return plan_cursor((const struct plan_screen *)s) ? NEED_ALL : NEED_ALL & ~(unsigned)NEED_ROW;
}

static const char *pl_why_not(const struct screen *s, enum action a)
{
    const struct plan_screen *p = (const struct plan_screen *)s;
    const struct plan_row *r = plan_cursor(p);
    bool visit = r && r->target && (r->target->kind == KIND_line || r->target->kind == KIND_pc);

    switch (a) {
    case ACT_NOT_SURVEYABLE:
    case ACT_PUT_OFF:
        return visit ? NULL : N_("Only for lines and PCs.");
    case ACT_START_STOP:
    case ACT_ASSIGN:
    case ACT_MARK:
    case ACT_NOTE:
        return r && !r->step ? N_("It stands in no plan yet: r plans it.") : NULL;
    default:
        return NULL;
    }
}

static enum outcome pl_mouse(struct screen *s, const struct mouse *m)
{
    struct plan_screen *p = (struct plan_screen *)s;
    size_t i = (size_t)(m->x / (p->col_width + 1)), row;

    if (m->kind == MOUSE_WHEEL_DOWN || m->kind == MOUSE_WHEEL_UP)
        return moved(p, m->kind == MOUSE_WHEEL_DOWN ? ACT_NEXT : ACT_PREV);
    if (m->y < p->head || m->y >= p->head + p->list_rows || i >= (size_t)p->seen ||
        p->first_col + i >= p->view.ncols)
        return SCREEN_DONE;
    row = p->top[i] + (size_t)(m->y - p->head);
    if (row >= p->view.cols[p->first_col + i].n)
        return SCREEN_DONE;
    p->col = p->first_col + i;
    p->row = row;
    show_details(p);
    return m->kind == MOUSE_DOUBLE ? open_step(p) : SCREEN_REDRAW;
}

static void pl_place(const struct screen *s, struct buf *out)
{
    char id[ID_HEX_LEN + 1];

    id_print(((const struct plan_screen *)s)->here, id);
    buf_puts(out, id);
}

static void pl_close(struct screen *s)
{
    struct plan_screen *p = (struct plan_screen *)s;

    free(p->arrived);
    plan_detail_release(&p->detail);
    plan_view_release(&p->view);
}

static const struct binding pl_rows[] = {
    {"Enter", ACT_OPEN, NEED_ROW, true},
    {"s", ACT_START_STOP, NEED_ROW | NEED_WRITE, true},
    {"x", ACT_NOT_SURVEYABLE, NEED_ROW | NEED_WRITE, true},
    {"n", ACT_UNKNOWN_LINE, NEED_WRITE, true},
    {"p", ACT_PHOTO, 0, true},
    {"r", ACT_REPLAN, NEED_WRITE, true},
    {"y", ACT_HAND_OVER, 0, false},
    {"c", ACT_CHECK, 0, false},
    {"f", ACT_FLOOR_PLAN, 0, false},
    {"F9", ACT_SIGN, 0, false},
    {"z", ACT_PUT_OFF, NEED_ROW | NEED_WRITE, false},
    {"a", ACT_ASSIGN, NEED_ROW | NEED_WRITE, false},
    {"m", ACT_MARK, NEED_ROW | NEED_WRITE, false},
    {"e", ACT_NOTE, NEED_ROW | NEED_WRITE, false},
    {"Tab", ACT_NEXT_PANE, 0, false},
    {"S-Tab", ACT_PREV_PANE, 0, false},
    {"]", ACT_NEXT_PANE, 0, false},
    {"[", ACT_PREV_PANE, 0, false},
    {"Down", ACT_NEXT, 0, false},
    {"j", ACT_NEXT, 0, false},
    {"Up", ACT_PREV, 0, false},
    {"k", ACT_PREV, 0, false},
    {"Left", ACT_LEFT, 0, false},
    {"h", ACT_LEFT, 0, false},
    {"Right", ACT_RIGHT, 0, false},
    {"l", ACT_RIGHT, 0, false},
    {"PageDown", ACT_PAGE_DOWN, 0, false},
    {"PageUp", ACT_PAGE_UP, 0, false},
    {"Home", ACT_FIRST, 0, false},
    {"g", ACT_FIRST, 0, false},
    {"End", ACT_LAST, 0, false},
    {"G", ACT_LAST, 0, false},
    {.key = NULL},
};
static const struct keymap pl_keys = {"plan", &common_keys, pl_rows};

const struct screen_ops scr_plan = {
    .name = "plan",
    .title = N_("Day plan"),
    .keys = &pl_keys,
    .size = sizeof(struct plan_screen),
    .open = pl_open,
    .load = pl_load,
    .layout = pl_layout,
    .draw = plan_draw,
    .act = pl_act,
    .mouse = pl_mouse,
    .have = pl_have,
    .why_not = pl_why_not,
    .place = pl_place,
    .close = pl_close,
};
