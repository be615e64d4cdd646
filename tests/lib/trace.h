/* A program under ptrace: it is killed at its k-th system call, or its k-th
 * change of a file fails with EIO or ENOSPC. Linux on x86-64 (elsewhere
 * trace_works is false and the test skips).
 *
 * EVERY counts each system call, at its beginning: what it would have done is
 * not done, what was done before it is. CHANGES counts those that change a file
 * or a folder (write, truncate, sync, create, mkdir, link, rename, unlink), on
 * regular files and folders only; between two of them the disk stays the same.
 *
 * ENOSPC spares deletions. When it stays, the first write it strikes writes
 * its first half, as a full disk does. Children (genba-draw) run untraced, and
 * die with a killed parent. */
#ifndef GENBA_TESTS_LIB_TRACE_H
#define GENBA_TESTS_LIB_TRACE_H

#include "tests/lib/run.h"

#include <stdbool.h>
#include <stdint.h>

enum trace_fault { TRACE_NONE, TRACE_KILL, TRACE_EIO, TRACE_ENOSPC };

struct trace {
    enum trace_fault fault;
    int64_t k;
    bool stays, every;
    int64_t count; /* of the last run: calls counted */
    char call[64]; /* the first that was struck */
    /* Where it goes: one line for each change that was done, "write\tPATH", of two
     * paths "rename\tFROM\tTO"; NULL: nowhere. */
    struct buf *log;
};

bool trace_works(void);
/* The next run_genba of `r` goes through it; NULL: no more. */
void trace_into(struct run *r, struct trace *t);

#endif
