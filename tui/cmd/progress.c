#include "tui/cmd/progress.h"

#include "model/base/clock.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define QUIET_MS 1000
#define EVERY_MS 100

static volatile sig_atomic_t asked;

static void ask(int sig)
{
    (void)sig;
    asked = 1;
}

void progress_begin(struct progress *p)
{
    struct sigaction sa = {.sa_handler = ask};

    *p = (struct progress){.begun_ms = clock_mono_ms(), .tty = isatty(STDERR_FILENO) == 1};
    asked = 0;
    sigaction(SIGINT, &sa, NULL);
}

static bool is_due(struct progress *p)
{
    int64_t now = clock_mono_ms();

    if (!p->tty || now - p->begun_ms < QUIET_MS || now - p->drawn_ms < EVERY_MS)
        return false;
    p->drawn_ms = now;
    p->shown = true;
    return true;
}

static int percent_of(int64_t done, int64_t total)
{
    return total > 0 ? (int)(done >= total ? 100 : done * 100 / total) : 0;
}

bool progress_at(struct progress *p, const char *what, int64_t done, int64_t total)
{
    if (is_due(p)) {
        fprintf(stderr, "\r%s %3d%%  %.1f/%.1f MB\033[K", what, percent_of(done, total),
                (double)done / 1e6, (double)(total > done ? total : done) / 1e6);
        fflush(stderr);
    }
    return asked != 0;
}

bool progress_steps(struct progress *p, const char *what, int64_t done, int64_t total)
{
    if (is_due(p)) {
        fprintf(stderr, "\r%s %3d%%  %" PRId64 "/%" PRId64 "\033[K", what, percent_of(done, total),
                done, total);
        fflush(stderr);
    }
    return asked != 0;
}

void progress_end(struct progress *p)
{
    struct sigaction sa = {.sa_handler = SIG_DFL};

    if (p->shown)
        fputs("\r\033[K", stderr);
    sigaction(SIGINT, &sa, NULL);
}
