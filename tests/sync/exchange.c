/* Export and import by the functions: torn files, full disks, volumes, going on
 * with a .part, strangers, the counters of what is only here. */
#include "assets/photo/keep.h"
#include "assets/photo/verify.h"
#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/workspace.h"
#include "sync/exchange.h"
#include "tests/lib/crews.h"
#include "tests/lib/hospital.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"
#include "tests/sync/runs.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct crews w;
#define e runs_err /* what the runs say */

/* ---- tests ---- */

static void whole(void)
{
    struct casefile *c;
    struct export_state x;
    struct outcome o;
    struct counts n;

    runs_start(&w);
    c = runs_open(&w, 0);
    runs_photo(c, 1, 3 << 20);
    runs_photo(c, 2, 700);
    store_counts(c->store, &n, &e);
    is_int(n.pending_photos, 2, "two photos are only here");
    case_close(c);
    is_ok(runs_write(&w, 0, stick_path(&w, "a"), (struct export_options){0}, &x), &e, "written");
    is_int(x.photos, 2, "with what is here");
    is_int(x.photos_missing, 0, "nothing is missing");
    is_int(x.readers, 3, "sealed to the team");
    is_int(x.volumes, 1, "one volume");
    ok(x.done == x.total && x.bytes > (3 << 20), "the bytes are told");
    ok(access(stick_path(&w, "a"), F_OK) == 0, "under its name");
    is_ok(runs_read(&w, 1, stick_path(&w, "a"), &o), &e, "read");
    ok(o.s.created && o.s.tally.complete && !o.s.set_aside, "a new hospital, complete");
    is_int(o.s.photos_new, 2, "its photos");
    is_int(o.s.photos_total, 2, "all that the records name");
    is_int(o.s.npartial, 0, "nothing was promised in vain");
    ok(o.s.rows > 0, "rows changed");
    is_ok(runs_read(&w, 1, stick_path(&w, "a"), &o), &e, "read again");
    is_int(o.s.rows, 0, "0 rows");
    is_int(o.s.photos_new, 0, "no photo");
    ok(!o.s.created, "nothing made");
    crews_end(&w);
}

static void count_fault(const struct photo_fault *f, void *ctx)
{
    int *n = ctx;

    n[f->away ? 1 : 0]++;
}

static int without_file(const struct casefile *c)
{
    int n = 0;

    for (size_t i = 0; i < c->survey.n[KIND_photo]; i++)
        n += !*row_text(c->survey.rows[KIND_photo][i], F_photo_sha256);
    return n;
}

static void torn(void)
{
    struct casefile *c;
    struct outcome o;
    struct counts n;
    size_t photos;
    int faults[2] = {0, 0};

    runs_start(&w);
    c = runs_open(&w, 0);
    runs_photo(c, 1, 4 << 20);
    runs_photo(c, 2, 9 << 20);
    case_close(c);
    is_ok(runs_write(&w, 0, stick_path(&w, "a"), (struct export_options){0}, NULL), &e, "written");
    runs_cut(stick_path(&w, "a"), stick_path(&w, "torn"), 0.7);
    is_ok(runs_read(&w, 1, stick_path(&w, "torn"), &o), &e, "a torn file is read");
    ok(!o.s.tally.complete, "and said to be torn");
    ok(o.s.commits.fresh > 0, "its records are there");
    is_int(o.s.photos_new, 1, "the small photo");
    is_int(o.s.npartial, 1, "one is partial");
    is_str(o.partial_name, "IMG_2.JPG", "it says which");
    is_int(o.partial_chunks, 18, "of 18 chunks");
    ok(o.partial_have > 0 && o.partial_have < 18, "some are here: %u", o.partial_have);
    c = runs_open(&w, 1);
    store_counts(c->store, &n, &e);
    is_int(n.pending_photos, 0, "what is not whole here is not to be handed over");
    is_ok(photo_verify(c, count_fault, faults, &photos, &e), &e, "verify looks");
    is_int(faults[0], without_file(c), "damaged: only the sample's records without a file");
    is_int(faults[1], 1, "one is not here yet");
    case_close(c);
    is_ok(runs_read(&w, 1, stick_path(&w, "a"), &o), &e, "a whole one");
    is_int(o.s.photos_new, 1, "fills up");
    is_int(o.s.npartial, 0, "nothing is partial");
    is_ok(runs_read(&w, 1, stick_path(&w, "a"), &o), &e, "again");
    is_int(o.s.rows, 0, "0 rows");
    crews_end(&w);
}

