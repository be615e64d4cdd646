/* A server on 127.0.0.1 that answers every request with the same bytes, whatever was
 * asked: for clients that must not believe a server. A child process that ends with
 * the test. */
#ifndef GENBA_TESTS_LIB_LIAR_H
#define GENBA_TESTS_LIB_LIAR_H

#include <stddef.h>
#include <sys/types.h>

struct liar_says {
    const char *first; /* sent as it is; NULL: nothing */
    const char *again; /* then this for ever; NULL: no */
    int close;         /* then the connection ends; else it stays open and silent */
    int asked;         /* bytes of the request that are waited for before the answer */
};

struct liar {
    int port;
    pid_t pid;
};

void liar_begin(struct liar *l, const struct liar_says *says); /* bails out if it cannot */
void liar_end(struct liar *l);

/* A port where nobody should come: the listening socket; how many came since the last call. */
int liar_watch(int *port);
int liar_visitors(int listening);

#endif
