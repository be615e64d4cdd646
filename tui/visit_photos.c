/* The photos of the visit: first those that are still needed (R104, R105, R113), then
 * the taken ones, a row for each thing of the visit and tag, then the excused. */
#include "config.h"

#include "model/base/text.h"
#include "model/photo.h"
#include "tui/i18n.h"
#include "tui/scr_photo.h"
#include "tui/visit_priv.h"
#include "tui/visit_words.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct photo_row *add(struct visit_screen *v, struct id row, const char *tag)
{
    struct photo_row *p;

    v->photos = xgrow(v->photos, (size_t)v->nphotos, &v->photo_cap, sizeof *v->photos);
    p = &v->photos[v->nphotos++];
    *p = (struct photo_row){.row = row, .tag = tag, .role = ROLE_NORMAL, .mark = ""};
    return p;
}

static const struct photo_need *need_of(const struct visit_screen *v, const struct row *of,
                                        const char *tag)
{
    for (size_t i = 0; i < v->visit.nphotos; i++)
        if (v->visit.photos[i].row == of && strcmp(v->visit.photos[i].tag, tag) == 0)
            return &v->visit.photos[i];
    return NULL;
}

/* A tag that is wanted of another thing in the picture, and not of this one. */
static bool says_other(const struct visit_screen *v, const struct row *photo, const struct row *of,
                       const char *tag)
{
    const struct survey *s = visit_survey(v);
    const struct row *other;

    if (need_of(v, of, tag))
        return false;
    for (size_t i = 0; (other = photo_next_target(s, photo, &i)) != NULL;)
        if (other != of && need_of(v, other, tag))
            return true;
    return false;
}

static char *label(const struct visit_screen *v, const struct row *of, const char *tag)
{
    struct buf text = BUF_INIT;

    photo_words(visit_survey(v), of, tag, v->ja, &text);
    return buf_take(&text);
}

/* Once for each thing and tag; its rows have one number, that of the first. */
static void add_shown(struct visit_screen *v, const struct row *photo, const struct row *of,
                      const char *tag)
{
    struct photo_row *p = add(v, of->id, tag);
    struct buf time = BUF_INIT;

    p->photo = photo->id;
    p->label = label(v, of, tag);
    photo_clock(photo, &time);
    snprintf(p->time, sizeof p->time, "%s", buf_str(&time));
    buf_release(&time);
    p->mark = photo->conflicts > 0 ? _("conflict") : photo_mark(v->base.app, photo);
    p->role = photo->conflicts > 0 ? ROLE_CONFLICT : *p->mark ? ROLE_WARN : ROLE_NORMAL;
    for (int i = 0; i < v->nphotos && p->number == 0; i++)
        if (id_equal(v->photos[i].photo, photo->id))
            p->number = v->photos[i].number ? v->photos[i].number : ++v->ntaken;
}

static void add_taken(struct visit_screen *v, const struct row *of)
{
    const struct survey *s = visit_survey(v);
    const struct row *photo;
    const char *tag;

    for (size_t i = 0; (photo = photo_next_of(s, of->id, &i)) != NULL;) {
        bool said = false;

        for (size_t k = 0; (tag = photo_next_tag(s, photo, &k)) != NULL;) {
            if (says_other(v, photo, of, tag))
                continue;
            add_shown(v, photo, of, tag);
            said = true;
        }
        if (!said)
            add_shown(v, photo, of, "");
    }
}

static void add_needed(struct visit_screen *v, enum photo_state state)
{
    for (size_t i = 0; i < v->visit.nphotos; i++) {
        const struct photo_need *need = &v->visit.photos[i];
        struct photo_row *p;

        if (need->state != state)
            continue;
        p = add(v, need->row->id, need->tag);
        p->label = label(v, need->row, need->tag);
        p->mark = state == PHOTO_EXCUSED ? _("excused")
                  : need->forbidden      ? _("no photo")
                                         : _("missing");
        p->role = state == PHOTO_EXCUSED ? ROLE_MUTED : ROLE_WARN;
    }
}

void visit_photos_load(struct visit_screen *v)
{
    const struct row *device;

    add_needed(v, PHOTO_MISSING);
    add_taken(v, v->visit.target);
    for (size_t i = 0; (device = survey_next_ref(visit_survey(v), KIND_device, F_device_line_ref,
                                                 v->target, &i)) != NULL;)
        add_taken(v, device);
    add_needed(v, PHOTO_EXCUSED);
}

void visit_photos_free(struct visit_screen *v)
{
    for (int i = 0; i < v->nphotos; i++)
        free(v->photos[i].label);
    free(v->photos);
    v->photos = NULL;
    v->nphotos = v->ntaken = 0;
    v->photo_cap = 0;
}

static int photo_count(const void *ctx)
{
    return ((const struct visit_screen *)ctx)->nphotos;
}

static enum role photo_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct photo_row *p = &((const struct visit_screen *)ctx)->photos[row];

    switch (col) {
    case 0:
        if (id_is_zero(p->photo))
            buf_putc(out, '-');
        else
            buf_addf(out, "%d", p->number);
        return ROLE_MUTED;
    case 1:
        buf_puts(out, p->label);
        return p->role == ROLE_MUTED ? ROLE_MUTED : ROLE_NORMAL;
    case 2:
        buf_puts(out, p->time);
        return ROLE_NORMAL;
    default:
        buf_puts(out, p->mark);
        return p->role;
    }
}

static void photo_id(const void *ctx, int row, char out[LIST_ID_MAX])
{
    const struct photo_row *p = &((const struct visit_screen *)ctx)->photos[row];

    char of[ID_HEX_LEN + 1];

    id_print(p->row, of);
    id_print(id_is_zero(p->photo) ? p->row : p->photo, out);
    snprintf(out + ID_HEX_LEN, LIST_ID_MAX - ID_HEX_LEN, " %.16s %.8s", p->tag,
             of + ID_HEX_LEN - 8);
}

static const struct column photo_columns[] = {
    {"", 2, 0, 0, true},
    {N_("Photos"), 20, 1, 0, false},
    {"", 5, 0, 1, false},
    {"", 10, 0, 0, false},
};

const struct list_source visit_photo_source = {
    .columns = photo_columns,
    .n_columns = 4,
    .empty = N_("No photo yet, and none is needed. p takes some in."),
    .count = photo_count,
    .cell = photo_cell,
    .id = photo_id,
};

/* With what the cursor stands on: a photo, or the need it is taken for. */
enum outcome visit_photos_open(struct visit_screen *v)
{
    const struct photo_row *p = NULL;
    char rest[96] = "", id[ID_HEX_LEN + 1];

    if (v->pane == PANE_PHOTOS && v->photo_list.cursor >= 0 && v->photo_list.cursor < v->nphotos)
        p = &v->photos[v->photo_list.cursor];
    if (p) {
        id_print(id_is_zero(p->photo) ? p->row : p->photo, id);
        snprintf(rest, sizeof rest, "%s %.24s", id, p->tag);
    }
    work_show(v->base.app, &scr_photo, v->target, rest);
    return SCREEN_REDRAW;
}
