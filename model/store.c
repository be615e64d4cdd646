#include "model/store.h"

#include "model/base/clock.h"
#include "model/store_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define APPLICATION_ID 0x474E4241 /* GNBA */

static const char schema[] =
    "CREATE TABLE meta(k TEXT PRIMARY KEY, v ANY) STRICT, WITHOUT ROWID;"
    "CREATE TABLE writer(writer BLOB PRIMARY KEY CHECK(length(writer)=16),"
    " device BLOB NOT NULL DEFAULT x'', person TEXT NOT NULL DEFAULT '',"
    " crew TEXT NOT NULL DEFAULT '', laptop TEXT NOT NULL DEFAULT '',"
    " have_n INTEGER NOT NULL DEFAULT 0, head BLOB NOT NULL DEFAULT (zeroblob(32)))"
    " STRICT, WITHOUT ROWID;"
    /* The truth: raw is canonical bytes. Only `applied` and `at` ever change. */
    "CREATE TABLE commits(writer BLOB NOT NULL, n INTEGER NOT NULL CHECK(n>0),"
    " hash BLOB NOT NULL, hlc INTEGER NOT NULL, raw BLOB NOT NULL,"
    /* at: the order in which they were applied here, so that the past of a
     * commit stands before it; of one that waits, its arrival */
    " at INTEGER NOT NULL, applied INTEGER NOT NULL CHECK(applied IN(0,1)),"
    " PRIMARY KEY(writer,n))"
    " STRICT, WITHOUT ROWID;"
    "CREATE INDEX commits_pending ON commits(writer,n) WHERE applied=0;"
    "CREATE INDEX commits_at ON commits(at,hlc);"
    "CREATE TABLE seen(writer BLOB NOT NULL, from_n INTEGER NOT NULL, vec BLOB NOT NULL,"
    " PRIMARY KEY(writer,from_n)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE cell(ent BLOB NOT NULL, fld INTEGER NOT NULL, writer BLOB NOT NULL,"
    " n INTEGER NOT NULL, hlc INTEGER NOT NULL, usr BLOB NOT NULL, val BLOB NOT NULL,"
    " PRIMARY KEY(ent,fld,writer,n)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE conflict(ent BLOB NOT NULL, fld INTEGER NOT NULL, kind INTEGER NOT NULL,"
    " PRIMARY KEY(ent,fld)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE quarantine(hash BLOB PRIMARY KEY, writer BLOB, n INTEGER,"
    " reason TEXT NOT NULL, raw BLOB NOT NULL, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE peer_have(peer BLOB NOT NULL, writer BLOB NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY(peer,writer)) STRICT, WITHOUT ROWID;";

/* From version n to n+1: append only. A new store walks through all of them,
 * so that every migration is run by every test. `commits` never changes shape. */
