/* Power cuts: a store that lives through several of them, each at a write that
 * a seed draws, in the middle of edits, batches, closings and openings. After
 * each, everything acknowledged is there and the store is whole.
 *
 *   power.t [CUTS [SEED]]     120 cuts, seed 1 */
#include "tests/fault/session.h"

#include "model/base/clock.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ON_DISK 25 /* of so many images one is opened by SQLite's own VFS too */

struct tally {
    int64_t cuts, idle, on_disk;
    bool failed;
};

static void seeded(void *out, size_t n, void *ctx)
{
    for (size_t i = 0; i < n; i++)
        ((uint8_t *)out)[i] = (uint8_t)crash_random(ctx);
}

/* Where the next cut falls: in the opening, in the first edits, or later. */
static int64_t draw_moment(uint64_t *random)
{
    static const uint64_t reach[] = {12, 60, 300, 1500};

    return 1 + (int64_t)(crash_random(random) % reach[crash_random(random) % 4]);
}

/* Works until the power goes; false when something fails before that. */
static bool work(struct session *s, struct err *e)
{
    int rc = s->st ? 0 : session_open(s, e);

    for (int opening = 0; opening < 3 && rc == 0; opening++) {
        int steps = (int)(crash_random(&s->random) % 60);

        for (int i = 0; i < steps && rc == 0; i++)
            rc = session_step(s, e);
        if (rc == 0 && crash_random(&s->random) % 2) {
            session_close(s);
            rc = session_open(s, e);
        }
    }
    return rc == 0 || crashvfs_struck(s->disk);
}

/* The image as files: SQLite's own VFS must find the same sound store. */
static void check_on_disk(struct session *s, struct buf *why)
{
    char folder[256], path[300];
    struct store *st = NULL;
    struct err e;
    int64_t n;

    tmpdir_make(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/survey.db", folder);
    if (!crashvfs_export(s->disk, folder))
        bail("no room for an image");
    if (store_open(&st, path, 0, &s->who, NULL, &e) != 0 || store_verify(st, &n, &e) != 0)
        buf_addf(why, "on a real disk: %s; ", e.detail);
    store_close(st);
    tmpdir_remove(folder);
}

static void cut(struct session *s, struct tally *t, struct buf *why)
{
    int64_t k = draw_moment(&s->random);
    struct err e = {.detail = ""};

    crashvfs_arm(s->disk, CRASH_POWER, k, false);
    if (!work(s, &e))
        buf_addf(why, "fails before the cut: %s; ", e.detail);
    t->idle += !crashvfs_struck(s->disk);
    if (!crashvfs_struck(s->disk)) /* in the middle of nothing */
        crashvfs_arm(s->disk, CRASH_POWER, 1, false);
    session_close(s);
    crashvfs_power(s->disk);
    t->cuts++;
    if (s->created && t->cuts % ON_DISK == 0) {
        check_on_disk(s, why);
        t->on_disk++;
    }
    if (session_open(s, &e) != 0) {
        if (s->created)
            buf_addf(why, "does not open: %s; ", e.detail);
        session_forget(s);
    } else {
        session_check(s, why);
    }
    if (why->len > 0) {
        t->failed = true;
        if (s->weak)
            diag("without syncs: %.60s", buf_str(why));
        else
            diag("cut %" PRId64 " at write %" PRId64 ": %s", t->cuts, k, buf_str(why));
    }
    buf_reset(why);
}

static void cuts(struct session *s, struct tally *t, int64_t n)
{
    struct buf why = BUF_INIT;

    while (t->cuts < n && !t->failed) {
        session_forget(s);
        for (int i = 0; i < 6 && t->cuts < n && !t->failed; i++)
            cut(s, t, &why);
    }
    buf_release(&why);
}

int main(int argc, char **argv)
{
    int64_t n = argc > 1 ? strtoll(argv[1], NULL, 10) : 120;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1, source = seed;
    struct crashvfs *disk = crashvfs_new("crash", seed);
    struct tally t = {0}, weak = {0};
    struct others o;
    struct session s;

    clock_set(clock_ms(2025, 9, 12, 9, 0, 0));
    id_random_source(seeded, &source);
    others_make(&o, 400, seed);
    session_begin(&s, disk, &o, seed);
    cuts(&s, &t, n);
    ok(!t.failed, "seed %" PRIu64 ": nothing acknowledged is lost, nothing half, nothing damaged",
       seed);
    ok(s.acks > t.cuts, "%" PRId64 " cuts, %" PRId64 " acknowledged actions", t.cuts, s.acks);
    diag("%" PRId64 " between two writes, %" PRId64 " images opened on a real disk", t.idle,
         t.on_disk);
    s.weak = true;
    cuts(&s, &weak, 200);
    ok(weak.failed, "a store that does not sync each commit is found out after %" PRId64 " cuts",
       weak.cuts);
    session_end(&s);
    others_release(&o);
    crashvfs_free(disk);
    return tap_done();
}
