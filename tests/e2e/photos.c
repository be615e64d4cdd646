/* The photos handed over by the real program: names, manifest, what is left out
 * and said, running again, copies without the place. */
#include "model/base/file.h"
#include "tests/lib/fixture.h"
#include "tests/lib/json.h"
#include "tests/lib/pictures.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libexif/exif-data.h>

static struct run r;
static char card[256], out[256];

static void put_photo(const char *name, unsigned seed, const char *taken, bool placed)
{
    struct exif_spec exif = {.orientation = 6, .model = "TX-7", .taken = taken};
    struct buf b = BUF_INIT;
    char path[400];

    if (placed) {
        exif.lat_ref = "N";
        exif.lon_ref = "E";
        exif.lat[0] = 35;
        exif.lon[0] = 139;
    }
    snprintf(path, sizeof path, "%s/%s", card, name);
    if (strstr(name, ".png"))
        picture_png(&b, 64, 48, seed, NULL);
    else
        picture_jpeg(&b, 64, 48, seed, &exif);
    picture_write(path, b.p, b.len);
    buf_release(&b);
}

#define must(...)                                                                                  \
    is_int(run_genba(&r, __VA_ARGS__, NULL), 0, "%s", (const char *[]){__VA_ARGS__}[0])

static void say(const char *photo, const char *field, const char *value)
{
    char address[100];

    snprintf(address, sizeof address, "photo:%s", photo);
    if (run_genba(&r, "set", "0342", address, field, value, NULL) != 0)
        bail("set %s %s: %s", photo, field, buf_str(&r.err));
}

static void take_in(void)
{
    put_photo("late.jpg", 1, "2025:09:12 09:40:00", false);
    put_photo("early.jpg", 2, "2025:09:12 09:20:00", true);
    put_photo("label.jpg", 3, "2025:09:12 09:30:00", false);
    put_photo("none.jpg", 4, NULL, false);
    put_photo("screen.png", 5, NULL, false);
    must("add", "0342", "line", "line_label=回線A", "traffic_kind=data", "room=サーバ室");
    must("add", "0342", "pc", "pc_name=LAB/PC:1", "room=検査科");
    if (run_genba(&r, "photo", "0342", card, NULL) != 0)
        bail("photo: %s", buf_str(&r.err));
    for (int i = 0; i < 3; i++)
        say((const char *[]){"late.jpg", "early.jpg", "label.jpg"}[i], "photo_target", "line:1");
    say("late.jpg", "photo_tag", "terminator");
    say("early.jpg", "photo_tag", "terminator");
    say("label.jpg", "photo_tag", "label");
    say("label.jpg", "caption", "=1+1");
    say("screen.png", "photo_target", "pc:1");
    say("screen.png", "photo_tag", "os_version");
}

/* --- what is in the folder --- */

static bool is_there(const char *name)
{
    char path[600];

    snprintf(path, sizeof path, "%s/%s", out, name);
    return access(path, F_OK) == 0;
}

static void slurp(const char *folder, const char *name, struct buf *b)
{
    char path[600];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    buf_reset(b);
    if (file_read(path, BUF_MAX_DEFAULT, b, NULL) != 0)
        bail("%s", path);
}

static int count_files(void)
{
    DIR *at = opendir(out);
    struct dirent *en;
    int n = 0;

    while (at && (en = readdir(at)))
        n += strcmp(en->d_name, ".") != 0 && strcmp(en->d_name, "..") != 0;
    if (at)
        closedir(at);
    return n;
}

