#include "config.h"

#include "tui/scr_log.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/history.h"
#include "model/rules/name.h"
#include "tui/i18n.h"
#include "tui/list.h"
#include "tui/log_text.h"
#include "tui/work.h"

#include <stdio.h>
#include <string.h>

#define WHOLE_TOP 5 /* lines of one change above its value */

struct log_screen {
    struct screen base;
    struct id entity; /* zero: everything */
    bool ja;
    struct history_view view; /* oldest first */
    struct list list;
    bool whole;  /* one change over the whole body */
    size_t from; /* the first byte of its value that is shown */
    int rows, cols;
};

static bool one_entity(const struct log_screen *l)
{
    return !id_is_zero(l->entity);
}

/* Rows count from the newest. */
static const struct change *change_at(const struct log_screen *l, int row)
{
    return &l->view.v[l->view.n - 1 - (size_t)row];
}

static int log_count(const void *ctx)
{
    return (int)((const struct log_screen *)ctx)->view.n;
}

static void put_when(const struct change *ch, struct buf *out)
{
    int64_t ms;
    struct civil c;

    if (!datetime_parse(ch->when, &ms))
        return;
    c = clock_civil(ms);
    buf_addf(out, "%d/%d %02d:%02d", c.month, c.day, c.hour, c.minute);
}

static void put_name(const struct log_screen *l, const struct change *ch, struct buf *out)
{
    const struct row *r = survey_find(work_survey(l->base.app), ch->entity);

    if (r)
        row_name(work_survey(l->base.app), r, out);
    else
        buf_puts(out, ch->address);
}

enum { COL_WHEN, COL_WHO, COL_WHAT, COL_FIELD, COL_VALUE };

static enum role log_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct log_screen *l = ctx;
    const struct change *ch = change_at(l, row);

    switch (col) {
    case COL_WHEN:
        put_when(ch, out);
        return ROLE_MUTED;
    case COL_WHO:
        buf_addf(out, "%s %s", ch->person, ch->crew);
        return ROLE_NORMAL;
    case COL_WHAT:
        put_name(l, ch, out);
        return ROLE_NORMAL;
    case COL_FIELD:
        log_put_label(ch, out);
        return log_op_word(ch) ? ROLE_DOING : ROLE_NORMAL;
    default:
        return log_put_value(ch, out);
    }
}

static void log_search(const void *ctx, int row, struct buf *out)
{
    const struct log_screen *l = ctx;
    const struct change *ch = change_at(l, row);

    buf_addf(out, "%s %s %s\n", ch->person, ch->crew, ch->laptop);
    put_name(l, ch, out);
    buf_addf(out, "\n%s\n%s", ch->label, ch->value);
}

static const struct column log_columns[] = {
    {N_("When"), 11, 0, 0, true},   {N_("Who"), 7, 1, 0, false},    {N_("What"), 16, 2, 0, false},
    {N_("Field"), 18, 1, 0, false}, {N_("Value"), 18, 4, 0, false},
};
static const struct list_source log_source = {
    .columns = log_columns,
    .n_columns = sizeof log_columns / sizeof log_columns[0],
    .empty = N_("Nothing was changed yet."),
    .count = log_count,
    .cell = log_cell,
    .search = log_search,
};

static int log_load(struct screen *s, struct err *e)
{
    struct log_screen *l = (struct log_screen *)s;
    struct work *w = work_of(s->app);
    size_t before = l->view.n;
    int rc;

    l->ja = work_ja(s->app);
    history_release_view(&l->view);
    rc = history_read(w->open, one_entity(l) ? &l->entity : NULL, l->ja, &l->view, e);
    /* rows are numbered from the newest: stay on the change that was under the cursor */
    if (l->list.cursor > 0 && l->view.n > before)
        list_go(&l->list, l->list.cursor + (int)(l->view.n - before));
    list_reload(&l->list);
    return rc;
}

static int log_open(struct screen *s, const void *arg, struct err *e)
{
    struct log_screen *l = (struct log_screen *)s;
    const struct place *p = arg;

    (void)e;
    if (p)
        l->entity = p->entity;
    list_init(&l->list, &log_source, l);
    return 0;
}

static void log_layout(struct screen *s, int rows, int cols)
{
    struct log_screen *l = (struct log_screen *)s;

    l->rows = rows;
    l->cols = cols;
    list_layout(&l->list, rows);
}

static int line(const struct draw *d, int y, const char *label, const char *text)
{
    draw_fill(d, y, ROLE_NORMAL);
    draw_text(d, y, 1, 14, label, ROLE_MUTED);
    draw_text(d, y, 16, d->cols - 17, text, ROLE_NORMAL);
    return y + 1;
}

