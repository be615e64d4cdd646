#include "tests/lib/cutproxy.h"
#include "model/base/buf.h"
#include "tests/lib/tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONNECTIONS 128
#define CHUNK 16384

struct shared {
    _Atomic uint64_t connections, cuts, swallowed, up, down;
};

struct cutproxy {
    pid_t pid;
    int control; /* a command there, one byte back when it is done */
    int port;
    struct shared *shared;
};

struct command {
    bool cut_now; /* else: a new rule */
    struct cut_rule rule;
};

/* ---- in the child ---- */

/* From fd[side] to the other: what is read and not yet written. */
struct flow {
    char data[CHUNK];
    size_t from, to;
    bool ended, told; /* the source sent its end; the other side knows */
};

enum { CLIENT, SERVER };

struct line {
    bool open, silent;
    int fd[2];
    uint64_t limit, up, both;
    struct flow flow[2];
};

struct proxy {
    int control, listener, server_port;
    struct shared *shared;
    struct cut_rule rule;
    uint32_t cut; /* by this rule */
    uint64_t random;
    struct line line[CONNECTIONS];
};

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15U;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

static void hang_up(struct line *l, bool reset)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    for (int side = CLIENT; side <= SERVER; side++) {
        if (reset)
            setsockopt(l->fd[side], SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close(l->fd[side]);
    }
    l->open = false;
}

static void cut(struct proxy *p, struct line *l)
{
    p->shared->cuts++; /* first: who sees the cut may ask for the count */
    hang_up(l, true);
}

static void judge(struct proxy *p, struct line *l)
{
    uint64_t n = p->rule.bytes;

    l->up = l->both = 0;
    l->limit = p->rule.kind == CUT_NEVER    ? UINT64_MAX
               : p->rule.kind == CUT_RANDOM ? 1 + next_random(&p->random) % (n ? n : 1)
                                            : n;
}

static bool spent(const struct proxy *p)
{
    return p->rule.times && p->cut >= p->rule.times;
}

/* After its bytes have passed: what the rule has for the connection. */
static void sentence(struct proxy *p, struct line *l)
{
    bool empty = l->flow[0].from == l->flow[0].to && l->flow[1].from == l->flow[1].to;

    if (!l->open || l->silent || !empty)
        return;
    if (l->flow[0].told && l->flow[1].told) {
        hang_up(l, false);
        return;
    }
    if (p->rule.kind == CUT_ANSWER || l->both < l->limit)
        return;
    if (spent(p)) {
        l->limit = UINT64_MAX;
        return;
    }
    p->cut++;
    if (p->rule.kind == CUT_SWALLOW) {
        l->silent = true;
        p->shared->swallowed++;
    } else {
        cut(p, l);
    }
}