static const char *const migrations[STORE_SCHEMA] = {
    [1] = /* local only, not part of the log: what is being typed, where one was */
    "CREATE TABLE draft(k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT, WITHOUT ROWID;",
    [2] = /* derived: operations of a newer version; commits without a change by a person; how
           * far a writer's chain is signed */
    "UPDATE meta SET v=0 WHERE k='catalog';" /* they come of a rebuild */
    "CREATE TABLE held(ent BLOB NOT NULL, kind INTEGER NOT NULL, PRIMARY KEY(ent,kind))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE quiet(writer BLOB NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(writer,n))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE signed(writer BLOB PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    /* local: receipts, photos on their way, the custody ledger */
    "CREATE TABLE peer_photo(peer BLOB NOT NULL, sha256 TEXT NOT NULL,"
    /* the key in the order of the columns: quick_check of SQLite 3.40 calls any other one NULL */
    " PRIMARY KEY(peer,sha256)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX peer_photo_sha256 ON peer_photo(sha256);"
    "CREATE TABLE chunk(sha256 BLOB NOT NULL, idx INTEGER NOT NULL, PRIMARY KEY(sha256,idx))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE away(sha256 TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
    "CREATE TABLE ledger(bundle BLOB NOT NULL, dir TEXT NOT NULL CHECK(dir IN('in','out')),"
    " at_ms INTEGER NOT NULL, file TEXT NOT NULL, laptop TEXT NOT NULL, person TEXT NOT NULL,"
    " peer BLOB NOT NULL, commits INTEGER NOT NULL, photos INTEGER NOT NULL,"
    " complete INTEGER NOT NULL, PRIMARY KEY(bundle,dir)) STRICT, WITHOUT ROWID;",
    [3] = /* derived: commits set aside that another commit repeats */
    "CREATE TABLE adopted(hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;"
    /* local: what bundles call the fields of a newer catalogue */
    "CREATE TABLE dict(fld INTEGER PRIMARY KEY, version INTEGER NOT NULL, en TEXT NOT NULL,"
    " ja TEXT NOT NULL) STRICT;",
    [4] = /* local: own = the peer said so itself; purged_ms = removed here by a person, then */
    "ALTER TABLE peer_photo ADD COLUMN own INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE away ADD COLUMN purged_ms INTEGER NOT NULL DEFAULT 0;",
};

