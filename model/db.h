/* SQLite, made short: prepared statements bound in one call, errors as values.
 * Statements are always bound, never printed. */
#ifndef GENBA_MODEL_DB_H
#define GENBA_MODEL_DB_H

#include "model/base/err.h"
#include "model/base/id.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

/* A statement that is prepared at first use and kept: zero-initialise it, or
 * put it in an array; db_finish finalises. */
struct statement {
    sqlite3_stmt *st;
    bool unbound; /* a value found no memory: the next step fails instead of taking it for NULL */
};

/* ERR_FULL, ERR_BUSY, ERR_CORRUPT or ERR_IO with SQLite's own words. */
int db_error(sqlite3 *db, const char *what, struct err *e);
int db_exec(sqlite3 *db, const char *sql, struct err *e);
/* Prepares (once) and resets; the bound values stay. `sql` must be a literal or live as long. */
int db_prepare(sqlite3 *db, struct statement *s, const char *sql, struct err *e);
/* Runs a statement that gives no rows. */
int db_run(sqlite3 *db, struct statement *s, struct err *e);
/* 1 = a row, 0 = done (and reset), negative = error. */
int db_step(sqlite3 *db, struct statement *s, struct err *e);
void db_finish(struct statement *s, size_t n);

void db_bind_id(struct statement *s, int at, struct id id);
void db_bind_blob(struct statement *s, int at, const void *p, size_t n); /* lives until reset */
void db_bind_copy(struct statement *s, int at, const void *p, size_t n); /* a blob, copied */
void db_bind_text(struct statement *s, int at, const char *text);
void db_bind_text_n(struct statement *s, int at, const char *text, size_t n);
void db_bind_int(struct statement *s, int at, int64_t i);
struct id db_id(struct statement *s, int column); /* zero when it is no id */

#endif
