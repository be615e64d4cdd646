/* put_commits and put_aside of the central store: every status, with commits as a
 * laptop makes them. The bytes come out as they went in, and what the chain refuses
 * changes nothing of the log. */
#include "sync/central/protocol.h"
#include "tests/central/people.h"
#include "tests/lib/chain.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const calls[] = {
#define C(id, sql) [CALL_##id] = sql,
#include "sync/central/calls.def"
#undef C
};

static struct people p;
static struct args args = {.array = BUF_INIT};

struct sending {
    enum person who;
    const struct id *hospital, *writer;
    uint64_t first;
    struct hash prev;
    const struct span *v;
    size_t n;
};

static const char *put(const struct sending *c)
{
    args_begin(&args);
    arg_id(&args, c->hospital);
    arg_id(&args, c->writer);
    arg_int8(&args, (int64_t)c->first);
    arg_hash(&args, &c->prev);
    arg_spans(&args, c->v, c->n);
    return people_call(&p, c->who,
                       "SELECT status, have, added FROM genba.put_commits($1::bytea, $2::bytea,"
                       " $3::int8, $4::bytea, $5::bytea[])",
                       &args);
}

static struct hash before(const struct chain *c, uint64_t first)
{
    struct hash zeros = {{0}};

    return first > 1 ? commit_hash(c->v[first - 2].p, c->v[first - 2].n) : zeros;
}

/* Commits first..last of the chain, by the crew, in the hospital `here`. */
static const char *send(const struct chain *c, uint64_t first, uint64_t last)
{
    return put(&(struct sending){.who = CREW,
                                 .hospital = &p.here,
                                 .writer = &c->writer,
                                 .first = first,
                                 .prev = before(c, first),
                                 .v = c->v + first - 1,
                                 .n = last - first + 1});
}

/* The same chain as made by a copy of the laptop: from commit `from` on it says
 * something else. Its catalogue is of that version (0: as it was). */
static void chain_branch(struct chain *out, const struct chain *c, uint64_t from, uint64_t version)
{
    struct hash prev = before(c, from);

    *out = (struct chain){.v = xcalloc(c->n, sizeof *c->v), .n = c->n, .writer = c->writer};
    for (size_t i = 0; i < c->n; i++) {
        struct buf raw = BUF_INIT;
        struct commit one;
        struct err e;

        if (commit_decode(&one, c->v[i].p, c->v[i].n, &e) != 0)
            bail("%s", e.detail);
        if (i + 1 >= from) {
            one.prev = prev;
            one.wall_ms++;
            one.catalog_version = version ? version : one.catalog_version;
        }
        commit_encode(&raw, &one);
        commit_release(&one);
        prev = commit_hash(raw.p, raw.len);
        out->v[i].n = raw.len;
        out->v[i].p = buf_take(&raw);
    }
}

static int64_t log_rows(void)
{
    return people_count(&p, "SELECT count(*) FROM genba.commits");
}

static int64_t aside_rows(void)
{
    return people_count(&p, "SELECT count(*) FROM genba.aside");
}

/* ---- what is stored ---- */

static void bytes_are(const struct chain *c, uint64_t last)
{
    const char *out;
    size_t same = 0;

    for (uint64_t n = 1; n <= last; n++) {
        struct hash h = before(c, n + 1);

        args_begin(&args);
        arg_id(&args, &p.here);
        arg_id(&args, &c->writer);
        arg_int8(&args, (int64_t)n);
        arg_bytes(&args, c->v[n - 1].p, c->v[n - 1].n);
        arg_hash(&args, &h);
        out = people_call(&p, AUDIT,
                          "SELECT login FROM genba.commits WHERE hospital_id = $1 AND writer = $2"
                          " AND n = $3 AND raw = $4 AND hash = $5",
                          &args);
        same += strcmp(out, "crew") == 0;
    }
    is_int(same, last, "every commit has its bytes, its hash and who sent it");
}

static void in_order(const struct chain *c)
{
    is_str(send(c, 3, 9), "gap|0|0", "a chain that begins at 3: a gap");
    is_int(people_count(&p, "SELECT count(*) FROM genba.writer"), 0, "and the writer is not known");
    is_str(send(c, 1, 10), "ok|10|10", "ten commits are stored");
    is_str(send(c, 1, 10), "ok|10|0", "again: success, and nothing is added");
    is_str(send(c, 4, 7), "ok|10|0", "so is a part of them");
    is_str(send(c, 5, 15), "ok|15|5", "those that overlap add the rest");
    is_str(send(c, 17, 20), "gap|15|0", "a gap: nothing is stored, and it says up to where");
    is_int(log_rows(), 15, "fifteen rows");
    is_str(send(c, 16, 16), "ok|16|1", "one alone");
    is_str(send(c, 17, 40), "ok|40|24", "the rest");
    bytes_are(c, 40);
    is_int(people_count(&p, "SELECT count(*) FROM genba.writer w JOIN genba.commits c USING"
                            " (hospital_id, writer) WHERE c.n = w.have_n AND c.hash = w.head"),
           1, "the writer's head is the hash of its last commit");
}

