/* Drawings out of files: what is kept and recorded, what a name says, the same
 * bytes again, what is refused, damage, verifying. */
#include "assets/photo/drawing.h"
#include "assets/photo/keep.h"
#include "assets/photo/verify.h"
#include "assets/report/sheets.h"

#include "model/base/clock.h"
#include "model/base/file.h"
#include "tests/lib/fixture.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct world {
    struct fixture f;
    struct casefile *c;
    struct draw *d;
    char path[1024]; /* of the file made last */
};

static const struct drawing_place by_name;

static void begin(struct world *w)
{
    const char *top = getenv("top_builddir");
    char program[4096];
    struct err e;

    snprintf(program, sizeof program, "%s/genba-draw", top ? top : ".");
    fixture_begin(&w->f);
    w->c = fixture_case(&w->f);
    w->d = draw_new(program);
    if (case_set(w->c, id_new(clock_now_ms()), F_site_hospital_serial_no, false, value_text("0342"),
                 &e) != 0)
        bail("no site");
}

static const char *file(struct world *w, const char *name, const void *p, size_t n)
{
    snprintf(w->path, sizeof w->path, "%s/%s", w->f.workspace, name);
    picture_write(w->path, p, n);
    return w->path;
}

static const char *plan_file(struct world *w, const char *name, unsigned seed)
{
    struct buf b = BUF_INIT;

    picture_png(&b, 60, 40, seed, NULL);
    file(w, name, b.p, b.len);
    buf_release(&b);
    return w->path;
}

static const struct row *row_of(struct world *w, const struct drawing_result *r)
{
    return survey_find_kind(&w->c->survey, KIND_drawing, r->drawing);
}

static void taken_in(struct world *w)
{
    struct drawing_result r, again;
    const struct row *row;
    struct hash kept, given;
    struct err e;
    char *path;

    is_ok(
        drawing_intake(w->c, w->d, plan_file(w, "0342_本館_1F_フロア図.png", 1), &by_name, &r, &e),
        &e, "a drawing is taken in");
    row = row_of(w, &r);
    is_str(row_text(row, F_drawing_title), "本館 1F フロア図", "its title");
    is_str(row_text(row, F_drawing_building), "本館", "its building");
    is_str(row_text(row, F_drawing_floor), "1F", "its floor");
    is_str(row_text(row, F_drawing_orig_name), "0342_本館_1F_フロア図.png", "the file's name");
    is_int(row_int(row, F_drawing_width, 0), 60, "its width");
    is_int(row_int(row, F_drawing_height, 0), 40, "its height");
    is_int(row_int(row, F_drawing_drawing_seq, 0), 1, "its number");
    path = keep_drawing_path(w->c->folder, row_text(row, F_drawing_sha256), "image/png");
    ok(keep_hash(path, &kept, NULL, &e) == 0 && keep_hash(w->path, &given, NULL, &e) == 0 &&
           memcmp(&kept, &given, sizeof kept) == 0,
       "the bytes as they were");
    is_ok(drawing_intake(w->c, w->d, w->path, &by_name, &again, &e), &e, "once more");
    ok(again.again && id_equal(again.drawing, r.drawing), "is the same one");
    is_int(w->c->survey.n[KIND_drawing], 1, "and adds nothing");
    unlink(path);
    is_ok(drawing_intake(w->c, w->d, w->path, &by_name, &again, &e), &e, "its kept file was lost");
    ok(keep_is_there(path, row_int(row, F_drawing_bytes, 0)), "and is back");
    free(path);
}

static void said_by_a_person(struct world *w)
{
    struct drawing_place place = {"平面図", "別館", "B1"};
    struct drawing_result r;
    struct err e;

    is_ok(drawing_intake(w->c, w->d, plan_file(w, "scan_2F.png", 2), &place, &r, &e), &e,
          "what a person says");
    is_str(row_text(row_of(w, &r), F_drawing_title), "平面図", "is the title");
    is_str(row_text(row_of(w, &r), F_drawing_building), "別館", "is the building");
    is_str(row_text(row_of(w, &r), F_drawing_floor), "B1", "is the floor");
    is_int(row_int(row_of(w, &r), F_drawing_drawing_seq, 0), 2, "the next number");
}

static void names(void)
{
    static const struct {
        const char *path, *title, *building, *floor;
    } v[] = {
        {"/stick/0342_本館_B1_フロア図.png", "本館 B1 フロア図", "本館", "B1"},
        {"0342_中央棟_2F.jpg", "中央棟 2F", "中央棟", "2F"},
        {"3階平面図.png", "3階平面図", "", "3階"},
        {"scan0001.png", "scan0001", "", ""},
    };

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        struct buf title = BUF_INIT, building = BUF_INIT, floor = BUF_INIT;

        drawing_name(v[i].path, "0342", &title, &building, &floor);
        is_str(buf_str(&title), v[i].title, "%s: title", v[i].path);
        is_str(buf_str(&building), v[i].building, "%s: building", v[i].path);
        is_str(buf_str(&floor), v[i].floor, "%s: floor", v[i].path);
        buf_release(&title);
        buf_release(&building);
        buf_release(&floor);
    }
}

