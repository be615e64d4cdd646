/* A programme on several servers, with the real programs: each hospital is kept by one
 * of them, the same for every laptop, and arrives there exactly once; a server that is
 * away holds up its own hospitals alone; a further one takes over its share. */
#include "sync/central/settings.h"
#include "tests/lib/chain.h"
#include "tests/lib/hospital.h"
#include "tests/lib/json.h"
#include "tests/lib/office.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERVERS 3
#define HOSPITALS 6

enum { OTHER = 1, OFFICE = 2 }; /* bob and carol, both of the programme's office here */

static struct office o;
static char serial[HOSPITALS][16];

static struct run *laptop(int i)
{
    return &o.crews.v[i].run;
}

/* ---- which server ---- */

static void settings_of(struct central_settings *s, const char *const *urls, size_t n)
{
    struct err e;

    *s = (struct central_settings){.servers = xcalloc(n, sizeof *s->servers), .n = n};
    for (size_t i = 0; i < n; i++)
        if (url_parse(&s->servers[i], urls[i], &e) != 0)
            bail("%s: %s", urls[i], e.detail);
}

static void choosing(void)
{
    enum { IDS = 3000 };
    static const char *const three[] = {"postgresql://a.example", "postgresql://b.example/other",
                                        "postgresql://c.example:6000"},
                             *const again[] = {"postgresql://me@C.example:6000/genba",
                                               "postgresql://b.example:5432/other",
                                               "postgres://A.example:5432/genba",
                                               "postgresql://d.example"};
    struct central_settings s, other, four;
    int share[SERVERS] = {0}, moved = 0, astray = 0, wrong = 0;
    uint64_t seed = 1;

    settings_of(&s, three, 3);
    settings_of(&other, again, 3);
    settings_of(&four, again, 4);
    for (int i = 0; i < IDS; i++) {
        uint64_t r = chain_random(&seed);
        struct id h = id_named(&r, sizeof r);
        size_t at = (size_t)(central_server_of(&s, h) - s.servers),
               there = (size_t)(central_server_of(&other, h) - other.servers),
               later = (size_t)(central_server_of(&four, h) - four.servers);

        share[at]++;
        wrong += there != 2 - at;
        moved += later == 3;
        astray += later != 3 && later != there;
    }
    is_int(wrong, 0, "the same server in whatever order and however it is written");
    for (int i = 0; i < SERVERS; i++)
        ok(share[i] > IDS / 3 * 9 / 10 && share[i] < IDS / 3 * 11 / 10,
           "server %d has its share: %d of %d", i, share[i], IDS);
    ok(moved > IDS / 4 * 9 / 10 && moved < IDS / 4 * 11 / 10,
       "a fourth one takes over a quarter: %d", moved);
    is_int(astray, 0, "and moves no other");
    free(s.servers);
    free(other.servers);
    free(four.servers);
}

/* ---- hospitals ---- */

static void make_case(int number)
{
    struct hospital h;
    struct casefile *c;
    struct err e;

    hospital_build(&h);
    build_put(h.site, F_site_hospital_serial_no, serial[number]);
    if (case_create(&c, laptop(OFFICE)->workspace, serial[number], "みなと総合病院",
                    &o.crews.v[OFFICE].who, &e) != 0)
        bail("%s %s", e.subject, e.detail);
    hospital_store(&h, c);
    case_close(c);
    hospital_release(&h);
}

/* As many on each server. */
static void make_cases(void)
{
    int on[OFFICE_SERVERS_MAX] = {0}, made = 0;

    for (int n = 401; made < HOSPITALS; n++) {
        int k = 0;

        snprintf(serial[made], sizeof serial[made], "%04d", n);
        while (o.server[k] != office_keeper(&o, serial[made]))
            k++;
        if (on[k] < HOSPITALS / SERVERS) {
            on[k]++;
            make_case(made++);
        }
    }
}

static int64_t on_server(const struct pgcluster *pg, const char *table, const char *number)
{
    struct id h = case_hospital(number);
    char id[ID_HEX_LEN + 1], sql[200];

    id_print(h, id);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM genba.%s WHERE hospital_id = uuid_send('%s')",
             table, id);
    return pgcluster_int(pg, sql);
}

static int64_t on_all(const char *table)
{
    char sql[100];
    int64_t n = 0;

    snprintf(sql, sizeof sql, "SELECT count(*) FROM genba.%s", table);
    for (int i = 0; i < o.servers; i++)
        n += pgcluster_int(o.server[i], sql);
    return n;
}

