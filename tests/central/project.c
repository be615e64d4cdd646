/* Projections of the central store: what the laptops themselves say, byte for byte,
 * however many workers make them and however often they are killed. */
#include "sync/central/project.h"

#include "model/base/clock.h"
#include "sync/central/admin.h"
#include "sync/central/summary.h"
#include "tests/lib/chain.h"
#include "tests/lib/fixture.h"
#include "tests/lib/hospital.h"
#include "tests/lib/pgcluster.h"
#include "tests/lib/pgschema.h"
#include "tests/lib/rehouse.h"
#include "tests/lib/tap.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TOWN 11 /* hospitals beside the one of the laptops */
#define TOWN_COMMITS 120
#define ALL "'\\x00000000000000000000000000000000'"

static struct pgcluster *cluster;
static char program[4096];
static struct err e;

/* ---- the server ---- */

static void settings_of(struct central_settings *s, const char *login)
{
    struct buf url = BUF_INIT;

    buf_addf(&url, "postgresql://%s@", login);
    for (const char *p = cluster->dir; *p; p++)
        *p == '/' ? buf_puts(&url, "%2F") : buf_putc(&url, *p);
    buf_addf(&url, ":%d/genba", cluster->port);
    if (central_settings_load(s, cluster->dir, buf_str(&url), &e) != 0)
        bail("%s: %s %s", buf_str(&url), e.subject, e.detail);
    buf_release(&url);
}

/* Static, four at a time. */
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

/* Of all projections; what was made when is left out. */
static const char *digest(void)
{
    return ask("office",
               "SELECT md5((SELECT string_agg((to_jsonb(p) - 'made_at')::text, ',' ORDER BY"
               " hospital_id) FROM genba.projection p) || (SELECT string_agg(r::text, ',' ORDER BY"
               " hospital_id, kind, entity) FROM genba.projected r))");
}

static void people(void)
{
    static const char *const logins[] = {"office", "crew", "lead", "audit"};

    for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++)
        pgcluster_person(cluster, logins[i]);
    pgcluster_do(cluster, "SELECT genba.admit('office'," ALL ",'office',NULL),"
                          " genba.admit('audit'," ALL ",'audit',NULL)");
}

/* ---- commits into it ---- */

struct push {
    struct admin *admin;
    struct id hospital, writer;
    struct hash prev;
};

static void push_one(struct push *p, uint64_t n, struct span raw)
{
    struct call c = admin_call(p->admin, CALL_put_commits);
    char status[16];
    struct rows r;

    call_bytes(&c, p->hospital.b, ID_LEN);
    call_bytes(&c, p->writer.b, ID_LEN);
    call_int8(&c, (int64_t)n);
    call_bytes(&c, p->prev.b, HASH_LEN);
    call_bytes_array(&c, &raw, 1);
    if (admin_ask(p->admin, &c, 3, &r, &e) != 0)
        bail("%s %s", e.subject, e.detail);
    rows_word(&r, status, sizeof status);
    if (strcmp(status, "ok") != 0)
        bail("put_commits: %s", status);
    p->prev = commit_hash(raw.p, raw.n);
}

static int push_raw(uint64_t n, struct span raw, void *ctx)
{
    push_one(ctx, n, raw);
    return 0;
}

static void push_rehoused(uint64_t n, struct span raw, const struct hash *hash, void *ctx)
{
    (void)hash;
    push_one(ctx, n, raw);
}

struct pushing {
    struct push push;
    struct store *from;
};

static int push_writer(const struct writer_info *w, void *ctx)
{
    struct pushing *p = ctx;

    p->push.writer = w->writer;
    p->push.prev = (struct hash){{0}};
    return store_chain(p->from, w->writer, 1, push_raw, &p->push, &e);
}

static void push_begin(struct push *p, struct id hospital, const char *serial)
{
    struct central_settings s;
    struct rows r;
    struct call c;

    settings_of(&s, "office");
    if (admin_open(&p->admin, &s, &s.servers[0], program, &e) != 0)
        bail("%s %s", e.subject, e.detail);
    central_settings_release(&s);
    p->hospital = hospital;
    c = admin_call(p->admin, CALL_register);
    call_bytes(&c, hospital.b, ID_LEN);
    call_text(&c, serial);
    call_text(&c, serial);
    if (admin_ask(p->admin, &c, 1, &r, &e) != 0)
        bail("%s %s", e.subject, e.detail);
}

