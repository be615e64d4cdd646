/* `genba sync` where a site keeps its photos in an object store: a real PostgreSQL, a
 * real S3 server, two laptops. The photos are there and nowhere else, byte for byte; a
 * killed sync goes on where it was; whatever the object store does, records arrive. */
#include "assets/photo/keep.h"
#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/workspace.h"
#include "sync/photos.h"
#include "tests/lib/crews.h"
#include "tests/lib/cutproxy.h"
#include "tests/lib/json.h"
#include "tests/lib/pgcluster.h"
#include "tests/lib/pictures.h"
#include "tests/lib/s3.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PREFIX "調査 2026/a+b"
#define PHOTOS_MAX 64

enum { HERE, THERE, OFFICE };

static struct crews w;
static struct swift s3;
static struct pgcluster *pg;
static struct cutproxy *proxy; /* before the S3 server */
static struct objects *direct; /* past it */
static struct object_store_settings settings;
static struct err e;
static unsigned taken; /* photos so far */

/* ---- the laptops ---- */

static void write_settings(int i, const char *login, const char *photos, const char *secret)
{
    struct buf text = BUF_INIT;
    char url[512], path[300];

    pgcluster_url(pg, login, url, sizeof url);
    buf_addf(&text, "server = %s\n", url);
    if (photos)
        buf_addf(&text,
                 "photos = %s\ns3_endpoint = http://127.0.0.1:%d\n"
                 "s3_access_key = " SWIFT_ACCESS "\ns3_secret_key = %s\ntimeout = 3\n",
                 photos, cutproxy_port(proxy), secret);
    snprintf(path, sizeof path, "%s/identity/central.conf", w.v[i].run.workspace);
    if (file_write(path, text.p, text.len, &e) != 0 || chmod(path, 0600) != 0)
        bail("%s", path);
    buf_release(&text);
}

static const char *said(int i)
{
    return w.v[i].run.out.p ? w.v[i].run.out.p : "";
}

static const char *complained(int i)
{
    return w.v[i].run.err.p ? w.v[i].run.err.p : "";
}

static void must_run(int rc, int i)
{
    if (rc != 0)
        bail("%d: %s%s", rc, said(i), complained(i));
}

/* Where the store says that photos are kept. */
static void put_place(const char *photos)
{
    char url[512];

    pgcluster_url(pg, "postgres", url, sizeof url);
    must_run(run_genba(&w.v[HERE].run, "central", "init", "--to", url, "--photos", photos, NULL),
             HERE);
}

#define run_ok(i, ...) must_run(run_genba(&w.v[i].run, __VA_ARGS__, NULL), i)

static void take_photo(int i, unsigned width, unsigned height)
{
    struct buf picture = BUF_INIT;
    char path[300];

    taken++;
    picture_jpeg(&picture, width, height, taken,
                 &(struct exif_spec){.taken = "2025:09:12 10:00:00"});
    snprintf(path, sizeof path, "%s/%u.jpg", w.stick, taken);
    picture_write(path, picture.p, picture.len);
    run_ok(i, "photo", CREWS_SERIAL, path);
    unlink(path);
    buf_release(&picture);
}

static void take_photos(int i, int n)
{
    while (n-- > 0)
        take_photo(i, 400 + 150 * (taken % 8), 600);
}

static struct casefile *open_case(int i)
{
    struct casefile *c;
    char *folder;

    if (workspace_find(w.v[i].run.workspace, CREWS_SERIAL, &folder, &e) != 0 ||
        case_open(&c, folder, &w.v[i].who, &e) != 0)
        bail("open: %s %s", e.subject, e.detail);
    free(folder);
    return c;
}

/* The photos whose bytes are on the laptop. */
struct photo {
    struct hash hash;
    struct buf bytes;
};

static int load_photos(int i, struct photo *v)
{
    struct casefile *c = open_case(i);
    struct pictures all;
    int n = 0;

    pictures_load(&all, c);
    for (size_t k = 0; k < all.n && n < PHOTOS_MAX; k++)
        if (all.v[k].here) {
            char *path = picture_path(c, &all.v[k]);

            v[n].hash = all.v[k].sha256;
            buf_init(&v[n].bytes, OBJECT_MAX);
            if (file_read(path, OBJECT_MAX, &v[n].bytes, &e) != 0)
                bail("%s", path);
            free(path);
            n++;
        }
    pictures_release(&all);
    case_close(c);
    return n;
}

