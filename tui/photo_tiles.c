/* The screen of photos, drawn: tiles side by side, or one picture over all of
 * the body with its facts. Without colours a tile is a card of words. */
#include "config.h"

#include "assets/photo/match.h"
#include "model/base/text.h"
#include "model/photo.h"
#include "model/rules/name.h"
#include "tui/i18n.h"
#include "tui/mosaic.h"
#include "tui/photo_priv.h"
#include "tui/preview.h"
#include "tui/visit_words.h"
#include "tui/work.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FACTS_COLS 26 /* beside the large picture */
#define FACTS_ROWS 4  /* or below it, in a narrow window */
#define NARROW_COLS 72

/* Words in the middle of where a picture would be. */
static void draw_words(const struct draw *d, const char *text, enum role role)
{
    int cols = d->cols - 1, lines = draw_lines(text, cols);

    lines = lines > d->rows ? d->rows : lines;
    draw_wrap(d, (d->rows - lines) / 2, 0, lines, cols, text, role);
}

/* Why there is no picture, after the file's name and size. */
static void draw_card(const struct draw *d, const struct shot *s, const char *why)
{
    struct buf text = BUF_INIT;

    buf_puts(&text, s->file);
    if (s->bytes > 0)
        buf_addf(&text, "\n%.1f MB", (double)s->bytes / 1e6);
    if (*why)
        buf_addf(&text, "\n%s", why);
    draw_words(d, buf_str(&text), ROLE_MUTED);
    buf_release(&text);
}

/* What genba-draw says is ours, or a library's own words. */
static void draw_failed(const struct draw *d, const struct shot *s, const char *why)
{
    struct buf text = BUF_INIT;

    buf_addf(&text, "%s: %s", _("cannot be shown"), _(why));
    draw_card(d, s, *why ? buf_str(&text) : _("cannot be shown"));
    buf_release(&text);
}

/* The picture, or what there is to say instead; *why (may be NULL): its damage. */
static void draw_picture(const struct photo_screen *p, const struct draw *d, const struct shot *s,
                         const struct preview **shown)
{
    const struct preview *v;
    struct draw area;

    if (!s->path || !mosaic_can(d->theme)) {
        draw_card(d, s, s->path ? "" : s->mark);
        return;
    }
    v = previews_get(work_previews(p->base.app), s->path, MOSAIC_BOX_W(d->cols),
                     MOSAIC_BOX_H(d->rows));
    if (shown)
        *shown = v;
    area = mosaic_area(d, &v->picture);
    if (area.cols > 0)
        mosaic_draw(&area, &v->picture);
    else if (v->state == PREVIEW_FAILED)
        draw_failed(d, s, v->why);
    else
        draw_words(d, s->file, ROLE_MUTED);
}

/* "09:24 DSC01204.JPG", or the mark in place of the name; then what it shows. */
static void draw_caption(const struct draw *d, int y, const struct shot *s, bool here)
{
    struct buf text = BUF_INIT;
    bool mark = *s->mark != '\0';
    enum role role = here ? ROLE_CURSOR : mark ? s->role : ROLE_MUTED;

    buf_addf(&text, "%s%s%s%s", s->marked ? "* " : "", s->clock, *s->clock ? " " : "",
             mark      ? s->mark
             : s->file ? s->file
                       : "");
    if (here) {
        draw_text(d, y, 0, 1, ">", role);
        draw_text(d, y + 1, 0, 1, "", role);
    }
    draw_text(d, y, 1, d->cols - 2, buf_str(&text), role);
    draw_text(d, y + 1, 1, d->cols - 2, s->words,
              here                    ? ROLE_CURSOR
              : s->role == ROLE_MUTED ? ROLE_MUTED
                                      : ROLE_NORMAL);
    buf_release(&text);
}

static void draw_tile(const struct photo_screen *p, const struct draw *d, int i)
{
    const struct shot *s = &p->shots[i];
    struct draw picture = draw_sub(d, 0, 1, d->rows - GRID_WORDS, d->cols - 1);

    if (id_is_zero(s->photo))
        draw_words(&picture, s->forbidden ? s->mark : _("no photo yet"), s->role);
    else
        draw_picture(p, &picture, s, NULL);
    draw_caption(d, d->rows - GRID_WORDS, s, i == p->list.cursor);
}

void photo_draw_grid(const struct photo_screen *p, const struct draw *d)
{
    const struct grid *g = &p->grid;

    previews_begin(work_previews(p->base.app));
    if (p->n == 0)
        draw_wrap(d, 0, 1, d->rows, d->cols - 2, _(p->list.src->empty), ROLE_MUTED);
    for (int i = g->top * g->across; i < p->n; i++) {
        struct draw tile;
        int y, x;

        if (!grid_place(g, i, &y, &x))
            break;
        tile = draw_sub(d, y, x, g->tile_rows, g->tile_cols);
        draw_tile(p, &tile, i);
    }
}

