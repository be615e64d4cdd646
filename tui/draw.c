#include "config.h"

#include "tui/draw.h"

#include "model/base/text.h"
#include "tui/i18n.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

struct draw draw_sub(const struct draw *d, int y, int x, int rows, int cols)
{
    struct draw s = *d;

    y = y < 0 ? 0 : y > d->rows ? d->rows : y;
    x = x < 0 ? 0 : x > d->cols ? d->cols : x;
    s.y0 = d->y0 + y;
    s.x0 = d->x0 + x;
    s.rows = rows < 0 || y + rows > d->rows ? d->rows - y : rows;
    s.cols = cols < 0 || x + cols > d->cols ? d->cols - x : cols;
    return s;
}

/* The text as cells can show it: controls are blanks, what has no width of its
 * own never stands first, what the locale cannot measure is a question mark. */
static void printable(struct buf *out, const char *text)
{
    size_t n = strlen(text);

    while (n > 0) {
        uint32_t cp;
        size_t k = text_next(text, n, &cp);

        if (cp < 0x20 || cp == 0x7F)
            buf_putc(out, ' ');
        else if (cp >= 0x80 && wcwidth((wchar_t)cp) < 0)
            buf_putc(out, '?');
        else if (!(cp >= 0x80 && out->len == 0 && wcwidth((wchar_t)cp) == 0))
            text_put(out, cp);
        text += k;
        n -= k;
    }
}

static void put_cells(const struct draw *d, int y, int x, const char *cells, enum role role)
{
    if (wmove(d->win, d->y0 + y, d->x0 + x) == ERR)
        return;
    wattr_set(d->win, d->theme->attr[role], d->theme->pair[role], NULL);
    waddnstr(d->win, cells, -1);
    wattr_set(d->win, A_NORMAL, 0, NULL);
}

/* Columns that are really there from x on; 0 when nothing can be drawn. */
static int room(const struct draw *d, int y, int x, int cols)
{
    if (y < 0 || y >= d->rows || x < 0 || x >= d->cols)
        return 0;
    return cols < 0 || cols > d->cols - x ? d->cols - x : cols;
}

static void draw_padded(const struct draw *d, int y, int x, int cols, const char *text,
                        enum role role, bool right)
{
    struct buf clean = BUF_INIT, cells = BUF_INIT;

    cols = room(d, y, x, cols);
    if (cols <= 0)
        return;
    printable(&clean, text);
    if (right)
        text_pad_left(&cells, buf_str(&clean), cols);
    else
        text_pad(&cells, buf_str(&clean), cols);
    put_cells(d, y, x, buf_str(&cells), role);
    buf_release(&clean);
    buf_release(&cells);
}

void draw_text(const struct draw *d, int y, int x, int cols, const char *text, enum role role)
{
    draw_padded(d, y, x, cols, text, role, false);
}

void draw_right(const struct draw *d, int y, int x, int cols, const char *text, enum role role)
{
    draw_padded(d, y, x, cols, text, role, true);
}

int draw_put(const struct draw *d, int y, int x, const char *text, enum role role)
{
    struct buf clean = BUF_INIT;
    int cols = room(d, y, x, -1), want;

    if (cols <= 0)
        return 0;
    printable(&clean, text);
    want = text_cols(buf_str(&clean), clean.len);
    buf_release(&clean);
    draw_text(d, y, x, want < cols ? want : cols, text, role);
    return want < cols ? want : cols;
}