static const char *const sql[ST_N] = {
    [ST_BEGIN] = "BEGIN IMMEDIATE",
    [ST_COMMIT] = "COMMIT",
    [ST_ROLLBACK] = "ROLLBACK",
    [ST_COMMIT_INSERT] =
        "INSERT INTO commits(writer,n,hash,hlc,raw,at,applied) VALUES(?1,?2,?3,?4,?5,?6,?7)",
    [ST_COMMIT_GET] = "SELECT hash FROM commits WHERE writer=?1 AND n=?2",
    [ST_COMMIT_RAW] = "SELECT raw,hash FROM commits WHERE writer=?1 AND n=?2",
    [ST_COMMIT_LAST] = "SELECT coalesce(max(n),0) FROM commits WHERE writer=?1",
    [ST_COMMIT_APPLIED] = "UPDATE commits SET applied=1, at=?3 WHERE writer=?1 AND n=?2",
    [ST_COMMIT_DELETE] = "DELETE FROM commits WHERE writer=?1 AND n=?2",
    [ST_NEXT_PENDING] = "SELECT c.raw,c.hash FROM writer w JOIN commits c ON c.writer=w.writer"
                        " AND c.n=w.have_n+1 WHERE c.applied=0 ORDER BY c.at",
    [ST_WRITER_ADD] = "INSERT OR IGNORE INTO writer(writer) VALUES(?1)",
    [ST_WRITER_HAVE] = "UPDATE writer SET have_n=?2, head=?3 WHERE writer=?1",
    [ST_WRITER_OPENED] =
        "UPDATE writer SET device=?2, person=?3, crew=?4, laptop=?5 WHERE writer=?1",
    [ST_WRITER_GET] = "SELECT person,crew,laptop,device FROM writer WHERE writer=?1",
    [ST_WRITERS] = "SELECT writer,device,person,crew,laptop,have_n,max(have_n,coalesce("
                   "(SELECT max(n) FROM commits c WHERE c.writer=w.writer),0))"
                   " FROM writer w ORDER BY writer",
    [ST_CHAIN] = "SELECT n,raw FROM commits WHERE writer=?1 AND n>=?2 ORDER BY n",
    [ST_QUARANTINED] = "SELECT hash,writer,n,reason,at_ms,raw FROM quarantine"
                       " WHERE hash NOT IN (SELECT hash FROM adopted) ORDER BY writer,n,hash",
    [ST_CONFLICTS] = "SELECT ent,fld,kind FROM conflict ORDER BY ent,fld",
    [ST_SEEN_GET] =
        "SELECT vec FROM seen WHERE writer=?1 AND from_n<=?2 ORDER BY from_n DESC LIMIT 1",
    [ST_SEEN_PUT] = "INSERT OR REPLACE INTO seen(writer,from_n,vec) VALUES(?1,?2,?3)",
    [ST_CELL_HEADS] = "SELECT writer,n,val FROM cell WHERE ent=?1 AND fld=?2",
    [ST_CELL_DELETE] = "DELETE FROM cell WHERE ent=?1 AND fld=?2 AND writer=?3 AND n=?4",
    [ST_CELL_CLEAR] = "DELETE FROM cell WHERE ent=?1 AND fld=?2",
    [ST_CELL_INSERT] =
        "INSERT OR REPLACE INTO cell(ent,fld,writer,n,hlc,usr,val) VALUES(?1,?2,?3,?4,?5,?6,?7)",
    [ST_CELL_ENTITY] = "SELECT fld,val,writer,n,hlc,usr FROM cell WHERE ent=?1"
                       " ORDER BY fld, hlc DESC, writer DESC, n DESC",
    [ST_CELL_ALIVE] = "SELECT 1 FROM cell WHERE ent=?1 AND fld=0 LIMIT 1",
    [ST_CONFLICT_COUNT] = "SELECT count(DISTINCT val) FROM cell WHERE ent=?1 AND fld=?2",
    [ST_CONFLICT_PUT] = "INSERT OR REPLACE INTO conflict(ent,fld,kind) VALUES(?1,?2,?3)",
    [ST_CONFLICT_DELETE] = "DELETE FROM conflict WHERE ent=?1 AND fld=?2",
    [ST_CONFLICT_ENTITY] = "SELECT fld FROM conflict WHERE ent=?1",
    [ST_QUARANTINE_PUT] = "INSERT OR IGNORE INTO quarantine(hash,writer,n,reason,raw,at_ms)"
                          " VALUES(?1,?2,?3,?4,?5,?6)",
    [ST_QUARANTINE_GET] = "SELECT raw,hash FROM quarantine WHERE writer=?1 AND n=?2 ORDER BY hash",
    [ST_QUARANTINE_HAS] = "SELECT 1 FROM quarantine WHERE hash=?1",
    [ST_QUARANTINE_DELETE] = "DELETE FROM quarantine WHERE hash=?1",
    [ST_HELD_PUT] = "INSERT OR IGNORE INTO held(ent,kind) VALUES(?1,?2)",
    [ST_HELD_GET] = "SELECT 1 FROM held WHERE ent=?1 LIMIT 1",
    [ST_ADOPTED_PUT] = "INSERT OR IGNORE INTO adopted(hash) VALUES(?1)",
    [ST_QUIET_PUT] = "INSERT OR IGNORE INTO quiet(writer,n) VALUES(?1,?2)",
    [ST_SIGNED_PUT] = "INSERT INTO signed(writer,n) VALUES(?1,?2) ON CONFLICT(writer)"
                      " DO UPDATE SET n=excluded.n WHERE excluded.n>n",
    [ST_HEADS] = "SELECT val,writer,n,hlc,usr FROM cell WHERE ent=?1 AND fld=?2"
                 " ORDER BY hlc DESC, writer DESC, n DESC",
    [ST_COUNTS] = "WITH known AS (SELECT w.writer AS writer, w.have_n AS have,"
                  "  coalesce((SELECT max(n) FROM peer_have p WHERE p.writer=w.writer),0) AS peer"
                  "  FROM writer w)"
                  " SELECT (SELECT coalesce(sum(have),0) FROM known)"
                  "  -(SELECT count(*) FROM quiet),"
                  " (SELECT coalesce(sum(max(have-peer,0)),0) FROM known)"
                  "  -(SELECT count(*) FROM known k JOIN quiet q ON q.writer=k.writer"
                  "    AND q.n>k.peer),"
                  /* of deleted records too: the bytes are still only here */
                  " (SELECT count(DISTINCT sha256) FROM p_photo WHERE sha256<>''"
                  "  AND sha256 NOT IN (SELECT sha256 FROM peer_photo)"
                  "  AND sha256 NOT IN (SELECT sha256 FROM away)),"
                  " (SELECT count(*) FROM conflict),"
                  " (SELECT count(*) FROM commits WHERE applied=0),"
                  " (SELECT count(*) FROM quarantine"
                  "  WHERE hash NOT IN (SELECT hash FROM adopted))",
    [ST_PEER_HAVE] = "INSERT INTO peer_have(peer,writer,n) VALUES(?1,?2,?3)"
                     " ON CONFLICT(peer,writer) DO UPDATE SET n=excluded.n WHERE excluded.n>n",
    [ST_PEER_PHOTO] = "INSERT INTO peer_photo(peer,sha256,own) VALUES(?1,?2,?3)"
                      " ON CONFLICT(peer,sha256) DO UPDATE SET own=1 WHERE excluded.own>own",
    [ST_AWAY_PUT] = "INSERT OR IGNORE INTO away(sha256) VALUES(?1)",
    [ST_AWAY_GET] = "SELECT purged_ms FROM away WHERE sha256=?1",
    [ST_AWAY_DROP] = "DELETE FROM away WHERE sha256=?1",
    [ST_PURGED_PUT] = "INSERT INTO away(sha256,purged_ms) VALUES(?1,?2)"
                      " ON CONFLICT(sha256) DO UPDATE SET purged_ms=excluded.purged_ms",
    [ST_PEER_PURGED] = "DELETE FROM peer_photo WHERE sha256=?2"
                       " AND peer=(SELECT device FROM writer WHERE writer=?1)",
    [ST_CHUNK_PUT] = "INSERT OR IGNORE INTO chunk(sha256,idx) VALUES(?1,?2)",
};

