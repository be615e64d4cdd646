/* Beside the log, local to this laptop: who is known to have what, the custody
 * ledger of bundles. Losing it costs a larger
 * bundle and a higher 未渡し, never a record. Each function is one transaction. */
#include "model/store_private.h"

#include <stdlib.h>
#include <string.h>

static bool copy_key(uint8_t out[KEY_LEN], struct statement *s, int at)
{
    if (sqlite3_column_bytes(s->st, at) != KEY_LEN)
        return false;
    memcpy(out, sqlite3_column_blob(s->st, at), KEY_LEN);
    return true;
}

static int put_have(struct store *st, const uint8_t peer[KEY_LEN], struct id writer, uint64_t n,
                    struct err *e)
{
    struct statement *s = &st->st[ST_PEER_HAVE];
    int rc = store_prepare(st, ST_PEER_HAVE, e);

    if (rc != 0)
        return rc;
    db_bind_blob(s, 1, peer, KEY_LEN);
    db_bind_id(s, 2, writer);
    db_bind_int(s, 3, n < INT64_MAX ? (int64_t)n : INT64_MAX);
    return db_run(st->db, s, e);
}

static int put_all(struct store *st, const uint8_t peer[KEY_LEN], const struct seen *v, size_t n,
                   struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < n && rc == 0; i++)
        rc = put_have(st, peer, v[i].writer, v[i].n, e);
    return rc;
}

static int put_photos(struct store *st, const uint8_t peer[KEY_LEN], const struct hash *v, size_t n,
                      bool own, struct err *e)
{
    int rc = 0;

    for (size_t i = 0; i < n && rc == 0; i++) {
        struct statement *s = &st->st[ST_PEER_PHOTO];
        char hex[2 * HASH_LEN + 1];

        rc = store_prepare(st, ST_PEER_PHOTO, e);
        if (rc != 0)
            break;
        hash_print(&v[i], hex);
        db_bind_blob(s, 1, peer, KEY_LEN);
        db_bind_text(s, 2, hex);
        db_bind_int(s, 3, own);
        rc = db_run(st->db, s, e);
    }
    return rc;
}

int store_peer_have(struct store *st, const uint8_t peer[KEY_LEN], const struct seen *v, size_t n,
                    struct err *e)
{
    int rc = store_begin(st, e);

    return rc == 0 ? store_finish(st, put_all(st, peer, v, n, e), e) : rc;
}

int store_peer_photos(struct store *st, const uint8_t peer[KEY_LEN], const struct hash *v, size_t n,
                      struct err *e)
{
    int rc = store_begin(st, e);

    return rc == 0 ? store_finish(st, put_photos(st, peer, v, n, false, e), e) : rc;
}

/* ---- what it says of itself ---- */

struct saying {
    const uint8_t *peer;
    const struct seen *v;
    const struct hash *photos;
    size_t n, nphotos;
};

static uint64_t said_of(const struct saying *y, struct id writer)
{
    for (size_t i = 0; i < y->n; i++)
        if (id_equal(y->v[i].writer, writer))
            return y->v[i].n;
    return 0;
}

static int compare_hash(const void *a, const void *b)
{
    return memcmp(a, b, HASH_LEN);
}

static bool says_photo(const struct saying *y, const char *hex)
{
    struct hash h;

    return y->nphotos > 0 && hash_parse(hex, &h) &&
           bsearch(&h, y->photos, y->nphotos, sizeof h, compare_hash);
}

#define NOTED_MAX 64 /* bytes of a key: a writer, or the hex of a photo */

struct noted {
    char key[NOTED_MAX];
    size_t n;
};

static int drop(struct store *st, const uint8_t peer[KEY_LEN], const struct noted *one, bool photo,
                struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s,
                        photo ? "DELETE FROM peer_photo WHERE peer=?1 AND sha256=?2"
                              : "DELETE FROM peer_have WHERE peer=?1 AND writer=?2",
                        e);

    if (rc == 0) {
        db_bind_blob(&s, 1, peer, KEY_LEN);
        if (photo)
            db_bind_text_n(&s, 2, one->key, one->n);
        else
            db_bind_blob(&s, 2, one->key, one->n);
        rc = db_run(st->db, &s, e);
    }
    db_finish(&s, 1);
    return rc;
}

static bool still_said(const struct saying *y, struct statement *s, bool photo)
{
    return photo ? says_photo(y, (const char *)sqlite3_column_text(s->st, 0))
                 : said_of(y, db_id(s, 0)) >= (uint64_t)sqlite3_column_int64(s->st, 1);
}

/* Rows of the peer that it does not say any more, in one of the two tables. */
static int forget(struct store *st, const struct saying *y, bool photo, struct err *e)
{
    struct statement s = {0};
    struct noted *v = NULL;
    size_t n = 0, cap = 0;
    int rc = db_prepare(st->db, &s,
                        photo ? "SELECT sha256 FROM peer_photo WHERE peer=?1"
                              : "SELECT writer,n FROM peer_have WHERE peer=?1",
                        e);

    if (rc == 0)
        db_bind_blob(&s, 1, y->peer, KEY_LEN);
    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0) {
        size_t bytes = (size_t)sqlite3_column_bytes(s.st, 0);

        rc = 0;
        if (bytes > NOTED_MAX || still_said(y, &s, photo))
            continue;
        v = xgrow(v, n, &cap, sizeof *v);
        v[n].n = bytes;
        memcpy(v[n++].key, sqlite3_column_blob(s.st, 0), bytes);
    }
    db_finish(&s, 1);
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = drop(st, y->peer, &v[i], photo, e);
    free(v);
    return rc;
}

