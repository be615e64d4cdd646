/* The main of a fuzz target in `make check`: runs every file of its corpus,
 * tests/fuzz/corpus/NAME, through LLVMFuzzerTestOneInput. NAME is the
 * program's own name. It stands in a library of its own: in `make fuzz`
 * libFuzzer brings its main, and this one is not linked. */
#include "tests/lib/tap.h"

#include "model/base/buf.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_file(const char *path, struct buf *out)
{
    char chunk[65536];
    FILE *f = fopen(path, "rb");
    size_t n;

    if (!f)
        bail("%s: %s", path, strerror(errno));
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        buf_add(out, chunk, n);
    (void)fclose(f);
}

static int visible(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    const char *top = getenv("top_srcdir"), *slash = strrchr(argv[0], '/');
    const char *name = slash ? slash + 1 : argv[0];
    struct buf dir = BUF_INIT;
    struct dirent **list;
    int n;

    (void)argc;
    buf_addf(&dir, "%s/tests/fuzz/corpus/%.*s", top ? top : ".", (int)strcspn(name, "."), name);
    n = scandir(buf_str(&dir), &list, visible, alphasort);
    ok(n > 0, "%s has files", buf_str(&dir));
    for (int i = 0; i < n; i++) {
        struct buf path = BUF_INIT, data = BUF_INIT;

        buf_addf(&path, "%s/%s", buf_str(&dir), list[i]->d_name);
        read_file(buf_str(&path), &data);
        /* A fault ends the program here: the plan is then missing. */
        is_int(LLVMFuzzerTestOneInput((const uint8_t *)buf_str(&data), data.len), 0, "%s",
               list[i]->d_name);
        buf_release(&path);
        buf_release(&data);
        free(list[i]);
    }
    if (n >= 0)
        free(list);
    buf_release(&dir);
    return tap_done();
}
