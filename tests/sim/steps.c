/* What happens in a schedule: one function a kind of step. */
#include "tests/sim/world.h"

#include "model/base/clock.h"
#include "model/case.h"
#include "tests/sim/carry.h"
#include "tests/sim/memvfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define YEAR_MS (INT64_C(365) * 24 * 3600 * 1000)
#define UNKNOWN_FIELD 0x7f31u /* of a newer catalogue */

static struct err e;

static struct laptop *some_laptop(struct world *w)
{
    struct laptop *l;

    do
        l = &w->laptop[rng_below(&w->rng, (unsigned)w->laptops)];
    while (!l->there);
    return l;
}

static uint32_t some_field(struct world *w)
{
    static uint32_t fields[4];

    if (!fields[0]) {
        fields[0] = field_log_number(F_line_line_label, false);
        fields[1] = field_log_number(F_line_room, true);
        fields[2] = field_log_number(F_line_room, false);
        fields[3] = UNKNOWN_FIELD;
    }
    return fields[rng_below(&w->rng, 4)];
}

static bool commit(struct world *w, struct laptop *l, const struct op *ops, size_t n)
{
    world_clock(l);
    if (store_commit(l->st, ops, n, NULL, NULL, &e) != 0)
        return world_fail(w, "commit: %s %s", err_text(e.code), e.detail);
    return world_note(w, l);
}

static bool edit(struct world *w)
{
    struct laptop *l = some_laptop(w);
    struct op ops[3];
    char text[3][24];
    size_t n = rng_below(&w->rng, 5) ? 1 : 2 + rng_below(&w->rng, 2);

    for (size_t i = 0; i < n; i++) {
        /* now and then two write the same: no conflict */
        snprintf(text[i], sizeof text[i], "v%d",
                 rng_below(&w->rng, 8) ? (int)++w->value : (int)rng_below(&w->rng, 2));
        ops[i] = (struct op){.kind = rng_below(&w->rng, 9) ? OP_SET : OP_RESOLVE,
                             .entity = w->entity[rng_below(&w->rng, (unsigned)w->entities)],
                             .field = some_field(w),
                             .value = value_text(text[i])};
    }
    w->totals->edits++;
    return commit(w, l, ops, n);
}

static bool delete_or_not(struct world *w)
{
    struct op op = {.kind = rng_below(&w->rng, 3) ? OP_DEL : OP_UNDEL,
                    .entity = w->entity[rng_below(&w->rng, (unsigned)w->entities)]};

    w->totals->deletes++;
    return commit(w, some_laptop(w), &op, 1);
}

struct first_conflict {
    struct id entity;
    uint32_t field;
    unsigned skip;
    bool found;
};

static int pick(struct id entity, uint32_t field, int kind, void *ctx)
{
    struct first_conflict *f = ctx;

    (void)kind;
    *f = (struct first_conflict){entity, field, f->skip, true};
    return f->skip-- == 0;
}

static bool resolve(struct world *w)
{
    struct laptop *l = some_laptop(w);
    struct first_conflict f = {.skip = rng_below(&w->rng, 3)};
    char text[24];
    struct op op = {.kind = OP_RESOLVE};

    for (int tries = 0; l->st->conflicts == 0 && tries < 4; tries++)
        l = some_laptop(w);
    if (store_conflicts(l->st, pick, &f, &e) != 0)
        return world_fail(w, "conflicts: %s", e.detail);
    if (!f.found)
        return true;
    op.entity = f.entity;
    if (f.field == LOG_FIELD_ALIVE) {
        op.kind = rng_below(&w->rng, 2) ? OP_DEL : OP_UNDEL;
    } else {
        snprintf(text, sizeof text, "r%d", (int)++w->value);
        op.field = f.field;
        op.value = value_text(text);
    }
    w->totals->resolves++;
    return commit(w, l, &op, 1);
}

/* A laptop of a newer version says something that this one does not know. */
static bool newer(struct world *w)
{
    struct op op = {.kind = (enum op_kind)(60 + rng_below(&w->rng, 3)),
                    .entity = w->entity[rng_below(&w->rng, (unsigned)w->entities)],
                    .field = rng_below(&w->rng, 1000),
                    .value = value_int((int64_t)rng_below(&w->rng, 100))};

    w->totals->newer++;
    return commit(w, some_laptop(w), &op, 1);
}

