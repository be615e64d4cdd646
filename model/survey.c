#include "model/survey.h"

#include "model/base/buf.h"
#include "model/base/text.h"
#include "model/store_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int field_count(enum kind k)
{
    return kind_end(k) - (int)catalog_kinds[k].first;
}

static struct row *row_new(struct id id, enum kind k)
{
    struct row *r = xcalloc(1, sizeof *r);

    r->id = id;
    r->kind = k;
    r->declared = xcalloc((size_t)field_count(k), sizeof *r->declared);
    r->observed = xcalloc((size_t)field_count(k), sizeof *r->observed);
    return r;
}

static void row_free(struct row *r)
{
    for (int i = 0; i < field_count(r->kind); i++) {
        value_release(&r->declared[i]);
        value_release(&r->observed[i]);
    }
    free(r->declared);
    free(r->observed);
    free(r);
}

void survey_init(struct survey *s)
{
    memset(s, 0, sizeof *s);
}

static void clear_kind(struct survey *s, enum kind k)
{
    for (size_t i = 0; i < s->all[k]; i++)
        row_free(s->rows[k][i]);
    free(s->rows[k]);
    s->rows[k] = NULL;
    s->n[k] = s->all[k] = s->cap[k] = 0;
}

void survey_release(struct survey *s)
{
    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++)
        clear_kind(s, (enum kind)k);
    survey_index_release(&s->ids);
}

/* A projected column as a value; the type of the column decides how SQL's own
 * types are read (see project.c). */
static struct value column_value(sqlite3_stmt *st, int at, const struct field_def *f)
{
    const void *p;
    size_t n = (size_t)sqlite3_column_bytes(st, at);
    struct value v = value_null();

    switch (sqlite3_column_type(st, at)) {
    case SQLITE_INTEGER:
        return value_int(sqlite3_column_int64(st, at));
    case SQLITE_TEXT:
        v = value_text_n((const char *)sqlite3_column_text(st, at), n);
        if (f->type == TYPE_DECIMAL && v.type == VALUE_TEXT)
            v.type = VALUE_DECIMAL;
        return v;
    case SQLITE_BLOB:
        p = sqlite3_column_blob(st, at);
        if (f->type == TYPE_REF && n == ID_LEN) {
            v.type = VALUE_ID;
            memcpy(v.id.b, p, ID_LEN);
        } else {
            value_get(p, n, &v);
        }
        return v;
    default:
        return v;
    }
}

static struct row *read_row(sqlite3_stmt *st, struct id id, enum kind k)
{
    struct row *r = row_new(id, k);
    int at = 3;

    r->alive = sqlite3_column_int(st, 1) != 0;
    r->conflicts = sqlite3_column_int(st, 2);
    for (int i = 0; i < field_count(k); i++) {
        const struct field_def *f = &catalog[(int)catalog_kinds[k].first + i];

        if (f->flags & FIELD_DERIVED)
            continue;
        r->declared[i] = value_copy(column_value(st, at++, f));
        if (f->flags & FIELD_SURVEYED)
            r->observed[i] = value_copy(column_value(st, at++, f));
    }
    return r;
}

static void append(struct survey *s, struct row *r)
{
    enum kind k = r->kind;

    s->rows[k] = xgrow(s->rows[k], s->all[k], &s->cap[k], sizeof *s->rows[k]);
    s->rows[k][s->all[k]++] = r;
    survey_index_put(&s->ids, r);
}

/* The number that orders the rows of a kind; 0 where creation orders them. */
static int64_t seq_of(const struct row *r)
{
    switch (r->kind) {
    case KIND_line:
        return row_int(r, F_line_line_seq, INT64_MAX);
    case KIND_device:
        return row_int(r, F_device_device_seq, INT64_MAX);
    case KIND_pc:
        return row_int(r, F_pc_pc_seq, INT64_MAX);
    case KIND_step:
        return row_int(r, F_step_step_seq, INT64_MAX);
    case KIND_drawing:
        return row_int(r, F_drawing_drawing_seq, INT64_MAX);
    case KIND_window:
        return row_int(r, F_window_window_seq, INT64_MAX);
    default:
        return 0;
    }
}

