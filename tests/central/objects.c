/* Photos in an object store: put, head and get against a real S3 server, what it
 * refuses, what happens when it or the line goes away. */
#include "sync/central/objects.h"

#include "model/base/clock.h"
#include "model/log.h"
#include "tests/lib/certs.h"
#include "tests/lib/cutproxy.h"
#include "tests/lib/s3.h"
#include "tests/lib/slowline.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)

/* Bytes that no two seeds share. */
static char *content(size_t n, unsigned seed)
{
    char *p = xmalloc(n);
    uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;

    for (size_t i = 0; i < n; i++) {
        x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        p[i] = (char)(x >> 56);
    }
    return p;
}

static struct objects *open_store(const struct swift *s, const char *prefix)
{
    struct object_store_settings settings = s3_settings(s, prefix);

    return objects_new(&settings);
}

static bool come_back(struct objects *o, const char *p, size_t n)
{
    struct hash h = sha256(p, n);
    struct buf got = BUF_INIT;
    struct object_answer a = s3_get(o, h.b, n, &got);
    bool same = a.fault == 0 && a.found && a.size == n && got.len == n && !memcmp(got.p, p, n);

    if (!same)
        diag("fault %d %s, %zu bytes", a.fault, a.why, got.len);
    buf_release(&got);
    return same;
}

static void check_sizes(struct objects *o)
{
    static const size_t sizes[] = {1, 1000, 512 << 10, (1 << 20) + 1, 20 << 20};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t n = sizes[i];
        char *p = content(n, (unsigned)i);
        struct hash h = sha256(p, n);
        struct object_answer a = s3_head(o, h.b);

        ok(a.fault == 0 && !a.found, "%zu bytes: not there", n);
        a = s3_put(o, p, n);
        ok(a.fault == 0 && a.size == n, "  put: fault %d %s", a.fault, a.why);
        a = s3_head(o, h.b);
        ok(a.fault == 0 && a.found && a.size == n, "  there");
        ok(come_back(o, p, n), "  and byte for byte as it was");
        a = s3_put(o, p, n);
        is_int(a.fault, 0, "  put twice is no fault");
        free(p);
    }
}

static void check_file(struct objects *o)
{
    size_t n = 3 * MIB + 17;
    char *p = content(n, 40);
    struct hash h = sha256(p, n);
    int fd = memfd_create("photo", MFD_CLOEXEC);
    struct object_answer a;

    if (fd < 0 || write(fd, p, n) != (ssize_t)n)
        bail("a file");
    a = s3_put_as(o, h.b, &(struct object_body){.fd = fd, .size = n});
    is_int(a.fault, 0, "from a file, whatever its offset is: %s", a.why);
    ok(come_back(o, p, n), "  byte for byte");
    free(p);
    p = content(n, 41);
    h = sha256(p, n);
    if (ftruncate(fd, 1000) != 0)
        bail("ftruncate");
    a = s3_put_as(o, h.b, &(struct object_body){.fd = fd, .size = n});
    is_int(a.fault, FAULT_OTHER, "from a file that is shorter than it was");
    is_str(a.why, "the photo cannot be read", "  which is said");
    ok(!s3_head(o, h.b).found, "  nothing is there");
    close(fd);
    free(p);
}

/* Whatever stands in a prefix is a name, to the signature and to the server. */
static void check_names(const struct swift *s)
{
    static const char *const prefixes[] = {
        "2026/survey",
        "病院 A+b/写真",
        "%41%2e%2e",
        "'; DROP TABLE photo; --",
        "<script>alert(1)</script>",
        "a=b&c?d#e;f:g@h,i!$(j)*[k]~|\\\"^`{}",
    };
    char *p = content(1000, 50);

    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        struct objects *o = open_store(s, prefixes[i]);
        struct hash h = sha256(p, 1000);
        struct object_answer a = s3_head(o, h.b);

        ok(a.fault == 0 && !a.found, "%s: another place than the others", prefixes[i]);
        a = s3_put(o, p, 1000);
        ok(a.fault == 0 && come_back(o, p, 1000), "  put and got: %s", a.why);
        objects_free(o);
    }
    free(p);
}

struct refusal {
    const char *name;
    const char *access, *secret, *bucket, *region;
    enum fault put, get;
    const char *why;
};