/* The sum of a member over all hospitals of `genba sync` or `central fetch`. */
static int64_t hand_over(int i, const char *member, bool fetch, int want)
{
    int rc = fetch ? run_genba(laptop(i), "central", "fetch", serial[0], serial[1], serial[2],
                               serial[3], serial[4], serial[5], "--json", NULL)
                   : run_genba(laptop(i), "sync", "--json", NULL);
    struct json *j = json_parse(buf_str(&laptop(i)->out), laptop(i)->out.len, NULL);
    int64_t sum = 0;

    if (!is_int(rc, want, "laptop %d: %s", i, fetch ? "fetch" : "sync"))
        diag("%s%s", buf_str(&laptop(i)->out), buf_str(&laptop(i)->err));
    for (size_t k = 0; j && k < j->count; k++)
        sum += (int64_t)json_num(json_get(json_at(j, k), member), 0);
    json_free(j);
    return sum;
}

static void set_room(int i, int number, const char *room)
{
    is_int(run_genba(laptop(i), "set", serial[number], "line:1", "observed.room", room, NULL), 0,
           "laptop %d changes hospital %s", i, serial[number]);
}

/* ---- the days ---- */

static void first_day(void)
{
    int64_t sent = hand_over(OFFICE, "sent_commits", false, 0);

    is_int(sent, on_all("commits"), "every change is on one server");
    for (int n = 0; n < HOSPITALS; n++)
        for (int i = 0; i < SERVERS; i++) {
            bool here = o.server[i] == office_keeper(&o, serial[n]);

            is_int(on_server(o.server[i], "hospital", serial[n]), here, "hospital %s: server %d %s",
                   serial[n], i, here ? "keeps it" : "does not know it");
            is_int(on_server(o.server[i], "commits", serial[n]) > 0, here, "nor any of its rows");
        }
    is_int(hand_over(OFFICE, "sent_commits", false, 0), 0, "nothing goes out again");
    is_int(hand_over(OTHER, "new_commits", true, 0), sent, "another laptop gets all of it");
}

static void clashes(void)
{
    for (int n = 0; n < HOSPITALS; n++) {
        set_room(OFFICE, n, "一階");
        set_room(OTHER, n, "二階");
    }
    hand_over(OTHER, "sent_commits", false, 0);
    is_int(hand_over(OFFICE, "conflicts_after", false, 0), HOSPITALS,
           "clashing values meet, on each server");
    is_int(hand_over(OTHER, "conflicts_after", false, 0), HOSPITALS, "and are known to both");
    is_int(hand_over(OFFICE, "rows_changed", false, 0), 0, "then nothing moves any more");
}

static void one_away(void)
{
    int64_t before = on_all("commits"), sent;

    for (int n = 0; n < HOSPITALS; n++)
        set_room(OFFICE, n, "三階");
    pgcluster_stop(o.server[1]);
    sent = hand_over(OFFICE, "sent_commits", false, 3);
    ok(sent > 0, "the hospitals of the other servers go out");
    pgcluster_resume(o.server[1]);
    is_int(on_all("commits"), before + sent, "and theirs alone");
    sent += hand_over(OFFICE, "sent_commits", false, 0);
    is_int(on_all("commits"), before + sent, "the rest follows when it is back");
    is_int(hand_over(OTHER, "new_commits", false, 0), sent, "and all of it comes to the others");
}

static void one_more(void)
{
    struct pgcluster *was[HOSPITALS];
    int64_t commits[HOSPITALS], moved = 0;

    for (int n = 0; n < HOSPITALS; n++) {
        was[n] = office_keeper(&o, serial[n]);
        commits[n] = on_server(was[n], "commits", serial[n]);
    }
    office_add_server(&o);
    pgcluster_do(o.server[SERVERS], "SELECT genba.admit('bob', hospital_id, 'office', NULL) FROM"
                                    " genba.member WHERE login = 'carol'");
    hand_over(OFFICE, "sent_commits", false, 0);
    for (int n = 0; n < HOSPITALS; n++) {
        struct pgcluster *now = office_keeper(&o, serial[n]);

        ok(now == was[n] || now == o.server[SERVERS], "hospital %s stays or moves to it",
           serial[n]);
        moved += now != was[n];
        ok(on_server(now, "commits", serial[n]) >= commits[n], "with every change");
    }
    diag("%d of %d hospitals moved", (int)moved, HOSPITALS);
    is_int(hand_over(OTHER, "rows_changed", false, 0), 0, "the other laptop learns nothing new");
}

int main(void)
{
    choosing();
    office_begin_spread(&o, false, SERVERS);
    for (int i = 0; i < SERVERS; i++)
        pgcluster_do(o.server[i], "SELECT genba.admit('bob', hospital_id, 'office', NULL) FROM"
                                  " genba.member WHERE login = 'carol'");
    make_cases();
    first_day();
    clashes();
    one_away();
    one_more();
    office_end(&o);
    return tap_done();
}
