/* Drawings by the real program: those of the sheet and one of a file, from one
 * laptop to another, verified there. */
#include "assets/draw/client.h"
#include "assets/drawing/font.h"
#include "assets/photo/keep.h"
#include "assets/xlsx/xlsx.h"
#include "model/base/file.h"
#include "tests/lib/crews.h"
#include "tests/lib/fixture.h"
#include "tests/lib/json.h"
#include "tests/lib/tap.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct crews w;
static char samples[512];

static bool did(struct run *r, int rc)
{
    if (rc != 0)
        diag("exit %d: %s%s", rc, r->out.p ? r->out.p : "", r->err.p ? r->err.p : "");
    return rc == 0;
}
#define run_ok(r, ...) did((r), run_genba((r), __VA_ARGS__, NULL))

static const char *sample(const char *name)
{
    static char path[4][1024];
    static int next;
    char *out = path[next++ & 3];

    snprintf(out, sizeof path[0], "%s/%s", samples, name);
    return out;
}

static struct json *show(struct run *r)
{
    struct json *j;

    if (!run_ok(r, "show", "0342", "--json"))
        bail("show");
    j = json_parse(r->out.p, r->out.len, NULL);
    return j ? j : (bail("show says no JSON"), NULL);
}

static void taken_in(struct run *r)
{
    struct json *j;

    ok(run_ok(r, "import", sample("0342_みなと総合病院_ヒアリングシート_20250725.xlsx")),
       "the sheet");
    ok(run_ok(r, "drawing", "0342", sample("0342_本館_1F_フロア図.png")),
       "a drawing of the sheet as a file");
    ok(strstr(r->out.p, "drawing:2") && strstr(r->out.p, "taken in before"), "is there already");
    ok(run_ok(r, "drawing", "0342", sample("0107_本館_2F_フロア図.png"), "--building", "東館"),
       "another drawing");
    ok(run_ok(r, "set", "0342", "drawing:4", "floor", "3F"), "put on its floor");
    is_int(run_genba(r, "drawing", "0342", sample("photos-0342/メモ.txt"), NULL), 1,
           "a text is refused");
    j = show(r);
    is_int(json_get(j, "drawings")->count, 4, "three of the sheet and one of a file");
    is_str(json_str(json_get(json_at(json_get(j, "drawings"), 3), "building")), "東館",
           "its building");
    is_str(json_str(json_get(json_at(json_get(j, "drawings"), 3), "floor")), "3F", "its floor");
    json_free(j);
}

/* Every drawing's file, its bytes as recorded. */
static int kept(struct run *r)
{
    struct json *j = show(r);
    const char *folder = json_str(json_get(json_get(j, "laptop"), "folder"));
    int n = 0;

    for (const struct json *d = json_get(j, "drawings")->first; d; d = d->next) {
        const char *sha = json_str(json_get(d, "sha256"));
        char *path = keep_drawing_path(folder, sha, json_str(json_get(d, "media_type")));
        char hex[2 * HASH_LEN + 1];
        struct hash h;

        if (keep_hash(path, &h, NULL, NULL) == 0) {
            hash_print(&h, hex);
            n += strcmp(hex, sha) == 0;
        }
        free(path);
    }
    json_free(j);
    return n;
}

static void carried(struct run *from, struct run *to)
{
    ok(run_ok(from, "bundle", "0342", "-o", stick_path(&w, "a")), "to the stick");
    ok(run_ok(to, "merge", stick_path(&w, "a")), "and into another laptop");
    is_int(kept(to), 4, "every drawing arrived with its bytes");
    ok(run_ok(to, "verify", "0342"), "they verify there");
    ok(strstr(to->out.p, "drawings: 4"), "all four");
}

static bool pinned(struct run *r, const char *thing, const char *x, const char *y)
{
    return run_ok(r, "set", "0342", thing, "plan_ref", "drawing:2") &&
           run_ok(r, "set", "0342", thing, "plot_x", x) &&
           run_ok(r, "set", "0342", thing, "plot_y", y);
}