static void push_case(struct casefile *c)
{
    struct pushing p = {.from = c->store};

    push_begin(&p.push, store_hospital(c->store), "0342");
    if (store_writers(c->store, push_writer, &p, &e) != 0)
        bail("%s", e.detail);
    admin_close(p.push.admin);
}

/* Hospitals 1000, 1001 ...: one chain, in each of them. */
static void push_town(void)
{
    struct chain chain;

    chain_make(&chain, TOWN_COMMITS, 7);
    for (int i = 0; i < TOWN; i++) {
        struct push p = {.writer = chain.writer};
        char serial[16];

        snprintf(serial, sizeof serial, "%d", 1000 + i);
        push_begin(&p, case_hospital(serial), serial);
        rehouse(chain.v, chain.n - (size_t)i, p.hospital, push_rehoused, &p);
        admin_close(p.admin);
    }
    chain_release(&chain);
}

/* ---- projecting ---- */

struct told {
    int done, failed;
    int kill_after; /* 0: never */
    struct err why;
};

static void tell(const struct project_tally *sum, const char *serial, const struct err *why,
                 void *ctx)
{
    struct told *t = ctx;

    (void)sum;
    if (why) {
        t->why = *why;
        diag("%s left behind: %s %s", serial, why->subject, why->detail);
    }
    why ? t->failed++ : t->done++;
    if (t->kill_after > 0 && t->done == t->kill_after)
        kill(getpid(), SIGKILL);
}

static int project(const char *login, unsigned worker, unsigned workers, struct told *told,
                   struct project_tally *sum)
{
    struct project_options how = {.worker = worker, .workers = workers, .program = program};
    struct central_settings s;
    int rc;

    settings_of(&s, login);
    rc = project_run(&s, &s.servers[0], &how, tell, told, sum, &e);
    central_settings_release(&s);
    return rc;
}

static void forget(void)
{
    pgcluster_do(cluster, "TRUNCATE genba.projection, genba.projected");
}

/* ---- two laptops ---- */

struct laptops {
    struct fixture fa, fb;
    struct hospital h;
    struct casefile *a, *b;
};

static int receive_one(uint64_t n, struct span raw, void *ctx)
{
    struct casefile *to = ctx;
    struct reception sum = {0};

    (void)n;
    return store_receive(to->store, &raw, 1, &sum, NULL, NULL, &e);
}

struct shipping {
    struct casefile *from, *to;
};

static int ship_writer(const struct writer_info *w, void *ctx)
{
    struct shipping *s = ctx;

    return store_chain(s->from->store, w->writer, 1, receive_one, s->to, &e);
}

static void ship(struct casefile *from, struct casefile *to)
{
    struct shipping s = {from, to};

    if (store_writers(from->store, ship_writer, &s, &e) != 0 ||
        survey_load(&to->survey, to->store, &e) != 0)
        bail("%s", e.detail);
}

static void name_it(struct casefile *c, struct id line, const char *text)
{
    if (case_set(c, line, F_line_line_label, false, value_text(text), &e) != 0)
        bail("%s", e.detail);
}

static void laptops_begin(struct laptops *l)
{
    fixture_begin(&l->fa);
    hospital_build(&l->h);
    hospital_unknown(&l->h, "UA01");
    l->a = fixture_case(&l->fa);
    hospital_store(&l->h, l->a);
    fixture_other(&l->fb, "鈴木", "B");
    if (case_create(&l->b, l->fb.workspace, "0342", "みなと総合病院", &l->fb.who, &e) != 0)
        bail("%s", e.detail);
    ship(l->a, l->b);
    name_it(l->a, l->h.line->id, "東 \"1\"\\\t'; DROP TABLE genba.commits; --");
    name_it(l->b, l->h.line->id, "西");
}

static void laptops_end(struct laptops *l)
{
    case_close(l->a);
    case_close(l->b);
    hospital_release(&l->h);
    fixture_end(&l->fa);
    fixture_end(&l->fb);
}

static void quote(struct buf *out, struct buf *text)
{
    buf_putc(out, '\'');
    for (const char *p = buf_str(text); *p; p++)
        *p == '\'' ? buf_puts(out, "''") : buf_putc(out, *p);
    buf_putc(out, '\'');
}

