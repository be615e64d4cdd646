#include "config.h"

#include "tui/scr_handover.h"

#include "model/base/text.h"
#include "tui/handover_text.h"
#include "tui/i18n.h"
#include "tui/scr_handover_priv.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DETAIL_LINES 5
#define BAR_LINES 3   /* while a bundle is written or read */
#define SIDE_FROM 120 /* columns from which the detail stands to the right */
#define SIDE_COLS 44

static const struct handover *running(const struct handover_screen *h)
{
    const struct handover *run = handover_of(h->base.app);

    return run && run->running ? run : NULL;
}

/* -- loading ---------------------------------------------------------------------- */

static void release_loaded(struct handover_screen *h)
{
    custody_release(&h->custody);
    aside_release(&h->aside);
    roster_release(&h->roster);
    memset(&h->roster, 0, sizeof h->roster);
    memset(&h->aside, 0, sizeof h->aside);
}

/* Off the head of a group, the way the cursor went. */
static void leave_head(struct handover_screen *h, int before)
{
    int at = h->list.cursor, dir = at < before ? -1 : 1;

    if (at < 0 || h->lines[at].at >= 0)
        return;
    for (int turn = 0; turn < 2; turn++, dir = -dir)
        for (int row = at; row >= 0 && row < h->n; row += dir)
            if (h->lines[row].at >= 0) {
                list_go(&h->list, row);
                return;
            }
}

static void load_central(struct handover_screen *h)
{
    struct work *w = work_of(h->base.app);
    struct handover_settings *to = &h->central;
    struct central_settings s;
    int rc = central_settings_load(&s, buf_str(&w->session->workspace), NULL, &to->why);

    to->there = rc != -ERR_NOTFOUND;
    to->host[0] = '\0';
    if (rc == 0) {
        to->why.code = ERR_OK;
        if (h->open)
            url_print(central_server_of(&s, store_hospital(w->open->store)), to->host,
                      sizeof to->host);
    }
    central_settings_release(&s);
}

static int ho_load(struct screen *s, struct err *e)
{
    struct handover_screen *h = (struct handover_screen *)s;
    struct work *w = work_of(s->app);
    const struct handover *run = handover_of(s->app);
    const char *workspace = buf_str(&w->session->workspace);
    int rc;

    release_loaded(h);
    h->ja = work_ja(s->app);
    h->open = w->open != NULL;
    rc = roster_load(&h->roster, workspace, e);
    if (rc == 0)
        rc = aside_load(&h->aside, workspace, &h->roster, &w->session->who, e);
    if (rc == 0 && h->open)
        rc = custody_load(&h->custody, w->open, &h->roster, &w->session->who, e);
    load_central(h);
    handover_lines(h);
    if (run && !run->running && run->number != h->seen) {
        h->seen = run->number;
        list_go(&h->list, 0); /* to what came of it */
    }
    leave_head(h, -1);
    return rc;
}

static int ho_open(struct screen *s, const void *arg, struct err *e)
{
    struct handover_screen *h = (struct handover_screen *)s;

    (void)arg;
    (void)e;
    h->seen = work_of(s->app)->handovers;
    list_init(&h->list, &handover_source, h);
    h->list.headless = true;
    return 0;
}

/* -- drawing ------------------------------------------------------------------------ */

static bool beside(int cols)
{
    return cols >= SIDE_FROM;
}

static int bar_lines(const struct handover_screen *h)
{
    return running(h) ? BAR_LINES : 0;
}

static void ho_layout(struct screen *s, int rows, int cols)
{
    struct handover_screen *h = (struct handover_screen *)s;

    h->cols = cols;
    list_layout(&h->list, rows - bar_lines(h) - (beside(cols) ? 0 : DETAIL_LINES));
    if (h->list.top == 1 && h->list.cursor < h->list.rows)
        h->list.top = 0; /* the first head stays in sight */
}

