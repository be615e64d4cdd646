/* Photos that do not lie where they should: settings that name another place, a bucket
 * that loses its objects or has other ones, files that cannot be read. Nothing counts as
 * kept that is not, who holds a photo sends it again, and the others go on. */
#include "sync/photos.h"
#include "tests/central/bucket.h"
#include "tests/lib/tap.h"

#include <ftw.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static struct bucket b;

/* ---- another place ---- */

/* A laptop that would put its photos where nobody looks for them. */
static void check_place(void)
{
    int64_t there = pgcluster_int(b.pg, "SELECT count(*) FROM genba.photo WHERE state = 2");

    write_settings(&b, HERE, "sato", "s3://" SWIFT_BUCKET "/wrong", SWIFT_SECRET);
    take_photos(&b, HERE, 1);
    is_int(sync_now(&b, HERE), 1, "settings that name another place than the store");
    ok(strstr(complained(&b, HERE), "keeps photos at 127.0.0.1") &&
           strstr(complained(&b, HERE), "/wrong"),
       "  are told: %s", complained(&b, HERE));
    is_int(pgcluster_int(b.pg, "SELECT count(*) FROM genba.photo WHERE state = 2"), there,
           "  nothing counts as put elsewhere");
    is_int(pgcluster_int(b.pg, "SELECT count(*) FROM genba.photo WHERE state = 1"), 1,
           "  the photo is in the database");
    is_int(sync_said(&b, HERE, "photos_only_here"), 0, "  and not only here");
    pgcluster_do(b.pg, "UPDATE genba.store SET objects = NULL");
    write_settings(&b, HERE, "sato", PLACE, SWIFT_SECRET);
    take_photos(&b, HERE, 1);
    is_int(sync_now(&b, HERE), 1, "a store that keeps its photos itself");
    ok(strstr(complained(&b, HERE), "keeps photos itself"), "  says so: %s", complained(&b, HERE));
    is_int(pgcluster_int(b.pg, "SELECT count(*) FROM genba.photo WHERE state = 1"), 2,
           "  the photo is in the database");
    put_place(&b, PLACE);
    is_synced(&b, HERE, 0, "the place is named again: nothing is left to do");
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
    nftw(b.s3.folder, lose, 16, FTW_PHYS);
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
    int n = load_photos(&b, HERE, v);
    char *path = path_of(&b, HERE, &v[0].hash);

    lose_all(n);
    is_synced(&b, HERE, n, "  whoever has them puts them again in one sync");
    check_store(&b, HERE);
    lose_all(n);
    turn_byte(path, 1000);
    is_int(sync_now(&b, HERE), 1, "  one of them is damaged here");
    is_int(sync_said(&b, HERE, "sent_photos"), n - 1, "  the others go");
    is_int(sync_said(&b, HERE, "photos_only_here"), 1, "  that one counts as kept nowhere else");
    is_int(pgcluster_int(b.pg, "SELECT count(*) FROM genba.photo WHERE state = 0"), 1,
           "  the store says so to everybody");
    turn_byte(path, 1000);
    is_synced(&b, HERE, 1, "  it is mended here: it goes");
    check_store(&b, HERE);
    write_settings(&b, OFFICE, "suzuki", PLACE, SWIFT_SECRET);
    is_int(run_genba(&b.w.v[OFFICE].run, "central", "fetch", CREWS_SERIAL, NULL), 0,
           "  another laptop fetches the hospital");
    ok(same_photos(&b, HERE, OFFICE), "  all photos, byte for byte");
    free(path);
    release_photos(v, n);
}

/* ---- one with something wrong ---- */

