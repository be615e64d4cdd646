/* Thirty clients send the same bundle of commits, and the same photo, five
 * times each and all at once, in calls of different sizes: one row per commit,
 * and what the answers counted as new is exactly that. */
#include "tests/lib/chain.h"
#include "tests/lib/pgcall.h"
#include "tests/lib/pgcluster.h"
#include "tests/lib/pgschema.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLIENTS 30
#define TIMES 5
#define WRITERS 3
#define COMMITS 400 /* of each writer */
#define CHUNK 524288
#define PHOTO (2 * CHUNK + 12345)

struct bundle {
    struct id hospital;
    struct chain chain[WRITERS];
    char *photo;
    struct hash sha256;
};

/* What a client says when it is done. */
struct tally {
    int64_t added, calls, refused;
    char first[160]; /* the first answer that was none of the expected */
};

static bool ask(PGconn *conn, struct tally *t, const char *sql, const struct args *a,
                const char **out)
{
    bool good = pgcall(conn, sql, a, out);

    t->calls++;
    if (good)
        return true;
    t->refused++;
    snprintf(t->first, sizeof t->first, "%s", *out);
    return false;
}

static void unexpected(struct tally *t, const char *answer)
{
    t->refused++;
    snprintf(t->first, sizeof t->first, "%s", answer);
}

static void send_chain(PGconn *conn, const struct bundle *b, const struct chain *c, size_t step,
                       struct tally *t)
{
    struct args a = {.array = BUF_INIT};
    struct hash prev = {{0}};
    const char *answer;

    for (size_t at = 0; at < c->n; at += step) {
        size_t n = c->n - at < step ? c->n - at : step;

        args_begin(&a);
        arg_id(&a, &b->hospital);
        arg_id(&a, &c->writer);
        arg_int8(&a, (int64_t)at + 1);
        arg_hash(&a, &prev);
        arg_spans(&a, c->v + at, n);
        if (ask(conn, t, "SELECT status, added FROM genba.put_commits($1, $2, $3, $4, $5)", &a,
                &answer)) {
            if (strncmp(answer, "ok|", 3) == 0)
                t->added += strtoll(answer + 3, NULL, 10);
            else
                unexpected(t, answer);
        }
        prev = commit_hash(c->v[at + n - 1].p, c->v[at + n - 1].n);
    }
    args_release(&a);
}

static void begin_photo_call(struct args *a, const struct bundle *b)
{
    args_begin(a);
    arg_id(a, &b->hospital);
    arg_hash(a, &b->sha256);
}

static void send_photo(PGconn *conn, const struct bundle *b, struct tally *t)
{
    struct args a = {.array = BUF_INIT};
    const char *answer;

    begin_photo_call(&a, b);
    arg_int8(&a, PHOTO);
    arg_text(&a, "image/jpeg");
    ask(conn, t, "SELECT state FROM genba.put_photo($1, $2, $3, $4)", &a, &answer);
    for (int i = 0; i * CHUNK < PHOTO; i++) {
        int left = PHOTO - i * CHUNK;

        begin_photo_call(&a, b);
        arg_int4(&a, i);
        arg_bytes(&a, b->photo + i * CHUNK, (size_t)(left < CHUNK ? left : CHUNK));
        if (ask(conn, t, "SELECT genba.put_chunk($1, $2, $3, $4)", &a, &answer) &&
            strcmp(answer, "ok") != 0 && strcmp(answer, "done") != 0)
            unexpected(t, answer);
    }
    begin_photo_call(&a, b);
    if (ask(conn, t, "SELECT genba.finish_photo($1, $2)", &a, &answer) &&
        strcmp(answer, "stored") != 0)
        unexpected(t, answer);
    args_release(&a);
}

/* In a child. Waits for the start: the end of what comes from `start`. */
static void client(const struct pgcluster *c, const struct bundle *b, int me, int start, int report)
{
    struct tally t = {.added = 0};
    char role[16], byte;
    PGconn *conn;

    snprintf(role, sizeof role, "crew%d", me);
    conn = pgcall_connect(c, role);
    while (read(start, &byte, 1) > 0)
        ;
    for (int i = 0; i < TIMES; i++) {
        for (int w = 0; w < WRITERS; w++)
            send_chain(conn, b, &b->chain[(w + me) % WRITERS], 20 + (size_t)(me * 7 + i * 13) % 90,
                       &t);
        send_photo(conn, b, &t);
    }
    PQfinish(conn);
    _exit(write(report, &t, sizeof t) == sizeof t ? 0 : 1);
}

