/* resolve: a person's decision, through the same functions as the screen. */
#include "tui/cmd/cmd.h"

#include "model/base/text.h"
#include "tui/cmd/conflict_out.h"
#include "tui/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct resolving {
    struct session *s;
    const struct arguments *a;
    struct casefile *c;
    const struct row *row;
    enum field field;
    bool observed, alive; /* alive: whether it exists at all */
    const char *value;    /* NULL: not given */
};

static bool option(const struct resolving *r, char letter)
{
    return r->a->option[(int)letter] != NULL;
}

/* ---- what is meant ---- */

static bool about(const struct conflict *k, const struct resolving *r)
{
    if (r->alive)
        return k->kind == CONFLICT_DELETED || k->kind == CONFLICT_DANGLING;
    return k->field == r->field && (k->kind == CONFLICT_DUPLICATE || k->observed == r->observed) &&
           k->kind != CONFLICT_DANGLING;
}

static bool at_row(const struct conflict *k, const struct resolving *r)
{
    bool there = id_equal(k->entity, r->row->id);

    for (size_t i = 0; i < k->n && !there; i++)
        there = (k->kind == CONFLICT_DUPLICATE || k->kind == CONFLICT_TWIN) &&
                id_equal(k->v[i].entity, r->row->id);
    return there;
}

/* Two twins: the other one is the value, where it is given. */
static bool is_other(const struct conflict *k, const struct resolving *r)
{
    const struct row *other =
        k->kind == CONFLICT_TWIN && r->value ? survey_address(&r->c->survey, r->value) : NULL;

    return k->kind != CONFLICT_TWIN || !r->value ||
           (other && (id_equal(k->v[0].entity, other->id) || id_equal(k->v[1].entity, other->id)));
}

static const struct conflict *find(const struct conflict_list *list, const struct resolving *r)
{
    for (size_t i = 0; i < list->open; i++)
        if (at_row(&list->v[i], r) && about(&list->v[i], r) && is_other(&list->v[i], r))
            return &list->v[i];
    return NULL;
}

/* ---- the decision ---- */

static int choice(const struct resolving *r, const struct conflict *k, size_t *index, struct err *e)
{
    const char *text = r->a->option['n'];
    char *end;
    long n;

    if (text) {
        n = strtol(text, &end, 10);
        if (*end || n < 1 || (size_t)n > k->n)
            return err_say(e, ERR_USAGE, N_("{1} is none of the numbers that `conflicts` lists."),
                           text, "");
        *index = (size_t)n - 1;
        return 0;
    }
    if (!r->value || (strcmp(r->value, "keep") != 0 && strcmp(r->value, "delete") != 0))
        return err_say(e, ERR_USAGE, N_("Say keep or delete."), "", "");
    *index = strcmp(r->value, "keep") != 0;
    return 0;
}

/* A value that stands there is chosen, another one is a new one. */
static int by_value(struct resolving *r, const struct conflict *k, struct buf *chosen,
                    struct err *e)
{
    const char *reason = r->a->option['m'];
    struct buf storage = BUF_INIT;
    struct conflict_value said = {.field = k->field, .number = k->number};
    struct value v;
    int rc = cmd_value(r->c, k->field, k->observed, r->value, &storage, &v, e);

    if (rc == 0) {
        size_t at = 0;

        while (at < k->n && !value_equal(k->v[at].value, v))
            at++;
        rc = at < k->n ? conflict_choose(r->c, k, at, reason, e)
                       : conflict_settle(r->c, k, v, reason, e);
        said.value = v;
        conflict_value_text(&r->c->survey, &said, r->s->ja, chosen);
    }
    buf_release(&storage);
    return rc;
}

static int by_index(struct resolving *r, const struct conflict *k, struct buf *chosen,
                    struct err *e)
{
    size_t at = 0;
    int rc = choice(r, k, &at, e);

    if (rc == 0)
        rc = conflict_choose(r->c, k, at, r->a->option['m'], e);
    if (rc == 0 && k->kind == CONFLICT_VALUE)
        conflict_value_text(&r->c->survey, &k->v[at], r->s->ja, chosen);
    else if (rc == 0)
        buf_puts(chosen, at == 0 ? _("kept") : _("deleted"));
    return rc;
}

