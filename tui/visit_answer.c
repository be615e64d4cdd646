/* Answers of one key. One answer, one commit; then the cursor goes on. */
#include "config.h"

#include "model/base/clock.h"
#include "model/base/text.h"
#include "model/parse.h"
#include "model/rules/name.h"
#include "model/rules/need.h"
#include "model/rules/single.h"
#include "model/rules/steps.h"
#include "model/unknown.h"
#include "tui/conflict_mark.h"
#include "tui/i18n.h"
#include "tui/visit_priv.h"
#include "tui/work.h"

#include <stdio.h>
#include <string.h>

bool visit_commit(struct visit_screen *v, struct edits *list)
{
    bool done = work_edit(v->base.app, list);

    edits_release(list);
    if (done)
        visit_refresh(v);
    return done;
}

bool visit_conflict_first(struct visit_screen *v)
{
    const struct question *q = v->pane == PANE_ASK ? visit_here(v) : NULL;
    enum field f = q ? visit_conflict(v, q) : FIELD_NONE;

    return f != FIELD_NONE && conflict_shown_first(v->base.app, q->row, f, q->observed);
}

static void put_answer(struct edits *list, const struct question *q, enum field f, struct value v)
{
    if (q->observed)
        edits_observe(list, q->row->id, f, v);
    else
        edits_set(list, q->row->id, f, v);
}

bool visit_set(struct visit_screen *v, const struct question *q, struct value value)
{
    struct edits list = {0};

    for (int part = 0; q->place && part < PLACE_PARTS; part++) {
        enum field f = place_field(q->row->kind, part);

        if (f != FIELD_NONE && f != q->field)
            put_answer(&list, q, f, value_null());
    }
    put_answer(&list, q, q->field, value);
    return visit_commit(v, &list);
}

static enum outcome warn(struct visit_screen *v, const char *text)
{
    app_say(v->base.app, ROLE_WARN, text);
    return SCREEN_REDRAW;
}

/* What is still missing when every question is answered. */
static void say_rest(struct visit_screen *v)
{
    char n[12];

    if (target_given_up(survey_find(work_survey(v->base.app), v->target)))
        return; /* closed with a reason: nothing is to be finished */
    snprintf(n, sizeof n, "%d", v->visit.photos_needed - v->visit.photos_present);
    if (v->visit.photos_needed > v->visit.photos_present)
        app_sayf(v->base.app, ROLE_WARN, _("All is answered. Photos still missing: {1} (p)."), n,
                 NULL);
    else if (v->visit.links_open)
        app_say(v->base.app, ROLE_WARN,
                _("All is answered. Still missing: what is connected to what (Tab, a)."));
    else
        app_say(v->base.app, ROLE_OK, _("All is answered. s finishes the visit."));
}

enum outcome visit_go_on(struct visit_screen *v)
{
    int next = visit_next_open(&v->visit, v->ask_list.cursor);

    if (next >= 0) {
        list_go(&v->ask_list, next);
    } else {
        list_go(&v->ask_list, v->ask_list.cursor + 1);
        say_rest(v);
    }
    return SCREEN_REDRAW;
}

enum outcome visit_next(struct visit_screen *v, int dir)
{
    int n = (int)v->visit.n, at = v->ask_list.cursor;

    v->pane = PANE_ASK;
    for (int i = 1; i <= n; i++) {
        const struct question *q = &v->visit.questions[((at + dir * i) % n + n) % n];

        if (q->needed && q->state == ANSWER_OPEN) {
            list_go(&v->ask_list, (int)(q - v->visit.questions));
            return SCREEN_REDRAW;
        }
    }
    say_rest(v);
    return SCREEN_REDRAW;
}

/* Found, now, the witness of the visit before: what is said most of the time. */
static bool usual_answer(const struct visit_screen *v, const struct question *q, struct buf *text)
{
    char now[26];
    const char *last;

    if (q->field == F_line_terminator_found || q->field == F_device_device_found) {
        buf_puts(text, "yes");
    } else if (catalog[q->field].type == TYPE_DATETIME) {
        datetime_print(clock_now_ms(), now);
        buf_puts(text, now);
    } else if (visit_is_person(q->field)) {
        struct choices c;

        last =
            visit_last_person(visit_survey(v), work_of(v->base.app)->session->who.crew, v->target);
        choices_load(&c, v, q);
        if (last || c.n == 2) /* one name and "somebody else" */
            buf_puts(text, c.v[0].text);
        choices_release(&c);
    }
    return text->len > 0;
}

bool visit_usual(const struct visit_screen *v, const struct question *q, struct buf *text)
{
    const struct value *declared;

    if (q->place) {
        if (q->observed)
            place_print(q->row, false, text);
        return text->len > 0;
    }
    if (q->declared == FIELD_NONE)
        return usual_answer(v, q, text);
    declared = row_value(q->row, q->declared);
    if (!answer_unknown(value_str(declared)))
        field_print_id(q->declared, declared, text);
    return text->len > 0;
}

