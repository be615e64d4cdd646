/* purge against the central store, with the real programs: it counts once, and only
 * the store that answers now where the settings point; two laptops never purge
 * against each other; a line that is not there, and a kill at any change of a
 * file, leave the photos and the records right.
 *
 * GENBA_KILLS: at how many changes it is killed, 6 unless told. */
#include "assets/photo/keep.h"
#include "model/base/clock.h"
#include "model/workspace.h"
#include "sync/central/peer.h"
#include "sync/central/session.h"
#include "sync/photos.h"
#include "sync/purge.h"
#include "tests/lib/json.h"
#include "tests/lib/office.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"
#include "tests/lib/trace.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PHOTOS 3
#define ROUNDS 3

enum { LEAD, CREW };

static struct office o;
static struct err e;

static struct run *laptop(int i)
{
    return &o.crews.v[i].run;
}

static const char *said(int i)
{
    return buf_str(&laptop(i)->out);
}

static void must(int i, int rc)
{
    if (rc != 0)
        bail("laptop %d: %d %s%s", i, rc, said(i), buf_str(&laptop(i)->err));
}

#define RUN(i, ...) must(i, run_genba(laptop(i), __VA_ARGS__, NULL))

/* -- the case from inside ------------------------------------------------------ */

static struct casefile *open_case(int i)
{
    struct casefile *c;
    char *folder;

    if (workspace_find(laptop(i)->workspace, CREWS_SERIAL, &folder, &e) != 0 ||
        case_open(&c, folder, &o.crews.v[i].who, &e) != 0)
        bail("open: %s %s", e.subject, e.detail);
    free(folder);
    return c;
}

/* Bit k: photo k is here. */
static unsigned photos_here(int i)
{
    struct casefile *c = open_case(i);
    struct pictures all;
    unsigned bits = 0;

    pictures_load(&all, c);
    for (size_t k = 0; k < all.n; k++)
        bits |= (unsigned)all.v[k].here << k;
    pictures_release(&all);
    case_close(c);
    return bits;
}

#define ALL ((1u << PHOTOS) - 1)

/* -- the steps ------------------------------------------------------------------ */

/* The sample's photos and drawings have no files. */
static void drop_pictures(void)
{
    static const enum kind kinds[] = {KIND_photo, KIND_drawing};
    struct casefile *c = open_case(LEAD);
    struct edits list = {0};

    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < c->survey.n[kinds[k]]; i++)
            edits_op(&list, OP_DEL, c->survey.rows[kinds[k]][i]->id, 0, value_null());
    is_ok(case_edit(c, &list, &e), &e, "a hospital without pictures");
    edits_release(&list);
    case_close(c);
}

static void take_photo(int i, unsigned seed)
{
    struct buf picture = BUF_INIT;
    char path[300];

    picture_jpeg(&picture, 300, 200, seed, &(struct exif_spec){.taken = "2025:09:12 10:00:00"});
    snprintf(path, sizeof path, "%s/DSC%05u.JPG", o.dir, seed);
    picture_write(path, picture.p, picture.len);
    RUN(i, "photo", CREWS_SERIAL, path);
    unlink(path);
    buf_release(&picture);
}

static void hand_over(int from, int to, const char *name)
{
    const char *path = stick_path(&o.crews, name);

    unlink(path);
    RUN(from, "bundle", CREWS_SERIAL, "-o", path);
    RUN(to, "merge", path);
}

/* Everything is on both laptops and in the store, and both laptops know. */
static void all_everywhere(void)
{
    for (int i = LEAD; i <= CREW; i++)
        RUN(i, "sync", CREWS_SERIAL);
    for (int i = LEAD; i <= CREW; i++)
        RUN(i, "central", "fetch", CREWS_SERIAL);
    hand_over(LEAD, CREW, "lead");
    hand_over(CREW, LEAD, "crew");
    if (photos_here(LEAD) != ALL || photos_here(CREW) != ALL)
        bail("the photos did not come");
}