struct order { /* of one row: alive first, then parent, then own number, then id */
    struct row *row;
    struct id photo; /* of a use */
    int64_t parent, own;
};

static int compare_order(const void *pa, const void *pb)
{
    const struct order *a = pa, *b = pb;

    if (a->row->alive != b->row->alive)
        return a->row->alive ? -1 : 1;
    if (a->parent != b->parent)
        return a->parent < b->parent ? -1 : 1;
    if (a->own != b->own)
        return a->own < b->own ? -1 : 1;
    if (!id_equal(a->photo, b->photo))
        return id_compare(a->photo, b->photo);
    return id_compare(a->row->id, b->row->id);
}

static int64_t parent_order(const struct survey *s, const struct row *r)
{
    const struct row *line;

    if (r->kind != KIND_device)
        return 0;
    line = survey_find_kind(s, KIND_line, row_ref(r, F_device_line_ref));
    return line ? seq_of(line) : INT64_MAX;
}

static void sort_kind(struct survey *s, enum kind k)
{
    struct order *order = xmalloc(s->all[k] * sizeof *order);

    s->n[k] = 0;
    for (size_t i = 0; i < s->all[k]; i++) {
        struct row *r = s->rows[k][i];

        order[i] = (struct order){.row = r, .parent = parent_order(s, r), .own = seq_of(r)};
        if (k == KIND_photo_use)
            order[i].photo = row_ref(r, F_photo_use_photo_ref);
        s->n[k] += r->alive;
    }
    if (s->all[k] > 0)
        qsort(order, s->all[k], sizeof *order, compare_order);
    for (size_t i = 0; i < s->all[k]; i++)
        s->rows[k][i] = order[i].row;
    s->uses_sorted = s->uses_sorted || k == KIND_photo_use;
    free(order);
}

static int select_rows(struct store *st, enum kind k, const char *where, struct statement *out,
                       struct err *e)
{
    struct buf text = BUF_INIT;
    int rc;

    if (out->st)
        return db_prepare(st->db, out, "", e); /* compiled before: reset */
    /* sql: own names */
    buf_addf(&text, "SELECT * FROM p_%s%s", catalog_kinds[k].id, where);
    rc = db_prepare(st->db, out, buf_str(&text), e);
    buf_release(&text);
    return rc;
}

static int mark_held(struct id entity, int op_kind, void *ctx)
{
    struct survey *s = ctx;

    (void)op_kind;
    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++)
        for (size_t i = 0; i < s->all[k]; i++)
            if (id_equal(s->rows[k][i]->id, entity))
                s->rows[k][i]->held = true;
    return 0;
}

/* What the store knows beside the rows. */
static int load_state(struct survey *s, struct store *st, struct err *e)
{
    struct statement q = {0};
    int rc = db_prepare(st->db, &q,
                        "SELECT count(*) FROM quarantine"
                        " WHERE hash NOT IN (SELECT hash FROM adopted)",
                        e);

    if (rc == 0)
        rc = db_step(st->db, &q, e);
    if (rc > 0)
        s->aside = (size_t)sqlite3_column_int64(q.st, 0);
    db_finish(&q, 1);
    s->waiting = (size_t)st->pending;
    return rc < 0 ? rc : store_held(st, mark_held, s, e);
}

int survey_load(struct survey *s, struct store *st, struct err *e)
{
    int rc = 0;

    survey_release(s);
    for (int k = KIND_NONE + 1; k < KIND_COUNT && rc == 0; k++) {
        struct statement q = {0};

        rc = select_rows(st, (enum kind)k, "", &q, e);
        while (rc == 0 && (rc = db_step(st->db, &q, e)) > 0) {
            append(s, read_row(q.st, db_id(&q, 0), (enum kind)k));
            rc = 0;
        }
        db_finish(&q, 1);
        sort_kind(s, (enum kind)k);
    }
    return rc == 0 ? load_state(s, st, e) : rc;
}