/* ---- forks ---- */

static void aside_is(const struct chain *c, uint64_t n, const char *reason)
{
    char want[64];
    struct hash h = before(c, n + 1);

    args_begin(&args);
    arg_id(&args, &p.here);
    arg_hash(&args, &h);
    arg_bytes(&args, c->v[n - 1].p, c->v[n - 1].n);
    arg_id(&args, &c->writer);
    snprintf(want, sizeof want, "%d|%s|crew", (int)n, reason);
    is_str(people_call(&p, AUDIT,
                       "SELECT n, reason, login FROM genba.aside WHERE hospital_id = $1"
                       " AND hash = $2 AND raw = $3 AND writer = $4",
                       &args),
           want, "commit %d is set aside: %s", (int)n, reason);
}

static void forks(const struct chain *c)
{
    struct chain copy, late;

    chain_branch(&copy, c, 12, 0);
    is_str(send(&copy, 10, 20), "fork|40|0", "other bytes for a stored number: a fork");
    aside_is(&copy, 12, "fork");
    is_int(aside_rows(), 1, "only the first one that differs");
    is_str(send(&copy, 12, 12), "fork|40|0", "sent again");
    is_int(aside_rows(), 1, "it is kept once");
    is_str(send(&copy, 13, 14), "fork|40|0", "what stands behind it: its past is not the store's");
    aside_is(&copy, 13, "chain");
    chain_release(&copy);

    chain_branch(&late, c, 40, 0);
    is_str(send(&late, 41, 45), "fork|40|0", "new ones behind another end");
    aside_is(&late, 41, "chain");
    is_str(send(&late, 39, 45), "fork|40|0", "with the end itself");
    aside_is(&late, 40, "fork");
    is_int(log_rows(), 40, "none of it is in the log");
    bytes_are(c, 40);
    chain_release(&late);
}

/* ---- bytes that are not what the call says ---- */

static const struct span *with(const struct chain *c, size_t at, const char *p_, size_t n)
{
    static struct span v[64];

    memcpy(v, c->v, 10 * sizeof *v);
    v[at] = (struct span){p_, n};
    return v;
}

static void broken_is(const struct chain *c, const struct span *v, size_t n, const char *what)
{
    is_str(put(&(struct sending){
               .who = CREW, .hospital = &p.here, .writer = &c->writer, .first = 1, .v = v, .n = n}),
           "broken|0|0", "%s", what);
}

static void broken_bytes(const struct chain *c)
{
    char raw[4096];
    const struct span *v4 = &c->v[4];

    memcpy(raw, v4->p, v4->n);
    broken_is(c, with(c, 4, raw, 70), 10, "cut after 70 bytes");
    broken_is(c, with(c, 4, raw, 1), 10, "one byte");
    broken_is(c, with(c, 4, raw, 0), 10, "no byte");
    raw[0] = 2;
    broken_is(c, with(c, 4, raw, v4->n), 10, "another format");
    raw[0] = 1;
    raw[1] = (char)0x80;
    broken_is(c, with(c, 4, raw, v4->n), 10, "a catalogue version that ends nowhere");
    raw[1] = CATALOG_VERSION;
    raw[2] ^= 1;
    broken_is(c, with(c, 4, raw, v4->n), 10, "another writer");
    raw[2] ^= 1;
    raw[18]++;
    broken_is(c, with(c, 4, raw, v4->n), 10, "another number");
    raw[18]--;
    raw[19] ^= 1;
    broken_is(c, with(c, 4, raw, v4->n), 10, "another past");
    raw[19] ^= 1;
    broken_is(c, with(c, 4, raw, v4->n - 1), 10,
              "one byte missing at the end, as the next one says");
    broken_is(c, with(c, 9, c->v[10].p, c->v[10].n), 10, "one is left out");
    broken_is(c, c->v + 1, 9, "all are one further than said");
    broken_is(c, NULL, 0, "none at all");
}

