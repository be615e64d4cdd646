#include "tests/lib/s3.h"

#include "model/base/clock.h"
#include "model/log.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <string.h>

#define PATIENCE_MS 60000

struct object_store_settings s3_settings(const struct swift *s, const char *prefix)
{
    struct object_store_settings out = {
        .bucket = SWIFT_BUCKET, .access = SWIFT_ACCESS, .secret = SWIFT_SECRET};
    struct err e;

    snprintf(out.prefix, sizeof out.prefix, "%s", prefix);
    snprintf(out.endpoint, sizeof out.endpoint, "%s", s->endpoint);
    if (object_store_check(&out, &e) != 0)
        bail("settings: %s", e.msg ? e.msg : e.detail);
    return out;
}

void s3_run(struct objects *o)
{
    int64_t until = clock_mono_ms() + PATIENCE_MS;

    objects_pump(o);
    while (objects_waiting(o) > 0) {
        struct pollfd f[OBJECTS_FDS];
        size_t n = objects_fds(o, f);
        int64_t now = clock_mono_ms(), due = objects_due_ms(o);
        int64_t ms = due == 0 ? until - now : due - now;

        if (now > until)
            bail("an object request was not answered");
        poll(f, (nfds_t)n, ms > 0 ? (int)ms : 0);
        objects_pump(o);
    }
}

struct waited {
    struct object_answer answer;
    struct buf *bytes;
    int answers;
};

static bool on_bytes(void *ctx, const void *p, size_t n)
{
    struct waited *w = ctx;

    buf_add(w->bytes, p, n);
    return true;
}

static void on_done(void *ctx, const struct object_answer *a)
{
    struct waited *w = ctx;

    w->answer = *a;
    w->answers++;
}

static struct object_answer wait_for(struct objects *o, const struct waited *w)
{
    s3_run(o);
    if (w->answers != 1)
        bail("%d answers to one request", w->answers);
    return w->answer;
}

struct object_answer s3_put_as(struct objects *o, const uint8_t hash[32],
                               const struct object_body *body)
{
    struct waited w = {0};

    objects_put(o, hash, body, &(struct object_sink){.done = on_done, .ctx = &w});
    return wait_for(o, &w);
}

struct object_answer s3_put(struct objects *o, const void *p, size_t n)
{
    struct hash h = sha256(p, n);

    return s3_put_as(o, h.b, &(struct object_body){.bytes = p, .fd = -1, .size = n});
}

struct object_answer s3_head(struct objects *o, const uint8_t hash[32])
{
    struct waited w = {0};

    objects_head(o, hash, &(struct object_sink){.done = on_done, .ctx = &w});
    return wait_for(o, &w);
}

struct object_answer s3_get(struct objects *o, const uint8_t hash[32], uint64_t size,
                            struct buf *out)
{
    struct waited w = {.bytes = out};

    buf_reset(out);
    objects_get(o, hash, size,
                &(struct object_sink){.bytes = on_bytes, .done = on_done, .ctx = &w});
    return wait_for(o, &w);
}
