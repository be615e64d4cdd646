/* Beside the log, local to this laptop: photos that are on their way, photos
 * whose bytes are elsewhere, and who has them. */
#include "model/store_private.h"

#include <stdlib.h>
#include <string.h>

/* ---- photos on their way ---- */

int store_chunk_put(struct store *st, const struct hash *sha256, uint32_t index, struct err *e)
{
    struct statement *s = &st->st[ST_CHUNK_PUT];
    int rc = store_begin(st, e);

    if (rc != 0)
        return rc;
    rc = store_prepare(st, ST_CHUNK_PUT, e);
    if (rc == 0) {
        db_bind_blob(s, 1, sha256->b, HASH_LEN);
        db_bind_int(s, 2, index);
        rc = db_run(st->db, s, e);
    }
    return store_finish(st, rc, e);
}

int store_chunk_drop(struct store *st, const struct hash *sha256, struct err *e)
{
    struct statement s = {0};
    int rc = store_begin(st, e);

    if (rc != 0)
        return rc;
    rc = db_prepare(st->db, &s, "DELETE FROM chunk WHERE sha256=?1", e);
    if (rc == 0) {
        db_bind_blob(&s, 1, sha256->b, HASH_LEN);
        rc = db_run(st->db, &s, e);
    }
    db_finish(&s, 1);
    return store_finish(st, rc, e);
}

int store_chunks(struct store *st, chunk_fn *fn, void *ctx, struct err *e)
{
    struct statement s = {0};
    struct hash hash;
    int rc = db_prepare(st->db, &s, "SELECT sha256,idx FROM chunk ORDER BY sha256,idx", e);

    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0) {
        if (sqlite3_column_bytes(s.st, 0) == HASH_LEN)
            memcpy(hash.b, sqlite3_column_blob(s.st, 0), HASH_LEN);
        rc = fn(&hash, (uint32_t)sqlite3_column_int64(s.st, 1), ctx) != 0;
    }
    db_finish(&s, 1);
    return rc < 0 ? rc : 0;
}

/* ---- photos whose bytes are elsewhere ---- */

struct away {
    const struct hash *v; /* what is away now */
    size_t n, at;
    bool differs;
    struct hash *back; /* noted and not away any more */
    size_t nback, cap;
};

static int compare_hash(const void *a, const void *b)
{
    return memcmp(a, b, HASH_LEN);
}

static int compare_away(const struct away_photo *one, void *ctx)
{
    struct away *a = ctx;

    a->differs |= a->at == a->n || compare_hash(&a->v[a->at], &one->sha256) != 0;
    a->at++;
    if (a->n > 0 && bsearch(&one->sha256, a->v, a->n, sizeof *a->v, compare_hash))
        return 0;
    a->back = xgrow(a->back, a->nback, &a->cap, sizeof *a->back);
    a->back[a->nback++] = one->sha256;
    return 0;
}

static int run_by_hash(struct store *st, enum store_statement which, const struct hash *sha256,
                       struct err *e)
{
    char hex[2 * HASH_LEN + 1];
    int rc = store_prepare(st, which, e);

    if (rc != 0)
        return rc;
    hash_print(sha256, hex);
    db_bind_text(&st->st[which], 1, hex);
    return db_run(st->db, &st->st[which], e);
}

static int update_away(struct store *st, const struct away *a, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < a->nback && rc == 0; i++)
        rc = run_by_hash(st, ST_AWAY_DROP, &a->back[i], e);
    for (size_t i = 0; i < a->n && rc == 0; i++)
        rc = run_by_hash(st, ST_AWAY_PUT, &a->v[i], e);
    return rc;
}

int store_photos_away(struct store *st, const struct hash *v, size_t n, struct err *e)
{
    struct away a = {.v = v, .n = n};
    int rc = store_away(st, compare_away, &a, e);

    if (rc == 0 && (a.differs || a.at != n)) {
        rc = store_begin(st, e);
        if (rc == 0)
            rc = store_finish(st, update_away(st, &a, e), e);
    }
    free(a.back);
    return rc;
}

int store_photo_here(struct store *st, const struct hash *sha256, struct err *e)
{
    char hex[2 * HASH_LEN + 1];
    int rc;

    hash_print(sha256, hex);
    if (!store_photo_is_away(st, hex))
        return 0;
    rc = store_begin(st, e);
    return rc == 0 ? store_finish(st, run_by_hash(st, ST_AWAY_DROP, sha256, e), e) : rc;
}

