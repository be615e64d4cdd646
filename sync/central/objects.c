#include "sync/central/objects.h"

#include "model/base/clock.h"
#include "sync/central/object_faults.h"
#include "sync/central/sigv4.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#define SAID_MAX ((size_t)16 << 10)    /* of an answer that is no object */
#define HEADERS_MAX ((size_t)64 << 10) /* all lines of an answer */
#define UNSENT_MAX (64 << 10)          /* bytes that the kernel has and that are not under way */
#define NO_FD_MS 100                   /* libcurl does something that has no descriptor */

struct transfer {
    struct objects *o;
    struct transfer *next;
    enum object_verb verb; /* what is asked for now: a put ends with a head */
    bool confirming;       /* the head of a put */
    uint8_t sha256[32];
    struct object_body body;
    uint64_t at;      /* of the body, sent */
    uint64_t size;    /* of the object, wanted */
    uint64_t got;     /* of the object, received */
    uint64_t moved;   /* either way, of this request */
    int64_t moved_ms; /* when that last grew */
    size_t headers;   /* bytes */
    const char *cut;  /* why it was given up here; NULL: it was not */
    struct buf said;
    struct object_sink sink;
    CURL *easy; /* NULL: waits */
    struct curl_slist *lines;
    char error[CURL_ERROR_SIZE];
};

struct objects {
    struct object_store_settings s;
    CURLM *multi;
    struct transfer *running, *first, **last; /* first..: those that wait, in order */
    size_t waiting, at_once;
};

static const char *const methods[] = {
    [OBJECT_PUT] = "PUT", [OBJECT_HEAD] = "HEAD", [OBJECT_GET] = "GET"};

struct objects *objects_new(const struct object_store_settings *s)
{
    struct objects *o = xcalloc(1, sizeof *o);

    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || !(o->multi = curl_multi_init()))
        out_of_memory();
    o->s = *s;
    o->last = &o->first;
    return o;
}

static void detach(struct transfer *t)
{
    if (!t->easy)
        return;
    curl_multi_remove_handle(t->o->multi, t->easy);
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->lines);
    t->easy = NULL;
    t->lines = NULL;
}

static void transfers_free(struct transfer *t)
{
    while (t) {
        struct transfer *next = t->next;

        detach(t);
        buf_release(&t->said);
        free(t);
        t = next;
    }
}

void objects_free(struct objects *o)
{
    if (!o)
        return;
    transfers_free(o->running);
    transfers_free(o->first);
    curl_multi_cleanup(o->multi);
    curl_global_cleanup();
    object_store_forget(&o->s);
    free(o);
}

/* ---- what libcurl calls ---- */

static size_t on_header(char *p, size_t size, size_t n, void *ctx)
{
    struct transfer *t = ctx;

    (void)p;
    t->headers += size * n;
    if (t->headers <= HEADERS_MAX)
        return size * n;
    t->cut = "the answer's head does not end";
    return 0;
}

static bool is_object(const struct transfer *t)
{
    long status = 0;

    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    return t->verb == OBJECT_GET && status == 200;
}

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
    struct transfer *t = ctx;

    n *= size;
    if (!is_object(t)) {
        if (n > SAID_MAX - t->said.len)
            t->cut = "the answer does not end";
        else
            buf_add(&t->said, p, n);
    } else if (n > t->size - t->got) {
        t->cut = "the object is longer than the photo";
    } else {
        t->got += n;
        if (!t->sink.bytes(t->sink.ctx, p, n))
            t->cut = "not wanted any more";
    }
    return t->cut ? 0 : n;
}

static size_t on_read(char *out, size_t size, size_t n, void *ctx)
{
    struct transfer *t = ctx;
    uint64_t left = t->body.size - t->at;
    size_t want = size * n < left ? size * n : (size_t)left;
    ssize_t got = (ssize_t)want;

    if (t->body.bytes)
        memcpy(out, (const char *)t->body.bytes + t->at, want);
    else
        got = pread(t->body.fd, out, want, (off_t)t->at);
    if (got < 0 || (want > 0 && got == 0)) {
        t->cut = "the photo cannot be read";
        return CURL_READFUNC_ABORT;
    }
    t->at += (uint64_t)got;
    return (size_t)got;
}

