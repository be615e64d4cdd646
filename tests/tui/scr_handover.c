/* Hand-over: what is only here and who has what; a bundle written and read by
 * keyboard, twice, torn, stopped; a stranger's set aside and taken in. */
#include "config.h"

#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/unknown.h"
#include "tests/lib/desk.h"
#include "tests/lib/neighbour.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"
#include "assets/photo/batch.h"
#include "sync/central/peer.h"
#include "tui/handover.h"
#include "tui/scr_handover.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TICKS 200000

/* -- another laptop ------------------------------------------------------------- */

struct other {
    struct fixture f;
    struct casefile *c; /* NULL until a bundle came */
};

static void other_begin(struct other *o)
{
    memset(o, 0, sizeof *o);
    fixture_other(&o->f, "田中", "B");
    snprintf(o->f.who.laptop, sizeof o->f.who.laptop, "PC-11");
}

/* The desk founds the team and takes the other in. */
static void make_team(struct desk *d, struct other *o)
{
    struct buf bytes = BUF_INIT;
    struct card card;
    bool changed;
    struct err e;

    card_make(&bytes, &o->f.who);
    if (card_read(&card, buf_str(&bytes), bytes.len, &e) != 0 ||
        team_init(d->f.workspace, "みなと班", &d->f.who, &e) != 0 ||
        team_admit(d->f.workspace, &d->f.who, &card, &e) != 0)
        bail("no team: %s %s", e.subject, e.detail);
    buf_reset(&bytes);
    if (team_bytes(d->f.workspace, &bytes, &e) != 0 ||
        team_join(o->f.workspace, buf_str(&bytes), bytes.len, &changed, &e) != 0)
        bail("not joined: %s %s", e.subject, e.detail);
    buf_release(&bytes);
}

static void other_end(struct other *o)
{
    case_close(o->c);
    fixture_end(&o->f);
}

static void other_read(struct other *o, const char *path)
{
    struct import_run *x;
    struct err e;
    int rc;

    if (import_begin(&x, path, o->f.workspace, &o->f.who, o->c, &io_disk, &e) != 0)
        bail("not read: %s %s", e.subject, e.detail);
    while ((rc = import_step(x, &e)) == 1)
        ;
    if (rc != 0)
        bail("not read: %s %s", e.subject, e.detail);
    if (!o->c) {
        char *folder = xstrdup(import_state(x)->folder);

        import_end(x);
        if (case_open(&o->c, folder, &o->f.who, &e) != 0)
            bail("not opened: %s %s", e.subject, e.detail);
        free(folder);
    } else {
        import_end(x);
    }
}

static void other_write(struct other *o, const char *path)
{
    const struct export_options how = {0};
    struct export *x;
    struct err e;
    int rc;

    if (export_begin(&x, o->c, o->f.workspace, &o->f.who, path, &how, &io_disk, &e) != 0)
        bail("not written: %s %s", e.subject, e.detail);
    while ((rc = export_step(x, &e)) == 1)
        ;
    if (rc != 0)
        bail("not written: %s %s", e.subject, e.detail);
    export_end(x);
}

static void set(struct casefile *c, const char *address, enum field f, const char *text)
{
    const struct row *r = survey_address(&c->survey, address);
    struct err e;

    if (!r || case_set(c, r->id, f, false, value_text(text), &e) != 0)
        bail("not set: %s", address);
}

static void add_photo(struct casefile *c, const char *dir, const char *name, unsigned seed)
{
    const struct photo_batch_how how = {
        .target = survey_address(&c->survey, "line:1")->id, .tag = "terminator", .person = "田中"};
    char path[400];
    const char *const paths[] = {path};
    struct photo_batch *batch;
    struct buf jpeg = BUF_INIT;
    struct err e;
    int rc;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    picture_jpeg(&jpeg, 1600, 1200, seed, NULL);
    picture_write(path, buf_str(&jpeg), jpeg.len);
    buf_release(&jpeg);
    if (photo_batch_new(&batch, paths, 1, &how, &e) != 0)
        bail("no photo: %s %s", e.subject, e.detail);
    while ((rc = photo_batch_step(batch, c, &e)) == 1)
        ;
    if (rc != 0)
        bail("no photo: %s %s", e.subject, e.detail);
    photo_batch_free(batch);
}

