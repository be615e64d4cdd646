/* Who may do what in the central store: the matrix of people, tables, verbs and
 * functions. What there is comes from PostgreSQL's own catalogue, what is right from
 * the tables below: something new that is missing there fails. */
#include "model/base/file.h"
#include "tests/central/people.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct people p;

/* ---- the matrix ---- */

/* A letter for each person, in the order of enum person: r reads rows of the hospital
 * `here`, - sees none of them, x has no right to ask. Nobody has any other verb. */
struct table_row {
    const char *name, *reads;
    const char *where;  /* which rows; @ is the hospital */
    const char *column; /* to be changed */
};

#define HERE "hospital_id = @"

static const struct table_row tables[] = {
    /* crew, lead, office, audit; of the programme: office, audit; other, expired, nobody;
     * stranger */
    {"store", "rrrrrrrrrx", "true", "id"},
    {"member", "rrrrrr-r-x", HERE, "hospital_id"}, /* an expired one still sees that he was one */
    {"hospital", "rrrrrr---x", HERE, "hospital_id"},
    {"writer", "rrrrrr---x", HERE, "hospital_id"},
    {"commits", "rrrrrr---x", HERE, "hospital_id"},
    {"aside", "rrrrrr---x", HERE, "hospital_id"},
    {"dict", "rrrrrr---x", HERE, "hospital_id"},
    {"photo", "rrr-r----x", HERE, "hospital_id"},
    {"photo_chunk", "rrr-r----x", HERE, "hospital_id"},
    {"projection", "rrrrrr---x", HERE, "hospital_id"},
    {"projected", "rrrrrr---x", HERE, "hospital_id"},
    {"programme_hospital", "rrrrrr---x", HERE, "hospital_id"},
    {"programme_summary", "rrrrrrr--x", "true", "state"}, /* sums of what one may read */
    {"lines", "rrrrrr---x", HERE, "hospital_id"},
    {"pcs", "rrrrrr---x", HERE, "hospital_id"},
    {"unknown_lines", "rrrrrr---x", HERE, "hospital_id"},
};

/* y: answers `yes`; n: answers `no`; x: has no right to call. */
struct function_row {
    const char *signature, *may, *call, *yes, *no;
};

#define W "'\\x0102030405060708090a0b0c0d0e0f10'::bytea"
#define ZEROS "decode(repeat('00', 32), 'hex')"
#define SHA "sha256('here')"

static const struct function_row functions[] = {
    {"hello()", "yyyyyyyyyx", "SELECT version FROM genba.hello()", "1", NULL},
    {"role_of(bytea)", "yyyyyynnnx", "SELECT genba.role_of(@) <> ''", "t", "f"},
    {"reads(boolean)", "yyyynnnnnx", "SELECT @ = ANY (genba.reads(false))", "t", "f"},
    {"reads_all(boolean)", "nnnnyynnnx", "SELECT genba.reads_all(false)", "t", "f"},
    {"register(bytea,text,text)", "nyynynnnnx", "SELECT genba.register(@, '1', 'a')", "known",
     "denied"},
    {"admits()", "xxxxxxxxxx", "SELECT genba.admits()", NULL, NULL},
    {"last_office(text)", "xxxxxxxxxx", "SELECT genba.last_office('office')", NULL, NULL},
    {"put_place(text)", "nnnnynnnnx", "SELECT genba.put_place('h/b')", "ok", "denied"},
    {"admit(text,bytea,text,timestamp with time zone,text)", "nnnnynnnnx",
     "SELECT genba.admit('stranger', @, 'office', NULL)", "ok", "denied"},
    {"dismiss(text,bytea)", "nnnnynnnnx", "SELECT genba.dismiss('crew', @)", "ok", "denied"},
    {"refusal(bytea)", "xxxxxxxxxx", "SELECT genba.refusal(@)", NULL, NULL},
    {"varint(bigint)", "xxxxxxxxxx", "SELECT genba.varint(1)", NULL, NULL},
    {"writer_at(bytea)", "xxxxxxxxxx", "SELECT genba.writer_at('')", NULL, NULL},
    {"keep_aside(bytea,bytea,bigint,bytea,text)", "xxxxxxxxxx",
     "SELECT genba.keep_aside(@, @, 1, '', '')", NULL, NULL},
    {"put_commits(bytea,bytea,bigint,bytea,bytea[])", "yyynynnnnx",
     "SELECT status FROM genba.put_commits(@, " W ", 1, " ZEROS ", '{}')", "broken", "denied"},
    {"put_aside(bytea,bytea,text)", "yyynynnnnx", "SELECT genba.put_aside(@, 'a', 'b')", "ok",
     "denied"},
    {"put_dict(bytea,integer,bytea)", "yyynynnnnx", "SELECT genba.put_dict(@, 9, 'a')", "ok",
     "denied"},
    {"put_photo(bytea,bytea,bigint,text)", "yyynynnnnx",
     "SELECT state FROM genba.put_photo(@, sha256('new'), 3, '')", "0", "-1"},
    {"put_chunk(bytea,bytea,integer,bytea)", "yyynynnnnx",
     "SELECT genba.put_chunk(@, " SHA ", 0, 'here')", "ok", "denied"},
    {"finish_photo(bytea,bytea)", "yyynynnnnx", "SELECT genba.finish_photo(@, " SHA ")", "stored",
     "denied"},
    {"put_object(bytea,bytea,text)", "yyynynnnnx",
     "SELECT genba.put_object(@, " SHA ", 's3.example/photos')", "stored", "denied"},
    {"recheck_photo(bytea,bytea)", "yyynynnnnx", "SELECT genba.recheck_photo(@, " SHA ")",
     "unknown", "denied"},
    {"lost_object(bytea,bytea,text)", "yyynynnnnx",
     "SELECT genba.lost_object(@, " SHA ", 's3.example/photos')", "ok", "denied"},
    {"put_projection(bytea,bigint,text,jsonb,jsonb)", "nnynynnnnx",
     "SELECT genba.put_projection(@, 9, '', '{}', '[]')", "ok", "denied"},
};

