#include "config.h"

#include "tui/scr_help.h"

#include "model/base/text.h"
#include "tui/app.h"
#include "tui/app_priv.h"
#include "tui/i18n.h"
#include "tui/list.h"

#include <stdlib.h>
#include <string.h>

#define HELP_ROWS_MAX 200

/* One action with all its keys. */
struct help_row {
    enum action action;
    char *keys;
};

struct help {
    struct screen base;
    struct help_row row[HELP_ROWS_MAX];
    int n, shown[HELP_ROWS_MAX], n_shown;
    struct edit filter;
    struct list list;
};

static int help_count(const void *ctx)
{
    return ((const struct help *)ctx)->n_shown;
}

static enum role help_cell(const void *ctx, int row, int col, struct buf *out)
{
    const struct help *h = ctx;
    const struct help_row *r = &h->row[h->shown[row]];
    const struct action_info *info = action_info(r->action);

    switch (col) {
    case 0:
        buf_puts(out, r->keys);
        return ROLE_HERE;
    case 1:
        buf_puts(out, _(info->label));
        return ROLE_NORMAL;
    case 2:
        buf_puts(out, _(info->help));
        return ROLE_NORMAL;
    default:
        if (info->command[0])
            buf_addf(out, "genba %s", info->command);
        return ROLE_MUTED;
    }
}

static const struct column help_columns[] = {
    {N_("Keys"), 14, 0, 0, false},
    {N_("Does"), 12, 0, 0, false},
    {"", 20, 1, 0, false},
    {N_("Command"), 15, 0, 1, false},
};
static const struct list_source help_source = {
    .columns = help_columns,
    .n_columns = 4,
    .empty = N_("No key has this in its text."),
    .count = help_count,
    .cell = help_cell,
};

static void help_filter(struct help *h)
{
    struct buf text = BUF_INIT;

    h->n_shown = 0;
    for (int i = 0; i < h->n; i++) {
        const struct action_info *info = action_info(h->row[i].action);

        buf_reset(&text);
        buf_addf(&text, "%s\n%s\n%s\n%s", h->row[i].keys, _(info->label), _(info->help),
                 info->name);
        if (text_contains(buf_str(&text), edit_text(&h->filter)))
            h->shown[h->n_shown++] = i;
    }
    buf_release(&text);
    list_reload(&h->list);
}

static void add_key(struct help *h, const struct binding *b)
{
    struct buf keys = BUF_INIT;

    for (int i = 0; i < h->n; i++)
        if (h->row[i].action == b->action) {
            buf_addf(&keys, "%s %s", h->row[i].keys, b->key);
            free(h->row[i].keys);
            h->row[i].keys = buf_take(&keys);
            return;
        }
    if (h->n < HELP_ROWS_MAX)
        h->row[h->n++] = (struct help_row){b->action, xstrdup(b->key)};
}

static int help_open(struct screen *s, const void *arg, struct err *e)
{
    struct help *h = (struct help *)s;
    const struct keymap *m = screen_keys(arg);

    (void)e;
    for (const struct keymap *at = m; at; at = at->parent)
        for (const struct binding *b = at->rows; b->key; b++)
            if (b->key[0] && keymap_find(m, b->key, NULL) == b)
                add_key(h, b);
    edit_init_search(&h->filter);
    list_init(&h->list, &help_source, h);
    help_filter(h);
    list_go(&h->list, 0);
    return 0;
}

static void help_close(struct screen *s)
{
    struct help *h = (struct help *)s;

    for (int i = 0; i < h->n; i++)
        free(h->row[i].keys);
    edit_release(&h->filter);
    list_release(&h->list);
}

static void help_layout(struct screen *s, int rows, int cols)
{
    (void)cols;
    list_layout(&((struct help *)s)->list, rows - 2);
}

static void help_draw(const struct screen *s, const struct draw *body)
{
    const struct help *h = (const struct help *)s;
    struct draw d = draw_sub(body, 2, 0, body->rows - 2, body->cols);
    int x = 1 + draw_put(body, 0, 1, _("Filter:"), ROLE_MUTED) + 1;

    edit_draw(&h->filter, body, 0, x, body->cols - x - 1, ROLE_NORMAL, true);
    list_draw(&h->list, &d);
}

static enum outcome help_act(struct screen *s, enum action a)
{
    if (a == ACT_ACCEPT || a == ACT_CANCEL || a == ACT_HELP)
        return SCREEN_CLOSE;
    return list_act(&((struct help *)s)->list, a);
}

static struct edit *help_editor(struct screen *s)
{
    return &((struct help *)s)->filter;
}

static void help_typed(struct screen *s)
{
    help_filter((struct help *)s);
}

static enum outcome help_mouse(struct screen *s, const struct mouse *m)
{
    return list_mouse(&((struct help *)s)->list, m, 2);
}

const struct screen_ops scr_help = {
    .name = "help",
    .title = N_("Help: keys"),
    .keys = &list_keys,
    .size = sizeof(struct help),
    .open = help_open,
    .layout = help_layout,
    .draw = help_draw,
    .act = help_act,
    .editor = help_editor,
    .typed = help_typed,
    .mouse = help_mouse,
    .close = help_close,
};
