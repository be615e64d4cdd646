#include "tests/lib/build.h"

#include <stdlib.h>
#include <string.h>

struct row *build_row(struct survey *s, enum kind kind)
{
    size_t fields = (size_t)(kind_end(kind) - (int)catalog_kinds[kind].first), number = 1;
    struct row *r = xcalloc(1, sizeof *r);

    for (int k = 0; k < KIND_COUNT; k++)
        number += s->all[k];
    r->id.b[ID_LEN - 2] = (uint8_t)(number >> 8);
    r->id.b[ID_LEN - 1] = (uint8_t)number;
    r->kind = kind;
    r->alive = true;
    r->declared = xcalloc(fields, sizeof *r->declared);
    r->observed = xcalloc(fields, sizeof *r->observed);
    s->rows[kind] = xgrow(s->rows[kind], s->all[kind], &s->cap[kind], sizeof *s->rows[kind]);
    memmove(s->rows[kind] + s->n[kind] + 1, s->rows[kind] + s->n[kind],
            (s->all[kind] - s->n[kind]) * sizeof *s->rows[kind]);
    s->rows[kind][s->n[kind]++] = r;
    s->all[kind]++;
    return r;
}

static void set(struct value *slot, struct value v)
{
    struct value copy = value_copy(v);

    value_release(slot);
    *slot = copy;
}

static struct value typed(enum field f, const char *text)
{
    if (text && (catalog[f].type == TYPE_INT || catalog[f].type == TYPE_BOOL))
        return value_int(strtol(text, NULL, 10));
    return value_text(text);
}

static size_t slot_of(const struct row *r, enum field f)
{
    return (size_t)((int)f - (int)catalog_kinds[r->kind].first);
}

void build_put(struct row *r, enum field f, const char *text)
{
    set(&r->declared[slot_of(r, f)], typed(f, text));
}

void build_see(struct row *r, enum field f, const char *text)
{
    set(&r->observed[slot_of(r, f)], typed(f, text));
}

void build_unreadable(struct row *r, enum field f, const char *reason)
{
    set(&r->observed[slot_of(r, f)], value_unreadable(reason));
}

void build_ref(struct row *r, enum field f, const struct row *to)
{
    set(&r->declared[slot_of(r, f)], value_id(to->id));
}

void build_delete(struct survey *s, struct row *r)
{
    size_t i = 0;

    while (s->rows[r->kind][i] != r)
        i++;
    memmove(s->rows[r->kind] + i, s->rows[r->kind] + i + 1,
            (s->all[r->kind] - i - 1) * sizeof *s->rows[r->kind]);
    s->rows[r->kind][s->all[r->kind] - 1] = r;
    s->n[r->kind]--;
    r->alive = false;
}
