/* The merge rule (design.md section 3, replication.md 3.5).
 *
 *   dom(b, a)  b was made after seeing a: same writer and later, or b's vector
 *              holds a
 *   apply(c)   for each op: heads that c dominates go, c becomes a head
 *   shown      the head with the greatest (hlc, writer); a conflict where the
 *              heads carry different values
 *
 * A commit is applied when its writer's commits before it and all it had seen
 * are applied; otherwise it is stored and waits. */
#include "model/mutation.h"
#include "model/store_private.h"

#include "model/base/clock.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void vector_put(struct buf *out, const struct vector *v)
{
    for (size_t i = 0; i < v->n; i++) {
        buf_add(out, v->v[i].writer.b, ID_LEN);
        varint_put(out, v->v[i].n);
    }
}

static void vector_parse(struct vector *v, const uint8_t *p, size_t n)
{
    while (n > ID_LEN) {
        struct id writer;
        uint64_t count;
        size_t k = varint_get(p + ID_LEN, n - ID_LEN, &count);

        if (k == 0)
            return;
        memcpy(writer.b, p, ID_LEN);
        vector_set(v, writer, count);
        p += ID_LEN + k;
        n -= ID_LEN + k;
    }
}

int vector_of(struct store *st, struct id writer, uint64_t n, struct vector *v, struct err *e)
{
    struct statement *s = &st->st[ST_SEEN_GET];
    int rc = store_prepare(st, ST_SEEN_GET, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, writer);
    db_bind_int(s, 2, (int64_t)n);
    rc = db_step(st->db, s, e);
    if (rc > 0) {
        vector_parse(v, sqlite3_column_blob(s->st, 0), (size_t)sqlite3_column_bytes(s->st, 0));
        sqlite3_reset(s->st);
    }
    return rc < 0 ? rc : 0;
}

static int vector_store(struct store *st, const struct commit *c, const struct vector *v,
                        struct err *e)
{
    struct statement *s = &st->st[ST_SEEN_PUT];
    struct buf raw = BUF_INIT;
    int rc = store_prepare(st, ST_SEEN_PUT, e);

    if (rc == 0) {
        vector_put(&raw, v);
        db_bind_id(s, 1, c->writer);
        db_bind_int(s, 2, (int64_t)c->n);
        db_bind_blob(s, 3, buf_str(&raw), raw.len);
        rc = db_run(st->db, s, e);
    }
    buf_release(&raw);
    return rc;
}

static bool dominates(struct id writer, uint64_t n, const struct vector *seen, struct id other,
                      uint64_t other_n)
{
    return id_equal(writer, other) ? n > other_n : vector_get(seen, other) >= other_n;
}

static int delete_head(struct store *st, const struct op *op, const struct seen *head,
                       struct err *e)
{
    struct statement *s = &st->st[ST_CELL_DELETE];
    int rc = store_prepare(st, ST_CELL_DELETE, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, op->entity);
    db_bind_int(s, 2, op->field);
    db_bind_id(s, 3, head->writer);
    db_bind_int(s, 4, (int64_t)head->n);
    return db_run(st->db, s, e);
}

/* The heads of a field while a new one comes: which go, and whether several
 * values stood there and will stand there. */
struct clearing {
    struct seen *gone;
    size_t n, cap;
    struct buf first; /* the first value there */
    bool any, clash_before, clash_after;
};

static void clear_one(struct clearing *out, const struct commit *c, const struct vector *seen,
                      const struct seen *head, struct span value, const struct buf *new_value)
{
    if (!out->any)
        buf_add(&out->first, value.p, value.n);
    else
        out->clash_before |=
            value.n != out->first.len || memcmp(value.p, out->first.p, value.n) != 0;
    out->any = true;
    if (dominates(c->writer, c->n, seen, head->writer, head->n)) {
        out->gone = xgrow(out->gone, out->n, &out->cap, sizeof *out->gone);
        out->gone[out->n++] = *head;
    } else if (!id_equal(head->writer, c->writer) || head->n != c->n) {
        out->clash_after |=
            value.n != new_value->len || memcmp(value.p, new_value->p, value.n) != 0;
    }
}

