/* Twelve hospitals over three servers, each laptop choosing the server by
 * hospital: every commit stands once, on its hospital's server alone; while one
 * is down the hospitals of the others go on, and its own follow when it is back. */
#include "tests/lib/hospital.h"
#include "tests/lib/json.h"
#include "tests/lib/office.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <string.h>

#define SERVERS 3
#define HOSPITALS 12

enum { OFFICE = 2 };

static struct office o;
static char serial[HOSPITALS][8];

static void make_hospital(struct crew *who, const char *number)
{
    struct hospital h;
    struct casefile *c;
    struct err e;
    int rc;

    hospital_build(&h);
    rc = case_create(&c, who->run.workspace, number, "病院", &who->who, &e);
    if (rc == 0) {
        hospital_store(&h, c);
        rc = case_set(c, survey_site(&c->survey)->id, F_site_hospital_serial_no, false,
                      value_text(number), &e);
        case_close(c);
    }
    if (rc != 0)
        bail("%s: %s", number, e.subject);
    hospital_release(&h);
}

static void make_hospitals(void)
{
    for (int i = 0; i < HOSPITALS; i++) {
        snprintf(serial[i], sizeof serial[i], "%04d", 100 + i * 7);
        make_hospital(&o.crews.v[OFFICE], serial[i]);
    }
}

/* Syncs all; the commits that went out. */
static double sync_all(int want)
{
    struct run *r = &o.crews.v[OFFICE].run;
    int rc = run_genba(r, "sync", "--json", NULL);
    struct json *j = json_parse(buf_str(&r->out), r->out.len, NULL);
    double sent = 0;

    is_int(rc, want, "sync of all exits with %d", want);
    for (const struct json *h = j ? j->first : NULL; h; h = h->next)
        sent += json_num(json_get(h, "sent_commits"), 0);
    is_int(j ? j->count : 0, HOSPITALS, "a word about each hospital");
    json_free(j);
    return sent;
}

static int64_t rows(struct pgcluster *pg, const char *what)
{
    return pgcluster_int(pg, what);
}

static int64_t all_commits(void)
{
    int64_t n = 0;

    for (int i = 0; i < SERVERS; i++)
        n += rows(o.server[i], "SELECT count(*) FROM genba.commits");
    return n;
}

static void each_at_its_own(void)
{
    int kept[SERVERS] = {0};

    for (int i = 0; i < HOSPITALS; i++)
        for (int k = 0; k < SERVERS; k++) {
            char sql[192];
            int64_t n;

            snprintf(sql, sizeof sql, "SELECT count(*) FROM genba.hospital WHERE serial = '%s'",
                     serial[i]);
            n = rows(o.server[k], sql);
            is_int(n, o.server[k] == office_keeper(&o, serial[i]), "%s at server %d", serial[i], k);
            kept[k] += n > 0;
        }
    diag("hospitals kept: %d %d %d", kept[0], kept[1], kept[2]);
}

int main(void)
{
    struct pgcluster *down;
    int lost = 0;
    double sent;

    office_begin_spread(&o, false, SERVERS);
    make_hospitals();
    down = office_keeper(&o, serial[0]);
    for (int i = 0; i < HOSPITALS; i++)
        lost += office_keeper(&o, serial[i]) == down;
    pgcluster_stop(down);
    sent = sync_all(3);
    ok(lost == HOSPITALS || sent > 0, "with one server down the others' hospitals go on");
    pgcluster_resume(down);
    sent += sync_all(0);
    is_int(all_commits(), sent, "every commit stands once");
    each_at_its_own();
    is_int(sync_all(0), 0, "a further sync sends nothing");
    is_int(all_commits(), sent, "and changes nothing");
    office_end(&o);
    return tap_done();
}
