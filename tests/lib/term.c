#include "tests/lib/tap.h"
#include "tests/lib/term_priv.h"
#include "tests/lib/tmpdir.h"

#include "model/base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MARKER "7770;idle"
#define DEADLINE_S 20
#define ENV_MAX 64
#define ARG_MAX_COUNT 64

/* --- what libvterm tells ------------------------------------------------ */

static int on_osc(const char *command, size_t n, void *user)
{
    struct term *t = user;

    if (n == strlen(MARKER) && memcmp(command, MARKER, n) == 0)
        t->frames++;
    return 1;
}

static int on_prop(VTermProp prop, VTermValue *val, void *user)
{
    struct term *t = user;

    if (prop == VTERM_PROP_CURSORVISIBLE)
        t->cursor_shown = val->boolean;
    return 1;
}

static const VTermParserCallbacks fallbacks = {.osc = on_osc};
static const VTermScreenCallbacks callbacks = {.settermprop = on_prop};

static void screen_open(struct term *t)
{
    t->vt = vterm_new(t->rows, t->cols);
    vterm_set_utf8(t->vt, 1);
    t->screen = vterm_obtain_screen(t->vt);
    t->cursor_shown = true;
    vterm_screen_set_callbacks(t->screen, &callbacks, t);
    vterm_screen_set_unrecognised_fallbacks(t->screen, &fallbacks, t);
    vterm_screen_enable_altscreen(t->screen, 1);
    vterm_screen_reset(t->screen, 1);
}

/* --- the pty ------------------------------------------------------------- */

static int64_t deadline_ms(void)
{
    const char *s = getenv("GENBA_TEST_TIMEOUT");
    long seconds = s ? strtol(s, NULL, 10) : 0;

    return clock_mono_ms() + 1000 * (seconds > 0 ? seconds : DEADLINE_S);
}

static bool may_retry(void)
{
    return errno == EAGAIN || errno == EINTR;
}

/* Interprets what is there; false when there was nothing. */
static bool take_output(struct term *t)
{
    char chunk[8192];
    ssize_t n = read(t->fd, chunk, sizeof chunk);

    if (n > 0) {
        vterm_input_write(t->vt, chunk, (size_t)n);
        return true;
    }
    if (n == 0 || !may_retry())
        t->hung = true;
    return false;
}

/* Waits for the pty to become readable (or writable) until the deadline. */
static void wait_pty(struct term *t, short events, int64_t deadline)
{
    struct pollfd p = {.fd = t->fd, .events = events};
    int64_t left = deadline - clock_mono_ms();

    if (left > 0)
        poll(&p, 1, (int)left);
}

/* Never blocks on a full pty without reading: both sides would wait for ever. */
static void put_bytes(struct term *t, const char *p, size_t n, int64_t deadline)
{
    while (n > 0 && !t->hung && clock_mono_ms() < deadline) {
        ssize_t done = write(t->fd, p, n);

        if (done > 0) {
            p += done;
            n -= (size_t)done;
            continue;
        }
        if (!may_retry()) {
            t->hung = true;
            return;
        }
        wait_pty(t, POLLIN | POLLOUT, deadline);
        take_output(t);
    }
}

/* What the terminal itself answers: cursor reports, device attributes. */
static void put_answers(struct term *t, int64_t deadline)
{
    char chunk[512];
    size_t n;

    while ((n = vterm_output_read(t->vt, chunk, sizeof chunk)) > 0)
        put_bytes(t, chunk, n, deadline);
}

bool term_until(struct term *t, bool (*done)(struct term *t, const void *ctx), const void *ctx)
{
    int64_t deadline = deadline_ms();

    for (;;) {
        while (!t->hung && take_output(t))
            put_answers(t, deadline);
        if (done(t, ctx))
            return true;
        if (t->hung || clock_mono_ms() >= deadline)
            return false;
        wait_pty(t, POLLIN, deadline);
    }
}