static const struct refusal refusals[] = {
    {"a wrong secret", SWIFT_ACCESS, "wr0ng-s3cret", SWIFT_BUCKET, SWIFT_REGION, FAULT_LOGIN,
     FAULT_LOGIN, "403 SignatureDoesNotMatch"},
    {"no right in the bucket", SWIFT_READER, SWIFT_READER_SECRET, SWIFT_BUCKET, SWIFT_REGION,
     FAULT_DENIED, FAULT_DENIED, "403 AccessDenied"},
    {"no such bucket", SWIFT_ACCESS, SWIFT_SECRET, "no-such-bucket", SWIFT_REGION, FAULT_NOT_SET_UP,
     FAULT_NOT_SET_UP, "404 NoSuchBucket"},
    {"another region", SWIFT_ACCESS, SWIFT_SECRET, SWIFT_BUCKET, "eu-west-1", FAULT_NOT_SET_UP,
     FAULT_NOT_SET_UP, "400 AuthorizationHeaderMalformed"},
};

static void check_refusals(const struct swift *s)
{
    char *p = content(1000, 60);
    struct hash h = sha256(p, 1000);
    struct buf got = BUF_INIT;

    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct refusal *r = &refusals[i];
        struct object_store_settings settings = s3_settings(s, "refused");
        struct object_answer a;
        struct objects *o;

        snprintf(settings.access, sizeof settings.access, "%s", r->access);
        snprintf(settings.secret, sizeof settings.secret, "%s", r->secret);
        snprintf(settings.bucket, sizeof settings.bucket, "%s", r->bucket);
        snprintf(settings.region, sizeof settings.region, "%s", r->region);
        o = objects_new(&settings);
        a = s3_put(o, p, 1000);
        is_int(a.fault, r->put, "%s: a put", r->name);
        is_str(a.why, r->why, "  and why");
        a = s3_get(o, h.b, 1000, &got);
        is_int(a.fault, r->get, "  a get");
        ok(!strstr(a.why, r->secret) && got.len == 0, "  no secret in it, nothing came");
        a = s3_head(o, h.b);
        ok(a.fault != 0 || !a.found, "  a head finds nothing either");
        objects_free(o);
    }
    buf_release(&got);
    free(p);
}

static void check_clock(struct objects *o)
{
    struct object_answer a;

    clock_set(clock_now_ms() - INT64_C(3600000));
    a = s3_put(o, "late", 4);
    is_int(a.fault, FAULT_CLOCK, "a clock that is an hour late: %s", a.why);
    clock_set(-1);
    a = s3_put(o, "late", 4);
    is_int(a.fault, 0, "set right again");
}

static bool none(void *ctx, const void *p, size_t n)
{
    (void)ctx;
    (void)p;
    return n == 0;
}

static void keep_answer(void *ctx, const struct object_answer *a)
{
    *(struct object_answer *)ctx = *a;
}

static void check_content(struct objects *o)
{
    char *p = content(MIB, 70), *q = content(MIB, 71);
    struct hash h = sha256(p, MIB);
    struct buf got = BUF_INIT;
    struct object_answer a =
        s3_put_as(o, h.b, &(struct object_body){.bytes = q, .fd = -1, .size = MIB});

    is_int(a.fault, FAULT_OTHER, "other bytes than the hash says: the server refuses: %s", a.why);
    ok(strncmp(a.why, "400 ", 4) == 0, "  as a bad request");
    ok(!s3_head(o, h.b).found, "  nothing is there");
    a = s3_put(o, p, MIB);
    a = s3_get(o, h.b, MIB - 1, &got);
    is_int(a.fault, FAULT_OTHER, "an object that is longer than the photo: %s", a.why);
    ok(got.len < MIB, "  is not taken whole");
    a = s3_get(o, h.b, MIB + 1, &got);
    is_int(a.fault, FAULT_OTHER, "one that is shorter: %s", a.why);
    objects_get(o, h.b, MIB, &(struct object_sink){.bytes = none, .done = keep_answer, .ctx = &a});
    s3_run(o);
    is_str(a.why, "not wanted any more", "who asked may stop it");
    ok(come_back(o, p, MIB), "and ask again");
    buf_release(&got);
    free(p);
    free(q);
}

#define MANY 30

static void count_had(void *ctx, const struct object_answer *a)
{
    if (a->fault == 0)
        ++*(int *)ctx;
}

