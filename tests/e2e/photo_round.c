/* The bytes of photos from card to export: two laptops, a card each, one photo
 * the same on both for two things; the intake undone and done again; bundles
 * both ways; then both hand over the same files, each with the SHA-256 that it
 * had on the card. The card is the sample's, where it is there. */
#include "model/base/file.h"
#include "tests/lib/crews.h"
#include "tests/lib/fixture.h"
#include "tests/lib/json.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST 64
#define BOTH "BOTH.JPG" /* on both cards */

struct original {
    char name[256], sha256[2 * HASH_LEN + 1];
};

static struct crews w;
static char cards[2][256];
static struct original originals[MOST];
static int originals_n;

static int must_run(int rc, const struct run *r)
{
    if (rc != 0)
        diag("%d: %s", rc, r->err.p ? r->err.p : "");
    return rc;
}

#define run_ok(i, ...) (must_run(run_genba(&w.v[i].run, __VA_ARGS__, NULL), &w.v[i].run) == 0)

/* --- the cards --- */

static void sha256_of(const char *path, char hex[2 * HASH_LEN + 1])
{
    struct buf b = BUF_INIT;
    struct hash h;

    if (file_read(path, BUF_MAX_DEFAULT, &b, NULL) != 0)
        bail("%s", path);
    h = sha256(buf_str(&b), b.len);
    hash_print(&h, hex);
    buf_release(&b);
}

/* The photos of a folder, as they are before anything touches them. */
static void note(const char *folder)
{
    DIR *at = opendir(folder);
    struct dirent *en;

    while (at && (en = readdir(at))) {
        const char *dot = strrchr(en->d_name, '.');
        char path[600];

        if (!dot || (strcmp(dot, ".JPG") != 0 && strcmp(dot, ".png") != 0) ||
            strcmp(en->d_name, "DSC09903.JPG") == 0) /* the sample's empty file */
            continue;
        if (originals_n == MOST)
            bail("a card of more than %d photos", MOST);
        snprintf(path, sizeof path, "%s/%s", folder, en->d_name);
        snprintf(originals[originals_n].name, sizeof originals->name, "%s", en->d_name);
        sha256_of(path, originals[originals_n++].sha256);
    }
    if (at)
        closedir(at);
}

static void make_photo(const char *folder, const char *name, unsigned seed)
{
    struct buf b = BUF_INIT;
    char path[400];

    picture_jpeg(&b, 300, 200, seed, &(struct exif_spec){.taken = "2025:09:12 10:00:00"});
    snprintf(path, sizeof path, "%s/%s", folder, name);
    picture_write(path, b.p, b.len);
    buf_release(&b);
}

static const char *first_card(void)
{
    const char *sample = fixture_shared("samples/photos-0342/photos.expected.json");
    static char folder[4096];

    if (!sample) {
        diag("the sample's photos are not here (GENBA_SHARED): made ones instead");
        for (unsigned i = 0; i < 20; i++) {
            char name[32];

            snprintf(name, sizeof name, "DSC%05u.JPG", i);
            make_photo(cards[0], name, i);
        }
        return cards[0];
    }
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(sample, '/') - sample), sample);
    return folder;
}

/* --- the day --- */

static void make_case(void)
{
    struct casefile *c;
    struct edits list = {0};
    struct err e;

    if (case_create(&c, w.v[0].run.workspace, CREWS_SERIAL, "みなと病院", &w.v[0].who, &e) != 0)
        bail("%s", e.detail);
    edits_set(&list, id_new(1), F_site_hospital_serial_no, value_text(CREWS_SERIAL));
    edits_set(&list, id_new(2), F_line_line_seq, value_int(1));
    edits_set(&list, id_new(3), F_pc_pc_seq, value_int(1));
    if (case_edit(c, &list, &e) != 0)
        bail("%s", e.detail);
    edits_release(&list);
    case_close(c);
}

static void hand_out(void)
{
    make_case();
    ok(run_ok(0, "bundle", CREWS_SERIAL, "-o", stick_path(&w, "morning")), "the hospital goes out");
    ok(run_ok(1, "merge", stick_path(&w, "morning")), "to the other laptop");
}

static int photos_on(int i)
{
    struct json *j;
    int n;

    if (!run_ok(i, "photos", CREWS_SERIAL, "--json"))
        bail("photos");
    j = json_parse(buf_str(&w.v[i].run.out), w.v[i].run.out.len, NULL);
    n = j ? (int)j->count : -1;
    json_free(j);
    return n;
}

/* Batch by batch, until what was there before the card is there again. */
static void undone_and_done_again(int before)
{
    int all = photos_on(0), times = 0;

    while (photos_on(0) > before && times < MOST && run_ok(0, "undo", CREWS_SERIAL))
        times++;
    is_int(photos_on(0), before, "the intake is taken back, in %d steps", times);
    for (int i = 0; i < times; i++)
        if (!run_ok(0, "redo", CREWS_SERIAL))
            break;
    is_int(photos_on(0), all, "and made again");
}

