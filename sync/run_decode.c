#include "sync/run.h"

#include "sync/run_columns.h"
#include "sync/wire.h"

#include <stdlib.h>
#include <string.h>

#define OP_BYTES (1 + ID_LEN + 1 + 1) /* the smallest in a commit */
#define SEEN_BYTES (ID_LEN + 1)

struct decoder {
    struct wire col[COL_COUNT];
    bool bad;
    const uint8_t *ids; /* the whole table */
    size_t nids, ids_used;
    uint32_t *fields;
    size_t nfields;
    struct run_state state;
    struct commit c; /* its arrays are used again and again */
    size_t seen_cap, ops_cap;
};

static uint64_t varint(struct decoder *x, enum run_column column)
{
    return wire_take_varint(&x->col[column]);
}

static struct id id_at(struct decoder *x, uint64_t number)
{
    struct id id = {{0}};

    if (number >= x->nids) {
        x->bad = true;
        return id;
    }
    if (number >= x->ids_used)
        x->ids_used = (size_t)number + 1;
    memcpy(id.b, x->ids + number * ID_LEN, ID_LEN);
    return id;
}

static struct id take_entity(struct decoder *x)
{
    uint64_t code = varint(x, COL_ENTITY);

    if (code > 0)
        x->state.entity = id_at(x, code == 1 ? x->ids_used : code - 2);
    return x->state.entity;
}

static void take_value(struct decoder *x, struct value *v)
{
    uint8_t type = wire_take8(&x->col[COL_TYPE]);

    *v = value_null();
    if (type > VALUE_UNREADABLE) {
        x->bad = true;
        return;
    }
    v->type = (enum value_type)type;
    if (type == VALUE_INT) {
        v->i = unzigzag(varint(x, COL_INT));
    } else if (type == VALUE_ID) {
        v->id = id_at(x, varint(x, COL_REF));
    } else if (type != VALUE_NULL) {
        uint64_t n = varint(x, COL_LENGTH);

        v->n = n <= RUN_PLAIN_MAX ? (size_t)n : RUN_PLAIN_MAX;
        v->s = (const char *)wire_take(&x->col[COL_BYTES], v->n);
    }
}

static void take_op(struct decoder *x, struct op *op)
{
    uint64_t field;

    op->kind = (enum op_kind)wire_take8(&x->col[COL_KIND]);
    op->entity = take_entity(x);
    field = varint(x, COL_FIELD);
    if (field < x->nfields)
        op->field = x->fields[field];
    else
        x->bad = true;
    take_value(x, &op->value);
}

static void take_stamp(struct decoder *x, struct commit *c)
{
    uint64_t before = x->state.hlc;
    uint64_t ms = ((before >> 16) + (uint64_t)unzigzag(varint(x, COL_TIME))) & (UINT64_MAX >> 16);
    uint64_t counter = run_counter(before, ms << 16);

    counter += (uint64_t)unzigzag(varint(x, COL_COUNTER));
    c->hlc = ms << 16 | (counter & 0xFFFF);
    c->wall_ms = (int64_t)((uint64_t)hlc_ms(c->hlc) + (uint64_t)unzigzag(varint(x, COL_WALL)));
    x->state.hlc = c->hlc;
}

/* Room for n more elements; an n that the columns or the ceiling cannot hold is damage. */
static size_t bounded(struct decoder *x, uint64_t n, enum run_column column, size_t bytes,
                      size_t room)
{
    if (n > x->col[column].left || n > room / bytes) {
        x->bad = true;
        return 0;
    }
    return (size_t)n;
}

static void take_commit(struct decoder *x, size_t room)
{
    struct commit *c = &x->c;

    x->state.catalog += (uint64_t)unzigzag(varint(x, COL_CATALOG));
    c->catalog_version = x->state.catalog;
    c->user = id_at(x, varint(x, COL_USER));
    take_stamp(x, c);
    c->nseen = bounded(x, varint(x, COL_NSEEN), COL_SEEN_N, SEEN_BYTES, room);
    if (c->nseen > x->seen_cap) {
        x->seen_cap = 2 * c->nseen;
        c->seen = xrealloc(c->seen, x->seen_cap * sizeof *c->seen);
    }
    for (size_t i = 0; i < c->nseen; i++) {
        c->seen[i].writer = id_at(x, varint(x, COL_SEEN_ID));
        c->seen[i].n = varint(x, COL_SEEN_N);
    }
    c->nops = bounded(x, varint(x, COL_NOPS), COL_KIND, OP_BYTES, room);
    if (c->nops > x->ops_cap) {
        x->ops_cap = c->nops + c->nops / 2;
        c->ops = xrealloc(c->ops, x->ops_cap * sizeof *c->ops);
    }
    for (size_t i = 0; i < c->nops && !x->bad; i++)
        take_op(x, &c->ops[i]);
}

