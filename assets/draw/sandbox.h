/* Walls around what reads strangers' files: 512 MB of addresses, no core file,
 * and a seccomp filter under which the process can read and write what it was
 * handed, take memory, and end; any other call ends it (SIGSYS). CPU: 10 s,
 * after which SIGXCPU ends it. With AddressSanitizer, which needs more of
 * everything, only the limit on CPU stands. */
#ifndef GENBA_ASSETS_DRAW_SANDBOX_H
#define GENBA_ASSETS_DRAW_SANDBOX_H

#include <stdbool.h>

#define SANDBOX_CPU_S 10
#define SANDBOX_ADDRESS_BYTES ((unsigned long)512 << 20)

bool sandbox_enter(void); /* false: not possible here; nothing may be read then */

#endif