static void take_in(void)
{
    const char *sample = first_card();
    int before = photos_on(0), rc;
    char both[400];

    make_photo(cards[0], BOTH, 1000);
    make_photo(cards[1], BOTH, 1000);
    for (unsigned i = 0; i < 6; i++) {
        char name[32];

        snprintf(name, sizeof name, "IMG_%04u.JPG", i);
        make_photo(cards[1], name, 2000 + i);
    }
    note(cards[0]);
    if (sample != cards[0])
        note(sample);
    note(cards[1]);
    rc = run_genba(&w.v[0].run, "photo", CREWS_SERIAL, sample, cards[0], NULL);
    ok(rc == 0 || rc == 1, "a card on the first laptop");
    undone_and_done_again(before);
    ok(run_ok(1, "photo", CREWS_SERIAL, cards[1]), "a card on the second");
    snprintf(both, sizeof both, "photo:%s", BOTH);
    ok(run_ok(0, "set", CREWS_SERIAL, both, "photo_target", "line:1"),
       "the same shows a line here");
    ok(run_ok(1, "set", CREWS_SERIAL, both, "photo_target", "pc:1"), "and a PC there");
}

static void exchange(void)
{
    ok(run_ok(0, "bundle", CREWS_SERIAL, "-o", stick_path(&w, "to1")) &&
           run_ok(1, "merge", stick_path(&w, "to1")),
       "one way");
    ok(run_ok(1, "bundle", CREWS_SERIAL, "-o", stick_path(&w, "to0")) &&
           run_ok(0, "merge", stick_path(&w, "to0")),
       "and the other");
    ok(run_ok(1, "merge", stick_path(&w, "to1")), "once more");
}

/* --- what comes out --- */

/* Lines of photos.tsv: file, sha256, result, place, original_name, original_sha256 ... */
static int check_list(const char *dir, bool *seen, int *for_two)
{
    struct buf list = BUF_INIT;
    char path[400];
    int lines = 0;

    snprintf(path, sizeof path, "%s/photos.tsv", dir);
    if (file_read(path, BUF_MAX_DEFAULT, &list, NULL) != 0)
        bail("%s", path);
    for (char *rest = list.p, *line; (line = strsep(&rest, "\n")) != NULL;) {
        char *cell[7] = {NULL}, hex[2 * HASH_LEN + 1], file[700];

        for (int c = 0; c < 7 && line; c++)
            cell[c] = strsep(&line, "\t");
        if (!cell[6] || strcmp(cell[0], "file") == 0)
            continue;
        lines++;
        snprintf(file, sizeof file, "%s/%s", dir, cell[0]);
        sha256_of(file, hex);
        *for_two += strcmp(cell[4], BOTH) == 0;
        for (int i = 0; i < originals_n; i++)
            if (strcmp(originals[i].name, cell[4]) == 0 && strcmp(originals[i].sha256, hex) == 0 &&
                strcmp(cell[1], hex) == 0 && strcmp(cell[5], hex) == 0)
                seen[i] = true;
    }
    buf_release(&list);
    return lines;
}

static char *sums_of(const char *dir)
{
    struct buf b = BUF_INIT;
    char path[400];

    snprintf(path, sizeof path, "%s/SHA256SUMS", dir);
    if (file_read(path, BUF_MAX_DEFAULT, &b, NULL) != 0)
        bail("%s", path);
    return buf_take(&b);
}

static void handed_over(int i, const char *dir, int photos)
{
    bool seen[MOST] = {false};
    int missing = 0, for_two = 0;

    ok(run_ok(i, "photos", CREWS_SERIAL, "--export", dir), "laptop %d hands over", i);
    is_int(check_list(dir, seen, &for_two), photos, "laptop %d: every record", i);
    for (int k = 0; k < originals_n; k++)
        if (!seen[k]) {
            missing++;
            diag("%s is not there as it was", originals[k].name);
        }
    is_int(missing, 0, "laptop %d: all %d photos of the cards, byte for byte", i, originals_n);
    is_int(for_two, 2, "laptop %d: the same bytes for two things", i);
    ok(run_ok(i, "verify", CREWS_SERIAL), "laptop %d: every hash as at intake", i);
}

int main(void)
{
    char out[2][256];
    char *sums[2];
    int photos;

    crews_begin(&w);
    for (int i = 0; i < 2; i++) {
        tmpdir_make(cards[i], sizeof cards[i]);
        tmpdir_make(out[i], sizeof out[i]);
    }
    hand_out();
    take_in();
    exchange();
    photos = photos_on(0);
    is_int(photos_on(1), photos, "both have the same photos");
    for (int i = 0; i < 2; i++) {
        handed_over(i, out[i], photos);
        sums[i] = sums_of(out[i]);
    }
    is_str(sums[0], sums[1], "both hand over the same, under the same names");
    for (int i = 0; i < 2; i++) {
        free(sums[i]);
        tmpdir_remove(cards[i]);
        tmpdir_remove(out[i]);
    }
    crews_end(&w);
    return tap_done();
}
