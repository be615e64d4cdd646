/* What each reader sees through the views of the programme, and that nothing which a
 * laptop wrote can break them for the others. */
#include "tests/lib/pgcluster.h"
#include "tests/lib/pgschema.h"
#include "tests/lib/tap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALL "'\\x00000000000000000000000000000000'"
#define H(n) "decode(repeat('0" #n "', 16), 'hex')"
#define E(n)                                                                                       \
    "0" #n "0" #n "0" #n "0" #n "0" #n "0" #n "0" #n "0" #n "0" #n "0" #n "0" #n "0" #n "0" #n     \
    "0" #n "0" #n "0" #n
/* 32 bytes, and as the fields of a photo's record say them */
#define SHA(n) "decode(repeat('a" #n "', 32), 'hex')"

static struct pgcluster *cluster;

/* Static, four at a time: the last result, or the SQLSTATE and message of a failure. */
static const char *ask(const char *role, const char *sql)
{
    static struct buf out[4];
    static unsigned turn;
    struct buf *b = &out[turn = (turn + 1) % 4];

    buf_release(b);
    buf_init(b, BUF_MAX_DEFAULT);
    pgcluster_sql(cluster, role, sql, b);
    return buf_str(b);
}

static void people(void)
{
    static const char *const logins[] = {"office", "audit", "crew", "lead", "gone", "stranger"};

    for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++)
        pgcluster_person(cluster, logins[i]);
    pgcluster_do(cluster,
                 "SELECT genba.admit('office'," ALL ",'office',NULL),"
                 " genba.admit('audit'," ALL ",'audit',NULL),"
                 " genba.admit('crew'," H(1) ",'crew',NULL),"
                                             " genba.admit('lead'," H(
                                                 2) ",'lead',NULL),"
                                                    " genba.admit('gone'," H(
                                                        1) ",'crew',now() - interval '1 day')");
}

/* Three hospitals, two of them projected; the second behind the log by 3. */
static void programme(void)
{
    is_str(ask("office", "SELECT genba.register(" H(1) ",'0001','A')"), "ok", "the first");
    is_str(ask("office", "SELECT genba.register(" H(2) ",'0002','B')"), "ok", "the second");
    is_str(ask("office", "SELECT genba.register(" H(3) ",'0003','C')"), "ok", "the third");
    pgcluster_do(cluster, "INSERT INTO genba.writer SELECT hospital_id, hospital_id, 5, hospital_id"
                          " FROM genba.hospital WHERE serial < '0003'");
    is_str(ask("office",
               "SELECT genba.put_projection(" H(
                   1) ",5,'p','{\"name\":\"A\",\"prefecture\":\"東京都\","
                      "\"bed_class\":\"ge400\",\"state\":\"surveying\",\"lines\":2,\"pcs\":1,"
                      "\"unknown_lines\":1,\"conflicts\":2,\"photos\":3,\"scan_deadline\":\"2025-"
                      "09-22\"}',"
                      "'[{\"kind\":\"line\",\"entity\":\"" E(
                          1) "\",\"fields\":{\"line_seq\":1,"
                             "\"terminator_kind\":\"onu\",\"observed\":{\"terminator_kind\":"
                             "\"hgw\"}}},"
                             "{\"kind\":\"line\",\"entity\":\"" E(
                                 2) "\",\"fields\":{\"line_seq\":\"zz''; --\"}},"
                                    "{\"kind\":\"pc\",\"entity\":\"" E(
                                        3) "\",\"fields\":{\"pc_seq\":1,\"os\":\"windows10\"}},"
                                           "{\"kind\":\"unknown_line\",\"entity\":\"" E(
                                               4) "\",\"fields\":{\"known_state\":\"unknown\"}},"
                                                  "{\"kind\":\"photo\",\"entity\":\"" E(
                                                      5) "\",\"fields\":{\"sha256\":\"zz\"}},"
                                                         "{\"kind\":\"photo\",\"entity\":\"" E(
                                                             6) "\",\"fields\":{}}]')"),
           "ok", "the first is projected");
    is_str(
        ask("office",
            "SELECT genba.put_projection(" H(
                2) ",2,'p','{\"name\":\"B\",\"prefecture\":\"東京都\","
                   "\"bed_class\":\"lt200\",\"state\":\"signed\",\"lines\":4,\"pcs\":2}',"
                   "'[{\"kind\":\"line\",\"entity\":\"" E(1) "\",\"fields\":{\"line_seq\":7}}]')"),
        "ok", "the second, too");
}

