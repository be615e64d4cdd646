/* 300 photos of 4 MB to a stick and from it, against cp + fsync of the same
 * files in the same process. Bound (issue 2): at least 60 % of its speed. The
 * stick is a folder of the same disk: what is measured is the program's work.
 *
 * GENBA_PHOTOS: how many, 300 unless told. */
#include "assets/photo/keep.h"
#include "model/base/clock.h"
#include "model/base/file.h"
#include "sync/exchange.h"
#include "tests/bench/bench.h"
#include "tests/lib/crews.h"
#include "tests/lib/tap.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BYTES ((size_t)4 << 20)

static struct crews w;
static struct err e;

static void must(int rc)
{
    if (rc != 0)
        bail("%d %s %s", rc, e.subject, e.detail);
}

/* Bytes that do not compress; the same seed gives the same. */
static void fill(uint8_t *p, size_t n, uint64_t seed)
{
    uint64_t x = seed * 0x9E3779B97F4A7C15u + 1;

    for (size_t i = 0; i + 8 <= n; i += 8) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        memcpy(p + i, &x, 8);
    }
}

static char *add_photo(struct casefile *c, uint8_t *data, unsigned i)
{
    struct edits list = {0};
    struct id id = id_new(clock_now_ms());
    char hex[2 * HASH_LEN + 1], name[32];
    struct hash h;
    char *path, *folder;

    fill(data, BYTES, i);
    h = sha256(data, BYTES);
    hash_print(&h, hex);
    snprintf(name, sizeof name, "DSC%05u.JPG", i);
    path = keep_path(c->folder, hex, PICTURE_JPEG);
    folder = xstrndup(path, (size_t)(strrchr(path, '/') - path));
    mkdir(folder, 0700);
    free(folder);
    must(file_write(path, data, BYTES, &e));
    edits_set(&list, id, F_photo_orig_name, value_text(name));
    edits_set(&list, id, F_photo_media_type, value_text("image/jpeg"));
    edits_set(&list, id, F_photo_bytes, value_int((int64_t)BYTES));
    edits_set(&list, id, F_photo_sha256, value_text(hex));
    must(case_edit(c, &list, &e));
    edits_release(&list);
    return path;
}

static void write_bundle(struct sample *s, struct casefile *c, const char *path)
{
    struct export *x;
    double begin = bench_now();
    int rc;

    must(export_begin(&x, c, w.v[0].run.workspace, &w.v[0].who, path,
                      &(struct export_options){.volume_max = INT64_C(8) << 30}, NULL, &e));
    while ((rc = export_step(x, &e)) > 0)
        continue;
    must(rc);
    sample_add(s, bench_now() - begin);
    export_end(x);
}

static void read_bundle(struct sample *s, const char *path, int photos)
{
    struct import_run *x;
    double begin = bench_now();
    int rc;

    must(import_begin(&x, path, w.v[1].run.workspace, &w.v[1].who, NULL, NULL, &e));
    while ((rc = import_step(x, &e)) > 0)
        continue;
    must(rc);
    sample_add(s, bench_now() - begin);
    if (import_state(x)->photos_whole != photos)
        bail("%lld of %d photos", (long long)import_state(x)->photos_whole, photos);
    import_end(x);
}

static void copy(const char *from, const char *to)
{
    static char chunk[256 << 10];
    int in = open(from, O_RDONLY), out = open(to, O_CREAT | O_WRONLY | O_TRUNC, 0600);
    ssize_t n;

    while ((n = read(in, chunk, sizeof chunk)) > 0)
        if (write(out, chunk, (size_t)n) != n)
            bail("write");
    if (n < 0 || fsync(out) != 0)
        bail("copy");
    close(in);
    close(out);
}

static void baseline(struct sample *s, char **paths, int n)
{
    struct run r;
    double begin;

    run_begin(&r);
    begin = bench_now();
    for (int i = 0; i < n; i++) {
        char to[400];

        snprintf(to, sizeof to, "%s/%d.jpg", r.workspace, i);
        copy(paths[i], to);
    }
    sample_add(s, bench_now() - begin);
    run_end(&r);
}

static void verdict(const char *name, struct sample *ours, struct sample *cp, int n)
{
    double mb = (double)n * (double)BYTES / 1e6;

    printf("%-44s %9.0f MB/s   cp + fsync %.0f MB/s   %.0f %%   bound 60 %%\n", name,
           mb / sample_at(ours, 0.5), mb / sample_at(cp, 0.5),
           100 * sample_at(cp, 0.5) / sample_at(ours, 0.5));
}

int main(void)
{
    const char *told = getenv("GENBA_PHOTOS");
    int n = told ? (int)strtol(told, NULL, 10) : 300;
    struct sample out = {0}, in = {0}, cp = {0};
    uint8_t *data = xmalloc(BYTES);
    char **paths = xcalloc((size_t)n, sizeof *paths);
    struct casefile *c;

    clock_set(clock_ms(2025, 9, 12, 9, 0, 0));
    crews_begin(&w);
    must(case_create(&c, w.v[0].run.workspace, CREWS_SERIAL, "みなと総合病院", &w.v[0].who, &e));
    for (int i = 0; i < n; i++)
        paths[i] = add_photo(c, data, (unsigned)i);
    baseline(&cp, paths, n);
    write_bundle(&out, c, stick_path(&w, "photos"));
    read_bundle(&in, stick_path(&w, "photos"), n);
    baseline(&cp, paths, n);
    verdict("photos to a bundle, read back", &out, &cp, n);
    verdict("photos from a bundle", &in, &cp, n);
    case_close(c);
    for (int i = 0; i < n; i++)
        free(paths[i]);
    free(paths);
    free(data);
    sample_release(&out);
    sample_release(&in);
    sample_release(&cp);
    crews_end(&w);
    return 0;
}