static bool later_frame(struct term *t, const void *ctx)
{
    return t->frames > *(const int *)ctx;
}

static void wait_frame(struct term *t, int seen, const char *after)
{
    if (!term_until(t, later_frame, &seen) && !t->hung) {
        term_dump(t);
        bail("the program did not become idle after %s", after);
    }
}

void term_send(struct term *t, const char *bytes)
{
    int seen;

    while (!t->hung && take_output(t))
        put_answers(t, deadline_ms());
    seen = t->frames;
    put_bytes(t, bytes, strlen(bytes), deadline_ms());
    wait_frame(t, seen, "input");
}

void term_put(struct term *t, const char *bytes, size_t n)
{
    put_bytes(t, bytes, n, deadline_ms());
}

static int64_t mono_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void term_listen(struct term *t, int64_t microseconds)
{
    int64_t end = mono_us() + microseconds, left;

    while (!t->hung && (left = end - mono_us()) > 0) {
        struct pollfd p = {.fd = t->fd, .events = POLLIN};
        struct timespec ts = {left / 1000000, left % 1000000 * 1000};

        if (ppoll(&p, 1, &ts, NULL) > 0)
            take_output(t);
    }
}

void term_resize(struct term *t, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    int seen = t->frames;

    t->rows = rows;
    t->cols = cols;
    vterm_set_size(t->vt, rows, cols);
    if (ioctl(t->fd, TIOCSWINSZ, &size) != 0)
        bail("TIOCSWINSZ: %s", strerror(errno));
    wait_frame(t, seen, "a resize");
}

/* --- the process ---------------------------------------------------------- */

struct environment {
    char *item[ENV_MAX + 1];
    int n;
};

static void env_put(struct environment *env, const char *item)
{
    size_t name = strcspn(item, "=") + 1;

    for (int i = 0; i < env->n; i++)
        if (strncmp(env->item[i], item, name) == 0) {
            free(env->item[i]);
            env->item[i] = xstrdup(item);
            return;
        }
    if (env->n == ENV_MAX)
        bail("more than %d environment variables", ENV_MAX);
    env->item[env->n++] = xstrdup(item);
    env->item[env->n] = NULL;
}

static void env_set(struct environment *env, const char *name, const char *value)
{
    struct buf b = BUF_INIT;

    buf_addf(&b, "%s=%s", name, value);
    env_put(env, buf_str(&b));
    buf_release(&b);
}

static void env_fill(struct environment *env, const struct term_setup *s, const char *home)
{
    static const char *const fixed[] = {"LC_ALL=C.UTF-8", "LANGUAGE=ja", "TZ=Asia/Tokyo",
                                        "PATH=/usr/local/bin:/usr/bin:/bin", "GENBA_TEST_SYNC=1"};
    static const char *const passed[] = {"GENBA_DATADIR", "ASAN_OPTIONS", "LSAN_OPTIONS",
                                         "UBSAN_OPTIONS"};

    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        env_put(env, fixed[i]);
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        if (getenv(passed[i]))
            env_set(env, passed[i], getenv(passed[i]));
    env_set(env, "TERM", s->term ? s->term : "xterm-256color");
    env_set(env, "HOME", home);
    env_set(env, "TMPDIR", home);
    if (s->now)
        env_set(env, "GENBA_NOW", s->now);
    for (int i = 0; s->env && s->env[i]; i++)
        env_put(env, s->env[i]);
}

static void program_path(const struct term_setup *s, char *out, size_t size)
{
    const char *given = s->program ? s->program : getenv("GENBA_PROGRAM");
    const char *top = getenv("top_builddir");

    if (given)
        snprintf(out, size, "%s", given);
    else
        snprintf(out, size, "%s/genba", top ? top : ".");
    if (access(out, X_OK) != 0)
        bail("%s cannot be run: %s", out, strerror(errno));
}

