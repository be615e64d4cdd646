/* Photos to an S3 server and back: MB/s of genba-sync's own client against curl(1)
 * with the same requests, signed alike, of the same files, in turns in one run.
 * A put of ours ends with the question whether the object is there. */
#include "model/log.h"
#include "sync/central/sigv4.h"
#include "tests/bench/bench.h"
#include "tests/lib/s3.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CURL "/usr/bin/curl"
#define PHOTOS 40
#define PHOTO_BYTES ((size_t)3 << 20)
#define ROUNDS 3

struct bench {
    struct swift swift;
    struct object_store_settings s;
    char dir[256];
    char *bytes[PHOTOS];
    struct hash hash[PHOTOS];
};

static void photo_path(const struct bench *b, int i, char *out, size_t size)
{
    snprintf(out, size, "%s/%d.jpg", b->dir, i);
}

static void make_photos(struct bench *b, int round)
{
    uint64_t x = (uint64_t)round + 1;
    char path[300];

    for (int i = 0; i < PHOTOS; i++) {
        FILE *f;

        b->bytes[i] = b->bytes[i] ? b->bytes[i] : xmalloc(PHOTO_BYTES);
        for (size_t k = 0; k < PHOTO_BYTES; k += sizeof x) {
            x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            memcpy(b->bytes[i] + k, &x, sizeof x);
        }
        b->hash[i] = sha256(b->bytes[i], PHOTO_BYTES);
        photo_path(b, i, path, sizeof path);
        f = fopen(path, "w");
        if (!f || fwrite(b->bytes[i], 1, PHOTO_BYTES, f) != PHOTO_BYTES || fclose(f) != 0)
            bail("a photo");
    }
}

/* ---- ours ---- */

static bool check_bytes(void *ctx, const void *p, size_t n)
{
    *(size_t *)ctx += n;
    return p != NULL;
}

static void on_done(void *ctx, const struct object_answer *a)
{
    (void)ctx;
    if (a->fault)
        bail("fault %d: %s", a->fault, a->why);
}

static double ours(struct bench *b, enum object_verb verb)
{
    struct objects *o = objects_new(&b->s);
    size_t got = 0;
    double begun = bench_now(), end;

    for (int i = 0; i < PHOTOS; i++) {
        struct object_sink sink = {.bytes = check_bytes, .done = on_done, .ctx = &got};
        struct object_body body = {.bytes = b->bytes[i], .fd = -1, .size = PHOTO_BYTES};

        if (verb == OBJECT_PUT)
            objects_put(o, b->hash[i].b, &body, &sink);
        else
            objects_get(o, b->hash[i].b, PHOTO_BYTES, &sink);
    }
    s3_run(o);
    end = bench_now();
    if (verb == OBJECT_GET && got != PHOTOS * PHOTO_BYTES)
        bail("%zu bytes came back", got);
    objects_free(o);
    return end - begun;
}

/* ---- curl(1) ---- */

static void curl_one(const struct bench *b, FILE *f, int i, enum object_verb verb)
{
    struct buf plain = BUF_INIT, path = BUF_INIT, authorization = BUF_INIT;
    struct sigv4_key key = {b->s.access, b->s.secret, b->s.region, "s3"};
    char when[SIGV4_TIME_LEN + 1], hex[SIGV4_HEX_LEN + 1], file[300];

    object_store_path(&plain, &b->s, b->hash[i].b);
    sigv4_escape(&path, buf_str(&plain), true);
    sigv4_time(when, time(NULL));
    sigv4_hex(hex, b->hash[i].b);
    const struct sigv4_header headers[] = {
        {"host", object_store_host(&b->s)},
        {"x-amz-content-sha256", verb == OBJECT_PUT ? hex : SIGV4_EMPTY},
        {"x-amz-date", when}};

    sigv4_authorization(&authorization, &key,
                        &(struct sigv4_request){.method = verb == OBJECT_PUT ? "PUT" : "GET",
                                                .path = buf_str(&path),
                                                .query = "",
                                                .headers = headers,
                                                .n = 3,
                                                .content = headers[1].value,
                                                .time = when});
    photo_path(b, i, file, sizeof file);
    fprintf(f, "%surl = \"%s%s\"\n", i ? "next\n" : "", b->s.endpoint, buf_str(&path));
    fprintf(f, "silent\nshow-error\nfail\n%s = \"%s%s\"\n",
            verb == OBJECT_PUT ? "upload-file" : "output", file, verb == OBJECT_PUT ? "" : ".back");
    for (int k = 0; k < 3; k++)
        fprintf(f, "header = \"%s: %s\"\n", headers[k].name, headers[k].value);
    fprintf(f, "header = \"authorization: %s\"\n", buf_str(&authorization));
    buf_release(&plain);
    buf_release(&path);
    buf_release(&authorization);
}

static double curl(const struct bench *b, enum object_verb verb)
{
    char config[300];
    FILE *f;
    pid_t pid;
    int status = 0;
    double begun;

    snprintf(config, sizeof config, "%s/requests", b->dir);
    f = fopen(config, "w");
    if (!f)
        bail("%s", config);
    for (int i = 0; i < PHOTOS; i++)
        curl_one(b, f, i, verb);
    fclose(f);
    begun = bench_now();
    pid = fork();
    if (pid == 0) {
        execl(CURL, CURL, "-K", config, (char *)NULL);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
        bail("curl: status %d", status);
    return bench_now() - begun;
}

/* ---- */

static void line(const char *name, double mine, double baseline)
{
    double mb = PHOTOS * (double)PHOTO_BYTES / 1e6;

    printf("%-4s %d photos of %.1f MB   %6.1f MB/s   curl %6.1f MB/s   ratio %.2f\n", name, PHOTOS,
           (double)PHOTO_BYTES / 1e6, mb / mine, mb / baseline, baseline / mine);
}

int main(void)
{
    struct bench b = {0};
    struct sample put = {0}, get = {0}, curl_put = {0}, curl_get = {0};

    if (access(CURL, X_OK) != 0 || !swift_begin(&b.swift, NULL)) {
        printf("objects: skipped: no " CURL " or no S3 server: %s\n", b.swift.why);
        return 0;
    }
    tmpdir_make(b.dir, sizeof b.dir);
    for (int round = 0; round < ROUNDS; round++) {
        make_photos(&b, round);
        b.s = s3_settings(&b.swift, "ours");
        sample_add(&put, ours(&b, OBJECT_PUT));
        sample_add(&get, ours(&b, OBJECT_GET));
        b.s = s3_settings(&b.swift, "curl");
        sample_add(&curl_put, curl(&b, OBJECT_PUT));
        sample_add(&curl_get, curl(&b, OBJECT_GET));
    }
    line("put", sample_at(&put, 0.5), sample_at(&curl_put, 0.5));
    line("get", sample_at(&get, 0.5), sample_at(&curl_get, 0.5));
    sample_release(&put);
    sample_release(&get);
    sample_release(&curl_put);
    sample_release(&curl_get);
    for (int i = 0; i < PHOTOS; i++)
        free(b.bytes[i]);
    tmpdir_remove(b.dir);
    swift_end(&b.swift);
    return 0;
}
