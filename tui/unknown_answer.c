#include "config.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/parse.h"
#include "model/rules/name.h"
#include "model/rules/remove.h"
#include "model/rules/visit.h"
#include "model/unknown.h"
#include "tui/ask.h"
#include "tui/choose.h"
#include "tui/goto.h"
#include "tui/i18n.h"
#include "tui/unknown_priv.h"
#include "tui/work.h"

#include <stdlib.h>
#include <string.h>

#define CHOICES_MAX 200
#define TYPE_IT "0" /* the letter of the choice that opens the line editor */

static const struct survey *survey_of(const struct unknown_screen *u)
{
    return work_survey(u->base.app);
}

static const struct row *record(const struct unknown_screen *u)
{
    return survey_find_kind(survey_of(u), KIND_unknown_line, u->id);
}

/* The form as the survey now is; errors of loading are none of an answer's. */
static void reload(struct unknown_screen *u)
{
    struct err ignored;

    unknown_load(&u->base, &ignored);
}

static enum outcome follow(struct unknown_screen *u);

static bool commit(struct unknown_screen *u, struct edits *list)
{
    bool done = work_edit(u->base.app, list);

    edits_release(list);
    if (done)
        reload(u);
    return done;
}

static enum outcome after(struct unknown_screen *u, bool done)
{
    return done ? follow(u) : SCREEN_REDRAW;
}

static bool set_field(struct unknown_screen *u, const struct item *it, struct value v)
{
    struct edits list = {0};

    if (it->observed)
        edits_observe(&list, it->row, it->field, v);
    else
        edits_set(&list, it->row, it->field, v);
    return commit(u, &list);
}

enum outcome unknown_create(struct unknown_screen *u, int kind)
{
    struct id id = id_new(clock_now_ms());
    struct edits list = {0};

    unknown_begin(survey_of(u), id, work_of(u->base.app)->session->who.crew, &list);
    edits_set(&list, id, F_unknown_line_terminator_kind,
              value_text(catalog[F_unknown_line_terminator_kind].list->items[kind].id));
    u->id = id;
    u->flow = true;
    if (!commit(u, &list)) {
        u->id = (struct id){{0}};
        return SCREEN_REDRAW;
    }
    app_sayf(u->base.app, ROLE_OK, _("{1} is recorded."),
             row_text(record(u), F_unknown_line_unknown_line_no), NULL);
    return follow(u);
}

/* Choices */

static int row_y(const struct unknown_screen *u)
{
    return 1 + u->list.cursor - u->list.top;
}

static enum outcome choose(struct unknown_screen *u, const char *title,
                           const struct choose_item *items, int n, int current,
                           enum outcome (*done)(struct screen *, int, void *))
{
    struct choose_arg arg = {
        .title = title, .items = items, .n = n, .current = current, .y = row_y(u), .done = done};
    struct err e;

    if (choose_open(u->base.app, &arg, &e) != 0)
        app_say_err(u->base.app, &e);
    return SCREEN_REDRAW;
}

static enum outcome start_typing(struct unknown_screen *u)
{
    const struct item *it = unknown_item(u);
    struct buf text = BUF_INIT;

    if (it->kind == ITEM_ASKED)
        buf_puts(&text, row_text(record(u), F_unknown_line_asked_whom));
    else if (it->kind == ITEM_DEVICES || it->kind == ITEM_PHOTOS)
        buf_puts(&text, row_text(record(u), it->field));
    else
        item_value(survey_of(u), &u->form, it, u->ja, &text);
    edit_set(&u->edit, buf_str(&text));
    buf_release(&text);
    u->typing = true;
    return SCREEN_REDRAW;
}

static enum outcome enum_chosen(struct screen *s, int i, void *ctx)
{
    struct unknown_screen *u = (struct unknown_screen *)s;
    const struct item *it = unknown_item(u);

    (void)ctx;
    return after(u, set_field(u, it, value_text(catalog[it->field].list->items[i].id)));
}

static enum outcome choose_enum(struct unknown_screen *u)
{
    const struct item *it = unknown_item(u);
    const struct enum_list *list = catalog[it->field].list;
    const struct row *r = survey_find(survey_of(u), it->row);
    struct choose_item items[CHOICES_MAX];
    int current = -1;

