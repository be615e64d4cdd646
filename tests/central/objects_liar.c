/* Servers that are none: what they answer is looked at and nothing else happens. */
#include "model/base/clock.h"
#include "model/log.h"
#include "tests/lib/liar.h"
#include "tests/lib/s3.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PHOTO "photo"
#define SECRET "s3cr3t-of-the-test"
#define OK200 "HTTP/1.1 200 OK\r\n"
#define ERROR(code) "<?xml version='1.0'?><Error><Code>" code "</Code></Error>"

static const struct {
    const char *name;
    enum object_verb verb;
    struct liar_says says;
    enum fault fault;
    const char *why; /* contained in it; NULL: anything */
} cases[] = {
    {"a body without an end",
     OBJECT_GET,
     {OK200 "\r\n", "aaaaaaaa", 1, 0},
     FAULT_OTHER,
     "longer than the photo"},
    {"the same in chunks",
     OBJECT_GET,
     {OK200 "Transfer-Encoding: chunked\r\n\r\n", "8\r\naaaaaaaa\r\n", 1, 0},
     FAULT_OTHER,
     "longer than the photo"},
    {"a length that is too large",
     OBJECT_GET,
     {OK200 "Content-Length: 5000000000\r\n\r\naaaaaaaa", "aaaaaaaa", 1, 0},
     FAULT_OTHER,
     "longer than the photo"},
    {"fewer bytes than said",
     OBJECT_GET,
     {OK200 "Content-Length: 5\r\n\r\nabc", NULL, 1, 0},
     FAULT_AGAIN,
     NULL},
    {"a length that is too small",
     OBJECT_GET,
     {OK200 "Content-Length: 3\r\n\r\nabcde", NULL, 1, 0},
     FAULT_OTHER,
     "another length"},
    {"a length below zero",
     OBJECT_GET,
     {OK200 "Content-Length: -5\r\n\r\nabcde", NULL, 1, 0},
     FAULT_SERVER,
     NULL},
    {"a length that is no number of 64 bits",
     OBJECT_HEAD,
     {OK200 "Content-Length: 99999999999999999999999\r\n\r\n", NULL, 1, 0},
     FAULT_OTHER,
     NULL},
    {"headers without an end",
     OBJECT_GET,
     {OK200, "X-Long: aaaaaaaaaaaaaaaa\r\n", 1, 0},
     FAULT_OTHER,
     "does not end"},
    {"one header without an end",
     OBJECT_GET,
     {OK200 "X-Long: ", "aaaaaaaaaaaaaaaa", 1, 0},
     FAULT_OTHER,
     NULL},
    {"continue without an end",
     OBJECT_PUT,
     {"", "HTTP/1.1 100 Continue\r\n\r\n", 1, 0},
     FAULT_OTHER,
     "does not end"},
    {"an error without an end",
     OBJECT_GET,
     {"HTTP/1.1 403 Forbidden\r\n\r\n", "aaaaaaaaaaaaaaaa", 1, 0},
     FAULT_DENIED,
     "403"},
    {"no HTTP at all", OBJECT_GET, {"\x16\x03\x01\x02\x03", NULL, 1, 0}, FAULT_SERVER, NULL},
    {"an answer of 1993", OBJECT_GET, {"photo", NULL, 1, 0}, FAULT_SERVER, NULL},
    {"nothing", OBJECT_GET, {NULL, NULL, 1, 0}, FAULT_AGAIN, NULL},
    {"silence", OBJECT_GET, {NULL, NULL, 0, 0}, FAULT_AGAIN, NULL},
    {"silence behind half an answer",
     OBJECT_GET,
     {OK200 "Content-Length: 5\r\n\r\nab", NULL, 0, 0},
     FAULT_AGAIN,
     NULL},
    {"an error of the server",
     OBJECT_PUT,
     {"HTTP/1.1 500 X\r\n\r\n", NULL, 1, 0},
     FAULT_AGAIN,
     "500"},
    {"out of service",
     OBJECT_PUT,
     {"HTTP/1.1 503 X\r\n\r\n" ERROR("SlowDown"), NULL, 1, 0},
     FAULT_AGAIN,
     "503 SlowDown"},
    {"too many requests", OBJECT_GET, {"HTTP/1.1 429 X\r\n\r\n", NULL, 1, 0}, FAULT_AGAIN, "429"},
    {"too slow for it",
     OBJECT_PUT,
     {"HTTP/1.1 400 X\r\n\r\n" ERROR("RequestTimeout"), NULL, 1, 0},
     FAULT_AGAIN,
     "400 RequestTimeout"},
    {"no room", OBJECT_PUT, {"HTTP/1.1 507 X\r\n\r\n", NULL, 1, 0}, FAULT_FULL, "507"},
    {"a password, please",
     OBJECT_GET,
     {"HTTP/1.1 401 X\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n", NULL, 1, 0},
     FAULT_LOGIN,
     "401"},
    {"a bucket elsewhere",
     OBJECT_GET,
     {"HTTP/1.1 301 X\r\n\r\n" ERROR("PermanentRedirect"), NULL, 1, 0},
     FAULT_NOT_SET_UP,
     "301 PermanentRedirect"},
    {"odd signs in an error",
     OBJECT_GET,
     {"HTTP/1.1 418 \x1b[2J\xff\r\n\r\n" ERROR("A\x1b[2J<script>"), NULL, 1, 0},
     FAULT_OTHER,
     "418 A"},
    {"no object of a put",
     OBJECT_PUT,
     {"HTTP/1.1 404 X\r\n\r\n", NULL, 1, 0},
     FAULT_NOT_SET_UP,
     "404"},
    {"a put that ends with no length",
     OBJECT_PUT,
     {OK200 "\r\n", NULL, 1, 0},
     FAULT_OTHER,
     "how long"},
    {"a put that ends with another length",
     OBJECT_PUT,
     {OK200 "Content-Length: 0\r\n\r\n", NULL, 1, 0},
     FAULT_OTHER,
     "another length"},
    {"no content", OBJECT_GET, {"HTTP/1.1 204 X\r\n\r\n", NULL, 1, 0}, FAULT_OTHER, "204"},
    {"a part",
     OBJECT_GET,
     {"HTTP/1.1 206 X\r\nContent-Length: 5\r\n\r\nphoto", NULL, 1, 0},
     FAULT_OTHER,
     "206"},
};

