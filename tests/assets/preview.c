/* Previews through genba-draw: sizes, colours, orientations, every form of
 * picture, thumbnails, damage, and files made to hurt. */
#include "assets/draw/client.h"

#include "assets/draw/shrink.h"
#include "model/base/clock.h"
#include "tests/lib/fixture.h"
#include "tests/lib/memory.h"
#include "tests/lib/paint.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct draw *new_draw(void)
{
    const char *top = getenv("top_builddir");
    char path[4096];

    snprintf(path, sizeof path, "%s/genba-draw", top ? top : ".");
    return draw_new(path);
}

static void fits(void)
{
    static const struct {
        uint32_t w, h, box_w, box_h, want_w, want_h;
    } v[] = {
        {4000, 3000, 80, 60, 80, 60},       {4000, 3000, 80, 30, 40, 30},
        {3000, 4000, 80, 60, 45, 60},       {10, 10, 80, 60, 10, 10},
        {65535, 1, 80, 60, 80, 1},          {1, 65535, 80, 60, 1, 60},
        {50000, 50000, 65535, 65535, 0, 0}, /* by the most there may be */
    };
    uint32_t w, h;

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        picture_fit(v[i].w, v[i].h, v[i].box_w, v[i].box_h, PICTURE_PIXELS_MAX, &w, &h);
        if (v[i].want_w)
            ok(w == v[i].want_w && h == v[i].want_h, "%ux%u in %ux%u: %ux%u", v[i].w, v[i].h,
               v[i].box_w, v[i].box_h, w, h);
        else
            ok(w > 3000 && (uint64_t)w * h <= PICTURE_PIXELS_MAX, "not more than there may be");
    }
    picture_fit(10, 10, 0, 5, 100, &w, &h);
    ok(w == 0 && h == 0, "a box of nothing shows nothing");
}

static void shrinks(void)
{
    static const uint8_t four[4 * 3] = {0, 0, 0, 30, 60, 90, 60, 120, 180, 90, 180, 255};
    uint8_t out[64 * 3];

    shrink_all(four, 4, 1, out, 2, 1);
    ok(out[0] == 15 && out[1] == 30 && out[2] == 45 && out[3] == 75, "the mean of two");
    shrink_all(four, 3, 1, out, 2, 1);
    ok(out[0] == 10 && out[3] == 50, "parts of pixels count as parts: %d %d", out[0], out[3]);
    shrink_all(four, 4, 1, out, 8, 2);
    ok(out[0] == 0 && out[3] == 0 && out[6] == 30 && out[8 * 3 + 23] == 255, "larger: in blocks");
}

/* What a corner of the picture shows: r g b w, k (dark), or ? */
static char corner(const struct picture *p, bool right, bool lower)
{
    uint32_t x = right ? p->width - 1 - p->width / 8 : p->width / 8;
    uint32_t y = lower ? p->height - 1 - p->height / 8 : p->height / 8;
    const uint8_t *c = p->rgb + ((size_t)y * p->width + x) * 3;
    int on = (c[0] > 160) | (c[1] > 160) << 1 | (c[2] > 160) << 2;

    return "krgybmcw"[on];
}

static const char *corners(const struct picture *p, char out[5])
{
    memset(out, 0, 5);
    for (int i = 0; i < 4 && p->rgb; i++)
        out[i] = corner(p, i & 1, i & 2);
    return out;
}

static int show(struct draw *d, const struct buf *b, uint32_t w, uint32_t h, unsigned flags,
                struct picture *out)
{
    struct err e;
    int rc = draw_preview_bytes(d, b->p, b->len, w, h, flags, "P", out, &e);

    if (rc != 0)
        diag("%s %s", e.subject, e.detail);
    return rc;
}

/* Upper left, upper right, lower left, lower right of red green / blue white. */
static const char *const turned[] = {"rgbw", "rgbw", "grwb", "wbgr", "bwrg",
                                     "rbgw", "brwg", "wgbr", "gwrb"};

