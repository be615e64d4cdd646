/* The log as bundles and people see it: writers, chains, what waits, what was
 * refused, what is in conflict. */
#include "model/store_private.h"

#include <stdio.h>
#include <string.h>

static const char *text_of(struct statement *s, int at)
{
    const unsigned char *p = sqlite3_column_text(s->st, at);

    return p ? (const char *)p : "";
}

static void copy_device(uint8_t out[KEY_LEN], struct statement *s, int at)
{
    memset(out, 0, KEY_LEN);
    if (sqlite3_column_bytes(s->st, at) == KEY_LEN)
        memcpy(out, sqlite3_column_blob(s->st, at), KEY_LEN);
}

/* The OPEN that is stored and waits says who it is as well. */
static int names_of_open(struct store *st, struct id writer, struct writer_names *out,
                         struct err *e)
{
    struct statement *s = &st->st[ST_COMMIT_RAW];
    struct opened who;
    struct commit c;
    int rc = store_prepare(st, ST_COMMIT_RAW, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, writer);
    db_bind_int(s, 2, 1);
    rc = db_step(st->db, s, e);
    if (rc > 0 && commit_decode(&c, sqlite3_column_blob(s->st, 0),
                                (size_t)sqlite3_column_bytes(s->st, 0), NULL) == 0) {
        if (c.nops > 0 && c.ops[0].kind == OP_OPEN &&
            identity_get_open(&who, c.ops[0].value.s, c.ops[0].value.n, writer, NULL) == 0) {
            memcpy(out->device, who.public_key, KEY_LEN);
            memcpy(out->person, who.person, sizeof out->person);
            memcpy(out->crew, who.crew, sizeof out->crew);
            memcpy(out->laptop, who.laptop, sizeof out->laptop);
        }
        commit_release(&c);
    }
    sqlite3_reset(s->st);
    return rc < 0 ? rc : 0;
}

int writer_names(struct store *st, struct id writer, struct writer_names *out, struct err *e)
{
    struct statement *s = &st->st[ST_WRITER_GET];
    bool opened = false;
    int rc = store_prepare(st, ST_WRITER_GET, e);

    memset(out, 0, sizeof *out);
    if (rc != 0)
        return rc;
    db_bind_id(s, 1, writer);
    rc = db_step(st->db, s, e);
    if (rc > 0) {
        opened = sqlite3_column_bytes(s->st, 3) == KEY_LEN;
        snprintf(out->person, sizeof out->person, "%s", text_of(s, 0));
        snprintf(out->crew, sizeof out->crew, "%s", text_of(s, 1));
        snprintf(out->laptop, sizeof out->laptop, "%s", text_of(s, 2));
        copy_device(out->device, s, 3);
    }
    sqlite3_reset(s->st);
    if (rc < 0)
        return rc;
    return opened ? 0 : names_of_open(st, writer, out, e);
}

int store_writers(struct store *st, writer_fn *fn, void *ctx, struct err *e)
{
    struct statement *s = &st->st[ST_WRITERS];
    int rc = store_prepare(st, ST_WRITERS, e);

    while (rc == 0 && (rc = db_step(st->db, s, e)) > 0) {
        struct writer_info w = {.writer = db_id(s, 0),
                                .person = text_of(s, 2),
                                .crew = text_of(s, 3),
                                .laptop = text_of(s, 4),
                                .have = (uint64_t)sqlite3_column_int64(s->st, 5),
                                .stored = (uint64_t)sqlite3_column_int64(s->st, 6)};

        copy_device(w.device, s, 1);
        w.own = memcmp(w.device, st->who.public_key, KEY_LEN) == 0;
        if (fn(&w, ctx) != 0)
            break;
        rc = 0;
    }
    sqlite3_reset(s->st);
    return rc < 0 ? rc : 0;
}

int store_quiet(struct store *st, quiet_fn *fn, void *ctx, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, "SELECT writer,n FROM quiet ORDER BY writer,n", e);

    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0)
        rc = fn(db_id(&s, 0), (uint64_t)sqlite3_column_int64(s.st, 1), ctx) != 0;
    db_finish(&s, 1);
    return rc < 0 ? rc : 0;
}

int store_chain(struct store *st, struct id writer, uint64_t from, raw_fn *fn, void *ctx,
                struct err *e)
{
    struct statement *s = &st->st[ST_CHAIN];
    int stop = 0, rc = store_prepare(st, ST_CHAIN, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, writer);
    db_bind_int(s, 2, (int64_t)from);
    while (rc == 0 && stop == 0 && (rc = db_step(st->db, s, e)) > 0) {
        struct span raw = {sqlite3_column_blob(s->st, 1), (size_t)sqlite3_column_bytes(s->st, 1)};

        stop = fn((uint64_t)sqlite3_column_int64(s->st, 0), raw, ctx);
        rc = 0;
    }
    sqlite3_reset(s->st);
    return rc != 0 ? rc : stop;
}

