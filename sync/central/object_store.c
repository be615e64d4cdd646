#include "sync/central/object_store.h"

#include "model/base/text.h"

#include <ctype.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEME "s3://"
#define BUCKET_MIN 3

static bool is_bucket(const char *s, size_t n)
{
    if (n < BUCKET_MIN || n >= sizeof((struct object_store_settings *)0)->bucket)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!islower((unsigned char)s[i]) && !isdigit((unsigned char)s[i]) &&
            !((s[i] == '-' || s[i] == '.') && i > 0 && i + 1 < n && s[i - 1] != '.'))
            return false;
    return true;
}

/* Segments with something in them, none of them a way out of the prefix. */
static bool is_prefix(const char *s, size_t n)
{
    if (n >= sizeof((struct object_store_settings *)0)->prefix || !text_valid(s, n))
        return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
            return false;
    for (size_t from = 0, len; from < n; from += len + 1) {
        len = strcspn(s + from, "/");
        if (len > n - from)
            len = n - from;
        if (len == 0 || (s[from] == '.' && (len == 1 || (len == 2 && s[from + 1] == '.'))))
            return false;
    }
    return true;
}

static int refuse(struct err *e, const char *msg, const char *subject)
{
    return err_say(e, ERR_INVALID, msg, subject, "");
}

int object_store_url(struct object_store_settings *s, const char *url, struct err *e)
{
    const char *bucket = url + strlen(SCHEME), *prefix;
    size_t bucket_len, prefix_len;

    if (strncmp(url, SCHEME, strlen(SCHEME)) != 0)
        return refuse(e, N_("{1}: photos are kept at s3://BUCKET or s3://BUCKET/PREFIX"), url);
    bucket_len = strcspn(bucket, "/");
    prefix = bucket + bucket_len;
    prefix += strspn(prefix, "/");
    prefix_len = strlen(prefix);
    while (prefix_len > 0 && prefix[prefix_len - 1] == '/')
        prefix_len--;
    if (!is_bucket(bucket, bucket_len))
        return refuse(e, N_("{1}: the name of a bucket is 3 to 63 of a-z 0-9 . - and nothing else"),
                      url);
    if (!is_prefix(prefix, prefix_len))
        return refuse(e,
                      N_("{1}: what stands behind the bucket is too long, or a part of it is "
                         "empty or dots"),
                      url);
    snprintf(s->bucket, sizeof s->bucket, "%.*s", (int)bucket_len, bucket);
    snprintf(s->prefix, sizeof s->prefix, "%.*s", (int)prefix_len, prefix);
    return 0;
}

const char *object_store_host(const struct object_store_settings *s)
{
    const char *host = strstr(s->endpoint, "://");

    return host ? host + 3 : "";
}

/* HOST[:PORT] and nothing more: no user, no path. */
static bool is_host(const char *host)
{
    size_t n = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");

    if (n == 0 || n > strlen(host))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)host[i]) && !strchr(host[0] == '[' ? "[]:." : "-.", host[i]))
            return false;
    if (host[n] == '\0')
        return true;
    return host[n] == ':' && host[n + 1] && strspn(host + n + 1, "0123456789") <= 5 &&
           host[n + 1 + strspn(host + n + 1, "0123456789")] == '\0';
}

static bool is_this_machine(const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);

        if (strncmp(host, names[i], n) == 0 && (host[n] == '\0' || host[n] == ':'))
            return true;
    }
    return false;
}

/* Signed text goes into a header: no blank, no control character. */
static bool is_word(const char *s)
{
    if (!*s)
        return false;
    for (; *s; s++)
        if ((unsigned char)*s <= ' ' || (unsigned char)*s >= 0x7f)
            return false;
    return true;
}

static bool is_region(const char *s)
{
    for (; *s; s++)
        if (!isalnum((unsigned char)*s) && *s != '-' && *s != '_')
            return false;
    return true;
}

