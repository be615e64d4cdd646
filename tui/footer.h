/* The bottom line: the keys that do something now, `?` always last. What does
 * not fit is left out from the end, never cut in half. */
#ifndef GENBA_TUI_FOOTER_H
#define GENBA_TUI_FOOTER_H

#include "tui/draw.h"
#include "tui/keymap.h"

#include <stdbool.h>

#define FOOTER_MAX 24

struct footer {
    int n;
    struct {
        const char *key, *label; /* label untranslated */
    } item[FOOTER_MAX];
};

typedef bool (*footer_can)(void *ctx, const struct binding *b);

/* Adds the footer rows of a map and its parents; an action stands once. With
 * `typing` only keys that type nothing. `can` may be NULL: all. */
void footer_add(struct footer *f, const struct keymap *m, bool typing, footer_can can, void *ctx);
int footer_cols(const struct footer *f); /* columns of all of it, in the current language */
void footer_draw(const struct footer *f, const struct draw *line);

#endif
