/* Two laptops and the office over TLS, with the real programs: first sync, a
 * second one that moves nothing, clashing edits that meet at the office as a
 * conflict, photos equal byte for byte; and who is not let in, in plain words. */
#include "model/base/file.h"
#include "tests/lib/json.h"
#include "tests/lib/office.h"
#include "tests/lib/pictures.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LEAD, CREW, OFFICE };

/* With 3 the same tests pass: the laptops choose the server by hospital. */
#ifndef SERVERS
#define SERVERS 1
#endif

static struct office o;

static struct run *laptop(int i)
{
    return &o.crews.v[i].run;
}

/* The object of the one hospital; the caller frees the root. */
static struct json *hand(int i, const char *word, int want)
{
    int rc = strcmp(word, "sync") == 0
                 ? run_genba(laptop(i), "sync", CREWS_SERIAL, "--json", NULL)
                 : run_genba(laptop(i), "central", word, CREWS_SERIAL, "--json", NULL);
    struct json *j = json_parse(buf_str(&laptop(i)->out), laptop(i)->out.len, NULL);

    is_int(rc, want, "%s on laptop %d exits with %d", word, i, want);
    if (rc != want)
        diag("%s%s", buf_str(&laptop(i)->out), buf_str(&laptop(i)->err));
    return j;
}

static double number(const struct json *j, const char *member)
{
    return json_num(json_get(json_at(j, 0), member), -1);
}

static void edit(int i, const char *entity, const char *field, const char *value)
{
    is_int(run_genba(laptop(i), "set", CREWS_SERIAL, entity, field, value, NULL), 0,
           "laptop %d sets %s", i, field);
}

static void take_photo(int i, unsigned seed, unsigned width)
{
    struct buf picture = BUF_INIT;
    char path[300];

    picture_jpeg(&picture, width, width * 3 / 4, seed,
                 &(struct exif_spec){.taken = "2025:09:12 10:00:00"});
    snprintf(path, sizeof path, "%s/DSC%05u.JPG", o.dir, seed);
    picture_write(path, picture.p, picture.len);
    is_int(run_genba(laptop(i), "photo", CREWS_SERIAL, path, NULL), 0, "a photo on laptop %d", i);
    buf_release(&picture);
}

static int64_t rows(const char *table)
{
    char sql[128];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM genba.%s", table);
    return pgcluster_int(o.pg, sql);
}

/* Rows of every table that a sync writes. */
static int64_t all_rows(void)
{
    return rows("commits") + rows("writer") + rows("photo") + rows("photo_chunk") + rows("aside") +
           rows("hospital");
}

/* ---- the day, and after it ---- */

static void first_sync(void)
{
    struct json *j;

    crew_make_case(&o.crews.v[LEAD]);
    take_photo(LEAD, 1, 400);
    take_photo(LEAD, 2, 2400); /* more than one chunk */
    j = hand(LEAD, "sync", 0);
    ok(number(j, "sent_commits") > 0, "changes went out");
    is_int(number(j, "sent_photos"), 2, "and the photos");
    is_int(number(j, "sent_commits"), rows("commits"), "as many as are there now");
    is_str(json_str(json_get(json_at(j, 0), "login")), "alice", "as who the certificate says");
    is_str(json_str(json_get(json_at(j, 0), "role")), "lead", "in her role");
    json_free(j);
    ok(rows("photo_chunk") > 2, "a large photo in chunks");
    is_int(pgcluster_int(o.pg, "SELECT count(*) FROM genba.photo p WHERE state = 1 AND sha256 = "
                               "(SELECT sha256(string_agg(data, ''::bytea ORDER BY idx)) FROM "
                               "genba.photo_chunk c WHERE c.sha256 = p.sha256)"),
           2, "the bytes there are those of their names");
}

static void second_sync(void)
{
    int64_t before = all_rows();
    struct json *j = hand(LEAD, "sync", 0);

    is_int(number(j, "sent_commits"), 0, "nothing goes out again");
    is_int(number(j, "sent_photos"), 0, "no photo either");
    is_int(number(j, "rows_changed"), 0, "no row changes here");
    is_int(all_rows(), before, "nor there");
    json_free(j);
    is_int(run_genba(laptop(LEAD), "list", "--json", NULL), 0, "list");
    j = json_parse(buf_str(&laptop(LEAD)->out), laptop(LEAD)->out.len, NULL);
    is_int(json_num(json_get(json_at(j, 0), "pending_commits"), -1), 0,
           "nothing is only here any more");
    json_free(j);
}

