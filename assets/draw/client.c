#include "assets/draw/client.h"

#include "assets/draw/protocol.h"
#include "model/base/child.h"
#include "model/base/clock.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BEHIND_NICE 5
#define ENDS_WITHIN_MS 50 /* one that is about to end; most need one */

struct draw {
    char *program; /* NULL: to be found */
    pid_t pid;     /* 0: none runs */
    int fd;
    uint32_t id; /* of the latest request */
    bool asked;  /* its answer is still to come */
    char name[256];
    bool behind; /* draw_behind */
    int limit_ms;
    int64_t deadline_ms;
    /* The answer as far as it has come. */
    uint8_t header[FRAME_HEADER];
    size_t got; /* of header and body */
    struct frame frame;
    uint8_t *body; /* owned; NULL until the header is whole */
    size_t most;   /* longest body that can be right */
    uint32_t box_w, box_h;
};

struct draw *draw_new(const char *program)
{
    struct draw *d = xcalloc(1, sizeof *d);

    d->program = program ? xstrdup(program) : NULL;
    d->fd = -1;
    d->limit_ms = DRAW_TIMEOUT_MS;
    return d;
}

void draw_behind(struct draw *d)
{
    d->behind = true;
}

void draw_limit(struct draw *d, int ms)
{
    d->limit_ms = ms;
}

pid_t draw_pid(const struct draw *d)
{
    return d->pid;
}

static void forget_answer(struct draw *d)
{
    free(d->body);
    d->body = NULL;
    d->got = 0;
    d->asked = false;
}

/* Gives it the time to end by itself; false: it stays. */
static bool ended(pid_t pid, int *status)
{
    int64_t until = clock_mono_ms() + ENDS_WITHIN_MS;
    pid_t got;

    while ((got = waitpid(pid, status, WNOHANG)) == 0 && clock_mono_ms() < until)
        poll(NULL, 0, 1);
    return got != 0;
}

/* Ends the helper; how it ended comes out in words, unless it had to be ended.
 * What it says of itself and what it closes is not believed: one that a picture
 * took over may stay for ever. */
static void reap(struct draw *d, bool kill_it, char *how, size_t size)
{
    int status = 0;

    if (d->fd >= 0)
        close(d->fd);
    d->fd = -1;
    if (d->pid == 0)
        return;
    if (kill_it || !ended(d->pid, &status)) {
        kill(d->pid, SIGKILL);
        while (waitpid(d->pid, NULL, 0) < 0 && errno == EINTR)
            ;
        how = NULL;
    }
    d->pid = 0;
    forget_answer(d);
    if (how && WIFSIGNALED(status))
        snprintf(how, size, "genba-draw: %s", strsignal(WTERMSIG(status)));
    else if (how)
        snprintf(how, size, "genba-draw ended with status %d", WEXITSTATUS(status));
}

void draw_free(struct draw *d)
{
    if (!d)
        return;
    reap(d, d->asked, NULL, 0); /* an idle one ends when its input does */
    free(d->program);
    free(d);
}

/* "{1} could not be examined: {2}" */
static int failed(const struct draw *d, const char *why, struct err *e)
{
    return err_say(e, ERR_INVALID, N_("{1} could not be examined: {2}"), d->name, why);
}

static int died(struct draw *d, struct err *e)
{
    char how[128] = "genba-draw";

    reap(d, false, how, sizeof how);
    return failed(d, how, e);
}

static int nonsense(struct draw *d, struct err *e)
{
    reap(d, true, NULL, 0);
    return failed(d, "genba-draw", e);
}

static int spawn(struct draw *d, int theirs, struct err *e)
{
    errno = child_spawn(&d->pid, d->program, theirs);
    if (errno != 0)
        return err_errno(e, d->program);
    if (d->behind)
        setpriority(PRIO_PROCESS, (id_t)d->pid, BEHIND_NICE);
    return 0;
}

