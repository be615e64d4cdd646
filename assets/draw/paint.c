#include "assets/draw/paint.h"

#include "assets/draw/paint_labels.h"
#include "model/base/held.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MIN 18
#define TEXT_MAX 40
#define WIDE 44 /* texts: the legend at least */
#define INK_TEXT 0x202020
#define INK_RULE 0xA0A0A0
#define INK_HEAD 0xE8EEF4

_Static_assert((WIDE + 2) * TEXT_MIN >= DIAGRAM_WIDTH_MIN &&
                   (WIDE + 2) * TEXT_MAX <= DIAGRAM_WIDTH_MAX &&
                   DIAGRAM_SIDE + 2 * TEXT_MAX <= DIAGRAM_WIDTH_MAX,
               "a sheet is as wide as its answer may say");

struct sheet {
    struct letters *l;
    const struct diagram *d;
    const struct picture *drawing;
    int text, pad, width; /* of the canvas */
    int column[DIAGRAM_COLUMNS];
};

/* ---- measuring ---- */

/* Lines of a text that is broken at `width`. */
static int lines_of(struct letters *l, const char *s, int width)
{
    int n = 0;

    do {
        s += letters_fit(l, s, width);
        n++;
    } while (*s);
    return n;
}

/* Draws them; *y moves below the last. */
static void draw_lines(struct sheet *s, struct canvas *c, int x, int *y, int width,
                       const char *text)
{
    do {
        size_t n = letters_fit(s->l, text, width);

        letters_draw(s->l, c, x, *y, text, n, INK_TEXT);
        *y += letters_line(s->l);
        text += n;
    } while (*text);
}

static int gap(const struct sheet *s)
{
    return s->text;
}

static const char *cell(const struct sheet *s, size_t row, int i)
{
    return row == 0 ? s->d->columns[i] : s->d->marks[row - 1].cells[i];
}

/* Natural widths; where they do not fit, the columns after the first share what
 * is there in proportion. */
static void fit_columns(struct sheet *s)
{
    int space = s->width - 2 * s->pad - DIAGRAM_COLUMNS * gap(s), wanted = 0;

    for (int i = 0; i < DIAGRAM_COLUMNS; i++) {
        s->column[i] = 0;
        for (size_t row = 0; row <= s->d->n; row++) {
            const char *text = cell(s, row, i);
            int w = letters_width(s->l, text, strlen(text));

            s->column[i] = w > s->column[i] ? w : s->column[i];
        }
        wanted += s->column[i];
    }
    if (wanted <= space)
        return;
    wanted -= s->column[0];
    space -= s->column[0];
    for (int i = 1; i < DIAGRAM_COLUMNS; i++)
        s->column[i] =
            held((int)((int64_t)space * s->column[i] / (wanted ? wanted : 1)), 3 * s->text, space);
}

static int row_height(const struct sheet *s, size_t row)
{
    int most = 1;

    for (int i = 0; i < DIAGRAM_COLUMNS; i++) {
        int n = lines_of(s->l, cell(s, row, i), s->column[i]);

        most = n > most ? n : most;
    }
    return most * letters_line(s->l) + s->text / 4;
}

static void heading_size(const struct sheet *s, int i)
{
    letters_size(s->l, i == 0 ? s->text * 3 / 2 : s->text);
}

static int height_of(const struct sheet *s)
{
    int h = 2 * s->pad + (int)s->drawing->height;

    for (int i = 0; i < s->d->nheadings; i++) {
        heading_size(s, i);
        h += lines_of(s->l, s->d->headings[i], s->width - 2 * s->pad) * letters_line(s->l);
    }
    letters_size(s->l, s->text);
    for (size_t row = 0; row <= s->d->n; row++) {
        h += row_height(s, row);
        if (h > DIAGRAM_HEIGHT_MAX)
            return -1;
    }
    h += 2 * s->pad;
    return h <= DIAGRAM_HEIGHT_MAX ? h : -1;
}

/* ---- drawing ---- */

static void draw_headings(struct sheet *s, struct canvas *c, int *y)
{
    for (int i = 0; i < s->d->nheadings; i++) {
        heading_size(s, i);
        draw_lines(s, c, s->pad, y, s->width - 2 * s->pad, s->d->headings[i]);
    }
    letters_size(s->l, s->text);
}

static void draw_row(struct sheet *s, struct canvas *c, int *y, size_t row)
{
    int x = s->pad, h = row_height(s, row), wide = s->width - 2 * s->pad;

    if (row == 0)
        canvas_fill(c, (struct box){s->pad, *y, wide, h}, INK_HEAD);
    for (int i = 0; i < DIAGRAM_COLUMNS; i++) {
        int at = *y + s->text / 8;

        draw_lines(s, c, x + gap(s) / 2, &at, s->column[i], cell(s, row, i));
        x += s->column[i] + gap(s);
    }
    *y += h;
    canvas_fill(c, (struct box){s->pad, *y - 1, wide, 1}, INK_RULE);
}

static void measure(struct sheet *s)
{
    int w = (int)s->drawing->width;

    s->text = held(w / 60, TEXT_MIN, TEXT_MAX);
    s->pad = s->text;
    s->width = (w > WIDE * s->text ? w : WIDE * s->text) + 2 * s->pad;
    letters_size(s->l, s->text);
    fit_columns(s);
}

const char *paint_diagram(struct letters *l, const struct picture *drawing, const struct diagram *d,
                          struct canvas *out)
{
    struct sheet s = {.l = l, .d = d, .drawing = drawing};
    struct box place = {.w = (int)drawing->width, .h = (int)drawing->height};
    int h, y;

    measure(&s);
    h = height_of(&s);
    if (h < 0)
        return "too many marks for one sheet";
    if (!canvas_init(out, s.width, h))
        return "not enough memory";
    y = s.pad;
    draw_headings(&s, out, &y);
    y += s.pad / 2;
    place.x = (s.width - place.w) / 2;
    place.y = y;
    canvas_copy(out, place.x, place.y, drawing->rgb, place.w, place.h);
    paint_labels(l, out, place, d, s.text);
    y += place.h + s.pad;
    for (size_t row = 0; row <= d->n; row++)
        draw_row(&s, out, &y, row);
    return NULL;
}
