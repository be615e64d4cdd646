/* kill -9 at the system calls of the real program: what is there afterwards is
 * whole, and the same command again ends as an undisturbed one does.
 *
 *   kill.t [SAMPLE [all]]   3 calls of each command that change a file; 0: each
 *                           of these; "all": reads and the like too */
#include "tests/fault/scenario.h"
#include "tests/lib/tap.h"
#include "tests/lib/trace.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Kills the command at k; false when it was through before. */
static void attempt(struct stage *g, struct trace *t, int64_t k, struct buf *why)
{
    int rc;

    stage_reset(g);
    t->k = k;
    trace_into(&g->run, t);
    rc = stage_run(g);
    trace_into(&g->run, NULL);
    if (rc != 128 + 9 && rc != 0)
        buf_addf(why, "ended with %d %s; ", rc, buf_str(&g->run.err));
    stage_verify(g, why);
    stage_complete(g, why);
}

static void every_call(const struct scenario *s, int64_t sample, bool every)
{
    struct trace t = {.fault = TRACE_KILL, .every = every};
    struct buf why = BUF_INIT;
    struct stage g;
    int64_t total, stride, n = 0, wrong = 0;

    if (!stage_begin(&g, s)) {
        skip(1, "%s: what it needs is not here", s->name);
        return;
    }
    total = stage_calls(&g, &t);
    stride = sample > 0 && total > sample ? total / sample : 1;
    for (int64_t k = 1 + stride / 2; k <= total; k += stride, n++) {
        attempt(&g, &t, k, &why);
        if (why.len > 0 && wrong++ < 10)
            diag("at call %" PRId64 " (%s): %s", k, t.call, buf_str(&why));
        buf_reset(&why);
    }
    ok(n > 0 && wrong == 0, "%s, killed at %" PRId64 " of %" PRId64 " calls: %" PRId64 " wrong",
       s->name, n, total, wrong);
    stage_end(&g);
}

int main(int argc, char **argv)
{
    int64_t sample = argc > 1 ? strtoll(argv[1], NULL, 10) : 3;
    bool every = argc > 2 && strcmp(argv[2], "all") == 0;

    if (!trace_works())
        plan_skip_all("ptrace is used on x86-64 only");
    for (size_t i = 0; i < scenario_count; i++)
        every_call(&scenarios[i], sample, every);
    return tap_done();
}
