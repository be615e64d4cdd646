#include "config.h"

#include "tui/scr_photo.h"

#include "model/base/text.h"
#include "model/rules/name.h"
#include "tui/choose.h"
#include "tui/conflict_mark.h"
#include "tui/i18n.h"
#include "tui/photo_priv.h"
#include "tui/visit_words.h"
#include "tui/work.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELP_LINES 2

const struct survey *shots_survey(const struct photo_screen *p)
{
    return work_survey(p->base.app);
}

const struct shot *shot_here(const struct photo_screen *p)
{
    int at = p->list.cursor;

    return p->base.stale || at < 0 || at >= p->n ? NULL : &p->shots[at];
}

static void forget(struct photo_screen *p)
{
    for (int i = 0; i < p->n; i++) {
        free(p->shots[i].words);
        free(p->shots[i].file);
        free(p->shots[i].mark);
    }
    free(p->shots);
    p->shots = NULL;
    p->n = 0;
    p->cap = 0;
}

static struct shot *add(struct photo_screen *p, const struct row *of, const char *tag)
{
    const struct enum_item *item = enum_by_id(catalog[F_photo_photo_tag].list, tag);
    struct buf words = BUF_INIT;
    struct shot *s;

    p->shots = xgrow(p->shots, (size_t)p->n, &p->cap, sizeof *p->shots);
    s = &p->shots[p->n++];
    if (of && id_is_zero(p->target) && of->kind != KIND_device) {
        row_name(shots_survey(p), of, &words);
        buf_putc(&words, ' ');
    }
    photo_words(shots_survey(p), of, tag, p->ja, &words);
    *s = (struct shot){.of = of ? of->id : (struct id){{0}},
                       .tag = item ? item->id : "",
                       .words = buf_take(&words)};
    return s;
}

static char *mark_of(const struct photo_screen *p, const struct row *photo, bool placed)
{
    struct buf text = BUF_INIT;

    if (photo->conflicts > 0)
        put_conflict_mark(photo->conflicts + 1, &text);
    else
        buf_puts(&text, placed ? photo_mark(p->base.app, photo) : _("belongs nowhere"));
    return buf_take(&text);
}

static void add_photo(struct photo_screen *p, const struct row *photo)
{
    const struct survey *survey = shots_survey(p);
    const struct row *of = survey_find(survey, row_ref(photo, F_photo_photo_target));
    struct shot *s = add(p, of, row_text(photo, F_photo_photo_tag));
    struct buf clock = BUF_INIT;

    s->photo = photo->id;
    s->file = xstrdup(row_text(photo, F_photo_orig_name));
    s->bytes = row_int(photo, F_photo_bytes, 0);
    s->mark = mark_of(p, photo, of != NULL);
    s->role = photo->conflicts > 0 ? ROLE_CONFLICT : *s->mark ? ROLE_WARN : ROLE_NORMAL;
    photo_clock(photo, &clock);
    snprintf(s->clock, sizeof s->clock, "%s", buf_str(&clock));
    buf_release(&clock);
}

static bool belongs(const struct photo_screen *p, const struct row *photo)
{
    const struct survey *s = shots_survey(p);
    const struct row *of = survey_find(s, row_ref(photo, F_photo_photo_target));

    return id_is_zero(p->target) || (of && id_equal(row_root(s, of)->id, p->target));
}

static void add_needs(struct photo_screen *p, const struct row *target)
{
    struct visit visit;

    visit_load(&visit, shots_survey(p), target);
    p->present = visit.photos_present;
    p->needed = visit.photos_needed;
    for (size_t i = 0; i < visit.nphotos; i++) {
        const struct photo_need *need = &visit.photos[i];
        struct shot *s;

        if (need->state == PHOTO_PRESENT)
            continue;
        s = add(p, need->row, need->tag);
        s->forbidden = need->forbidden;
        s->mark = xstrdup(need->state == PHOTO_EXCUSED ? _("excused")
                          : need->forbidden            ? _("no photo")
                                                       : _("missing"));
        s->role = need->state == PHOTO_EXCUSED ? ROLE_MUTED : ROLE_WARN;
    }
    visit_release(&visit);
}

