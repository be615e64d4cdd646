/* Reading: heads, counters, the walk over the log, verification, backup. */
#include "model/store_private.h"

#include "model/base/clock.h"
#include "model/base/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int store_heads(struct store *st, struct id entity, uint32_t field, head_fn *fn, void *ctx,
                struct err *e)
{
    struct statement *s = &st->st[ST_HEADS];
    int rc = store_prepare(st, ST_HEADS, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, entity);
    db_bind_int(s, 2, field);
    while ((rc = db_step(st->db, s, e)) > 0) {
        struct head h = {.writer = db_id(s, 1),
                         .n = (uint64_t)sqlite3_column_int64(s->st, 2),
                         .hlc = (uint64_t)sqlite3_column_int64(s->st, 3),
                         .user = db_id(s, 4)};

        if (value_get(sqlite3_column_blob(s->st, 0), (size_t)sqlite3_column_bytes(s->st, 0),
                      &h.value) > 0 &&
            fn(&h, ctx) != 0) {
            sqlite3_reset(s->st);
            return 0;
        }
    }
    return rc;
}

int store_in_conflict(struct store *st, struct id entity, uint32_t field, bool *out, struct err *e)
{
    struct statement *s = &st->st[ST_CONFLICT_ENTITY];
    int rc;

    *out = false;
    if (st->conflicts == 0)
        return 0;
    rc = store_prepare(st, ST_CONFLICT_ENTITY, e);
    if (rc != 0)
        return rc;
    db_bind_id(s, 1, entity);
    while ((rc = db_step(st->db, s, e)) > 0)
        *out |= sqlite3_column_int64(s->st, 0) == field;
    return rc;
}

int store_counts(struct store *st, struct counts *out, struct err *e)
{
    struct statement *s = &st->st[ST_COUNTS];
    int rc = store_prepare(st, ST_COUNTS, e);

    if (rc == 0)
        rc = db_step(st->db, s, e);
    if (rc <= 0)
        return rc;
    *out = (struct counts){.commits = sqlite3_column_int64(s->st, 0),
                           .pending_commits = sqlite3_column_int64(s->st, 1),
                           .pending_photos = sqlite3_column_int64(s->st, 2),
                           .conflicts = sqlite3_column_int64(s->st, 3),
                           .waiting = sqlite3_column_int64(s->st, 4),
                           .quarantined = sqlite3_column_int64(s->st, 5)};
    sqlite3_reset(s->st);
    return 0;
}

static const char walk_sql[] =
    "SELECT c.raw,c.hash,w.person,w.crew,w.laptop,w.device FROM commits c"
    " JOIN writer w ON w.writer=c.writer WHERE c.applied=1 ORDER BY c.at";

static const char *column_text(struct statement *s, int at)
{
    const unsigned char *p = sqlite3_column_text(s->st, at);

    return p ? (const char *)p : "";
}

int store_walk(struct store *st, commit_fn *fn, void *ctx, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, walk_sql, e);
    bool stop = false;

    while (rc == 0 && !stop && (rc = db_step(st->db, &s, e)) > 0) {
        struct commit c;
        struct commit_info info = {.commit = &c,
                                   .person = column_text(&s, 2),
                                   .crew = column_text(&s, 3),
                                   .laptop = column_text(&s, 4)};

        rc = commit_decode(&c, sqlite3_column_blob(s.st, 0), (size_t)sqlite3_column_bytes(s.st, 0),
                           e);
        if (rc != 0)
            break;
        if (sqlite3_column_bytes(s.st, 1) == HASH_LEN)
            memcpy(info.hash.b, sqlite3_column_blob(s.st, 1), HASH_LEN);
        info.own = sqlite3_column_bytes(s.st, 5) == KEY_LEN &&
                   memcmp(sqlite3_column_blob(s.st, 5), st->who.public_key, KEY_LEN) == 0;
        stop = fn(&info, ctx) != 0;
        commit_release(&c);
    }
    db_finish(&s, 1);
    return rc < 0 ? rc : 0;
}

static int bad_commit(struct store *st, struct statement *s, const char *what, struct err *e)
{
    char writer[ID_HEX_LEN + 1], where[128];

    id_print(db_id(s, 0), writer);
    snprintf(where, sizeof where, "commit %s/%" PRId64, writer,
             (int64_t)sqlite3_column_int64(s->st, 1));
    return err_set(e, ERR_CORRUPT, st->path, "%s: %s", where, what);
}

/* The chain of a writer ends where the store knows that it ends: commits cut
 * off its end leave no other trace. */