static bool set_declared_place(struct visit_screen *v, const struct question *q)
{
    struct edits list = {0};

    for (int part = 0; part < PLACE_PARTS; part++) {
        enum field f = place_field(q->row->kind, part);

        if (f != FIELD_NONE)
            edits_observe(&list, q->row->id, f, *row_value(q->row, f));
    }
    return visit_commit(v, &list);
}

enum outcome visit_as_declared(struct visit_screen *v)
{
    const struct question *q = visit_here(v);
    struct buf text = BUF_INIT;
    bool done = false;

    if (!q)
        return SCREEN_DONE;
    if (!visit_usual(v, q, &text)) {
        buf_release(&text);
        return warn(v, _("Nothing is declared here: Enter and what you see."));
    }
    done = q->place ? set_declared_place(v, q) : visit_set_text(v, q, buf_str(&text));
    buf_release(&text);
    return done ? visit_go_on(v) : SCREEN_REDRAW;
}

/* Why it cannot be read: of what stands somewhere, and of a screen. */
static const char *const device_reasons[] = {
    N_("out of sight behind the rack"), N_("no label on it"), N_("the letters are worn off"),
    N_("must not be touched"),          N_("out of reach"),
};
static const char *const pc_reasons[] = {
    N_("the screen cannot be opened"),
    N_("no rights to see it"),
    N_("not shown anywhere"),
    N_("in use, must not be touched"),
};

static const char *const *reasons(const struct question *q, int *n)
{
    bool pc = q->row->kind == KIND_pc && !q->place;

    *n = pc ? (int)(sizeof pc_reasons / sizeof pc_reasons[0])
            : (int)(sizeof device_reasons / sizeof device_reasons[0]);
    return pc ? pc_reasons : device_reasons;
}

static enum outcome reason_chosen(struct screen *s, int item, void *ctx)
{
    struct visit_screen *v = (struct visit_screen *)s;
    const struct question *q = visit_here(v);
    int n;

    (void)ctx;
    if (!q)
        return SCREEN_DONE;
    reasons(q, &n);
    if (item == n)
        return visit_type(v, TYPE_REASON, "");
    return visit_set(v, q, value_unreadable(_(reasons(q, &n)[item]))) ? visit_go_on(v)
                                                                      : SCREEN_REDRAW;
}

enum outcome visit_unreadable(struct visit_screen *v)
{
    const struct question *q = visit_here(v);
    struct choose_item items[8];
    const char *const *texts;
    int n;

    if (!q)
        return SCREEN_DONE;
    if (!q->observed)
        return warn(v, _("Only what is read off a device can be unreadable."));
    visit_stop_typing(v);
    texts = reasons(q, &n);
    for (int i = 0; i < n; i++)
        items[i] = (struct choose_item){_(texts[i]), NULL};
    items[n] = (struct choose_item){_("another reason: type it"), "0"};
    return visit_choose(v, _("Why can it not be read?"), items, n + 1, 0, reason_chosen);
}

enum outcome visit_unknown(struct visit_screen *v)
{
    const struct question *q = visit_here(v);
    const struct enum_list *list = q ? catalog[q->field].list : NULL;
    bool answers = q && !q->place &&
                   (list ? enum_by_id(list, "unknown") != NULL
                         : (catalog[q->field].flags & FIELD_UNKNOWN_OK) != 0);

    if (!answers)
        return warn(v, _("\"Unknown\" is no answer here."));
    visit_stop_typing(v);
    return visit_set_text(v, q, "unknown") ? visit_go_on(v) : SCREEN_REDRAW;
}

enum outcome visit_clear(struct visit_screen *v)
{
    const struct question *q = visit_here(v);

    if (q && q->state != ANSWER_OPEN && visit_set(v, q, value_null()))
        app_say(v->base.app, ROLE_MUTED, _("Emptied. u brings it back."));
    return SCREEN_REDRAW;
}

/* A device that nobody declared. */
static enum outcome device_chosen(struct screen *s, int item, void *ctx)
{
    struct visit_screen *v = (struct visit_screen *)s;
    struct id id = id_new(clock_now_ms());
    struct edits list = {0};

    (void)ctx;
    unknown_add_device(visit_survey(v), v->visit.target, id,
                       catalog[F_device_device_kind].list->items[item].id, &list);
    if (!visit_commit(v, &list))
        return SCREEN_REDRAW;
    v->pane = PANE_ASK;
    for (size_t i = 0; i < v->visit.n; i++)
        if (id_equal(v->visit.questions[i].row->id, id)) {
            list_go(&v->ask_list, (int)i);
            break;
        }
    return visit_go_on(v);
}

enum outcome visit_add_device(struct visit_screen *v)
{
    const struct enum_list *kinds = catalog[F_device_device_kind].list;
    struct choose_item items[32];

    if (!visit_has_tree(v))
        return warn(v, _("Devices stand below lines only."));
    for (int i = 0; i < kinds->n && i < 32; i++)
        items[i] = (struct choose_item){enum_label(&kinds->items[i], v->ja), NULL};
    return visit_choose(v, _("Which device was not declared?"), items, kinds->n, -1, device_chosen);
}