static void refused(struct world *w)
{
    static const struct {
        const char *name, *bytes;
        size_t n;
        int rc;
    } v[] = {
        {"empty.png", "", 0, -ERR_INVALID},
        {"notes.png", "no picture at all", 17, -ERR_UNSUPPORTED},
        {"plan.pdf", "%PDF-1.7 and more of it", 23, -ERR_UNSUPPORTED},
    };
    size_t before = w->c->survey.n[KIND_drawing];
    struct drawing_result r;
    struct err e;

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        int rc =
            drawing_intake(w->c, w->d, file(w, v[i].name, v[i].bytes, v[i].n), &by_name, &r, &e);

        is_int(rc, v[i].rc, "%s is refused", v[i].name);
        ok(strstr(e.subject, v[i].name), "%s is named", v[i].name);
    }
    is_int(drawing_intake(w->c, w->d, w->f.workspace, &by_name, &r, &e), -ERR_UNSUPPORTED,
           "a folder is refused");
    is_int(w->c->survey.n[KIND_drawing], before, "nothing of them is there");
}

/* A photo of a plan on the wall: its size is that of the upright picture. */
static void turned(struct world *w)
{
    struct exif_spec exif = {.orientation = 6};
    struct drawing_result r;
    struct buf b = BUF_INIT;
    struct err e;

    picture_jpeg(&b, 64, 48, 5, &exif);
    is_ok(drawing_intake(w->c, w->d, file(w, "wall.jpg", b.p, b.len), &by_name, &r, &e), &e,
          "a photo of a plan");
    is_int(row_int(row_of(w, &r), F_drawing_width, 0), 48, "upright it is narrow");
    is_int(row_int(row_of(w, &r), F_drawing_height, 0), 64, "and high");
    buf_release(&b);
}

static void damaged(struct world *w)
{
    struct drawing_result r;
    struct buf b = BUF_INIT;
    struct err e;

    picture_png(&b, 60, 40, 9, NULL);
    is_ok(drawing_intake(w->c, w->d, file(w, "cut.png", b.p, b.len - 200), &by_name, &r, &e), &e,
          "a truncated drawing is taken in");
    ok(r.damaged, "and marked");
    buf_release(&b);
}

static void count_fault(const struct photo_fault *f, void *ctx)
{
    (void)f;
    ++*(int *)ctx;
}

static void verified(struct world *w)
{
    const struct row *row = w->c->survey.rows[KIND_drawing][0];
    char *path = keep_drawing_path(w->c->folder, row_text(row, F_drawing_sha256), "image/png");
    struct err e;
    size_t n = 0;
    int faults = 0;

    is_ok(drawing_verify(w->c, count_fault, &faults, &n, &e), &e, "verify");
    is_int(n, w->c->survey.n[KIND_drawing], "looks at every drawing");
    is_int(faults, 0, "all as taken in");
    picture_write(path, "!", 1);
    is_ok(drawing_verify(w->c, count_fault, &faults, &n, &e), &e, "verify");
    is_int(faults, 1, "a changed file is found");
    free(path);
}

/* Without a wait, as between keys: how often it was not done yet. */
static int paint_ahead(struct world *w, struct report_sheets *s)
{
    int times = 0;

    while (report_sheets_step(s, w->c, false) == 1 && times < 100000) {
        struct pollfd p = {.fd = draw_fd(w->d), .events = POLLIN};

        if (times++ % 2 == 1 && report_sheets_asked(s)) /* now and then too early */
            poll(&p, 1, 20000);
    }
    return times;
}

static void report_ahead(struct world *w)
{
    struct report_with with = {.ja = true, .draw = w->d};
    struct buf here = BUF_INIT, ahead = BUF_INIT;
    struct report_sheets *sheets;
    char path[1100];
    struct err e;
    size_t total;

    snprintf(path, sizeof path, "%s/report.xlsx", w->f.workspace);
    is_ok(report_write(w->c, path, &with, &e), &e, "a report with its floor plans");
    is_ok(file_read(path, 1 << 28, &here, &e), &e, "is read");
    with.sheets = sheets = report_sheets_new(w->c, &with);
    ok(paint_ahead(w, sheets) > 0, "painted ahead");
    ok(report_sheets_done(sheets, &total) == total && total > 1, "all %zu", total);
    is_ok(report_write(w->c, path, &with, &e), &e, "a report of those");
    is_ok(file_read(path, 1 << 28, &ahead, &e), &e, "is read");
    ok(here.len == ahead.len && memcmp(here.p, ahead.p, here.len) == 0, "is the same");
    report_sheets_free(sheets);
    buf_release(&here);
    buf_release(&ahead);
}

int main(void)
{
    struct world w;

    begin(&w);
    taken_in(&w);
    said_by_a_person(&w);
    names();
    refused(&w);
    turned(&w);
    damaged(&w);
    verified(&w);
    report_ahead(&w);
    draw_free(w.d);
    case_close(w.c);
    fixture_end(&w.f);
    return tap_done();
}