static void orientations(struct draw *d)
{
    for (int o = 0; o <= 8; o++) {
        struct paint paint = {
            .width = 96, .height = 48, .colour = paint_quarters, .orientation = o};
        struct buf jpeg = BUF_INIT;
        struct picture p;
        char seen[5];

        paint_jpeg(&jpeg, &paint);
        if (show(d, &jpeg, 40, 40, 0, &p) == 0) {
            is_str(corners(&p, seen), turned[o], "orientation %d is shown upright", o);
            ok(p.width == (o < 5 ? 40 : 20) && p.height == (o < 5 ? 20 : 40),
               "orientation %d: %ux%u", o, p.width, p.height);
            is_int((int)p.full_width, o < 5 ? 96 : 48, "orientation %d: its full width", o);
            picture_release(&p);
        }
        buf_release(&jpeg);
    }
}

static void forms(struct draw *d)
{
    static const struct {
        const char *name;
        enum paint_form form;
        bool png, stepwise;
        const char *want;
    } v[] = {
        {"JPEG", PAINT_RGB, false, false, "rgbw"},
        {"progressive JPEG", PAINT_RGB, false, true, "rgbw"},
        {"CMYK JPEG", PAINT_CMYK, false, false, "rgbw"},
        {"grey JPEG", PAINT_GREY, false, false, "kkkw"},
        {"PNG", PAINT_RGB, true, false, "rgbw"},
        {"interlaced PNG", PAINT_RGB, true, true, "rgbw"},
        {"16-bit PNG", PAINT_RGB16, true, false, "rgbw"},
        {"interlaced 16-bit PNG", PAINT_RGB16, true, true, "rgbw"},
        {"PNG with a palette", PAINT_PALETTE, true, false, "rkkr"},
        {"interlaced PNG with a palette", PAINT_PALETTE, true, true, "rkkr"},
        {"grey PNG", PAINT_GREY, true, false, "wkkw"},
        {"transparent PNG", PAINT_RGBA, true, false, "wwww"},
    };

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        struct paint paint = {.width = 203, .height = 101, .colour = paint_quarters};
        struct buf b = BUF_INIT;
        struct picture p;
        char seen[5];

        paint.form = v[i].form;
        paint.stepwise = v[i].stepwise;
        if (v[i].png)
            paint_png(&b, &paint);
        else
            paint_jpeg(&b, &paint);
        if (show(d, &b, 31, 31, 0, &p) == 0) {
            ok(!p.damaged && p.width == 31 && p.height == 15, "%s: %ux%u %s", v[i].name, p.width,
               p.height, p.fault);
            if (strcmp(v[i].want, "wwww") == 0 && p.rgb)
                ok(p.rgb[1] > 110 && p.rgb[1] < 145, "%s: half of it is white: %d", v[i].name,
                   p.rgb[1]);
            else
                is_str(corners(&p, seen), v[i].want, "%s: its colours", v[i].name);
            picture_release(&p);
        }
        buf_release(&b);
    }
}