int store_prepare(struct store *st, enum store_statement which, struct err *e)
{
    return db_prepare(st->db, &st->st[which], sql[which], e);
}

sqlite3 *store_db(struct store *st)
{
    return st->db;
}

struct id store_hospital(struct store *st)
{
    return st->hospital;
}

bool store_is_broken(const struct store *st)
{
    return st->broken;
}

struct known *store_known(struct store *st, struct id writer, bool add)
{
    size_t n = st->nknown, at = st->last_known;

    for (size_t i = 0; i < n; i++, at = at + 1 < n ? at + 1 : 0)
        if (id_equal(st->known[at].writer, writer)) {
            st->last_known = at;
            return &st->known[at];
        }
    if (!add)
        return NULL;
    st->known = xgrow(st->known, st->nknown, &st->cap_known, sizeof *st->known);
    st->known[st->nknown] = (struct known){.writer = writer};
    return &st->known[st->nknown++];
}

void vector_set(struct vector *v, struct id writer, uint64_t n)
{
    size_t at = 0;

    while (at < v->n && id_compare(v->v[at].writer, writer) < 0)
        at++;
    if (at == v->n || !id_equal(v->v[at].writer, writer)) {
        v->v = xgrow(v->v, v->n, &v->cap, sizeof *v->v);
        memmove(v->v + at + 1, v->v + at, (v->n - at) * sizeof *v->v);
        v->n++;
        v->v[at] = (struct seen){.writer = writer};
    }
    if (n > v->v[at].n)
        v->v[at].n = n;
}

uint64_t vector_get(const struct vector *v, struct id writer)
{
    for (size_t i = 0; i < v->n; i++)
        if (id_equal(v->v[i].writer, writer))
            return v->v[i].n;
    return 0;
}

void vector_release(struct vector *v)
{
    free(v->v);
    *v = (struct vector){0};
}