    for (int i = 0; i < list->n && i < CHOICES_MAX; i++) {
        const struct value *v = it->observed ? row_observed(r, it->field) : row_value(r, it->field);

        items[i] = (struct choose_item){enum_label(&list->items[i], u->ja), NULL};
        if (strcmp(value_str(v), list->items[i].id) == 0)
            current = i;
    }
    return choose(u, field_label(it->field, u->ja), items, list->n, current, enum_chosen);
}

static bool set_place(struct unknown_screen *u, const char *building, const char *floor,
                      const char *room)
{
    struct edits list = {0};
    const char *parts[] = {building, floor, room};

    for (int part = PLACE_BUILDING; part <= PLACE_ROOM; part++)
        edits_set(&list, u->id, place_field(KIND_unknown_line, part), value_text(parts[part]));
    return commit(u, &list);
}

static enum outcome room_chosen(struct screen *s, int i, void *ctx)
{
    struct unknown_screen *u = (struct unknown_screen *)s;
    const struct row *r;

    (void)ctx;
    if ((size_t)i >= survey_of(u)->n[KIND_room])
        return start_typing(u);
    r = survey_of(u)->rows[KIND_room][i];
    return after(u, set_place(u, row_text(r, F_room_building), row_text(r, F_room_floor),
                              row_text(r, F_room_room)));
}

static enum outcome choose_room(struct unknown_screen *u)
{
    const struct survey *s = survey_of(u);
    struct choose_item items[CHOICES_MAX];
    struct buf names[CHOICES_MAX];
    size_t n = s->n[KIND_room] < CHOICES_MAX - 1 ? s->n[KIND_room] : CHOICES_MAX - 1;
    const struct row *now = row_room(s, record(u));
    int current = 0;

    if (n == 0)
        return start_typing(u);
    for (size_t i = 0; i < n; i++) {
        buf_init(&names[i], BUF_MAX_DEFAULT);
        row_name(s, s->rows[KIND_room][i], &names[i]);
        items[i] = (struct choose_item){buf_str(&names[i]), NULL};
        if (s->rows[KIND_room][i] == now)
            current = (int)i;
    }
    items[n] = (struct choose_item){_("another room: type it"), TYPE_IT};
    choose(u, _("Where is it?"), items, (int)n + 1, current, room_chosen);
    for (size_t i = 0; i < n; i++)
        buf_release(&names[i]);
    return SCREEN_REDRAW;
}

/* The n-th contact: the hospital's and the witnesses first. NULL behind the last. */
static const struct row *contact_at(const struct survey *s, int n)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < s->n[KIND_contact]; i++) {
            const struct row *r = s->rows[KIND_contact][i];
            bool first = row_is(r, F_contact_contact_role, "hospital") ||
                         row_is(r, F_contact_contact_role, "witness");

            if (first == (pass == 0) && *row_text(r, F_contact_contact_name) && n-- == 0)
                return r;
        }
    return NULL;
}

/* R111: whom and when belong together. */
static bool set_asked(struct unknown_screen *u, const char *whom)
{
    struct edits list = {0};
    char now[26];

    datetime_print(clock_now_ms(), now);
    edits_set(&list, u->id, F_unknown_line_asked_whom, value_text(whom));
    edits_set(&list, u->id, F_unknown_line_asked_at, value_text(*whom ? now : ""));
    return commit(u, &list);
}

static enum outcome contact_chosen(struct screen *s, int i, void *ctx)
{
    struct unknown_screen *u = (struct unknown_screen *)s;
    const struct row *r = contact_at(survey_of(u), i);

    (void)ctx;
    return r ? after(u, set_asked(u, row_text(r, F_contact_contact_name))) : start_typing(u);
}

static enum outcome choose_contact(struct unknown_screen *u)
{
    struct choose_item items[CHOICES_MAX];
    struct buf names[CHOICES_MAX];
    const struct row *r;
    int n = 0;