static void check_many(struct objects *o)
{
    char *p[MANY];
    int had = 0, back = 0;

    for (int i = 0; i < MANY; i++) {
        p[i] = content(20000 + (size_t)i, 100u + (unsigned)i);
        struct hash h = sha256(p[i], 20000 + (size_t)i);

        objects_put(o, h.b,
                    &(struct object_body){.bytes = p[i], .fd = -1, .size = 20000 + (uint64_t)i},
                    &(struct object_sink){.done = count_had, .ctx = &had});
    }
    is_int(objects_waiting(o), MANY, "many are asked at once");
    s3_run(o);
    is_int(had, MANY, "each is answered once");
    for (int i = 0; i < MANY; i++) {
        back += come_back(o, p[i], 20000 + (size_t)i);
        free(p[i]);
    }
    is_int(back, MANY, "each is there");
}

/* What waits is dropped with its owner: nothing is called, nothing is lost (ASan). */
static void check_dropped(const struct swift *s)
{
    struct objects *o = open_store(s, "dropped");
    char *p = content(MIB, 80);
    struct hash h = sha256(p, MIB);
    int had = 0;

    for (int i = 0; i < 2 * OBJECTS_AT_ONCE; i++)
        objects_put(o, h.b, &(struct object_body){.bytes = p, .fd = -1, .size = MIB},
                    &(struct object_sink){.done = count_had, .ctx = &had});
    objects_pump(o);
    objects_free(o);
    is_int(had, 0, "requests that are dropped are not answered");
    free(p);
}

/* ---- the server or the line goes away ---- */

struct killing {
    struct swift *s;
    struct object_answer answer;
};

static bool kill_server(void *ctx, const void *p, size_t n)
{
    struct killing *k = ctx;

    (void)p;
    (void)n;
    swift_kill(k->s);
    return true;
}

static void keep_killed(void *ctx, const struct object_answer *a)
{
    ((struct killing *)ctx)->answer = *a;
}

static void check_killed(struct swift *s)
{
    struct objects *o = open_store(s, "killed");
    size_t n = 20 * MIB;
    char *p = content(n, 90);
    struct hash h = sha256(p, n);
    struct killing k = {.s = s};
    struct object_answer a = s3_put(o, p, n);

    is_int(a.fault, 0, "a large one is there");
    objects_get(o, h.b, n,
                &(struct object_sink){.bytes = kill_server, .done = keep_killed, .ctx = &k});
    s3_run(o);
    is_int(k.answer.fault, FAULT_AGAIN, "the server dies while it sends: again (%s)", k.answer.why);
    a = s3_put(o, p, n);
    is_int(a.fault, FAULT_UNREACHABLE, "nobody is there: %s", a.why);
    swift_again(s);
    ok(come_back(o, p, n), "it is back, and so is the object");
    objects_free(o);
    free(p);
}

static struct objects *through(struct cutproxy *proxy, const struct swift *s, int stall_s)
{
    struct object_store_settings settings = s3_settings(s, "line");

    snprintf(settings.endpoint, sizeof settings.endpoint, "http://127.0.0.1:%d",
             cutproxy_port(proxy));
    settings.connect_s = settings.stall_s = (uint16_t)stall_s;
    return objects_new(&settings);
}

static const struct {
    const char *name;
    struct cut_rule rule;
    bool there; /* whatever the client heard */
} lines[] = {
    {"cut in the head", {.kind = CUT_AFTER, .bytes = 50}, false},
    {"cut in the body", {.kind = CUT_AFTER, .bytes = 700000}, false},
    {"the answer lost", {.kind = CUT_ANSWER, .bytes = 2 * MIB}, true},
    {"silence", {.kind = CUT_SWALLOW, .bytes = 700000}, false},
};

static void check_line(const struct swift *s)
{
    struct cutproxy *proxy = cutproxy_start(s->port);
    struct objects *direct = open_store(s, "line");

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        size_t n = 2 * MIB;
        char *p = content(n, 200u + (unsigned)i);
        struct hash h = sha256(p, n);
        struct objects *o = through(proxy, s, 2);
        int64_t begun = clock_mono_ms();
        struct object_answer a;

        cutproxy_set(proxy, lines[i].rule);
        a = s3_put(o, p, n);
        is_int(a.fault, FAULT_AGAIN, "%s: again (%s)", lines[i].name, a.why);
        ok(clock_mono_ms() - begun < 20000, "  no longer than its time");
        is_int(s3_head(direct, h.b).found, lines[i].there, "  %s",
               lines[i].there ? "it is there all the same" : "no half of it is there");
        cutproxy_set(proxy, (struct cut_rule){.kind = CUT_NEVER});
        a = s3_put(o, p, n);
        ok(a.fault == 0 && come_back(o, p, n), "  the line is back: had (%s)", a.why);
        objects_free(o);
        free(p);
    }
    objects_free(direct);
    cutproxy_free(&proxy);
}

