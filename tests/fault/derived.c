#include "tests/fault/derived.h"

#include "model/base/buf.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static void add_rows(struct buf *out, sqlite3 *db, const char *table)
{
    struct buf sql = BUF_INIT;
    sqlite3_stmt *st;

    buf_addf(&sql, "SELECT * FROM \"%s\" ORDER BY 1,2%s", table,
             strcmp(table, "cell") == 0 ? ",3,4" : "");
    buf_addf(out, "\n%s", table);
    if (sqlite3_prepare_v2(db, buf_str(&sql), -1, &st, NULL) != SQLITE_OK)
        abort();
    while (sqlite3_step(st) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(st); i++) {
            int n = sqlite3_column_bytes(st, i);

            buf_addf(out, "|%d:%d:", sqlite3_column_type(st, i), n);
            buf_add(out, sqlite3_column_blob(st, i), (size_t)n);
        }
    sqlite3_finalize(st);
    buf_release(&sql);
}

struct hash derived_digest(struct sqlite3 *db)
{
    static const char tables[] =
        "SELECT name FROM sqlite_schema WHERE type='table' AND (name GLOB 'p_*' OR name IN"
        " ('cell','conflict','seen','held','quiet','signed')) ORDER BY name";
    struct buf all = BUF_INIT;
    struct hash h;
    sqlite3_stmt *st;

    if (sqlite3_prepare_v2(db, tables, -1, &st, NULL) != SQLITE_OK)
        abort();
    while (sqlite3_step(st) == SQLITE_ROW)
        add_rows(&all, db, (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    h = sha256(buf_str(&all), all.len);
    buf_release(&all);
    return h;
}
