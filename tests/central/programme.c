/* The programme office's commands, as they are typed: members, projecting by several
 * workers, status as text in both languages and as JSON, of one server and of two. */
#include "model/base/text.h"
#include "tests/lib/json.h"
#include "tests/lib/office.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAD, CREW, OFFICE };
#define COLS 80

static struct office o;

static struct run *laptop(int i)
{
    return &o.crews.v[i].run;
}

/* The caller frees. */
static struct json *json_of(int i, const char *word)
{
    int rc = run_genba(laptop(i), "central", word, "--json", NULL);
    struct json *j = json_parse(buf_str(&laptop(i)->out), laptop(i)->out.len, NULL);

    if (!is_int(rc, 0, "central %s --json by laptop %d", word, i) || !j)
        bail("%s%s", buf_str(&laptop(i)->out), buf_str(&laptop(i)->err));
    return j;
}

static double total(const struct json *j, const char *what)
{
    return json_num(json_get(json_get(j, "total"), what), -1);
}

/* Of the first line of a group whose id is this one. */
static double group(const struct json *j, const char *name, const char *id, const char *what)
{
    for (const struct json *g = json_get(j, name)->first; g; g = g->next)
        if (strcmp(json_str(json_get(g, "id")) ? json_str(json_get(g, "id")) : "", id) == 0)
            return json_num(json_get(g, what), -1);
    return -1;
}

static void edit(int i, const char *entity, const char *field, const char *value)
{
    is_int(run_genba(laptop(i), "set", CREWS_SERIAL, entity, field, value, NULL), 0,
           "laptop %d sets %s", i, field);
}

static void sync_of(int i, const char *option)
{
    if (run_genba(laptop(i), "sync", CREWS_SERIAL, option, NULL) > 1)
        bail("sync: %s", buf_str(&laptop(i)->err));
}

static void take_photo(int i)
{
    struct buf picture = BUF_INIT;
    char path[300];

    picture_jpeg(&picture, 80, 60, 7, &(struct exif_spec){.taken = "2025:09:12 10:00:00"});
    snprintf(path, sizeof path, "%s/DSC00007.JPG", o.dir);
    picture_write(path, picture.p, picture.len);
    is_int(run_genba(laptop(i), "photo", CREWS_SERIAL, path, NULL), 0, "a photo");
    buf_release(&picture);
}

/* ---- the day ---- */

static void project(const char *workers, double behind)
{
    struct run *r = laptop(OFFICE);
    struct json *j;

    is_int(run_genba(r, "central", "project", "--workers", workers, "--json", NULL), 0,
           "projected by %s workers", workers);
    j = json_parse(buf_str(&r->out), r->out.len, NULL);
    is_int(json_num(json_get(j, "behind"), -1), behind, "behind");
    is_int(json_num(json_get(j, "projected"), -1), behind, "and projected");
    is_int(json_get(j, "left_behind") ? (int64_t)json_get(j, "left_behind")->count : -1, 0,
           "none left behind");
    json_free(j);
}

static void before_projecting(void)
{
    struct json *j = json_of(OFFICE, "status");

    is_int(total(j, "hospitals"), 1, "a hospital is there");
    is_int(total(j, "hospitals_behind"), 1, "which nobody has projected");
    is_int(group(j, "states", "", "hospitals"), 1, "its state is not known");
    json_free(j);
    is_int(run_genba(laptop(OFFICE), "central", "status", NULL), 0, "as text");
    ok(strstr(buf_str(&laptop(OFFICE)->out), "genba central project") != NULL,
       "it says what to do");
}

static void the_day(void)
{
    struct json *j;
    int64_t photos;

    crew_make_case(&o.crews.v[LEAD]);
    sync_of(LEAD, "--without-photos");
    before_projecting();
    project("3", 1);
    j = json_of(OFFICE, "status");
    is_int(total(j, "hospitals_behind"), 0, "nothing is behind");
    is_int(group(j, "states", "done", "hospitals"), 1, "the survey is done");
    is_int(total(j, "lines"), 2, "two lines");
    is_int(total(j, "pcs"), 1, "a PC");
    photos = (int64_t)total(j, "photos");
    ok(photos > 0, "%d photos on record", (int)photos);
    is_int(total(j, "conflicts"), 0, "no conflict");
    json_free(j);

    run_genba(laptop(CREW), "central", "fetch", CREWS_SERIAL, "--without-photos", NULL);
    edit(LEAD, "line:1", "line_label", "東");
    edit(CREW, "line:1", "line_label", "西");
    take_photo(LEAD);
    sync_of(LEAD, "--without-photos");
    sync_of(CREW, "--without-photos");
    project("2", 1);
    project("2", 0);
    j = json_of(OFFICE, "status");
    is_int(total(j, "conflicts"), 1, "where the two clash is a conflict");
    is_int(total(j, "photos"), photos + 1, "one photo more");
    is_str(json_str(json_get(json_at(json_get(j, "conflicts"), 0), "hospital_serial_no")),
           CREWS_SERIAL, "of this hospital");
    photos = (int64_t)total(j, "photos_waiting");
    json_free(j);
    sync_of(LEAD, NULL);
    j = json_of(OFFICE, "status");
    is_int(total(j, "photos_waiting"), photos - 1, "the photo arrived: one less is waited for");
    json_free(j);
}

