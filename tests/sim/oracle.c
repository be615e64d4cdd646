/* What must be true, computed anew and slowly (replication.md 3.5 and 4.2). It
 * shares nothing with the applier but the decoder of commits. */
#include "tests/sim/world.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct err e;

/* One write of one commit to one register. */
struct write {
    struct id entity;
    uint32_t field;
    const struct fact *fact;
    struct value value;
};

struct truth {
    struct write *heads;
    size_t n, cap;
    int applied, waiting; /* commits */
    bool is_applied[FACTS];
};

/* Causal delivery: the past of a commit is there or it waits. */
static void close_under_past(const struct world *w, const struct laptop *l, struct truth *t)
{
    uint64_t have[WRITERS] = {0};
    bool progress = true;

    while (progress) {
        progress = false;
        for (int i = 0; i < w->facts; i++) {
            const struct fact *f = &w->fact[i];
            bool ready = !t->is_applied[i] && set_has(&l->has, i) && f->writer >= 0 && !f->evil &&
                         have[f->writer] == f->c.n - 1;

            for (int k = 0; ready && k < w->writers; k++)
                ready = k == f->writer || have[k] >= f->vec[k];
            if (ready) {
                t->is_applied[i] = progress = true;
                have[f->writer] = f->c.n;
                t->applied++;
            }
        }
    }
}

/* Where a chain was forked or a lie looks true, what came first decides: the
 * laptop says what it applied, and the rest is held against that. */
static void as_applied(const struct world *w, struct laptop *l, struct truth *t)
{
    sqlite3_stmt *st = world_query(l, QUERY_APPLIED);

    while (sqlite3_step(st) == SQLITE_ROW)
        for (int i = 0; i < w->facts; i++)
            if (sqlite3_column_bytes(st, 0) == HASH_LEN &&
                memcmp(sqlite3_column_blob(st, 0), w->fact[i].hash.b, HASH_LEN) == 0) {
                t->is_applied[i] = true;
                t->applied++;
            }
    sqlite3_reset(st);
}

static bool as_write(const struct fact *f, const struct op *op, struct write *out)
{
    *out = (struct write){op->entity, op->field, f, op->value};
    if (op->kind == OP_DEL || op->kind == OP_UNDEL) {
        out->field = LOG_FIELD_ALIVE;
        out->value = value_int(op->kind == OP_UNDEL);
        return true;
    }
    return op->kind == OP_SET || op->kind == OP_RESOLVE;
}

static bool same_register(const struct write *a, const struct write *b)
{
    return a->field == b->field && id_equal(a->entity, b->entity);
}

static bool has_seen(const struct fact *a, const struct fact *b)
{
    return a != b && a->vec[b->writer] >= b->c.n;
}

static bool written_later(const struct world *w, const struct truth *t, const struct write *x)
{
    struct write y;

    for (int i = 0; i < w->facts; i++)
        for (size_t k = 0; t->is_applied[i] && k < w->fact[i].c.nops; k++)
            if (as_write(&w->fact[i], &w->fact[i].c.ops[k], &y) && same_register(x, &y) &&
                has_seen(y.fact, x->fact))
                return true;
    return false;
}

static int by_key(const void *a, const void *b)
{
    const struct write *x = a, *y = b;
    int d = id_compare(x->entity, y->entity);

    if (d == 0)
        d = x->field < y->field ? -1 : x->field > y->field;
    if (d == 0)
        d = id_compare(x->fact->c.writer, y->fact->c.writer);
    if (d == 0)
        d = x->fact->c.n < y->fact->c.n ? -1 : x->fact->c.n > y->fact->c.n;
    return d;
}

