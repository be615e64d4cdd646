#include "assets/draw/paint_labels.h"

#include "model/base/held.h"

#include <stdlib.h>
#include <string.h>

#define INK_WHITE 0xFFFFFF
#define INK_TEXT 0x101010

struct label {
    int x, y; /* of its mark, on the canvas */
    struct box mark, box;
    bool led; /* a line leads to it */
};

struct work {
    struct letters *l;
    struct canvas *c;
    struct box place;
    const struct diagram *d;
    int text;
    struct label *v; /* one a mark */
};

static const struct {
    ink colour;
    int eighths; /* of the text's size: its radius */
} shapes[SHAPES] = {
    [SHAPE_DISC] = {0xC00000, 4},
    [SHAPE_DOT] = {0xB05000, 3},
    [SHAPE_SQUARE] = {0x0048B0, 4},
    [SHAPE_DIAMOND] = {0x800080, 5},
};

static int radius(const struct work *w, size_t i)
{
    return w->text * shapes[w->d->marks[i].shape].eighths / 8;
}

static void place_marks(struct work *w)
{
    for (size_t i = 0; i < w->d->n; i++) {
        const struct diagram_mark *m = &w->d->marks[i];
        struct label *b = &w->v[i];
        int r = radius(w, i);

        b->x = w->place.x + (int)((int64_t)m->x * (w->place.w - 1) / DIAGRAM_UNIT);
        b->y = w->place.y + (int)((int64_t)m->y * (w->place.h - 1) / DIAGRAM_UNIT);
        b->mark = (struct box){b->x - r, b->y - r, 2 * r + 1, 2 * r + 1};
    }
}

static bool is_free(const struct work *w, size_t at, struct box b)
{
    if (!box_inside(b, w->place))
        return false;
    for (size_t i = 0; i < w->d->n; i++)
        if (box_meets(b, w->v[i].mark) || (i < at && box_meets(b, w->v[i].box)))
            return false;
    return true;
}

/* To the right, to the left, above, below, then the corners; then further away. */
static void place_label(struct work *w, size_t at)
{
    static const int sides[][2] = {{1, 0},  {-1, 0}, {0, -1},  {0, 1},
                                   {1, -1}, {1, 1},  {-1, -1}, {-1, 1}};
    const char *text = w->d->marks[at].cells[0];
    struct label *v = &w->v[at];
    struct box b = {.w = letters_width(w->l, text, strlen(text)) + w->text / 2,
                    .h = w->text * 5 / 4};
    int r = radius(w, at) + w->text / 8 + 1;

    for (int far = 0; far < 10; far++)
        for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
            int gap = r + far * w->text;

            b.x = v->x + sides[i][0] * (gap + b.w / 2) - b.w / 2;
            b.y = v->y + sides[i][1] * (gap + b.h / 2) - b.h / 2;
            if (is_free(w, at, b)) {
                v->box = b;
                v->led = far > 0;
                return;
            }
        }
    b.x = held(v->x + r, w->place.x, w->place.x + w->place.w - b.w);
    b.y = held(v->y - b.h / 2, w->place.y, w->place.y + w->place.h - b.h);
    v->box = b;
}

static void draw_shape(const struct work *w, size_t i)
{
    const struct label *v = &w->v[i];
    ink colour = shapes[w->d->marks[i].shape].colour;
    int r = radius(w, i), rim = 1 + w->text / 16;

    switch (w->d->marks[i].shape) {
    case SHAPE_SQUARE:
        canvas_fill(
            w->c,
            (struct box){v->x - r - rim, v->y - r - rim, 2 * (r + rim) + 1, 2 * (r + rim) + 1},
            INK_WHITE);
        canvas_fill(w->c, v->mark, colour);
        break;
    case SHAPE_DIAMOND:
        canvas_diamond(w->c, v->x, v->y, r + rim + 1, INK_WHITE);
        canvas_diamond(w->c, v->x, v->y, r, colour);
        break;
    default:
        canvas_disc(w->c, v->x, v->y, r + rim, INK_WHITE);
        canvas_disc(w->c, v->x, v->y, r, colour);
    }
}

static void draw_label(const struct work *w, size_t i)
{
    const char *text = w->d->marks[i].cells[0];
    const struct label *v = &w->v[i];
    int line = letters_line(w->l);

    canvas_fill(w->c, v->box, INK_WHITE);
    canvas_frame(w->c, v->box, 1 + w->text / 24, shapes[w->d->marks[i].shape].colour);
    letters_draw(w->l, w->c, v->box.x + w->text / 4, v->box.y + (v->box.h - line) / 2, text,
                 strlen(text), INK_TEXT);
}

void paint_labels(struct letters *l, struct canvas *c, struct box place, const struct diagram *d,
                  int text)
{
    struct work w = {.l = l, .c = c, .place = place, .d = d, .text = text};

    w.v = calloc(d->n + 1, sizeof *w.v);
    if (!w.v)
        return;
    letters_size(l, text);
    place_marks(&w);
    for (size_t i = 0; i < d->n; i++)
        place_label(&w, i);
    for (size_t i = 0; i < d->n; i++)
        if (w.v[i].led)
            canvas_line(c, w.v[i].x, w.v[i].y, w.v[i].box.x + w.v[i].box.w / 2,
                        w.v[i].box.y + w.v[i].box.h / 2, 1 + text / 16,
                        shapes[d->marks[i].shape].colour);
    for (size_t i = 0; i < d->n; i++)
        draw_shape(&w, i);
    for (size_t i = 0; i < d->n; i++)
        draw_label(&w, i);
    free(w.v);
}
