/* A fork adopted in two goes: the other half of a snapshot wrote on after its
 * first commits had been adopted. */
#include "model/base/clock.h"
#include "model/case.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct err e;
static const struct id line = {{'l', 1}};

struct pair {
    struct fixture fa, fb;
    struct casefile *a, *b;
    struct buf raw[4]; /* the commits of a: OPEN and two answers */
    size_t n;
};

static int keep(const struct commit_info *info, void *ctx)
{
    struct pair *p = ctx;

    buf_init(&p->raw[p->n], BUF_MAX_DEFAULT);
    commit_encode(&p->raw[p->n++], info->commit);
    return p->n == 4;
}

static struct reception give(struct pair *p, const struct buf *raw)
{
    struct span one = {raw->p, raw->len};
    struct reception sum = {0};

    is_ok(store_receive(p->b->store, &one, 1, &sum, NULL, NULL, &e), &e, "a commit arrives");
    return sum;
}

static void pair_begin(struct pair *p)
{
    memset(p, 0, sizeof *p);
    fixture_begin(&p->fa);
    fixture_other(&p->fb, "田中", "B");
    p->a = fixture_case(&p->fa);
    if (case_create(&p->b, p->fb.workspace, "0342", "みなと総合病院", &p->fb.who, &e) != 0 ||
        case_set(p->a, line, F_line_carrier, false, value_text("KDDI"), &e) != 0 ||
        case_set(p->a, line, F_line_carrier, false, value_text("IIJ"), &e) != 0)
        bail("pair: %s", e.detail);
    store_walk(p->a->store, keep, p, &e);
    for (size_t i = 0; i < p->n; i++)
        give(p, &p->raw[i]);
}

static void pair_end(struct pair *p)
{
    for (size_t i = 0; i < p->n; i++)
        buf_release(&p->raw[i]);
    case_close(p->a);
    case_close(p->b);
    fixture_end(&p->fa);
    fixture_end(&p->fb);
}

/* What the other half of the snapshot wrote behind `before`. */
static void other_half(struct pair *p, const struct buf *before, const char *text, struct buf *out)
{
    struct commit c;
    struct op op;

    if (commit_decode(&c, p->raw[1].p, p->raw[1].len, &e) != 0)
        bail("decode");
    op = c.ops[0];
    op.value = value_text(text);
    c.ops[0] = op;
    c.prev = commit_hash(before->p, before->len);
    c.n = before == &p->raw[1] ? 3 : 4;
    c.hlc += c.n;
    buf_init(out, BUF_MAX_DEFAULT);
    commit_encode(out, &c);
    commit_release(&c);
}

static int64_t aside(struct pair *p)
{
    struct counts n = {0};

    is_ok(store_counts(p->b->store, &n, &e), &e, "counts");
    return n.quarantined;
}

static int list(const struct head *h, void *ctx)
{
    struct buf *out = ctx;

    buf_add(out, h->value.s, h->value.n);
    buf_putc(out, ' ');
    return 0;
}

static void adopt(struct pair *p, struct id writer, const char *what)
{
    int64_t adopted = 0;

    is_ok(store_adopt(p->b->store, writer, &adopted, NULL, NULL, &e), &e, "%s", what);
    is_int(adopted, 1, "one commit");
    is_int(aside(p), 0, "nothing is left aside");
}

int main(void)
{
    struct pair p;
    struct buf first, second, heads = BUF_INIT;
    struct commit c;
    int64_t verified;

    pair_begin(&p);
    other_half(&p, &p.raw[1], "NTT", &first);
    other_half(&p, &first, "STNet", &second);
    commit_decode(&c, first.p, first.len, &e);
    give(&p, &first);
    is_int(aside(&p), 1, "the other half of a snapshot is set aside");
    adopt(&p, c.writer, "it is adopted");
    give(&p, &second);
    is_int(aside(&p), 1, "it wrote on: set aside again");
    adopt(&p, c.writer, "and adopted behind what was");
    store_heads(p.b->store, line, field_log_number(F_line_carrier, false), list, &heads, &e);
    ok(strstr(buf_str(&heads), "STNet") && strstr(buf_str(&heads), "IIJ"),
       "the two ends stand side by side: %s", buf_str(&heads));
    ok(!strstr(buf_str(&heads), "NTT"), "what the second had seen is replaced");
    is_ok(store_verify(p.b->store, &verified, &e), &e, "the log verifies");
    is_ok(store_rebuild(p.b->store, &e), &e, "and can be rebuilt");
    is_int(aside(&p), 0, "nothing is aside after that");
    commit_release(&c);
    buf_release(&first);
    buf_release(&second);
    buf_release(&heads);
    pair_end(&p);
    return tap_done();
}
