#include "tests/lib/crashvfs.h"

#include "model/base/buf.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE 512
#define NAME_MAX_LEN 255

struct bytes {
    uint8_t *p;
    size_t n, cap;
};

/* A write, or with n = 0 and `cut` a truncation to `at`. */
struct change {
    size_t at, n;
    bool cut;
    uint8_t *data;
};

struct inode {
    struct bytes now, synced;
    struct change *v; /* since the last sync */
    size_t n, cap;
};

struct name {
    char text[NAME_MAX_LEN + 1];
    struct inode *now, *synced;
};

/* A name that was made or deleted since the last sync of the folder. */
struct renaming {
    size_t name;
    struct inode *to;
};

struct crashvfs {
    sqlite3_vfs vfs; /* pAppData points back here */
    sqlite3_vfs *real;
    struct inode **inodes;
    size_t ninodes, cap_inodes;
    struct name *names;
    size_t nnames, cap_names;
    struct renaming *dir;
    size_t ndir, cap_dir;
    uint64_t random;
    enum crash_fault fault;
    int64_t k, count, reads;
    bool stays, struck, dead;
};

struct handle {
    sqlite3_file base;
    struct crashvfs *v;
    struct inode *f;
    bool sync_dir; /* its first sync makes the folder's entries durable too */
};

struct crashimage {
    struct name *names; /* `now` owns a copy */
    size_t n;
};

uint64_t crash_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static bool one_in(struct crashvfs *v, unsigned n)
{
    return crash_random(&v->random) % n == 0;
}

/* ---- bytes, files, names ---- */

static void bytes_put(struct bytes *b, const void *p, size_t n, size_t at)
{
    if (n == 0)
        return;
    if (at + n > b->cap) {
        b->cap = at + n > 2 * b->cap ? at + n : 2 * b->cap;
        b->p = xrealloc(b->p, b->cap);
    }
    if (at > b->n)
        memset(b->p + b->n, 0, at - b->n);
    memcpy(b->p + at, p, n);
    if (at + n > b->n)
        b->n = at + n;
}

static void bytes_cut(struct bytes *b, size_t n)
{
    static const uint8_t zero;

    if (n > b->n)
        bytes_put(b, &zero, 1, n - 1);
    b->n = n;
}

static void bytes_change(struct bytes *b, const struct change *c)
{
    if (c->cut)
        bytes_cut(b, c->at);
    else
        bytes_put(b, c->data, c->n, c->at);
}

static struct inode *inode_new(struct crashvfs *v)
{
    v->inodes = xgrow(v->inodes, v->ninodes, &v->cap_inodes, sizeof *v->inodes);
    v->inodes[v->ninodes] = xcalloc(1, sizeof **v->inodes);
    return v->inodes[v->ninodes++];
}

static void forget_changes(struct inode *f)
{
    for (size_t i = 0; i < f->n; i++)
        free(f->v[i].data);
    f->n = 0;
}

static void inode_free(struct inode *f)
{
    forget_changes(f);
    free(f->v);
    free(f->now.p);
    free(f->synced.p);
    free(f);
}

static void change(struct inode *f, struct change c, const void *p)
{
    if (!c.cut) {
        c.data = xmalloc(c.n + 1);
        memcpy(c.data, p, c.n);
    }
    f->v = xgrow(f->v, f->n, &f->cap, sizeof *f->v);
    f->v[f->n++] = c;
    bytes_change(&f->now, &c);
}

static size_t name_of(struct crashvfs *v, const char *text)
{
    size_t i = 0;

    while (i < v->nnames && strcmp(v->names[i].text, text) != 0)
        i++;
    if (i == v->nnames) {
        v->names = xgrow(v->names, v->nnames, &v->cap_names, sizeof *v->names);
        v->names[v->nnames] = (struct name){.now = NULL};
        snprintf(v->names[v->nnames++].text, sizeof v->names[i].text, "%s", text);
    }
    return i;
}

static void point(struct crashvfs *v, size_t name, struct inode *to)
{
    v->dir = xgrow(v->dir, v->ndir, &v->cap_dir, sizeof *v->dir);
    v->dir[v->ndir++] = (struct renaming){name, to};
    v->names[name].now = to;
}

/* ---- faults ---- */