static void find_heads(const struct world *w, struct truth *t)
{
    for (int i = 0; i < w->facts; i++) {
        const struct commit *c = &w->fact[i].c;

        for (size_t k = 0; t->is_applied[i] && k < c->nops; k++) {
            struct write x, later;
            bool last = as_write(&w->fact[i], &c->ops[k], &x);

            for (size_t m = k + 1; last && m < c->nops; m++)
                last = !(as_write(&w->fact[i], &c->ops[m], &later) && same_register(&x, &later));
            if (!last || written_later(w, t, &x))
                continue;
            t->heads = xgrow(t->heads, t->n, &t->cap, sizeof *t->heads);
            t->heads[t->n++] = x;
        }
    }
    if (t->n > 1)
        qsort(t->heads, t->n, sizeof *t->heads, by_key);
}

static void truth_of(const struct world *w, struct laptop *l, struct truth *t)
{
    struct write *kept = t->heads;
    size_t cap = t->cap;

    memset(t, 0, sizeof *t);
    t->heads = kept;
    t->cap = cap;
    if (w->forked || w->poisoned)
        as_applied(w, l, t);
    else
        close_under_past(w, l, t);
    find_heads(w, t);
}

/* ---- against the tables ---- */

static bool same_value(struct value v, sqlite3_stmt *st, int column)
{
    struct buf b = BUF_INIT;
    bool same;

    value_put(&b, v);
    same = (size_t)sqlite3_column_bytes(st, column) == b.len &&
           memcmp(sqlite3_column_blob(st, column), b.p, b.len) == 0;
    buf_release(&b);
    return same;
}

static bool is_id(sqlite3_stmt *st, int column, struct id id)
{
    return sqlite3_column_bytes(st, column) == ID_LEN &&
           memcmp(sqlite3_column_blob(st, column), id.b, ID_LEN) == 0;
}

static bool check_cells(struct world *w, struct laptop *l, const struct truth *t)
{
    sqlite3_stmt *st = world_query(l, QUERY_CELLS);
    size_t i = 0;
    bool same = true;

    while (same && sqlite3_step(st) == SQLITE_ROW) {
        const struct write *x = &t->heads[i];

        same = i < t->n && is_id(st, 0, x->entity) && sqlite3_column_int64(st, 1) == x->field &&
               is_id(st, 2, x->fact->c.writer) &&
               sqlite3_column_int64(st, 3) == (int64_t)x->fact->c.n &&
               sqlite3_column_int64(st, 4) == (int64_t)x->fact->c.hlc &&
               is_id(st, 5, x->fact->c.user) && same_value(x->value, st, 6);
        i++;
    }
    sqlite3_reset(st);
    w->totals->cells += (int64_t)t->n;
    if (same && i == t->n)
        return true;
    return world_fail(w, "I2: the heads of %s are not those of the rule (row %d of %d)", l->disk,
                      (int)i, (int)t->n);
}

/* A deletion against an edit that it had not seen. */
static bool deleted_and_edited(const struct truth *t, size_t from, size_t to)
{
    for (size_t d = from; d < to; d++)
        for (size_t f = from; f < to; f++)
            if (t->heads[d].field == LOG_FIELD_ALIVE && t->heads[d].value.i == 0 &&
                t->heads[f].field != LOG_FIELD_ALIVE && t->heads[d].fact != t->heads[f].fact &&
                !has_seen(t->heads[d].fact, t->heads[f].fact))
                return true;
    return false;
}

static size_t end_of(const struct truth *t, size_t from, bool entity)
{
    size_t to = from;

    while (to < t->n && id_equal(t->heads[to].entity, t->heads[from].entity) &&
           (entity || t->heads[to].field == t->heads[from].field))
        to++;
    return to;
}

static bool differ(const struct truth *t, size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++)
        if (!value_equal(t->heads[i].value, t->heads[from].value))
            return true;
    return false;
}

/* The conflict of a register, the heads from..to; `alive` (0) stands first in its entity. */
static int kind_of(const struct truth *t, size_t from, size_t to)
{
    if (differ(t, from, to))
        return 1;
    return t->heads[from].field == LOG_FIELD_ALIVE &&
                   deleted_and_edited(t, from, end_of(t, from, true))
               ? 2
               : 0;
}

