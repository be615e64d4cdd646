/* Projections: one table per kind, one row per entity, a function of its heads
 * and conflicts alone. Rows are rewritten whole, so that the order of arrival
 * leaves no trace (I1). Columns are the catalogue's ids, "o_" before those of
 * an observed twin. */
#include "model/store_private.h"

#include <string.h>

static bool stored(int f)
{
    return (catalog[f].flags & FIELD_DERIVED) == 0;
}

/* Calls for each column of a kind, in the order of the table. */
static void columns(struct buf *sql, enum kind k, const char *before, const char *after)
{
    for (int f = catalog_kinds[k].first; f < kind_end(k); f++) {
        if (!stored(f))
            continue;
        buf_addf(sql, ",%s%s%s", before, catalog[f].id, after);
        if (catalog[f].flags & FIELD_SURVEYED)
            buf_addf(sql, ",%so_%s%s", before, catalog[f].id, after);
    }
}

int project_create(struct store *st, struct err *e)
{
    struct buf sql = BUF_INIT;
    int rc;

    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++) {
        /* sql: own names */
        buf_addf(&sql,
                 "CREATE TABLE p_%s(ent BLOB PRIMARY KEY,alive INTEGER NOT NULL,"
                 "nconf INTEGER NOT NULL",
                 catalog_kinds[k].id);
        columns(&sql, (enum kind)k, "\"", "\" ANY");
        buf_puts(&sql, ") STRICT, WITHOUT ROWID;");
    }
    rc = db_exec(st->db, buf_str(&sql), e);
    buf_release(&sql);
    return rc;
}

int project_drop(struct store *st, struct err *e)
{
    struct buf sql = BUF_INIT;
    int rc;

    db_finish(st->project, KIND_COUNT);
    db_finish(st->one, KIND_COUNT);
    /* sql: own names */
    for (int k = KIND_NONE + 1; k < KIND_COUNT; k++)
        buf_addf(&sql, "DROP TABLE IF EXISTS p_%s;", catalog_kinds[k].id);
    rc = db_exec(st->db, buf_str(&sql), e);
    buf_release(&sql);
    return rc;
}

static int prepare_kind(struct store *st, enum kind k, struct err *e)
{
    struct buf sql = BUF_INIT;
    int rc;

    if (st->project[k].st) {
        sqlite3_clear_bindings(st->project[k].st);
        return db_prepare(st->db, &st->project[k], "", e);
    }
    /* sql: own names */
    buf_addf(&sql, "INSERT OR REPLACE INTO p_%s VALUES(?,?,?", catalog_kinds[k].id);
    for (int f = catalog_kinds[k].first; f < kind_end(k); f++)
        if (stored(f))
            buf_puts(&sql, catalog[f].flags & FIELD_SURVEYED ? ",?,?" : ",?");
    buf_putc(&sql, ')');
    rc = db_prepare(st->db, &st->project[k], buf_str(&sql), e);
    buf_release(&sql);
    return rc;
}

/* The place of a field among the bound values, 1-based; 0 when not projected. */
static int column_of(enum field f, bool observed)
{
    int at = 4;

    if (!stored((int)f))
        return 0;
    for (int i = catalog_kinds[catalog[f].kind].first; i < (int)f; i++)
        if (stored(i))
            at += catalog[i].flags & FIELD_SURVEYED ? 2 : 1;
    return at + (observed ? 1 : 0);
}

/* Text and integers as SQL's own; an unreadable value keeps its log bytes. */
static void bind_value(struct statement *s, int at, const struct value *v, const void *raw,
                       size_t nraw)
{
    switch (v->type) {
    case VALUE_NULL:
        break;
    case VALUE_INT:
        db_bind_int(s, at, v->i);
        break;
    case VALUE_TEXT:
    case VALUE_DECIMAL:
        db_bind_text_n(s, at, v->s, v->n);
        break;
    case VALUE_ID:
        db_bind_id(s, at, v->id);
        break;
    case VALUE_BLOB:
    case VALUE_UNREADABLE:
        db_bind_copy(s, at, raw, nraw);
        break;
    }
}

