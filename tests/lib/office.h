/* A central store with people, and laptops that are set up for it: certificates,
 * central.conf. For tests that drive the real program. */
#ifndef GENBA_TESTS_LIB_OFFICE_H
#define GENBA_TESTS_LIB_OFFICE_H

#include "tests/lib/crews.h"
#include "tests/lib/pgcluster.h"

#define OFFICE_SERVERS_MAX 4

struct office {
    struct crews crews; /* 0: alice, lead; 1: bob, crew; 2: carol, of the programme's office */
    struct certs certs;
    struct pgcluster *server[OFFICE_SERVERS_MAX];
    int servers;
    struct pgcluster *pg; /* the one that keeps CREWS_SERIAL */
    char dir[256];
};

extern const char *const office_logins[CREWS];

/* Skips the test where there is no PostgreSQL. `durable` as in pgcluster.h. The
 * store is installed by the real `genba central init`, the members are admitted
 * for CREWS_SERIAL; no hospital is there yet. */
void office_begin(struct office *o, bool durable);
/* The same over several servers: each hospital is kept by one of them. */
void office_begin_spread(struct office *o, bool durable, int servers);
void office_add_server(struct office *o); /* one more, in the settings of all laptops */
/* The server that keeps a hospital, as the laptops choose it. */
struct pgcluster *office_keeper(const struct office *o, const char *serial);
void office_end(struct office *o);
/* Lines of a laptop's central.conf: that server (NULL: all of them, in an
 * order of its own), and its own certificates. */
void office_settings(const struct office *o, int laptop, const char *url, const char *more);
void office_url(const struct office *o, int laptop, int port, char *out, size_t size);

/* Files below a laptop's photos/ by name and bytes, for comparing; the caller frees. */
char *office_photos(const struct office *o, int laptop);

#endif