/* Removes the heads that c had seen. */
static int clear_heads(struct store *st, const struct commit *c, const struct vector *seen,
                       const struct op *op, const struct buf *value, struct clearing *out,
                       struct err *e)
{
    struct statement *s = &st->st[ST_CELL_HEADS];
    int rc = store_prepare(st, ST_CELL_HEADS, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, op->entity);
    db_bind_int(s, 2, op->field);
    while ((rc = db_step(st->db, s, e)) > 0) {
        struct seen head = {db_id(s, 0), (uint64_t)sqlite3_column_int64(s->st, 1)};
        struct span there = {sqlite3_column_blob(s->st, 2), (size_t)sqlite3_column_bytes(s->st, 2)};

        clear_one(out, c, seen, &head, there, value);
    }
    for (size_t i = 0; i < out->n && rc == 0; i++)
        rc = delete_head(st, op, &out->gone[i], e);
    return rc;
}

static int clear_all(struct store *st, const struct op *op, struct err *e)
{
    struct statement *s = &st->st[ST_CELL_CLEAR];
    int rc = store_prepare(st, ST_CELL_CLEAR, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, op->entity);
    db_bind_int(s, 2, op->field);
    return db_run(st->db, s, e);
}

static int insert_head(struct store *st, const struct commit *c, const struct op *op,
                       struct buf *value, struct err *e)
{
    struct statement *s = &st->st[ST_CELL_INSERT];
    int rc = store_prepare(st, ST_CELL_INSERT, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, op->entity);
    db_bind_int(s, 2, op->field);
    db_bind_id(s, 3, c->writer);
    db_bind_int(s, 4, (int64_t)c->n);
    db_bind_int(s, 5, (int64_t)c->hlc);
    db_bind_id(s, 6, c->user);
    db_bind_blob(s, 7, buf_str(value), value->len);
    return db_run(st->db, s, e);
}

static int mark_conflict(struct store *st, struct id entity, uint32_t field, int kind,
                         struct err *e)
{
    enum store_statement which = kind ? ST_CONFLICT_PUT : ST_CONFLICT_DELETE;
    struct statement *s = &st->st[which];
    int rc = store_prepare(st, which, e), before = sqlite3_total_changes(st->db);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, entity);
    db_bind_int(s, 2, field);
    if (kind)
        db_bind_int(s, 3, kind);
    rc = db_run(st->db, s, e);
    if (rc == 0 && kind)
        st->conflicts++; /* an upper bound is enough: it only says "look" */
    else if (rc == 0 && sqlite3_total_changes(st->db) > before && st->conflicts > 0)
        st->conflicts--;
    return rc;
}

static int count_values(struct store *st, struct id entity, uint32_t field, int64_t *n,
                        struct err *e)
{
    struct statement *s = &st->st[ST_CONFLICT_COUNT];
    int rc = store_prepare(st, ST_CONFLICT_COUNT, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, entity);
    db_bind_int(s, 2, field);
    rc = db_step(st->db, s, e);
    if (rc > 0) {
        *n = sqlite3_column_int64(s->st, 0);
        sqlite3_reset(s->st);
    }
    return rc < 0 ? rc : 0;
}

struct head_ref {
    struct id writer;
    uint64_t n;
    bool dead, field; /* a deletion; a value of some field */
};

static int entity_heads(struct store *st, struct id entity, struct head_ref **out, size_t *n,
                        struct err *e)
{
    struct statement *s = &st->st[ST_CELL_ENTITY];
    size_t cap = 0;
    int rc = store_prepare(st, ST_CELL_ENTITY, e);