/* Counts an operation; the fault that strikes it. */
static enum crash_fault strike(struct crashvfs *v)
{
    if (v->dead)
        return CRASH_POWER;
    v->count++;
    if (v->fault == CRASH_NONE || v->fault == CRASH_READ || v->count < v->k ||
        (v->count > v->k && !v->stays))
        return CRASH_NONE;
    v->struck = true;
    v->dead = v->fault == CRASH_POWER;
    return v->fault;
}

/* Reads fail when the power is gone, and at the k-th of a READ fault. */
static bool read_fails(struct crashvfs *v)
{
    if (v->dead)
        return true;
    v->reads++;
    if (v->fault != CRASH_READ || v->reads < v->k || (v->reads > v->k && !v->stays))
        return false;
    v->struck = true;
    return true;
}

/* ---- the methods of an open file ---- */

static int x_close(sqlite3_file *file)
{
    file->pMethods = NULL;
    return SQLITE_OK;
}

static int x_read(sqlite3_file *file, void *p, int n, sqlite3_int64 at)
{
    struct handle *h = (struct handle *)file;
    size_t have = h->f->now.n > (size_t)at ? h->f->now.n - (size_t)at : 0;

    if (read_fails(h->v))
        return SQLITE_IOERR_READ;
    if (have > (size_t)n)
        have = (size_t)n;
    if (have > 0)
        memcpy(p, h->f->now.p + at, have);
    if (have == (size_t)n)
        return SQLITE_OK;
    memset((char *)p + have, 0, (size_t)n - have);
    return SQLITE_IOERR_SHORT_READ;
}

static int x_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 at)
{
    struct handle *h = (struct handle *)file;
    bool was_dead = h->v->dead;
    enum crash_fault f = strike(h->v);
    size_t whole = f == CRASH_NONE ? (size_t)n : crash_random(&h->v->random) % ((size_t)n + 1);

    if (f == CRASH_FULL)
        return SQLITE_FULL;
    if (!was_dead && whole > 0)
        change(h->f, (struct change){.at = (size_t)at, .n = whole}, p);
    return f == CRASH_NONE ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

static int x_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct handle *h = (struct handle *)file;

    if (strike(h->v) != CRASH_NONE)
        return SQLITE_IOERR_TRUNCATE;
    change(h->f, (struct change){.at = (size_t)size, .cut = true}, NULL);
    return SQLITE_OK;
}

static void sync_folder(struct crashvfs *v)
{
    for (size_t i = 0; i < v->nnames; i++)
        v->names[i].synced = v->names[i].now;
    v->ndir = 0;
}

static int x_sync(sqlite3_file *file, int flags)
{
    struct handle *h = (struct handle *)file;
    enum crash_fault f = strike(h->v);

    (void)flags;
    if (f == CRASH_POWER)
        return SQLITE_IOERR_FSYNC;
    for (size_t i = 0; i < h->f->n; i++)
        if (f != CRASH_EIO || one_in(h->v, 2))
            bytes_change(&h->f->synced, &h->f->v[i]);
    forget_changes(h->f);
    if (f == CRASH_EIO)
        return SQLITE_IOERR_FSYNC;
    if (h->sync_dir)
        sync_folder(h->v);
    h->sync_dir = false;
    return SQLITE_OK;
}

static int x_size(sqlite3_file *file, sqlite3_int64 *out)
{
    struct handle *h = (struct handle *)file;

    *out = (sqlite3_int64)h->f->now.n;
    return h->v->dead ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int x_lock(sqlite3_file *file, int level)
{
    (void)file;
    (void)level;
    return SQLITE_OK;
}

static int x_reserved(sqlite3_file *file, int *out)
{
    (void)file;
    *out = 0;
    return SQLITE_OK;
}

static int x_control(sqlite3_file *file, int op, void *arg)
{
    (void)file;
    (void)op;
    (void)arg;
    return SQLITE_NOTFOUND;
}

static int x_sector(sqlite3_file *file)
{
    (void)file;
    return 4096; /* as the unix VFS says */
}

static int x_traits(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = x_close,
    .xRead = x_read,
    .xWrite = x_write,
    .xTruncate = x_truncate,
    .xSync = x_sync,
    .xFileSize = x_size,
    .xLock = x_lock,
    .xUnlock = x_lock,
    .xCheckReservedLock = x_reserved,
    .xFileControl = x_control,
    .xSectorSize = x_sector,
    .xDeviceCharacteristics = x_traits,
};

/* ---- the methods of the disk ---- */

static int x_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *got)
{
    struct handle *h = (struct handle *)file;
    struct crashvfs *v = vfs->pAppData;
    size_t name = path ? name_of(v, path) : 0;

    *h = (struct handle){.v = v, .f = path ? v->names[name].now : inode_new(v)};
    if (v->dead || (!h->f && !(flags & SQLITE_OPEN_CREATE)))
        return SQLITE_CANTOPEN;
    if (!h->f) {
        if (strike(v) != CRASH_NONE)
            return SQLITE_CANTOPEN;
        h->f = inode_new(v);
        point(v, name, h->f);
    }
    /* As the unix VFS: whether the file was there before or not. */
    h->sync_dir =
        (flags & SQLITE_OPEN_CREATE) &&
        (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL));
    h->base.pMethods = &methods;
    if (got)
        *got = flags;
    return SQLITE_OK;
}

