/* What is said of the chosen photos: their tags and what they belong to; and
 * deleting them. One action is one commit and one undo; several photos are asked
 * about first, with their names. */
#include "config.h"

#include "model/base/text.h"
#include "model/photo.h"
#include "model/rules/name.h"
#include "model/rules/remove.h"
#include "model/rules/rule.h"
#include "tui/ask.h"
#include "tui/choose.h"
#include "tui/i18n.h"
#include "tui/photo_priv.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMED 4 /* photos named in a question */

/* What is asked about, until it is answered. */
struct saying {
    struct photo_screen *p;
    const char *tag;  /* a tag, */
    struct id target; /* or a target */
    bool on, also;    /* also: beside what it shows already */
    bool gone;        /* or that they are deleted */
};

static bool has(const struct saying *say, const struct row *photo)
{
    const struct survey *s = shots_survey(say->p);
    size_t i = 0;
    const struct row *first;

    if (say->gone)
        return false;
    if (say->tag)
        return photo_has_tag(s, photo, say->tag);
    if (say->also)
        return photo_shows(s, photo, say->target);
    first = photo_next_target(s, photo, &i);
    return first && id_equal(first->id, say->target) && !photo_next_target(s, photo, &i);
}

/* Photos for which it changes something. */
static size_t lacking(const struct saying *say, const struct row *const *v, size_t n)
{
    size_t found = 0;

    for (size_t i = 0; i < n; i++)
        found += has(say, v[i]) != say->on;
    return found;
}

static void do_say(const struct saying *say)
{
    const struct survey *s = shots_survey(say->p);
    const struct row **v;
    size_t n = photo_chosen(say->p, &v);
    struct edits list = {0};

    for (size_t i = 0; i < n; i++)
        if (say->gone)
            edits_remove(&list, s, v[i]);
        else if (say->tag)
            photo_put_tag(&list, s, v[i], say->tag, say->on);
        else if (say->also)
            photo_put_target(&list, s, v[i], say->target, say->on, "person");
        else
            photo_set_target(&list, s, v[i], say->target, "person");
    if (list.n > 0 && work_edit(say->p->base.app, &list)) {
        shots_load(say->p);
        if (say->gone)
            app_say(say->p->base.app, ROLE_OK, _("Deleted. u brings it back."));
    }
    edits_release(&list);
    free(v);
}

static void put_what(const struct saying *say, struct buf *out)
{
    const struct survey *s = shots_survey(say->p);
    const struct row *target = survey_find(s, say->target);

    if (say->tag)
        buf_puts(out,
                 enum_label(enum_by_id(catalog[F_photo_photo_tag].list, say->tag), say->p->ja));
    else if (target)
        row_name(s, target, out);
}

static void put_names(const struct row *const *v, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n && i < NAMED; i++)
        buf_addf(out, "%s%s", i ? ", " : "", row_text(v[i], F_photo_orig_name));
    if (n > NAMED)
        text_fill_n(out, _(" and {1} more"), (int64_t)(n - NAMED), 0, 0);
}

static void put_forbidden(const struct saying *say, struct err *e)
{
    struct buf what = BUF_INIT;

    put_what(say, &what);
    rule_refuse(e, RULE_photo_forbidden, buf_str(&what), "R100");
    buf_release(&what);
}

static enum outcome answered(struct screen *s, int answer, void *ctx)
{
    (void)s;
    if (answer == 1)
        do_say(ctx);
    return SCREEN_REDRAW;
}

static void ask_all(struct saying *say, const struct row *const *v, size_t n)
{
    struct ask_arg arg = {
        .answer = {{"n", _("no")}, {"y", _("yes, all of them")}}, .done = answered, .ctx = say};
    struct buf text = BUF_INIT, what = BUF_INIT, names = BUF_INIT;
    char many[24];
    struct err e;

    snprintf(many, sizeof many, "%zu", lacking(say, v, n));
    put_what(say, &what);
    put_names(v, n, &names);
    text_fill(&text,
              say->gone ? _("{1} photos will be deleted: {3}.")
              : !say->tag && !say->also
                  ? _("{1} photos will belong to \"{2}\" and to nothing else: {3}.")
              : say->on ? _("{1} photos will show \"{2}\": {3}.")
                        : _("{1} photos will no longer show \"{2}\": {3}."),
              many, buf_str(&what), buf_str(&names));
    arg.text = buf_str(&text);
    if (ask_open(say->p->base.app, &arg, &e) != 0)
        app_say_err(say->p->base.app, &e);
    buf_release(&names);
    buf_release(&what);
    buf_release(&text);
}

/* R100, before a question is asked in vain. */
static bool is_forbidden(const struct saying *say)
{
    const struct row *target = survey_find(shots_survey(say->p), say->target);
    struct err e;

    if (say->gone || say->tag || !target || !photo_forbidden_at(shots_survey(say->p), target))
        return false;
    put_forbidden(say, &e);
    app_say_err(say->p->base.app, &e);
    return true;
}

/* On for all, or off when all have it. */
static enum outcome say_of_chosen(struct saying say)
{
    const struct row **v;
    size_t n;

    if (is_forbidden(&say))
        return SCREEN_REDRAW;
    n = photo_chosen(say.p, &v);

