/* What stands in the cells, and who had seen whom. */
#include "model/store_private.h"

#include <string.h>

int store_saw(struct store *st, struct seen later, struct seen earlier, bool *out, struct err *e)
{
    struct vector v = {0};
    int rc = 0;

    *out = later.n >= earlier.n;
    if (id_equal(later.writer, earlier.writer))
        return 0;
    rc = vector_of(st, later.writer, later.n, &v, e);
    *out = vector_get(&v, earlier.writer) >= earlier.n;
    vector_release(&v);
    return rc;
}

int store_cells(struct store *st, struct id entity, cell_fn *fn, void *ctx, struct err *e)
{
    struct statement *s = &st->st[ST_CELL_ENTITY];
    int rc = store_prepare(st, ST_CELL_ENTITY, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, entity);
    while ((rc = db_step(st->db, s, e)) > 0) {
        struct head h = {.writer = db_id(s, 2),
                         .n = (uint64_t)sqlite3_column_int64(s->st, 3),
                         .hlc = (uint64_t)sqlite3_column_int64(s->st, 4),
                         .user = db_id(s, 5)};

        if (value_get(sqlite3_column_blob(s->st, 1), (size_t)sqlite3_column_bytes(s->st, 1),
                      &h.value) > 0 &&
            fn((uint32_t)sqlite3_column_int64(s->st, 0), &h, ctx) != 0) {
            sqlite3_reset(s->st);
            return 0;
        }
    }
    return rc;
}

/* ---- fields of a newer catalogue ---- */

static const char *label(struct statement *s, int at)
{
    const unsigned char *p = sqlite3_column_text(s->st, at);

    return p ? (const char *)p : "";
}

/* One row of the cells: true when it is the shown value of a field that this
 * version lacks. */
static bool is_newer(struct statement *s, struct newer *last, struct newer *out)
{
    bool observed;

    *out = (struct newer){.entity = db_id(s, 0),
                          .number = (uint32_t)sqlite3_column_int64(s->st, 1),
                          .en = label(s, 3),
                          .ja = label(s, 4)};
    if (out->number == LOG_FIELD_ALIVE ||
        field_of_log_number(out->number, &observed) != FIELD_NONE ||
        (last->number == out->number && id_equal(last->entity, out->entity)))
        return false;
    *last = *out;
    return value_get(sqlite3_column_blob(s->st, 2), (size_t)sqlite3_column_bytes(s->st, 2),
                     &out->value) > 0;
}

#define NEWER_SQL(where)                                                                           \
    "SELECT c.ent,c.fld,c.val,d.en,d.ja FROM cell c LEFT JOIN dict d ON d.fld=(c.fld & "           \
    "32767)" where " ORDER BY c.ent, c.fld, c.hlc DESC, c.writer DESC, c.n DESC"

int store_newer(struct store *st, const struct id *entity, newer_fn *fn, void *ctx, struct err *e)
{
    struct statement s = {0};
    struct newer last = {.number = LOG_FIELD_ALIVE};
    int rc = db_prepare(st->db, &s, entity ? NEWER_SQL(" WHERE c.ent=?1") : NEWER_SQL(""), e);

    if (rc == 0 && entity)
        db_bind_id(&s, 1, *entity);
    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0) {
        struct newer one;

        rc = 0;
        if (is_newer(&s, &last, &one) && fn(&one, ctx) != 0)
            break;
    }
    db_finish(&s, 1);
    return rc;
}

static int put_label(struct store *st, struct statement *s, const struct label *l, struct err *e)
{
    bool observed;

    if (field_of_log_number(l->number, &observed) != FIELD_NONE)
        return 0;
    db_bind_int(s, 1, l->number & ~LOG_FIELD_OBSERVED);
    db_bind_int(s, 2, (int64_t)l->version);
    db_bind_text(s, 3, l->en);
    db_bind_text(s, 4, l->ja);
    return db_run(st->db, s, e);
}

int store_labels_put(struct store *st, const struct label *v, size_t n, struct err *e)
{
    static const char sql[] =
        "INSERT INTO dict(fld,version,en,ja) VALUES(?1,?2,?3,?4) ON CONFLICT(fld) DO UPDATE"
        " SET version=excluded.version, en=excluded.en, ja=excluded.ja"
        " WHERE excluded.version>version";
    struct statement s = {0};
    int rc = store_begin(st, e);

    if (rc != 0)
        return rc;
    rc = db_prepare(st->db, &s, sql, e);
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = put_label(st, &s, &v[i], e);
    db_finish(&s, 1);
    return store_finish(st, rc, e);
}

int store_labels(struct store *st, label_fn *fn, void *ctx, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, "SELECT fld,version,en,ja FROM dict ORDER BY fld", e);

    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0) {
        struct label l = {
            (uint32_t)sqlite3_column_int64(s.st, 0), (uint64_t)sqlite3_column_int64(s.st, 1),
            (const char *)sqlite3_column_text(s.st, 2), (const char *)sqlite3_column_text(s.st, 3)};

        rc = fn(&l, ctx) != 0;
    }
    db_finish(&s, 1);
    return rc < 0 ? rc : 0;
}
