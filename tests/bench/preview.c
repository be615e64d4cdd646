/* Previews: the first one of a 12-megapixel JPEG against `djpeg -scale 1/8`; a
 * key in the grid while 200 such photos are decoded, against the list of the
 * same photos; the memory of genba with 5,000 photos it has leafed through. */
#include "assets/draw/client.h"
#include "assets/photo/keep.h"
#include "model/base/file.h"
#include "tests/bench/bench.h"
#include "tests/lib/fixture.h"
#include "tests/lib/memory.h"
#include "tests/lib/paint.h"
#include "tests/lib/tap.h"
#include "tests/lib/term.h"
#include "tests/lib/tmpdir.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUNS 15
#define SCENES 4
#define GRID_PHOTOS 200
#define MANY_PHOTOS 5000
#define TILE_SECONDS 0.05 /* about what one of them takes */

static void first_preview(const char *path, struct sample *s)
{
    const char *top = getenv("top_builddir");
    char program[4096];

    snprintf(program, sizeof program, "%s/genba-draw", top ? top : ".");
    for (int i = 0; i < RUNS; i++) {
        double begin = bench_now();
        struct draw *d = draw_new(program); /* a fresh helper each time */
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        struct picture p;
        struct err e;

        if (draw_preview(d, fd, 160, 120, 0, path, &p, &e) != 0 || !p.rgb)
            bail("no preview");
        sample_add(s, bench_now() - begin);
        picture_release(&p);
        close(fd);
        draw_free(d);
    }
}

/* Without djpeg (libjpeg-turbo-progs) there is no ratio. */
static void djpeg(char *path, char *out, struct sample *s)
{
    char name[] = "djpeg", scale[] = "-scale", eighth[] = "1/8", to[] = "-outfile";
    char *argv[] = {name, scale, eighth, to, out, path, NULL};

    for (int i = 0; i < RUNS; i++) {
        double begin = bench_now();
        int status = 0;
        pid_t pid;

        if (posix_spawnp(&pid, name, NULL, NULL, argv, environ) != 0)
            return;
        waitpid(pid, &status, 0);
        if (status != 0)
            return;
        sample_add(s, bench_now() - begin);
    }
}

/* A kept original that is one of the scenes under another name. */
static void put_photo(struct casefile *c, struct edits *list, const char *card, int n)
{
    char from[512], hex[65], name[32];
    struct id photo = id_new(1);
    struct err e;
    char *to;

    snprintf(from, sizeof from, "%s/DSC%05d.JPG", card, n % SCENES + 1);
    snprintf(hex, sizeof hex, "%02x%062x", n % 256, n);
    snprintf(name, sizeof name, "DSC%05d.JPG", n);
    to = keep_path_of(c->folder, hex, "image/jpeg");
    *strrchr(to, '/') = '\0';
    if (file_make_dirs(to, &e) != 0)
        bail("%s", e.detail);
    to[strlen(to)] = '/';
    if (link(from, to) != 0)
        bail("link %s", to);
    free(to);
    edits_set(list, photo, F_photo_orig_name, value_text(name));
    edits_set(list, photo, F_photo_sha256, value_text(hex));
    edits_set(list, photo, F_photo_media_type, value_text("image/jpeg"));
    edits_set(list, photo, F_photo_bytes, value_int(4000000));
    edits_set(list, photo, F_photo_width, value_int(4000));
    edits_set(list, photo, F_photo_height, value_int(3000));
    edits_set(list, photo, F_photo_photo_tag, value_text("label"));
    edits_set(list, photo, F_photo_exif_datetime_original, value_text("2025:09:12 09:20:00"));
}