/* " 写真を書き出し中   1.2 GB / 3.4 GB   35%" and a bar of signs below. */
static void draw_bar(const struct handover *run, const struct draw *d)
{
    struct buf text = BUF_INIT;
    int64_t done, total;
    int width = d->cols - 4, full;
    const char *phase = handover_phase(run, &done, &total);

    draw_clear(d);
    full = total > 0 ? (int)((double)done / (double)total * width) : 0;
    full = full < 0 ? 0 : full > width ? width : full;
    buf_addf(&text, "%s   ", _(phase));
    if (total > 0) {
        handover_put_amount(run, done, &text);
        buf_puts(&text, " / ");
        handover_put_amount(run, total, &text);
    }
    if (run->nfiles > 1)
        buf_addf(&text, "   %zu/%zu", run->at + 1, run->nfiles);
    draw_text(d, 0, 1, d->cols - 2, buf_str(&text), ROLE_DOING);
    draw_put(d, 1, 1, "[", ROLE_MUTED);
    for (int i = 0; i < width; i++)
        draw_put(d, 1, 2 + i, i < full ? "#" : ".", i < full ? ROLE_DOING : ROLE_MUTED);
    draw_put(d, 1, 2 + width, "]", ROLE_MUTED);
    buf_release(&text);
}

static void draw_detail(const struct handover_screen *h, const struct draw *d)
{
    struct buf what = BUF_INIT, todo = BUF_INIT;
    int y = 1;

    draw_clear(d);
    handover_explain(h, &what, &todo);
    if (what.len > 0)
        y += draw_wrap(d, y, 1, d->rows - y, d->cols - 2, buf_str(&what), ROLE_HERE);
    if (todo.len > 0)
        draw_wrap(d, y, 1, d->rows - y, d->cols - 2, buf_str(&todo), ROLE_NORMAL);
    buf_release(&what);
    buf_release(&todo);
}

static void ho_draw(const struct screen *s, const struct draw *body)
{
    const struct handover_screen *h = (const struct handover_screen *)s;
    int top = bar_lines(h), rows = body->rows - top;
    struct draw bar = draw_sub(body, 0, 0, top, body->cols), list, detail;

    if (beside(body->cols)) {
        list = draw_sub(body, top, 0, rows, body->cols - SIDE_COLS);
        detail = draw_sub(body, top, body->cols - SIDE_COLS, rows, SIDE_COLS);
    } else {
        list = draw_sub(body, top, 0, rows - DETAIL_LINES, body->cols);
        detail = draw_sub(body, body->rows - DETAIL_LINES, 0, DETAIL_LINES, body->cols);
    }
    if (running(h))
        draw_bar(running(h), &bar);
    list_draw(&h->list, &list);
    draw_detail(h, &detail);
}

/* -- acting -------------------------------------------------------------------------- */

static enum outcome open_row(struct handover_screen *h)
{
    const struct handover_line *l = handover_here(h);

    if (l && l->group == GROUP_ASIDE)
        return handover_ask_admit(h);
    if (l && l->group == GROUP_RESULT && h->open &&
        handover_of(h->base.app)->results[l->at].conflicts > 0)
        return app_act(h->base.app, ACT_CONFLICTS), SCREEN_REDRAW;
    return SCREEN_DONE;
}

static enum outcome ho_act(struct screen *s, enum action a)
{
    struct handover_screen *h = (struct handover_screen *)s;
    int before = h->list.cursor;
    enum outcome out;

    switch (a) {
    case ACT_BUNDLE_WRITE:
        return handover_ask_write(h);
    case ACT_BUNDLE_READ:
        return handover_ask_read(h);
    case ACT_CENTRAL_SYNC:
        return handover_central(h);
    case ACT_BACK:
        return running(h) && running(h)->central ? handover_ask_leave(h) : SCREEN_IGNORED;
    case ACT_ADMIT:
        return handover_ask_admit(h);
    case ACT_TEAM:
        return handover_ask_team(h);
    case ACT_OPEN:
        return open_row(h);
    case ACT_HAND_OVER:
        return SCREEN_DONE; /* it is open */
    default:
        out = list_act(&h->list, a);
        if (out != SCREEN_IGNORED)
            leave_head(h, before);
        return out;
    }
}