/* By the reference: coreutils. */
static int sums_hold(void)
{
    pid_t pid = fork();
    int status = -1;

    if (pid == 0) {
        if (chdir(out) == 0 && freopen("/dev/null", "w", stdout))
            execlp("sha256sum", "sha256sum", "--strict", "-c", "SHA256SUMS", (char *)NULL);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        bail("no child");
    return status;
}

static bool equal_files(const char *folder, const char *name, const char *copy)
{
    struct buf a = BUF_INIT, b = BUF_INIT;
    bool same;

    slurp(folder, name, &a);
    slurp(out, copy, &b);
    same = a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
    buf_release(&a);
    buf_release(&b);
    return same;
}

static int export(const char *more, const char *value)
{
    return more
               ? run_genba(&r, "--lang", "ja", "photos", "0342", "--export", out, more, value, NULL)
               : run_genba(&r, "--lang", "ja", "photos", "0342", "--export", out, NULL);
}

static void fresh(void)
{
    tmpdir_remove(out);
    tmpdir_make(out, sizeof out);
}

/* --- the parts --- */

static void listed(void)
{
    struct json *j;

    must("photos", "0342");
    ok(strstr(buf_str(&r.out), "early.jpg") && strstr(buf_str(&r.out), "回線A: terminator"),
       "the list says what a photo shows");
    ok(strstr(buf_str(&r.out), "belongs to nothing yet"), "and what belongs to nothing");
    must("photos", "0342", "--json");
    j = json_parse(buf_str(&r.out), r.out.len, NULL);
    ok(j && j->count == 5, "five photos");
    for (const struct json *p = j ? j->first : NULL; p; p = p->next)
        if (strcmp(json_str(json_get(p, "orig_name")), "label.jpg") == 0) {
            is_str(json_str(json_at(json_get(p, "target_addresses"), 0)), "line:1", "its target");
            is_int((int)strlen(json_str(json_at(json_get(p, "targets"), 0))), ID_HEX_LEN,
                   "as an id too, as `show` has it");
            is_str(json_str(json_at(json_get(p, "tags"), 0)), "label", "its tag");
            ok(json_true(json_get(p, "here")), "its file is here");
        }
    json_free(j);
}

static void handed_over(void)
{
    static const char *const names[][2] = {{"early.jpg", "0342_回線A_終端装置_01.jpg"},
                                           {"late.jpg", "0342_回線A_終端装置_02.jpg"},
                                           {"label.jpg", "0342_回線A_ラベル・シリアル_01.jpg"},
                                           {"none.jpg", "0342_未整理_タグなし_01.jpg"},
                                           {"screen.png", "0342_LAB_PC_1_OSバージョン画面_01.png"}};
    struct buf list = BUF_INIT;

    is_int(export(NULL, NULL), 0, "export");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ok(is_there(names[i][1]) && equal_files(card, names[i][0], names[i][1]), "%s is %s",
           names[i][0], names[i][1]);
    is_int(count_files(), 7, "five photos and two lists");
    is_int(sums_hold(), 0, "sha256sum -c accepts the manifest");
    slurp(out, "photos.tsv", &list);
    ok(strstr(buf_str(&list), "0342_回線A_ラベル・シリアル_01.jpg\t"), "the list has the name");
    ok(strstr(buf_str(&list), "\t回線A\tラベル・シリアル\t2025:09:12 09:30:00\t"), "what it shows");
    ok(strstr(buf_str(&list), "\t'=1+1\t"), "a caption that is no formula (R145)");
    buf_release(&list);
}

/* Every byte and every time in the folder, in one text. */
static void picture_of_folder(struct buf *b)
{
    struct dirent **names;
    int n = scandir(out, &names, NULL, alphasort);

    for (int i = 0; i < n; i++) {
        struct buf bytes = BUF_INIT;
        struct stat st;
        char path[600];

        snprintf(path, sizeof path, "%s/%s", out, names[i]->d_name);
        if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
            slurp(out, names[i]->d_name, &bytes);
            buf_addf(b, "%s %zu ", names[i]->d_name, bytes.len);
            if (strcmp(names[i]->d_name, "photos.tsv") != 0 &&
                strcmp(names[i]->d_name, "SHA256SUMS") != 0)
                buf_addf(b, "%lld %ld ", (long long)st.st_ino, st.st_mtim.tv_nsec);
            buf_add(b, bytes.p, bytes.len);
        }
        buf_release(&bytes);
        free(names[i]);
    }
    free(names);
}

static void again(void)
{
    struct buf before = BUF_INIT, after = BUF_INIT;

    picture_of_folder(&before);
    is_int(export(NULL, NULL), 0, "the same again");
    ok(strstr(buf_str(&r.out), "書き出し済み 5 枚"), "all were there");
    picture_of_folder(&after);
    ok(before.len == after.len && memcmp(before.p, after.p, before.len) == 0,
       "nothing has changed");
    buf_release(&before);
    buf_release(&after);
}

static char *kept_path(const char *name)
{
    struct json *j;
    char *path = NULL;

    run_genba(&r, "photos", "0342", "--json", NULL);
    j = json_parse(buf_str(&r.out), r.out.len, NULL);
    for (const struct json *p = j ? j->first : NULL; p; p = p->next)
        if (strcmp(json_str(json_get(p, "orig_name")), name) == 0) {
            const char *hex = json_str(json_get(p, "sha256"));
            struct buf b = BUF_INIT;

            buf_addf(&b, "%s/0342_みなと病院.genba/photos/%.2s/%s.jpg", r.workspace, hex, hex);
            path = buf_take(&b);
        }
    json_free(j);
    if (!path || access(path, F_OK) != 0)
        bail("%s is not kept", name);
    return path;
}