static int start(struct draw *d, struct err *e)
{
    int ends[2], rc;

    if (d->pid != 0 && waitpid(d->pid, NULL, WNOHANG) == d->pid) { /* it went while idle */
        d->pid = 0;
        reap(d, false, NULL, 0);
    }
    if (d->pid != 0)
        return 0;
    if (!d->program)
        d->program = child_find("genba-draw");
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return err_errno(e, "genba-draw");
    rc = spawn(d, ends[1], e);
    close(ends[1]);
    d->fd = ends[0];
    if (rc != 0)
        reap(d, false, NULL, 0);
    return rc;
}

/* Waits until the helper can be read or written; false: its time is up. */
static bool wait_for(const struct draw *d, short events)
{
    struct pollfd p = {.fd = d->fd, .events = events};
    int64_t left = d->deadline_ms - clock_mono_ms();
    int n;

    do
        n = poll(&p, 1, left > 0 ? (int)left : 0);
    while (n < 0 && errno == EINTR);
    return n > 0;
}

static int too_slow(struct draw *d, struct err *e)
{
    reap(d, true, NULL, 0);
    return failed(d, "genba-draw: time limit", e);
}

static int send_bytes(struct draw *d, const void *p, size_t n, struct err *e)
{
    const char *at = p;

    while (n > 0) {
        ssize_t put;

        if (!wait_for(d, POLLOUT))
            return too_slow(d, e);
        put = send(d->fd, at, n, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (put < 0 && errno != EAGAIN && errno != EINTR)
            return died(d, e);
        at += put > 0 ? put : 0;
        n -= put > 0 ? (size_t)put : 0;
    }
    return 0;
}

static int take_header(struct draw *d, struct err *e)
{
    if (!frame_get(d->header, &d->frame) || d->frame.id != d->id || d->frame.length > d->most)
        return nonsense(d, e);
    d->body = xmalloc((size_t)d->frame.length + 1);
    return 0;
}

/* What has come of the answer, without waiting: 1 = not all, 0 = all. */
static int receive_some(struct draw *d, struct err *e)
{
    for (;;) {
        bool head = d->got < FRAME_HEADER;
        size_t at = head ? d->got : d->got - FRAME_HEADER;
        size_t want = (head ? FRAME_HEADER : d->frame.length) - at;
        ssize_t n;
        int rc = 0;

        if (want == 0)
            return 0;
        n = recv(d->fd, (head ? d->header : d->body) + at, want, MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN)
            return 1;
        if (n == 0 || (n < 0 && errno != EINTR))
            return died(d, e);
        d->got += n > 0 ? (size_t)n : 0;
        if (d->got == FRAME_HEADER && !d->body)
            rc = take_header(d, e);
        if (rc != 0)
            return rc;
    }
}

static int receive_all(struct draw *d, struct err *e)
{
    int rc;

    while ((rc = receive_some(d, e)) == 1)
        if (!wait_for(d, POLLIN))
            return too_slow(d, e);
    return rc;
}

/* The header, with descriptors when there are any; 12 bytes always fit. */
static int send_header(struct draw *d, uint8_t header[FRAME_HEADER], const int *fds, int n,
                       struct err *e)
{
    size_t bytes = (size_t)n * sizeof *fds;
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(FRAME_FDS * sizeof(int))];
    } control = {.room = {0}};
    struct iovec io = {.iov_base = header, .iov_len = FRAME_HEADER};
    struct msghdr m = {.msg_iov = &io,
                       .msg_iovlen = 1,
                       .msg_control = &control,
                       .msg_controllen = CMSG_SPACE(bytes)};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);

    if (n == 0)
        return send_bytes(d, header, FRAME_HEADER, e);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(bytes);
    memcpy(CMSG_DATA(c), fds, bytes);
    return sendmsg(d->fd, &m, MSG_NOSIGNAL) == FRAME_HEADER ? 0 : died(d, e);
}

