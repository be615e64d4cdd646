#include "tests/lib/tap.h"
#include "tests/lib/term_priv.h"

#include "model/base/text.h"

#include <string.h>

#define SECOND_HALF ((uint32_t)-1) /* of a wide character's two cells */

static VTermScreenCell cell_at(const struct term *t, int row, int col)
{
    VTermScreenCell cell;

    memset(&cell, 0, sizeof cell);
    vterm_screen_get_cell(t->screen, (VTermPos){.row = row, .col = col}, &cell);
    return cell;
}

static int row_index(const struct term *t, int row)
{
    return row < 0 ? row + t->rows : row;
}

static void put_cell(struct buf *out, const VTermScreenCell *cell)
{
    if (cell->chars[0] == SECOND_HALF)
        return;
    if (cell->chars[0] == 0)
        buf_putc(out, ' ');
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
        text_put(out, cell->chars[i]);
}

const char *term_row_text(struct term *t, int row)
{
    struct buf *b = &t->row;

    row = row_index(t, row);
    buf_reset(b);
    for (int col = 0; row >= 0 && row < t->rows && col < t->cols; col++) {
        VTermScreenCell cell = cell_at(t, row, col);

        put_cell(b, &cell);
    }
    while (b->len > 0 && b->p[b->len - 1] == ' ')
        b->p[--b->len] = '\0';
    return buf_str(b);
}

bool term_find(struct term *t, const char *text, int *row, int *col)
{
    for (int r = 0; r < t->rows; r++) {
        const char *line = term_row_text(t, r), *at = strstr(line, text);

        if (!at)
            continue;
        if (row)
            *row = r;
        if (col)
            *col = text_cols(line, (size_t)(at - line));
        return true;
    }
    return false;
}

void term_cursor(struct term *t, int *row, int *col)
{
    VTermPos pos;

    vterm_state_get_cursorpos(vterm_obtain_state(t->vt), &pos);
    *row = pos.row;
    *col = pos.col;
}

bool term_cursor_shown(struct term *t)
{
    return t->cursor_shown;
}

bool term_reversed(struct term *t, int row, int col)
{
    return cell_at(t, row_index(t, row), col).attrs.reverse;
}

bool term_filled(struct term *t, int row, int col)
{
    VTermScreenCell c = cell_at(t, row_index(t, row), col);

    if (c.chars[0] == (uint32_t)-1) /* the second half of a wide character has no colours */
        return col > 0 && term_filled(t, row, col - 1);
    return c.attrs.reverse ? !VTERM_COLOR_IS_DEFAULT_FG(&c.fg) : !VTERM_COLOR_IS_DEFAULT_BG(&c.bg);
}

bool term_bold(struct term *t, int row, int col)
{
    return cell_at(t, row_index(t, row), col).attrs.bold;
}

void term_dump(struct term *t)
{
    int row, col;

    term_cursor(t, &row, &col);
    diag("screen %dx%d, cursor %d,%d, %d frames%s", t->rows, t->cols, row, col, t->frames,
         t->hung ? ", program ended" : "");
    for (int r = 0; r < t->rows; r++)
        if (*term_row_text(t, r))
            diag("%2d|%s", r, term_row_text(t, r));
}

struct wanted {
    const char *text;
    int row, col;
};

static bool shows(struct term *t, const void *ctx)
{
    return term_find(t, ((const struct wanted *)ctx)->text, NULL, NULL);
}

bool term_wait(struct term *t, const char *text)
{
    struct wanted w = {.text = text};

    return term_until(t, shows, &w);
}

static bool shows_either(struct term *t, const void *ctx)
{
    const struct wanted *w = ctx;

    return shows(t, &w[0]) || shows(t, &w[1]);
}

bool term_wait_either(struct term *t, const char *one, const char *other)
{
    struct wanted w[] = {{.text = one}, {.text = other}};

    return term_until(t, shows_either, w);
}

static bool shows_in_row(struct term *t, const void *ctx)
{
    const struct wanted *w = ctx;

    return strstr(term_row_text(t, w->row), w->text) != NULL;
}

static bool shows_not(struct term *t, const void *ctx)
{
    return !shows(t, ctx);
}

static bool cursor_is(struct term *t, const void *ctx)
{
    const struct wanted *w = ctx;
    int row, col;

    term_cursor(t, &row, &col);
    return row == row_index(t, w->row) && col == w->col;
}

static bool finish(struct term *t, bool pass, const char *file, int line, const char *what,
                   const char *text)
{
    tap_ok(pass, what, file, line, "%s %s", what, text);
    if (!pass)
        term_dump(t);
    return pass;
}

bool term_see_at(struct term *t, const char *text, const char *file, int line)
{
    struct wanted w = {.text = text};

    return finish(t, term_until(t, shows, &w), file, line, "the screen shows", text);
}

bool term_see_row_at(struct term *t, int row, const char *text, const char *file, int line)
{
    struct wanted w = {.text = text, .row = row};
    bool pass = term_until(t, shows_in_row, &w);

    tap_ok(pass, text, file, line, "row %d shows %s", row, text);
    if (!pass)
        term_dump(t);
    return pass;
}

bool term_see_not_at(struct term *t, const char *text, const char *file, int line)
{
    struct wanted w = {.text = text};

    return finish(t, term_until(t, shows_not, &w), file, line, "the screen does not show", text);
}

bool term_see_cursor_at(struct term *t, int row, int col, const char *file, int line)
{
    struct wanted w = {.row = row, .col = col};
    bool pass = term_until(t, cursor_is, &w);

    tap_ok(pass, "the cursor", file, line, "the cursor stands at %d,%d", row, col);
    if (!pass)
        term_dump(t);
    return pass;
}

/* The first column of a row where the cells do not fit together, -1: none. A
 * character cut in half leaves a second half alone, or a first one without it. */
static int broken_col(const struct term *t, int row)
{
    for (int col = 0; col < t->cols;) {
        VTermScreenCell cell = cell_at(t, row, col);
        struct buf b = BUF_INIT;
        int width;

        if (cell.chars[0] == SECOND_HALF)
            return col;
        put_cell(&b, &cell);
        width = text_cols(buf_str(&b), b.len);
        buf_release(&b);
        if (width != cell.width || width < 1 || col + width > t->cols)
            return col;
        col += width;
    }
    return -1;
}

bool term_see_whole_at(struct term *t, const char *file, int line)
{
    int row, col = -1;

    for (row = 0; row < t->rows && col < 0; row++)
        col = broken_col(t, row);
    tap_ok(col < 0, "whole characters", file, line, "every row fills exactly %d columns", t->cols);
    if (col >= 0) {
        diag("row %d, column %d", row - 1, col);
        term_dump(t);
    }
    return col < 0;
}
