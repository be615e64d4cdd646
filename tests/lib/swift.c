#include "tests/lib/swift.h"

#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PYTHON "/usr/bin/python3" /* Debian's: it has Debian's modules */
#define START_MS 60000

static void child(const struct swift *s, int out)
{
    char script[512], port[16];
    const char *top = getenv("top_srcdir");

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    snprintf(script, sizeof script, "%s/tests/lib/swift_server.py", top ? top : ".");
    snprintf(port, sizeof port, "%d", s->port);
    dup2(out, STDOUT_FILENO);
    close(out);
    execl(PYTHON, PYTHON, "-B", script, s->folder, port, s->tls, SWIFT_BUCKET, (char *)NULL);
    _exit(127);
}

/* One line of the server, "" when it says none in time. */
static void read_line(int fd, char *out, size_t size)
{
    struct pollfd f = {.fd = fd, .events = POLLIN};
    size_t n = 0;

    while (n + 1 < size && poll(&f, 1, START_MS) > 0 && read(fd, out + n, 1) == 1 && out[n] != '\n')
        n++;
    out[n] = '\0';
}

static bool start(struct swift *s)
{
    int ends[2];

    if (pipe(ends) != 0)
        bail("pipe");
    fflush(NULL);
    s->pid = fork();
    if (s->pid < 0)
        bail("fork");
    if (s->pid == 0) {
        close(ends[0]);
        child(s, ends[1]);
    }
    close(ends[1]);
    read_line(ends[0], s->why, sizeof s->why);
    close(ends[0]);
    if (sscanf(s->why, "ready %d", &s->port) == 1) {
        snprintf(s->endpoint, sizeof s->endpoint, "http%s://127.0.0.1:%d", s->tls[0] ? "s" : "",
                 s->port);
        return true;
    }
    swift_kill(s);
    return false;
}

bool swift_begin(struct swift *s, const char *tls)
{
    *s = (struct swift){0};
    snprintf(s->tls, sizeof s->tls, "%s", tls ? tls : "");
    if (access(PYTHON, X_OK) != 0) {
        snprintf(s->why, sizeof s->why, "there is no " PYTHON);
        return false;
    }
    tmpdir_make(s->folder, sizeof s->folder);
    if (start(s))
        return true;
    tmpdir_remove(s->folder);
    if (strncmp(s->why, "skip ", 5) != 0)
        bail("the S3 server does not start: %s", s->why);
    memmove(s->why, s->why + 5, strlen(s->why + 5) + 1);
    return false;
}

void swift_kill(struct swift *s)
{
    if (s->pid <= 0)
        return;
    kill(s->pid, SIGKILL);
    waitpid(s->pid, NULL, 0);
    s->pid = 0;
}

void swift_again(struct swift *s)
{
    if (!start(s))
        bail("the S3 server does not start again: %s", s->why);
}

void swift_end(struct swift *s)
{
    swift_kill(s);
    tmpdir_remove(s->folder);
}
