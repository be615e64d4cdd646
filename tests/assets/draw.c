/* genba-draw through its client: facts of small pictures, damage, what is no
 * picture, and a helper that dies, hangs, talks nonsense or is not there. */
#include "assets/draw/client.h"

#include "model/base/clock.h"
#include "tests/lib/pictures.h"
#include "tests/lib/stranger.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

static const struct exif_spec camera = {.orientation = 6,
                                        .make = "Tanabe",
                                        .model = "TX-7 田",
                                        .taken = "2025:09:12 09:20:00",
                                        .offset = "+09:00",
                                        .subsec = "42",
                                        .lat_ref = "S",
                                        .lon_ref = "E",
                                        .lat = {35, 39, 2916},
                                        .lon = {139, 44, 0}};

static struct draw *new_draw(void)
{
    const char *top = getenv("top_builddir");
    char path[4096];

    snprintf(path, sizeof path, "%s/genba-draw", top ? top : ".");
    return draw_new(path);
}

static int look_at(struct draw *d, const struct buf *b, struct picture_info *out, struct err *e)
{
    return draw_info_bytes(d, b->p, b->len, DRAW_DECODE, "P.JPG", out, e);
}

static void check_camera(const struct picture_info *in, const char *what)
{
    is_int(in->width, 40, "%s: width", what);
    is_int(in->height, 24, "%s: height", what);
    ok(!in->damaged, "%s: not damaged (%s)", what, in->fault);
    is_int(in->orientation, 6, "%s: orientation", what);
    is_str(in->taken, "2025:09:12 09:20:00", "%s: taken", what);
    is_str(in->offset, "+09:00", "%s: offset", what);
    is_str(in->subsec, "42", "%s: subsecond", what);
    is_str(in->make, "Tanabe", "%s: make", what);
    is_str(in->model, "TX-7 田", "%s: model", what);
    is_str(in->lat, "-35.658100", "%s: latitude", what);
    is_str(in->lon, "139.733333", "%s: longitude", what);
}

static void facts(struct draw *d, const char *dir)
{
    struct buf b = BUF_INIT;
    struct picture_info in;
    char path[512];
    struct err e;
    int fd;

    picture_jpeg(&b, 40, 24, 1, &camera);
    is_ok(look_at(d, &b, &in, &e), &e, "a JPEG in memory");
    is_int(in.type, PICTURE_JPEG, "is a JPEG");
    check_camera(&in, "JPEG");
    snprintf(path, sizeof path, "%s/p.jpg", dir);
    picture_write(path, b.p, b.len);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    is_ok(draw_info(d, fd, 0, path, &in, &e), &e, "the same as an open file");
    check_camera(&in, "file");
    close(fd);
    fd = open(dir, O_RDONLY | O_CLOEXEC);
    is_int(draw_info(d, fd, 0, dir, &in, &e), -ERR_INVALID, "a folder is refused");
    close(fd);
    buf_reset(&b);
    picture_png(&b, 40, 24, 1, &camera);
    is_ok(look_at(d, &b, &in, &e), &e, "a PNG with an eXIf chunk");
    is_int(in.type, PICTURE_PNG, "is a PNG");
    check_camera(&in, "PNG");
    buf_reset(&b);
    picture_jpeg(&b, 8, 8, 1,
                 &(struct exif_spec){.taken = "    :  :     :  :  ", .make = "\x1b[31m"});
    is_ok(look_at(d, &b, &in, &e), &e, "a camera without a clock");
    is_str(in.taken, "", "its time is absent");
    is_str(in.make, "[31m", "no control characters come through");
    is_int(in.orientation, 0, "no orientation is made up");
    buf_release(&b);
}

/* Every way to break a picture must be seen, without the decoder too. */
#define HEAD 33 /* signature and IHDR */
#define END 12  /* IEND */