static void what_fails(void)
{
    char *lost = kept_path("late.jpg"), *changed = kept_path("none.jpg"), aside[700];
    char path[600];
    int fd;

    fresh();
    snprintf(aside, sizeof aside, "%s.aside", lost);
    rename(lost, aside);
    fd = open(changed, O_WRONLY);
    ok(pwrite(fd, "!", 1, 300) == 1, "one byte of a kept file is changed");
    close(fd);
    snprintf(path, sizeof path, "%s/0342_回線A_終端装置_01.jpg", out);
    picture_write(path, "mine", 4);
    is_int(export(NULL, NULL), 1, "export finds problems");
    ok(strstr(buf_str(&r.out), "late.jpg はこの端末にありません"), "the lost one is named");
    ok(strstr(buf_str(&r.out), "none.jpg は取り込んだときの内容と違います"), "the changed one");
    ok(strstr(buf_str(&r.out), "early.jpg: 0342_回線A_終端装置_01.jpg という別のファイル"),
       "and the one whose name another file has");
    is_int(count_files(), 5, "that file, two photos and the lists: no rest of a copy");
    is_int(sums_hold(), 0, "the manifest holds");
    ok(!is_there("0342_未整理_タグなし_01.jpg"), "no changed photo goes out");
    rename(aside, lost);
    unlink(path);
    is_int(export(NULL, NULL), 1, "the lost one is back");
    is_int(count_files(), 6, "two more of them");
    is_int(run_genba(&r, "photo", "0342", card, NULL), 0, "the card once more");
    is_int(export(NULL, NULL), 0, "heals the changed one");
    is_int(count_files(), 7, "all are out");
    is_int(sums_hold(), 0, "the manifest holds");
    free(lost);
    free(changed);
}

/* As on a full disk: the limit is the kernel's word in the middle of a file. */
static void small_files(void)
{
    struct rlimit small;

    getrlimit(RLIMIT_FSIZE, &small);
    small.rlim_cur = 1000;
    setrlimit(RLIMIT_FSIZE, &small);
    signal(SIGXFSZ, SIG_IGN);
}

static void no_room(void)
{
    fresh();
    r.begin = small_files;
    is_int(export(NULL, NULL), 3, "a write fails");
    r.begin = NULL;
    ok(strstr(buf_str(&r.err), out), "the folder is named");
    is_int(count_files(), 0, "no part of a file is left");
    is_int(export(NULL, NULL), 0, "with room again it is done");
}

static void refused(void)
{
    char path[600];

    is_int(export("--template", "{nonsense}"), 2, "a placeholder that there is not");
    ok(strstr(buf_str(&r.err), "{nonsense}") && strstr(buf_str(&r.err), "{target}"),
       "is named, with those that there are");
    is_int(export("--template", "a/{nn}"), 2, "no folders");
    is_int(export("--template", "photo"), 2, "no placeholder");
    is_int(run_genba(&r, "photos", "0342", "--template", "{nn}", NULL), 2, "without --export");
    snprintf(path, sizeof path, "%s/0342_みなと病院.genba/photos", r.workspace);
    is_int(run_genba(&r, "photos", "0342", "--export", path, NULL), 3, "into the case itself");
    fresh();
    snprintf(path, sizeof path, "%s/SHA256SUMS", out);
    picture_write(path, "of others\n", 10);
    is_int(export(NULL, NULL), 3, "a manifest of somebody else");
    is_int(count_files(), 1, "nothing is written");
}

static void other_names(void)
{
    fresh();
    is_int(export("--template", "{date}_{time}_{name}"), 0, "a template of one's own");
    ok(is_there("2025-09-12_092000_early.jpg"), "date, time, name");
    is_int(export("--template", "{serial}"), 0, "one that makes them all the same");
    ok(is_there("0342.jpg") && is_there("0342_2.jpg") && is_there("0342.png"),
       "numbers keep them apart");
    is_int(count_files(), 12, "the earlier files stay");
    is_int(sums_hold(), 0, "and stand in the manifest");
}

static int gps_entries(const char *name)
{
    char path[600];
    ExifData *d;
    int n;

    snprintf(path, sizeof path, "%s/%s", out, name);
    d = exif_data_new_from_file(path);
    n = d ? (int)d->ifd[EXIF_IFD_GPS]->count : -1;
    if (d)
        exif_data_unref(d);
    return n;
}

static void placeless(void)
{
    static const char name[] = "0342_回線A_終端装置_01.jpg";
    struct json *j;

    fresh();
    is_int(export(NULL, NULL), 0, "as they are");
    is_int(gps_entries(name), 4, "the copy says where it was taken");
    fresh();
    is_int(export("--without-location", "--json"), 0, "without the place");
    j = json_parse(buf_str(&r.out), r.out.len, NULL);
    is_int(json_num(json_get(j, "written"), -1), 5, "all are written");
    json_free(j);
    is_int(gps_entries(name), 0, "libexif finds no place");
    ok(!equal_files(card, "early.jpg", name), "it is a copy");
    ok(equal_files(card, "late.jpg", "0342_回線A_終端装置_02.jpg"),
       "without a place: the original");
    is_int(sums_hold(), 0, "the manifest is of the copies");
    must("verify", "0342");
    is_int(export("--without-location", NULL), 0, "again");
    ok(strstr(buf_str(&r.out), "書き出し済み 5 枚"), "all were there");
}