static bool next_row_is(sqlite3_stmt *st, struct id entity, uint32_t field, int kind)
{
    return sqlite3_step(st) == SQLITE_ROW && is_id(st, 0, entity) &&
           sqlite3_column_int64(st, 1) == field && sqlite3_column_int64(st, 2) == kind;
}

static bool check_conflicts(struct world *w, struct laptop *l, const struct truth *t)
{
    sqlite3_stmt *st = world_query(l, QUERY_CONFLICTS);
    bool same = true;

    for (size_t at = 0, end = 0; same && at < t->n; at = end) {
        const struct write *x = &t->heads[at];
        int kind;

        end = end_of(t, at, false);
        kind = kind_of(t, at, end);
        if (kind)
            same = next_row_is(st, x->entity, x->field, kind);
        w->totals->conflicts += kind > 0;
    }
    same = same && sqlite3_step(st) == SQLITE_DONE;
    sqlite3_reset(st);
    return same || world_fail(w, "I6: the conflicts of %s are not those of its heads", l->disk);
}

/* ---- what a screen reads ---- */

static const struct write *shown(const struct truth *t, size_t from, size_t to)
{
    const struct write *best = &t->heads[from];

    for (size_t i = from + 1; i < to; i++) {
        const struct commit *a = &t->heads[i].fact->c, *b = &best->fact->c;

        if (a->hlc > b->hlc || (a->hlc == b->hlc && id_compare(a->writer, b->writer) > 0))
            best = &t->heads[i];
    }
    return best;
}

static bool column_is(sqlite3_stmt *st, int column, const struct write *x)
{
    size_t n = (size_t)sqlite3_column_bytes(st, column);

    if (!x)
        return sqlite3_column_type(st, column) == SQLITE_NULL;
    return n == x->value.n &&
           (n == 0 || memcmp(sqlite3_column_text(st, column), x->value.s, n) == 0);
}

/* The row of the entity whose heads are from..to. */
static bool row_is(sqlite3_stmt *st, const struct truth *t, size_t from, size_t to)
{
    const uint32_t fields[] = {field_log_number(F_line_line_label, false),
                               field_log_number(F_line_room, false),
                               field_log_number(F_line_room, true)};
    const struct write *at[3] = {NULL};
    bool alive = true, in_doubt = false, known = false, observed;
    int conflicts = 0;

    for (size_t i = from, end; i < to; i = end) {
        const struct write *x;
        int kind;

        end = end_of(t, i, false);
        kind = kind_of(t, i, end);
        conflicts += kind > 0;
        x = shown(t, i, end);
        if (x->field == LOG_FIELD_ALIVE) {
            alive = x->value.i != 0;
            in_doubt = kind > 0;
        }
        known |= field_of_log_number(x->field, &observed) != FIELD_NONE;
        for (int c = 0; c < 3; c++)
            at[c] = x->field == fields[c] ? x : at[c];
    }
    if (!known)
        return true;
    return sqlite3_step(st) == SQLITE_ROW && is_id(st, 0, t->heads[from].entity) &&
           sqlite3_column_int64(st, 1) == (alive || in_doubt) &&
           sqlite3_column_int64(st, 2) == conflicts && column_is(st, 3, at[0]) &&
           column_is(st, 4, at[1]) && column_is(st, 5, at[2]);
}

static bool check_rows(struct world *w, struct laptop *l, const struct truth *t)
{
    sqlite3_stmt *st = world_query(l, QUERY_ROWS);
    bool same = true;

    for (size_t at = 0, end; same && at < t->n; at = end) {
        end = end_of(t, at, true);
        same = row_is(st, t, at, end);
    }
    same = same && sqlite3_step(st) == SQLITE_DONE;
    sqlite3_reset(st);
    return same || world_fail(w, "I4: the rows of %s are not those of its heads", l->disk);
}

static int by_entity(const void *a, const void *b)
{
    const struct op *x = a, *y = b;
    int d = id_compare(x->entity, y->entity);

    return d ? d : (int)x->kind - (int)y->kind;
}