static void thumbnails(struct draw *d)
{
    struct paint small = {.width = 16, .height = 12, .colour = paint_quarters};
    struct paint large = {.width = 400, .height = 300, .colour = paint_scene, .orientation = 6};
    struct buf thumb = BUF_INIT, jpeg = BUF_INIT;
    struct picture p;
    char seen[5];

    paint_jpeg(&thumb, &small);
    large.thumb = &thumb;
    paint_jpeg(&jpeg, &large);
    if (show(d, &jpeg, 60, 60, DRAW_THUMBNAIL, &p) == 0) {
        ok(p.thumbnail && p.width == 12 && p.height == 16, "the thumbnail, turned: %ux%u", p.width,
           p.height);
        is_str(corners(&p, seen), "brwg", "its colours");
        ok(p.full_width == 300 && p.full_height == 400, "the size is the original's");
        picture_release(&p);
    }
    if (show(d, &jpeg, 60, 60, 0, &p) == 0) {
        ok(!p.thumbnail && p.width == 45 && p.height == 60, "the sharp one: %ux%u", p.width,
           p.height);
        picture_release(&p);
    }
    large.thumb = NULL;
    buf_reset(&jpeg);
    paint_jpeg(&jpeg, &large);
    if (show(d, &jpeg, 60, 60, DRAW_THUMBNAIL, &p) == 0) {
        ok(!p.thumbnail && p.height == 60, "without a thumbnail the sharp one comes at once");
        picture_release(&p);
    }
    thumb.len /= 2;
    large.thumb = &thumb;
    buf_reset(&jpeg);
    paint_jpeg(&jpeg, &large);
    if (show(d, &jpeg, 60, 60, DRAW_THUMBNAIL, &p) == 0) {
        ok(!p.thumbnail && p.height == 60 && !p.damaged, "nor is a broken thumbnail taken");
        picture_release(&p);
    }
    buf_release(&thumb);
    buf_release(&jpeg);
}

static void cut(struct draw *d, const char *what, struct buf *b)
{
    struct picture p;
    char seen[5];

    b->len = b->len * 3 / 5;
    if (show(d, b, 40, 40, 0, &p) == 0) {
        ok(p.damaged && *p.fault, "%s cut off is damaged: %s", what, p.fault);
        corners(&p, seen);
        ok(seen[0] == 'r' && seen[1] == 'g', "%s cut off: its upper part is shown (%s)", what,
           seen);
        picture_release(&p);
    }
    b->len = 20;
    if (show(d, b, 40, 40, 0, &p) == 0) {
        ok(p.damaged && !p.rgb && *p.fault, "%s without a picture: %s", what, p.fault);
        picture_release(&p);
    }
    b->len = 0;
}

static void damage(struct draw *d)
{
    struct paint paint = {.width = 640, .height = 480, .colour = paint_quarters};
    struct buf b = BUF_INIT;
    struct picture p;

    paint_jpeg(&b, &paint);
    cut(d, "a JPEG", &b);
    paint_png(&b, &paint);
    cut(d, "a PNG", &b);
    buf_puts(&b, "no picture at all, a text");
    if (show(d, &b, 40, 40, 0, &p) == 0) {
        ok(p.type == PICTURE_OTHER && !p.rgb && *p.fault, "a text: %s", p.fault);
        picture_release(&p);
    }
    buf_release(&b);
}

/* A scan of 200 million pixels in a few rows of memory, and the file itself. */
static void huge(void)
{
    struct paint paint = {.width = 16000, .height = 12500, .colour = paint_quarters};
    struct draw *d = new_draw();
    struct buf b = BUF_INIT;
    struct picture p;
    char seen[5];

    paint.form = PAINT_GREY;
    paint_png(&b, &paint);
    if (show(d, &b, 100, 100, 0, &p) == 0) {
        is_str(corners(&p, seen), "wkkw", "200 million pixels are shown");
        ok(p.full_width == 16000 && p.full_height == 12500, "%ux%u", p.full_width, p.full_height);
        picture_release(&p);
    }
#ifdef __SANITIZE_ADDRESS__
    skip(1, "memory is measured without the address sanitizer");
#else
    if (draw_pid(d) > 0)
        ok(memory_peak_kb(draw_pid(d)) < (long)(b.len / 1024) + 16 * 1024,
           "in %ld kB for a file of %zu", memory_peak_kb(draw_pid(d)), b.len / 1024);
    else
        skip(1, "the helper has used its time");
#endif
    buf_release(&b);
    draw_free(d);
}