void touched_add(struct touched *t, struct id entity)
{
    /* Ops of one entity stand together in a commit: the last is the usual hit. */
    for (size_t i = t->n; i > 0 && t->n - i < 8; i--)
        if (id_equal(t->v[i - 1], entity))
            return;
    t->v = xgrow(t->v, t->n, &t->cap, sizeof *t->v);
    t->v[t->n++] = entity;
}

/* Reads one value of `meta`; absent leaves *out alone and returns 0. */
static int meta_get_int(struct store *st, const char *key, int64_t *out, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, "SELECT v FROM meta WHERE k=?1", e);

    if (rc == 0) {
        db_bind_text(&s, 1, key);
        rc = db_step(st->db, &s, e);
        if (rc > 0)
            *out = sqlite3_column_int64(s.st, 0);
    }
    db_finish(&s, 1);
    return rc < 0 ? rc : 0;
}

static int meta_put_int(struct store *st, const char *key, int64_t v, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, "INSERT OR REPLACE INTO meta(k,v) VALUES(?1,?2)", e);

    if (rc == 0) {
        db_bind_text(&s, 1, key);
        db_bind_int(&s, 2, v);
        rc = db_run(st->db, &s, e);
    }
    db_finish(&s, 1);
    return rc;
}

/* Inside a transaction of the caller. */
static int migrate_from(struct store *st, int64_t version, struct err *e)
{
    char pragma[64];
    int rc = 0;

    for (; version < STORE_SCHEMA && rc == 0; version++)
        rc = db_exec(st->db, migrations[version], e);
    snprintf(pragma, sizeof pragma, "PRAGMA user_version=%d", STORE_SCHEMA);
    return rc == 0 ? db_exec(st->db, pragma, e) : rc;
}

/* An older store: a copy beside it first, then one transaction. */
static int migrate(struct store *st, int64_t version, struct err *e)
{
    struct buf copy = BUF_INIT;
    int rc;

    buf_addf(&copy, "%s.v%" PRId64 ".bak", st->path, version);
    rc = access(buf_str(&copy), F_OK) == 0 ? 0 : store_backup(st, buf_str(&copy), e);
    if (rc == 0)
        rc = db_exec(st->db, "BEGIN IMMEDIATE", e);
    if (rc == 0) {
        rc = migrate_from(st, version, e);
        rc = db_exec(st->db, rc == 0 ? "COMMIT" : "ROLLBACK", rc == 0 ? e : NULL) ? -ERR_IO : rc;
    }
    buf_release(&copy);
    return rc;
}

static int create_schema(struct store *st, const struct id *hospital, struct err *e)
{
    struct statement s = {0};
    char pragma[96];
    int rc = db_exec(st->db, schema, e);

    st->hospital = hospital ? *hospital : id_new(clock_now_ms());
    if (rc == 0)
        rc = db_prepare(st->db, &s, "INSERT INTO meta(k,v) VALUES('hospital',?1)", e);
    if (rc == 0) {
        db_bind_id(&s, 1, st->hospital);
        rc = db_run(st->db, &s, e);
    }
    db_finish(&s, 1);
    if (rc == 0)
        rc = project_create(st, e);
    snprintf(pragma, sizeof pragma, "PRAGMA application_id=%d", APPLICATION_ID);
    if (rc == 0)
        rc = db_exec(st->db, pragma, e);
    if (rc == 0)
        rc = migrate_from(st, 1, e);
    return rc == 0 ? meta_put_int(st, "catalog", CATALOG_VERSION, e) : rc;
}

static int pragma_int(struct store *st, const char *text, int64_t *out, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, text, e);

    if (rc == 0)
        rc = db_step(st->db, &s, e);
    if (rc > 0)
        *out = sqlite3_column_int64(s.st, 0);
    db_finish(&s, 1);
    return rc < 0 ? rc : 0;
}