/* ---- what waits ---- */

/* One commit that c needs and that is not here. */
static void find_missing(struct store *st, const struct commit *c, struct waiting *w)
{
    const struct known *own = store_known(st, c->writer, false);
    uint64_t have = own ? own->have : 0;

    w->missing = c->writer;
    w->missing_n = have + 1;
    if (have != c->n - 1)
        return;
    for (size_t i = 0; i < c->nseen; i++) {
        const struct known *k = store_known(st, c->seen[i].writer, false);

        if (!k || k->have < c->seen[i].n) {
            w->missing = c->seen[i].writer;
            w->missing_n = (k ? k->have : 0) + 1;
            return;
        }
    }
}

static int report_waiting(struct store *st, struct statement *s, waiting_fn *fn, void *ctx,
                          struct err *e)
{
    struct writer_names who, missing;
    struct waiting w = {.writer = db_id(s, 0),
                        .n = (uint64_t)sqlite3_column_int64(s->st, 1),
                        .count = (uint64_t)sqlite3_column_int64(s->st, 2),
                        .laptop = who.laptop,
                        .person = who.person,
                        .missing_laptop = missing.laptop,
                        .missing_person = missing.person};
    struct commit c;
    int rc =
        commit_decode(&c, sqlite3_column_blob(s->st, 3), (size_t)sqlite3_column_bytes(s->st, 3), e);

    if (rc != 0)
        return rc;
    find_missing(st, &c, &w);
    commit_release(&c);
    rc = writer_names(st, w.writer, &who, e);
    if (rc == 0)
        rc = writer_names(st, w.missing, &missing, e);
    return rc != 0 ? rc : fn(&w, ctx) != 0;
}

int store_waiting(struct store *st, waiting_fn *fn, void *ctx, struct err *e)
{
    static const char sql[] =
        "SELECT p.writer,p.first,p.many,c.raw FROM"
        " (SELECT writer,min(n) AS first,count(*) AS many FROM commits WHERE applied=0"
        "  GROUP BY writer) p JOIN commits c ON c.writer=p.writer AND c.n=p.first"
        " ORDER BY p.writer";
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, sql, e);

    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0)
        rc = report_waiting(st, &s, fn, ctx, e);
    db_finish(&s, 1);
    return rc < 0 ? rc : 0;
}

int store_quarantined(struct store *st, quarantined_fn *fn, void *ctx, struct err *e)
{
    struct statement *s = &st->st[ST_QUARANTINED];
    int rc = store_prepare(st, ST_QUARANTINED, e);

    while (rc == 0 && (rc = db_step(st->db, s, e)) > 0) {
        struct writer_names who;
        struct quarantined q = {
            .writer = db_id(s, 1),
            .n = (uint64_t)sqlite3_column_int64(s->st, 2),
            .reason = text_of(s, 3),
            .at_ms = sqlite3_column_int64(s->st, 4),
            .laptop = who.laptop,
            .person = who.person,
            .raw = {sqlite3_column_blob(s->st, 5), (size_t)sqlite3_column_bytes(s->st, 5)}};

        if (sqlite3_column_bytes(s->st, 0) == HASH_LEN)
            memcpy(q.hash.b, sqlite3_column_blob(s->st, 0), HASH_LEN);
        rc = writer_names(st, q.writer, &who, e);
        if (rc == 0 && fn(&q, ctx) != 0)
            break;
    }
    sqlite3_reset(s->st);
    return rc < 0 ? rc : 0;
}

/* ---- what is in conflict ---- */

int store_conflicts(struct store *st, conflict_fn *fn, void *ctx, struct err *e)
{
    struct statement *s = &st->st[ST_CONFLICTS];
    int rc = store_prepare(st, ST_CONFLICTS, e);

    while (rc == 0 && (rc = db_step(st->db, s, e)) > 0)
        rc = fn(db_id(s, 0), (uint32_t)sqlite3_column_int64(s->st, 1),
                (int)sqlite3_column_int64(s->st, 2), ctx) != 0;
    sqlite3_reset(s->st);
    return rc < 0 ? rc : 0;
}

int store_held(struct store *st, held_fn *fn, void *ctx, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, "SELECT ent,kind FROM held ORDER BY ent,kind", e);

    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0)
        rc = fn(db_id(&s, 0), (int)sqlite3_column_int64(s.st, 1), ctx) != 0;
    db_finish(&s, 1);
    return rc < 0 ? rc : 0;
}

int store_is_held(struct store *st, struct id entity, bool *out, struct err *e)
{
    struct statement *s = &st->st[ST_HELD_GET];
    int rc = store_prepare(st, ST_HELD_GET, e);

    *out = false;
    if (rc != 0)
        return rc;
    db_bind_id(s, 1, entity);
    rc = db_step(st->db, s, e);
    *out = rc > 0;
    sqlite3_reset(s->st);
    return rc < 0 ? rc : 0;
}
