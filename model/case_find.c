/* Which case folder holds a hospital: by the id inside survey.db, since serial
 * numbers and names are typed and get corrected. */
#include "model/case.h"

#include "model/db.h"
#include "model/workspace.h"

#include <dirent.h>
#include <stdlib.h>

/* Reads the file as it lies there, without lock or recovery: the id is written
 * once, when the case is made. False when it says nothing (all of it may still
 * be in the write-ahead log of a killed program). */
static bool peek(const char *folder, struct id *out)
{
    struct statement s = {0};
    struct buf uri = BUF_INIT;
    sqlite3 *db = NULL;
    bool known = false;

    buf_puts(&uri, "file:");
    for (const char *p = folder; *p; p++)
        if (*p == '?' || *p == '#' || *p == '%')
            buf_addf(&uri, "%%%02X", (unsigned char)*p);
        else
            buf_putc(&uri, *p);
    buf_puts(&uri, "/survey.db?immutable=1");
    if (sqlite3_open_v2(buf_str(&uri), &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) ==
            SQLITE_OK &&
        db_prepare(db, &s, "SELECT v FROM meta WHERE k='hospital'", NULL) == 0)
        known = db_step(db, &s, NULL) > 0;
    if (known)
        *out = db_id(&s, 0);
    db_finish(&s, 1);
    sqlite3_close(db);
    buf_release(&uri);
    return known;
}

static bool open_and_ask(const char *folder, struct id *out)
{
    struct identity nobody = {0};
    struct buf path = BUF_INIT;
    struct store *st = NULL;
    bool known;

    buf_addf(&path, "%s/survey.db", folder);
    known = store_open(&st, buf_str(&path), 0, &nobody, NULL, NULL) == 0;
    if (known)
        *out = store_hospital(st);
    store_close(st);
    buf_release(&path);
    return known;
}

int case_of_hospital(const char *workspace, struct id hospital, char **folder, struct err *e)
{
    DIR *dir = opendir(workspace);
    struct buf path = BUF_INIT;
    struct dirent *d;
    char hex[ID_HEX_LEN + 1];
    bool found = false;

    if (!dir)
        return err_errno(e, workspace);
    while (!found && (d = readdir(dir)) != NULL) {
        struct id id;

        if (!workspace_is_case(d->d_name))
            continue;
        buf_reset(&path);
        buf_addf(&path, "%s/%s", workspace, d->d_name);
        found = (peek(buf_str(&path), &id) || open_and_ask(buf_str(&path), &id)) &&
                id_equal(id, hospital);
    }
    closedir(dir);
    if (found)
        *folder = buf_take(&path);
    buf_release(&path);
    id_print(hospital, hex);
    return found ? 0 : err_set(e, ERR_NOTFOUND, hex, "no case of it");
}
