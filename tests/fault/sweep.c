#include "tests/fault/sweep.h"

#include "model/base/clock.h"
#include "tests/lib/tap.h"

#include <inttypes.h>
#include <sqlite3.h>

struct sweep {
    struct crashvfs *disk;
    struct session book;          /* of what is in the image */
    struct crashimage *images[2]; /* the disk every attempt begins with: closed, killed */
    const struct crashimage *image;
    int64_t shift; /* samples do not all begin at the first moment */
    struct buf why;
};

static int edit_twice(struct session *s, struct err *e)
{
    int rc = session_edit(s, e);

    return rc == 0 ? session_edit(s, e) : rc;
}

static int receive(struct session *s, struct err *e)
{
    return session_receive(s, s->next, 40, e);
}

static int checkpoint_disk(struct session *s, struct err *e)
{
    (void)e;
    sqlite3_wal_checkpoint_v2(store_db(s->st), NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return session_edit(s, e);
}

static int open_again(struct session *s, struct err *e)
{
    session_close(s);
    return session_open(s, e);
}

static int rebuild(struct session *s, struct err *e)
{
    return store_rebuild(s->st, e);
}

static const struct action {
    const char *name;
    int (*run)(struct session *, struct err *);
} actions[] = {
    {"an edit and another", edit_twice},
    {"a batch of others", receive},
    {"a signed checkpoint", session_checkpoint},
    {"a draft", session_draft},
    {"a checkpoint of the database and an edit", checkpoint_disk},
    {"closing and opening", open_again},
    {"a rebuild", rebuild},
};

static bool expected(const struct fault *f, int rc, const struct err *e)
{
    for (size_t i = 0; i < sizeof f->codes / sizeof *f->codes && f->codes[i]; i++)
        if (rc == -f->codes[i])
            return e->code == (enum err_code)f->codes[i] && (e->detail[0] || e->msg);
    return false;
}

/* After an error of the log the store takes nothing more until it is opened. */
static void refuses(struct sweep *w, struct session *s)
{
    struct err e;

    if (store_is_broken(s->st) && session_edit(s, &e) != -ERR_IO)
        buf_puts(&w->why, "a broken store takes an edit; ");
}

static void open_and_check(struct sweep *w, struct session *s)
{
    struct err e = {.detail = ""};

    if (!s->st && session_open(s, &e) != 0)
        buf_addf(&w->why, "does not open: %s; ", e.detail);
    else
        session_check(s, &w->why);
}

/* One attempt with the fault at k; how many moments the action had. */
static int64_t attempt(struct sweep *w, const struct fault *f, const struct action *a, int64_t k,
                       bool power)
{
    struct err e = {.detail = ""};
    struct session s;
    int64_t count;
    int rc;

    crashvfs_load(w->disk, w->image);
    session_copy(&s, &w->book);
    if (session_open(&s, &e) != 0)
        bail("the image does not open: %s", e.detail);
    f->arm(f, w->disk, k);
    rc = a->run(&s, &e);
    count = f->count(w->disk);
    f->disarm(w->disk);
    if (rc != 0 && (count < k || !expected(f, rc, &e)))
        buf_addf(&w->why, "error %d: %s; ", rc, e.detail);
    if (s.st)
        refuses(w, &s);
    session_close(&s);
    if (power)
        crashvfs_power(w->disk);
    open_and_check(w, &s);
    if (w->why.len == 0 && (rc = a->run(&s, &e)) != 0)
        buf_addf(&w->why, "once more: error %d: %s; ", rc, e.detail);
    if (w->why.len == 0)
        session_check(&s, &w->why);
    session_end(&s);
    return count;
}

/* Stops at the first moment that is wrong; how many were tried. */
static int64_t moments(struct sweep *w, const struct fault *f, const struct action *a, bool power,
                       int64_t sample)
{
    int64_t total = attempt(w, f, a, INT64_MAX, power), n = 0;
    int64_t stride = sample > 0 && total > sample ? total / sample : 1;

    for (int64_t k = 1 + ++w->shift % stride; k <= total && w->why.len == 0; k += stride, n++) {
        attempt(w, f, a, k, power);
        if (w->why.len > 0)
            diag("at step %" PRId64 "%s: %s", k, power ? ", then the power goes" : "",
                 buf_str(&w->why));
    }
    return n;
}

static void every_action(struct sweep *w, const struct fault *f, int64_t sample)
{
    for (size_t a = 0; a < sizeof actions / sizeof *actions; a++) {
        int64_t n = 0;

        for (int i = 0; i < 2; i++)
            for (int power = 0; power <= f->power && w->why.len == 0; power++) {
                w->image = w->images[i];
                n += moments(w, f, &actions[a], power, sample);
            }
        if (n == 0 && w->why.len == 0)
            skip(1, "%s: %s has no such moment", f->name, actions[a].name);
        else
            ok(w->why.len == 0, "%s at %s: %" PRId64 " moments", f->name, actions[a].name, n);
        buf_reset(&w->why);
    }
}

void sweep(const struct fault *faults, size_t n, int64_t sample)
{
    struct sweep w = {.disk = crashvfs_new("crash", 1), .why = BUF_INIT};
    struct others o;
    struct err e;

    clock_set(clock_ms(2025, 9, 12, 9, 0, 0));
    others_make(&o, 200, 1);
    session_begin(&w.book, w.disk, &o, 1);
    if (session_open(&w.book, &e) != 0)
        bail("no store: %s", e.detail);
    for (int i = 0; i < 16; i++)
        if (session_step(&w.book, &e) != 0)
            bail("step: %s", e.detail);
    w.images[1] = crashvfs_save(w.disk);
    session_close(&w.book);
    w.images[0] = crashvfs_save(w.disk);
    for (size_t i = 0; i < n; i++)
        every_action(&w, &faults[i], sample);
    crashimage_free(w.images[0]);
    crashimage_free(w.images[1]);
    session_end(&w.book);
    buf_release(&w.why);
    others_release(&o);
    crashvfs_free(w.disk);
}
