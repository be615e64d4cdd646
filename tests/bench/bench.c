#include "tests/bench/bench.h"

#include "model/base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double bench_now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

void sample_add(struct sample *s, double seconds)
{
    s->v = xgrow(s->v, s->n, &s->cap, sizeof *s->v);
    s->v[s->n++] = seconds;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double sample_at(struct sample *s, double share)
{
    size_t i;

    if (s->n == 0)
        return 0;
    qsort(s->v, s->n, sizeof *s->v, compare);
    i = (size_t)(share * (double)s->n);
    return s->v[i < s->n ? i : s->n - 1];
}

void sample_release(struct sample *s)
{
    free(s->v);
    *s = (struct sample){0};
}

void bench_bound(double value, double bound, const char *unit)
{
    printf("   bound %g %s, %s", bound, unit, value <= bound ? "held" : "MISSED");
}

void bench_line(const char *name, struct sample *ours, struct sample *baseline, const char *what,
                double scale, const char *unit, double bound)
{
    double mine = sample_at(ours, 0.5), theirs = sample_at(baseline, 0.5);

    printf("%-44s %9.2f %s  p99 %9.2f", name, mine * scale, unit, sample_at(ours, 0.99) * scale);
    if (theirs > 0)
        printf("   %s %.2f %s  ratio %.2f", what, theirs * scale, unit, mine / theirs);
    if (bound > 0)
        bench_bound(mine * scale, bound, unit);
    putchar('\n');
    fflush(stdout);
}