static char *path_of(int i, const struct hash *h)
{
    struct casefile *c = open_case(i);
    struct pictures all;
    char *out;

    pictures_load(&all, c);
    out = picture_path(c, pictures_find(&all, h));
    pictures_release(&all);
    case_close(c);
    return out;
}

static void release_photos(struct photo *v, int n)
{
    while (n-- > 0)
        buf_release(&v[n].bytes);
}

/* ---- syncs ---- */

/* One number of the result of `sync --json`; bails out when there is none. */
static int64_t sync_said(int i, const char *what)
{
    struct json *j = json_parse(said(i), strlen(said(i)), NULL);
    const struct json *n = json_get(json_at(j, 0), what);
    int64_t out = (int64_t)json_num(n, -1);

    if (!n)
        bail("no %s: %s%s", what, said(i), complained(i));
    json_free(j);
    return out;
}

static int sync_now(int i)
{
    return run_genba(&w.v[i].run, "sync", CREWS_SERIAL, "--json", NULL);
}

static void is_synced(int i, int64_t photos, const char *name)
{
    int rc = sync_now(i);

    ok(rc == 0 && sync_said(i, "sent_photos") == photos && sync_said(i, "photos_only_here") == 0,
       "%s", name);
    if (rc != 0)
        diag("%d: %s%s", rc, said(i), complained(i));
}

/* Every photo of the laptop: in the object store byte for byte, in the database as a name. */
static void check_store(int i)
{
    struct photo v[PHOTOS_MAX];
    int n = load_photos(i, v), same = 0;
    struct buf got = BUF_INIT;

    for (int k = 0; k < n; k++) {
        struct object_answer a = s3_get(direct, v[k].hash.b, v[k].bytes.len, &got);

        same += a.fault == 0 && a.found && got.len == v[k].bytes.len &&
                memcmp(got.p, v[k].bytes.p, got.len) == 0;
    }
    is_int(same, n, "  all %d are in the object store, byte for byte", n);
    is_int(pgcluster_int(pg, "SELECT count(*) FROM genba.photo WHERE state = 2"), n,
           "  the database has their names");
    is_int(pgcluster_int(pg, "SELECT count(*) FROM genba.photo_chunk"), 0, "  and no byte of them");
    buf_release(&got);
    release_photos(v, n);
}

static void check_first(void)
{
    struct cut_counts before, after;

    take_photos(HERE, 6);
    is_synced(HERE, 6, "the first sync sends six photos");
    check_store(HERE);
    before = cutproxy_counts(proxy);
    is_synced(HERE, 0, "the second sends none");
    after = cutproxy_counts(proxy);
    is_int(sync_said(HERE, "sent_commits"), 0, "  and no change");
    ok(after.up - before.up > 6 * 100 && after.up - before.up < 12000,
       "  each photo is looked at, none goes again: %d bytes", (int)(after.up - before.up));
}

static bool same_photos(int a, int b)
{
    struct photo x[PHOTOS_MAX], y[PHOTOS_MAX];
    int n = load_photos(a, x), m = load_photos(b, y), same = 0;

    for (int i = 0; i < n; i++)
        for (int k = 0; k < m; k++)
            same += hash_compare(&x[i].hash, &y[k].hash) == 0 && x[i].bytes.len == y[k].bytes.len &&
                    memcmp(x[i].bytes.p, y[k].bytes.p, x[i].bytes.len) == 0;
    release_photos(x, n);
    release_photos(y, m);
    return n > 0 && n == m && n == same;
}

