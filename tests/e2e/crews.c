/* Two crews and a lead, three workspaces, one hospital, the real program
 * (issue 2): disjoint edits, clashing edits, a deletion against an edit, the
 * same unknown line twice, photos on each. Bundles go round in every order and
 * again: `show --json` is equal byte for byte but for its member `laptop`. */
#include "model/base/file.h"
#include "tests/lib/crews.h"
#include "tests/lib/json.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct crews w;
static char saved[256]; /* a copy of the workspaces after the day's edits */

/* ---- the program's answers ---- */

static int must_run(int rc, const struct run *r)
{
    if (rc != 0)
        diag("%d: %s", rc, r->err.p ? r->err.p : "");
    return rc;
}

#define run_ok(r, ...) (must_run(run_genba((r), __VA_ARGS__, NULL), (r)) == 0)

static double number(const struct json *j, const char *object, const char *member)
{
    return json_num(json_get(json_get(j, object), member), -1);
}

/* The first object of merge's list; the caller frees the root. */
static struct json *merge(struct run *r, const char *file, int want)
{
    int rc = run_genba(r, "merge", file, "--json", NULL);
    struct json *j = json_parse(r->out.p, r->out.len, NULL);

    if (rc != want)
        diag("merge %s: exit %d, not %d: %s%s", file, rc, want, r->out.p ? r->out.p : "",
             r->err.p ? r->err.p : "");
    if (!j || !json_at(j, 0))
        bail("merge says no JSON: %s %s", r->out.p ? r->out.p : "", r->err.p ? r->err.p : "");
    return j;
}

static bool merged(struct run *r, const char *file)
{
    struct json *j = merge(r, file, 0);
    bool fine = json_true(json_get(json_at(j, 0), "complete")) &&
                json_get(json_at(j, 0), "set_aside")->type == JSON_NULL;

    json_free(j);
    return fine;
}

/* show --json without its last member, which alone tells laptops apart. */
static char *survey_of(struct run *r)
{
    char *laptop;

    if (!run_ok(r, "show", CREWS_SERIAL, "--json"))
        bail("show");
    laptop = strstr(r->out.p, "\n  \"laptop\": {");
    if (!laptop)
        bail("show has no laptop");
    return xstrndup(r->out.p, (size_t)(laptop - r->out.p));
}

static bool bundle(int from, const char *name)
{
    return run_ok(&w.v[from].run, "bundle", CREWS_SERIAL, "-o", stick_path(&w, name));
}

/* ---- the day ---- */

static void take_photo(int i, unsigned seed)
{
    struct buf picture = BUF_INIT;
    char path[300];

    picture_jpeg(&picture, 900, 700, seed, &(struct exif_spec){.taken = "2025:09:12 10:00:00"});
    snprintf(path, sizeof path, "%s/DSC%05u.JPG", w.stick, seed);
    picture_write(path, picture.p, picture.len);
    ok(run_ok(&w.v[i].run, "photo", CREWS_SERIAL, path), "a photo on laptop %d", i);
    unlink(path);
    buf_release(&picture);
}

static void hand_out(void)
{
    struct json *j;

    crew_make_case(&w.v[0]);
    ok(bundle(0, "morning"), "the lead writes the hospital");
    for (int i = 1; i < CREWS; i++) {
        j = merge(&w.v[i].run, stick_path(&w, "morning"), 0);
        ok(json_true(json_get(json_at(j, 0), "created")), "new on laptop %d", i);
        ok(number(json_at(j, 0), "commits", "new") > 0, "with its records");
        is_str(json_str(json_get(json_at(j, 0), "serial")), CREWS_SERIAL, "it says which");
        json_free(j);
    }
}

#define edit(i, ...) ok(run_ok(&w.v[i].run, __VA_ARGS__), "edit on laptop %d", i)

static void the_day(void)
{
    static const char *const said[] = {"一", "二", "三"};

    edit(0, "set", CREWS_SERIAL, "line:1", "finding", "A crew");
    edit(1, "set", CREWS_SERIAL, "line:2", "finding", "B crew");
    edit(2, "set", CREWS_SERIAL, "pc:1", "finding", "C crew");
    for (int i = 0; i < CREWS; i++)
        edit(i, "set", CREWS_SERIAL, "line:1", "observed.room", said[i]);
    edit(0, "set", CREWS_SERIAL, "line:2", "observed.room", "同じ");
    edit(1, "set", CREWS_SERIAL, "line:2", "observed.room", "同じ");
    edit(1, "delete", CREWS_SERIAL, "device:2.1");
    edit(2, "set", CREWS_SERIAL, "device:2.1", "finding", "立って見た");
    edit(1, "add", CREWS_SERIAL, "unknown_line", "building=本館", "floor=1F", "room=サーバ室");
    edit(2, "add", CREWS_SERIAL, "unknown_line", "building=本館", "floor=1F", "room=サーバ室");
    for (int i = 0; i < CREWS; i++)
        take_photo(i, (unsigned)i + 1);
}

