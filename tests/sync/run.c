/* The codec of commits: what goes in comes out, byte for byte, whatever it was;
 * damage is said, and the figure of bytes per commit. */
#include "sync/run.h"
#include "tests/lib/chain.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

static struct err e;

static bool same(const struct run *r, const struct span *v, size_t n)
{
    if (r->n != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (r->commits[i].n != v[i].n || memcmp(r->commits[i].p, v[i].p, v[i].n) != 0)
            return false;
    return true;
}

static void round_trip(const struct span *v, size_t n, const char *what)
{
    struct buf b = BUF_INIT;
    struct run r = {.n = 0};

    is_ok(run_encode(&b, v, n, &e), &e, "%s: %zu commits encoded", what, n);
    is_ok(run_decode(&r, b.p, b.len, &e), &e, "%s: decoded from %zu bytes", what, b.len);
    ok(same(&r, v, n), "%s: the same bytes", what);
    buf_release(&b);
    run_release(&r);
}

/* What no laptop of ours writes goes through as it is. */
static void strange_ones(const struct chain *c)
{
    static const char junk[] = "no commit at all";
    struct span v[6] = {c->v[4], c->v[5], {junk, sizeof junk}, c->v[7], c->v[3], c->v[4]};

    round_trip(v, 6, "junk, a hole and a repetition");
    round_trip(v + 2, 1, "junk alone");
    round_trip(v + 2, 4, "junk first");
}

static void a_large_one(void)
{
    struct op *ops = xcalloc(50000, sizeof *ops);
    struct commit c = {.n = 3, .hlc = 5, .ops = ops, .nops = 50000};
    struct buf raw = BUF_INIT;
    struct span one;
    uint64_t random = 7;

    for (size_t i = 0; i < c.nops; i++) {
        ops[i] = (struct op){.kind = OP_SET, .field = 0x301, .value = value_int((int64_t)i)};
        for (size_t k = 0; k < ID_LEN; k++)
            ops[i].entity.b[k] = (uint8_t)chain_random(&random);
    }
    c.wall_ms = INT64_MAX;
    commit_encode(&raw, &c);
    one = (struct span){raw.p, raw.len};
    round_trip(&one, 1, "a commit of 50,000 new rows");
    buf_release(&raw);
    free(ops);
}

static bool inside(const struct run *r)
{
    const char *at = r->raw.p;

    for (size_t i = 0; i < r->n; i++) {
        if (r->commits[i].p != at || r->commits[i].n == 0)
            return false;
        at += r->commits[i].n;
    }
    return at == r->raw.p + r->raw.len && r->raw.len <= RUN_RAW_MAX;
}

/* Damage is refused or gives other bytes: never a crash, never more than the bound. */
static void damaged(const struct chain *c)
{
    struct buf b = BUF_INIT;
    struct run r = {.n = 0};
    int wrong = 0, cut = 0;
    char *exact;

    run_encode(&b, c->v, 60, &e);
    for (size_t n = 0; n < b.len; n++) {
        exact = xmalloc(n ? n : 1); /* so that a byte read behind the end is found */
        memcpy(exact, b.p, n);
        cut += run_decode(&r, exact, n, NULL) == 0;
        free(exact);
    }
    is_int(cut, 0, "cut at each of %zu bytes: refused", b.len);
    for (size_t i = 0; i < b.len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            b.p[i] = (char)(b.p[i] ^ (1 << bit));
            if (run_decode(&r, b.p, b.len, NULL) == 0)
                wrong += !inside(&r);
            else
                wrong += r.n != 0;
            b.p[i] = (char)(b.p[i] ^ (1 << bit));
        }
    }
    is_int(wrong, 0, "each bit flipped: refused, or spans within what was rebuilt");
    ok(run_decode(&r, b.p, b.len, NULL) == 0 && same(&r, c->v, 60), "undamaged again: the same");
    buf_release(&b);
    run_release(&r);
}

static void sizes(size_t commits)
{
    struct chain c;
    struct buf b = BUF_INIT;
    size_t zip = 0, plain = 0, bound;
    char *out;

    chain_make(&c, commits, 42);
    for (size_t i = 0; i < commits; i += RUN_COMMITS_MAX) {
        size_t n = commits - i < RUN_COMMITS_MAX ? commits - i : RUN_COMMITS_MAX;

        buf_reset(&b);
        run_encode(&b, c.v + i, n, &e);
        bound = ZSTD_compressBound(b.len);
        out = xmalloc(bound);
        zip += ZSTD_compress(out, bound, b.p, b.len, 9);
        plain += b.len;
        free(out);
    }
    diag("%zu commits, %zu ops: raw %.1f, columns %.1f, zstd %.1f bytes a commit", commits, c.ops,
         (double)c.raw_bytes / (double)commits, (double)plain / (double)commits,
         (double)zip / (double)commits);
    ok((double)zip / (double)commits <= 40, "at most 40 bytes a commit");
    buf_release(&b);
    chain_release(&c);
}

static void limits(const struct chain *c)
{
    struct span *many = xcalloc(RUN_COMMITS_MAX + 1, sizeof *many);
    struct buf b = BUF_INIT;

    for (size_t i = 0; i <= RUN_COMMITS_MAX; i++)
        many[i] = c->v[1];
    is_int(run_encode(&b, many, RUN_COMMITS_MAX + 1, &e), -ERR_LIMIT, "too many for a frame");
    is_int(run_encode(&b, many, 0, &e), -ERR_LIMIT, "none");
    buf_release(&b);
    free(many);
}

int main(void)
{
    struct chain c;

    chain_make(&c, 300, 1);
    round_trip(c.v, 300, "a chain");
    round_trip(c.v + 100, 1, "one from the middle");
    strange_ones(&c);
    a_large_one();
    damaged(&c);
    limits(&c);
    sizes(20000);
    chain_release(&c);
    return tap_done();
}