    *out = NULL;
    *n = 0;
    if (rc != 0)
        return rc;
    db_bind_id(s, 1, entity);
    while ((rc = db_step(st->db, s, e)) > 0) {
        struct value v = value_null();
        bool alive_field = sqlite3_column_int64(s->st, 0) == LOG_FIELD_ALIVE;

        value_get(sqlite3_column_blob(s->st, 1), (size_t)sqlite3_column_bytes(s->st, 1), &v);
        *out = xgrow(*out, *n, &cap, sizeof **out);
        (*out)[(*n)++] = (struct head_ref){.writer = db_id(s, 2),
                                           .n = (uint64_t)sqlite3_column_int64(s->st, 3),
                                           .dead = alive_field && v.type == VALUE_INT && !v.i,
                                           .field = !alive_field};
    }
    return rc;
}

/* Had the deletion not seen the edit? */
static int unseen(struct store *st, const struct head_ref *dead, const struct head_ref *edit,
                  bool *out, struct err *e)
{
    struct vector past = {0};
    int rc = vector_of(st, dead->writer, dead->n, &past, e);

    *out = rc == 0 && !(id_equal(dead->writer, edit->writer) && dead->n == edit->n) &&
           !dominates(dead->writer, dead->n, &past, edit->writer, edit->n);
    vector_release(&past);
    return rc;
}

/* A deletion that had not seen what stands there: the entity stays visible until
 * a person decides. Who edits it meanwhile has decided about a field, not about
 * that. */
static int deleted_and_edited(struct store *st, struct id entity, bool *out, struct err *e)
{
    struct head_ref *heads;
    size_t n;
    int rc = entity_heads(st, entity, &heads, &n, e);

    *out = false;
    for (size_t d = 0; d < n && rc == 0 && !*out; d++)
        for (size_t f = 0; heads[d].dead && f < n && rc == 0 && !*out; f++)
            if (heads[f].field)
                rc = unseen(st, &heads[d], &heads[f], out, e);
    free(heads);
    return rc;
}

static int has_alive_cell(struct store *st, struct id entity, struct err *e)
{
    struct statement *s = &st->st[ST_CELL_ALIVE];
    int rc = store_prepare(st, ST_CELL_ALIVE, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, entity);
    rc = db_step(st->db, s, e);
    sqlite3_reset(s->st);
    return rc;
}

static int judge_alive(struct store *st, struct id entity, struct err *e)
{
    int64_t values = 0;
    bool clash = false;
    int rc = has_alive_cell(st, entity, e);

    if (rc <= 0)
        return rc;
    rc = count_values(st, entity, LOG_FIELD_ALIVE, &values, e);
    if (rc == 0 && values < 2)
        rc = deleted_and_edited(st, entity, &clash, e);
    if (rc != 0)
        return rc;
    return mark_conflict(st, entity, LOG_FIELD_ALIVE,
                         values > 1 ? CONFLICT_VALUE
                         : clash    ? CONFLICT_DELETED
                                    : 0,
                         e);
}

/* The op as a write to a register: DEL and UNDEL write the field `alive`. */
static bool as_register(const struct op *op, struct op *out)
{
    *out = *op;
    if (op->kind == OP_DEL || op->kind == OP_UNDEL) {
        out->field = LOG_FIELD_ALIVE;
        out->value = value_int(op->kind == OP_UNDEL);
        return true;
    }
    return op->kind == OP_SET || op->kind == OP_RESOLVE;
}

static int apply_open(struct store *st, const struct commit *c, const struct op *op, struct err *e)
{
    struct statement *s = &st->st[ST_WRITER_OPENED];
    struct opened who;
    int rc = store_prepare(st, ST_WRITER_OPENED, e);

    if (rc != 0 || c->n != 1 ||
        identity_get_open(&who, op->value.s, op->value.n, c->writer, NULL) != 0)
        return rc; /* an OPEN nobody can read attributes nothing; verify names it */
    db_bind_id(s, 1, c->writer);
    db_bind_blob(s, 2, who.public_key, KEY_LEN);
    db_bind_text(s, 3, who.person);
    db_bind_text(s, 4, who.crew);
    db_bind_text(s, 5, who.laptop);
    return db_run(st->db, s, e);
}

