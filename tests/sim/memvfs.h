/* Files for SQLite in memory, without locks and waits, so that a simulated
 * laptop costs microseconds: its disk can be copied while it is open, as a
 * backup program or a cloned machine would. One process, one thread. */
#ifndef GENBA_TESTS_SIM_MEMVFS_H
#define GENBA_TESTS_SIM_MEMVFS_H

#include <stdbool.h>

#define MEMVFS "genba-mem"

void memvfs_register(void);
/* The database `from` with its write-ahead log, as they are now, under the name
 * `to`, which must not be open. */
void memvfs_copy(const char *from, const char *to);
void memvfs_remove(const char *name);

#endif
