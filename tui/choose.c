#include "config.h"

#include "tui/choose.h"

#include "model/base/text.h"
#include "tui/app.h"
#include "tui/i18n.h"
#include "tui/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item {
    char *label, *letter;
};

struct choose {
    struct screen base;
    struct choose_arg arg;
    char *title;
    struct item *item;
    int *shown; /* items that pass the filter */
    int n_shown;
    struct edit filter;
    struct list list;
};

static int shown_count(const void *ctx)
{
    return ((const struct choose *)ctx)->n_shown;
}

static enum role shown_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct choose *c = ctx;
    const struct item *it = &c->item[c->shown[row]];

    if (col == 1)
        buf_puts(out, it->label);
    else if (it->letter)
        buf_puts(out, it->letter);
    else if (c->filter.len == 0 && row < 9)
        buf_addf(out, "%d", row + 1);
    return col == 0 ? ROLE_MUTED : ROLE_NORMAL;
}

static const struct column shown_columns[] = {{"", 1, 0, 0, false}, {"", 10, 1, 0, false}};
static const struct list_source shown_source = {
    .columns = shown_columns,
    .n_columns = 2,
    .empty = N_("No choice has this in its name."),
    .count = shown_count,
    .cell = shown_cell,
};

static void apply_filter(struct choose *c)
{
    c->n_shown = 0;
    for (int i = 0; i < c->arg.n; i++)
        if (text_contains(c->item[i].label, edit_text(&c->filter)))
            c->shown[c->n_shown++] = i;
    list_reload(&c->list);
    list_go(&c->list, 0);
}

static int choose_open_screen(struct screen *s, const void *arg, struct err *e)
{
    struct choose *c = (struct choose *)s;

    (void)e;
    c->arg = *(const struct choose_arg *)arg;
    c->title = xstrdup(c->arg.title ? c->arg.title : "");
    c->item = xcalloc((size_t)c->arg.n + 1, sizeof *c->item);
    c->shown = xcalloc((size_t)c->arg.n + 1, sizeof *c->shown);
    for (int i = 0; i < c->arg.n; i++) {
        c->item[i].label = xstrdup(c->arg.items[i].label);
        if (c->arg.items[i].letter)
            c->item[i].letter = xstrdup(c->arg.items[i].letter);
    }
    edit_init_search(&c->filter);
    list_init(&c->list, &shown_source, c);
    c->list.headless = true;
    apply_filter(c);
    if (c->arg.current >= 0)
        list_go(&c->list, c->arg.current);
    return 0;
}

static void choose_close(struct screen *s)
{
    struct choose *c = (struct choose *)s;

    for (int i = 0; i < c->arg.n; i++) {
        free(c->item[i].label);
        free(c->item[i].letter);
    }
    free(c->item);
    free(c->shown);
    free(c->title);
    edit_release(&c->filter);
    list_release(&c->list);
}

/* Lines for the list: as many as there are, at most half the body. */
static int lines(const struct choose *c, int rows)
{
    int most = rows / 2 > 4 ? rows / 2 : 4;

    return c->arg.n < most ? c->arg.n : most;
}

static void choose_layout(struct screen *s, int rows, int cols)
{
    struct choose *c = (struct choose *)s;

    (void)cols;
    list_layout(&c->list, lines(c, rows));
}

/* Under the line it belongs to; above it when there is no room below. */
static int place_y(const struct choose *c, int rows, int height)
{
    if (c->arg.y < 0)
        return rows - height;
    if (c->arg.y + 1 + height <= rows)
        return c->arg.y + 1;
    return c->arg.y - height >= 0 ? c->arg.y - height : rows - height;
}

static void choose_draw(const struct screen *s, const struct draw *body)
{
    const struct choose *c = (const struct choose *)s;
    int n = lines(c, body->rows), used;
    struct draw d = draw_sub(body, place_y(c, body->rows, n + 1), 0, n + 1, body->cols), rest;

    draw_fill(&d, 0, ROLE_HEAD);
    used = 1 + draw_put(&d, 0, 1, c->title, ROLE_HEAD) + 2;
    edit_draw(&c->filter, &d, 0, used, d.cols - used - 1, ROLE_HEAD, true);
    rest = draw_sub(&d, 1, 0, n, d.cols);
    list_draw(&c->list, &rest);
}

static enum outcome pick(struct choose *c, int row)
{
    struct app *app = c->base.app;
    struct screen *asker = c->base.below;
    struct choose_arg arg = c->arg;
    int item;

    if (row < 0 || row >= c->n_shown)
        return SCREEN_DONE;
    item = c->shown[row];
    app_pop(app);
    if (arg.done)
        app_settle(app, asker, arg.done(asker, item, arg.ctx));
    return SCREEN_DONE;
}

static enum outcome choose_act(struct screen *s, enum action a)
{
    struct choose *c = (struct choose *)s;

    if (a == ACT_CHOOSE || a == ACT_ACCEPT)
        return pick(c, c->list.cursor);
    if (a == ACT_CANCEL)
        return SCREEN_CLOSE;
    return list_act(&c->list, a) == SCREEN_IGNORED ? SCREEN_DONE : SCREEN_REDRAW;
}

static enum outcome choose_text(struct screen *s, const char *utf8)
{
    struct choose *c = (struct choose *)s;

    for (int i = 0; i < c->arg.n; i++)
        if (c->item[i].letter && strcmp(c->item[i].letter, utf8) == 0)
            return pick(c, i); /* nothing is filtered yet: rows are items */
    if (utf8[0] >= '1' && utf8[0] <= '9' && utf8[1] == '\0' && utf8[0] - '1' < c->n_shown)
        return pick(c, utf8[0] - '1');
    edit_insert(&c->filter, utf8, strlen(utf8));
    apply_filter(c);
    return SCREEN_REDRAW;
}

static struct edit *choose_editor(struct screen *s)
{
    struct choose *c = (struct choose *)s;

    return c->filter.len > 0 ? &c->filter : NULL;
}

static void choose_typed(struct screen *s)
{
    apply_filter((struct choose *)s);
}

static enum outcome choose_mouse(struct screen *s, const struct mouse *m)
{
    struct choose *c = (struct choose *)s;
    int height = lines(c, LINES - 4) + 1;

    return list_mouse(&c->list, m, place_y(c, LINES - 4, height) + 1);
}

const struct screen_ops scr_choose = {
    .name = "choose",
    .title = N_("Choice"),
    .size = sizeof(struct choose),
    .popup = true,
    .open = choose_open_screen,
    .layout = choose_layout,
    .draw = choose_draw,
    .act = choose_act,
    .text = choose_text,
    .editor = choose_editor,
    .typed = choose_typed,
    .mouse = choose_mouse,
    .close = choose_close,
};

int choose_open(struct app *app, const struct choose_arg *arg, struct err *e)
{
    return app_push(app, &scr_choose, arg, e);
}
