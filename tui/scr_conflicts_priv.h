/* Inside the Conflicts screen: scr_conflicts.c holds it together,
 * conflicts_draw.c draws, conflicts_edit.c types another value. */
#ifndef GENBA_TUI_SCR_CONFLICTS_PRIV_H
#define GENBA_TUI_SCR_CONFLICTS_PRIV_H

#include "tui/clash.h"
#include "tui/list.h"
#include "tui/screen.h"

struct conflicts_screen {
    struct screen base;
    bool ja;
    struct conflict_list all;
    struct list list;
    struct clash clash; /* of the row under the cursor */
    int shown;          /* that row; -1: none */
    struct id go;       /* the entity to go to at the first load; zero: none */
    uint32_t go_field;
    bool undoing;               /* the next load goes to what came back */
    char (*known)[LIST_ID_MAX]; /* the rows before the undo */
    int nknown;
    int rows, cols, detail; /* of the body; lines below the list */
};

const struct conflict *conflicts_here(const struct conflicts_screen *c); /* or NULL */
/* After a choice: the next one, what is left, or that nothing is. */
enum outcome conflicts_chosen(struct conflicts_screen *c, bool done);

void conflicts_draw(const struct screen *s, const struct draw *body);
/* Lines that the detail takes. */
int conflicts_detail_lines(int rows, int cols);

/* Asks for another value with the editor of the field. */
enum outcome conflicts_edit(struct conflicts_screen *c);

#endif