struct slow {
    int moved; /* how often it was said */
    struct object_answer answer;
};

static void count_moved(void *ctx, uint64_t bytes)
{
    ((struct slow *)ctx)->moved += bytes > 0;
}

static void keep_slow(void *ctx, const struct object_answer *a)
{
    ((struct slow *)ctx)->answer = *a;
}

/* Four seconds for one photo, where one without a byte is the end: what is slow is not
 * what stands still, although the kernel would have taken all of it at once. */
static void check_slow(const struct swift *s)
{
    struct object_store_settings settings = s3_settings(s, "slow");
    size_t n = 3 * MIB / 2;
    char *p = content(n, 300);
    struct hash h = sha256(p, n);
    struct slow slow = {0};
    struct slowline line;
    struct objects *o;
    int64_t begun = clock_mono_ms();

    slowline_begin(&line, s->port, 400000);
    snprintf(settings.endpoint, sizeof settings.endpoint, "http://127.0.0.1:%d", line.port);
    settings.connect_s = settings.stall_s = 1;
    o = objects_new(&settings);
    objects_put(o, h.b, &(struct object_body){.bytes = p, .fd = -1, .size = n},
                &(struct object_sink){.moved = count_moved, .done = keep_slow, .ctx = &slow});
    s3_run(o);
    is_int(slow.answer.fault, 0, "a slow line: had (%s)", slow.answer.why);
    ok(clock_mono_ms() - begun > 2000, "  although it took its time");
    ok(slow.moved > 10, "  and was seen to move: %d times", slow.moved);
    objects_free(o);
    slowline_end(&line);
    free(p);
}

/* ---- TLS ---- */

static void check_tls(void)
{
    struct certs ours, others;
    struct swift s;
    char dir[256], other[256], path[300];
    struct object_store_settings settings;
    struct objects *o;
    struct object_answer a;

    tmpdir_make(dir, sizeof dir);
    tmpdir_make(other, sizeof other);
    certs_begin(&ours, dir, "site");
    certs_begin(&others, other, "others");
    snprintf(path, sizeof path, "%s/server", dir);
    if (!swift_begin(&s, path))
        bail("%s", s.why);
    settings = s3_settings(&s, "tls");
    snprintf(settings.ca_file, sizeof settings.ca_file, "%s/ca.crt", dir);
    o = objects_new(&settings);
    a = s3_put(o, "over TLS", 8);
    ok(a.fault == 0 && come_back(o, "over TLS", 8), "https with the site's authority: %s", a.why);
    objects_free(o);
    snprintf(settings.ca_file, sizeof settings.ca_file, "%s/ca.crt", other);
    o = objects_new(&settings);
    a = s3_put(o, "to nobody", 9);
    is_int(a.fault, FAULT_SERVER, "another authority: refused (%s)", a.why);
    objects_free(o);
    settings.ca_file[0] = '\0';
    o = objects_new(&settings);
    a = s3_put(o, "to nobody", 9);
    is_int(a.fault, FAULT_SERVER, "not one of the system's: refused (%s)", a.why);
    objects_free(o);
    swift_end(&s);
    certs_end(&ours);
    certs_end(&others);
    tmpdir_remove(dir);
    tmpdir_remove(other);
}

int main(void)
{
    struct swift s;
    struct objects *o;

    if (!swift_begin(&s, NULL))
        plan_skip_all("no S3 server: %s", s.why);
    o = open_store(&s, "");
    check_sizes(o);
    check_file(o);
    check_names(&s);
    check_refusals(&s);
    check_clock(o);
    check_content(o);
    check_many(o);
    check_dropped(&s);
    objects_free(o);
    check_killed(&s);
    check_line(&s);
    check_slow(&s);
    swift_end(&s);
    check_tls();
    return tap_done();
}
