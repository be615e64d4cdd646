#include "config.h"

#include "tui/scr_photo.h"

#include "model/base/text.h"
#include "model/rules/name.h"
#include "tui/choose.h"
#include "tui/i18n.h"
#include "tui/mosaic.h"
#include "tui/photo_priv.h"
#include "tui/visit_words.h"
#include "tui/work.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELP_LINES 2
#define VIEW_DRAFT "photo_view"

const struct survey *shots_survey(const struct photo_screen *p)
{
    return work_survey(p->base.app);
}

const struct shot *shot_here(const struct photo_screen *p)
{
    int at = p->list.cursor;

    return p->base.stale || at < 0 || at >= p->n ? NULL : &p->shots[at];
}

static int ps_load(struct screen *s, struct err *e)
{
    (void)e;
    shots_load((struct photo_screen *)s);
    return 0;
}

bool shot_is_photo(const struct shot *s)
{
    return s && !id_is_zero(s->photo);
}

/* The list */

static int shot_count(const void *ctx)
{
    return ((const struct photo_screen *)ctx)->n;
}

static enum role shot_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct shot *s = &((const struct photo_screen *)ctx)->shots[row];

    switch (col) {
    case 0:
        buf_addf(out, "%s%s", s->marked ? "*" : "", id_is_zero(s->photo) ? "-" : s->clock);
        return ROLE_NORMAL;
    case 1:
        buf_puts(out, s->words);
        return s->role == ROLE_MUTED ? ROLE_MUTED : ROLE_OBSERVED;
    case 2:
        buf_puts(out, s->file ? s->file : "");
        return ROLE_NORMAL;
    case 3:
        if (s->bytes > 0)
            buf_addf(out, "%.1f MB", (double)s->bytes / 1e6);
        return ROLE_MUTED;
    default:
        buf_puts(out, s->mark);
        return s->role;
    }
}

static void shot_id(const void *ctx, int row, char out[LIST_ID_MAX])
{
    const struct shot *s = &((const struct photo_screen *)ctx)->shots[row];

    id_print(id_is_zero(s->photo) ? s->of : s->photo, out);
    if (id_is_zero(s->photo))
        snprintf(out + ID_HEX_LEN, LIST_ID_MAX - ID_HEX_LEN, " %.24s", s->tag);
}

static const struct column shot_columns[] = {
    {N_("Time"), 6, 0, 0, false}, {N_("Shows"), 20, 2, 0, false}, {N_("File"), 18, 2, 1, false},
    {N_("Size"), 8, 0, 2, true},  {"", 19, 0, 0, false},
};
static const struct list_source shot_source = {
    .columns = shot_columns,
    .n_columns = 5,
    .empty = N_("No photos here. a takes in a file or a folder; f and Esc show others."),
    .count = shot_count,
    .cell = shot_cell,
    .id = shot_id,
};

/* "ROW_UUID tag!" */
static void go_to(struct photo_screen *p, const char *rest)
{
    char where[LIST_ID_MAX];
    char *mark;

    snprintf(where, sizeof where, "%.*s", LIST_ID_MAX - 1, rest);
    mark = strchr(where, '!');
    if (mark)
        *mark = '\0';
    if (!list_go_id(&p->list, where)) {
        where[strlen(where) < ID_HEX_LEN ? 0 : ID_HEX_LEN] = '\0';
        list_go_id(&p->list, where);
    }
}

/* As it was left the last time; at first the grid, where pictures can be drawn. */
static enum photo_view kept_view(struct app *app)
{
    struct buf word = BUF_INIT;
    enum photo_view view = mosaic_can(app_theme(app)) ? PHOTO_VIEW_GRID : PHOTO_VIEW_LIST;
    struct err ignored;

    store_draft_get(work_of(app)->open->store, VIEW_DRAFT, &word, &ignored);
    if (word.len > 0)
        view = strcmp(buf_str(&word), "list") == 0 ? PHOTO_VIEW_LIST : PHOTO_VIEW_GRID;
    buf_release(&word);
    return view;
}

static enum outcome change_view(struct photo_screen *p)
{
    struct err ignored;

