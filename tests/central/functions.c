/* The other functions of the central store: hospitals, members, projections, labels
 * (photos.c: photos). Every status of each; text is text, whatever it says. */
#include "model/base/file.h"
#include "model/case.h"
#include "sync/central/protocol.h"
#include "tests/central/people.h"
#include "tests/lib/chain.h"
#include "tests/lib/pgschema.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char hostile[] =
    "x'); DROP TABLE genba.commits; --\n\"\\' $1 $$ %s {\"a\":1} \\x00 髙﨑 ①";

static struct people p;
static struct args args = {.array = BUF_INIT};

/* ---- installing ---- */

static void installing(void)
{
    struct buf was = BUF_INIT, now = BUF_INIT;
    static const char all[] =
        "SELECT string_agg(md5(t::text), ',' ORDER BY t::text) FROM (SELECT"
        " c.oid::regclass::text, relacl::text, relrowsecurity, relforcerowsecurity, (SELECT"
        " string_agg(row(polname, polcmd, polroles, pg_get_expr(polqual, polrelid))::text, ','"
        " ORDER BY polname) FROM pg_policy WHERE polrelid = c.oid) FROM pg_class c WHERE"
        " relnamespace = 'genba'::regnamespace AND relkind = 'r' UNION ALL SELECT"
        " oid::regprocedure::text, proacl::text, prosecdef, false, prosrc FROM pg_proc WHERE"
        " pronamespace = 'genba'::regnamespace UNION ALL SELECT id::text, version::text, one, one,"
        " '' FROM genba.store) t";

    pgcluster_sql(p.cluster, "postgres", all, &was);
    pgschema_install(p.cluster);
    buf_reset(&now);
    ok(pgcluster_sql(p.cluster, "postgres", all, &now), "installing a second time");
    is_str(buf_str(&now), buf_str(&was), "changes no table, right, policy, function nor the id");
    buf_release(&was);
    buf_release(&now);
    is_int(people_count(&p, "SELECT count(*) FROM genba.hospital"), 2, "and no row");
}

/* A program of before must not put its functions over those of today. */
static void installed_by_older(void)
{
    const char *top = getenv("top_srcdir");
    struct buf path = BUF_INIT, sql = BUF_INIT, out = BUF_INIT;
    struct err e;

    buf_addf(&path, "%s/sync/central/schema.sql", top ? top : ".");
    if (file_read(buf_str(&path), sql.max, &sql, &e) != 0)
        bail("%s: %s", e.subject, e.detail);
    pgcluster_do(p.cluster, "UPDATE genba.store SET version = version + 1");
    ok(!pgcluster_sql(p.cluster, "postgres", buf_str(&sql), &out), "a newer store");
    is_str(buf_str(&out), "55000 the store is of version 2, newer than this program",
           "refuses the scripts of an older program");
    pgcluster_do(p.cluster, "UPDATE genba.store SET version = version - 1");
    buf_release(&path);
    buf_release(&sql);
    buf_release(&out);
}

static void hello(void)
{
    is_str(people_call(&p, NOBODY,
                       "SELECT octet_length(store_id), version, login, server_time = now(), place"
                       " FROM genba.hello()",
                       NULL),
           "16|1|nobody|t|", "hello says which store it is and who one is");
}

/* ---- hospitals and members ---- */

static const char *with_texts(enum person who, const struct id *h, const char *a, const char *b,
                              const char *sql)
{
    args_begin(&args);
    arg_id(&args, h);
    arg_text(&args, a);
    arg_text(&args, b);
    return people_call(&p, who, sql, &args);
}

static const char *enter(enum person who, const struct id *h, const char *serial, const char *name)
{
    return with_texts(who, h, serial, name, "SELECT genba.register($1::bytea, $2::text, $3::text)");
}

static void hospitals(void)
{
    struct id new = case_hospital("hostile");
    struct id zero = {{0}};

    is_str(enter(LEAD, &p.here, "0342", "中央病院"), "known", "one that is there");
    is_str(enter(OFFICE, &p.here, "0342", "another name"), "known", "keeps its name");
    is_str(people_call(&p, AUDIT, "SELECT serial, name FROM genba.hospital", NULL), "0342|中央病院",
           "as its members see");
    is_str(enter(CREW, &p.here, "0342", "中央病院"), "denied", "the crew registers nothing");
    is_str(enter(LEAD, &new, "9", ""), "denied", "the lead of one hospital registers no other");
    is_str(enter(ALL_AUDIT, &new, "9", ""), "denied", "nor does audit");
    is_str(enter(ALL_OFFICE, &new, hostile, hostile), "ok", "any text is a serial and a name");
    args_begin(&args);
    arg_id(&args, &new);
    arg_text(&args, hostile);
    is_str(people_call(&p, ALL_OFFICE,
                       "SELECT count(*) FROM genba.hospital WHERE hospital_id = $1 AND"
                       " serial = $2::text AND name = $2::text",
                       &args),
           "1", "and comes back as it was");
    is_str(enter(ALL_OFFICE, &zero, "0", ""),
           "23514 new row for relation \"hospital\" violates check constraint"
           " \"hospital_hospital_id_check\"",
           "16 zero bytes are no hospital");
}

