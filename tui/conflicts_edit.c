/* Another value than those that stand there: chosen where the field has a list,
 * typed otherwise. */
#include "config.h"

#include "model/parse.h"
#include "tui/choose.h"
#include "tui/i18n.h"
#include "tui/prompt.h"
#include "tui/scr_conflicts_priv.h"
#include "tui/work.h"

#include <stdlib.h>

static enum field field_here(const struct conflicts_screen *c)
{
    const struct conflict *k = conflicts_here(c);

    return k && c->clash.types ? k->field : FIELD_NONE;
}

static enum outcome typed(struct screen *s, const char *text, void *ctx)
{
    struct conflicts_screen *c = (struct conflicts_screen *)s;
    const struct conflict *k = conflicts_here(c);

    (void)ctx;
    if (!k || !clash_type(s->app, k, text))
        return SCREEN_IGNORED; /* the text stays, the message says what is wrong */
    return conflicts_chosen(c, true);
}

static enum outcome item_chosen(struct screen *s, int item, void *ctx)
{
    struct conflicts_screen *c = (struct conflicts_screen *)s;
    enum field f = field_here(c);

    (void)ctx;
    if (f == FIELD_NONE)
        return SCREEN_DONE;
    if (catalog[f].type == TYPE_BOOL)
        return typed(s, item == 0 ? "yes" : "no", NULL);
    return typed(s, catalog[f].list->items[item].id, NULL);
}

static enum outcome choose_item(struct conflicts_screen *c, enum field f)
{
    const struct enum_list *list = catalog[f].list;
    int n = catalog[f].type == TYPE_BOOL ? 2 : list->n;
    struct choose_item *items = xcalloc((size_t)n, sizeof *items);
    struct choose_arg arg = {.title = field_label(f, c->ja),
                             .items = items,
                             .n = n,
                             .current = -1,
                             .y = -1,
                             .done = item_chosen};
    struct err e;

    for (int i = 0; i < n; i++)
        items[i].label = catalog[f].type == TYPE_BOOL ? (i == 0 ? _("yes") : _("no"))
                         : c->ja                      ? list->items[i].ja
                                                      : list->items[i].en;
    if (choose_open(c->base.app, &arg, &e) != 0)
        app_say_err(c->base.app, &e);
    free(items);
    return SCREEN_REDRAW;
}

static enum outcome type_value(struct conflicts_screen *c, enum field f)
{
    struct prompt_arg arg = {.label = field_label(f, c->ja),
                             .hint = _("A value of your own: the others stay in the log."),
                             .text = c->clash.n > 0 ? c->clash.side[0].value : "",
                             .done = typed};
    struct err e;

    if (prompt_open(c->base.app, &arg, &e) != 0)
        app_say_err(c->base.app, &e);
    return SCREEN_REDRAW;
}

enum outcome conflicts_edit(struct conflicts_screen *c)
{
    enum field f = field_here(c);

    if (f == FIELD_NONE)
        return SCREEN_DONE;
    return catalog[f].type == TYPE_BOOL || catalog[f].type == TYPE_ENUM ? choose_item(c, f)
                                                                        : type_value(c, f);
}