/* Each reader, and what each view shows. */
static void readers(void)
{
    static const struct {
        const char *role, *hospitals, *lines, *pcs, *unknown, *states;
    } cases[] = {
        {"office", "0001,0002,0003", "3", "1", "1", "3"},
        {"audit", "0001,0002,0003", "3", "1", "1", "3"},
        {"crew", "0001", "2", "1", "1", "1"},
        {"lead", "0002", "1", "0", "0", "1"},
        {"gone", "", "0", "0", "0", "0"},
        {"stranger", "", "0", "0", "0", "0"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *who = cases[i].role;

        is_str(ask(who, "SELECT string_agg(serial, ',' ORDER BY serial)"
                        " FROM genba.programme_hospital"),
               cases[i].hospitals, "%s: the hospitals", who);
        is_str(ask(who, "SELECT count(*) FROM genba.lines"), cases[i].lines, "%s: lines", who);
        is_str(ask(who, "SELECT count(*) FROM genba.pcs"), cases[i].pcs, "%s: PCs", who);
        is_str(ask(who, "SELECT count(*) FROM genba.unknown_lines"), cases[i].unknown,
               "%s: unknown lines", who);
        is_str(ask(who, "SELECT count(*) FROM genba.programme_summary"), cases[i].states,
               "%s: totals of these alone", who);
        ok(strncmp(ask(who, "DELETE FROM genba.programme_hospital"), "55000", 5) == 0 ||
               strncmp(ask(who, "DELETE FROM genba.programme_hospital"), "42501", 5) == 0,
           "%s: nothing can be deleted through a view", who);
        ok(strncmp(ask(who, "UPDATE genba.lines SET serial = 'x'"), "55000", 5) == 0 ||
               strncmp(ask(who, "UPDATE genba.lines SET serial = 'x'"), "42501", 5) == 0,
           "%s: nor changed", who);
    }
}

static void numbers(void)
{
    is_str(ask("office", "SELECT lines, pcs, unknown_lines, conflicts, behind, scan_deadline"
                         " FROM genba.programme_hospital WHERE serial = '0001'"),
           "2|1|1|2|0|2025-09-22", "the first as it was projected");
    is_str(ask("office", "SELECT commits, covered, behind FROM genba.programme_hospital"
                         " WHERE serial = '0002'"),
           "5|2|3", "the second is behind by three");
    is_str(ask("office", "SELECT state IS NULL, commits, behind, lines"
                         " FROM genba.programme_hospital WHERE serial = '0003'"),
           "t|0|0|0", "the third was never projected, and has nothing to");
    is_str(ask("office", "SELECT sum(hospitals), sum(lines), sum(pcs), sum(conflicts),"
                         " sum(behind), sum(hospitals_behind) FROM genba.programme_summary"),
           "3|6|3|2|3|1", "the totals are the sums");
    is_str(ask("office", "SELECT line_seq, terminator_kind, terminator_kind_observed"
                         " FROM genba.lines WHERE serial = '0001' ORDER BY line_seq"),
           "1|onu|hgw\n||", "a text where a number belongs is no number, and no error");
    pgcluster_do(cluster,
                 "INSERT INTO genba.aside(hospital_id, hash, writer, n, reason, raw, login)"
                 " VALUES(" H(1) "," SHA(1) "," H(9) ",1,'fork','x','crew')");
    is_str(ask("office", "SELECT refused FROM genba.programme_hospital WHERE serial = '0001'"), "1",
           "what was set aside is counted");
}

static const char waiting[] =
    "SELECT photos_waiting FROM genba.programme_hospital WHERE serial = '0001'";

static void photos(void)
{
    is_str(ask("office", waiting), "1", "a record whose hash is nonsense waits for ever");
    pgcluster_do(cluster, "INSERT INTO genba.projected SELECT " H(1) ", 'photo', " SHA(
                              7) ","
                                 " jsonb_build_object('sha256', repeat('a1', 32))");
    pgcluster_do(cluster, "INSERT INTO genba.projected SELECT " H(1) ", 'photo', " SHA(
                              8) ","
                                 " jsonb_build_object('sha256', repeat('a1', 32))");
    is_str(ask("office", waiting), "2", "the bytes of two records are waited for once");
    pgcluster_do(cluster,
                 "INSERT INTO genba.photo VALUES(" H(2) "," SHA(1) ",9,'image/jpeg',1,'x')");
    is_str(ask("office", waiting), "2", "another hospital's photo is not this one's");
    pgcluster_do(cluster,
                 "INSERT INTO genba.photo VALUES(" H(1) "," SHA(1) ",9,'image/jpeg',0,'x')");
    is_str(ask("office", waiting), "2", "a part is not the whole");
    pgcluster_do(cluster, "UPDATE genba.photo SET state = 2 WHERE hospital_id = " H(1));
    is_str(ask("office", waiting), "1", "stored elsewhere is stored");
    is_str(ask("crew", waiting), "1", "the crew sees the same");
    is_str(ask("audit", waiting), "", "who may not read photos is told nothing about them");
}

int main(void)
{
    const char *missing = pgcluster_missing();

    if (missing)
        plan_skip_all("%s", missing);
    cluster = pgcluster_start(NULL);
    pgschema_install(cluster);
    pgschema_install(cluster); /* a second time changes nothing */
    people();
    programme();
    readers();
    numbers();
    photos();
    pgcluster_free(&cluster);
    return tap_done();
}