static int take_saying(struct store *st, const struct saying *y, struct err *e)
{
    int rc = forget(st, y, false, e);

    if (rc == 0)
        rc = forget(st, y, true, e);
    if (rc == 0)
        rc = put_all(st, y->peer, y->v, y->n, e);
    return rc == 0 ? put_photos(st, y->peer, y->photos, y->nphotos, true, e) : rc;
}

int store_peer_says(struct store *st, const uint8_t peer[KEY_LEN], const struct seen *v, size_t n,
                    const struct hash *photos, size_t nphotos, struct err *e)
{
    struct saying y = {.peer = peer, .v = v, .n = n, .photos = photos, .nphotos = nphotos};
    int rc = store_begin(st, e);

    return rc == 0 ? store_finish(st, take_saying(st, &y, e), e) : rc;
}

int store_peers(struct store *st, peer_fn *fn, void *ctx, struct err *e)
{
    struct statement s = {0};
    uint8_t peer[KEY_LEN];
    int rc = db_prepare(st->db, &s, "SELECT peer,writer,n FROM peer_have ORDER BY peer,writer", e);

    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0)
        rc = copy_key(peer, &s, 0) &&
             fn(peer, db_id(&s, 1), (uint64_t)sqlite3_column_int64(s.st, 2), ctx) != 0;
    db_finish(&s, 1);
    return rc < 0 ? rc : 0;
}

int store_peer_photo_list(struct store *st, peer_photo_fn *fn, void *ctx, struct err *e)
{
    struct statement s = {0};
    uint8_t peer[KEY_LEN];
    struct hash hash;
    int rc = db_prepare(st->db, &s, "SELECT peer,sha256 FROM peer_photo ORDER BY peer,sha256", e);

    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0) {
        const char *hex = (const char *)sqlite3_column_text(s.st, 1);

        rc = hex && copy_key(peer, &s, 0) && hash_parse(hex, &hash) && fn(peer, &hash, ctx) != 0;
    }
    db_finish(&s, 1);
    return rc < 0 ? rc : 0;
}

/* ---- the ledger ---- */

static const char ledger_put[] =
    "INSERT INTO ledger(bundle,dir,at_ms,file,laptop,person,peer,commits,photos,complete)"
    " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10) ON CONFLICT(bundle,dir) DO UPDATE SET"
    " at_ms=excluded.at_ms, file=excluded.file, laptop=excluded.laptop, person=excluded.person,"
    " peer=excluded.peer, commits=excluded.commits, photos=excluded.photos,"
    " complete=excluded.complete"
    " WHERE (file,laptop,person,peer,commits,photos,complete)<>(excluded.file,excluded.laptop,"
    "excluded.person,excluded.peer,excluded.commits,excluded.photos,excluded.complete)";

int store_ledger_put(struct store *st, const struct ledger *l, struct err *e)
{
    struct statement s = {0};
    int rc = store_begin(st, e);

    if (rc != 0)
        return rc;
    rc = db_prepare(st->db, &s, ledger_put, e);
    if (rc == 0) {
        db_bind_id(&s, 1, l->bundle);
        db_bind_text(&s, 2, l->out ? "out" : "in");
        db_bind_int(&s, 3, l->at_ms);
        db_bind_text(&s, 4, l->file);
        db_bind_text(&s, 5, l->laptop);
        db_bind_text(&s, 6, l->person);
        db_bind_blob(&s, 7, l->peer, KEY_LEN);
        db_bind_int(&s, 8, l->commits);
        db_bind_int(&s, 9, l->photos);
        db_bind_int(&s, 10, l->complete);
        rc = db_run(st->db, &s, e);
    }
    db_finish(&s, 1);
    return store_finish(st, rc, e);
}

int store_ledger(struct store *st, ledger_fn *fn, void *ctx, struct err *e)
{
    static const char sql[] =
        "SELECT bundle,dir,at_ms,file,laptop,person,peer,commits,photos,complete FROM ledger"
        " ORDER BY at_ms DESC, bundle";
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, sql, e);

    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0) {
        struct ledger l = {.bundle = db_id(&s, 0),
                           .out = strcmp((const char *)sqlite3_column_text(s.st, 1), "out") == 0,
                           .at_ms = sqlite3_column_int64(s.st, 2),
                           .file = (const char *)sqlite3_column_text(s.st, 3),
                           .laptop = (const char *)sqlite3_column_text(s.st, 4),
                           .person = (const char *)sqlite3_column_text(s.st, 5),
                           .commits = sqlite3_column_int64(s.st, 7),
                           .photos = sqlite3_column_int64(s.st, 8),
                           .complete = sqlite3_column_int64(s.st, 9) != 0};

        copy_key(l.peer, &s, 6);
        rc = fn(&l, ctx) != 0;
    }
    db_finish(&s, 1);
    return rc < 0 ? rc : 0;
}
