/* What is said of a photo: its tag, what it belongs to, why there is none. */
#include "config.h"

#include "model/rules/name.h"
#include "tui/choose.h"
#include "tui/i18n.h"
#include "tui/photo_priv.h"
#include "tui/work.h"

#include <stdlib.h>
#include <string.h>

enum outcome shots_choose(struct photo_screen *p, const char *title,
                          const struct choose_item *items, int n, int current,
                          enum outcome (*done)(struct screen *, int, void *))
{
    struct choose_arg arg = {.title = title,
                             .items = items,
                             .n = n,
                             .current = current,
                             .y = shots_line(p),
                             .done = done};
    struct err e;

    if (choose_open(p->base.app, &arg, &e) != 0)
        app_say_err(p->base.app, &e);
    return SCREEN_REDRAW;
}

bool shots_set(struct photo_screen *p, struct id row, enum field f, struct value v)
{
    bool done = work_set(p->base.app, row, f, false, v);

    if (done)
        shots_refresh(p);
    return done;
}

static enum outcome tag_chosen(struct screen *s, int item, void *ctx)
{
    struct photo_screen *p = (struct photo_screen *)s;
    const struct shot *shot = shot_here(p);

    (void)ctx;
    if (shot)
        shots_set(p, shot->photo, F_photo_photo_tag,
                  value_text(catalog[F_photo_photo_tag].list->items[item].id));
    return SCREEN_REDRAW;
}

enum outcome shots_choose_tag(struct photo_screen *p)
{
    const struct enum_list *list = catalog[F_photo_photo_tag].list;
    const struct shot *shot = shot_here(p);
    struct choose_item items[32];
    int current = -1;

    for (int i = 0; i < list->n && i < 32; i++) {
        items[i] = (struct choose_item){enum_label(&list->items[i], p->ja), NULL};
        if (strcmp(list->items[i].id, shot->tag) == 0)
            current = i;
    }
    return shots_choose(p, _("What does it show?"), items, list->n, current, tag_chosen);
}

/* What a photo may belong to: here the visit and its devices, else every line,
 * PC, unknown line and device. */
#define OWNERS_MAX 512

static int owners(const struct photo_screen *p, const struct row **v)
{
    static const enum kind kinds[] = {KIND_line, KIND_device, KIND_pc, KIND_unknown_line};
    const struct survey *s = shots_survey(p);
    int n = 0;

    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (size_t i = 0; i < s->n[kinds[k]] && n < OWNERS_MAX; i++) {
            const struct row *r = s->rows[kinds[k]][i];

            if (id_is_zero(p->target) || id_equal(row_root(s, r)->id, p->target))
                v[n++] = r;
        }
    return n;
}

static enum outcome owner_chosen(struct screen *s, int item, void *ctx)
{
    struct photo_screen *p = (struct photo_screen *)s;
    const struct shot *shot = shot_here(p);
    const struct row *v[OWNERS_MAX];

    (void)ctx;
    if (shot && item < owners(p, v))
        shots_set(p, shot->photo, F_photo_photo_target, value_id(v[item]->id));
    return SCREEN_REDRAW;
}

enum outcome shots_choose_owner(struct photo_screen *p)
{
    const struct row *v[OWNERS_MAX];
    int n = owners(p, v), current = -1;
    struct choose_item *items = xcalloc((size_t)n + 1, sizeof *items);
    struct buf *names = xcalloc((size_t)n + 1, sizeof *names);
    const struct shot *shot = shot_here(p);

    for (int i = 0; i < n; i++) {
        buf_init(&names[i], BUF_MAX_DEFAULT);
        row_name(shots_survey(p), v[i], &names[i]);
        items[i] = (struct choose_item){buf_str(&names[i]), NULL};
        if (id_equal(v[i]->id, shot->of))
            current = i;
    }
    shots_choose(p, _("What does it belong to?"), items, n, current, owner_chosen);
    for (int i = 0; i < n; i++)
        buf_release(&names[i]);
    free(names);
    free(items);
    return SCREEN_REDRAW;
}

static const char *const reasons[] = {
    N_("the witness refused"),
    N_("cannot be reached with the camera"),
    N_("patient data in sight"),
    N_("photos are forbidden here"),
};

/* R100: in a room without photos NS06 stands in their place. */
static enum outcome reason_chosen(struct screen *s, int item, void *ctx)
{
    struct photo_screen *p = (struct photo_screen *)s;
    const struct shot *shot = shot_here(p);
    const struct row *of = shot ? survey_find(shots_survey(p), shot->of) : NULL;
    enum field why = of ? field_by_id(of->kind, "no_photo_reason") : FIELD_NONE;
    enum field ns = of ? field_by_id(of->kind, "ns_code") : FIELD_NONE;
    struct edits list = {0};

    (void)ctx;
    if (why == FIELD_NONE)
        return SCREEN_DONE;
    edits_set(&list, of->id, why, value_text(_(reasons[item])));
    if (shot->forbidden && ns != FIELD_NONE)
        edits_set(&list, of->id, ns, value_text("NS06"));
    if (work_edit(p->base.app, &list))
        shots_refresh(p);
    edits_release(&list);
    return SCREEN_REDRAW;
}

enum outcome shots_choose_reason(struct photo_screen *p)
{
    const int n = (int)(sizeof reasons / sizeof reasons[0]);
    struct choose_item items[sizeof reasons / sizeof reasons[0]];

    for (int i = 0; i < n; i++)
        items[i] = (struct choose_item){_(reasons[i]), NULL};
    return shots_choose(p, _("Why is there no photo?"), items, n,
                        shot_here(p)->forbidden ? n - 1 : 0, reason_chosen);
}

enum outcome shots_delete_photo(struct photo_screen *p)
{
    struct edits list = {0};

    edits_op(&list, OP_DEL, shot_here(p)->photo, 0, value_null());
    if (work_edit(p->base.app, &list)) {
        shots_refresh(p);
        app_say(p->base.app, ROLE_OK, _("Deleted. u brings it back."));
    }
    edits_release(&list);
    return SCREEN_REDRAW;
}