static int x_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    struct crashvfs *v = vfs->pAppData;
    size_t name = name_of(v, path);
    enum crash_fault f = strike(v);

    if (f != CRASH_NONE && f != CRASH_FULL)
        return SQLITE_IOERR_DELETE;
    if (!v->names[name].now)
        return SQLITE_IOERR_DELETE_NOENT;
    point(v, name, NULL);
    if (sync)
        sync_folder(v);
    return SQLITE_OK;
}

static int x_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    struct crashvfs *v = vfs->pAppData;
    size_t name = name_of(v, path);
    struct inode *f = v->names[name].now;

    /* An empty file counts as none, as for the unix VFS. */
    *out = f && (flags != SQLITE_ACCESS_EXISTS || f->now.n > 0);
    return v->dead ? SQLITE_IOERR_ACCESS : SQLITE_OK;
}

static int x_path(sqlite3_vfs *vfs, const char *path, int n, char *out)
{
    (void)vfs;
    snprintf(out, (size_t)n, "%s", path);
    return SQLITE_OK;
}

static int x_random(sqlite3_vfs *vfs, int n, char *out)
{
    struct crashvfs *v = vfs->pAppData;

    for (int i = 0; i < n; i++)
        out[i] = (char)crash_random(&v->random);
    return n;
}

static int x_sleep(sqlite3_vfs *vfs, int us)
{
    (void)vfs;
    return us;
}

static int x_time(sqlite3_vfs *vfs, double *out)
{
    struct crashvfs *v = vfs->pAppData;

    return v->real->xCurrentTime(v->real, out);
}

/* What errno would say. */
static int x_last_error(sqlite3_vfs *vfs, int n, char *out)
{
    const struct crashvfs *v = vfs->pAppData;

    (void)n;
    (void)out;
    return v->fault == CRASH_FULL ? ENOSPC : EIO;
}

struct crashvfs *crashvfs_new(const char *name, uint64_t seed)
{
    struct crashvfs *v = xcalloc(1, sizeof *v);

    v->random = seed;
    v->real = sqlite3_vfs_find(NULL);
    v->vfs = (sqlite3_vfs){.iVersion = 1,
                           .szOsFile = sizeof(struct handle),
                           .mxPathname = NAME_MAX_LEN,
                           .zName = name,
                           .pAppData = v,
                           .xOpen = x_open,
                           .xDelete = x_delete,
                           .xAccess = x_access,
                           .xFullPathname = x_path,
                           .xRandomness = x_random,
                           .xSleep = x_sleep,
                           .xCurrentTime = x_time,
                           .xGetLastError = x_last_error};
    sqlite3_vfs_register(&v->vfs, 0);
    return v;
}

void crashvfs_free(struct crashvfs *v)
{
    sqlite3_vfs_unregister(&v->vfs);
    crashvfs_wipe(v);
    free(v->inodes);
    free(v->names);
    free(v->dir);
    free(v);
}

const char *crashvfs_name(const struct crashvfs *v)
{
    return v->vfs.zName;
}

void crashvfs_arm(struct crashvfs *v, enum crash_fault fault, int64_t k, bool stays)
{
    v->fault = fault;
    v->k = k;
    v->stays = stays;
    v->count = v->reads = 0;
    v->struck = false;
}

void crashvfs_disarm(struct crashvfs *v)
{
    v->fault = CRASH_NONE;
}

int64_t crashvfs_count(const struct crashvfs *v)
{
    return v->fault == CRASH_READ ? v->reads : v->count;
}

bool crashvfs_struck(const struct crashvfs *v)
{
    return v->struck;
}

