/* The laptops of tests/lib/office.h with a hospital on the first, and a bad line
 * between all of them and their store: for tests that drive syncs step by step.
 * What cannot be set up bails out. */
#ifndef GENBA_TESTS_CENTRAL_WORLD_H
#define GENBA_TESTS_CENTRAL_WORLD_H

#include "sync/central/session.h"
#include "tests/lib/cutproxy.h"
#include "tests/lib/office.h"

struct world {
    struct office office;
    struct cutproxy *line;
    char program[512];  /* genba-sync as it was built */
    int timeout;        /* of the clients, in seconds; before world_begin */
    int64_t longest_ms; /* any client's wait for the other side so far */
    int strange;        /* attempts of this process that ended for another reason than the line's */
};

/* A durable server; the hospital on laptop 0 alone. Skips the test where there is
 * no PostgreSQL. */
void world_begin(struct world *w);
void world_end(struct world *w);

/* An edit of the clash-prone field, and a photo of that many bytes (0: none). */
void world_work(struct world *w, int laptop, unsigned seed, size_t photo);

/* What became of a sync. */
struct synced {
    int rc;
    struct err e;
    bool stopped; /* by `stop`, before its end */
    int64_t sent_commits, got_commits, sent_photos, got_photos, rows;
    int64_t waiting, bad, forks, conflicts, retries;
    int64_t ms, longest_ms; /* all of it; the longest wait for the other side */
    int strange;            /* attempts that ended for another reason than the line's */
};
/* `stop` is asked between the steps; NULL: to the end. */
typedef bool stop_fn(struct world *w, const struct central_state *state, void *ctx);
struct synced world_sync(struct world *w, int laptop, stop_fn *stop, void *ctx);

bool world_through(struct world *w, int laptop, struct synced *out); /* to the end; out: NULL */
void world_line(struct world *w, enum cut kind, uint64_t bytes, uint32_t times);

/* Checks: everybody syncs over a good line, twice; then the server has each
 * commit once, the same ones as every laptop, each photo's hash is right by the
 * server's own SQL, and a further sync moves nothing. */
void world_agrees(struct world *w, const char *after);

#endif