/* Entities with operations that this version does not know. */
static bool check_held(struct world *w, struct laptop *l, const struct truth *t)
{
    sqlite3_stmt *st = world_query(l, QUERY_HELD);
    struct op v[FACTS];
    size_t n = 0;
    bool same = true;

    for (int i = 0; i < w->facts; i++)
        for (size_t k = 0; t->is_applied[i] && k < w->fact[i].c.nops && n < FACTS; k++)
            if (w->fact[i].c.ops[k].kind > OP_CHECKPOINT)
                v[n++] = w->fact[i].c.ops[k];
    if (n > 1)
        qsort(v, n, sizeof *v, by_entity);
    for (size_t i = 0; same && i < n; i++)
        if (i == 0 || by_entity(&v[i - 1], &v[i]) != 0)
            same = sqlite3_step(st) == SQLITE_ROW && is_id(st, 0, v[i].entity) &&
                   sqlite3_column_int64(st, 1) == (int)v[i].kind;
    same = same && sqlite3_step(st) == SQLITE_DONE;
    sqlite3_reset(st);
    return same || world_fail(w, "what %s holds back is not what it does not know", l->disk);
}

/* ---- counters ---- */

static bool of_a_person(const struct commit *c)
{
    for (size_t i = 0; i < c->nops; i++)
        if (c->ops[i].kind != OP_OPEN && c->ops[i].kind != OP_CHECKPOINT)
            return true;
    return false;
}

static int writer_of(const struct world *w, sqlite3_stmt *st)
{
    for (int i = 0; i < w->writers; i++)
        if (is_id(st, 0, w->writer[i]))
            return i;
    return -1;
}

/* I7: what people changed, and what of it nobody else is known to have. */
static bool check_pending(struct world *w, struct laptop *l, const struct truth *t,
                          const struct counts *n)
{
    int64_t known[WRITERS] = {0}, changes = 0, pending = 0;
    sqlite3_stmt *st = world_query(l, QUERY_PEERS);

    while (sqlite3_step(st) == SQLITE_ROW)
        if (writer_of(w, st) >= 0)
            known[writer_of(w, st)] = sqlite3_column_int64(st, 1);
    sqlite3_reset(st);
    for (int i = 0; i < w->facts; i++) {
        const struct fact *f = &w->fact[i];

        if (!t->is_applied[i] || !of_a_person(&f->c))
            continue;
        changes++;
        pending += (int64_t)f->c.n > known[f->writer];
    }
    if (n->commits == changes && n->pending_commits == pending)
        return true;
    return world_fail(w, "I7: %s counts %d changes, %d to hand over; they are %d, %d", l->disk,
                      (int)n->commits, (int)n->pending_commits, (int)changes, (int)pending);
}

static int count_quarantined(const struct quarantined *q, void *ctx)
{
    (void)q;
    ++*(int64_t *)ctx;
    return 0;
}

/* Two numbers of one row. */
static void two_of(struct laptop *l, enum query which, int64_t *a, int64_t *b)
{
    sqlite3_stmt *st = world_query(l, which);

    sqlite3_step(st);
    *a = sqlite3_column_int64(st, 0);
    *b = sqlite3_column_int64(st, 1);
    sqlite3_reset(st);
}