/* The fates, each a letter; the caller looks at once. */
static const char *purge(int i, int want)
{
    static char fates[64];
    int rc = run_genba(laptop(i), "purge", CREWS_SERIAL, "--yes", "--json", NULL);
    struct json *j = json_parse(said(i), strlen(said(i)), NULL);
    const struct json *one;
    size_t n = 0;

    is_int(rc, want, "purge on laptop %d", i);
    if (rc != want || !j)
        diag("%s%s", said(i), buf_str(&laptop(i)->err));
    for (int k = 0; (one = json_at(json_get(j, "photos"), k)) != NULL && n + 1 < sizeof fates; k++)
        fates[n++] = json_str(json_get(one, "result"))[0];
    fates[n] = '\0';
    json_free(j);
    return fates;
}

/* -- one central store -------------------------------------------------------------- */

struct vector {
    struct seen v[32];
    size_t n;
};

static int add(const struct writer_info *info, void *ctx)
{
    struct vector *v = ctx;

    v->v[v->n++] = (struct seen){info->writer, info->have};
    return 0;
}

/* As after a sync with another store: it said that it has all that is here. */
static void another_store(int i)
{
    static const uint8_t store_id[ID_LEN] = {5};
    struct casefile *c = open_case(i);
    struct vector v = {.n = 0};
    struct hash photos[32];
    struct pictures all;
    uint8_t key[KEY_LEN];
    size_t n = 0;

    central_peer_key(store_id, key);
    pictures_load(&all, c);
    for (size_t k = 0; k < all.n && n < 32; k++)
        photos[n++] = all.v[k].sha256;
    pictures_release(&all);
    store_writers(c->store, add, &v, &e);
    is_ok(store_peer_says(c->store, key, v.v, v.n, photos, n, &e), &e, "another store had all");
    case_close(c);
}

static void begin_day(void)
{
    crew_make_case(&o.crews.v[LEAD]);
    drop_pictures();
    for (unsigned i = 1; i <= PHOTOS; i++)
        take_photo(LEAD, i);
    RUN(LEAD, "sync", CREWS_SERIAL);
}

static void counts_once(void)
{
    another_store(LEAD);
    is_str(purge(LEAD, 0), "fff", "the store of now and one of before are not two");
    is_int(photos_here(LEAD), ALL, "all stay");
    pgcluster_do(o.pg, "UPDATE genba.store SET id = decode(repeat('77', 16), 'hex')");
    is_str(purge(LEAD, 0), "fff", "nor when the store has a new id");
    RUN(LEAD, "sync", CREWS_SERIAL);
    is_str(purge(LEAD, 0), "fff", "however often it is asked");
    is_int(photos_here(LEAD), ALL, "all stay");
}

static void without_the_line(void)
{
    RUN(CREW, "central", "fetch", CREWS_SERIAL);
    all_everywhere();
    pgcluster_stop(o.pg);
    is_str(purge(LEAD, 1), "ccc", "without the line the store is not counted");
    ok(laptop(LEAD)->err.len > 0, "why is told");
    is_int(photos_here(LEAD), ALL, "all stay");
    is_int(run_genba(laptop(LEAD), "purge", CREWS_SERIAL, "--yes", "--to", "postgresql:///x", NULL),
           3, "one that was named must answer");
    pgcluster_resume(o.pg);
}

/* Photos outside the database: the object store is asked, too. */
static void elsewhere(void)
{
    pgcluster_do(o.pg, "UPDATE genba.store SET objects = '127.0.0.1:1/genba-photos'");
    pgcluster_do(o.pg, "UPDATE genba.photo SET state = 2");
    office_settings(&o, LEAD, NULL,
                    "photos = s3://genba-photos\ns3_endpoint = http://127.0.0.1:1\n"
                    "s3_access_key = key\ns3_secret_key = s3cr3t\n");
    is_str(purge(LEAD, 1), "ccc", "an object store that does not answer is no copy");
    ok(strstr(buf_str(&laptop(LEAD)->err), "127.0.0.1:1") != NULL, "which one is told");
    is_int(photos_here(LEAD), ALL, "all stay");
    office_settings(&o, LEAD, NULL, NULL);
    pgcluster_do(o.pg, "UPDATE genba.photo SET state = 1");
    pgcluster_do(o.pg, "UPDATE genba.store SET objects = NULL");
}

