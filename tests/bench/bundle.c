/* A bundle out and in again, against cp: 300 photos of 4 MB to a stick, read back
 * from the medium, and from it to files with their SHA-256 checked. The baseline
 * copies the same bytes with fsync, from a cold cache as well, and reads nothing
 * back. Bound (design.md 9): at least 60 % of its speed, so at most 1.67 times.
 * BENCH_PHOTOS: another number. Also 100,000 commits: bytes each, and how fast
 * they go in and out of frames. */
#include "sync/bundle.h"
#include "tests/bench/bench.h"
#include "tests/lib/chain.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PHOTO_BYTES ((size_t)4000000)
#define CHUNKS ((PHOTO_BYTES + BUNDLE_CHUNK - 1) / BUNDLE_CHUNK)
#define RUNS 3
#define COMMITS ((size_t)100000)

static struct err e;

struct card {
    char dir[256];
    size_t n;
    struct hash *sha256;
    uint8_t *p; /* one photo's bytes */
    struct identity who;
};

static void must(int rc)
{
    if (rc < 0)
        bail("%s: %s", e.subject, e.detail);
}

static void path_of(const struct card *c, const char *kind, size_t i, char out[512])
{
    snprintf(out, 512, "%s/%s%zu", c->dir, kind, i);
}

static void drop(int fd)
{
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
}

static void write_file(const char *path, const uint8_t *p, size_t n)
{
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, p, n) != (ssize_t)n || fsync(fd) != 0)
        bail("%s", path);
    drop(fd);
}

static void read_file(const char *path, uint8_t *p, size_t n)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || read(fd, p, n) != (ssize_t)n)
        bail("%s", path);
    drop(fd);
}

static void card_make(struct card *c)
{
    const char *count = getenv("BENCH_PHOTOS");
    uint64_t random = 5;
    char path[512];

    tmpdir_make(c->dir, sizeof c->dir);
    c->n = count ? strtoul(count, NULL, 10) : 300;
    c->sha256 = xcalloc(c->n, sizeof *c->sha256);
    c->p = xmalloc(PHOTO_BYTES + 8);
    chain_laptop(&c->who, 1, "佐藤");
    for (size_t i = 0; i < c->n; i++) {
        for (size_t k = 0; k < PHOTO_BYTES; k += 8) {
            uint64_t u = chain_random(&random);

            memcpy(c->p + k, &u, 8);
        }
        c->sha256[i] = sha256(c->p, PHOTO_BYTES);
        path_of(c, "photo", i, path);
        write_file(path, c->p, PHOTO_BYTES);
    }
}

static double copy_all(struct card *c)
{
    double start = bench_now();
    char from[512], to[512];

    for (size_t i = 0; i < c->n; i++) {
        path_of(c, "photo", i, from);
        path_of(c, "copy", i, to);
        read_file(from, c->p, PHOTO_BYTES);
        write_file(to, c->p, PHOTO_BYTES);
    }
    start = bench_now() - start;
    for (size_t i = 0; i < c->n; i++) {
        path_of(c, "copy", i, to);
        unlink(to);
    }
    return start;
}

static struct span chunk(const uint8_t *p, uint32_t i)
{
    size_t from = i * BUNDLE_CHUNK, left = PHOTO_BYTES - from;

    return (struct span){p + from, left < BUNDLE_CHUNK ? left : BUNDLE_CHUNK};
}

/* As an export does it: through io, which fetches ahead. */
static void read_photo(const char *path, uint8_t *p)
{
    struct io_file f;

    must(io_disk.open(&io_disk, &f, path, IO_READ, &e));
    if (io_disk.read(&f, p, PHOTO_BYTES, 0, &e) != (int64_t)PHOTO_BYTES)
        bail("%s", path);
    posix_fadvise(f.fd, 0, 0, POSIX_FADV_DONTNEED);
    io_disk.close(&f);
}

static double export_all(struct card *c, const char *path, double *back)
{
    struct bundle_spec spec = {
        .who = &c->who, .members = &c->who.public_key, .nmembers = 1, .volume = 1, .volumes = 1};
    struct bundle_writer *w;
    double start = bench_now();
    char from[512];

    must(bundle_begin(&w, &io_disk, path, &spec, &e));
    for (size_t i = 0; i < c->n; i++) {
        path_of(c, "photo", i, from);
        read_photo(from, c->p);
        for (uint32_t k = 0; k < CHUNKS; k++)
            must(bundle_put_chunk(w, &c->sha256[i], k, PHOTO_BYTES, chunk(c->p, k), &e));
    }
    *back = bench_now();
    must(bundle_finish(w, NULL, NULL, &e));
    *back = bench_now() - *back;
    return bench_now() - start;
}

