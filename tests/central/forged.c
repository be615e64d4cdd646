/* A member of the team writes under the name of another's writer, as far as the
 * store can tell rightly: the laptop whose changes have no place there any more
 * says so, and counts nothing of that writer as handed over. */
#include "tests/central/world.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>

static struct world w;

struct longest {
    struct id writer;
    uint64_t n;
};

static int find_longest(const struct writer_info *i, void *ctx)
{
    struct longest *l = ctx;

    if (i->own && i->have > l->n)
        *l = (struct longest){.writer = i->writer, .n = i->have};
    return 0;
}

static struct casefile *open_case(void)
{
    struct casefile *c;
    struct err e = {0};
    char *folder;

    if (case_of_hospital(w.office.crews.v[0].run.workspace, case_hospital(CREWS_SERIAL), &folder,
                         &e) != 0 ||
        case_open(&c, folder, &w.office.crews.v[0].who, &e) != 0)
        bail("%s %s", e.subject, e.detail);
    free(folder);
    return c;
}

static void edit(struct casefile *c, const char *text)
{
    struct err e = {0};

    is_ok(
        case_set(c, survey_site(&c->survey)->id, F_site_it_staff_note, false, value_text(text), &e),
        &e, "an edit");
}

/* In the open case, to the end. */
static struct central_state sync_open(struct casefile *c)
{
    const struct central_options how = {.program = w.program};
    struct central_settings to;
    struct central_state state;
    struct central_run *x;
    struct err e = {0};
    int rc = central_settings_load(&to, w.office.crews.v[0].run.workspace, NULL, &e);

    if (rc == 0)
        rc = central_begin(&x, case_hospital(CREWS_SERIAL), c, w.office.crews.v[0].run.workspace,
                           &w.office.crews.v[0].who, &to, &how, &e);
    if (rc != 0)
        bail("%s %s", e.subject, e.detail);
    while ((rc = central_step(x, &e)) > 0)
        central_wait(x);
    is_ok(rc, &e, "a sync");
    state = *central_state(x);
    central_end(x);
    central_settings_release(&to);
    return state;
}

static void forge(struct longest l, int more)
{
    char writer[ID_HEX_LEN + 1];
    struct buf sql = BUF_INIT;

    id_print(l.writer, writer);
    for (int i = 1; i <= more; i++)
        buf_addf(&sql,
                 "INSERT INTO genba.commits SELECT hospital_id, uuid_send('%s'), %d, "
                 "sha256('forged %d'), 'forged', 'bob', now() FROM genba.hospital;",
                 writer, (int)l.n + i, i);
    buf_addf(&sql,
             "UPDATE genba.writer SET have_n = %d, head = sha256('forged %d') WHERE writer = "
             "uuid_send('%s')",
             (int)l.n + more, more, writer);
    pgcluster_do(w.office.pg, buf_str(&sql));
    buf_release(&sql);
}

int main(void)
{
    struct longest own = {.n = 0};
    struct central_state s;
    struct counts counts;
    struct casefile *c;

    w.timeout = 10;
    world_begin(&w);
    c = open_case();
    edit(c, "one");
    sync_open(c);
    store_writers(c->store, find_longest, &own, NULL);
    forge(own, 2);
    edit(c, "two");
    s = sync_open(c);
    is_int(s.forks, 1, "the writer with another end there is said");
    is_int(store_counts(c->store, &counts, NULL), 0, "the counts");
    ok(counts.pending_commits > 0, "its changes do not count as handed over: %d",
       (int)counts.pending_commits);
    s = sync_open(c);
    is_int(s.forks, 1, "and it is said again");
    is_int(s.retries, 0, "without trying again and again");
    case_close(c);
    world_end(&w);
    return tap_done();
}
