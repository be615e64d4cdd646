#include "config.h"

#include "tui/scr_palette.h"

#include "model/base/text.h"
#include "tui/app.h"
#include "tui/app_priv.h"
#include "tui/i18n.h"
#include "tui/list.h"

#include <stdlib.h>
#include <string.h>

struct hit {
    enum action action;
    int score;
};

struct palette {
    struct screen base;
    char *why[ACT_COUNT]; /* translated, NULL: possible; as things were at opening */
    char key[ACT_COUNT][KEY_NAME_MAX];
    struct hit hit[ACT_COUNT];
    int n;
    struct edit filter;
    struct list list;
};

int palette_score(const char *text, const char *typed)
{
    const char *whole = strstr(text, typed), *t = text;
    int score = 100;

    if (!*typed)
        return 1;
    if (whole)
        return 1000 - (whole - text > 400 ? 400 : (int)(whole - text));
    for (const char *p = typed; *p; p++, t++) {
        const char *found = strchr(t, *p);

        if (!found)
            return 0;
        score -= found > t && score > 1 ? 1 : 0;
        t = found;
    }
    return score;
}

static int pal_count(const void *ctx)
{
    return ((const struct palette *)ctx)->n;
}

static enum role pal_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct palette *p = ctx;
    enum action a = p->hit[row].action;
    const struct action_info *info = action_info(a);

    switch (col) {
    case 0:
        buf_puts(out, _(info->label));
        break;
    case 1:
        buf_puts(out, p->why[a] ? p->why[a] : _(info->help));
        break;
    case 2:
        buf_puts(out, p->key[a]);
        return p->why[a] ? ROLE_MUTED : ROLE_HERE;
    default:
        buf_puts(out, info->name);
        return ROLE_MUTED;
    }
    return p->why[a] ? ROLE_MUTED : ROLE_NORMAL;
}

static const struct column pal_columns[] = {
    {N_("Does"), 16, 0, 0, false},
    {"", 24, 1, 0, false},
    {N_("Keys"), 8, 0, 0, false},
    {N_("Name"), 15, 0, 1, false},
};
static const struct list_source pal_source = {
    .columns = pal_columns,
    .n_columns = 4,
    .empty = N_("No command has this in its name."),
    .count = pal_count,
    .cell = pal_cell,
};

static void fold_into(struct buf *out, const char *s)
{
    text_fold(out, s, strlen(s));
}

/* The best of label, name and sentence. */
static int score_of(enum action a, const char *typed)
{
    const struct action_info *info = action_info(a);
    const char *texts[] = {_(info->label), info->name, _(info->help)};
    struct buf fold = BUF_INIT;
    int best = 0;

    for (int i = 0; i < 3; i++) {
        int score;

        buf_reset(&fold);
        fold_into(&fold, texts[i]);
        score = palette_score(buf_str(&fold), typed);
        if (score > 1)
            score += 2 - i;
        best = score > best ? score : best;
    }
    buf_release(&fold);
    return best;
}

static int by_score(const void *x, const void *y)
{
    const struct hit *a = x, *b = y;

    return a->score != b->score ? b->score - a->score : (int)a->action - (int)b->action;
}

static void pal_filter(struct palette *p)
{
    struct buf typed = BUF_INIT;

    fold_into(&typed, edit_text(&p->filter));
    p->n = 0;
    for (int a = ACT_NONE + 1; a < ACT_COUNT; a++) {
        int score = score_of((enum action)a, buf_str(&typed));

        if (score > 0)
            p->hit[p->n++] =
                (struct hit){(enum action)a, score * 2 + (p->why[a] == NULL && typed.len == 0)};
    }
    qsort(p->hit, (size_t)p->n, sizeof p->hit[0], by_score);
    buf_release(&typed);
    list_reload(&p->list);
    list_go(&p->list, 0);
}

/* Some screen does it. */
static bool somewhere(enum action a)
{
    for (const struct screen_ops *const *o = all_screens; *o; o++)
        if ((*o)->keys && keymap_of((*o)->keys, a))
            return true;
    return false;
}

/* What is not done on that screen: in the shell, or on another screen. */
static char *elsewhere(enum action a)
{
    const struct action_info *info = action_info(a);
    struct buf text = BUF_INIT;

    if (!somewhere(a) && *info->command && strcmp(info->command, info->name) == 0)
        text_fill(&text, _("In the shell, after q: genba {1}"), info->command, NULL, NULL);
    else
        buf_puts(&text, _("Not possible on this screen."));
    return buf_take(&text);
}

/* Can it be done on that screen at all? Then: what stands in the way? */
static int pal_open(struct screen *s, const void *arg, struct err *e)
{
    struct palette *p = (struct palette *)s;
    const struct keymap *m = screen_keys(arg);

    (void)e;
    for (int a = ACT_NONE + 1; a < ACT_COUNT; a++) {
        const struct binding *b = keymap_of(m, (enum action)a);
        const char *why = app_why_not(s->app, (enum action)a);

        if (b)
            memcpy(p->key[a], b->key, strlen(b->key) + 1);
        else if (!why)
            p->why[a] = elsewhere((enum action)a);
        if (why)
            p->why[a] = xstrdup(why);
    }
    edit_init_search(&p->filter);
    list_init(&p->list, &pal_source, p);
    pal_filter(p);
    return 0;
}

static void pal_close(struct screen *s)
{
    struct palette *p = (struct palette *)s;

    for (int a = 0; a < ACT_COUNT; a++)
        free(p->why[a]);
    edit_release(&p->filter);
    list_release(&p->list);
}

static void pal_layout(struct screen *s, int rows, int cols)
{
    (void)cols;
    list_layout(&((struct palette *)s)->list, rows - 2);
}

static void pal_draw(const struct screen *s, const struct draw *body)
{
    const struct palette *p = (const struct palette *)s;
    struct draw d = draw_sub(body, 2, 0, body->rows - 2, body->cols);
    int x = 1 + draw_put(body, 0, 1, ":", ROLE_HERE);

    edit_draw(&p->filter, body, 0, x, body->cols - x - 1, ROLE_NORMAL, true);
    list_draw(&p->list, &d);
}

static enum outcome run_row(struct palette *p)
{
    struct app *app = p->base.app;
    enum action a;

    if (p->list.cursor < 0)
        return SCREEN_DONE;
    a = p->hit[p->list.cursor].action;
    if (p->why[a]) {
        app_say(app, ROLE_WARN, p->why[a]);
        return SCREEN_REDRAW;
    }
    app_pop(app);
    app_act(app, a);
    return SCREEN_DONE;
}

static enum outcome pal_act(struct screen *s, enum action a)
{
    struct palette *p = (struct palette *)s;

    if (a == ACT_ACCEPT || a == ACT_OPEN)
        return run_row(p);
    if (a == ACT_CANCEL || a == ACT_PALETTE)
        return SCREEN_CLOSE;
    return list_act(&p->list, a);
}

static struct edit *pal_editor(struct screen *s)
{
    return &((struct palette *)s)->filter;
}

static void pal_typed(struct screen *s)
{
    pal_filter((struct palette *)s);
}

static enum outcome pal_mouse(struct screen *s, const struct mouse *m)
{
    return list_mouse(&((struct palette *)s)->list, m, 2);
}

const struct screen_ops scr_palette = {
    .name = "palette",
    .title = N_("Commands"),
    .keys = &list_keys,
    .size = sizeof(struct palette),
    .open = pal_open,
    .layout = pal_layout,
    .draw = pal_draw,
    .act = pal_act,
    .editor = pal_editor,
    .typed = pal_typed,
    .mouse = pal_mouse,
    .close = pal_close,
};