/* A kill -9 in the middle of an import, again and again at other places. */
static void killed(void)
{
    struct casefile *c;
    struct outcome o;

    runs_start(&w);
    c = runs_open(&w, 0);
    for (unsigned i = 0; i < 12; i++)
        runs_photo(c, i, (700 << 10) + i);
    case_close(c);
    is_ok(runs_write(&w, 0, stick_path(&w, "a"), (struct export_options){0}, NULL), &e, "written");
    for (int steps = 1; steps < 30; steps += 3) {
        pid_t pid = fork();

        if (pid == 0) {
            struct import_run *x;

            if (import_begin(&x, stick_path(&w, "a"), w.v[1].run.workspace, &w.v[1].who, NULL, NULL,
                             &e) == 0)
                for (int i = 0; i < steps && import_step(x, &e) > 0; i++)
                    continue;
            kill(getpid(), SIGKILL);
        }
        waitpid(pid, NULL, 0);
    }
    is_ok(runs_read(&w, 1, stick_path(&w, "a"), &o), &e, "read to the end");
    is_int(o.s.photos_whole, 12, "all photos");
    is_int(o.s.npartial, 0, "none partial");
    is_ok(runs_read(&w, 1, stick_path(&w, "a"), &o), &e, "again");
    is_int(o.s.rows, 0, "0 rows");
    crews_end(&w);
}

static void volumes(void)
{
    struct casefile *c;
    struct export_state x;
    struct outcome o;
    struct stat st;
    int64_t max = 3 << 20;
    char name[300];

    runs_start(&w);
    c = runs_open(&w, 0);
    for (unsigned i = 0; i < 4; i++)
        runs_photo(c, i, 1900000);
    runs_photo(c, 9, 6 << 20);
    case_close(c);
    is_ok(runs_write(&w, 0, stick_path(&w, "v"), (struct export_options){.volume_max = max}, &x),
          &e, "written");
    ok(x.volumes > 4, "in %u volumes", x.volumes);
    for (uint32_t i = x.volumes; i >= 1; i--) { /* the last first */
        snprintf(name, sizeof name, i > 1 ? "v-%u" : "v", i);
        ok(stat(stick_path(&w, name), &st) == 0 && st.st_size <= max, "volume %u keeps to the size",
           i);
        is_ok(runs_read(&w, 1, stick_path(&w, name), &o), &e, "read");
        ok(o.s.tally.complete, "whole by itself");
        ok(o.s.created == (i == x.volumes), "each has the records");
    }
    is_int(o.s.photos_whole, 5, "all photos, the cut one too");
    is_int(
        runs_write(&w, 0, stick_path(&w, "w"), (struct export_options){.volume_max = 1000}, NULL),
        -ERR_LIMIT, "a volume that holds nothing");
    crews_end(&w);
}

