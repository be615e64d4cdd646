/* Screens in process: curses on /dev/null, the app driven by key names, the
 * cells read back as UTF-8. Deterministic, no terminal, no waiting.
 *
 * Needs the catalogues ($top_builddir/assets/po) for Japanese. curs_* that
 * read draw a frame first when something changed. Rows count from 0; a
 * negative row counts from the bottom. */
#ifndef GENBA_TESTS_LIB_CURS_H
#define GENBA_TESTS_LIB_CURS_H

#include "tui/app.h"

#include <stdbool.h>

struct curs;

/* Locale, catalogues and a terminal of this size; bails when it cannot. */
struct curs *curs_open(const struct app_hooks *hooks, void *ctx, int rows, int cols,
                       const char *lang);
void curs_close(struct curs *c);
struct app *curs_app(struct curs *c);
/* Drives this app instead of the one of curs_open; it stays the caller's. */
void curs_adopt(struct curs *c, struct app *app);

void curs_keys(struct curs *c, const char *names); /* "Down Down Enter" */
void curs_type(struct curs *c, const char *text);  /* character by character */
void curs_resize(struct curs *c, int rows, int cols);

const char *curs_row(struct curs *c, int y); /* blanks at the end cut; borrowed until the next */
bool curs_shows(struct curs *c, const char *text);
bool curs_reversed(struct curs *c, int y, int x);
bool curs_caret(struct curs *c, int *y, int *x); /* false: hidden */
/* Every row has exactly as many columns as the terminal; else *row is the first that has not. */
bool curs_whole(struct curs *c, int *row);

/* One TAP line each; the screen is dumped on failure. */
#define see_row(c, y, text) curs_see_row((c), (y), (text), __FILE__, __LINE__)
#define see(c, text) curs_see((c), (text), true, __FILE__, __LINE__)
#define see_not(c, text) curs_see((c), (text), false, __FILE__, __LINE__)
#define see_caret(c, y, x) curs_see_caret((c), (y), (x), __FILE__, __LINE__)
#define see_whole(c) curs_see_whole((c), __FILE__, __LINE__)
bool curs_see_row(struct curs *c, int y, const char *text, const char *file, int line);
bool curs_see(struct curs *c, const char *text, bool there, const char *file, int line);
bool curs_see_caret(struct curs *c, int y, int x, const char *file, int line);
bool curs_see_whole(struct curs *c, const char *file, int line);

#endif