static bool checkpoint(struct world *w)
{
    struct laptop *l = some_laptop(w);

    world_clock(l);
    if (store_checkpoint(l->st, &e) != 0)
        return world_fail(w, "checkpoint: %s", e.detail);
    return world_note(w, l);
}

static bool hand_over(struct world *w)
{
    struct laptop *l = some_laptop(w);

    w->totals->handovers++;
    return carry_write(w, l, &w->stick[rng_below(&w->rng, (unsigned)w->sticks)]);
}

static bool take_over(struct world *w)
{
    struct laptop *l = some_laptop(w);
    const struct stick *s = &w->stick[rng_below(&w->rng, (unsigned)w->sticks)];
    unsigned dice = rng_below(&w->rng, 20);
    enum carry_fault fault = dice < 11   ? CARRY_WHOLE
                             : dice < 13 ? CARRY_TORN
                             : dice < 15 ? CARRY_HOLES
                             : dice < 17 ? CARRY_SHUFFLED
                             : dice < 19 ? CARRY_TWICE
                                         : CARRY_BUNDLE;

    return carry_read(w, l, s, fault);
}

static bool reopen(struct world *w)
{
    w->totals->reopened++;
    return world_reopen(w, some_laptop(w));
}

/* A copy of the disk is put aside while the laptop works on. */
static bool back_up(struct world *w)
{
    struct laptop *l = some_laptop(w);
    char name[24];

    snprintf(name, sizeof name, "%s.copy", l->disk);
    memvfs_copy(l->disk, name);
    l->copy = 1;
    l->copied = l->has;
    return true;
}

/* A laptop hears what another one has. */
static bool receipt(struct world *w)
{
    struct laptop *l = some_laptop(w), *other = some_laptop(w);
    struct seen have[WRITERS];
    size_t n = 0;

    if (l == other)
        return true;
    for (size_t i = 0; i < other->st->nknown && n < WRITERS; i++)
        if (other->st->known[i].have > 0)
            have[n++] = (struct seen){other->st->known[i].writer, other->st->known[i].have};
    w->totals->receipts++;
    if (store_peer_have(l->st, other->who.public_key, have, n, &e) != 0)
        return world_fail(w, "receipt: %s", e.detail);
    return true;
}

/* It comes back: what was written since and left on no stick is gone. */
static bool restore(struct world *w)
{
    struct laptop *l = some_laptop(w);
    char name[24];

    for (int tries = 0; l->copy < 0 && tries < 4; tries++)
        l = some_laptop(w);
    if (l->copy < 0)
        return true;
    w->totals->restored++;
    snprintf(name, sizeof name, "%s.copy", l->disk);
    world_close(l);
    memvfs_copy(name, l->disk);
    l->has = l->copied;
    world_clock(l);
    if (store_open(&l->st, l->disk, 0, &l->who, MEMVFS, &e) != 0)
        return world_fail(w, "a restored disk does not open: %s", e.detail);
    l->told = 0;
    return true;
}

static bool clone(struct world *w)
{
    w->totals->cloned += world_clone(w, some_laptop(w)) != NULL;
    return true;
}

/* A machine saved while it runs and resumed twice: the one thing that can fork
 * a chain. Nothing may be dropped silently; convergence ends. */
static bool snapshot(struct world *w)
{
    struct laptop *l = some_laptop(w), *c;

    if (!l->st->drawn || rng_below(&w->rng, 4))
        return true;
    c = world_clone(w, l);
    if (!c)
        return true;
    c->st->writer = l->st->writer;
    c->st->drawn = true;
    c->st->hlc = l->st->hlc;
    c->told = l->told;
    w->forked = true;
    w->forks++;
    w->totals->snapshots++;
    return true;
}

static bool set_clock(struct world *w)
{
    struct laptop *l = some_laptop(w);

    w->totals->clocks++;
    switch (rng_below(&w->rng, 5)) {
    case 0:
        l->clock_ms += YEAR_MS;
        break;
    case 1:
        l->clock_ms -= YEAR_MS;
        break;
    case 2:
        l->clock_ms = (int64_t)rng_below(&w->rng, 100000);
        break; /* 1970 */
    case 3:
        l->clock_ms -= (int64_t)rng_below(&w->rng, 3600000);
        break;
    default:
        l->frozen = !l->frozen;
    }
    if (l->clock_ms < 0)
        l->clock_ms = 0;
    return true;
}