static void resumed(void)
{
    struct casefile *c;
    struct export_state x;
    struct export *run;
    struct outcome o;
    struct id first;
    char part[400];

    runs_start(&w);
    c = runs_open(&w, 0);
    for (unsigned i = 0; i < 6; i++)
        runs_photo(c, i, 1 << 20);
    if (export_begin(&run, c, w.v[0].run.workspace, &w.v[0].who, stick_path(&w, "r"), NULL, NULL,
                     &e) != 0)
        bail("%s", e.detail);
    while (export_step(run, &e) > 0 && export_state(run)->done < 3 << 20)
        continue;
    first = export_state(run)->bundle;
    export_end(run);
    snprintf(part, sizeof part, "%s.part", stick_path(&w, "r"));
    ok(access(part, F_OK) == 0 && access(stick_path(&w, "r"), F_OK) != 0, "stopped: a .part");
    runs_change(c, "written meanwhile");
    case_close(c);
    is_ok(runs_write(&w, 0, stick_path(&w, "r"), (struct export_options){0}, &x), &e, "again");
    ok(x.resumed > 2 << 20, "goes on with it");
    ok(id_equal(first, x.bundle), "the same bundle");
    ok(access(part, F_OK) != 0, "no .part is left");
    is_ok(runs_read(&w, 1, stick_path(&w, "r"), &o), &e, "read");
    ok(o.s.tally.complete, "complete");
    is_int(o.s.photos_whole, 6, "all photos");
    c = runs_open(&w, 1);
    is_str(row_text(survey_address(&c->survey, "line:1"), F_line_finding), "written meanwhile",
           "and what came meanwhile");
    case_close(c);
    is_ok(runs_write(&w, 0, stick_path(&w, "r"), (struct export_options){0}, &x), &e,
          "an older one of ours is replaced");
    ok(!id_equal(first, x.bundle), "by a new bundle");
    is_ok(file_write(stick_path(&w, "other"), "text", 4, &e), &e, "something else");
    is_int(runs_write(&w, 0, stick_path(&w, "other"), (struct export_options){0}, NULL),
           -ERR_EXISTS, "is not overwritten");
    crews_end(&w);
}

static void full_disk(void)
{
    struct rlimit was, less;
    struct casefile *c;
    struct export_state x;

    runs_start(&w);
    c = runs_open(&w, 0);
    for (unsigned i = 0; i < 6; i++)
        runs_photo(c, i, 1 << 20);
    case_close(c);
    getrlimit(RLIMIT_FSIZE, &was);
    less = was;
    less.rlim_cur = 4 << 20;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &less);
    is_int(runs_write(&w, 0, stick_path(&w, "f"), (struct export_options){0}, NULL), -ERR_FULL,
           "the stick is full");
    setrlimit(RLIMIT_FSIZE, &was);
    is_ok(runs_write(&w, 0, stick_path(&w, "f"), (struct export_options){0}, &x), &e,
          "after making room");
    ok(x.resumed > 1 << 20, "goes on with the .part");
    crews_end(&w);
}

static void took(const struct import_state *s, int rc, const struct err *why, void *ctx)
{
    (void)why;
    if (rc == 0 && !s->set_aside)
        ++*(int *)ctx;
}

static int aside_count(int i)
{
    struct aside_list list = {0};
    struct roster r;
    int n;

    if (roster_load(&r, w.v[i].run.workspace, &e) != 0 ||
        aside_load(&list, w.v[i].run.workspace, &r, &w.v[i].who, &e) != 0)
        bail("%s", e.detail);
    n = (int)list.n;
    roster_release(&r);
    aside_release(&list);
    return n;
}

static void strangers(void)
{
    struct crew d = {0};
    struct casefile *c;
    struct outcome o;
    struct export *x;
    int applied = 0;

    runs_start(&w);
    crew_stranger(&d, "渡辺", "D");
    crew_make_case(&d);
    {
        char *folder;

        if (workspace_find(d.run.workspace, CREWS_SERIAL, &folder, &e) != 0 ||
            case_open(&c, folder, &d.who, &e) != 0)
            bail("%s", e.detail);
        free(folder);
    }
    runs_change(c, "the stranger's");
    is_ok(export_begin(&x, c, d.run.workspace, &d.who, stick_path(&w, "d"), NULL, NULL, &e), &e,
          "a laptop without a team writes too");
    while (export_step(x, &e) > 0)
        continue;
    is_int(export_state(x)->readers, 0, "open to all");
    export_end(x);
    case_close(c);
    is_ok(runs_read(&w, 0, stick_path(&w, "d"), &o), &e, "a stranger's bundle");
    ok(o.s.set_aside && o.s.why == ASIDE_UNKNOWN, "is set aside");
    is_int(o.s.rows, 0, "not applied");
    is_int(aside_count(0), 1, "but kept");
    is_str(o.s.sender.person, "渡辺", "it says whose");
    is_ok(import_set_aside(w.v[0].run.workspace, &w.v[0].who, took, &applied, &e), &e, "still");
    is_int(applied, 0, "not applied");
    crews_admit(&w, &d);
    is_ok(import_set_aside(w.v[0].run.workspace, &w.v[0].who, took, &applied, &e), &e, "admitted");
    is_int(applied, 1, "now it is");
    is_int(aside_count(0), 0, "and no longer set aside");
    c = runs_open(&w, 0);
    is_str(row_text(survey_address(&c->survey, "line:1"), F_line_finding), "the stranger's",
           "in the survey");
    case_close(c);
    run_end(&d.run);
    crews_end(&w);
}

