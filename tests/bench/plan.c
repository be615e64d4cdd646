/* Plan of 60 stops, 4 crews, 2 days, against the first construction alone. */
#include "tests/bench/bench.h"
#include "tests/lib/plan_random.h"
#include "tests/lib/tap.h"

#define RUNS 10

static void run(struct sample *s, bool search)
{
    for (uint64_t seed = 1; seed <= RUNS; seed++) {
        struct plan_case c;
        struct plan p = PLAN_INIT;
        struct err e;
        double begin;

        plan_case_init(&c, seed, (struct plan_size){60, 40, 4, 2});
        if (!search)
            c.in.settings.effort = 0;
        begin = bench_now();
        if (plan_make(&c.in, &p, &e) != 0)
            bail("plan: %s", e.detail);
        sample_add(s, bench_now() - begin);
        plan_release(&p);
        plan_case_release(&c);
    }
}

int main(void)
{
    struct sample full = {0}, first = {0};

    run(&full, true);
    run(&first, false);
    bench_line("plan of 60 stops, 4 crews, 2 days", &full, &first, "construction alone", 1e3, "ms",
               200);
    sample_release(&full);
    sample_release(&first);
    return 0;
}
