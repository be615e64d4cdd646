/* Who has what: asked before anything moves and once more at the end; what the
 * store says then is the receipt. */
#include "sync/central/session_priv.h"

#include "model/base/clock.h"
#include "model/conflicts.h"
#include "sync/central/peer.h"
#include "sync/central/reasons.h"

#include <stdlib.h>
#include <string.h>

/* ---- before ---- */

static struct far *far_find(struct central_run *x, struct id writer, bool make)
{
    struct far *f;

    for (size_t i = 0; i < x->nfar; i++)
        if (id_equal(x->far[i].writer, writer))
            return &x->far[i];
    if (!make)
        return NULL;
    x->far = xgrow(x->far, x->nfar, &x->far_cap, sizeof *x->far);
    f = &x->far[x->nfar++];
    *f = (struct far){.writer = writer};
    return f;
}

static int next_in_chain(uint64_t n, struct span raw, void *ctx)
{
    uint64_t *last = ctx;

    (void)raw;
    if (n != *last + 1)
        return 1;
    *last = n;
    return 0;
}

/* Up to the first hole: what is behind it came on a torn stick and waits. */
static int near_writer(const struct writer_info *w, void *ctx)
{
    struct central_run *x = ctx;
    uint64_t last = w->have;
    int rc = w->stored > last
                 ? store_chain(x->c->store, w->writer, last + 1, next_in_chain, &last, NULL)
                 : 0;

    far_find(x, w->writer, true)->here = last;
    return rc < 0;
}

static int hash_first(uint64_t n, struct span raw, void *ctx)
{
    (void)n;
    *(struct hash *)ctx = commit_hash(raw.p, raw.n);
    return 1;
}

/* Is commit n of a writer here the one of that hash? */
bool run_has(struct central_run *x, const struct far *f, uint64_t n, const struct hash *h)
{
    struct hash own = {{0}};

    return store_chain(x->c->store, f->writer, n, hash_first, &own, NULL) == 1 &&
           hash_compare(&own, h) == 0;
}

/* How far each writer is here; and does what the store has of it end where the
 * chain here has the same commit? Somebody else's word under its name is no
 * receipt. */
int run_look(struct central_run *x, struct err *e)
{
    int rc = store_writers(x->c->store, near_writer, x, e);

    for (size_t i = 0; i < x->nfar && rc == 0; i++) {
        struct far *f = &x->far[i];

        if (f->there > 0 && f->there <= f->here && !run_has(x, f, f->there, &f->head))
            f->stuck = true;
    }
    return rc;
}

static int on_hello(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    struct rows r;
    int version;

    (void)at;
    if (a->fault)
        return run_failed(x, a, e);
    r = rows_of(a->body, a->n, 5);
    rows_fixed(&r, x->store, sizeof x->store);
    version = rows_int4(&r);
    rows_word(&r, x->state.login, sizeof x->state.login);
    rows_int8(&r);
    rows_word(&r, x->place, sizeof x->place);
    if (r.w.bad || r.n != 1)
        return run_nonsense(x, a, e);
    x->asked_it = true;
    return central_version(version, x->state.host, e);
}

int run_not_a_member(struct central_run *x, struct err *e)
{
    return err_say(e, ERR_REFUSED,
                   N_("{1} is not a member of this hospital's team at the central store. Ask the "
                      "programme office to admit this login (genba central member)."),
                   x->state.login, NULL);
}

static int on_role(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    int64_t ended;
    struct rows r;

    (void)at;
    if (a->fault)
        return run_failed(x, a, e);
    r = rows_of(a->body, a->n, 2);
    rows_word(&r, x->state.role, sizeof x->state.role);
    ended = rows_int8(&r);
    if (r.w.bad || r.n != 1)
        return run_nonsense(x, a, e);
    x->state.reads_only = strcmp(x->state.role, "audit") == 0;
    if (*x->state.role)
        return 0;
    return ended >= 0 ? central_ended(x->state.login, ended, e) : run_not_a_member(x, e);
}

static int on_register(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    char status[16];
    struct rows r;

    (void)at;
    if (a->fault)
        return run_failed(x, a, e);
    r = rows_of(a->body, a->n, 1);
    rows_word(&r, status, sizeof status);
    if (r.w.bad || r.n != 1)
        return run_nonsense(x, a, e);
    if (strcmp(status, "denied") == 0)
        return err_say(e, ERR_REFUSED,
                       N_("The central store {1} does not know hospital {2} yet. Its lead or the "
                          "programme office must sync it first."),
                       x->state.host, x->state.serial);
    return 0;
}

static char *name_of(struct rows *r, const struct row *site, enum field f)
{
    char line[512];

    if (r->n == 0)
        return xstrdup(site ? row_text(site, f) : "");
    rows_line(r, line, sizeof line);
    return xstrdup(line);
}

