#include "tests/lib/zipmake.h"

#include "model/base/buf.h"
#include "tests/lib/tap.h"

#include <minizip/zip.h>
#include <stdlib.h>
#include <string.h>

#define REPEAT_CHUNK 65536
#define FAST 1 /* what is not meant to be a bomb need not be small */
#define SMALL 6

struct zipmake {
    zipFile zip;
};

struct zipmake *zipmake_new(const char *path)
{
    struct zipmake *z = xcalloc(1, sizeof *z);

    z->zip = zipOpen64(path, APPEND_STATUS_CREATE);
    if (!z->zip)
        bail("%s: cannot be created", path);
    return z;
}

static void open_part(struct zipmake *z, const char *name, int level)
{
    if (zipOpenNewFileInZip64(z->zip, name, NULL, NULL, 0, NULL, 0, NULL, level ? Z_DEFLATED : 0,
                              level, 0) != ZIP_OK)
        bail("%s: cannot be added", name);
}

static void put(struct zipmake *z, const void *bytes, size_t n)
{
    if (zipWriteInFileInZip(z->zip, bytes, (unsigned)n) != ZIP_OK)
        bail("a zip file cannot be written");
}

void zipmake_add(struct zipmake *z, const char *name, const void *bytes, size_t n, bool deflate)
{
    open_part(z, name, deflate ? FAST : 0);
    put(z, bytes, n);
    zipCloseFileInZip(z->zip);
}

void zipmake_text(struct zipmake *z, const char *name, const char *text)
{
    zipmake_add(z, name, text, strlen(text), true);
}

void zipmake_repeat(struct zipmake *z, const char *name, const char *head, const char *unit,
                    size_t n, const char *tail)
{
    struct buf chunk = BUF_INIT;

    while (chunk.len < REPEAT_CHUNK)
        buf_puts(&chunk, unit);
    open_part(z, name, SMALL);
    put(z, head, strlen(head));
    for (size_t done = 0; done < n; done += chunk.len)
        put(z, chunk.p, chunk.len);
    put(z, tail, strlen(tail));
    zipCloseFileInZip(z->zip);
    buf_release(&chunk);
}

void zipmake_close(struct zipmake *z)
{
    zipClose(z->zip, NULL);
    free(z);
}