    p->large = false;
    p->view = p->view == PHOTO_VIEW_GRID ? PHOTO_VIEW_LIST : PHOTO_VIEW_GRID;
    store_draft_put(work_of(p->base.app)->open->store, VIEW_DRAFT,
                    p->view == PHOTO_VIEW_LIST ? "list" : "grid", &ignored);
    return SCREEN_REDRAW;
}

static int ps_open(struct screen *s, const void *arg, struct err *e)
{
    struct photo_screen *p = (struct photo_screen *)s;
    const struct place *place = arg;
    const struct row *r = place ? survey_find(work_survey(s->app), place->entity) : NULL;
    char id[ID_HEX_LEN + 1];

    edit_init(&p->edit, "", 0);
    p->view = kept_view(s->app);
    grid_fit(&p->grid, 1, 1); /* until the first layout */
    list_init(&p->list, &shot_source, p);
    if (r && row_root(shots_survey(p), r)->kind != KIND_photo)
        p->target = row_root(shots_survey(p), r)->id;
    ps_load(s, e);
    if (r && r->kind == KIND_photo) {
        id_print(r->id, id);
        go_to(p, id);
    } else if (place && *place->rest) {
        go_to(p, place->rest);
    } else {
        shots_go_to_need(p);
    }
    return 0;
}

static void ps_close(struct screen *s)
{
    struct photo_screen *p = (struct photo_screen *)s;

    shots_forget(p);
    list_release(&p->list);
    edit_release(&p->edit);
    free(p->path);
    free(p->marks.v);
    free(p->saying);
}

static void ps_place(const struct screen *s, struct buf *out)
{
    const struct photo_screen *p = (const struct photo_screen *)s;
    char id[ID_HEX_LEN + 1];

    id_print(p->target, id);
    buf_addf(out, "%s %s", id, p->list.id);
}

static void ps_status(const struct screen *s, struct status *st)
{
    const struct photo_screen *p = (const struct photo_screen *)s;
    const struct row *site = survey_site(shots_survey(p));
    const struct row *target = survey_find(shots_survey(p), p->target);
    char a[12], b[12];

    buf_reset(&st->title_left);
    if (site)
        buf_addf(&st->title_left, "%s %s  >  ", row_text(site, F_site_hospital_serial_no),
                 row_text(site, F_site_hospital_name));
    if (target) {
        row_name(shots_survey(p), target, &st->title_left);
        buf_puts(&st->title_left, "  >  ");
    }
    buf_puts(&st->title_left, _("Photos"));
    if (p->filter != PHOTO_ALL || p->marks.n > 0 || target)
        buf_reset(&st->state_right);
    photo_put_state(p, &st->state_right);
    if (!target)
        return;
    snprintf(a, sizeof a, "%d", p->present);
    snprintf(b, sizeof b, "%d", p->needed);
    text_fill(&st->state_right, _("needed photos {1}/{2}"), a, b, NULL);
}

/* Drawing */

static void ps_layout(struct screen *s, int rows, int cols)
{
    struct photo_screen *p = (struct photo_screen *)s;

    list_layout(&p->list, rows - HELP_LINES - 1);
    grid_fit(&p->grid, rows - HELP_LINES, cols);
    grid_follow(&p->grid, p->n, p->list.cursor);
    p->large = p->large && shot_is_photo(shot_here(p));
}

int shots_line(const struct photo_screen *p)
{
    int y, x;

    if (p->large)
        return -1;
    if (p->view == PHOTO_VIEW_LIST)
        return 1 + p->list.cursor - p->list.top;
    return grid_place(&p->grid, p->list.cursor, &y, &x) ? y + p->grid.tile_rows - 1 : -1;
}

static void draw_line(const struct photo_screen *p, const struct draw *d, int y)
{
    const char *prompt = p->typing == PHOTO_TYPES_PATH ? _("File or folder:") : _("Caption:");
    int x = 1 + draw_put(d, y, 1, prompt, ROLE_HERE) + 1;

    edit_draw(&p->edit, d, y, x, d->cols - x - 1, ROLE_OBSERVED, true);
}

