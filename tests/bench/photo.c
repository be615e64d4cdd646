/* Photo intake: a card of 200 JPEGs of about 4 MB, taken in with hashes, facts,
 * records and everything on disk, against sha256sum's and cp's work in the same
 * process: SHA-256 of the file, a copy of it, fsync, for one after the other.
 * Bound (design.md 9): at least 60 % of its speed. */
#include "assets/photo/intake.h"
#include "assets/photo/keep.h"

#include "tests/bench/bench.h"
#include "tests/lib/fixture.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PHOTOS 200
#define RUNS 3

static char paths[PHOTOS][512];
static struct intake_item items[PHOTOS];

static bool must(size_t i, const struct intake_result *r, void *ctx)
{
    (void)ctx;
    if (r->rc != 0)
        bail("%s: %s", paths[i], r->why.detail);
    return true;
}

static void ours(struct sample *s)
{
    struct intake_options how = {.person = "佐藤"};
    const char *top = getenv("top_builddir");
    char program[4096];
    struct casefile *c;
    struct fixture f;
    struct draw *d;
    struct err e;
    double start;

    snprintf(program, sizeof program, "%s/genba-draw", top ? top : ".");
    fixture_begin(&f);
    c = fixture_case(&f);
    d = draw_new(program);
    start = bench_now();
    if (photo_intake_many(c, d, items, PHOTOS, &how, must, NULL, &e) != 0)
        bail("intake: %s", e.detail);
    sample_add(s, (bench_now() - start) / PHOTOS);
    draw_free(d);
    case_close(c);
    fixture_end(&f);
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

static void baseline(struct sample *s)
{
    struct fixture f;
    double start;

    fixture_begin(&f);
    start = bench_now();
    for (int i = 0; i < PHOTOS; i++) {
        char to[1024];
        struct hash h;

        if (keep_hash(paths[i], &h, NULL, NULL) != 0)
            bail("hash");
        snprintf(to, sizeof to, "%s/%d.jpg", f.workspace, i);
        copy(paths[i], to);
    }
    sample_add(s, (bench_now() - start) / PHOTOS);
    fixture_end(&f);
}

int main(void)
{
    struct sample a = {0}, b = {0};
    struct buf picture = BUF_INIT;
    struct fixture card;

    fixture_begin(&card);
    for (unsigned i = 0; i < PHOTOS; i++) {
        if (i == 0)
            picture_jpeg(&picture, 3200, 2280, 1, &(struct exif_spec){.make = "Tanabe"});
        buf_putc(&picture, (char)i); /* behind its end: another content each */
        snprintf(paths[i], sizeof *paths, "%s/%u.jpg", card.workspace, i);
        picture_write(paths[i], picture.p, picture.len);
        items[i].path = paths[i];
    }
    printf("%d photos of %.1f MB\n", PHOTOS, (double)picture.len / 1e6);
    for (int i = 0; i < RUNS; i++) {
        ours(&a);
        baseline(&b);
    }
    bench_line("intake of one photo", &a, &b, "hash, copy, fsync", 1e3, "ms",
               sample_at(&b, 0.5) / 0.6 * 1e3);
    sample_release(&a);
    sample_release(&b);
    buf_release(&picture);
    fixture_end(&card);
    return 0;
}
