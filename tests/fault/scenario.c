#include "tests/fault/scenario.h"

#include "model/base/file.h"
#include "model/case.h"
#include "tests/lib/fixture.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PICTURES 3
#define SERIAL "0342"
#define LINES 20

static void must(struct run *r, int rc, const char *what)
{
    if (rc != 0)
        bail("%s: %d %s", what, rc, buf_str(&r->err));
}

static const char *inside(const struct run *r, const char *name)
{
    static char path[4][600];
    static unsigned turn;
    char *out = path[turn++ % 4];

    snprintf(out, sizeof path[0], "%s/%s", r->workspace, name);
    return out;
}

/* ---- sheets ---- */

static bool sheets(struct run *r)
{
    const char *samples = fixture_shared("samples");
    struct buf bytes = BUF_INIT;
    char pattern[4200];
    struct err e;
    glob_t found;

    if (!samples)
        return false;
    snprintf(pattern, sizeof pattern, "%s/0107_*ヒアリングシート*.xlsx", samples);
    if (glob(pattern, 0, NULL, &found) != 0)
        return false;
    if (file_read(found.gl_pathv[0], BUF_MAX_DEFAULT, &bytes, &e) != 0)
        bail("%s", e.detail);
    globfree(&found);
    picture_write(inside(r, "hearing.xlsx"), buf_str(&bytes), bytes.len);
    buf_release(&bytes);
    must(r, run_genba(r, "list", NULL), "list");
    return true;
}

/* ---- photos ---- */

static struct id line_id(int i)
{
    return (struct id){{'l', (uint8_t)i}};
}

static void make_case(struct run *r, const char *person)
{
    struct edits list = {0};
    struct identity who;
    struct casefile *c;
    struct err e;

    if (identity_load(&who, r->workspace, person, "A", &e) != 0 ||
        case_create(&c, r->workspace, SERIAL, "みなと総合病院", &who, &e) != 0)
        bail("%s", e.detail);
    edits_set(&list, id_new(1), F_site_hospital_serial_no, value_text(SERIAL));
    for (int i = 0; i < LINES; i++) {
        struct id line = line_id(i);

        edits_set(&list, line, F_line_line_seq, value_int(i));
        edits_observe(&list, line, F_line_room, value_text("サーバ室"));
        if (case_edit(c, &list, &e) != 0)
            bail("%s", e.detail);
        edits_release(&list);
    }
    case_close(c);
}

/* The first of several chunks, the others small. */
static void make_pictures(struct run *r)
{
    mkdir(inside(r, "camera"), 0700);
    for (unsigned i = 0; i < PICTURES; i++) {
        struct buf bytes = BUF_INIT;
        char name[32];

        snprintf(name, sizeof name, "camera/%u.jpg", i);
        picture_jpeg(&bytes, i == 0 ? 1400 : 64, i == 0 ? 1200 : 48, i, NULL);
        picture_write(inside(r, name), buf_str(&bytes), bytes.len);
        buf_release(&bytes);
    }
}

static bool pictures(struct run *r)
{
    make_case(r, "佐藤");
    make_pictures(r);
    return true;
}

/* ---- bundles ---- */

static void name_person(struct run *r, const char *person)
{
    struct buf text = BUF_INIT;

    buf_addf(&text, "person = %s\ncrew = A\n", person);
    picture_write(inside(r, "settings.ini"), buf_str(&text), text.len);
    buf_release(&text);
}

static bool to_a_stick(struct run *r)
{
    if (run_genba(r, "merge", "--help", NULL) != 0)
        return false;
    name_person(r, "佐藤");
    make_case(r, "佐藤");
    make_pictures(r);
    must(r, run_genba(r, "photo", SERIAL, inside(r, "camera"), NULL), "photo");
    mkdir(inside(r, "stick"), 0700);
    return true;
}

