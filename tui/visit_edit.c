/* Answers that are typed or chosen, in place. */
#include "config.h"

#include "model/base/text.h"
#include "model/parse.h"
#include "model/rules/name.h"
#include "model/rules/need.h"
#include "tui/i18n.h"
#include "tui/visit_priv.h"
#include "tui/work.h"

#include <stdlib.h>
#include <string.h>

int visit_choose_y(const struct visit_screen *v)
{
    const struct list *l = v->pane == PANE_TREE     ? &v->tree_list
                           : v->pane == PANE_PHOTOS ? &v->photo_list
                                                    : &v->ask_list;
    int y = l->headless ? 0 : 1;

    if (v->pane != PANE_ASK && !v->side && v->below_lines)
        y += v->ask_lines + 1;
    return v->pane != PANE_ASK && v->side ? -1 : y + l->cursor - l->top;
}

enum outcome visit_choose(struct visit_screen *v, const char *title,
                          const struct choose_item *items, int n, int current,
                          enum outcome (*done)(struct screen *, int, void *))
{
    struct choose_arg arg = {.title = title,
                             .items = items,
                             .n = n,
                             .current = current,
                             .y = visit_choose_y(v),
                             .done = done};
    struct err e;

    if (choose_open(v->base.app, &arg, &e) != 0)
        app_say_err(v->base.app, &e);
    return SCREEN_REDRAW;
}

/* Tab while typing: the rest of what was declared, where it begins alike. */
static int complete_declared(void *ctx, const char *before, struct buf *insert)
{
    const struct visit_screen *v = ctx;
    const struct question *q = visit_here(v);
    struct buf text = BUF_INIT;
    size_t n = strlen(before);
    int hits = 0;

    if (q && v->typing == TYPE_VALUE && visit_usual(v, q, &text) &&
        strncmp(buf_str(&text), before, n) == 0) {
        buf_puts(insert, buf_str(&text) + n);
        hits = 1;
    }
    buf_release(&text);
    return hits;
}

enum outcome visit_type(struct visit_screen *v, enum typing what, const char *text)
{
    bool plain = what == TYPE_VALUE;

    edit_release(&v->edit);
    edit_init(&v->edit, text, 0);
    v->edit.complete = plain ? complete_declared : NULL;
    v->edit.complete_ctx = v;
    v->typing = what;
    v->direct = TYPE_NONE;
    return SCREEN_REDRAW;
}

void visit_stop_typing(struct visit_screen *v)
{
    v->typing = TYPE_NONE;
}

/* "本館/3F/サーバ室/ラック2" */
static void print_place(const struct question *q, bool observed, struct buf *out)
{
    for (int part = 0; part < PLACE_PARTS; part++) {
        enum field f = place_field(q->row->kind, part);
        const char *text = f == FIELD_NONE ? ""
                           : observed      ? row_text_seen(q->row, f)
                                           : row_text(q->row, f);

        if (part == PLACE_RACK && !*text)
            continue;
        if (part > 0)
            buf_putc(out, '/');
        buf_puts(out, text);
    }
}

/* What stands in the editor at first: the answer given before. */
static enum outcome type_answer(struct visit_screen *v, const struct question *q, enum typing what)
{
    const struct value *seen = answer_of(q->row, q->field);
    struct buf text = BUF_INIT;
    enum field rack = place_field(q->row->kind, PLACE_RACK);

    if (what == TYPE_PLACE && seen->type != VALUE_UNREADABLE)
        print_place(q, q->observed && !value_is_null(*seen), &text);
    else if (what == TYPE_RACK && rack != FIELD_NONE)
        buf_puts(&text, value_str(row_best(q->row, rack)));
    else if (what == TYPE_REASON && seen->type == VALUE_UNREADABLE)
        buf_add(&text, seen->s, seen->n);
    else if (what == TYPE_VALUE && seen->type != VALUE_UNREADABLE)
        field_print(q->field, seen, v->ja, &text);
    visit_type(v, what, buf_str(&text));
    buf_release(&text);
    return SCREEN_REDRAW;
}

bool visit_set_text(struct visit_screen *v, const struct question *q, const char *text)
{
    struct buf storage = BUF_INIT;
    struct value value;
    struct err e;
    bool done = false;

    if (field_parse(q->field, text, &storage, &value, &e) != 0)
        app_say_err(v->base.app, &e);
    else if (value.type == VALUE_UNREADABLE && !q->observed)
        app_say(v->base.app, ROLE_BAD, _("Only what is read off a device can be unreadable."));
    else
        done = visit_set(v, q, value);
    buf_release(&storage);
    return done;
}

/* Four texts, NULL where the kind has no such part. */
static bool set_place(struct visit_screen *v, const struct question *q,
                      const char *const part[PLACE_PARTS])
{
    struct edits list = {0};

    for (int i = 0; i < PLACE_PARTS; i++) {
        enum field f = place_field(q->row->kind, i);

        if (f == FIELD_NONE || !part[i])
            continue;
        if (q->observed)
            edits_observe(&list, q->row->id, f, value_text(part[i]));
        else
            edits_set(&list, q->row->id, f, value_text(part[i]));
    }
    return visit_commit(v, &list);
}

/* A room, and the rack of the declared place while that is its room. */
static enum outcome room_chosen(struct visit_screen *v, struct id room)
{
    const struct question *q = visit_here(v);
    const struct row *r = survey_find_kind(visit_survey(v), KIND_room, room);