static int verify_end(struct store *st, const struct known *last, struct err *e)
{
    const struct known *k = store_known(st, last->writer, false);
    char writer[ID_HEX_LEN + 1];

    if (last->have == 0 ||
        (k && k->have == last->have && memcmp(k->head.b, last->head.b, HASH_LEN) == 0))
        return 0;
    id_print(last->writer, writer);
    return err_set(e, ERR_CORRUPT, st->path, "commit %s/%" PRIu64 ": %s", writer, last->have,
                   "the end of its chain is missing");
}

/* Every writer that has commits is there. */
static int verify_writers(struct store *st, size_t seen, struct err *e)
{
    size_t n = 0;

    for (size_t i = 0; i < st->nknown; i++)
        n += st->known[i].have > 0;
    return n == seen ? 0 : err_set(e, ERR_CORRUPT, st->path, "a whole chain is missing");
}

/* One commit against its own hash and its predecessor's. */
static int verify_one(struct store *st, struct statement *s, struct known *last, struct err *e)
{
    const void *raw = sqlite3_column_blob(s->st, 3);
    size_t n = (size_t)sqlite3_column_bytes(s->st, 3);
    struct hash hash = commit_hash(raw, n);
    struct opened who;
    struct commit c;
    int rc = 0;

    if (sqlite3_column_bytes(s->st, 2) != HASH_LEN ||
        memcmp(sqlite3_column_blob(s->st, 2), hash.b, HASH_LEN) != 0)
        return bad_commit(st, s, "its bytes do not fit its hash", e);
    if (commit_decode(&c, raw, n, NULL) != 0)
        return bad_commit(st, s, "its bytes are damaged", e);
    if (!id_equal(c.writer, last->writer) || (int64_t)c.n != sqlite3_column_int64(s->st, 1) ||
        c.n != last->have + 1 || memcmp(c.prev.b, last->head.b, HASH_LEN) != 0)
        rc = bad_commit(st, s, "the chain is broken", e);
    else if ((int64_t)c.hlc != sqlite3_column_int64(s->st, 4))
        rc = bad_commit(st, s, "its stamp does not fit its bytes", e);
    else if (c.n == 1 &&
             (c.nops != 1 || c.ops[0].kind != OP_OPEN ||
              identity_get_open(&who, c.ops[0].value.s, c.ops[0].value.n, c.writer, NULL) != 0 ||
              !who.signature_ok))
        rc = bad_commit(st, s, "its signature does not hold", e);
    for (size_t i = 0; i < c.nops && rc == 0; i++) {
        bool holds = true;

        if (c.ops[i].kind == OP_CHECKPOINT)
            rc = checkpoint_holds(st, &c.ops[i], &holds, e);
        if (rc == 0 && !holds)
            rc = bad_commit(st, s, "what it signs is not there", e);
    }
    last->have = c.n;
    last->head = hash;
    commit_release(&c);
    return rc;
}

int store_verify(struct store *st, int64_t *commits, struct err *e)
{
    struct statement s = {0};
    struct known last = {0};
    size_t writers = 0;
    int rc = db_prepare(
        st->db, &s, "SELECT writer,n,hash,raw,hlc FROM commits WHERE applied=1 ORDER BY writer,n",
        e);

    *commits = 0;
    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0) {
        rc = 0;
        if (*commits == 0 || !id_equal(last.writer, db_id(&s, 0))) {
            rc = verify_end(st, &last, e);
            last = (struct known){.writer = db_id(&s, 0)};
            writers++;
        }
        if (rc == 0)
            rc = verify_one(st, &s, &last, e);
        ++*commits;
    }
    db_finish(&s, 1);
    if (rc == 0)
        rc = verify_end(st, &last, e);
    return rc == 0 ? verify_writers(st, writers, e) : rc;
}

static int vacuum_into(struct store *st, const char *path, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, "VACUUM INTO ?1", e);

    if (rc == 0) {
        db_bind_text(&s, 1, path);
        rc = db_run(st->db, &s, e);
    }
    db_finish(&s, 1);
    return rc;
}

/* SQLite leaves a half file where it is stopped, and does not wait for the disk. */
int store_backup(struct store *st, const char *path, struct err *e)
{
    struct buf part = BUF_INIT;
    int rc;

    buf_addf(&part, "%s.part", path);
    unlink(buf_str(&part));
    rc = vacuum_into(st, buf_str(&part), e);
    if (rc == 0)
        rc = file_settle(buf_str(&part), path, e);
    if (rc != 0)
        unlink(buf_str(&part));
    buf_release(&part);
    return rc;
}