/* The other laptop has the records from a stick and no photo. */
static void check_other(void)
{
    char bundle[300];

    snprintf(bundle, sizeof bundle, "%s", stick_path(&w, "records"));
    run_ok(HERE, "bundle", CREWS_SERIAL, "--without-photos", "-o", bundle);
    run_ok(THERE, "merge", bundle);
    write_settings(THERE, "suzuki", NULL, NULL);
    is_int(sync_now(THERE), 1, "a laptop whose settings do not name the object store");
    is_int(sync_said(THERE, "elsewhere_photos"), 6, "  is told where the photos are");
    is_int(sync_said(THERE, "new_photos"), 0, "  gets none");
    write_settings(THERE, "suzuki", "s3://" SWIFT_BUCKET "/another-place", SWIFT_SECRET);
    is_int(sync_now(THERE), 1, "one whose settings name another");
    is_int(sync_said(THERE, "elsewhere_photos"), 6, "  is told the same");
    is_int(sync_said(THERE, "lost_photos"), 0, "  and does not look at the wrong place");
    write_settings(THERE, "suzuki", "s3://" SWIFT_BUCKET "/" PREFIX, SWIFT_SECRET);
    is_int(sync_now(THERE), 0, "one whose settings are right");
    is_int(sync_said(THERE, "new_photos"), 6, "  gets all");
    ok(same_photos(HERE, THERE), "  byte for byte");
    is_int(sync_now(THERE), 0, "and once more");
    is_int(sync_said(THERE, "new_photos"), 0, "  gets none");
}

/* ---- interrupted ---- */

