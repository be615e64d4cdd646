#include "config.h"

#include "tui/plan_draw.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "tui/conflict_mark.h"
#include "tui/i18n.h"
#include "tui/plan_words.h"
#include "tui/scr_plan_priv.h"
#include "tui/work.h"

#include <string.h>

#define TIME_COLS 5
#define STATE_COLS 14
#define WIDE_FROM 62 /* a column that has room for service and system too */
#define MORE_COLS 26
#define CLASH_COLS 5 /* of the mark that several values stand there */

/* "1日目 9/12(金)", the days that there are, and the way to them. */
static void draw_days(const struct plan_screen *p, const struct draw *d)
{
    const struct plan_view *v = &p->view;
    int x = 1;

    for (size_t i = 0; i < v->ndays; i++) {
        struct buf b = BUF_INIT;
        char iso[ISO_DATE_LEN + 1];

        date_print(v->days[i], iso);
        work_date(&b, iso, work_ja(p->base.app));
        if (i == v->day && v->today)
            buf_addf(&b, " %s", _("today"));
        x += draw_put(d, 0, x, buf_str(&b), i == v->day ? ROLE_HERE : ROLE_MUTED) + 2;
        buf_release(&b);
    }
    if (v->ndays > 1)
        x += draw_put(d, 0, x, _("Tab: other day"), ROLE_MUTED) + 2;
    if (p->first_col > 0)
        x += draw_put(d, 0, x, _("< more crews"), ROLE_MUTED) + 2;
    if (p->first_col + (size_t)p->seen < v->ncols)
        x += draw_put(d, 0, x, _("more >"), ROLE_MUTED) + 2;
    if (p->arrived && x < d->cols - 2)
        draw_right(d, 0, x, d->cols - 1 - x, p->arrived,
                   work_of(p->base.app)->counts.conflicts > 0 ? ROLE_WARN : ROLE_OK);
}

static void draw_title(const struct plan_col *c, const struct draw *d)
{
    struct buf left = BUF_INIT, right = BUF_INIT;

    if (c->unplaced)
        buf_puts(&left, _("In no plan"));
    else if (*c->letter)
        text_fill(&left, _("crew {1}"), c->letter, NULL, NULL);
    else
        buf_puts(&left, _("no crew"));
    if (c->unplaced)
        buf_addf(&right, "%zu", c->n);
    else
        plan_put_numbers(&right, "{1}/{2}", c->closed, c->visits);
    draw_text(d, 0, 0, d->cols, "", ROLE_HEAD);
    draw_text(d, 0, 1, d->cols - 9, buf_str(&left), ROLE_HEAD);
    draw_right(d, 0, d->cols - 8, 7, buf_str(&right), ROLE_HEAD);
    buf_release(&left);
    buf_release(&right);
}

static void draw_now(const struct plan_row *r, const struct draw *d, int y)
{
    char time[6];
    int x = 1;

    time_print(r->from, time);
    x += draw_put(d, y, x, time, ROLE_DOING) + 1;
    x += draw_put(d, y, x, _("now"), ROLE_DOING) + 1;
    for (; x < d->cols - 2; x += 2)
        draw_put(d, y, x, "-", ROLE_MUTED);
}

static void draw_row(const struct plan_row *r, const struct draw *d, int y, bool here)
{
    int name_x = 1 + TIME_COLS + 1, state_x = d->cols - STATE_COLS, name = state_x - name_x - 1;
    enum role base = here ? ROLE_CURSOR : ROLE_NORMAL;
    char time[6] = "";

    draw_fill(d, y, base);
    if (here)
        draw_put(d, y, 0, ">", base);
    if (r->from >= 0)
        time_print(r->from, time);
    draw_text(d, y, 1, TIME_COLS, time, here ? ROLE_CURSOR : ROLE_NORMAL);
    if (d->cols >= WIDE_FROM) {
        name -= MORE_COLS + 1;
        draw_text(d, y, name_x + name + 1, MORE_COLS, r->more, here ? ROLE_CURSOR : ROLE_MUTED);
    }
    if (r->clash > 0) {
        struct buf mark = BUF_INIT;

        put_conflict_mark(r->clash, &mark);
        name -= CLASH_COLS + 1;
        draw_text(d, y, name_x + name + 1, CLASH_COLS, buf_str(&mark),
                  here ? ROLE_CURSOR : ROLE_CONFLICT);
        buf_release(&mark);
    }
    draw_text(d, y, name_x, name, r->name, base);
    if (r->risk)
        draw_put(d, y, state_x, "!", here ? ROLE_CURSOR : ROLE_BAD);
    draw_text(d, y, state_x + 2, STATE_COLS - 2, r->state, here ? ROLE_CURSOR : r->role);
}

