#include "tests/lib/slowline.h"

#include "model/base/clock.h"
#include "tests/lib/liar.h"
#include "tests/lib/tap.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define TICK_MS 20
#define HELD 16384 /* by the kernel, each way */

static int to_server(int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    return connect(fd, (struct sockaddr *)&a, sizeof a) == 0 ? fd : -1;
}

/* What is there, at most n bytes; false: the end. */
static bool pass(int from, int to, size_t n)
{
    char step[HELD];
    ssize_t got = recv(from, step, n < sizeof step ? n : sizeof step, 0);

    for (ssize_t sent = 0; sent < got;) {
        ssize_t more = send(to, step + sent, (size_t)(got - sent), MSG_NOSIGNAL);

        if (more <= 0)
            return false;
        sent += more;
    }
    return got > 0;
}

static void relay(int client, int server, int rate)
{
    int64_t next = clock_mono_ms();

    for (;;) {
        int64_t now = clock_mono_ms();
        struct pollfd f[] = {{.fd = server, .events = POLLIN},
                             {.fd = now >= next ? client : -1, .events = POLLIN}};

        poll(f, 2, now >= next ? -1 : (int)(next - now));
        if (f[0].revents && !pass(server, client, HELD))
            return;
        if (!f[1].revents)
            continue;
        if (!pass(client, server, (size_t)rate * TICK_MS / 1000))
            return;
        next = clock_mono_ms() + TICK_MS;
    }
}

static void serve(int listening, int server_port, int rate)
{
    int held = HELD;

    setsockopt(listening, SOL_SOCKET, SO_RCVBUF, &held, sizeof held); /* for all that come */
    for (;;) {
        struct pollfd f = {.fd = listening, .events = POLLIN};
        int client, server;

        poll(&f, 1, -1);
        client = accept(listening, NULL, NULL);
        server = client >= 0 ? to_server(server_port) : -1;
        if (server >= 0)
            relay(client, server, rate);
        close(client);
        close(server);
    }
}

void slowline_begin(struct slowline *s, int server_port, int bytes_a_second)
{
    int fd = liar_watch(&s->port);

    fflush(NULL);
    s->pid = fork();
    if (s->pid < 0)
        bail("fork");
    if (s->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve(fd, server_port, bytes_a_second);
    }
    close(fd);
}

void slowline_end(struct slowline *s)
{
    kill(s->pid, SIGKILL);
    waitpid(s->pid, NULL, 0);
    s->pid = 0;
}