static void remove_row(struct survey *s, enum kind k, struct id id)
{
    for (size_t i = 0; i < s->all[k]; i++) {
        if (!id_equal(s->rows[k][i]->id, id))
            continue;
        row_free(s->rows[k][i]);
        memmove(s->rows[k] + i, s->rows[k] + i + 1, (s->all[k] - i - 1) * sizeof *s->rows[k]);
        s->all[k]--;
        return;
    }
}

/* Reads the row again where this kind has it. 1 = it has. */
static int refresh_row(struct survey *s, struct store *st, enum kind k, struct id id, struct err *e)
{
    struct statement *q = &st->one[k];
    int rc = select_rows(st, k, " WHERE ent=?1", q, e);

    if (rc != 0)
        return rc;
    db_bind_id(q, 1, id);
    rc = db_step(st->db, q, e);
    if (rc > 0) {
        struct row *fresh = read_row(q->st, id, k);

        survey_index_put(&s->ids, fresh); /* while the row that it replaces is there */
        remove_row(s, k, id);
        append(s, fresh);
        sqlite3_reset(q->st);
    }
    return rc;
}

int survey_refresh(struct survey *s, struct store *st, const struct id *touched, size_t n,
                   struct err *e)
{
    bool changed[KIND_COUNT] = {false};
    int rc = 0;

    if (n > 50) /* an import: reading everything is quicker than row by row */
        return survey_load(s, st, e);
    for (size_t i = 0; i < n && rc == 0; i++) {
        const struct row *known = survey_find(s, touched[i]);

        for (int k = KIND_NONE + 1; k < KIND_COUNT && rc == 0; k++) {
            if (known && known->kind != (enum kind)k)
                continue;
            rc = refresh_row(s, st, (enum kind)k, touched[i], e);
            if (rc > 0) {
                changed[k] = true;
                rc = 0;
                break;
            }
        }
    }
    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++)
        if (changed[k] || (k == KIND_device && changed[KIND_line]))
            sort_kind(s, (enum kind)k);
    return rc == 0 ? load_state(s, st, e) : rc;
}

const struct value *row_value(const struct row *r, enum field f)
{
    return &r->declared[(int)f - (int)catalog_kinds[r->kind].first];
}

const struct value *row_observed(const struct row *r, enum field f)
{
    return &r->observed[(int)f - (int)catalog_kinds[r->kind].first];
}

const char *row_text(const struct row *r, enum field f)
{
    return value_str(row_value(r, f));
}

const char *row_text_seen(const struct row *r, enum field f)
{
    return value_str(row_observed(r, f));
}

int64_t row_int(const struct row *r, enum field f, int64_t absent)
{
    const struct value *v = row_value(r, f);

    return v->type == VALUE_INT ? v->i : absent;
}

bool row_is(const struct row *r, enum field f, const char *enum_id)
{
    return strcmp(row_text(r, f), enum_id) == 0;
}

struct id row_ref(const struct row *r, enum field f)
{
    const struct value *v = row_value(r, f);

    return v->type == VALUE_ID ? v->id : (struct id){{0}};
}

const struct value *row_best(const struct row *r, enum field f)
{
    const struct value *seen = row_observed(r, f);

    return seen->type == VALUE_NULL || seen->type == VALUE_UNREADABLE ? row_value(r, f) : seen;
}

const struct row *survey_site(const struct survey *s)
{
    return s->n[KIND_site] ? s->rows[KIND_site][0] : NULL;
}

const struct row *survey_find_kind(const struct survey *s, enum kind k, struct id id)
{
    const struct row *r = survey_index_find(&s->ids, id);

    if (s->ids.n > 0 && (!r || r->kind == k))
        return r;
    for (size_t i = 0; i < s->all[k]; i++)
        if (id_equal(s->rows[k][i]->id, id))
            return s->rows[k][i];
    return NULL;
}

