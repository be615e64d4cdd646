/* Request signing of S3 (AWS Signature Version 4), pure: no network, no clock.
 *
 * request -> canonical request -> string to sign -> Authorization header, the
 * three steps of the published description, each callable alone so that a test
 * compares it with the published examples. libcurl 7.88's own signing sends no
 * x-amz-content-sha256 and is refused by S3 servers; the hash of the content in
 * the signature is also what makes the server check the bytes.
 *
 * Everything is text that the caller owns; nothing is kept. Secrets are used in
 * memory that is wiped before the return. Abort: only when libcrypto has no
 * HMAC-SHA-256. */
#ifndef GENBA_SYNC_CENTRAL_SIGV4_H
#define GENBA_SYNC_CENTRAL_SIGV4_H

#include "model/base/buf.h"

#include <stdint.h>

#define SIGV4_HEX_LEN 64  /* of a SHA-256, without the NUL */
#define SIGV4_TIME_LEN 16 /* 20130524T000000Z */
#define SIGV4_EMPTY       /* the hash of no content */                                             \
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

struct sigv4_key {
    const char *access, *secret;
    const char *region;  /* us-east-1 */
    const char *service; /* s3 */
};

struct sigv4_header {
    const char *name;  /* lower case */
    const char *value; /* without blanks at its ends */
};

/* Headers stand in the order of their names. */
struct sigv4_request {
    const char *method;
    const char *path;  /* escaped, as it is sent: "/bucket/ab/..." */
    const char *query; /* escaped and in order of the names, "" for none */
    const struct sigv4_header *headers;
    size_t n;
    const char *content; /* SHA-256 of the body in hex */
    const char *time;    /* of SIGV4_TIME_LEN, also sent as x-amz-date */
};

/* Escapes all but A-Z a-z 0-9 - . _ ~ (and '/' when `path`), as S3 does it. */
void sigv4_escape(struct buf *out, const char *text, bool path);
void sigv4_time(char out[SIGV4_TIME_LEN + 1], int64_t seconds); /* since 1970, UTC */
void sigv4_hex(char out[SIGV4_HEX_LEN + 1], const uint8_t hash[32]);

/* Each appends to `out`. */
void sigv4_canonical(struct buf *out, const struct sigv4_request *r);
void sigv4_to_sign(struct buf *out, const struct sigv4_key *k, const struct sigv4_request *r);
/* "AWS4-HMAC-SHA256 Credential=...,SignedHeaders=...,Signature=..." */
void sigv4_authorization(struct buf *out, const struct sigv4_key *k, const struct sigv4_request *r);

#endif
