/* More photos than this disk has room for: the records come, the photos are not
 * begun, and it is said; with room they come. */
#include "tests/lib/office.h"
#include "tests/lib/tap.h"

#include <string.h>
#include <sys/statvfs.h>

enum { LEAD, CREW };

static struct office o;

static struct run *laptop(int i)
{
    return &o.crews.v[i].run;
}

/* Photos that the store says it has, more of them than there is room here. */
static void promise_too_much(void)
{
    struct buf sql = BUF_INIT;
    struct statvfs disk;

    if (statvfs(laptop(CREW)->workspace, &disk) != 0)
        bail("statvfs");
    buf_addf(&sql,
             "INSERT INTO genba.photo SELECT hospital_id, sha256(i::text::bytea), 67108864, "
             "'image/jpeg', 1, 'x' FROM genba.hospital, generate_series(1, %lld) i",
             (long long)((uint64_t)disk.f_bavail * disk.f_frsize >> 26) + 2);
    pgcluster_do(o.pg, buf_str(&sql));
    buf_release(&sql);
}

int main(void)
{
    office_begin(&o, false);
    crew_make_case(&o.crews.v[LEAD]);
    is_int(run_genba(laptop(LEAD), "sync", CREWS_SERIAL, NULL), 0, "the lead hands in");
    promise_too_much();
    is_int(run_genba(laptop(CREW), "central", "fetch", CREWS_SERIAL, NULL), 1,
           "photos that find no room are a problem");
    ok(strstr(buf_str(&laptop(CREW)->err), "disk is full"), "the reason is said");
    is_int(run_genba(laptop(CREW), "show", CREWS_SERIAL, "--json", NULL), 0,
           "the records are here");
    ok(strstr(buf_str(&laptop(CREW)->out), "回線A"), "with what they say");
    is_int(run_genba(laptop(CREW), "set", CREWS_SERIAL, "line:1", "finding", "x", NULL), 0,
           "and work goes on");
    pgcluster_do(o.pg, "DELETE FROM genba.photo");
    is_int(run_genba(laptop(CREW), "sync", CREWS_SERIAL, NULL), 0, "with room all is well");
    office_end(&o);
    return tap_done();
}