static uint32_t be32(const char *p)
{
    const uint8_t *u = (const uint8_t *)p;

    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static void put_be32(struct buf *b, uint32_t v)
{
    for (int i = 24; i >= 0; i -= 8)
        buf_putc(b, (char)(v >> i));
}

/* Where a PNG may keep its EXIF: behind the pixels, or in a text chunk. */
static void other_places(struct draw *d)
{
    struct buf png = BUF_INIT, moved = BUF_INIT, text = BUF_INIT;
    struct picture_info in;
    struct err e;
    size_t exif;

    picture_png(&png, 40, 24, 1, &camera);
    exif = be32(png.p + HEAD);
    buf_add(&moved, png.p, HEAD);
    buf_add(&moved, png.p + HEAD + 12 + exif, png.len - HEAD - 12 - exif - END);
    buf_add(&moved, png.p + HEAD, 12 + exif);
    buf_add(&moved, png.p + png.len - END, END);
    is_ok(look_at(d, &moved, &in, &e), &e, "an eXIf chunk behind the pixels");
    ok(!in.damaged, "which is no damage");
    check_camera(&in, "behind the pixels");
    buf_puts(&text, "tEXtRaw profile type exif");
    buf_putc(&text, '\0');
    buf_addf(&text, "\nexif\n%8zu\n", exif + 6);
    buf_puts(&text, "457869660000");
    for (size_t i = 0; i < exif; i++)
        buf_addf(&text, "%02x%s", (uint8_t)png.p[HEAD + 8 + i], i % 36 == 35 ? "\n" : "");
    buf_reset(&moved);
    buf_add(&moved, png.p, HEAD);
    put_be32(&moved, (uint32_t)text.len - 4);
    buf_add(&moved, text.p, text.len);
    put_be32(&moved, (uint32_t)crc32_z(0, (const Bytef *)text.p, text.len));
    buf_add(&moved, png.p + HEAD + 12 + exif, png.len - HEAD - 12 - exif);
    is_ok(look_at(d, &moved, &in, &e), &e, "EXIF in a text chunk");
    ok(!in.damaged, "which is no damage");
    check_camera(&in, "in a text chunk");
    buf_release(&png);
    buf_release(&moved);
    buf_release(&text);
}

static void damage(struct draw *d)
{
    struct buf jpeg = BUF_INIT, png = BUF_INIT;
    struct picture_info in;
    struct err e;
    int unseen = 0;

    picture_jpeg(&jpeg, 64, 64, 2, &camera);
    picture_png(&png, 64, 64, 2, &camera);
    for (size_t n = 16; n < jpeg.len; n += 7)
        if (draw_info_bytes(d, jpeg.p, n, 0, "cut", &in, &e) != 0 || !in.damaged)
            unseen++;
    for (size_t n = 16; n < png.len; n += 7)
        if (draw_info_bytes(d, png.p, n, 0, "cut", &in, &e) != 0 || !in.damaged)
            unseen++;
    is_int(unseen, 0, "a cut at any place is seen");
    is_ok(draw_info_bytes(d, jpeg.p, jpeg.len - 100, 0, "cut", &in, &e), &e, "cut near its end");
    is_str(in.taken, "2025:09:12 09:20:00", "the EXIF of what is left is read");
    is_str(in.fault, "the file breaks off", "and the damage is named");
    png.p[png.len / 2] ^= 1;
    is_ok(draw_info_bytes(d, png.p, png.len, 0, "bit", &in, &e), &e, "one bit of a PNG turned");
    ok(in.damaged, "is damage");
    memset(jpeg.p + jpeg.len / 2, 0, jpeg.len - jpeg.len / 2);
    is_ok(draw_info_bytes(d, jpeg.p, jpeg.len, 0, "zeros", &in, &e), &e, "zeros at the end");
    ok(in.damaged, "are damage");
    buf_release(&jpeg);
    buf_release(&png);
}

static void other_files(struct draw *d)
{
    static const struct {
        const char *name, *bytes;
        size_t n;
        enum picture_type type;
    } files[] = {
        {"text", "写真のメモ", 15, PICTURE_OTHER},
        {"heic",
         "\0\0\0\x18"
         "ftypheic\0\0\0\0",
         16, PICTURE_HEIC},
        {"gif", "GIF89a\1\0\1\0", 10, PICTURE_GIF},
        {"one byte", "\xFF", 1, PICTURE_OTHER},
        {"start of a JPEG", "\xFF\xD8\xFF", 3, PICTURE_JPEG},
        {"start of a PNG", "\x89PNG\r\n\x1A\n", 8, PICTURE_PNG},
    };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct picture_info in;
        struct err e;

        is_ok(draw_info_bytes(d, files[i].bytes, files[i].n, DRAW_DECODE, files[i].name, &in, &e),
              &e, "%s", files[i].name);
        is_int(in.type, files[i].type, "%s: its kind", files[i].name);
        ok(in.damaged == (in.type == PICTURE_JPEG || in.type == PICTURE_PNG), "%s: damaged or not",
           files[i].name);
    }
}

