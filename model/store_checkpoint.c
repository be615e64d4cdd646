/* Checkpoints: a laptop's signature over how far its chains have come, so that
 * one Ed25519 check covers every commit below it (replication.md 3.3). Each CLI
 * run is a writer of its own: one checkpoint signs all chains of the laptop that
 * are not signed to their ends.
 *
 * op: entity = the writer, value = blob: varint n | hash of commit n[32] |
 * signature[64] by the writer's device over "genba.checkpoint.1" 0x00 writer n[8,
 * big endian] hash. */
#include "model/store_private.h"

#include <stdlib.h>
#include <string.h>

#define TAG "genba.checkpoint.1" /* with its NUL */
#define SIGNED_LEN (sizeof TAG + ID_LEN + 8 + HASH_LEN)

static void signed_bytes(uint8_t out[SIGNED_LEN], struct id writer, uint64_t n,
                         const struct hash *hash)
{
    uint8_t *p = out + sizeof TAG;

    memcpy(out, TAG, sizeof TAG);
    memcpy(p, writer.b, ID_LEN);
    p += ID_LEN;
    for (int i = 0; i < 8; i++)
        p[i] = (uint8_t)(n >> (56 - 8 * i));
    memcpy(p + 8, hash->b, HASH_LEN);
}

static int hash_of(struct store *st, struct id writer, uint64_t n, struct hash *out, struct err *e)
{
    struct statement *s = &st->st[ST_COMMIT_GET];
    int rc = store_prepare(st, ST_COMMIT_GET, e);

    if (rc != 0)
        return rc;
    db_bind_id(s, 1, writer);
    db_bind_int(s, 2, (int64_t)n);
    rc = db_step(st->db, s, e);
    if (rc > 0 && sqlite3_column_bytes(s->st, 0) == HASH_LEN)
        memcpy(out->b, sqlite3_column_blob(s->st, 0), HASH_LEN);
    else if (rc >= 0)
        rc = err_set(e, ERR_NOTFOUND, st->path, "no such commit");
    sqlite3_reset(s->st);
    return rc < 0 ? rc : 0;
}

static bool parse(const struct op *op, uint64_t *n, struct hash *hash, const uint8_t **signature)
{
    const uint8_t *p = (const uint8_t *)op->value.s;
    size_t k;

    if (op->value.type != VALUE_BLOB)
        return false;
    k = varint_get(p, op->value.n, n);
    if (k == 0 || op->value.n != k + HASH_LEN + SIGNATURE_LEN || *n == 0 || *n >= INT64_MAX)
        return false;
    memcpy(hash->b, p + k, HASH_LEN);
    *signature = p + k + HASH_LEN;
    return true;
}

int checkpoint_holds(struct store *st, const struct op *op, bool *holds, struct err *e)
{
    const struct known *k = store_known(st, op->entity, false);
    struct writer_names who;
    struct hash said, have;
    const uint8_t *signature;
    uint8_t text[SIGNED_LEN];
    uint64_t n;
    int rc;

    *holds = false;
    if (!k || !parse(op, &n, &said, &signature) || n > k->have)
        return 0;
    rc = hash_of(st, op->entity, n, &have, e);
    if (rc == -ERR_NOTFOUND || (rc == 0 && memcmp(&said, &have, sizeof said) != 0))
        return 0;
    if (rc == 0)
        rc = writer_names(st, op->entity, &who, e);
    if (rc != 0)
        return rc;
    signed_bytes(text, op->entity, n, &said);
    *holds = identity_check(who.device, text, sizeof text, signature);
    return 0;
}

int apply_checkpoint(struct store *st, const struct op *op, struct err *e)
{
    struct statement *s = &st->st[ST_SIGNED_PUT];
    struct hash hash;
    const uint8_t *signature;
    uint64_t n;
    int rc;

    if (!parse(op, &n, &hash, &signature))
        return 0; /* refused before it is stored; verify names it */
    rc = store_prepare(st, ST_SIGNED_PUT, e);
    if (rc != 0)
        return rc;
    db_bind_id(s, 1, op->entity);
    db_bind_int(s, 2, (int64_t)n);
    return db_run(st->db, s, e);
}

/* Writers of this laptop with a change by a person behind their last signature. */
static int unsigned_writers(struct store *st, struct touched *out, struct err *e)
{
    static const char sql[] =
        "SELECT w.writer FROM writer w LEFT JOIN signed s ON s.writer=w.writer"
        " WHERE w.device=?1 AND w.have_n>coalesce(s.n,0) AND EXISTS"
        "  (SELECT 1 FROM commits c WHERE c.writer=w.writer AND c.n>coalesce(s.n,0)"
        "   AND c.n<=w.have_n"
        "   AND NOT EXISTS(SELECT 1 FROM quiet q WHERE q.writer=c.writer AND q.n=c.n))"
        " ORDER BY w.writer";
    struct statement s = {0};
    int rc = db_prepare(st->db, &s, sql, e);

    if (rc == 0)
        db_bind_blob(&s, 1, st->who.public_key, KEY_LEN);
    while (rc == 0 && (rc = db_step(st->db, &s, e)) > 0) {
        out->v = xgrow(out->v, out->n, &out->cap, sizeof *out->v);
        out->v[out->n++] = db_id(&s, 0);
        rc = 0;
    }
    db_finish(&s, 1);
    return rc;
}

int store_checkpoint(struct store *st, struct err *e)
{
    struct touched writers = {0};
    struct buf *values = NULL;
    struct op *ops = NULL;
    int rc = unsigned_writers(st, &writers, e);

    if (rc == 0 && writers.n > 0) {
        values = xcalloc(writers.n, sizeof *values);
        ops = xcalloc(writers.n, sizeof *ops);
        for (size_t i = 0; i < writers.n; i++) {
            const struct known *k = store_known(st, writers.v[i], true);
            uint8_t text[SIGNED_LEN], signature[SIGNATURE_LEN];

            signed_bytes(text, k->writer, k->have, &k->head);
            identity_sign(&st->who, text, sizeof text, signature);
            buf_init(&values[i], BUF_MAX_DEFAULT);
            varint_put(&values[i], k->have);
            buf_add(&values[i], k->head.b, HASH_LEN);
            buf_add(&values[i], signature, sizeof signature);
            ops[i] = (struct op){.kind = OP_CHECKPOINT,
                                 .entity = k->writer,
                                 .value = value_blob(buf_str(&values[i]), values[i].len)};
        }
        rc = store_commit(st, ops, writers.n, NULL, NULL, e);
    }
    for (size_t i = 0; values && i < writers.n; i++)
        buf_release(&values[i]);
    free(values);
    free(ops);
    free(writers.v);
    return rc;
}
