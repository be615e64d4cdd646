/* One line of text under the caret. Owns its text and its undo; knows UTF-8,
 * wide characters and combining marks. The terminal's cursor stands at the
 * caret, so that Japanese input methods compose in place. Newlines in a paste
 * become blanks, other control characters go. Text that would pass `max` bytes
 * is refused whole characters at a time and `full` is set until the next key.
 *
 * edit_take gives the text as values are stored: text_clean (NFC, trimmed). */
#ifndef GENBA_TUI_EDIT_H
#define GENBA_TUI_EDIT_H

#include "model/base/buf.h"
#include "tui/draw.h"

#include <stdbool.h>
#include <stddef.h>

#define EDIT_MAX_DEFAULT 4000

enum edit_result { EDIT_IGNORED, EDIT_MOVED, EDIT_CHANGED };

struct edit_step; /* one state to undo to */

/* Completes the text before the caret: appends what to insert to `insert`,
 * returns the number of candidates. */
typedef int (*edit_complete_fn)(void *ctx, const char *before, struct buf *insert);

struct edit {
    char *p; /* NUL-terminated */
    size_t len, caret, max;
    bool full;
    struct edit_step *undo, *redo;
    bool joined;  /* the next typed character extends the last undo step */
    bool passing; /* a search: nobody misses its text */
    edit_complete_fn complete;
    void *complete_ctx;
};

void edit_init(struct edit *e, const char *text, size_t max); /* max 0: the default */
void edit_init_search(struct edit *e);
void edit_release(struct edit *e);
bool edit_changed(const struct edit *e);         /* something was typed since */
void edit_set(struct edit *e, const char *text); /* caret at the end; can be undone */
const char *edit_text(const struct edit *e);     /* borrowed until the next change */
void edit_take(const struct edit *e, struct buf *out);

/* Del Backspace Left Right Home End C-Left C-Right C-u C-k C-w C-z (undo) C-y
 * (redo), and any key that types. Everything else is ignored. */
enum edit_result edit_key(struct edit *e, const char *key);
enum edit_result edit_insert(struct edit *e, const char *utf8, size_t n);
/* Tab: completes; EDIT_IGNORED when there is no hook. *n = candidates. */
enum edit_result edit_complete(struct edit *e, int *n);

int edit_caret_col(const struct edit *e); /* columns before the caret, unscrolled */
/* Draws exactly `cols` columns, scrolled so that the caret is in sight, and puts
 * the caret there when `focus`. */
void edit_draw(const struct edit *e, const struct draw *d, int y, int x, int cols, enum role role,
               bool focus);

/* A completion hook for paths; ctx is ignored. Directories end in "/", "~/" works. */
int edit_complete_path(void *ctx, const char *before, struct buf *insert);
/* A path as file managers paste it, in quotes or with ~/ in front, without slashes at
 * its end. The caller frees. */
char *edit_clean_path(const char *text);

#endif