/* The photos of the first laptop that the second lacks. */
static int only_at_first(struct photo *out)
{
    struct photo x[PHOTOS_MAX], y[PHOTOS_MAX];
    int n = load_photos(&b, HERE, x), m = load_photos(&b, THERE, y), only = 0;

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

    run_ok(&b, THERE, "sync", CREWS_SERIAL);
    take_photos(&b, HERE, 4);
    run_ok(&b, HERE, "sync", CREWS_SERIAL);
    n = only_at_first(v);
    is_int(n, 4, "four photos that the other laptop lacks");
    s3_put_wrong(&b.settings, v[1].hash.b, v[1].bytes.p, v[1].bytes.len + 1);
    is_int(sync_now(&b, THERE), 1, "  one has another length in the object store");
    is_int(sync_said(&b, THERE, "new_photos"), 3, "  the others come");
    is_int(sync_said(&b, THERE, "failed_photos"), 1, "  that one is counted");
    ok(strstr(complained(&b, THERE), ".jpg did not come from the object store"), "  and named: %s",
       complained(&b, THERE));
    ok(!strstr(said(&b, THERE), "photos_error"), "  nothing is wrong with the object store");
    is_synced(&b, HERE, 1, "  whoever has it finds out, and puts it again");
    is_int(sync_now(&b, THERE), 0, "  it comes");
    is_int(sync_said(&b, THERE, "new_photos"), 1, "  whole");
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

    write_settings(&b, HERE, "sato", photos, SWIFT_SECRET);
    run_ok(&b, THERE, "sync", CREWS_SERIAL);
    take_photos(&b, HERE, 3);
    n = only_at_first(v);
    path = path_of(&b, HERE, &v[1].hash);
    if (chmod(path, 0) != 0)
        bail("%s", path);
    b.w.v[HERE].run.begin = without_override;
    is_int(sync_now(&b, HERE), 1, "%s: one of three photos cannot be read", where);
    b.w.v[HERE].run.begin = NULL;
    is_int(sync_said(&b, HERE, "sent_photos"), 2, "  the others go");
    is_int(sync_said(&b, HERE, "failed_photos"), 1, "  that one is counted");
    is_int(sync_said(&b, HERE, "photos_only_here"), 1, "  is still only here");
    ok(strstr(complained(&b, HERE), ".jpg cannot be read here: Permission denied"),
       "  and named: %s", complained(&b, HERE));
    chmod(path, 0600);
    is_synced(&b, HERE, 1, "  it can be read again: it goes");
    write_settings(&b, HERE, "sato", PLACE, SWIFT_SECRET);
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

    take_photos(&b, THERE, 1);
    run_ok(&b, THERE, "sync", CREWS_SERIAL);
    n = load_photos(&b, THERE, v);
    last = &v[0];
    for (int i = 0; i < n; i++) { /* the one that the other lacks */
        struct photo x[PHOTOS_MAX];
        int m = load_photos(&b, HERE, x), there = 0;

        for (int k = 0; k < m; k++)
            there += hash_compare(&x[k].hash, &v[i].hash) == 0;
        release_photos(x, m);
        if (!there)
            last = &v[i];
    }
    rot_size = (off_t)last->bytes.len;
    nftw(b.s3.folder, rot, 16, FTW_PHYS);
    is_int(rotten, 1, "a photo rots in the object store");
    is_int(sync_now(&b, HERE), 1, "  whoever gets it");
    is_int(sync_said(&b, HERE, "new_photos"), 0, "  keeps nothing of it");
    is_int(sync_said(&b, HERE, "bad_photos"), 1, "  and says so");
    release_photos(v, n);
}

int main(void)
{
    bucket_begin(&b);
    take_photos(&b, HERE, 5);
    is_synced(&b, HERE, 5, "five photos go to the object store");
    write_settings(&b, THERE, "suzuki", PLACE, SWIFT_SECRET);
    run_ok(&b, THERE, "central", "fetch", CREWS_SERIAL);
    check_lost();
    check_length();
    check_unreadable(PLACE, "into the object store");
    check_place();
    check_unreadable(NULL, "into the database");
    check_rot();
    bucket_end(&b);
    return tap_done();
}
