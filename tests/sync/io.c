/* The real files under a bundle: what is written is read back, past the cache
 * too, at any offset; what fails says why. */
#include "sync/io.h"
#include "tests/lib/chain.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define BYTES ((size_t)20 << 20) /* more than two windows of the writer */

static struct err e;
static char dir[256], path[512], other[512];

static uint8_t *made(void)
{
    uint8_t *p = xmalloc(BYTES);
    uint64_t random = 1;

    for (size_t i = 0; i < BYTES; i += 8) {
        uint64_t u = chain_random(&random);

        memcpy(p + i, &u, 8);
    }
    return p;
}

/* Pieces of odd sizes at odd places, the end of the file among them. */
static int differing(struct io_file *f, const uint8_t *want)
{
    static uint8_t got[3 << 20];
    uint64_t random = 2;
    int wrong = 0;

    for (int i = 0; i < 60; i++) {
        size_t at = chain_random(&random) % BYTES, n = chain_random(&random) % sizeof got;
        int64_t k = f->io->read(f, got, n, (int64_t)at, &e);
        size_t there = n < BYTES - at ? n : BYTES - at;

        wrong += k != (int64_t)there || memcmp(got, want + at, there) != 0;
    }
    wrong += f->io->read(f, got, 10, (int64_t)BYTES, &e) != 0;
    return wrong + (f->io->read(f, got, 10, (int64_t)BYTES - 3, &e) != 3);
}

static void there_and_back(const uint8_t *p)
{
    struct io_file f;
    size_t step = 700001;

    is_ok(io_disk.open(&io_disk, &f, path, IO_CREATE, &e), &e, "created");
    for (size_t at = 0; at < BYTES; at += step)
        if (io_disk.write(&f, p + at, at + step < BYTES ? step : BYTES - at, (int64_t)at, &e) != 0)
            bail("write: %s", e.detail);
    is_int(io_disk.size(&f, &e), BYTES, "its size");
    is_int(differing(&f, p), 0, "read back");
    is_ok(io_disk.sync(&f, &e), &e, "synced");
    io_disk.forget(&f);
    is_int(differing(&f, p), 0, "read back from the medium");
    is_ok(io_disk.write(&f, "changed", 7, 5, &e), &e, "written after that");
    {
        char got[8] = "";

        io_disk.read(&f, got, 7, 5, &e);
        is_str(got, "changed", "it is seen");
    }
    is_ok(io_disk.truncate(&f, 12, &e), &e, "cut");
    is_int(io_disk.size(&f, &e), 12, "to that size");
    io_disk.close(&f);
}

static void names(void)
{
    struct io_file f;

    is_int(io_disk.open(&io_disk, &f, path, IO_CREATE, &e), -ERR_EXISTS, "not created twice");
    is_ok(io_disk.rename(&io_disk, path, other, &e), &e, "renamed");
    is_ok(io_disk.sync_dir(&io_disk, other, &e), &e, "its folder synced");
    is_int(io_disk.open(&io_disk, &f, path, IO_READ, &e), -ERR_NOTFOUND, "the old name is gone");
    is_int(io_disk.open(&io_disk, &f, path, IO_EXTEND, &e), -ERR_NOTFOUND, "nor is it made");
    is_ok(io_disk.open(&io_disk, &f, other, IO_EXTEND, &e), &e, "continued");
    is_ok(io_disk.write(&f, "more", 4, 12, &e), &e, "written behind its end");
    is_int(io_disk.size(&f, &e), 16, "it grew");
    io_disk.close(&f);
    ok(io_disk.room(&io_disk, other, &e) > 0, "there is room");
    is_ok(io_disk.remove(&io_disk, other, &e), &e, "removed");
    is_int(io_disk.remove(&io_disk, other, &e), -ERR_NOTFOUND, "once");
}

static void refused(void)
{
    struct io_file f;

    is_int(io_disk.open(&io_disk, &f, dir, IO_READ, &e), -ERR_IO, "a folder is no file");
    is_int(mkfifo(path, 0600), 0, "a pipe");
    is_int(io_disk.open(&io_disk, &f, path, IO_READ, &e), -ERR_IO, "is none either, at once");
    ok(io_disk.room(&io_disk, "/no/such/folder/file", &e) < 0, "no room where nothing is");
}

int main(void)
{
    uint8_t *p = made();

    tmpdir_make(dir, sizeof dir);
    snprintf(path, sizeof path, "%s/a.gnb.part", dir);
    snprintf(other, sizeof other, "%s/a.gnb", dir);
    there_and_back(p);
    names();
    refused();
    tmpdir_remove(dir);
    free(p);
    return tap_done();
}