/* In the grid the file's name too, whose place a mark may have taken. */
static void put_caption(const struct photo_screen *p, struct buf *out)
{
    const struct shot *s = shot_here(p);
    const struct row *photo = s ? survey_find(shots_survey(p), s->photo) : NULL;

    if (!photo)
        return;
    if (p->view == PHOTO_VIEW_GRID)
        buf_addf(out, "%s  %.1f MB   ", s->file, (double)s->bytes / 1e6);
    buf_puts(out, row_text(photo, F_photo_caption));
    if (*row_text(photo, F_photo_exif_datetime_original))
        buf_addf(out, "%s%s  %s", out->len ? "   " : "",
                 row_text(photo, F_photo_exif_datetime_original),
                 row_text(photo, F_photo_exif_model));
}

static void draw_help(const struct photo_screen *p, const struct draw *d)
{
    const struct shot *s = shot_here(p);
    struct buf text = BUF_INIT;

    if (p->typing != PHOTO_TYPES_NOTHING) {
        draw_line(p, d, 0);
        if (p->typing == PHOTO_TYPES_PATH)
            draw_text(d, 1, 1, d->cols - 2,
                      _("Tab completes. The originals stay as they are; copies are kept here."),
                      ROLE_MUTED);
    } else if (p->view == PHOTO_VIEW_GRID && p->list.finding) {
        struct draw line = draw_sub(d, 0, 0, 1, d->cols);

        list_draw(&p->list, &line);
    } else {
        put_caption(p, &text);
        if (p->view == PHOTO_VIEW_GRID && s)
            draw_text(d, 0, 1, d->cols - 2, s->words, ROLE_OBSERVED);
        draw_text(d, p->view == PHOTO_VIEW_GRID, 1, d->cols - 2, buf_str(&text), ROLE_MUTED);
    }
    buf_release(&text);
}

static void ps_draw(const struct screen *s, const struct draw *body)
{
    const struct photo_screen *p = (const struct photo_screen *)s;
    struct draw list = draw_sub(body, 0, 0, body->rows - HELP_LINES - 1, body->cols);
    struct draw grid = draw_sub(body, 0, 0, body->rows - HELP_LINES, body->cols);
    struct draw help = draw_sub(body, body->rows - HELP_LINES, 0, HELP_LINES, body->cols);

    draw_clear(body);
    if (p->large)
        photo_draw_large(p, p->typing == PHOTO_TYPES_NOTHING ? body : &grid);
    else if (p->view == PHOTO_VIEW_GRID)
        photo_draw_grid(p, &grid);
    else
        list_draw(&p->list, &list);
    if (!p->large || p->typing != PHOTO_TYPES_NOTHING)
        draw_help(p, &help);
}

/* Keys */

/* With a need under the cursor it is known what the photos show. */
static enum outcome take_in(struct photo_screen *p)
{
    const struct shot *s = shot_here(p);
    bool need = s && id_is_zero(s->photo) && !s->forbidden;

    p->of = need ? s->of : (struct id){{0}};
    p->tag = need ? s->tag : NULL;
    return photo_ask_path(p);
}

static enum outcome write_caption(struct photo_screen *p)
{
    const struct row *photo = survey_find(shots_survey(p), shot_here(p)->photo);

    edit_release(&p->edit);
    edit_init(&p->edit, row_text(photo, F_photo_caption), 0);
    p->typing = PHOTO_TYPES_CAPTION;
    return SCREEN_REDRAW;
}

static enum outcome accept(struct photo_screen *p)
{
    struct buf text = BUF_INIT;
    const struct shot *s = shot_here(p);

    edit_take(&p->edit, &text);
    if (p->typing == PHOTO_TYPES_PATH) {
        photo_take_path(p, buf_str(&text));
    } else if (s && shots_set(p, s->photo, F_photo_caption, value_text(buf_str(&text)))) {
        p->typing = PHOTO_TYPES_NOTHING;
    }
    buf_release(&text);
    return SCREEN_REDRAW;
}

static enum outcome typing_act(struct photo_screen *p, enum action a)
{
    if (a == ACT_ACCEPT)
        return accept(p);
    if (a == ACT_CANCEL) {
        p->typing = PHOTO_TYPES_NOTHING;
        return SCREEN_REDRAW;
    }
    return SCREEN_IGNORED;
}

static enum outcome show_large(struct photo_screen *p, bool large)
{
    p->large = large;
    return SCREEN_REDRAW;
}