/* ---- scans ---- */

/* What of the laptop's clock is today: an open scan is due, then overdue. */
static void scans(void)
{
    static const struct {
        const char *now, *says;
        bool overdue;
    } days[] = {
        {"2025-09-20T10:00:00+09:00", "in 2 days", false},
        {"2025-09-22T23:00:00+09:00", "in 0 days", false},
        {"2025-09-23T01:00:00+09:00", "1 days over", true},
    };

    edit(LEAD, "line:1", "line_kind", "internet");
    edit(LEAD, "line:1", "scan_wanted", "yes");
    sync_of(LEAD, NULL);
    project("1", 1);
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        struct json *j;

        laptop(OFFICE)->now = days[i].now;
        j = json_of(OFFICE, "status");
        is_int(json_true(json_get(json_at(json_get(j, "scan_deadlines"), 0), "overdue")),
               days[i].overdue, "at %s", days[i].now);
        json_free(j);
        run_genba(laptop(OFFICE), "central", "status", NULL);
        ok(strstr(buf_str(&laptop(OFFICE)->out), days[i].says) != NULL, "the text says: %s",
           days[i].says);
    }
    laptop(OFFICE)->now = NULL;
}

/* ---- who ---- */

static void who_sees_what(void)
{
    struct run *office = laptop(OFFICE), *crew = laptop(CREW);
    struct json *j;

    is_int(run_genba(office, "central", "member", "dora", "audit", "--until", "2099-03-31", NULL),
           0, "an auditor is admitted");
    ok(strstr(buf_str(&office->out), "dora") && strstr(buf_str(&office->out), "2099-03-31"),
       "and listed with the last day");
    j = json_of(OFFICE, "member");
    is_int(j->count, 4, "four memberships");
    json_free(j);
    is_int(run_genba(crew, "central", "member", "eve", "crew", CREWS_SERIAL, NULL), 3,
           "a crew admits nobody");
    ok(strstr(buf_str(&crew->err), "programme office") != NULL, "and is told who does");
    is_int(run_genba(office, "central", "member", "eve", NULL), 2, "a role is missing");
    is_int(run_genba(office, "central", "member", "eve", "boss", NULL), 2, "no such role");
    is_int(run_genba(office, "central", "member", "eve", "crew", NULL), 2,
           "a crew is of a hospital");
    is_int(run_genba(office, "central", "member", "eve", "audit", "--until", "soon", NULL), 2,
           "no day");
    is_int(run_genba(office, "central", "member", "eve", "--dismiss", NULL), 3, "not there");
    is_int(run_genba(office, "central", "member", "eve", "crew", CREWS_SERIAL, "0999", NULL), 0,
           "of two hospitals");
    is_int(run_genba(office, "central", "member", "eve", "--dismiss", "0999", NULL), 0,
           "not any more of one");
    is_int(run_genba(office, "central", "member", "eve", "--dismiss", NULL), 0, "of none");
    is_int(pgcluster_int(o.pg, "SELECT count(*) FROM genba.member WHERE login = 'eve'"), 0,
           "nothing of it is left");
    j = json_of(CREW, "status");
    is_int(total(j, "hospitals"), 1, "the crew sees its hospital");
    json_free(j);
    is_int(run_genba(office, "central", "member", "bob", "--dismiss", NULL), 0, "it is dismissed");
    j = json_of(CREW, "status");
    is_int(total(j, "hospitals"), 0, "and sees it no more");
    json_free(j);
    is_int(run_genba(office, "central", "member", "bob", "crew", CREWS_SERIAL, NULL), 0, "again");
    is_int(run_genba(crew, "central", "project", NULL), 3, "a crew may not project");
    ok(strstr(buf_str(&crew->err), "Only the programme office") != NULL, "and is told who does");
}

/* On stdout or stderr of the last command. */
static void says(int i, bool err, const char *what)
{
    const char *text = buf_str(err ? &laptop(i)->err : &laptop(i)->out);

    if (!ok(strstr(text, what) != NULL, "it says: %s", what))
        diag("%s", text);
}