static void broken_calls(const struct chain *c)
{
    static const struct {
        const char *what, *arguments;
    } rows[] = {
        {"a writer of 15 bytes", "substring(w FROM 2), 1, zeros, ARRAY[raw]"},
        {"a past of 31 bytes", "w, 1, substring(zeros FROM 2), ARRAY[raw]"},
        {"a first one that has a past", "w, 1, sha256(zeros), ARRAY[raw]"},
        {"number 0", "w, 0, zeros, ARRAY[raw]"},
        {"number -1", "w, -1, zeros, ARRAY[raw]"},
        {"no number", "w, NULL, zeros, ARRAY[raw]"},
        {"the largest number", "w, 9223372036854775807, zeros, ARRAY[raw]"},
        {"no writer", "NULL, 1, zeros, ARRAY[raw]"},
        {"no past", "w, 1, NULL, ARRAY[raw]"},
        {"no bytes", "w, 1, zeros, NULL"},
        {"NULL among them", "w, 1, zeros, ARRAY[raw, NULL]"},
    };
    static const char call[] =
        "SELECT f.* FROM (SELECT $1::bytea AS h, $2::bytea AS w, $3::bytea AS raw, $4::bytea AS"
        " zeros) a, genba.put_commits(h, %s) f";
    char sql[300];
    struct hash zeros = {{0}};

    args_begin(&args);
    arg_id(&args, &p.here);
    arg_id(&args, &c->writer);
    arg_bytes(&args, c->v[0].p, c->v[0].n);
    arg_hash(&args, &zeros);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(sql, sizeof sql, call, rows[i].arguments);
        is_str(people_call(&p, CREW, sql, &args), "broken|0|0", "%s", rows[i].what);
    }
}

static void broken(void)
{
    struct chain c;
    int64_t before_n = log_rows(), aside = aside_rows();

    chain_make(&c, 40, 2);
    broken_bytes(&c);
    broken_calls(&c);
    is_int(log_rows(), before_n, "nothing of them is stored");
    is_int(aside_rows(), aside, "nor set aside");
    is_int(people_count(&p, "SELECT count(*) FROM genba.writer"), 1, "nor is the writer known");
    is_str(send(&c, 1, 40), "ok|40|40", "the whole ones are taken");
    chain_release(&c);
}

/* ---- long ones ---- */

#define LONGEST ((size_t)4 << 20)

/* A chain of commits of so many bytes; the server does not look at operations. */
static void chain_make_long(struct chain *out, size_t n, size_t bytes, uint64_t seed)
{
    struct chain c;

    chain_make(&c, n, seed);
    *out = (struct chain){.v = xcalloc(n, sizeof *out->v), .n = n, .writer = c.writer};
    for (size_t i = 0; i < n; i++) {
        struct hash prev = before(out, i + 1);
        char *raw = xcalloc(1, bytes);

        memcpy(raw, c.v[i].p, c.v[i].n);
        memcpy(raw + 19, prev.b, HASH_LEN);
        out->v[i] = (struct span){raw, bytes};
    }
    chain_release(&c);
}

/* What a call of calls.def answers, to the crew. */
static const char *page(const char *call, const char *columns, const struct id *writer, int64_t n,
                        int64_t most, int64_t bytes)
{
    struct buf sql = BUF_INIT;
    const char *out;

    args_begin(&args);
    arg_id(&args, &p.here);
    arg_id(&args, writer);
    arg_int8(&args, n);
    if (bytes > 0)
        arg_int4(&args, (int32_t)most);
    else
        arg_int8(&args, most);
    if (bytes > 0)
        arg_int8(&args, bytes);
    buf_addf(&sql, "SELECT %s FROM (%s) page", columns, call);
    out = people_call(&p, CREW, buf_str(&sql), &args);
    buf_release(&sql);
    return out;
}

static const char *commits_page(const struct id *writer, int64_t from, int64_t most)
{
    return page(calls[CALL_commits], "min(n), max(n), sum(octet_length(raw))", writer, from, most,
                0);
}

