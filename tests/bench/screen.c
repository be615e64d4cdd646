/* Start to first frame and key to frame, with 2,000 hospitals in the workspace.
 * A copy of one survey stands for each hospital; the index is built once, as a
 * laptop has it after the first evening. */
#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/workspace.h"
#include "tests/bench/bench.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"
#include "tests/lib/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOSPITALS 2000
#define STARTS 15
#define KEYS 1000

static void copy_cases(const char *workspace, const char *from)
{
    struct buf db = BUF_INIT;
    struct err e;
    char path[700];

    snprintf(path, sizeof path, "%s/survey.db", from);
    if (file_read(path, BUF_MAX_DEFAULT, &db, &e) != 0)
        bail("%s: %s", e.subject, e.detail);
    for (int i = 1; i <= HOSPITALS; i++) {
        FILE *f;

        snprintf(path, sizeof path, "%s/%04d_Hospital %d.genba", workspace, i, i);
        if (file_make_dirs(path, &e) != 0)
            bail("%s: %s", e.subject, e.detail);
        snprintf(path, sizeof path, "%s/%04d_Hospital %d.genba/survey.db", workspace, i, i);
        f = fopen(path, "wb"); /* no fsync: two thousand of them */
        if (!f || fwrite(db.p, 1, db.len, f) != db.len || fclose(f) != 0)
            bail("%s cannot be written", path);
    }
    buf_release(&db);
}

static void build_workspace(struct fixture *f)
{
    struct casefile *c;
    struct edits list = {0};
    struct id site = id_new(1);
    struct index ix;
    struct err e;
    char from[512];

    fixture_begin(f);
    c = fixture_case(f);
    edits_set(&list, site, F_site_hospital_serial_no, value_text("0342"));
    edits_set(&list, site, F_site_hospital_name, value_text("みなと総合病院"));
    edits_set(&list, site, F_site_survey_dates, value_text("2025-09-12"));
    if (case_edit(c, &list, &e) != 0)
        bail("edit: %s", e.detail);
    edits_release(&list);
    snprintf(from, sizeof from, "%s", c->folder);
    case_close(c);
    copy_cases(f->workspace, from);
    if (index_load(&ix, f->workspace, &e) != 0)
        bail("index: %s", e.detail);
    for (size_t i = 0; i < ix.n; i++)
        if (index_refresh(&ix, i, f->workspace, &f->who, &e) != 0)
            bail("refresh: %s %s", e.subject, e.detail);
    if (index_save(&ix, f->workspace, &e) != 0)
        bail("save: %s", e.detail);
    index_release(&ix);
}

static void starts(const struct term_setup *setup, struct sample *s)
{
    for (int i = 0; i < STARTS; i++) {
        double begin = bench_now();
        struct term *t = term_start(setup);

        sample_add(s, bench_now() - begin);
        term_kill(t);
    }
}

static void keys(const struct term_setup *setup, struct sample *s)
{
    static const char *const script[] = {"Down", "Down", "PgDn", "Up", "PgDn", "Down"};
    struct term *t = term_start(setup);

    for (int i = 0; i < KEYS; i++) {
        double begin = bench_now();

        term_press(t, script[i % 6]);
        sample_add(s, bench_now() - begin);
    }
    term_kill(t);
}

int main(void)
{
    struct fixture f;
    struct sample start = {0}, bare_start = {0}, key = {0}, bare_key = {0};
    struct term_setup ours = {.now = "2025-09-12T09:00"}, bare = {.program = NULL};
    char workspace[300], program[512];

    build_workspace(&f);
    snprintf(workspace, sizeof workspace, "GENBA_WORKSPACE=%s", f.workspace);
    ours.env = (const char *const[]){workspace, NULL};
    snprintf(program, sizeof program, "%s/tests/bench/bare", getenv("top_builddir"));
    bare.program = program;
    starts(&ours, &start);
    starts(&bare, &bare_start);
    keys(&ours, &key);
    keys(&bare, &bare_key);
    bench_line("start to first frame, 2,000 hospitals", &start, &bare_start, "bare ncurses", 1e3,
               "ms", 150);
    bench_line("key to frame in the list of 2,000", &key, &bare_key, "bare ncurses", 1e3, "ms", 16);
    fixture_end(&f);
    return 0;
}
