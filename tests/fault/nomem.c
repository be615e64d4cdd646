/* Preloaded into genba: its allocation number $NOMEM_AT and all after it find no
 * memory. How many there were is written to $NOMEM_LOG at the end. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("NOMEM_AT");

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
