/* Sheets of drawings through genba-draw: marks where they belong, a legend row a
 * mark, glyphs that are missing, equal bytes, hostile drawings, fonts and requests. */
#include "assets/draw/client.h"
#include "assets/drawing/font.h"

#include "assets/draw/protocol.h"
#include "tests/lib/paint.h"
#include "tests/lib/fixture.h"
#include "tests/lib/pictures.h"
#include "tests/lib/stranger.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARK_INK 0xC00000 /* of a disc */

struct world {
    char dir[256];
    struct draw *d;
    int font, drawing; /* open files */
};

/* A sheet as pixels again. */
struct looked {
    struct picture p;
    uint32_t left, top; /* of the drawing */
};

static int put_file(const struct world *w, const char *name, const void *p, size_t n)
{
    char path[512];
    int fd;

    snprintf(path, sizeof path, "%s/%s", w->dir, name);
    picture_write(path, p, n);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd >= 0 ? fd : (bail("no file"), -1);
}

static uint32_t pixel(const struct picture *p, uint32_t x, uint32_t y)
{
    const uint8_t *at = p->rgb + ((size_t)y * p->width + x) * 3;

    return (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
}

/* The drawing begins with its red quarter. */
static void look_at(struct world *w, const struct diagram_picture *made, struct looked *out)
{
    struct err e;

    if (draw_preview_bytes(w->d, made->png, made->bytes, 8000, 8000, 0, "sheet", &out->p, &e) != 0)
        bail("the sheet is no picture: %s", e.detail);
    for (uint32_t y = 0; y < out->p.height; y++)
        for (uint32_t x = 0; x < out->p.width; x++)
            if (pixel(&out->p, x, y) == 0xFF0000) {
                out->left = x;
                out->top = y;
                return;
            }
    bail("the drawing is not on the sheet");
}

static struct diagram sheet(struct diagram_mark *marks, size_t n)
{
    return (struct diagram){.headings = {"本館 1F", "0342 みなと総合病院"},
                            .nheadings = 2,
                            .columns = {"番号", "名称", "室名", "状態"},
                            .marks = marks,
                            .n = n};
}

static struct diagram_mark mark(int x, int y, const char *label)
{
    return (struct diagram_mark){
        .x = x, .y = y, .cells = {label, "回線A", "本館 1F サーバ室", "完了"}};
}

static void made(struct world *w, const struct diagram *d, struct diagram_picture *out)
{
    struct err e;

    is_ok(draw_diagram(w->d, w->drawing, w->font, d, "plan.png", out, &e), &e, "a sheet is made");
}

static void marks(struct world *w)
{
    struct diagram_mark v[] = {mark(7500, 7500, "L1"), mark(9000, 9000, "L2")};
    struct diagram none = sheet(v, 0), one = sheet(v, 1), two = sheet(v, 2);
    struct diagram_picture bare, with, again, both;
    struct looked a, b;
    uint32_t x, y;

    made(w, &none, &bare);
    made(w, &one, &with);
    made(w, &two, &both);
    made(w, &one, &again);
    ok(with.bytes == again.bytes && memcmp(with.png, again.png, with.bytes) == 0,
       "the same sheet is the same bytes");
    look_at(w, &bare, &a);
    look_at(w, &with, &b);
    x = b.left + 600 * 3 / 4;
    y = b.top + 400 * 3 / 4;
    is_int(pixel(&a.p, x, y), 0xFFFFFF, "where nothing is marked the drawing is as it was");
    is_int(pixel(&b.p, x, y), MARK_INK, "a mark stands at its place");
    is_int(pixel(&b.p, b.left + 5, b.top + 5), 0xFF0000, "the rest of the drawing is as it was");
    ok(with.height > bare.height && both.height > with.height, "the legend has a row a mark");
    is_int(both.height - with.height, with.height - bare.height, "rows of one height");
    is_int(with.nmissing, 0, "no glyph is missing");
    picture_release(&a.p);
    picture_release(&b.p);
    diagram_picture_release(&bare);
    diagram_picture_release(&with);
    diagram_picture_release(&again);
    diagram_picture_release(&both);
}

/* Many at one place: every label finds a place of its own on the drawing. */
static void crowd(struct world *w)
{
    struct diagram_mark v[30];
    struct diagram d = sheet(v, 30);
    struct diagram_picture out;

    for (size_t i = 0; i < 30; i++)
        v[i] = mark((int)i * 3, 10000, "L10.12");
    made(w, &d, &out);
    ok(out.width > 600 && out.height > 400, "thirty marks in a corner");
    diagram_picture_release(&out);
}

static void missing(struct world *w)
{
    struct diagram_mark v[] = {mark(5000, 5000, "L1")};
    struct diagram d = sheet(v, 1);
    struct diagram_picture out;

    v[0].cells[1] = "\xee\x80\x80 and \xf3\xbf\xbf\xbd \xee\x80\x80"; /* U+E000, U+FFFFD */
    made(w, &d, &out);
    is_int(out.nmissing, 2, "two characters are missing, each named once");
    ok(out.nmissing == 2 && out.missing[0] == 0xE000 && out.missing[1] == 0xFFFFD,
       "by their codes");
    diagram_picture_release(&out);
}

static void long_texts(struct world *w)
{
    struct diagram_mark v[] = {mark(0, 0, "L1"), mark(10000, 10000, "U01")};
    struct diagram d = sheet(v, 2);
    struct diagram_picture once, out;
    char text[3 * 300 + 1] = "";

    made(w, &d, &once);
    for (int i = 0; i < 300; i++)
        memcpy(text + 3 * i, "病", 4);
    v[0].cells[1] = v[0].cells[2] = text;
    d.headings[0] = text;
    made(w, &d, &out);
    ok(out.height > once.height && out.width == once.width, "long texts are broken into lines");
    diagram_picture_release(&once);
    diagram_picture_release(&out);
}

static void big(struct world *w)
{
    struct paint p = {.width = 6000, .height = 3000, .colour = paint_quarters};
    struct diagram_mark v[] = {mark(7500, 7500, "L1")};
    struct diagram d = sheet(v, 1);
    struct diagram_picture out = {0};
    struct buf b = BUF_INIT;
    struct looked seen;
    struct err e;
    int fd;

    paint_png(&b, &p);
    fd = put_file(w, "big.png", b.p, b.len);
    is_ok(draw_diagram(w->d, fd, w->font, &d, "big.png", &out, &e), &e, "a big drawing");
    ok(out.width < DIAGRAM_SIDE + 200, "comes smaller: %u", out.width);
    look_at(w, &out, &seen);
    is_int(pixel(&seen.p, seen.left + DIAGRAM_SIDE * 3 / 4, seen.top + DIAGRAM_SIDE * 3 / 8),
           MARK_INK, "its mark at its place");
    close(fd);
    picture_release(&seen.p);
    diagram_picture_release(&out);
    buf_release(&b);
}

static int refuse(struct world *w, int drawing, int font, const char *name, struct err *e)
{
    struct diagram_mark v[] = {mark(5000, 5000, "L1")};
    struct diagram d = sheet(v, 1);
    struct diagram_picture out;
    int rc = draw_diagram(w->d, drawing, font, &d, name, &out, e);

    diagram_picture_release(&out);
    return rc;
}

static void refused(struct world *w)
{
    int text = put_file(w, "text.png", "no picture", 10);
    struct buf b = BUF_INIT;
    struct err e;
    int cut;

    is_int(refuse(w, text, w->font, "text.png", &e), -ERR_INVALID, "what is no picture");
    is_str(e.subject, "text.png", "is named");
    is_int(refuse(w, w->drawing, text, "plan.png", &e), -ERR_INVALID, "a font that is none");
    ok(strstr(e.detail, "font"), "is said: %s", e.detail);
    picture_png(&b, 300, 200, 1, NULL);
    cut = put_file(w, "cut.png", b.p, b.len / 2);
    is_int(refuse(w, cut, w->font, "cut.png", &e), 0,
           "a damaged drawing is shown as far as it goes");
    is_int(refuse(w, w->drawing, w->font, "plan.png", &e), 0, "and the helper goes on");
    close(text);
    close(cut);
    buf_release(&b);
}

/* What a helper that a drawing took over may claim of its sheet. */
static void strangers(struct world *w)
{
    static const char *const claims[] = {"tall", "text", "other", "close"};

    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        struct diagram d = sheet(NULL, 0);
        struct diagram_picture out;
        struct world taken = *w;
        struct err e = {0};

        stranger_is(claims[i]);
        taken.d = draw_new(STRANGER);
        is_int(draw_diagram(taken.d, w->drawing, w->font, &d, "plan.png", &out, &e), -ERR_INVALID,
               "%s: is not believed", claims[i]);
        is_str(e.detail, "genba-draw", "%s: and no sheet of it is kept", claims[i]);
        ok(!out.png && out.width == 0 && out.height == 0, "%s: nothing comes out", claims[i]);
        draw_free(taken.d);
        diagram_picture_release(&out);
    }
}

