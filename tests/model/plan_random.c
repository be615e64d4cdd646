/* The planner on seeded random surveys: every plan keeps every rule, the same
 * survey gives the same plan, and on tiny surveys it is held against all
 * orders tried out. */
#include "model/base/buf.h"
#include "model/base/clock.h"
#include "model/plan.h"
#include "tests/lib/plan_random.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>

#define SURVEYS 3000
#define TINY_SURVEYS 1500

static bool same_plan(const struct plan *a, const struct plan *b)
{
    if (a->nsteps != b->nsteps || a->nunplaced != b->nunplaced)
        return false;
    for (size_t i = 0; i < a->nsteps; i++) {
        const struct plan_step *s = &a->steps[i], *t = &b->steps[i];
        if (s->kind != t->kind || s->day != t->day || s->crew != t->crew || s->stop != t->stop ||
            s->from != t->from || s->to != t->to)
            return false;
    }
    for (size_t i = 0; i < a->nunplaced; i++)
        if (a->unplaced[i].stop != b->unplaced[i].stop ||
            a->unplaced[i].reason != b->unplaced[i].reason)
            return false;
    return true;
}

/* Makes and validates; says what is wrong. */
static bool sound(struct plan_case *c, struct plan *p, uint64_t seed, const char *what)
{
    struct buf why = BUF_INIT;
    struct err e = {0};
    bool good = plan_make(&c->in, p, &e) == 0;
    if (!good)
        diag("seed %llu %s: refused: %s %s", (unsigned long long)seed, what, e.subject, e.detail);
    if (good && !plan_validate(&c->in, p, &why)) {
        good = false;
        diag("seed %llu %s:\n%s", (unsigned long long)seed, what, buf_str(&why));
    }
    buf_release(&why);
    return good;
}

static size_t reason_seen[PLAN_NO_TIME + 1];

static bool run_survey(uint64_t seed)
{
    struct plan_case c;
    struct plan p = PLAN_INIT, again = PLAN_INIT;
    struct plan_size size = {seed % 23, (seed / 3) % 12, 1 + seed % 5, 1 + seed % 2};
    plan_case_init(&c, seed, size);
    c.in.settings.effort = seed % 7 ? 2000 : 0;
    c.in.settings.explore = seed % 11 != 0;
    if (seed % 13 == 0)
        c.in.days[0].from = 10 * 60, c.in.days[0].to = 12 * 60 + 30;
    bool good = sound(&c, &p, seed, "first");
    for (size_t i = 0; i < p.nunplaced; i++)
        reason_seen[p.unplaced[i].reason]++;
    if (good && seed % 10 == 0) {
        good = sound(&c, &again, seed, "again") && same_plan(&p, &again);
        if (!good)
            diag("seed %llu: not the same plan", (unsigned long long)seed);
    }
    plan_case_continue(&c, &p);
    good = sound(&c, &p, seed, "re-planned") && good;
    plan_release(&p);
    plan_release(&again);
    plan_case_release(&c);
    return good;
}

static void test_properties(void)
{
    size_t bad = 0;
    for (uint64_t seed = 1; seed <= SURVEYS && bad < 5; seed++)
        bad += !run_survey(seed);
    is_int(bad, 0, "%d random surveys and their re-plannings keep every rule", SURVEYS);
    for (int r = PLAN_FORBIDDEN; r <= PLAN_NO_TIME; r++)
        ok(reason_seen[r] > 0, "%s was given %zu times", plan_reason_id((enum plan_reason)r),
           reason_seen[r]);
}

/* All orders of one crew's day, each visit as early as it can be: the most
 * stops placed, then the earliest end of the last. */
struct brute {
    const struct plan_input *in;
    bool used[8];
    size_t placed, best_placed;
    int best_end;
};

struct moment {
    int time;    /* free from */
    size_t room; /* where; PLAN_NONE before the first visit */
    bool moved;  /* a visit has been made */
    bool eaten;
    int since; /* minutes of walking that the lunch did not leave time for */
};

