#include "assets/draw/serve.h"

#include "assets/draw/look.h"
#include "assets/draw/preview.h"
#include "assets/draw/protocol.h"
#include "assets/draw/sheet.h"
#include "model/base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct request {
    struct frame frame;
    int fds[FRAME_FDS]; /* the picture, the font; -1: none came along */
    uint8_t *body;
};

/* The first byte of a frame, with the descriptors that may come along. On a
 * plain pipe, as by hand, none can. 0 at the end. */
static ssize_t first_byte(int in, uint8_t *byte, int fds[FRAME_FDS])
{
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(FRAME_FDS * sizeof(int))];
    } control;
    struct iovec io = {.iov_base = byte, .iov_len = 1};
    struct msghdr m = {
        .msg_iov = &io, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t n;

    do
        n = recvmsg(in, &m, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n < 0 && errno == ENOTSOCK)
        return read(in, byte, 1);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); n > 0 && c; c = CMSG_NXTHDR(&m, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
            memcpy(fds, CMSG_DATA(c), c->cmsg_len - CMSG_LEN(0));
    return n;
}

static bool read_all(int in, uint8_t *p, size_t n)
{
    while (n > 0) {
        ssize_t got = read(in, p, n);

        if (got <= 0 && !(got < 0 && errno == EINTR))
            return false;
        p += got > 0 ? got : 0;
        n -= got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* 1 = a request, 0 = the end, -1 = broken off or not our protocol. */
static int receive(int in, struct request *r)
{
    uint8_t header[FRAME_HEADER];
    ssize_t n;

    *r = (struct request){.fds = {-1, -1}};
    n = first_byte(in, header, r->fds);
    if (n <= 0)
        return (int)n;
    if (!read_all(in, header + 1, FRAME_HEADER - 1) || !frame_get(header, &r->frame) ||
        r->frame.length > FRAME_REQUEST_MAX)
        return -1;
    r->body = xmalloc(r->frame.length + 1);
    return read_all(in, r->body, r->frame.length) ? 1 : -1;
}

/* The picture of a request: the body behind `skip` bytes, or the file mapped. */
struct view {
    const uint8_t *p;
    size_t n;
    void *mapped; /* NULL: nothing to unmap */
};

static bool view_file(struct view *v, int fd)
{
    off_t n = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
    void *p = MAP_FAILED;

    if (n > 0 && (uintmax_t)n <= FRAME_REQUEST_MAX)
        p = mmap(NULL, (size_t)n, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED)
        return false;
    *v = (struct view){.p = p, .n = (size_t)n, .mapped = p};
    return true;
}

static bool view_open(struct view *v, const struct request *r, size_t skip)
{
    if (!(r->frame.flags & FRAME_BYTES))
        return view_file(v, r->fds[0]);
    *v = (struct view){.p = r->body + skip, .n = r->frame.length - skip};
    return true;
}

static void view_close(struct view *v)
{
    if (v->mapped)
        munmap(v->mapped, v->n);
}

static uint8_t answer_info(const struct request *r, struct buf *out)
{
    struct picture_info info = {0};
    struct view v;

    if (!view_open(&v, r, 0))
        return FRAME_ERROR;
    look(v.p, v.n, r->frame.flags & FRAME_DECODE, &info);
    view_close(&v);
    info_put(out, &info);
    return FRAME_INFO;
}

static uint8_t answer_preview(const struct request *r, struct buf *out)
{
    struct picture picture;
    uint32_t width, height;
    struct view v;

    if (r->frame.length < FRAME_BOX || !view_open(&v, r, FRAME_BOX))
        return FRAME_ERROR;
    box_get(r->body, &width, &height);
    preview(v.p, v.n, width, height, r->frame.flags & FRAME_THUMB, &picture);
    view_close(&v);
    picture_put(out, &picture);
    picture_release(&picture);
    return FRAME_PREVIEW;
}

static uint8_t answer_diagram(const struct request *r, struct buf *out)
{
    struct diagram_picture made = {0};
    struct view picture = {0}, font = {0};
    struct diagram d;
    bool good = diagram_get(r->body, r->frame.length, &d) && view_file(&picture, r->fds[0]) &&
                view_file(&font, r->fds[1]);

    if (good)
        sheet_make(picture.p, picture.n, font.p, font.n, &d, &made);
    diagram_answer_put(out, &made);
    view_close(&picture);
    view_close(&font);
    diagram_picture_release(&made);
    free(d.marks);
    return good ? FRAME_DIAGRAM : FRAME_ERROR;
}

static uint8_t answer(const struct request *r, struct buf *out)
{
    static uint8_t (*const kinds[])(const struct request *, struct buf *) = {
        [FRAME_INFO] = answer_info,
        [FRAME_PREVIEW] = answer_preview,
        [FRAME_DIAGRAM] = answer_diagram,
    };

    if (r->frame.kind >= sizeof kinds / sizeof *kinds || !kinds[r->frame.kind])
        return FRAME_ERROR;
    return kinds[r->frame.kind](r, out);
}

static bool is_tired(void)
{
    struct timespec t;

    return clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) == 0 &&
           t.tv_sec * 1000 + t.tv_nsec / 1000000 >= SERVE_CPU_MS;
}

static bool reply(int out, const struct request *r, bool last)
{
    struct frame f = {.id = r->frame.id, .flags = last ? FRAME_LAST : 0};
    uint8_t header[FRAME_HEADER];
    struct buf all = BUF_INIT, body = BUF_INIT;
    bool sent;

    f.kind = answer(r, &body);
    f.length = (uint32_t)body.len;
    frame_put(header, &f);
    buf_add(&all, header, sizeof header);
    buf_add(&all, buf_str(&body), body.len);
    sent = file_put(out, buf_str(&all), all.len) == 0;
    buf_release(&body);
    buf_release(&all);
    return sent;
}

int serve(int in, int out)
{
    bool last = false;

    while (!last) {
        struct request r;
        int got = receive(in, &r);
        bool sent = false;

        if (got > 0) {
            last = is_tired();
            sent = reply(out, &r, last);
        }
        free(r.body);
        for (int i = 0; i < FRAME_FDS; i++)
            if (r.fds[i] >= 0)
                close(r.fds[i]);
        if (got <= 0 || !sent)
            return got == 0 ? 0 : 1;
    }
    return 0;
}