int object_store_where(struct object_store_settings *s, struct err *e)
{
    bool https, http;

    if (!is_bucket(s->bucket, strlen(s->bucket)) || !is_prefix(s->prefix, strlen(s->prefix)))
        return refuse(e, N_("{1}: photos are kept at s3://BUCKET or s3://BUCKET/PREFIX"),
                      s->bucket);
    if (!s->region[0])
        snprintf(s->region, sizeof s->region, "us-east-1");
    if (!is_region(s->region))
        return refuse(e, N_("{1} is no region of an object store"), s->region);
    if (!s->endpoint[0])
        snprintf(s->endpoint, sizeof s->endpoint, "https://s3.%s.amazonaws.com", s->region);
    https = strncmp(s->endpoint, "https://", 8) == 0;
    http = strncmp(s->endpoint, "http://", 7) == 0;
    if ((!https && !http) || !is_host(object_store_host(s)))
        return refuse(e,
                      N_("the address of the object store is not https://HOST or "
                         "https://HOST:PORT"),
                      "");
    return 0;
}

int object_store_check(struct object_store_settings *s, struct err *e)
{
    bool http;
    int rc = object_store_where(s, e);

    if (rc != 0)
        return rc;
    http = strncmp(s->endpoint, "http://", 7) == 0;
    if (http && !s->plain_http && !is_this_machine(object_store_host(s)))
        return err_say(e, ERR_REFUSED,
                       N_("{1} would be spoken to without encryption: use https, or allow it in "
                          "the settings"),
                       s->endpoint, "");
    if (!is_word(s->access) || !is_word(s->secret))
        return refuse(e, N_("the object store's access key and secret are missing in the settings"),
                      "");
    s->connect_s = s->connect_s ? s->connect_s : OBJECT_CONNECT_S;
    s->stall_s = s->stall_s ? s->stall_s : OBJECT_STALL_S;
    return 0;
}

void object_store_forget(struct object_store_settings *s)
{
    OPENSSL_cleanse(s, sizeof *s);
}

void object_store_path(struct buf *out, const struct object_store_settings *s,
                       const uint8_t sha256[32])
{
    buf_addf(out, "/%s/%s%s%02x/", s->bucket, s->prefix, s->prefix[0] ? "/" : "", sha256[0]);
    for (int i = 0; i < 32; i++)
        buf_addf(out, "%02x", sha256[i]);
}

void object_store_place(char out[OBJECT_PLACE_MAX], const struct object_store_settings *s)
{
    const char *host = object_store_host(s);
    const char *usual = strncmp(s->endpoint, "https://", 8) == 0 ? ":443" : ":80";
    size_t n = strlen(host), port = strlen(usual);

    *out = '\0';
    if (!s->bucket[0])
        return;
    if (n > port && strcmp(host + n - port, usual) == 0)
        n -= port;
    snprintf(out, OBJECT_PLACE_MAX, "%.*s/%s%s%s", (int)n, host, s->bucket, s->prefix[0] ? "/" : "",
             s->prefix);
    for (size_t i = 0; i < n; i++)
        out[i] = (char)tolower((unsigned char)out[i]);
}

/* ---- in a frame ---- */

/* The texts of the struct, in the order of the frame. */
static const struct text_at {
    size_t at, size;
} texts[] = {
#define TEXT(f)                                                                                    \
    {                                                                                              \
        offsetof(struct object_store_settings, f), sizeof((struct object_store_settings *)0)->f    \
    }
    TEXT(bucket), TEXT(prefix), TEXT(endpoint), TEXT(region),
    TEXT(access), TEXT(secret), TEXT(ca_file),
#undef TEXT
};
#define TEXTS (sizeof texts / sizeof *texts)

void object_store_put(struct buf *out, const struct object_store_settings *s)
{
    for (size_t i = 0; i < TEXTS; i++)
        wire_put_text(out, (const char *)s + texts[i].at);
    wire_put16(out, s->plain_http);
    wire_put16(out, s->connect_s);
    wire_put16(out, s->stall_s);
}

bool object_store_take(struct wire *w, struct object_store_settings *s)
{
    bool fits = true;

    *s = (struct object_store_settings){0};
    for (size_t i = 0; i < TEXTS; i++) {
        char *text = wire_take_text(w);
        size_t n = strlen(text);

        fits = fits && n < texts[i].size;
        if (fits)
            memcpy((char *)s + texts[i].at, text, n + 1);
        OPENSSL_cleanse(text, n);
        free(text);
    }
    s->plain_http = wire_take16(w) != 0;
    s->connect_s = wire_take16(w);
    s->stall_s = wire_take16(w);
    if (w->bad || !fits)
        object_store_forget(s);
    return !w->bad && fits;
}