/* ---- images ---- */

/* One unsynced write on its way to the platters: `odds` of 2 of each piece. */
static void settle_change(struct crashvfs *v, struct bytes *out, const struct change *c,
                          unsigned odds)
{
    if (c->cut && crash_random(&v->random) % 2 < odds)
        bytes_change(out, c);
    for (size_t at = c->at, end = c->at + c->n; at < end && !c->cut;) {
        size_t n = PIECE - at % PIECE;

        if (n > end - at)
            n = end - at;
        if (crash_random(&v->random) % 2 < odds)
            bytes_put(out, c->data + (at - c->at), one_in(v, 16) ? crash_random(&v->random) % n : n,
                      at);
        at += n;
    }
}

static void settle(struct crashvfs *v, struct inode *f)
{
    unsigned odds = one_in(v, 3) ? 0 : one_in(v, 4) ? 2 : 1;

    for (size_t i = 0; i < f->n; i++)
        settle_change(v, &f->synced, &f->v[i], odds);
    forget_changes(f);
    bytes_cut(&f->now, 0);
    bytes_put(&f->now, f->synced.p, f->synced.n, 0);
}

static bool in_use(const struct crashvfs *v, const struct inode *f)
{
    for (size_t i = 0; i < v->nnames; i++)
        if (v->names[i].now == f)
            return true;
    return false;
}

void crashvfs_power(struct crashvfs *v)
{
    size_t kept = 0;

    for (size_t i = 0; i < v->ndir; i++)
        if (one_in(v, 2))
            v->names[v->dir[i].name].synced = v->dir[i].to;
    for (size_t i = 0; i < v->nnames; i++)
        v->names[i].now = v->names[i].synced;
    v->ndir = 0;
    for (size_t i = 0; i < v->ninodes; i++)
        if (in_use(v, v->inodes[i])) {
            settle(v, v->inodes[i]);
            v->inodes[kept++] = v->inodes[i];
        } else {
            inode_free(v->inodes[i]);
        }
    v->ninodes = kept;
    v->dead = false;
    v->fault = CRASH_NONE;
}

void crashvfs_wipe(struct crashvfs *v)
{
    for (size_t i = 0; i < v->ninodes; i++)
        inode_free(v->inodes[i]);
    v->ninodes = v->nnames = v->ndir = 0;
    v->dead = false;
    v->fault = CRASH_NONE;
}

bool crashvfs_has(const struct crashvfs *v, const char *name)
{
    for (size_t i = 0; i < v->nnames; i++)
        if (v->names[i].now && strcmp(v->names[i].text, name) == 0)
            return true;
    return false;
}

bool crashvfs_export(const struct crashvfs *v, const char *folder)
{
    bool fine = true;

    for (size_t i = 0; i < v->nnames && fine; i++) {
        const struct inode *f = v->names[i].now;
        char path[1024];
        FILE *out;

        if (!f)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, v->names[i].text);
        out = fopen(path, "wb");
        fine = out && (f->now.n == 0 || fwrite(f->now.p, f->now.n, 1, out) == 1);
        if (out)
            fine = fclose(out) == 0 && fine;
    }
    return fine;
}

struct crashimage *crashvfs_save(const struct crashvfs *v)
{
    struct crashimage *image = xcalloc(1, sizeof *image);

    image->names = xcalloc(v->nnames, sizeof *image->names);
    for (size_t i = 0; i < v->nnames; i++) {
        struct name *to = &image->names[image->n];

        if (!v->names[i].now)
            continue;
        *to = v->names[i];
        to->now = xcalloc(1, sizeof *to->now);
        bytes_put(&to->now->now, v->names[i].now->now.p, v->names[i].now->now.n, 0);
        image->n++;
    }
    return image;
}

void crashvfs_load(struct crashvfs *v, const struct crashimage *image)
{
    crashvfs_wipe(v);
    for (size_t i = 0; i < image->n; i++) {
        const struct bytes *from = &image->names[i].now->now;
        struct inode *f = inode_new(v);

        bytes_put(&f->now, from->p, from->n, 0);
        bytes_put(&f->synced, from->p, from->n, 0);
        point(v, name_of(v, image->names[i].text), f);
    }
    sync_folder(v);
}

void crashimage_free(struct crashimage *image)
{
    for (size_t i = 0; i < image->n; i++)
        inode_free(image->names[i].now);
    free(image->names);
    free(image);
}
