/* The central store by keyboard alone, on the Hand-over screen at 80x24: a
 * hospital is handed in, again with nothing new, clashing values of a second
 * laptop meet as a conflict; a server that is down, that does not answer, that
 * answers while another screen is open; an object store that is down. */
#include "model/base/clock.h"
#include "model/base/file.h"
#include "model/case.h"
#include "tests/lib/crews.h"
#include "tests/lib/hospital.h"
#include "tests/lib/pgcluster.h"
#include "tests/lib/pgschema.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"
#include "tests/lib/term.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const logins[] = {"sato", "suzuki"};

static struct crews w;
static struct pgcluster *cluster;

static struct term *sit_down(int crew)
{
    char workspace[300];
    const char *const args[] = {"open", "0342", NULL};
    const char *const env[] = {workspace, NULL};
    const struct term_setup setup = {.args = args, .env = env, .now = w.v[crew].run.now};
    struct term *t;

    snprintf(workspace, sizeof workspace, "GENBA_WORKSPACE=%s", w.v[crew].run.workspace);
    t = term_start(&setup);
    term_press(t, "F2");
    return t;
}

static void must_run(int crew, const char *field, const char *value, const char *now)
{
    struct run *r = &w.v[crew].run;

    r->now = now;
    if (run_genba(r, "set", "0342", "line:1", field, value, NULL) != 0)
        bail("set: %s", r->err.p ? r->err.p : "");
}

/* -- the store --------------------------------------------------------------------- */

static void must_ok(const char *role, const char *sql)
{
    struct buf out = BUF_INIT;

    if (!pgcluster_sql(cluster, role, sql, &out) || strncmp(buf_str(&out), "ok", 2) != 0)
        diag("%s", buf_str(&out));
    ok(strncmp(buf_str(&out), "ok", 2) == 0, "%.40s", sql);
    buf_release(&out);
}

static void make_store(void)
{
    struct id h = case_hospital("0342");
    char hex[2 * ID_LEN + 1], sql[300];

    for (int i = 0; i < ID_LEN; i++)
        snprintf(hex + 2 * i, 3, "%02x", h.b[i]);
    cluster = pgcluster_start(NULL);
    pgschema_install(cluster);
    pgcluster_person(cluster, "office");
    must_ok("postgres", "SELECT genba.admit('office', decode(repeat('00', 16), 'hex'), 'office', "
                        "NULL)");
    snprintf(sql, sizeof sql, "SELECT genba.register('\\x%s', '0342', '中央病院')", hex);
    must_ok("office", sql);
    for (int i = 0; i < 2; i++) {
        pgcluster_person(cluster, logins[i]);
        snprintf(sql, sizeof sql, "SELECT genba.admit('%s', '\\x%s', 'crew', NULL)", logins[i],
                 hex);
        must_ok("postgres", sql);
    }
}

static void write_settings(int crew, const char *text)
{
    char path[400];
    struct err e;

    snprintf(path, sizeof path, "%s/identity/central.conf", w.v[crew].run.workspace);
    if (file_write(path, text, strlen(text), &e) != 0 || chmod(path, 0600) != 0)
        bail("%s", path);
}

static void set_up(int crew, const char *more)
{
    struct buf text = BUF_INIT;
    char url[300];

    pgcluster_url(cluster, logins[crew], url, sizeof url);
    buf_addf(&text, "server = %s\n%s", url, more);
    write_settings(crew, buf_str(&text));
    buf_release(&text);
}

static int64_t commits(void)
{
    return pgcluster_int(cluster, "SELECT count(*) FROM genba.commits");
}

/* -- the day ------------------------------------------------------------------------- */

static void not_set_up(void)
{
    struct term *t = sit_down(0);

    term_press(t, "c");
    term_see(t, "central.conf");
    term_see_not(t, "C-c");
    term_stop(t);
}

static void handed_in(void)
{
    struct term *t = sit_down(0);

    term_see(t, "まだなし");
    term_see(t, "c ですべて送ります");
    term_press(t, "c");
    term_see(t, "送信 変更");
    term_see(t, "すべて届いている");
    term_see(t, "未渡し 0件");
    term_see(t, "なし: すべてほかにもあります");
    term_see_whole(t);
    ok(commits() > 0, "the store has them");
    term_press(t, "c");
    term_see(t, "新しいものはありません: 0件");
    term_stop(t);
}

