#include "config.h"

#include "tests/lib/curs.h"

#include "model/base/buf.h"
#include "model/base/text.h"
#include "tests/lib/tap.h"
#include "tui/i18n.h"

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define ROW_CHARS 2048

struct curs {
    FILE *null;
    SCREEN *screen;
    struct app *app, *own; /* own: ours to free */
    struct buf row;
};

static void set_number(const char *name, int n)
{
    char s[16];

    snprintf(s, sizeof s, "%d", n);
    setenv(name, s, 1);
}

static void set_language(const char *lang)
{
    const char *build = getenv("top_builddir");
    struct buf dir = BUF_INIT;

    buf_addf(&dir, "%s/assets/po", build ? build : ".");
    setenv("GENBA_LOCALEDIR", buf_str(&dir), 1);
    if (i18n_start(lang) < 0)
        bail("no such language: %s", lang);
    if (strcmp(lang, "ja") == 0 && strcmp(_("Help"), "Help") == 0)
        bail("no Japanese catalogue in %s: run make first", buf_str(&dir));
    buf_release(&dir);
}

struct curs *curs_open(const struct app_hooks *hooks, void *ctx, int rows, int cols,
                       const char *lang)
{
    struct curs *c = xcalloc(1, sizeof *c);

    set_language(lang);
    unsetenv("NO_COLOR");
    set_number("LINES", rows);
    set_number("COLUMNS", cols);
    c->null = fopen("/dev/null", "r+");
    c->screen = c->null ? newterm("xterm-256color", c->null, c->null) : NULL;
    if (!c->screen)
        bail("newterm failed: is ncurses-base there?");
    buf_init(&c->row, BUF_MAX_DEFAULT);
    c->app = c->own = app_new(hooks, ctx);
    app_attach(c->app);
    return c;
}

void curs_close(struct curs *c)
{
    app_free(c->own);
    endwin();
    delscreen(c->screen);
    fclose(c->null);
    buf_release(&c->row);
    free(c);
}

struct app *curs_app(struct curs *c)
{
    return c->app;
}

void curs_adopt(struct curs *c, struct app *app)
{
    c->app = app;
    app_attach(app);
}

void curs_keys(struct curs *c, const char *names)
{
    char *copy = xstrdup(names), *save = NULL;

    for (char *k = strtok_r(copy, " ", &save); k; k = strtok_r(NULL, " ", &save))
        app_key(c->app, k);
    free(copy);
}

void curs_type(struct curs *c, const char *text)
{
    size_t n = strlen(text);

    while (n > 0) {
        uint32_t cp;
        size_t k = text_next(text, n, &cp);
        char *one = xstrndup(text, k);

        app_key(c->app, strcmp(one, " ") == 0 ? "Space" : one);
        free(one);
        text += k;
        n -= k;
    }
}

void curs_resize(struct curs *c, int rows, int cols)
{
    resizeterm(rows, cols);
    app_dirty(c->app);
}

static void raw_row(int y, struct buf *out)
{
    wchar_t cells[ROW_CHARS];
    int n = mvwinnwstr(stdscr, y, 0, cells, ROW_CHARS - 1);

    for (int i = 0; i < n; i++)
        text_put(out, (uint32_t)cells[i]);
}

const char *curs_row(struct curs *c, int y)
{
    app_frame(c->app);
    buf_reset(&c->row);
    raw_row(y < 0 ? LINES + y : y, &c->row);
    while (c->row.len > 0 && c->row.p[c->row.len - 1] == ' ')
        c->row.p[--c->row.len] = '\0';
    return buf_str(&c->row);
}

bool curs_shows(struct curs *c, const char *text)
{
    for (int y = 0; y < LINES; y++)
        if (strstr(curs_row(c, y), text))
            return true;
    return false;
}

bool curs_reversed(struct curs *c, int y, int x)
{
    cchar_t cell;
    wchar_t chars[CCHARW_MAX + 1];
    attr_t attr;
    short pair;

    app_frame(c->app);
    mvwin_wch(stdscr, y < 0 ? LINES + y : y, x, &cell);
    getcchar(&cell, chars, &attr, &pair, NULL);
    return (attr & A_REVERSE) != 0;
}

bool curs_caret(struct curs *c, int *y, int *x)
{
    int was;

    app_frame(c->app);
    *y = getcury(stdscr);
    *x = getcurx(stdscr);
    was = curs_set(0);
    curs_set(was);
    return was == 1;
}

bool curs_whole(struct curs *c, int *row)
{
    struct buf cells = BUF_INIT;

    app_frame(c->app);
    for (int y = 0; y < LINES; y++) {
        int cols;

        buf_reset(&cells);
        raw_row(y, &cells);
        cols = text_cols(buf_str(&cells), cells.len);
        if (cols != COLS) {
            *row = y;
            buf_release(&cells);
            return false;
        }
    }
    buf_release(&cells);
    return true;
}

static bool report(struct curs *c, bool pass, const char *what, const char *text, const char *file,
                   int line)
{
    tap_ok(pass, what, file, line, "%s: %s", what, text);
    for (int y = 0; !pass && y < LINES; y++)
        if (curs_row(c, y)[0])
            diag("%2d|%s", y, curs_row(c, y));
    return pass;
}

bool curs_see_row(struct curs *c, int y, const char *text, const char *file, int line)
{
    return report(c, strstr(curs_row(c, y), text) != NULL, "seen in its row", text, file, line);
}

bool curs_see(struct curs *c, const char *text, bool there, const char *file, int line)
{
    return report(c, curs_shows(c, text) == there, there ? "seen" : "not seen", text, file, line);
}

bool curs_see_caret(struct curs *c, int y, int x, const char *file, int line)
{
    int cy, cx;
    bool on = curs_caret(c, &cy, &cx);
    char where[64];

    snprintf(where, sizeof where, "wanted %d,%d got %d,%d%s", y, x, cy, cx, on ? "" : " hidden");
    return report(c, on && cy == y && cx == x, "caret", where, file, line);
}

bool curs_see_whole(struct curs *c, const char *file, int line)
{
    int row = -1;
    char which[32] = "all rows";
    bool whole = curs_whole(c, &row);

    if (!whole)
        snprintf(which, sizeof which, "row %d", row);
    return report(c, whole, "exactly as wide as the terminal", which, file, line);
}
