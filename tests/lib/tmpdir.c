#include "tests/lib/tmpdir.h"
#include "tests/lib/tap.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEPT 64

/* What is still to be removed at exit; only by the process that made it. */
static char made[KEPT][256];
static pid_t owner;

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *f)
{
    (void)st;
    (void)flag;
    (void)f;
    remove(path);
    return 0;
}

static int open_one(const char *path, const struct stat *st, int flag, struct FTW *f)
{
    (void)f;
    if (flag == FTW_DNR || flag == FTW_D)
        chmod(path, st->st_mode | S_IRWXU);
    return 0;
}

void tmpdir_remove(const char *path)
{
    char copy[256];

    snprintf(copy, sizeof copy, "%s", path);
    for (int i = 0; i < KEPT; i++)
        if (strcmp(made[i], copy) == 0)
            made[i][0] = '\0';
    nftw(copy, open_one, 16, FTW_PHYS);
    nftw(copy, remove_one, 16, FTW_PHYS | FTW_DEPTH);
}

static void remove_all(void)
{
    for (int i = 0; i < KEPT && getpid() == owner; i++)
        if (made[i][0])
            tmpdir_remove(made[i]);
}

void tmpdir_make(char *out, size_t size)
{
    const char *parent = getenv("TMPDIR");
    int i = 0;

    snprintf(out, size, "%s/genba-test-XXXXXX", parent && *parent ? parent : "/tmp");
    if (!mkdtemp(out))
        bail("mkdtemp %s: %s", out, strerror(errno));
    if (!owner) {
        owner = getpid();
        atexit(remove_all);
    }
    while (i < KEPT && made[i][0])
        i++;
    if (i == KEPT)
        bail("more than %d temporary directories at once", KEPT);
    snprintf(made[i], sizeof made[i], "%s", out);
}
