/* What may stand in the settings of an object store, and where an object goes. */
#include "sync/central/object_store.h"
#include "model/base/file.h"
#include "sync/central/settings.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
    const char *url;
    const char *bucket, *prefix; /* NULL: refused */
} urls[] = {
    {"s3://photos", "photos", ""},
    {"s3://photos/", "photos", ""},
    {"s3://photos/2026/survey/", "photos", "2026/survey"},
    {"s3://photos/病院 A+b/%41<b>'", "photos", "病院 A+b/%41<b>'"},
    {"s3://a.b-c9", "a.b-c9", ""},
    {"s3://photos/...", "photos", "..."},
    {"https://photos", NULL, NULL},
    {"S3://photos", NULL, NULL},
    {"s3://", NULL, NULL},
    {"s3://ab", NULL, NULL},
    {"s3://Photos", NULL, NULL},
    {"s3://user:word@photos", NULL, NULL},
    {"s3://-photos", NULL, NULL},
    {"s3://photos.", NULL, NULL},
    {"s3://pho..tos", NULL, NULL},
    {"s3://photos?x=y", NULL, NULL},
    {"s3://photos/a//b", NULL, NULL},
    {"s3://photos/../other", NULL, NULL},
    {"s3://photos/a/.", NULL, NULL},
    {"s3://photos/a\nb", NULL, NULL},
    {"s3://photos/\xff\xfe", NULL, NULL},
};

static void check_urls(void)
{
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct object_store_settings s = {.bucket = "as-before"};
        struct err e;
        int rc = object_store_url(&s, urls[i].url, &e);

        if (!urls[i].bucket) {
            ok(rc == -ERR_INVALID && strcmp(s.bucket, "as-before") == 0, "refused: %s",
               urls[i].url);
        } else {
            is_ok(rc, &e, "%s", urls[i].url);
            is_str(s.bucket, urls[i].bucket, "  its bucket");
            is_str(s.prefix, urls[i].prefix, "  its prefix");
        }
    }
}

static void check_long(void)
{
    struct object_store_settings s = {0};
    char url[400], part[400];

    memset(part, 'a', sizeof part);
    snprintf(url, sizeof url, "s3://%.63s/%.255s", part, part);
    is_int(object_store_url(&s, url, NULL), 0, "the longest bucket and prefix");
    snprintf(url, sizeof url, "s3://%.64s", part);
    is_int(object_store_url(&s, url, NULL), -ERR_INVALID, "a longer bucket");
    snprintf(url, sizeof url, "s3://abc/%.256s", part);
    is_int(object_store_url(&s, url, NULL), -ERR_INVALID, "a longer prefix");
}

static const struct {
    const char *endpoint;
    int plain, rc;
} endpoints[] = {
    {"https://s3.example.jp", 0, 0},
    {"https://s3.example.jp:9000", 0, 0},
    {"http://127.0.0.1:8080", 0, 0},
    {"http://localhost", 0, 0},
    {"http://[::1]:8080", 0, 0},
    {"http://s3.example.jp", 0, -ERR_REFUSED},
    {"http://s3.example.jp", 1, 0},
    {"http://127.0.0.1.example.jp", 0, -ERR_REFUSED},
    {"http://localhost.example.jp", 0, -ERR_REFUSED},
    {"ftp://s3.example.jp", 1, -ERR_INVALID},
    {"s3.example.jp", 1, -ERR_INVALID},
    {"https://", 0, -ERR_INVALID},
    {"https://user:word@s3.example.jp", 0, -ERR_INVALID},
    {"https://s3.example.jp/path", 0, -ERR_INVALID},
    {"https://s3.example.jp?x", 0, -ERR_INVALID},
    {"https://s3.example.jp:port", 0, -ERR_INVALID},
    {"https://s3.example.jp:", 0, -ERR_INVALID},
    {"https://s3.example.jp\r\nx: y", 0, -ERR_INVALID},
    {"https://[::1", 0, -ERR_INVALID},
};

static struct object_store_settings good(void)
{
    return (struct object_store_settings){.bucket = "photos", .access = "key", .secret = "s3cr3t"};
}

static void check_endpoints(void)
{
    for (size_t i = 0; i < sizeof endpoints / sizeof *endpoints; i++) {
        struct object_store_settings s = good();

        snprintf(s.endpoint, sizeof s.endpoint, "%s", endpoints[i].endpoint);
        s.plain_http = endpoints[i].plain;
        is_int(object_store_check(&s, NULL), endpoints[i].rc, "%s%s", endpoints[i].endpoint,
               endpoints[i].plain ? ", plain http allowed" : "");
    }
}

