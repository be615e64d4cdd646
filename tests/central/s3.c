/* genba-sync as genba sees it: objects put and got by frames, several on their way,
 * frames that are none, and its end when nobody listens any more. */
#include "model/base/clock.h"
#include "model/log.h"
#include "tests/lib/s3.h"
#include "tests/lib/tap.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 60000
#define PHOTOS 6

struct helper {
    pid_t pid;
    int fd;
    uint32_t id;
    int moved;     /* how often it said so */
    struct buf in; /* the last answer's body in front */
};

struct frame {
    struct central_frame head;
    const uint8_t *body; /* of helper.in */
};

static void start(struct helper *h)
{
    char program[512];
    int ends[2];

    snprintf(program, sizeof program, "%s/genba-sync", getenv("top_builddir"));
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        bail("socketpair");
    fflush(NULL);
    h->pid = fork();
    if (h->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(ends[1], STDIN_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        execl(program, program, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    h->fd = ends[0];
    h->id = 0;
    h->moved = 0;
    buf_init(&h->in, CENTRAL_FRAME_MAX);
}

static void tell(struct helper *h, const struct buf *b)
{
    for (size_t sent = 0; sent < b->len;) {
        ssize_t n = send(h->fd, b->p + sent, b->len - sent, MSG_NOSIGNAL);

        if (n <= 0)
            bail("genba-sync hears nothing");
        sent += (size_t)n;
    }
}

static void hear(struct helper *h, size_t n)
{
    static char step[1 << 16];

    while (h->in.len < n) {
        struct pollfd f = {.fd = h->fd, .events = POLLIN};
        size_t want = n - h->in.len < sizeof step ? n - h->in.len : sizeof step;
        ssize_t got = poll(&f, 1, PATIENCE_MS) > 0 ? recv(h->fd, step, want, 0) : -1;

        if (got <= 0)
            bail("genba-sync says nothing");
        buf_add(&h->in, step, (size_t)got);
    }
}

static struct frame answer(struct helper *h)
{
    struct frame f = {0};

    do {
        buf_reset(&h->in);
        hear(h, CENTRAL_HEADER);
        if (!central_frame_get((const uint8_t *)h->in.p, &f.head))
            bail("an answer that is none");
        hear(h, CENTRAL_HEADER + f.head.length);
        h->moved += f.head.kind == CENTRAL_MOVED;
    } while (f.head.kind == CENTRAL_MOVED);
    f.body = (const uint8_t *)h->in.p + CENTRAL_HEADER;
    return f;
}

/* The only cell of an answer; p NULL: no row. Anything but ROWS of one column: bails out. */
static struct span cell_of(const struct frame *f)
{
    struct wire w = wire_of(f->body, f->head.length);
    struct span cell = {0};
    unsigned columns = wire_take16(&w), rows = wire_take32(&w);

    if (f->head.kind != CENTRAL_ROWS || columns != 1 || rows > 1)
        bail("kind %d: %u columns, %u rows", f->head.kind, columns, rows);
    if (rows == 1)
        cell = cell_take(&w);
    if (w.bad || w.left != 0)
        bail("a row that is none");
    return cell;
}

static int fault_of(const struct frame *f)
{
    return f->head.kind == CENTRAL_FAIL && f->head.length > 0 ? f->body[0] : 0;
}

static void name_store(struct helper *h, const struct object_store_settings *s)
{
    struct buf b = BUF_INIT;
    size_t begun = central_frame_begin(&b, CENTRAL_OBJECTS, 0, ++h->id);

    object_store_put(&b, s);
    central_frame_end(&b, begun);
    tell(h, &b);
    buf_release(&b);
}

static uint32_t ask(struct helper *h, int verb, const struct hash *hash, uint64_t size,
                    const void *p, size_t n)
{
    struct buf b = {.max = CENTRAL_FRAME_MAX};
    size_t begun = central_frame_begin(&b, CENTRAL_OBJECT, 0, ++h->id);
    uint8_t v = (uint8_t)verb;

    buf_add(&b, &v, 1);
    buf_add(&b, hash->b, HASH_LEN);
    wire_put64(&b, size);
    buf_add(&b, p, n);
    central_frame_end(&b, begun);
    tell(h, &b);
    buf_release(&b);
    return h->id;
}

static char *content(size_t n, unsigned seed)
{
    char *p = xmalloc(n);

    for (size_t i = 0; i < n; i++)
        p[i] = (char)((i * 7919 + seed) >> (i % 5));
    return p;
}

static void check_before(struct helper *h, const struct object_store_settings *s)
{
    struct object_store_settings bad = *s;
    struct hash none = {{0}};
    struct frame f;

    ask(h, OBJECT_HEAD, &none, 1, NULL, 0);
    f = answer(h);
    is_int(fault_of(&f), FAULT_OTHER, "no object before a store is named");
    bad.bucket[0] = '\0';
    name_store(h, &bad);
    f = answer(h);
    is_int(fault_of(&f), FAULT_OTHER, "a store without a bucket is none");
    snprintf(bad.bucket, sizeof bad.bucket, "%s", s->bucket);
    snprintf(bad.endpoint, sizeof bad.endpoint, "http://s3.example.jp");
    name_store(h, &bad);
    f = answer(h);
    is_int(fault_of(&f), FAULT_OTHER, "nor is one that would be spoken to in plain text");
    name_store(h, s);
    f = answer(h);
    ok(f.head.id == h->id && !cell_of(&f).p, "a store is named");
}

static void check_bad(struct helper *h)
{
    struct hash none = {{0}};
    const struct {
        const char *name;
        int verb;
        uint64_t size;
        size_t n;
    } bad[] = {
        {"an unknown verb", 9, 1, 0},
        {"no bytes", OBJECT_PUT, 0, 0},
        {"fewer bytes than said", OBJECT_PUT, 5, 4},
        {"more bytes than said", OBJECT_PUT, 3, 4},
        {"more than a photo has", OBJECT_GET, OBJECT_MAX + 1, 0},
        {"bytes of a get", OBJECT_GET, 4, 4},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct frame f;

        ask(h, bad[i].verb, &none, bad[i].size, "abcd", bad[i].n);
        f = answer(h);
        ok(fault_of(&f) == FAULT_OTHER && f.head.id == h->id, "%s: refused", bad[i].name);
    }
}

/* All on their way at once; each answer is of the one whose id it has. */
static void check_round(struct helper *h)
{
    size_t n[PHOTOS] = {1, 70000, 5 << 20, 20 << 20, 300, 1 << 20};
    char *p[PHOTOS];
    struct hash hash[PHOTOS], absent = {{1}};
    uint32_t first = h->id + 1;
    int put = 0, same = 0, none = 0;

    for (unsigned i = 0; i < PHOTOS; i++) {
        p[i] = content(n[i], i);
        hash[i] = sha256(p[i], n[i]);
        ask(h, OBJECT_PUT, &hash[i], n[i], p[i], n[i]);
    }
    for (unsigned i = 0; i < PHOTOS; i++) {
        struct frame f = answer(h);
        struct span cell = cell_of(&f);
        uint64_t size = 0;

        for (size_t k = 0; k < cell.n; k++)
            size = size << 8 | ((const uint8_t *)cell.p)[k];
        put += f.head.id - first < PHOTOS && size == n[f.head.id - first];
    }
    is_int(put, PHOTOS, "all were put, each with its size");
    ok(h->moved >= 4, "of the large ones it was said that they move: %d times", h->moved);
    h->moved = 0;
    first = h->id + 1;
    for (unsigned i = 0; i < PHOTOS; i++)
        ask(h, OBJECT_GET, &hash[i], n[i], NULL, 0);
    ask(h, OBJECT_GET, &absent, 5, NULL, 0);
    for (unsigned i = 0; i <= PHOTOS; i++) {
        struct frame f = answer(h);
        struct span cell = cell_of(&f);
        uint32_t at = f.head.id - first;

        none += !cell.p && at == PHOTOS;
        same += cell.p && at < PHOTOS && cell.n == n[at] && memcmp(cell.p, p[at], n[at]) == 0;
    }
    is_int(same, PHOTOS, "all came back, byte for byte");
    ok(h->moved >= 4, "so it was on their way back: %d times", h->moved);
    is_int(none, 1, "one that was never put did not");
    for (unsigned i = 0; i < PHOTOS; i++)
        free(p[i]);
}

static void check_secret(struct helper *h, const struct object_store_settings *s)
{
    struct object_store_settings wrong = *s;
    struct hash hash = sha256("photo", 5);
    struct frame f;

    snprintf(wrong.secret, sizeof wrong.secret, "wr0ng-s3cret");
    name_store(h, &wrong);
    answer(h);
    ask(h, OBJECT_PUT, &hash, 5, "photo", 5);
    f = answer(h);
    is_int(fault_of(&f), FAULT_LOGIN, "a wrong secret");
    ok(!memmem(f.body, f.head.length, wrong.secret, strlen(wrong.secret)) &&
           memmem(f.body, f.head.length, "SignatureDoesNotMatch", 21),
       "is told as such, not repeated");
    name_store(h, s);
    answer(h);
}

static void check_end(struct helper *h)
{
    size_t n = 20 << 20;
    char *p = content(n, 99);
    struct hash hash = sha256(p, n);
    int64_t begun = clock_mono_ms();
    int status = -1;

    ask(h, OBJECT_PUT, &hash, n, p, n);
    close(h->fd);
    waitpid(h->pid, &status, 0);
    ok(WIFEXITED(status) && clock_mono_ms() - begun < 10000,
       "it ends with a put on its way when nobody listens");
    buf_release(&h->in);
    free(p);
}

int main(void)
{
    struct swift s;
    struct helper h;
    struct object_store_settings settings;

    if (!swift_begin(&s, NULL))
        plan_skip_all("no S3 server: %s", s.why);
    settings = s3_settings(&s, "frames");
    start(&h);
    check_before(&h, &settings);
    check_bad(&h);
    check_round(&h);
    check_secret(&h, &settings);
    check_end(&h);
    swift_end(&s);
    return tap_done();
}
