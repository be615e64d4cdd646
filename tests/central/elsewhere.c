/* `genba sync` where a site keeps its photos in an object store: a real PostgreSQL, a
 * real S3 server, two laptops. The photos are there and nowhere else, byte for byte; a
 * killed sync goes on where it was; whatever the object store does, records arrive. */
#include "model/base/clock.h"
#include "tests/central/bucket.h"
#include "tests/lib/tap.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static struct bucket b;

/* ---- syncs ---- */

static void check_first(void)
{
    struct cut_counts before, after;

    take_photos(&b, HERE, 6);
    is_synced(&b, HERE, 6, "the first sync sends six photos");
    check_store(&b, HERE);
    before = cutproxy_counts(b.proxy);
    is_synced(&b, HERE, 0, "the second sends none");
    after = cutproxy_counts(b.proxy);
    is_int(sync_said(&b, HERE, "sent_commits"), 0, "  and no change");
    ok(after.up - before.up > 6 * 100 && after.up - before.up < 12000,
       "  each photo is looked at, none goes again: %d bytes", (int)(after.up - before.up));
}

/* The other laptop has the records from a stick and no photo. */
static void check_other(void)
{
    char bundle[300];

    snprintf(bundle, sizeof bundle, "%s", stick_path(&b.w, "records"));
    run_ok(&b, HERE, "bundle", CREWS_SERIAL, "--without-photos", "-o", bundle);
    run_ok(&b, THERE, "merge", bundle);
    write_settings(&b, THERE, "suzuki", NULL, NULL);
    is_int(sync_now(&b, THERE), 1, "a laptop whose settings do not name the object store");
    is_int(sync_said(&b, THERE, "elsewhere_photos"), 6, "  is told where the photos are");
    is_int(sync_said(&b, THERE, "new_photos"), 0, "  gets none");
    write_settings(&b, THERE, "suzuki", "s3://" SWIFT_BUCKET "/another-place", SWIFT_SECRET);
    is_int(sync_now(&b, THERE), 1, "one whose settings name another");
    is_int(sync_said(&b, THERE, "elsewhere_photos"), 6, "  is told the same");
    is_int(sync_said(&b, THERE, "lost_photos"), 0, "  and does not look at the wrong place");
    write_settings(&b, THERE, "suzuki", PLACE, SWIFT_SECRET);
    is_int(sync_now(&b, THERE), 0, "one whose settings are right");
    is_int(sync_said(&b, THERE, "new_photos"), 6, "  gets all");
    ok(same_photos(&b, HERE, THERE), "  byte for byte");
    is_int(sync_now(&b, THERE), 0, "and once more");
    is_int(sync_said(&b, THERE, "new_photos"), 0, "  gets none");
}

/* ---- interrupted ---- */

/* Kills the program when a line to the object store has fallen silent. */
static int wait_and_kill(pid_t pid, void *ctx)
{
    const uint64_t *before = ctx;
    int64_t patience = clock_mono_ms() + 60000;
    int status = 0;

    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (cutproxy_counts(b.proxy).swallowed > *before || clock_mono_ms() > patience)
            kill(pid, SIGKILL);
        poll(NULL, 0, 1);
    }
    return status;
}

static int there_already(const struct photo *v, int n, uint64_t *bytes)
{
    int there = 0;

    *bytes = 0;
    for (int i = 0; i < n; i++)
        if (s3_head(b.direct, v[i].hash.b).found) {
            *bytes += v[i].bytes.len;
            there++;
        }
    return there;
}

static void check_killed(void)
{
    struct photo v[PHOTOS_MAX];
    uint64_t all = 0, before, silent, done_before, done_after;
    int n, there_before, there_after, rc;

    take_photos(&b, HERE, 8);
    n = load_photos(&b, HERE, v);
    there_before = there_already(v, n, &done_before);
    for (int i = 0; i < n; i++)
        all += v[i].bytes.len;
    silent = cutproxy_counts(b.proxy).swallowed;
    cutproxy_set(b.proxy, (struct cut_rule){.kind = CUT_SWALLOW, .bytes = (all - done_before) / 6});
    b.w.v[HERE].run.wait = wait_and_kill;
    b.w.v[HERE].run.ctx = &silent;
    rc = sync_now(&b, HERE);
    b.w.v[HERE].run.wait = NULL;
    cutproxy_set(b.proxy, (struct cut_rule){.kind = CUT_NEVER});
    there_after = there_already(v, n, &done_after);
    is_int(rc, 128 + SIGKILL, "killed in the middle of the photos");
    ok(there_after > there_before && there_after < n, "  %d of 8 are there",
       there_after - there_before);
    before = cutproxy_counts(b.proxy).up;
    is_int(sync_now(&b, HERE), 0, "the next sync brings the rest");
    ok(cutproxy_counts(b.proxy).up - before < all - done_after + 100000,
       "  and sends none of those again: %d bytes for %d",
       (int)(cutproxy_counts(b.proxy).up - before), (int)(all - done_after));
    is_int(sync_said(&b, HERE, "photos_only_here"), 0, "  nothing is only here");
    release_photos(v, n);
    check_store(&b, HERE);
}

