#include "tui/photo_grid.h"

static int at_least(int n, int least)
{
    return n < least ? least : n;
}

void grid_fit(struct grid *g, int rows, int cols)
{
    int want = cols < 100 ? 20 : cols < 160 ? 23 : 25; /* columns of a tile */
    int wanted_rows;

    g->across = at_least(cols / want, 1);
    g->tile_cols = at_least(cols / g->across, 4);
    wanted_rows = at_least((g->tile_cols - 1) * 3 / 8, 2) + GRID_WORDS;
    g->down = at_least(rows / wanted_rows, 1);
    g->tile_rows = at_least(rows / g->down, GRID_WORDS + 1);
}

void grid_follow(struct grid *g, int n, int cursor)
{
    int last = n > 0 ? (n - 1) / g->across : 0, row = cursor > 0 ? cursor / g->across : 0;

    if (row < g->top)
        g->top = row;
    if (row >= g->top + g->down)
        g->top = row - g->down + 1;
    if (g->top > last - g->down + 1)
        g->top = at_least(last - g->down + 1, 0);
}

/* A row up or down; from the last but one row always onto the last one. */
static int by_rows(const struct grid *g, int n, int cursor, int rows)
{
    int to = cursor + rows * g->across;

    if (to < 0)
        return rows == -1 ? cursor : cursor % g->across;
    if (to < n)
        return to;
    return cursor / g->across == (n - 1) / g->across ? cursor : n - 1;
}

int grid_move(const struct grid *g, int n, int cursor, enum action a)
{
    int to = cursor;

    if (n <= 0)
        return -1;
    if (a == ACT_LEFT)
        to = cursor - 1;
    else if (a == ACT_RIGHT)
        to = cursor + 1;
    else if (a == ACT_PREV || a == ACT_NEXT)
        to = by_rows(g, n, cursor, a == ACT_PREV ? -1 : 1);
    else if (a == ACT_PAGE_UP || a == ACT_PAGE_DOWN)
        to = by_rows(g, n, cursor, a == ACT_PAGE_UP ? -g->down : g->down);
    return to < 0 ? 0 : to >= n ? n - 1 : to;
}

bool grid_place(const struct grid *g, int i, int *y, int *x)
{
    int row = i / g->across - g->top;

    *y = row * g->tile_rows;
    *x = i % g->across * g->tile_cols;
    return i >= 0 && row >= 0 && row < g->down;
}

int grid_at(const struct grid *g, int n, int y, int x)
{
    int row = y / g->tile_rows, col = x / g->tile_cols, i;

    if (y < 0 || x < 0 || row >= g->down || col >= g->across)
        return -1;
    i = (g->top + row) * g->across + col;
    return i < n ? i : -1;
}
