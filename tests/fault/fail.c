/* The disk runs full or fails under the real program, at each call that changes
 * a file: it says so, or it was through; what is there is whole; with the disk
 * well again the same command ends as an undisturbed one does.
 *
 *   fail.t [SAMPLE]     1 call of each command; 0: every one */
#include "tests/fault/scenario.h"
#include "tests/lib/tap.h"
#include "tests/lib/trace.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    enum trace_fault fault;
    bool stays;
    const char *says; /* a part of the message when a write was struck; NULL: any */
} faults[] = {
    {"EIO once", TRACE_EIO, false, NULL},
    {"EIO from there on", TRACE_EIO, true, NULL},
    {"ENOSPC once", TRACE_ENOSPC, false, NULL},
    {"ENOSPC from there on", TRACE_ENOSPC, true, "full"},
};

static void attempt(struct stage *g, struct trace *t, const char *says, int64_t k, struct buf *why)
{
    int rc;

    stage_reset(g);
    t->k = k;
    trace_into(&g->run, t);
    rc = stage_run(g);
    trace_into(&g->run, NULL);
    if (rc >= 128)
        buf_addf(why, "died: %d; ", rc);
    if (rc != 0 && g->run.err.len == 0)
        buf_puts(why, "fails without a word; ");
    /* A folder or a sync without room is an "I/O error" to SQLite. */
    if (rc != 0 && says && strstr(t->call, "write") && !strstr(buf_str(&g->run.err), says))
        buf_addf(why, "does not say what is wrong: %s; ", buf_str(&g->run.err));
    if (rc == 0)
        stage_passed(g, why);
    stage_verify(g, why);
    stage_complete(g, why);
}

static void every_call(struct stage *g, size_t f, int64_t sample)
{
    struct trace t = {.fault = faults[f].fault, .stays = faults[f].stays};
    struct buf why = BUF_INIT;
    int64_t total = stage_calls(g, &t), n = 0, wrong = 0;
    int64_t stride = sample > 0 && total > sample ? total / sample : 1;

    for (int64_t k = 1 + (int64_t)f * stride / 4; k <= total; k += stride, n++) {
        attempt(g, &t, faults[f].says, k, &why);
        if (why.len > 0 && wrong++ < 10)
            diag("at call %" PRId64 " (%s): %s", k, t.call, buf_str(&why));
        buf_reset(&why);
    }
    ok(n > 0 && wrong == 0, "%s, %s at %" PRId64 " of %" PRId64 " calls: %" PRId64 " wrong",
       g->s->name, faults[f].name, n, total, wrong);
}

int main(int argc, char **argv)
{
    int64_t sample = argc > 1 ? strtoll(argv[1], NULL, 10) : 1;

    if (!trace_works())
        plan_skip_all("ptrace is used on x86-64 only");
    for (size_t i = 0; i < scenario_count; i++) {
        struct stage g;

        if (!stage_begin(&g, &scenarios[i])) {
            skip(1, "%s: what it needs is not here", scenarios[i].name);
            continue;
        }
        for (size_t f = 0; f < sizeof faults / sizeof *faults; f++)
            every_call(&g, f, sample);
        stage_end(&g);
    }
    return tap_done();
}
