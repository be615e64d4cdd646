/* The helper programs (genba-draw, genba-sync): found and started, with one end
 * of a stream socket as their standard input and output. */
#ifndef GENBA_MODEL_BASE_CHILD_H
#define GENBA_MODEL_BASE_CHILD_H

#include <sys/types.h>

/* Beside the running program, else in the installed place; the caller frees. */
char *child_find(const char *name);
/* 0, or an errno; *pid is 0 then. It stands in a process group of its own: Ctrl-C
 * on the terminal asks genba to stop and must not end the helper under its work.
 * Its error output goes nowhere: it would stand in the middle of a screen. */
int child_spawn(pid_t *pid, char *program, int theirs);

#endif
