/* Request signing against the examples of "Authenticating Requests: Using the
 * Authorization Header" of the Amazon S3 API reference. */
#include "sync/central/sigv4.h"
#include "tests/lib/tap.h"

#include <string.h>

#define HOST "examplebucket.s3.amazonaws.com"
#define WHEN "20130524T000000Z"
#define SCOPE "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"
#define WELCOME "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"

static const struct sigv4_key key = {
    .access = "AKIAIOSFODNN7EXAMPLE",
    .secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    .region = "us-east-1",
    .service = "s3",
};

static const struct sigv4_header get_headers[] = {{"host", HOST},
                                                  {"range", "bytes=0-9"},
                                                  {"x-amz-content-sha256", SIGV4_EMPTY},
                                                  {"x-amz-date", WHEN}};
static const struct sigv4_header put_headers[] = {{"date", "Fri, 24 May 2013 00:00:00 GMT"},
                                                  {"host", HOST},
                                                  {"x-amz-content-sha256", WELCOME},
                                                  {"x-amz-date", WHEN},
                                                  {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
static const struct sigv4_header list_headers[] = {
    {"host", HOST}, {"x-amz-content-sha256", SIGV4_EMPTY}, {"x-amz-date", WHEN}};

static const struct example {
    const char *name;
    struct sigv4_request request;
    const char *signed_headers, *canonical_hash, *signature;
} examples[] = {
    {"GET Object",
     {"GET", "/test.txt", "", get_headers, 4, SIGV4_EMPTY, WHEN},
     "host;range;x-amz-content-sha256;x-amz-date",
     "7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972",
     "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
    {"PUT Object",
     {"PUT", "/test%24file.text", "", put_headers, 5, WELCOME, WHEN},
     "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
     "9e0e90d9c76de8fa5b200d8c849cd5b8dc7a3be3951ddb7f6a76b4158342019d",
     "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
    {"GET Bucket Lifecycle",
     {"GET", "/", "lifecycle=", list_headers, 3, SIGV4_EMPTY, WHEN},
     "host;x-amz-content-sha256;x-amz-date",
     "9766c798316ff2757b517bc739a67f6213b4ab36dd5da2f94eaebf79c77395ca",
     "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
    {"GET Bucket (List Objects)",
     {"GET", "/", "max-keys=2&prefix=J", list_headers, 3, SIGV4_EMPTY, WHEN},
     "host;x-amz-content-sha256;x-amz-date",
     "df57d21db20da04d7fa30298dd4488ba3a2b47ca3a489c74750e0f1e7df1b9b7",
     "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
};

static void check_example(const struct example *x)
{
    struct buf got = BUF_INIT, want = BUF_INIT;

    sigv4_to_sign(&got, &key, &x->request);
    buf_addf(&want, "AWS4-HMAC-SHA256\n%s\n20130524/us-east-1/s3/aws4_request\n%s", WHEN,
             x->canonical_hash);
    is_str(buf_str(&got), buf_str(&want), "%s: the string to sign", x->name);
    buf_reset(&got);
    buf_reset(&want);
    sigv4_authorization(&got, &key, &x->request);
    buf_addf(&want, "AWS4-HMAC-SHA256 Credential=" SCOPE ",SignedHeaders=%s,Signature=%s",
             x->signed_headers, x->signature);
    is_str(buf_str(&got), buf_str(&want), "%s: the header", x->name);
    buf_release(&got);
    buf_release(&want);
}

static void check_canonical(void)
{
    struct buf b = BUF_INIT;

    sigv4_canonical(&b, &examples[0].request);
    is_str(buf_str(&b),
           "GET\n/test.txt\n\nhost:" HOST "\nrange:bytes=0-9\nx-amz-content-sha256:" SIGV4_EMPTY
           "\nx-amz-date:" WHEN "\n\nhost;range;x-amz-content-sha256;x-amz-date\n" SIGV4_EMPTY,
           "the canonical request of GET Object, byte for byte");
    buf_release(&b);
}

static void check_escape(void)
{
    struct buf b = BUF_INIT;

    sigv4_escape(&b, "病院 A+b/写真%&'<b>~-._", true);
    is_str(buf_str(&b), "%E7%97%85%E9%99%A2%20A%2Bb/%E5%86%99%E7%9C%9F%25%26%27%3Cb%3E~-._",
           "a path keeps its slashes");
    buf_reset(&b);
    sigv4_escape(&b, "a/b=c", false);
    is_str(buf_str(&b), "a%2Fb%3Dc", "a query does not");
    buf_release(&b);
}

static void check_time(void)
{
    char text[SIGV4_TIME_LEN + 1];
    uint8_t hash[32];
    char hex[SIGV4_HEX_LEN + 1];

    sigv4_time(text, 1369353600);
    is_str(text, WHEN, "the time of the examples");
    sigv4_time(text, 1798761599);
    is_str(text, "20261231T235959Z", "the last second of a year, in UTC");
    for (int i = 0; i < 32; i++)
        hash[i] = (uint8_t)(i * 8 + 7);
    sigv4_hex(hex, hash);
    is_str(hex, "070f171f272f373f474f575f676f777f878f979fa7afb7bfc7cfd7dfe7eff7ff", "hex");
}

/* One bit of the secret, of the content or of the time is another signature. */
static void check_sensitive(void)
{
    static const struct sigv4_header later[] = {
        {"host", HOST}, {"x-amz-content-sha256", SIGV4_EMPTY}, {"x-amz-date", "20130524T000001Z"}};
    struct sigv4_key other = key;
    struct sigv4_request r = examples[3].request;
    struct buf base = BUF_INIT, b = BUF_INIT;

    sigv4_authorization(&base, &key, &r);
    other.secret = "xJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    sigv4_authorization(&b, &other, &r);
    ok(strcmp(buf_str(&base), buf_str(&b)) != 0, "another secret, another signature");
    ok(strstr(buf_str(&b), other.secret) == NULL, "the secret is not in it");
    buf_reset(&b);
    r.headers = later;
    r.time = "20130524T000001Z";
    sigv4_authorization(&b, &key, &r);
    ok(strcmp(buf_str(&base), buf_str(&b)) != 0, "a second later, another signature");
    buf_reset(&b);
    r = examples[3].request;
    r.content = WELCOME;
    sigv4_authorization(&b, &key, &r);
    ok(strcmp(buf_str(&base), buf_str(&b)) != 0, "other content, another signature");
    buf_release(&b);
    buf_release(&base);
}

int main(void)
{
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        check_example(&examples[i]);
    check_canonical();
    check_escape();
    check_time();
    check_sensitive();
    return tap_done();
}
