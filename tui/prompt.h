/* One line typed in place: a path, a note, a name. Enter takes it, Esc leaves
 * everything as it was. */
#ifndef GENBA_TUI_PROMPT_H
#define GENBA_TUI_PROMPT_H

#include "tui/edit.h"
#include "tui/screen.h"

struct prompt_arg {
    const char *label; /* translated; copied */
    const char *hint;  /* a sentence under the line, translated; copied; NULL: none */
    const char *text;  /* what stands there at first; copied; NULL: nothing */
    size_t max;        /* bytes; 0: the editor's default */
    const char *empty; /* N_() said when nothing was typed; NULL: nothing is fine */
    edit_complete_fn complete;
    /* called with the screen that asked; not called on Esc. `text` is clean
     * (text_clean) and lives for the call. SCREEN_IGNORED: it was not taken, the
     * message says why, and the line stays with its text. */
    enum outcome (*done)(struct screen *asker, const char *text, void *ctx);
    void *ctx;
};

extern const struct screen_ops scr_prompt;
int prompt_open(struct app *app, const struct prompt_arg *arg, struct err *e);

#endif