static int count_conflicts(struct store *st, struct id entity, int *n, bool *of_alive,
                           struct err *e)
{
    struct statement *s = &st->st[ST_CONFLICT_ENTITY];
    int rc;

    *n = 0;
    *of_alive = false;
    if (st->conflicts == 0)
        return 0;
    rc = store_prepare(st, ST_CONFLICT_ENTITY, e);
    if (rc != 0)
        return rc;
    db_bind_id(s, 1, entity);
    while ((rc = db_step(st->db, s, e)) > 0) {
        ++*n;
        *of_alive |= sqlite3_column_int64(s->st, 0) == LOG_FIELD_ALIVE;
    }
    return rc;
}

/* Fields of two kinds on one entity: nothing of ours writes that. Only the row
 * of the first kind stays, whatever order they came in (I1). */
static int drop_others(struct store *st, enum kind but, struct id entity, struct err *e)
{
    int rc = 0;

    for (int k = KIND_NONE + 1; k < KIND_COUNT && rc == 0; k++) {
        struct statement s = {0};
        struct buf sql = BUF_INIT;

        if (k == (int)but)
            continue;
        buf_addf(&sql, "DELETE FROM p_%s WHERE ent=?1", catalog_kinds[k].id); /* sql: own names */
        rc = db_prepare(st->db, &s, buf_str(&sql), e);
        if (rc == 0) {
            db_bind_id(&s, 1, entity);
            rc = db_run(st->db, &s, e);
        }
        db_finish(&s, 1);
        buf_release(&sql);
    }
    return rc;
}

int project_entity(struct store *st, struct id entity, struct err *e)
{
    struct statement *cells = &st->st[ST_CELL_ENTITY];
    enum kind kind = KIND_NONE;
    int64_t last = -1;
    bool alive = true, alive_conflict, mixed = false;
    int nconf, rc = count_conflicts(st, entity, &nconf, &alive_conflict, e);

    if (rc != 0 || (rc = store_prepare(st, ST_CELL_ENTITY, e)) != 0)
        return rc;
    db_bind_id(cells, 1, entity);
    while ((rc = db_step(st->db, cells, e)) > 0) {
        uint32_t number = (uint32_t)sqlite3_column_int64(cells->st, 0);
        const void *raw = sqlite3_column_blob(cells->st, 1);
        int nraw = sqlite3_column_bytes(cells->st, 1);
        struct value v;
        bool observed;
        enum field f;

        if (number == last || value_get(raw, (size_t)nraw, &v) == 0)
            continue; /* the shown head of a field comes first */
        last = number;
        if (number == LOG_FIELD_ALIVE) {
            alive = v.type != VALUE_INT || v.i != 0;
            continue;
        }
        f = field_of_log_number(number, &observed);
        if (f == FIELD_NONE)
            continue; /* of a newer catalogue: kept in `cell`, passed on */
        if (kind == KIND_NONE) {
            kind = catalog[f].kind;
            rc = prepare_kind(st, kind, e);
            if (rc != 0)
                return rc;
        }
        mixed |= catalog[f].kind != kind;
        if (catalog[f].kind == kind && column_of(f, observed) > 0)
            bind_value(&st->project[kind], column_of(f, observed), &v, raw, (size_t)nraw);
    }
    if (rc == 0 && mixed)
        rc = drop_others(st, kind, entity, e);
    if (rc != 0 || kind == KIND_NONE)
        return rc;
    db_bind_id(&st->project[kind], 1, entity);
    db_bind_int(&st->project[kind], 2, alive || alive_conflict);
    db_bind_int(&st->project[kind], 3, nconf);
    return db_run(st->db, &st->project[kind], e);
}