/* The first that is still missing: what the next photo is likely to show. */
static void go_to_need(struct photo_screen *p)
{
    for (int i = 0; i < p->n; i++)
        if (id_is_zero(p->shots[i].photo) && p->shots[i].role == ROLE_WARN) {
            list_go(&p->list, i);
            return;
        }
}

static int ps_load(struct screen *s, struct err *e)
{
    struct photo_screen *p = (struct photo_screen *)s;
    const struct survey *survey = shots_survey(p);
    const struct row *target = survey_find(survey, p->target);
    int before = p->present;

    (void)e;
    forget(p);
    s->stale = false;
    p->ja = work_ja(s->app);
    for (int pass = 0; pass < 2; pass++) /* those that belong nowhere first */
        for (size_t i = 0; i < survey->n[KIND_photo]; i++) {
            const struct row *photo = survey->rows[KIND_photo][i];
            bool loose = id_is_zero(row_ref(photo, F_photo_photo_target));

            if (loose == (pass == 0) && belongs(p, photo))
                add_photo(p, photo);
        }
    if (target)
        add_needs(p, target);
    list_reload(&p->list);
    if (p->following && p->present > before) {
        p->following = false;
        go_to_need(p);
    }
    return 0;
}

void shots_refresh(struct photo_screen *p)
{
    struct err ignored;

    ps_load(&p->base, &ignored);
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
        buf_puts(out, id_is_zero(s->photo) ? "-" : s->clock);
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
    {N_("Time"), 5, 0, 0, false}, {N_("Shows"), 20, 2, 0, false}, {N_("File"), 18, 2, 1, false},
    {N_("Size"), 8, 0, 2, true},  {"", 14, 0, 0, false},
};
static const struct list_source shot_source = {
    .columns = shot_columns,
    .n_columns = 5,
    .empty = N_("No photos yet. a takes in a file or a folder."),
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

static int ps_open(struct screen *s, const void *arg, struct err *e)
{
    struct photo_screen *p = (struct photo_screen *)s;
    const struct place *place = arg;
    const struct row *r = place ? survey_find(work_survey(s->app), place->entity) : NULL;
    char id[ID_HEX_LEN + 1];

    edit_init(&p->edit, "", 0);
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
        go_to_need(p);
    }
    return 0;
}

static void ps_close(struct screen *s)
{
    struct photo_screen *p = (struct photo_screen *)s;

    forget(p);
    list_release(&p->list);
    edit_release(&p->edit);
    free(p->path);
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
    if (!target)
        return;
    snprintf(a, sizeof a, "%d", p->present);
    snprintf(b, sizeof b, "%d", p->needed);
    buf_reset(&st->state_right);
    text_fill(&st->state_right, _("needed photos {1}/{2}"), a, b, NULL);
}

/* Drawing */

static void ps_layout(struct screen *s, int rows, int cols)
{
    struct photo_screen *p = (struct photo_screen *)s;

    (void)cols;
    list_layout(&p->list, rows - HELP_LINES - 1);
}

static void draw_line(const struct photo_screen *p, const struct draw *d, int y)
{
    const char *prompt = p->typing == PHOTO_TYPES_PATH ? _("File or folder:") : _("Caption:");
    int x = 1 + draw_put(d, y, 1, prompt, ROLE_HERE) + 1;

    edit_draw(&p->edit, d, y, x, d->cols - x - 1, ROLE_OBSERVED, true);
}

static void put_caption(const struct photo_screen *p, struct buf *out)
{
    const struct shot *s = shot_here(p);
    const struct row *photo = s ? survey_find(shots_survey(p), s->photo) : NULL;

    if (!photo)
        return;
    buf_puts(out, row_text(photo, F_photo_caption));
    if (*row_text(photo, F_photo_exif_datetime_original))
        buf_addf(out, "%s%s  %s", out->len ? "   " : "",
                 row_text(photo, F_photo_exif_datetime_original),
                 row_text(photo, F_photo_exif_model));
}

