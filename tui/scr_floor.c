#include "config.h"

#include "tui/scr_floor.h"

#include "model/base/text.h"
#include "model/rules/name.h"
#include "tui/conflict_mark.h"
#include "tui/floor_priv.h"
#include "tui/i18n.h"

#include <stdio.h>
#include <string.h>

/* ---- the list ---- */

static int fl_count(const void *ctx)
{
    return ((const struct floor_screen *)ctx)->nthings;
}

enum { COL_LABEL, COL_NAME, COL_STATE };

static enum role fl_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct thing *t = &((const struct floor_screen *)ctx)->things[row];

    switch (col) {
    case COL_LABEL:
        buf_puts(out, t->label);
        return ROLE_NORMAL;
    case COL_NAME:
        buf_puts(out, t->name);
        return ROLE_OBSERVED;
    default:
        if (t->clash > 0) {
            put_conflict_mark(t->clash, out);
            return ROLE_CONFLICT;
        }
        buf_puts(out, t->state == PIN_HERE   ? _("pin")
                      : t->state == PIN_NONE ? _("no pin")
                                             : _("another plan"));
        return t->state == PIN_HERE ? ROLE_OK : t->state == PIN_NONE ? ROLE_WARN : ROLE_MUTED;
    }
}

static void fl_id(const void *ctx, int row, char out[LIST_ID_MAX])
{
    id_print(((const struct floor_screen *)ctx)->things[row].id, out);
}

static void fl_search(const void *ctx, int row, struct buf *out)
{
    const struct thing *t = &((const struct floor_screen *)ctx)->things[row];

    buf_addf(out, "%s %s %s", t->label, t->name, t->room);
}

static const struct column fl_columns[] = {
    {N_("Label"), 6, 0, 0, false},
    {N_("Name"), 12, 1, 0, false},
    {N_("Pin"), 9, 0, 0, false},
};
static const struct list_source fl_source = {
    .columns = fl_columns,
    .n_columns = sizeof fl_columns / sizeof *fl_columns,
    .empty = N_("Nothing stands on this floor."),
    .count = fl_count,
    .cell = fl_cell,
    .id = fl_id,
    .search = fl_search,
};

/* ---- opening ---- */

static int fl_load(struct screen *s, struct err *e)
{
    struct floor_screen *f = (struct floor_screen *)s;

    (void)e;
    s->stale = false;
    f->ja = work_ja(s->app);
    floor_load(f);
    floor_keep_hand(f);
    return 0;
}

static bool page_has(const struct floor_screen *f, struct id id, enum pin_state state)
{
    for (int i = 0; i < f->nthings; i++)
        if (id_equal(f->things[i].id, id) && f->things[i].state == state)
            return true;
    return false;
}

/* The page where its pin is, else the first one that is about it. */
static void go_to_thing(struct floor_screen *f, const struct row *row)
{
    static const enum pin_state states[] = {PIN_HERE, PIN_NONE};
    char id[ID_HEX_LEN + 1];

    id_print(row->id, id);
    for (size_t k = 0; k < sizeof states / sizeof *states; k++)
        for (f->at = 0; f->at < f->nfloors; f->at++) {
            floor_load_page(f);
            if (page_has(f, row->id, states[k])) {
                list_go_id(&f->list, id);
                return;
            }
        }
    f->at = f->nfloors > 0 ? 0 : -1;
    floor_load_page(f);
}

static int fl_open(struct screen *s, const void *arg, struct err *e)
{
    struct floor_screen *f = (struct floor_screen *)s;
    const struct place *p = arg;
    const struct row *r = p ? survey_find(work_survey(s->app), p->entity) : NULL;

    list_init(&f->list, &fl_source, f);
    f->at = -1;
    f->x = f->y = PIN_UNIT / 2;
    f->zoom = 1;
    fl_load(s, e);
    for (int i = 0; r && r->kind == KIND_drawing && i < f->nfloors; i++)
        if (id_equal(f->floors[i].drawing, r->id)) {
            f->at = i;
            floor_load_page(f);
        }
    if (r && r->kind != KIND_drawing)
        go_to_thing(f, r);
    else if (p && *p->rest)
        list_go_id(&f->list, p->rest);
    return 0;
}

static void fl_close(struct screen *s)
{
    struct floor_screen *f = (struct floor_screen *)s;

    floor_forget(f);
    list_release(&f->list);
}

static void fl_place(const struct screen *s, struct buf *out)
{
    const struct floor_screen *f = (const struct floor_screen *)s;
    const struct floor *here = floor_here(f);
    char id[ID_HEX_LEN + 1];

    id_print(here ? here->drawing : (struct id){{0}}, id);
    buf_addf(out, "%s %s", id, f->list.id);
}

static void fl_status(const struct screen *s, struct status *st)
{
    const struct floor_screen *f = (const struct floor_screen *)s;
    char a[16], b[16];
    int pins, missing = floor_count_missing(f, &pins);

    work_title(s->app, st, _("Floor plan"));
    snprintf(a, sizeof a, "%d", pins);
    snprintf(b, sizeof b, "%d", missing);
    buf_reset(&st->state_right);
    text_fill(&st->state_right, _("pins {1}, missing {2}"), a, b, NULL);
}

static void fl_layout(struct screen *s, int rows, int cols)
{
    struct floor_screen *f = (struct floor_screen *)s;

    f->rows = rows;
    f->cols = cols;
    list_layout(&f->list, rows - 2);
}

/* ---- keys ---- */

static enum outcome turn(struct floor_screen *f, int by)
{
    if (f->nfloors == 0)
        return SCREEN_DONE;
    f->at = (f->at + by + f->nfloors) % f->nfloors;
    floor_load_page(f);
    list_go(&f->list, 0);
    return SCREEN_REDRAW;
}

