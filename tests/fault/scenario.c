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
    for (int i = 0; i < 20; i++) {
        struct id line = id_new(2 + i);

        edits_set(&list, line, F_line_line_seq, value_int(i));
        edits_observe(&list, line, F_line_room, value_text("サーバ室"));
        if (case_edit(c, &list, &e) != 0)
            bail("%s", e.detail);
        edits_release(&list);
    }
    case_close(c);
}

static void make_pictures(struct run *r)
{
    mkdir(inside(r, "camera"), 0700);
    for (unsigned i = 0; i < PICTURES; i++) {
        struct buf bytes = BUF_INIT;
        char name[32];

        snprintf(name, sizeof name, "camera/%u.jpg", i);
        picture_jpeg(&bytes, 64, 48, i, NULL);
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
};
const size_t scenario_count = sizeof scenarios / sizeof *scenarios;
