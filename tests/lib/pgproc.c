#include "tests/lib/pgproc.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STEP_MS 5
#define PATIENCE 10000
#define CHILDREN 512
#define STAT_BYTES 512

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool pgproc_user(uid_t *uid, gid_t *gid)
{
    const struct passwd *pw;

    *uid = geteuid();
    *gid = getegid();
    if (*uid != 0)
        return true;
    pw = getpwnam("postgres");
    if (!pw)
        return false;
    *uid = pw->pw_uid;
    *gid = pw->pw_gid;
    return true;
}

/* In the child: another user, other streams, no other files, no long life. */
static void settle(const char *dir, int log, pid_t parent)
{
    int null = open("/dev/null", O_RDONLY);
    sigset_t none;
    uid_t uid;
    gid_t gid;

    dup2(null, STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    close_range(3, ~0U, 0);
    if (!pgproc_user(&uid, &gid) || chdir(dir))
        _exit(126);
    if (geteuid() == 0 && (setgroups(0, NULL) || setgid(gid) || setuid(uid)))
        _exit(126);
    /* after setuid, which clears it */
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (getppid() != parent)
        _exit(126);
    signal(SIGPIPE, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setenv("LC_ALL", "C", 1);
}

pid_t pgproc_spawn(const char *dir, char *const argv[])
{
    pid_t parent = getpid(), pid;
    char path[128];
    int log;

    snprintf(path, sizeof path, "%s/log", dir);
    log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log < 0)
        bail("%s: %s", path, strerror(errno));
    pid = fork();
    if (pid < 0)
        bail("fork: %s", strerror(errno));
    if (pid == 0) {
        settle(dir, log, parent);
        execv(argv[0], argv);
        _exit(127);
    }
    close(log);
    return pid;
}

bool pgproc_run(const char *dir, char *const argv[])
{
    pid_t pid = pgproc_spawn(dir, argv);
    int status;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool pgproc_ended(pid_t pid, int timeout_ms)
{
    int64_t deadline = now_ms() + timeout_ms;

    while (waitpid(pid, NULL, WNOHANG) == 0) {
        if (now_ms() >= deadline)
            return false;
        poll(NULL, 0, STEP_MS);
    }
    return true;
}

/* The state letter of a process and its parent; 0 when there is none. */
static char look(pid_t pid, int *parent)
{
    char path[64], text[STAT_BYTES], state = 0;
    const char *p;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    f = fopen(path, "re");
    if (!f)
        return 0;
    if (fgets(text, sizeof text, f) && (p = strrchr(text, ')')) &&
        sscanf(p + 1, " %c %d", &state, parent) != 2)
        state = 0;
    fclose(f);
    return state;
}

static bool gone(pid_t pid)
{
    int parent;
    char state = look(pid, &parent);

    return state == 0 || state == 'Z' || state == 'X';
}

static void await_gone(pid_t pid)
{
    int64_t deadline = now_ms() + PATIENCE;

    while (!gone(pid)) {
        if (now_ms() >= deadline)
            bail("process %d does not end", (int)pid);
        poll(NULL, 0, STEP_MS);
    }
}

static size_t children_of(pid_t postmaster, pid_t *out)
{
    glob_t all;
    size_t n = 0;

    if (glob("/proc/[1-9]*", GLOB_NOSORT, NULL, &all))
        return 0;
    for (size_t i = 0; i < all.gl_pathc && n < CHILDREN; i++) {
        pid_t pid = (pid_t)strtol(all.gl_pathv[i] + strlen("/proc/"), NULL, 10);
        int parent = 0;

        if (look(pid, &parent) && parent == postmaster)
            out[n++] = pid;
    }
    globfree(&all);
    return n;
}

void pgproc_kill(pid_t postmaster)
{
    int64_t deadline = now_ms() + PATIENCE;
    pid_t child[CHILDREN];
    int parent;
    size_t n;

    kill(postmaster, SIGSTOP);
    while (look(postmaster, &parent) != 'T' && !gone(postmaster) && now_ms() < deadline)
        poll(NULL, 0, 1);
    n = children_of(postmaster, child);
    for (size_t i = 0; i < n; i++)
        kill(child[i], SIGKILL);
    kill(postmaster, SIGKILL);
    waitpid(postmaster, NULL, 0);
    for (size_t i = 0; i < n; i++)
        await_gone(child[i]);
}

/* The words of data/postmaster.pid that matter: pid (line 1), the id of the
 * shared memory (line 7). */
static bool read_pid_file(const char *dir, int *pid, int *memory)
{
    char path[128], line[256];
    FILE *f;

    *pid = *memory = -1;
    snprintf(path, sizeof path, "%s/data/postmaster.pid", dir);
    f = fopen(path, "re");
    if (!f)
        return false;
    for (int i = 1; fgets(line, sizeof line, f); i++) {
        if (i == 1)
            sscanf(line, "%d", pid);
        if (i == 7)
            sscanf(line, "%*u %d", memory);
    }
    fclose(f);
    return *pid > 0;
}

void pgproc_forget_memory(const char *dir)
{
    int pid, memory;

    if (read_pid_file(dir, &pid, &memory) && memory >= 0)
        shmctl(memory, IPC_RMID, NULL);
}

void pgproc_remove(const char *dir)
{
    tmpdir_remove(dir);
}

/* A number in a file may be another process's by now: the directory stands in its words. */
static bool serves(pid_t pid, const char *dir)
{
    char path[64], text[256];
    size_t n;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
    f = fopen(path, "re");
    if (!f)
        return false;
    n = fread(text, 1, sizeof text, f);
    fclose(f);
    return memmem(text, n, dir, strlen(dir)) != NULL;
}

static void clean_up(const char *dir)
{
    int64_t deadline = now_ms() + PATIENCE;
    int pid, memory;

    if (read_pid_file(dir, &pid, &memory) && serves(pid, dir)) {
        kill(pid, SIGQUIT); /* a second one harms nobody */
        while (!gone(pid) && now_ms() < deadline)
            poll(NULL, 0, STEP_MS);
        if (!gone(pid))
            pgproc_kill(pid);
    }
    pgproc_forget_memory(dir);
    pgproc_remove(dir);
}

pid_t pgproc_watch(const char *dir)
{
    pid_t parent = getpid(), pid = fork();
    sigset_t all;
    int sig;

    if (pid < 0)
        bail("fork: %s", strerror(errno));
    if (pid > 0)
        return pid;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    close_range(0, ~0U, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigemptyset(&all);
    sigaddset(&all, SIGTERM);
    while (getppid() == parent)
        sigwait(&all, &sig);
    clean_up(dir);
    _exit(0);
}