/* The store's own words; without a row the case here says it. */
static int on_hospital(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    const struct row *site = x->c ? survey_site(&x->c->survey) : NULL;
    struct rows r;

    (void)at;
    if (a->fault)
        return run_failed(x, a, e);
    r = rows_of(a->body, a->n, 2);
    free(x->state.serial);
    free(x->state.name);
    x->state.serial = name_of(&r, site, F_site_hospital_serial_no);
    x->state.name = name_of(&r, site, F_site_hospital_name);
    if (r.w.bad)
        return run_nonsense(x, a, e);
    if (r.n == 0 && !x->c)
        return err_say(e, ERR_NOTFOUND, N_("The central store {1} has no such hospital."),
                       x->state.host, NULL);
    if (r.n == 0) {
        struct call c = run_call(x, CALL_register);

        call_text(&c, x->state.serial);
        call_text(&c, x->state.name);
        run_ask(x, &c, on_register, 0);
    }
    return 0;
}

static int on_writers(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    struct rows r;

    (void)at;
    if (a->fault)
        return run_failed(x, a, e);
    r = rows_of(a->body, a->n, 3);
    for (uint32_t i = 0; i < r.n && !r.w.bad; i++) {
        struct id writer;
        struct far *f;

        rows_fixed(&r, writer.b, sizeof writer.b);
        f = far_find(x, writer, true);
        f->there = (uint64_t)rows_int8(&r);
        rows_fixed(&r, f->head.b, HASH_LEN);
    }
    return r.w.bad ? run_nonsense(x, a, e) : 0;
}

static int on_photos(struct central_run *x, size_t at, const struct answer *a, struct err *e)
{
    (void)at;
    return a->fault ? run_failed(x, a, e) : photos_take(x, a, e);
}

/* What it has now; what it said before counts no longer. */
static void ask_state(struct central_run *x)
{
    struct call c;

    for (size_t i = 0; i < x->nfar; i++)
        x->far[i].there = 0;
    c = run_call(x, CALL_writers);
    run_ask(x, &c, on_writers, 0);
    c = run_call(x, CALL_photos);
    run_ask(x, &c, on_photos, 0);
}

int ask_begin(struct central_run *x, struct err *e)
{
    struct call c = call_begin(link_out(x->link), CALL_hello, link_id(x->link));

    (void)e;
    run_ask(x, &c, on_hello, 0);
    c = run_call(x, CALL_role_of);
    run_ask(x, &c, on_role, 0);
    c = run_call(x, CALL_hospital);
    run_ask(x, &c, on_hospital, 0);
    beside_ask(x);
    ask_state(x);
    return 0;
}

/* ---- the receipt ---- */

/* The role too: one that was taken away meanwhile sees less than there is. */
int confirm_begin(struct central_run *x, struct err *e)
{
    struct call c = run_call(x, CALL_role_of);

    (void)e;
    run_ask(x, &c, on_role, 0);
    ask_state(x);
    return 0;
}

/* What it says it has, photos by hash. */
static int note_receipt(struct central_run *x, struct err *e)
{
    struct seen *v = xcalloc(x->nfar + 1, sizeof *v);
    struct hash *photos = xcalloc(x->nphotos + 1, sizeof *photos);
    uint8_t key[KEY_LEN];
    size_t n = 0, nphotos = 0;
    int rc;

    for (size_t i = 0; i < x->nfar; i++)
        if (x->far[i].there > 0 && !x->far[i].stuck)
            v[n++] = (struct seen){.writer = x->far[i].writer, .n = x->far[i].there};
    for (size_t i = 0; i < x->nphotos; i++)
        if (photos_held(&x->photos[i]))
            photos[nphotos++] = x->photos[i].sha256;
    central_peer_key(x->store, key);
    rc = store_peer_says(x->c->store, key, v, n, photos, nphotos, e);
    free(v);
    free(photos);
    return rc;
}

int run_note(struct central_run *x, bool complete, struct err *e)
{
    struct central_note n = {.host = x->state.host,
                             .at_ms = clock_now_ms(),
                             .sent_changes = x->state.sent_changes,
                             .sent_photos = x->state.sent_photos,
                             .got_changes = x->state.commits.changes,
                             .got_photos = x->state.photos_new,
                             .complete = complete};

    return central_ledger(x->c->store, x->store, &n, e);
}

static void count_photos(struct central_run *x)
{
    struct pictures all;

    pictures_load(&all, x->c);
    for (size_t i = 0; i < all.n; i++) {
        const struct far_photo *f = photos_find(x, &all.v[i].sha256);
        bool there = photos_held(f);

        x->state.photos_waiting += all.v[i].here && !there;
        x->state.photos_away += !all.v[i].here && !there;
        x->state.photos_elsewhere +=
            !all.v[i].here && there && f->state == PHOTO_ELSEWHERE && !x->elsewhere;
    }
    pictures_release(&all);
}

int confirm_end(struct central_run *x, struct err *e)
{
    int rc;

    rc = run_look(x, e);
    if (rc != 0)
        return rc;
    x->state.forks = 0;
    for (size_t i = 0; i < x->nfar; i++)
        x->state.forks += x->far[i].stuck;
    x->state.rows = host_case_rows(&x->before, x->c);
    x->state.photos_new = x->arrivals.photos_new;
    x->state.photos_bad = x->arrivals.photos_bad;
    if (!x->state.reads_only)
        count_photos(x);
    rc = x->state.reads_only ? 0 : note_receipt(x, e); /* it does not see all there is */
    if (rc == 0)
        rc = run_note(x, true, e);
    return rc == 0 ? conflicts_count(x->c, &x->state.conflicts_after, e) : rc;
}
