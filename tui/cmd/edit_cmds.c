/* set, add, delete, undo, redo: scripted edits through the same functions as
 * the screens, rules included. */
#include "tui/cmd/cmd.h"

#include "model/base/clock.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/fresh.h"
#include "model/parse.h"
#include "model/rules/edit.h"
#include "model/rules/remove.h"
#include "tui/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OBSERVED_PREFIX "observed."

/* "FIELD" or "observed.FIELD" of a kind. */
int cmd_field(enum kind k, const char *name, enum field *f, bool *observed, struct err *e)
{
    *observed = strncmp(name, OBSERVED_PREFIX, strlen(OBSERVED_PREFIX)) == 0;
    *f = field_by_id(k, *observed ? name + strlen(OBSERVED_PREFIX) : name);
    if (*f == FIELD_NONE || (catalog[*f].flags & FIELD_DERIVED))
        return err_say(e, ERR_USAGE, N_("A {2} has no field {1}."), name, catalog_kinds[k].id);
    if (*observed && !(catalog[*f].flags & FIELD_SURVEYED))
        return err_say(e, ERR_USAGE, N_("{1} is not surveyed: it has no observed twin."), name,
                       NULL);
    return 0;
}

/* A reference is typed as an address, everything else as people write it. */
int cmd_value(const struct casefile *c, enum field f, bool observed, const char *text,
              struct buf *storage, struct value *out, struct err *e)
{
    const struct row *r;
    int rc;

    if (catalog[f].type == TYPE_REF && *text) {
        rc = cmd_row(c, text, &r, e);
        if (rc == 0)
            *out = value_id(r->id);
        return rc;
    }
    rc = field_parse(f, text, storage, out, e);
    if (rc == 0 && out->type == VALUE_UNREADABLE && !observed)
        return err_say(e, ERR_INVALID,
                       N_("Only what was observed can be unreadable: use observed.{1}."),
                       catalog[f].id, NULL);
    return rc;
}

static int commit(struct casefile *c, const struct edits *list, struct err *e)
{
    int rc = rule_allows_edit(&c->survey, list->v, list->n, e);

    return rc == 0 ? case_edit(c, list, e) : rc;
}

/* An edit has seen all values there: the conflict is over, and nobody should wonder. */
static void say_ended(const char *address, const char *field)
{
    struct buf text = BUF_INIT;

    text_fill(&text, _("The values in conflict at {1}, {2} are replaced; undo brings them back."),
              address, field, NULL);
    fprintf(stderr, "%s\n", buf_str(&text));
    buf_release(&text);
}

int cmd_set(struct session *s, const struct arguments *a, struct err *e)
{
    struct buf storage = BUF_INIT;
    struct edits list = {0};
    const struct row *r;
    struct casefile *c;
    struct value v;
    enum field f;
    bool observed = false, clash = false;
    int rc = cmd_open(s, a->v[0], &c, e);

    if (rc != 0)
        return rc;
    rc = cmd_row(c, a->v[1], &r, e);
    if (rc == 0)
        rc = cmd_field(r->kind, a->v[2], &f, &observed, e);
    if (rc == 0)
        rc = store_in_conflict(c->store, r->id, field_log_number(f, observed), &clash, e);
    if (rc == 0)
        rc = cmd_value(c, f, observed, a->v[3], &storage, &v, e);
    if (rc == 0) {
        if (observed)
            edits_observe(&list, r->id, f, v);
        else
            edits_set(&list, r->id, f, v);
        rc = commit(c, &list, e);
    }
    if (rc == 0 && clash)
        say_ended(a->v[1], a->v[2]);
    edits_release(&list);
    buf_release(&storage);
    case_close(c);
    return rc;
}

static int add_fields(const struct casefile *c, enum kind k, struct id id, char **v, int n,
                      struct edits *list, struct err *e)
{
    struct buf storage = BUF_INIT;
    int rc = 0;

