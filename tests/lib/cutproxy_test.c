/* The bad line, before a server that answers every byte with itself. */
#include "tests/lib/cutproxy.h"
#include "tests/lib/tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE 10000

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

static void answer(int fd)
{
    char data[4096];
    ssize_t n;

    while ((n = read(fd, data, sizeof data)) > 0)
        if (send(fd, data, (size_t)n, MSG_NOSIGNAL) != n)
            break;
    close(fd);
}

static pid_t echo_server(int *port)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = loopback(0);
    socklen_t size = sizeof a;
    pid_t pid;

    if (bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 8) ||
        getsockname(fd, (struct sockaddr *)&a, &size))
        bail("listen: %s", strerror(errno));
    *port = ntohs(a.sin_port);
    pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
            answer(accept(fd, NULL, NULL));
    }
    close(fd);
    return pid;
}

static int dial(const struct cutproxy *p)
{
    struct sockaddr_in a = loopback(cutproxy_port(p));
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (connect(fd, (struct sockaddr *)&a, sizeof a))
        bail("connect: %s", strerror(errno));
    return fd;
}

/* Sends n bytes and reads until so many came back, the line ended or nothing
 * comes for `quiet` ms. *how: 0 all came, 1 reset, 2 silence, 3 closed. */
static size_t talk(int fd, size_t n, int quiet, int *how)
{
    static char data[1 << 16];
    size_t got = 0;

    *how = 0;
    if (send(fd, data, n, MSG_NOSIGNAL) != (ssize_t)n) {
        *how = 1;
        return 0;
    }
    while (got < n && *how == 0) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        ssize_t r = poll(&wait, 1, quiet) == 1 ? read(fd, data, sizeof data) : -2;

        if (r > 0)
            got += (size_t)r;
        else
            *how = r == -2 ? 2 : r < 0 ? 1 : 3;
    }
    return got;
}

static size_t once(const struct cutproxy *p, size_t n, int quiet, int *how)
{
    int fd = dial(p);
    size_t got = talk(fd, n, quiet, how);

    close(fd);
    return got;
}

static void passing(struct cutproxy *p)
{
    struct cut_counts counts;
    int how;

    is_int(once(p, 50000, PATIENCE, &how), 50000, "everything passes by default");
    counts = cutproxy_counts(p);
    is_int(counts.up, 50000, "and is counted, up");
    is_int(counts.down, 50000, "and down");
    is_int(counts.cuts, 0, "nothing was cut");
    is_int(counts.connections, 1, "one connection");
}

static void cutting(struct cutproxy *p)
{
    struct cut_counts before = cutproxy_counts(p), after;
    size_t got;
    int how;

    cutproxy_set(p, (struct cut_rule){CUT_AFTER, .bytes = 1024, .times = 1});
    got = once(p, 4096, PATIENCE, &how);
    after = cutproxy_counts(p);
    is_int(how, 1, "a cut line is a reset");
    ok(got < 1024, "with less than the limit of answer");
    is_int(after.up + after.down - before.up - before.down, 1024, "exactly the limit passed");
    is_int(once(p, 4096, PATIENCE, &how), 4096, "one time was said: the next passes");

    cutproxy_set(p, (struct cut_rule){CUT_RANDOM, .bytes = 3000, .seed = 7});
    before = cutproxy_counts(p);
    for (int i = 0; i < 20; i++)
        once(p, 3000, PATIENCE, &how);
    after = cutproxy_counts(p);
    is_int(after.cuts - before.cuts, 20, "every line is cut at random");
    ok(after.up + after.down - before.up - before.down < 20U * 3000, "before its end");
}

static void losing(struct cutproxy *p)
{
    struct cut_counts before, after;
    int how, fd;

    cutproxy_set(p, (struct cut_rule){CUT_ANSWER, .bytes = 1500});
    before = cutproxy_counts(p);
    fd = dial(p);
    is_int(talk(fd, 1000, PATIENCE, &how), 1000, "answers before the point come");
    is_int(talk(fd, 1000, PATIENCE, &how), 0, "the one after it is lost");
    is_int(how, 1, "with the line");
    close(fd);
    after = cutproxy_counts(p);
    is_int(after.up - before.up, 2000, "but the server got everything");

    cutproxy_set(p, (struct cut_rule){CUT_SWALLOW, .bytes = 0});
    is_int(once(p, 100, 50, &how), 0, "a black hole answers nothing");
    is_int(how, 2, "and does not close either");
    is_int(cutproxy_counts(p).swallowed, 1, "it is counted");
}

static void ordered(struct cutproxy *p)
{
    int how, fd;

    cutproxy_set(p, (struct cut_rule){CUT_NEVER});
    fd = dial(p);
    is_int(talk(fd, 100, PATIENCE, &how), 100, "a line passes again");
    cutproxy_cut(p);
    talk(fd, 1, PATIENCE, &how);
    is_int(how, 1, "until it is cut by order");
    close(fd);
    is_int(once(p, 100, PATIENCE, &how), 100, "the next one passes");
}

int main(void)
{
    int port, how;
    pid_t server = echo_server(&port);
    struct cutproxy *p = cutproxy_start(port);

    passing(p);
    cutting(p);
    losing(p);
    ordered(p);
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    once(p, 10, PATIENCE, &how);
    ok(how == 1, "without a server the line is reset");
    cutproxy_free(&p);
    ok(p == NULL, "the proxy ends");
    return tap_done();
}
