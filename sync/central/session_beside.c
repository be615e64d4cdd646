/* What goes along with the commits: what catalogues call their fields, and the
 * commits that the chain here refused. */
#include "sync/central/session_priv.h"

#include "sync/dict.h"

#include <stdlib.h>

/* ---- the catalogues ---- */

static bool is_dict(struct span bytes)
{
    struct dict d;
    bool good = dict_decode(&d, bytes.p, bytes.n, NULL) == 0;

    if (good)
        dict_release(&d);
    return good;
}

static int on_dicts(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    struct rows r;

    (void)at;
    if (a->fault)
        return run_failed(x, a, e);
    r = rows_of(a->body, a->n, 2);
    buf_reset(&x->dict);
    x->dict_there = false;
    for (uint32_t i = 0; i < r.n && !r.w.bad; i++) {
        int version = rows_int4(&r);
        struct span bytes = rows_bytes(&r);

        x->dict_there |= version == CATALOG_VERSION;
        if (bytes.p && is_dict(bytes)) { /* the newest one knows what the others know */
            buf_reset(&x->dict);
            buf_add(&x->dict, bytes.p, bytes.n);
        }
    }
    return r.w.bad ? run_nonsense(x, a, e) : 0;
}

static int on_asides(struct central_run *x, size_t at, const struct answer *a, struct err *e);

void beside_ask(struct central_run *x)
{
    struct call c = run_call(x, CALL_dicts);

    call_int4(&c, CATALOG_VERSION);
    run_ask(x, &c, on_dicts, 0);
    c = run_call(x, CALL_asides);
    run_ask(x, &c, on_asides, 0);
}

/* One that cannot be read costs the labels of a newer version, nothing else. */
int dict_take(struct central_run *x, struct err *e)
{
    int rc = x->dict.len > 0 ? dict_keep(x->dict.p, x->dict.len, x->c->store, e) : 0;

    buf_reset(&x->dict);
    return rc == -ERR_CORRUPT || rc == -ERR_INVALID ? 0 : rc;
}

/* ---- out ---- */

/* Whether it was kept changes nothing here: the next sync offers it again. */
static int on_kept(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    (void)at;
    return a->fault ? run_failed(x, a, e) : 0;
}

static int on_asides(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    struct rows r;

    (void)at;
    if (a->fault)
        return run_failed(x, a, e);
    r = rows_of(a->body, a->n, 1);
    x->nasides = 0;
    for (uint32_t i = 0; i < r.n && !r.w.bad; i++) {
        x->asides = xgrow(x->asides, x->nasides, &x->asides_cap, sizeof *x->asides);
        rows_fixed(&r, x->asides[x->nasides++].b, HASH_LEN);
    }
    return r.w.bad ? run_nonsense(x, a, e) : 0;
}

/* Those that the store does not keep yet; some of them, where there are many: the
 * next sync brings more. */
static int put_aside(const struct quarantined *q, void *ctx)
{
    struct central_run *x = ctx;
    struct call c;

    for (size_t i = 0; i < x->nasides; i++)
        if (hash_compare(&x->asides[i], &q->hash) == 0)
            return 0;
    if (!run_has_room(x))
        return 1;
    c = run_call(x, CALL_put_aside);
    call_bytes(&c, q->raw.p, q->raw.n);
    call_text(&c, q->reason);
    run_ask(x, &c, on_kept, 0);
    return 0;
}

int beside_put(struct central_run *x, struct err *e)
{
    struct buf dict = BUF_INIT;
    struct call c;
    int rc = store_quarantined(x->c->store, put_aside, x, e);

    if (rc >= 0 && !x->dict_there)
        rc = dict_encode(&dict, x->c->store, e);
    if (rc >= 0 && !x->dict_there) {
        c = run_call(x, CALL_put_dict);
        call_int4(&c, CATALOG_VERSION);
        call_bytes(&c, dict.p, dict.len);
        run_ask(x, &c, on_kept, 0);
    }
    buf_release(&dict);
    return rc < 0 ? rc : 0;
}