/* Where the cursor goes: over the large picture to the next photo, in the grid
 * in two dimensions, else as in every list. */
static enum outcome move_cursor(struct photo_screen *p, enum action a)
{
    bool moves = a == ACT_NEXT || a == ACT_PREV || a == ACT_LEFT || a == ACT_RIGHT ||
                 a == ACT_PAGE_UP || a == ACT_PAGE_DOWN;
    int to = p->list.cursor;

    if (!moves || p->list.finding || p->n == 0 || (p->view == PHOTO_VIEW_LIST && !p->large))
        return list_act(&p->list, a);
    if (p->large) {
        int by = a == ACT_NEXT || a == ACT_RIGHT || a == ACT_PAGE_DOWN ? 1 : -1;

        for (to += by; to >= 0 && to < p->n && !shot_is_photo(&p->shots[to]);)
            to += by;
        if (to < 0 || to >= p->n)
            return SCREEN_DONE;
    } else {
        to = grid_move(&p->grid, p->n, to, a);
    }
    list_go(&p->list, to);
    return SCREEN_REDRAW;
}

/* One thing at a time: the large picture, the marks, the filter, the screen. */
static enum outcome go_back(struct photo_screen *p)
{
    if (p->large)
        return show_large(p, false);
    if (p->marks.n == 0 && p->filter == PHOTO_ALL)
        return SCREEN_IGNORED;
    if (p->marks.n > 0)
        photo_unmark(p);
    else
        p->filter = PHOTO_ALL;
    shots_load(p);
    return SCREEN_REDRAW;
}

/* The digits say what a photo shows, in the order of the list of tags. */
static enum outcome ps_text(struct screen *s, const char *utf8)
{
    struct photo_screen *p = (struct photo_screen *)s;

    if (utf8[0] < '0' || utf8[0] > '9' || utf8[1] || !work_of(s->app)->open)
        return SCREEN_IGNORED;
    if (s->stale)
        shots_load(p);
    return photo_toggle_tag(p, utf8[0] == '0' ? 9 : utf8[0] - '1');
}

static enum outcome ps_act(struct screen *s, enum action a)
{
    struct photo_screen *p = (struct photo_screen *)s;
    const struct shot *shot;

    if (s->stale)
        shots_load(p);
    if (p->typing != PHOTO_TYPES_NOTHING)
        return typing_act(p, a);
    shot = shot_here(p);
    switch (a) {
    case ACT_OPEN:
        return shot_is_photo(shot) ? show_large(p, !p->large) : take_in(p);
    case ACT_BACK:
        return go_back(p);
    case ACT_MARK:
        return photo_mark_here(p);
    case ACT_MARK_RANGE:
        return photo_mark_range(p);
    case ACT_MARK_ALL:
        return photo_mark_all(p);
    case ACT_FILTER:
        return photo_choose_filter(p);
    case ACT_PHOTO_ALSO:
        return photo_choose_owner(p, true);
    case ACT_CAMERA_CLOCK:
        return photo_ask_clock(p);
    case ACT_PHOTO_REFUSED:
        return photo_list_refused(p);
    case ACT_PHOTO_AGAIN:
        return photo_look_again(p);
    case ACT_PHOTO_VIEW:
        return change_view(p);
    case ACT_ADD:
    case ACT_PHOTO:
    case ACT_EDIT:
        return take_in(p);
    case ACT_PHOTO_TAG:
        return photo_choose_tag(p);
    case ACT_PHOTO_MATCH:
        return photo_choose_owner(p, false);
    case ACT_NOTE:
        return write_caption(p);
    case ACT_NOT_SURVEYABLE:
        return shots_choose_reason(p);
    case ACT_DELETE:
        return photo_delete(p);
    default:
        return move_cursor(p, a);
    }
}

