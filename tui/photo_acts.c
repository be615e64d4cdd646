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
        shots_load(p);
    return done;
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
        shots_load(p);
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
