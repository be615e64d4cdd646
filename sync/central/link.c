#include "sync/central/link.h"

#include "model/base/child.h"
#include "sync/signed.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ_STEP ((size_t)256 << 10)
#define FIRST_OUT 8192 /* a secret is among the first requests: they move no more in memory */

struct link {
    pid_t pid;
    int fd;
    uint32_t id;
    struct buf out, in;
    size_t sent, taken; /* of out, of in */
    bool nonsense;
};

/* A secret may have been in it. */
static void forget_out(struct link *l)
{
    if (l->out.p)
        explicit_bzero(l->out.p, l->out.len);
    buf_reset(&l->out);
    l->sent = 0;
}

int link_open(struct link **out, const char *program, struct err *e)
{
    static const char room[FIRST_OUT];
    struct link *l = xcalloc(1, sizeof *l);
    char *path = program ? xstrdup(program) : child_find("genba-sync");
    int ends[2] = {-1, -1}, rc = 0;

    l->fd = -1;
    buf_init(&l->out, SIZE_MAX / 2);
    buf_add(&l->out, room, sizeof room);
    buf_reset(&l->out);
    buf_init(&l->in, SIZE_MAX / 2);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
        rc = err_errno(e, path);
    } else {
        l->fd = ends[0];
        fcntl(ends[1], F_SETFL, fcntl(ends[1], F_GETFL) & ~O_NONBLOCK);
        errno = child_spawn(&l->pid, path, ends[1]);
        rc = errno == 0 ? 0 : err_errno(e, path);
        close(ends[1]);
    }
    free(path);
    if (rc != 0)
        link_close(l);
    else
        *out = l;
    return rc;
}

void link_close(struct link *l)
{
    if (!l)
        return;
    if (l->fd >= 0)
        close(l->fd);
    if (l->pid > 0) {
        kill(l->pid, SIGKILL); /* all it does can be done again */
        while (waitpid(l->pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    forget_out(l);
    buf_release(&l->out);
    buf_release(&l->in);
    free(l);
}

struct buf *link_out(struct link *l)
{
    return &l->out;
}

uint32_t link_id(struct link *l)
{
    return ++l->id;
}

size_t link_unsent(const struct link *l)
{
    return l->out.len - l->sent;
}

int link_fd(const struct link *l)
{
    return l->fd;
}

bool link_wants_write(const struct link *l)
{
    return link_unsent(l) > 0;
}

/* ---- bytes ---- */

static int ended(struct err *e)
{
    return err_say(e, ERR_IO, N_("{1} ended in the middle of the work. Try again."), "genba-sync",
                   NULL);
}

static int send_some(struct link *l, struct err *e)
{
    while (link_unsent(l) > 0) {
        ssize_t n = send(l->fd, l->out.p + l->sent, link_unsent(l), MSG_NOSIGNAL | MSG_DONTWAIT);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN ? 0 : ended(e);
        l->sent += (size_t)n;
    }
    forget_out(l);
    return 0;
}

static void drop_taken(struct link *l)
{
    memmove(l->in.p, l->in.p + l->taken, l->in.len - l->taken);
    l->in.len -= l->taken;
    l->taken = 0;
}

static int receive_some(struct link *l, struct err *e)
{
    static char step[READ_STEP];

    for (;;) {
        ssize_t n = recv(l->fd, step, sizeof step, MSG_DONTWAIT);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN ? 0 : ended(e);
        if (n == 0)
            return ended(e);
        buf_add(&l->in, step, (size_t)n);
        if ((size_t)n < sizeof step || l->in.len > CENTRAL_FRAME_MAX)
            return 0;
    }
}

int link_pump(struct link *l, struct err *e)
{
    int rc = l->nonsense ? ended(e) : send_some(l, e);

    return rc == 0 ? receive_some(l, e) : rc;
}

static bool take_failure(struct answer *a)
{
    struct wire w = wire_of(a->body, a->n);
    uint8_t fault = wire_take8(&w);
    char *state = wire_take_text(&w), *text = wire_take_text(&w);

    a->fault = fault >= FAULT_AGAIN && fault <= FAULT_LAST ? (enum fault)fault : FAULT_OTHER;
    snprintf(a->sqlstate, sizeof a->sqlstate, "%s", state);
    signed_clean(a->text, sizeof a->text, text); /* of strangers, for a terminal */
    free(state);
    free(text);
    return !w.bad;
}

bool link_has_answer(const struct link *l)
{
    const uint8_t *p = (const uint8_t *)l->in.p + l->taken;
    size_t n = l->in.len - l->taken;
    struct central_frame f;

    return n >= CENTRAL_HEADER && (!central_frame_get(p, &f) || n - CENTRAL_HEADER >= f.length);
}

bool link_answer(struct link *l, struct answer *out)
{
    struct central_frame f;

    if (l->taken > 0)
        drop_taken(l);
    if (l->nonsense || !link_has_answer(l))
        return false;
    l->nonsense = !central_frame_get((const uint8_t *)l->in.p, &f);
    if (l->nonsense)
        return false;
    l->taken = CENTRAL_HEADER + f.length;
    *out = (struct answer){.id = f.id,
                           .call = (enum central_call)f.call,
                           .body = (const uint8_t *)l->in.p + CENTRAL_HEADER,
                           .n = f.length,
                           .moved = f.kind == CENTRAL_MOVED};
    if (f.kind == CENTRAL_FAIL)
        l->nonsense = !take_failure(out);
    else
        l->nonsense = f.kind != CENTRAL_ROWS && !out->moved;
    return !l->nonsense;
}
