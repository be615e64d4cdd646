#include "config.h"

#include "tui/scr_conflicts.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "tui/goto.h"
#include "tui/i18n.h"
#include "tui/scr_conflicts_priv.h"
#include "tui/scr_photo.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_MS 60000

/* -- rows: the choices, then a head, then the notices --------------------------- */

static bool is_head(const struct conflicts_screen *c, int row)
{
    return row == (int)c->all.open && c->all.open < c->all.n;
}

static const struct conflict *at(const struct conflicts_screen *c, int row)
{
    if (row < 0 || is_head(c, row))
        return NULL;
    return &c->all.v[row < (int)c->all.open ? row : row - 1];
}

const struct conflict *conflicts_here(const struct conflicts_screen *c)
{
    return at(c, c->list.cursor);
}

static int rows_count(const void *ctx)
{
    const struct conflicts_screen *c = ctx;

    return (int)c->all.n + (c->all.open < c->all.n ? 1 : 0);
}

enum { COL_PLACE, COL_WHAT, COL_VALUES, COL_AGE };

static void put_age(int64_t since_ms, struct buf *out)
{
    int64_t minutes = (clock_now_ms() - since_ms) / MINUTE_MS;
    char n[24];

    if (since_ms <= 0 || minutes < 0)
        return;
    snprintf(n, sizeof n, "%lld",
             (long long)(minutes < 60        ? minutes
                         : minutes < 24 * 60 ? minutes / 60
                                             : minutes / (24 * 60)));
    text_fill(out,
              minutes < 60        ? _("{1} min ago")
              : minutes < 24 * 60 ? _("{1} h ago")
                                  : _("{1} days ago"),
              n, NULL, NULL);
}

static enum role head_cell(const struct conflicts_screen *c, int col, struct buf *out)
{
    char n[24];

    snprintf(n, sizeof n, "%zu", c->all.n - c->all.open);
    if (col == COL_PLACE)
        buf_puts(out, _("To know"));
    else if (col == COL_VALUES)
        buf_puts(out, n);
    return ROLE_HERE;
}

static enum role rows_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct conflicts_screen *c = ctx;
    const struct conflict *k = at(c, row);

    if (!k)
        return head_cell(c, col, out);
    switch (col) {
    case COL_PLACE:
        clash_place(c->base.app, k, out);
        return ROLE_NORMAL;
    case COL_WHAT:
        clash_what(k, c->ja, out);
        return k->kind == CONFLICT_VALUE ? ROLE_NORMAL : ROLE_WARN;
    case COL_VALUES:
        if (k->n > 1)
            buf_addf(out, "%zu", k->n);
        return ROLE_BAD;
    default:
        put_age(k->since_ms, out);
        return ROLE_MUTED;
    }
}

static void rows_id(const void *ctx, int row, char out[LIST_ID_MAX])
{
    const struct conflict *k = at(ctx, row);

    if (k)
        clash_id(k, out, LIST_ID_MAX);
    else
        snprintf(out, LIST_ID_MAX, "head");
}

static const struct column rows_columns[] = {
    {N_("Where"), 26, 3, 0, false},
    {N_("Field"), 26, 3, 0, false},
    {N_("Values"), 6, 0, 0, true},
    {N_("Age"), 11, 0, 1, true},
};
static const struct list_source rows_source = {
    .columns = rows_columns,
    .n_columns = sizeof rows_columns / sizeof rows_columns[0],
    .empty = N_("No conflict: nothing is left to choose."),
    .count = rows_count,
    .cell = rows_cell,
    .id = rows_id,
};

/* -- the cursor ------------------------------------------------------------------- */

/* Off the head, the way the cursor went; then what stands side by side. */
static void settle(struct conflicts_screen *c, int before)
{
    int row = c->list.cursor;
    const struct conflict *k;

    if (row >= 0 && is_head(c, row))
        list_go(&c->list, row < before && row > 0 ? row - 1 : row + 1);
    row = c->list.cursor;
    if (row == c->shown)
        return;
    clash_release(&c->clash);
    k = at(c, row);
    if (k)
        clash_load(&c->clash, c->base.app, k);
    c->shown = k ? row : -1;
}