static uint32_t pixel(const struct picture *p, uint32_t x, uint32_t y)
{
    const uint8_t *at = p->rgb + ((size_t)y * p->width + x) * 3;

    return (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
}

/* The sheet as pixels: the red of a line's pin stands at one place. */
static void look_at(const char *path, struct picture *out)
{
    const char *top = getenv("top_builddir");
    char program[4096];
    struct draw *d;
    struct err e;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    snprintf(program, sizeof program, "%s/genba-draw", top ? top : ".");
    d = draw_new(program);
    is_ok(draw_preview(d, fd, 8000, 8000, 0, path, out, &e), &e, "the sheet is a picture");
    draw_free(d);
    close(fd);
}

/* What stands under the name and cannot be looked at is somebody else's, too. */
static void not_ours(struct run *r, const char *dir, const char *path)
{
    struct stat st;

    ok(unlink(path) == 0 && mkfifo(path, 0600) == 0, "a pipe of that name");
    is_int(run_genba(r, "drawings", "0342", "--export", dir, NULL), 1, "stays");
    ok(lstat(path, &st) == 0 && S_ISFIFO(st.st_mode), "and nobody waits for it");
    ok(unlink(path) == 0 && symlink("nowhere", path) == 0, "a link to nothing");
    is_int(run_genba(r, "drawings", "0342", "--export", dir, NULL), 1, "stays");
    ok(lstat(path, &st) == 0 && S_ISLNK(st.st_mode), "as it was");
    ok(unlink(path) == 0 && run_ok(r, "drawings", "0342", "--export", dir), "what is free is used");
}

static void handed_over(struct run *r)
{
    char dir[600], path[1024];
    struct buf first = BUF_INIT, again = BUF_INIT;
    struct picture seen = {0};
    uint32_t top = 0;
    struct err e;

    snprintf(dir, sizeof dir, "%s/plans", w.stick);
    snprintf(path, sizeof path, "%s/0342_本館_1F_平面図.png", dir);
    ok(pinned(r, "line:1", "0.25", "0.5"), "a pin");
    is_int(run_genba(r, "set", "0342", "line:1", "plot_x", "1.2", NULL), 3, "beside the drawing");
    ok(strstr(r->err.p, "0 to 1"), "is refused: %s", r->err.p);
    ok(run_ok(r, "undo", "0342") && run_ok(r, "drawings", "0342", "--json") &&
           strstr(r->out.p, "\"pins\": 1") == NULL,
       "undone it is none");
    ok(run_ok(r, "redo", "0342") && run_ok(r, "drawings", "0342", "--json") &&
           strstr(r->out.p, "\"pins\": 1") != NULL,
       "and again one");
    ok(run_ok(r, "drawings", "0342", "--export", dir), "handed over");
    ok(file_read(path, 1 << 24, &first, &e) == 0 && strstr(r->out.p, path), "under its name");
    look_at(path, &seen);
    ok(seen.width > 1200 && seen.height > 800, "with room for the legend: %ux%u", seen.width,
       seen.height);
    for (uint32_t y = 0; y < seen.height && top == 0; y++) /* the pin's disc begins */
        top = pixel(&seen, (seen.width - 1200) / 2 + 300, y) == 0xC00000 ? y : 0;
    ok(top > 400 && top < 800, "the pin stands on the drawing, at %u", top);
    ok(run_ok(r, "drawings", "0342", "--export", dir), "once more");
    ok(file_read(path, 1 << 24, &again, &e) == 0 && first.len == again.len &&
           memcmp(first.p, again.p, first.len) == 0,
       "the same bytes");
    is_ok(file_write(path, "mine", 4, &e), &e, "somebody else's file of that name");
    is_int(run_genba(r, "drawings", "0342", "--export", dir, NULL), 1, "stays");
    ok(strstr(r->out.p, "was not written by genba"), "and is named");
    picture_release(&seen);
    buf_release(&first);
    buf_release(&again);
    not_ours(r, dir, path);
}

/* The plan of 1F as it stands in the workbook. */
static void in_the_report(struct run *r)
{
    char path[600], exported[600];
    struct buf alone = BUF_INIT, inside = BUF_INIT;
    struct xlsx_picture *list = NULL;
    struct xlsx *x = NULL;
    struct err e;
    size_t n = 0;
    int sheet;

    snprintf(path, sizeof path, "%s/report.xlsx", w.stick);
    snprintf(exported, sizeof exported, "%s/plans2/0342_本館_1F_平面図.png", w.stick);
    ok(run_ok(r, "report", "0342", "-o", path), "the workbook");
    *strrchr(exported, '/') = '\0';
    ok(run_ok(r, "drawings", "0342", "--export", exported), "the sheets beside it");
    exported[strlen(exported)] = '/';
    is_ok(xlsx_open(&x, path, &e), &e, "it opens");
    sheet = x ? xlsx_sheet_find(x, "Floor plan 本館 1F") : -1;
    ok(sheet >= 0 && xlsx_pictures(x, sheet, &list, &n, &e) == 0, "a plan has its page");
    is_int(n, 1, "with one picture");
    ok(n == 1 && xlsx_picture_read(x, &list[0], &inside, &e) == 0 &&
           file_read(exported, 1 << 24, &alone, &e) == 0 && inside.len == alone.len &&
           memcmp(inside.p, alone.p, alone.len) == 0,
       "the same bytes as handed over by itself");
    xlsx_pictures_free(list, n);
    xlsx_close(x);
    buf_release(&alone);
    buf_release(&inside);
}

/* A pin that another laptop put elsewhere: the legend says so until it is settled. */
static void unsettled(struct run *r, struct run *other)
{
    char dir[600], path[1024];
    struct buf marked = BUF_INIT, settled = BUF_INIT;
    struct err e;

    snprintf(dir, sizeof dir, "%s/plans5", w.stick);
    snprintf(path, sizeof path, "%s/0342_本館_1F_平面図.png", dir);
    ok(pinned(other, "line:1", "0.75", "0.75"), "a pin of the other laptop");
    ok(run_ok(other, "bundle", "0342", "-o", stick_path(&w, "pins")) && /* 1: conflicts */
           run_genba(r, "merge", stick_path(&w, "pins"), NULL) <= 1,
       "comes here");
    ok(run_ok(r, "drawings", "0342", "--export", dir) && file_read(path, 1 << 24, &marked, &e) == 0,
       "handed over in conflict");
    ok(run_ok(r, "resolve", "0342", "line:1", "plot_x", "--choice", "1"), "settled as it is shown");
    is_int(run_genba(r, "resolve", "0342", "line:1", "plot_y", "--choice", "1", NULL), 3,
           "the rest of the pin with it");
    ok(run_ok(r, "drawings", "0342", "--export", dir) &&
           file_read(path, 1 << 24, &settled, &e) == 0,
       "handed over again");
    ok(marked.len != settled.len || memcmp(marked.p, settled.p, marked.len) != 0,
       "the same pin, without the mark");
    buf_release(&marked);
    buf_release(&settled);
}

static void kept_path(struct run *r, int at, char out[1024])
{
    struct json *j = show(r);
    const struct json *d = json_at(json_get(j, "drawings"), at);
    char *path =
        keep_drawing_path(json_str(json_get(json_get(j, "laptop"), "folder")),
                          json_str(json_get(d, "sha256")), json_str(json_get(d, "media_type")));

    snprintf(out, 1024, "%s", path);
    free(path);
    json_free(j);
}

/* A kept file was changed since: what it shows now is handed over nowhere. */
static void changed(struct run *r)
{
    char file[1024], other[1024], dir[600], plan[1024], book[600];
    struct buf was = BUF_INIT, lie = BUF_INIT;
    struct xlsx_picture *list = NULL;
    struct xlsx *x = NULL;
    struct err e;
    size_t n = 1;

    snprintf(dir, sizeof dir, "%s/plans4", w.stick);
    snprintf(plan, sizeof plan, "%s/0342_本館_1F_平面図.png", dir);
    snprintf(book, sizeof book, "%s/report3.xlsx", w.stick);
    kept_path(r, 1, file);
    kept_path(r, 3, other);
    ok(file_read(file, 1 << 24, &was, &e) == 0 && file_read(other, 1 << 24, &lie, &e) == 0 &&
           file_write(file, lie.p, lie.len, &e) == 0,
       "another picture under its name");
    is_int(run_genba(r, "drawings", "0342", "--export", dir, NULL), 1, "the export says so");
    ok(strstr(r->out.p, "本館 1F フロア図 is not what was taken in"), "by its name: %s", r->out.p);
    ok(access(plan, F_OK) != 0, "and leaves it out");
    is_int(run_genba(r, "report", "0342", "-o", book, NULL), 1, "so does the report");
    ok(strstr(r->err.p, "本館 1F フロア図 is not what was taken in"), "by its name: %s", r->err.p);
    is_ok(xlsx_open(&x, book, &e), &e, "which is written");
    ok(x && xlsx_pictures(x, xlsx_sheet_find(x, "Floor plan 本館 1F"), &list, &n, &e) == 0 &&
           n == 0,
       "without the picture");
    is_ok(file_write(file, was.p, was.len, &e), &e, "brought back");
    ok(run_ok(r, "drawings", "0342", "--export", dir) && access(plan, R_OK) == 0, "it is there");
    xlsx_pictures_free(list, n);
    xlsx_close(x);
    buf_release(&was);
    buf_release(&lie);
}

/* Another hospital: three floors, by their names. */
static void other_hospital(struct run *r)
{
    static const char *const names[] = {"1204_中央棟_B1_平面図.png", "1204_中央棟_1F_平面図.png",
                                        "1204_中央棟_2F_平面図.png"};
    char dir[600];

    snprintf(dir, sizeof dir, "%s/1204", w.stick);
    ok(run_ok(r, "import", sample("1204_県立潮見中央医療センター_ヒアリングシート_20250731.xlsx")),
       "1204");
    ok(run_ok(r, "drawings", "1204", "--export", dir), "its plans");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[1024];

        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        ok(access(path, R_OK) == 0, "%s", names[i]);
    }
}