static struct objects *open_at(int port)
{
    struct swift s = {0};
    struct object_store_settings settings;

    snprintf(s.endpoint, sizeof s.endpoint, "http://127.0.0.1:%d", port);
    settings = s3_settings(&s, "");
    snprintf(settings.secret, sizeof settings.secret, "%s", SECRET);
    settings.connect_s = settings.stall_s = 1;
    return objects_new(&settings);
}

static struct object_answer ask(struct objects *o, enum object_verb verb)
{
    struct hash h = sha256(PHOTO, strlen(PHOTO));
    struct buf got = BUF_INIT;
    struct object_answer a;

    if (verb == OBJECT_PUT)
        a = s3_put(o, PHOTO, strlen(PHOTO));
    else if (verb == OBJECT_HEAD)
        a = s3_head(o, h.b);
    else
        a = s3_get(o, h.b, strlen(PHOTO), &got);
    ok(got.len <= strlen(PHOTO), "no more bytes than asked for");
    buf_release(&got);
    return a;
}

static bool is_printable(const char *s)
{
    for (; *s; s++)
        if (*s < ' ' || *s > '~')
            return false;
    return true;
}

static void check_cases(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct liar l;
        struct objects *o;
        struct object_answer a;
        int64_t begun = clock_mono_ms();

        liar_begin(&l, &cases[i].says);
        o = open_at(l.port);
        a = ask(o, cases[i].verb);
        is_int(a.fault, cases[i].fault, "%s: %s", cases[i].name, a.why);
        ok(!cases[i].why || strstr(a.why, cases[i].why), "  for the reason: %s", a.why);
        ok(is_printable(a.why) && !strstr(a.why, SECRET), "  in plain signs, without the secret");
        ok(clock_mono_ms() - begun < 15000, "  in time");
        objects_free(o);
        liar_end(&l);
    }
}

static void check_redirect(void)
{
    char says[200];
    int port, watch = liar_watch(&port);
    struct liar l;
    struct objects *o;
    struct object_answer a;

    snprintf(says, sizeof says,
             "HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:%d/photos\r\nContent-Length: 0\r\n\r\n",
             port);
    liar_begin(&l, &(struct liar_says){.first = says, .close = 1});
    o = open_at(l.port);
    for (int verb = OBJECT_PUT; verb <= OBJECT_GET; verb++) {
        a = ask(o, (enum object_verb)verb);
        is_int(a.fault, FAULT_NOT_SET_UP, "sent to another host: %s", a.why);
    }
    is_int(liar_visitors(watch), 0, "nobody went there");
    objects_free(o);
    liar_end(&l);
    close(watch);
}

/* A proxy of the environment sees nothing of a store on this machine. */
static void check_proxy(void)
{
    char address[64];
    int port, watch = liar_watch(&port);
    struct liar l;
    struct objects *o;
    struct object_answer a;

    snprintf(address, sizeof address, "http://127.0.0.1:%d", port);
    setenv("http_proxy", address, 1);
    setenv("ALL_PROXY", address, 1);
    liar_begin(&l,
               &(struct liar_says){.first = OK200 "Content-Length: 5\r\n\r\nphoto", .close = 1});
    o = open_at(l.port);
    a = ask(o, OBJECT_GET);
    ok(a.fault == 0 && a.size == 5, "a plain answer is taken: %s", a.why);
    is_int(liar_visitors(watch), 0, "no proxy was asked");
    objects_free(o);
    liar_end(&l);
    close(watch);
}

int main(void)
{
    check_cases();
    check_redirect();
    check_proxy();
    return tap_done();
}
