#include "tests/central/world.h"

#include "assets/photo/keep.h"
#include "model/base/clock.h"
#include "sync/central/reasons.h"
#include "sync/photos.h"
#include "tests/lib/tap.h"
#include "tests/sync/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void world_begin(struct world *w)
{
    const char *top = getenv("top_builddir");
    char url[64], timeout[32];

    snprintf(w->program, sizeof w->program, "%s/genba-sync", top ? top : ".");
    office_begin(&w->office, true);
    w->line = cutproxy_start(w->office.pg->port);
    snprintf(url, sizeof url, "postgresql://127.0.0.1:%d/genba", cutproxy_port(w->line));
    snprintf(timeout, sizeof timeout, "timeout = %d\n", w->timeout);
    for (int i = 0; i < CREWS; i++)
        office_settings(&w->office, i, url, timeout);
    crew_make_case(&w->office.crews.v[0]);
}

void world_end(struct world *w)
{
    cutproxy_free(&w->line);
    office_end(&w->office);
}

void world_work(struct world *w, int laptop, unsigned seed, size_t photo)
{
    struct casefile *c = runs_open(&w->office.crews, laptop);
    char text[64];

    snprintf(text, sizeof text, "laptop %d, change %u", laptop, seed);
    runs_change(c, text);
    if (photo > 0)
        runs_photo(c, seed * CREWS + (unsigned)laptop + 1, photo);
    case_close(c);
}

/* ---- syncs ---- */

static void take_state(struct synced *out, const struct central_state *s)
{
    out->sent_commits = s->sent_commits;
    out->got_commits = s->commits.fresh;
    out->sent_photos = s->sent_photos;
    out->got_photos = s->photos_new;
    out->rows = s->rows;
    out->waiting = s->photos_waiting;
    out->bad = s->photos_bad + s->photos_rotten;
    out->forks = s->forks;
    out->conflicts = s->conflicts_after;
    out->retries = s->retries;
}

/* What an attempt ends with when the line or the server goes, and nothing else is amiss. */
static bool of_the_line(const struct err *e)
{
    struct err lost = {0}, away = {0};

    central_reason(&(struct answer){.fault = FAULT_AGAIN}, "", &lost);
    central_reason(&(struct answer){.fault = FAULT_UNREACHABLE}, "", &away);
    return e->msg == lost.msg || e->msg == away.msg;
}

static void count_reason(const struct err *e, struct synced *out)
{
    if (e->code == ERR_OK || of_the_line(e))
        return;
    diag("%s: %s %s", e->msg ? e->msg : err_text(e->code), e->subject, e->detail);
    out->strange++;
}

static void drive(struct world *w, struct central_run *x, stop_fn *stop, void *ctx,
                  struct synced *out)
{
    while ((out->rc = central_step(x, &out->e)) > 0) {
        int64_t before = clock_mono_ms(), waited;
        bool pause = central_fd(x) < 0;

        count_reason(&central_state(x)->last, out);
        out->stopped = stop && stop(w, central_state(x), ctx);
        if (out->stopped)
            break;
        central_wait(x);
        waited = clock_mono_ms() - before;
        if (!pause && waited > out->longest_ms)
            out->longest_ms = waited;
    }
    count_reason(out->rc < 0 ? &out->e : &central_state(x)->last, out);
    take_state(out, central_state(x));
    w->strange += out->strange;
}

struct synced world_sync(struct world *w, int laptop, stop_fn *stop, void *ctx)
{
    const struct central_options how = {.fetch = laptop > 0, .program = w->program};
    const struct crew *crew = &w->office.crews.v[laptop];
    struct synced out = {.rc = 0};
    struct central_settings to;
    struct central_run *x = NULL;
    int64_t begun = clock_mono_ms();

    if (central_settings_load(&to, crew->run.workspace, NULL, &out.e) != 0)
        bail("settings: %s %s", out.e.subject, out.e.detail);
    out.rc = central_begin(&x, case_hospital(CREWS_SERIAL), NULL, crew->run.workspace, &crew->who,
                           &to, &how, &out.e);
    if (out.rc == 0) {
        drive(w, x, stop, ctx, &out);
        central_end(x);
    }
    central_settings_release(&to);
    out.ms = clock_mono_ms() - begun;
    if (out.longest_ms > w->longest_ms)
        w->longest_ms = out.longest_ms;
    return out;
}

bool world_through(struct world *w, int laptop, struct synced *out)
{
    struct synced s = world_sync(w, laptop, NULL, NULL);

    if (s.rc != 0)
        diag("laptop %d: %d, %s %s %s", laptop, s.rc, s.e.msg ? s.e.msg : "", s.e.subject,
             s.e.detail);
    if (out)
        *out = s;
    return s.rc == 0;
}