static double import_all(struct card *c, const char *path)
{
    struct bundle_reader *r;
    struct bundle_part p;
    EVP_MD_CTX *sha = EVP_MD_CTX_new();
    double start = bench_now();
    char to[512];
    size_t whole = 0;
    int fd = -1;

    must(bundle_open(&r, &io_disk, path, &e));
    must(bundle_unlock(r, &c->who, &e));
    while (bundle_next(r, &p, &e) == 1) {
        struct hash h;

        path_of(c, "got", whole, to);
        if (p.index == 0) {
            fd = open(to, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
            EVP_DigestInit_ex(sha, EVP_sha256(), NULL);
        }
        if (write(fd, p.data.p, p.data.n) != (ssize_t)p.data.n)
            bail("%s", to);
        EVP_DigestUpdate(sha, p.data.p, p.data.n);
        if (p.index + 1 < CHUNKS)
            continue;
        EVP_DigestFinal_ex(sha, h.b, NULL);
        if (memcmp(&h, &p.sha256, sizeof h) != 0 || fsync(fd) != 0)
            bail("%s", to);
        drop(fd);
        whole++;
    }
    if (!bundle_tally(r)->complete || whole != c->n)
        bail("%zu photos came back", whole);
    bundle_close(r);
    EVP_MD_CTX_free(sha);
    start = bench_now() - start;
    for (size_t i = 0; i < whole; i++) {
        path_of(c, "got", i, to);
        unlink(to);
    }
    return start;
}

static void photos(void)
{
    struct sample cp = {0}, out = {0}, in = {0}, back = {0};
    struct card c;
    char path[512];

    card_make(&c);
    path_of(&c, "bundle", 0, path);
    for (int i = 0; i < RUNS; i++) {
        double reading_back;

        sample_add(&cp, copy_all(&c));
        sample_add(&out, export_all(&c, path, &reading_back));
        sample_add(&back, reading_back);
        sample_add(&in, import_all(&c, path));
        unlink(path);
    }
    bench_line("photos to a bundle", &out, &cp, "cp, fsync", 1, "s", sample_at(&cp, 0.5) / 0.6);
    bench_line("  of it read back", &back, &cp, "cp, fsync", 1, "s", 0);
    bench_line("photos from a bundle", &in, &cp, "cp, fsync", 1, "s", sample_at(&cp, 0.5) / 0.6);
    sample_release(&cp);
    sample_release(&out);
    sample_release(&in);
    sample_release(&back);
    free(c.sha256);
    free(c.p);
    tmpdir_remove(c.dir);
}

static void commits(void)
{
    struct bundle_spec spec = {.volume = 1, .volumes = 1};
    struct identity who;
    struct chain chain;
    struct bundle_writer *w;
    struct bundle_reader *r;
    struct bundle_part p;
    char dir[256], path[512];
    double out, in;
    int64_t bytes;
    size_t n = 0;

    tmpdir_make(dir, sizeof dir);
    snprintf(path, sizeof path, "%s/bundle", dir);
    chain_laptop(&who, 1, "佐藤");
    chain_make(&chain, COMMITS, 1);
    spec.who = &who;
    out = bench_now();
    must(bundle_begin(&w, &io_disk, path, &spec, &e));
    bytes = bundle_bytes(w);
    must(bundle_put_commits(w, chain.v, chain.n, &e));
    out = bench_now() - out;
    bytes = bundle_bytes(w) - bytes;
    must(bundle_finish(w, NULL, NULL, &e));
    in = bench_now();
    must(bundle_open(&r, &io_disk, path, &e));
    must(bundle_unlock(r, &who, &e));
    while (bundle_next(r, &p, &e) == 1)
        n += p.ncommits;
    in = bench_now() - in;
    bundle_close(r);
    if (n != chain.n)
        bail("%zu commits came back", n);
    printf("%zu commits of %.0f bytes: %.1f bytes each in the bundle (bound 40), "
           "%.0f/s in, %.0f/s out\n",
           n, (double)chain.raw_bytes / (double)n, (double)bytes / (double)n, (double)n / out,
           (double)n / in);
    chain_release(&chain);
    tmpdir_remove(dir);
}

int main(void)
{
    commits();
    photos();
    return 0;
}
