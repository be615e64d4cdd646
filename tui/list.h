/* A scrolling list with one cursor row. Rows are asked for by number when they
 * are drawn: only visible ones, so the length costs nothing but searching. The
 * cursor follows its row by identity when the rows change (list_reload).
 *
 * Embed it in the screen; call list_layout from ops->layout, list_act at the
 * end of ops->act, return list_editor from ops->editor, list_typed from
 * ops->typed. */
#ifndef GENBA_TUI_LIST_H
#define GENBA_TUI_LIST_H

#include "model/base/buf.h"
#include "tui/draw.h"
#include "tui/edit.h"
#include "tui/screen.h"

#include <stdbool.h>
#include <stddef.h>

#define LIST_ID_MAX 64

struct list_source {
    const struct column *columns;
    int n_columns;
    const char *empty; /* N_() what to do when there is no row */
    int (*count)(const void *ctx);
    /* text of a cell, and the role it is shown in */
    enum role (*cell)(const void *ctx, int row, int col, struct buf *out);
    /* stable name of the row, at most LIST_ID_MAX - 1 bytes; NULL: its number */
    void (*id)(const void *ctx, int row, char out[LIST_ID_MAX]);
    /* what `/` searches; NULL: all cells */
    void (*search)(const void *ctx, int row, struct buf *out);
};

struct list {
    const struct list_source *src;
    const void *ctx;
    int n, cursor, top; /* cursor -1: no row */
    int rows;           /* visible ones */
    bool headless;      /* no header line */
    bool blurred;       /* another pane has the cursor: shown by `>` alone */
    char id[LIST_ID_MAX];
    bool finding; /* the search line is open */
    bool missed;  /* no row has what was searched for */
    int find_from;
    struct edit find;
};

void list_init(struct list *l, const struct list_source *src, const void *ctx);
void list_release(struct list *l);
void list_reload(struct list *l);            /* the rows changed */
void list_layout(struct list *l, int lines); /* lines it is drawn in, with header */
void list_go(struct list *l, int row);       /* clipped; keeps it in sight */
bool list_go_id(struct list *l, const char *id);
/* Draws into the whole of `d`: header, rows, and the search line while it is open. */
void list_draw(const struct list *l, const struct draw *d);
/* next prev page_* first last search*; SCREEN_IGNORED for others. */
enum outcome list_act(struct list *l, enum action a);
/* y of the list's first line; a click selects, the wheel scrolls. A double
 * click gives SCREEN_IGNORED after selecting: the screen opens the row. */
enum outcome list_mouse(struct list *l, const struct mouse *m, int y);
struct edit *list_editor(struct list *l); /* the search line while it is open */
void list_typed(struct list *l);          /* the search text changed: go to the first hit */
unsigned list_have(const struct list *l); /* NEED_ROW, NEED_HIT */

#endif