int store_away(struct store *st, away_fn *fn, void *ctx, struct err *e)
{
    static const char sql[] =
        "SELECT a.sha256,(SELECT count(*) FROM chunk c WHERE lower(hex(c.sha256))=a.sha256),"
        "a.purged_ms FROM away a ORDER BY a.sha256";
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, sql, e), stop = 0;

    while (rc == 0 && stop == 0 && (rc = db_step(st->db, &s, e)) > 0) {
        struct away_photo one = {.chunks = (uint32_t)sqlite3_column_int64(s.st, 1),
                                 .purged_ms = sqlite3_column_int64(s.st, 2)};

        if (hash_parse((const char *)sqlite3_column_text(s.st, 0), &one.sha256))
            stop = fn(&one, ctx);
        rc = 0;
    }
    db_finish(&s, 1);
    return rc;
}

/* -1: not away; else when it was purged, 0: never. */
static int64_t look_up_away(struct store *st, const char *sha256)
{
    struct statement *s = &st->st[ST_AWAY_GET];
    int64_t purged_ms = -1;

    if (store_prepare(st, ST_AWAY_GET, NULL) == 0) {
        db_bind_text(s, 1, sha256);
        if (db_step(st->db, s, NULL) > 0)
            purged_ms = sqlite3_column_int64(s->st, 0);
        sqlite3_reset(s->st);
    }
    return purged_ms;
}

bool store_photo_is_away(struct store *st, const char *sha256)
{
    return look_up_away(st, sha256) >= 0;
}

bool store_purged(struct store *st, const struct hash *sha256)
{
    char hex[2 * HASH_LEN + 1];

    hash_print(sha256, hex);
    return look_up_away(st, hex) > 0;
}

static int put_purged(struct store *st, const char *hex, int64_t at_ms, struct err *e)
{
    struct statement *s = &st->st[ST_PURGED_PUT];
    int rc = store_prepare(st, ST_PURGED_PUT, e);

    if (rc != 0)
        return rc;
    db_bind_text(s, 1, hex);
    db_bind_int(s, 2, at_ms > 0 ? at_ms : 1);
    return db_run(st->db, s, e);
}

int store_photos_purged(struct store *st, const struct hash *v, size_t n, int64_t at_ms,
                        struct err *e)
{
    char hex[2 * HASH_LEN + 1];
    int rc = store_begin(st, e);

    if (rc != 0)
        return rc;
    for (size_t i = 0; i < n && rc == 0; i++) {
        hash_print(&v[i], hex);
        rc = put_purged(st, hex, at_ms, e);
    }
    return store_finish(st, rc, e);
}

int apply_purge(struct store *st, const struct commit *c, const struct op *op, bool local,
                struct err *e)
{
    struct statement *s = &st->st[ST_PEER_PURGED];
    char hex[2 * HASH_LEN + 1] = "";
    struct hash sha256;
    int rc;

    if (op->value.type == VALUE_TEXT && op->value.n >= 2 * HASH_LEN)
        memcpy(hex, op->value.s, 2 * HASH_LEN);
    if (!hash_parse(hex, &sha256)) /* of a newer version: it says who did it, and no more */
        return 0;
    if (local)
        return put_purged(st, hex, c->wall_ms, e);
    rc = store_prepare(st, ST_PEER_PURGED, e);
    if (rc != 0)
        return rc;
    db_bind_id(s, 1, c->writer);
    db_bind_text(s, 2, hex);
    return db_run(st->db, s, e);
}

/* ---- who has a photo ---- */

int store_holders(struct store *st, const struct hash *sha256, holder_fn *fn, void *ctx,
                  struct err *e)
{
    static const char sql[] =
        "SELECT p.peer,p.own,w.person,w.crew,w.laptop FROM peer_photo p LEFT JOIN writer w"
        " ON w.writer=(SELECT max(v.writer) FROM writer v WHERE v.device=p.peer)"
        " WHERE p.sha256=?1 ORDER BY p.peer";
    struct statement s = {0};
    char hex[2 * HASH_LEN + 1];
    int rc = db_prepare(st->db, &s, sql, e), stop = 0;

    hash_print(sha256, hex);
    if (rc == 0)
        db_bind_text(&s, 1, hex);
    while (rc == 0 && stop == 0 && (rc = db_step(st->db, &s, e)) > 0) {
        const char *names[3];
        struct holder h = {.own = sqlite3_column_int64(s.st, 1) != 0};

        for (int i = 0; i < 3; i++) {
            names[i] = (const char *)sqlite3_column_text(s.st, 2 + i);
            names[i] = names[i] ? names[i] : "";
        }
        h.person = names[0];
        h.crew = names[1];
        h.laptop = names[2];
        rc = 0;
        if (sqlite3_column_bytes(s.st, 0) != KEY_LEN)
            continue;
        memcpy(h.peer, sqlite3_column_blob(s.st, 0), KEY_LEN);
        stop = fn(&h, ctx);
    }
    db_finish(&s, 1);
    return rc;
}
