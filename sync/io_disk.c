/* The real files. Writing starts the medium early and in the background, every
 * WINDOW bytes, and waits for the window before: so the final sync is short, and
 * a big bundle does not push everything else out of memory. After `forget` reads
 * go past the page cache (O_DIRECT), where the file system can: what was written
 * is seen as the medium gives it back. */
#include "sync/io.h"

#include "model/base/buf.h"
#include "model/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define WINDOW ((int64_t)8 << 20)
#define AHEAD_LEAST ((size_t)256 << 10)
#define AHEAD_STEP ((int64_t)1 << 20)
#define ALIGNED ((size_t)4096)
#define DIRECT_BYTES ((size_t)1 << 20)

struct disk_file {
    char *path;
    int64_t ahead;  /* up to there it is being fetched */
    int direct;     /* -1: reads go through the page cache */
    uint8_t *block; /* DIRECT_BYTES, aligned: what was read last of `direct` */
    int64_t block_at;
    size_t block_n;
};

static int failed(struct err *e, const char *path)
{
    if (errno == EEXIST)
        return err_set(e, ERR_EXISTS, path, "%s", strerror(errno));
    if (errno == EFBIG)
        return err_set(e, ERR_FULL, path, "%s", strerror(errno));
    return err_errno(e, path);
}

static const char *path_of(const struct io_file *f)
{
    return ((const struct disk_file *)f->ctx)->path;
}

static int disk_open(const struct io *io, struct io_file *f, const char *path, enum io_mode mode,
                     struct err *e)
{
    static const int flags[] = {[IO_READ] = O_RDONLY,
                                [IO_CREATE] = O_RDWR | O_CREAT | O_EXCL,
                                [IO_EXTEND] = O_RDWR | O_NOFOLLOW};
    struct disk_file *d;
    struct stat st;
    int fd = open(path, flags[mode] | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);

    if (fd < 0)
        return failed(e, path);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return err_set(e, ERR_IO, path, "%s", N_("it is not a regular file"));
    }
    d = xcalloc(1, sizeof *d);
    *d = (struct disk_file){.path = xstrdup(path), .direct = -1};
    *f = (struct io_file){.io = io, .fd = fd, .ctx = d};
    return 0;
}

/* Large pieces are read one behind the other: what follows is fetched while this
 * one is looked at, AHEAD_STEP at a time (the kernel takes no more at once).
 * POSIX_FADV_SEQUENTIAL is several times slower here. */
static void fetch_ahead(struct io_file *f, int64_t at, size_t n)
{
    struct disk_file *d = f->ctx;
    int64_t until = at + (int64_t)n + 2 * WINDOW;

    if (d->ahead < at || d->ahead > until)
        d->ahead = at;
    for (; d->ahead + AHEAD_STEP <= until; d->ahead += AHEAD_STEP)
        posix_fadvise(f->fd, d->ahead, AHEAD_STEP, POSIX_FADV_WILLNEED);
}

static int64_t read_cached(struct io_file *f, void *p, size_t n, int64_t at, struct err *e)
{
    size_t got = 0;

    if (n >= AHEAD_LEAST)
        fetch_ahead(f, at, n);
    while (got < n) {
        ssize_t k = pread(f->fd, (char *)p + got, n - got, at + (int64_t)got);

        if (k == 0)
            break;
        if (k > 0)
            got += (size_t)k;
        else if (errno != EINTR)
            return failed(e, path_of(f));
    }
    return (int64_t)got;
}

/* The block that `at` lies in; false where the file system or the medium refuses. */
static bool fetch_direct(struct disk_file *d, int64_t at)
{
    int64_t from = at - at % (int64_t)ALIGNED;
    ssize_t k;

    if (at >= d->block_at && at < d->block_at + (int64_t)d->block_n)
        return true;
    k = pread(d->direct, d->block, DIRECT_BYTES, from);
    if (k < 0)
        return false;
    d->block_at = from;
    d->block_n = (size_t)k;
    return true;
}

static void stop_direct(struct disk_file *d)
{
    if (d->direct >= 0)
        close(d->direct);
    free(d->block);
    d->direct = -1;
    d->block = NULL;
    d->block_n = 0;
}

static int64_t disk_read(struct io_file *f, void *p, size_t n, int64_t at, struct err *e)
{
    struct disk_file *d = f->ctx;
    size_t got = 0;

    while (d->direct >= 0 && got < n) {
        int64_t from = at + (int64_t)got;
        size_t skip, k;

        if (!fetch_direct(d, from)) {
            stop_direct(d);
            return read_cached(f, p, n, at, e);
        }
        skip = (size_t)(from - d->block_at);
        k = d->block_n > skip ? d->block_n - skip : 0;
        if (k == 0)
            return (int64_t)got;
        k = k < n - got ? k : n - got;
        memcpy((char *)p + got, d->block + skip, k);
        got += k;
    }
    return d->direct >= 0 ? (int64_t)got : read_cached(f, p, n, at, e);
}

