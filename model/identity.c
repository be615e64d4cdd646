#include "model/identity.h"

#include "model/base/file.h"
#include "model/log.h"
#include "model/value.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"

static EVP_PKEY *secret_key(const uint8_t seed[KEY_LEN])
{
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, KEY_LEN);
}

static bool derive_public(struct identity *who)
{
    EVP_PKEY *key = secret_key(who->secret_seed);
    size_t n = KEY_LEN;
    bool ok = key && EVP_PKEY_get_raw_public_key(key, who->public_key, &n) == 1;

    EVP_PKEY_free(key);
    return ok;
}

static int read_seed(uint8_t seed[KEY_LEN], const char *path, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n;

    if (fd < 0)
        return err_errno(e, path);
    n = read(fd, seed, KEY_LEN);
    close(fd);
    if (n != KEY_LEN)
        return err_set(e, ERR_CORRUPT, path, "a key has %d bytes", KEY_LEN);
    return 0;
}

int identity_load(struct identity *out, const char *workspace, const char *person, const char *crew,
                  struct err *e)
{
    char dir[4096], path[4200];
    int rc;

    memset(out, 0, sizeof *out);
    snprintf(out->person, sizeof out->person, "%s", person);
    snprintf(out->crew, sizeof out->crew, "%s", crew);
    gethostname(out->laptop, sizeof out->laptop - 1);
    snprintf(dir, sizeof dir, "%s/identity", workspace);
    snprintf(path, sizeof path, "%s/laptop.key", dir);
    rc = read_seed(out->secret_seed, path, e);
    if (rc == -ERR_NOTFOUND) {
        if (mkdir(dir, 0700) != 0 && errno != EEXIST)
            return err_errno(e, dir);
        random_bytes(out->secret_seed, KEY_LEN);
        rc = file_write(path, out->secret_seed, KEY_LEN, e);
    }
    if (rc == 0 && !derive_public(out))
        rc = err_set(e, ERR_CORRUPT, path, "no Ed25519 key");
    return rc;
}

struct id identity_user(const struct identity *who)
{
    struct hash h = sha256(who->person, strlen(who->person));
    struct id id;

    memcpy(id.b, h.b, ID_LEN);
    return id;
}

/* What the laptop signs: the writer it drew and its own public key. */
static void signed_bytes(uint8_t out[ID_LEN + KEY_LEN], struct id writer,
                         const uint8_t key[KEY_LEN])
{
    memcpy(out, writer.b, ID_LEN);
    memcpy(out + ID_LEN, key, KEY_LEN);
}

static void put_text(struct buf *out, const char *s)
{
    varint_put(out, strlen(s));
    buf_puts(out, s);
}

void identity_sign(const struct identity *who, const void *p, size_t n,
                   uint8_t signature[SIGNATURE_LEN])
{
    size_t length = SIGNATURE_LEN;
    EVP_PKEY *key = secret_key(who->secret_seed);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    memset(signature, 0, SIGNATURE_LEN);
    if (key && ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1)
        EVP_DigestSign(ctx, signature, &length, p, n);
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
}

bool identity_check(const uint8_t key_bytes[KEY_LEN], const void *p, size_t n,
                    const uint8_t signature[SIGNATURE_LEN])
{
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key_bytes, KEY_LEN);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = key && ctx && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
              EVP_DigestVerify(ctx, signature, SIGNATURE_LEN, p, n) == 1;

    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return ok;
}

void identity_put_open(struct buf *out, const struct identity *who, struct id writer)
{
    uint8_t text[ID_LEN + KEY_LEN], signature[SIGNATURE_LEN];

    signed_bytes(text, writer, who->public_key);
    identity_sign(who, text, sizeof text, signature);
    buf_add(out, who->public_key, KEY_LEN);
    buf_add(out, signature, SIGNATURE_LEN);
    put_text(out, who->person);
    put_text(out, who->crew);
    put_text(out, who->laptop);
    put_text(out, PACKAGE_VERSION);
}

/* Cuts an over-long name: it is shown, never compared. */
static bool get_text(const uint8_t **p, size_t *left, char *out, size_t size)
{
    uint64_t len;
    size_t k = varint_get(*p, *left, &len), n;

    if (k == 0 || len > *left - k)
        return false;
    n = len < size - 1 ? (size_t)len : size - 1;
    memcpy(out, *p + k, n);
    out[n] = '\0';
    *p += k + len;
    *left -= k + (size_t)len;
    return true;
}

int identity_get_open(struct opened *out, const void *bytes, size_t n, struct id writer,
                      struct err *e)
{
    const uint8_t *p = bytes;
    uint8_t text[ID_LEN + KEY_LEN];

    memset(out, 0, sizeof *out);
    if (n >= KEY_LEN + SIGNATURE_LEN) {
        memcpy(out->public_key, p, KEY_LEN);
        signed_bytes(text, writer, p);
        out->signature_ok = identity_check(p, text, sizeof text, p + KEY_LEN);
        p += KEY_LEN + SIGNATURE_LEN;
        n -= KEY_LEN + SIGNATURE_LEN;
        if (get_text(&p, &n, out->person, sizeof out->person) &&
            get_text(&p, &n, out->crew, sizeof out->crew) &&
            get_text(&p, &n, out->laptop, sizeof out->laptop) &&
            get_text(&p, &n, out->version, sizeof out->version))
            return 0;
    }
    return err_set(e, ERR_CORRUPT, "OPEN", "its bytes are damaged");
}
