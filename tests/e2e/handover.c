/* Two laptops and a stick, by keyboard alone at 80x24: a bundle is written, the
 * other laptop that never saw the hospital reads it, both write the same field,
 * the stick comes back torn and then whole, the conflict is chosen with one key,
 * the next bundle ends it on the other laptop too. */
#include "model/base/clock.h"
#include "model/base/file.h"
#include "tests/lib/crews.h"
#include "tests/lib/hospital.h"
#include "tests/lib/json.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"
#include "tests/lib/term.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct crews w;

/* The workbench of a crew: in the hospital, or in the list (`serial` NULL). */
static struct term *sit_down(int crew, const char *serial)
{
    char workspace[300];
    const char *const args[] = {serial ? "open" : NULL, serial, NULL};
    const char *const env[] = {workspace, NULL};
    const struct term_setup setup = {.args = args, .env = env, .now = w.v[crew].run.now};

    snprintf(workspace, sizeof workspace, "GENBA_WORKSPACE=%s", w.v[crew].run.workspace);
    return term_start(&setup);
}

static void type_path(struct term *t, const char *key, const char *path)
{
    term_press(t, key);
    term_press(t, "C-u");
    term_type(t, path);
    term_press(t, "Enter");
}

/* The bundle of a crew on the stick; static. */
static const char *bundle_of(const char *letter)
{
    static char path[600];
    char begin[32];
    DIR *d = opendir(w.stick);
    struct dirent *ent;

    snprintf(begin, sizeof begin, "0342_%s_", letter);
    path[0] = '\0';
    while (d && (ent = readdir(d)) != NULL)
        if (strncmp(ent->d_name, begin, strlen(begin)) == 0 && strstr(ent->d_name, ".gnb"))
            snprintf(path, sizeof path, "%s/%s", w.stick, ent->d_name);
    if (d)
        closedir(d);
    return path;
}

static void written(void)
{
    struct term *t = sit_down(0, "0342");

    term_press(t, "F2");
    term_see(t, "この端末にしかないもの");
    term_press(t, "w");
    term_see(t, "読める人: A班 佐藤");
    term_press(t, "Esc");
    type_path(t, "w", w.stick);
    term_see(t, "取り外せます");
    term_see_whole(t);
    ok(*bundle_of("A") != '\0', "the bundle is on the stick");
    ok(strstr(bundle_of("A"), ".part") == NULL, "under its own name");
    term_kill(t); /* unplugged, and the battery is empty: all of it is there */
}

static void read_first(void)
{
    struct term *t = sit_down(1, NULL);

    type_path(t, "m", w.stick);
    term_see(t, "病院 0342 がこの端末に加わりました");
    term_see(t, "A班 佐藤");
    term_see_whole(t);
    term_press(t, "Esc");
    term_see(t, ">0342  みなと総合病院");
    type_path(t, "m", w.stick);
    term_see(t, "新しいものなし (0行)");
    term_press(t, "Esc");
    term_press(t, "q");
    is_int(term_exit_status(t), 0, "nothing is only here: q leaves at once");
    term_stop(t);
}

static void must(int rc, struct run *r)
{
    if (rc != 0)
        bail("genba: %d %s%s", rc, buf_str(&r->out), buf_str(&r->err));
}

/* Both crews write the same field; B takes photos besides and writes a bundle. */
static void both_write(void)
{
    struct run *a = &w.v[0].run, *b = &w.v[1].run;
    const char *data = getenv("GENBA_DATADIR");
    char photo[400];

    must(run_genba(a, "set", "0342", "line:1", "purpose", "予約", NULL), a);
    b->now = "2025-09-12T17:20:00+09:00";
    must(run_genba(b, "set", "0342", "line:1", "purpose", "会計", NULL), b);
    must(run_genba(b, "set", "0342", "line:2", "purpose", "B班だけ", NULL), b);
    for (int i = 1; i <= 4; i++) {
        snprintf(photo, sizeof photo, "%s/demo/DSC0120%d.JPG", data ? data : "assets", i);
        must(run_genba(b, "photo", "0342", photo, NULL), b);
    }
    must(run_genba(b, "bundle", "0342", "-o", stick_path(&w, "whole"), NULL), b);
    a->now = "2025-09-12T17:30:00+09:00";
}

