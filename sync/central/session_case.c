/* Into which case it goes. */
#include "sync/central/session_priv.h"

#include "model/conflicts.h"
#include "model/db.h"
#include "model/workspace.h"

#include <stdlib.h>
#include <string.h>

static int count_before(struct central_run *x, struct err *e)
{
    int rc = conflicts_count(x->c, &x->state.conflicts_before, e);

    if (rc != 0)
        return rc;
    x->counted = true;
    x->arrivals.c = x->c;
    x->changes_before = sqlite3_total_changes64(store_db(x->c->store));
    x->state.folder = xstrdup(x->c->folder);
    return keep_prepare(x->c->folder, e);
}

/* Its name comes from the store: asked before the first commit. */
static int create(struct central_run *x, struct err *e)
{
    int rc = case_create_for(&x->c, x->workspace, x->hospital, x->state.serial, x->state.name,
                             &x->who, e);

    x->state.created = rc == 0;
    if (rc == -ERR_EXISTS)
        return err_say(e, ERR_EXISTS,
                       N_("The workspace holds another survey of hospital {1}, made apart from the "
                          "central store's. Move its folder away and fetch again: {2}"),
                       x->state.serial, x->workspace);
    return rc;
}

int run_open_case(struct central_run *x, bool may_create, struct err *e)
{
    char *folder = NULL;
    int rc = 0;

    if (x->counted)
        return 0;
    if (x->c && !id_equal(store_hospital(x->c->store), x->hospital))
        x->c = NULL; /* the caller has another hospital open */
    if (!x->c) {
        x->own_case = true;
        rc = case_of_hospital(x->workspace, x->hospital, &folder, e);
        if (rc == 0)
            rc = case_open(&x->c, folder, &x->who, e);
        else if (rc == -ERR_NOTFOUND)
            rc = may_create ? create(x, e) : 0;
        free(folder);
    }
    return rc == 0 && x->c ? count_before(x, e) : rc;
}

int run_refresh(struct central_run *x, struct err *e)
{
    int rc = 0;

    if (x->counted && x->stale)
        rc = survey_load(&x->c->survey, x->c->store, e);
    x->stale = x->stale && rc != 0;
    return rc;
}

void run_close_case(struct central_run *x)
{
    struct index ix;
    char *folder;
    bool noted;

    if (!x->c || !x->own_case)
        return;
    folder = xstrdup(x->c->folder);
    run_refresh(x, NULL);
    noted = index_load(&ix, x->workspace, NULL) == 0;
    if (noted)
        index_note(&ix, x->c);
    case_close(x->c);
    x->c = NULL;
    if (noted) {
        index_closed(&ix, x->workspace, folder, NULL);
        index_release(&ix);
    }
    free(folder);
}