    while (n < CHOICES_MAX - 1 && (r = contact_at(survey_of(u), n)) != NULL) {
        buf_init(&names[n], BUF_MAX_DEFAULT);
        buf_addf(&names[n], "%s  ", row_text(r, F_contact_contact_name));
        field_print(F_contact_contact_role, row_value(r, F_contact_contact_role), u->ja, &names[n]);
        items[n] = (struct choose_item){buf_str(&names[n]), NULL};
        n++;
    }
    if (n == 0)
        return start_typing(u);
    items[n] = (struct choose_item){_("somebody else: type the name"), TYPE_IT};
    choose(u, _("Whom of the hospital did you ask?"), items, n + 1, 0, contact_chosen);
    while (n > 0)
        buf_release(&names[--n]);
    return SCREEN_REDRAW;
}

/* R112 */
static enum outcome line_answered(struct screen *s, int answer, void *ctx)
{
    struct unknown_screen *u = (struct unknown_screen *)s;
    struct id line = id_new(clock_now_ms());
    struct edits list = {0};

    (void)ctx;
    if (answer != 1)
        return SCREEN_REDRAW;
    unknown_becomes_line(survey_of(u), record(u), line, &list);
    if (commit(u, &list) && goto_row(u->base.app, line, FIELD_NONE))
        app_say(u->base.app, ROLE_OK, _("It is a line of its own now; its visit asks the rest."));
    return SCREEN_REDRAW;
}

static enum outcome ask_line(struct unknown_screen *u)
{
    struct id line = row_ref(record(u), F_unknown_line_became_line);
    struct ask_arg arg = {
        .text = _("The hospital knows it. Register it as a line found on site? Its devices and "
                  "photos go with it."),
        .answer = {{"n", _("not yet")}, {"y", _("register it")}},
        .done = line_answered,
    };
    struct err e;

    if (survey_find_kind(survey_of(u), KIND_line, line))
        goto_row(u->base.app, line, FIELD_NONE);
    else if (ask_open(u->base.app, &arg, &e) != 0)
        app_say_err(u->base.app, &e);
    return SCREEN_REDRAW;
}

static enum outcome devices_chosen(struct screen *s, int i, void *ctx)
{
    struct unknown_screen *u = (struct unknown_screen *)s;

    (void)ctx;
    return i == 0 ? unknown_device(u) : start_typing(u);
}

static bool forbidden(const struct unknown_screen *u)
{
    return photo_forbidden_at(survey_of(u), record(u));
}

static enum outcome photos_chosen(struct screen *s, int i, void *ctx)
{
    struct unknown_screen *u = (struct unknown_screen *)s;

    (void)ctx;
    if (i > 0)
        return start_typing(u);
    if (!forbidden(u))
        return unknown_photos(u);
    return after(u, set_field(u, unknown_item(u), value_text(_("Photos are forbidden there."))));
}

/* R100: where photos are forbidden only the reason is left. */
static enum outcome choose_photos(struct unknown_screen *u)
{
    const struct choose_item items[] = {
        forbidden(u)
            ? (struct choose_item){_("photos are forbidden there: that is the reason"), "f"}
            : (struct choose_item){_("to the photos"), "p"},
        {_("there is none: say why"), "n"}};

    return choose(u, _("Photos"), items, 2, 0, photos_chosen);
}

enum outcome unknown_edit(struct unknown_screen *u)
{
    const struct item *it = unknown_item(u);
    const struct choose_item devices[] = {{_("add a device"), "a"},
                                          {_("there is none: say why"), "n"}};

    if (!it)
        return SCREEN_DONE;
    if (u->direct && it->kind != ITEM_LINE) {
        u->direct = false;
        return start_typing(u);
    }
    switch (it->kind) {
    case ITEM_PLACE:
        return choose_room(u);
    case ITEM_ASKED:
        return choose_contact(u);
    case ITEM_LINE:
        return ask_line(u);
    case ITEM_DEVICES:
        return choose(u, _("Devices below"), devices, 2, 0, devices_chosen);
    case ITEM_PHOTOS:
        return u->form.photos > 0 ? unknown_photos(u) : choose_photos(u);
    default:
        return catalog[it->field].list ? choose_enum(u) : start_typing(u);
    }
}

