#include "tests/sim/schedule.h"

#include "tests/lib/tap.h"

#include <stdio.h>
#include <string.h>

/* After every step the laptops that may have changed; at the end all. */
static bool check_all(struct world *w)
{
    for (int i = 0; i < w->laptops; i++)
        if (w->laptop[i].there && !oracle_check(w, &w->laptop[i]))
            return false;
    return true;
}

/* What waits or is set aside for ever: it was counted on its laptop. */
static void count_ends(struct world *w)
{
    struct counts n;

    for (int i = 0; i < w->laptops; i++)
        if (w->laptop[i].there && store_counts(w->laptop[i].st, &n, NULL) == 0) {
            w->totals->waiting_end += n.waiting;
            w->totals->quarantined_end += n.quarantined;
        }
}

static bool play(struct world *w, const bool *only)
{
    struct step steps[STEPS];
    int n = steps_draw(w->seed, steps), check_at = (int)(w->seed % 16) * n / 16;

    for (int i = 0; i < n; i++) {
        if (only && !only[i])
            continue;
        if (!step_do(w, &steps[i]))
            return false;
        if (i == check_at && !check_all(w))
            return false;
    }
    w->rng.s = w->seed + 1;
    if (!check_all(w))
        return false;
    if (w->seed % 8 == 7) {
        count_ends(w);
        return true; /* here the rest never meets */
    }
    if (!world_heal(w) || !check_all(w))
        return false;
    if (w->forked && (!world_adopt(w) || !world_heal(w) || !check_all(w)))
        return false;
    count_ends(w);
    return oracle_equal(w) && oracle_deep(w, &w->laptop[w->seed % 2]);
}

bool schedule_run(uint64_t seed, const bool *only, struct totals *t, char why[512])
{
    static struct world w;
    bool ok;

    w.totals = t;
    world_begin(&w, seed);
    ok = play(&w, only);
    t->schedules++;
    t->forked += w.forked;
    memcpy(why, w.why, sizeof w.why);
    world_end(&w);
    return ok;
}

void schedule_shrink(uint64_t seed)
{
    struct totals t = {0};
    struct step steps[STEPS];
    bool only[STEPS];
    char why[512], last[512] = "";
    int n = steps_draw(seed, steps);

    for (int i = 0; i < n; i++)
        only[i] = true;
    for (int i = n - 1; i >= 0; i--) {
        only[i] = false;
        if (schedule_run(seed, only, &t, why))
            only[i] = true;
        else
            memcpy(last, why, sizeof last);
    }
    diag("seed %llu, made small: %s", (unsigned long long)seed, last);
    for (int i = 0; i < n; i++)
        if (only[i])
            diag("  step %2d: %s", i, step_name(steps[i].kind));
}