static void ps_draw(const struct screen *s, const struct draw *body)
{
    const struct photo_screen *p = (const struct photo_screen *)s;
    struct draw list = draw_sub(body, 0, 0, body->rows - HELP_LINES - 1, body->cols);
    int y = body->rows - HELP_LINES;
    struct buf text = BUF_INIT;

    draw_clear(body);
    list_draw(&p->list, &list);
    if (p->typing != PHOTO_TYPES_NOTHING) {
        draw_line(p, body, y);
        if (p->typing == PHOTO_TYPES_PATH)
            draw_text(body, y + 1, 1, body->cols - 2,
                      _("Tab completes. The originals stay as they are; copies are kept here."),
                      ROLE_MUTED);
    } else {
        put_caption(p, &text);
        draw_text(body, y, 1, body->cols - 2, buf_str(&text), ROLE_MUTED);
    }
    buf_release(&text);
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

static enum outcome ps_act(struct screen *s, enum action a)
{
    struct photo_screen *p = (struct photo_screen *)s;
    const struct shot *shot;

    if (s->stale)
        shots_refresh(p);
    if (p->typing != PHOTO_TYPES_NOTHING)
        return typing_act(p, a);
    shot = shot_here(p);
    switch (a) {
    case ACT_OPEN:
        return shot && !id_is_zero(shot->photo) ? shots_choose_tag(p) : take_in(p);
    case ACT_ADD:
    case ACT_PHOTO:
    case ACT_EDIT:
        return take_in(p);
    case ACT_PHOTO_TAG:
        return shots_choose_tag(p);
    case ACT_PHOTO_MATCH:
        return shots_choose_owner(p);
    case ACT_NOTE:
        return write_caption(p);
    case ACT_NOT_SURVEYABLE:
        return shots_choose_reason(p);
    case ACT_DELETE:
        return shots_delete_photo(p);
    default:
        return list_act(&p->list, a);
    }
}

static const char *ps_why_not(const struct screen *s, enum action a)
{
    const struct photo_screen *p = (const struct photo_screen *)s;
    const struct shot *shot = shot_here(p);
    bool photo = shot && !id_is_zero(shot->photo);

    if (s->stale)
        return NULL;
    if (p->typing != PHOTO_TYPES_NOTHING && a == ACT_DELETE)
        return N_("Enter or Esc ends the typing first.");
    switch (a) {
    case ACT_PHOTO_TAG:
    case ACT_PHOTO_MATCH:
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

    return p->typing != PHOTO_TYPES_NOTHING ? SCREEN_DONE : list_mouse(&p->list, m, 0);
}

static unsigned ps_have(const struct screen *s)
{
    return list_have(&((const struct photo_screen *)s)->list) | (NEED_ALL & ~(unsigned)NEED_HIT);
}

static const struct binding ps_rows[] = {
    {"Enter", ACT_OPEN, NEED_WRITE, true},  {"a", ACT_ADD, NEED_WRITE, true},
    {"t", ACT_PHOTO_TAG, NEED_WRITE, true}, {"o", ACT_PHOTO_MATCH, NEED_WRITE, true},
    {"c", ACT_NOTE, NEED_WRITE, false},     {"x", ACT_NOT_SURVEYABLE, NEED_WRITE, true},
    {"Del", ACT_DELETE, NEED_WRITE, true},  {"p", ACT_PHOTO, NEED_WRITE, false},
    {"e", ACT_EDIT, NEED_WRITE, false},     {.key = NULL},
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
    .editor = ps_editor,
    .typed = ps_typed,
    .why_not = ps_why_not,
    .have = ps_have,
    .status = ps_status,
    .place = ps_place,
    .close = ps_close,
};
