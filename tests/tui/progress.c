/* The line of a long command on a terminal: what it says, and that nothing is left of it. */
#include "tui/cmd/progress.h"

#include "tests/lib/tap.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int terminal; /* its other end */

static void terminal_begin(void)
{
    struct termios raw;
    int tty;

    terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0)
        bail("posix_openpt");
    tty = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    if (tty < 0 || tcgetattr(tty, &raw) != 0)
        bail("%s", ptsname(terminal));
    cfmakeraw(&raw);
    tcsetattr(tty, TCSANOW, &raw);
    dup2(tty, STDERR_FILENO);
    close(tty);
    fcntl(terminal, F_SETFL, O_NONBLOCK);
}

/* What was written since the last time; static. */
static const char *seen(void)
{
    static char out[1024];
    size_t n = 0;
    ssize_t r;

    fflush(stderr);
    while (n + 1 < sizeof out && (r = read(terminal, out + n, sizeof out - 1 - n)) > 0)
        n += (size_t)r;
    out[n] = '\0';
    return out;
}

/* As if it had begun, and last drawn, that long ago. */
static void later(struct progress *p, int64_t ms)
{
    p->begun_ms -= ms;
    p->since_ms -= ms;
    p->drawn_ms -= ms;
}

int main(void)
{
    struct progress p;

    terminal_begin();
    progress_begin(&p);
    progress_at(&p, "connecting", 0, 0);
    is_str(seen(), "", "nothing in the first second");
    later(&p, 12000);
    progress_at(&p, "connecting", 0, 0);
    is_str(seen(), "\rconnecting  12 s\033[K", "without bytes: for how long");
    progress_at(&p, "connecting", 0, 0);
    is_str(seen(), "", "not drawn at every call");
    later(&p, 3000);
    progress_at(&p, "connecting", 0, 0);
    is_str(seen(), "\rconnecting  15 s\033[K", "it goes on");
    later(&p, 1000);
    progress_at(&p, "sending", 0, 0);
    is_str(seen(), "\rsending  0 s\033[K", "each step from its own beginning");
    later(&p, 1000);
    progress_at(&p, "sending", 1500000, 3000000);
    is_str(seen(), "\rsending  50%  1.5/3.0 MB\033[K", "with bytes: how many");
    progress_wipe(&p);
    is_str(seen(), "\r\033[K", "wiped before a message");
    progress_wipe(&p);
    is_str(seen(), "", "once");
    later(&p, 1000);
    progress_steps(&p, "projecting", 0, 0);
    is_str(seen(), "\rprojecting  0 s\033[K", "nothing is counted yet");
    later(&p, 1000);
    progress_steps(&p, "projecting", 3, 4);
    is_str(seen(), "\rprojecting  75%  3/4\033[K", "things that are counted");
    progress_end(&p);
    is_str(seen(), "\r\033[K", "wiped at the end");
    close(terminal);
    return tap_done();
}