/* An operation of a newer version: kept and passed on in its commit, its
 * entity read-only here (HELD). */
static int apply_unknown(struct store *st, const struct op *op, struct touched *touched,
                         struct err *e)
{
    struct statement *s = &st->st[ST_HELD_PUT];
    int rc = store_prepare(st, ST_HELD_PUT, e);

    touched_add(touched, op->entity);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, op->entity);
    db_bind_int(s, 2, op->kind);
    return db_run(st->db, s, e);
}

/* The commit that it repeats is set aside no longer. */
static int apply_adopt(struct store *st, const struct op *op, struct err *e)
{
    struct statement *s = &st->st[ST_ADOPTED_PUT];
    int rc;

    if (op->value.type != VALUE_BLOB || op->value.n != HASH_LEN)
        return 0;
    rc = store_prepare(st, ST_ADOPTED_PUT, e);
    if (rc != 0)
        return rc;
    db_bind_blob(s, 1, op->value.s, HASH_LEN);
    return db_run(st->db, s, e);
}

/* A local commit has seen every head: one is left, and no conflict. */
static int apply_local(struct store *st, const struct op *reg, struct err *e)
{
    int rc = clear_all(st, reg, e);

    if (rc == 0 && st->conflicts > 0 && reg->field != LOG_FIELD_ALIVE)
        rc = mark_conflict(st, reg->entity, reg->field, 0, e);
    return rc;
}

static int apply_remote(struct store *st, const struct commit *c, const struct vector *seen,
                        const struct op *reg, const struct buf *value, struct err *e)
{
    struct clearing heads = {.first = BUF_INIT};
    int rc = clear_heads(st, c, seen, reg, value, &heads, e);

    if (rc == 0 && reg->field != LOG_FIELD_ALIVE && heads.clash_before != heads.clash_after)
        rc = mark_conflict(st, reg->entity, reg->field, heads.clash_after ? CONFLICT_VALUE : 0, e);
    free(heads.gone);
    buf_release(&heads.first);
    return rc;
}

/* `alive` is judged after all ops. */
static int apply_register(struct store *st, const struct commit *c, const struct vector *seen,
                          bool local, const struct op *reg, struct err *e)
{
    struct buf value = {.max = SIZE_MAX / 2};
    int rc;

    value_put(&value, reg->value);
    rc = local ? apply_local(st, reg, e) : apply_remote(st, c, seen, reg, &value, e);
    if (rc == 0)
        rc = insert_head(st, c, reg, &value, e);
    if (rc == 0)
        rc = MUTATE_HEADS(st, reg, e);
    st->deaths |= reg->field == LOG_FIELD_ALIVE;
    buf_release(&value);
    return rc;
}

static int apply_op(struct store *st, const struct commit *c, const struct vector *seen, bool local,
                    const struct op *op, struct touched *touched, struct err *e)
{
    struct op reg;

    if (op->kind == OP_OPEN)
        return apply_open(st, c, op, e);
    if (op->kind == OP_CHECKPOINT)
        return apply_checkpoint(st, op, e);
    if (op->kind < OP_SET || op->kind > OP_CHECKPOINT)
        return apply_unknown(st, op, touched, e);
    if (op->kind == OP_EVENT && op->field == EVENT_ADOPT)
        return apply_adopt(st, op, e);
    if (op->kind == OP_EVENT && op->field == EVENT_PURGE)
        return apply_purge(st, c, op, local, e);
    if (!as_register(op, &reg))
        return 0;
    touched_add(touched, reg.entity);
    return apply_register(st, c, seen, local, &reg, e);
}

