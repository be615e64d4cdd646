#include "config.h"

#include "tui/handover.h"

#include "model/base/text.h"
#include "tui/handover_central.h"
#include "tui/handover_text.h"
#include "tui/i18n.h"
#include "tui/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COPY(to, from) snprintf((to), sizeof(to), "%s", (from) ? (from) : "")

const struct handover *handover_of(struct app *app)
{
    return work_of(app)->handover;
}

/* -- ending ------------------------------------------------------------------ */

static void result_release(struct handover_result *r)
{
    for (size_t i = 0; i < r->npartial; i++)
        free(r->partial[i].name);
    free(r->partial);
    free(r->file);
}

static void end_file(struct handover *h)
{
    if (h->writing)
        export_end(h->writing);
    if (h->reading)
        import_end(h->reading);
    h->writing = NULL;
    h->reading = NULL;
    handover_central_end(h);
}

static void free_aside(struct aside *a)
{
    if (a)
        free(a->path);
    free(a);
}

void handover_free(struct handover *h)
{
    if (!h)
        return;
    end_file(h);
    for (size_t i = 0; i < h->nfiles; i++) {
        free(h->files[i].path);
        free_aside(h->files[i].aside);
    }
    for (size_t i = 0; i < h->nresults; i++)
        result_release(&h->results[i]);
    free(h->files);
    free(h->results);
    free(h);
}

static bool in_open_case(struct app *app)
{
    const struct handover *h = work_of(app)->handover;

    return h && h->running && h->opening == work_of(app)->opening;
}

bool handover_asks_to_stay(struct app *app)
{
    struct handover *h = work_of(app)->handover;

    if (!in_open_case(app) || h->asked)
        return false;
    h->asked = true;
    app_say(app, ROLE_WARN,
            h->central
                ? _("The hospital is being synced. Leaving it stops that; the next sync goes "
                    "on with it. Once more leaves.")
            : h->out ? _("The bundle is not whole yet. Leaving the hospital stops it; the next "
                         "attempt goes on with it. Once more leaves.")
                     : _("The bundle is still being read. Leaving the hospital stops it. Once more "
                         "leaves."));
    return true;
}

void handover_leave(struct app *app)
{
    struct handover *h = work_of(app)->handover;

    if (in_open_case(app)) {
        end_file(h);
        h->stopped = true; /* the job sees it at its next slice */
    }
}

static struct handover_file *add_file(struct handover *h, char *path)
{
    h->files = xgrow(h->files, h->nfiles, &h->file_cap, sizeof *h->files);
    h->files[h->nfiles] = (struct handover_file){.path = path};
    return &h->files[h->nfiles++];
}

static void add_aside(struct handover *h, const struct aside *a)
{
    struct handover_file *f = add_file(h, xstrdup(a->path));

    f->aside = xcalloc(1, sizeof *f->aside);
    *f->aside = *a;
    f->aside->path = xstrdup(a->path);
}

struct handover_result *handover_add_result(struct handover *h, int rc, const struct err *e)
{
    struct handover_result *r;

    h->results = xgrow(h->results, h->nresults, &h->result_cap, sizeof *h->results);
    r = &h->results[h->nresults++];
    *r = (struct handover_result){
        .out = h->out, .central = h->central, .file = xstrdup(h->files[h->at].path), .rc = rc};
    if (rc < 0)
        r->why = *e;
    return r;
}

/* -- out ---------------------------------------------------------------------- */

static int write_step(struct handover *h, struct err *e)
{
    int rc = export_step(h->writing, e);

    if (rc == 1)
        return 1;
    handover_add_result(h, rc, e)->written = *export_state(h->writing);
    end_file(h);
    return rc;
}

/* -- in ----------------------------------------------------------------------- */

static void keep_partial(struct handover_result *r, const struct import_state *s)
{
    r->partial = xcalloc(s->npartial, sizeof *r->partial);
    r->npartial = s->npartial;
    for (size_t i = 0; i < s->npartial; i++) {
        char hex[2 * HASH_LEN + 1];
        const char *name = s->partial[i].name;

        hash_print(&s->partial[i].sha256, hex);
        hex[12] = '\0';
        r->partial[i] = (struct handover_partial){xstrdup(name && *name ? name : hex),
                                                  s->partial[i].have, s->partial[i].chunks};
    }
}