static enum outcome next_missing(struct floor_screen *f)
{
    if (!floor_next_missing(f))
        app_say(f->base.app, ROLE_OK, _("Everything of this floor has its pin."));
    return SCREEN_REDRAW;
}

static enum outcome hand_act(struct floor_screen *f, enum action a)
{
    switch (a) {
    case ACT_ZOOM_IN:
    case ACT_ZOOM_OUT:
        return floor_zoom(f, a == ACT_ZOOM_IN);
    case ACT_FLOOR_PIN:
        return floor_take(f);
    case ACT_BACK:
        return floor_leave(f);
    case ACT_DELETE:
        return floor_remove(f);
    case ACT_UNDO:
    case ACT_REDO:
        floor_leave(f);
        return SCREEN_IGNORED;
    default:
        return floor_move(f, a);
    }
}

static enum outcome fl_act(struct screen *s, enum action a)
{
    struct floor_screen *f = (struct floor_screen *)s;

    if (!floor_ready(f))
        return SCREEN_REDRAW;
    if (floor_holds(f))
        return hand_act(f, a);
    switch (a) {
    case ACT_ZOOM_IN:
    case ACT_ZOOM_OUT:
        return floor_zoom(f, a == ACT_ZOOM_IN);
    case ACT_FLOOR_PIN:
        return floor_take(f);
    case ACT_DELETE:
        return floor_remove(f);
    case ACT_FLOOR_BOARD:
        f->board = !f->board;
        return SCREEN_REDRAW;
    case ACT_FLOOR_GRID:
        return floor_ask_grid(f);
    case ACT_FLOOR_OF:
        return floor_ask_floor(f);
    case ACT_ADD:
        return floor_ask_file(f);
    case ACT_NEXT_RECORD:
    case ACT_RIGHT:
        return turn(f, 1);
    case ACT_PREV_RECORD:
    case ACT_LEFT:
        return turn(f, -1);
    case ACT_NEXT_ERROR:
        return next_missing(f);
    case ACT_FLOOR_PLAN:
        return SCREEN_DONE;
    default:
        return list_act(&f->list, a);
    }
}

static const char *fl_why_not(const struct screen *s, enum action a)
{
    const struct floor_screen *f = (const struct floor_screen *)s;
    const struct thing *t = floor_thing(f);

    if (s->stale)
        return NULL;
    switch (a) {
    case ACT_FLOOR_PIN:
    case ACT_FLOOR_GRID:
    case ACT_FLOOR_OF:
        return floor_drawing(f) ? NULL : N_("This floor has no drawing: a takes one in.");
    case ACT_DELETE:
        return t && t->state == PIN_HERE ? NULL : N_("It has no pin on this drawing.");
    case ACT_FAR_LEFT:
    case ACT_FAR_RIGHT:
    case ACT_FAR_UP:
    case ACT_FAR_DOWN:
        return floor_holds(f) ? NULL : N_("Enter takes a pin in hand first.");
    default:
        return NULL;
    }
}

static struct edit *fl_editor(struct screen *s)
{
    return list_editor(&((struct floor_screen *)s)->list);
}

static void fl_typed(struct screen *s)
{
    list_typed(&((struct floor_screen *)s)->list);
}

static unsigned fl_have(const struct screen *s)
{
    return list_have(&((const struct floor_screen *)s)->list) |
           (NEED_ALL & ~(unsigned)(NEED_HIT | NEED_ROW));
}

static const struct binding fl_rows[] = {
    {"Enter", ACT_FLOOR_PIN, NEED_ROW | NEED_WRITE, true},
    {"Del", ACT_DELETE, NEED_ROW | NEED_WRITE, true},
    {"Space", ACT_NEXT_ERROR, NEED_ROW, true},
    {"]", ACT_NEXT_RECORD, 0, true},
    {"[", ACT_PREV_RECORD, 0, false},
    {"v", ACT_FLOOR_BOARD, 0, true},
    {"#", ACT_FLOOR_GRID, NEED_WRITE, true},
    {"+", ACT_ZOOM_IN, 0, false},
    {"-", ACT_ZOOM_OUT, 0, false},
    {"e", ACT_FLOOR_OF, NEED_WRITE, false},
    {"a", ACT_ADD, NEED_WRITE, false},
    {"Left", ACT_LEFT, 0, false},
    {"h", ACT_LEFT, 0, false},
    {"Right", ACT_RIGHT, 0, false},
    {"l", ACT_RIGHT, 0, false},
    {"S-Left", ACT_FAR_LEFT, 0, false},
    {"H", ACT_FAR_LEFT, 0, false},
    {"S-Right", ACT_FAR_RIGHT, 0, false},
    {"L", ACT_FAR_RIGHT, 0, false},
    {"S-Up", ACT_FAR_UP, 0, false},
    {"K", ACT_FAR_UP, 0, false},
    {"S-Down", ACT_FAR_DOWN, 0, false},
    {"J", ACT_FAR_DOWN, 0, false},
    {.key = NULL},
};
static const struct keymap fl_keys = {"floor", &list_keys, fl_rows};

const struct screen_ops scr_floor = {
    .name = "floor",
    .title = N_("Floor plan"),
    .keys = &fl_keys,
    .size = sizeof(struct floor_screen),
    .open = fl_open,
    .load = fl_load,
    .layout = fl_layout,
    .draw = floor_draw,
    .act = fl_act,
    .mouse = floor_mouse,
    .editor = fl_editor,
    .typed = fl_typed,
    .why_not = fl_why_not,
    .have = fl_have,
    .status = fl_status,
    .place = fl_place,
    .close = fl_close,
};