/* -- the desk --------------------------------------------------------------------- */

static void finish(struct desk *d)
{
    for (int i = 0; i < TICKS && app_busy(d->app); i++)
        app_tick(d->app);
    ok(!app_busy(d->app), "it ends");
}

static void type_path(struct desk *d, const char *key, const char *path)
{
    curs_keys(d->c, key);
    curs_keys(d->c, "C-u");
    curs_type(d->c, path);
    curs_keys(d->c, "Enter");
}

/* The one file of a folder that ends like that; static. */
static const char *only_file(const char *dir, const char *end)
{
    static char path[512];
    DIR *f = opendir(dir);
    struct dirent *ent;
    size_t n = strlen(end);

    path[0] = '\0';
    while (f && (ent = readdir(f)) != NULL)
        if (strlen(ent->d_name) > n && strcmp(ent->d_name + strlen(ent->d_name) - n, end) == 0)
            snprintf(path, sizeof path, "%s/%s", dir, ent->d_name);
    if (f)
        closedir(f);
    return path;
}

/* What the screen says before anything was handed over, without a team. */
static void alone(void)
{
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    curs_keys(d.c, "F2");
    is_str(app_top(d.app)->ops->name, "hand-over", "F2 opens it from the plan");
    see(d.c, "受け渡し");
    see(d.c, "チームなし");
    see(d.c, "この端末にしかないもの        1件 写真 0枚");
    see(d.c, "> A班 佐藤");
    see(d.c, "1件 この端末で記録");
    see(d.c, "ほかの端末はまだ知りません");
    see_whole(d.c);
    curs_keys(d.c, "w");
    see(d.c, "書き先");
    see(d.c, "だれでも読めます");
    see_whole(d.c);
    curs_keys(d.c, "Esc a");
    see(d.c, "保留の束はありません");
    desk_close(&d);
}

static void there_and_back(void)
{
    char stick[256], file[300];
    struct other b;
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    other_begin(&b);
    make_team(&d, &b);
    tmpdir_make(stick, sizeof stick);
    curs_keys(d.c, "F2");
    see(d.c, "チーム みなと班 2台");
    see(d.c, "B班 田中 PC-11");
    see(d.c, "何を持っているか不明");
    curs_keys(d.c, "w");
    see(d.c, "読める人: A班 佐藤");
    see(d.c, "B班 田中 PC-11");
    curs_keys(d.c, "Esc");
    type_path(&d, "w", stick);
    see_not(d.c, "取り外せます");
    finish(&d);
    see(d.c, "取り外せます");
    see(d.c, ".gnb");
    ok(*only_file(stick, ".gnb") != '\0', "the bundle is on the stick");
    ok(*only_file(stick, ".part") == '\0', "and nothing half beside it");

    other_read(&b, only_file(stick, ".gnb"));
    set(b.c, "line:1", F_line_purpose, "B班の言うこと");
    set(b.c, "line:2", F_line_purpose, "B班だけ");
    snprintf(file, sizeof file, "%s/back.gnb", b.f.workspace);
    other_write(&b, file);
    set(d.w.open, "line:1", F_line_purpose, "A班の言うこと");
    work_wrote(d.app);
    type_path(&d, "m", file);
    finish(&d);
    see(d.c, "B班 田中 PC-11");
    see(d.c, "+2件");
    see(d.c, "競合 1");
    is_str(row_text(desk_row(&d, "line:2"), F_line_purpose), "B班だけ", "what came is there");
    see(d.c, "未着 1件");
    see(d.c, "F7");
    see_whole(d.c);
    is_int((long)d.w.counts.pending_commits, 1, "only the last change is only here");
    type_path(&d, "m", file);
    finish(&d);
    see(d.c, "新しいものなし (0行)");
    curs_keys(d.c, "Esc");
    is_str(app_top(d.app)->ops->name, "plan", "back in the plan");
    see(d.c, "B班の束");
    see(d.c, "+2件");
    see_whole(d.c);
    tmpdir_remove(stick);
    other_end(&b);
    desk_close(&d);
}