/* Bitmaps for one size instead of outlines: a bit a pixel. */
static void bitmap_font(struct world *w)
{
    struct buf b = BUF_INIT;
    struct err e = {0};
    int fd;

    buf_puts(&b, "STARTFONT 2.1\nFONT -a-b-medium-r-normal--18-180-75-75-c-640-iso10646-1\n"
                 "SIZE 18 75 75\nFONTBOUNDINGBOX 64 18 0 -2\nSTARTPROPERTIES 2\n"
                 "CHARSET_REGISTRY \"ISO10646\"\nCHARSET_ENCODING \"1\"\nENDPROPERTIES\n"
                 "CHARS 1\nSTARTCHAR A\nENCODING 65\nSWIDTH 500 0\nDWIDTH 64 0\n"
                 "BBX 64 18 0 -2\nBITMAP\n");
    for (int i = 0; i < 18; i++)
        buf_puts(&b, "FFFFFFFFFFFFFFFF\n");
    buf_puts(&b, "ENDCHAR\nENDFONT\n");
    fd = put_file(w, "font.bdf", b.p, b.len);
    is_int(refuse(w, w->drawing, fd, "plan.png", &e), -ERR_INVALID, "a font of bitmaps");
    ok(strstr(e.detail, "font"), "is said: %s", e.detail);
    close(fd);
    buf_release(&b);
}

