#include "tests/lib/trace.h"

#include "tests/lib/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __x86_64__
#include <sys/user.h>

enum kind { KIND_OTHER, KIND_WRITE, KIND_SYNC, KIND_CREATE, KIND_NAME, KIND_REMOVE };

static const struct {
    long number;
    enum kind kind;
    const char *name;
} calls[] = {
    {SYS_write, KIND_WRITE, "write"},
    {SYS_pwrite64, KIND_WRITE, "pwrite"},
    {SYS_writev, KIND_WRITE, "writev"},
    {SYS_sendfile, KIND_WRITE, "sendfile"},
    {SYS_copy_file_range, KIND_WRITE, "copy_file_range"},
    {SYS_ftruncate, KIND_SYNC, "ftruncate"},
    {SYS_fallocate, KIND_SYNC, "fallocate"},
    {SYS_fsync, KIND_SYNC, "fsync"},
    {SYS_fdatasync, KIND_SYNC, "fdatasync"},
    {SYS_syncfs, KIND_SYNC, "syncfs"},
    {SYS_open, KIND_CREATE, "open"},
    {SYS_openat, KIND_CREATE, "openat"},
    {SYS_mkdir, KIND_NAME, "mkdir"},
    {SYS_mkdirat, KIND_NAME, "mkdirat"},
    {SYS_link, KIND_NAME, "link"},
    {SYS_linkat, KIND_NAME, "linkat"},
    {SYS_rename, KIND_NAME, "rename"},
    {SYS_renameat, KIND_NAME, "renameat"},
    {SYS_renameat2, KIND_NAME, "renameat2"},
    {SYS_unlink, KIND_REMOVE, "unlink"},
    {SYS_unlinkat, KIND_REMOVE, "unlinkat"},
    {SYS_rmdir, KIND_REMOVE, "rmdir"},
};

/* Is this descriptor a file or a folder, no pipe and no terminal? */
static bool is_file(pid_t pid, unsigned long long fd)
{
    char link[64], target[8] = "";

    snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)pid, (int)fd);
    return fd > 2 && readlink(link, target, sizeof target - 1) > 5 && target[0] == '/' &&
           strncmp(target, "/dev/", 5) != 0;
}

static enum kind classify(pid_t pid, const struct user_regs_struct *regs, const char **name)
{
    size_t i = 0;
    unsigned long long flags;

    *name = "other";
    while (i < sizeof calls / sizeof *calls && calls[i].number != (long)regs->orig_rax)
        i++;
    if (i == sizeof calls / sizeof *calls)
        return KIND_OTHER;
    *name = calls[i].name;
    if (calls[i].kind == KIND_WRITE || calls[i].kind == KIND_SYNC)
        return is_file(pid, regs->rdi) ? calls[i].kind : KIND_OTHER;
    flags = calls[i].number == SYS_open ? regs->rsi : regs->rdx;
    if (calls[i].kind == KIND_CREATE && !(flags & (O_CREAT | O_TRUNC)))
        return KIND_OTHER;
    return calls[i].kind;
}

/* What becomes of the call: 0 nothing, 1 it fails, 2 it writes half. */
static int judge(struct trace *t, enum kind kind)
{
    if (kind == KIND_OTHER && !t->every)
        return 0;
    t->count++;
    if (t->fault == TRACE_NONE || t->count < t->k || (t->count > t->k && !t->stays))
        return 0;
    if (t->fault == TRACE_ENOSPC && kind == KIND_REMOVE)
        return 0;
    return t->fault == TRACE_ENOSPC && t->stays && t->count == t->k && kind == KIND_WRITE ? 2 : 1;
}

/* A string of the program; false when it is too long or not there. */
static bool get_text(pid_t pid, unsigned long long at, char *out, size_t size)
{
    struct iovec here = {out, size}, there = {(void *)(uintptr_t)at, size};
    size_t page = 4096 - at % 4096;
    ssize_t n;

    if (there.iov_len > page)
        there.iov_len = page;
    n = process_vm_readv(pid, &here, 1, &there, 1, 0);
    if (n == (ssize_t)page && !memchr(out, '\0', page)) { /* it goes on in the next page */
        there = (struct iovec){(void *)(uintptr_t)(at + page), size - page};
        here = (struct iovec){out + page, size - page};
        process_vm_readv(pid, &here, 1, &there, 1, 0);
    }
    return n > 0 && memchr(out, '\0', size) != NULL;
}

static void add_fd(struct buf *out, pid_t pid, long fd)
{
    char link[64], target[4096];
    ssize_t n;

    if (fd == AT_FDCWD)
        snprintf(link, sizeof link, "/proc/%d/cwd", (int)pid);
    else
        snprintf(link, sizeof link, "/proc/%d/fd/%ld", (int)pid, fd);
    n = readlink(link, target, sizeof target);
    if (n > 0)
        buf_add(out, target, (size_t)n);
}

