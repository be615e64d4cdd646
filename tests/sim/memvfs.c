#include "tests/sim/memvfs.h"

#include "model/base/buf.h"
#include "tests/lib/tap.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 40
#define FILES_MAX 64

struct memfile {
    char name[NAME_MAX_LEN]; /* "": free */
    unsigned char *p;
    size_t n, cap;
};

static struct memfile files[FILES_MAX];

struct handle {
    sqlite3_file base;
    struct memfile *f;
};

static struct memfile *find(const char *name)
{
    for (int i = 0; i < FILES_MAX; i++)
        if (files[i].name[0] && strcmp(files[i].name, name) == 0)
            return &files[i];
    return NULL;
}

static struct memfile *make(const char *name)
{
    if (strlen(name) >= NAME_MAX_LEN)
        bail("a name too long for the memory disk: %s", name);
    for (int i = 0; i < FILES_MAX; i++)
        if (!files[i].name[0]) {
            snprintf(files[i].name, NAME_MAX_LEN, "%s", name);
            files[i].n = 0; /* the memory is used again */
            return &files[i];
        }
    bail("the memory disk is full");
    return NULL;
}

static void reserve(struct memfile *f, size_t n)
{
    if (n <= f->cap)
        return;
    f->cap = n * 2;
    f->p = xrealloc(f->p, f->cap);
}

static int mem_close(sqlite3_file *file)
{
    (void)file;
    return SQLITE_OK;
}

static int mem_read(sqlite3_file *file, void *p, int n, sqlite3_int64 at)
{
    const struct memfile *f = ((struct handle *)file)->f;
    size_t have = (size_t)at < f->n ? f->n - (size_t)at : 0;

    if (have >= (size_t)n) {
        memcpy(p, f->p + at, (size_t)n);
        return SQLITE_OK;
    }
    memset(p, 0, (size_t)n);
    if (have > 0)
        memcpy(p, f->p + at, have);
    return SQLITE_IOERR_SHORT_READ;
}

static int mem_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 at)
{
    struct memfile *f = ((struct handle *)file)->f;
    size_t end = (size_t)at + (size_t)n;

    reserve(f, end);
    if ((size_t)at > f->n)
        memset(f->p + f->n, 0, (size_t)at - f->n);
    memcpy(f->p + at, p, (size_t)n);
    if (end > f->n)
        f->n = end;
    return SQLITE_OK;
}

static int mem_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct memfile *f = ((struct handle *)file)->f;

    if ((size_t)size < f->n)
        f->n = (size_t)size;
    return SQLITE_OK;
}

static int mem_sync(sqlite3_file *file, int flags)
{
    (void)file, (void)flags;
    return SQLITE_OK;
}

static int mem_size(sqlite3_file *file, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((struct handle *)file)->f->n;
    return SQLITE_OK;
}

static int mem_lock(sqlite3_file *file, int level)
{
    (void)file, (void)level;
    return SQLITE_OK;
}

static int mem_reserved(sqlite3_file *file, int *out)
{
    (void)file;
    *out = 0;
    return SQLITE_OK;
}

static int mem_control(sqlite3_file *file, int op, void *arg)
{
    (void)file, (void)op, (void)arg;
    return SQLITE_NOTFOUND;
}

static int mem_sector(sqlite3_file *file)
{
    (void)file;
    return 4096;
}

static int mem_traits(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = mem_close,
    .xRead = mem_read,
    .xWrite = mem_write,
    .xTruncate = mem_truncate,
    .xSync = mem_sync,
    .xFileSize = mem_size,
    .xLock = mem_lock,
    .xUnlock = mem_lock,
    .xCheckReservedLock = mem_reserved,
    .xFileControl = mem_control,
    .xSectorSize = mem_sector,
    .xDeviceCharacteristics = mem_traits,
};

static int mem_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    struct handle *h = (struct handle *)file;
    struct memfile *f = find(name);

    (void)vfs;
    h->base.pMethods = NULL;
    if (!f && !(flags & SQLITE_OPEN_CREATE))
        return SQLITE_CANTOPEN;
    h->f = f ? f : make(name);
    h->base.pMethods = &methods;
    if (out)
        *out = flags;
    return SQLITE_OK;
}

static int mem_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
    struct memfile *f = find(name);

    (void)vfs, (void)sync_dir;
    if (!f)
        return SQLITE_IOERR_DELETE_NOENT;
    f->name[0] = '\0';
    return SQLITE_OK;
}

static int mem_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs, (void)flags;
    *out = find(name) != NULL;
    return SQLITE_OK;
}

static int mem_path(sqlite3_vfs *vfs, const char *name, int n, char *out)
{
    (void)vfs;
    snprintf(out, (size_t)n, "%s", name);
    return SQLITE_OK;
}

static int mem_random(sqlite3_vfs *vfs, int n, char *out)
{
    (void)vfs;
    memset(out, 7, (size_t)n); /* the same run gives the same bytes */
    return n;
}

static int mem_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return microseconds;
}

static int mem_time(sqlite3_vfs *vfs, double *out)
{
    (void)vfs;
    *out = 2460000.5;
    return SQLITE_OK;
}

static sqlite3_vfs vfs = {
    .iVersion = 1,
    .szOsFile = sizeof(struct handle),
    .mxPathname = NAME_MAX_LEN,
    .zName = MEMVFS,
    .xOpen = mem_open,
    .xDelete = mem_delete,
    .xAccess = mem_access,
    .xFullPathname = mem_path,
    .xRandomness = mem_random,
    .xSleep = mem_sleep,
    .xCurrentTime = mem_time,
};

void memvfs_register(void)
{
    if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK)
        bail("no memory disk");
}

static void copy_one(const char *from, const char *to)
{
    struct memfile *a = find(from), *b;

    memvfs_remove(to);
    if (!a)
        return;
    b = make(to);
    reserve(b, a->n + 1);
    memcpy(b->p, a->p, a->n);
    b->n = a->n;
}

void memvfs_copy(const char *from, const char *to)
{
    char wal_from[NAME_MAX_LEN + 8], wal_to[NAME_MAX_LEN + 8];

    snprintf(wal_from, sizeof wal_from, "%s-wal", from);
    snprintf(wal_to, sizeof wal_to, "%s-wal", to);
    copy_one(from, to);
    copy_one(wal_from, wal_to);
}

void memvfs_remove(const char *name)
{
    struct memfile *f = find(name);

    if (f)
        f->name[0] = '\0';
}
