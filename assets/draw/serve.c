#include "assets/draw/serve.h"

#include "assets/draw/look.h"
#include "assets/draw/protocol.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct request {
    struct frame frame;
    int fd; /* -1: none came along */
    uint8_t *body;
};

/* The first byte of a frame, with the descriptor that may come along. On a
 * plain pipe, as by hand, none can. 0 at the end. */
static ssize_t first_byte(int in, uint8_t *byte, int *fd)
{
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(sizeof(int))];
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
            memcpy(fd, CMSG_DATA(c), sizeof *fd);
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

static bool write_all(int out, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t put = write(out, p, n);

        if (put < 0 && errno != EINTR)
            return false;
        p += put > 0 ? put : 0;
        n -= put > 0 ? (size_t)put : 0;
    }
    return true;
}

/* 1 = a request, 0 = the end, -1 = broken off or not our protocol. */
static int receive(int in, struct request *r)
{
    uint8_t header[FRAME_HEADER];
    ssize_t n;

    *r = (struct request){.fd = -1};
    n = first_byte(in, header, &r->fd);
    if (n <= 0)
        return (int)n;
    if (!read_all(in, header + 1, FRAME_HEADER - 1) || !frame_get(header, &r->frame) ||
        r->frame.length > FRAME_REQUEST_MAX)
        return -1;
    r->body = xmalloc(r->frame.length + 1);
    return read_all(in, r->body, r->frame.length) ? 1 : -1;
}

static bool look_at_file(int fd, bool decode, struct picture_info *out)
{
    off_t n = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
    void *p;

    if (n <= 0 || (uintmax_t)n > FRAME_REQUEST_MAX)
        return false;
    p = mmap(NULL, (size_t)n, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED)
        return false;
    look(p, (size_t)n, decode, out);
    munmap(p, (size_t)n);
    return true;
}

static uint8_t answer(const struct request *r, struct buf *out)
{
    bool decode = r->frame.flags & FRAME_DECODE;
    struct picture_info info = {0};

    if (r->frame.kind != FRAME_INFO)
        return FRAME_ERROR;
    if (r->frame.flags & FRAME_BYTES)
        look(r->body, r->frame.length, decode, &info);
    else if (!look_at_file(r->fd, decode, &info))
        return FRAME_ERROR;
    info_put(out, &info);
    return FRAME_INFO;
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
    sent = write_all(out, buf_str(&all), all.len);
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
        if (r.fd >= 0)
            close(r.fd);
        if (got <= 0 || !sent)
            return got == 0 ? 0 : 1;
    }
    return 0;
}
