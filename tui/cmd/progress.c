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

static bool is_due(struct progress *p, const char *what)
{
    int64_t now = clock_mono_ms();

    if (p->what != what)
        p->since_ms = now;
    p->what = what;
    if (!p->tty || now - p->begun_ms < QUIET_MS || now - p->drawn_ms < EVERY_MS)
        return false;
    p->drawn_ms = now;
    p->shown = true;
    return true;
}

static void draw(const char *text)
{
    fprintf(stderr, "\r%s\033[K", text);
    fflush(stderr);
}

static void draw_waiting(const struct progress *p)
{
    char text[256];

    snprintf(text, sizeof text, "%s  %" PRId64 " s", p->what, (p->drawn_ms - p->since_ms) / 1000);
    draw(text);
}

static int percent_of(int64_t done, int64_t total)
{
    return total > 0 ? (int)(done >= total ? 100 : done * 100 / total) : 0;
}

bool progress_at(struct progress *p, const char *what, int64_t done, int64_t total)
{
    char text[256];

    if (!is_due(p, what))
        return asked != 0;
    snprintf(text, sizeof text, "%s %3d%%  %.1f/%.1f MB", what, percent_of(done, total),
             (double)done / 1e6, (double)(total > done ? total : done) / 1e6);
    done == 0 && total == 0 ? draw_waiting(p) : draw(text);
    return asked != 0;
}

bool progress_steps(struct progress *p, const char *what, int64_t done, int64_t total)
{
    char text[256];

    if (!is_due(p, what))
        return asked != 0;
    snprintf(text, sizeof text, "%s %3d%%  %" PRId64 "/%" PRId64, what, percent_of(done, total),
             done, total);
    done == 0 && total == 0 ? draw_waiting(p) : draw(text);
    return asked != 0;
}

void progress_wipe(struct progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
    p->shown = false;
}

void progress_end(struct progress *p)
{
    struct sigaction sa = {.sa_handler = SIG_DFL};

    progress_wipe(p);
    sigaction(SIGINT, &sa, NULL);
}
