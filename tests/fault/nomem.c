/* Preloaded into genba: its allocation number $NOMEM_AT and all after it find no
 * memory. How many there were is written to $NOMEM_LOG at the end.
 *
 * OpenSSL 3.0 takes a lock that it could not allocate: a fault with libcrypto on
 * the stack is its end for want of memory, not ours. Any other one stays one. */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

static long long count, at;

static bool fails(void)
{
    if (at == 0 || ++count < at)
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t n)
{
    return fails() ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return fails() ? NULL : __libc_realloc(p, n);
}

static void faulted(int number)
{
    static const char word[] = "genba: no memory (in libcrypto)\n";
    void *frame[16];
    int n = backtrace(frame, 16);
    Dl_info info;

    for (int i = 0; i < n; i++)
        if (dladdr(frame[i], &info) && strstr(info.dli_fname, "libcrypto")) {
            if (write(2, word, sizeof word - 1) < 0)
                continue;
            signal(SIGABRT, SIG_DFL);
            raise(SIGABRT);
        }
    signal(number, SIG_DFL);
    raise(number);
}

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("NOMEM_AT");
    void *frame[2];

    backtrace(frame, 2); /* loads what it needs while there is memory */
    signal(SIGSEGV, faulted);

    if (text && strcmp(program_invocation_short_name, "genba") == 0)
        at = strtoll(text, NULL, 10);
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("NOMEM_LOG");
    long long n = count;
    FILE *log;

    if (!path || at == 0)
        return;
    at = 0;
    log = fopen(path, "w");
    if (log) {
        fprintf(log, "%lld\n", n);
        fclose(log);
    }
}
