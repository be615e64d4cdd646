/* A central store with people, and laptops that are set up for it: certificates,
 * central.conf. For tests that drive the real program. */
#ifndef GENBA_TESTS_LIB_OFFICE_H
#define GENBA_TESTS_LIB_OFFICE_H

#include "tests/lib/crews.h"
#include "tests/lib/pgcluster.h"

struct office {
    struct crews crews; /* 0: alice, lead; 1: bob, crew; 2: carol, of the programme's office */
    struct certs certs;
    struct pgcluster *pg;
    char dir[256];
};

extern const char *const office_logins[CREWS];

/* Skips the test where there is no PostgreSQL. `durable` as in pgcluster.h. The
 * store is installed by the real `genba central init`, the members are admitted
 * for CREWS_SERIAL; no hospital is there yet. */
void office_begin(struct office *o, bool durable);
void office_end(struct office *o);
/* Lines of a laptop's central.conf: that server, and its own certificates. */
void office_settings(const struct office *o, int laptop, const char *url, const char *more);
void office_url(const struct office *o, int laptop, int port, char *out, size_t size);

/* Files below a laptop's photos/ by name and bytes, for comparing; the caller frees. */
char *office_photos(const struct office *o, int laptop);

#endif