/* ---- bundles in every order ---- */

static void save_all(void)
{
    char to[300];

    for (int i = 0; i < CREWS; i++) {
        snprintf(to, sizeof to, "%s/%d", saved, i);
        copy_tree(w.v[i].run.workspace, to);
    }
}

static void restore_all(void)
{
    char from[300];

    for (int i = 0; i < CREWS; i++) {
        snprintf(from, sizeof from, "%s/%d", saved, i);
        copy_tree(from, w.v[i].run.workspace);
    }
}

/* Each writes when its turn comes, the others read. */
static void go_round(const int *order, int times)
{
    bool fine = true;
    char name[32];

    for (int i = 0; i < CREWS; i++) {
        snprintf(name, sizeof name, "round%d", order[i]);
        unlink(stick_path(&w, name));
        fine = fine && bundle(order[i], name);
        for (int k = 0; k < CREWS; k++)
            for (int n = 0; k != order[i] && n < times; n++)
                fine = fine && merged(&w.v[k].run, stick_path(&w, name));
    }
    ok(fine, "bundles went round: %d %d %d, each read %d times", order[0], order[1], order[2],
       times);
}

static void equal_everywhere(const char *want, const char *what)
{
    for (int i = 0; i < CREWS; i++) {
        char *have = survey_of(&w.v[i].run);

        is_str(have, want, "%s: laptop %d shows the same", what, i);
        free(have);
    }
}

static char *orders(void)
{
    static const int all[][CREWS] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                     {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    char *want = NULL;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (i > 0)
            restore_all();
        go_round(all[i], i == 0 ? 2 : 1);
        if (!want)
            want = survey_of(&w.v[0].run);
        equal_everywhere(want, "after that order");
    }
    return want;
}

static const char *const found[] = {"\"A crew\"", "\"B crew\"", "\"C crew\"", "\"一\"",
                                    "\"二\"",     "\"三\"",     "立って見た", "\"UB01\"",
                                    "\"UC01\"",   "DSC00001",   "DSC00002",   "DSC00003"};

static void nothing_lost(const char *survey)
{
    for (size_t i = 0; i < sizeof found / sizeof *found; i++)
        ok(strstr(survey, found[i]) != NULL, "%s is there", found[i]);
    ok(!strstr(survey, "\"value\": \"同じ\""), "the same value twice is no conflict");
}

static void again(void)
{
    struct json *j = merge(&w.v[0].run, stick_path(&w, "round1"), 0);

    is_int(json_num(json_get(json_at(j, 0), "rows_changed"), -1), 0, "again: 0 rows");
    is_int(number(json_at(j, 0), "commits", "new"), 0, "no change");
    ok(number(json_at(j, 0), "commits", "duplicate") > 0, "all of them known");
    json_free(j);
    is_int(run_genba(&w.v[0].run, "merge", stick_path(&w, "round1"), NULL), 0, "in words");
    ok(strstr(buf_str(&w.v[0].run.out), "nothing new: 0 rows changed") != NULL, "it says so");
    is_int(run_genba(&w.v[0].run, "merge", w.stick, NULL), 0, "a whole stick");
    is_int(run_genba(&w.v[0].run, "merge", "/no/such", stick_path(&w, "round1"), NULL), 3,
           "what is not there is said");
    ok(strstr(buf_str(&w.v[0].run.out), "nothing new") != NULL, "and the others are read");
    is_int(run_genba(&w.v[0].run, "bundle", CREWS_SERIAL, "-o", "", NULL), 2, "no name at all");
    is_int(run_genba(&w.v[0].run, "bundle", CREWS_SERIAL, "-o", "/no/stick", NULL), 3,
           "a stick that is not there");
}

/* What somebody was interrupted at is read with the rest of a stick. */
static void unfinished(void)
{
    char folder[300], part[400];

    snprintf(folder, sizeof folder, "%s/left", w.stick);
    snprintf(part, sizeof part, "%s/x.gnb.part", folder);
    if (mkdir(folder, 0700) != 0)
        bail("no folder");
    copy_tree(stick_path(&w, "round1"), part);
    is_int(run_genba(&w.v[0].run, "merge", folder, NULL), 0, "a .part in a folder");
    ok(strstr(buf_str(&w.v[0].run.out), "x.gnb.part") != NULL, "is read");
}

