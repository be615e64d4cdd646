/* The throw-away server: up, used, stopped, killed, restored; gone at the end
 * of a test however it ends. */
#include "tests/lib/pgcluster.h"
#include "tests/lib/pgproc.h"
#include "tests/lib/tap.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void use(struct pgcluster *c)
{
    struct buf out = BUF_INIT;

    ok(pgcluster_sql(c, "postgres", "SELECT 1, 'a' UNION ALL SELECT 2, NULL ORDER BY 1", &out),
       "a statement runs");
    is_str(buf_str(&out), "1|a\n2|", "its rows as text");
    ok(!pgcluster_sql(c, "postgres", "SELECT 1/0", &out), "a failing one says so");
    is_str(buf_str(&out), "22012 division by zero", "with its SQLSTATE");
    ok(!pgcluster_sql(c, "nobody", "SELECT 1", &out), "an unknown role is refused");
    pgcluster_person(c, "crew-1 \"甲\"");
    ok(pgcluster_sql(c, "crew-1 \"甲\"", "SELECT current_user", &out), "a person logs in");
    is_str(buf_str(&out), "crew-1 \"甲\"", "under the whole name");
    is_int(pgcluster_int(c, "SELECT count(*) FROM pg_auth_members m JOIN pg_roles g"
                            " ON g.oid = m.roleid WHERE g.rolname = 'genba_member'"),
           1, "as a member of the group");
    buf_release(&out);
}

static void outages(struct pgcluster *c)
{
    struct buf out = BUF_INIT;

    pgcluster_do(c, "CREATE TABLE t(x int); INSERT INTO t VALUES (1), (2)");
    pgcluster_stop(c);
    ok(!pgcluster_sql(c, "postgres", "SELECT 1", &out), "a stopped server answers nobody");
    pgcluster_resume(c);
    is_int(pgcluster_int(c, "SELECT count(*) FROM t"), 2, "and has everything afterwards");

    pgcluster_dump(c, "hour");
    pgcluster_do(c, "INSERT INTO t VALUES (3)");
    pgcluster_kill(c);
    ok(!pgcluster_sql(c, "postgres", "SELECT 1", &out), "a killed one answers nobody");
    pgcluster_resume(c);
    is_int(pgcluster_int(c, "SELECT count(*) FROM t"), 3, "what was committed outlives the kill");

    pgcluster_restore(c, "hour");
    is_int(pgcluster_int(c, "SELECT count(*) FROM t"), 2, "the dump of an hour ago is back");
    pgcluster_restore(c, "hour");
    is_int(pgcluster_int(c, "SELECT count(*) FROM t"), 2, "a second time as well");
    buf_release(&out);
}

/* A test that dies with a server running: both end, the directory too. Whom
 * the dead one leaves comes to this process, which can so wait for it. */
static void orphan(void)
{
    char dir[64] = "";
    int pid = 0, tube[2];
    pid_t child;

    if (pipe(tube) || prctl(PR_SET_CHILD_SUBREAPER, 1))
        bail("pipe, prctl");
    child = fork();
    if (child == 0) {
        struct pgcluster *c = pgcluster_start(NULL);

        dprintf(tube[1], "%s %d\n", c->dir, (int)c->pid);
        kill(getpid(), SIGKILL);
    }
    close(tube[1]);
    FILE *f = fdopen(tube[0], "r");
    is_int(fscanf(f, "%63s %d", dir, &pid), 2, "a test starts a server and is killed");
    fclose(f);
    waitpid(child, NULL, 0);
    for (double end = seconds() + 20; seconds() < end && access(dir, F_OK) == 0;)
        poll(NULL, 0, 10);
    ok(dir[0] && access(dir, F_OK) && errno == ENOENT, "its directory is removed");
    ok(pid > 0 && pgproc_ended(pid, 20000), "its server ended");
}

int main(void)
{
    const char *missing = pgcluster_missing();
    struct pgcluster *c;
    char dir[64];
    double t0;

    if (missing)
        plan_skip_all("%s", missing);
    t0 = seconds();
    c = pgcluster_start(&(struct pgcluster_options){.durable = true});
    diag("up in %.2f s", seconds() - t0);
    snprintf(dir, sizeof dir, "%s", c->dir);
    use(c);
    outages(c);
    pgcluster_free(&c);
    ok(!c && access(dir, F_OK) && errno == ENOENT, "a server that is freed leaves nothing");
    orphan();
    return tap_done();
}
