#include "config.h"

#include "tui/footer.h"

#include "model/base/text.h"
#include "tui/i18n.h"

#include <string.h>

static bool has_label(const struct footer *f, const char *label)
{
    for (int i = 0; i < f->n; i++)
        if (strcmp(f->item[i].label, label) == 0)
            return true;
    return false;
}

/* A key that works while text is typed: it neither types nor begins a sequence
 * that would, and the editor has no use for it. */
static bool works_typing(const char *key)
{
    return key[0] >= 'A' && key[0] <= 'Z' && key[1] != '\0' && !key_types(key) &&
           !keymap_find(&edit_keys, key, NULL);
}

/* The key to show for a row: its own, or another of the same action; NULL: none works. */
static const char *key_shown(const struct keymap *m, const struct binding *b, bool typing)
{
    if (!typing || works_typing(b->key))
        return b->key;
    for (const struct keymap *at = m; at; at = at->parent)
        for (const struct binding *o = at->rows; o->key; o++)
            if (o->action == b->action && works_typing(o->key) && keymap_find(m, o->key, NULL) == o)
                return o->key;
    return NULL;
}

void footer_add(struct footer *f, const struct keymap *m, bool typing, footer_can can, void *ctx)
{
    for (const struct keymap *at = m; at; at = at->parent)
        for (const struct binding *b = at->rows; b->key; b++) {
            const char *label = action_info(b->action)->label, *key;

            if (!b->footer || !b->key[0] || keymap_find(m, b->key, NULL) != b ||
                has_label(f, label) || f->n >= FOOTER_MAX || (can && !can(ctx, b)))
                continue;
            key = key_shown(m, b, typing);
            if (!key)
                continue;
            f->item[f->n].key = key;
            f->item[f->n++].label = label;
        }
}

static int item_cols(const struct footer *f, int i)
{
    const char *label = _(f->item[i].label);

    return text_cols(f->item[i].key, strlen(f->item[i].key)) + 1 + text_cols(label, strlen(label)) +
           2;
}

int footer_cols(const struct footer *f)
{
    int cols = 1;

    for (int i = 0; i < f->n; i++)
        cols += item_cols(f, i);
    return f->n > 0 ? cols - 2 : 0;
}

void footer_draw(const struct footer *f, const struct draw *line)
{
    int x = 1, last = f->n - 1, cols = footer_cols(f), shown = f->n;

    draw_fill(line, 0, ROLE_KEYS);
    for (; cols > line->cols - 1 && shown > 1; shown--)
        cols -= item_cols(f, shown - 2);
    for (int i = 0; i < f->n; i++) {
        if (i >= shown - 1 && i != last)
            continue;
        x += draw_put(line, 0, x, f->item[i].key, ROLE_KEY) + 1;
        x += draw_put(line, 0, x, _(f->item[i].label), ROLE_KEYS) + 2;
    }
}
