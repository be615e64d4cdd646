/* Certificates that a test makes: a CA of its own with its revocation list,
 * server and client certificates, keys P-256. Files in one directory:
 * ca.crt, ca.crl, NAME.crt, NAME.key (0600). Bails out on failure; about
 * 1 ms per certificate. */
#ifndef GENBA_TESTS_LIB_CERTS_H
#define GENBA_TESTS_LIB_CERTS_H

#include <stdbool.h>
#include <stddef.h>

enum certs_kind {
    CERTS_CLIENT,  /* CN = the person's login */
    CERTS_SERVER,  /* for localhost, 127.0.0.1 and ::1 */
    CERTS_EXPIRED, /* a client's, until yesterday */
};

struct certs {
    char dir[256]; /* absolute; the caller's, who removes it */
    void *key, *crt, *crl;
    long serial;
};

/* A fresh CA named `name` in an existing directory, with the certificate
 * "server" and an empty revocation list. */
void certs_begin(struct certs *c, const char *dir, const char *name);
void certs_end(struct certs *c); /* frees; the files stay */

/* Writes FILE.crt and FILE.key for the common name `cn`. */
void certs_issue(struct certs *c, enum certs_kind kind, const char *cn, const char *file);
void certs_revoke(struct certs *c, const char *file); /* writes ca.crl anew */

/* DIR/FILE.SUFFIX */
void certs_path(const struct certs *c, const char *file, const char *suffix, char *out,
                size_t size);

#endif