static int on_progress(void *ctx, curl_off_t all_in, curl_off_t in, curl_off_t all_out,
                       curl_off_t out)
{
    struct transfer *t = ctx;
    uint64_t moved = (uint64_t)in + (uint64_t)out;

    (void)all_in;
    (void)all_out;
    if (moved <= t->moved)
        return 0;
    t->moved = moved;
    t->moved_ms = clock_mono_ms();
    if (t->sink.moved)
        t->sink.moved(t->sink.ctx, moved);
    return 0;
}

/* Sent once more on another connection: an idle one was closed by the server. */
static int on_seek(void *ctx, curl_off_t offset, int origin)
{
    struct transfer *t = ctx;

    if (origin != SEEK_SET || offset < 0 || (uint64_t)offset > t->body.size)
        return CURL_SEEKFUNC_CANTSEEK;
    t->at = (uint64_t)offset;
    return CURL_SEEKFUNC_OK;
}

/* On a slow line the kernel would take megabytes at once: nothing would move then for
 * longer than stall_s, although all is well. */
static int on_socket(void *ctx, curl_socket_t fd, curlsocktype what)
{
    int most = UNSENT_MAX;

    (void)ctx;
    (void)what;
    setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &most, sizeof most);
    return CURL_SOCKOPT_OK;
}

/* ---- one request ---- */

static void add_line(struct transfer *t, const char *name, const char *value)
{
    struct buf line = BUF_INIT;
    struct curl_slist *more;

    buf_addf(&line, "%s: %s", name, value);
    more = curl_slist_append(t->lines, buf_str(&line));
    if (!more)
        out_of_memory();
    t->lines = more;
    buf_release(&line);
}

static void sign(struct transfer *t, const char *path)
{
    const struct object_store_settings *s = &t->o->s;
    const struct sigv4_key key = {s->access, s->secret, s->region, "s3"};
    char hash[SIGV4_HEX_LEN + 1], when[SIGV4_TIME_LEN + 1];
    struct buf authorization = BUF_INIT;

    sigv4_hex(hash, t->sha256);
    sigv4_time(when, clock_now_ms() / 1000);
    const struct sigv4_header headers[] = {
        {"host", object_store_host(s)},
        {"x-amz-content-sha256", t->verb == OBJECT_PUT ? hash : SIGV4_EMPTY},
        {"x-amz-date", when},
    };
    const struct sigv4_request r = {.method = methods[t->verb],
                                    .path = path,
                                    .query = "",
                                    .headers = headers,
                                    .n = sizeof headers / sizeof *headers,
                                    .content = headers[1].value,
                                    .time = when};

    sigv4_authorization(&authorization, &key, &r);
    for (size_t i = 0; i < r.n; i++)
        add_line(t, headers[i].name, headers[i].value);
    add_line(t, "authorization", buf_str(&authorization));
    buf_release(&authorization);
}

static void limits(CURL *easy, const struct object_store_settings *s)
{
    bool plain = strncmp(s->endpoint, "http://", 7) == 0;

    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)s->connect_s);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, on_socket);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (s->ca_file[0])
        curl_easy_setopt(easy, CURLOPT_CAINFO, s->ca_file);
    if (plain) /* a proxy of the environment would read along */
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
}