static const char *admit(enum person who, const char *login, const struct id *h, const char *role)
{
    return with_texts(who, h, login, role,
                      "SELECT genba.admit($2::text, $1::bytea, $3::text, NULL)");
}

static const char *dismiss(enum person who, const char *login, const struct id *h)
{
    args_begin(&args);
    arg_text(&args, login);
    arg_id(&args, h);
    return people_call(&p, who, "SELECT genba.dismiss($1::text, $2::bytea)", &args);
}

static const char *role_of(enum person who, const struct id *h)
{
    args_begin(&args);
    arg_id(&args, h);
    return people_call(&p, who, "SELECT genba.role_of($1)", &args);
}

static void members(void)
{
    struct id all = {{0}};

    is_str(role_of(NOBODY, &p.here), "", "nobody is nothing");
    is_str(admit(OFFICE, "nobody", &p.here, "crew"), "denied",
           "the office of one hospital admits nobody");
    is_str(admit(ALL_AUDIT, "nobody", &p.here, "crew"), "denied", "nor does audit");
    is_str(admit(ALL_OFFICE, "nobody", &p.here, "crew"), "ok", "the programme's office does");
    is_str(role_of(NOBODY, &p.here), "crew", "and that counts at once");
    is_str(admit(ALL_OFFICE, "nobody", &all, "audit"), "ok", "audit everywhere beside it");
    is_str(role_of(NOBODY, &p.here), "crew", "the stronger one counts");
    is_str(role_of(NOBODY, &p.there), "audit", "elsewhere the other");
    is_str(admit(ALL_OFFICE, "nobody", &p.here, "lead"), "ok", "the role is said anew");
    is_str(role_of(NOBODY, &p.here), "lead", "and counts");
    is_str(dismiss(OFFICE, "nobody", &p.here), "denied", "dismissed by the wrong one");
    is_str(dismiss(ALL_OFFICE, "nobody", &p.here), "ok", "dismissed");
    is_str(dismiss(ALL_OFFICE, "nobody", &p.here), "unknown", "there is no such member now");
    is_str(dismiss(ALL_OFFICE, "nobody", &all), "ok", "and everywhere");
    is_str(role_of(NOBODY, &p.here), "", "nobody is nothing again");
    is_str(role_of(EXPIRED, &p.here), "", "nor is one whose day is over");

    is_str(admit(ALL_OFFICE, "nobody", &all, "crew"), "invalid", "no crew of every hospital");
    is_str(admit(ALL_OFFICE, "nobody", &p.here, "owner"), "invalid", "no such role");
    is_str(admit(ALL_OFFICE, "nobody", &p.here, NULL), "invalid", "no role");
    is_str(admit(ALL_OFFICE, "", &p.here, "crew"), "invalid", "no login");
    is_str(admit(ALL_OFFICE, hostile, &p.here, "crew"), "invalid", "a login of over 63 bytes");
    is_str(admit(ALL_OFFICE, "x\"; DROP SCHEMA genba; -- '髙", &p.here, "crew"), "ok",
           "any text is a login");
    is_str(dismiss(ALL_OFFICE, "x\"; DROP SCHEMA genba; -- '髙", &p.here), "ok",
           "and the same one");
}

/* Somebody can always admit: the installer alone could bring back an office of nobody. */
static void last_of_the_office(void)
{
    struct id all = {{0}};

    is_str(dismiss(ALL_OFFICE, "all_office", &all), "last", "the last one cannot leave");
    is_str(admit(ALL_OFFICE, "all_office", &all, "audit"), "last", "nor become audit");
    is_str(people_call(&p, ALL_OFFICE,
                       "SELECT genba.admit(session_user::text, decode(repeat('00', 16), 'hex'),"
                       " 'office', now() - interval '1 day')",
                       NULL),
           "last", "nor be over");
    is_str(role_of(ALL_OFFICE, &p.nowhere), "office", "and is the office still");
    is_str(admit(ALL_OFFICE, "all_office", &p.here, "office"), "ok", "of a hospital besides");
    is_str(dismiss(ALL_OFFICE, "all_office", &p.here), "ok", "and no more");
    is_str(people_call(&p, ALL_OFFICE,
                       "SELECT genba.admit('gone', decode(repeat('00', 16), 'hex'), 'office',"
                       " now() - interval '1 day')",
                       NULL),
           "ok", "another one, whose day is over");
    is_str(dismiss(ALL_OFFICE, "all_office", &all), "last", "does not count");
    is_str(dismiss(ALL_OFFICE, "gone", &all), "ok", "and can be dismissed");
    is_str(admit(ALL_OFFICE, "nobody", &all, "office"), "ok", "with a second one");
    is_str(dismiss(ALL_OFFICE, "all_office", &all), "ok", "the first can leave");
    is_str(dismiss(NOBODY, "nobody", &all), "last", "and the second is the last");
    is_str(admit(NOBODY, "all_office", &all, "office"), "ok", "until the first is back");
    is_str(dismiss(NOBODY, "nobody", &all), "ok", "and the second leaves");
}

