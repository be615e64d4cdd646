#include "tests/lib/liar.h"

#include "tests/lib/tap.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int listener(int *port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&a, n) != 0 || listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &n) != 0)
        bail("a listening socket");
    *port = ntohs(a.sin_port);
    return fd;
}

static int send_all(int fd, const char *p)
{
    size_t n = strlen(p);

    while (n > 0) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

        if (sent <= 0)
            return -1;
        p += sent;
        n -= (size_t)sent;
    }
    return 0;
}

/* Until the end of the head, and `asked` bytes. */
static int hear(int fd, int asked)
{
    char head[16384], rest[16384];
    size_t n = 0, all = 0;

    head[0] = '\0';
    while (!strstr(head, "\r\n\r\n") || all < (size_t)asked) {
        bool in_head = n + 1 < sizeof head;
        ssize_t got =
            recv(fd, in_head ? head + n : rest, in_head ? sizeof head - 1 - n : sizeof rest, 0);

        if (got <= 0)
            return -1;
        all += (size_t)got;
        n += in_head ? (size_t)got : 0;
        head[n] = '\0';
    }
    return 0;
}

static void answer(int fd, const struct liar_says *says)
{
    char one;

    if (hear(fd, says->asked) != 0 || (says->first && send_all(fd, says->first) != 0))
        return;
    while (says->again && send_all(fd, says->again) == 0)
        ;
    if (!says->close)
        while (recv(fd, &one, 1, 0) > 0)
            ;
}

/* One child for each connection. */
static void serve(int listening, const struct liar_says *says)
{
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        int fd = accept(listening, NULL, NULL);

        if (fd < 0)
            continue;
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            answer(fd, says);
            _exit(0);
        }
        close(fd);
    }
}

void liar_begin(struct liar *l, const struct liar_says *says)
{
    int fd = listener(&l->port);

    fflush(NULL);
    l->pid = fork();
    if (l->pid < 0)
        bail("fork");
    if (l->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve(fd, says);
    }
    close(fd);
}

void liar_end(struct liar *l)
{
    kill(l->pid, SIGKILL);
    waitpid(l->pid, NULL, 0);
    l->pid = 0;
}

int liar_watch(int *port)
{
    int fd = listener(port);

    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

int liar_visitors(int listening)
{
    int n = 0, fd;

    while ((fd = accept(listening, NULL, NULL)) >= 0) {
        close(fd);
        n++;
    }
    return n;
}
