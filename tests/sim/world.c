#include "tests/sim/world.h"

#include "model/base/clock.h"
#include "tests/lib/tap.h"
#include "tests/sim/memvfs.h"

#include <malloc.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START_MS INT64_C(1757635200000) /* 2025-09-12T00:00:00Z */

static struct err e;
static struct world *current; /* for the source of randomness */
static struct laptop *drawing;
static struct laptop pool[LAPTOPS]; /* stores that stay open from schedule to schedule */

uint64_t rng_next(struct rng *r)
{
    uint64_t z = r->s += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

unsigned rng_below(struct rng *r, unsigned n)
{
    return (unsigned)(rng_next(r) % n);
}

bool set_has(const struct set *s, int i)
{
    return s->bits[i / 64] >> (i % 64) & 1;
}

void set_put(struct set *s, int i)
{
    s->bits[i / 64] |= UINT64_C(1) << (i % 64);
}

bool world_fail(struct world *w, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    if (!w->why[0])
        vsnprintf(w->why, sizeof w->why, fmt, ap);
    va_end(ap);
    return false;
}

/* A writer id is a number drawn for this laptop and opening. It repeats from
 * schedule to schedule, so that its signature is made and checked once. */
static void source(void *out, size_t n, void *ctx)
{
    uint8_t *p = out;

    (void)ctx;
    memset(p, 0, n);
    if (n == ID_LEN && current && drawing) {
        int which = (int)(drawing - current->laptop);

        p[0] = (uint8_t)(rng_next(
            &(struct rng){(uint64_t)which * 1000 + (uint64_t)drawing->openings}));
        p[1] = (uint8_t)which;
        p[2] = (uint8_t)++drawing->openings;
        p[3] = 1;
    }
}

static void identity_of(struct identity *who, int i)
{
    memset(who, 0, sizeof *who);
    memset(who->secret_seed, i + 1, KEY_LEN);
    identity_derive(who);
    snprintf(who->person, sizeof who->person, "P%d", i);
    snprintf(who->crew, sizeof who->crew, "%c", 'A' + i);
    snprintf(who->laptop, sizeof who->laptop, "PC-%d", i);
}

static void open_laptop(struct laptop *l)
{
    if (store_open(&l->st, l->disk, 0, &l->who, MEMVFS, &e) != 0)
        bail("open %s: %s %s", l->disk, err_text(e.code), e.detail);
}

void world_init(struct totals *t)
{
    struct store *st;
    struct identity who;

    (void)t;
    /* one thread, nobody asks how much memory SQLite takes: a tenth less time */
    if (sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) != SQLITE_OK ||
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) != SQLITE_OK)
        bail("SQLite runs already");
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    memvfs_register();
    id_random_source(source, NULL);
    clock_set(START_MS);
    identity_of(&who, 0);
    if (store_create_for(&st, "blank", (struct id){{42}}, &who, MEMVFS, &e) != 0)
        bail("create: %s", e.detail);
    store_close(st);
    for (int i = 0; i < LAPTOPS; i++) {
        struct laptop *l = &pool[i];

        snprintf(l->disk, sizeof l->disk, "d%d", i);
        identity_of(&l->who, i);
        memvfs_copy("blank", l->disk);
        open_laptop(l);
    }
}

static const char *const queries[QUERY_N] = {
    "SELECT ent,fld,writer,n,hlc,usr,val FROM cell ORDER BY ent,fld,writer,n",
    "SELECT ent,fld,kind FROM conflict ORDER BY ent,fld",
    "SELECT ent,kind FROM held ORDER BY ent,kind",
    "SELECT * FROM p_line ORDER BY ent",
    "SELECT * FROM p_device ORDER BY ent",
    "SELECT hash FROM commits WHERE applied=1",
    "SELECT ent,alive,nconf,line_label,room,o_room FROM p_line ORDER BY ent",
    "SELECT writer,max(n) FROM peer_have GROUP BY writer",
    "SELECT count(*),coalesce(sum(hash IN (SELECT hash FROM adopted)),0) FROM quarantine",
    "SELECT count(*),coalesce(sum(applied),0) FROM commits",
    "DELETE FROM commits",
    "DELETE FROM writer",
    "DELETE FROM seen",
    "DELETE FROM cell",
    "DELETE FROM conflict",
    "DELETE FROM quarantine",
    "DELETE FROM held",
    "DELETE FROM quiet",
    "DELETE FROM signed",
    "DELETE FROM peer_have",
    "DELETE FROM adopted",
    "DELETE FROM p_line",
    "DELETE FROM p_device",
};
static sqlite3_stmt *kept[LAPTOPS][QUERY_N];

static sqlite3_stmt **kept_of(const struct laptop *l)
{
    return kept[l->disk[1] - '0'];
}