static void add_path(struct buf *out, pid_t pid, long folder, unsigned long long at)
{
    char path[4096];

    buf_putc(out, '\t');
    if (!get_text(pid, at, path, sizeof path))
        return;
    if (path[0] != '/') {
        add_fd(out, pid, folder);
        buf_putc(out, '/');
    }
    buf_puts(out, path);
}

/* What the call is about to do, for the log. */
static void describe(struct buf *out, pid_t pid, const struct user_regs_struct *r, enum kind kind,
                     const char *name)
{
    bool at = strstr(name, "at") == name + strlen(name) - 2 || strcmp(name, "renameat2") == 0;
    bool two = strncmp(name, "rename", 6) == 0 || strncmp(name, "link", 4) == 0;

    buf_puts(out, name);
    if (kind == KIND_WRITE || kind == KIND_SYNC) {
        buf_putc(out, '\t');
        add_fd(out, pid, (long)(r->orig_rax == SYS_copy_file_range ? r->rdx : r->rdi));
    } else {
        add_path(out, pid, at ? (int)r->rdi : AT_FDCWD, at ? r->rsi : r->rdi);
        if (two)
            add_path(out, pid, at ? (int)r->rdx : AT_FDCWD, at ? r->r10 : r->rsi);
    }
    buf_putc(out, '\n');
}

/* A call that is numbered -1 does nothing; its result is set at its end. */
static bool enter(struct trace *t, pid_t pid, struct buf *line)
{
    struct user_regs_struct regs;
    const char *name;
    enum kind kind;
    int verdict;

    if (ptrace(PTRACE_GETREGS, pid, NULL, &regs) != 0)
        return false;
    kind = classify(pid, &regs, &name);
    verdict = judge(t, kind);
    if (t->log && kind != KIND_OTHER)
        describe(line, pid, &regs, kind, name);
    if (verdict > 0 && !t->call[0])
        snprintf(t->call, sizeof t->call, "%s", name);
    if (verdict > 0 && t->fault == TRACE_KILL) {
        kill(-pid, SIGKILL);
        return false;
    }
    if (verdict == 1)
        regs.orig_rax = (unsigned long long)-1;
    else if (verdict == 2 && (regs.orig_rax == SYS_write || regs.orig_rax == SYS_pwrite64))
        regs.rdx = (regs.rdx + 1) / 2;
    if (verdict > 0)
        ptrace(PTRACE_SETREGS, pid, NULL, &regs);
    return verdict == 1;
}

static void leave(const struct trace *t, pid_t pid, bool fails, struct buf *line)
{
    struct user_regs_struct regs;

    if (ptrace(PTRACE_GETREGS, pid, NULL, &regs) != 0)
        return;
    if (line->len > 0 && (long long)regs.rax >= 0)
        buf_add(t->log, line->p, line->len);
    buf_reset(line);
    if (!fails)
        return;
    regs.rax = (unsigned long long)-(t->fault == TRACE_ENOSPC ? ENOSPC : EIO);
    ptrace(PTRACE_SETREGS, pid, NULL, &regs);
}

static int follow(pid_t pid, void *ctx)
{
    struct trace *t = ctx;
    struct buf line = BUF_INIT;
    bool inside = false, fails = false;
    int status, signo = 0;

    t->count = 0;
    t->call[0] = '\0';
    if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
        return status;
    ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    for (;;) {
        ptrace(PTRACE_SYSCALL, pid, NULL, signo);
        if (waitpid(pid, &status, 0) != pid)
            bail("the traced program is gone");
        if (WIFEXITED(status) || WIFSIGNALED(status))
            break;
        signo = WSTOPSIG(status);
        if (signo == SIGTRAP)
            signo = 0; /* it executed the program */
        if (signo != (SIGTRAP | 0x80))
            continue;
        signo = 0;
        inside = !inside;
        if (inside)
            fails = enter(t, pid, &line);
        else if (fails || line.len > 0)
            leave(t, pid, fails, &line);
    }
    buf_release(&line);
    return status;
}

static void begin(void)
{
    setpgid(0, 0);
    setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* LeakSanitizer is a tracer itself */
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP);
}

bool trace_works(void)
{
    return true;
}

#else

static int follow(pid_t pid, void *ctx)
{
    (void)pid;
    (void)ctx;
    bail("no tracing here");
}

static void begin(void)
{
}

bool trace_works(void)
{
    return false;
}

#endif

void trace_into(struct run *r, struct trace *t)
{
    r->begin = t ? begin : NULL;
    r->wait = t ? follow : NULL;
    r->ctx = t;
}
