/* What is promised when the disk fails or the program is killed: accepted is
 * on disk, refused is nowhere, and nothing in between is called saved. */
#include "model/base/clock.h"
#include "model/case.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static struct err e;
static struct id line_id;

static void first_line(struct casefile *c)
{
    line_id = id_new(clock_now_ms());
    if (case_set(c, line_id, F_line_line_seq, false, value_int(1), &e) != 0)
        bail("set: %s %s", e.subject, e.detail);
}

static const char *finding(struct casefile *c)
{
    return row_text(survey_find(&c->survey, line_id), F_line_finding);
}

static int put(struct casefile *c, const char *text)
{
    return case_set(c, line_id, F_line_finding, false, value_text(text), &e);
}

static struct casefile *open_again(struct fixture *f, const char *folder)
{
    struct casefile *c;
    int64_t n;

    if (case_open(&c, folder, &f->who, &e) != 0)
        bail("open: %s %s", e.subject, e.detail);
    is_ok(store_verify(c->store, &n, &e), &e, "the chain verifies");
    return c;
}

/* Ends the room on the disk: as SQLite counts pages, or as the kernel lets files grow. */
static void end_pages(struct casefile *c)
{
    sqlite3_exec(store_db(c->store), "PRAGMA max_page_count=1", NULL, NULL, NULL);
}

static void end_files(struct casefile *c)
{
    struct rlimit small = {4096, RLIM_INFINITY};

    (void)c;
    setrlimit(RLIMIT_FSIZE, &small);
}

static void full(void (*end)(struct casefile *), int code, const char *name)
{
    static const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
    static char big[60000];
    struct fixture f;
    struct casefile *c;
    struct counts before, after;
    char folder[512];

    fixture_begin(&f);
    c = fixture_case(&f);
    first_line(c);
    if (put(c, "鍵は守衛室") != 0)
        bail("put: %s", e.detail);
    snprintf(folder, sizeof folder, "%s", c->folder);
    store_counts(c->store, &before, &e);
    memset(big, 'x', sizeof big - 1);
    end(c);
    is_int(put(c, big), code, "%s: the change is refused", name);
    is_str(finding(c), "鍵は守衛室", "the screen shows what was there");
    setrlimit(RLIMIT_FSIZE, &all);
    is_int(put(c, "入った"), -ERR_IO, "nothing more is written after it");
    ok(store_is_broken(c->store), "and the store says so");
    is_str(finding(c), "鍵は守衛室", "nor shown");
    case_close(c);
    c = open_again(&f, folder);
    is_str(finding(c), "鍵は守衛室", "what was accepted is there");
    store_counts(c->store, &after, &e);
    is_int(after.commits, before.commits, "and nothing else");
    is_ok(put(c, "空きができた"), &e, "opened again it writes");
    case_close(c);
    fixture_end(&f);
}

/* Writes 1, 2, 3 ... and says each number once it is accepted. */
static void write_for_ever(struct fixture *f, const char *folder, int out)
{
    struct casefile *c;
    char text[16];

    if (case_open(&c, folder, &f->who, &e) != 0)
        _exit(1);
    for (int i = 1;; i++) {
        snprintf(text, sizeof text, "%d", i);
        if (put(c, text) != 0 || write(out, &i, sizeof i) != sizeof i)
            _exit(1);
    }
}

/* Kills the writer after `after` acceptances; the last number it told. */
static int kill_after(struct fixture *f, const char *folder, int after)
{
    int ends[2], last = 0, told;
    pid_t child;

    if (pipe(ends) != 0)
        bail("no pipe");
    child = fork();
    if (child == 0)
        write_for_ever(f, folder, ends[1]);
    close(ends[1]);
    while (read(ends[0], &told, sizeof told) == sizeof told) {
        last = told;
        if (told == after)
            kill(child, SIGKILL);
    }
    waitpid(child, NULL, 0);
    close(ends[0]);
    return last;
}

static void killed(void)
{
    struct fixture f;
    struct casefile *c;
    char folder[512];

    fixture_begin(&f);
    c = fixture_case(&f);
    first_line(c);
    snprintf(folder, sizeof folder, "%s", c->folder);
    case_close(c);
    for (int after = 1; after <= 8; after++) {
        int last = kill_after(&f, folder, after * 3), there = 0;

        c = open_again(&f, folder);
        sscanf(finding(c), "%d", &there);
        ok(last >= after * 3 && (there == last || there == last + 1),
           "killed after %d accepted changes: the last is there (%d)", last, there);
        case_close(c);
    }
    fixture_end(&f);
}

int main(void)
{
    signal(SIGXFSZ, SIG_IGN);
    full(end_pages, -ERR_FULL, "no page left");
    full(end_files, -ERR_IO, "no room for the file");
    killed();
    return tap_done();
}