static void deaths(struct draw *d)
{
    struct buf b = BUF_INIT;
    struct picture_info in;
    siginfo_t info;
    struct err e;
    pid_t first;
    int fd;

    picture_jpeg(&b, 40, 24, 1, &camera);
    is_ok(look_at(d, &b, &in, &e), &e, "a helper runs");
    first = draw_pid(d);
    kill(first, SIGSTOP); /* it cannot answer before it is killed */
    fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    is_ok(draw_ask(d, fd, 0, "KILLER.JPG", &e), &e, "asked");
    kill(first, SIGKILL);
    is_int(draw_answer(d, &in, &e), -ERR_INVALID, "the helper dies in mid-request");
    is_str(e.subject, "KILLER.JPG", "the file is named");
    ok(strstr(e.detail, strsignal(SIGKILL)), "and how it died: %s", e.detail);
    is_ok(look_at(d, &b, &in, &e), &e, "the next file works");
    ok(draw_pid(d) != first, "with another helper");
    kill(draw_pid(d), SIGKILL);
    waitid(P_PID, (id_t)draw_pid(d), &info, WEXITED | WNOWAIT);
    is_ok(look_at(d, &b, &in, &e), &e, "a helper that died while idle is nobody's fault");
    kill(draw_pid(d), SIGSTOP);
    draw_limit(d, 30);
    is_int(look_at(d, &b, &in, &e), -ERR_INVALID, "a helper that hangs is given up");
    is_int(draw_pid(d), 0, "and ended");
    draw_limit(d, DRAW_TIMEOUT_MS);
    is_ok(look_at(d, &b, &in, &e), &e, "the next file works");
    draw_limit(d, 0);
    close(fd);
    fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    is_ok(draw_ask(d, fd, 0, "LATER.JPG", &e), &e, "asked, and something else done meanwhile");
    draw_limit(d, DRAW_TIMEOUT_MS);
    is_int(draw_answer(d, &in, &e), 0, "time runs from when the answer is waited for");
    close(fd);
    buf_release(&b);
}

static void strangers(void)
{
    static const struct {
        const char *program;
        int code;
    } programs[] = {
        {"/bin/cat", ERR_INVALID}, {"/bin/true", ERR_INVALID}, {"/nonexistent", ERR_NOTFOUND}};
    struct buf b = BUF_INIT;

    picture_jpeg(&b, 8, 8, 1, NULL);
    for (size_t i = 0; i < 3; i++) {
        struct draw *d = draw_new(programs[i].program);
        struct picture_info in;
        struct err e;

        is_int(look_at(d, &b, &in, &e), -programs[i].code, "%s is no helper", programs[i].program);
        draw_free(d);
    }
    buf_release(&b);
}

/* A helper that a picture took over may stay though it closed its output, or said
 * that it ends: it is ended, and nothing waits for it. */
static void stay_behind(void)
{
    struct draw *d = draw_new(STRANGER);
    int64_t from = clock_mono_ms();
    struct buf b = BUF_INIT;
    struct picture_info in;
    struct err e;

    picture_jpeg(&b, 8, 8, 1, NULL);
    stranger_is("close");
    is_int(look_at(d, &b, &in, &e), -ERR_INVALID, "a helper that closes its output and stays");
    is_str(e.detail, "genba-draw", "its end is not told as its own");
    is_int(draw_pid(d), 0, "is ended");
    stranger_is("last");
    is_ok(look_at(d, &b, &in, &e), &e, "one that says it ends, and stays");
    is_int(draw_pid(d), 0, "is ended");
    draw_free(d);
    ok(clock_mono_ms() - from < 10000, "without a wait: %d ms", (int)(clock_mono_ms() - from));
    buf_release(&b);
}

static bool proc_says(pid_t pid, const char *file, const char *line)
{
    char path[64], text[512];
    bool found = false;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    f = fopen(path, "r");
    while (f && !found && fgets(text, sizeof text, f))
        found = strncmp(text, line, strlen(line)) == 0;
    if (f)
        fclose(f);
    return found;
}

static void walls(struct draw *d)
{
    ok(proc_says(draw_pid(d), "limits", "Max cpu time              10 "), "10 s of CPU");
#ifdef __SANITIZE_ADDRESS__
    skip(2, "the address sanitizer needs more than the walls leave");
#else
    ok(proc_says(draw_pid(d), "status", "Seccomp:\t2"), "a filter on its calls");
    ok(proc_says(draw_pid(d), "limits", "Max address space         536870912 "), "512 MB");
#endif
}

int main(void)
{
    struct draw *d;
    char dir[256];

    stranger_serve();
    d = new_draw();
    setlocale(LC_ALL, "");
    tmpdir_make(dir, sizeof dir);
    facts(d, dir);
    walls(d);
    other_places(d);
    damage(d);
    other_files(d);
    deaths(d);
    strangers();
    stay_behind();
    draw_free(d);
    tmpdir_remove(dir);
    return tap_done();
}
