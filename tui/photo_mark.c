/* Which photos are chosen, and which are shown: marks and filters. */
#include "config.h"

#include "assets/photo/match.h"
#include "model/photo.h"
#include "tui/choose.h"
#include "model/base/text.h"
#include "tui/i18n.h"
#include "tui/photo_priv.h"
#include "tui/work.h"

#include <stdlib.h>
#include <string.h>

/* ---- marks ---- */

/* Where it stands, or would stand: by id. */
static size_t mark_at(const struct photo_screen *p, struct id photo)
{
    size_t from = 0, to = p->marks.n;

    while (from < to) {
        size_t mid = from + (to - from) / 2;

        if (id_compare(p->marks.v[mid], photo) < 0)
            from = mid + 1;
        else
            to = mid;
    }
    return from;
}

bool photo_is_marked(const struct photo_screen *p, struct id photo)
{
    size_t at = mark_at(p, photo);

    return at < p->marks.n && id_equal(p->marks.v[at], photo);
}

static void put_mark(struct photo_screen *p, struct id photo, bool on)
{
    size_t at = mark_at(p, photo);
    struct id *here;

    if (on == photo_is_marked(p, photo))
        return;
    p->marks.v = xgrow(p->marks.v, p->marks.n, &p->marks.cap, sizeof *p->marks.v);
    here = p->marks.v + at;
    if (on) {
        memmove(here + 1, here, (p->marks.n++ - at) * sizeof *here);
        *here = photo;
    } else {
        memmove(here, here + 1, (--p->marks.n - at) * sizeof *here);
    }
}

enum outcome photo_mark_here(struct photo_screen *p)
{
    const struct shot *s = shot_here(p);

    put_mark(p, s->photo, !photo_is_marked(p, s->photo));
    p->mark_from = p->list.cursor;
    list_go(&p->list, p->list.cursor + 1);
    return SCREEN_RELOAD;
}

enum outcome photo_mark_range(struct photo_screen *p)
{
    int from = p->mark_from, to = p->list.cursor;

    if (from > to) {
        from = to;
        to = p->mark_from;
    }
    for (int i = from; i <= to && i < p->n; i++)
        if (shot_is_photo(&p->shots[i]))
            put_mark(p, p->shots[i].photo, true);
    return SCREEN_RELOAD;
}

/* All that are shown; when all of them are marked, none. */
enum outcome photo_mark_all(struct photo_screen *p)
{
    bool on = false;

    for (int i = 0; i < p->n; i++)
        on = on || (shot_is_photo(&p->shots[i]) && !photo_is_marked(p, p->shots[i].photo));
    for (int i = 0; i < p->n; i++)
        if (shot_is_photo(&p->shots[i]))
            put_mark(p, p->shots[i].photo, on);
    return SCREEN_RELOAD;
}

void photo_unmark(struct photo_screen *p)
{
    p->marks.n = 0;
}

void photo_prune_marks(struct photo_screen *p)
{
    size_t n = 0;

    for (size_t i = 0; i < p->marks.n; i++) {
        const struct row *r = survey_find(shots_survey(p), p->marks.v[i]);

        if (r && r->alive)
            p->marks.v[n++] = p->marks.v[i];
    }
    p->marks.n = n;
}

size_t photo_chosen(const struct photo_screen *p, const struct row ***out)
{
    const struct survey *s = shots_survey(p);
    const struct shot *here = shot_here(p);
    size_t n = 0;

    *out = xcalloc(p->marks.n + 1, sizeof **out);
    for (size_t i = 0; i < s->n[KIND_photo]; i++)
        if (photo_is_marked(p, s->rows[KIND_photo][i]->id))
            (*out)[n++] = s->rows[KIND_photo][i];
    if (n == 0 && shot_is_photo(here) && survey_find(s, here->photo))
        (*out)[n++] = survey_find(s, here->photo);
    return n;
}

/* ---- filters ---- */

static bool is_unmatched(const struct photo_screen *p, const struct row *photo)
{
    size_t i = 0;

    return photo_next_target(shots_survey(p), photo, &i) == NULL;
}

static bool is_untagged(const struct photo_screen *p, const struct row *photo)
{
    size_t i = 0;

    return photo_next_tag(shots_survey(p), photo, &i) == NULL;
}

static bool is_mismatch(const struct photo_screen *p, const struct row *photo)
{
    return strcmp(photo_date_mismatch(shots_survey(p), photo), "none") != 0;
}

static bool is_marked(const struct photo_screen *p, const struct row *photo)
{
    return photo_is_marked(p, photo->id);
}

static const struct {
    const char *words;
    bool (*takes)(const struct photo_screen *p, const struct row *photo);
} filters[] = {
    [PHOTO_ALL] = {N_("all photos"), NULL},
    [PHOTO_UNMATCHED] = {N_("belonging to no visit"), is_unmatched},
    [PHOTO_UNTAGGED] = {N_("without a tag"), is_untagged},
    [PHOTO_MISMATCH] = {N_("with dates that disagree"), is_mismatch},
    [PHOTO_MARKED] = {N_("marked"), is_marked},
};
#define FILTERS ((int)(sizeof filters / sizeof filters[0]))

bool photo_filter_takes(const struct photo_screen *p, const struct row *photo)
{
    return !filters[p->filter].takes || filters[p->filter].takes(p, photo);
}

static int count(const struct photo_screen *p, int filter)
{
    const struct survey *s = shots_survey(p);
    int n = 0;

    for (size_t i = 0; i < s->n[KIND_photo]; i++)
        n += shots_belongs(p, s->rows[KIND_photo][i]) &&
             (!filters[filter].takes || filters[filter].takes(p, s->rows[KIND_photo][i]));
    return n;
}

static enum outcome filter_chosen(struct screen *s, int item, void *ctx)
{
    struct photo_screen *p = (struct photo_screen *)s;

    (void)ctx;
    p->filter = (enum photo_filter)item;
    shots_load(p);
    list_go(&p->list, 0);
    return SCREEN_REDRAW;
}

enum outcome photo_choose_filter(struct photo_screen *p)
{
    struct choose_item items[FILTERS];
    struct buf words[FILTERS];

    for (int i = 0; i < FILTERS; i++) {
        buf_init(&words[i], BUF_MAX_DEFAULT);
        buf_addf(&words[i], "%s  %d", _(filters[i].words), count(p, i));
        items[i] = (struct choose_item){buf_str(&words[i]), NULL};
    }
    shots_choose(p, _("Which photos?"), items, FILTERS, (int)p->filter, filter_chosen);
    for (int i = 0; i < FILTERS; i++)
        buf_release(&words[i]);
    return SCREEN_REDRAW;
}

void photo_put_state(const struct photo_screen *p, struct buf *out)
{
    if (p->filter != PHOTO_ALL)
        buf_addf(out, "%s  %d   ", _(filters[p->filter].words), p->n);
    if (p->marks.n > 0)
        text_fill_n(out, _("{1} marked   "), (int64_t)p->marks.n, 0, 0);
}
