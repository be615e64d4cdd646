#include "assets/import/read.h"

#include <stdlib.h>
#include <string.h>

size_t text_hash(const char *s)
{
    size_t h = 5381;

    for (; *s; s++)
        h = h * 33 ^ (unsigned char)*s;
    return h ^ h >> 17;
}

static int fields_of(enum kind kind)
{
    return kind_end(kind) - (int)catalog_kinds[kind].first;
}

struct record *record_add(struct reading *r, enum kind kind, int parent, struct where at)
{
    struct record *rec;

    r->records = xgrow(r->records, r->n, &r->cap, sizeof *r->records);
    rec = &r->records[r->n++];
    *rec = (struct record){.kind = kind, .parent = parent, .at = at};
    rec->slots = xcalloc((size_t)fields_of(kind), sizeof *rec->slots);
    buf_init(&rec->extra, (size_t)1 << 20);
    return rec;
}

struct slot *record_slot(struct record *rec, enum field f)
{
    return &rec->slots[f - catalog_kinds[rec->kind].first];
}

static const struct slot *slot_of(const struct record *rec, enum field f)
{
    return &rec->slots[f - catalog_kinds[rec->kind].first];
}

const char *record_text(const struct record *rec, enum field f)
{
    return value_str(&slot_of(rec, f)->value);
}

int64_t record_int(const struct record *rec, enum field f, int64_t absent)
{
    const struct value *v = &slot_of(rec, f)->value;

    return v->type == VALUE_INT ? v->i : absent;
}

void record_put(struct record *rec, enum field f, struct where at, struct value v)
{
    struct slot *s = record_slot(rec, f);

    v = value_copy(v);
    value_release(&s->value);
    *s = (struct slot){.value = v, .state = SLOT_GIVEN, .at = at};
}

void record_open(struct record *rec, enum field f, struct where at)
{
    struct slot *s = record_slot(rec, f);

    if (s->state == SLOT_ABSENT) {
        s->state = SLOT_GIVEN;
        s->at = at;
    }
}

void record_extra(struct record *rec, const char *label, const char *text)
{
    if (rec->extra.len > 0)
        buf_putc(&rec->extra, '\n');
    buf_addf(&rec->extra, "%s: %s", label, text);
}

void reading_release(struct reading *r)
{
    for (size_t i = 0; i < r->n; i++) {
        struct record *rec = &r->records[i];

        for (int k = 0; k < fields_of(rec->kind); k++)
            value_release(&rec->slots[k].value);
        free(rec->slots);
        buf_release(&rec->extra);
    }
    for (size_t i = 0; i < r->ndrawings; i++) {
        struct drawing *d = &r->drawings[i];

        free(d->title);
        free(d->building);
        free(d->floor);
        free(d->name);
        buf_release(&d->bytes);
    }
    for (size_t i = 0; i < VALUE_MEMOS && r->values; i++) {
        free(r->values[i].text);
        value_release(&r->values[i].value);
    }
    free(r->values);
    free(r->labels);
    for (int i = 0; i < r->nsheets; i++)
        sheet_free(r->sheets[i]);
    free(r->sheets);
    free(r->records);
    free(r->drawings);
    free(r->hospital);
    xlsx_close(r->x);
    *r = (struct reading){0};
}
