#include "assets/photo/open.h"

#include "assets/photo/keep.h"
#include "model/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int64_t picture_mtime_ms(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000;
}

static int check_file(const char *path, const struct stat *st, struct err *e)
{
    if (!S_ISREG(st->st_mode))
        return err_say(e, ERR_UNSUPPORTED, N_("{1} is a folder or no ordinary file"), path, NULL);
    if (st->st_size == 0)
        return err_say(e, ERR_INVALID, N_("{1} is empty"), path, NULL);
    if (st->st_size > KEEP_MAX_BYTES)
        return err_set(e, ERR_LIMIT, path, "64 MiB");
    return 0;
}

static int check_type(int fd, const char *path, const struct picture_words *words,
                      enum picture_type *out, struct err *e)
{
    uint8_t head[PICTURE_SNIFF_BYTES];
    ssize_t n = pread(fd, head, sizeof head, 0);

    if (n < 0)
        return err_errno(e, path);
    *out = picture_sniff(head, (size_t)n);
    if (*out == PICTURE_JPEG || *out == PICTURE_PNG)
        return 0;
    if (*out == PICTURE_OTHER)
        return err_say(e, ERR_UNSUPPORTED, words->other, path, NULL);
    return err_say(e, ERR_UNSUPPORTED, words->format, path, picture_type_name(*out));
}

int picture_open(const char *path, const struct picture_words *words, int *fd, struct stat *st,
                 enum picture_type *type, struct err *e)
{
    int rc;

    /* A card stays as it is, the times of reading too; of others' files the
     * system refuses that. */
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOATIME);
    if (*fd < 0 && errno == EPERM)
        *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (*fd < 0)
        return err_errno(e, path);
    rc = fstat(*fd, st) == 0 ? check_file(path, st, e) : err_errno(e, path);
    if (rc == 0)
        rc = check_type(*fd, path, words, type, e);
    if (rc != 0) {
        close(*fd);
        *fd = -1;
    }
    return rc;
}

int picture_unchanged(int fd, const char *path, const struct stat *before, struct err *e)
{
    struct stat after;

    if (fstat(fd, &after) == 0 && picture_mtime_ms(&after) == picture_mtime_ms(before))
        return 0;
    return err_say(e, ERR_INVALID, N_("{1} changed while it was read. Take it in again."), path,
                   NULL);
}

void picture_name(const char *path, struct buf *out)
{
    const char *slash = strrchr(path, '/'), *leaf = slash ? slash + 1 : path;

    text_clean(out, leaf, strlen(leaf));
}
