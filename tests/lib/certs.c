#include "tests/lib/certs.h"
#include "tests/lib/tap.h"

#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY (24L * 60 * 60)

void certs_path(const struct certs *c, const char *file, const char *suffix, char *out, size_t size)
{
    int n = snprintf(out, size, "%s/%s.%s", c->dir, file, suffix);

    if (n < 0 || (size_t)n >= size)
        bail("the name of a certificate is too long: %s", file);
}

/* A stream on a new file of that mode; an old one of the name is replaced. */
static FILE *create(const struct certs *c, const char *file, const char *suffix, mode_t mode)
{
    char path[512];
    FILE *f;
    int fd;

    certs_path(c, file, suffix, path, sizeof path);
    unlink(path);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    f = fd < 0 ? NULL : fdopen(fd, "w");
    if (!f || fchmod(fd, mode))
        bail("%s cannot be written", path);
    return f;
}

static void finish(FILE *f, int done)
{
    if (fclose(f) || !done)
        bail("a certificate cannot be written");
}

static EVP_PKEY *new_key(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");

    if (!key)
        bail("no key can be made");
    return key;
}

static void extend(X509 *crt, X509 *issuer, int nid, const char *value)
{
    X509_EXTENSION *ext;
    X509V3_CTX ctx;

    X509V3_set_ctx(&ctx, issuer, crt, NULL, NULL, 0);
    ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    if (!ext || !X509_add_ext(crt, ext, -1))
        bail("the extension %s cannot be made", value);
    X509_EXTENSION_free(ext);
}

static X509_NAME *name_of(const char *cn)
{
    X509_NAME *name = X509_NAME_new();

    if (!name || !X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)cn,
                                             -1, -1, 0))
        bail("the common name %s cannot be used", cn);
    return name;
}

/* An unsigned certificate of `key`; valid until `until` seconds from now. */
static X509 *new_cert(struct certs *c, EVP_PKEY *key, const char *cn, long until)
{
    X509_NAME *name = name_of(cn);
    X509 *crt = X509_new();

    if (!crt || !X509_set_version(crt, X509_VERSION_3) ||
        !ASN1_INTEGER_set(X509_get_serialNumber(crt), ++c->serial) ||
        !X509_gmtime_adj(X509_getm_notBefore(crt), -30 * DAY) ||
        !X509_gmtime_adj(X509_getm_notAfter(crt), until) || !X509_set_subject_name(crt, name) ||
        !X509_set_issuer_name(crt, c->crt ? X509_get_subject_name(c->crt) : name) ||
        !X509_set_pubkey(crt, key))
        bail("the certificate of %s cannot be made", cn);
    X509_NAME_free(name);
    return crt;
}

static void sign(struct certs *c, X509 *crt, EVP_PKEY *key, const char *file)
{
    FILE *f;

    if (!X509_sign(crt, c->key, EVP_sha256()))
        bail("the certificate %s cannot be signed", file);
    f = create(c, file, "crt", 0644);
    finish(f, PEM_write_X509(f, crt));
    f = create(c, file, "key", 0600);
    finish(f, PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL));
}

static void write_crl(struct certs *c)
{
    ASN1_TIME *last = X509_gmtime_adj(NULL, -DAY), *next = X509_gmtime_adj(NULL, 30 * DAY);
    FILE *f;

    if (!X509_CRL_set1_lastUpdate(c->crl, last) || !X509_CRL_set1_nextUpdate(c->crl, next) ||
        !X509_CRL_sort(c->crl) || !X509_CRL_sign(c->crl, c->key, EVP_sha256()))
        bail("the revocation list cannot be made");
    ASN1_TIME_free(last);
    ASN1_TIME_free(next);
    f = create(c, "ca", "crl", 0644);
    finish(f, PEM_write_X509_CRL(f, c->crl));
}

void certs_begin(struct certs *c, const char *dir, const char *name)
{
    X509 *ca;

    *c = (struct certs){.serial = 0};
    snprintf(c->dir, sizeof c->dir, "%s", dir);
    c->key = new_key();
    ca = new_cert(c, c->key, name, 30 * DAY);
    extend(ca, ca, NID_basic_constraints, "critical,CA:TRUE");
    extend(ca, ca, NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(ca, ca, NID_subject_key_identifier, "hash");
    sign(c, ca, c->key, "ca");
    c->crt = ca;
    c->crl = X509_CRL_new();
    if (!c->crl || !X509_CRL_set_version(c->crl, X509_CRL_VERSION_2) ||
        !X509_CRL_set_issuer_name(c->crl, X509_get_subject_name(ca)))
        bail("the revocation list cannot be made");
    write_crl(c);
    certs_issue(c, CERTS_SERVER, "localhost", "server");
}

void certs_end(struct certs *c)
{
    X509_CRL_free(c->crl);
    X509_free(c->crt);
    EVP_PKEY_free(c->key);
    c->crl = c->crt = c->key = NULL;
}

void certs_issue(struct certs *c, enum certs_kind kind, const char *cn, const char *file)
{
    bool server = kind == CERTS_SERVER;
    EVP_PKEY *key = new_key();
    X509 *crt = new_cert(c, key, cn, kind == CERTS_EXPIRED ? -DAY : 30 * DAY);

    extend(crt, c->crt, NID_basic_constraints, "critical,CA:FALSE");
    extend(crt, c->crt, NID_ext_key_usage, server ? "serverAuth" : "clientAuth");
    if (server)
        extend(crt, c->crt, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
    sign(c, crt, key, file);
    X509_free(crt);
    EVP_PKEY_free(key);
}

void certs_revoke(struct certs *c, const char *file)
{
    X509_REVOKED *entry = X509_REVOKED_new();
    ASN1_TIME *when = X509_gmtime_adj(NULL, -DAY);
    char path[512];
    FILE *f;
    X509 *crt;

    certs_path(c, file, "crt", path, sizeof path);
    f = fopen(path, "re");
    crt = f ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;
    if (!crt || !entry || !X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(crt)) ||
        !X509_REVOKED_set_revocationDate(entry, when) || !X509_CRL_add0_revoked(c->crl, entry))
        bail("%s cannot be revoked", path);
    fclose(f);
    ASN1_TIME_free(when);
    X509_free(crt);
    write_crl(c);
}