/* Where the hospital is not registered yet, the serial number that was typed. */
static void serial_of_a_member(void)
{
    static const char sql[] = "SELECT serial FROM genba.member WHERE login = 'nobody'";

    is_str(with_texts(ALL_OFFICE, &p.nowhere, "nobody", hostile,
                      "SELECT genba.admit($2::text, $1::bytea, 'crew', NULL, $3::text)"),
           "ok", "to a hospital that is not there");
    is_str(people_call(&p, ALL_OFFICE, sql, NULL), hostile, "its number is kept");
    is_str(admit(ALL_OFFICE, "nobody", &p.nowhere, "lead"), "ok", "again without one");
    is_str(people_call(&p, ALL_OFFICE, sql, NULL), hostile, "it stays");
    is_str(with_texts(ALL_OFFICE, &p.nowhere, "nobody", "0344",
                      "SELECT genba.admit($2::text, $1::bytea, 'lead', NULL, $3::text)"),
           "ok", "the same with another");
    is_str(people_call(&p, ALL_OFFICE, sql, NULL), "0344", "which is kept");
    is_str(dismiss(ALL_OFFICE, "nobody", &p.nowhere), "ok", "dismissed");
}

/* ---- projections ---- */

static const char *project(enum person who, const struct id *h, int64_t covered, const char *rows)
{
    static const char summary[] =
        "{\"serial\": \"0342\", \"name\": \"'); DROP TABLE genba.commits; --\", \"lines\": 7,"
        " \"scan_deadline\": \"2026-11-30\", \"bed_class\": null, \"newer\": [1]}";

    args_begin(&args);
    arg_id(&args, h);
    arg_int8(&args, covered);
    arg_text(&args, hostile);
    arg_text(&args, summary);
    arg_text(&args, rows);
    return people_call(&p, who,
                       "SELECT genba.put_projection($1::bytea, $2::int8, $3::text,"
                       " convert_from($4::bytea, 'UTF8')::jsonb,"
                       " convert_from($5::bytea, 'UTF8')::jsonb)",
                       &args);
}

static void projections(void)
{
    static const char one[] = "[{\"kind\": \"line\", \"entity\": \"00ff\", \"fields\":"
                              " {\"room\": \"'; --\"}}]",
                      two[] = "[{\"kind\": \"pc\", \"entity\": \"01\", \"fields\": {}},"
                              " {\"kind\": \"pc\", \"entity\": \"02\", \"fields\": {}}]";

    is_str(project(LEAD, &p.here, 5, one), "denied", "the lead projects nothing");
    is_str(project(ALL_AUDIT, &p.here, 5, one), "denied", "nor does audit");
    is_str(project(ALL_OFFICE, &p.nowhere, 5, one), "unknown", "a hospital that is not there");
    is_str(project(OFFICE, &p.here, 5, one), "ok", "its office does");
    is_str(people_call(&p, AUDIT,
                       "SELECT covered, serial, lines, scan_deadline, bed_class IS NULL FROM"
                       " genba.projection",
                       NULL),
           "5|0342|7|2026-11-30|t", "the members are the columns");
    is_str(
        people_call(&p, AUDIT, "SELECT kind, entity, fields ->> 'room' FROM genba.projected", NULL),
        "line|\\x00ff|'; --", "the rows with their fields");
    is_str(project(ALL_OFFICE, &p.here, 4, two), "older", "what covers less replaces nothing");
    is_str(project(ALL_OFFICE, &p.here, 6, two), "ok", "what covers more replaces all");
    is_str(people_call(&p, AUDIT, "SELECT kind, count(*) FROM genba.projected GROUP BY 1", NULL),
           "pc|2", "of the hospital");
    is_str(project(OFFICE, &p.here, 6, "[]"), "older", "as much again replaces nothing");
    pgcluster_do(p.cluster, "UPDATE genba.projection SET program = '0001'");
    is_str(project(OFFICE, &p.here, 6, "[]"), "ok", "but what an older program made");
    is_int(people_count(&p, "SELECT count(*) FROM genba.projected"), 0, "with no rows");
    args_begin(&args);
    arg_text(&args, hostile);
    is_str(people_call(&p, AUDIT, "SELECT count(*) FROM genba.projection WHERE program = $1::text",
                       &args),
           "1", "any text is a program");
}

