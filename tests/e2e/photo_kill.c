/* kill -9 in the middle of taking a card in, at random moments of the real
 * program: no record without its file, nothing left over, and the same command
 * goes on where it was, each photo once. Ctrl-C stops it between two batches.
 * The card stays as it is to the nanosecond, times of reading too.
 *
 * Handing them over is killed in the same way.
 *
 * GENBA_PHOTOS: how many photos, 40 unless told. GENBA_KILLS: how often, 12 unless
 * told. GENBA_SEED: other moments. */
#include "model/base/clock.h"
#include "model/base/file.h"
#include "tests/lib/fixture.h"
#include "tests/lib/json.h"
#include "tests/lib/pictures.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FOLDER "0342_みなと病院.genba"
#define INTERRUPTS 20
#define START_MS 20 /* of the program, about */

static struct run r;
static char card[256], handed[256];
static off_t first_bytes; /* of the smallest photo */
static unsigned photos, kills;
static uint32_t seed;

static unsigned env(const char *name, unsigned otherwise)
{
    const char *text = getenv(name);

    return text ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

static uint32_t random_number(void)
{
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

/* --- the card --- */

static void card_path(char *out, size_t size, unsigned i)
{
    snprintf(out, size, "%s/DCIM/%u00MSDCF/DSC%05u.JPG", card, 1 + i / 30, i);
}

/* All of it read-only, read last long ago: any reading that counts would show. */
static void make_card(void)
{
    static const struct timespec times[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1757636400}};
    struct buf picture = BUF_INIT;
    char path[400];

    picture_jpeg(&picture, 500, 400, 1, &(struct exif_spec){.taken = "2025:09:12 10:00:00"});
    snprintf(path, sizeof path, "%s/DCIM", card);
    mkdir(path, 0700);
    for (unsigned i = 0; i < photos; i++) {
        if (i % 30 == 0) {
            snprintf(path, sizeof path, "%s/DCIM/%u00MSDCF", card, 1 + i / 30);
            mkdir(path, 0700);
        }
        first_bytes = first_bytes ? first_bytes : (off_t)picture.len;
        buf_putc(&picture, (char)i); /* behind its end: another content each */
        card_path(path, sizeof path, i);
        picture_write(path, picture.p, picture.len);
        chmod(path, 0400);
        utimensat(AT_FDCWD, path, times, 0);
    }
    buf_release(&picture);
}

/* Names, sizes and all three times of what is on it. */
static void put_card(struct buf *out)
{
    for (unsigned i = 0; i < photos; i++) {
        struct stat st;
        char path[400];

        card_path(path, sizeof path, i);
        if (stat(path, &st) != 0)
            bail("%s is gone", path);
        buf_addf(out, "%u %lld %lld.%ld %lld.%ld %lld.%ld\n", i, (long long)st.st_size,
                 (long long)st.st_atim.tv_sec, st.st_atim.tv_nsec, (long long)st.st_mtim.tv_sec,
                 st.st_mtim.tv_nsec, (long long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
    }
}

/* --- the kept files --- */

/* Files of a folder and those inside whose names begin so; "" are all. */
static int count_files(const char *folder, const char *begins)
{
    DIR *at = opendir(folder);
    struct dirent *en;
    int n = 0;

    while (at && (en = readdir(at))) {
        char below[800];

        snprintf(below, sizeof below, "%s/%s", folder, en->d_name);
        if (en->d_type == DT_DIR && en->d_name[0] != '.')
            n += count_files(below, begins);
        n += en->d_type == DT_REG && strncmp(en->d_name, begins, strlen(begins)) == 0;
    }
    if (at)
        closedir(at);
    return n;
}

static int kept(const char *begins)
{
    char folder[400];

    snprintf(folder, sizeof folder, "%s/" FOLDER "/photos", r.workspace);
    return count_files(folder, begins);
}

/* Records, and how many of them have no whole file. */
static int records(int *lacking)
{
    struct json *j;
    int n;

    if (run_genba(&r, "photos", "0342", "--json", NULL) != 0)
        bail("photos: %s", buf_str(&r.err));
    j = json_parse(buf_str(&r.out), r.out.len, NULL);
    n = j ? (int)j->count : -1;
    for (const struct json *p = j ? j->first : NULL; p; p = p->next)
        *lacking += !json_true(json_get(p, "here"));
    json_free(j);
    return n;
}

/* --- killing --- */

struct moment {
    int delay_ms;      /* then SIGKILL */
    bool when_at_work; /* SIGINT as soon as a photo is being copied */
};

static int end_at(pid_t pid, void *ctx)
{
    const struct moment *m = ctx;
    int status;

    if (m->when_at_work) {
        while (waitpid(pid, &status, WNOHANG) == 0)
            if (kept(".taking-") > 0) {
                kill(pid, SIGINT);
                break;
            }
    } else {
        (void)poll(NULL, 0, m->delay_ms);
        kill(pid, SIGKILL);
    }
    return waitpid(pid, &status, 0) == pid ? status : 0;
}

static int take_card(struct moment *m)
{
    int rc;

    r.wait = m ? end_at : NULL;
    r.ctx = m;
    rc = run_genba(&r, "photo", "0342", card, NULL);
    r.wait = NULL;
    return rc;
}

static int hand_over(struct moment *m)
{
    int rc;

    r.wait = m ? end_at : NULL;
    r.ctx = m;
    rc = run_genba(&r, "photos", "0342", "--export", handed, NULL);
    r.wait = NULL;
    return rc;
}

/* How long all of it takes, in a workspace of its own. */
static int measure(void)
{
    int64_t start;
    int ms;

    run_begin(&r);
    fixture_survey(r.workspace, "佐藤", "A", "0342", "みなと病院");
    start = clock_mono_ms();
    is_int(take_card(NULL), 0, "the whole card");
    ms = (int)(clock_mono_ms() - start);
    run_end(&r);
    diag("%u photos in %d ms", photos, ms);
    return ms;
}

/* A run reads again what is in before it goes on: the later, the longer it may. */
static void killed(int whole_ms)
{
    int lacking = 0, backwards = 0, cut = 0, bad = 0, before = 0, n = 0;

    for (unsigned i = 0; i < kills; i++) {
        uint32_t latest_ms = (uint32_t)whole_ms * (i + 1) / kills + START_MS;
        struct moment m = {.delay_ms = (int)(random_number() % latest_ms)};

        cut += take_card(&m) == 128 + SIGKILL;
        n = records(&lacking);
        backwards += n < before;
        before = n;
        bad += run_genba(&r, "verify", "0342", NULL) != 0;
    }
    diag("%u times, cut short %d times, %d photos in before the last run", kills, cut, n);
    ok(cut > 0, "some runs were killed in their middle: %d of %u", cut, kills);
    is_int(lacking, 0, "no record without its file");
    is_int(bad, 0, "verify finds nothing wrong");
    is_int(backwards, 0, "what was taken in stays");
    is_int(take_card(NULL), 0, "the same command once more");
    is_int(records(&lacking), photos, "every photo has one record");
    is_int(lacking, 0, "and its file");
    is_int(kept(".taking-"), 0, "no temporary file is left");
    is_int(kept(""), photos, "nor any other");
}

static void interrupted(void)
{
    struct moment m = {.when_at_work = true};
    int lacking = 0, rc = 0;

    run_begin(&r);
    fixture_survey(r.workspace, "佐藤", "A", "0342", "みなと病院");
    for (int i = 0; i < INTERRUPTS && rc != 3; i++)
        rc = take_card(&m);
    is_int(rc, 3, "Ctrl-C ends it");
    ok(strstr(buf_str(&r.err), "the same command goes on"), "says what to do");
    ok(strstr(buf_str(&r.out), "photos taken in"), "and what is in");
    is_int(kept(".taking-"), 0, "no temporary file is left");
    ok(records(&lacking) == kept("") && lacking == 0, "records and files agree");
    is_int(take_card(NULL), 0, "goes on");
    is_int(records(&lacking), photos, "to the end");
}

/* The same for handing over: whole files or none, and the same command goes on. */
static void exported(void)
{
    int cut = 0, torn = 0;

    tmpdir_make(handed, sizeof handed);
    for (unsigned i = 0; i < kills; i++) {
        struct moment m = {.delay_ms =
                               START_MS + (int)(random_number() % (2 + photos * (i + 1) / kills))};

        cut += hand_over(&m) == 128 + SIGKILL;
        for (unsigned k = 0; k < photos; k++) {
            char path[400];
            struct stat st;

            snprintf(path, sizeof path, "%s/0342_unsorted_untagged_%0*u.jpg", handed,
                     photos > 99 ? 3 : 2, k + 1);
            torn += stat(path, &st) == 0 && st.st_size < first_bytes;
        }
    }
    diag("handing over: %u times, cut short %d times", kills, cut);
    is_int(torn, 0, "no file is a part of a photo");
    is_int(hand_over(NULL), 0, "the same command once more");
    is_int(count_files(handed, ""), photos + 2, "every photo and the lists, nothing else");
    is_int(count_files(handed, "0342_unsorted_untagged_"), photos, "under their names");
    tmpdir_remove(handed);
}

int main(void)
{
    struct buf before = BUF_INIT, after = BUF_INIT;
    int whole_ms;

    photos = env("GENBA_PHOTOS", 40);
    kills = env("GENBA_KILLS", 12);
    seed = env("GENBA_SEED", 20250912);
    tmpdir_make(card, sizeof card);
    make_card();
    put_card(&before);
    whole_ms = measure();
    run_begin(&r);
    fixture_survey(r.workspace, "佐藤", "A", "0342", "みなと病院");
    killed(whole_ms);
    exported();
    run_end(&r);
    interrupted();
    run_end(&r);
    put_card(&after);
    ok(before.len == after.len && memcmp(before.p, after.p, before.len) == 0,
       "the card is as it was, times of reading too");
    buf_release(&before);
    buf_release(&after);
    tmpdir_remove(card);
    return tap_done();
}
