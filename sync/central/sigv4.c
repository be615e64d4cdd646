#include "sync/central/sigv4.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>
#include <time.h>

#define HASH_LEN 32
#define DAY_LEN 8 /* 20130524, how the time begins */
#define ALGORITHM "AWS4-HMAC-SHA256"

static bool is_plain(unsigned char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void sigv4_escape(struct buf *out, const char *text, bool path)
{
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;

        if (is_plain(c) || (path && c == '/'))
            buf_putc(out, *p);
        else
            buf_addf(out, "%%%02X", c);
    }
}

void sigv4_time(char out[SIGV4_TIME_LEN + 1], int64_t seconds)
{
    time_t t = (time_t)seconds;
    struct tm tm;

    gmtime_r(&t, &tm);
    strftime(out, SIGV4_TIME_LEN + 1, "%Y%m%dT%H%M%SZ", &tm);
}

void sigv4_hex(char out[SIGV4_HEX_LEN + 1], const uint8_t hash[32])
{
    static const char digits[] = "0123456789abcdef";

    for (int i = 0; i < HASH_LEN; i++) {
        out[2 * i] = digits[hash[i] >> 4];
        out[2 * i + 1] = digits[hash[i] & 15];
    }
    out[SIGV4_HEX_LEN] = '\0';
}

static void signed_names(struct buf *out, const struct sigv4_request *r)
{
    for (size_t i = 0; i < r->n; i++)
        buf_addf(out, "%s%s", i ? ";" : "", r->headers[i].name);
}

void sigv4_canonical(struct buf *out, const struct sigv4_request *r)
{
    buf_addf(out, "%s\n%s\n%s\n", r->method, r->path, r->query);
    for (size_t i = 0; i < r->n; i++)
        buf_addf(out, "%s:%s\n", r->headers[i].name, r->headers[i].value);
    buf_putc(out, '\n');
    signed_names(out, r);
    buf_addf(out, "\n%s", r->content);
}

static void scope(struct buf *out, const struct sigv4_key *k, const struct sigv4_request *r)
{
    buf_addf(out, "%.*s/%s/%s/aws4_request", DAY_LEN, r->time, k->region, k->service);
}

void sigv4_to_sign(struct buf *out, const struct sigv4_key *k, const struct sigv4_request *r)
{
    struct buf canonical = BUF_INIT;
    uint8_t hash[HASH_LEN];
    char hex[SIGV4_HEX_LEN + 1];

    sigv4_canonical(&canonical, r);
    if (EVP_Digest(buf_str(&canonical), canonical.len, hash, NULL, EVP_sha256(), NULL) != 1)
        out_of_memory();
    sigv4_hex(hex, hash);
    buf_addf(out, "%s\n%s\n", ALGORITHM, r->time);
    scope(out, k, r);
    buf_addf(out, "\n%s", hex);
    buf_release(&canonical);
}

static void hmac(uint8_t out[HASH_LEN], const void *key, size_t key_len, const char *text,
                 size_t len)
{
    unsigned got = HASH_LEN;

    if (!HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)text, len, out, &got))
        out_of_memory();
}

/* The key of one day, one region and one service. */
static void signing_key(uint8_t out[HASH_LEN], const struct sigv4_key *k, const char *time)
{
    struct buf first = BUF_INIT;
    uint8_t day[HASH_LEN], region[HASH_LEN], service[HASH_LEN];

    buf_addf(&first, "AWS4%s", k->secret);
    hmac(day, first.p, first.len, time, DAY_LEN);
    hmac(region, day, sizeof day, k->region, strlen(k->region));
    hmac(service, region, sizeof region, k->service, strlen(k->service));
    hmac(out, service, sizeof service, "aws4_request", strlen("aws4_request"));
    OPENSSL_cleanse(first.p, first.len);
    OPENSSL_cleanse(day, sizeof day);
    OPENSSL_cleanse(region, sizeof region);
    OPENSSL_cleanse(service, sizeof service);
    buf_release(&first);
}

void sigv4_authorization(struct buf *out, const struct sigv4_key *k, const struct sigv4_request *r)
{
    struct buf text = BUF_INIT;
    uint8_t key[HASH_LEN], signature[HASH_LEN];
    char hex[SIGV4_HEX_LEN + 1];

    sigv4_to_sign(&text, k, r);
    signing_key(key, k, r->time);
    hmac(signature, key, sizeof key, text.p, text.len);
    OPENSSL_cleanse(key, sizeof key);
    sigv4_hex(hex, signature);
    buf_addf(out, ALGORITHM " Credential=%s/", k->access);
    scope(out, k, r);
    buf_puts(out, ",SignedHeaders=");
    signed_names(out, r);
    buf_addf(out, ",Signature=%s", hex);
    buf_release(&text);
}