/* Kills the program when a line to the object store has fallen silent. */
static int wait_and_kill(pid_t pid, void *ctx)
{
    const uint64_t *before = ctx;
    int64_t patience = clock_mono_ms() + 60000;
    int status = 0;

    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (cutproxy_counts(proxy).swallowed > *before || clock_mono_ms() > patience)
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
        if (s3_head(direct, v[i].hash.b).found) {
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

    take_photos(HERE, 8);
    n = load_photos(HERE, v);
    there_before = there_already(v, n, &done_before);
    for (int i = 0; i < n; i++)
        all += v[i].bytes.len;
    silent = cutproxy_counts(proxy).swallowed;
    cutproxy_set(proxy, (struct cut_rule){.kind = CUT_SWALLOW, .bytes = (all - done_before) / 6});
    w.v[HERE].run.wait = wait_and_kill;
    w.v[HERE].run.ctx = &silent;
    rc = sync_now(HERE);
    w.v[HERE].run.wait = NULL;
    cutproxy_set(proxy, (struct cut_rule){.kind = CUT_NEVER});
    there_after = there_already(v, n, &done_after);
    is_int(rc, 128 + SIGKILL, "killed in the middle of the photos");
    ok(there_after > there_before && there_after < n, "  %d of 8 are there",
       there_after - there_before);
    before = cutproxy_counts(proxy).up;
    is_int(sync_now(HERE), 0, "the next sync brings the rest");
    ok(cutproxy_counts(proxy).up - before < all - done_after + 100000,
       "  and sends none of those again: %d bytes for %d",
       (int)(cutproxy_counts(proxy).up - before), (int)(all - done_after));
    is_int(sync_said(HERE, "photos_only_here"), 0, "  nothing is only here");
    release_photos(v, n);
    check_store(HERE);
}

static void check_cut(void)
{
    take_photos(HERE, 3);
    cutproxy_set(proxy, (struct cut_rule){.kind = CUT_AFTER, .bytes = 20000, .times = 2});
    is_synced(HERE, 3, "a line that is cut twice: the sync tries again by itself");
    ok(sync_said(HERE, "retries") > 0, "  %d times", (int)sync_said(HERE, "retries"));
    cutproxy_set(proxy, (struct cut_rule){.kind = CUT_NEVER});
    check_store(HERE);
}

/* Records go, photos wait, the reason is said. */
static void check_gone(void)
{
    int rc;

    take_photos(HERE, 2);
    swift_kill(&s3);
    rc = sync_now(HERE);
    is_int(rc, 1, "the object store is gone: a problem, not a failure");
    ok(sync_said(HERE, "sent_commits") > 0, "  the changes went");
    is_int(sync_said(HERE, "photos_only_here"), 2, "  the photos are still only here");
    ok(strstr(said(HERE), "photos_error") && strstr(complained(HERE), "object store"),
       "  which is said: %s", complained(HERE));
    swift_again(&s3);
    is_synced(HERE, 2, "it is back: they go");
    check_store(HERE);
}

static void check_secret(void)
{
    take_photos(HERE, 1);
    write_settings(HERE, "sato", "s3://" SWIFT_BUCKET "/" PREFIX, "wr0ng-s3cret");
    is_int(sync_now(HERE), 1, "a wrong secret");
    ok(strstr(complained(HERE), "refuses the access key"), "  is said: %s", complained(HERE));
    ok(!strstr(said(HERE), "wr0ng") && !strstr(complained(HERE), "wr0ng"), "  not repeated");
    is_int(sync_said(HERE, "photos_only_here"),
           pgcluster_int(pg, "SELECT count(*) FROM genba.photo"),
           "  no photo counts as kept that cannot be looked at");
    write_settings(HERE, "sato", "s3://no-such-bucket", SWIFT_SECRET);
    put_place("s3://no-such-bucket");
    is_int(sync_now(HERE), 1, "a bucket that is not there");
    ok(strstr(complained(HERE), "no such bucket"), "  is said: %s", complained(HERE));
    is_int(run_genba(&w.v[HERE].run, "sync", CREWS_SERIAL, "--photos", "https://photos", NULL), 3,
           "an address that is none");
    ok(strstr(complained(HERE), "s3://BUCKET"), "  is refused: %s", complained(HERE));
    put_place("s3://" SWIFT_BUCKET "/" PREFIX);
    is_int(run_genba(&w.v[HERE].run, "sync", CREWS_SERIAL, "--json", "--photos",
                     "s3://" SWIFT_BUCKET "/" PREFIX, NULL),
           0, "--photos stands before the settings");
    write_settings(HERE, "sato", "s3://" SWIFT_BUCKET "/" PREFIX, SWIFT_SECRET);
    check_store(HERE);
}

/* A laptop without the setting hands its photos to the database: whoever has it gets
 * both kinds, and a hospital that was nowhere on it. */
static void check_both(void)
{
    write_settings(HERE, "sato", NULL, NULL);
    take_photos(HERE, 1);
    is_synced(HERE, 1, "a laptop without an object store: into the database");
    is_int(pgcluster_int(pg, "SELECT count(*) FROM genba.photo WHERE state = 1"), 3,
           "  it is there");
    write_settings(HERE, "sato", "s3://" SWIFT_BUCKET "/" PREFIX, SWIFT_SECRET);
    take_photo(HERE, 4000, 3000);
    is_synced(HERE, 1, "a large one into the object store");
    write_settings(OFFICE, "suzuki", "s3://" SWIFT_BUCKET "/" PREFIX, SWIFT_SECRET);
    is_int(sync_now(OFFICE), 0, "the office gets both kinds: %s", complained(OFFICE));
    ok(same_photos(HERE, OFFICE), "  all photos, byte for byte");
}

/* ---- another place ---- */

/* A laptop that would put its photos where nobody looks for them. */
static void check_place(void)
{
    int64_t there = pgcluster_int(pg, "SELECT count(*) FROM genba.photo WHERE state = 2");

    write_settings(HERE, "sato", "s3://" SWIFT_BUCKET "/wrong", SWIFT_SECRET);
    take_photos(HERE, 1);
    is_int(sync_now(HERE), 1, "settings that name another place than the store");
    ok(strstr(complained(HERE), "keeps photos at 127.0.0.1") && strstr(complained(HERE), "/wrong"),
       "  are told: %s", complained(HERE));
    is_int(pgcluster_int(pg, "SELECT count(*) FROM genba.photo WHERE state = 2"), there,
           "  nothing counts as put elsewhere");
    is_int(pgcluster_int(pg, "SELECT count(*) FROM genba.photo WHERE state = 1"), 1,
           "  the photo is in the database");
    is_int(sync_said(HERE, "photos_only_here"), 0, "  and not only here");
    pgcluster_do(pg, "UPDATE genba.store SET objects = NULL");
    write_settings(HERE, "sato", "s3://" SWIFT_BUCKET "/" PREFIX, SWIFT_SECRET);
    take_photos(HERE, 1);
    is_int(sync_now(HERE), 1, "a store that keeps its photos itself");
    ok(strstr(complained(HERE), "keeps photos itself"), "  says so: %s", complained(HERE));
    is_int(pgcluster_int(pg, "SELECT count(*) FROM genba.photo WHERE state = 1"), 2,
           "  the photo is in the database");
    put_place("s3://" SWIFT_BUCKET "/" PREFIX);
    is_synced(HERE, 0, "the place is named again: nothing is left to do");
}

/* ---- lost in the object store ---- */

static int lost;

static int lose(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)at;
    lost += type == FTW_F && strstr(path, ".data") && unlink(path) == 0;
    return 0;
}

