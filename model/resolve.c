/* What a person decides about a conflict. A RESOLVE is a SET that says that the
 * conflict was seen; the merge rule is the same. */
#include "model/conflicts_priv.h"

#include "model/parse.h"
#include "model/rules/edit.h"
#include "model/rules/merged.h"
#include "model/twins.h"

#include <stdlib.h>
#include <string.h>

static int refuse(struct err *e)
{
    return err_say(e, ERR_REFUSED, N_("What stands there is no longer what was shown: look again."),
                   "", "");
}

/* ---- is it still what was shown? ---- */

struct comparing {
    const struct conflict *item;
    uint32_t number;
    bool *met;
    bool other;
};

/* A head that stands there and is none of those shown is news. */
static int compare_head(const struct head *h, void *ctx)
{
    struct comparing *k = ctx;
    bool known = false;

    for (size_t i = 0; i < k->item->n; i++)
        if (k->item->v[i].number == k->number && value_equal(k->item->v[i].value, h->value))
            known = k->met[i] = true;
    k->other |= !known;
    return 0;
}

struct looking {
    const struct conflict_value *v;
    bool found;
};

static int find_head(const struct head *h, void *ctx)
{
    struct looking *k = ctx;

    k->found = id_equal(h->writer, k->v->writer) && h->n == k->v->n;
    return k->found;
}

/* To keep or to delete was decided by the edit that was shown. */
static int same_edit(struct casefile *c, const struct conflict *item, struct err *e)
{
    struct looking k = {.v = item->v};
    int rc = item->n > 0 ? store_heads(c->store, k.v->entity, k.v->number, find_head, &k, e) : 0;

    return rc == 0 && !k.found ? refuse(e) : rc;
}

static int still_there(struct casefile *c, const struct conflict *item, struct err *e)
{
    struct comparing k = {.item = item, .number = item->number};
    bool clash = false;
    int rc = store_in_conflict(c->store, item->entity, item->number, &clash, e);

    if (rc == 0 && item->kind == CONFLICT_DELETED)
        return clash ? same_edit(c, item, e) : refuse(e);
    if (rc != 0)
        return rc;
    k.met = xcalloc(item->n, sizeof *k.met);
    rc = store_heads(c->store, item->entity, item->number, compare_head, &k, e);
    for (size_t i = 0; i < item->n; i++)
        k.other |= !k.met[i];
    free(k.met);
    return rc == 0 && (k.other || !clash) ? refuse(e) : rc;
}

/* Operations of a newer version are on it: nothing is changed here. */
static int not_held(struct casefile *c, struct id entity, struct err *e)
{
    bool held = false;
    int rc = store_is_held(c->store, entity, &held, e);

    if (rc == 0 && held)
        rc = err_say(e, ERR_REFUSED,
                     N_("A newer version of genba wrote here what this one does not know: it is "
                        "read-only on this laptop."),
                     "", "");
    return rc;
}

/* ---- decisions ---- */

static int commit(struct casefile *c, struct op *ops, size_t n, const char *reason, struct err *e)
{
    if (reason && *reason)
        ops[n] = (struct op){.kind = OP_EVENT,
                             .entity = ops[0].entity,
                             .field = EVENT_REASON,
                             .value = value_text(reason)};
    return case_commit(c, ops, n + (reason && *reason), e);
}

/* The row goes too, or what it refers to comes back. */
static int choose_dangling(struct casefile *c, const struct conflict *item, size_t index,
                           const char *reason, struct err *e)
{
    const struct row *r = survey_find(&c->survey, item->entity);
    const struct row *gone = item->n > 1 ? survey_find(&c->survey, item->v[1].entity) : NULL;
    struct op ops[2] = {{.kind = OP_DEL, .entity = item->entity}};

    if (!r || !r->alive || !gone || gone->alive || item->field == FIELD_NONE ||
        !id_equal(row_ref(r, item->field), gone->id))
        return refuse(e);
    if (index == 0)
        ops[0] = (struct op){.kind = OP_UNDEL, .entity = gone->id};
    return commit(c, ops, 1, reason, e);
}

