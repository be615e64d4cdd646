#include "sync/dict.h"

#include "model/catalog.h"
#include "model/store.h"
#include "model/value.h"
#include "sync/wire.h"

#include <stdlib.h>
#include <string.h>

#define FORMAT 1
#define SURVEYED 1
#define LABELS_MAX 1000 /* of fields that this version lacks */

#define KIND_BYTES 4  /* the smallest: number and three lengths */
#define FIELD_BYTES 7 /* and type, bits, since */

struct kept {
    struct buf fields;
    uint64_t n;
};

static int put_kept(const struct label *l, void *ctx)
{
    struct kept *k = ctx;

    varint_put(&k->fields, l->number);
    wire_put_text(&k->fields, "");
    wire_put_text(&k->fields, l->en);
    wire_put_text(&k->fields, l->ja);
    buf_putc(&k->fields, 0);
    buf_putc(&k->fields, 0);
    varint_put(&k->fields, l->version);
    return ++k->n == LABELS_MAX;
}

int dict_encode(struct buf *out, struct store *st, struct err *e)
{
    struct kept kept = {.fields = BUF_INIT};
    int rc = st ? store_labels(st, put_kept, &kept, e) : 0;

    buf_putc(out, FORMAT);
    varint_put(out, CATALOG_VERSION);
    varint_put(out, KIND_COUNT - 1);
    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++) {
        varint_put(out, (uint64_t)k);
        wire_put_text(out, catalog_kinds[k].id);
        wire_put_text(out, catalog_kinds[k].en);
        wire_put_text(out, catalog_kinds[k].ja);
    }
    varint_put(out, FIELD_COUNT + kept.n);
    for (int f = 0; f < FIELD_COUNT; f++) {
        varint_put(out, field_log_number((enum field)f, false));
        wire_put_text(out, catalog[f].id);
        wire_put_text(out, catalog[f].en);
        wire_put_text(out, catalog[f].ja);
        buf_putc(out, (char)catalog[f].type);
        buf_putc(out, catalog[f].flags & FIELD_SURVEYED ? SURVEYED : 0);
        varint_put(out, CATALOG_VERSION);
    }
    buf_add(out, buf_str(&kept.fields), kept.fields.len);
    buf_release(&kept.fields);
    return rc;
}

static uint32_t take_number(struct wire *w)
{
    uint64_t number = wire_take_varint(w);

    if (number > UINT32_MAX)
        w->bad = true;
    return (uint32_t)number;
}

static void take_kinds(struct wire *w, struct dict *d)
{
    d->nkinds = wire_take_count(w, KIND_BYTES);
    d->kinds = xcalloc(d->nkinds, sizeof *d->kinds);
    for (size_t i = 0; i < d->nkinds; i++) {
        d->kinds[i].number = take_number(w);
        d->kinds[i].id = wire_take_text(w);
        d->kinds[i].en = wire_take_text(w);
        d->kinds[i].ja = wire_take_text(w);
    }
}

static void take_fields(struct wire *w, struct dict *d)
{
    d->nfields = wire_take_count(w, FIELD_BYTES);
    d->fields = xcalloc(d->nfields, sizeof *d->fields);
    for (size_t i = 0; i < d->nfields; i++) {
        struct dict_field *f = &d->fields[i];

        f->number = take_number(w);
        f->id = wire_take_text(w);
        f->en = wire_take_text(w);
        f->ja = wire_take_text(w);
        f->type = wire_take8(w);
        f->surveyed = wire_take8(w) & SURVEYED;
        f->since = wire_take_varint(w);
    }
}

int dict_decode(struct dict *out, const void *p, size_t n, struct err *e)
{
    struct wire w = wire_of(p, n);

    memset(out, 0, sizeof *out);
    if (wire_take8(&w) != FORMAT)
        return err_set(e, ERR_CORRUPT, "dictionary", "unknown format");
    out->version = wire_take_varint(&w);
    take_kinds(&w, out);
    take_fields(&w, out);
    if (w.bad || w.left > 0) {
        dict_release(out);
        return err_set(e, ERR_CORRUPT, "dictionary", "its bytes are damaged");
    }
    return 0;
}

void dict_release(struct dict *d)
{
    for (size_t i = 0; i < d->nkinds; i++) {
        free(d->kinds[i].id);
        free(d->kinds[i].en);
        free(d->kinds[i].ja);
    }
    for (size_t i = 0; i < d->nfields; i++) {
        free(d->fields[i].id);
        free(d->fields[i].en);
        free(d->fields[i].ja);
    }
    free(d->kinds);
    free(d->fields);
    memset(d, 0, sizeof *d);
}

int dict_keep(const void *p, size_t n, struct store *st, struct err *e)
{
    struct dict d;
    struct label *v;
    size_t kept = 0;
    bool observed;
    int rc = dict_decode(&d, p, n, e);

    if (rc != 0)
        return rc;
    v = xcalloc(LABELS_MAX, sizeof *v);
    for (size_t i = 0; i < d.nfields && kept < LABELS_MAX; i++) {
        const struct dict_field *f = &d.fields[i];

        if (field_of_log_number(f->number, &observed) == FIELD_NONE)
            v[kept++] = (struct label){f->number, f->since > d.version ? f->since : d.version,
                                       f->en, f->ja};
    }
    if (kept > 0)
        rc = store_labels_put(st, v, kept, e);
    free(v);
    dict_release(&d);
    return rc;
}
