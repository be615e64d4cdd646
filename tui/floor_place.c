/* A pin in hand: taken, moved, let go; taken away; the grid; the mouse. */
#include "config.h"

#include "model/base/held.h"
#include "model/base/text.h"
#include "tui/conflict_mark.h"
#include "tui/floor_priv.h"
#include "tui/i18n.h"
#include "tui/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int on_drawing(int at)
{
    return held(at, 0, PIN_UNIT);
}

/* ---- taking and letting go ---- */

static void drop(struct floor_screen *f)
{
    f->hand = (struct hand){.label = ""};
}

static void hold(struct floor_screen *f, const struct thing *thing)
{
    const struct floor *here = floor_here(f);

    f->hand = (struct hand){.thing = thing->id, .drawing = here->drawing};
    snprintf(f->hand.label, sizeof f->hand.label, "%s", thing->label);
}

bool floor_clash_first(struct floor_screen *f, const struct thing *thing)
{
    const struct row *row = survey_find(floor_survey(f), thing->id);
    enum field fields[3];

    for (int i = 0; row && pin_fields(row->kind, fields) && i < 3; i++)
        if (conflict_shown_first(f->base.app, row, fields[i], false))
            return true;
    return false;
}

void floor_keep_hand(struct floor_screen *f)
{
    const struct floor *here = floor_here(f);
    char id[ID_HEX_LEN + 1], label[PIN_LABEL_MAX];

    if (!floor_holds(f))
        return;
    id_print(f->hand.thing, id);
    if (floor_drawing(f) && id_equal(here->drawing, f->hand.drawing) && list_go_id(&f->list, id))
        return;
    snprintf(label, sizeof label, "%s", f->hand.label);
    drop(f);
    app_sayf(f->base.app, ROLE_WARN,
             _("{1} is no longer in hand: it or its drawing is not on this floor any more."), label,
             NULL);
}

bool floor_ready(struct floor_screen *f)
{
    bool held = floor_holds(f);
    struct err ignored;

    if (f->base.stale)
        f->base.ops->load(&f->base, &ignored);
    return floor_holds(f) || !held;
}

bool floor_next_missing(struct floor_screen *f)
{
    for (int i = 1; i <= f->nthings; i++) {
        int at = (f->list.cursor + i) % f->nthings;

        if (f->things[at].state == PIN_NONE) {
            list_go(&f->list, at);
            return true;
        }
    }
    return false;
}

static enum outcome let_go(struct floor_screen *f)
{
    const struct survey *s = floor_survey(f);
    const struct row *row = survey_find(s, f->hand.thing);
    char label[PIN_LABEL_MAX];
    struct edits list = {0};

    if (!row)
        return SCREEN_DONE;
    snprintf(label, sizeof label, "%s", f->hand.label);
    pin_place(&list, row, f->hand.drawing, f->x, f->y);
    if (work_edit(f->base.app, &list)) {
        drop(f);
        floor_load(f);
        floor_next_missing(f);
        app_sayf(f->base.app, ROLE_OK, _("{1} stands there. u takes it back."), label, NULL);
    }
    edits_release(&list);
    return SCREEN_REDRAW;
}

enum outcome floor_take(struct floor_screen *f)
{
    const struct thing *thing = floor_thing(f);

    if (!thing)
        return SCREEN_DONE;
    if (floor_clash_first(f, thing))
        return SCREEN_REDRAW;
    if (floor_holds(f))
        return let_go(f);
    if (thing->state == PIN_HERE) {
        f->x = thing->x;
        f->y = thing->y;
    }
    hold(f, thing);
    return SCREEN_REDRAW;
}

enum outcome floor_leave(struct floor_screen *f)
{
    if (!floor_holds(f))
        return SCREEN_IGNORED;
    drop(f);
    return SCREEN_REDRAW;
}

enum outcome floor_remove(struct floor_screen *f)
{
    const struct thing *thing = floor_thing(f);
    const struct row *row = thing ? survey_find(floor_survey(f), thing->id) : NULL;
    struct edits list = {0};

    if (!row)
        return SCREEN_DONE;
    if (floor_clash_first(f, thing))
        return SCREEN_REDRAW;
    drop(f);
    pin_remove(&list, row);
    if (work_edit(f->base.app, &list)) {
        floor_load(f);
        app_say(f->base.app, ROLE_OK, _("The pin is gone. u brings it back."));
    }
    edits_release(&list);
    return SCREEN_REDRAW;
}

/* ---- moving ---- */

static int far(int n, int at, int by)
{
    return n > 0 ? pin_jump(at, n, by) : on_drawing(at + by * FLOOR_FAR);
}

enum outcome floor_move(struct floor_screen *f, enum action a)
{
    const struct row *drawing = floor_drawing(f);
    int cols = 0, rows = 0;

    if (drawing)
        drawing_grid(drawing, &cols, &rows);
    switch (a) {
    case ACT_LEFT:
        f->x = on_drawing(f->x - FLOOR_FINE);
        break;
    case ACT_RIGHT:
        f->x = on_drawing(f->x + FLOOR_FINE);
        break;
    case ACT_PREV:
        f->y = on_drawing(f->y - FLOOR_FINE);
        break;
    case ACT_NEXT:
        f->y = on_drawing(f->y + FLOOR_FINE);
        break;
    case ACT_FAR_LEFT:
        f->x = far(cols, f->x, -1);
        break;
    case ACT_FAR_RIGHT:
        f->x = far(cols, f->x, 1);
        break;
    case ACT_FAR_UP:
        f->y = far(rows, f->y, -1);
        break;
    case ACT_FAR_DOWN:
        f->y = far(rows, f->y, 1);
        break;
    default:
        return SCREEN_IGNORED;
    }
    return SCREEN_REDRAW;
}

