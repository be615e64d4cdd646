#include "assets/draw/sandbox.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <seccomp.h>

static bool limit(int what, rlim_t most)
{
    struct rlimit r = {.rlim_cur = most, .rlim_max = most};

    return setrlimit(what, &r) == 0;
}

#ifndef __SANITIZE_ADDRESS__
static const int calls[] = {
    SCMP_SYS(read),         SCMP_SYS(write),
    SCMP_SYS(recvmsg),      SCMP_SYS(lseek),
    SCMP_SYS(close),        SCMP_SYS(brk),
    SCMP_SYS(munmap),       SCMP_SYS(mremap),
    SCMP_SYS(madvise),      SCMP_SYS(clock_gettime),
    SCMP_SYS(exit),         SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall),
    SCMP_SYS(getrandom),    SCMP_SYS(futex),
};

/* Memory, but none that can be executed. */
static bool allow(scmp_filter_ctx ctx)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0) != 0)
            return false;
    return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
           seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
}

static bool filter(void)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool done = ctx && allow(ctx) && seccomp_load(ctx) == 0;

    seccomp_release(ctx);
    return done;
}
#endif

bool sandbox_enter(void)
{
    if (!limit(RLIMIT_CPU, SANDBOX_CPU_S) || !limit(RLIMIT_CORE, 0))
        return false;
#ifdef __SANITIZE_ADDRESS__
    return true;
#else
    return limit(RLIMIT_AS, SANDBOX_ADDRESS_BYTES) && filter();
#endif
}
