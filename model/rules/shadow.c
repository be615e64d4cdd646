#include "model/rules/shadow.h"

#include <stdlib.h>
#include <string.h>

static size_t field_count(enum kind k)
{
    return (size_t)(kind_end(k) - (int)catalog_kinds[k].first);
}

static struct value *copy_values(const struct value *from, size_t n)
{
    struct value *to = xcalloc(n, sizeof *to);

    if (from)
        memcpy(to, from, n * sizeof *to);
    return to;
}

/* The row of an edit: the one touched before, a copy of the survey's, or new. */
static struct row *touch(struct shadow *sh, const struct survey *s, struct id id, enum kind kind)
{
    const struct row *was;
    struct row *now;
    size_t fields;

    for (size_t i = 0; i < sh->n; i++)
        if (id_equal(sh->touched[i].now->id, id))
            return sh->touched[i].now;
    was = survey_find(s, id);
    if (!was && kind == KIND_NONE)
        return NULL;
    if (was)
        kind = was->kind;
    fields = field_count(kind);
    now = xcalloc(1, sizeof *now);
    *now = (struct row){.id = id,
                        .kind = kind,
                        .alive = was ? was->alive : true,
                        .conflicts = was ? was->conflicts : 0,
                        .held = was && was->held,
                        .declared = copy_values(was ? was->declared : NULL, fields),
                        .observed = copy_values(was ? was->observed : NULL, fields)};
    sh->touched = xgrow(sh->touched, sh->n, &sh->cap, sizeof *sh->touched);
    sh->touched[sh->n++] = (struct shadow_pair){was, now};
    return now;
}

static enum kind kind_of_edit(const struct edit_op *edit)
{
    if (edit->kind == OP_PHOTO)
        return KIND_photo;
    return edit->kind == OP_SET && edit->field != FIELD_NONE ? catalog[edit->field].kind
                                                             : KIND_NONE;
}

static void apply(struct shadow *sh, const struct survey *s, const struct edit_op *edit)
{
    struct row *r = touch(sh, s, edit->entity, kind_of_edit(edit));

    if (!r)
        return;
    if (edit->kind == OP_DEL || edit->kind == OP_UNDEL)
        r->alive = edit->kind == OP_UNDEL;
    else if (edit->kind == OP_SET && edit->field != FIELD_NONE &&
             catalog[edit->field].kind == r->kind)
        (edit->observed ? r->observed
                        : r->declared)[(int)edit->field - (int)catalog_kinds[r->kind].first] =
            edit->value;
}

static struct row *now_of(const struct shadow *sh, struct row *r)
{
    for (size_t i = 0; i < sh->n; i++)
        if (sh->touched[i].was == r)
            return sh->touched[i].now;
    return r;
}

/* Alive rows first, new ones behind the survey's. */
static void fill_kind(struct shadow *sh, const struct survey *s, enum kind k)
{
    struct row **list = xcalloc(s->all[k] + sh->n + 1, sizeof *list);
    size_t n = 0;

    for (int alive = 1; alive >= 0; alive--) {
        for (size_t i = 0; i < s->all[k]; i++) {
            struct row *r = now_of(sh, s->rows[k][i]);

            if (r->alive == (bool)alive)
                list[n++] = r;
        }
        for (size_t i = 0; i < sh->n; i++) {
            struct row *r = sh->touched[i].now;

            if (!sh->touched[i].was && r->kind == k && r->alive == (bool)alive)
                list[n++] = r;
        }
        if (alive)
            sh->s.n[k] = n;
    }
    sh->s.rows[k] = list;
    sh->s.all[k] = n;
}

void shadow_load(struct shadow *sh, const struct survey *s, const struct edit_op *edits, size_t n)
{
    *sh = (struct shadow){.touched = NULL};
    survey_init(&sh->s);
    sh->s.waiting = s->waiting;
    sh->s.aside = s->aside;
    for (size_t i = 0; i < n; i++)
        apply(sh, s, &edits[i]);
    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++)
        fill_kind(sh, s, (enum kind)k);
}

void shadow_release(struct shadow *sh)
{
    for (size_t i = 0; i < sh->n; i++) {
        free(sh->touched[i].now->declared);
        free(sh->touched[i].now->observed);
        free(sh->touched[i].now);
    }
    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++)
        free(sh->s.rows[k]);
    free(sh->touched);
    *sh = (struct shadow){.touched = NULL};
}
