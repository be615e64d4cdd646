#include "sync/import_private.h"

#include "model/base/clock.h"
#include "model/conflicts.h"
#include "model/db.h"
#include "sync/dict.h"

#include <stdlib.h>
#include <string.h>

/* ---- beginning ---- */

static int begin(struct import_run **out, const char *path, const char *workspace,
                 const struct identity *who, struct casefile *open, bool is_aside,
                 const struct io *io, struct err *e)
{
    struct import_run *x = xcalloc(1, sizeof *x);
    int rc;

    *x = (struct import_run){.path = xstrdup(path),
                             .workspace = xstrdup(workspace),
                             .io = io ? io : &io_disk,
                             .who = *who,
                             .c = open,
                             .is_aside = is_aside};
    arrivals_init(&x->arrivals);
    x->state.file = x->path;
    buf_init(&x->dict, BUF_MAX_DEFAULT);
    rc = bundle_open(&x->r, x->io, path, e);
    if (rc == 0) {
        const struct bundle_head *h = bundle_head(x->r);

        x->state.head = *h;
        x->state.total = bundle_tally(x->r)->size;
        /* A card that cannot be read leaves the key alone: it decides. */
        if (card_read(&x->state.sender, h->card.p, h->card.n, NULL) != 0 ||
            memcmp(x->state.sender.device, h->device, KEY_LEN) != 0)
            x->state.sender = (struct card){0};
        memcpy(x->state.sender.device, h->device, KEY_LEN);
        rc = import_decide(x, e);
    }
    if (rc != 0) {
        import_end(x);
        return rc;
    }
    *out = x;
    return 0;
}

int import_begin(struct import_run **out, const char *path, const char *workspace,
                 const struct identity *who, struct casefile *open, const struct io *io,
                 struct err *e)
{
    return begin(out, path, workspace, who, open, false, io, e);
}

const struct import_state *import_state(const struct import_run *x)
{
    return &x->state;
}

void import_end(struct import_run *x)
{
    if (!x)
        return;
    if (x->c && x->stage == STAGE_APPLY)
        arrivals_settle(&x->arrivals, NULL);
    arrivals_release(&x->arrivals);
    import_close_case(x);
    bundle_close(x->r);
    if (x->m)
        manifest_release(x->m);
    free(x->m);
    buf_release(&x->dict);
    for (size_t i = 0; i < x->state.npartial; i++)
        free(x->state.partial[i].name);
    free(x->state.partial);
    free(x->state.serial);
    free(x->state.name);
    free(x->state.folder);
    free(x->path);
    free(x->workspace);
    free(x);
}

/* ---- what comes in ---- */

static void replace(char **at, const char *text)
{
    free(*at);
    *at = xstrdup(text);
}

/* The parts borrow from the reader: the manifest is kept by its own bytes. */
static int take_manifest(struct import_run *x, const struct bundle_part *part)
{
    struct manifest *m = xcalloc(1, sizeof *m);

    if (manifest_decode(m, part->bytes.p, part->bytes.n, NULL) != 0) {
        free(m); /* of a newer genba: the records are read all the same */
        return 0;
    }
    if (x->m)
        manifest_release(x->m);
    free(x->m);
    x->m = m;
    x->arrivals.expected = m->photos;
    x->arrivals.nexpected = m->nphotos;
    x->arrivals.fresh = false;
    replace(&x->state.serial, m->serial);
    replace(&x->state.name, m->name);
    return 0;
}

/* It stands before the records, and the case may come of them. */
static int take_dict(struct import_run *x, const struct bundle_part *part)
{
    buf_reset(&x->dict);
    buf_add(&x->dict, part->bytes.p, part->bytes.n);
    return 0;
}

/* One that cannot be read costs the labels of a newer version, nothing else. */
static int keep_dict(struct import_run *x, struct err *e)
{
    int rc = x->dict.len > 0 ? dict_keep(x->dict.p, x->dict.len, x->c->store, e) : 0;

    buf_reset(&x->dict);
    return rc == -ERR_CORRUPT || rc == -ERR_INVALID ? 0 : rc;
}

static int take_commits(struct import_run *x, const struct bundle_part *part, struct err *e)
{
    struct id *touched = NULL;
    size_t n = 0;
    int64_t fresh = x->state.commits.fresh;
    int rc = import_open_case(x, true, e);

    if (rc == 0)
        rc = keep_dict(x, e);
    if (rc == 0)
        rc = store_receive(x->c->store, part->commits, part->ncommits, &x->state.commits, &touched,
                           &n, e);
    free(touched);
    if (x->state.commits.fresh > fresh) {
        x->stale = true;
        x->arrivals.fresh = false;
    }
    /* nobody may edit over what the screens of the caller do not show yet */
    return rc == 0 && !x->own_case ? import_refresh(x, e) : rc;
}

static void count_photos(struct import_run *x)
{
    x->state.photos_new = x->arrivals.photos_new;
    x->state.photos_bad = x->arrivals.photos_bad;
}

static int take_photo(struct import_run *x, const struct bundle_part *part, struct err *e)
{
    int rc = import_open_case(x, false, e);

    if (rc != 0 || !x->counted)
        return rc; /* no record here speaks of it */
    if (!x->arrivals.fresh)
        rc = import_refresh(x, e);
    if (rc != 0)
        return rc;
    rc = arrivals_take(
        &x->arrivals,
        &(struct chunk){
            .sha256 = part->sha256, .index = part->index, .total = part->total, .data = part->data},
        e);
    count_photos(x);
    return rc;
}

