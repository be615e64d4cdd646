/* Somebody on the port or socket of a PostgreSQL who speaks like one and asks for no
 * password: lets everybody in, answers so many calls whole, then does what `then`
 * says; again so with the next who comes. No TLS. One connection at a time; a child
 * process that ends with the test. */
#ifndef GENBA_TESTS_LIB_FALSEPG_H
#define GENBA_TESTS_LIB_FALSEPG_H

#include <stddef.h>
#include <sys/types.h>

enum falsepg_then {
    FALSEPG_NO_SYNC,       /* rows and their end, not the transaction's; closes */
    FALSEPG_FAILS_NO_SYNC, /* a refusal, not the transaction's end; closes */
    FALSEPG_FAILS,         /* a refusal; goes on */
    FALSEPG_FAILS_AT_SYNC, /* rows and their end; the transaction's end fails; goes on */
};

struct falsepg_says {
    const char *folder; /* NULL: 127.0.0.1 at a port of its own; else a socket, as of port 5432 */
    int whole;
    enum falsepg_then then;
    const char *sqlstate; /* of a refusal; NULL: 42501 */
    size_t row_bytes;     /* each call is answered by one row of one text */
};

struct falsepg {
    int port;
    pid_t pid;
    int *met; /* connections so far; shared with the child */
};

void falsepg_begin(struct falsepg *f, const struct falsepg_says *says); /* bails out if it cannot */
void falsepg_end(struct falsepg *f);

#endif
