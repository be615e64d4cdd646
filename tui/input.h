/* The terminal: opening it, giving it back, and what comes in from it as key
 * names, pastes and mouse events.
 *
 * No mousemask: ncurses loses events that arrive in one burst, so the SGR
 * reports are read here behind a key of our own. Bracketed paste keeps pasted
 * newlines data. GENBA_MOUSE=0 leaves the mouse to the terminal. */
#ifndef GENBA_TUI_INPUT_H
#define GENBA_TUI_INPUT_H

#include "model/base/buf.h"
#include "model/base/err.h"
#include "tui/keymap.h"
#include "tui/screen.h"

#include <curses.h>
#include <stdbool.h>
#include <stdint.h>

struct term {
    SCREEN *screen;
    bool mouse;
};

int term_open(struct term *t, struct err *e); /* ERR_REFUSED without a terminal */
void term_close(struct term *t);              /* may be called twice */

enum input_kind {
    INPUT_NONE, /* nothing waits */
    INPUT_KEY,
    INPUT_PASTE,
    INPUT_MOUSE, /* coordinates of the terminal */
    INPUT_RESIZE,
    INPUT_SKIP /* something came that means nothing here */
};

struct input {
    char key[KEY_NAME_MAX];
    struct buf paste;
    struct mouse mouse;
    int64_t click_ms; /* the last click, for double clicks */
    int click_y, click_x;
};

void input_init(struct input *in);
void input_release(struct input *in);
/* Takes the next event without waiting (an escape sequence gets its 25 ms). */
enum input_kind input_next(struct input *in);
/* The name of what get_wch gave; false when it has none. */
bool input_key_name(bool is_code, wint_t c, char out[KEY_NAME_MAX]);
/* "0;12;5" and the final M or m of an SGR report; false when it is no click or wheel. */
bool input_mouse(struct input *in, const char *report, char final, int64_t now_ms);

#endif