static void draw_whole(const struct log_screen *l, const struct draw *d)
{
    const struct change *ch = change_at(l, l->list.cursor);
    struct buf text = BUF_INIT;
    int y = 0;
    enum role role;

    draw_clear(d);
    y = line(d, y, _("When"), ch->when);
    buf_addf(&text, "%s  %s  %s", ch->person, ch->crew, ch->laptop);
    y = line(d, y, _("Who"), buf_str(&text));
    buf_reset(&text);
    put_name(l, ch, &text);
    if (strcmp(buf_str(&text), ch->address) != 0)
        buf_addf(&text, "  (%s)", ch->address);
    y = line(d, y, _("What"), buf_str(&text));
    buf_reset(&text);
    log_put_label(ch, &text);
    y = line(d, y, _("Field"), buf_str(&text));
    buf_reset(&text);
    role = log_put_value(ch, &text);
    draw_wrap(d, y + 1, 1, d->rows - y - 1, d->cols - 2,
              buf_str(&text) + (l->from < text.len ? l->from : 0), role);
    buf_release(&text);
}

static void log_draw(const struct screen *s, const struct draw *body)
{
    const struct log_screen *l = (const struct log_screen *)s;

    if (l->whole && l->list.cursor >= 0)
        draw_whole(l, body);
    else
        list_draw(&l->list, body);
}

/* The bytes of the value that one page takes. */
static size_t page_bytes(const struct log_screen *l, const char *text)
{
    int rows = l->rows - WHOLE_TOP;
    struct buf part = BUF_INIT;
    size_t n = strlen(text), at = 0, step;
    uint32_t cp;

    while (at < n && (step = text_next(text + at, n - at, &cp)) > 0) {
        buf_add(&part, text + at, step);
        if (draw_lines(buf_str(&part), l->cols - 2) > rows)
            break;
        at += step;
    }
    buf_release(&part);
    return at;
}

static enum outcome whole_act(struct log_screen *l, enum action a)
{
    const char *value = change_at(l, l->list.cursor)->value;
    size_t page;

    switch (a) {
    case ACT_OPEN:
    case ACT_BACK:
        l->whole = false;
        return SCREEN_REDRAW;
    case ACT_PAGE_DOWN:
        page = page_bytes(l, value + l->from);
        if (l->from + page < strlen(value))
            l->from += page;
        return SCREEN_REDRAW;
    case ACT_PAGE_UP:
        l->from = 0;
        return SCREEN_REDRAW;
    case ACT_NEXT:
    case ACT_PREV:
        l->from = 0;
        return list_act(&l->list, a);
    default:
        return SCREEN_IGNORED;
    }
}

static enum outcome log_act(struct screen *s, enum action a)
{
    struct log_screen *l = (struct log_screen *)s;

    if (a == ACT_LOG)
        return SCREEN_DONE; /* it is open */
    if (l->whole && l->list.cursor >= 0)
        return whole_act(l, a);
    if (a == ACT_OPEN && l->list.cursor >= 0) {
        l->whole = true;
        l->from = 0;
        return SCREEN_REDRAW;
    }
    return list_act(&l->list, a);
}

static struct edit *log_editor(struct screen *s)
{
    return list_editor(&((struct log_screen *)s)->list);
}

static void log_typed(struct screen *s)
{
    list_typed(&((struct log_screen *)s)->list);
}

static unsigned log_have(const struct screen *s)
{
    return list_have(&((const struct log_screen *)s)->list) |
           (NEED_ALL & ~(unsigned)(NEED_ROW | NEED_HIT));
}

static enum outcome log_mouse(struct screen *s, const struct mouse *m)
{
    struct log_screen *l = (struct log_screen *)s;

    return l->whole ? SCREEN_DONE : list_mouse(&l->list, m, 0);
}

static void log_status(const struct screen *s, struct status *out)
{
    const struct log_screen *l = (const struct log_screen *)s;
    const struct row *r = survey_find(work_survey(s->app), l->entity);
    char n[24];

    work_title(s->app, out, _("Log"));
    if (r) {
        buf_putc(&out->title_left, ' ');
        row_name(work_survey(s->app), r, &out->title_left);
    }
    snprintf(n, sizeof n, "%zu", l->view.n);
    buf_reset(&out->state_right);
    text_fill(&out->state_right, _("{1} changes"), n, NULL, NULL);
}

static void log_place(const struct screen *s, struct buf *out)
{
    char id[ID_HEX_LEN + 1];

    id_print(((const struct log_screen *)s)->entity, id);
    buf_puts(out, id);
}

static void log_close(struct screen *s)
{
    struct log_screen *l = (struct log_screen *)s;

    history_release_view(&l->view);
    list_release(&l->list);
}

static const struct binding log_rows[] = {
    {"Enter", ACT_OPEN, NEED_ROW, true},
    {"/", ACT_SEARCH, 0, true},
    {"n", ACT_SEARCH_NEXT, NEED_HIT, true},
    {"Esc", ACT_BACK, 0, true},
    {.key = NULL},
};
static const struct keymap log_keys = {"log", &list_keys, log_rows};

const struct screen_ops scr_log = {
    .name = "log",
    .title = N_("Log"),
    .keys = &log_keys,
    .size = sizeof(struct log_screen),
    .open = log_open,
    .load = log_load,
    .layout = log_layout,
    .draw = log_draw,
    .act = log_act,
    .editor = log_editor,
    .typed = log_typed,
    .have = log_have,
    .status = log_status,
    .place = log_place,
    .mouse = log_mouse,
    .close = log_close,
};
