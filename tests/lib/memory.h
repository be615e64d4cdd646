/* How much memory a running program has had at most. */
#ifndef GENBA_TESTS_LIB_MEMORY_H
#define GENBA_TESTS_LIB_MEMORY_H

#include <sys/types.h>

long memory_peak_kb(pid_t pid); /* resident; 0 when it does not run */

#endif
