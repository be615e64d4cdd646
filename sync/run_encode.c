#include "sync/run.h"

#include "sync/run_columns.h"
#include "sync/wire.h"

#include <stdlib.h>
#include <string.h>

/* A table of the frame: each id once, found by an open hash of its numbers + 1. */
struct id_table {
    struct id *v;
    size_t n, cap;
    uint32_t *slots;
    size_t nslots; /* a power of two */
};

struct encoder {
    struct buf col[COL_COUNT];
    struct id_table ids;
    uint32_t *fields;
    size_t nfields, fields_cap;
    struct run_state state;
    struct buf again; /* a commit encoded once more, to compare */
};

static size_t slot_of(const struct id_table *t, struct id id)
{
    uint64_t a = wire_load64(id.b), b = wire_load64(id.b + 8);
    size_t at =
        (size_t)((a * UINT64_C(0x9E3779B97F4A7C15) ^ b) * UINT64_C(0xC2B2AE3D27D4EB4F) >> 32);

    for (;; at++) {
        uint32_t number = t->slots[at & (t->nslots - 1)];

        if (number == 0 || id_equal(t->v[number - 1], id))
            return at & (t->nslots - 1);
    }
}

static void id_table_grow(struct id_table *t)
{
    free(t->slots);
    t->nslots = t->nslots ? 2 * t->nslots : 256;
    t->slots = xcalloc(t->nslots, sizeof *t->slots);
    for (size_t i = 0; i < t->n; i++)
        t->slots[slot_of(t, t->v[i])] = (uint32_t)i + 1;
}

/* Its number; *fresh: it is new. */
static size_t id_number(struct encoder *x, struct id id, bool *fresh)
{
    struct id_table *t = &x->ids;
    size_t slot;

    if (2 * (t->n + 1) > t->nslots)
        id_table_grow(t);
    slot = slot_of(t, id);
    *fresh = t->slots[slot] == 0;
    if (!*fresh)
        return t->slots[slot] - 1;
    t->v = xgrow(t->v, t->n, &t->cap, sizeof *t->v);
    t->v[t->n++] = id;
    t->slots[slot] = (uint32_t)t->n;
    buf_add(&x->col[COL_IDS], id.b, ID_LEN);
    return t->n - 1;
}

static void put_id(struct encoder *x, enum run_column column, struct id id)
{
    bool fresh;

    varint_put(&x->col[column], id_number(x, id, &fresh));
}

static void put_entity(struct encoder *x, struct id id)
{
    bool fresh = false;
    size_t number;

    if (id_equal(id, x->state.entity)) {
        varint_put(&x->col[COL_ENTITY], 0);
        return;
    }
    number = id_number(x, id, &fresh);
    varint_put(&x->col[COL_ENTITY], fresh ? 1 : 2 + number);
    x->state.entity = id;
}

static void put_field(struct encoder *x, uint32_t field)
{
    size_t i = 0;

    while (i < x->nfields && x->fields[i] != field)
        i++;
    if (i == x->nfields) {
        x->fields = xgrow(x->fields, x->nfields, &x->fields_cap, sizeof *x->fields);
        x->fields[x->nfields++] = field;
        varint_put(&x->col[COL_FIELDS], field);
    }
    varint_put(&x->col[COL_FIELD], i);
}

static void put_value(struct encoder *x, const struct value *v)
{
    buf_putc(&x->col[COL_TYPE], (char)v->type);
    if (v->type == VALUE_INT) {
        varint_put(&x->col[COL_INT], zigzag(v->i));
    } else if (v->type == VALUE_ID) {
        put_id(x, COL_REF, v->id);
    } else if (v->type != VALUE_NULL) {
        varint_put(&x->col[COL_LENGTH], v->n);
        buf_add(&x->col[COL_BYTES], v->s, v->n);
    }
}

static void put_stamp(struct encoder *x, uint64_t hlc, int64_t wall_ms)
{
    uint64_t before = x->state.hlc;

    varint_put(&x->col[COL_TIME], zigzag((int64_t)((hlc >> 16) - (before >> 16))));
    varint_put(&x->col[COL_COUNTER], zigzag((int64_t)((hlc & 0xFFFF) - run_counter(before, hlc))));
    varint_put(&x->col[COL_WALL], zigzag((int64_t)((uint64_t)wall_ms - (uint64_t)hlc_ms(hlc))));
    x->state.hlc = hlc;
}