static bool sound(const struct decoder *x)
{
    bool bad = x->bad;

    for (int i = 0; i < COL_COUNT; i++)
        bad = bad || x->col[i].bad;
    return !bad;
}

static void take_verbatim(struct decoder *x, struct buf *raw)
{
    uint64_t n = varint(x, COL_RAW_LEN);
    const uint8_t *p = wire_take(&x->col[COL_RAW], n <= RUN_PLAIN_MAX ? (size_t)n : RUN_PLAIN_MAX);

    if (p)
        buf_add(raw, p, (size_t)n);
}

static void rebuild(struct decoder *x, struct run *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t from = out->raw.len;
        unsigned form = wire_take8(&x->col[COL_FORM]);

        if (form == RUN_CODED)
            take_commit(x, RUN_RAW_MAX - from);
        else if (form == RUN_VERBATIM)
            take_verbatim(x, &out->raw);
        x->bad = x->bad || form > RUN_VERBATIM || !sound(x);
        if (!x->bad && form == RUN_CODED)
            commit_encode(&out->raw, &x->c);
        if (x->bad || out->raw.over || out->raw.len == from) {
            x->bad = true;
            return;
        }
        out->commits[out->n++].n = out->raw.len - from;
        x->c.prev = commit_hash(out->raw.p + from, out->raw.len - from);
        x->c.n++;
    }
}

static void take_fields(struct decoder *x)
{
    struct wire *w = &x->col[COL_FIELDS];

    x->fields = xcalloc(w->left, sizeof *x->fields);
    while (w->left > 0 && !w->bad) {
        uint64_t field = wire_take_varint(w);

        if (field > UINT32_MAX)
            x->bad = true;
        x->fields[x->nfields++] = (uint32_t)field;
    }
}

/* The head and where each column lies; 0 when it is damaged. */
static size_t take_head(struct decoder *x, struct wire *w)
{
    uint64_t len[COL_COUNT];
    size_t n;

    if (wire_take8(w) != RUN_FORMAT)
        w->bad = true;
    wire_take_into(w, x->c.writer.b, ID_LEN);
    x->c.n = wire_take_varint(w);
    wire_take_into(w, x->c.prev.b, HASH_LEN);
    n = wire_take_count(w, 1);
    for (int i = 0; i < COL_COUNT; i++)
        len[i] = wire_take_varint(w);
    for (int i = 0; i < COL_COUNT; i++) {
        const uint8_t *p = wire_take(w, len[i] <= w->left ? (size_t)len[i] : w->left + 1);

        x->col[i] = wire_of(p, p ? (size_t)len[i] : 0);
    }
    if (w->bad || w->left > 0 || n > RUN_COMMITS_MAX || n > x->col[COL_FORM].left ||
        x->col[COL_IDS].left % ID_LEN != 0)
        return 0;
    x->ids = x->col[COL_IDS].p;
    x->nids = x->col[COL_IDS].left / ID_LEN;
    take_fields(x);
    return n;
}

/* Every byte of every column was wanted. */
static bool used_up(const struct decoder *x)
{
    size_t left = 0;

    for (int i = 0; i < COL_COUNT; i++)
        left += i == COL_IDS ? 0 : x->col[i].left;
    return left == 0 && x->ids_used == x->nids;
}

int run_decode(struct run *out, const void *p, size_t n, struct err *e)
{
    struct decoder x = {0};
    struct wire w = wire_of(p, n);
    size_t count = n <= RUN_PLAIN_MAX ? take_head(&x, &w) : 0, from = 0;

    out->raw.max = RUN_RAW_MAX;
    buf_reset(&out->raw);
    out->n = 0;
    if (count > out->cap) {
        out->cap = count;
        out->commits = xrealloc(out->commits, count * sizeof *out->commits);
    }
    rebuild(&x, out, count);
    free(x.c.seen);
    free(x.c.ops);
    free(x.fields);
    if (count == 0 || x.bad || !used_up(&x)) {
        out->n = 0;
        return err_set(e, ERR_CORRUPT, "commits", "the bytes of a frame are damaged");
    }
    for (size_t i = 0; i < count; i++) {
        out->commits[i].p = out->raw.p + from;
        from += out->commits[i].n;
    }
    return 0;
}

void run_release(struct run *r)
{
    buf_release(&r->raw);
    free(r->commits);
    *r = (struct run){.n = 0};
}
