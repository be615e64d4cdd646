#include "tests/lib/s3.h"

#include "model/base/clock.h"
#include "model/log.h"
#include "sync/central/sigv4.h"
#include "tests/lib/tap.h"

#include <curl/curl.h>
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

#define UNSIGNED "UNSIGNED-PAYLOAD" /* the server looks at no hash then */

static void send_wrong(const char *url, const char *lines[4], const void *p, size_t n)
{
    CURL *easy = curl_easy_init();
    struct curl_slist *list = NULL;
    long status = 0;

    for (int i = 0; i < 4; i++)
        list = curl_slist_append(list, lines[i]);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "PUT");
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, p);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)n);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
    if (curl_easy_perform(easy) != CURLE_OK ||
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK || status != 200)
        bail("wrong bytes were not taken: %ld", status);
    curl_slist_free_all(list);
    curl_easy_cleanup(easy);
}

void s3_put_wrong(const struct object_store_settings *s, const uint8_t hash[32], const void *p,
                  size_t n)
{
    const struct sigv4_key key = {s->access, s->secret, s->region, "s3"};
    struct buf plain = BUF_INIT, path = BUF_INIT, url = BUF_INIT, date = BUF_INIT, auth = BUF_INIT;
    char when[SIGV4_TIME_LEN + 1];

    object_store_path(&plain, s, hash);
    sigv4_escape(&path, buf_str(&plain), true);
    buf_addf(&url, "%s%s", s->endpoint, buf_str(&path));
    sigv4_time(when, clock_now_ms() / 1000);
    buf_addf(&date, "x-amz-date: %s", when);
    const struct sigv4_header headers[] = {
        {"host", object_store_host(s)}, {"x-amz-content-sha256", UNSIGNED}, {"x-amz-date", when}};

    buf_puts(&auth, "authorization: ");
    sigv4_authorization(&auth, &key,
                        &(struct sigv4_request){.method = "PUT",
                                                .path = buf_str(&path),
                                                .query = "",
                                                .headers = headers,
                                                .n = 3,
                                                .content = UNSIGNED,
                                                .time = when});
    send_wrong(buf_str(&url),
               (const char *[]){"x-amz-content-sha256: " UNSIGNED, buf_str(&date), buf_str(&auth),
                                "Expect:"},
               p, n);
    buf_release(&plain);
    buf_release(&path);
    buf_release(&url);
    buf_release(&date);
    buf_release(&auth);
}