/* ---- saying it ---- */

/* Static: `sql` with the hospital in the place of @. */
static const char *about(const char *sql)
{
    static struct buf b = BUF_INIT;

    buf_reset(&b);
    for (; *sql; sql++) {
        if (*sql != '@') {
            buf_putc(&b, *sql);
            continue;
        }
        buf_puts(&b, "'\\x");
        for (int i = 0; i < ID_LEN; i++)
            buf_addf(&b, "%02x", p.here.b[i]);
        buf_puts(&b, "'::bytea");
    }
    return buf_str(&b);
}

static const char *say(enum person who, const char *sql)
{
    return people_call(&p, who, about(sql), NULL);
}

/* What it does is taken back. */
static const char *try(enum person who, const char *sql)
{
    const char *out;

    PQclear(PQexec(p.conn[who], "BEGIN"));
    out = say(who, sql);
    PQclear(PQexec(p.conn[who], "ROLLBACK"));
    return out;
}

static bool refused(const char *answer)
{
    return strncmp(answer, "42501 ", 6) == 0;
}

/* One row of everything in the hospital `here`. */
static void fill(void)
{
    static const char *const rows[] = {
        "UPDATE genba.store SET objects = 's3.example/photos'",
        "INSERT INTO genba.writer VALUES (@, " W ", 1, " ZEROS ")",
        "INSERT INTO genba.commits VALUES (@, " W ", 1, " ZEROS ", 'raw', 'crew', now())",
        "INSERT INTO genba.aside VALUES (@, " ZEROS ", " W ", 1, 'fork', 'raw', 'crew')",
        "INSERT INTO genba.dict VALUES (@, 1, 'a', 'crew')",
        "INSERT INTO genba.photo VALUES (@, " SHA ", 4, '', 0, 'crew')",
        "INSERT INTO genba.photo_chunk VALUES (@, " SHA ", 0, 'here')",
        "INSERT INTO genba.projection VALUES (@, 1, now(), '')",
        "INSERT INTO genba.projected VALUES (@, 'line', '\\x01', '{}'), (@, 'pc', '\\x01', '{}'),"
        " (@, 'unknown_line', '\\x01', '{}')",
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        pgcluster_do(p.cluster, about(rows[i]));
}

/* The lines of `list`, one call each. */
static void each_line(struct buf *list, void (*fn)(const char *name))
{
    char *next = buf_take(list), *all = next, *line;

    while ((line = strsep(&next, "\n")) && *line)
        fn(line);
    free(all);
}

static void catalogue(const char *sql, void (*fn)(const char *name))
{
    struct buf names = BUF_INIT;

    if (!pgcluster_sql(p.cluster, "postgres", sql, &names))
        bail("%s", buf_str(&names));
    each_line(&names, fn);
}

/* ---- tables and views ---- */

static void reading(const struct table_row *t)
{
    char sql[200];

    snprintf(sql, sizeof sql, "SELECT count(*) > 0 FROM genba.%s WHERE %s", t->name, t->where);
    for (int i = 0; i < PEOPLE; i++) {
        const char *answer = say((enum person)i, sql);
        char got = refused(answer) ? 'x' : strcmp(answer, "t") == 0 ? 'r' : '-';

        if (!ok(got == t->reads[i], "%s SELECT %s: %c", people_name[i], t->name, t->reads[i]))
            diag("%s", answer);
    }
}

/* Is it refused? Says so when not. */
static bool denied(enum person who, const char *verb, const char *name, const char *rest)
{
    char sql[200];
    const char *answer;

    snprintf(sql, sizeof sql, "%s genba.%s %s", verb, name, rest);
    answer = try(who, sql);
    /* a view has no such verb, whoever says it */
    if (refused(answer) || strncmp(answer, "55000 cannot ", 13) == 0 ||
        strncmp(answer, "42809 ", 6) == 0)
        return true;
    diag("%s: %s", sql, answer);
    return false;
}

static void writing(const struct table_row *t)
{
    static const struct {
        const char *verb, *rest;
    } verbs[] = {
        {"INSERT INTO", "DEFAULT VALUES"},
        {"DELETE FROM", ""},
        {"TRUNCATE", ""},
        {"LOCK TABLE", "IN ROW EXCLUSIVE MODE"},
        {"SELECT FROM", "FOR UPDATE"},
        {"ALTER TABLE", "DISABLE ROW LEVEL SECURITY"},
        {"DROP TABLE", ""},
    };
    char set[64];

    snprintf(set, sizeof set, "SET %s = NULL", t->column);
    for (int i = 0; i < PEOPLE; i++) {
        int allowed = !denied((enum person)i, "UPDATE", t->name, set);

        for (size_t v = 0; v < sizeof verbs / sizeof verbs[0]; v++)
            allowed += !denied((enum person)i, verbs[v].verb, t->name, verbs[v].rest);
        is_int(allowed, 0, "%s may do nothing else with %s", people_name[i], t->name);
    }
}

static void table(const char *name)
{
    char sql[400];

    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        if (strcmp(tables[i].name, name) == 0) {
            reading(&tables[i]);
            writing(&tables[i]);
            snprintf(sql, sizeof sql,
                     "SELECT count(*) FROM pg_roles r WHERE NOT rolsuper AND rolcanlogin AND"
                     " has_any_column_privilege(r.oid, 'genba.%s', 'INSERT, UPDATE, REFERENCES')",
                     name);
            is_int(pgcluster_int(p.cluster, sql), 0, "nor with a column of it");
            return;
        }
    ok(false, "%s stands in the matrix", name);
}

/* ---- functions ---- */

static void calling(const struct function_row *f)
{
    for (int i = 0; i < PEOPLE; i++) {
        const char *answer = try((enum person)i, f->call);
        char got = refused(answer)                         ? 'x'
                   : f->yes && strcmp(answer, f->yes) == 0 ? 'y'
                   : f->no && strcmp(answer, f->no) == 0   ? 'n'
                                                           : '?';

        if (!ok(got == f->may[i], "%s %s: %c", people_name[i], f->signature, f->may[i]))
            diag("%s", answer);
    }
}

static void function(const char *signature)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (strcmp(functions[i].signature, signature) == 0) {
            calling(&functions[i]);
            return;
        }
    ok(false, "%s stands in the matrix", signature);
}