void world_line(struct world *w, enum cut kind, uint64_t bytes, uint32_t times)
{
    cutproxy_set(w->line, (struct cut_rule){.kind = kind, .bytes = bytes, .times = times});
}

/* ---- what is where ---- */

struct listing {
    struct store *store;
    struct id writer;
    struct buf *out;
};

static int list_commit(uint64_t n, struct span raw, void *ctx)
{
    struct listing *l = ctx;
    struct hash h = commit_hash(raw.p, raw.n);
    char writer[ID_HEX_LEN + 1], hex[2 * HASH_LEN + 1];

    id_print(l->writer, writer);
    hash_print(&h, hex);
    buf_addf(l->out, "%s%s %llu %s", l->out->len ? "\n" : "", writer, (unsigned long long)n, hex);
    return 0;
}

static int list_writer(const struct writer_info *info, void *ctx)
{
    struct listing *l = ctx;
    struct err e;

    l->writer = info->writer;
    return store_chain(l->store, info->writer, 1, list_commit, l, &e);
}

static void list_commits(struct world *w, int laptop, struct buf *out)
{
    struct casefile *c = runs_open(&w->office.crews, laptop);
    struct listing l = {.store = c->store, .out = out};
    struct err e;

    buf_reset(out);
    if (store_writers(c->store, list_writer, &l, &e) != 0)
        bail("%s %s", e.subject, e.detail);
    case_close(c);
}

static void list_stored(struct world *w, struct buf *out)
{
    if (!pgcluster_sql(w->office.pg, "postgres",
                       "SELECT encode(writer, 'hex')::uuid || ' ' || n || ' ' ||"
                       " encode(sha256('genba.commit.1'::bytea || '\\x00'::bytea || raw), 'hex')"
                       " FROM genba.commits ORDER BY writer, n",
                       out))
        bail("%s", buf_str(out));
}

static void count_photos(struct world *w, int laptop, int64_t *named, int64_t *right)
{
    struct casefile *c = runs_open(&w->office.crews, laptop);
    struct pictures all;

    pictures_load(&all, c);
    *named = (int64_t)all.n;
    *right = 0;
    for (size_t i = 0; i < all.n; i++) {
        char *path = picture_path(c, &all.v[i]);
        struct hash h;

        *right += keep_hash(path, &h, NULL, NULL) == 0 && hash_compare(&h, &all.v[i].sha256) == 0;
        free(path);
    }
    pictures_release(&all);
    case_close(c);
}

/* ---- what is there at the end ---- */

static void photos_right(const struct world *w)
{
    is_int(pgcluster_int(w->office.pg,
                         "SELECT count(*) FROM genba.photo p WHERE state = 1 AND p.sha256 IS"
                         " DISTINCT FROM (SELECT sha256(string_agg(c.data, ''::bytea ORDER BY idx))"
                         " FROM genba.photo_chunk c WHERE c.hospital_id = p.hospital_id"
                         " AND c.sha256 = p.sha256)"),
           0, "every stored photo's hash is right");
    is_int(pgcluster_int(w->office.pg, "SELECT count(*) FROM genba.photo WHERE state <> 1"), 0,
           "none is left half");
}

void world_agrees(struct world *w, const char *after)
{
    struct buf stored = BUF_INIT, here = BUF_INIT;
    int64_t named, right, whole = 0;
    struct synced s;
    bool good = true;

    world_line(w, CUT_NEVER, 0, 0);
    for (int i = 0; i < 2 * CREWS; i++)
        good &= world_through(w, i % CREWS, NULL);
    ok(good, "after %s everybody syncs to the end", after);
    list_stored(w, &stored);
    for (int i = 0; i < CREWS; i++) {
        list_commits(w, i, &here);
        ok(here.len > 0 && here.len == stored.len && strcmp(here.p, stored.p) == 0,
           "server and laptop %d have the same commits, each once", i);
        world_through(w, i, &s);
        is_int(s.sent_commits + s.got_commits + s.sent_photos + s.got_photos + s.rows, 0,
               "a further sync moves 0 rows");
        is_int(s.waiting + s.bad + s.forks, 0, "nothing waits, nothing is damaged");
        count_photos(w, i, &named, &right);
        if (i == 0)
            whole = right;
        is_int(right, whole, "its photos are whole, as many as laptop 0's");
    }
    is_int(pgcluster_int(w->office.pg, "SELECT count(*) FROM genba.photo"), whole,
           "and as many at the server");
    is_int(pgcluster_int(w->office.pg, "SELECT count(*) FROM genba.aside"), 0, "none is set aside");
    photos_right(w);
    buf_release(&stored);
    buf_release(&here);
}
