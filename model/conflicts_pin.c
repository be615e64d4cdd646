/* A pin is three fields and one place: what two laptops say about it is one
 * decision. */
#include "model/conflicts_priv.h"

#include "model/pins.h"

#include <stdlib.h>
#include <string.h>

static bool in_conflict(const struct casefile *c, struct id entity, enum field f)
{
    bool several = false;
    struct err ignored;

    return store_in_conflict(c->store, entity, field_log_number(f, false), &several, &ignored) ==
               0 &&
           several;
}

bool conflict_of_pin(const struct casefile *c, const struct row *r)
{
    enum field f[3];

    for (int i = 0; r->conflicts > 0 && pin_fields(r->kind, f) && i < 3; i++)
        if (in_conflict(c, r->id, f[i]))
            return true;
    return false;
}

/* The writers of one laptop: one for each opening of the case. */
struct laptop {
    struct id of; /* one of them */
    uint8_t device[KEY_LEN];
    struct id *writers;
    size_t n, cap;
};

static int find_device(const struct writer_info *w, void *ctx)
{
    struct laptop *l = ctx;

    if (!id_equal(w->writer, l->of))
        return 0;
    memcpy(l->device, w->device, KEY_LEN);
    return 1;
}

static int keep_writer(const struct writer_info *w, void *ctx)
{
    struct laptop *l = ctx;

    if (id_equal(w->writer, l->of) || memcmp(w->device, l->device, KEY_LEN) == 0) {
        l->writers = xgrow(l->writers, l->n, &l->cap, sizeof *l->writers);
        l->writers[l->n++] = w->writer;
    }
    return 0;
}

struct looking {
    const struct laptop *laptop;
    struct op *out;
    bool found;
};

static int keep_theirs(const struct head *h, void *ctx)
{
    struct looking *k = ctx;

    for (size_t i = 0; i < k->laptop->n && !k->found; i++)
        k->found = id_equal(h->writer, k->laptop->writers[i]);
    if (k->found)
        k->out->value = value_copy(h->value);
    return k->found;
}

int conflicts_pin_rest(const struct casefile *c, const struct conflict *item, struct id writer,
                       struct op out[2], size_t *n, struct err *e)
{
    struct laptop laptop = {.of = writer};
    enum field f[3];
    int rc;

    *n = 0;
    if (item->kind != CONFLICT_VALUE || !pin_fields(item->row_kind, f) ||
        (item->field != f[0] && item->field != f[1] && item->field != f[2]))
        return 0;
    rc = store_writers(c->store, find_device, &laptop, e);
    if (rc == 0)
        rc = store_writers(c->store, keep_writer, &laptop, e);
    for (int i = 0; i < 3 && rc == 0; i++) {
        struct looking k = {.laptop = &laptop, .out = &out[*n]};

        if (f[i] == item->field || !in_conflict(c, item->entity, f[i]))
            continue;
        out[*n] = (struct op){
            .kind = OP_RESOLVE, .entity = item->entity, .field = field_log_number(f[i], false)};
        rc = store_heads(c->store, item->entity, out[*n].field, keep_theirs, &k, e);
        *n += rc == 0 && k.found;
    }
    free(laptop.writers);
    return rc;
}
