/* A throw-away S3 server: OpenStack Swift 2.30 with s3api of Debian's package
 * python3-swift, one process on free loopback ports (swift_server.py), its data
 * in a folder of its own. It dies with the test. */
#ifndef GENBA_TESTS_LIB_SWIFT_H
#define GENBA_TESTS_LIB_SWIFT_H

#include <stdbool.h>
#include <sys/types.h>

#define SWIFT_BUCKET "genba-photos"
#define SWIFT_ACCESS "survey:photos"
#define SWIFT_SECRET "testing"
#define SWIFT_READER "survey:reader" /* a known user without any right in the bucket */
#define SWIFT_READER_SECRET "reading"
#define SWIFT_REGION "us-east-1"

struct swift {
    char folder[256];
    char endpoint[64]; /* http[s]://127.0.0.1:PORT */
    char why[256];     /* it does not run */
    char tls[256];     /* DIR/NAME of NAME.crt and NAME.key, "" for plain http */
    int port;
    pid_t pid; /* 0: not running */
};

/* False: it is not installed, or the temporary folder does not suit it; why says so. */
bool swift_begin(struct swift *s, const char *tls); /* NULL: plain http */
void swift_end(struct swift *s);                    /* with its data */

void swift_kill(struct swift *s);  /* at once; the data stays */
void swift_again(struct swift *s); /* on the same port with the same data; bails out if it cannot */

#endif