static int ask_with(struct draw *d, struct frame f, const int *fds, int n, const char *name,
                    struct err *e)
{
    uint8_t header[FRAME_HEADER];
    int rc;

    snprintf(d->name, sizeof d->name, "%s", name);
    rc = start(d, e);
    if (rc != 0)
        return rc;
    d->deadline_ms = clock_mono_ms() + d->limit_ms;
    assert(!d->asked);
    d->asked = true;
    d->most = FRAME_ANSWER_MAX;
    f.id = ++d->id;
    frame_put(header, &f);
    return send_header(d, header, fds, n, e);
}

/* `fd` -1: the picture is in the body. */
static int ask(struct draw *d, struct frame f, int fd, const char *name, struct err *e)
{
    return ask_with(d, f, &fd, fd >= 0, name, e);
}

/* The answer is whole: the caller has read what it wants of it. */
static void answered(struct draw *d)
{
    bool last = d->frame.flags & FRAME_LAST;

    forget_answer(d);
    if (last)
        reap(d, false, NULL, 0);
}

static uint16_t frame_flags(unsigned flags)
{
    return (uint16_t)((flags & DRAW_DECODE ? FRAME_DECODE : 0) |
                      (flags & DRAW_THUMBNAIL ? FRAME_THUMB : 0));
}

static struct frame request(enum frame_kind kind, unsigned flags, size_t length)
{
    return (struct frame){
        .kind = (uint8_t)kind, .flags = frame_flags(flags), .length = (uint32_t)length};
}

int draw_ask(struct draw *d, int fd, unsigned flags, const char *name, struct err *e)
{
    return ask(d, request(FRAME_INFO, flags, 0), fd, name, e);
}

int draw_answer(struct draw *d, struct picture_info *out, struct err *e)
{
    int rc;

    d->deadline_ms = clock_mono_ms() + d->limit_ms;
    rc = receive_all(d, e);
    if (rc != 0)
        return rc;
    if (d->frame.kind != FRAME_INFO)
        rc = failed(d, "genba-draw", e);
    else if (!info_get(d->body, d->frame.length, out))
        return nonsense(d, e);
    answered(d);
    return rc;
}

int draw_info(struct draw *d, int fd, unsigned flags, const char *name, struct picture_info *out,
              struct err *e)
{
    int rc = draw_ask(d, fd, flags, name, e);

    return rc == 0 ? draw_answer(d, out, e) : rc;
}

static int too_long(size_t n, const char *name, struct err *e)
{
    return n > FRAME_REQUEST_MAX - FRAME_BOX
               ? err_set(e, ERR_LIMIT, name, "%zu MiB", FRAME_REQUEST_MAX >> 20)
               : 0;
}

int draw_info_bytes(struct draw *d, const void *p, size_t n, unsigned flags, const char *name,
                    struct picture_info *out, struct err *e)
{
    struct frame f = request(FRAME_INFO, flags, n);
    int rc = too_long(n, name, e);

    f.flags |= FRAME_BYTES;
    if (rc == 0)
        rc = ask(d, f, -1, name, e);
    if (rc == 0)
        rc = send_bytes(d, p, n, e);
    return rc == 0 ? draw_answer(d, out, e) : rc;
}

/* Previews */

static int send_box(struct draw *d, uint32_t box_w, uint32_t box_h, struct err *e)
{
    uint64_t pixels = (uint64_t)box_w * box_h;
    uint8_t box[FRAME_BOX];

    d->box_w = box_w;
    d->box_h = box_h;
    d->most = (size_t)(pixels < PICTURE_PIXELS_MAX ? pixels : PICTURE_PIXELS_MAX) * 3 + 1024;
    box_put(box, box_w, box_h);
    return send_bytes(d, box, sizeof box, e);
}