const struct row *survey_find(const struct survey *s, struct id id)
{
    if (s->ids.n > 0)
        return survey_index_find(&s->ids, id);
    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++) {
        const struct row *r = survey_find_kind(s, (enum kind)k, id);

        if (r)
            return r;
    }
    return NULL;
}

/* The same place in other letters: compared folded. */
static bool same_text(const char *a, const char *b)
{
    struct buf fa = BUF_INIT, fb = BUF_INIT;
    bool same;

    if (strcmp(a, b) == 0)
        return true;
    text_fold(&fa, a, strlen(a));
    text_fold(&fb, b, strlen(b));
    same = strcmp(buf_str(&fa), buf_str(&fb)) == 0;
    buf_release(&fa);
    buf_release(&fb);
    return same;
}

const struct row *survey_room(const struct survey *s, const char *building, const char *floor,
                              const char *room)
{
    for (size_t i = 0; i < s->n[KIND_room]; i++) {
        const struct row *r = s->rows[KIND_room][i];

        if (same_text(row_text(r, F_room_room), room) &&
            same_text(row_text(r, F_room_building), building) &&
            same_text(row_text(r, F_room_floor), floor))
            return r;
    }
    return NULL;
}

/* Where each kind keeps its place; FIELD_NONE where it has none. */
static const struct {
    enum kind kind;
    enum field building, floor, room;
} places[] = {
    {KIND_line, F_line_building, F_line_floor, F_line_room},
    {KIND_device, F_device_building, F_device_floor, F_device_room},
    {KIND_pc, F_pc_building, F_pc_floor, F_pc_room},
    {KIND_step, F_step_building, F_step_floor, F_step_room},
    {KIND_exploration, F_exploration_building, F_exploration_floor, F_exploration_room},
    {KIND_unknown_line, F_unknown_line_building, F_unknown_line_floor, F_unknown_line_room},
};

const struct row *row_room(const struct survey *s, const struct row *r)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (places[i].kind != r->kind)
            continue;
        if (r->kind == KIND_device && !*row_text(r, F_device_room)) {
            const struct row *line = survey_find(s, row_ref(r, F_device_line_ref));

            return line ? row_room(s, line) : NULL;
        }
        return survey_room(s, row_text(r, places[i].building), row_text(r, places[i].floor),
                           row_text(r, places[i].room));
    }
    return NULL;
}

const struct row *survey_step_of(const struct survey *s, struct id target)
{
    const struct row *latest = NULL;

    for (size_t i = 0; i < s->n[KIND_step]; i++) {
        const struct row *r = s->rows[KIND_step][i];

        if (id_equal(row_ref(r, F_step_target_ref), target) &&
            (!latest ||
             strcmp(row_text(latest, F_step_plan_date), row_text(r, F_step_plan_date)) <= 0))
            latest = r;
    }
    return latest;
}

/* The first use at or behind `i` that is not of an earlier photo. */
static size_t first_use(const struct survey *s, struct id photo, size_t i)
{
    size_t end = s->n[KIND_photo_use];

    while (i < end) {
        size_t mid = i + (end - i) / 2;

        if (id_compare(row_ref(s->rows[KIND_photo_use][mid], F_photo_use_photo_ref), photo) < 0)
            i = mid + 1;
        else
            end = mid;
    }
    return i;
}

const struct row *survey_next_ref(const struct survey *s, enum kind k, enum field ref, struct id id,
                                  size_t *i)
{
    if (ref == F_photo_use_photo_ref && s->uses_sorted) {
        *i = first_use(s, id, *i);
        if (*i == s->n[k] || !id_equal(row_ref(s->rows[k][*i], ref), id))
            return NULL;
        return s->rows[k][(*i)++];
    }
    while (*i < s->n[k]) {
        const struct row *r = s->rows[k][(*i)++];

        if (id_equal(row_ref(r, ref), id))
            return r;
    }
    return NULL;
}
