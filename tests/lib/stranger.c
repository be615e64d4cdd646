#include "tests/lib/stranger.h"

#include "assets/draw/diagram.h"
#include "assets/draw/protocol.h"
#include "tests/lib/pictures.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NAME "GENBA_TEST_STRANGER"
#define STAYS 30 /* seconds */

void stranger_is(const char *what)
{
    setenv(NAME, what, 1);
}

static void stay(void)
{
    for (;;)
        pause();
}

/* Whole, or the end of it. */
static void take(void *p, size_t n)
{
    for (char *at = p; n > 0;) {
        ssize_t got = recv(STDIN_FILENO, at, n, 0);

        if (got <= 0)
            _exit(1);
        at += got;
        n -= (size_t)got;
    }
}

static void take_request(struct frame *f)
{
    uint8_t header[FRAME_HEADER];
    char *body;

    take(header, sizeof header);
    if (!frame_get(header, f))
        _exit(1);
    body = xmalloc(f->length + 1);
    take(body, f->length);
    free(body);
}

static void put_diagram(struct buf *body, const char *what)
{
    struct diagram_picture made = {.width = 1200, .height = 900};
    struct buf png = BUF_INIT;

    picture_png(&png, strcmp(what, "other") == 0 ? 40 : 1200, 900, 1, NULL);
    if (strcmp(what, "tall") == 0) {
        made.width = 1;
        made.height = 0xFFFFFFFF;
    }
    if (strcmp(what, "text") == 0) {
        buf_reset(&png);
        buf_puts(&png, "a text that is longer than the head of a PNG, and is none");
    }
    made.png = (uint8_t *)png.p;
    made.bytes = png.len;
    diagram_answer_put(body, &made);
    buf_release(&png);
}

static void put_answer(struct buf *body, const struct frame *f, const char *what)
{
    static uint8_t grey[3] = {128, 128, 128};
    struct picture_info info = {.type = PICTURE_JPEG, .width = 8, .height = 8};
    struct picture picture = {
        .full_width = 8, .full_height = 8, .width = 1, .height = 1, .rgb = grey};

    if (f->kind == FRAME_DIAGRAM)
        put_diagram(body, what);
    else if (f->kind == FRAME_PREVIEW)
        picture_put(body, &picture);
    else
        info_put(body, &info);
}

static void answer(const char *what)
{
    uint8_t header[FRAME_HEADER];
    struct buf body = BUF_INIT;
    struct frame f;

    take_request(&f);
    put_answer(&body, &f, what);
    f.flags = FRAME_LAST;
    f.length = (uint32_t)body.len;
    frame_put(header, &f);
    send(STDOUT_FILENO, header, sizeof header, MSG_NOSIGNAL);
    send(STDOUT_FILENO, body.p, body.len, MSG_NOSIGNAL);
    buf_release(&body);
}

void stranger_serve(void)
{
    const char *what = getenv(NAME);

    if (!what)
        return;
    alarm(STAYS);
    if (strcmp(what, "close") == 0) {
        close(STDIN_FILENO);
        close(STDOUT_FILENO);
    } else {
        answer(what);
    }
    stay();
}