/* -- two against each other ------------------------------------------------------------ */

static void one_after_the_other(void)
{
    is_str(purge(LEAD, 0), "ppp", "the first may: the store and the other laptop have them");
    is_int(photos_here(LEAD), 0, "they are gone");
    is_str(purge(CREW, 0), "fff", "the other hears of it before it purges");
    is_int(photos_here(CREW), ALL, "and keeps them");
    RUN(LEAD, "verify", CREWS_SERIAL);
    is_int(pgcluster_int(o.pg, "SELECT count(*) FROM genba.photo WHERE state = 1"), PHOTOS,
           "the store has them");
}

/* Records alone, of a case that is open here. */
static void sync_open(int i, struct casefile *c, uint8_t key[KEY_LEN])
{
    const char *top = getenv("top_builddir");
    char program[512];
    struct central_options how = {.without_photos = true, .program = program};
    struct central_settings to;
    struct central_run *x;
    int rc;

    snprintf(program, sizeof program, "%s/genba-sync", top ? top : ".");
    rc = central_settings_load(&to, laptop(i)->workspace, NULL, &e);
    if (rc == 0)
        rc = central_begin(&x, store_hospital(c->store), c, laptop(i)->workspace, &o.crews.v[i].who,
                           &to, &how, &e);
    if (rc != 0)
        bail("sync: %s %s", e.subject, e.detail);
    while ((rc = central_step(x, &e)) > 0)
        central_wait(x);
    if (rc != 0)
        bail("sync: %s %s", e.subject, e.detail);
    central_store_key(x, key);
    central_end(x);
    central_settings_release(&to);
}

/* Both announce before either looks. */
static void at_the_same_moment(void)
{
    struct casefile *c[2];
    struct purge *p[2];
    struct roster r[2];
    uint8_t key[KEY_LEN];

    all_everywhere();
    for (int i = LEAD; i <= CREW; i++) {
        c[i] = open_case(i);
        sync_open(i, c[i], key);
        if (roster_load(&r[i], laptop(i)->workspace, &e) != 0 ||
            purge_new(&p[i], c[i], &r[i], &o.crews.v[i].who, key, &e) != 0)
            bail("purge: %s %s", e.subject, e.detail);
    }
    for (int i = LEAD; i <= CREW; i++) {
        while (purge_step(p[i], &e) > 0)
            continue;
        is_int((int)p[i]->going, PHOTOS, "laptop %d may remove all", i);
        is_ok(purge_announce(p[i], &e), &e, "and says so");
        sync_open(i, c[i], key);
    }
    for (int i = LEAD; i <= CREW; i++) {
        sync_open(i, c[i], key);
        is_ok(purge_again(p[i], &e), &e, "it looks again");
        is_int((int)p[i]->going, 0, "laptop %d sees the other one and keeps them", i);
        is_ok(purge_remove(p[i], &e), &e, "nothing is removed");
        purge_free(p[i]);
        case_close(c[i]);
        roster_release(&r[i]);
        is_int(photos_here(i), ALL, "all are here");
        RUN(i, "verify", CREWS_SERIAL);
        RUN(i, "photos", CREWS_SERIAL, "--json");
        ok(strstr(said(i), "\"purged\": true") == NULL, "and none is marked");
        RUN(i, "log", CREWS_SERIAL, "photo:DSC00001.JPG");
        ok(strstr(said(i), "few_copies") != NULL, "the log says that they were kept");
    }
}

