/* A floor on the screen: the drawing with its pins, or its rooms; the list. */
#include "config.h"

#include "assets/photo/keep.h"
#include "model/base/held.h"
#include "model/base/text.h"
#include "tui/floor_priv.h"
#include "tui/i18n.h"
#include "tui/mosaic.h"
#include "tui/preview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_LINES 1
#define HINT_LINES 1
#define ROOM_NAME_COLS 20
#define SIDE_MAX 65535 /* pixels of a drawing that is drawn by its shape */

static int list_cols(const struct draw *body)
{
    return body->cols >= 120 ? FLOOR_LIST_COLS + 12 : FLOOR_LIST_COLS;
}

/* What is left of the list. */
static struct draw main_part(const struct draw *body)
{
    return draw_sub(body, HEAD_LINES, 1, body->rows - HEAD_LINES - HINT_LINES,
                    body->cols - list_cols(body) - 3);
}

/* ---- places and cells ---- */

/* 0: not said, or nothing a picture can have. */
static uint32_t side_of(const struct row *drawing, enum field f)
{
    int64_t n = row_int(drawing, f, 0);

    return n > 0 && n <= SIDE_MAX ? (uint32_t)n : 0;
}

/* The cells a drawing takes of the body. */
static struct draw floor_area(const struct floor_screen *f, const struct draw *body)
{
    const struct row *drawing = floor_drawing(f);
    static uint8_t some; /* only the shape is asked for */
    struct picture shape = {.full_width = 3, .full_height = 2, .rgb = &some};
    struct draw part = main_part(body);

    if (drawing && side_of(drawing, F_drawing_width) && side_of(drawing, F_drawing_height)) {
        shape.full_width = side_of(drawing, F_drawing_width);
        shape.full_height = side_of(drawing, F_drawing_height);
    }
    return mosaic_area(&part, &shape);
}

struct floor_view floor_view(const struct floor_screen *f, const struct draw *body)
{
    const struct thing *here = floor_thing(f);
    bool pinned = !floor_holds(f) && here && here->state == PIN_HERE;
    struct floor_view v = {.area = floor_area(f, body), .span = PIN_UNIT / f->zoom};

    v.x = held((pinned ? here->x : f->x) - v.span / 2, 0, PIN_UNIT - v.span);
    v.y = held((pinned ? here->y : f->y) - v.span / 2, 0, PIN_UNIT - v.span);
    return v;
}

bool floor_cell(const struct floor_view *v, int x, int y, int *row, int *col)
{
    if (x < v->x || x > v->x + v->span || y < v->y || y > v->y + v->span)
        return false;
    *row = held((y - v->y) * v->area.rows / v->span, 0, v->area.rows - 1);
    *col = held((x - v->x) * v->area.cols / v->span, 0, v->area.cols - 1);
    return true;
}

void floor_place_of(const struct floor_view *v, int row, int col, int *x, int *y)
{
    *x = v->x + (v->area.cols > 0 ? (2 * col + 1) * v->span / (2 * v->area.cols) : 0);
    *y = v->y + (v->area.rows > 0 ? (2 * row + 1) * v->span / (2 * v->area.rows) : 0);
}

/* ---- pins ---- */

/* Where labels stand already: a bit a cell of the area. */
struct taken {
    const struct draw *area;
    bool *cells;
};

static bool fits(const struct taken *t, int row, int col, int cols)
{
    if (row < 0 || row >= t->area->rows || col < 0 || col + cols > t->area->cols)
        return false;
    for (int i = col > 0 ? -1 : 0; i <= cols; i++) /* a gap between two labels */
        if (col + i < t->area->cols && t->cells[row * t->area->cols + col + i])
            return false;
    return true;
}

static void put_label(struct taken *t, int row, int col, const char *label, enum role role)
{
    int cols = (int)strlen(label); /* ASCII */
    const int spots[][2] = {{row, col},     {row, col - cols + 1},     {row - 1, col},
                            {row + 1, col}, {row - 1, col - cols + 1}, {row + 1, col - cols + 1}};

    for (size_t i = 0; i < sizeof spots / sizeof *spots; i++)
        if (fits(t, spots[i][0], spots[i][1], cols)) {
            draw_put(t->area, spots[i][0], spots[i][1], label, role);
            memset(t->cells + spots[i][0] * t->area->cols + spots[i][1], 1, (size_t)cols);
            return;
        }
    draw_put(t->area, row, col, "*", role); /* no room for its label: the list says which */
}