/* ---- what holds of all of them ---- */

static void none(const char *what, const char *sql)
{
    struct buf out = BUF_INIT;

    if (!pgcluster_sql(p.cluster, "postgres", sql, &out))
        bail("%s", buf_str(&out));
    is_str(buf_str(&out), "", "%s", what);
    buf_release(&out);
}

#define OURS "relnamespace = 'genba'::regnamespace"

static void all_tables(void)
{
    none("every table and view is genba_owner's",
         "SELECT relname FROM pg_class WHERE " OURS
         " AND relkind IN ('r', 'v', 'p', 'm', 'S') AND relowner <> 'genba_owner'::regrole");
    none("there are tables and views, nothing else",
         "SELECT relname, relkind FROM pg_class WHERE " OURS " AND relkind NOT IN ('r', 'v', 'i')");
    none("every table has row-level security",
         "SELECT relname FROM pg_class WHERE " OURS " AND relkind = 'r' AND NOT relrowsecurity");
    none("forced on the owner, but for the two that the policies stand on",
         "SELECT relname FROM pg_class WHERE " OURS
         " AND relkind = 'r' AND NOT relforcerowsecurity AND relname NOT IN ('store', 'member')");
    none("one policy for reading on each, the only one that the members have",
         "SELECT relname FROM pg_class c WHERE " OURS " AND relkind = 'r' AND (SELECT"
         " string_agg(polcmd::text, '') FROM pg_policy WHERE polrelid = c.oid AND ("
         " 'genba_member'::regrole = ANY (polroles) OR 0 = ANY (polroles))) IS DISTINCT FROM 'r'");
    none("every view asks as its reader",
         "SELECT relname FROM pg_class WHERE " OURS " AND relkind = 'v' AND NOT coalesce("
         "'security_invoker=true' = ANY (reloptions), false)");
    none("the hospital stands first in every key",
         "SELECT i.indexrelid::regclass FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
         " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] WHERE c." OURS
         " AND relname NOT IN ('store', 'member') AND attname <> 'hospital_id'");
    none("nothing that servers of many nodes lack",
         "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE c." OURS
         " UNION ALL SELECT conname FROM pg_constraint WHERE connamespace ="
         " 'genba'::regnamespace AND (contype NOT IN ('c', 'p') OR condeferrable)");
}

