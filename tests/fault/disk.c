/* The disk runs full or fails at every write, sync and read of the store:
 * refused is nowhere, acknowledged holds, and when the disk is well again the
 * store opens and goes on.
 *
 *   disk.t [SAMPLE]     1 moment of each action; 0 is all of them */
#include "tests/fault/sweep.h"

#include "tests/lib/tap.h"

#include <stdlib.h>

static void arm(const struct fault *f, struct crashvfs *disk, int64_t k)
{
    crashvfs_arm(disk, (enum crash_fault)f->kind, k, f->stays);
}

int main(int argc, char **argv)
{
#define COMMON .arm = arm, .disarm = crashvfs_disarm, .count = crashvfs_count
    static const struct fault faults[] = {
        {"EIO once", COMMON, CRASH_EIO, .codes = {ERR_IO}, .power = true},
        {"EIO from there on", COMMON, CRASH_EIO, .stays = true, .codes = {ERR_IO}, .power = true},
        {"ENOSPC once", COMMON, CRASH_FULL, .codes = {ERR_FULL}},
        {"ENOSPC from there on", COMMON, CRASH_FULL, .stays = true, .codes = {ERR_FULL}},
        {"an unreadable block once", COMMON, CRASH_READ, .codes = {ERR_IO}},
        {"unreadable from there on", COMMON, CRASH_READ, .stays = true, .codes = {ERR_IO}},
    };

    sweep(faults, sizeof faults / sizeof *faults, argc > 1 ? strtoll(argv[1], NULL, 10) : 1);
    return tap_done();
}