/* The other laptops' receipts come back with their bundles. */
static void counters(void)
{
    struct json *j;

    ok(run_ok(&w.v[1].run, "bundle", CREWS_SERIAL, "-o", stick_path(&w, "receipt")),
       "a bundle back");
    ok(merged(&w.v[0].run, stick_path(&w, "receipt")), "read");
    if (!run_ok(&w.v[0].run, "show", CREWS_SERIAL, "--json"))
        bail("show");
    j = json_parse(w.v[0].run.out.p, w.v[0].run.out.len, NULL);
    is_int(number(j, "laptop", "pending_commits"), 0, "nothing is only here any more");
    is_int(number(j, "laptop", "pending_photos"), 0, "no photo either");
    json_free(j);
}

/* ---- ends of conflicts ---- */

static void resolving(void)
{
    struct json *j;

    edit(0, "resolve", CREWS_SERIAL, "line:1", "observed.room", "二");
    edit(0, "resolve", CREWS_SERIAL, "device:2.1", "alive", "keep");
    unlink(stick_path(&w, "evening"));
    ok(bundle(0, "evening"), "passed on");
    for (int i = 1; i < CREWS; i++) {
        j = merge(&w.v[i].run, stick_path(&w, "evening"), 0);
        ok(number(json_at(j, 0), "conflicts", "before") > 0, "conflicts before on laptop %d", i);
        is_int(number(json_at(j, 0), "conflicts", "after"), 1, "the twins are left");
        json_free(j);
    }
}

/* ---- restored, copied ---- */

static void restored(void)
{
    struct run *a = &w.v[0].run, *b = &w.v[1].run;
    char noon[300];
    char *here, *there;

    snprintf(noon, sizeof noon, "%s/noon", saved);
    copy_tree(a->workspace, noon);
    edit(0, "set", CREWS_SERIAL, "line:1", "finding", "after noon, given away");
    ok(bundle(0, "afternoon") && merged(b, stick_path(&w, "afternoon")), "given away");
    copy_tree(noon, a->workspace);
    edit(0, "set", CREWS_SERIAL, "line:2", "finding", "after the disk came back");
    ok(bundle(1, "back") && merged(a, stick_path(&w, "back")), "what was given away comes back");
    ok(bundle(0, "restored") && merged(b, stick_path(&w, "restored")), "and the rest goes out");
    here = survey_of(a);
    there = survey_of(b);
    is_str(here, there, "both show the same");
    ok(strstr(here, "after noon, given away") && strstr(here, "after the disk came back"),
       "nothing is lost");
    is_int(run_genba(a, "verify", CREWS_SERIAL, NULL) & ~1, 0, "it verifies");
    ok(!strstr(buf_str(&a->out), "kept apart"), "no fork");
    free(here);
    free(there);
}

static void copied(void)
{
    struct crew twin = {0};
    char *here, *there;

    run_begin(&twin.run);
    twin.run.now = w.v[1].run.now;
    copy_tree(w.v[1].run.workspace, twin.run.workspace);
    edit(1, "set", CREWS_SERIAL, "line:1", "finding", "the one");
    ok(run_ok(&twin.run, "set", CREWS_SERIAL, "line:2", "finding", "the other"), "both go on");
    ok(run_ok(&twin.run, "bundle", CREWS_SERIAL, "-o", stick_path(&w, "twin")), "the copy writes");
    ok(merged(&w.v[1].run, stick_path(&w, "twin")), "its origin reads");
    ok(bundle(1, "origin") && merged(&twin.run, stick_path(&w, "origin")), "and back");
    here = survey_of(&w.v[1].run);
    there = survey_of(&twin.run);
    is_str(here, there, "both show the same");
    ok(strstr(here, "\"the one\"") && strstr(here, "\"the other\""), "nothing is lost");
    free(here);
    free(there);
    run_end(&twin.run);
}

int main(void)
{
    char *survey;

    crews_begin(&w);
    tmpdir_make(saved, sizeof saved);
    hand_out();
    the_day();
    save_all();
    survey = orders();
    nothing_lost(survey);
    again();
    unfinished();
    counters();
    restored();
    copied();
    resolving();
    free(survey);
    crews_end(&w);
    return tap_done();
}
