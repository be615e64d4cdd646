#include "tests/lib/run.h"

#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 64

void run_begin(struct run *r)
{
    *r = (struct run){.out = BUF_INIT, .err = BUF_INIT};
    tmpdir_make(r->workspace, sizeof r->workspace);
}

void run_end(struct run *r)
{
    tmpdir_remove(r->workspace);
    buf_release(&r->out);
    buf_release(&r->err);
}

static void child(const struct run *r, char **words, int out, int err)
{
    const char *top = getenv("top_builddir");
    char program[4096];

    snprintf(program, sizeof program, "%s/genba", top ? top : ".");
    setenv("GENBA_WORKSPACE", r->workspace, 1);
    setenv("GENBA_LANG", "en", 1);
    if (r->now)
        setenv("GENBA_NOW", r->now, 1);
    dup2(out, 1);
    dup2(err, 2);
    if (r->begin)
        r->begin();
    execv(program, words);
    _exit(127);
}

static void slurp(int fd, struct buf *out)
{
    char chunk[65536];
    ssize_t n;

    lseek(fd, 0, SEEK_SET);
    buf_reset(out);
    while ((n = read(fd, chunk, sizeof chunk)) > 0)
        buf_add(out, chunk, (size_t)n);
    close(fd);
}

static int temporary(const struct run *r)
{
    char path[300];
    int fd;

    snprintf(path, sizeof path, "%s/.out-XXXXXX", r->workspace);
    fd = mkstemp(path);
    if (fd < 0)
        bail("no temporary file");
    unlink(path);
    return fd;
}

int run_words(struct run *r, char **words)
{
    int status = 0, out = temporary(r), err = temporary(r);
    pid_t pid = fork();

    if (pid == 0)
        child(r, words, out, err);
    if (pid < 0)
        bail("no child");
    if (r->wait)
        status = r->wait(pid, r->ctx);
    else if (waitpid(pid, &status, 0) != pid)
        bail("the child is gone");
    slurp(out, &r->out);
    slurp(err, &r->err);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int run_genba(struct run *r, ...)
{
    char *words[WORDS_MAX] = {(char[]){"genba"}};
    int n = 1;
    va_list ap;

    va_start(ap, r);
    while (n < WORDS_MAX - 1 && (words[n] = va_arg(ap, char *)) != NULL)
        n++;
    va_end(ap);
    return run_words(r, words);
}
