/* genba ends when it finds no memory (xmalloc), because the store is
 * transactional: the real program without memory from its k-th allocation on
 * leaves a whole store, and the same command then ends as an undisturbed one.
 *
 *   abort.t [SAMPLE]     3 allocations of each command; 0: every one */
#include "tests/fault/scenario.h"
#include "tests/lib/tap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char library[4200];

struct short_of_memory {
    int64_t at;
    char log[600];
};

static void put_environment(const struct short_of_memory *m)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, m->at);
    setenv("LD_PRELOAD", library, 1);
    setenv("NOMEM_AT", text, 1);
    setenv("NOMEM_LOG", m->log, 1);
}

static void clear_environment(void)
{
    unsetenv("LD_PRELOAD");
    unsetenv("NOMEM_AT");
    unsetenv("NOMEM_LOG");
}

static int run_short(struct stage *g, int64_t at)
{
    struct short_of_memory m = {.at = at};
    int rc;

    snprintf(m.log, sizeof m.log, "%s/.allocations", g->run.workspace);
    put_environment(&m);
    rc = stage_run(g);
    clear_environment();
    return rc;
}

static int64_t allocations(struct stage *g)
{
    char path[600];
    long long n = 0;
    FILE *log;

    stage_reset(g);
    if (run_short(g, INT64_MAX) != 0)
        bail("%s: %s", g->s->name, buf_str(&g->run.err));
    snprintf(path, sizeof path, "%s/.allocations", g->run.workspace);
    log = fopen(path, "r");
    if (!log || fscanf(log, "%lld", &n) != 1)
        bail("the library is not loaded: %s", library);
    fclose(log);
    return n;
}

static bool attempt(struct stage *g, int64_t at, struct buf *why)
{
    int rc;

    stage_reset(g);
    rc = run_short(g, at);
    if (rc != 128 + 6 && rc >= 128)
        buf_addf(why, "died: %d; ", rc);
    if (rc != 0 && g->run.err.len == 0)
        buf_puts(why, "ends without a word; ");
    if (rc == 0)
        stage_passed(g, why);
    stage_verify(g, why);
    stage_complete(g, why);
    return rc == 128 + 6;
}

static void every_allocation(const struct scenario *s, int64_t sample)
{
    struct buf why = BUF_INIT;
    int64_t total, stride, n = 0, wrong = 0, aborted = 0;
    struct stage g;

    if (!stage_begin(&g, s)) {
        skip(1, "%s: what it needs is not here", s->name);
        return;
    }
    total = allocations(&g);
    stride = sample > 0 && total > sample ? total / sample : 1;
    for (int64_t k = 1 + stride / 2; k <= total; k += stride, n++) {
        aborted += attempt(&g, k, &why);
        if (why.len > 0 && wrong++ < 10)
            diag("at allocation %" PRId64 ": %s", k, buf_str(&why));
        buf_reset(&why);
    }
    ok(n > 0 && wrong == 0,
       "%s, no memory from %" PRId64 " of %" PRId64 " allocations on: %" PRId64
       " ended at once, %" PRId64 " wrong",
       s->name, n, total, aborted, wrong);
    stage_end(&g);
}

int main(int argc, char **argv)
{
    int64_t sample = argc > 1 ? strtoll(argv[1], NULL, 10) : 3;
    const char *top = getenv("top_builddir");

    snprintf(library, sizeof library, "%s/tests/fault/nomem.so", top ? top : ".");
    if (access(library, R_OK) != 0)
        plan_skip_all("with sanitizers allocations are theirs");
    for (size_t i = 0; i < scenario_count; i++)
        every_allocation(&scenarios[i], sample);
    return tap_done();
}