static void go_to_entity(struct conflicts_screen *c)
{
    int best = -1;

    for (int i = 0; i < (int)c->all.n; i++) {
        const struct conflict *k = &c->all.v[i];

        if (!id_equal(k->entity, c->go))
            continue;
        if (best < 0 || k->number == c->go_field)
            best = i;
        if (k->number == c->go_field)
            break;
    }
    if (best >= 0)
        list_go(&c->list, best < (int)c->all.open ? best : best + 1);
    c->go = (struct id){{0}};
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* What was there before an undo, in order for searching. */
static void remember(struct conflicts_screen *c)
{
    free(c->known);
    c->nknown = rows_count(c);
    c->known = xcalloc((size_t)c->nknown, sizeof *c->known);
    for (int row = 0; row < c->nknown; row++)
        rows_id(c, row, c->known[row]);
    if (c->nknown > 1)
        qsort(c->known, (size_t)c->nknown, sizeof *c->known, compare_ids);
    c->undoing = true;
}

static void go_to_what_came_back(struct conflicts_screen *c)
{
    char id[LIST_ID_MAX];

    c->undoing = false;
    for (int row = 0; row < rows_count(c); row++) {
        rows_id(c, row, id);
        if (!is_head(c, row) && (c->nknown == 0 || !bsearch(id, c->known, (size_t)c->nknown,
                                                            sizeof *c->known, compare_ids))) {
            list_go(&c->list, row);
            return;
        }
    }
}

/* -- loading ------------------------------------------------------------------------ */

static int cf_load(struct screen *s, struct err *e)
{
    struct conflicts_screen *c = (struct conflicts_screen *)s;
    int rc;

    c->ja = work_ja(s->app);
    conflicts_release(&c->all);
    clash_release(&c->clash);
    c->shown = -1;
    rc = conflicts_read(work_of(s->app)->open, &c->all, e);
    list_reload(&c->list);
    if (c->undoing)
        go_to_what_came_back(c);
    if (!id_is_zero(c->go))
        go_to_entity(c);
    settle(c, -1);
    return rc;
}

static int cf_open(struct screen *s, const void *arg, struct err *e)
{
    struct conflicts_screen *c = (struct conflicts_screen *)s;
    const struct place *p = arg;

    if (!work_of(s->app)->open)
        return err_say(e, ERR_REFUSED, N_("Open a hospital first."), "", "");
    if (p) {
        c->go = p->entity;
        c->go_field = (uint32_t)strtoul(p->rest, NULL, 10);
    }
    c->shown = -1;
    list_init(&c->list, &rows_source, c);
    return 0;
}

static void cf_layout(struct screen *s, int rows, int cols)
{
    struct conflicts_screen *c = (struct conflicts_screen *)s;

    c->rows = rows;
    c->cols = cols;
    c->detail = conflicts_detail_lines(rows, cols);
    list_layout(&c->list, rows - c->detail);
}

/* -- acting --------------------------------------------------------------------------- */

enum outcome conflicts_chosen(struct conflicts_screen *c, bool done)
{
    struct err e;
    char n[16];

    if (!done)
        return SCREEN_REDRAW;
    if (cf_load(&c->base, &e) != 0)
        app_say_err(c->base.app, &e);
    c->base.stale = false;
    snprintf(n, sizeof n, "%zu", c->all.open);
    if (c->all.open > 0)
        app_sayf(c->base.app, ROLE_OK, _("Chosen. {1} left; u takes it back."), n, NULL);
    else
        app_say(c->base.app, ROLE_OK, _("Chosen: that was the last one. u takes it back."));
    return SCREEN_REDRAW;
}

static enum outcome take(struct conflicts_screen *c, int digit)
{
    const struct conflict *k = conflicts_here(c);

    if (!k || digit >= clash_digits(&c->clash))
        return SCREEN_DONE;
    return conflicts_chosen(c, clash_take(c->base.app, k, &c->clash, digit));
}

static enum outcome both(struct conflicts_screen *c)
{
    const struct conflict *k = conflicts_here(c);

    if (!k || !c->clash.types)
        return SCREEN_DONE;
    return conflicts_chosen(c, clash_both(c->base.app, k));
}

/* The next choice, from the first one again behind the last. */
static enum outcome later(struct conflicts_screen *c)
{
    if (c->all.open == 0)
        return SCREEN_DONE;
    list_go(&c->list, c->list.cursor + 1 < (int)c->all.open ? c->list.cursor + 1 : 0);
    settle(c, -1);
    return SCREEN_REDRAW;
}

static const struct side *side_with_photo(const struct conflicts_screen *c)
{
    for (int i = 0; i < c->clash.n; i++)
        if (c->clash.side[i].photo)
            return &c->clash.side[i];
    return NULL;
}

static enum outcome look(struct conflicts_screen *c)
{
    const struct side *s = side_with_photo(c);

    if (s)
        work_show(c->base.app, &scr_photo, s->photo_id, NULL);
    return SCREEN_REDRAW;
}

static enum outcome open_row(struct conflicts_screen *c)
{
    const struct conflict *k = conflicts_here(c);

    if (k && survey_find(work_survey(c->base.app), k->entity))
        goto_row(c->base.app, k->entity, k->field);
    return SCREEN_REDRAW;
}

static enum outcome cf_act(struct screen *s, enum action a)
{
    struct conflicts_screen *c = (struct conflicts_screen *)s;
    int before = c->list.cursor;
    enum outcome out;

    switch (a) {
    case ACT_TAKE:
        return take(c, 0);
    case ACT_TAKE_SECOND:
        return take(c, 1);
    case ACT_BOTH:
        return both(c);
    case ACT_EDIT:
        return conflicts_edit(c);
    case ACT_LATER:
        return later(c);
    case ACT_PHOTO:
        return look(c);
    case ACT_OPEN:
        return open_row(c);
    case ACT_UNDO:
    case ACT_REDO:
        remember(c);
        return SCREEN_IGNORED;
    case ACT_CONFLICTS:
        return SCREEN_DONE; /* it is open */
    default:
        out = list_act(&c->list, a);
        if (out != SCREEN_IGNORED)
            settle(c, before);
        return out;
    }
}

/* The digits behind the two that stand in the bottom line. */
static enum outcome cf_text(struct screen *s, const char *utf8)
{
    if (utf8[0] < '3' || utf8[0] > '9' || utf8[1])
        return SCREEN_IGNORED;
    return take((struct conflicts_screen *)s, utf8[0] - '1');
}

static struct edit *cf_editor(struct screen *s)
{
    return list_editor(&((struct conflicts_screen *)s)->list);
}

static void cf_typed(struct screen *s)
{
    struct conflicts_screen *c = (struct conflicts_screen *)s;

    list_typed(&c->list);
    settle(c, -1);
}

static unsigned cf_have(const struct screen *s)
{
    return list_have(&((const struct conflicts_screen *)s)->list) |
           (NEED_ALL & ~(unsigned)(NEED_ROW | NEED_HIT));
}

static const char *cf_why_not(const struct screen *s, enum action a)
{
    const struct conflicts_screen *c = (const struct conflicts_screen *)s;
    int digits = clash_digits(&c->clash);

    switch (a) {
    case ACT_TAKE:
        return digits > 0 ? NULL : N_("Nothing is to be chosen here.");
    case ACT_TAKE_SECOND:
        return digits > 1 ? NULL : N_("Nothing is to be chosen here.");
    case ACT_EDIT:
    case ACT_BOTH:
        return c->clash.types ? NULL : N_("There is no value to write here.");
    case ACT_PHOTO:
        return side_with_photo(c) ? NULL : N_("There is no photo near it.");
    default:
        return NULL;
    }
}

static enum outcome cf_mouse(struct screen *s, const struct mouse *m)
{
    struct conflicts_screen *c = (struct conflicts_screen *)s;
    int before = c->list.cursor;
    enum outcome out = list_mouse(&c->list, m, 0);

    settle(c, before);
    return out;
}

static void cf_status(const struct screen *s, struct status *out)
{
    const struct conflicts_screen *c = (const struct conflicts_screen *)s;
    char n[16];

    snprintf(n, sizeof n, "%zu", c->all.open);
    work_title(s->app, out, "");
    text_fill(&out->title_left, _("conflicts {1} left"), n, NULL, NULL);
    buf_reset(&out->state_right);
    buf_puts(&out->state_right, c->all.open > 0 ? _("until you choose, all of them stay")
                                                : _("nothing is left to choose"));
}

static void cf_place(const struct screen *s, struct buf *out)
{
    const struct conflict *k = conflicts_here((const struct conflicts_screen *)s);
    char id[ID_HEX_LEN + 1];

    if (!k)
        return;
    id_print(k->entity, id);
    buf_addf(out, "%s %u", id, (unsigned)k->number);
}

static void cf_close(struct screen *s)
{
    struct conflicts_screen *c = (struct conflicts_screen *)s;

    conflicts_release(&c->all);
    clash_release(&c->clash);
    free(c->known);
    list_release(&c->list);
}

static const struct binding cf_rows[] = {
    {"1", ACT_TAKE, NEED_ROW | NEED_WRITE, true},
    {"2", ACT_TAKE_SECOND, NEED_ROW | NEED_WRITE, true},
    {"e", ACT_EDIT, NEED_ROW | NEED_WRITE, true},
    {"b", ACT_BOTH, NEED_ROW | NEED_WRITE, true},
    {"v", ACT_PHOTO, NEED_ROW, true},
    {"s", ACT_LATER, NEED_ROW, true},
    {"u", ACT_UNDO, NEED_UNDO | NEED_WRITE, true},
    {"Enter", ACT_OPEN, NEED_ROW, false},
    {"Space", ACT_LATER, NEED_ROW, false},
    {"Esc", ACT_BACK, 0, true},
    {.key = NULL},
};
static const struct keymap cf_keys = {"conflicts", &list_keys, cf_rows};

const struct screen_ops scr_conflicts = {
    .name = "conflicts",
    .title = N_("Conflicts"),
    .keys = &cf_keys,
    .size = sizeof(struct conflicts_screen),
    .open = cf_open,
    .load = cf_load,
    .layout = cf_layout,
    .draw = conflicts_draw,
    .act = cf_act,
    .text = cf_text,
    .editor = cf_editor,
    .typed = cf_typed,
    .have = cf_have,
    .why_not = cf_why_not,
    .status = cf_status,
    .place = cf_place,
    .mouse = cf_mouse,
    .close = cf_close,
};