/* The first 70 % of the file, as a stick that was pulled out. */
static void tear(const char *from, const char *to)
{
    struct buf bytes = BUF_INIT;
    struct err e;

    if (file_read(from, (size_t)256 << 20, &bytes, &e) != 0)
        bail("no %s", from);
    picture_write(to, buf_str(&bytes), bytes.len * 7 / 10);
    buf_release(&bytes);
}

static void chosen(void)
{
    struct term *t;

    tear(stick_path(&w, "whole"), stick_path(&w, "torn"));
    t = sit_down(0, "0342");
    term_press(t, "y");
    type_path(t, "m", stick_path(&w, "torn"));
    term_see(t, "> 入 torn.gnb"); /* only when the reading has ended */
    term_see(t, "途中まで (");
    term_see(t, "まだ途中の写真: DSC0120");
    term_see(t, "競合 1");
    term_see_whole(t);
    type_path(t, "m", stick_path(&w, "whole"));
    term_see(t, "> 入 whole.gnb");
    term_see(t, "写真 +");
    term_see_not(t, "まだ途中の写真");
    term_press(t, "F7");
    term_see(t, "競合 残り 1件");
    term_see(t, "予約");
    term_see(t, "会計");
    term_see(t, "鈴木 (B班");
    term_see(t, "佐藤 (A班");
    term_see_whole(t);
    term_press(t, "1");
    term_see(t, "これで最後です");
    term_press(t, "u");
    term_see(t, "競合 残り 1件");
    term_see(t, "前の値: ");
    term_press(t, "2");
    term_see(t, "競合はありません");
    term_press(t, "Esc");
    type_path(t, "w", w.stick);
    term_see(t, "取り外せます");
    term_press(t, "Esc");
    term_see(t, "B班の束 ");
    term_press(t, "q");
    term_press(t, "q");
    term_see(t, "もう一度 q で終わります");
    term_press(t, "q");
    is_int(term_exit_status(t), 0, "the second q leaves");
    term_stop(t);
}

static char *purpose_at(int crew, size_t *conflicts)
{
    struct run *r = &w.v[crew].run;
    struct json *show;
    const struct json *list;
    char *out;

    must(run_genba(r, "show", "0342", "--json", NULL), r);
    show = json_parse(buf_str(&r->out), r->out.len, NULL);
    list = json_get(show, "conflicts");
    for (*conflicts = 0; json_at(list, *conflicts);)
        ++*conflicts;
    out = xstrdup(json_str(json_get(json_at(json_get(show, "lines"), 0), "purpose")));
    json_free(show);
    return out;
}

static void passed_on(void)
{
    struct term *t = sit_down(1, "0342");
    size_t at_a, at_b;
    char *a, *b;

    term_press(t, "F2");
    type_path(t, "m", bundle_of("A"));
    term_see(t, "A班 佐藤");
    term_see(t, "競合 0");
    term_see(t, "すべて届いている");
    term_stop(t);
    a = purpose_at(0, &at_a);
    b = purpose_at(1, &at_b);
    is_str(b, a, "both have what was chosen");
    ok(*a != '\0', "and it is one of the two");
    is_int((long)at_a + (long)at_b, 0, "no conflict on either");
    free(a);
    free(b);
}

int main(void)
{
    clock_set(hospital_now());
    crews_begin(&w);
    crew_make_case(&w.v[0]);
    written();
    read_first();
    both_write();
    chosen();
    passed_on();
    crews_end(&w);
    return tap_done();
}