static void check_cut(void)
{
    take_photos(&b, HERE, 3);
    cutproxy_set(b.proxy, (struct cut_rule){.kind = CUT_AFTER, .bytes = 20000, .times = 2});
    is_synced(&b, HERE, 3, "a line that is cut twice: the sync tries again by itself");
    ok(sync_said(&b, HERE, "retries") > 0, "  %d times", (int)sync_said(&b, HERE, "retries"));
    cutproxy_set(b.proxy, (struct cut_rule){.kind = CUT_NEVER});
    check_store(&b, HERE);
}

/* Records go, photos wait, the reason is said. */
static void check_gone(void)
{
    int rc;

    take_photos(&b, HERE, 2);
    swift_kill(&b.s3);
    rc = sync_now(&b, HERE);
    is_int(rc, 1, "the object store is gone: a problem, not a failure");
    ok(sync_said(&b, HERE, "sent_commits") > 0, "  the changes went");
    is_int(sync_said(&b, HERE, "photos_only_here"), 2, "  the photos are still only here");
    ok(strstr(said(&b, HERE), "photos_error") && strstr(complained(&b, HERE), "object store"),
       "  which is said: %s", complained(&b, HERE));
    swift_again(&b.s3);
    is_synced(&b, HERE, 2, "it is back: they go");
    check_store(&b, HERE);
}

static void check_secret(void)
{
    take_photos(&b, HERE, 1);
    write_settings(&b, HERE, "sato", PLACE, "wr0ng-s3cret");
    is_int(sync_now(&b, HERE), 1, "a wrong secret");
    ok(strstr(complained(&b, HERE), "refuses the access key"), "  is said: %s",
       complained(&b, HERE));
    ok(!strstr(said(&b, HERE), "wr0ng") && !strstr(complained(&b, HERE), "wr0ng"),
       "  not repeated");
    is_int(sync_said(&b, HERE, "photos_only_here"),
           pgcluster_int(b.pg, "SELECT count(*) FROM genba.photo"),
           "  no photo counts as kept that cannot be looked at");
    write_settings(&b, HERE, "sato", "s3://no-such-bucket", SWIFT_SECRET);
    put_place(&b, "s3://no-such-bucket");
    is_int(sync_now(&b, HERE), 1, "a bucket that is not there");
    ok(strstr(complained(&b, HERE), "no such bucket"), "  is said: %s", complained(&b, HERE));
    is_int(run_genba(&b.w.v[HERE].run, "sync", CREWS_SERIAL, "--photos", "https://photos", NULL), 3,
           "an address that is none");
    ok(strstr(complained(&b, HERE), "s3://BUCKET"), "  is refused: %s", complained(&b, HERE));
    put_place(&b, PLACE);
    is_int(run_genba(&b.w.v[HERE].run, "sync", CREWS_SERIAL, "--json", "--photos", PLACE, NULL), 0,
           "--photos stands before the settings");
    write_settings(&b, HERE, "sato", PLACE, SWIFT_SECRET);
    check_store(&b, HERE);
}

/* A laptop without the setting hands its photos to the database: whoever has it gets
 * both kinds, and a hospital that was nowhere on it. */
static void check_both(void)
{
    write_settings(&b, HERE, "sato", NULL, NULL);
    take_photos(&b, HERE, 1);
    is_synced(&b, HERE, 1, "a laptop without an object store: into the database");
    is_int(pgcluster_int(b.pg, "SELECT count(*) FROM genba.photo WHERE state = 1"), 1,
           "  it is there");
    write_settings(&b, HERE, "sato", PLACE, SWIFT_SECRET);
    take_photo(&b, HERE, 4000, 3000);
    is_synced(&b, HERE, 1, "a large one into the object store");
    write_settings(&b, OFFICE, "suzuki", PLACE, SWIFT_SECRET);
    is_int(run_genba(&b.w.v[OFFICE].run, "central", "fetch", CREWS_SERIAL, NULL), 0,
           "the office fetches the hospital: %s", complained(&b, OFFICE));
    ok(same_photos(&b, HERE, OFFICE), "  all photos, byte for byte");
}

int main(void)
{
    bucket_begin(&b);
    check_first();
    check_other();
    check_killed();
    check_cut();
    check_gone();
    check_secret();
    check_both();
    bucket_end(&b);
    return tap_done();
}
