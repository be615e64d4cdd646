/* SQLite gets no memory at any one of its allocations, in a commit, a batch of
 * others, an opening, a rebuild: a clean error, nothing of it stored, and the
 * same again passes. (genba's own allocations end the program: see abort.c.)
 *
 *   memory.t [SAMPLE]     3 allocations of each action; 0 is all of them */
#include "tests/fault/sweep.h"

#include "tests/lib/tap.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static struct {
    sqlite3_mem_methods real;
    int64_t count, k; /* k = 0: disarmed */
    bool stays;
} memory;

static bool fails(void)
{
    if (memory.k == 0)
        return false;
    memory.count++;
    if (memory.count < memory.k || (memory.count > memory.k && !memory.stays))
        return false;
    return true;
}

static void *hooked_malloc(int n)
{
    return fails() ? NULL : memory.real.xMalloc(n);
}

static void *hooked_realloc(void *p, int n)
{
    return fails() ? NULL : memory.real.xRealloc(p, n);
}

static void arm(const struct fault *f, struct crashvfs *disk, int64_t k)
{
    (void)disk;
    memory.k = k;
    memory.count = 0;
    memory.stays = f->stays;
}

static void disarm(struct crashvfs *disk)
{
    (void)disk;
    memory.k = 0;
}

static int64_t count(const struct crashvfs *disk)
{
    (void)disk;
    return memory.count;
}

int main(int argc, char **argv)
{
#define COMMON .arm = arm, .disarm = disarm, .count = count, .codes = { ERR_IO }
    static const struct fault faults[] = {
        {"no memory once", COMMON},
        {"no memory from there on", COMMON, .stays = true},
    };
    sqlite3_mem_methods hooked;

    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.real);
    hooked = memory.real;
    hooked.xMalloc = hooked_malloc;
    hooked.xRealloc = hooked_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &hooked);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0); /* every allocation is one of these */
    sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
    sweep(faults, sizeof faults / sizeof *faults, argc > 1 ? strtoll(argv[1], NULL, 10) : 3);
    return tap_done();
}