static void launch(struct term *t, const struct term_setup *s)
{
    struct winsize size = {.ws_row = (unsigned short)t->rows, .ws_col = (unsigned short)t->cols};
    struct environment env = {.n = 0};
    const char *argv[ARG_MAX_COUNT + 2];
    char path[1024];
    int n = 0;

    program_path(s, path, sizeof path);
    env_fill(&env, s, t->home);
    argv[n++] = path;
    for (int i = 0; s->args && s->args[i] && n <= ARG_MAX_COUNT; i++)
        argv[n++] = s->args[i];
    argv[n] = NULL;
    fflush(stdout);
    t->pid = forkpty(&t->fd, NULL, NULL, &size);
    if (t->pid < 0)
        bail("forkpty: %s", strerror(errno));
    if (t->pid == 0) {
        execve(path, (char *const *)(void *)argv, env.item);
        _exit(127);
    }
    for (int i = 0; i < env.n; i++)
        free(env.item[i]);
    if (fcntl(t->fd, F_SETFL, O_NONBLOCK) != 0 || fcntl(t->fd, F_SETFD, FD_CLOEXEC) != 0)
        bail("fcntl: %s", strerror(errno));
}

struct term *term_start(const struct term_setup *s)
{
    struct term *t = xcalloc(1, sizeof *t);

    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        bail("the locale C.UTF-8 is missing");
    t->rows = s->rows ? s->rows : 24;
    t->cols = s->cols ? s->cols : 80;
    buf_init(&t->row, BUF_MAX_DEFAULT);
    t->own_home = !s->home;
    if (s->home)
        snprintf(t->home, sizeof t->home, "%s", s->home);
    else
        tmpdir_make(t->home, sizeof t->home);
    screen_open(t);
    launch(t, s);
    wait_frame(t, 0, "its start");
    return t;
}

static void reap(struct term *t, int flags)
{
    int status;
    pid_t got;

    if (t->reaped)
        return;
    do
        got = waitpid(t->pid, &status, flags);
    while (got < 0 && errno == EINTR);
    if (got != t->pid)
        return;
    t->reaped = true;
    t->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static bool never(struct term *t, const void *ctx)
{
    (void)t;
    (void)ctx;
    return false;
}

/* A pidfd becomes readable when the process ends: waiting without sleeping. */
static void wait_end(struct term *t)
{
    int fd = t->reaped ? -1 : pidfd_open(t->pid, 0);
    struct pollfd p = {.fd = fd, .events = POLLIN};

    if (fd < 0)
        return;
    poll(&p, 1, (int)(deadline_ms() - clock_mono_ms()));
    close(fd);
    reap(t, WNOHANG);
}

int term_exit_status(struct term *t)
{
    term_until(t, never, NULL);
    if (t->hung)
        wait_end(t);
    return t->reaped ? t->status : -1;
}

static void term_free(struct term *t)
{
    if (t->fd >= 0)
        close(t->fd);
    if (t->own_home)
        tmpdir_remove(t->home);
    vterm_free(t->vt);
    buf_release(&t->row);
    free(t);
}

int term_stop(struct term *t)
{
    int status;

    close(t->fd);
    t->fd = -1;
    wait_end(t);
    if (!t->reaped) {
        diag("the program outlived its terminal: killed");
        kill(t->pid, SIGKILL);
        reap(t, 0);
    }
    status = t->status;
    term_free(t);
    return status;
}

void term_kill(struct term *t)
{
    if (!t->reaped)
        kill(t->pid, SIGKILL);
    reap(t, 0);
    term_free(t);
}

int term_rows(const struct term *t)
{
    return t->rows;
}

int term_cols(const struct term *t)
{
    return t->cols;
}

int term_frames(const struct term *t)
{
    return t->frames;
}

int term_pid(const struct term *t)
{
    return t->pid;
}

const char *term_home(const struct term *t)
{
    return t->home;
}