static void lose_all(int n)
{
    lost = 0;
    nftw(s3.folder, lose, 16, FTW_PHYS);
    is_int(lost, n, "the object store loses all %d photos", n);
}

static void turn_byte(const char *path, long where)
{
    FILE *f = fopen(path, "r+");
    char byte;

    if (!f || fseek(f, where, SEEK_SET) != 0 || fread(&byte, 1, 1, f) != 1)
        bail("%s", path);
    byte ^= 1;
    if (fseek(f, where, SEEK_SET) != 0 || fwrite(&byte, 1, 1, f) != 1 || fclose(f) != 0)
        bail("%s", path);
}

static void check_lost(void)
{
    struct photo v[PHOTOS_MAX];
    int n = load_photos(HERE, v);
    char *path = path_of(HERE, &v[0].hash);

    lose_all(n);
    is_synced(HERE, n, "  whoever has them puts them again in one sync");
    check_store(HERE);
    lose_all(n);
    turn_byte(path, 1000);
    is_int(sync_now(HERE), 1, "  one of them is damaged here");
    is_int(sync_said(HERE, "sent_photos"), n - 1, "  the others go");
    is_int(sync_said(HERE, "photos_only_here"), 1, "  that one counts as kept nowhere else");
    is_int(pgcluster_int(pg, "SELECT count(*) FROM genba.photo WHERE state = 0"), 1,
           "  the store says so to everybody");
    turn_byte(path, 1000);
    is_synced(HERE, 1, "  it is mended here: it goes");
    check_store(HERE);
    write_settings(OFFICE, "suzuki", "s3://" SWIFT_BUCKET "/" PREFIX, SWIFT_SECRET);
    is_int(run_genba(&w.v[OFFICE].run, "central", "fetch", CREWS_SERIAL, NULL), 0,
           "  another laptop fetches the hospital");
    ok(same_photos(HERE, OFFICE), "  all photos, byte for byte");
    free(path);
    release_photos(v, n);
}

/* ---- one with something wrong ---- */

/* The photos of the first laptop that the second lacks. */
static int only_at_first(struct photo *out)
{
    struct photo x[PHOTOS_MAX], y[PHOTOS_MAX];
    int n = load_photos(HERE, x), m = load_photos(THERE, y), only = 0;

    for (int i = 0; i < n; i++) {
        bool there = false;

        for (int k = 0; k < m; k++)
            there |= hash_compare(&x[i].hash, &y[k].hash) == 0;
        if (there)
            buf_release(&x[i].bytes);
        else
            out[only++] = x[i];
    }
    release_photos(y, m);
    return only;
}

/* One object of another length: the others come, and that one is named. */
static void check_length(void)
{
    struct photo v[PHOTOS_MAX];
    int n;

    run_ok(THERE, "sync", CREWS_SERIAL);
    take_photos(HERE, 4);
    run_ok(HERE, "sync", CREWS_SERIAL);
    n = only_at_first(v);
    is_int(n, 4, "four photos that the other laptop lacks");
    s3_put_wrong(&settings, v[1].hash.b, v[1].bytes.p, v[1].bytes.len + 1);
    is_int(sync_now(THERE), 1, "  one has another length in the object store");
    is_int(sync_said(THERE, "new_photos"), 3, "  the others come");
    is_int(sync_said(THERE, "failed_photos"), 1, "  that one is counted");
    ok(strstr(complained(THERE), ".jpg did not come from the object store"), "  and named: %s",
       complained(THERE));
    ok(!strstr(said(THERE), "photos_error"), "  nothing is wrong with the object store");
    is_synced(HERE, 1, "  whoever has it finds out, and puts it again");
    is_int(sync_now(THERE), 0, "  it comes");
    is_int(sync_said(THERE, "new_photos"), 1, "  whole");
    release_photos(v, n);
}

/* Nor may root read what nobody may. */
static void without_override(void)
{
    prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0);
    prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0);
}