/* The record knows a place that is nowhere in the file. */
static void place_in_doubt(void)
{
    fresh();
    say("none.jpg", "exif_gps_lat", "35.5");
    is_int(export("--without-location", NULL), 1, "a place that was not found is a fault");
    ok(strstr(buf_str(&r.out), "none.jpg"), "its photo is named");
    is_int(count_files(), 4 + 2, "and is not written");
    say("none.jpg", "exif_gps_lat", "");
    is_int(export("--without-location", NULL), 0, "without a place in the record it is");
}

/* A list of the folder that somebody else has written into. */
static void strange_list(void)
{
    struct buf list = BUF_INIT, hostile = BUF_INIT;
    char path[600];
    const char *id;

    fresh();
    is_int(export(NULL, NULL), 0, "a folder with its list");
    slurp(out, "photos.tsv", &list);
    list.p[list.len - 1] = '\0'; /* the last line's end */
    id = strrchr(buf_str(&list), '\t');
    buf_addf(&hostile, "%s\n../%s/early.jpg\t\t\t%s\n\x1b[2Jx.jpg\t\t\t%s\n..\t\t\t%s\n",
             buf_str(&list), strrchr(card, '/') + 1, id, id, id);
    snprintf(path, sizeof path, "%s/photos.tsv", out);
    picture_write(path, hostile.p, hostile.len);
    snprintf(path, sizeof path, "%s/\x1b[2Jx.jpg", out);
    picture_write(path, "x", 1);
    is_int(export(NULL, NULL), 0, "its list names what is none of its files");
    ok(strstr(buf_str(&r.out), "  [2Jx.jpg\n"), "a name is shown without control characters");
    ok(!strchr(buf_str(&r.out), '\x1b') && !strstr(buf_str(&r.out), "early.jpg") &&
           !strstr(buf_str(&r.out), "  ..\n"),
       "and no name that is not of a file in the folder");
    buf_release(&list);
    buf_release(&hostile);
}

/* A photo that comes later, of an earlier time, moves no name in the folder. */
static void names_stay(void)
{
    fresh();
    is_int(export(NULL, NULL), 0, "at noon");
    put_photo("first.jpg", 6, "2025:09:12 09:10:00", false);
    is_int(run_genba(&r, "photo", "0342", card, NULL), 0, "one more photo");
    say("first.jpg", "photo_target", "line:1");
    say("first.jpg", "photo_tag", "terminator");
    is_int(export(NULL, NULL), 0, "in the evening, into the same folder");
    ok(strstr(buf_str(&r.out), "写真 1 枚を書き出しました"), "one is written");
    ok(equal_files(card, "early.jpg", "0342_回線A_終端装置_01.jpg") &&
           equal_files(card, "late.jpg", "0342_回線A_終端装置_02.jpg"),
       "those that were there keep their names");
    ok(equal_files(card, "first.jpg", "0342_回線A_終端装置_03.jpg"), "the new one comes behind");
    say("none.jpg", "photo_target", "pc:1");
    say("none.jpg", "photo_tag", "label");
    is_int(export(NULL, NULL), 0, "a photo shows something now");
    ok(is_there("0342_LAB_PC_1_ラベル・シリアル_01.jpg"), "it is written under its new name");
    ok(strstr(buf_str(&r.out), "  0342_未整理_タグなし_01.jpg\n"), "and the old file is named");
    is_int(sums_hold(), 0, "the manifest holds for both");
    is_int(count_files(), 9, "no file is removed");
    fresh();
    is_int(export(NULL, NULL), 0, "into an empty folder");
    ok(equal_files(card, "first.jpg", "0342_回線A_終端装置_01.jpg"), "the numbers are in order");
    is_int(count_files(), 8, "six photos and two lists");
}

int main(void)
{
    run_begin(&r);
    r.now = "2025-09-12T09:50";
    tmpdir_make(card, sizeof card);
    tmpdir_make(out, sizeof out);
    fixture_survey(r.workspace, "佐藤", "A", "0342", "みなと病院");
    take_in();
    listed();
    handed_over();
    again();
    what_fails();
    no_room();
    refused();
    other_names();
    placeless();
    place_in_doubt();
    strange_list();
    names_stay();
    tmpdir_remove(card);
    tmpdir_remove(out);
    run_end(&r);
    return tap_done();
}
