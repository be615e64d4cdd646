/* A laptop that has the later changes of another and not the first ones (a torn
 * stick): they are not sent and hold up nothing; once the store has the missing
 * ones from elsewhere, they come in and the rest applies. */
#include "tests/lib/json.h"
#include "tests/lib/office.h"
#include "tests/lib/tap.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { LEAD, CREW };

static struct office o;

static struct run *laptop(int i)
{
    return &o.crews.v[i].run;
}

static struct json *hand(int i, const char *word, const char *second, int want)
{
    int rc = second ? run_genba(laptop(i), word, second, CREWS_SERIAL, "--json", NULL)
                    : run_genba(laptop(i), word, CREWS_SERIAL, "--json", NULL);

    is_int(rc, want, "%s on laptop %d", word, i);
    if (rc != want)
        diag("%s%s", buf_str(&laptop(i)->out), buf_str(&laptop(i)->err));
    return json_parse(buf_str(&laptop(i)->out), laptop(i)->out.len, NULL);
}

static double number(const struct json *j, const char *member)
{
    return json_num(json_get(json_at(j, 0), member), -1);
}

static struct casefile *open_case(int i)
{
    struct casefile *c;
    struct err e = {0};
    char *folder;

    if (case_of_hospital(laptop(i)->workspace, case_hospital(CREWS_SERIAL), &folder, &e) != 0 ||
        case_open(&c, folder, &o.crews.v[i].who, &e) != 0)
        bail("%s %s", e.subject, e.detail);
    free(folder);
    return c;
}

struct chain_copy {
    struct id writer;
    struct buf raw;
    size_t end[64], n;
};

static int own_writer(const struct writer_info *w, void *ctx)
{
    if (w->own)
        ((struct chain_copy *)ctx)->writer = w->writer;
    return w->own;
}

/* The one of the laptop with the longest chain. */
static int longest_writer(const struct writer_info *w, void *ctx)
{
    struct chain_copy *c = ctx;

    if (w->own && w->have > c->n) {
        c->n = w->have;
        c->writer = w->writer;
    }
    return 0;
}

static int copy_raw(uint64_t n, struct span raw, void *ctx)
{
    struct chain_copy *c = ctx;

    (void)n;
    buf_add(&c->raw, raw.p, raw.n);
    c->end[c->n++] = c->raw.len;
    return 0;
}

/* The crew's changes but the first, as a torn bundle leaves them on the lead's laptop. */
static void carry_but_first(void)
{
    struct casefile *from = open_case(CREW), *to = open_case(LEAD);
    struct chain_copy all = {.raw = BUF_INIT};
    struct reception sum = {0};
    struct err e = {0};
    struct span v[64];

    store_writers(from->store, own_writer, &all, &e);
    store_chain(from->store, all.writer, 1, copy_raw, &all, &e);
    for (size_t i = 1; i < all.n; i++)
        v[i - 1] = (struct span){all.raw.p + all.end[i - 1], all.end[i] - all.end[i - 1]};
    is_ok(store_receive(to->store, v, all.n - 1, &sum, NULL, NULL, &e), &e, "a torn stick");
    is_int(sum.waiting, all.n - 1, "what came waits for what did not");
    case_close(from);
    case_close(to);
    buf_release(&all.raw);
}

/* More than two calls of one writer. */
static void edit_often(int i, int times)
{
    struct casefile *c = open_case(i);
    struct op op = {.kind = OP_SET,
                    .entity = survey_site(&c->survey)->id,
                    .field = field_log_number(F_site_it_staff_note, false)};
    struct buf text = BUF_INIT;
    struct err e = {0};

    sqlite3_exec(store_db(c->store), "PRAGMA synchronous=OFF", NULL, NULL, NULL);
    for (int k = 0; k < times; k++) {
        buf_reset(&text);
        buf_addf(&text, "%d", k);
        op.value = value_text(buf_str(&text));
        if (store_commit(c->store, &op, 1, NULL, NULL, &e) != 0)
            bail("%s", e.subject);
    }
    buf_release(&text);
    case_close(c);
}

/* The store has another first commit of a writer than its laptop: what follows
 * does not fit, stays here, said, and holds up nobody else's changes. */
static void another_chain(void)
{
    struct casefile *c;
    struct chain_copy own = {.raw = BUF_INIT};
    struct buf sql = BUF_INIT;
    char writer[ID_HEX_LEN + 1];
    struct counts counts;
    struct json *j;

    edit_often(CREW, 2600);
    c = open_case(CREW);
    store_writers(c->store, longest_writer, &own, NULL);
    case_close(c);
    id_print(own.writer, writer);
    buf_addf(&sql,
             "INSERT INTO genba.writer SELECT hospital_id, uuid_send('%s'), 1, sha256('x') FROM "
             "genba.hospital; INSERT INTO genba.commits SELECT hospital_id, uuid_send('%s'), 1, "
             "sha256('x'), 'x'::bytea, 'x', now() FROM genba.hospital",
             writer, writer);
    pgcluster_do(o.pg, buf_str(&sql));
    buf_release(&sql);
    if (run_genba(laptop(CREW), "set", CREWS_SERIAL, "line:2", "finding", "e", NULL) != 0)
        bail("set: %s", buf_str(&laptop(CREW)->err));
    j = hand(CREW, "sync", NULL, 1);
    is_int(number(j, "forks"), 1, "the other chain is said");
    is_int(number(j, "retries"), 0, "and is no reason to try again");
    ok(number(j, "sent_commits") > 0, "the changes of the next opening go out");
    json_free(j);
    c = open_case(CREW);
    is_int(store_counts(c->store, &counts, NULL), 0, "the counts");
    is_int(counts.pending_commits, 2600, "what does not fit is still only here");
    case_close(c);
}

int main(void)
{
    struct json *j;

    office_begin(&o, false);
    crew_make_case(&o.crews.v[LEAD]);
    json_free(hand(LEAD, "sync", NULL, 0));
    json_free(hand(CREW, "central", "fetch", 0));
    for (int i = 0; i < 3; i++)
        if (run_genba(laptop(CREW), "set", CREWS_SERIAL, "line:1", "finding", i == 1 ? "a" : "b",
                      NULL) != 0)
            bail("set: %s", buf_str(&laptop(CREW)->err));
    carry_but_first();
    if (run_genba(laptop(LEAD), "set", CREWS_SERIAL, "line:2", "finding", "c", NULL) != 0)
        bail("set: %s", buf_str(&laptop(LEAD)->err));
    j = hand(LEAD, "sync", NULL, 0);
    ok(number(j, "sent_commits") > 0, "the lead's own changes go out");
    is_int(number(j, "retries"), 0, "at the first attempt");
    json_free(j);
    is_int(pgcluster_int(o.pg, "SELECT count(*) FROM genba.aside"), 0,
           "nothing is set aside there");
    json_free(hand(CREW, "sync", NULL, 0));
    j = hand(LEAD, "sync", NULL, 0);
    ok(number(j, "new_commits") > 0, "what was missing comes in, and what waited applies");
    json_free(j);
    if (run_genba(laptop(LEAD), "show", CREWS_SERIAL, "--json", NULL) != 0 ||
        !strstr(laptop(LEAD)->out.p, "\"finding\": \"b\""))
        ok(false, "the crew's word is here");
    another_chain();
    office_end(&o);
    return tap_done();
}
