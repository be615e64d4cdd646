#include "sync/host_case.h"

#include "assets/photo/keep.h"
#include "model/conflicts.h"
#include "model/db.h"
#include "model/workspace.h"

#include <stdlib.h>

int host_case_find(struct casefile **out, const char *workspace, struct id hospital,
                   const struct identity *who, struct err *e)
{
    char *folder = NULL;
    int rc = case_of_hospital(workspace, hospital, &folder, e);

    *out = NULL;
    if (rc == 0)
        rc = case_open(out, folder, who, e);
    else if (rc == -ERR_NOTFOUND)
        rc = 0;
    free(folder);
    return rc;
}

int host_case_look(struct host_before *out, struct casefile *c, struct err *e)
{
    int rc = conflicts_count(c, &out->conflicts, e);

    if (rc != 0)
        return rc;
    out->rows = sqlite3_total_changes64(store_db(c->store));
    out->folder = xstrdup(c->folder);
    return keep_prepare(c->folder, e);
}

int64_t host_case_rows(const struct host_before *b, struct casefile *c)
{
    return sqlite3_total_changes64(store_db(c->store)) - b->rows;
}

void host_case_close(struct casefile *c, const char *workspace, bool noted)
{
    char *folder = xstrdup(c->folder);
    struct index ix;

    noted = noted && index_load(&ix, workspace, NULL) == 0;
    if (noted)
        index_note(&ix, c);
    case_close(c);
    if (noted) {
        index_closed(&ix, workspace, folder, NULL);
        index_release(&ix);
    }
    free(folder);
}
