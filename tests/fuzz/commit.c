/* Fuzz target: commits and runs of them. A commit that is taken is canonical.
 * Whatever is put into a run (the data cut into pieces by its first bytes) comes
 * out of it; a run out of the data itself is refused, or its commits go into a
 * run again. */
#include "sync/run.h"

#include <stdlib.h>
#include <string.h>

#define PIECES 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void canonical(const uint8_t *data, size_t size)
{
    struct buf again = BUF_INIT;
    struct commit c;

    if (commit_decode(&c, data, size, NULL) != 0)
        return;
    commit_encode(&again, &c);
    require(again.len == size && memcmp(again.p, data, size) == 0);
    commit_release(&c);
    buf_release(&again);
}

static void there_and_back(const struct span *v, size_t n)
{
    struct buf b = BUF_INIT;
    struct run r = {.n = 0};

    if (run_encode(&b, v, n, NULL) == 0) {
        require(run_decode(&r, b.p, b.len, NULL) == 0 && r.n == n);
        for (size_t i = 0; i < n; i++)
            require(r.commits[i].n == v[i].n && memcmp(r.commits[i].p, v[i].p, v[i].n) == 0);
    }
    buf_release(&b);
    run_release(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span v[PIECES];
    struct run r = {.n = 0};
    size_t n = 0, at = PIECES;

    canonical(data, size);
    if (run_decode(&r, data, size, NULL) == 0)
        there_and_back(r.commits, r.n);
    run_release(&r);
    for (size_t i = 0; i < PIECES && at < size; i++) {
        size_t left = size - at, k = data[i] == 255 ? left : (size_t)data[i] + 1;

        v[n] = (struct span){.p = data + at, .n = k < left ? k : left};
        at += v[n++].n;
    }
    if (n > 0)
        there_and_back(v, n);
    return 0;
}