/* Typing */

/* "building floor room", "floor room" or "room"; more words belong to the room. */
static bool place_typed(struct unknown_screen *u, char *text)
{
    char *word[3] = {NULL, NULL, NULL}, *at = text;
    const struct survey *s = survey_of(u);
    int n = 0;

    for (size_t i = 0; i < s->n[KIND_room]; i++) { /* a room of the survey, as it is called */
        const struct row *r = s->rows[KIND_room][i];
        struct buf name = BUF_INIT;
        bool same;

        row_name(s, r, &name);
        same = strcmp(buf_str(&name), text) == 0;
        buf_release(&name);
        if (same)
            return set_place(u, row_text(r, F_room_building), row_text(r, F_room_floor),
                             row_text(r, F_room_room));
    }
    for (; n < 2 && at; n++)
        word[n] = strsep(&at, " ");
    if (at)
        word[n++] = at;
    return set_place(u, n == 3 ? word[0] : "", n > 1 ? word[n - 2] : "", word[n - 1]);
}

static bool field_typed(struct unknown_screen *u, const struct item *it, const char *text,
                        struct buf *storage)
{
    struct value v;
    struct err e;

    if (field_parse(it->field, text, storage, &v, &e) != 0) {
        app_say_err(u->base.app, &e);
        return false;
    }
    if (v.type == VALUE_UNREADABLE && !it->observed) {
        app_say(u->base.app, ROLE_BAD, _("Only what was observed can be unreadable."));
        return false;
    }
    return set_field(u, it, v);
}

enum outcome unknown_accept(struct unknown_screen *u)
{
    const struct item *it = unknown_item(u);
    struct buf text = BUF_INIT, storage = BUF_INIT;
    char *words;
    bool done;

    edit_take(&u->edit, &text);
    words = xstrdup(buf_str(&text));
    if (it->kind == ITEM_PLACE)
        done = place_typed(u, words);
    else if (it->kind == ITEM_ASKED)
        done = set_asked(u, buf_str(&text));
    else
        done = field_typed(u, it, buf_str(&text), &storage);
    free(words);
    buf_release(&text);
    buf_release(&storage);
    u->typing = !done;
    return after(u, done);
}

/* The next question: of the device being added, of a new record; else none. */
static enum outcome follow(struct unknown_screen *u)
{
    int next = u->list.cursor + 1;

    if (!id_is_zero(u->device)) {
        if (next < u->form.n && id_equal(u->form.v[next].row, u->device) &&
            u->form.v[next].field != F_device_firmware_version) {
            list_go(&u->list, next);
            return unknown_edit(u);
        }
        u->device = (struct id){{0}};
    }
    if (!u->flow)
        return SCREEN_REDRAW;
    next = unknown_form_open(&u->form);
    if (next < 0) {
        u->flow = false;
        return SCREEN_REDRAW;
    }
    list_go(&u->list, next);
    u->flow = u->form.v[next].kind != ITEM_DEVICES && u->form.v[next].kind != ITEM_PHOTOS;
    return u->flow ? unknown_edit(u) : SCREEN_REDRAW;
}

/* Other answers */

static const char *const unreadable_texts[] = {
    N_("out of sight behind the rack"),
    N_("no label on it"),
    N_("the letters are worn off"),
    N_("must not be touched"),
};

static enum outcome unreadable_chosen(struct screen *s, int i, void *ctx)
{
    struct unknown_screen *u = (struct unknown_screen *)s;

    (void)ctx;
    return after(u, set_field(u, unknown_item(u), value_unreadable(_(unreadable_texts[i]))));
}

enum outcome unknown_unreadable(struct unknown_screen *u)
{
    const int n = (int)(sizeof unreadable_texts / sizeof unreadable_texts[0]);
    struct choose_item items[sizeof unreadable_texts / sizeof unreadable_texts[0]];
    const struct item *it = unknown_item(u);

    if (!it || !it->observed) {
        app_say(u->base.app, ROLE_WARN, _("Only what is read off a device can be unreadable."));
        return SCREEN_REDRAW;
    }
    for (int i = 0; i < n; i++)
        items[i] = (struct choose_item){_(unreadable_texts[i]), NULL};
    return choose(u, _("Why can it not be read?"), items, n, 0, unreadable_chosen);
}

