#include "model/log.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT_VERSION 1
#define HASH_TAG "genba.commit.1"

void commit_encode(struct buf *out, const struct commit *c)
{
    buf_putc(out, FORMAT_VERSION);
    varint_put(out, c->catalog_version);
    buf_add(out, c->writer.b, ID_LEN);
    varint_put(out, c->n);
    buf_add(out, c->prev.b, HASH_LEN);
    varint_put(out, c->hlc);
    varint_put(out, (uint64_t)c->wall_ms);
    buf_add(out, c->user.b, ID_LEN);
    varint_put(out, c->nseen);
    for (size_t i = 0; i < c->nseen; i++) {
        buf_add(out, c->seen[i].writer.b, ID_LEN);
        varint_put(out, c->seen[i].n);
    }
    varint_put(out, c->nops);
    for (size_t i = 0; i < c->nops; i++) {
        buf_putc(out, (char)c->ops[i].kind);
        buf_add(out, c->ops[i].entity.b, ID_LEN);
        varint_put(out, c->ops[i].field);
        value_put(out, c->ops[i].value);
    }
}

/* A cursor over untrusted bytes: after the first failure every read fails. */
struct reader {
    const uint8_t *p;
    size_t left;
    bool bad;
};

static const uint8_t *take(struct reader *r, size_t n)
{
    const uint8_t *p = r->p;

    if (r->bad || n > r->left) {
        r->bad = true;
        return NULL;
    }
    r->p += n;
    r->left -= n;
    return p;
}

static void take_into(struct reader *r, void *out, size_t n)
{
    const uint8_t *p = take(r, n);

    if (p)
        memcpy(out, p, n);
}

static uint64_t take_varint(struct reader *r)
{
    uint64_t u = 0;
    size_t k = r->bad ? 0 : varint_get(r->p, r->left, &u);

    if (k == 0) {
        r->bad = true;
        return 0;
    }
    r->p += k;
    r->left -= k;
    return u;
}

static void take_op(struct reader *r, struct op *op)
{
    const uint8_t *kind = take(r, 1);
    uint64_t field;
    size_t k;

    if (!kind)
        return;
    op->kind = (enum op_kind) * kind;
    take_into(r, op->entity.b, ID_LEN);
    field = take_varint(r);
    k = r->bad || field > UINT32_MAX ? 0 : value_get(r->p, r->left, &op->value);
    if (k == 0) {
        r->bad = true;
        return;
    }
    op->field = (uint32_t)field;
    take(r, k);
}

/* The smallest bytes of one element bound how many can follow. */
static size_t take_count(struct reader *r, size_t smallest)
{
    uint64_t n = take_varint(r);

    if (n > r->left / smallest) {
        r->bad = true;
        return 0;
    }
    return (size_t)n;
}

int commit_decode(struct commit *out, const void *p, size_t n, struct err *e)
{
    struct reader r = {.p = p, .left = n};
    const uint8_t *version = take(&r, 1);

    memset(out, 0, sizeof *out);
    if (!version || *version != FORMAT_VERSION)
        return err_set(e, ERR_CORRUPT, "commit", "unknown format");
    out->catalog_version = take_varint(&r);
    take_into(&r, out->writer.b, ID_LEN);
    out->n = take_varint(&r);
    take_into(&r, out->prev.b, HASH_LEN);
    out->hlc = take_varint(&r);
    out->wall_ms = (int64_t)take_varint(&r);
    take_into(&r, out->user.b, ID_LEN);
    out->nseen = take_count(&r, ID_LEN + 1);
    if (!r.bad)
        out->seen = xcalloc(out->nseen, sizeof *out->seen);
    for (size_t i = 0; i < out->nseen && !r.bad; i++) {
        take_into(&r, out->seen[i].writer.b, ID_LEN);
        out->seen[i].n = take_varint(&r);
    }
    out->nops = r.bad ? 0 : take_count(&r, 1 + ID_LEN + 1 + 1);
    if (!r.bad)
        out->ops = xcalloc(out->nops, sizeof *out->ops);
    for (size_t i = 0; i < out->nops && !r.bad; i++)
        take_op(&r, &out->ops[i]);
    if (r.bad || r.left > 0 || out->n == 0 || out->n > INT64_MAX || out->hlc > INT64_MAX ||
        out->wall_ms < 0) {
        commit_release(out);
        return err_set(e, ERR_CORRUPT, "commit", "its bytes are damaged");
    }
    return 0;
}

void commit_release(struct commit *c)
{
    free(c->seen);
    free(c->ops);
    memset(c, 0, sizeof *c);
}

struct hash sha256(const void *p, size_t n)
{
    struct hash h;

    SHA256(p, n, h.b);
    return h;
}

struct hash commit_hash(const void *p, size_t n)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    struct hash h = {{0}};

    if (!ctx || !EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) ||
        !EVP_DigestUpdate(ctx, HASH_TAG, sizeof HASH_TAG) || !EVP_DigestUpdate(ctx, p, n) ||
        !EVP_DigestFinal_ex(ctx, h.b, NULL))
        out_of_memory(); /* or without SHA-256 */
    EVP_MD_CTX_free(ctx);
    return h;
}

uint64_t hlc_next(uint64_t last, int64_t wall_ms)
{
    uint64_t wall = wall_ms > HLC_EPOCH_MS ? (uint64_t)(wall_ms - HLC_EPOCH_MS) << 16 : 0;

    return wall > last ? wall : last + 1;
}

int64_t hlc_ms(uint64_t hlc)
{
    return (int64_t)(hlc >> 16) + HLC_EPOCH_MS;
}

struct id id_named(const void *p, size_t n)
{
    struct hash h = sha256(p, n);
    struct id id;

    memcpy(id.b, h.b, ID_LEN);
    id.b[6] = (uint8_t)((id.b[6] & 0x0f) | 0x80);
    id.b[8] = (uint8_t)((id.b[8] & 0x3f) | 0x80);
    return id;
}

void hash_print(const struct hash *h, char out[2 * HASH_LEN + 1])
{
    static const char digits[] = "0123456789abcdef";

    for (int i = 0; i < HASH_LEN; i++) {
        out[2 * i] = digits[h->b[i] >> 4];
        out[2 * i + 1] = digits[h->b[i] & 15];
    }
    out[2 * HASH_LEN] = '\0';
}

bool commit_is_quiet(const struct commit *c)
{
    for (size_t i = 0; i < c->nops; i++)
        if (c->ops[i].kind != OP_OPEN && c->ops[i].kind != OP_CHECKPOINT)
            return false;
    return true;
}

bool hash_parse(const char *hex, struct hash *out)
{
    static const char digits[] = "0123456789abcdef";

    if (strlen(hex) != 2 * HASH_LEN || hex[strspn(hex, digits)] != '\0')
        return false;
    for (size_t i = 0; i < HASH_LEN; i++)
        out->b[i] = (uint8_t)((strchr(digits, hex[2 * i]) - digits) << 4 |
                              (strchr(digits, hex[2 * i + 1]) - digits));
    return true;
}