enum outcome floor_zoom(struct floor_screen *f, bool in)
{
    int zoom = in ? f->zoom * 2 : f->zoom / 2;

    if (zoom < 1 || zoom > FLOOR_ZOOM_MAX)
        return SCREEN_DONE;
    f->zoom = zoom;
    return SCREEN_REDRAW;
}

/* ---- the grid ---- */

/* "6 x 4", "6,4"; both 0, or nothing: no grid. */
static bool parse_grid(const char *text, long out[2])
{
    char *end;

    out[0] = out[1] = 0;
    if (!*text)
        return true;
    out[0] = strtol(text, &end, 10);
    end += strspn(end, " xX*,");
    out[1] = strtol(end, &end, 10);
    return !*end && out[0] >= 0 && out[1] >= 0 && out[0] <= FLOOR_GRID_MAX &&
           out[1] <= FLOOR_GRID_MAX && (out[0] == 0) == (out[1] == 0);
}

static enum outcome grid_typed(struct screen *asker, const char *text, void *ctx)
{
    struct floor_screen *f = (struct floor_screen *)asker;
    const struct row *drawing = floor_drawing(f);
    struct edits list = {0};
    enum outcome out = SCREEN_IGNORED;
    struct buf ident = BUF_INIT;
    long v[2];

    (void)ctx;
    text_ident(&ident, text, strlen(text));
    if (!drawing || !parse_grid(buf_str(&ident), v)) {
        app_say(f->base.app, ROLE_WARN, _("Two numbers up to 40, as in 6 x 4; nothing: no grid."));
    } else {
        edits_set(&list, drawing->id, F_drawing_grid_cols, v[0] ? value_int(v[0]) : value_null());
        edits_set(&list, drawing->id, F_drawing_grid_rows, v[1] ? value_int(v[1]) : value_null());
        if (work_edit(f->base.app, &list)) {
            floor_load(f);
            out = SCREEN_REDRAW;
        }
        edits_release(&list);
    }
    buf_release(&ident);
    return out;
}

enum outcome floor_ask_grid(struct floor_screen *f)
{
    const struct row *drawing = floor_drawing(f);
    struct prompt_arg arg = {.label = _("Grid, columns x rows:"), .done = grid_typed};
    char now[32] = "";
    int cols, rows;
    struct err e;

    if (!drawing)
        return SCREEN_DONE;
    drawing_grid(drawing, &cols, &rows);
    if (cols > 0)
        snprintf(now, sizeof now, "%d x %d", cols, rows);
    arg.text = now;
    if (prompt_open(f->base.app, &arg, &e) != 0)
        app_say_err(f->base.app, &e);
    return SCREEN_REDRAW;
}

/* ---- the mouse ---- */

/* The pin whose cell was clicked, or is right of it under the label; -1: none. */
static int pin_at(const struct floor_screen *f, const struct floor_view *v, int row, int col)
{
    for (int i = 0; i < f->nthings; i++) {
        const struct thing *th = &f->things[i];
        int y, x;

        if (th->state == PIN_HERE && floor_cell(v, th->x, th->y, &y, &x) && y == row && col >= x &&
            col < x + (int)strlen(th->label))
            return i;
    }
    return -1;
}

/* A click takes the pin that is there; else the thing under the cursor comes to
 * that place, and a click with it in hand lets it stay. */
static enum outcome click(struct floor_screen *f, const struct floor_view *v, int row, int col)
{
    bool in_hand = floor_holds(f);
    int pin = in_hand ? -1 : pin_at(f, v, row, col);
    const struct thing *thing = floor_thing(f);

    if (pin >= 0) {
        list_go(&f->list, pin);
        return SCREEN_REDRAW;
    }
    if (!thing)
        return SCREEN_DONE;
    if (floor_clash_first(f, thing))
        return SCREEN_REDRAW;
    floor_place_of(v, row, col, &f->x, &f->y);
    if (in_hand)
        return floor_take(f);
    hold(f, thing);
    return SCREEN_REDRAW;
}

enum outcome floor_mouse(struct screen *s, const struct mouse *m)
{
    struct floor_screen *f = (struct floor_screen *)s;
    /* only its numbers are used */
    struct draw body = {.rows = f->rows, .cols = f->cols};
    bool ready = floor_ready(f), shown = floor_drawing(f) && (!f->board || floor_holds(f));
    struct floor_view v = floor_view(f, &body);
    int row = m->y - v.area.y0, col = m->x - v.area.x0;
    bool inside = row >= 0 && row < v.area.rows && col >= 0 && col < v.area.cols;

    if (!ready)
        return SCREEN_REDRAW;
    if (shown && inside && m->kind == MOUSE_DOUBLE && !floor_holds(f))
        return SCREEN_IGNORED; /* on a pin: Enter, which takes it */
    if (shown && inside && (m->kind == MOUSE_CLICK || m->kind == MOUSE_DOUBLE))
        return app_why_not(s->app, ACT_FLOOR_PIN) ? SCREEN_DONE : click(f, &v, row, col);
    if (floor_holds(f) || m->x < f->cols - FLOOR_LIST_COLS - 13)
        return SCREEN_DONE;
    return list_mouse(&f->list, m, 1);
}