/* What the laptop says of itself stands in the store, to the last byte. */
static void equal_to(struct casefile *c, const char *what)
{
    struct buf own = BUF_INIT, rows = BUF_INIT, sql = BUF_INIT;
    struct hospital_summary s;

    if (summary_read(&s, c, clock_now_ms(), &e) != 0 ||
        summary_rows_json(&c->survey, &rows, &e) != 0)
        bail("%s", e.detail);
    summary_json(&s, &own);
    buf_puts(&sql, "SELECT (to_jsonb(p) - 'hospital_id' - 'covered' - 'made_at' - 'program')::text"
                   " = ");
    quote(&sql, &own);
    buf_puts(&sql, "::jsonb::text FROM genba.projection p WHERE serial = '0342'");
    is_str(ask("office", buf_str(&sql)), "t", "%s: the summary", what);
    buf_reset(&sql);
    buf_puts(&sql, "SELECT md5(string_agg(kind || encode(entity, 'hex') || fields::text, ',' ORDER"
                   " BY kind, entity)) = (SELECT md5(string_agg((r ->> 'kind') || (r ->> 'entity')"
                   " || (r -> 'fields')::text, ',' ORDER BY r ->> 'kind' COLLATE \"C\", r ->>"
                   " 'entity')) FROM jsonb_array_elements(");
    quote(&sql, &rows);
    buf_puts(&sql, ") r) FROM (SELECT kind COLLATE \"C\", entity, fields FROM genba.projected WHERE"
                   " hospital_id = (SELECT hospital_id FROM genba.hospital WHERE serial = '0342'))"
                   " p");
    is_str(ask("office", buf_str(&sql)), "t", "%s: every row", what);
    buf_release(&own);
    buf_release(&rows);
    buf_release(&sql);
}

static void first_time(struct laptops *l)
{
    struct project_tally sum;
    struct told told = {0};

    push_case(l->a);
    is_ok(project("office", 0, 1, &told, &sum), &e, "what laptop A handed in is projected");
    is_int(sum.done, 1, "one hospital");
    equal_to(l->a, "A alone");
    push_case(l->b);
    is_str(ask("office", "SELECT behind > 0 FROM genba.programme_hospital"), "t",
           "B hands in: the projection is behind");
    is_ok(project("office", 0, 1, &told, &sum), &e, "it is projected");
    ship(l->a, l->b);
    ship(l->b, l->a);
    equal_to(l->a, "both");
    equal_to(l->b, "both, as B has it");
    is_str(ask("office", "SELECT conflicts, behind FROM genba.programme_hospital"), "1|0",
           "where they clash is a conflict; nothing is behind");
    is_str(ask("office", "SELECT count(*) FROM genba.lines"), "2", "two lines in the view");
}

static void again(void)
{
    static const char versions[] =
        "SELECT string_agg(xmin::text || made_at::text, ',' ORDER BY hospital_id)"
        " FROM genba.projection";
    struct project_tally sum;
    struct told told = {0};
    char before[4096];

    snprintf(before, sizeof before, "%s", ask("office", versions));
    is_ok(project("office", 0, 1, &told, &sum), &e, "a second time");
    is_int(sum.behind, 0, "nothing is behind");
    is_int(told.done, 0, "nothing was done");
    is_str(ask("office", versions), before, "and no row was written");
    pgcluster_do(cluster, "UPDATE genba.projection SET program = '0001 genba 0.0'");
    is_ok(project("office", 0, 1, &told, &sum), &e, "what an older program made");
    is_int(sum.done, 1, "is made anew");
    pgcluster_do(cluster, "UPDATE genba.projection SET program = '9999 genba 9.9'");
    is_ok(project("office", 0, 1, &told, &sum), &e, "what a newer one made");
    is_int(sum.done, 0, "is left as it is");
    forget();
}

/* ---- the town ---- */

static void workers(void)
{
    char one[64];

    for (unsigned n = 1; n <= 5; n++) {
        struct project_tally sum;
        struct told told = {0};
        int64_t done = 0;

        forget();
        for (unsigned i = 0; i < n; i++) {
            is_ok(project("office", i, n, &told, &sum), &e, "worker %u of %u", i + 1, n);
            done += sum.done;
        }
        is_int(done, TOWN + 1, "each hospital by one of %u", n);
        is_int(told.failed, 0, "none failed");
        if (n == 1)
            snprintf(one, sizeof one, "%s", digest());
        else
            is_str(digest(), one, "%u workers make the same bytes", n);
    }
    is_str(ask("office", "SELECT sum(covered) = (SELECT count(*) FROM genba.commits)"
                         " FROM genba.projection"),
           "t", "every commit is covered");
    is_str(ask("office", "SELECT sum(aside + waiting) FROM genba.projection"), "0",
           "and the merge refused none");
}