/* The one under the cursor first: it always has room. */
static void draw_pins(const struct floor_screen *f, const struct floor_view *v)
{
    const struct draw *area = &v->area;
    struct taken t = {area, xcalloc((size_t)area->rows * (size_t)area->cols + 1, 1)};
    const struct thing *here = floor_thing(f);
    int row, col;

    if (here && (floor_holds(f) || here->state == PIN_HERE) &&
        floor_cell(v, floor_holds(f) ? f->x : here->x, floor_holds(f) ? f->y : here->y, &row,
                   &col)) {
        put_label(&t, row, col, here->label, ROLE_CURSOR);
        if (floor_holds(f))
            draw_caret(area, row, col);
    }
    for (int i = 0; i < f->nthings; i++) {
        const struct thing *th = floor_thing_at(f, i);

        if (th && th != here && th->state == PIN_HERE && floor_cell(v, th->x, th->y, &row, &col))
            put_label(&t, row, col, th->label, th->clash > 0 ? ROLE_CONFLICT : ROLE_KEYS);
    }
    free(t.cells);
}

/* ---- the drawing ---- */

/* Without a picture: its corners, and the grid where there is one. */
static void draw_field(const struct row *drawing, const struct floor_view *v)
{
    int cols, rows, row, col;

    drawing_grid(drawing, &cols, &rows);
    draw_clear(&v->area);
    for (int y = 0; y <= (rows > 0 ? rows : 1); y++)
        for (int x = 0; x <= (cols > 0 ? cols : 1); x++) {
            if (floor_cell(v, x * PIN_UNIT / (cols > 0 ? cols : 1),
                           y * PIN_UNIT / (rows > 0 ? rows : 1), &row, &col))
                draw_put(&v->area, row, col, "+", ROLE_MUTED);
        }
}

/* The part that is shown, of the whole. */
static void draw_part(const struct floor_view *v, const struct picture *whole)
{
    uint32_t from_x = (uint32_t)((uint64_t)whole->width * (uint32_t)v->x / PIN_UNIT);
    uint32_t from_y = (uint32_t)((uint64_t)whole->height * (uint32_t)v->y / PIN_UNIT);
    struct picture part = *whole;

    part.width = (uint32_t)((uint64_t)whole->width * (uint32_t)v->span / PIN_UNIT);
    part.height = (uint32_t)((uint64_t)whole->height * (uint32_t)v->span / PIN_UNIT);
    if (part.width == 0 || part.height == 0)
        return;
    part.rgb = xmalloc((size_t)part.width * part.height * 3);
    for (uint32_t y = 0; y < part.height; y++)
        memcpy(part.rgb + (size_t)y * part.width * 3,
               whole->rgb + ((size_t)(from_y + y) * whole->width + from_x) * 3,
               (size_t)part.width * 3);
    mosaic_draw(&v->area, &part);
    free(part.rgb);
}

/* The pixels where there are any; else the field, and why. */
static const char *draw_bytes(const struct floor_screen *f, const struct row *drawing,
                              const struct draw *body, const struct floor_view *view)
{
    struct previews *all = work_previews(f->base.app);
    struct casefile *c = work_of(f->base.app)->open;
    char *path = keep_drawing_path(c->folder, row_text(drawing, F_drawing_sha256),
                                   row_text(drawing, F_drawing_media_type));
    const struct preview *v;

    previews_begin(all);
    v = previews_get(all, path, MOSAIC_BOX_W(view->area.cols) * f->zoom,
                     MOSAIC_BOX_H(view->area.rows) * f->zoom);
    free(path);
    if (v->picture.rgb && mosaic_can(body->theme))
        draw_part(view, &v->picture);
    else
        draw_field(drawing, view);
    return v->state == PREVIEW_FAILED ? v->why : "";
}

static void draw_picture(const struct floor_screen *f, const struct row *drawing,
                         const struct draw *body)
{
    struct floor_view view = floor_view(f, body);
    const char *why = _("not here yet");

    if (store_photo_is_away(work_of(f->base.app)->open->store, row_text(drawing, F_drawing_sha256)))
        draw_field(drawing, &view);
    else
        why = draw_bytes(f, drawing, body, &view);
    draw_pins(f, &view);
    if (*why)
        draw_text(body, body->rows - HINT_LINES, 1, body->cols - 2, why, ROLE_WARN);
}

/* ---- the rooms ---- */

static int room_lines(const struct room_row *r, int cols)
{
    int n = draw_lines(r->things, cols - ROOM_NAME_COLS - 2);

    return n > 1 ? n : 1;
}

static void draw_room(const struct draw *d, int y, const struct room_row *r, bool here)
{
    struct buf left = BUF_INIT;
    int from = ROOM_NAME_COLS + 2;

    buf_addf(&left, "%s%s", here ? ">" : " ", *r->name ? r->name : _("(room not said)"));
    draw_text(d, y, 0, ROOM_NAME_COLS, buf_str(&left), here ? ROLE_HERE : ROLE_NORMAL);
    draw_wrap(d, y, from, room_lines(r, d->cols), d->cols - from, r->things, ROLE_OBSERVED);
    buf_release(&left);
}