static void draw_col(const struct plan_screen *p, size_t i, const struct draw *d)
{
    const struct plan_col *c = &p->view.cols[p->first_col + i];
    bool mine = p->first_col + i == p->col;

    draw_title(c, d);
    for (int y = 0; y + 1 < d->rows && p->top[i] + (size_t)y < c->n; y++) {
        size_t at = p->top[i] + (size_t)y;

        if (c->rows[at].now_line)
            draw_now(&c->rows[at], d, y + 1);
        else
            draw_row(&c->rows[at], d, y + 1, mine && at == p->row);
    }
    if (c->n == 0)
        draw_text(d, 1, 1, d->cols - 2, _("nothing planned"), ROLE_MUTED);
}

static void put_window_left(const struct crew_clock *k, struct buf *out)
{
    if (k->window_left > 0)
        plan_put_numbers(out, _("{1} min to the end of the room's window."), k->window_left, 0);
    else if (k->window_left == 0 && k->current)
        buf_puts(out, _("The room is closed now."));
}

/* How the crew under the cursor stands against its plan. */
static void draw_sentence(const struct plan_screen *p, const struct draw *d, int y)
{
    const struct crew_clock *k;
    struct buf b = BUF_INIT;
    char sign[16], end[6];

    if (p->col >= p->view.ncols || !p->view.today || p->view.cols[p->col].unplaced)
        return;
    k = &p->view.cols[p->col].clock;
    put_window_left(k, &b);
    if (k->end >= 0) {
        time_print(k->end, end);
        snprintf(sign, sizeof sign, "%+d", k->delay);
        buf_puts(&b, b.len > 0 ? " " : "");
        text_fill(&b, _("Delay now {1} min. End of the day {2}."), sign, end, NULL);
    }
    draw_text(d, y, 1, d->cols - 2, buf_str(&b), k->delay > 0 ? ROLE_WARN : ROLE_NORMAL);
    buf_release(&b);
}

static const char no_plan[] =
    N_("There is no plan yet. r plans the day: lines and PCs by room, window and way.");

int plan_note_lines(int cols)
{
    const char *text = _(no_plan);
    int lines = 1 + text_cols(text, strlen(text)) / (cols > 3 ? cols - 2 : 1);

    return lines > 3 ? 3 : lines;
}

static void draw_columns(const struct plan_screen *p, const struct draw *body)
{
    int y = p->head - 1, rows = p->list_rows + 1;

    if (p->note > 0)
        draw_wrap(body, y - p->note - 1, 1, p->note, body->cols - 2, _(no_plan), ROLE_HERE);
    for (int i = 0; i < p->seen && p->first_col + (size_t)i < p->view.ncols; i++) {
        struct draw d = draw_sub(body, y, i * (p->col_width + 1), rows, p->col_width);

        draw_col(p, (size_t)i, &d);
    }
}

void plan_draw(const struct screen *s, const struct draw *body)
{
    const struct plan_screen *p = (const struct plan_screen *)s;
    int below = p->head + p->list_rows + 1;
    struct draw d;

    if (p->head > 1 + (p->note > 0 ? p->note + 1 : 0))
        draw_days(p, body);
    draw_columns(p, body);
    if (p->pane) {
        d = draw_sub(body, p->head - 1, p->cols - p->pane, body->rows - p->head - 1, p->pane);
        plan_detail_draw_tall(&p->detail, &d);
    } else {
        d = draw_sub(body, below, 0, body->rows - below - 1, body->cols);
        plan_detail_draw_wide(&p->detail, &d);
    }
    draw_sentence(p, body, body->rows - 1);
}