/* ---- labels of catalogues ---- */

static const char *put_dict(int32_t version, const char *bytes)
{
    args_begin(&args);
    arg_id(&args, &p.here);
    arg_int4(&args, version);
    arg_text(&args, bytes);
    return people_call(&p, CREW, "SELECT genba.put_dict($1, $2, $3)", &args);
}

static void labels(void)
{
    is_str(put_dict(1, "a"), "ok", "the labels of catalogue 1");
    is_str(put_dict(1, "b"), "ok", "others of the same");
    is_str(people_call(&p, AUDIT, "SELECT bytes FROM genba.dict", NULL), "\\x61", "change nothing");
    is_str(put_dict(1000, "z"), "ok", "of catalogue 1000");
    is_str(put_dict(1001, "z"), "invalid", "no catalogue has more");
    is_str(put_dict(2147483647, "z"), "invalid", "not the largest number");
    is_str(put_dict(0, "z"), "invalid", "nor 0");
    is_int(people_count(&p, "SELECT count(*) FROM genba.dict"), 2, "two are kept");
}

/* Rubbish under high numbers makes no answer too long for everybody. */
static void many_labels(void)
{
    static const char *const calls[] = {
#define C(id, sql) [CALL_##id] = sql,
#include "sync/central/calls.def"
#undef C
    };
    struct buf sql = BUF_INIT;

    pgcluster_do(p.cluster,
                 "INSERT INTO genba.dict SELECT hospital_id, v, convert_to(repeat('x', 1048576),"
                 " 'UTF8'), 'crew' FROM genba.hospital, generate_series(101, 120) v WHERE serial ="
                 " '0342'");
    buf_addf(&sql,
             "SELECT count(*), count(b), min(v) FILTER (WHERE b IS NOT NULL) FROM (%s) d(v, b)",
             calls[CALL_dicts]);
    args_begin(&args);
    arg_id(&args, &p.here);
    arg_int4(&args, 100);
    is_str(people_call(&p, AUDIT, buf_str(&sql), &args), "21|8|114",
           "of many labels the newest come, 8 MiB of them");
    buf_release(&sql);
}

/* ---- how long somebody may hold things up ---- */

/* Who runs the database sets it for the database: a call that is left open ends, and what
 * waited for it goes on. Installing asks for none of it. */
static void time_outs(void)
{
    static const char put[] = "SELECT status FROM genba.put_commits($1::bytea, $2::bytea, 1,"
                              " decode(repeat('00', 32), 'hex'), ARRAY[$3::bytea])";
    struct chain c;

    pgcluster_do(p.cluster, "ALTER DATABASE genba SET idle_in_transaction_session_timeout = '1s';"
                            "ALTER DATABASE genba SET statement_timeout = '10s'");
    people_connect(&p);
    chain_make(&c, 1, 5);
    args_begin(&args);
    arg_id(&args, &p.here);
    arg_id(&args, &c.writer);
    arg_bytes(&args, c.v[0].p, c.v[0].n);
    PQclear(PQexec(p.conn[CREW], "BEGIN"));
    is_str(people_call(&p, CREW, put, &args), "ok", "somebody holds a writer's row");
    is_str(people_call(&p, LEAD, put, &args), "ok", "whoever waits for it goes on");
    is_str(people_call(&p, LEAD, "SELECT login FROM genba.commits", NULL), "lead",
           "what was held open is not stored");
    pgcluster_do(p.cluster, "ALTER DATABASE genba SET idle_in_transaction_session_timeout = '1ms'");
    pgschema_install(p.cluster);
    is_int(people_count(&p, "SELECT count(*) FROM genba.commits"), 1,
           "installing does not depend on it");
    pgcluster_do(p.cluster, "ALTER DATABASE genba RESET ALL");
    chain_release(&c);
}

int main(void)
{
    people_begin(&p);
    installing();
    installed_by_older();
    hello();
    hospitals();
    members();
    last_of_the_office();
    serial_of_a_member();
    projections();
    labels();
    many_labels();
    is_int(people_count(&p, "SELECT count(*) FROM genba.commits"), 0, "the log is still there");
    time_outs();
    args_release(&args);
    people_end(&p);
    return tap_done();
}