/* Fonts out of order must cost no more than a message: bytes turned here and there. */
static void broken_fonts(struct world *w)
{
    struct buf font = BUF_INIT;
    int died = 0;
    off_t n = lseek(w->font, 0, SEEK_END);

    font.p = xmalloc((size_t)n + 1);
    if (pread(w->font, font.p, (size_t)n, 0) != n)
        bail("the font cannot be read");
    for (int i = 0; i < 12; i++) {
        struct err e;
        int fd;

        e = (struct err){0};
        for (off_t at = i; at < n; at += 4099 + 131 * i)
            font.p[at] ^= (char)(1 << (i % 8));
        fd = put_file(w, "font.ttf", font.p, (size_t)n);
        died += refuse(w, w->drawing, fd, "plan.png", &e) != 0 && strstr(e.detail, "genba-draw");
        close(fd);
    }
    is_int(died, 0, "broken fonts: a sheet or a message, and the helper lives");
    free(font.p);
}

static void hostile(struct world *w, const char *name)
{
    const char *dir = fixture_shared("corpus");
    char path[1024];
    int files = 0, died = 0;
    DIR *at;

    snprintf(path, sizeof path, "%s/hostile/%s", dir ? dir : "", name);
    at = dir ? opendir(path) : NULL;
    if (!at) {
        skip(1, "../shared/corpus/hostile/%s is not there", name);
        return;
    }
    for (struct dirent *en; (en = readdir(at));) {
        struct err e = {0};
        int fd = openat(dirfd(at), en->d_name, O_RDONLY | O_CLOEXEC);

        if (fd >= 0 && en->d_name[0] != '.') {
            died += refuse(w, fd, w->font, en->d_name, &e) != 0 &&
                    (!*e.subject || strstr(e.detail, "genba-draw"));
            files++;
        }
        close(fd);
    }
    closedir(at);
    ok(files > 10 && died == 0, "%s: %d hostile drawings: a sheet or a message", name, files);
}

/* The request itself: every length is checked. */
static void requests(void)
{
    struct diagram_mark v[] = {mark(1, 2, "L1"), mark(10000, 0, "P1")};
    struct diagram d = sheet(v, 2), got;
    struct buf b = BUF_INIT;
    int wrong = 0;

    diagram_put(&b, &d);
    ok(diagram_get((const uint8_t *)b.p, b.len, &got) && got.n == 2 && got.nheadings == 2 &&
           got.marks[1].x == 10000 && strcmp(got.marks[0].cells[3], "完了") == 0,
       "what is asked is what comes");
    free(got.marks);
    for (size_t n = 0; n < b.len; n++) {
        struct buf cut = BUF_INIT;

        buf_add(&cut, b.p, n); /* its own memory: reading beyond it would be seen */
        if (diagram_get((const uint8_t *)cut.p, n, &got) && got.n == 2)
            wrong++;
        free(got.marks);
        buf_release(&cut);
    }
    is_int(wrong, 0, "none that is cut off is whole");
    v[0].x = DIAGRAM_UNIT + 1;
    buf_reset(&b);
    diagram_put(&b, &d);
    ok(!diagram_get((const uint8_t *)b.p, b.len, &got), "a mark beside the drawing is refused");
    free(got.marks);
    buf_release(&b);
}

int main(void)
{
    struct paint p = {.width = 600, .height = 400, .colour = paint_quarters};
    const char *top = getenv("top_builddir");
    struct buf b = BUF_INIT;
    struct world w;
    char program[4096];
    struct err e;

    stranger_serve();
    requests();
    if (font_open("", &w.font, &e) != 0) {
        skip(1, "there is no Japanese font");
        return tap_done();
    }
    snprintf(program, sizeof program, "%s/genba-draw", top ? top : ".");
    tmpdir_make(w.dir, sizeof w.dir);
    w.d = draw_new(program);
    paint_png(&b, &p);
    w.drawing = put_file(&w, "plan.png", b.p, b.len);
    marks(&w);
    crowd(&w);
    missing(&w);
    long_texts(&w);
    big(&w);
    refused(&w);
    broken_fonts(&w);
    bitmap_font(&w);
    strangers(&w);
    hostile(&w, "jpeg_bad");
    hostile(&w, "png_bad");
    close(w.drawing);
    close(w.font);
    draw_free(w.d);
    buf_release(&b);
    tmpdir_remove(w.dir);
    return tap_done();
}