static void all_functions(void)
{
    none("every function is genba_owner's and not PUBLIC's",
         "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'genba'::regnamespace AND"
         " (proowner <> 'genba_owner'::regrole OR has_function_privilege('public', oid,"
         " 'EXECUTE'))");
    none("each that runs as the owner has its own search_path",
         "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'genba'::regnamespace AND"
         " prosecdef AND proconfig IS DISTINCT FROM '{\"search_path=genba, pg_temp\"}'");
    none("a member can call no other",
         "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'genba'::regnamespace AND"
         " NOT prosecdef AND has_function_privilege('genba_member', oid, 'EXECUTE')");
    none("nobody who logs in is or becomes the owner",
         "SELECT rolname FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND"
         " pg_has_role(oid, 'genba_owner', 'MEMBER')");
    none("nor makes anything in the schema",
         "SELECT rolname FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND"
         " has_schema_privilege(oid, 'genba', 'CREATE')");
    none("nobody at all may change the log",
         "SELECT rolname FROM pg_roles WHERE NOT rolsuper AND (has_table_privilege(oid,"
         " 'genba.commits', 'UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege(oid,"
         " 'genba.commits', 'UPDATE')) AND rolname NOT LIKE 'pg\\_%'");
}

/* Not even with the right, given by mistake: there is no policy. */
static void owner(void)
{
    struct buf out = BUF_INIT;

    pgcluster_sql(p.cluster, "postgres", "SET ROLE genba_owner; DELETE FROM genba.commits", &out);
    ok(refused(buf_str(&out)), "the owner deletes no commit");
    pgcluster_sql(p.cluster, "postgres", "SET ROLE genba_owner; TRUNCATE genba.commits", &out);
    ok(refused(buf_str(&out)), "nor all of them");
    pgcluster_do(p.cluster, "GRANT UPDATE, DELETE ON genba.commits TO genba_owner;"
                            "SET ROLE genba_owner; UPDATE genba.commits SET n = n + 1;"
                            "DELETE FROM genba.commits; RESET ROLE;"
                            "REVOKE UPDATE, DELETE ON genba.commits FROM genba_owner");
    is_int(people_count(&p, "SELECT n FROM genba.commits"), 1, "not even with the right to it");
    buf_release(&out);
}

/* ---- distributed ---- */

/* citus.sql where there is no Citus: what it distributes is written down instead, the
 * rest of it runs, and everybody may do exactly what he might before. */
static void distributed(void)
{
    const char *top = getenv("top_srcdir");
    struct buf path = BUF_INIT, sql = BUF_INIT;
    struct err e;

    pgcluster_do(p.cluster,
                 "CREATE TABLE public.citus (t regclass, k text, w text);"
                 "CREATE FUNCTION public.create_reference_table(t regclass) RETURNS void LANGUAGE"
                 " sql AS 'INSERT INTO public.citus VALUES (t, NULL, NULL)';"
                 "CREATE FUNCTION public.create_distributed_table(t regclass, k text, colocate_with"
                 " text) RETURNS void LANGUAGE sql AS 'INSERT INTO public.citus VALUES (t, k,"
                 " colocate_with)'");
    buf_addf(&path, "%s/sync/central/citus.sql", top ? top : ".");
    buf_puts(&sql, "BEGIN;");
    if (file_read(buf_str(&path), sql.max, &sql, &e) != 0)
        bail("%s: %s", e.subject, e.detail);
    buf_puts(&sql, "COMMIT");
    pgcluster_do(p.cluster, buf_str(&sql));
    buf_release(&path);
    buf_release(&sql);

    none("every table is distributed by its hospital, or is everywhere",
         "SELECT relname FROM pg_class c LEFT JOIN public.citus ON t = c.oid WHERE " OURS
         " AND relkind = 'r' AND coalesce(k, '-') <> CASE WHEN t IS NULL THEN '' WHEN relname IN"
         " ('store', 'member') THEN '-' ELSE 'hospital_id' END");
    none("beside each other",
         "SELECT t FROM public.citus WHERE k IS NOT NULL AND w <> CASE WHEN t ="
         " 'genba.hospital'::regclass THEN 'none' ELSE 'genba.hospital' END");
    none("no policy has a sub-select",
         "SELECT polrelid::regclass FROM pg_policy WHERE pg_get_expr(polqual, polrelid) ILIKE"
         " '%select%'");
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        reading(&tables[i]);
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        calling(&functions[i]);
}