enum outcome unknown_unknown(struct unknown_screen *u)
{
    const struct item *it = unknown_item(u);
    struct buf storage = BUF_INIT;
    bool answers = it && it->kind == ITEM_FIELD &&
                   (catalog[it->field].list ? enum_by_id(catalog[it->field].list, "unknown") != NULL
                                            : (catalog[it->field].flags & FIELD_UNKNOWN_OK) != 0);

    if (answers) {
        bool done = field_typed(u, it, "unknown", &storage);

        buf_release(&storage);
        return after(u, done);
    }
    app_say(u->base.app, ROLE_WARN, _("\"Unknown\" is no answer here."));
    return SCREEN_REDRAW;
}

enum outcome unknown_clear(struct unknown_screen *u)
{
    const struct item *it = unknown_item(u);

    if (!it || it->kind == ITEM_LINE)
        return SCREEN_DONE;
    if (it->kind == ITEM_PLACE)
        set_place(u, "", "", "");
    else if (it->kind == ITEM_ASKED)
        set_asked(u, "");
    else
        set_field(u, it, value_null());
    return SCREEN_REDRAW;
}

static enum outcome device_chosen(struct screen *s, int i, void *ctx)
{
    struct unknown_screen *u = (struct unknown_screen *)s;
    struct id id = id_new(clock_now_ms());
    struct edits list = {0};

    (void)ctx;
    unknown_add_device(survey_of(u), record(u), id, catalog[F_device_device_kind].list->items[i].id,
                       &list);
    u->device = id;
    if (!commit(u, &list)) {
        u->device = (struct id){{0}};
        return SCREEN_REDRAW;
    }
    list_go(&u->list, unknown_form_find(&u->form, id, F_device_device_kind));
    return follow(u);
}

enum outcome unknown_device(struct unknown_screen *u)
{
    const struct enum_list *list = catalog[F_device_device_kind].list;
    struct choose_item items[CHOICES_MAX];

    u->flow = false;
    for (int i = 0; i < list->n && i < CHOICES_MAX; i++)
        items[i] = (struct choose_item){enum_label(&list->items[i], u->ja), NULL};
    return choose(u, _("What stands below it?"), items, list->n, -1, device_chosen);
}

static enum outcome delete_answered(struct screen *s, int answer, void *ctx)
{
    struct unknown_screen *u = (struct unknown_screen *)s;
    const struct item *it = unknown_item(u);
    bool whole = !it || id_equal(it->row, u->id);
    struct edits list = {0};

    (void)ctx;
    if (answer != 1)
        return SCREEN_REDRAW;
    edits_remove(&list, survey_of(u),
                 whole ? survey_find(survey_of(u), u->id) : survey_find(survey_of(u), it->row));
    if (!commit(u, &list))
        return SCREEN_REDRAW;
    app_say(u->base.app, ROLE_OK, _("Deleted. u brings it back."));
    return whole ? SCREEN_CLOSE : SCREEN_REDRAW;
}

enum outcome unknown_delete(struct unknown_screen *u)
{
    const struct item *it = unknown_item(u);
    const struct row *r = survey_find(survey_of(u), it ? it->row : u->id);
    struct buf name = BUF_INIT, text = BUF_INIT;
    struct ask_arg arg = {.answer = {{"n", _("keep it")}, {"y", _("delete it")}},
                          .done = delete_answered};
    struct err e;

    if (!r)
        return SCREEN_DONE;
    row_name(survey_of(u), r, &name);
    text_fill(&text, _("Delete {1}?"), buf_str(&name), NULL, NULL);
    arg.text = buf_str(&text);
    if (ask_open(u->base.app, &arg, &e) != 0)
        app_say_err(u->base.app, &e);
    buf_release(&name);
    buf_release(&text);
    return SCREEN_REDRAW;
}

enum outcome unknown_photos(struct unknown_screen *u)
{
    goto_screen(u->base.app, "photo", u->id, NULL);
    return SCREEN_REDRAW;
}
