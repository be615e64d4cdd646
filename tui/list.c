#include "config.h"

#include "tui/list.h"

#include "model/base/text.h"
#include "tui/i18n.h"

#include <stdio.h>
#include <string.h>

void list_init(struct list *l, const struct list_source *src, const void *ctx)
{
    memset(l, 0, sizeof *l);
    l->src = src;
    l->ctx = ctx;
    l->cursor = -1;
    l->rows = 10;
    edit_init_search(&l->find);
    list_reload(l);
}

void list_release(struct list *l)
{
    edit_release(&l->find);
}

static void row_id(const struct list *l, int row, char out[LIST_ID_MAX])
{
    out[0] = '\0';
    if (row < 0 || row >= l->n)
        return;
    if (l->src->id)
        l->src->id(l->ctx, row, out);
    else
        snprintf(out, LIST_ID_MAX, "%d", row);
}

static void keep_in_sight(struct list *l)
{
    int rows = l->rows > 0 ? l->rows : 1;

    if (l->cursor >= 0 && l->cursor < l->top)
        l->top = l->cursor;
    if (l->cursor >= l->top + rows)
        l->top = l->cursor - rows + 1;
    if (l->top > l->n - rows)
        l->top = l->n - rows;
    if (l->top < 0)
        l->top = 0;
}

void list_go(struct list *l, int row)
{
    if (row >= l->n)
        row = l->n - 1;
    if (row < 0)
        row = l->n > 0 ? 0 : -1;
    l->cursor = row;
    row_id(l, row, l->id);
    keep_in_sight(l);
}

bool list_go_id(struct list *l, const char *id)
{
    char here[LIST_ID_MAX];

    for (int row = 0; row < l->n; row++) {
        row_id(l, row, here);
        if (strcmp(here, id) == 0) {
            list_go(l, row);
            return true;
        }
    }
    return false;
}

void list_reload(struct list *l)
{
    char id[LIST_ID_MAX], here[LIST_ID_MAX];

    memcpy(id, l->id, sizeof id);
    l->n = l->src->count(l->ctx);
    row_id(l, l->cursor, here);
    if (l->cursor >= 0 && strcmp(here, id) == 0)
        list_go(l, l->cursor);
    else if (!id[0] || !list_go_id(l, id))
        list_go(l, l->cursor);
}

void list_layout(struct list *l, int lines)
{
    l->rows = lines - (l->headless ? 0 : 1) - (l->finding ? 1 : 0);
    if (l->rows < 1)
        l->rows = 1;
    keep_in_sight(l);
}

static void draw_row(const struct list *l, const struct draw *d, int y, int row,
                     const struct columns *fit)
{
    bool here = row == l->cursor;
    struct buf text = BUF_INIT;

    draw_fill(d, y, here && !l->blurred ? ROLE_CURSOR : ROLE_NORMAL);
    if (here)
        draw_put(d, y, 0, ">", l->blurred ? ROLE_NORMAL : ROLE_CURSOR);
    for (int i = 0; i < fit->n; i++) {
        enum role role;

        if (fit->width[i] <= 0)
            continue;
        buf_reset(&text);
        role = l->src->cell(l->ctx, row, i, &text);
        draw_cell(d, y, 1, fit, i, buf_str(&text), here && !l->blurred ? ROLE_CURSOR : role);
    }
    buf_release(&text);
}

static void draw_find(const struct list *l, const struct draw *d, int y)
{
    const char *none = l->missed ? _("not found") : "";
    int cols = text_cols(none, strlen(none));

    draw_fill(d, y, ROLE_NORMAL);
    draw_put(d, y, 0, "/", ROLE_HERE);
    edit_draw(&l->find, d, y, 1, d->cols - 3 - cols, ROLE_NORMAL, true);
    draw_right(d, y, d->cols - 1 - cols, cols, none, ROLE_WARN);
}

void list_draw(const struct list *l, const struct draw *d)
{
    struct columns fit = columns_fit(l->src->columns, l->src->n_columns, d->cols - 1);
    int y = 0, end = d->rows - (l->finding ? 1 : 0);

    if (!l->headless) {
        draw_fill(d, y, ROLE_NORMAL);
        draw_head(d, y++, 1, l->src->columns, &fit);
    }
    for (int row = l->top; row < l->n && y < end; row++)
        draw_row(l, d, y++, row, &fit);
    if (l->n == 0 && y < end && l->src->empty)
        y += draw_wrap(d, y, 1, end - y, d->cols - 2, _(l->src->empty), ROLE_MUTED);
    for (; y < end; y++)
        draw_fill(d, y, ROLE_NORMAL);
    if (l->finding)
        draw_find(l, d, end);
}

