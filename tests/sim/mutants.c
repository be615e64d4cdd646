/* The parts of the mutations that are more than a condition (model/mutation.h). */
#include "model/mutation.h"
#include "model/store_private.h"

enum mutation sim_mutation;

static int run(struct store *st, const char *sql, const struct op *op, bool field, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, sql, e);

    db_bind_id(&s, 1, op->entity);
    if (field)
        db_bind_int(&s, 2, op->field);
    rc = rc == 0 ? db_run(st->db, &s, e) : rc;
    db_finish(&s, 1);
    return rc;
}

static int keep_newest(struct store *st, const struct op *op, struct err *e)
{
    int rc = run(st,
                 "DELETE FROM cell WHERE ent=?1 AND fld=?2 AND (hlc,writer)<>(SELECT hlc,writer"
                 " FROM cell WHERE ent=?1 AND fld=?2 ORDER BY hlc DESC, writer DESC LIMIT 1)",
                 op, true, e);

    return rc == 0 ? run(st, "DELETE FROM conflict WHERE ent=?1 AND fld=?2", op, true, e) : rc;
}

int mutate_heads(struct store *st, const struct op *reg, struct err *e)
{
    if (MUTATED(LAST_WRITER_WINS))
        return keep_newest(st, reg, e);
    if (MUTATED(NO_TOMBSTONE) && reg->field == LOG_FIELD_ALIVE && reg->value.i == 0)
        return run(st, "DELETE FROM cell WHERE ent=?1", reg, false, e);
    return 0;
}
