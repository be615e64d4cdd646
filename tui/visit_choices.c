/* The answers one chooses from: an enumeration's items, yes and no, people,
 * rooms. The same list stands in the help line, behind the digits and in the
 * choices that Enter opens. */
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

static struct choice *add(struct choices *c, const char *label, const char *text)
{
    struct choice *one;

    c->v = xgrow(c->v, (size_t)c->n, &c->cap, sizeof *c->v);
    one = &c->v[c->n++];
    *one = (struct choice){.label = xstrdup(label), .text = text ? xstrdup(text) : NULL};
    return one;
}

void choices_release(struct choices *c)
{
    for (int i = 0; i < c->n; i++) {
        free(c->v[i].label);
        free(c->v[i].text);
    }
    free(c->v);
    *c = (struct choices){.v = NULL};
}

bool visit_is_person(enum field f)
{
    static const enum field people[] = {F_line_witness, F_pc_witness, F_pc_login_by,
                                        F_line_ns_consulted, F_unknown_line_asked_whom};

    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++)
        if (people[i] == f)
            return true;
    return false;
}

static const char *witness_of(const struct row *target)
{
    enum field f = target ? field_by_id(target->kind, "witness") : FIELD_NONE;

    return f == FIELD_NONE ? "" : row_text(target, f);
}

const char *visit_last_person(const struct survey *s, const char *crew, struct id but)
{
    const char *last = NULL, *last_from = "";

    for (size_t i = 0; i < s->n[KIND_step]; i++) {
        const struct row *step = s->rows[KIND_step][i];
        const struct row *whose = survey_find(s, row_ref(step, F_step_crew_ref));
        struct id target = row_ref(step, F_step_target_ref);
        const char *from = row_text(step, F_step_actual_from), *name;

        if (id_equal(target, but) || (whose && strcmp(row_text(whose, F_crew_crew_id), crew) != 0))
            continue;
        name = witness_of(survey_find(s, target));
        if (*name && strcmp(from, last_from) >= 0) {
            last = name;
            last_from = from;
        }
    }
    return last;
}

static void add_person(struct choices *c, const char *name, const char *label)
{
    if (!*name)
        return;
    for (int i = 0; i < c->n; i++)
        if (strcmp(c->v[i].text, name) == 0)
            return;
    add(c, label, name);
}

static void add_contacts(struct choices *c, const struct survey *s, bool first)
{
    struct buf label = BUF_INIT;

    for (size_t i = 0; i < s->n[KIND_contact]; i++) {
        const struct row *r = s->rows[KIND_contact][i];
        bool near = row_is(r, F_contact_contact_role, "hospital") ||
                    row_is(r, F_contact_contact_role, "witness");

        if (near != first)
            continue;
        buf_reset(&label);
        buf_puts(&label, row_text(r, F_contact_contact_name));
        if (*row_text(r, F_contact_contact_department))
            buf_addf(&label, "  %s", row_text(r, F_contact_contact_department));
        add_person(c, row_text(r, F_contact_contact_name), buf_str(&label));
    }
    buf_release(&label);
}

static void add_people(struct choices *c, const struct visit_screen *v)
{
    const struct survey *s = visit_survey(v);
    const char *own = witness_of(v->visit.target);
    const char *last =
        visit_last_person(s, work_of(v->base.app)->session->who.crew, v->visit.target->id);

    add_person(c, own, own);
    if (last)
        add_person(c, last, last);
    add_contacts(c, s, true);
    add_contacts(c, s, false);
    if (c->n > 0)
        add(c, _("somebody else: type the name"), NULL);
}

static void add_rooms(struct choices *c, const struct visit_screen *v, const struct question *q)
{
    const struct survey *s = visit_survey(v);
    const struct row *declared = row_room(s, q->row);
    struct buf name = BUF_INIT;

    for (int pass = 0; pass < 2; pass++) /* the declared room first */
        for (size_t i = 0; i < s->n[KIND_room]; i++) {
            const struct row *r = s->rows[KIND_room][i];

            if ((r == declared) != (pass == 0))
                continue;
            buf_reset(&name);
            row_name(s, r, &name);
            add(c, buf_str(&name), "")->room = r->id;
        }
    buf_release(&name);
    if (c->n > 0)
        add(c, _("another room: type it"), NULL);
}

static void add_items(struct choices *c, const struct visit_screen *v, const struct question *q)
{
    const struct enum_list *list = catalog[q->field].list;

    for (int i = 0; i < list->n; i++)
        if (strcmp(list->items[i].id, "added") != 0) /* what `a` makes */
            add(c, enum_label(&list->items[i], v->ja), list->items[i].id);
}

static void add_yes_no(struct choices *c, const struct visit_screen *v, enum field f)
{
    static const char *const ids[] = {"true", "false"};

    for (int i = 0; i < 2; i++) {
        struct value value = value_int(1 - i);
        struct buf label = BUF_INIT;

        field_print(f, &value, v->ja, &label);
        add(c, buf_str(&label), ids[i]);
        buf_release(&label);
    }
}

/* Where the cursor stands at first: on the answer, else on what was declared. */
static int current(const struct choices *c, const struct question *q)
{
    const struct value *seen = answer_of(q->row, q->field);
    struct buf text = BUF_INIT;
    int at = c->n > 0 ? 0 : -1;

    if (value_is_null(*seen) && q->declared != FIELD_NONE)
        seen = row_value(q->row, q->declared);
    field_print_id(q->field, seen, &text);
    for (int i = 0; i < c->n && !q->place; i++)
        if (c->v[i].text && strcmp(c->v[i].text, buf_str(&text)) == 0)
            at = i;
    buf_release(&text);
    return at;
}

void choices_load(struct choices *c, const struct visit_screen *v, const struct question *q)
{
    *c = (struct choices){.v = NULL};
    if (q->place)
        add_rooms(c, v, q);
    else if (visit_is_person(q->field))
        add_people(c, v);
    else if (catalog[q->field].type == TYPE_ENUM)
        add_items(c, v, q);
    else if (catalog[q->field].type == TYPE_BOOL)
        add_yes_no(c, v, q->field);
    c->current = current(c, q);
}