/* 70 % of the file arrives; then all of it. */
static void torn(void)
{
    char stick[256], whole[300], part[300];
    struct buf bytes = BUF_INIT;
    struct other b;
    struct desk d;
    struct err e;

    desk_open(&d, NULL, 24, 80, "ja");
    other_begin(&b);
    make_team(&d, &b);
    tmpdir_make(stick, sizeof stick);
    type_path(&d, "F2 w", stick);
    finish(&d);
    other_read(&b, only_file(stick, ".gnb"));
    set(b.c, "line:2", F_line_purpose, "B班だけ");
    for (unsigned i = 0; i < 4; i++) {
        char name[32];

        snprintf(name, sizeof name, "IMG_044%u.JPG", i);
        add_photo(b.c, stick, name, 77 + i);
    }
    snprintf(whole, sizeof whole, "%s/whole.gnb", b.f.workspace);
    snprintf(part, sizeof part, "%s/torn.gnb", b.f.workspace);
    other_write(&b, whole);
    if (file_read(whole, (size_t)64 << 20, &bytes, &e) != 0)
        bail("no bundle");
    picture_write(part, buf_str(&bytes), bytes.len * 7 / 10);
    type_path(&d, "m", part);
    finish(&d);
    see(d.c, "途中まで (");
    see(d.c, "まだ途中の写真: IMG_044");
    is_str(row_text(desk_row(&d, "line:2"), F_line_purpose), "B班だけ", "the records are there");
    see(d.c, "まだ届いていない写真");
    see_whole(d.c);
    type_path(&d, "m", whole);
    finish(&d);
    see_not(d.c, "まだ途中の写真");
    see_not(d.c, "まだ届いていない写真");
    ok(handover_of(d.app)->results[0].npartial == 0, "the whole stick completes the photos");
    buf_release(&bytes);
    tmpdir_remove(stick);
    other_end(&b);
    desk_close(&d);
}

/* Founds the team with t, takes in the sender of what was set aside with a. */
static void stranger(void)
{
    char file[300];
    struct neighbour n;
    struct other b = {.c = NULL};
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    neighbour_begin(&n, d.w.open, "田中", "B", "PC-11");
    set(n.c, "line:2", F_line_purpose, "B班だけ");
    b.f = n.f;
    b.c = n.c;
    snprintf(file, sizeof file, "%s/back.gnb", b.f.workspace);
    other_write(&b, file);
    curs_keys(d.c, "F2 t");
    curs_type(d.c, "みなと班");
    curs_keys(d.c, "Enter");
    see(d.c, "チーム みなと班 1台");
    type_path(&d, "m", file);
    finish(&d);
    see(d.c, "保留: 送り主がチームにいない");
    see(d.c, "保留の束");
    ok(strcmp(row_text(desk_row(&d, "line:2"), F_line_purpose), "B班だけ") != 0,
       "nothing of it is applied");
    curs_keys(d.c, "Down");
    see(d.c, "電話で鍵を照合してから a で");
    see_whole(d.c);
    curs_keys(d.c, "a");
    see(d.c, "B班 田中 PC-11 をチームに入れますか");
    curs_keys(d.c, "Enter");
    see(d.c, "保留の束");
    curs_keys(d.c, "a 2");
    finish(&d);
    is_str(row_text(desk_row(&d, "line:2"), F_line_purpose), "B班だけ", "admitted: it is applied");
    see_not(d.c, "保留の束");
    see(d.c, "チーム みなと班 2台");
    neighbour_end(&n);
    desk_close(&d);
}