    if (!q || !r)
        return SCREEN_DONE;
    const char *const part[PLACE_PARTS] = {row_text(r, F_room_building), row_text(r, F_room_floor),
                                           row_text(r, F_room_room), NULL};

    if (!set_place(v, q, part))
        return SCREEN_REDRAW;
    q = visit_here(v);
    return q ? type_answer(v, q, TYPE_RACK) : SCREEN_REDRAW;
}

/* One to four parts, the room last but the rack: "3F/サーバ室", "本館/3F/サーバ室/ラック1". */
static bool place_typed(struct visit_screen *v, const struct question *q, char *text)
{
    const char *word[PLACE_PARTS] = {NULL}, *part[PLACE_PARTS] = {"", "", "", ""};
    int n = 0;

    for (char *one; n < PLACE_PARTS && (one = strsep(&text, "/")) != NULL;)
        word[n++] = one;
    if (n == PLACE_PARTS)
        part[PLACE_RACK] = word[--n];
    for (int i = 0; i < n; i++)
        part[PLACE_ROOM - (n - 1) + i] = word[i];
    return set_place(v, q, part);
}

static bool rack_typed(struct visit_screen *v, const struct question *q, const char *text)
{
    const char *const part[PLACE_PARTS] = {NULL, NULL, NULL, text};

    return set_place(v, q, part);
}

static bool answer_typed(struct visit_screen *v, const struct question *q, char *text)
{
    switch (v->typing) {
    case TYPE_PLACE:
        return place_typed(v, q, text);
    case TYPE_RACK:
        return rack_typed(v, q, text);
    case TYPE_REASON:
        return visit_set(v, q, value_unreadable(text));
    default:
        return visit_set_text(v, q, text);
    }
}

enum outcome visit_accept(struct visit_screen *v)
{
    const struct question *q = visit_here(v);
    struct buf text = BUF_INIT;
    enum outcome out = SCREEN_REDRAW;
    char *words;
    bool done;

    if (visit_conflict_first(v)) /* it came in while this was typed: the text stays */
        return SCREEN_REDRAW;
    edit_take(&v->edit, &text);
    words = buf_take(&text);
    if (v->pane == PANE_TREE) {
        out = visit_tree_accept(v, words);
        free(words);
        return out;
    }
    done = q && answer_typed(v, q, words);
    free(words);
    if (!done)
        return SCREEN_REDRAW; /* the text stays, the message says what is wrong */
    v->typing = TYPE_NONE;
    return visit_go_on(v);
}

static enum outcome take_choice(struct visit_screen *v, const struct question *q,
                                const struct choice *c)
{
    if (!c->text)
        return type_answer(v, q, q->place ? TYPE_PLACE : TYPE_VALUE);
    if (q->place)
        return room_chosen(v, c->room);
    return visit_set_text(v, q, c->text) ? visit_go_on(v) : SCREEN_REDRAW;
}

static enum outcome chosen(struct screen *s, int item, void *ctx)
{
    struct visit_screen *v = (struct visit_screen *)s;
    const struct question *q = visit_here(v);
    struct choices c;
    enum outcome out = SCREEN_REDRAW;

    (void)ctx;
    if (!q)
        return SCREEN_DONE;
    choices_load(&c, v, q);
    if (item < c.n)
        out = take_choice(v, q, &c.v[item]);
    choices_release(&c);
    return out;
}

static enum outcome open_choices(struct visit_screen *v, const struct question *q,
                                 const struct choices *c)
{
    struct choose_item *items = xcalloc((size_t)c->n, sizeof *items);
    struct buf title = BUF_INIT;

    for (int i = 0; i < c->n; i++)
        items[i] = (struct choose_item){c->v[i].label, c->v[i].text ? NULL : "0"};
    visit_label(v, q, &title);
    visit_choose(v, buf_str(&title), items, c->n, c->current, chosen);
    buf_release(&title);
    free(items);
    return SCREEN_REDRAW;
}

enum outcome visit_edit(struct visit_screen *v)
{
    const struct question *q = visit_here(v);
    enum typing direct = v->direct;
    struct choices c;

    if (!q)
        return SCREEN_DONE;
    v->direct = TYPE_NONE;
    if (direct != TYPE_NONE)
        return type_answer(v, q, direct);
    choices_load(&c, v, q);
    if (c.n > 0)
        open_choices(v, q, &c);
    else
        type_answer(v, q, q->place ? TYPE_PLACE : TYPE_VALUE);
    choices_release(&c);
    return SCREEN_REDRAW;
}

/* `0` types what is in no list. */
static int item_of_digit(const struct choices *c, char digit)
{
    int item = digit == '0' ? c->n - 1 : digit - '1';

    return item < 0 || item >= c->n || (digit == '0') != (c->v[item].text == NULL) ? -1 : item;
}

enum outcome visit_digit(struct visit_screen *v, const char *utf8)
{
    const struct question *q = visit_here(v);
    enum outcome out = SCREEN_IGNORED;
    struct choices c;
    int item;

    if (!q || v->pane != PANE_ASK || utf8[0] < '0' || utf8[0] > '9' || utf8[1])
        return SCREEN_IGNORED;
    choices_load(&c, v, q);
    item = item_of_digit(&c, utf8[0]);
    if (item >= 0 && visit_conflict_first(v))
        out = SCREEN_REDRAW;
    else if (item >= 0)
        out = take_choice(v, q, &c.v[item]);
    choices_release(&c);
    return out;
}
