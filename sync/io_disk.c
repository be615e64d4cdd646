/* The real files. Writing starts the medium early and in the background, every
 * WINDOW bytes, and waits for the window before: so the final sync is short, and
 * a big bundle does not push everything else out of memory. */
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
#define AHEAD_LEAST ((size_t)1 << 20)

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
    return f->ctx;
}

static int disk_open(const struct io *io, struct io_file *f, const char *path, enum io_mode mode,
                     struct err *e)
{
    static const int flags[] = {
        [IO_READ] = O_RDONLY, [IO_CREATE] = O_RDWR | O_CREAT | O_EXCL, [IO_EXTEND] = O_RDWR};
    struct stat st;
    int fd = open(path, flags[mode] | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);

    if (fd < 0)
        return failed(e, path);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return err_set(e, ERR_IO, path, "%s", "it is not a regular file");
    }
    if (mode == IO_READ)
        posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    *f = (struct io_file){.io = io, .fd = fd, .ctx = xstrdup(path)};
    return 0;
}

/* Large pieces are read one behind the other: the next window is fetched while
 * this one is looked at. */
static void fetch_ahead(struct io_file *f, int64_t before, int64_t after)
{
    if (before == 0 || before / WINDOW != after / WINDOW)
        posix_fadvise(f->fd, after, 2 * WINDOW, POSIX_FADV_WILLNEED);
}

static int64_t disk_read(struct io_file *f, void *p, size_t n, int64_t at, struct err *e)
{
    size_t got = 0;

    if (n >= AHEAD_LEAST)
        fetch_ahead(f, at, at + (int64_t)n);

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
    posix_fadvise(f->fd, 0, 0, POSIX_FADV_DONTNEED);
}

static void disk_close(struct io_file *f)
{
    close(f->fd);
    free(f->ctx);
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
