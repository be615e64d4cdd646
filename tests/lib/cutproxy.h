/* A bad line: a TCP proxy on 127.0.0.1 before a server there, in a child
 * process that ends with the test. What it does to a connection can change
 * while it runs; it looks at bytes only, so TLS goes through it untouched.
 *
 * A rule holds for connections to come and, counted from zero again, for those
 * that are open. "Cut" is a reset to both sides, nothing more is sent; at most
 * the bytes said have passed. */
#ifndef GENBA_TESTS_LIB_CUTPROXY_H
#define GENBA_TESTS_LIB_CUTPROXY_H

#include <stdint.h>

enum cut {
    CUT_NEVER,   /* passes everything */
    CUT_AFTER,   /* cuts after `bytes` in both directions together */
    CUT_RANDOM,  /* cuts after 1..`bytes`, anew for each connection, by `seed` */
    CUT_ANSWER,  /* lets `bytes` of the client pass; the answer that then comes is lost, the
                    line cut: the server has done what the client hears nothing of */
    CUT_SWALLOW, /* after `bytes` in both directions together nothing passes, nothing closes */
};

struct cut_rule {
    enum cut kind;
    uint64_t bytes;
    uint32_t seed;
    uint32_t times; /* connections that are cut; the later ones pass. 0: all */
};

struct cut_counts {
    uint64_t connections, cuts, swallowed; /* swallowed: connections that fell silent */
    uint64_t up, down;                     /* bytes passed to the server, to the client */
};

struct cutproxy;

/* Bails out when it cannot start. */
struct cutproxy *cutproxy_start(int server_port);
void cutproxy_free(struct cutproxy **p);
int cutproxy_port(const struct cutproxy *p);

void cutproxy_set(struct cutproxy *p, struct cut_rule rule); /* in force when it returns */
void cutproxy_cut(struct cutproxy *p);                       /* what is open now */
struct cut_counts cutproxy_counts(const struct cutproxy *p); /* since the start */

#endif