/* C-c leaves a part that the next attempt goes on with. */
static void stopped(void)
{
    char stick[256];
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    tmpdir_make(stick, sizeof stick);
    for (unsigned i = 0; i < 4; i++)
        add_photo(d.w.open, stick, "IMG.JPG", 177 + i);
    work_wrote(d.app);
    type_path(&d, "F2 w", stick);
    app_tick(d.app);
    app_tick(d.app);
    see(d.c, "C-c");
    see(d.c, "[");
    see_whole(d.c);
    curs_keys(d.c, "C-c");
    see(d.c, "止めました");
    ok(!app_busy(d.app), "it stopped");
    ok(*only_file(stick, ".gnb") == '\0', "no bundle has its name");
    type_path(&d, "w", stick);
    finish(&d);
    see(d.c, "取り外せます");
    tmpdir_remove(stick);
    desk_close(&d);
}

/* A hospital that is closed under a running hand-over. */
static void closed_meanwhile(void)
{
    char stick[256];
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    tmpdir_make(stick, sizeof stick);
    type_path(&d, "F2 w", stick);
    app_tick(d.app);
    curs_keys(d.c, "Esc Esc");
    is_str(app_top(d.app)->ops->name, "plan", "the hospital is not left by mistake");
    see(d.c, "もう一度");
    curs_keys(d.c, "Esc");
    is_str(app_top(d.app)->ops->name, "hospitals", "the hospital is left");
    see(d.c, "0342");
    finish(&d);
    see(d.c, "止めました");
    ok(*only_file(stick, ".gnb") == '\0', "no bundle has its name");
    tmpdir_remove(stick);
    desk_close(&d);
}

/* What comes in waits while a person answers a question about the hospital, and
 * no screen holds rows of before. */
static void read_beside_work(void)
{
    char stick[256], whole[300];
    struct other b;
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    other_begin(&b);
    make_team(&d, &b);
    tmpdir_make(stick, sizeof stick);
    type_path(&d, "F2 w", stick);
    finish(&d);
    other_read(&b, only_file(stick, ".gnb"));
    set(b.c, "line:2", F_line_purpose, "B班だけ");
    add_photo(b.c, stick, "IMG_0501.JPG", 5);
    snprintf(whole, sizeof whole, "%s/whole.gnb", b.f.workspace);
    other_write(&b, whole);
    type_path(&d, "m", whole);
    curs_keys(d.c, "Esc Down e");
    ok(app_answering(d.app), "a remark is being typed while the bundle is read");
    for (int i = 0; i < 50; i++)
        app_tick(d.app);
    ok(app_busy(d.app), "reading waits");
    is_str(row_text(desk_row(&d, "line:2"), F_line_purpose), "業務", "nothing changes under it");
    curs_keys(d.c, "Esc");
    while (app_busy(d.app)) {
        app_tick(d.app);
        curs_keys(d.c, "Down"); /* draws the plan anew between all slices */
    }
    is_str(row_text(desk_row(&d, "line:2"), F_line_purpose), "B班だけ", "then it comes");
    tmpdir_remove(stick);
    other_end(&b);
    desk_close(&d);
}

/* F5: once, and without a question. */
static void quitting(void)
{
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    curs_keys(d.c, "q");
    is_str(app_top(d.app)->ops->name, "hospitals", "q closes the hospital");
    curs_keys(d.c, "q");
    ok(app_running(d.app), "the first q says what is only here");
    see(d.c, "この端末にしかないもの");
    curs_keys(d.c, "q");
    ok(!app_running(d.app), "the second leaves");
    desk_close(&d);
}

/* Without a hospital bundles are read all the same. */
static void new_here(void)
{
    struct other b;
    struct desk d;
    char file[300];

    desk_open(&d, NULL, 24, 80, "ja");
    other_begin(&b);
    snprintf(file, sizeof file, "%s/first.gnb", b.f.workspace);
    type_path(&d, "F2 w", file);
    finish(&d);
    curs_keys(d.c, "Esc Esc");
    curs_keys(d.c, "m");
    see(d.c, "読む束またはフォルダー");
    curs_keys(d.c, "Esc");
    see(d.c, "受け渡し");
    type_path(&d, "m", file);
    finish(&d);
    type_path(&d, "m", file);
    finish(&d);
    see(d.c, "新しいものなし (0行)");
    curs_keys(d.c, "w");
    see(d.c, "病院");
    other_end(&b);
    desk_close(&d);
}

