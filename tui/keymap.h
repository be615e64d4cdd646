/* Keys to actions. A key is a word: a typed character ("j", "?"), or Enter Esc
 * Tab S-Tab Backspace Del Ins Space Up Down Left Right Home End PageUp PageDown
 * F1..F12, with C- ("C-r", "C-Left"), or two characters in a row ("]e").
 *
 * One row of a map feeds the binding, the footer, `?` and the palette. A map
 * falls back to its parent. Rules, kept by tests/tui/keymap.c: no key twice in
 * a map, nothing on C-a C-b C-s C-q (terminal multiplexers and flow control
 * own them). While a line editor is open only keys that type nothing are
 * looked up, so letters may be bound on every screen. */
#ifndef GENBA_TUI_KEYMAP_H
#define GENBA_TUI_KEYMAP_H

#include "tui/action.h"

#include <stdbool.h>

#define KEY_NAME_MAX 16 /* bytes of a key's name with its NUL */

/* What must hold for a binding to do something; who says so: ops->have. */
#define NEEDS(X)                                                                                   \
    X(ROW, N_("The list is empty."))                                                               \
    X(CASE, N_("Open a hospital first."))                                                          \
    X(WRITE, N_("Nothing more is written: a write failed. Open the hospital again."))              \
    X(UNDO, N_("There is nothing to undo."))                                                       \
    X(REDO, N_("There is nothing to redo."))                                                       \
    X(JOB, N_("Nothing is running."))                                                              \
    X(HIT, N_("Nothing was searched for yet."))

enum need_bit {
#define X(id, why) NEED_BIT_##id,
    NEEDS(X)
#undef X
        NEED_BITS
};
enum {
#define X(id, why) NEED_##id = 1 << NEED_BIT_##id,
    NEEDS(X)
#undef X
        NEED_ALL = (1 << NEED_BITS) - 1
};

struct binding {
    const char *key; /* NULL ends a table; "": no key, only in the palette */
    enum action action;
    unsigned needs; /* NEED_ bits */
    bool footer;    /* stands in the bottom line, in the table's order */
};

struct keymap {
    const char *name;
    const struct keymap *parent; /* NULL: the last */
    const struct binding *rows;
};

extern const struct keymap common_keys; /* back, help, palette, undo, quit ... */
extern const struct keymap list_keys;   /* moving and searching in a list; parent common */
extern const struct keymap popup_keys;  /* moving, Enter, Esc; no parent */
extern const struct keymap edit_keys;   /* while a line editor is open; no parent */

/* The row for `key`, looking at the parents too; NULL when unbound. *prefix
 * (may be NULL) is set when a longer sequence begins with `key`. */
const struct binding *keymap_find(const struct keymap *m, const char *key, bool *prefix);
/* The row that the key of an action stands in first; NULL when it has none. */
const struct binding *keymap_of(const struct keymap *m, enum action a);
/* Does this key name type a character? */
bool key_types(const char *key);
const char *need_why(unsigned missing); /* N_() sentence for the lowest missing bit, NULL for 0 */

#endif
