#include "tests/sim/carry.h"

#include "model/base/clock.h"
#include "sync/bundle.h"
#include "tests/lib/memio.h"

#include <stdlib.h>
#include <string.h>

static struct err e;

static void stick_put(struct stick *s, int fact)
{
    s->facts = xgrow(s->facts, s->n, &s->cap, sizeof *s->facts);
    s->facts[s->n++] = fact;
}

struct writing {
    struct world *w;
    struct laptop *l;
    struct stick *s;
    bool ok;
};

static int write_raw(uint64_t n, struct span raw, void *ctx)
{
    struct writing *x = ctx;
    int fact = world_find(x->w, raw);

    (void)n;
    if (fact < 0 || !set_has(&x->l->has, fact)) {
        x->ok = world_fail(x->w, "a commit is passed on that never arrived as it is");
        return 1;
    }
    stick_put(x->s, fact);
    return 0;
}

static int write_writer(const struct writer_info *info, void *ctx)
{
    struct writing *x = ctx;

    store_chain(x->l->st, info->writer, 1, write_raw, x, &e);
    return !x->ok;
}

bool carry_write(struct world *w, struct laptop *l, struct stick *s)
{
    struct writing x = {w, l, s, true};

    if (rng_below(&w->rng, 2))
        s->n = 0; /* else the stick holds both */
    if (store_writers(l->st, write_writer, &x, &e) != 0)
        return world_fail(w, "writers: %s", e.detail);
    return x.ok;
}

/* ---- reading ---- */

static bool receive(struct world *w, struct laptop *l, const int *facts, size_t n, bool again)
{
    struct span v[FACTS];
    struct reception sum = {0};
    bool news = false;
    size_t take;

    for (size_t at = 0; at < n; at += take) {
        take = again || rng_below(&w->rng, 3) ? n - at : 1 + rng_below(&w->rng, (unsigned)(n - at));
        if (take > FACTS)
            take = FACTS;
        for (size_t i = 0; i < take; i++) {
            const struct fact *f = &w->fact[facts[at + i]];

            v[i] = (struct span){f->raw.p, f->raw.len};
            news |= !set_has(&l->has, facts[at + i]);
            set_put(&l->has, facts[at + i]);
        }
        if (store_receive(l->st, v, take, &sum, NULL, NULL, &e) != 0)
            return world_fail(w, "receive: %s %s", err_text(e.code), e.detail);
    }
    /* a lie that looks true: the sender may pass on another one than before */
    if (again && news && !w->poisoned && !w->forked)
        return world_fail(w, "all had exchanged all, and there is something new");
    if (again && !news && sum.rows != 0)
        return world_fail(w, "I3: received again, %d rows changed", (int)sum.rows);
    return true;
}

static void shuffle(struct world *w, int *v, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = rng_below(&w->rng, (unsigned)i);
        int x = v[i - 1];

        v[i - 1] = v[k];
        v[k] = x;
    }
}

static bool read_bundle(struct world *w, struct laptop *l, int *facts, size_t n);

bool carry_read(struct world *w, struct laptop *l, const struct stick *s, enum carry_fault fault)
{
    int *v = xcalloc(s->n + 1, sizeof *v);
    size_t n = s->n;
    bool ok;

    world_clock(l);
    if (n > 0)
        memcpy(v, s->facts, n * sizeof *v);
    if (fault == CARRY_TORN && n > 0) {
        n = rng_below(&w->rng, (unsigned)n);
        w->totals->torn++;
    } else if (fault == CARRY_HOLES) {
        size_t kept = 0;

        for (size_t i = 0; i < n; i++)
            if (rng_below(&w->rng, 3))
                v[kept++] = v[i];
        n = kept;
        w->totals->holes++;
    } else if (fault == CARRY_SHUFFLED) {
        shuffle(w, v, n);
        w->totals->shuffled++;
    }
    ok =
        fault == CARRY_BUNDLE ? read_bundle(w, l, v, n) : receive(w, l, v, n, fault == CARRY_AGAIN);
    if (ok && fault == CARRY_TWICE) {
        w->totals->twice++;
        ok = receive(w, l, v, n, true);
    }
    free(v);
    return ok;
}

/* ---- a real bundle ---- */

/* Runs of one writer without a gap, as an export writes them. */
static int put_runs(struct world *w, struct bundle_writer *b, const int *facts, size_t n)
{
    struct span v[FACTS];
    size_t from = 0, take = 0;
    int rc = 0;

    for (size_t i = 0; i <= n && rc == 0; i++) {
        const struct fact *f = i < n ? &w->fact[facts[i]] : NULL;
        const struct fact *last = take > 0 ? &w->fact[facts[i - 1]] : NULL;

        if (take > 0 &&
            (!f || f->writer < 0 || f->writer != last->writer || f->c.n != last->c.n + 1 ||
             memcmp(&f->c.prev, &last->hash, sizeof last->hash) != 0)) {
            rc = bundle_put_commits(b, v + from, take, &e);
            from = take = 0;
        }
        if (f && f->writer >= 0)
            v[take++] = (struct span){f->raw.p, f->raw.len};
    }
    return rc;
}

