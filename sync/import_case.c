/* May a bundle be applied, and into which case. */
#include "sync/import_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- who sent it ---- */

static int put_aside(struct import_run *x, enum aside_why why)
{
    x->state.set_aside = true;
    x->state.why = why;
    x->stage = STAGE_ASIDE;
    return 0;
}

/* The roster of the bundle first: it may be the one that admits or revokes its
 * sender. It stands before the records: there the look ends. */
static int renew_roster(struct import_run *x, struct err *e)
{
    struct bundle_part part;
    int rc;

    do {
        rc = bundle_next(x->r, &part, e);
    } while (rc > 0 && (part.kind == PART_MANIFEST || part.kind == PART_DICT));
    if (rc > 0 && part.kind == PART_ROSTER) /* another founder's, or damaged: it renews nothing */
        x->state.roster_refused =
            team_renew(x->workspace, &x->who, part.bytes.p, part.bytes.n, &x->state.roster_renewed,
                       &x->state.roster_why) == -ERR_REFUSED;
    return rc < 0 ? rc : 0;
}

/* It was judged by its head: another file of that name is another bundle. */
static bool same_head(const struct bundle_head *a, const struct bundle_head *b)
{
    return id_equal(a->bundle, b->bundle) && id_equal(a->hospital, b->hospital) &&
           memcmp(a->device, b->device, KEY_LEN) == 0 && a->volume == b->volume &&
           a->volumes == b->volumes && a->hlc == b->hlc && a->slots == b->slots;
}

/* Reading begins again at the first frame. */
static int rewind_bundle(struct import_run *x, struct err *e)
{
    int rc;

    bundle_close(x->r);
    x->r = NULL;
    rc = bundle_open(&x->r, x->io, x->path, e);
    if (rc == 0 && !same_head(bundle_head(x->r), &x->state.head))
        rc = err_say(e, ERR_CORRUPT, N_("{1} was changed while it was read. Merge it again."),
                     x->path, NULL);
    x->state.head.card = rc == 0 ? bundle_head(x->r)->card : (struct span){0};
    return rc == 0 ? bundle_unlock(x->r, &x->who, e) : rc;
}

int import_decide(struct import_run *x, struct err *e)
{
    struct roster roster = {0};
    enum standing standing;
    int rc = bundle_unlock(x->r, &x->who, e);

    x->stage = STAGE_APPLY;
    if (rc == -ERR_REFUSED)
        return put_aside(x, ASIDE_NOT_SEALED);
    if (rc == 0)
        rc = renew_roster(x, e);
    if (rc == 0)
        rc = rewind_bundle(x, e);
    if (rc == 0)
        rc = roster_load(&roster, x->workspace, e);
    if (rc != 0)
        return rc;
    standing = roster_standing(&roster, &x->who, x->state.head.device);
    roster_release(&roster);
    if (standing == STANDING_REVOKED)
        return put_aside(x, ASIDE_REVOKED);
    return standing == STANDING_UNKNOWN ? put_aside(x, ASIDE_UNKNOWN) : 0;
}

/* ---- the case ---- */

static int look_before(struct import_run *x, struct err *e)
{
    int rc = host_case_look(&x->before, x->c, e);

    x->state.conflicts_before = x->before.conflicts;
    x->state.folder = x->before.folder;
    x->counted = x->state.folder != NULL;
    x->arrivals.c = x->c;
    return rc;
}

static int create_case(struct import_run *x, struct err *e)
{
    char hex[ID_HEX_LEN + 1];
    int rc;

    id_print(x->state.head.hospital, hex);
    x->nameless = !x->state.serial || !*x->state.serial;
    rc = case_create_for(&x->c, x->workspace, x->state.head.hospital,
                         x->nameless ? hex : x->state.serial, x->nameless ? "" : x->state.name,
                         &x->who, e);
    x->state.created = rc == 0;
    if (rc == -ERR_EXISTS)
        return err_say(e, ERR_EXISTS,
                       N_("The workspace holds another survey of hospital {1}, made apart from the "
                          "bundle's. Move its folder away and merge again: {2}"),
                       x->state.serial, x->workspace);
    return rc;
}

int import_open_case(struct import_run *x, bool create, struct err *e)
{
    int rc = 0;

    if (x->counted)
        return 0;
    if (x->c && !id_equal(store_hospital(x->c->store), x->state.head.hospital))
        x->c = NULL; /* the caller has another hospital open */
    if (!x->c) {
        x->own_case = true;
        rc = host_case_find(&x->c, x->workspace, x->state.head.hospital, &x->who, e);
        if (rc == 0 && !x->c && create)
            rc = create_case(x, e);
    }
    return rc == 0 && x->c ? look_before(x, e) : rc;
}

int import_refresh(struct import_run *x, struct err *e)
{
    const struct row *site;
    int rc = x->stale ? survey_load(&x->c->survey, x->c->store, e) : 0;

    if (rc != 0)
        return rc;
    x->stale = false;
    site = survey_site(&x->c->survey);
    if (site && *row_text(site, F_site_hospital_serial_no)) {
        free(x->state.serial);
        free(x->state.name);
        x->state.serial = xstrdup(row_text(site, F_site_hospital_serial_no));
        x->state.name = xstrdup(row_text(site, F_site_hospital_name));
    }
    return 0;
}

/* A case that was made without a manifest gets the name its records give it. */
static void name_folder(struct import_run *x, char **folder)
{
    char *named;

    if (x->nameless && x->state.serial && *x->state.serial &&
        case_rename(&named, *folder, x->workspace, x->state.serial, x->state.name, NULL) == 0) {
        free(*folder);
        *folder = named;
    }
}

void import_close_case(struct import_run *x)
{
    char *folder;

    if (!x->c || !x->own_case)
        return;
    folder = xstrdup(x->c->folder);
    host_case_close(x->c, x->workspace, x->stage == STAGE_DONE && !x->nameless);
    x->c = NULL;
    name_folder(x, &folder);
    free(folder);
}