/* -- the central store, as the settings and the receipts say it --------------------- */

static void set_up(struct desk *d, const char *line, unsigned mode)
{
    char path[400];
    struct err e;

    snprintf(path, sizeof path, "%s/identity", d->f.workspace);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/identity/central.conf", d->f.workspace);
    if (file_write(path, line, strlen(line), &e) != 0 || chmod(path, mode) != 0)
        bail("%s", path);
}

static void central_says(struct desk *d, const struct seen *v, size_t n, bool complete)
{
    static const uint8_t store_id[ID_LEN] = {4};
    const struct central_note note = {.host = "db.example.jp/genba",
                                      .at_ms = clock_now_ms() - (complete ? 3 : 2) * 60000,
                                      .sent_changes = 1,
                                      .complete = complete};
    uint8_t key[KEY_LEN];
    struct err e;

    central_peer_key(store_id, key);
    if (store_peer_says(d->w.open->store, key, v, n, NULL, 0, &e) != 0 ||
        central_ledger(d->w.open->store, store_id, &note, &e) != 0)
        bail("%s", e.detail);
    work_merged(d->app);
    curs_keys(d->c, "C-l");
}

static int own_writer(const struct writer_info *w, void *ctx)
{
    *(struct seen *)ctx = (struct seen){w->writer, w->have};
    return 0;
}

static void central_row(void)
{
    struct seen all;
    struct desk d;

    desk_open(&d, NULL, 24, 80, "ja");
    curs_keys(d.c, "F2");
    see_not(d.c, "db.example.jp");
    curs_keys(d.c, "Esc");
    set_up(&d, "server = postgresql://db.example.jp/genba\n", 0600);
    curs_keys(d.c, "F2");
    see(d.c, "> db.example.jp/genba");
    see(d.c, "c ですべて送ります");
    see(d.c, "まだなし");
    see_whole(d.c);
    store_writers(d.w.open->store, own_writer, &all, NULL);
    central_says(&d, NULL, 0, false);
    see(d.c, "何を持っているか不明");
    see(d.c, "c で続きから同期します");
    see_not(d.c, "ほかの端末はまだ知りません ");
    central_says(&d, &all, 1, true);
    see(d.c, "c で続きから同期します"); /* later than the one that went through */
    see(d.c, "すべて届いている                            3分前");
    see(d.c, "なし: すべてほかにもあります");
    see(d.c, "出 中央 db.example.jp/genba");
    see_whole(d.c);
    curs_resize(d.c, 40, 140);
    see_whole(d.c);
    curs_keys(d.c, "Esc");
    set_up(&d, "server = postgresql://db.example.jp/genba2\n", 0600);
    curs_keys(d.c, "F2");
    see(d.c, "> db.example.jp/genba2");
    see(d.c, "c ですべて送ります"); /* of this address nothing is known */
    see(d.c, "まだなし");
    see(d.c, "  中央 db.example.jp/genba ");
    see(d.c, "すべて届いている");
    see_whole(d.c);
    curs_keys(d.c, "Esc");
    set_up(&d, "server = postgresql://db.example.jp/genba\n", 0644);
    curs_keys(d.c, "F2");
    see(d.c, "chmod 600");
    desk_close(&d);
}

static void sizes(const char *lang, int rows, int cols)
{
    struct desk d;

    desk_open(&d, NULL, rows, cols, lang);
    curs_keys(d.c, "F2");
    see_whole(d.c);
    see(d.c, strcmp(lang, "ja") == 0 ? "だれが何を持っているか" : "Who has what");
    desk_close(&d);
}

int main(void)
{
    alone();
    there_and_back();
    torn();
    stranger();
    stopped();
    closed_meanwhile();
    read_beside_work();
    quitting();
    new_here();
    central_row();
    sizes("ja", 24, 80);
    sizes("en", 24, 80);
    sizes("ja", 40, 140);
    sizes("en", 40, 140);
    sizes("ja", 15, 60);
    return tap_done();
}