/* The large picture */

static void put_fact(struct buf *out, enum field f, bool ja, const char *value)
{
    if (*value)
        buf_addf(out, "%s: %s\n", field_label(f, ja), value);
}

static void put_targets(const struct photo_screen *p, const struct row *photo, struct buf *out)
{
    const struct survey *s = shots_survey(p);
    const struct row *of;

    for (size_t i = 0; (of = photo_next_target(s, photo, &i)) != NULL;) {
        struct buf name = BUF_INIT;

        row_name(s, of, &name);
        put_fact(out, F_photo_photo_target, p->ja, buf_str(&name));
        buf_release(&name);
    }
}

static void put_tags(const struct photo_screen *p, const struct row *photo, struct buf *out)
{
    const char *tag;

    for (size_t i = 0; (tag = photo_next_tag(shots_survey(p), photo, &i)) != NULL;) {
        const struct enum_item *item = enum_by_id(catalog[F_photo_photo_tag].list, tag);

        if (item)
            put_fact(out, F_photo_photo_tag, p->ja, enum_label(item, p->ja));
    }
}

static void put_sizes(const struct row *photo, struct buf *out)
{
    int64_t w = row_int(photo, F_photo_width, 0), h = row_int(photo, F_photo_height, 0);

    if (w > 0 && h > 0)
        buf_addf(out, "%" PRId64 " x %" PRId64 "  ", w, h);
    buf_addf(out, "%.1f MB\n", (double)row_int(photo, F_photo_bytes, 0) / 1e6);
}

/* Why it belongs where it does. */
static const char *matched_words(const struct photo_screen *p, const struct row *photo)
{
    const struct enum_item *by =
        enum_by_id(catalog[F_photo_matched_by].list, row_text(photo, F_photo_matched_by));

    return by ? enum_label(by, p->ja) : "";
}

static void put_facts(const struct photo_screen *p, const struct shot *s, const struct row *photo,
                      struct buf *out)
{
    buf_addf(out, "%s  (%d/%d)\n", s->file, p->list.cursor + 1, p->n);
    put_tags(p, photo, out);
    put_targets(p, photo, out);
    put_fact(out, F_photo_exif_datetime_original, p->ja,
             row_text(photo, F_photo_exif_datetime_original));
    put_fact(out, F_photo_exif_model, p->ja, row_text(photo, F_photo_exif_model));
    put_fact(out, F_photo_matched_by, p->ja, matched_words(p, photo));
    if (strcmp(photo_date_mismatch(shots_survey(p), photo), "none") != 0)
        put_fact(out, F_photo_file_mtime, p->ja, row_text(photo, F_photo_file_mtime));
    put_sizes(photo, out);
    put_fact(out, F_photo_caption, p->ja, row_text(photo, F_photo_caption));
    if (row_int(photo, F_photo_exif_orientation, 0) > 1)
        buf_addf(out, "%s\n", _("Turned for the screen only."));
}

static void draw_facts(const struct photo_screen *p, const struct draw *d, const struct shot *s,
                       const struct preview *v)
{
    const struct row *photo = survey_find(shots_survey(p), s->photo);
    struct buf text = BUF_INIT;
    int y = 0;

    if (*s->mark)
        y += draw_wrap(d, y, 0, d->rows, d->cols, s->mark, s->role);
    if (v && v->state == PREVIEW_READY && *v->why) {
        buf_addf(&text, "%s: %s", _("damaged"), v->why);
        y += draw_wrap(d, y, 0, d->rows - y, d->cols, buf_str(&text), ROLE_WARN);
        buf_reset(&text);
    }
    if (photo)
        put_facts(p, s, photo, &text);
    draw_wrap(d, y, 0, d->rows - y, d->cols, buf_str(&text), ROLE_NORMAL);
    buf_release(&text);
}

void photo_draw_large(const struct photo_screen *p, const struct draw *d)
{
    const struct shot *s = &p->shots[p->list.cursor];
    bool narrow = d->cols < NARROW_COLS;
    int beside = d->cols / 4 > FACTS_COLS ? d->cols / 4 : FACTS_COLS;
    struct draw picture = narrow ? draw_sub(d, 0, 0, d->rows - FACTS_ROWS, d->cols)
                                 : draw_sub(d, 0, 0, d->rows, d->cols - beside - 1);
    struct draw facts = narrow ? draw_sub(d, d->rows - FACTS_ROWS, 1, FACTS_ROWS, d->cols - 2)
                               : draw_sub(d, 0, d->cols - beside, d->rows, beside);
    const struct preview *v = NULL;

    previews_begin(work_previews(p->base.app));
    draw_picture(p, &picture, s, &v);
    draw_facts(p, &facts, s, v);
}