static bool write_bundle(struct world *w, const struct laptop *l, struct memio *m, const int *facts,
                         size_t n)
{
    struct bundle_writer *b;
    struct bundle_spec spec = {.hospital = store_hospital(l->st),
                               .who = &l->who,
                               .volume = 1,
                               .volumes = 1,
                               .bundle = w->entity[0]};

    if (bundle_begin(&b, &m->io, "stick.gnb", &spec, &e) != 0)
        return world_fail(w, "a bundle cannot be begun: %s", e.detail);
    if (put_runs(w, b, facts, n) != 0) {
        bundle_leave(b);
        return world_fail(w, "a bundle cannot be written: %s", e.detail);
    }
    if (bundle_finish(b, NULL, NULL, &e) != 0)
        return world_fail(w, "a bundle cannot be finished: %s", e.detail);
    return true;
}

static void spoil(struct world *w, struct memfile *f)
{
    unsigned how = rng_below(&w->rng, 3);

    if (how == 0 && f->n > 0)
        f->n = rng_below(&w->rng, (unsigned)f->n);
    for (unsigned i = 0; how == 1 && f->n > 0 && i <= rng_below(&w->rng, 3); i++)
        f->p[rng_below(&w->rng, (unsigned)f->n)] ^= (uint8_t)(1u << rng_below(&w->rng, 8));
    w->totals->flipped += how == 1;
    w->totals->torn += how == 0;
}

static bool take_parts(struct world *w, struct laptop *l, struct bundle_reader *r)
{
    struct bundle_part part;
    int facts[FACTS], rc;

    while ((rc = bundle_next(r, &part, &e)) > 0) {
        if (part.kind != PART_COMMITS)
            continue;
        for (size_t i = 0; i < part.ncommits; i++) {
            facts[i] = world_find(w, part.commits[i]);
            if (facts[i] < 0)
                return world_fail(w, "a spoilt bundle gave a commit that was never made");
        }
        if (!receive(w, l, facts, part.ncommits, false))
            return false;
    }
    return rc == 0 || world_fail(w, "a bundle cannot be read: %s", e.detail);
}

static bool read_bundle(struct world *w, struct laptop *l, int *facts, size_t n)
{
    struct memio m;
    struct bundle_reader *r = NULL;
    bool ok;

    memio_init(&m);
    w->totals->bundles++;
    ok = write_bundle(w, l, &m, facts, n);
    if (ok) {
        spoil(w, memio_find(&m, "stick.gnb"));
        if (bundle_open(&r, &m.io, "stick.gnb", &e) == 0 && bundle_unlock(r, &l->who, &e) == 0)
            ok = take_parts(w, l, r);
        bundle_close(r);
    }
    memio_release(&m);
    return ok;
}

/* ---- lies ---- */

static const struct fact *some_fact(struct world *w)
{
    for (int tries = 0; tries < 8 && w->facts > 0; tries++) {
        const struct fact *f = &w->fact[rng_below(&w->rng, (unsigned)w->facts)];

        if (f->writer >= 0 && !f->evil)
            return f;
    }
    return NULL;
}

bool carry_lie(struct world *w, struct stick *s)
{
    const struct fact *model = some_fact(w);
    struct buf raw = BUF_INIT;
    struct seen seen = {.writer = {{0xee, 1}}, .n = 3};
    struct op op = {
        .kind = OP_SET, .entity = w->entity[0], .field = 0x301, .value = value_text("lie")};
    struct commit c;

    if (!model)
        return true;
    c = model->c;
    c.ops = &op;
    c.nops = 1;
    switch (rng_below(&w->rng, 7)) {
    case 0: /* another link: it comes in place of the right one */
        c.prev.b[3] ^= 1;
        break;
    case 1:
        c.n += 1000;
        break;
    case 2: /* a past that nobody has */
        c.writer = (struct id){{0xdd, (uint8_t)rng_below(&w->rng, 4)}};
        c.seen = &seen;
        c.nseen = 1;
        c.n = 1;
        break;
    case 3: /* a first commit that opens nothing */
        c.writer = (struct id){{0xcc, (uint8_t)rng_below(&w->rng, 4)}};
        c.nseen = 0;
        c.n = 1;
        memset(&c.prev, 0, sizeof c.prev);
        break;
    case 4: /* a broken link, and a past that nobody has: it would wait in the right one's place */
        c.prev.b[3] ^= 1;
        c.seen = &seen;
        c.nseen = 1;
        break;
    case 5: /* the right link: only a signature could tell */
        w->poisoned = true;
        if (rng_below(&w->rng, 2)) {
            c.seen = &seen;
            c.nseen = 1;
        }
        break;
    default:
        buf_puts(&raw, "no commit");
    }
    if (raw.len == 0)
        commit_encode(&raw, &c);
    if (world_find(w, (struct span){raw.p, raw.len}) < 0)
        world_add(w, (struct span){raw.p, raw.len}, true);
    stick_put(s, world_find(w, (struct span){raw.p, raw.len}));
    w->lied = true;
    buf_release(&raw);
    return true;
}
