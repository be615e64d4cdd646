#include "tests/lib/rehouse.h"

#include "tests/lib/tap.h"

void rehouse(const struct span *chain, size_t n, struct id hospital, rehoused_fn *fn, void *ctx)
{
    struct buf raw = BUF_INIT;
    struct hash prev = {{0}};

    for (size_t i = 0; i < n; i++) {
        struct commit c;
        struct err e;

        if (commit_decode(&c, chain[i].p, chain[i].n, &e) != 0)
            bail("commit %zu: %s", i, e.detail);
        if (c.nops > 0 && c.ops[0].kind == OP_OPEN)
            c.ops[0].entity = hospital;
        c.prev = prev;
        buf_reset(&raw);
        commit_encode(&raw, &c);
        commit_release(&c);
        prev = commit_hash(raw.p, raw.len);
        fn(i + 1, (struct span){raw.p, raw.len}, &prev, ctx);
    }
    buf_release(&raw);
}
