/* Every map and every action, for all screens there are. */
#include "config.h"

#include "tui/keymap.h"

#include "tests/lib/curs.h"
#include "tests/lib/tap.h"
#include "tui/footer.h"
#include "tui/i18n.h"
#include "tui/screen.h"

#include <string.h>

static bool twice(const struct keymap *m)
{
    for (const struct binding *a = m->rows; a->key; a++)
        for (const struct binding *b = a + 1; b->key; b++)
            if (a->key[0] && strcmp(a->key, b->key) == 0) {
                diag("%s: %s", m->name, a->key);
                return true;
            }
    return false;
}

/* Multiplexers and flow control own these. */
static bool reserved(const struct keymap *m)
{
    static const char *const not_ours[] = {"C-a", "C-b", "C-s", "C-q"};

    for (const struct binding *a = m->rows; a->key; a++)
        for (size_t i = 0; i < 4; i++)
            if (strcmp(a->key, not_ours[i]) == 0) {
                diag("%s: %s", m->name, a->key);
                return true;
            }
    return false;
}

/* A key that begins a sequence can do nothing itself. */
static bool hidden_sequence(const struct keymap *m)
{
    for (const struct keymap *at = m; at; at = at->parent)
        for (const struct binding *b = at->rows; b->key; b++) {
            bool more;

            if (key_types(b->key) && keymap_find(m, b->key, &more) && more) {
                diag("%s: %s is also the beginning of a sequence", m->name, b->key);
                return true;
            }
        }
    return false;
}

static void one_map(const struct keymap *m)
{
    ok(m->rows[0].key != NULL, "%s has keys", m->name);
    ok(!twice(m), "%s: no key twice", m->name);
    ok(!reserved(m), "%s: nothing on C-a C-b C-s C-q", m->name);
    ok(!hidden_sequence(m), "%s: sequences can be typed", m->name);
}

static void footer_fits(const struct keymap *m, const char *name, const char *lang)
{
    struct footer f = {.n = 0};

    i18n_set(lang);
    footer_add(&f, m, false, NULL, NULL);
    ok(f.n > 0 && footer_cols(&f) <= 78, "%s: the keys fit the bottom line in %s (%d columns)",
       name, lang, footer_cols(&f));
}

static void actions(void)
{
    for (int a = ACT_NONE + 1; a < ACT_COUNT; a++) {
        const struct action_info *i = action_info((enum action)a);
        bool good = i->name[0] && i->label[0] && i->help[0] && i->command;

        i18n_set("ja");
        good = good && strcmp(_(i->label), i->label) != 0 && strcmp(_(i->help), i->help) != 0;
        good = good && action_by_name(i->name) == (enum action)a;
        if (!good)
            ok(false, "%s has a name of its own, label and help in both languages", i->name);
    }
    ok(ACT_COUNT > 50, "actions have names, labels and help in both languages");
    is_int(action_by_name("no-such"), ACT_NONE, "an unknown name is none");
}

static void finding(void)
{
    static const struct binding rows[] = {{"]e", ACT_NEXT_ERROR, 0, false},
                                          {"u", ACT_UNKNOWN, 0, false},
                                          {"", ACT_SORT, 0, false},
                                          {"", ACT_FILTER, 0, false},
                                          {.key = NULL}};
    static const struct keymap m = {"child", &common_keys, rows};
    bool more;

    ok(!keymap_find(&m, "]", &more) && more, "] begins a sequence");
    is_int(keymap_find(&m, "]e", NULL)->action, ACT_NEXT_ERROR, "]e is one");
    ok(!keymap_find(&m, "E", &more) && !more, "E does not begin Enter");
    is_int(keymap_find(&m, "u", NULL)->action, ACT_UNKNOWN, "a child's key wins");
    ok(!keymap_of(&m, ACT_UNDO), "and the parent's is gone");
    ok(keymap_of(&m, ACT_FILTER) && keymap_of(&m, ACT_FILTER)->key[0] == '\0', "palette only");
    is_str(keymap_of(&m, ACT_HELP)->key, "?", "the parent's others stay");
    ok(key_types("あ") && key_types("Space") && !key_types("F4") && !key_types("C-r"),
       "what types");
    is_str(need_why(NEED_UNDO | NEED_JOB), "There is nothing to undo.", "why not");
}

int main(void)
{
    struct curs *c = curs_open(&(const struct app_hooks){.status = NULL}, NULL, 24, 80, "ja");

    finding();
    actions();
    one_map(&common_keys);
    one_map(&list_keys);
    one_map(&popup_keys);
    one_map(&edit_keys);
    for (const struct screen_ops *const *s = all_screens; *s; s++) {
        const struct keymap *m = (*s)->keys ? (*s)->keys : (*s)->popup ? &popup_keys : &common_keys;

        for (const struct keymap *at = m; at; at = at->parent)
            if (at != &common_keys && at != &list_keys && at != &popup_keys)
                one_map(at);
        footer_fits(m, (*s)->name, "ja");
        footer_fits(m, (*s)->name, "en");
        ok((*s)->title && strcmp(_((*s)->title), "") != 0, "%s has a title", (*s)->name);
    }
    curs_close(c);
    return tap_done();
}