/* quick_check tells a page that could not be read among the damages. */
static bool says_unreadable(const char *text)
{
    const char *code = text ? strstr(text, "error code=") : NULL;
    long n = code ? strtol(code + strlen("error code="), NULL, 10) & 0xFF : 0;

    return !text || n == SQLITE_IOERR || n == SQLITE_NOMEM;
}

static int quick_check(struct store *st, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, "PRAGMA quick_check(1)", e);

    if (rc == 0)
        rc = db_step(st->db, &s, e);
    if (rc > 0) {
        const char *text = (const char *)sqlite3_column_text(s.st, 0);

        if (!text || strcmp(text, "ok") != 0)
            rc = err_set(e, says_unreadable(text) ? ERR_IO : ERR_CORRUPT, st->path, "%s",
                         text ? text : "");
        else
            rc = 0;
        for (char *p = e ? e->detail : NULL; p && rc < 0 && *p; p++)
            *p = *p == '\n' ? ' ' : *p; /* one line for every message */
    }
    db_finish(&s, 1);
    return rc;
}

static int check_schema(struct store *st, struct err *e)
{
    int64_t application = 0, version = 0;
    int rc = pragma_int(st, "PRAGMA application_id", &application, e);

    if (rc == 0)
        rc = pragma_int(st, "PRAGMA user_version", &version, e);
    if (rc != 0)
        return rc;
    if (application != APPLICATION_ID)
        return err_say(e, ERR_CORRUPT, N_("{1} is no survey of genba. Take it back from a backup."),
                       st->path, "");
    if (version > STORE_SCHEMA)
        return err_set(e, ERR_NEWER, st->path, "%" PRId64, version);
    rc = quick_check(st, e);
    if (rc == 0 && version < STORE_SCHEMA)
        rc = migrate(st, version < 1 ? 1 : version, e);
    return rc;
}

static int load_writers(struct store *st, struct err *e)
{
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, "SELECT writer,have_n,head FROM writer", e);

    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0) {
        struct known *k = store_known(st, db_id(&s, 0), true);

        k->have = (uint64_t)sqlite3_column_int64(s.st, 1);
        if (sqlite3_column_bytes(s.st, 2) == HASH_LEN)
            memcpy(k->head.b, sqlite3_column_blob(s.st, 2), HASH_LEN);
        rc = 0;
    }
    db_finish(&s, 1);
    return rc;
}

/* The newest stamp of the log, and the newest that is not of a clock running ahead
 * (design.md, Clock). */
static int last_stamps(struct store *st, struct err *e)
{
    static const char both[] = "SELECT coalesce(max(hlc),0),"
                               "coalesce(max(CASE WHEN hlc<=?1 THEN hlc END),0) FROM commits";
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, both, e);

    if (rc == 0) {
        db_bind_int(&s, 1, (int64_t)hlc_next(0, clock_now_ms() + HLC_TRUST_MS));
        rc = db_step(st->db, &s, e);
    }
    if (rc > 0) {
        st->newest = (uint64_t)sqlite3_column_int64(s.st, 0);
        st->hlc = (uint64_t)sqlite3_column_int64(s.st, 1);
    }
    db_finish(&s, 1);
    return rc < 0 ? rc : 0;
}

int store_load(struct store *st, struct err *e)
{
    struct statement s = {0};
    int64_t version = 0, aside = 0, deaths = 0;
    int rc = db_prepare(st->db, &s, "SELECT v FROM meta WHERE k='hospital'", e);

    if (rc == 0)
        rc = db_step(st->db, &s, e);
    if (rc > 0)
        st->hospital = db_id(&s, 0);
    db_finish(&s, 1);
    if (rc >= 0)
        rc = load_writers(st, e);
    if (rc == 0)
        rc = last_stamps(st, e);
    if (rc == 0)
        rc = pragma_int(st, "SELECT coalesce(max(at),0) FROM commits", &st->arrived, e);
    if (rc == 0)
        rc = pragma_int(st, "SELECT count(*) FROM conflict", &st->conflicts, e);
    if (rc == 0)
        rc = pragma_int(st, "SELECT count(*) FROM commits WHERE applied=0", &st->pending, e);
    if (rc == 0)
        rc = pragma_int(st, "SELECT EXISTS(SELECT 1 FROM cell WHERE fld=0)", &deaths, e);
    if (rc == 0)
        rc = pragma_int(st, "SELECT EXISTS(SELECT 1 FROM quarantine)", &aside, e);
    st->aside = aside != 0;
    st->deaths = deaths != 0;
    if (rc == 0)
        rc = meta_get_int(st, "catalog", &version, e);
    if (rc == 0 && version != CATALOG_VERSION) {
        rc = store_rebuild(st, e);
        if (rc == 0)
            rc = meta_put_int(st, "catalog", CATALOG_VERSION, e);
    }
    return rc;
}

