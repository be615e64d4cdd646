#include "sync/import_private.h"

#include "sync/receipts.h"

#include <stdlib.h>

static void add_partial(struct import_state *s, const struct arriving *v)
{
    static const size_t step = 64;

    if (s->npartial % step == 0)
        s->partial = xrealloc(s->partial, (s->npartial + step) * sizeof *s->partial);
    s->partial[s->npartial++] = (struct import_photo){
        .sha256 = v->p.sha256, .name = xstrdup(v->p.name), .have = v->have, .chunks = v->chunks};
}

int import_report(struct import_run *x, struct err *e)
{
    struct arrivals *a = &x->arrivals;
    struct import_state *s = &x->state;
    struct hash *away;
    size_t n = 0;
    int rc = arrivals_load(a, e);

    if (rc != 0)
        return rc;
    away = xcalloc(a->n + 1, sizeof *away);
    for (size_t i = 0; i < a->n; i++) {
        const struct arriving *v = &a->v[i];

        s->photos_total += (v->p.listed || v->included) && !v->p.drawing;
        s->photos_whole += v->p.listed && !v->p.drawing && v->p.here;
        if (v->p.listed && !v->p.here)
            away[n++] = v->p.sha256;
        if (!v->p.here && (v->have > 0 || v->included))
            add_partial(s, v);
    }
    rc = store_photos_away(a->c->store, away, n, e);
    if (rc == 0 && x->m)
        rc = receipts_take(x->m, &x->state.head, x->again, a->c->store, &x->who, e);
    free(away);
    return rc;
}