static void keep_state(struct handover_result *r, const struct import_state *s)
{
    COPY(r->person, s->sender.person);
    COPY(r->crew, s->sender.crew);
    COPY(r->laptop, s->sender.laptop);
    COPY(r->serial, s->serial);
    r->created = s->created;
    r->roster_refused = s->roster_refused;
    r->roster_why = s->roster_why;
    r->set_aside = s->set_aside;
    r->aside = s->why;
    r->commits = s->commits;
    r->photos_new = s->photos_new;
    r->photos_whole = s->photos_whole;
    r->photos_total = s->photos_total;
    r->conflicts = s->conflicts_after - s->conflicts_before;
    r->rows = s->rows;
    r->bad = s->tally.frames_bad;
    r->complete = s->tally.complete;
    keep_partial(r, s);
}

/* Is the bundle of the hospital that is open? A head that cannot be read is
 * judged by import_begin, which says why. */
static bool of_open_case(struct app *app, const char *path)
{
    struct work *w = work_of(app);
    struct bundle_reader *r;
    struct err ignored;
    bool same;

    if (!w->open || bundle_open(&r, &io_disk, path, &ignored) != 0)
        return false;
    same = id_equal(bundle_head(r)->hospital, store_hospital(w->open->store));
    bundle_close(r);
    return same;
}

static int begin_file(struct handover *h, struct err *e)
{
    struct work *w = work_of(h->app);
    bool same = of_open_case(h->app, h->files[h->at].path);

    h->opening = same ? w->opening : 0;
    return import_begin(&h->reading, h->files[h->at].path, buf_str(&w->session->workspace),
                        &w->session->who, same ? w->open : NULL, &io_disk, e);
}

/* One file is through, well or not: the next one is read all the same. */
static void file_done(struct handover *h, int rc, const struct err *e)
{
    struct handover_result *r = handover_add_result(h, rc, e);
    struct aside *from = h->files[h->at].aside;
    struct err ignored;

    r->other = h->opening == 0;
    if (h->reading) {
        keep_state(r, import_state(h->reading));
        h->renewed |= import_state(h->reading)->roster_renewed;
    }
    if (rc == 0 && from && import_is_whole(import_state(h->reading)))
        aside_done(buf_str(&work_of(h->app)->session->workspace), from, &ignored);
    end_file(h);
    if (h->opening)
        work_merged(h->app);
    h->opening = 0;
    h->at++;
}

/* A later roster came in: what was set aside of those who are members now. */
static void add_admitted(struct handover *h)
{
    struct session *s = work_of(h->app)->session;
    const char *workspace = buf_str(&s->workspace);
    struct roster roster;
    struct aside_list list;
    struct err ignored;

    h->renewed = false;
    if (roster_load(&roster, workspace, &ignored) != 0)
        return;
    if (aside_load(&list, workspace, &roster, &s->who, &ignored) == 0) {
        for (size_t i = 0; i < list.n; i++)
            if (roster_standing(&roster, &s->who, list.v[i].card.device) == STANDING_MEMBER &&
                list.v[i].why != ASIDE_NOT_SEALED)
                add_aside(h, &list.v[i]);
        aside_release(&list);
    }
    roster_release(&roster);
}

/* One slice; when it changed rows, every screen must let go of those it borrows. */
static int read_slice(struct handover *h, struct err *e)
{
    const struct import_state *s = import_state(h->reading);
    int64_t before = s->commits.rows + s->rows;
    int rc = import_step(h->reading, e);

    if (h->opening && s->commits.rows + s->rows != before)
        work_merged(h->app);
    return rc;
}

/* What comes into the open hospital does not change what a person is answering:
 * the answer would replace what was never shown. */
static bool waits(const struct handover *h)
{
    return !h->out && h->opening && app_answering(h->app);
}

static int read_step(struct handover *h, struct err *e)
{
    struct err why;
    int rc = h->reading ? 0 : begin_file(h, &why);

    if (rc == 0 && waits(h))
        return 1;
    if (rc == 0)
        rc = read_slice(h, &why);
    if (rc != 1)
        file_done(h, rc, &why);
    if (h->at == h->nfiles && h->renewed)
        add_admitted(h);
    (void)e;
    return h->at < h->nfiles ? 1 : 0;
}

/* -- the job ------------------------------------------------------------------- */

static struct handover *of_job(const struct job *job)
{
    return (struct handover *)(uintptr_t)job;
}