/* What has passed is on its way before a reset can overtake it. */
static void send_at_once(int fd)
{
    int on = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void let_in(struct proxy *p)
{
    int client = accept4(p->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), server, i = 0;
    struct sockaddr_in a = loopback(p->server_port);
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    if (client < 0)
        return;
    p->shared->connections++;
    server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    while (i < CONNECTIONS && p->line[i].open)
        i++;
    if (i == CONNECTIONS || server < 0 || connect(server, (struct sockaddr *)&a, sizeof a)) {
        setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close(client);
        close(server);
        return;
    }
    fcntl(server, F_SETFL, O_NONBLOCK);
    send_at_once(client);
    send_at_once(server);
    p->line[i] = (struct line){.open = true, .fd = {client, server}};
    judge(p, &p->line[i]);
    sentence(p, &p->line[i]);
}

/* How many bytes may be read from that side now. */
static size_t allowance(const struct proxy *p, const struct line *l, int side)
{
    uint64_t left;

    if (l->silent)
        return CHUNK;
    if (l->flow[side].ended || l->flow[side].from < l->flow[side].to)
        return 0;
    left = p->rule.kind == CUT_ANSWER ? CHUNK : l->limit - l->both;
    return left < CHUNK ? (size_t)left : CHUNK;
}

static void count(struct proxy *p, struct line *l, int side, size_t n)
{
    l->both += n;
    if (side == CLIENT) {
        l->up += n;
        p->shared->up += n;
    } else {
        p->shared->down += n;
    }
}

static void take(struct proxy *p, struct line *l, int side)
{
    struct flow *f = &l->flow[side];
    size_t room = allowance(p, l, side);
    ssize_t n = room ? read(l->fd[side], f->data, room) : -1;

    if (!room || (n < 0 && (errno == EAGAIN || errno == EINTR)))
        return;
    if (n < 0 || (n == 0 && l->silent)) {
        hang_up(l, true);
        return;
    }
    if (l->silent)
        return;
    if (n == 0) {
        f->ended = true;
        return;
    }
    if (p->rule.kind == CUT_ANSWER && side == SERVER && l->up >= l->limit && !spent(p)) {
        p->cut++;
        cut(p, l);
        return;
    }
    f->from = 0;
    f->to = (size_t)n;
    count(p, l, side, (size_t)n);
}

static void give(struct line *l, int side)
{
    struct flow *f = &l->flow[side];
    int to = l->fd[1 - side];
    ssize_t n = f->from < f->to ? send(to, f->data + f->from, f->to - f->from, MSG_NOSIGNAL) : 0;

    if (n < 0 && errno != EAGAIN && errno != EINTR) {
        hang_up(l, true);
        return;
    }
    f->from += n > 0 ? (size_t)n : 0;
    if (f->ended && !f->told && f->from == f->to) {
        shutdown(to, SHUT_WR);
        f->told = true;
    }
}

static void obey(struct proxy *p)
{
    struct command c;

    if (recv(p->control, &c, sizeof c, 0) != sizeof c)
        _exit(0);
    if (!c.cut_now) {
        p->rule = c.rule;
        p->random = c.rule.seed;
        p->cut = 0;
    }
    for (int i = 0; i < CONNECTIONS; i++) {
        if (p->line[i].open && c.cut_now)
            cut(p, &p->line[i]);
        else if (p->line[i].open)
            judge(p, &p->line[i]);
        sentence(p, &p->line[i]);
    }
    if (send(p->control, "", 1, MSG_NOSIGNAL) != 1)
        _exit(0);
}

/* Two entries a connection; those nothing is wanted of are left out, as their
 * hang-up would wake for ever. */
static void ask(const struct proxy *p, struct pollfd *fds)
{
    for (int i = 0; i < CONNECTIONS; i++) {
        const struct line *l = &p->line[i];

        for (int side = CLIENT; side <= SERVER; side++) {
            const struct flow *back = &l->flow[1 - side];
            short events = 0;

            if (l->open && allowance(p, l, side))
                events |= POLLIN;
            if (l->open && !l->silent && back->from < back->to)
                events |= POLLOUT;
            fds[2 * i + side] = (struct pollfd){.fd = events ? l->fd[side] : -1, .events = events};
        }
    }
}

static void serve_line(struct proxy *p, struct line *l, const struct pollfd *fds)
{
    for (int side = CLIENT; side <= SERVER && l->open; side++)
        if (fds[side].revents & (POLLIN | POLLHUP | POLLERR))
            take(p, l, side);
    for (int side = CLIENT; side <= SERVER && l->open && !l->silent; side++)
        give(l, side);
    sentence(p, l);
}

static void serve(struct proxy *p) __attribute__((noreturn));
static void serve(struct proxy *p)
{
    static struct pollfd fds[2 + 2 * CONNECTIONS];

    for (;;) {
        fds[0] = (struct pollfd){.fd = p->control, .events = POLLIN};
        fds[1] = (struct pollfd){.fd = p->listener, .events = POLLIN};
        ask(p, fds + 2);
        if (poll(fds, sizeof fds / sizeof *fds, -1) < 0 && errno != EINTR)
            _exit(1);
        for (int i = 0; i < CONNECTIONS; i++)
            if (p->line[i].open)
                serve_line(p, &p->line[i], fds + 2 + 2 * i);
        if (fds[0].revents)
            obey(p);
        if (fds[1].revents)
            let_in(p);
    }
}

static void begin_serving(int control, int listener, int port, struct shared *shared, pid_t parent)
{
    struct proxy *p = xcalloc(1, sizeof *p);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    close(STDIN_FILENO);
    close(STDOUT_FILENO);
    signal(SIGPIPE, SIG_IGN);
    p->control = control;
    p->listener = listener;
    p->server_port = port;
    p->shared = shared;
    serve(p);
}

/* ---- in the test ---- */

static int listen_somewhere(int *port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_in a = loopback(0);
    socklen_t size = sizeof a;

    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, CONNECTIONS) ||
        getsockname(fd, (struct sockaddr *)&a, &size))
        bail("the proxy cannot listen: %s", strerror(errno));
    *port = ntohs(a.sin_port);
    return fd;
}

struct cutproxy *cutproxy_start(int server_port)
{
    struct cutproxy *p = xcalloc(1, sizeof *p);
    int listener = listen_somewhere(&p->port), pair[2];
    pid_t parent = getpid();

    p->shared =
        mmap(NULL, sizeof *p->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p->shared == MAP_FAILED || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
        bail("the proxy cannot start: %s", strerror(errno));
    p->pid = fork();
    if (p->pid < 0)
        bail("fork: %s", strerror(errno));
    if (p->pid == 0) {
        close(pair[0]);
        begin_serving(pair[1], listener, server_port, p->shared, parent);
    }
    close(pair[1]);
    close(listener);
    p->control = pair[0];
    return p;
}

void cutproxy_free(struct cutproxy **proxy)
{
    struct cutproxy *p = *proxy;

    *proxy = NULL;
    if (!p)
        return;
    close(p->control);
    kill(p->pid, SIGKILL);
    waitpid(p->pid, NULL, 0);
    munmap(p->shared, sizeof *p->shared);
    free(p);
}

int cutproxy_port(const struct cutproxy *p)
{
    return p->port;
}

static void order(struct cutproxy *p, struct command c)
{
    char done;

    if (send(p->control, &c, sizeof c, MSG_NOSIGNAL) != sizeof c ||
        recv(p->control, &done, 1, 0) != 1)
        bail("the proxy is gone");
}

void cutproxy_set(struct cutproxy *p, struct cut_rule rule)
{
    order(p, (struct command){.rule = rule});
}

void cutproxy_cut(struct cutproxy *p)
{
    order(p, (struct command){.cut_now = true});
}

struct cut_counts cutproxy_counts(const struct cutproxy *p)
{
    const struct shared *s = p->shared;

    return (struct cut_counts){.connections = s->connections,
                               .cuts = s->cuts,
                               .swallowed = s->swallowed,
                               .up = s->up,
                               .down = s->down};
}