static void revoked(void)
{
    struct outcome o;

    runs_start(&w);
    is_ok(runs_write(&w, 0, stick_path(&w, "a"), (struct export_options){0}, NULL), &e, "written");
    is_ok(runs_read(&w, 2, stick_path(&w, "a"), &o), &e, "read");
    is_ok(runs_write(&w, 2, stick_path(&w, "c"), (struct export_options){0}, NULL), &e,
          "written back");
    crews_revoke(&w, &w.v[2]);
    is_ok(runs_read(&w, 0, stick_path(&w, "c"), &o), &e, "from a revoked laptop");
    ok(o.s.set_aside && o.s.why == ASIDE_REVOKED, "set aside");
    is_ok(runs_read(&w, 1, stick_path(&w, "c"), &o), &e, "a laptop that has not heard of it");
    ok(!o.s.set_aside, "takes it");
    is_ok(runs_write(&w, 0, stick_path(&w, "later"), (struct export_options){0}, NULL), &e,
          "the founder's next bundle");
    is_ok(runs_read(&w, 1, stick_path(&w, "later"), &o), &e, "brings the roster");
    ok(o.s.roster_renewed, "which is taken");
    is_ok(runs_read(&w, 1, stick_path(&w, "c"), &o), &e, "from then on");
    ok(o.s.set_aside && o.s.why == ASIDE_REVOKED, "it is set aside there too");
    is_ok(runs_read(&w, 2, stick_path(&w, "later"), &o), &e, "the revoked laptop");
    ok(o.s.set_aside && o.s.why == ASIDE_NOT_SEALED, "cannot read it");
    crews_end(&w);
}

static void verified(void)
{
    struct bundle_tally t;
    struct casefile *c;
    struct buf data = BUF_INIT;
    int64_t commits;

    runs_start(&w);
    c = runs_open(&w, 0);
    runs_photo(c, 1, 900000);
    case_close(c);
    is_ok(runs_write(&w, 0, stick_path(&w, "a"), (struct export_options){0}, NULL), &e, "written");
    is_ok(bundle_verify(stick_path(&w, "a"), &w.v[1].who, &t, &commits, &e), &e, "verifies");
    ok(commits > 0 && t.complete, "with its commits");
    runs_cut(stick_path(&w, "a"), stick_path(&w, "torn"), 0.9);
    is_int(bundle_verify(stick_path(&w, "torn"), &w.v[1].who, &t, &commits, &e), -ERR_CORRUPT,
           "a torn one does not");
    if (file_read(stick_path(&w, "a"), (size_t)8 << 20, &data, &e) != 0)
        bail("%s", e.detail);
    data.p[data.len / 2] ^= 1;
    if (file_write(stick_path(&w, "flip"), data.p, data.len, &e) != 0)
        bail("%s", e.detail);
    is_int(bundle_verify(stick_path(&w, "flip"), &w.v[1].who, &t, &commits, &e), -ERR_CORRUPT,
           "nor one with a flipped bit");
    is_int(t.frames_bad, 1, "one frame is bad");
    buf_release(&data);
    crews_end(&w);
}

int main(void)
{
    clock_set(clock_ms(2025, 9, 12, 9, 0, 0));
    whole();
    torn();
    killed();
    volumes();
    resumed();
    full_disk();
    strangers();
    revoked();
    verified();
    return tap_done();
}