/* Hours and who is inside stand on the line under the room's name. */
static void draw_hours(const struct draw *d, int y, const struct room_row *r)
{
    struct buf text = BUF_INIT;

    if (*r->hours)
        text_fill(&text, _("open {1}"), r->hours, NULL, NULL);
    if (*r->inside) {
        buf_puts(&text, text.len ? "  " : "");
        text_fill(&text, _("inside: {1}"), r->inside, NULL, NULL);
    }
    draw_text(d, y, 3, d->cols - 3, buf_str(&text), *r->inside ? ROLE_DOING : ROLE_MUTED);
    buf_release(&text);
}

static int room_height(const struct room_row *r, int cols)
{
    return room_lines(r, cols) + (*r->hours || *r->inside ? 1 : 0);
}

/* The room of the thing under the cursor is always in sight. */
static int first_room(const struct floor_screen *f, const struct draw *d, int here)
{
    int first = 0, lines = 0;

    for (int i = 0; i <= here; i++) {
        lines += room_height(&f->rooms[i], d->cols);
        while (lines > d->rows && first < i)
            lines -= room_height(&f->rooms[first++], d->cols);
    }
    return first;
}

static void draw_board(const struct floor_screen *f, const struct draw *body)
{
    const struct thing *thing = floor_thing(f);
    struct draw d = main_part(body);
    int here = -1, y = 0;

    for (int i = 0; thing && i < f->nrooms; i++)
        if (strcmp(f->rooms[i].name, thing->room) == 0)
            here = i;
    if (f->nrooms == 0)
        draw_wrap(&d, 1, 1, 3, d.cols - 2, _("Nothing is known of this floor."), ROLE_MUTED);
    for (int i = first_room(f, &d, here); i < f->nrooms && y < d.rows; i++) {
        const struct room_row *r = &f->rooms[i];

        draw_room(&d, y, r, i == here);
        y += room_lines(r, d.cols);
        if ((*r->hours || *r->inside) && y < d.rows)
            draw_hours(&d, y++, r);
    }
}

/* ---- all of it ---- */

static void draw_title(const struct floor_screen *f, const struct draw *body)
{
    const struct row *drawing = floor_drawing(f);
    const struct floor *here = floor_here(f);
    struct buf text = BUF_INIT;
    char grid[32] = "";
    int cols = 0, rows = 0;

    if (!here)
        return;
    buf_addf(&text, "[ %d/%d ]  %s", f->at + 1, f->nfloors, here->title);
    if (!drawing)
        buf_addf(&text, "  (%s)", _("no drawing"));
    draw_text(body, 0, 1, body->cols - 24, buf_str(&text), ROLE_HERE);
    buf_release(&text);
    if (drawing)
        drawing_grid(drawing, &cols, &rows);
    if (cols > 0) {
        snprintf(grid, sizeof grid, "%d x %d", cols, rows);
        buf_init(&text, BUF_MAX_DEFAULT);
        text_fill(&text, _("grid {1}"), grid, NULL, NULL);
        draw_right(body, 0, body->cols - 22, 21, buf_str(&text), ROLE_MUTED);
        buf_release(&text);
    }
}

/* While a pin is in hand: where it is, and what the keys do. */
static void draw_hint(const struct floor_screen *f, const struct draw *body)
{
    char x[16], y[16];
    struct buf text = BUF_INIT;

    if (!floor_holds(f))
        return;
    snprintf(x, sizeof x, "%.1f", f->x * 100.0 / PIN_UNIT);
    snprintf(y, sizeof y, "%.1f", f->y * 100.0 / PIN_UNIT);
    text_fill(&text,
              _("{1}%, {2}%  Arrows move, Shift+arrows by cells, Enter: here, Esc: as it was"), x,
              y, NULL);
    draw_text(body, body->rows - HINT_LINES, 1, body->cols - 2, buf_str(&text), ROLE_KEY);
    buf_release(&text);
}

void floor_draw(const struct screen *s, const struct draw *body)
{
    const struct floor_screen *f = (const struct floor_screen *)s;
    const struct row *drawing = floor_drawing(f);
    int cols = list_cols(body);
    struct draw list = draw_sub(body, HEAD_LINES, body->cols - cols - 1,
                                body->rows - HEAD_LINES - HINT_LINES, cols);

    draw_clear(body);
    draw_title(f, body);
    if (!floor_here(f))
        draw_wrap(body, 1, 1, 3, body->cols - 2,
                  _("No floor is known yet. Import the hearing sheet; a takes a drawing in."),
                  ROLE_MUTED);
    else if (drawing && (!f->board || floor_holds(f)))
        draw_picture(f, drawing, body);
    else
        draw_board(f, body);
    list_draw(&f->list, &list);
    draw_hint(f, body);
}