static void descend(struct brute *b, struct moment m);

static void visit(struct brute *b, struct moment m, size_t stop)
{
    const struct plan_stop *s = &b->in->stops[stop];
    struct plan_step step = {.kind = s->kind, .stop = stop, .room = s->room};
    int hi = b->in->settings.day_to - b->in->settings.signoff - plan_stop_minutes(b->in, stop);
    int walk = m.moved ? plan_walk(b->in, m.room, s->room) - m.since : 0;
    for (int t = m.time + (walk > 0 ? walk : 0); t <= hi; t++) {
        step.from = t;
        step.to = t + plan_stop_minutes(b->in, stop);
        if (!plan_step_inside(b->in, &step))
            continue;
        b->used[stop] = true;
        b->placed++;
        descend(b, (struct moment){step.to, s->room, true, m.eaten, 0});
        b->placed--;
        b->used[stop] = false;
        return;
    }
}

static void descend(struct brute *b, struct moment m)
{
    const struct plan_settings *s = &b->in->settings;
    bool can_eat = (m.time > s->lunch_from ? m.time : s->lunch_from) + s->lunch <= s->lunch_to;
    if (!m.eaten && !can_eat)
        return;
    int end = m.moved ? m.time : 0;
    if (b->placed > b->best_placed || (b->placed == b->best_placed && end < b->best_end)) {
        b->best_placed = b->placed;
        b->best_end = end;
    }
    for (size_t i = 0; i < b->in->nstops; i++)
        if (!b->used[i] &&
            (b->in->stops[i].room == PLAN_NONE || !b->in->rooms[b->in->stops[i].room].forbidden))
            visit(b, m, i);
    if (m.eaten)
        return;
    struct moment after = m;
    int start = m.time > s->lunch_from ? m.time : s->lunch_from;
    after.time = start + s->lunch;
    after.since = start - m.time; /* walked before the lunch */
    after.eaten = true;
    after.moved = m.moved;
    /* The end of work is before the lunch if nothing follows: seen above. */
    for (size_t i = 0; i < b->in->nstops; i++)
        if (!b->used[i] &&
            (b->in->stops[i].room == PLAN_NONE || !b->in->rooms[b->in->stops[i].room].forbidden))
            visit(b, after, i);
}

static void test_brute(void)
{
    size_t fewer = 0, later = 0, full = 0;
    int minutes = 0, best_minutes = 0;
    for (uint64_t seed = 1; seed <= TINY_SURVEYS; seed++) {
        struct plan_case c;
        struct plan p = PLAN_INIT;
        plan_case_init(&c, seed + 100000, (struct plan_size){1 + seed % 5, 1 + seed % 4, 1, 1});
        struct brute b = {.in = &c.in};
        descend(&b, (struct moment){.time = 9 * 60 + 15, .room = PLAN_NONE});
        sound(&c, &p, seed, "tiny");
        size_t placed = c.in.nstops - p.nunplaced;
        if (placed > b.best_placed || (placed == b.best_placed && p.days[0].work_end < b.best_end))
            bail("seed %llu: the brute force missed a plan", (unsigned long long)seed);
        fewer += placed < b.best_placed;
        full += placed == b.best_placed;
        if (placed == b.best_placed && placed > 0) {
            later += p.days[0].work_end > b.best_end;
            minutes += p.days[0].work_end - 9 * 60;
            best_minutes += b.best_end - 9 * 60;
        }
        plan_release(&p);
        plan_case_release(&c);
    }
    diag("%zu of %d as many stops as possible; %zu end later than the best, %d min to %d", full,
         TINY_SURVEYS, later, minutes, best_minutes);
    is_int(fewer, 0, "one crew, up to 5 stops: as many placed as by trying all orders");
    ok(minutes <= best_minutes + best_minutes / 100, "and in all within 1%% of the best end");
}

int main(void)
{
    test_properties();
    test_brute();
    return tap_done();
}