static void others_fetch(void)
{
    char *mine = office_photos(&o, LEAD), *theirs;
    struct json *j = hand(CREW, "fetch", 0);

    ok(json_true(json_get(json_at(j, 0), "created")), "the hospital is new on the crew's laptop");
    is_int(number(j, "new_photos"), 2, "with its photos");
    json_free(j);
    theirs = office_photos(&o, CREW);
    is_str(theirs, mine, "equal byte for byte");
    free(theirs);
    free(mine);
}

static char *survey_of(int i)
{
    char *end;

    if (run_genba(laptop(i), "show", CREWS_SERIAL, "--json", NULL) != 0)
        bail("show: %s", buf_str(&laptop(i)->err));
    end = strstr(laptop(i)->out.p, "\n  \"laptop\": {");
    if (!end)
        bail("show has no laptop");
    return xstrndup(laptop(i)->out.p, (size_t)(end - laptop(i)->out.p));
}

static void clash(void)
{
    char *want, *have;
    struct json *j;

    edit(LEAD, "line:1", "observed.room", "一階");
    edit(CREW, "line:1", "observed.room", "二階");
    take_photo(CREW, 3, 800);
    json_free(hand(CREW, "sync", 0));
    json_free(hand(LEAD, "sync", 0));
    j = hand(OFFICE, "fetch", 0);
    is_int(number(j, "conflicts_after"), 1, "the two values meet at the office as a conflict");
    is_int(number(j, "new_photos"), 3, "with the photos of both");
    json_free(j);
    json_free(hand(CREW, "sync", 0));
    want = survey_of(OFFICE);
    ok(strstr(want, "一階") && strstr(want, "二階"), "both values stand there");
    for (int i = LEAD; i < OFFICE; i++) {
        have = survey_of(i);
        is_str(have, want, "laptop %d shows the same as the office", i);
        free(have);
        have = office_photos(&o, i);
        free(want);
        want = office_photos(&o, OFFICE);
        is_str(have, want, "and has the same photos");
        free(have);
        free(want);
        want = survey_of(OFFICE);
    }
    free(want);
}

/* A photo that rots there is noticed by who fetches it, and sent again by who has it. */
static void rot(void)
{
    struct json *j;

    take_photo(LEAD, 4, 1200);
    json_free(hand(LEAD, "sync", 0));
    pgcluster_do(o.pg,
                 "UPDATE genba.photo_chunk SET data = set_byte(data, 700, get_byte(data, 700) "
                 "# 1) WHERE sha256 = (SELECT sha256 FROM genba.photo ORDER BY stored_at DESC "
                 "LIMIT 1)");
    j = hand(CREW, "sync", 1);
    is_int(number(j, "bad_photos"), 1, "it came damaged, and is not taken");
    json_free(j);
    is_int(pgcluster_int(o.pg, "SELECT count(*) FROM genba.photo WHERE state = 0"), 1,
           "it does not count as stored any more");
    j = hand(LEAD, "sync", 0);
    is_int(number(j, "sent_photos"), 1, "who has it sends it again");
    json_free(j);
    j = hand(CREW, "sync", 0);
    is_int(number(j, "new_photos"), 1, "and it comes");
    json_free(j);
}

/* ---- who is not let in ---- */

static void refused(int i, const char *what, const char *words)
{
    int rc = run_genba(laptop(i), "sync", CREWS_SERIAL, NULL);

    is_int(rc, 3, "%s: refused", what);
    ok(strstr(buf_str(&laptop(i)->err), words), "in plain words");
    if (!strstr(buf_str(&laptop(i)->err), words))
        diag("%s", buf_str(&laptop(i)->err));
}

static void put_certificate(int i, const struct certs *from, const char *file)
{
    static const char *const suffixes[] = {"crt", "key"};

    for (size_t k = 0; k < 2; k++) {
        char source[512], to[512];
        struct buf bytes = BUF_INIT;

        certs_path(from, file, suffixes[k], source, sizeof source);
        snprintf(to, sizeof to, "%s/identity/central.%s", laptop(i)->workspace, suffixes[k]);
        if (file_read(source, 1 << 20, &bytes, NULL) != 0 ||
            file_write(to, bytes.p, bytes.len, NULL) != 0 || chmod(to, 0600) != 0)
            bail("%s", to);
        buf_release(&bytes);
    }
}