/* Some file systems have no such call; the sync at the end says what counts. */
static int push(struct io_file *f, int64_t from, int64_t bytes, unsigned flags, struct err *e)
{
    if (bytes <= 0 || sync_file_range(f->fd, from, bytes, flags) == 0)
        return 0;
    if (errno == EINVAL || errno == ENOSYS || errno == ESPIPE || errno == EINTR)
        return 0;
    return failed(e, path_of(f));
}

static int start_medium(struct io_file *f, int64_t before, int64_t after, struct err *e)
{
    int64_t edge = after / WINDOW * WINDOW;
    int rc;

    if (before / WINDOW == after / WINDOW)
        return 0;
    rc = push(f, edge - WINDOW, WINDOW, SYNC_FILE_RANGE_WRITE, e);
    if (rc == 0 && edge >= 2 * WINDOW)
        rc = push(f, edge - 2 * WINDOW, WINDOW,
                  SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER,
                  e);
    return rc;
}

static int disk_write(struct io_file *f, const void *p, size_t n, int64_t at, struct err *e)
{
    size_t put = 0;

    stop_direct(f->ctx);
    while (put < n) {
        ssize_t k = pwrite(f->fd, (const char *)p + put, n - put, at + (int64_t)put);

        if (k > 0) {
            put += (size_t)k;
        } else if (k == 0 || errno != EINTR) {
            errno = k == 0 ? ENOSPC : errno;
            return failed(e, path_of(f));
        }
    }
    return start_medium(f, at, at + (int64_t)n, e);
}

static int disk_truncate(struct io_file *f, int64_t size, struct err *e)
{
    stop_direct(f->ctx);
    return ftruncate(f->fd, size) == 0 ? 0 : failed(e, path_of(f));
}

static int64_t disk_size(struct io_file *f, struct err *e)
{
    struct stat st;

    return fstat(f->fd, &st) == 0 ? (int64_t)st.st_size : failed(e, path_of(f));
}

static int disk_sync(struct io_file *f, struct err *e)
{
    return fdatasync(f->fd) == 0 ? 0 : failed(e, path_of(f));
}

static void disk_forget(struct io_file *f)
{
    struct disk_file *d = f->ctx;

    posix_fadvise(f->fd, 0, 0, POSIX_FADV_DONTNEED);
    stop_direct(d);
    d->block = aligned_alloc(ALIGNED, DIRECT_BYTES);
    d->direct = d->block ? open(d->path, O_RDONLY | O_DIRECT | O_CLOEXEC) : -1;
    if (d->direct < 0)
        stop_direct(d);
}

static void disk_close(struct io_file *f)
{
    struct disk_file *d = f->ctx;

    close(f->fd);
    stop_direct(d);
    free(d->path);
    free(d);
    *f = (struct io_file){.fd = -1};
}

static int disk_rename(const struct io *io, const char *from, const char *to, struct err *e)
{
    (void)io;
    return rename(from, to) == 0 ? 0 : failed(e, to);
}

static void folder_of(const char *path, struct buf *out)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        buf_puts(out, ".");
    else
        buf_add(out, path, slash == path ? 1 : (size_t)(slash - path));
}

static int disk_sync_dir(const struct io *io, const char *path_of_file, struct err *e)
{
    struct buf dir = BUF_INIT;
    int rc;

    (void)io;
    folder_of(path_of_file, &dir);
    rc = file_sync_dir(buf_str(&dir), e);
    buf_release(&dir);
    return rc;
}

static int disk_remove(const struct io *io, const char *path, struct err *e)
{
    (void)io;
    return unlink(path) == 0 ? 0 : failed(e, path);
}

static int64_t disk_room(const struct io *io, const char *path_of_file, struct err *e)
{
    struct buf dir = BUF_INIT;
    struct statvfs v;
    int64_t room;

    (void)io;
    folder_of(path_of_file, &dir);
    room = statvfs(buf_str(&dir), &v) == 0 ? (int64_t)v.f_bavail * (int64_t)v.f_frsize
                                           : failed(e, buf_str(&dir));
    buf_release(&dir);
    return room;
}

const struct io io_disk = {
    .open = disk_open,
    .read = disk_read,
    .write = disk_write,
    .truncate = disk_truncate,
    .size = disk_size,
    .sync = disk_sync,
    .forget = disk_forget,
    .close = disk_close,
    .rename = disk_rename,
    .sync_dir = disk_sync_dir,
    .remove = disk_remove,
    .room = disk_room,
};