/* ---- names that mean something else ---- */

/* Somebody may make what he likes in `public` and in pg_temp, and names them first. */
static void tricks(void)
{
    static const char *const steps[] = {
        "SET search_path = pg_temp, public, genba, pg_catalog",
        "CREATE TEMP TABLE member AS SELECT session_user::text COLLATE \"C\" AS login, @ AS"
        " hospital_id, 'office'::text AS role, NULL::timestamptz AS until",
        "CREATE TEMP TABLE hospital AS SELECT @ AS hospital_id",
        "CREATE TEMP TABLE commits AS SELECT @ AS hospital_id",
        "CREATE TEMP TABLE aside (hospital_id bytea, hash bytea, writer bytea, n bigint, reason"
        " text, raw bytea, login text, PRIMARY KEY (hospital_id, hash))",
        "CREATE FUNCTION public.role_of(bytea) RETURNS text LANGUAGE sql AS 'SELECT ''office'''",
        "CREATE FUNCTION pg_temp.role_of(bytea) RETURNS text LANGUAGE sql AS 'SELECT ''office'''",
        "CREATE FUNCTION public.refusal(bytea) RETURNS text LANGUAGE sql AS 'SELECT '''''",
        "CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
        "CREATE FUNCTION public.always(text, name) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = name, FUNCTION = public.always)",
    };

    pgcluster_do(p.cluster, "GRANT CREATE ON SCHEMA public TO nobody");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        is_str(say(NOBODY, steps[i]), "", "a step of the trick");
    is_str(say(NOBODY, "SELECT count(*) FROM member WHERE login = session_user AND"
                       " role_of('') = 'office'"),
           "1", "the names mean what he says");
    is_str(say(NOBODY, "SELECT genba.role_of(@)"), "", "but he is nothing here");
    is_str(say(NOBODY, "SELECT genba.put_aside(@, 'a', 'b')"), "denied", "writes nothing");
    is_str(say(NOBODY, "SELECT count(*) FROM genba.commits"), "0", "and reads nothing");

    pgcluster_do(p.cluster, about("SELECT genba.admit('nobody', @, 'crew', NULL)"));
    is_str(say(NOBODY, "SELECT genba.put_aside(@, 'a', 'b')"), "ok", "of the crew he writes");
    is_str(say(NOBODY, "SELECT count(*) FROM pg_temp.aside"), "0", "not into his own table");
    is_int(people_count(&p, "SELECT count(*) FROM genba.aside WHERE hash ="
                            " sha256('\\x67656e62612e636f6d6d69742e3100' || raw)"),
           1, "and with the right hash");
}

/* The matrix names nothing that is not there. */
static void complete(void)
{
    is_int(people_count(&p, "SELECT count(*) FROM pg_class WHERE " OURS " AND relkind IN"
                            " ('r', 'v', 'p', 'm')"),
           sizeof tables / sizeof tables[0], "every row of the matrix is a table or view");
    is_int(people_count(&p, "SELECT count(*) FROM pg_proc WHERE pronamespace ="
                            " 'genba'::regnamespace"),
           sizeof functions / sizeof functions[0], "and every other one a function");
}

int main(void)
{
    people_begin(&p);
    fill();
    catalogue("SELECT relname FROM pg_class WHERE " OURS " AND relkind IN ('r', 'v', 'p', 'm')"
              " ORDER BY 1",
              table);
    catalogue("SELECT replace(oid::regprocedure::text, 'genba.', '') FROM pg_proc WHERE"
              " pronamespace = 'genba'::regnamespace ORDER BY 1",
              function);
    complete();
    all_tables();
    all_functions();
    owner();
    tricks();
    pgcluster_do(p.cluster, about("SELECT genba.dismiss('nobody', @)"));
    distributed();
    people_end(&p);
    return tap_done();
}