static void certificates(void)
{
    struct certs foreign;
    char dir[256];

    tmpdir_make(dir, sizeof dir);
    certs_begin(&foreign, dir, "foreign");
    certs_issue(&foreign, CERTS_CLIENT, "bob", "bob");
    put_certificate(CREW, &foreign, "bob");
    refused(CREW, "a certificate of a foreign CA", "does not accept this laptop's certificate");
    certs_issue(&o.certs, CERTS_EXPIRED, "bob", "old");
    put_certificate(CREW, &o.certs, "old");
    refused(CREW, "an expired certificate", "does not accept this laptop's certificate");
    certs_issue(&o.certs, CERTS_CLIENT, "bob", "lost");
    certs_revoke(&o.certs, "lost");
    pgcluster_reload(o.pg);
    put_certificate(CREW, &o.certs, "lost");
    refused(CREW, "the certificate of a lost laptop", "does not accept this laptop's certificate");
    put_certificate(CREW, &o.certs, "alice");
    office_settings(&o, CREW, "postgresql://bob@localhost/genba", NULL);
    refused(CREW, "no port: nobody there", "does not answer");
    put_certificate(CREW, &o.certs, "bob");
    certs_end(&foreign);
    tmpdir_remove(dir);
}

static void people(void)
{
    char url[256], other[300];

    office_url(&o, CREW, 0, url, sizeof url);
    office_settings(&o, CREW, url, NULL);
    put_certificate(CREW, &o.certs, "alice");
    snprintf(other, sizeof other, "postgresql://bob@localhost:%d/genba", o.pg->port);
    office_settings(&o, CREW, other, NULL);
    refused(CREW, "somebody else's certificate", "does not let this person in");
    put_certificate(CREW, &o.certs, "bob");
    office_settings(&o, CREW, url, NULL);
    pgcluster_do(o.pg, "UPDATE genba.member SET until = '2025-08-31 23:59:59+09'"
                       " WHERE login = 'bob'");
    refused(CREW, "one whose day is over", "ended on 2025-08-31");
    pgcluster_do(o.pg, "SELECT genba.dismiss('bob', hospital_id) FROM genba.hospital");
    refused(CREW, "one who was dismissed", "not a member");
    pgcluster_do(o.pg, "UPDATE genba.store SET version = version + 1");
    refused(CREW, "a store of a newer genba", "Update genba on this laptop");
    pgcluster_do(o.pg, "UPDATE genba.store SET version = version - 2");
    refused(CREW, "a store of an older genba", "genba central init");
    pgcluster_do(o.pg, "UPDATE genba.store SET version = version + 1");
    snprintf(other, sizeof other, "postgresql://localhost:%d/elsewhere", o.pg->port);
    office_settings(&o, CREW, other, NULL);
    refused(CREW, "no such database", "There is no central store");
}

static void words(void)
{
    char path[512];

    office_settings(&o, CREW, "postgresql://bob:secret@localhost/genba", NULL);
    refused(CREW, "a password in the address", "A password may not stand");
    ok(!strstr(buf_str(&laptop(CREW)->err), "secret"), "it is not repeated");
    office_settings(&o, CREW, "postgresql://localhost/genba?sslmode=disable", NULL);
    refused(CREW, "a plain connection", "may not stand in the address");
    office_settings(&o, CREW, "postgresql://localhost/genba", "colour = blue\n");
    refused(CREW, "a setting that is none", "central.conf:3");
    office_settings(&o, CREW, "postgresql://localhost/genba", NULL);
    snprintf(path, sizeof path, "%s/identity/central.conf", laptop(CREW)->workspace);
    chmod(path, 0644);
    refused(CREW, "settings that others can read", "chmod 600");
}

int main(void)
{
    office_begin_spread(&o, false, SERVERS);
    first_sync();
    second_sync();
    others_fetch();
    clash();
    rot();
    certificates();
    people();
    words();
    office_end(&o);
    return tap_done();
}