static void without_a_font(struct run *r)
{
    static const char settings[] = "person = B\ncrew = B\nfont = /nowhere/font.ttf\n";
    char path[600], dir[600];
    struct xlsx_picture *list = NULL;
    struct xlsx *x = NULL;
    struct err e;
    size_t n = 1;

    snprintf(path, sizeof path, "%s/settings.ini", r->workspace);
    is_ok(file_write(path, settings, strlen(settings), &e), &e, "a font that is not there");
    snprintf(dir, sizeof dir, "%s/plans3", w.stick);
    is_int(run_genba(r, "drawings", "0342", "--export", dir, NULL), 3, "nothing can be painted");
    ok(strstr(r->err.p, "/nowhere/font.ttf"), "and it is said why: %s", r->err.p);
    snprintf(path, sizeof path, "%s/report2.xlsx", w.stick);
    ok(run_ok(r, "report", "0342", "-o", path), "the report is written nevertheless");
    is_ok(xlsx_open(&x, path, &e), &e, "it opens");
    ok(x && xlsx_sheet_find(x, "Floor plan 本館 1F") >= 0 &&
           xlsx_pictures(x, xlsx_sheet_find(x, "Floor plan 本館 1F"), &list, &n, &e) == 0 && n == 0,
       "the plan's page has no picture");
    xlsx_pictures_free(list, n);
    xlsx_close(x);
}

int main(void)
{
    const char *shared = fixture_shared("samples");
    struct err e;
    int font;

    if (!shared)
        plan_skip_all("../shared/samples is not there");
    snprintf(samples, sizeof samples, "%s", shared);
    crews_begin(&w);
    taken_in(&w.v[0].run);
    is_int(kept(&w.v[0].run), 4, "every file is there");
    carried(&w.v[0].run, &w.v[1].run);
    if (font_open("", &font, &e) == 0) {
        handed_over(&w.v[1].run);
        in_the_report(&w.v[1].run);
        changed(&w.v[1].run);
        unsettled(&w.v[1].run, &w.v[0].run);
        other_hospital(&w.v[2].run);
    } else {
        skip(1, "there is no Japanese font");
    }
    without_a_font(&w.v[1].run);
    crews_end(&w);
    return tap_done();
}
