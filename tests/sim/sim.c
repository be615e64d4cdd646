/* The simulation: SIM_N schedules from seed SIM_SEED on, by SIM_JOBS processes.
 * `make sim N=3000000 JOBS=2`; a failure names its seed: `make sim SEED=n N=1`. */
#include "tests/lib/tap.h"
#include "tests/sim/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define JOBS_MAX 64

struct job { /* shared with its process */
    struct totals t;
    uint64_t failed; /* seed + 1; 0: none */
    char why[512];
};

static uint64_t number(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

static void work(struct job *j, uint64_t first, uint64_t n, unsigned step)
{
    world_init(&j->t);
    for (uint64_t i = 0; i < n && !j->failed; i += step)
        if (!schedule_run(first + i, NULL, &j->t, j->why))
            j->failed = first + i + 1;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void add(struct totals *sum, const struct totals *t)
{
    const int64_t *from = (const int64_t *)t;
    int64_t *to = (int64_t *)sum;

    for (size_t i = 0; i < sizeof *t / sizeof *to; i++)
        to[i] += from[i];
}

#define SAY(field) diag("%12lld %s", (long long)sum->field, #field)

static void say(const struct totals *sum, double seconds)
{
    SAY(schedules);
    SAY(steps);
    SAY(commits);
    SAY(edits);
    SAY(deletes);
    SAY(resolves);
    SAY(handovers);
    SAY(bundles);
    SAY(torn);
    SAY(holes);
    SAY(shuffled);
    SAY(twice);
    SAY(flipped);
    SAY(reopened);
    SAY(restored);
    SAY(cloned);
    SAY(snapshots);
    SAY(clocks);
    SAY(receipts);
    SAY(undone);
    SAY(adopted);
    SAY(meetings);
    SAY(newer);
    SAY(evil);
    SAY(forked);
    SAY(waiting_end);
    SAY(quarantined_end);
    SAY(checks);
    SAY(cells);
    SAY(conflicts);
    diag("%12.0f schedules a second", (double)sum->schedules / seconds);
}

int main(void)
{
    uint64_t n = number("SIM_N", 20000), seed = number("SIM_SEED", 1), jobs = number("SIM_JOBS", 1);
    struct job *job = mmap(NULL, JOBS_MAX * sizeof *job, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct totals sum = {0};
    double start = now();
    const struct job *failed = NULL;

    if (job == MAP_FAILED || jobs < 1 || jobs > JOBS_MAX)
        bail("jobs are 1 to %d", JOBS_MAX);
    for (uint64_t k = 0; k < jobs; k++) {
        pid_t pid = fork();

        if (pid < 0)
            bail("fork");
        if (pid == 0) {
            work(&job[k], seed + k, n > k ? n - k : 0, (unsigned)jobs);
            _exit(0);
        }
    }
    for (uint64_t k = 0; k < jobs; k++) {
        int status;

        ok(wait(&status) > 0 && status == 0, "a process of the simulation ends well");
    }
    for (uint64_t k = 0; k < jobs; k++) {
        add(&sum, &job[k].t);
        if (job[k].failed)
            failed = &job[k];
    }
    say(&sum, now() - start);
    is_int(sum.schedules, failed ? -1 : (int64_t)n, "every schedule was played");
    if (!ok(!failed, "and kept what is promised")) {
        diag("SIM_SEED=%llu SIM_N=1: %s", (unsigned long long)failed->failed - 1, failed->why);
        world_init(&sum);
        schedule_shrink(failed->failed - 1);
    }
    ok(sum.conflicts > 0 && sum.torn > 0 && sum.restored > 0 && sum.cloned > 0 && n >= 1000
           ? true
           : n < 1000,
       "every fault came up");
    return tap_done();
}
