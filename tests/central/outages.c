/* What a server does to its clients: its answers are lost, it falls silent, it
 * is killed in mid-pipeline and started again, it is put back to a dump of an
 * hour ago. Afterwards everybody has everything, once. */
#include "tests/central/world.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TIMEOUT 3 /* seconds; of the clients */
#define GRACE_MS 2000
#define KIB 1024U
#define CHUNK 524288U

static struct world w = {.timeout = TIMEOUT};

/* ---- lost answers, silence ---- */

static void lost_answers(void)
{
    int through_all = 0, lost = 0;

    for (unsigned i = 0; i < 12; i++) {
        uint64_t before = cutproxy_counts(w.line).cuts;

        world_work(&w, (int)i % CREWS, 5000 + i, i % 2 ? 30000 : 0);
        world_line(&w, CUT_ANSWER, (3 + (uint64_t)i * 3) * KIB, 1);
        through_all += world_through(&w, (int)i % CREWS, NULL);
        lost += (int)(cutproxy_counts(w.line).cuts - before);
    }
    is_int(through_all, 12, "answers that are lost are asked for again");
    ok(lost >= 6, "%d answers were lost", lost);
}

static void silence(void)
{
    uint64_t before = cutproxy_counts(w.line).swallowed;
    struct synced s;

    world_work(&w, 1, 6000, 60000);
    world_line(&w, CUT_SWALLOW, 30 * KIB, 1);
    ok(world_through(&w, 1, &s), "a line that falls silent is given up and another one opened");
    is_int(cutproxy_counts(w.line).swallowed - before, 1, "it did fall silent");
    ok(s.ms >= TIMEOUT * 1000 && s.ms < 2 * TIMEOUT * 1000 + GRACE_MS, "after the time-out (%d ms)",
       (int)s.ms);

    world_line(&w, CUT_SWALLOW, 0, 0);
    s = world_sync(&w, 1, NULL, NULL);
    ok(s.rc < 0 && s.e.code != ERR_OK, "a server that never answers is a failure with its reason");
    ok(s.ms < TIMEOUT * 1000 + GRACE_MS, "told after the time-out (%d ms)", (int)s.ms);
}

/* ---- the server ---- */

static bool past(struct world *world, const struct central_state *state, void *ctx)
{
    uint64_t *limit = ctx;

    (void)state;
    if (*limit == 0 || cutproxy_counts(world->line).up < *limit)
        return false;
    pgcluster_kill(world->office.pg);
    pgcluster_resume(world->office.pg);
    *limit = 0;
    return false;
}

static void killed(void)
{
    int kills = 0, good = 0;

    world_line(&w, CUT_NEVER, 0, 0);
    for (unsigned i = 0; i < 4; i++) {
        uint64_t limit = cutproxy_counts(w.line).up + (i < 2 ? 12 : 900) * KIB;
        struct synced s;

        for (unsigned k = 0; k < 10; k++)
            world_work(&w, 0, 7000 + i * 20 + k, 0);
        world_work(&w, 0, 7000 + i * 20 + 10, 3 * CHUNK + 1000 * i);
        s = world_sync(&w, 0, past, &limit);
        if (s.rc != 0)
            diag("%d, %s %s %s", s.rc, s.e.msg ? s.e.msg : "", s.e.subject, s.e.detail);
        kills += limit == 0;
        good += s.rc == 0;
    }
    is_int(kills, 4, "the server was killed in mid-pipeline");
    is_int(good, 4, "and when it is up again the sync comes to its end");
}

static void restored(void)
{
    int64_t commits, photos;

    pgcluster_dump(w.office.pg, "an-hour-ago");
    commits = pgcluster_int(w.office.pg, "SELECT count(*) FROM genba.commits");
    photos = pgcluster_int(w.office.pg, "SELECT count(*) FROM genba.photo");
    for (int i = 0; i < CREWS; i++)
        world_work(&w, i, 8000, CHUNK + 5000);
    for (int i = 0; i < 2 * CREWS; i++)
        world_through(&w, i % CREWS, NULL);
    ok(pgcluster_int(w.office.pg, "SELECT count(*) FROM genba.commits") > commits,
       "an hour of work is at the server");
    pgcluster_restore(w.office.pg, "an-hour-ago");
    is_int(pgcluster_int(w.office.pg, "SELECT count(*) FROM genba.commits"), commits,
           "then it is put back: the work is gone there");
    is_int(pgcluster_int(w.office.pg, "SELECT count(*) FROM genba.photo"), photos,
           "and the photos");
}

int main(void)
{
    world_begin(&w);
    for (int i = 0; i < CREWS; i++)
        ok(world_through(&w, i, NULL), "laptop %d comes to the hospital", i);
    lost_answers();
    silence();
    world_agrees(&w, "lost answers and silence");
    killed();
    world_agrees(&w, "the server was killed");
    restored();
    world_agrees(&w, "the server was put back to a dump");
    ok(w.longest_ms < TIMEOUT * 1000 + GRACE_MS,
       "no client waited longer than its time-out (%d ms)", (int)w.longest_ms);
    is_int(w.strange, 0, "no attempt ended for another reason than a lost line");
    world_end(&w);
    return tap_done();
}
