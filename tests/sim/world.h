/* The simulated world (replication.md 4.1): laptops with real stores on disks in
 * memory, sticks, clocks, and a register of every commit that was ever made.
 *
 * A schedule is a seed: its steps are drawn first, each with random numbers of
 * its own, then carried out. So a step can be left out and the others stay what
 * they were: a failure is replayed and made small by dropping steps. */
#ifndef GENBA_TESTS_SIM_WORLD_H
#define GENBA_TESTS_SIM_WORLD_H

#include "model/store.h"
#include "model/store_private.h"

#include <stdbool.h>
#include <stdint.h>

#define LAPTOPS 6
#define WRITERS 64
#define FACTS 1024
#define STICKS 4
#define ENTITIES 4
#define STEPS 64

struct rng {
    uint64_t s;
};
uint64_t rng_next(struct rng *r);
unsigned rng_below(struct rng *r, unsigned n); /* 0..n-1 */

/* One commit, as the register knows it. */
struct fact {
    struct buf raw;
    struct hash hash;
    struct commit c;       /* borrows from raw */
    int writer;            /* -1: no commit at all */
    uint64_t vec[WRITERS]; /* what it had seen; its own writer included */
    bool evil;             /* made up by a peer that lies */
};

struct set { /* of facts */
    uint64_t bits[FACTS / 64];
};

struct laptop {
    bool there;
    struct store *st;
    struct identity who;
    char disk[16];
    int64_t clock_ms, latest_ms; /* the latest it ever showed */
    bool frozen;
    int openings;     /* how many writers it has drawn */
    struct set has;   /* facts that reached it */
    struct id teller; /* the writer whose commits are registered up to `told` */
    uint64_t told;
    int copy; /* -1, or: an older copy of its disk exists */
    struct set copied;
};

struct stick {
    int *facts; /* in the order of writing */
    size_t n, cap;
    struct hash *photos;
};

struct totals {
    int64_t schedules, steps, edits, deletes, resolves, handovers, bundles, torn, holes, shuffled,
        twice, flipped, reopened, restored, cloned, snapshots, clocks, receipts, undone, adopted,
        meetings, newer, evil, conflicts, cells, commits, waiting_end, quarantined_end, forked,
        checks;
};

struct world {
    uint64_t seed;
    struct rng rng; /* of the step under way */
    struct laptop laptop[LAPTOPS];
    int laptops;
    struct fact fact[FACTS];
    int facts;
    struct id writer[WRITERS];
    int writers;
    struct stick stick[STICKS];
    int sticks;
    struct id entity[ENTITIES];
    int entities;
    bool forked;   /* a live snapshot was resumed twice */
    int forks;     /* how often */
    bool lied;     /* a peer lied: what stands on a lie may wait for ever */
    bool poisoned; /* a lie that looks true: the laptop decides by what came first */
    int64_t value; /* the next value */
    struct totals *totals;
    char why[512]; /* the broken invariant */
};

void world_init(struct totals *t); /* once in a process */
void world_begin(struct world *w, uint64_t seed);
void world_end(struct world *w);
bool world_fail(struct world *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

bool set_has(const struct set *s, int i);
void set_put(struct set *s, int i);

/* What the laptop has just written goes into the register: the commits of its
 * writer, and all of writers drawn for a single commit (store_commit_apart). */
bool world_note(struct world *w, struct laptop *l);
int world_find(const struct world *w, struct span raw); /* a fact by its bytes, or -1 */
int world_add(struct world *w, struct span raw, bool evil);
void world_clock(struct laptop *l); /* the clock of the machine is this laptop's */
bool world_reopen(struct world *w, struct laptop *l);
struct laptop *world_clone(struct world *w, const struct laptop *l);

/* Statements of the oracle, kept while the store is open. */
enum query {
    QUERY_CELLS,
    QUERY_CONFLICTS,
    QUERY_HELD,
    QUERY_LINES,
    QUERY_DEVICES,
    QUERY_APPLIED,
    QUERY_ROWS,
    QUERY_PEERS,
    QUERY_ASIDE,
    QUERY_COUNT,
    QUERY_BLANK, /* the first of those that empty a table */
    QUERY_N = QUERY_BLANK + 13
};
struct sqlite3_stmt *world_query(struct laptop *l, enum query which);
void world_close(struct laptop *l);

/* ---- steps.c ---- */
struct step {
    int kind;
    uint64_t seed;
};
int steps_draw(uint64_t seed, struct step out[STEPS]);
const char *step_name(int kind);
bool step_do(struct world *w, const struct step *s);
/* All exchange with all until nothing changes. */
bool world_heal(struct world *w);
/* Each takes in the forks it set aside. */
bool world_adopt(struct world *w);

/* ---- oracle.c ---- */
/* Every invariant of this laptop, against heads computed anew from the facts it
 * has, by replication.md 3.5 alone. */
bool oracle_check(struct world *w, struct laptop *l);
/* Laptops with the same commits have the same bytes (I1). */
bool oracle_equal(struct world *w);
/* Slow ones: rebuild equals live (I4), the chain verifies (I5), again changes
 * nothing (I3). */
bool oracle_deep(struct world *w, struct laptop *l);

#endif