static struct project_tally between; /* what the other run counted */

/* After the first hospital of one run the other one does all the rest. */
static void tell_between(const struct project_tally *sum, const char *serial, const struct err *why,
                         void *ctx)
{
    struct told *t = ctx, other = {0};

    tell(sum, serial, why, t);
    if (t->done == 1)
        is_ok(project("office", 0, 1, &other, &between), &e, "another run beside it");
}

static void side_by_side(void)
{
    struct project_options how = {.workers = 1, .program = program};
    struct project_tally sum;
    struct central_settings s;
    struct told told = {0};

    forget();
    settings_of(&s, "office");
    is_ok(project_run(&s, &s.servers[0], &how, tell_between, &told, &sum, &e), &e, "one run");
    central_settings_release(&s);
    ok(between.done > 0, "the other one did %d", (int)between.done);
    is_int(sum.done + between.done, TOWN + 1, "each hospital is counted once by the two");
    is_int(sum.behind, sum.done, "what the other did is not behind any more");
    is_int(told.done, sum.done, "nor told as done");
}

static void killed(void)
{
    char whole[64];
    struct project_tally sum;
    struct told told = {0};

    snprintf(whole, sizeof whole, "%s", digest());
    for (int after = 1; after < TOWN; after += 4) {
        pid_t pid;
        int status;
        int64_t there;

        forget();
        fflush(NULL);
        pid = fork();
        if (pid == 0) {
            told = (struct told){.kill_after = after};
            project("office", 0, 1, &told, &sum);
            _exit(0);
        }
        waitpid(pid, &status, 0);
        ok(WIFSIGNALED(status), "killed after %d hospitals", after);
        there = pgcluster_int(cluster, "SELECT count(*) FROM genba.projection");
        ok(there >= after && there <= TOWN, "%d of them stand", (int)there);
        is_str(ask("office", "SELECT count(*) FROM genba.projection p WHERE NOT EXISTS (SELECT"
                             " FROM genba.projected r WHERE r.hospital_id = p.hospital_id)"),
               "0", "each with its rows");
        is_ok(project("office", 0, 1, &told, &sum), &e, "run again");
        ok(sum.done >= TOWN + 1 - there - 1 && sum.done <= TOWN + 1 - there, "the rest is done");
        is_str(digest(), whole, "and all is as it would have been");
    }
}