    say.on = true;
    if (lacking(&say, v, n) == 0)
        say.on = !(say.tag || say.also);
    if (n > 1 && lacking(&say, v, n) > 0) {
        free(say.p->saying);
        say.p->saying = xmalloc(sizeof say);
        *say.p->saying = say;
        ask_all(say.p->saying, v, n);
    } else if (n > 0) {
        do_say(&say);
    }
    free(v);
    return SCREEN_REDRAW;
}

/* ---- tags ---- */

enum outcome photo_toggle_tag(struct photo_screen *p, int item)
{
    const struct enum_list *list = catalog[F_photo_photo_tag].list;

    if (item < 0 || item >= list->n || !shot_is_photo(shot_here(p)))
        return SCREEN_IGNORED;
    return say_of_chosen((struct saying){.p = p, .tag = list->items[item].id});
}

static enum outcome tag_chosen(struct screen *s, int item, void *ctx)
{
    (void)ctx;
    return photo_toggle_tag((struct photo_screen *)s, item);
}

enum outcome photo_choose_tag(struct photo_screen *p)
{
    const struct enum_list *list = catalog[F_photo_photo_tag].list;
    const struct row **v;
    size_t n = photo_chosen(p, &v);
    struct choose_item *items = xcalloc((size_t)list->n, sizeof *items);
    struct buf *words = xcalloc((size_t)list->n, sizeof *words);
    int current = -1;

    for (int i = 0; i < list->n; i++) {
        struct saying say = {.p = p, .tag = list->items[i].id, .on = true};
        size_t without = lacking(&say, v, n);

        buf_init(&words[i], BUF_MAX_DEFAULT);
        buf_addf(&words[i], "%s %s",
                 without == 0  ? "*"
                 : without < n ? "+"
                               : " ",
                 enum_label(&list->items[i], p->ja));
        items[i] = (struct choose_item){buf_str(&words[i]), NULL};
        if (without == 0 && current < 0)
            current = i;
    }
    shots_choose(p, _("What does it show? * is said already, and taken back"), items, list->n,
                 current, tag_chosen);
    for (int i = 0; i < list->n; i++)
        buf_release(&words[i]);
    free(words);
    free(items);
    free(v);
    return SCREEN_REDRAW;
}

enum outcome photo_delete(struct photo_screen *p)
{
    return say_of_chosen((struct saying){.p = p, .gone = true});
}

/* ---- targets ---- */

/* What a photo may belong to: the visit and its devices first, then every other
 * line, PC, unknown line and device. */
#define OWNERS_MAX 1024

static int owners(const struct photo_screen *p, const struct row **v)
{
    static const enum kind kinds[] = {KIND_line, KIND_device, KIND_pc, KIND_unknown_line,
                                      KIND_room};
    const struct survey *s = shots_survey(p);
    int n = 0;

    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
            for (size_t i = 0; i < s->n[kinds[k]] && n < OWNERS_MAX; i++) {
                const struct row *r = s->rows[kinds[k]][i];
                bool here = !id_is_zero(p->target) && id_equal(row_root(s, r)->id, p->target);

                if (here == (pass == 0))
                    v[n++] = r;
            }
    return n;
}

static enum outcome owner_said(struct screen *s, int item, bool also)
{
    struct photo_screen *p = (struct photo_screen *)s;
    const struct row **v = xcalloc(OWNERS_MAX, sizeof *v);
    enum outcome out = SCREEN_IGNORED;

    if (item < owners(p, v))
        out = say_of_chosen((struct saying){.p = p, .target = v[item]->id, .also = also});
    free(v);
    return out;
}

static enum outcome owner_chosen(struct screen *s, int item, void *ctx)
{
    (void)ctx;
    return owner_said(s, item, false);
}

static enum outcome also_chosen(struct screen *s, int item, void *ctx)
{
    (void)ctx;
    return owner_said(s, item, true);
}

enum outcome photo_choose_owner(struct photo_screen *p, bool also)
{
    const struct row **v = xcalloc(OWNERS_MAX, sizeof *v), **chosen;
    size_t many = photo_chosen(p, &chosen);
    int n = owners(p, v), current = -1;
    struct choose_item *items = xcalloc((size_t)n + 1, sizeof *items);
    struct buf *names = xcalloc((size_t)n + 1, sizeof *names);

    for (int i = 0; i < n; i++) {
        struct saying say = {.p = p, .target = v[i]->id, .on = true, .also = true};
        bool all = many > 0 && lacking(&say, chosen, many) == 0;

        buf_init(&names[i], BUF_MAX_DEFAULT);
        buf_puts(&names[i], all ? "* " : "  ");
        row_name(shots_survey(p), v[i], &names[i]);
        items[i] = (struct choose_item){buf_str(&names[i]), NULL};
        if (all && current < 0)
            current = i;
    }
    shots_choose(p, also ? _("What does it show besides?") : _("What does it belong to?"), items, n,
                 current, also ? also_chosen : owner_chosen);
    for (int i = 0; i < n; i++)
        buf_release(&names[i]);
    free(names);
    free(items);
    free(chosen);
    free(v);
    return SCREEN_REDRAW;
}
