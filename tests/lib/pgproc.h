/* The processes of pgcluster: PostgreSQL's programs as children that run as
 * its user and end with the test; the watcher that cleans up behind a test
 * that was killed. Bails out when the system refuses. */
#ifndef GENBA_TESTS_LIB_PGPROC_H
#define GENBA_TESTS_LIB_PGPROC_H

#include <stdbool.h>
#include <sys/types.h>

/* Who the programs run as: the caller, or postgres for root. False: no such user. */
bool pgproc_user(uid_t *uid, gid_t *gid);

/* Starts argv[0] (a path) in `dir`, its output appended to dir/log; the
 * kernel sends SIGQUIT to it when the test ends. */
pid_t pgproc_spawn(const char *dir, char *const argv[]);
bool pgproc_run(const char *dir, char *const argv[]); /* to its end: exit status 0? */
bool pgproc_ended(pid_t pid, int timeout_ms);         /* reaped within the time? 0: just looks */

/* SIGKILL to the postmaster and its children as they are at one moment: it is
 * stopped first, so that it neither starts nor mourns one. Returns when all
 * are gone; the postmaster is reaped. */
void pgproc_kill(pid_t postmaster);

/* A process that waits for the end of this one; then it ends what still runs
 * on dir/data and removes dir. Ended by SIGKILL and waitpid. */
pid_t pgproc_watch(const char *dir);
void pgproc_forget_memory(const char *dir); /* frees what a killed server left in SysV memory */
void pgproc_remove(const char *dir);

#endif