static void put_commit(struct encoder *x, const struct commit *c)
{
    varint_put(&x->col[COL_CATALOG], zigzag((int64_t)(c->catalog_version - x->state.catalog)));
    x->state.catalog = c->catalog_version;
    put_id(x, COL_USER, c->user);
    put_stamp(x, c->hlc, c->wall_ms);
    varint_put(&x->col[COL_NSEEN], c->nseen);
    for (size_t i = 0; i < c->nseen; i++) {
        put_id(x, COL_SEEN_ID, c->seen[i].writer);
        varint_put(&x->col[COL_SEEN_N], c->seen[i].n);
    }
    varint_put(&x->col[COL_NOPS], c->nops);
    for (size_t i = 0; i < c->nops; i++) {
        buf_putc(&x->col[COL_KIND], (char)c->ops[i].kind);
        put_entity(x, c->ops[i].entity);
        put_field(x, c->ops[i].field);
        put_value(x, &c->ops[i].value);
    }
}

/* Can the decoder make exactly these bytes of `c` at that place of the chain? */
static bool rebuilds(struct encoder *x, const struct commit *c, struct span raw, struct id writer,
                     uint64_t n, const struct hash *prev)
{
    if (!id_equal(c->writer, writer) || c->n != n || memcmp(c->prev.b, prev->b, HASH_LEN) != 0)
        return false;
    buf_reset(&x->again);
    commit_encode(&x->again, c);
    return x->again.len == raw.n && memcmp(x->again.p, raw.p, raw.n) == 0;
}

static void put_verbatim(struct encoder *x, struct span raw)
{
    varint_put(&x->col[COL_RAW_LEN], raw.n);
    buf_add(&x->col[COL_RAW], raw.p, raw.n);
}

static void put_all(struct encoder *x, const struct span *commits, size_t n,
                    const struct commit *first)
{
    struct hash prev = first->prev;

    for (size_t i = 0; i < n; i++) {
        struct commit c;
        bool coded = commit_decode(&c, commits[i].p, commits[i].n, NULL) == 0;

        if (coded && !rebuilds(x, &c, commits[i], first->writer, first->n + i, &prev)) {
            commit_release(&c);
            coded = false;
        }
        buf_putc(&x->col[COL_FORM], coded ? RUN_CODED : RUN_VERBATIM);
        if (coded) {
            put_commit(x, &c);
            commit_release(&c);
        } else {
            put_verbatim(x, commits[i]);
        }
        prev = commit_hash(commits[i].p, commits[i].n);
    }
}

static void put_columns(struct buf *out, const struct encoder *x, const struct commit *first,
                        size_t n)
{
    buf_putc(out, RUN_FORMAT);
    buf_add(out, first->writer.b, ID_LEN);
    varint_put(out, first->n);
    buf_add(out, first->prev.b, HASH_LEN);
    varint_put(out, n);
    for (int i = 0; i < COL_COUNT; i++)
        varint_put(out, x->col[i].len);
    for (int i = 0; i < COL_COUNT; i++)
        buf_add(out, x->col[i].p, x->col[i].len);
}

static void encoder_release(struct encoder *x)
{
    for (int i = 0; i < COL_COUNT; i++)
        buf_release(&x->col[i]);
    buf_release(&x->again);
    free(x->ids.v);
    free(x->ids.slots);
    free(x->fields);
}

int run_encode(struct buf *out, const struct span *commits, size_t n, struct err *e)
{
    struct encoder x = {0};
    struct commit first = {0};
    size_t before = out->len, raw = 0;

    for (size_t i = 0; i < n; i++)
        raw += commits[i].n;
    if (n == 0 || n > RUN_COMMITS_MAX || raw > RUN_RAW_MAX)
        return err_set(e, ERR_LIMIT, "commits", "%zu in %zu bytes", n, raw);
    for (int i = 0; i < COL_COUNT; i++)
        buf_init(&x.col[i], BUF_MAX_DEFAULT);
    buf_init(&x.again, BUF_MAX_DEFAULT);
    if (commit_decode(&first, commits[0].p, commits[0].n, NULL) == 0) {
        free(first.seen);
        free(first.ops);
    }
    put_all(&x, commits, n, &first);
    put_columns(out, &x, &first, n);
    encoder_release(&x);
    if (out->over || out->len - before > RUN_PLAIN_MAX)
        return err_set(e, ERR_LIMIT, "commits", "%zu in %zu bytes", n, raw);
    return 0;
}