static void searched(const struct list *l, int row, struct buf *out)
{
    if (l->src->search) {
        l->src->search(l->ctx, row, out);
        return;
    }
    for (int i = 0; i < l->src->n_columns; i++) {
        l->src->cell(l->ctx, row, i, out);
        buf_putc(out, '\n');
    }
}

/* The first hit from `from` on, round the end, in steps of dir; -1: none. */
static int find(const struct list *l, int from, int dir)
{
    struct buf needle = BUF_INIT, text = BUF_INIT, fold = BUF_INIT;
    int hit = -1;

    text_fold(&needle, edit_text(&l->find), l->find.len);
    for (int i = 0; i < l->n && needle.len > 0 && hit < 0; i++) {
        int row = ((from + dir * i) % l->n + l->n) % l->n;

        buf_reset(&text);
        buf_reset(&fold);
        searched(l, row, &text);
        text_fold(&fold, buf_str(&text), text.len);
        if (strstr(buf_str(&fold), buf_str(&needle)))
            hit = row;
    }
    buf_release(&needle);
    buf_release(&text);
    buf_release(&fold);
    return hit;
}

static enum outcome find_again(struct list *l, int dir)
{
    int hit = find(l, l->cursor + dir, dir);

    if (hit >= 0)
        list_go(l, hit);
    return SCREEN_REDRAW;
}

static enum outcome find_act(struct list *l, enum action a)
{
    switch (a) {
    case ACT_ACCEPT:
        l->finding = false;
        return SCREEN_REDRAW;
    case ACT_CANCEL:
        l->finding = false;
        list_go(l, l->find_from);
        return SCREEN_REDRAW;
    case ACT_NEXT:
        return find_again(l, 1);
    case ACT_PREV:
        return find_again(l, -1);
    default:
        return SCREEN_DONE;
    }
}

static enum outcome go(struct list *l, int row)
{
    list_go(l, row);
    return SCREEN_REDRAW;
}

enum outcome list_act(struct list *l, enum action a)
{
    if (l->finding)
        return find_act(l, a);
    switch (a) {
    case ACT_NEXT:
        return go(l, l->cursor + 1);
    case ACT_PREV:
        return go(l, l->cursor - 1);
    case ACT_PAGE_DOWN:
        return go(l, l->cursor + l->rows);
    case ACT_PAGE_UP:
        return go(l, l->cursor - l->rows);
    case ACT_FIRST:
        return go(l, 0);
    case ACT_LAST:
        return go(l, l->n - 1);
    case ACT_SEARCH:
        edit_set(&l->find, "");
        l->finding = true;
        l->missed = false;
        l->find_from = l->cursor;
        return SCREEN_REDRAW;
    case ACT_SEARCH_NEXT:
        return find_again(l, 1);
    case ACT_SEARCH_PREV:
        return find_again(l, -1);
    default:
        return SCREEN_IGNORED;
    }
}

enum outcome list_mouse(struct list *l, const struct mouse *m, int y)
{
    int line = m->y - y - (l->headless ? 0 : 1);

    if (m->kind == MOUSE_WHEEL_DOWN)
        return go(l, l->cursor + 3);
    if (m->kind == MOUSE_WHEEL_UP)
        return go(l, l->cursor - 3);
    if (line < 0 || line >= l->rows || l->top + line >= l->n)
        return SCREEN_DONE;
    list_go(l, l->top + line);
    return m->kind == MOUSE_DOUBLE ? SCREEN_IGNORED : SCREEN_REDRAW;
}

struct edit *list_editor(struct list *l)
{
    return l->finding ? &l->find : NULL;
}

void list_typed(struct list *l)
{
    int hit = find(l, l->find_from < 0 ? 0 : l->find_from, 1);

    l->missed = l->find.len > 0 && hit < 0;
    list_go(l, hit >= 0 ? hit : l->find_from);
}

unsigned list_have(const struct list *l)
{
    return (l->n > 0 ? NEED_ROW : 0u) | (l->find.len > 0 ? NEED_HIT : 0u);
}