static const char *ps_why_not(const struct screen *s, enum action a)
{
    const struct photo_screen *p = (const struct photo_screen *)s;
    const struct shot *shot = shot_here(p);
    bool photo = shot_is_photo(shot);

    if (s->stale)
        return NULL;
    if (p->typing != PHOTO_TYPES_NOTHING && a == ACT_DELETE)
        return N_("Enter or Esc ends the typing first.");
    switch (a) {
    case ACT_PHOTO_TAG:
    case ACT_PHOTO_MATCH:
    case ACT_PHOTO_ALSO:
    case ACT_CAMERA_CLOCK:
    case ACT_MARK:
    case ACT_NOTE:
    case ACT_DELETE:
        return photo ? NULL : N_("There is no photo on this row.");
    case ACT_NOT_SURVEYABLE:
        return photo || !shot ? N_("Only where a photo is missing.") : NULL;
    default:
        return NULL;
    }
}

static struct edit *ps_editor(struct screen *s)
{
    struct photo_screen *p = (struct photo_screen *)s;

    return p->typing != PHOTO_TYPES_NOTHING ? &p->edit : list_editor(&p->list);
}

static void ps_typed(struct screen *s)
{
    struct photo_screen *p = (struct photo_screen *)s;

    if (p->typing == PHOTO_TYPES_NOTHING)
        list_typed(&p->list);
}

static enum outcome ps_mouse(struct screen *s, const struct mouse *m)
{
    struct photo_screen *p = (struct photo_screen *)s;
    int at;

    if (p->typing != PHOTO_TYPES_NOTHING || p->large)
        return SCREEN_DONE;
    if (p->view == PHOTO_VIEW_LIST)
        return list_mouse(&p->list, m, 0);
    if (m->kind == MOUSE_WHEEL_UP || m->kind == MOUSE_WHEEL_DOWN)
        return move_cursor(p, m->kind == MOUSE_WHEEL_UP ? ACT_PREV : ACT_NEXT);
    at = grid_at(&p->grid, p->n, m->y, m->x);
    if (at < 0)
        return SCREEN_DONE;
    list_go(&p->list, at);
    return m->kind == MOUSE_DOUBLE ? SCREEN_IGNORED : SCREEN_REDRAW; /* the app opens it */
}

static unsigned ps_have(const struct screen *s)
{
    return list_have(&((const struct photo_screen *)s)->list) | (NEED_ALL & ~(unsigned)NEED_HIT);
}

static const struct binding ps_rows[] = {
    {"Enter", ACT_OPEN, 0, true},
    {"v", ACT_PHOTO_VIEW, 0, true},
    {"Left", ACT_LEFT, 0, false},
    {"h", ACT_LEFT, 0, false},
    {"Right", ACT_RIGHT, 0, false},
    {"l", ACT_RIGHT, 0, false},
    {"a", ACT_ADD, NEED_WRITE, true},
    {"t", ACT_PHOTO_TAG, NEED_WRITE, true},
    {"o", ACT_PHOTO_MATCH, NEED_WRITE, false},
    {"Space", ACT_MARK, 0, true},
    {"V", ACT_MARK_RANGE, 0, false},
    {"*", ACT_MARK_ALL, 0, false},
    {"f", ACT_FILTER, 0, false},
    {"O", ACT_PHOTO_ALSO, NEED_WRITE, false},
    {"w", ACT_CAMERA_CLOCK, NEED_WRITE, false},
    {"K", ACT_CLOCK, 0, false},
    {"R", ACT_PHOTO_REFUSED, 0, false},
    {"m", ACT_PHOTO_AGAIN, NEED_WRITE, false},
    {"c", ACT_NOTE, NEED_WRITE, false},
    {"x", ACT_NOT_SURVEYABLE, NEED_WRITE, true},
    {"Del", ACT_DELETE, NEED_WRITE, false},
    {"p", ACT_PHOTO, NEED_WRITE, false},
    {"e", ACT_EDIT, NEED_WRITE, false},
    {.key = NULL},
};
static const struct keymap ps_keys = {"photo", &list_keys, ps_rows};

const struct screen_ops scr_photo = {
    .name = "photo",
    .title = N_("Photos"),
    .keys = &ps_keys,
    .size = sizeof(struct photo_screen),
    .open = ps_open,
    .load = ps_load,
    .layout = ps_layout,
    .draw = ps_draw,
    .act = ps_act,
    .mouse = ps_mouse,
    .text = ps_text,
    .editor = ps_editor,
    .typed = ps_typed,
    .why_not = ps_why_not,
    .have = ps_have,
    .status = ps_status,
    .place = ps_place,
    .close = ps_close,
};
