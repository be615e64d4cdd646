#include "sync/central/replay.h"

#include "model/base/buf.h"
#include "model/db.h"

#include <stdlib.h>

struct replay {
    struct casefile c; /* without a folder */
    struct reception sum;
};

static const char no_name[] = ""; /* SQLite: a private database that is deleted when closed */

int replay_begin(struct replay **out, struct id hospital, struct err *e)
{
    struct replay *r = xcalloc(1, sizeof *r);
    struct identity nobody = {.person = ""};
    int rc;

    r->c.folder = xstrdup("");
    survey_init(&r->c.survey);
    rc = store_create_for(&r->c.store, no_name, hospital, &nobody, NULL, e);
    if (rc == 0)
        rc =
            db_exec(store_db(r->c.store), "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;", e);
    if (rc == 0)
        *out = r;
    else
        replay_end(r);
    return rc;
}

int replay_add(struct replay *r, const struct span *commits, size_t n, struct err *e)
{
    return store_receive(r->c.store, commits, n, &r->sum, NULL, NULL, e);
}

int replay_survey(struct replay *r, const struct casefile **out, struct err *e)
{
    int rc = survey_load(&r->c.survey, r->c.store, e);

    if (rc == 0)
        *out = &r->c;
    return rc;
}

const struct reception *replay_reception(const struct replay *r)
{
    return &r->sum;
}

void replay_end(struct replay *r)
{
    if (!r)
        return;
    survey_release(&r->c.survey);
    store_close(r->c.store);
    free(r->c.folder);
    free(r);
}
