/* Where sticks are mounted: mount points below /media, /run/media and /mnt, in
 * the order of the mount table, that is the last plugged in last. */
#ifndef GENBA_TUI_STICKS_H
#define GENBA_TUI_STICKS_H

#include <stddef.h>

struct sticks {
    char **v; /* paths without a slash at the end; owned */
    size_t n, cap;
};

/* `mounts` is a mount table as the kernel writes it ("/proc/self/mounts"). A
 * table that cannot be read has no sticks. */
void sticks_find(struct sticks *out, const char *mounts);
void sticks_release(struct sticks *s);

#endif
