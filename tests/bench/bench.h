/* Figures for people: median and worst of several runs, beside a baseline
 * measured in the same process, so that a slow machine slows both. */
#ifndef GENBA_TESTS_BENCH_BENCH_H
#define GENBA_TESTS_BENCH_BENCH_H

#include <stddef.h>

double bench_now(void); /* seconds */

struct sample {
    double *v;
    size_t n, cap;
};

void sample_add(struct sample *s, double seconds);
double sample_at(struct sample *s, double share); /* 0.5 the median, 0.99, 1.0 the worst */
void sample_release(struct sample *s);

/* "   bound 150 ms, held" or ", MISSED": the same words in every bench. */
void bench_bound(double value, double bound, const char *unit);

/* "NAME   12.3 ms  (p99 14.0)   baseline 3.1 ms   ratio 3.97   bound 150 ms, held"
 * `scale` turns seconds into `unit`; bound 0: none. */
void bench_line(const char *name, struct sample *ours, struct sample *baseline, const char *what,
                double scale, const char *unit, double bound);

#endif