/* Takes the lock now: EXCLUSIVE mode would take it only at the first read. */
static int take_lock(struct store *st, struct err *e)
{
    static const char pragmas[] =
        "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "PRAGMA foreign_keys=OFF; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000;"
        "BEGIN EXCLUSIVE; COMMIT;";
    int rc;

    sqlite3_busy_timeout(st->db, 200);
    rc = db_exec(st->db, pragmas, e);
    if (rc == -ERR_BUSY)
        return err_set(e, ERR_BUSY, st->path, "locked");
    return rc;
}

/* A VFS of a test has its own files. */
static int check_file(const char *path, bool create, const char *vfs, struct err *e)
{
    if (vfs)
        return 0;
    if (create)
        return access(path, F_OK) == 0 ? err_set(e, ERR_EXISTS, path, "exists") : 0;
    if (access(path, F_OK) != 0)
        return err_set(e, ERR_NOTFOUND, path, "no such file");
    if (access(path, W_OK) != 0)
        return err_errno(e, path); /* sqlite would only say "disk I/O error" */
    return 0;
}

static int open_store(struct store **out, const char *path, bool create, const struct id *hospital,
                      const struct identity *who, const char *vfs, struct err *e)
{
    struct store *st;
    int rc = check_file(path, create, vfs, e);

    if (rc != 0)
        return rc;
    st = xcalloc(1, sizeof *st);
    st->path = xstrdup(path);
    st->who = *who;
    if (sqlite3_open_v2(path, &st->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                            (create ? SQLITE_OPEN_CREATE : 0),
                        vfs) != SQLITE_OK)
        rc = db_error(st->db, path, e);
    if (rc == 0)
        rc = take_lock(st, e);
    if (rc == 0 && create)
        rc = db_exec(st->db, "BEGIN", e) ? -ERR_IO : create_schema(st, hospital, e);
    if (rc == 0)
        rc = create ? db_exec(st->db, "COMMIT", e) : check_schema(st, e);
    if (rc == 0)
        rc = store_load(st, e);
    if (rc == 0)
        *out = st;
    else
        store_close(st);
    return rc;
}

int store_open(struct store **out, const char *path, unsigned flags, const struct identity *who,
               const char *vfs, struct err *e)
{
    return open_store(out, path, (flags & STORE_CREATE) != 0, NULL, who, vfs, e);
}

int store_create_for(struct store **out, const char *path, struct id hospital,
                     const struct identity *who, const char *vfs, struct err *e)
{
    return open_store(out, path, true, &hospital, who, vfs, e);
}

void store_close(struct store *st)
{
    if (!st)
        return;
    db_finish(st->st, ST_N);
    db_finish(st->project, KIND_COUNT);
    db_finish(st->one, KIND_COUNT);
    sqlite3_close(st->db); /* checkpoints the write-ahead log */
    for (size_t i = 0; i < st->nknown; i++)
        vector_release(&st->known[i].seen);
    free(st->known);
    free(st->path);
    free(st);
}

uint64_t store_newest(const struct store *st)
{
    return st->newest;
}