/* Nothing is known of a store at another address. */
static void elsewhere(void)
{
    struct term *t;

    write_settings(0, "server = postgresql:///genba2?host=/run/nowhere\n");
    t = sit_down(0);
    term_see(t, "/run/nowhere/genba2");
    term_see(t, "まだなし");
    term_see(t, "c ですべて送ります");
    term_stop(t);
    set_up(0, "");
}

static void two_laptops(void)
{
    struct term *t;

    must_run(0, "purpose", "予約", "2025-09-12T17:10:00+09:00");
    must_run(1, "purpose", "会計", "2025-09-12T17:20:00+09:00");
    t = sit_down(0);
    term_see(t, "未着 1件");
    term_press(t, "c");
    term_see(t, "送信 変更 1件 写真 0枚"); /* what was only here; no opening, no signature */
    term_see(t, "すべて届いている");
    term_stop(t);
    t = sit_down(1);
    term_press(t, "c");
    term_see(t, "送信 変更");
    term_see(t, "競合 1");
    term_see(t, "すべて届いている");
    term_see_whole(t);
    term_press(t, "F7");
    term_see(t, "予約");
    term_see(t, "会計");
    term_stop(t);
}

static void is_down(void)
{
    struct term *t = sit_down(1);

    pgcluster_stop(cluster);
    term_press(t, "c");
    term_see(t, "今回");
    term_see_not(t, "C-c 中止");
    term_see_not(t, "送信 変更");
    term_see_whole(t);
    pgcluster_resume(cluster);
    term_press(t, "c");
    term_see(t, "新しいものはありません: 0件");
    term_stop(t);
}

/* A server that takes the connection and says nothing. */
static void is_silent(void)
{
    struct term *t = sit_down(0);

    kill(cluster->pid, SIGSTOP);
    term_press(t, "c");
    term_see(t, "接続中");
    term_press(t, "Esc");
    term_see(t, "このまま待つ");
    term_see(t, "中止（次は続きから）");
    term_see_whole(t);
    term_press(t, "2");
    term_see(t, "中止しました");
    term_press(t, "c");
    term_see(t, "接続中");
    term_press(t, "Esc");
    term_press(t, "1");
    term_see_not(t, "だれが何を持っているか");
    term_see(t, "中央: 接続中"); /* on another screen too */
    kill(cluster->pid, SIGCONT);
    term_see(t, "+1件");
    term_press(t, "F2");
    term_see(t, "競合 1");
    term_stop(t);
}

/* The changes go, the photo waits, and why stands on the screen. */
static void object_store_is_down(void)
{
    struct buf picture = BUF_INIT;
    char path[300];
    struct term *t;

    picture_jpeg(&picture, 300, 200, 1, &(struct exif_spec){.taken = "2025:09:12 10:00:00"});
    snprintf(path, sizeof path, "%s/1.jpg", w.stick);
    picture_write(path, picture.p, picture.len);
    buf_release(&picture);
    w.v[0].run.now = "2025-09-12T17:40:00+09:00";
    if (run_genba(&w.v[0].run, "photo", "0342", path, NULL) != 0)
        bail("photo: %s", w.v[0].run.err.p ? w.v[0].run.err.p : "");
    pgcluster_do(cluster, "UPDATE genba.store SET objects = '127.0.0.1:1/genba-photos'");
    set_up(0, "photos = s3://genba-photos\ns3_endpoint = http://127.0.0.1:1\n"
              "s3_access_key = key\ns3_secret_key = s3cr3t\n");
    t = sit_down(0);
    term_press(t, "c");
    term_see(t, "オブジェクトストア 127.0.0.1:1 が応答しません");
    term_see(t, "送信 変更");
    term_see_not(t, "s3cr3t");
    term_see_whole(t);
    pgcluster_do(cluster, "UPDATE genba.store SET objects = NULL");
    set_up(0, "");
    term_press(t, "c");
    term_see(t, "すべて届いている");
    term_stop(t);
}

int main(void)
{
    const char *missing = pgcluster_missing();

    if (missing)
        plan_skip_all("%s", missing);
    clock_set(hospital_now());
    crews_begin(&w);
    crew_make_case(&w.v[0]);
    make_store();
    not_set_up();
    for (int i = 0; i < 2; i++)
        set_up(i, "");
    if (run_genba(&w.v[0].run, "bundle", "0342", "-o", stick_path(&w, "day"), NULL) != 0 ||
        run_genba(&w.v[1].run, "merge", stick_path(&w, "day"), NULL) != 0)
        bail("no bundle");
    handed_in();
    elsewhere();
    two_laptops();
    is_down();
    is_silent();
    object_store_is_down();
    pgcluster_free(&cluster);
    crews_end(&w);
    return tap_done();
}