/* I2, I7: what arrived is applied, waits or is set aside, and is counted. */
static bool check_counts(struct world *w, struct laptop *l, const struct truth *t)
{
    struct counts n;
    int64_t listed = 0, arrived = 0, stored, applied, aside, adopted;

    for (int i = 0; i < w->facts; i++)
        arrived += set_has(&l->has, i);
    if (store_counts(l->st, &n, &e) != 0)
        return world_fail(w, "counts: %s", e.detail);
    store_quarantined(l->st, count_quarantined, &listed, &e);
    two_of(l, QUERY_COUNT, &stored, &applied);
    two_of(l, QUERY_ASIDE, &aside, &adopted);
    if (n.waiting != stored - applied || n.waiting != l->st->pending || n.quarantined != listed ||
        listed != aside - adopted)
        return world_fail(w, "I7: the counters of %s are not what is stored", l->disk);
    if (applied != t->applied)
        return world_fail(w, "%s applied %d commits, the rule says %d", l->disk, (int)applied,
                          t->applied);
    if (arrived != stored + aside)
        return world_fail(w, "I2: %d commits reached %s, %d are stored and %d set aside",
                          (int)arrived, l->disk, (int)stored, (int)aside);
    if (!w->forked && !w->lied && aside != 0)
        return world_fail(w, "nobody lied, and %s set %d commits aside", l->disk, (int)aside);
    return check_pending(w, l, t, &n);
}

bool oracle_check(struct world *w, struct laptop *l)
{
    static struct truth t; /* its memory is used again */

    w->totals->checks++;
    truth_of(w, l, &t);
    if (!check_counts(w, l, &t))
        return false;
    return check_cells(w, l, &t) && check_conflicts(w, l, &t) && check_rows(w, l, &t) &&
           check_held(w, l, &t);
}

/* ---- equal bytes ---- */

static void dump(struct laptop *l, struct buf *out)
{
    buf_reset(out);
    for (int t = QUERY_CELLS; t <= QUERY_DEVICES; t++) {
        sqlite3_stmt *st = world_query(l, (enum query)t);

        while (sqlite3_step(st) == SQLITE_ROW)
            for (int i = 0; i < sqlite3_column_count(st); i++) {
                const void *p = sqlite3_column_blob(st, i);
                int n = sqlite3_column_bytes(st, i), head[2] = {sqlite3_column_type(st, i), n};

                buf_add(out, head, sizeof head);
                if (n > 0)
                    buf_add(out, p, (size_t)n);
            }
        sqlite3_reset(st);
    }
}

static bool same_dump(struct buf *a, struct buf *b)
{
    return a->len == b->len && memcmp(buf_str(a), buf_str(b), a->len) == 0;
}

/* Without forks and lies that look true all have the same by now: not looked at. */
static bool same_applied(const struct world *w, struct laptop *a, struct laptop *b)
{
    static struct truth ta, tb;

    if (!w->forked && !w->poisoned)
        return true;
    truth_of(w, a, &ta);
    truth_of(w, b, &tb);
    return memcmp(ta.is_applied, tb.is_applied, sizeof ta.is_applied) == 0;
}

bool oracle_equal(struct world *w)
{
    struct buf first = BUF_INIT, other = BUF_INIT;
    struct laptop *model = NULL;
    bool same = true;

    for (int i = 0; i < w->laptops && same; i++) {
        struct laptop *l = &w->laptop[i];

        if (!l->there || (model && !same_applied(w, model, l)))
            continue;
        dump(l, model ? &other : &first);
        if (model)
            same = same_dump(&first, &other) ||
                   world_fail(w, "I1: %s and %s have the same commits and differ", model->disk,
                              l->disk);
        else
            model = l;
    }
    buf_release(&first);
    buf_release(&other);
    return same;
}

bool oracle_deep(struct world *w, struct laptop *l)
{
    struct buf live = BUF_INIT, again = BUF_INIT;
    int64_t n;
    bool ok = true;

    if (store_verify(l->st, &n, &e) != 0)
        return world_fail(w, "I5: %s does not verify: %s", l->disk, e.detail);
    if (w->seed % 32 != 0)
        return true;
    dump(l, &live);
    if (store_rebuild(l->st, &e) != 0)
        ok = world_fail(w, "I4: %s cannot be rebuilt: %s", l->disk, e.detail);
    dump(l, &again);
    if (ok && !same_dump(&live, &again))
        ok = world_fail(w, "I4: %s rebuilt is not what it was", l->disk);
    buf_release(&live);
    buf_release(&again);
    return ok;
}
