/* Picks one of a short list in place (enumerations, crews, reasons). Digits
 * 1-9 and an item's own letter choose at once; any other typing filters;
 * arrows move, Enter chooses, Esc leaves everything as it was. */
#ifndef GENBA_TUI_CHOOSE_H
#define GENBA_TUI_CHOOSE_H

#include "tui/screen.h"

struct choose_item {
    const char *label;  /* translated; copied */
    const char *letter; /* chooses at once; NULL: none */
};

struct choose_arg {
    const char *title; /* translated; copied */
    const struct choose_item *items;
    int n, current; /* current -1: none */
    int y;          /* line of the body it belongs to: stands under it; -1: at the bottom */
    /* called with the screen that asked, after the list has gone; not called on Esc */
    enum outcome (*done)(struct screen *asker, int item, void *ctx);
    void *ctx;
};

extern const struct screen_ops scr_choose;
int choose_open(struct app *app, const struct choose_arg *arg, struct err *e);

#endif