static struct edit *ho_editor(struct screen *s)
{
    return list_editor(&((struct handover_screen *)s)->list);
}

static void ho_typed(struct screen *s)
{
    list_typed(&((struct handover_screen *)s)->list);
}

static unsigned ho_have(const struct screen *s)
{
    return list_have(&((const struct handover_screen *)s)->list) |
           (NEED_ALL & ~(unsigned)(NEED_ROW | NEED_HIT));
}

static const char *ho_why_not(const struct screen *s, enum action a)
{
    const struct handover_screen *h = (const struct handover_screen *)s;

    if (a == ACT_ADMIT && h->aside.n == 0)
        return N_("No bundle is set aside.");
    if (a == ACT_TEAM && h->roster.there)
        return N_("This laptop is in a team already.");
    return NULL;
}

static enum outcome ho_mouse(struct screen *s, const struct mouse *m)
{
    struct handover_screen *h = (struct handover_screen *)s;
    int before = h->list.cursor;
    enum outcome out = list_mouse(&h->list, m, bar_lines(h));

    leave_head(h, before);
    return out;
}

static void ho_status(const struct screen *s, struct status *out)
{
    const struct handover_screen *h = (const struct handover_screen *)s;
    size_t members = 0;
    char n[24];

    if (h->open) {
        work_title(s->app, out, _("Hand-over"));
        buf_reset(&out->state_right);
        snprintf(n, sizeof n, "%lld", (long long)work_of(s->app)->counts.conflicts);
        text_fill(&out->state_right, _("conflicts {1}  "), n, NULL, NULL);
    } else {
        buf_addf(&out->title_left, "genba   %s", _("Hand-over"));
    }
    for (size_t i = 0; i < h->roster.n; i++)
        members += h->roster.v[i].revoked_ms == 0;
    snprintf(n, sizeof n, "%zu", members);
    if (h->roster.there)
        text_fill(&out->state_right, _("team {1}: {2} laptops"), h->roster.name, n, NULL);
    else
        buf_puts(&out->state_right, _("no team: bundles are not sealed"));
}

static void ho_place(const struct screen *s, struct buf *out)
{
    (void)s;
    (void)out; /* the screen itself is the place */
}

static void ho_close(struct screen *s)
{
    struct handover_screen *h = (struct handover_screen *)s;

    release_loaded(h);
    free(h->lines);
    list_release(&h->list);
}

static const struct binding ho_rows[] = {
    {"w", ACT_BUNDLE_WRITE, NEED_CASE | NEED_WRITE, true},
    {"m", ACT_BUNDLE_READ, 0, true},
    {"c", ACT_CENTRAL_SYNC, NEED_CASE | NEED_WRITE, true},
    {"Enter", ACT_OPEN, NEED_ROW, false},
    {"a", ACT_ADMIT, 0, true},
    {"t", ACT_TEAM, 0, true},
    {"C-c", ACT_CANCEL_JOB, NEED_JOB, true},
    {"/", ACT_SEARCH, 0, false},
    {"Esc", ACT_BACK, 0, true},
    {.key = NULL},
};
static const struct keymap ho_keys = {"hand-over", &list_keys, ho_rows};

const struct screen_ops scr_handover = {
    .name = "hand-over",
    .title = N_("Hand-over"),
    .keys = &ho_keys,
    .size = sizeof(struct handover_screen),
    .open = ho_open,
    .load = ho_load,
    .layout = ho_layout,
    .draw = ho_draw,
    .act = ho_act,
    .editor = ho_editor,
    .typed = ho_typed,
    .have = ho_have,
    .why_not = ho_why_not,
    .status = ho_status,
    .place = ho_place,
    .mouse = ho_mouse,
    .close = ho_close,
};