sqlite3_stmt *world_query(struct laptop *l, enum query which)
{
    sqlite3_stmt **st = &kept_of(l)[which];

    if (!*st && sqlite3_prepare_v3(l->st->db, queries[which], -1, SQLITE_PREPARE_PERSISTENT, st,
                                   NULL) != SQLITE_OK)
        bail("%s: %s", queries[which], sqlite3_errmsg(l->st->db));
    sqlite3_reset(*st);
    return *st;
}

void world_close(struct laptop *l)
{
    for (int i = 0; i < QUERY_N; i++) {
        sqlite3_finalize(kept_of(l)[i]);
        kept_of(l)[i] = NULL;
    }
    store_close(l->st);
    l->st = NULL;
}

/* All that is in memory is forgotten; the connection stays, which is most of
 * the time that an opening takes. */
static void forget(struct store *st)
{
    for (size_t i = 0; i < st->nknown; i++)
        vector_release(&st->known[i].seen);
    st->nknown = st->last_known = 0;
    st->hlc = 0;
    st->arrived = st->conflicts = st->pending = 0;
    st->broken = st->drawn = st->deaths = false;
}

/* An empty store as if it had just been opened: as quick as deleting. */
static void blank(struct laptop *l)
{
    struct store *st = l->st;

    store_begin(st, &e);
    for (int i = QUERY_BLANK; i < QUERY_N; i++)
        if (sqlite3_step(world_query(l, (enum query)i)) != SQLITE_DONE)
            bail("blank: %s", sqlite3_errmsg(st->db));
    for (int i = QUERY_BLANK; i < QUERY_N; i++)
        sqlite3_reset(world_query(l, (enum query)i));
    if (store_run(st, ST_COMMIT, &e) != 0)
        bail("blank: %s", e.detail);
    /* the log begins anew: copies of the disk stay small */
    sqlite3_wal_checkpoint_v2(st->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    forget(st);
}

static void add_laptop(struct world *w, int i, const struct identity *who)
{
    struct laptop *l = &w->laptop[i];

    *l = (struct laptop){.there = true, .st = pool[i].st, .who = *who, .copy = -1};
    memcpy(l->disk, pool[i].disk, sizeof l->disk);
    l->st->broken = false;
    blank(l);
    l->st->who = *who;
    l->clock_ms = START_MS;
    if (i >= w->laptops)
        w->laptops = i + 1;
}

void world_begin(struct world *w, uint64_t seed)
{
    struct rng r = {seed ^ UINT64_C(0xabcdef)};

    w->seed = seed;
    w->facts = w->writers = w->laptops = 0;
    w->forks = 0;
    w->forked = w->lied = w->poisoned = false;
    w->value = 0;
    w->why[0] = '\0';
    for (int i = 0; i < STICKS; i++)
        w->stick[i].n = 0;
    for (int i = 0; i < LAPTOPS; i++)
        w->laptop[i].there = false;
    current = w;
    for (int i = 0, n = rng_below(&r, 8) ? 2 + (int)rng_below(&r, 2) : 4 + (int)rng_below(&r, 2);
         i < n; i++)
        add_laptop(w, i, &pool[i].who);
    w->sticks = rng_below(&r, 4) ? 1 : 1 + (int)rng_below(&r, STICKS);
    w->entities = 1 + (int)rng_below(&r, ENTITIES);
    for (int i = 0; i < ENTITIES; i++)
        w->entity[i] = (struct id){{(uint8_t)(10 + i), 1}};
}

void world_end(struct world *w)
{
    for (int i = 0; i < w->laptops; i++)
        if (w->laptop[i].there)
            pool[i].st = w->laptop[i].st; /* it may have been opened anew */
    for (int i = 0; i < w->facts; i++)
        commit_release(&w->fact[i].c);
}

/* ---- the register ---- */

int world_find(const struct world *w, struct span raw)
{
    for (int i = 0; i < w->facts; i++)
        if (w->fact[i].raw.len == raw.n && memcmp(w->fact[i].raw.p, raw.p, raw.n) == 0)
            return i;
    return -1;
}

static int writer_index(struct world *w, struct id writer)
{
    for (int i = 0; i < w->writers; i++)
        if (id_equal(w->writer[i], writer))
            return i;
    if (w->writers == WRITERS)
        bail("seed %llu: too many writers", (unsigned long long)w->seed);
    w->writer[w->writers] = writer;
    return w->writers++;
}

static const struct fact *fact_before(const struct world *w, const struct fact *f)
{
    for (int i = w->facts - 1; i >= 0; i--)
        if (&w->fact[i] != f && w->fact[i].writer == f->writer && w->fact[i].c.n == f->c.n - 1 &&
            memcmp(&w->fact[i].hash, &f->c.prev, sizeof f->hash) == 0)
            return &w->fact[i];
    return NULL;
}

int world_add(struct world *w, struct span raw, bool evil)
{
    struct fact *f = &w->fact[w->facts];
    const struct fact *before;

    if (w->facts == FACTS)
        bail("seed %llu: too many commits", (unsigned long long)w->seed);
    if (!f->raw.max)
        f->raw.max = SIZE_MAX / 2; /* the memory stays for the next schedule */
    buf_reset(&f->raw);
    buf_add(&f->raw, raw.p, raw.n);
    f->hash = commit_hash(raw.p, raw.n);
    f->evil = evil;
    f->writer = -1;
    memset(f->vec, 0, sizeof f->vec);
    if (commit_decode(&f->c, f->raw.p, f->raw.len, NULL) == 0) {
        f->writer = writer_index(w, f->c.writer);
        before = fact_before(w, f);
        if (before)
            memcpy(f->vec, before->vec, sizeof f->vec);
        for (size_t i = 0; i < f->c.nseen; i++)
            f->vec[writer_index(w, f->c.seen[i].writer)] = f->c.seen[i].n;
        f->vec[f->writer] = f->c.n;
    }
    w->totals->commits++;
    return w->facts++;
}

struct noting {
    struct world *w;
    struct laptop *l;
};

/* A stamp is above the one before it, and no clock of another laptop drags it
 * more than a day ahead of its own. */
static bool stamp_is_right(struct world *w, const struct laptop *l, const struct fact *f)
{
    const struct fact *before = fact_before(w, f);

    if (before && before->c.hlc >= f->c.hlc)
        return world_fail(w, "clock: %s stamped a commit no later than the one before", l->disk);
    if (hlc_ms(f->c.hlc) >
        (l->latest_ms > HLC_EPOCH_MS ? l->latest_ms : HLC_EPOCH_MS) + HLC_TRUST_MS + 1000)
        return world_fail(w, "clock: %s was dragged along by another's", l->disk);
    return true;
}

static int note_raw(uint64_t n, struct span raw, void *ctx)
{
    struct noting *x = ctx;
    int known = world_find(x->w, raw); /* of the other half of a snapshot */

    if (n > store_known(x->l->st, x->l->st->writer, true)->have)
        return 1; /* a lie that waits */
    if (known < 0) {
        known = world_add(x->w, raw, false);
        stamp_is_right(x->w, x->l, &x->w->fact[known]);
    }
    set_put(&x->l->has, known);
    x->l->told = n;
    return 0;
}

static int note_whole(uint64_t n, struct span raw, void *ctx)
{
    struct noting *x = ctx;

    (void)n;
    set_put(&x->l->has, world_add(x->w, raw, false));
    return 0;
}

static bool is_registered(const struct world *w, struct id writer)
{
    for (int i = 0; i < w->writers; i++)
        if (id_equal(w->writer[i], writer))
            return true;
    return false;
}

bool world_note(struct world *w, struct laptop *l)
{
    struct noting x = {w, l};

    if (memcmp(&l->teller, &l->st->writer, sizeof l->teller) != 0)
        l->told = 0;
    l->teller = l->st->writer;
    if (l->st->drawn && store_chain(l->st, l->st->writer, l->told + 1, note_raw, &x, &e) < 0)
        return world_fail(w, "chain: %s", e.detail);
    for (size_t i = 0; i < l->st->nknown; i++) {
        struct id writer = l->st->known[i].writer;

        if (!is_registered(w, writer) && store_chain(l->st, writer, 1, note_whole, &x, &e) < 0)
            return world_fail(w, "chain: %s", e.detail);
    }
    return !w->why[0];
}

void world_clock(struct laptop *l)
{
    if (l->clock_ms > l->latest_ms)
        l->latest_ms = l->clock_ms;
    clock_set(l->clock_ms);
    drawing = l;
}

bool world_reopen(struct world *w, struct laptop *l)
{
    world_clock(l);
    if (rng_below(&w->rng, 4) == 0) {
        world_close(l);
        open_laptop(l);
    } else {
        forget(l->st);
        if (store_load(l->st, &e) != 0)
            return world_fail(w, "a store cannot be loaded: %s", e.detail);
    }
    l->told = 0;
    return true;
}

struct laptop *world_clone(struct world *w, const struct laptop *l)
{
    int i = 0;
    struct laptop *c;

    while (i < LAPTOPS && w->laptop[i].there)
        i++;
    if (i == LAPTOPS)
        return NULL;
    c = &w->laptop[i];
    world_close(&pool[i]);
    pool[i].st = NULL;
    *c = *l;
    memcpy(c->disk, pool[i].disk, sizeof c->disk);
    c->openings = 100; /* numbers that no other laptop draws */
    c->copy = -1;
    memvfs_copy(l->disk, c->disk);
    world_clock(c);
    open_laptop(c);
    c->told = 0;
    if (i >= w->laptops)
        w->laptops = i + 1;
    return c;
}
