/* A question in place, the safe answer first. Esc means the first answer. */
#ifndef GENBA_TUI_ASK_H
#define GENBA_TUI_ASK_H

#include "tui/screen.h"

#define ASK_ANSWERS 4

struct ask_answer {
    const char *key;   /* one letter that answers at once; NULL: only by moving */
    const char *label; /* translated */
};

struct ask_arg {
    const char *text;                      /* translated, whole sentences; copied */
    struct ask_answer answer[ASK_ANSWERS]; /* the first is the safe one; a NULL label ends */
    /* called with the screen that asked, after the question has gone */
    enum outcome (*done)(struct screen *asker, int answer, void *ctx);
    void *ctx;
};

extern const struct screen_ops scr_ask;
/* Opens the question over the current screen. */
int ask_open(struct app *app, const struct ask_arg *arg, struct err *e);

#endif