int conflict_choose(struct casefile *c, const struct conflict *item, size_t index,
                    const char *reason, struct err *e)
{
    /* the field, the rest of a pin, the reason */
    struct op ops[4] = {{.kind = OP_RESOLVE, .entity = item->entity, .field = item->number}};
    size_t rest = 0;
    int rc = index >= item->n ? refuse(e) : not_held(c, item->entity, e);

    if (rc == 0 && item->kind == CONFLICT_DANGLING)
        return choose_dangling(c, item, index, reason, e);
    if (rc == 0)
        rc = conflict_is_choice(item) ? still_there(c, item, e) : refuse(e);
    if (rc != 0)
        return rc;
    ops[0].value = item->kind == CONFLICT_DELETED ? value_int(index == 0) : item->v[index].value;
    rc = conflicts_pin_rest(c, item, item->v[index].writer, ops + 1, &rest, e);
    if (rc == 0)
        rc = commit(c, ops, 1 + rest, reason, e);
    for (size_t i = 1; i <= rest; i++)
        value_release(&ops[i].value);
    return rc;
}

static int allowed(struct casefile *c, const struct conflict *item, struct value v, struct err *e)
{
    struct edits list = {0};
    int rc;

    if (item->observed)
        edits_observe(&list, item->entity, item->field, v);
    else
        edits_set(&list, item->entity, item->field, v);
    rc = rule_allows_edit(&c->survey, list.v, list.n, e);
    edits_release(&list);
    return rc;
}

int conflict_settle(struct casefile *c, const struct conflict *item, struct value v,
                    const char *reason, struct err *e)
{
    struct op ops[2] = {
        {.kind = OP_RESOLVE, .entity = item->entity, .field = item->number, .value = v}};
    int rc = item->kind != CONFLICT_VALUE || item->field == FIELD_NONE ? refuse(e)
                                                                       : still_there(c, item, e);

    if (rc == 0)
        rc = not_held(c, item->entity, e);
    if (rc == 0)
        rc = allowed(c, item, v, e);
    return rc == 0 ? commit(c, ops, 1, reason, e) : rc;
}

/* ---- both into the note ---- */

static enum field note_of(enum kind k)
{
    static const char *const names[] = {"line_note", "pc_note", "step_note", "finding"};
    enum field f = FIELD_NONE;

    for (size_t i = 0; i < sizeof names / sizeof names[0] && f == FIELD_NONE && k; i++)
        f = field_by_id(k, names[i]);
    return f;
}

/* "Serial no.: A (佐藤 A PC-07), B (田中 B PC-11)" behind what stands there; of a
 * note itself its texts alone. */
static void put_note(const struct conflict *item, const char *before, bool ja, struct buf *out)
{
    if (before && *before)
        buf_addf(out, "%s / ", before);
    if (before)
        buf_addf(out, "%s: ", field_label(item->field, ja));
    for (size_t i = 0; i < item->n; i++) {
        const struct conflict_value *v = &item->v[i];

        if (i > 0)
            buf_puts(out, ", ");
        field_print(item->field, &v->value, ja, out);
        if (value_is_null(v->value))
            buf_puts(out, "-");
        buf_addf(out, " (%s %s %s)", v->person, v->crew, v->laptop);
    }
}

static int check_note(struct casefile *c, const struct conflict *item, enum field note,
                      struct err *e)
{
    bool clash = false;
    int rc = 0;

    if (item->kind != CONFLICT_VALUE || item->field == FIELD_NONE || note == FIELD_NONE)
        return err_say(e, ERR_REFUSED, N_("{1} has no note that could hold both values."),
                       item->address, "");
    if (note != item->field)
        rc = store_in_conflict(c->store, item->entity, field_log_number(note, false), &clash, e);
    if (rc == 0 && clash)
        rc = err_say(e, ERR_REFUSED, N_("The note of {1} is in conflict itself: settle it first."),
                     item->address, "");
    return rc;
}