/* A peer with a valid card that lies: the lie goes onto a stick. */
static bool lie(struct world *w)
{
    w->totals->evil++;
    return carry_lie(w, &w->stick[rng_below(&w->rng, (unsigned)w->sticks)]);
}

/* ---- undo ---- */

static bool open_case(struct casefile *c, struct laptop *l)
{
    world_clock(l);
    *c = (struct casefile){.store = l->st};
    survey_init(&c->survey);
    return survey_load(&c->survey, l->st, &e) == 0;
}

struct looking {
    struct value shown; /* a copy */
    int values;
};

static int look(const struct head *h, void *ctx)
{
    struct looking *k = ctx;

    if (k->values++ == 0)
        k->shown = value_copy(h->value);
    return 0;
}

static bool undo_last(struct world *w, struct laptop *l, int *rc)
{
    struct casefile c;
    struct id what;

    if (!open_case(&c, l))
        return world_fail(w, "the survey of %s cannot be read: %s", l->disk, e.detail);
    *rc = case_undo(&c, &what, &e);
    survey_release(&c.survey);
    if (*rc != 0 && *rc != -ERR_NOTFOUND && *rc != -ERR_REFUSED)
        return world_fail(w, "undo: %s", e.detail);
    return world_note(w, l);
}

/* An edit taken back at once: the one value of before stands there again. */
static bool there_and_back(struct world *w, struct laptop *l)
{
    struct op op = {.kind = OP_SET,
                    .entity = w->entity[rng_below(&w->rng, (unsigned)w->entities)],
                    .field = field_log_number(F_line_line_label, false)};
    struct looking before = {.values = 0}, after = {.values = 0};
    char text[24];
    bool held, ok;
    int rc = 0;

    store_heads(l->st, op.entity, op.field, look, &before, &e);
    snprintf(text, sizeof text, "u%d", (int)++w->value);
    op.value = value_text(text);
    ok = store_is_held(l->st, op.entity, &held, &e) == 0 && commit(w, l, &op, 1) &&
         undo_last(w, l, &rc);
    store_heads(l->st, op.entity, op.field, look, &after, &e);
    if (ok && !held && before.values == 1 && (rc != 0 || !value_equal(before.shown, after.shown)))
        ok = world_fail(w, "an edit of %s was undone and is still there: %d, %s %s; %.*s, was %.*s",
                        l->disk, rc, rc ? err_text(e.code) : "", rc ? e.detail : "",
                        (int)after.shown.n, value_str(&after.shown), (int)before.shown.n,
                        value_str(&before.shown));
    value_release(&before.shown);
    value_release(&after.shown);
    return ok;
}

static bool undo(struct world *w)
{
    struct laptop *l = some_laptop(w);
    int rc;

    w->totals->undone++;
    return rng_below(&w->rng, 2) ? there_and_back(w, l) : undo_last(w, l, &rc);
}

/* ---- forks ---- */

static int forked_writer(const struct quarantined *q, void *ctx)
{
    if (strcmp(q->reason, "fork") != 0 && strcmp(q->reason, "chain") != 0)
        return 0;
    *(struct id *)ctx = q->writer;
    return 1;
}

/* What a resumed snapshot wrote becomes part of the log of one laptop; *more
 * when another chain may have been forked too. */
static bool adopt_on(struct world *w, struct laptop *l, bool *more)
{
    struct id writer = {{0}};
    int64_t adopted = 0;
    int rc;

    *more = false;
    store_quarantined(l->st, forked_writer, &writer, &e);
    if (id_is_zero(writer) || w->poisoned)
        return true;
    world_clock(l);
    rc = store_adopt(l->st, writer, &adopted, NULL, NULL, &e);
    if (rc != 0 && rc != -ERR_NOTFOUND)
        return world_fail(w, "adopt: %s", e.detail);
    w->totals->adopted += adopted;
    *more = adopted > 0;
    return world_note(w, l);
}