int draw_preview_ask(struct draw *d, int fd, uint32_t box_w, uint32_t box_h, unsigned flags,
                     const char *name, struct err *e)
{
    int rc = ask(d, request(FRAME_PREVIEW, flags, FRAME_BOX), fd, name, e);

    return rc == 0 ? send_box(d, box_w, box_h, e) : rc;
}

int draw_preview_answer(struct draw *d, struct picture *out, struct err *e)
{
    int rc = receive_some(d, e);

    if (rc == 1 && clock_mono_ms() >= d->deadline_ms)
        return too_slow(d, e);
    if (rc != 0)
        return rc;
    if (d->frame.kind != FRAME_PREVIEW)
        rc = failed(d, "genba-draw", e);
    else if (!picture_get(d->body, d->frame.length, d->box_w, d->box_h, out))
        return nonsense(d, e);
    answered(d);
    return rc;
}

int draw_fd(const struct draw *d)
{
    return d->fd;
}

int64_t draw_due_ms(const struct draw *d)
{
    return d->deadline_ms;
}

static int await_preview(struct draw *d, struct picture *out, struct err *e)
{
    int rc;

    while ((rc = draw_preview_answer(d, out, e)) == 1)
        wait_for(d, POLLIN);
    return rc;
}

int draw_preview(struct draw *d, int fd, uint32_t box_w, uint32_t box_h, unsigned flags,
                 const char *name, struct picture *out, struct err *e)
{
    int rc = draw_preview_ask(d, fd, box_w, box_h, flags, name, e);

    return rc == 0 ? await_preview(d, out, e) : rc;
}

int draw_preview_bytes(struct draw *d, const void *p, size_t n, uint32_t box_w, uint32_t box_h,
                       unsigned flags, const char *name, struct picture *out, struct err *e)
{
    struct frame f = request(FRAME_PREVIEW, flags, FRAME_BOX + n);
    int rc = too_long(n, name, e);

    f.flags |= FRAME_BYTES;
    if (rc == 0)
        rc = ask(d, f, -1, name, e);
    if (rc == 0)
        rc = send_box(d, box_w, box_h, e);
    if (rc == 0)
        rc = send_bytes(d, p, n, e);
    return rc == 0 ? await_preview(d, out, e) : rc;
}

/* Diagrams */

int draw_diagram_ask(struct draw *d, int fd, int font, const struct diagram *what, const char *name,
                     struct err *e)
{
    struct buf body = BUF_INIT;
    int fds[] = {fd, font}, rc;

    diagram_put(&body, what);
    rc = ask_with(d, request(FRAME_DIAGRAM, 0, body.len), fds, 2, name, e);
    if (rc == 0)
        rc = send_bytes(d, body.p, body.len, e);
    buf_release(&body);
    return rc;
}

int draw_diagram_answer(struct draw *d, struct diagram_picture *out, struct err *e)
{
    int rc = receive_some(d, e);

    *out = (struct diagram_picture){0};
    if (rc == 1 && clock_mono_ms() >= d->deadline_ms)
        return too_slow(d, e);
    if (rc != 0)
        return rc;
    if (d->frame.kind != FRAME_DIAGRAM)
        rc = failed(d, "genba-draw", e);
    else if (!diagram_answer_get(d->body, d->frame.length, out)) {
        diagram_picture_release(out);
        return nonsense(d, e);
    } else if (!out->png)
        rc = failed(d, out->fault, e);
    answered(d);
    return rc;
}

int draw_diagram_wait(struct draw *d, struct diagram_picture *out, struct err *e)
{
    int rc;

    while ((rc = draw_diagram_answer(d, out, e)) == 1)
        wait_for(d, POLLIN);
    return rc;
}

int draw_diagram(struct draw *d, int fd, int font, const struct diagram *what, const char *name,
                 struct diagram_picture *out, struct err *e)
{
    int rc = draw_diagram_ask(d, fd, font, what, name, e);

    *out = (struct diagram_picture){0};
    return rc == 0 ? draw_diagram_wait(d, out, e) : rc;
}
