/* Two laptops and the office, over a line that is cut more than 500 times: at
 * every KiB of an exchange, then at random under three clients at once. Nothing
 * is lost, nothing arrives twice, no client waits longer than its time-out. */
#include "tests/central/world.h"
#include "tests/lib/chain.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TIMEOUT 3 /* seconds; of the clients */
#define GRACE_MS 2000
#define KIB 1024U
#define CUTS_WANTED 500
#define ROUNDS_MAX 40
#define TRIES_MAX 200

static struct world w = {.timeout = TIMEOUT};

/* ---- at every KiB ---- */

static bool cut_since(struct world *world, const struct central_state *state, void *ctx)
{
    const uint64_t *before = ctx;

    (void)state;
    return cutproxy_counts(world->line).cuts > *before;
}

static bool tried_again(struct world *world, const struct central_state *state, void *ctx)
{
    (void)world;
    (void)ctx;
    return state->retries > 0;
}

/* The n-th connection is cut after n KiB. Whoever is cut gives up and comes
 * again: at once, or after having seen the failure. */
static void every_kib(void)
{
    uint64_t before = cutproxy_counts(w.line).cuts, cuts, k = 0;
    int64_t speechless = 0;
    struct synced s;

    for (unsigned i = 0; i < 60; i++)
        world_work(&w, 0, i, i < 20 ? 3000 + i * 1500 : 0);
    do {
        cuts = cutproxy_counts(w.line).cuts;
        world_line(&w, CUT_AFTER, ++k * KIB, 1);
        s = world_sync(&w, 0, k % 2 ? cut_since : tried_again, &cuts);
        speechless += s.rc < 0 && s.e.code == ERR_OK;
    } while (k < 2 * CUTS_WANTED && (s.rc != 0 || s.stopped));
    is_int(s.rc, 0, "cut after 1 KiB, 2 KiB, ... a sync comes to its end");
    is_int(cutproxy_counts(w.line).cuts - before, k - 1, "each time but the last one was cut");
    ok(k > 50, "the exchange was cut at %d places", (int)k - 1);
    is_int(speechless, 0, "no failure is without its reason");
}

/* ---- at random ---- */

static bool patience_over(struct world *world, const struct central_state *state, void *ctx)
{
    const int64_t *retries = ctx;

    (void)world;
    return state->retries > *retries;
}

/* In a child: works, and syncs until it is through, as a person would: often
 * begins anew before the program itself gives up. */
static void restless(int laptop, unsigned round)
{
    uint64_t random = round * 3 + (unsigned)laptop;
    struct synced s = {.stopped = true};

    for (unsigned i = 0; i < 3; i++)
        world_work(&w, laptop, 1000 + round * 10 + i, 1000 + chain_random(&random) % 12000);
    for (int i = 0; i < TRIES_MAX && (s.rc != 0 || s.stopped); i++) {
        int64_t retries = i % 2;

        s = world_sync(&w, laptop, patience_over, &retries);
    }
    if (s.rc != 0)
        _exit(2);
    if (w.strange > 0)
        _exit(4);
    _exit(w.longest_ms > TIMEOUT * 1000 + GRACE_MS ? 3 : 0);
}

static bool round_of(unsigned round)
{
    pid_t pid[CREWS];
    bool good = true;

    cutproxy_set(w.line,
                 (struct cut_rule){.kind = CUT_RANDOM, .bytes = 40 * KIB, .seed = round + 1});
    for (int i = 0; i < CREWS; i++) {
        pid[i] = fork();
        if (pid[i] < 0)
            bail("fork");
        if (pid[i] == 0)
            restless(i, round);
    }
    for (int i = 0; i < CREWS; i++) {
        int status;

        if (waitpid(pid[i], &status, 0) != pid[i] || status != 0) {
            diag("round %u: laptop %d ended with %d", round, i, status >> 8);
            good = false;
        }
    }
    return good;
}

static void at_random(void)
{
    uint64_t cuts;
    unsigned round = 0;
    bool good = true;

    while (good && round < ROUNDS_MAX && cutproxy_counts(w.line).cuts < CUTS_WANTED)
        good = round_of(round++);
    cuts = cutproxy_counts(w.line).cuts;
    ok(good, "three clients at once come through %u rounds of cuts at random", round);
    ok(cuts >= CUTS_WANTED, "the line was cut %d times in all", (int)cuts);
}

static void first_day(void)
{
    struct synced s;

    for (int i = 0; i < CREWS; i++)
        ok(world_through(&w, i, NULL), "laptop %d comes to the hospital", i);
    for (int i = 0; i < CREWS - 1; i++)
        world_work(&w, i, 900, 0);
    world_through(&w, 0, NULL);
    world_through(&w, 1, NULL);
    world_through(&w, 2, &s);
    ok(s.conflicts > 0, "edits that clash meet at the office as conflicts");
}

int main(void)
{
    world_begin(&w);
    every_kib();
    first_day();
    at_random();
    world_agrees(&w, "500 cuts");
    ok(w.longest_ms < TIMEOUT * 1000 + GRACE_MS,
       "no client waited longer than its time-out (%d ms)", (int)w.longest_ms);
    is_int(w.strange, 0, "no attempt ended for another reason than a lost line");
    world_end(&w);
    return tap_done();
}