static bool adopt(struct world *w)
{
    bool more;

    return adopt_on(w, some_laptop(w), &more);
}

/* One fork and no lie: after that nothing of it is left aside, unless it stands
 * on what waits. A checkpoint of the other branch stays aside (`signature`). */
static bool all_adopted(struct world *w, struct laptop *l)
{
    struct id writer = {{0}};
    struct counts n;

    if (w->forks != 1 || w->lied)
        return true;
    if (store_counts(l->st, &n, &e) != 0)
        return world_fail(w, "counts: %s", e.detail);
    store_quarantined(l->st, forked_writer, &writer, &e);
    return n.waiting > 0 || id_is_zero(writer) ||
           world_fail(w, "%s adopted its fork, and something of it is left aside", l->disk);
}

bool world_adopt(struct world *w)
{
    for (int i = 0; i < w->laptops; i++) {
        bool more = w->laptop[i].there;

        while (more)
            if (!adopt_on(w, &w->laptop[i], &more))
                return false;
        if (w->laptop[i].there && !all_adopted(w, &w->laptop[i]))
            return false;
    }
    return true;
}

/* An evening in the office: all exchange with all. */
static bool meet(struct world *w)
{
    w->totals->meetings++;
    return world_heal(w);
}

static const struct step_kind {
    const char *name;
    unsigned weight;
    bool (*run)(struct world *w);
} kinds[] = {
    {"edit", 70, edit},
    {"delete", 8, delete_or_not},
    {"resolve", 12, resolve},
    {"newer", 2, newer},
    {"checkpoint", 2, checkpoint},
    {"hand over", 34, hand_over},
    {"take over", 54, take_over},
    {"reopen", 2, reopen},
    {"back up", 3, back_up},
    {"restore", 3, restore},
    {"clone", 1, clone},
    {"snapshot", 4, snapshot},
    {"clock", 8, set_clock},
    {"receipt", 3, receipt},
    {"undo", 2, undo},
    {"adopt", 3, adopt},
    {"meet", 6, meet},
    {"lie", 2, lie},
};

#define KINDS (sizeof kinds / sizeof kinds[0])

const char *step_name(int kind)
{
    return kinds[kind].name;
}

int steps_draw(uint64_t seed, struct step out[STEPS])
{
    struct rng r = {seed};
    unsigned total = 0;
    int n = rng_below(&r, 16) ? 8 + (int)rng_below(&r, 24) : 32 + (int)rng_below(&r, STEPS - 32);

    for (size_t k = 0; k < KINDS; k++)
        total += kinds[k].weight;
    for (int i = 0; i < n; i++) {
        unsigned dice = rng_below(&r, total);
        int k = 0;

        while (dice >= kinds[k].weight)
            dice -= kinds[k++].weight;
        out[i] = (struct step){k, rng_next(&r)};
    }
    return n;
}

bool step_do(struct world *w, const struct step *s)
{
    w->rng.s = s->seed;
    w->totals->steps++;
    for (int i = 0; i < w->laptops; i++)
        if (!w->laptop[i].frozen)
            w->laptop[i].clock_ms += (int64_t)rng_below(&w->rng, 90000);
    return kinds[s->kind].run(w);
}

static bool pass_on(struct world *w, struct laptop *from, struct laptop *to, enum carry_fault how)
{
    struct stick *all = &w->stick[0];

    if (from == to || !from->there || !to->there)
        return true;
    all->n = 0;
    return carry_write(w, from, all) && carry_read(w, to, all, how);
}

bool world_heal(struct world *w)
{
    struct laptop *first = NULL, *last = NULL;
    bool ok = true;

    for (int i = 0; i < w->laptops; i++) {
        for (int k = 0; k < w->laptops && ok; k++)
            ok = pass_on(w, &w->laptop[k], &w->laptop[i], CARRY_WHOLE);
        if (!w->laptop[i].there)
            continue;
        last = &w->laptop[i];
        first = first ? first : last;
    }
    for (int i = 0; i < w->laptops && ok; i++) /* each had all of it from each */
        ok = pass_on(w, first, &w->laptop[i], CARRY_AGAIN);
    return ok && pass_on(w, last, first, CARRY_AGAIN);
}