/* No line begins with these (kinsoku). */
static bool closes(const char *s, size_t n)
{
    static const char *const marks[] = {"、", "。", "」", "』", ")", "）", "ー", "々", ",", "."};

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (n >= strlen(marks[i]) && memcmp(s, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

/* The bytes of one line of `s`: all, or up to a blank, or whole characters. */
static size_t line_break(const char *s, size_t n, int cols)
{
    size_t fit = text_fit(s, n, cols, NULL), at;

    if (fit >= n)
        return n;
    if (fit == 0) {
        uint32_t cp;

        return text_next(s, n, &cp);
    }
    if (closes(s + fit, n - fit)) /* takes the character before along: oidashi */
        while (fit > 1 && ((unsigned char)s[--fit] & 0xC0) == 0x80)
            ;
    if ((unsigned char)s[fit] >= 0x80 || (unsigned char)s[fit - 1] >= 0x80)
        return fit;
    for (at = fit; at > 0 && s[at] != ' ' && (unsigned char)s[at - 1] < 0x80; at--)
        ;
    return at > 0 ? at : fit;
}

/* The next line of *text: its bytes; *text moves behind it and its newline or blanks. */
static size_t take_line(const char **text, size_t *n, int cols)
{
    const char *nl = memchr(*text, '\n', *n);
    size_t here = nl ? (size_t)(nl - *text) : *n;
    size_t k = line_break(*text, here, cols), skip = k;

    while (skip < here && (*text)[skip] == ' ')
        skip++;
    if (skip == here && nl)
        skip++;
    *text += skip;
    *n -= skip;
    return k;
}

int draw_lines(const char *text, int cols)
{
    size_t n = strlen(text);
    int lines = 0;

    while (n > 0 && cols > 0) {
        take_line(&text, &n, cols);
        lines++;
    }
    return lines;
}

int draw_wrap(const struct draw *d, int y, int x, int rows, int cols, const char *text,
              enum role role)
{
    size_t n = strlen(text);
    int line = 0;

    cols = room(d, y, x, cols);
    while (n > 0 && line < rows && cols > 0) {
        const char *from = text;
        size_t k = take_line(&text, &n, cols);
        char *part;

        if (line == rows - 1 && n > 0)
            k = (size_t)(text - from) + n; /* the last line ends in `~` */
        part = xstrndup(from, k);
        draw_text(d, y + line++, x, cols, part, role);
        free(part);
    }
    return line;
}

void draw_fill(const struct draw *d, int y, enum role role)
{
    draw_text(d, y, 0, d->cols, "", role);
}

void draw_clear(const struct draw *d)
{
    for (int y = 0; y < d->rows; y++)
        draw_fill(d, y, ROLE_NORMAL);
}

void draw_caret(const struct draw *d, int y, int x)
{
    if (!d->caret || room(d, y, x, -1) <= 0)
        return;
    d->caret->on = true;
    d->caret->y = d->y0 + y;
    d->caret->x = d->x0 + x;
}

static int width_in_all(const struct columns *f)
{
    int sum = 0, shown = 0;

    for (int i = 0; i < f->n; i++)
        if (f->width[i] > 0) {
            sum += f->width[i];
            shown++;
        }
    return sum + (shown > 1 ? shown - 1 : 0);
}

/* Takes a column away; false when none may go. */
static bool drop_one(const struct column *c, struct columns *f)
{
    int victim = -1;

    for (int i = 0; i < f->n; i++)
        if (f->width[i] > 0 && c[i].drop > 0 && (victim < 0 || c[i].drop > c[victim].drop))
            victim = i;
    if (victim >= 0)
        f->width[victim] = 0;
    return victim >= 0;
}

static void shrink_widest(struct columns *f, int cols)
{
    while (width_in_all(f) > cols) {
        int widest = 0;

        for (int i = 1; i < f->n; i++)
            if (f->width[i] > f->width[widest])
                widest = i;
        if (f->width[widest] <= 1)
            return;
        f->width[widest]--;
    }
}

static void grow_rest(const struct column *c, struct columns *f, int cols)
{
    int shares = 0, left = cols - width_in_all(f), last = -1, given = 0;

    for (int i = 0; i < f->n; i++)
        if (f->width[i] > 0 && c[i].grow > 0) {
            shares += c[i].grow;
            last = i;
        }
    for (int i = 0; i < f->n && left > 0 && shares > 0; i++)
        if (f->width[i] > 0 && c[i].grow > 0) {
            int more = i == last ? left - given : left * c[i].grow / shares;

            f->width[i] += more;
            given += more;
        }
}

struct columns columns_fit(const struct column *c, int n, int cols)
{
    struct columns f = {.n = n > COLUMNS_MAX ? COLUMNS_MAX : n};
    int x = 0;

    for (int i = 0; i < f.n; i++) {
        f.width[i] = c[i].width;
        f.right[i] = c[i].right;
    }
    while (width_in_all(&f) > cols && drop_one(c, &f))
        ;
    shrink_widest(&f, cols);
    grow_rest(c, &f, cols);
    for (int i = 0; i < f.n; i++) {
        f.x[i] = x;
        if (f.width[i] > 0)
            x += f.width[i] + 1;
    }
    return f;
}

void draw_cell(const struct draw *d, int y, int x, const struct columns *fit, int i,
               const char *text, enum role role)
{
    if (i < 0 || i >= fit->n || fit->width[i] <= 0)
        return;
    if (fit->right[i])
        draw_right(d, y, x + fit->x[i], fit->width[i], text, role);
    else
        draw_text(d, y, x + fit->x[i], fit->width[i], text, role);
}

void draw_head(const struct draw *d, int y, int x, const struct column *c,
               const struct columns *fit)
{
    for (int i = 0; i < fit->n; i++)
        if (c[i].head && c[i].head[0])
            draw_cell(d, y, x, fit, i, _(c[i].head), ROLE_HEAD);
}