static int decide(struct resolving *r, const struct conflict *k, struct buf *chosen, struct err *e)
{
    int rc;

    if (option(r, 'r')) {
        rc = conflict_is_right(r->c, k, e);
        buf_puts(chosen, _("right as it is"));
    } else if (option(r, 'b')) {
        rc = conflict_both_into_note(r->c, k, 0, r->s->ja, e);
        buf_puts(chosen, _("all of them into the note"));
    } else if (k->kind == CONFLICT_TWIN && r->value) {
        rc = conflict_link_twins(r->c, k, e);
        buf_puts(chosen, _("one line"));
    } else if (k->kind == CONFLICT_VALUE && r->value && !option(r, 'n')) {
        rc = by_value(r, k, chosen, e);
    } else if (conflict_is_choice(k)) {
        rc = by_index(r, k, chosen, e);
    } else {
        rc = err_say(e, ERR_USAGE,
                     N_("Change one of the values by `set`, or say --right: it is no mistake."), "",
                     "");
    }
    return rc;
}

/* ---- what is said ---- */

static void print(struct resolving *r, const struct conflict *k, struct buf *chosen)
{
    struct buf out = {.max = SIZE_MAX / 2}, others = BUF_INIT;
    struct json j = {.out = &out};

    for (size_t i = 0; i < k->n; i++) {
        buf_puts(&others, i > 0 ? ", " : "");
        conflict_value_text(&r->c->survey, &k->v[i], r->s->ja, &others);
        buf_addf(&others, " (%s %s)", k->v[i].person, k->v[i].laptop);
    }
    if (r->s->json) {
        json_object(&j, NULL);
        json_text(&j, "resolved", buf_str(chosen));
        json_array(&j, "conflicts");
        conflict_json(&j, &r->c->survey, k, NULL);
        json_end(&j, ']');
        json_end(&j, '}');
    } else {
        text_fill(&out, _("{1}: {2}. There were: {3}"), k->address, buf_str(chosen),
                  buf_str(&others));
        buf_putc(&out, '\n');
    }
    cmd_print(&out);
    buf_release(&others);
    buf_release(&out);
}

/* Two ways to say it are no decision. The value beside --right names the other twin. */
static bool said_once(const struct resolving *r, const struct conflict *k)
{
    bool names_twin = k->kind == CONFLICT_TWIN && option(r, 'r');

    return option(r, 'n') + option(r, 'b') + option(r, 'r') + (r->value && !names_twin) <= 1;
}

static int settle(struct resolving *r, const struct conflict_list *list, struct err *e)
{
    const struct conflict *k = find(list, r);
    struct buf chosen = BUF_INIT;
    int rc;

    if (!k)
        return err_say(e, ERR_REFUSED, N_("Nothing is in conflict at {1}, {2}."), r->a->v[1],
                       r->a->v[2]);
    rc = said_once(r, k)
             ? decide(r, k, &chosen, e)
             : err_say(e, ERR_USAGE, N_("Say it in one way: a value, --choice, --both or --right."),
                       "", "");
    if (rc == 0)
        print(r, k, &chosen);
    buf_release(&chosen);
    return rc;
}

static int adopt(struct resolving *r, const struct conflict_list *list, struct err *e)
{
    bool any = false, taken = false;
    int rc = 0;

    for (size_t i = list->open; i < list->n; i++) {
        struct buf said = BUF_INIT;

        if (list->v[i].kind != CONFLICT_FORK)
            continue;
        any = true;
        rc = conflict_adopt(r->c, &list->v[i], e);
        taken |= rc == 0;
        if (rc == 0) {
            text_fill(&said, _("Taken in: what was set aside of {1} ({2})."), list->v[i].laptop,
                      list->v[i].person, NULL);
            fprintf(stderr, "%s\n", buf_str(&said));
        }
        buf_release(&said);
    }
    if (taken)
        return 0; /* what cannot be taken in stays listed */
    return any ? rc : err_say(e, ERR_REFUSED, N_("No commits are set aside here."), "", "");
}

static int locate(struct resolving *r, struct err *e)
{
    int rc = cmd_row(r->c, r->a->v[1], &r->row, e);

    r->alive = strcmp(r->a->v[2], "alive") == 0;
    if (rc == 0 && !r->alive)
        rc = cmd_field(r->row->kind, r->a->v[2], &r->field, &r->observed, e);
    return rc;
}

int cmd_resolve(struct session *s, const struct arguments *a, struct err *e)
{
    struct resolving r = {.s = s, .a = a, .field = FIELD_NONE, .value = a->n > 3 ? a->v[3] : NULL};
    struct conflict_list list;
    bool fork = strcmp(a->v[1], "fork") == 0 && strcmp(a->v[2], "adopt") == 0;
    int rc = cmd_open(s, a->v[0], &r.c, e);

    if (rc != 0)
        return rc;
    if (!fork)
        rc = locate(&r, e);
    if (rc == 0 && (rc = conflicts_read(r.c, &list, e)) == 0) {
        rc = fork ? adopt(&r, &list, e) : settle(&r, &list, e);
        conflicts_release(&list);
    }
    case_close(r.c);
    return rc;
}
