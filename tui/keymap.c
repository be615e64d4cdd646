#include "config.h"

#include "tui/keymap.h"

#include "model/base/text.h"

#include <string.h>

static const struct binding common_rows[] = {
    {"u", ACT_UNDO, NEED_UNDO | NEED_WRITE, false},
    {"C-r", ACT_REDO, NEED_REDO | NEED_WRITE, false},
    {"F8", ACT_REPORT, NEED_CASE, false},
    {"P", ACT_PHOTO, NEED_CASE, false},
    {"F6", ACT_UNKNOWN_LINE, NEED_CASE | NEED_WRITE, false},
    {"F7", ACT_CONFLICTS, NEED_CASE, false},
    {"F2", ACT_HAND_OVER, 0, false},
    {"C-c", ACT_CANCEL_JOB, NEED_JOB, false},
    {"F12", ACT_LANGUAGE, 0, false},
    {"C-l", ACT_REDRAW, 0, false},
    {"Esc", ACT_BACK, 0, false},
    {"q", ACT_QUIT, 0, false},
    {":", ACT_PALETTE, 0, false},
    {"C-p", ACT_PALETTE, 0, false},
    {"?", ACT_HELP, 0, true},
    {"F1", ACT_HELP, 0, false},
    {.key = NULL},
};
const struct keymap common_keys = {"common", NULL, common_rows};

static const struct binding list_rows[] = {
    {"Down", ACT_NEXT, 0, false},
    {"j", ACT_NEXT, 0, false},
    {"Up", ACT_PREV, 0, false},
    {"k", ACT_PREV, 0, false},
    {"PageDown", ACT_PAGE_DOWN, 0, false},
    {"C-f", ACT_PAGE_DOWN, 0, false},
    {"PageUp", ACT_PAGE_UP, 0, false},
    {"Home", ACT_FIRST, 0, false},
    {"g", ACT_FIRST, 0, false},
    {"End", ACT_LAST, 0, false},
    {"G", ACT_LAST, 0, false},
    {"/", ACT_SEARCH, 0, false},
    {"n", ACT_SEARCH_NEXT, NEED_HIT, false},
    {"F3", ACT_SEARCH_NEXT, NEED_HIT, false},
    {"N", ACT_SEARCH_PREV, NEED_HIT, false},
    {.key = NULL},
};
const struct keymap list_keys = {"list", &common_keys, list_rows};

static const struct binding popup_rows[] = {
    {"Enter", ACT_CHOOSE, 0, true},
    {"Esc", ACT_CANCEL, 0, true},
    {"Down", ACT_NEXT, 0, false},
    {"Tab", ACT_NEXT, 0, false},
    {"Right", ACT_NEXT, 0, false},
    {"Up", ACT_PREV, 0, false},
    {"S-Tab", ACT_PREV, 0, false},
    {"Left", ACT_PREV, 0, false},
    {"PageDown", ACT_PAGE_DOWN, 0, false},
    {"PageUp", ACT_PAGE_UP, 0, false},
    {"Home", ACT_FIRST, 0, false},
    {"End", ACT_LAST, 0, false},
    {.key = NULL},
};
const struct keymap popup_keys = {"popup", NULL, popup_rows};

static const struct binding edit_rows[] = {
    {"Enter", ACT_ACCEPT, 0, true},
    {"Esc", ACT_CANCEL, 0, true},
    {"Tab", ACT_COMPLETE, 0, false},
    {"Down", ACT_NEXT, 0, false},
    {"Up", ACT_PREV, 0, false},
    {"PageDown", ACT_PAGE_DOWN, 0, false},
    {"PageUp", ACT_PAGE_UP, 0, false},
    {"C-r", ACT_RECALL, 0, false},
    {.key = NULL},
};
const struct keymap edit_keys = {"edit", NULL, edit_rows};

/* Words begin with a capital letter ("Up", "F4", "C-r"), sequences do not. */
static bool begins_sequence(const char *sequence, const char *key)
{
    size_t n = strlen(key);

    return !(sequence[0] >= 'A' && sequence[0] <= 'Z') && strncmp(sequence, key, n) == 0 &&
           sequence[n] != '\0';
}

const struct binding *keymap_find(const struct keymap *m, const char *key, bool *prefix)
{
    if (prefix)
        *prefix = false;
    for (; m; m = m->parent) {
        for (const struct binding *b = m->rows; b->key; b++) {
            if (strcmp(b->key, key) == 0)
                return b;
            if (prefix && begins_sequence(b->key, key))
                *prefix = true;
        }
    }
    return NULL;
}

const struct binding *keymap_of(const struct keymap *m, enum action a)
{
    for (const struct keymap *at = m; at; at = at->parent)
        for (const struct binding *b = at->rows; b->key; b++)
            if (b->action == a && (!b->key[0] || keymap_find(m, b->key, NULL) == b))
                return b;
    return NULL;
}

bool key_types(const char *key)
{
    uint32_t cp;
    size_t n = strlen(key);

    if (strcmp(key, "Space") == 0)
        return true;
    return n > 0 && text_next(key, n, &cp) == n && cp >= 0x20 && cp != 0x7F;
}

const char *need_why(unsigned missing)
{
    static const char *const why[NEED_BITS] = {
#define X(id, text) text,
        NEEDS(X)
#undef X
    };

    for (int bit = 0; bit < NEED_BITS; bit++)
        if (missing & 1u << bit)
            return why[bit];
    return NULL;
}