/* A file that cannot be opened keeps nothing else back. */
static void check_unreadable(const char *photos, const char *where)
{
    struct photo v[PHOTOS_MAX];
    char *path;
    int n;

    write_settings(HERE, "sato", photos, SWIFT_SECRET);
    run_ok(THERE, "sync", CREWS_SERIAL);
    take_photos(HERE, 3);
    n = only_at_first(v);
    path = path_of(HERE, &v[1].hash);
    if (chmod(path, 0) != 0)
        bail("%s", path);
    w.v[HERE].run.begin = without_override;
    is_int(sync_now(HERE), 1, "%s: one of three photos cannot be read", where);
    w.v[HERE].run.begin = NULL;
    is_int(sync_said(HERE, "sent_photos"), 2, "  the others go");
    is_int(sync_said(HERE, "failed_photos"), 1, "  that one is counted");
    is_int(sync_said(HERE, "photos_only_here"), 1, "  is still only here");
    ok(strstr(complained(HERE), ".jpg cannot be read here: Permission denied"), "  and named: %s",
       complained(HERE));
    chmod(path, 0600);
    is_synced(HERE, 1, "  it can be read again: it goes");
    write_settings(HERE, "sato", "s3://" SWIFT_BUCKET "/" PREFIX, SWIFT_SECRET);
    free(path);
    release_photos(v, n);
}

/* ---- other bytes in the object store ---- */

static off_t rot_size;
static int rotten;

/* An object is a file of the server. */
static int rot(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)at;
    if (type != FTW_F || st->st_size != rot_size || !strstr(path, ".data"))
        return 0;
    turn_byte(path, 1000);
    rotten++;
    return 0;
}

static void check_rot(void)
{
    struct photo v[PHOTOS_MAX], *last;
    int n;

    take_photos(THERE, 1);
    run_ok(THERE, "sync", CREWS_SERIAL);
    n = load_photos(THERE, v);
    last = &v[0];
    for (int i = 0; i < n; i++) { /* the one that the other lacks */
        struct photo x[PHOTOS_MAX];
        int m = load_photos(HERE, x), there = 0;

        for (int k = 0; k < m; k++)
            there += hash_compare(&x[k].hash, &v[i].hash) == 0;
        release_photos(x, m);
        if (!there)
            last = &v[i];
    }
    rot_size = (off_t)last->bytes.len;
    nftw(s3.folder, rot, 16, FTW_PHYS);
    is_int(rotten, 1, "a photo rots in the object store");
    is_int(sync_now(HERE), 1, "  whoever gets it");
    is_int(sync_said(HERE, "new_photos"), 0, "  keeps nothing of it");
    is_int(sync_said(HERE, "bad_photos"), 1, "  and says so");
    release_photos(v, n);
}

int main(void)
{
    const char *missing = pgcluster_missing();
    char url[512];

    if (missing)
        plan_skip_all("no PostgreSQL: %s", missing);
    if (!swift_begin(&s3, NULL))
        plan_skip_all("no S3 server: %s", s3.why);
    pg = pgcluster_start(NULL);
    proxy = cutproxy_start(s3.port);
    settings = s3_settings(&s3, PREFIX);
    direct = objects_new(&settings);
    crews_begin(&w);
    pgcluster_url(pg, "postgres", url, sizeof url);
    run_ok(HERE, "central", "init", "--to", url);
    pgcluster_person(pg, "sato");
    pgcluster_person(pg, "suzuki");
    pgcluster_do(pg, "INSERT INTO genba.member (login, hospital_id, role, admitted_by)"
                     " SELECT l, decode(repeat('00', 16), 'hex'), 'office', 'test'"
                     " FROM unnest(ARRAY['sato', 'suzuki']) l");
    write_settings(HERE, "sato", "s3://" SWIFT_BUCKET "/" PREFIX, SWIFT_SECRET);
    put_place("s3://" SWIFT_BUCKET "/" PREFIX);
    crew_make_case(&w.v[HERE]);
    check_first();
    check_other();
    check_killed();
    check_cut();
    check_gone();
    check_secret();
    check_lost();
    check_length();
    check_unreadable("s3://" SWIFT_BUCKET "/" PREFIX, "into the object store");
    check_place();
    check_both();
    check_unreadable(NULL, "into the database");
    check_rot();
    objects_free(direct);
    crews_end(&w);
    cutproxy_free(&proxy);
    pgcluster_free(&pg);
    swift_end(&s3);
    return tap_done();
}