static void who_is_admitted(void)
{
    struct run *r = laptop(OFFICE);
    const char *hostile = "ev\x1b[31m\"il\n";

    is_int(run_genba(r, "central", "member", "frank", "crew", "0999", NULL), 0,
           "one who has no login yet, to a hospital that is not there");
    says(OFFICE, true, "CREATE ROLE \"frank\" LOGIN IN ROLE genba_member;");
    says(OFFICE, true, "does not know hospital 0999 yet");
    says(OFFICE, false, "0999");
    ok(!strchr(buf_str(&r->out), '?'), "no hospital is listed as ?");
    pgcluster_do(o.pg, "CREATE ROLE frank LOGIN");
    is_int(run_genba(r, "central", "member", "frank", "crew", CREWS_SERIAL, NULL), 0,
           "with a login that is not of the group");
    says(OFFICE, true, "GRANT genba_member TO \"frank\";");
    ok(!strstr(buf_str(&r->err), "does not know"), "a hospital that is there");
    pgcluster_do(o.pg, "GRANT genba_member TO frank");
    is_int(run_genba(r, "central", "member", "frank", "lead", CREWS_SERIAL, NULL), 0, "ready");
    is_str(buf_str(&r->err), "", "there is nothing to say");

    is_int(run_genba(r, "central", "member", hostile, "crew", CREWS_SERIAL, NULL), 0,
           "a login that a terminal obeys");
    ok(!strchr(buf_str(&r->out), '\x1b') && !strchr(buf_str(&r->err), '\x1b'), "is shown clean");
    says(OFFICE, true, "\"\"il");
    is_int(run_genba(r, "central", "member", hostile, "--dismiss", NULL), 0, "and dismissed");
    is_int(run_genba(r, "central", "member", hostile, "--dismiss", CREWS_SERIAL, NULL), 3,
           "it is no more");
    ok(!strchr(buf_str(&r->err), '\x1b'), "which is said clean");
    is_int(run_genba(r, "central", "member", "frank", "crew", CREWS_SERIAL, "--until", "2025-08-31",
                     NULL),
           0, "until a day that is over");
    says(OFFICE, false, "(ended)");
    is_int(run_genba(r, "central", "member", "frank", "--dismiss", NULL), 0, "not any more");

    is_int(run_genba(r, "central", "member", "carol", "--dismiss", NULL), 3,
           "the last of the office cannot leave");
    says(OFFICE, true, "last one");
    is_int(run_genba(r, "central", "member", "carol", "audit", NULL), 3, "nor become audit");
    is_int(run_genba(r, "central", "status", NULL), 0, "and is the office still");
}

/* Who may do something about it is told what. */
static void what_is_behind(void)
{
    static const char hint[] = "Run: genba central project";

    edit(LEAD, "line:1", "line_label", "北");
    sync_of(LEAD, NULL);
    is_int(run_genba(laptop(OFFICE), "central", "status", NULL), 0, "the office asks");
    says(OFFICE, false, hint);
    is_int(run_genba(laptop(LEAD), "central", "status", NULL), 0, "the lead asks");
    ok(!strstr(buf_str(&laptop(LEAD)->out), hint), "and is not told to do it");
    says(LEAD, false, "Not up to date: 1 hospitals");
    project("1", 1);
}

/* Every command asks what the store is, once. */
static void versions(void)
{
    static const char *const words[] = {"status", "member", "project"};
    struct run *r = laptop(OFFICE);
    char url[256];

    pgcluster_url(o.pg, "postgres", url, sizeof url);
    pgcluster_do(o.pg, "UPDATE genba.store SET version = 2");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        is_int(run_genba(r, "central", words[i], NULL), 3, "%s: a newer store", words[i]);
        says(OFFICE, true, "Update genba on this laptop");
    }
    is_int(run_genba(r, "central", "init", "--to", url, NULL), 3, "nor is it made older");
    says(OFFICE, true, "Update genba on this laptop");
    pgcluster_do(o.pg, "UPDATE genba.store SET version = 0");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        is_int(run_genba(r, "central", words[i], NULL), 3, "%s: an older store", words[i]);
        says(OFFICE, true, "genba central init");
    }
    is_int(run_genba(r, "central", "init", "--to", url, NULL), 0, "it is brought up");
    is_int(run_genba(r, "central", "status", NULL), 0, "and all is well");
}

/* ---- how it looks ---- */

static void widths(const char *language)
{
    struct run *r = laptop(OFFICE);
    int widest = 0;

    run_genba(r, "central", "status", "--lang", language, NULL);
    for (const char *p = buf_str(&r->out); *p;) {
        size_t n = strcspn(p, "\n");
        int cols = text_cols(p, n);

        widest = cols > widest ? cols : widest;
        p += n + (p[n] != '\0');
    }
    ok(widest > 60 && widest <= COLS, "%s: %d columns", language, widest);
}