/* Nobody fills an answer beyond what a laptop can take. */
static void long_commits(void)
{
    struct chain c, big;

    chain_make_long(&c, 1, LONGEST + 1, 60);
    is_str(send(&c, 1, 1), "broken|0|0", "a commit of more than 4 MiB");
    chain_release(&c);
    chain_make_long(&c, 3, LONGEST, 61);
    is_str(send(&c, 1, 3), "ok|3|3", "three of 4 MiB");
    is_str(commits_page(&c.writer, 1, 1000), "1|1|4194304", "a page has at least one");
    is_str(commits_page(&c.writer, 2, 1000), "2|2|4194304", "and no further one");
    chain_make_long(&big, 60, LONGEST / 16, 62);
    is_str(send(&big, 1, 60), "ok|60|60", "sixty of 256 KiB");
    is_str(commits_page(&big.writer, 1, 1000), "1|16|4194304", "a page ends at 4 MiB");
    is_str(commits_page(&big.writer, 17, 1000), "17|32|4194304", "the next one is behind it");
    is_str(commits_page(&big.writer, 49, 1000), "49|60|3145728", "the last one is short");
    is_str(commits_page(&big.writer, 17, 3), "17|19|786432", "one that is asked to be short");
    is_str(page(calls[CALL_log], "count(*), max(n)", &big.writer, 16, 1000, LONGEST), "16|32",
           "so with the whole log");
    is_str(page(calls[CALL_log], "count(*), max(n)", &big.writer, 16, 5, LONGEST), "5|21",
           "and its count");
    chain_release(&big);
    chain_release(&c);
}

/* ---- numbers of several bytes ---- */