static void asynchronous(struct draw *d, const char *dir)
{
    struct paint paint = {.width = 640, .height = 480, .colour = paint_quarters};
    struct buf b = BUF_INIT;
    struct picture p;
    char path[512];
    struct err e;
    int fd, rc;

    paint_jpeg(&b, &paint);
    snprintf(path, sizeof path, "%s/p.jpg", dir);
    picture_write(path, b.p, b.len);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    is_ok(draw_preview_ask(d, fd, 64, 64, 0, path, &e), &e, "asked");
    while ((rc = draw_preview_answer(d, &p, &e)) == 1) {
        struct pollfd wait = {.fd = draw_fd(d), .events = POLLIN};

        poll(&wait, 1, 1000);
    }
    is_ok(rc, &e, "answered without waiting in between");
    is_int((int)p.width, 64, "with the picture");
    picture_release(&p);
    kill(draw_pid(d), SIGSTOP);
    is_ok(draw_preview_ask(d, fd, 64, 64, 0, path, &e), &e, "asked");
    is_int(draw_preview_answer(d, &p, &e), 1, "the answer is not there yet");
    kill(draw_pid(d), SIGKILL);
    while ((rc = draw_preview_answer(d, &p, &e)) == 1)
        ;
    is_int(rc, -ERR_INVALID, "a helper that dies fails its file");
    is_str(e.subject, path, "which is named");
    is_ok(draw_preview(d, fd, 64, 64, 0, path, &p, &e), &e, "the next one gets a new helper");
    picture_release(&p);
    draw_limit(d, 20);
    kill(draw_pid(d), SIGSTOP);
    is_int(draw_preview(d, fd, 64, 64, 0, path, &p, &e), -ERR_INVALID, "one that hangs is ended");
    draw_limit(d, DRAW_TIMEOUT_MS);
    is_int(draw_pid(d), 0, "for good");
    close(fd);
    buf_release(&b);
}

/* Every file of a folder: a picture or a word about it, and the helper lives. */
static void hostile(struct draw *d, const char *folder)
{
    const char *dir = fixture_shared(folder);
    int files = 0, shown = 0, silent = 0, died = 0;
    int64_t slowest = 0;
    struct dirent *en;
    DIR *at = dir ? opendir(dir) : NULL;
    char path[2048];

    if (!at) {
        skip(3, "%s is not here (GENBA_SHARED)", folder);
        return;
    }
    while ((en = readdir(at))) {
        int64_t begin = clock_mono_ms();
        struct picture p;
        struct err e;
        int fd;

        snprintf(path, sizeof path, "%s/%s", dir, en->d_name);
        fd = en->d_name[0] == '.' ? -1 : open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            continue;
        files++;
        if (draw_preview(d, fd, 80, 60, files % 2 ? DRAW_THUMBNAIL : 0, path, &p, &e) != 0) {
            died++;
            diag("%s: %s", path, e.detail);
        } else {
            shown += p.rgb != NULL;
            silent += !p.rgb && !*p.fault;
            picture_release(&p);
        }
        slowest = clock_mono_ms() - begin > slowest ? clock_mono_ms() - begin : slowest;
        close(fd);
    }
    closedir(at);
    diag("%s: %d files, %d shown, slowest %d ms", folder, files, shown, (int)slowest);
    ok(files >= 40, "%s: the files are there", folder);
    is_int(died, 0, "%s: the helper lives", folder);
    is_int(silent, 0, "%s: what is not shown has a reason", folder);
}

int main(void)
{
    struct draw *d = new_draw();
    char dir[256];

    tmpdir_make(dir, sizeof dir);
    fits();
    shrinks();
    orientations(d);
    forms(d);
    thumbnails(d);
    damage(d);
    asynchronous(d, dir);
    huge();
    hostile(d, "corpus/hostile/jpeg_bad");
    hostile(d, "corpus/hostile/png_bad");
    hostile(d, "corpus/hostile/exif_bad");
    draw_free(d);
    tmpdir_remove(dir);
    return tap_done();
}
