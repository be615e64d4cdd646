/* Into which case it goes. */
#include "sync/central/session_priv.h"

static int look_before(struct central_run *x, struct err *e)
{
    int rc = host_case_look(&x->before, x->c, e);

    x->state.conflicts_before = x->before.conflicts;
    x->state.folder = x->before.folder;
    x->counted = x->state.folder != NULL;
    x->arrivals.c = x->c;
    return rc;
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
    int rc = 0;

    if (x->counted)
        return 0;
    if (x->c && !id_equal(store_hospital(x->c->store), x->hospital))
        x->c = NULL; /* the caller has another hospital open */
    if (!x->c) {
        x->own_case = true;
        rc = host_case_find(&x->c, x->workspace, x->hospital, &x->who, e);
        if (rc == 0 && !x->c && may_create)
            rc = create(x, e);
    }
    return rc == 0 && x->c ? look_before(x, e) : rc;
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
    if (!x->c || !x->own_case)
        return;
    run_refresh(x, NULL);
    host_case_close(x->c, x->workspace, true);
    x->c = NULL;
}