/* The server goes away in the middle, and comes back. */
static void cut(void)
{
    char whole[64];
    struct project_tally sum;
    struct told told = {0};
    int64_t retries = 0;
    pid_t pid;

    snprintf(whole, sizeof whole, "%s", digest());
    forget();
    fflush(NULL);
    pid = fork(); /* cuts whoever is connected as office, until it is told to end */
    if (pid == 0) {
        for (;;) {
            pgcluster_do(cluster, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                  " WHERE usename = 'office' AND random() < 0.1");
        }
    }
    for (int i = 0; i < 50; i++) {
        if (pgcluster_int(cluster, "SELECT count(*) FROM genba.projection") > TOWN) {
            if (retries > 0)
                break;
            forget(); /* it was not cut at all */
        }
        project("office", 0, 1, &told, &sum);
        retries += sum.retries;
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    is_ok(project("office", 0, 1, &told, &sum), &e, "after the line was cut again and again");
    ok(retries > 0, "it went on by itself, %d times", (int)retries);
    is_int(told.failed, 0, "no hospital was given up for that");
    is_str(digest(), whole, "all is as it would have been");
}

static void rights(void)
{
    struct project_tally sum;
    struct told told = {0};

    forget();
    pgcluster_do(cluster,
                 "SELECT genba.admit('crew', hospital_id, 'crew', NULL) FROM genba.hospital"
                 " WHERE serial = '1000'");
    pgcluster_do(cluster, "SELECT genba.admit('lead', hospital_id, 'office', NULL)"
                          " FROM genba.hospital WHERE serial = '1001'");
    is_int(project("crew", 0, 1, &told, &sum), -ERR_REFUSED, "a crew may not project");
    ok(strstr(e.msg, "Only the programme office") != NULL, "and is told who does");
    is_int(project("audit", 0, 1, &told, &sum), -ERR_REFUSED, "nor may audit");
    is_ok(project("lead", 0, 1, &told, &sum), &e, "the office of one hospital");
    is_int(sum.done, 1, "projects that one");
    pgcluster_do(cluster, "UPDATE genba.member SET until = '2025-08-31 23:59:59+09'"
                          " WHERE login = 'lead'");
    is_int(project("lead", 0, 1, &told, &sum), -ERR_REFUSED, "until its day is over");
    ok(e.detail && strcmp(e.detail, "2025-08-31") == 0, "which is said");
    is_str(ask("office", "SELECT string_agg(h.serial, ',') FROM genba.projection p"
                         " JOIN genba.hospital h USING (hospital_id)"),
           "1001", "and no other");
    is_str(ask("crew", "SELECT string_agg(serial, ',') FROM genba.programme_hospital"), "1000",
           "the crew sees its hospital");
    is_str(ask("audit", "SELECT count(*) FROM genba.programme_hospital"), "12", "audit sees all");
    ok(project("nobody", 0, 1, &told, &sum) != 0, "who is not known there is told so");
}

/* A hospital that cannot be projected keeps none of the others from it. */
static void left_behind(void)
{
    struct project_tally sum;
    struct told told = {0};

    forget();
    pgcluster_do(cluster, "ALTER TABLE genba.projection ADD CONSTRAINT t CHECK (hospital_id <>"
                          " substr(sha256('x'), 1, 16))");
    pgcluster_do(cluster, "CREATE FUNCTION genba.t(h bytea) RETURNS bool LANGUAGE sql AS"
                          " $$ SELECT h NOT IN (SELECT hospital_id FROM genba.hospital"
                          " WHERE serial IN ('1003', '1007')) $$");
    pgcluster_do(cluster, "ALTER TABLE genba.projection DROP CONSTRAINT t,"
                          " ADD CONSTRAINT t CHECK (genba.t(hospital_id))");
    is_ok(project("office", 0, 1, &told, &sum), &e, "two of them cannot be written");
    is_int(sum.done, TOWN - 1, "the others are");
    is_int(sum.failed, 2, "the two are counted");
    ok(strstr(told.why.detail, "constraint") || strstr(told.why.subject, "constraint"),
       "with the server's reason: %s", told.why.detail);
    pgcluster_do(cluster, "ALTER TABLE genba.projection DROP CONSTRAINT t");
    is_ok(project("office", 0, 1, &told, &sum), &e, "once that is mended");
    is_int(sum.done, 2, "they are done");
}

/* Nor does one over which the server's process ends each time. */
static void deadly(void)
{
    struct project_tally sum;
    struct told told = {0};

    forget();
    pgcluster_do(cluster, "CREATE OR REPLACE FUNCTION genba.t(h bytea) RETURNS bool LANGUAGE sql"
                          " SECURITY DEFINER AS $$ SELECT CASE WHEN h = (SELECT hospital_id FROM"
                          " genba.hospital WHERE serial = '1005')"
                          " THEN pg_terminate_backend(pg_backend_pid()) ELSE true END $$");
    pgcluster_do(cluster, "ALTER TABLE genba.projection ADD CONSTRAINT t"
                          " CHECK (genba.t(hospital_id))");
    is_ok(project("office", 0, 1, &told, &sum), &e, "one of them ends the server's process");
    is_int(sum.done, TOWN, "the others are done");
    is_int(sum.failed, 1, "that one is left behind");
    ok(sum.retries >= 6, "after some attempts: %d", (int)sum.retries);
    pgcluster_do(cluster, "ALTER TABLE genba.projection DROP CONSTRAINT t");
}

int main(void)
{
    const char *missing = pgcluster_missing(), *build = getenv("top_builddir");
    struct laptops l;

    if (missing)
        plan_skip_all("%s", missing);
    snprintf(program, sizeof program, "%s/genba-sync", build ? build : ".");
    cluster = pgcluster_start(NULL);
    pgschema_install(cluster);
    people();
    laptops_begin(&l);
    first_time(&l);
    laptops_end(&l);
    again();
    push_town();
    workers();
    side_by_side();
    killed();
    cut();
    rights();
    left_behind();
    deadly();
    pgcluster_free(&cluster);
    return tap_done();
}