/* The store never got what was announced. */
static void announced_in_vain(void)
{
    struct casefile *c;
    struct purge *p;
    struct roster r;
    uint8_t key[KEY_LEN];

    all_everywhere();
    c = open_case(LEAD);
    sync_open(LEAD, c, key);
    if (roster_load(&r, laptop(LEAD)->workspace, &e) != 0 ||
        purge_new(&p, c, &r, &o.crews.v[LEAD].who, key, &e) != 0)
        bail("purge: %s %s", e.subject, e.detail);
    while (purge_step(p, &e) > 0)
        continue;
    is_ok(purge_announce(p, &e), &e, "announced");
    is_ok(purge_again(p, &e), &e, "and not handed in");
    is_int((int)p->going, 0, "nothing goes");
    purge_free(p);
    case_close(c);
    roster_release(&r);
    is_int(photos_here(LEAD), ALL, "all are here");
    RUN(LEAD, "verify", CREWS_SERIAL);
}

static pid_t purge_beside(int i)
{
    pid_t pid = fork();

    if (pid == 0) {
        run_genba(laptop(i), "purge", CREWS_SERIAL, "--yes", NULL);
        _exit(0);
    }
    return pid;
}

static void race(void)
{
    int both = 0, lost = 0, gone = 0;

    for (int round = 0; round < ROUNDS; round++) {
        pid_t pid[2];
        unsigned lead, crew;

        all_everywhere();
        for (int i = LEAD; i <= CREW; i++)
            pid[i] = purge_beside(i);
        for (int i = LEAD; i <= CREW; i++)
            waitpid(pid[i], NULL, 0);
        lead = photos_here(LEAD);
        crew = photos_here(CREW);
        both += lead == ALL && crew == ALL;
        gone += lead == 0 || crew == 0;
        lost += (lead | crew) != ALL;
    }
    is_int(lost, 0, "of %d races none left the store alone", ROUNDS);
    ok(both + gone == ROUNDS, "in %d both kept them, in %d one", both, gone);
}

/* -- kills --------------------------------------------------------------------------- */

static void killed(void)
{
    struct trace t = {.fault = TRACE_NONE};
    struct run *r = laptop(LEAD);
    const char *told = getenv("GENBA_KILLS");
    int64_t total, stride, wrong = 0, n = 0, kills = told ? strtoll(told, NULL, 10) : 6;

    if (!trace_works()) {
        skip(1, "ptrace is used on x86-64 only");
        return;
    }
    all_everywhere();
    trace_into(r, &t);
    RUN(LEAD, "purge", CREWS_SERIAL, "--yes");
    trace_into(r, NULL);
    is_int(photos_here(LEAD), 0, "undisturbed");
    total = t.count;
    stride = kills > 0 && total > kills ? total / kills : 1;
    for (int64_t k = 1 + stride / 2; k <= total; k += stride, n++) {
        int rc;

        all_everywhere();
        t = (struct trace){.fault = TRACE_KILL, .k = k};
        trace_into(r, &t);
        rc = run_genba(r, "purge", CREWS_SERIAL, "--yes", NULL);
        trace_into(r, NULL);
        wrong += rc != 128 + 9 && rc != 0;
        if (run_genba(r, "verify", CREWS_SERIAL, NULL) != 0) {
            diag("at %" PRId64 " (%s): %s", k, t.call, said(LEAD));
            wrong++;
        }
        wrong += run_genba(r, "purge", CREWS_SERIAL, "--yes", NULL) != 0;
        wrong += photos_here(LEAD) != 0 || photos_here(CREW) != ALL;
        wrong += run_genba(r, "verify", CREWS_SERIAL, NULL) != 0;
    }
    ok(n > 0 && wrong == 0,
       "killed at %" PRId64 " of %" PRId64 " changes of a file: %" PRId64 " wrong", n, total,
       wrong);
}

int main(void)
{
    clock_set(clock_ms(2025, 9, 12, 16, 59, 0));
    office_begin(&o, false);
    begin_day();
    counts_once();
    without_the_line();
    elsewhere();
    one_after_the_other();
    at_the_same_moment();
    announced_in_vain();
    race();
    killed();
    office_end(&o);
    return tap_done();
}