static void check_defaults(void)
{
    struct object_store_settings s = good();
    struct err e = {0};

    is_ok(object_store_check(&s, &e), &e, "bucket, key and secret are enough");
    is_str(s.endpoint, "https://s3.us-east-1.amazonaws.com", "the endpoint is Amazon's");
    is_int(s.connect_s * 100 + s.stall_s, 1030, "10 s to connect, 30 s without a byte");
    s = good();
    snprintf(s.region, sizeof s.region, "ap-northeast-1");
    object_store_check(&s, &e);
    is_str(object_store_host(&s), "s3.ap-northeast-1.amazonaws.com", "of the region");
    s = good();
    snprintf(s.region, sizeof s.region, "a/b");
    is_int(object_store_check(&s, &e), -ERR_INVALID, "a region is a word");
    s = good();
    snprintf(s.secret, sizeof s.secret, "two words");
    is_int(object_store_check(&s, &e), -ERR_INVALID, "so is a secret");
    ok(!strstr(e.subject, "words") && !strstr(e.detail, "words"), "which no message repeats");
    s = good();
    s.access[0] = '\0';
    is_int(object_store_check(&s, &e), -ERR_INVALID, "a key must be there");
}

static void check_path(void)
{
    struct object_store_settings s = good();
    struct buf b = BUF_INIT;
    uint8_t hash[32];

    for (int i = 0; i < 32; i++)
        hash[i] = (uint8_t)(0xab + i);
    object_store_path(&b, &s, hash);
    is_str(buf_str(&b),
           "/photos/ab/abacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9ca",
           "without a prefix");
    buf_reset(&b);
    snprintf(s.prefix, sizeof s.prefix, "2026/x");
    object_store_path(&b, &s, hash);
    ok(strncmp(buf_str(&b), "/photos/2026/x/ab/abac", 22) == 0, "with one");
    buf_release(&b);
}

static void check_frame(void)
{
    struct object_store_settings s = good(), back;
    struct buf b = BUF_INIT;
    struct wire w;

    snprintf(s.prefix, sizeof s.prefix, "病院");
    snprintf(s.ca_file, sizeof s.ca_file, "/etc/ca.pem");
    s.plain_http = true;
    object_store_check(&s, NULL);
    object_store_put(&b, &s);
    w = wire_of(b.p, b.len);
    ok(object_store_take(&w, &back) && w.left == 0, "a frame holds the settings");
    ok(memcmp(&s, &back, sizeof s) == 0, "as they were");
    for (size_t n = 0; n < b.len; n++) {
        w = wire_of(b.p, n);
        if (object_store_take(&w, &back) || back.secret[0])
            break;
        if (n + 1 == b.len)
            ok(true, "each shorter frame is none, and leaves no secret");
    }
    buf_reset(&b);
    wire_put_text(&b, "a-bucket-with-a-name-that-is-longer-than-any-that-a-server-would-take");
    for (int i = 0; i < 6; i++)
        wire_put_text(&b, "x");
    for (int i = 0; i < 6; i++)
        buf_putc(&b, 0);
    w = wire_of(b.p, b.len);
    ok(!object_store_take(&w, &back) && !back.secret[0], "so is one with a text that does not fit");
    object_store_forget(&s);
    ok(!s.secret[0] && !s.access[0], "forgotten");
    buf_release(&b);
}

/* ---- out of the settings file ---- */

static int load(const char *workspace, const char *text, const char *photos,
                struct object_store_settings *out, struct err *e)
{
    struct central_settings s;
    char path[400];
    int rc;

    snprintf(path, sizeof path, "%s/identity", workspace);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/identity/central.conf", workspace);
    if (file_write(path, text, strlen(text), e) != 0 || chmod(path, 0600) != 0)
        bail("%s", path);
    rc = central_settings_load(&s, workspace, NULL, e);
    if (rc == 0) {
        central_settings_photos(&s, photos);
        rc = central_objects(&s, out, e);
    }
    central_settings_release(&s);
    central_settings_release(&s); /* twice is fine */
    return rc;
}

#define SERVER "server = postgresql://central.example/genba\n"
#define KEY "s3_access_key = key\ns3_secret_key = s3cr3t\n"