static int take(struct import_run *x, const struct bundle_part *part, struct err *e)
{
    switch (part->kind) {
    case PART_MANIFEST:
        return take_manifest(x, part);
    case PART_DICT:
        return take_dict(x, part);
    case PART_COMMITS:
        return take_commits(x, part, e);
    case PART_PHOTO:
        return take_photo(x, part, e);
    default:
        return 0; /* roster: before; unknown: of a newer genba */
    }
}

/* ---- the end ---- */

struct lookup {
    struct id bundle;
    bool found, complete;
};

static int look(const struct ledger *l, void *ctx)
{
    struct lookup *q = ctx;

    if (l->out || !id_equal(l->bundle, q->bundle))
        return 0;
    q->found = true;
    q->complete = l->complete;
    return 1;
}

static int look_up(struct import_run *x, struct lookup *q, struct err *e)
{
    int rc = store_ledger(x->c->store, look, q, e);

    x->again = q->found;
    return rc < 0 ? rc : 0;
}

/* Of several volumes: whole, and no photo is on one that has not come. */
static bool has_all(const struct import_state *s, const struct bundle_tally *t)
{
    return t->complete && (s->head.volumes <= 1 || s->photos_whole >= s->photos_total);
}

/* The second time there is nothing to note: the line of the first stays. */
static int write_ledger(struct import_run *x, struct err *e)
{
    const struct bundle_tally *t = bundle_tally(x->r);
    struct lookup q = {.bundle = x->state.head.bundle};
    bool all = has_all(&x->state, t);
    struct ledger l;
    int rc = look_up(x, &q, e);

    if (rc < 0)
        return rc;
    if (q.found && q.complete >= all && host_case_rows(&x->before, x->c) == 0 &&
        x->state.photos_new == 0)
        return 0;
    l = (struct ledger){.bundle = x->state.head.bundle,
                        .at_ms = clock_now_ms(),
                        .file = x->path,
                        .laptop = x->state.sender.laptop,
                        .person = x->state.sender.person,
                        .commits = x->state.commits.changes,
                        .photos = x->state.photos_new,
                        .complete = q.complete || all};
    memcpy(l.peer, x->state.head.device, KEY_LEN);
    return store_ledger_put(x->c->store, &l, e);
}

static int finish(struct import_run *x, struct err *e)
{
    int rc = import_open_case(x, false, e);

    if (rc == 0 && !x->counted)
        rc = err_say(e, ERR_CORRUPT, N_("No record can be read from {1}. Write the bundle again."),
                     x->path, NULL);
    if (rc == 0)
        rc = arrivals_settle(&x->arrivals, e);
    count_photos(x);
    if (rc == 0)
        rc = import_refresh(x, e);
    if (rc == 0)
        rc = pictures_place(x->c, e);
    if (rc == 0)
        rc = look_up(x, &(struct lookup){.bundle = x->state.head.bundle}, e);
    if (rc == 0)
        rc = import_report(x, e);
    if (rc == 0)
        rc = write_ledger(x, e);
    if (rc == 0)
        rc = conflicts_count(x->c, &x->state.conflicts_after, e);
    if (rc != 0)
        return rc;
    x->state.rows = host_case_rows(&x->before, x->c);
    x->stage = STAGE_DONE;
    return 0;
}

static int set_aside(struct import_run *x, struct err *e)
{
    int rc = x->is_aside ? 0 : aside_put(x->workspace, x->path, x->state.why, e);

    if (rc == 0)
        x->stage = STAGE_DONE;
    return rc;
}

int import_step(struct import_run *x, struct err *e)
{
    struct bundle_part part;
    int rc;

    if (x->stage == STAGE_DONE)
        return 0;
    if (x->stage == STAGE_ASIDE)
        return set_aside(x, e);
    if (x->stage == STAGE_END)
        return finish(x, e);
    rc = bundle_next(x->r, &part, e);
    x->state.tally = *bundle_tally(x->r);
    x->state.done = x->state.tally.bytes;
    if (rc > 0)
        rc = take(x, &part, e);
    else if (rc == 0)
        x->stage = STAGE_END;
    return rc < 0 ? rc : 1;
}

bool import_is_whole(const struct import_state *s)
{
    return !s->set_aside && s->tally.complete && s->tally.frames_bad == 0 && s->npartial == 0;
}

/* ---- what was set aside ---- */

static int run(struct import_run *x, struct err *e)
{
    int rc;

    while ((rc = import_step(x, e)) > 0)
        continue;
    return rc;
}

static int apply_one(const char *workspace, const struct identity *who, const struct aside *a,
                     import_fn *fn, void *ctx, struct err *e)
{
    struct import_run *x;
    int rc = begin(&x, a->path, workspace, who, NULL, true, NULL, e);

    if (rc != 0) {
        struct import_state nothing = {
            .file = a->path, .head.bundle = a->bundle, .head.hospital = a->hospital};

        fn(&nothing, rc, e, ctx);
        return 0; /* the others are not worse for it */
    }
    if (!x->state.set_aside) {
        rc = run(x, e);
        fn(&x->state, rc, e, ctx);
        rc = rc == 0 && import_is_whole(&x->state) ? aside_done(workspace, a, e) : 0;
    }
    import_end(x);
    return rc;
}

int import_set_aside(const char *workspace, const struct identity *who, import_fn *fn, void *ctx,
                     struct err *e)
{
    struct aside_list list = {0};
    struct roster roster = {0};
    int rc = roster_load(&roster, workspace, e);

    if (rc == 0)
        rc = aside_load(&list, workspace, &roster, who, e);
    for (size_t i = 0; i < list.n && rc == 0; i++)
        rc = apply_one(workspace, who, &list.v[i], fn, ctx, e);
    aside_release(&list);
    roster_release(&roster);
    return rc;
}
