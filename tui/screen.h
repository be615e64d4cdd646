/* What a screen is: a table of operations over a struct whose first member is
 * `struct screen base`. One screen, one file scr_NAME.[ch], ending in its const
 * table, listed in screens.c.
 *
 * Rules: draw reads a const screen and draws; it never loads, computes or
 * allocates lastingly. act never draws: it changes the screen or the model and
 * says what must follow. Only app.c reads keys and updates the terminal.
 * A NULL operation means its default. */
#ifndef GENBA_TUI_SCREEN_H
#define GENBA_TUI_SCREEN_H

#include "model/base/buf.h"
#include "model/base/err.h"
#include "tui/action.h"
#include "tui/draw.h"
#include "tui/keymap.h"

#include <stdbool.h>
#include <stddef.h>

struct app;
struct edit;
struct screen;

enum outcome {
    SCREEN_IGNORED, /* not mine: the app tries its own */
    SCREEN_DONE,    /* nothing on the screen changed */
    SCREEN_REDRAW,  /* draw again */
    SCREEN_RELOAD,  /* load, then draw again */
    SCREEN_CLOSE    /* go back to the screen below */
};

/* The two reversed lines at the top; sides may be empty. */
struct status {
    struct buf title_left, title_right;
    struct buf state_left, state_right;
};

enum mouse_kind { MOUSE_CLICK, MOUSE_DOUBLE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };
struct mouse {
    enum mouse_kind kind;
    int y, x; /* of the screen's body */
};

struct screen_ops {
    const char *name;          /* stable id: tests, place to return to */
    const char *title;         /* N_() */
    const struct keymap *keys; /* NULL: common_keys; popups: popup_keys */
    size_t size;               /* of the struct that begins with struct screen; 0: struct screen */
    bool popup;                /* drawn over the screen below */
    bool ticks;                /* drawn anew each second */

    int (*open)(struct screen *, const void *arg, struct err *);
    /* model -> own rows: after open and whenever the model may have changed */
    int (*load)(struct screen *, struct err *);
    /* the body has this size now; before every draw. Keeps cursors in sight. */
    void (*layout)(struct screen *, int rows, int cols);
    void (*draw)(const struct screen *, const struct draw *body);
    enum outcome (*act)(struct screen *, enum action);
    /* one typed character nothing was bound to, no editor open */
    enum outcome (*text)(struct screen *, const char *utf8);
    /* pasted text, no editor open: newlines are data, cleaned of controls */
    enum outcome (*paste)(struct screen *, const char *utf8);
    enum outcome (*mouse)(struct screen *, const struct mouse *);
    /* the line editor that has the caret, NULL when none: typed text goes there
     * first, then edit_keys (ACT_ACCEPT, ACT_CANCEL, ACT_COMPLETE, ACT_NEXT ...) */
    struct edit *(*editor)(struct screen *);
    /* called after the editor changed the text (filters, checks while typing) */
    void (*typed)(struct screen *);
    /* what an action could not do now: N_() sentence, NULL when it can */
    const char *(*why_not)(const struct screen *, enum action);
    /* which NEED_ bits hold; NULL: all */
    unsigned (*have)(const struct screen *);
    /* changes the status lines that app_hooks.status has filled */
    void (*status)(const struct screen *, struct status *);
    /* what must be known to come back to this place, as one line of text */
    void (*place)(const struct screen *, struct buf *out);
    void (*close)(struct screen *); /* frees what the screen owns, not the screen */
};

struct screen {
    const struct screen_ops *ops;
    struct app *app;
    struct screen *below;
    bool stale; /* load before the next draw */
};

/* Every screen there is, NULL at the end: for tests of keys and titles. */
extern const struct screen_ops *const all_screens[];

#endif