static void check_settings(void)
{
    struct object_store_settings s;
    struct err e = {0};
    char dir[256], ca[400], long_text[1000];

    tmpdir_make(dir, sizeof dir);
    is_int(load(dir, SERVER, NULL, &s, &e), 0, "settings that name no object store");
    is_int(load(dir, SERVER "timeout = 7\nphotos = s3://photos/2026\n" KEY, NULL, &s, &e), 1,
           "settings that name one");
    is_str(s.bucket, "photos", "  its bucket");
    is_str(s.prefix, "2026", "  its prefix");
    is_str(s.endpoint, "https://s3.us-east-1.amazonaws.com", "  Amazon's, when no other is named");
    is_str(s.secret, "s3cr3t", "  its secret");
    is_int(s.stall_s, 7, "  the time without a byte");
    snprintf(ca, sizeof ca, "%s/identity/s3.crt", dir);
    is_int(load(dir,
                SERVER "photos = s3://photos\ns3_endpoint = http://10.0.0.1:9000\n"
                       "s3_region = jp\ns3_authority = s3.crt\ns3_plain_http = yes\n" KEY,
                NULL, &s, &e),
           1, "all of them");
    is_str(s.ca_file, ca, "  a file beside the settings");
    is_str(s.region, "jp", "  the region");
    is_int(load(dir, SERVER "photos = s3://photos\ns3_endpoint = http://10.0.0.1:9000\n" KEY, NULL,
                &s, &e),
           -ERR_REFUSED, "plain http to another machine is refused");
    is_int(load(dir, SERVER KEY, "s3://elsewhere/x", &s, &e), 1, "--photos alone");
    is_str(s.bucket, "elsewhere", "  is the one");
    is_int(load(dir, SERVER "photos = s3://photos\n", NULL, &s, &e), -ERR_INVALID,
           "no key: refused");
    snprintf(long_text, sizeof long_text, SERVER "photos = s3://photos\n%s = s3cr3t%0300d\n",
             "s3_secret_key", 0);
    is_int(load(dir, long_text, NULL, &s, &e), -ERR_INVALID, "a secret that does not fit");
    ok(!strstr(e.subject, "s3cr3t") && !strstr(e.detail, "s3cr3t"), "  is not repeated");
    tmpdir_remove(dir);
}

static void place_is(const char *endpoint, const char *prefix, const char *want)
{
    struct object_store_settings s = {.bucket = "photos", .access = "key", .secret = "s"};
    char place[OBJECT_PLACE_MAX];
    struct err e;

    snprintf(s.endpoint, sizeof s.endpoint, "%s", endpoint);
    snprintf(s.prefix, sizeof s.prefix, "%s", prefix);
    if (object_store_check(&s, &e) != 0)
        bail("%s", endpoint);
    object_store_place(place, &s);
    is_str(place, want, "the place of %s %s", endpoint, prefix);
}

/* Whoever sets the store up need not be able to open it. */
static void check_where(void)
{
    struct object_store_settings s = {.bucket = "photos"};
    char place[OBJECT_PLACE_MAX];
    struct err e = {0};

    is_ok(object_store_where(&s, &e), &e, "settings without key and secret are a place");
    object_store_place(place, &s);
    is_str(place, "s3.us-east-1.amazonaws.com/photos", "  namely");
    snprintf(s.endpoint, sizeof s.endpoint, "s3.example");
    is_int(object_store_where(&s, &e), -ERR_INVALID, "an endpoint is an address");
}

static void check_place(void)
{
    char place[OBJECT_PLACE_MAX] = "x", long_host[300];
    struct object_store_settings s = {.bucket = ""};

    place_is("", "", "s3.us-east-1.amazonaws.com/photos");
    place_is("https://S3.Example.jp", "2026/a b", "s3.example.jp/photos/2026/a b");
    place_is("https://s3.example.jp:443", "", "s3.example.jp/photos");
    place_is("http://127.0.0.1:80", "", "127.0.0.1/photos");
    place_is("http://127.0.0.1:443", "", "127.0.0.1:443/photos");
    place_is("https://s3.example.jp:9443", "A", "s3.example.jp:9443/photos/A");
    place_is("https://[::1]:443", "", "[::1]/photos");
    object_store_place(place, &s);
    is_str(place, "", "settings without a bucket have none");
    memset(&s, 'a', sizeof s);
    s.bucket[63] = s.prefix[255] = s.endpoint[255] = '\0';
    snprintf(long_host, sizeof long_host, "https://%.247s", s.endpoint + 8);
    memcpy(s.endpoint, long_host, sizeof s.endpoint);
    object_store_place(place, &s);
    is_int((int64_t)strlen(place), 247 + 1 + 63 + 1 + 255, "the longest of all is whole");
}

int main(void)
{
    check_urls();
    check_long();
    check_endpoints();
    check_defaults();
    check_path();
    check_place();
    check_where();
    check_frame();
    check_settings();
    return tap_done();
}
