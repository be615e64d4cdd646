/* Model -> rows of the screen of photos: those that belong nowhere first, then
 * the others, then what is still needed. */
#include "config.h"

#include "assets/photo/keep.h"
#include "assets/photo/match.h"
#include "model/base/text.h"
#include "model/holders.h"
#include "model/photo.h"
#include "tui/conflict_mark.h"
#include "tui/i18n.h"
#include "tui/laptop_text.h"
#include "tui/photo_priv.h"
#include "tui/visit_words.h"
#include "tui/work.h"
#include "model/rules/name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void shots_forget(struct photo_screen *p)
{
    for (int i = 0; i < p->n; i++) {
        free(p->shots[i].words);
        free(p->shots[i].file);
        free(p->shots[i].mark);
        free(p->shots[i].path);
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

/* Where it belongs is asked first; what is wrong with it is said besides. */
static void put_words(const struct photo_screen *p, const struct row *photo, bool placed,
                      struct buf *out)
{
    const char *wrong = photo_mark(p->base.app, photo);
    const struct casefile *c = work_of(p->base.app)->open;
    struct buf holders = BUF_INIT;

    if (c && photo_purged(c->store, row_text(photo, F_photo_sha256))) {
        put_holders(c->store, row_text(photo, F_photo_sha256), &holders);
        text_fill(out, _("purged here: {1}"), buf_str(&holders), NULL, NULL);
        buf_release(&holders);
        return;
    }

    if (!placed)
        buf_puts(out, _("no visit"));
    else if (!*wrong && row_is(photo, F_photo_matched_by, "planned"))
        wrong = _("by the plan alone");
    if (!placed && *wrong)
        buf_putc(out, ' ');
    buf_puts(out, wrong);
}

static char *mark_of(const struct photo_screen *p, const struct row *photo, bool placed)
{
    struct buf text = BUF_INIT;

    if (photo->conflicts > 0)
        put_conflict_mark(photo->conflicts + 1, &text);
    else
        put_words(p, photo, placed, &text);
    return buf_take(&text);
}

/* NULL: its bytes are on another laptop only. */
static char *path_of(const struct photo_screen *p, const struct row *photo)
{
    const struct casefile *c = work_of(p->base.app)->open;
    const char *sha256 = row_text(photo, F_photo_sha256);

    if (!c || !*sha256 || store_photo_is_away(c->store, sha256))
        return NULL;
    return keep_path_of(c->folder, sha256, row_text(photo, F_photo_media_type));
}

/* Behind its first target and tag the other tags, and how many other targets. */
static void put_others(const struct photo_screen *p, const struct row *photo, const struct row *of,
                       struct shot *s)
{
    const struct survey *survey = shots_survey(p);
    struct buf words = BUF_INIT;
    const struct row *other;
    const char *tag;
    int more = 0;

    buf_puts(&words, s->words);
    for (size_t i = 0; (tag = photo_next_tag(survey, photo, &i)) != NULL;) {
        const struct enum_item *item = enum_by_id(catalog[F_photo_photo_tag].list, tag);

        if (item && strcmp(tag, s->tag) != 0)
            buf_addf(&words, "/%s", enum_label(item, p->ja));
    }
    for (size_t i = 0; (other = photo_next_target(survey, photo, &i)) != NULL;)
        more += other != of;
    if (more > 0)
        buf_addf(&words, " +%d", more);
    free(s->words);
    s->words = buf_take(&words);
}

static void add_photo(struct photo_screen *p, const struct row *photo)
{
    const struct survey *survey = shots_survey(p);
    size_t i = 0, j = 0;
    const struct row *of = photo_next_target(survey, photo, &i);
    const char *tag = photo_next_tag(survey, photo, &j);
    struct shot *s = add(p, of, tag ? tag : "");
    struct buf clock = BUF_INIT;

    put_others(p, photo, of, s);
    s->photo = photo->id;
    s->marked = photo_is_marked(p, photo->id);
    s->path = path_of(p, photo);
    s->file = xstrdup(row_text(photo, F_photo_orig_name));
    s->bytes = row_int(photo, F_photo_bytes, 0);
    s->mark = mark_of(p, photo, of != NULL);
    s->role = photo->conflicts > 0 ? ROLE_CONFLICT : *s->mark ? ROLE_WARN : ROLE_NORMAL;
    photo_clock(photo, &clock);
    if (strcmp(photo_date_mismatch(survey, photo), "outside_survey_day") == 0) {
        const char *day = row_text(photo, F_photo_exif_datetime_original) + 5; /* 09:11 ... */

        buf_reset(&clock); /* the day says more than the hour */
        buf_addf(&clock, "%.2s/%.2s", day, day + 3);
    }
    snprintf(s->clock, sizeof s->clock, "%s", buf_str(&clock));
    buf_release(&clock);
}

bool shots_belongs(const struct photo_screen *p, const struct row *photo)
{
    const struct survey *s = shots_survey(p);
    const struct row *of;

    if (id_is_zero(p->target))
        return true;
    for (size_t i = 0; (of = photo_next_target(s, photo, &i)) != NULL;)
        if (id_equal(row_root(s, of)->id, p->target))
            return true;
    return false;
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
void shots_go_to_need(struct photo_screen *p)
{
    for (int i = 0; i < p->n; i++)
        if (id_is_zero(p->shots[i].photo) && p->shots[i].role == ROLE_WARN) {
            list_go(&p->list, i);
            return;
        }
}

void shots_load(struct photo_screen *p)
{
    struct screen *s = &p->base;
    const struct survey *survey = shots_survey(p);
    const struct row *target = survey_find(survey, p->target);
    int before = p->present;

    shots_forget(p);
    photo_prune_marks(p);
    s->stale = false;
    p->ja = work_ja(s->app);
    for (int pass = 0; pass < 2; pass++) /* those that belong nowhere first */
        for (size_t i = 0; i < survey->n[KIND_photo]; i++) {
            const struct row *photo = survey->rows[KIND_photo][i];
            bool loose = id_is_zero(row_ref(photo, F_photo_photo_target));

            if (loose == (pass == 0) && shots_belongs(p, photo) && photo_filter_takes(p, photo))
                add_photo(p, photo);
        }
    p->present = p->needed = 0;
    if (target)
        add_needs(p, target);
    list_reload(&p->list);
    if (p->following && p->present > before) {
        p->following = false;
        shots_go_to_need(p);
    }
}
