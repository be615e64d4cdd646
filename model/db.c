#include "model/db.h"

#include <errno.h>
#include <string.h>

/* What ends the room, as SQLite or the system says it. */
static bool is_full(sqlite3 *db, int rc)
{
    int no = rc == SQLITE_IOERR || rc == SQLITE_CANTOPEN ? sqlite3_system_errno(db) : 0;

    return rc == SQLITE_FULL || no == ENOSPC || no == EDQUOT;
}

int db_error(sqlite3 *db, const char *what, struct err *e)
{
    int rc = sqlite3_errcode(db) & 0xFF;
    enum err_code code = is_full(db, rc)                               ? ERR_FULL
                         : rc == SQLITE_BUSY || rc == SQLITE_LOCKED    ? ERR_BUSY
                         : rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB ? ERR_CORRUPT
                                                                       : ERR_IO;

    return err_set(e, code, what, "%s", sqlite3_errmsg(db));
}

static const char *name_of(sqlite3 *db)
{
    const char *path = sqlite3_db_filename(db, "main");

    return path ? path : "survey.db";
}

int db_exec(sqlite3 *db, const char *sql, struct err *e)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : db_error(db, name_of(db), e);
}

int db_prepare(sqlite3 *db, struct statement *s, const char *sql, struct err *e)
{
    s->unbound = false;
    if (s->st) {
        sqlite3_reset(s->st);
        return 0;
    }
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->st, NULL) != SQLITE_OK)
        return db_error(db, name_of(db), e);
    return 0;
}

int db_step(sqlite3 *db, struct statement *s, struct err *e)
{
    int rc;

    if (s->unbound)
        return err_set(e, ERR_IO, name_of(db), "%s", sqlite3_errstr(SQLITE_NOMEM));
    rc = sqlite3_step(s->st);
    if (rc == SQLITE_ROW)
        return 1;
    if (rc == SQLITE_DONE) {
        sqlite3_reset(s->st);
        return 0;
    }
    rc = db_error(db, name_of(db), e);
    sqlite3_reset(s->st);
    return rc;
}

int db_run(sqlite3 *db, struct statement *s, struct err *e)
{
    int rc = db_step(db, s, e);

    if (rc > 0)
        sqlite3_reset(s->st);
    return rc < 0 ? rc : 0;
}

void db_finish(struct statement *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        sqlite3_finalize(s[i].st);
        s[i].st = NULL;
    }
}

static void bound(struct statement *s, int rc)
{
    s->unbound |= rc != SQLITE_OK;
}

void db_bind_id(struct statement *s, int at, struct id id)
{
    bound(s, sqlite3_bind_blob(s->st, at, id.b, ID_LEN, SQLITE_TRANSIENT));
}

void db_bind_blob(struct statement *s, int at, const void *p, size_t n)
{
    bound(s, sqlite3_bind_blob64(s->st, at, n ? p : "", n, SQLITE_STATIC));
}

void db_bind_copy(struct statement *s, int at, const void *p, size_t n)
{
    bound(s, sqlite3_bind_blob64(s->st, at, n ? p : "", n, SQLITE_TRANSIENT));
}

void db_bind_text(struct statement *s, int at, const char *text)
{
    bound(s, sqlite3_bind_text(s->st, at, text, -1, SQLITE_TRANSIENT));
}

void db_bind_text_n(struct statement *s, int at, const char *text, size_t n)
{
    bound(s, sqlite3_bind_text64(s->st, at, n ? text : "", n, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void db_bind_int(struct statement *s, int at, int64_t i)
{
    bound(s, sqlite3_bind_int64(s->st, at, i));
}

struct id db_id(struct statement *s, int column)
{
    struct id id = {{0}};

    if (sqlite3_column_bytes(s->st, column) == ID_LEN)
        memcpy(id.b, sqlite3_column_blob(s->st, column), ID_LEN);
    return id;
}