/* The vector of c: that of its writer's commit before, and what c says changed. */
static int vector_after(struct store *st, const struct commit *c, struct known *k, struct err *e)
{
    int rc = k->seen_read ? 0 : vector_of(st, c->writer, c->n, &k->seen, e);

    k->seen_read = rc == 0;
    for (size_t i = 0; i < c->nseen; i++)
        vector_set(&k->seen, c->seen[i].writer, c->seen[i].n);
    return rc == 0 && c->nseen > 0 ? vector_store(st, c, &k->seen, e) : rc;
}

static int note_quiet(struct store *st, const struct commit *c, struct err *e)
{
    struct statement *s = &st->st[ST_QUIET_PUT];
    int rc;

    if (!commit_is_quiet(c))
        return 0;
    rc = store_prepare(st, ST_QUIET_PUT, e);
    if (rc != 0)
        return rc;
    db_bind_id(s, 1, c->writer);
    db_bind_int(s, 2, (int64_t)c->n);
    return db_run(st->db, s, e);
}

/* Once for each entity, after all ops and with the writer's vector stored: who
 * deleted what. */
static int judge_deaths(struct store *st, const struct commit *c, struct err *e)
{
    const struct id *judged = NULL;
    struct op reg;
    int rc = 0;

    if (!st->deaths)
        return 0;
    for (size_t i = 0; i < c->nops && rc == 0; i++) {
        if (!as_register(&c->ops[i], &reg) || (judged && id_equal(*judged, reg.entity)))
            continue;
        judged = &c->ops[i].entity;
        rc = judge_alive(st, reg.entity, e);
    }
    return rc;
}

int apply_commit(struct store *st, const struct commit *c, const struct hash *hash, bool local,
                 struct touched *touched, struct err *e)
{
    struct known *k = store_known(st, c->writer, true);
    int rc = vector_after(st, c, k, e);

    assert(k->have == c->n - 1);
    for (size_t i = 0; i < c->nops && rc == 0; i++)
        rc = apply_op(st, c, &k->seen, local, &c->ops[i], touched, e);
    k->have = c->n;
    k->head = *hash;
    k->moved = true;
    if (k->stored < c->n)
        k->stored = c->n;
    if (rc == 0)
        rc = note_quiet(st, c, e);
    if (rc == 0)
        rc = judge_deaths(st, c, e);
    if (rc == 0 && c->hlc > st->newest)
        st->newest = c->hlc;
    if (rc == 0 && c->hlc > st->hlc && (local || hlc_ms(c->hlc) <= clock_now_ms() + HLC_TRUST_MS))
        st->hlc = c->hlc; /* a clock a year ahead must not drag ours along */
    return rc;
}

int flush_writers(struct store *st, struct err *e)
{
    struct statement *s = &st->st[ST_WRITER_HAVE];
    int rc = 0;

    for (size_t i = 0; i < st->nknown && rc == 0; i++) {
        struct known *k = &st->known[i];

        if (!k->moved)
            continue;
        rc = store_prepare(st, ST_WRITER_HAVE, e);
        if (rc != 0)
            break;
        db_bind_id(s, 1, k->writer);
        db_bind_int(s, 2, (int64_t)k->have);
        db_bind_blob(s, 3, k->head.b, HASH_LEN);
        rc = db_run(st->db, s, e);
        k->moved = false;
    }
    return rc;
}

bool commit_is_ready(struct store *st, const struct commit *c)
{
    struct known *k = store_known(st, c->writer, true);

    if (k->have != c->n - 1)
        return false;
    if (MUTATED(NO_WAITING))
        return true;
    for (size_t i = 0; i < c->nseen; i++) {
        struct known *other = store_known(st, c->seen[i].writer, false);

        if (!id_equal(c->seen[i].writer, c->writer) && (!other || other->have < c->seen[i].n))
            return false;
    }
    return true;
}

int project_touched(struct store *st, const struct touched *t, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < t->n && rc == 0; i++)
        rc = project_entity(st, t->v[i], e);
    return rc;
}
