/* What is being typed and where one was: beside the log, on this laptop only,
 * so that a killed program reopens at the same place. */
#include "model/store_private.h"

int store_draft_put(struct store *st, const char *key, const char *text, struct err *e)
{
    struct statement s = {0};
    int rc;

    if (st->broken)
        return err_set(e, ERR_IO, st->path, "a write failed before");
    rc = db_prepare(st->db, &s,
                    text ? "INSERT OR REPLACE INTO draft(k,v) VALUES(?1,?2)"
                         : "DELETE FROM draft WHERE k=?1",
                    e);
    if (rc == 0) {
        db_bind_text(&s, 1, key);
        if (text)
            db_bind_text(&s, 2, text);
        rc = db_run(st->db, &s, e);
    }
    db_finish(&s, 1);
    return rc;
}

int store_draft_get(struct store *st, const char *key, struct buf *out, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, "SELECT v FROM draft WHERE k=?1", e);

    if (rc == 0) {
        db_bind_text(&s, 1, key);
        rc = db_step(st->db, &s, e);
    }
    if (rc > 0) {
        buf_puts(out, (const char *)sqlite3_column_text(s.st, 0));
        rc = 0;
    } else if (rc == 0) {
        rc = err_set(e, ERR_NOTFOUND, key, "no draft");
    }
    db_finish(&s, 1);
    return rc;
}