static void looks(void)
{
    struct run *r = laptop(OFFICE);

    pgcluster_do(o.pg, "INSERT INTO genba.hospital SELECT decode(lpad(to_hex(i), 32, '0'), 'hex'),"
                       " lpad(i::text, 4, '0'), repeat('長い名前の総合医療センター', 4), 'x', now()"
                       " FROM generate_series(1, 100) i");
    pgcluster_do(o.pg,
                 "INSERT INTO genba.projection (hospital_id, covered, made_at, program, state,"
                 " prefecture, bed_class, lines, lines_done, pcs, pcs_done, unknown_lines,"
                 " not_surveyable, photos, conflicts, scans_open, scan_deadline, name)"
                 " SELECT hospital_id, 0, now(), '9999', 'surveying', '鹿児島県', '200_399', 99999,"
                 " 99999, 49999, 49999, 9999, 9999, 9, 99, 1, '2025-09-22', name"
                 " FROM genba.hospital WHERE serial < '0101'");
    pgcluster_do(o.pg, "UPDATE genba.projection SET prefecture = E'\\x1b[31m東京都\\n',"
                       " name = E'\\x1b]0;x\\x07' WHERE hospital_id = (SELECT hospital_id FROM"
                       " genba.hospital WHERE serial = '0001')");
    widths("en");
    widths("ja");
    run_genba(r, "central", "status", "--lang", "ja", NULL);
    ok(strstr(buf_str(&r->out), "事業全体の状況") != NULL, "Japanese words");
    ok(strstr(buf_str(&r->out), "鹿児島県") != NULL, "a prefecture");
    ok(!strchr(buf_str(&r->out), '\x1b') && !strchr(buf_str(&r->out), '\a'),
       "nothing that a terminal obeys");
    pgcluster_do(o.pg, "DELETE FROM genba.projection WHERE program = '9999'");
    pgcluster_do(o.pg, "DELETE FROM genba.hospital WHERE registered_by = 'x'");
}

/* ---- two servers ---- */

static void two_servers(void)
{
    struct run *r = laptop(OFFICE);
    char url[256], more[320], second[320];
    struct json *j;
    double hospitals;

    j = json_of(OFFICE, "status");
    hospitals = total(j, "hospitals");
    json_free(j);
    pgcluster_do(o.pg, "CREATE DATABASE second");
    snprintf(second, sizeof second, "postgresql://postgres@/second?host=%s&port=%d", o.pg->dir,
             o.pg->port);
    is_int(run_genba(r, "central", "init", "--to", second, NULL), 0, "a second server");
    is_int(run_genba(r, "central", "member", "carol", "office", "--to", second, NULL), 0,
           "with the same office");
    office_url(&o, OFFICE, 0, url, sizeof url);
    snprintf(more, sizeof more, "server = %.*s/second\n", (int)(strrchr(url, '/') - url), url);
    office_settings(&o, OFFICE, url, more);
    j = json_of(OFFICE, "status");
    is_int(json_num(json_get(j, "servers"), -1), 2, "status asks both");
    is_int(total(j, "hospitals"), hospitals, "and adds them up");
    json_free(j);
    project("2", 0);
    is_int(run_genba(r, "central", "status", NULL), 0, "as text");
    ok(strstr(buf_str(&r->out), "2 servers") != NULL, "which says so");
    office_settings(&o, OFFICE, url, "server = postgresql://localhost:1/genba\n");
    is_int(run_genba(r, "central", "status", "--json", NULL), 1, "one of them is away");
    ok(strstr(buf_str(&r->err), "localhost:1") != NULL, "it is named");
    j = json_parse(buf_str(&r->out), r->out.len, NULL);
    is_int(total(j, "hospitals"), hospitals, "the other one's hospitals are told");
    is_int(json_num(json_get(j, "servers_missing"), -1), 1, "and that one is missing");
    json_free(j);
    is_int(run_genba(r, "central", "project", "--workers", "2", NULL), 1, "projecting goes on");
    ok(strstr(buf_str(&r->err), "localhost:1") != NULL, "and names it, too");
    office_settings(&o, OFFICE, "postgresql://localhost:1/genba", NULL);
    is_int(run_genba(r, "central", "status", NULL), 3, "none is left");
    is_int(run_genba(r, "central", "project", NULL), 3, "for projecting neither");
}

int main(void)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    office_begin(&o, false);
    the_day();
    scans();
    who_sees_what();
    who_is_admitted();
    what_is_behind();
    versions();
    looks();
    two_servers();
    office_end(&o);
    return tap_done();
}