int conflict_both_into_note(struct casefile *c, const struct conflict *item, size_t index, bool ja,
                            struct err *e)
{
    const struct row *r = survey_find(&c->survey, item->entity);
    enum field note = r ? note_of(r->kind) : FIELD_NONE;
    bool itself = note == item->field; /* then it holds both alone */
    struct buf text = BUF_INIT;
    struct op ops[3] = {{.kind = OP_RESOLVE, .entity = item->entity, .field = item->number}};
    int rc = check_note(c, item, note, e);

    if (rc == 0)
        rc = index >= item->n ? refuse(e) : not_held(c, item->entity, e);
    if (rc == 0)
        rc = still_there(c, item, e);
    if (rc != 0)
        return rc;
    put_note(item, itself ? NULL : row_text(r, note), ja, &text);
    ops[0].value = itself ? value_text(buf_str(&text)) : item->v[index].value;
    ops[1] = (struct op){.kind = OP_SET,
                         .entity = item->entity,
                         .field = field_log_number(note, false),
                         .value = value_text(buf_str(&text))};
    rc = commit(c, ops, itself ? 1 : 2, NULL, e);
    buf_release(&text);
    return rc;
}

/* ---- doubles, twins, forks ---- */

static int edit(struct casefile *c, struct edits *list, struct err *e)
{
    int rc = list->n == 0 ? refuse(e) : rule_allows_edit(&c->survey, list->v, list->n, e);

    if (rc == 0)
        rc = case_edit(c, list, e);
    edits_release(list);
    return rc;
}

static void say_right(struct casefile *c, const struct conflict *item, struct edits *list)
{
    for (size_t i = 0; i < item->n; i++) {
        const struct row *r = survey_find(&c->survey, item->v[i].entity);
        struct buf text = BUF_INIT;

        if (r && r->kind == catalog[item->field].kind) {
            merged_key(item->field, row_best(r, item->field), &text);
            merged_is_right(r, catalog[item->field].id, buf_str(&text), list);
        }
        buf_release(&text);
    }
}

static bool both_records(struct casefile *c, const struct conflict *item, const struct row **a,
                         const struct row **b)
{
    if (item->kind != CONFLICT_TWIN || item->n != 2)
        return false;
    *a = survey_find_kind(&c->survey, KIND_unknown_line, item->v[0].entity);
    *b = survey_find_kind(&c->survey, KIND_unknown_line, item->v[1].entity);
    return *a && *b && (*a)->alive && (*b)->alive;
}

int conflict_is_right(struct casefile *c, const struct conflict *item, struct err *e)
{
    struct edits list = {0};
    const struct row *a, *b;

    if (both_records(c, item, &a, &b))
        twins_are_two(a, b, &list);
    else if (item->kind == CONFLICT_DUPLICATE)
        say_right(c, item, &list);
    return edit(c, &list, e);
}

int conflict_link_twins(struct casefile *c, const struct conflict *item, struct err *e)
{
    struct edits list = {0};
    const struct row *a, *b;

    if (both_records(c, item, &a, &b))
        twins_link(&c->survey, a, b, &list);
    return edit(c, &list, e);
}

int conflict_adopt(struct casefile *c, const struct conflict *item, struct err *e)
{
    struct id *touched = NULL;
    size_t n = 0;
    int64_t adopted;
    int rc = item->kind != CONFLICT_FORK
                 ? refuse(e)
                 : store_adopt(c->store, item->writer, &adopted, &touched, &n, e);

    if (rc == -ERR_NOTFOUND)
        rc = err_say(e, ERR_REFUSED,
                     N_("These commits cannot be taken over: where they part from the log is not "
                        "here, or their bytes are damaged."),
                     "", "");
    if (rc == 0)
        rc = case_refresh(c, touched, n, e);
    free(touched);
    return rc;
}