static void hooks(struct transfer *t)
{
    curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
    curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->error);
    curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->lines);
    curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(t->easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(t->easy, CURLOPT_XFERINFODATA, t);
    if (t->verb == OBJECT_HEAD)
        curl_easy_setopt(t->easy, CURLOPT_NOBODY, 1L);
    if (t->verb != OBJECT_PUT)
        return;
    curl_easy_setopt(t->easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(t->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->body.size);
    curl_easy_setopt(t->easy, CURLOPT_UPLOAD_BUFFERSIZE, 512L << 10);
    curl_easy_setopt(t->easy, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(t->easy, CURLOPT_READDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_SEEKFUNCTION, on_seek);
    curl_easy_setopt(t->easy, CURLOPT_SEEKDATA, t);
}

/* Signed now: a signature is good for a quarter of an hour. */
static void begin(struct transfer *t)
{
    struct buf plain = BUF_INIT, path = BUF_INIT, url = BUF_INIT;

    t->easy = curl_easy_init();
    if (!t->easy)
        out_of_memory();
    t->at = t->got = t->moved = t->headers = 0;
    t->moved_ms = clock_mono_ms();
    t->error[0] = '\0';
    buf_reset(&t->said);
    object_store_path(&plain, &t->o->s, t->sha256);
    sigv4_escape(&path, buf_str(&plain), true);
    buf_addf(&url, "%s%s", t->o->s.endpoint, buf_str(&path));
    sign(t, buf_str(&path));
    curl_easy_setopt(t->easy, CURLOPT_URL, buf_str(&url));
    curl_easy_setopt(t->easy, CURLOPT_PATH_AS_IS, 1L);
    limits(t->easy, &t->o->s);
    hooks(t);
    if (curl_multi_add_handle(t->o->multi, t->easy) != CURLM_OK)
        out_of_memory();
    buf_release(&plain);
    buf_release(&path);
    buf_release(&url);
}

static void begin_waiting(struct objects *o)
{
    while (o->first && o->at_once < OBJECTS_AT_ONCE) {
        struct transfer *t = o->first;

        o->first = t->next;
        if (!o->first)
            o->last = &o->first;
        t->next = o->running;
        o->running = t;
        o->at_once++;
        begin(t);
    }
}

static void ask(struct objects *o, enum object_verb verb, const uint8_t sha256[32],
                const struct transfer *rest)
{
    struct transfer *t = xmalloc(sizeof *t);

    *t = *rest;
    t->o = o;
    t->verb = verb;
    memcpy(t->sha256, sha256, sizeof t->sha256);
    buf_init(&t->said, SAID_MAX + 1);
    *o->last = t;
    o->last = &t->next;
    o->waiting++;
}

void objects_put(struct objects *o, const uint8_t sha256[32], const struct object_body *body,
                 const struct object_sink *sink)
{
    ask(o, OBJECT_PUT, sha256,
        &(struct transfer){.body = *body, .size = body->size, .sink = *sink});
}

void objects_head(struct objects *o, const uint8_t sha256[32], const struct object_sink *sink)
{
    ask(o, OBJECT_HEAD, sha256, &(struct transfer){.sink = *sink});
}

void objects_get(struct objects *o, const uint8_t sha256[32], uint64_t size,
                 const struct object_sink *sink)
{
    ask(o, OBJECT_GET, sha256, &(struct transfer){.size = size, .sink = *sink});
}

/* ---- answers ---- */

static enum fault other(struct object_answer *a, const char *why)
{
    snprintf(a->why, sizeof a->why, "%s", why);
    return FAULT_OTHER;
}

/* The server answered 200. */
static enum fault judge(const struct transfer *t, struct object_answer *a)
{
    curl_off_t length = -1;

    a->found = true;
    a->size = t->verb == OBJECT_GET ? t->got : t->size;
    if (t->verb == OBJECT_HEAD) {
        curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
        if (length < 0)
            return other(a, "the server does not say how long the object is");
        a->size = (uint64_t)length;
    }
    if ((t->verb == OBJECT_GET || t->confirming) && a->size != t->size)
        return other(a, "the object has another length than the photo");
    return 0;
}

static struct object_answer answer_of(struct transfer *t, CURLcode rc)
{
    struct object_answer a = {0};
    long status = 0;

    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    if (t->cut && status < 300)
        a.fault = other(&a, t->cut);
    else if (rc != CURLE_OK && status < 300)
        a.fault = fault_of_curl(rc, t->error, a.why, sizeof a.why);
    else if (status != 200)
        a.fault = fault_of_status(status, buf_str(&t->said), a.why, sizeof a.why);
    else
        a.fault = judge(t, &a);
    /* A put that finds nothing there has no bucket, or put nothing. */
    if (a.fault == 0 && !a.found && (t->verb == OBJECT_PUT || t->confirming))
        a.fault = t->confirming ? FAULT_AGAIN : FAULT_NOT_SET_UP;
    return a;
}

static void end(struct transfer *t, const struct object_answer *a)
{
    struct objects *o = t->o;
    struct transfer **at = &o->running;

    while (*at != t)
        at = &(*at)->next;
    *at = t->next;
    t->next = NULL;
    o->at_once--;
    o->waiting--;
    t->sink.done(t->sink.ctx, a);
    transfers_free(t);
}

static void finish(struct transfer *t, CURLcode rc)
{
    struct object_answer a = answer_of(t, rc);

    detach(t);
    if (t->verb == OBJECT_PUT && a.fault == 0) {
        t->verb = OBJECT_HEAD;
        t->confirming = true;
        begin(t);
    } else {
        end(t, &a);
    }
}

/* libcurl's own limit looks at an average of five seconds, and is late by them. Before
 * the first byte there is a connection to be made. */
static int64_t stalls_ms(const struct transfer *t)
{
    const struct object_store_settings *s = &t->o->s;

    return t->moved_ms + (s->stall_s + (t->moved == 0 ? s->connect_s : 0)) * INT64_C(1000);
}

static void give_up_stalled(struct objects *o)
{
    int64_t now = clock_mono_ms();

    for (struct transfer *t = o->running, *next; t; t = next) {
        next = t->next;
        if (stalls_ms(t) <= now)
            finish(t, CURLE_OPERATION_TIMEDOUT);
    }
}

void objects_pump(struct objects *o)
{
    CURLMsg *m;
    int left;

    begin_waiting(o);
    curl_multi_perform(o->multi, &left);
    while ((m = curl_multi_info_read(o->multi, &left)) != NULL) {
        struct transfer *t = NULL;

        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
        finish(t, m->data.result);
    }
    give_up_stalled(o);
}

size_t objects_waiting(const struct objects *o)
{
    return o->waiting;
}

size_t objects_fds(struct objects *o, struct pollfd out[OBJECTS_FDS])
{
    fd_set in, write, except;
    int max = -1;
    size_t n = 0;

    FD_ZERO(&in);
    FD_ZERO(&write);
    FD_ZERO(&except);
    curl_multi_fdset(o->multi, &in, &write, &except, &max);
    for (int fd = 0; fd <= max && n < OBJECTS_FDS; fd++) {
        short events =
            (short)((FD_ISSET(fd, &in) ? POLLIN : 0) | (FD_ISSET(fd, &write) ? POLLOUT : 0));

        if (events)
            out[n++] = (struct pollfd){.fd = fd, .events = events};
    }
    return n;
}

int64_t objects_due_ms(struct objects *o)
{
    int64_t now = clock_mono_ms(), due = INT64_MAX;
    struct pollfd f[OBJECTS_FDS];
    long ms = -1;

    if (o->waiting == 0)
        return 0;
    if (o->first && o->at_once < OBJECTS_AT_ONCE)
        return now;
    curl_multi_timeout(o->multi, &ms);
    if (objects_fds(o, f) == 0 && (ms < 0 || ms > NO_FD_MS))
        ms = NO_FD_MS;
    if (ms >= 0)
        due = now + ms;
    for (const struct transfer *t = o->running; t; t = t->next)
        if (stalls_ms(t) < due)
            due = stalls_ms(t);
    return due;
}
