#include "model/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int file_read(const char *path, size_t max, struct buf *out, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    char chunk[65536];
    ssize_t n = 0;
    int rc = 0;

    if (fd < 0)
        return err_errno(e, path);
    if (fstat(fd, &st) != 0)
        rc = err_errno(e, path);
    else if (!S_ISREG(st.st_mode))
        rc = err_set(e, ERR_UNSUPPORTED, path, "%s", N_("it is not a regular file"));
    while (rc == 0 && (n = read(fd, chunk, sizeof chunk)) > 0) {
        buf_add(out, chunk, (size_t)n);
        if (out->len > max || out->over)
            rc = err_set(e, ERR_LIMIT, path, "> %zu KiB", max / 1024);
    }
    if (rc == 0 && n < 0)
        rc = err_errno(e, path);
    close(fd);
    return rc;
}

int file_sync_dir(const char *dir, struct err *e)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd >= 0 && fsync(fd) == 0 ? 0 : err_errno(e, dir);

    if (fd >= 0)
        close(fd);
    return rc;
}

int file_put(int fd, const void *p, size_t n)
{
    const char *at = p;

    while (n > 0) {
        ssize_t k = write(fd, at, n);

        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return -1;
        at += k;
        n -= (size_t)k;
    }
    return 0;
}

static int sync_parent(const char *path, struct err *e)
{
    const char *slash = strrchr(path, '/');
    char *dir = slash ? xstrndup(path, slash == path ? 1 : (size_t)(slash - path)) : xstrdup(".");
    int rc = file_sync_dir(dir, e);

    free(dir);
    return rc;
}

int file_write(const char *path, const void *p, size_t n, struct err *e)
{
    struct buf part = BUF_INIT;
    int fd, rc = 0;

    buf_addf(&part, "%s.part", path);
    fd = open(buf_str(&part), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || file_put(fd, p, n) != 0 || fsync(fd) != 0)
        rc = err_errno(e, path);
    if (fd >= 0 && close(fd) != 0 && rc == 0)
        rc = err_errno(e, path);
    if (rc == 0 && rename(buf_str(&part), path) != 0)
        rc = err_errno(e, path);
    if (rc == 0)
        rc = sync_parent(path, e);
    else if (fd >= 0)
        unlink(buf_str(&part));
    buf_release(&part);
    return rc;
}

int file_settle(const char *part, const char *path, struct err *e)
{
    int fd = open(part, O_RDONLY | O_CLOEXEC);
    int rc = fd >= 0 && fsync(fd) == 0 ? 0 : err_errno(e, part);

    if (fd >= 0)
        close(fd);
    if (rc == 0 && rename(part, path) != 0)
        rc = err_errno(e, path);
    return rc == 0 ? sync_parent(path, e) : rc;
}

int file_make_dirs(const char *path, struct err *e)
{
    char *copy = xstrdup(path);
    int rc = 0;

    for (char *p = copy + 1; rc == 0 && *copy; p++) {
        char c = *p;

        if (c != '/' && c != '\0')
            continue;
        *p = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST)
            rc = err_errno(e, copy);
        *p = c;
        if (c == '\0')
            break;
    }
    free(copy);
    return rc;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

int file_remove_tree(const char *path, struct err *e)
{
    return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0 ? 0 : err_errno(e, path);
}