static bool run_waits(const struct job *job)
{
    const struct handover *h = of_job(job);

    return h->central ? handover_central_waits(h) : waits(h);
}

static int run_step(struct job *job, struct err *e)
{
    struct handover *h = of_job(job);

    app_dirty(h->app);
    if (h->stopped)
        return err_set(e, ERR_CANCELLED, "", "%s", "");
    if (h->central)
        return handover_central_step(h, e);
    return h->out ? write_step(h, e) : read_step(h, e);
}

static void run_progress(const struct job *job, struct buf *out)
{
    handover_put_progress(of_job(job), out);
}

/* The list of hospitals shows what came into those that are not open. */
static void reindex(struct handover *h)
{
    bool other = false;
    struct err e;

    for (size_t i = 0; i < h->nresults; i++)
        other |=
            !h->out && h->results[i].rc == 0 && h->results[i].other && !h->results[i].set_aside;
    if (other && work_reindex(work_of(h->app), &e) != 0)
        app_say_err(h->app, &e);
}

static void run_done(struct job *job, int rc, const struct err *e)
{
    struct handover *h = of_job(job);
    struct buf text = BUF_INIT;
    enum role role;

    end_file(h);
    h->running = false;
    reindex(h);
    app_changed(h->app);
    if (rc == -ERR_CANCELLED) {
        app_say(h->app, ROLE_WARN,
                h->central
                    ? _("Stopped. What was handed in stays; the next sync goes on from there.")
                : h->out ? _("Stopped. Written to the same file again, it goes on from there.")
                         : _("Stopped. What was read stays; read it again for the rest."));
        return;
    }
    if (rc < 0) {
        app_say_err(h->app, e);
        return;
    }
    role = handover_put_end(h, &text);
    app_say(h->app, role, buf_str(&text));
    buf_release(&text);
}

static struct handover *new_run(struct app *app, bool out)
{
    struct handover *h = xcalloc(1, sizeof *h);

    h->job = (struct job){
        .fd = -1, .step = run_step, .waits = run_waits, .progress = run_progress, .done = run_done};
    h->app = app;
    h->out = out;
    return h;
}

/* It takes the place of the last one. */
static bool begin(struct handover *h)
{
    handover_free(work_of(h->app)->handover);
    work_of(h->app)->handover = h;
    h->number = ++work_of(h->app)->handovers;
    h->running = true;
    app_job(h->app, &h->job);
    return true;
}

static bool busy(struct app *app)
{
    const struct handover *h = handover_of(app);

    if (h && h->running)
        app_say(app, ROLE_WARN,
                h->central ? _("The hospital is being synced: C-c stops it.")
                           : _("A bundle is being written or read: C-c stops it."));
    return h && h->running;
}

struct handover *handover_new(struct app *app)
{
    return busy(app) ? NULL : new_run(app, false);
}

bool handover_start(struct handover *h, const char *file)
{
    add_file(h, xstrdup(file));
    return begin(h);
}

bool handover_write(struct app *app, const char *path)
{
    struct work *w = work_of(app);
    const struct export_options how = {0};
    struct handover *h;
    struct err e;

    if (busy(app))
        return false;
    h = new_run(app, true);
    if (export_begin(&h->writing, w->open, buf_str(&w->session->workspace), &w->session->who, path,
                     &how, &io_disk, &e) != 0) {
        app_say_err(app, &e);
        h->writing = NULL;
        handover_free(h);
        return false;
    }
    add_file(h, xstrdup(path));
    h->opening = w->opening;
    return begin(h);
}

bool handover_read(struct app *app, const char *path)
{
    struct handover *h;
    struct err e;
    char **v;
    size_t n;

    if (busy(app))
        return false;
    if (bundle_paths(path, &v, &n, &e) != 0) {
        app_say_err(app, &e);
        return false;
    }
    h = new_run(app, false);
    for (size_t i = 0; i < n; i++)
        add_file(h, v[i]);
    free(v);
    return begin(h);
}

bool handover_apply(struct app *app, const struct aside_list *list, const uint8_t device[KEY_LEN])
{
    struct handover *h;

    if (busy(app))
        return false;
    h = new_run(app, false);
    for (size_t i = 0; i < list->n; i++)
        if (memcmp(list->v[i].card.device, device, KEY_LEN) == 0)
            add_aside(h, &list->v[i]);
    if (h->nfiles > 0)
        return begin(h);
    handover_free(h);
    return false;
}
