/* Files as bundles need them, injectable: tests put a torn stick, a full disk,
 * an EIO or plain memory in their place (replication.md 4.1).
 *
 * io_disk is the real one. Errors: ERR_NOTFOUND, ERR_FULL (ENOSPC, EDQUOT,
 * EFBIG), ERR_IO. A failed sync is final: the caller stops and never retries. */
#ifndef GENBA_SYNC_IO_H
#define GENBA_SYNC_IO_H

#include "model/base/err.h"

#include <stddef.h>
#include <stdint.h>

enum io_mode {
    IO_READ,
    IO_CREATE, /* ERR_EXISTS when there is one */
    IO_EXTEND, /* an existing one, to read and to write behind its end */
};

struct io_file {
    const struct io *io;
    int fd; /* io_disk */
    void *ctx;
};

struct io {
    int (*open)(const struct io *io, struct io_file *f, const char *path, enum io_mode mode,
                struct err *e);
    /* Bytes read: fewer than n only at the end of the file; negative = -ERR_x. */
    int64_t (*read)(struct io_file *f, void *p, size_t n, int64_t at, struct err *e);
    int (*write)(struct io_file *f, const void *p, size_t n, int64_t at, struct err *e);
    int (*truncate)(struct io_file *f, int64_t size, struct err *e);
    int64_t (*size)(struct io_file *f, struct err *e);
    int (*sync)(struct io_file *f, struct err *e); /* data on the medium */
    void (*forget)(struct io_file *f); /* drop the cache, so that the next read is of the medium */
    void (*close)(struct io_file *f);
    int (*rename)(const struct io *io, const char *from, const char *to, struct err *e);
    int (*sync_dir)(const struct io *io, const char *path_of_file, struct err *e);
    int (*remove)(const struct io *io, const char *path, struct err *e);
    int64_t (*room)(const struct io *io, const char *path_of_file, struct err *e); /* bytes free */
    void *ctx;
};

extern const struct io io_disk;

#endif