static void build(struct fixture *f, const char *card, int photos)
{
    struct id site = id_new(1);
    struct edits list = {0};
    struct casefile *c;
    struct err e;

    fixture_begin(f);
    c = fixture_case(f);
    if (keep_prepare(c->folder, &e) != 0)
        bail("%s", e.detail);
    edits_set(&list, site, F_site_hospital_serial_no, value_text("0342"));
    edits_set(&list, site, F_site_hospital_name, value_text("みなと総合病院"));
    edits_set(&list, site, F_site_survey_dates, value_text("2025-09-12"));
    for (int i = 0; i < photos; i++) {
        put_photo(c, &list, card, i);
        if (i % 100 == 99 || i == photos - 1) {
            if (case_edit(c, &list, &e) != 0)
                bail("edit: %s", e.detail);
            edits_release(&list);
            list = (struct edits){0};
        }
    }
    case_close(c);
}

static struct term *open_grid(struct fixture *f, int rows, int cols)
{
    static char workspace[300];
    struct term_setup setup = {.rows = rows, .cols = cols, .now = "2025-09-12T10:00"};
    struct term *t;

    snprintf(workspace, sizeof workspace, "GENBA_WORKSPACE=%s", f->workspace);
    setup.env = (const char *const[]){workspace, NULL};
    setup.args = (const char *const[]){"open", "0342", NULL};
    t = term_start(&setup);
    term_press(t, "P");
    return t;
}

static void press(struct term *t, const char *key, struct sample *s)
{
    double begin = bench_now();

    term_press(t, key);
    sample_add(s, bench_now() - begin);
}

/* Through all pages, so long on each that most of its previews come: there is
 * always something to decode and something to draw. */
static void leaf(struct term *t, int pages, double seconds, struct sample *s)
{
    static const char *const script[] = {"Right", "Right", "Down", "Left", "Up", "Left"};

    for (int p = 0; p < pages; p++) {
        double until = bench_now() + seconds;

        for (int i = 0; i < 6 || bench_now() < until; i++)
            press(t, script[i % 6], s);
        press(t, "PgDn", s);
    }
}

static void grid_keys(const char *card, int rows, int cols, int tiles)
{
    struct sample grid = {0}, list = {0};
    struct fixture f;
    struct term *t;
    char name[80];

    build(&f, card, GRID_PHOTOS);
    t = open_grid(&f, rows, cols);
    leaf(t, GRID_PHOTOS / tiles, tiles * TILE_SECONDS, &grid);
    term_press(t, "v");
    term_press(t, "Home");
    leaf(t, GRID_PHOTOS / tiles, TILE_SECONDS, &list);
    term_kill(t);
    snprintf(name, sizeof name, "key in the grid %dx%d, 200 x 12 MP decoding", cols, rows);
    bench_line(name, &grid, &list, "list", 1e3, "ms", 16);
    sample_release(&grid);
    sample_release(&list);
    fixture_end(&f);
}

static void memory(const char *card)
{
    struct sample mb = {0}, none = {0}, keys = {0};
    struct fixture f;
    struct term *t;

    build(&f, card, MANY_PHOTOS);
    t = open_grid(&f, 50, 200);
    leaf(t, 40, TILE_SECONDS, &keys);
    sample_add(&mb, (double)memory_peak_kb(term_pid(t)) / 1024);
    term_kill(t);
    bench_line("memory with 5,000 photos", &mb, &none, "", 1, "MB", 150);
    bench_line("key in the grid of 5,000", &keys, &none, "", 1e3, "ms", 16);
    fixture_end(&f);
}

int main(void)
{
    char card[256], path[512], out[512];
    struct sample ours = {0}, theirs = {0};

    tmpdir_make(card, sizeof card);
    paint_card(card, SCENES);
    snprintf(path, sizeof path, "%s/DSC00001.JPG", card);
    snprintf(out, sizeof out, "%s/out.ppm", card);
    first_preview(path, &ours);
    djpeg(path, out, &theirs);
    bench_line("first preview of a 12 MP JPEG", &ours, &theirs, "djpeg -scale 1/8", 1e3, "ms", 60);
    grid_keys(card, 24, 80, 8);
    grid_keys(card, 50, 200, 32);
    memory(card);
    tmpdir_remove(card);
    return 0;
}