static void crowd(const struct pgcluster *c, const struct bundle *b)
{
    int start[2], report[2], status, ended = 0;
    struct tally sum = {.added = 0}, t;
    pid_t pid[CLIENTS];

    if (pipe(start) || pipe(report))
        bail("pipe");
    for (int i = 0; i < CLIENTS; i++) {
        pid[i] = fork();
        if (pid[i] < 0)
            bail("fork");
        if (pid[i] == 0) {
            close(start[1]);
            client(c, b, i, start[0], report[1]);
        }
    }
    close(start[1]); /* all of them at once */
    close(report[1]);
    while (read(report[0], &t, sizeof t) == sizeof t) {
        sum.added += t.added;
        sum.calls += t.calls;
        sum.refused += t.refused;
        if (t.refused)
            diag("a client was told: %s", t.first);
    }
    for (int i = 0; i < CLIENTS; i++)
        ended += waitpid(pid[i], &status, 0) == pid[i] && status == 0;
    close(start[0]);
    close(report[0]);
    is_int(ended, CLIENTS, "every client came to its end");
    is_int(sum.refused, 0, "%lld calls, none refused", (long long)sum.calls);
    is_int(sum.added, WRITERS * COMMITS, "each commit was new in one answer");
}

/* Bytes and hashes by plain SQL, apart from the functions that stored them. */
static void look(const struct pgcluster *c, const struct bundle *b)
{
    size_t same = 0;
    PGconn *conn = pgcall_connect(c, "postgres");
    struct args a = {.array = BUF_INIT};
    const char *answer;

    is_int(pgcluster_int(c, "SELECT count(*) FROM genba.commits"), WRITERS * COMMITS,
           "rows = distinct commits");
    is_int(pgcluster_int(c, "SELECT count(*) FROM genba.aside"), 0, "none was set aside");
    is_int(pgcluster_int(c, "SELECT sum(have_n) FROM genba.writer"), WRITERS * COMMITS,
           "the writers' heads agree");
    is_int(pgcluster_int(c, "SELECT count(*) FROM genba.commits WHERE hash <>"
                            " sha256('genba.commit.1'::bytea || '\\x00'::bytea || raw)"),
           0, "every hash is right");
    for (int w = 0; w < WRITERS; w++)
        for (size_t i = 0; i < b->chain[w].n; i++) {
            args_begin(&a);
            arg_id(&a, &b->hospital);
            arg_id(&a, &b->chain[w].writer);
            arg_int8(&a, (int64_t)i + 1);
            arg_bytes(&a, b->chain[w].v[i].p, b->chain[w].v[i].n);
            same += pgcall(conn,
                           "SELECT count(*) FROM genba.commits WHERE hospital_id = $1::bytea"
                           " AND writer = $2::bytea AND n = $3::int8 AND raw = $4::bytea",
                           &a, &answer) &&
                    strcmp(answer, "1") == 0;
        }
    is_int(same, WRITERS * COMMITS, "every commit is there, byte for byte");
    args_release(&a);
    PQfinish(conn);
    is_int(pgcluster_int(c, "SELECT count(*) FROM genba.photo WHERE state = 1"), 1, "one photo");
    is_int(pgcluster_int(c, "SELECT count(*) FROM genba.photo p WHERE p.sha256 = (SELECT"
                            " sha256(string_agg(c.data, ''::bytea ORDER BY c.idx))"
                            " FROM genba.photo_chunk c WHERE c.hospital_id = p.hospital_id"
                            " AND c.sha256 = p.sha256)"),
           1, "its hash is right");
}

static void make_bundle(struct bundle *b)
{
    uint64_t state = 30;

    memset(b->hospital.b, 0x34, ID_LEN);
    for (int w = 0; w < WRITERS; w++)
        chain_make(&b->chain[w], COMMITS, (uint64_t)w + 100);
    b->photo = xmalloc(PHOTO);
    for (int i = 0; i < PHOTO; i++)
        b->photo[i] = (char)chain_random(&state);
    b->sha256 = sha256(b->photo, PHOTO);
}

static void admit_all(const struct pgcluster *c)
{
    char sql[512], login[16];

    pgcluster_do(c, "INSERT INTO genba.hospital (hospital_id, serial, name, registered_by)"
                    " VALUES (decode(repeat('34', 16), 'hex'), '0342', '', 'office')");
    for (int i = 0; i < CLIENTS; i++) {
        snprintf(login, sizeof login, "crew%d", i);
        pgcluster_person(c, login);
        snprintf(sql, sizeof sql,
                 "SELECT genba.admit('%s', decode(repeat('34', 16), 'hex'), 'crew', NULL)", login);
        pgcluster_do(c, sql);
    }
}

int main(void)
{
    const char *missing = pgcluster_missing();
    struct pgcluster *c;
    struct bundle b;

    if (missing)
        plan_skip_all("%s", missing);
    make_bundle(&b);
    c = pgcluster_start(NULL);
    pgschema_install(c);
    admit_all(c);
    crowd(c, &b);
    look(c, &b);
    pgcluster_free(&c);
    for (int w = 0; w < WRITERS; w++)
        chain_release(&b.chain[w]);
    free(b.photo);
    return tap_done();
}