static void versions(void)
{
    static const struct {
        uint64_t version;
        const char *says;
    } rows[] = {
        {1, "ok|3|3"},     {127, "ok|3|3"},       {128, "ok|3|3"},           {300, "ok|3|3"},
        {16383, "ok|3|3"}, {16384, "ok|3|3"},     {2097151, "ok|3|3"},       {2097152, "ok|3|3"},
        {0, "ok|3|3"},     {268435455, "ok|3|3"}, {268435456, "broken|0|0"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct chain c, v;

        chain_make(&c, 3, 50 + i);
        chain_branch(&v, &c, 1, rows[i].version);
        is_str(send(&v, 1, 3), rows[i].says, "catalogue version %d", (int)rows[i].version);
        chain_release(&c);
        chain_release(&v);
    }
}

static void varints(void)
{
    static const uint64_t n[] = {1,         2,         127,        128,        129,       16383,
                                 16384,     16385,     2097151,    2097152,    268435455, 268435456,
                                 268435457, 300000000, 4294967296, 34359738367};

    for (size_t i = 0; i < sizeof n / sizeof n[0]; i++) {
        struct buf want = BUF_INIT, sql = BUF_INIT;

        varint_put(&want, n[i]);
        buf_addf(&sql, "SELECT (genba.varint(%lld) = '\\x", (long long)n[i]);
        for (size_t k = 0; k < want.len; k++)
            buf_addf(&sql, "%02x", (uint8_t)want.p[k]);
        buf_puts(&sql, "')::int");
        is_int(pgcluster_int(p.cluster, buf_str(&sql)), 1, "number %lld", (long long)n[i]);
        buf_release(&want);
        buf_release(&sql);
    }
}

static void long_chain(void)
{
    enum { N = 16500 };
    struct chain c;

    chain_make(&c, N, 3);
    is_str(send(&c, 1, 8000), "ok|8000|8000", "8,000 in one call");
    is_str(send(&c, 8001, N), "ok|16500|8500", "and up to a number of three bytes");
    is_str(send(&c, 16380, N), "ok|16500|0", "known again");
    is_str(send(&c, 1, N), "ok|16500|0", "all of them");
    chain_release(&c);
}

/* ---- who ---- */

static void who(void)
{
    static const char *const says[PEOPLE] = {
        [CREW] = "ok|2|2",       [LEAD] = "ok|2|0",
        [OFFICE] = "ok|2|0",     [AUDIT] = "denied|0|0",
        [ALL_OFFICE] = "ok|2|0", [ALL_AUDIT] = "denied|0|0",
        [OTHER] = "denied|0|0",  [EXPIRED] = "denied|0|0",
        [NOBODY] = "denied|0|0", [STRANGER] = "42501 permission denied for schema genba",
    };
    struct chain c;
    struct sending call;

    chain_make(&c, 2, 4);
    call = (struct sending){.hospital = &p.here, .writer = &c.writer, .first = 1, .v = c.v, .n = 2};
    for (int i = 0; i < PEOPLE; i++) {
        call.who = (enum person)i;
        is_str(put(&call), says[i], "%s", people_name[i]);
    }
    call.hospital = &p.nowhere;
    call.who = ALL_OFFICE;
    is_str(put(&call), "unknown|0|0", "a hospital that is not registered");
    call.who = CREW;
    is_str(put(&call), "denied|0|0", "which is nobody's of a hospital");
    chain_release(&c);
}

static void set_aside(void)
{
    static const char hostile[] = "chain'); DROP TABLE genba.commits; -- $$ \\ \" 髙";
    struct chain c;
    int64_t rows = aside_rows();

    chain_make(&c, 300, 5);
    args_begin(&args);
    arg_id(&args, &p.here);
    arg_bytes(&args, c.v[299].p, c.v[299].n);
    arg_text(&args, hostile);
    is_str(people_call(&p, AUDIT, "SELECT genba.put_aside($1, $2, $3)", &args), "denied", "audit");
    is_str(people_call(&p, CREW, "SELECT genba.put_aside($1, $2, $3)", &args), "ok", "the crew");
    is_str(people_call(&p, LEAD, "SELECT genba.put_aside($1, $2, $3)", &args), "ok", "twice");
    aside_is(&c, 300, hostile);
    is_int(aside_rows(), rows + 1, "one row");

    args_begin(&args);
    arg_id(&args, &p.here);
    arg_text(&args, "no commit");
    arg_text(&args, "signature");
    is_str(people_call(&p, CREW, "SELECT genba.put_aside($1, $2, $3)", &args), "ok",
           "bytes that are no commit");
    is_int(people_count(&p, "SELECT n FROM genba.aside WHERE raw = 'no commit'"), 0,
           "of no writer and no number");
    args_begin(&args);
    arg_id(&args, &p.nowhere);
    arg_text(&args, "no commit");
    arg_text(&args, "");
    is_str(people_call(&p, ALL_OFFICE, "SELECT genba.put_aside($1, $2, $3)", &args), "unknown",
           "of a hospital that is not registered");
    chain_release(&c);
}

/* ---- at once ---- */

/* The same commits by many: all are told ok, one row each. `says`: the end of each answer. */
static void many_send(const struct chain *c, uint64_t first, uint64_t last, const char *says)
{
    enum { MANY = 12 };
    static const int binary[] = {1, 1, 1, 1, 1};
    struct hash prev = before(c, first);
    PGconn *conn[MANY];
    int good = 0;
    int64_t added = 0;

    args_begin(&args);
    arg_id(&args, &p.here);
    arg_id(&args, &c->writer);
    arg_int8(&args, (int64_t)first);
    arg_hash(&args, &prev);
    arg_spans(&args, c->v + first - 1, last - first + 1);
    for (int i = 0; i < MANY; i++)
        conn[i] = pgcall_connect(p.cluster, "crew");
    for (int i = 0; i < MANY; i++)
        PQsendQueryParams(conn[i],
                          "SELECT status || '|' || have, added FROM genba.put_commits($1, $2, $3,"
                          " $4, $5)",
                          5, NULL, args.value, args.length, binary, 0);
    for (int i = 0; i < MANY; i++) {
        PGresult *r = PQgetResult(conn[i]);

        if (ok(PQntuples(r) == 1, "answer %d", i + 1)) {
            good += strcmp(PQgetvalue(r, 0, 0), says) == 0;
            added += strtol(PQgetvalue(r, 0, 1), NULL, 10);
        } else
            diag("%s", PQresultErrorMessage(r));
        PQclear(r);
        PQfinish(conn[i]);
    }
    is_int(good, MANY, "each is told that all are stored");
    is_int(added, last - first + 1, "and each commit was added by one");
}

static void at_once(void)
{
    struct chain c;

    chain_make(&c, 3000, 6);
    many_send(&c, 1, 1000, "ok|1000"); /* the writer is new to all of them */
    many_send(&c, 1001, 3000, "ok|3000");
    bytes_are(&c, 100);
    chain_release(&c);
}

int main(void)
{
    struct chain c;

    people_begin(&p);
    chain_make(&c, 60, 1);
    in_order(&c);
    forks(&c);
    broken();
    versions();
    varints();
    long_chain();
    long_commits();
    who();
    set_aside();
    at_once();
    is_int(people_count(&p, "SELECT count(*) FROM genba.commits c JOIN genba.writer w USING"
                            " (hospital_id, writer) WHERE n > have_n OR hash <>"
                            " sha256('\\x67656e62612e636f6d6d69742e3100' || raw)"),
           0, "every hash is that of its bytes");
    is_int(people_count(&p, "SELECT count(*) FROM (SELECT sum(have_n) AS n FROM genba.writer) w"
                            " WHERE n <> (SELECT count(*) FROM genba.commits)"),
           0, "and the writers count what is there");
    chain_release(&c);
    args_release(&args);
    people_end(&p);
    return tap_done();
}