    for (int i = 0; i < n && rc == 0; i++) {
        char *eq = strchr(v[i], '='), *name;
        struct value value;
        enum field f;
        bool observed = false;

        if (!eq)
            rc = err_say(e, ERR_USAGE, N_("{1} must be FIELD=VALUE."), v[i], NULL);
        name = eq ? xstrndup(v[i], (size_t)(eq - v[i])) : NULL;
        if (rc == 0)
            rc = cmd_field(k, name, &f, &observed, e);
        if (rc == 0)
            rc = cmd_value(c, f, observed, eq + 1, &storage, &value, e);
        if (rc == 0 && observed)
            edits_observe(list, id, f, value);
        else if (rc == 0)
            edits_set(list, id, f, value);
        free(name);
    }
    buf_release(&storage);
    return rc;
}

static void print_added(struct session *s, const struct casefile *c, struct id id)
{
    const struct row *r = survey_find(&c->survey, id);
    struct buf address = BUF_INIT, out = BUF_INIT;
    char hex[ID_HEX_LEN + 1];

    id_print(id, hex);
    if (r)
        survey_print_address(&c->survey, r, &address);
    if (s->json) {
        struct json j = {.out = &out};

        json_object(&j, NULL);
        json_text(&j, "id", hex);
        json_text(&j, "address", buf_str(&address));
        json_end(&j, '}');
        cmd_print(&out);
    } else {
        printf("%s\n", buf_str(&address));
    }
    buf_release(&address);
    buf_release(&out);
}

int cmd_add(struct session *s, const struct arguments *a, struct err *e)
{
    enum kind k = kind_by_id(a->v[1]);
    struct edits list = {0};
    struct casefile *c;
    struct id id;
    int rc;

    if (k == KIND_NONE)
        return err_say(e, ERR_USAGE, N_("There is no kind {1}."), a->v[1], NULL);
    rc = cmd_open(s, a->v[0], &c, e);
    if (rc != 0)
        return rc;
    id = id_new(clock_now_ms());
    rc = add_fields(c, k, id, a->v + 2, a->n - 2, &list, e);
    if (rc == 0)
        fresh_row(&c->survey, k, id, s->who.crew, &list);
    if (rc == 0)
        rc = commit(c, &list, e);
    if (rc == 0)
        print_added(s, c, id);
    edits_release(&list);
    case_close(c);
    return rc;
}

int cmd_delete(struct session *s, const struct arguments *a, struct err *e)
{
    struct edits list = {0};
    const struct row *r;
    struct casefile *c;
    int rc = cmd_open(s, a->v[0], &c, e);

    if (rc != 0)
        return rc;
    rc = cmd_row(c, a->v[1], &r, e);
    if (rc == 0) {
        edits_remove(&list, &c->survey, r);
        rc = commit(c, &list, e);
    }
    edits_release(&list);
    case_close(c);
    return rc;
}

/* Says what was taken back, by its address. */
static int step_back(struct session *s, const char *serial,
                     int (*step)(struct casefile *, struct id *, struct err *), const char *say,
                     struct err *e)
{
    struct buf address = BUF_INIT, text = BUF_INIT;
    const struct row *r;
    struct casefile *c;
    struct id what;
    int rc = cmd_open(s, serial, &c, e);

    if (rc != 0)
        return rc;
    rc = step(c, &what, e);
    if (rc == 0) {
        r = survey_find(&c->survey, what);
        if (r)
            survey_print_address(&c->survey, r, &address);
        text_fill(&text, _(say), buf_str(&address), NULL, NULL);
        fprintf(stderr, "%s\n", buf_str(&text));
    }
    buf_release(&address);
    buf_release(&text);
    case_close(c);
    return rc;
}

int cmd_undo(struct session *s, const struct arguments *a, struct err *e)
{
    return step_back(s, a->v[0], case_undo, N_("Taken back: {1}"), e);
}

int cmd_redo(struct session *s, const struct arguments *a, struct err *e)
{
    return step_back(s, a->v[0], case_redo, N_("Made again: {1}"), e);
}