/* Nothing, a part, or a bundle that is whole: every frame, chain and signature. */
static void bundle_is_whole(struct run *r, struct buf *why)
{
    const char *path = inside(r, "stick/day.gnb");
    int rc = access(path, F_OK) == 0 ? run_genba(r, "verify", path, NULL) : 0;
    glob_t found;

    if (glob(inside(r, "stick/*"), 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            if (!strstr(found.gl_pathv[i], "/day.gnb"))
                buf_addf(why, "%s on the stick; ", found.gl_pathv[i]);
        globfree(&found);
    }

    if (rc != 0)
        buf_addf(why, "the bundle: %d %s %s; ", rc, buf_str(&r->out), buf_str(&r->err));
}

/* And nothing else lies on the stick. */
static void bundle_is_there(struct run *r, struct buf *why)
{
    glob_t found;

    if (access(inside(r, "stick/day.gnb"), F_OK) != 0)
        buf_puts(why, "no bundle; ");
    if (glob(inside(r, "stick/*"), GLOB_PERIOD, NULL, &found) == 0) {
        if (found.gl_pathc != 3) /* with . and .. */
            buf_addf(why, "%zu files on the stick; ", found.gl_pathc - 2);
        globfree(&found);
    }
}

/* Two laptops of a team: `from` has the hospital, with photos. */
static void team_of(struct run *from, struct run *to)
{
    name_person(to, "田中");
    must(from, run_genba(from, "team", "init", "県南", NULL), "init");
    must(to, run_genba(to, "team", "card", "-o", inside(to, "card"), NULL), "card");
    must(from, run_genba(from, "team", "admit", inside(to, "card"), NULL), "admit");
    must(from, run_genba(from, "team", "roster", "-o", inside(to, "roster"), NULL), "roster");
    must(to, run_genba(to, "team", "join", inside(to, "roster"), NULL), "join");
}

static void hand_over(struct run *from, struct run *to)
{
    unlink(inside(to, "day.gnb"));
    must(from, run_genba(from, "bundle", SERIAL, "-o", inside(to, "day.gnb"), NULL), "bundle");
}

/* Rooms of all lines, seen by whoever is at that laptop. */
static void edit_lines(struct run *r, const char *person, const char *room)
{
    struct edits list = {0};
    struct identity who;
    struct casefile *c;
    struct err e;
    glob_t found;

    if (glob(inside(r, SERIAL "_*.genba"), 0, NULL, &found) != 0)
        bail("no case in %s", r->workspace);
    if (identity_load(&who, r->workspace, person, "A", &e) != 0 ||
        case_open(&c, found.gl_pathv[0], &who, &e) != 0)
        bail("%s", e.detail);
    globfree(&found);
    for (int i = 0; i < LINES; i += 2) {
        edits_observe(&list, line_id(i), F_line_room, value_text(room));
        if (case_edit(c, &list, &e) != 0)
            bail("%s", e.detail);
        edits_release(&list);
    }
    case_close(c);
}

/* The receiver has the hospital, and both went on with the same lines. */
static bool clashing(struct run *r)
{
    struct run from;

    if (run_genba(r, "merge", "--help", NULL) != 0)
        return false;
    run_begin(&from);
    from.now = r->now;
    name_person(&from, "佐藤");
    make_case(&from, "佐藤");
    team_of(&from, r);
    hand_over(&from, r);
    must(r, run_genba(r, "merge", inside(r, "day.gnb"), NULL), "merge");
    edit_lines(r, "田中", "電気室");
    edit_lines(&from, "佐藤", "医事課");
    make_pictures(&from);
    must(&from, run_genba(&from, "photo", SERIAL, inside(&from, "camera"), NULL), "photo");
    hand_over(&from, r);
    run_end(&from);
    return true;
}

static bool unknown_hospital(struct run *r)
{
    struct run from;
    bool there = false;

    run_begin(&from);
    from.now = r->now;
    if (to_a_stick(&from)) {
        team_of(&from, r);
        hand_over(&from, r);
        there = true;
    }
    run_end(&from);
    return there;
}

const struct scenario scenarios[] = {
    {.name = "an import of sheets",
     .serial = "0107",
     .words = {"genba", "import", "@hearing.xlsx"},
     .prepare = sheets,
     .same = true},
    {.name = "an intake of photos",
     .serial = SERIAL,
     .there = true,
     .words = {"genba", "photo", SERIAL, "@camera"},
     .prepare = pictures},
    {.name = "a bundle to a stick",
     .serial = SERIAL,
     .there = true,
     .words = {"genba", "bundle", SERIAL, "-o", "@stick/day.gnb"},
     .prepare = to_a_stick,
     .same = true,
     .always = bundle_is_whole,
     .done = bundle_is_there},
    {.name = "a bundle of a hospital that is new here",
     .serial = SERIAL,
     .words = {"genba", "merge", "@day.gnb"},
     .prepare = unknown_hospital,
     .same = true},
    {.name = "a bundle that clashes with edits here",
     .serial = SERIAL,
     .there = true,
     .words = {"genba", "merge", "@day.gnb"},
     .prepare = clashing,
     .same = true},
};
const size_t scenario_count = sizeof scenarios / sizeof *scenarios;
