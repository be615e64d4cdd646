/* Every order of arrival, not only drawn ones (replication.md 4.2, I5): six
 * commits are given one by one to an empty store in all 720 orders, and end in
 * the same tables. Forged ones among them end in quarantine in every order. */
#include "tests/lib/chain.h"
#include "tests/lib/tap.h"
#include "tests/sim/memvfs.h"

#include "model/base/clock.h"
#include "model/store.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define COMMITS 6

static const struct id hospital = {{'h', 'o', 's', 'p'}}, line = {{'l', 1}};
static struct err e;

struct story {
    const char *name;
    struct buf raw[COMMITS];
    size_t n;
    int64_t quarantined, conflicts, applied; /* what it ends in */
    struct buf end;                          /* the tables of the first order */
    int orders, wrong;
};

static struct store *laptop(const char *disk, uint8_t who)
{
    struct identity identity;
    struct store *st;

    chain_laptop(&identity, who, "佐藤");
    memvfs_copy("blank", disk);
    if (store_open(&st, disk, 0, &identity, MEMVFS, &e) != 0)
        bail("open: %s %s", e.subject, e.detail);
    return st;
}

static void write_op(struct store *st, enum op_kind kind, const char *text)
{
    struct op op = {.kind = kind, .entity = line, .value = value_text(text)};

    if (kind == OP_SET || kind == OP_RESOLVE)
        op.field = field_log_number(F_line_carrier, false);
    if (store_commit(st, &op, 1, NULL, NULL, &e) != 0)
        bail("commit: %s", e.detail);
}

static void give(struct story *s, struct store *st)
{
    struct span v[COMMITS];
    struct reception sum = {0};

    for (size_t i = 0; i < s->n; i++)
        v[i] = (struct span){s->raw[i].p, s->raw[i].len};
    if (store_receive(st, v, s->n, &sum, NULL, NULL, &e) != 0)
        bail("receive: %s", e.detail);
}

static int keep(const struct commit_info *info, void *ctx)
{
    struct story *s = ctx;

    if (s->n == COMMITS)
        bail("%s: more than %d commits", s->name, COMMITS);
    buf_init(&s->raw[s->n], BUF_MAX_DEFAULT);
    commit_encode(&s->raw[s->n++], info->commit);
    return 0;
}

/* All that a store has is the story from now on. */
static void take(struct story *s, struct store *st)
{
    for (size_t i = 0; i < s->n; i++)
        buf_release(&s->raw[i]);
    s->n = 0;
    if (store_walk(st, keep, s, &e) != 0)
        bail("walk: %s", e.detail);
}

enum forgery {
    FORGE_SIGNATURE = 1, /* of an OPEN */
    FORGE_LINK = 2,      /* another `prev` */
    FORGE_PAST = 4,      /* it has seen what nobody has */
};

/* A false copy of one commit. */
static void forge(struct story *s, size_t of, unsigned how)
{
    struct seen never = {.writer = {{0xee}}, .n = 3};
    struct buf *b = &s->raw[s->n++];
    struct commit c, copy;

    if (commit_decode(&c, s->raw[of].p, s->raw[of].len, &e) != 0)
        bail("decode");
    copy = c;
    if (how & FORGE_LINK)
        copy.prev.b[0] ^= 1;
    if (how & FORGE_PAST) {
        copy.seen = &never;
        copy.nseen = 1;
    }
    buf_init(b, BUF_MAX_DEFAULT);
    commit_encode(b, &copy);
    if (how & FORGE_SIGNATURE)
        b->p[b->len / 2] ^= 1;
    commit_release(&c);
}

/* ---- three stories ---- */

/* Two write the same field unseen, a third has seen both and resolves. */
static void conflict_and_choice(struct story *s)
{
    struct store *a = laptop("a", 1), *b = laptop("b", 2), *c = laptop("c", 3);

    write_op(a, OP_SET, "KDDI");
    write_op(b, OP_SET, "IIJ");
    take(s, a);
    give(s, c);
    take(s, b);
    give(s, c);
    write_op(c, OP_RESOLVE, "NTT");
    take(s, c);
    s->applied = 6;
    store_close(a);
    store_close(b);
    store_close(c);
}

/* One deletes what the other goes on editing. */
static void deletion_and_edit(struct story *s)
{
    struct store *a = laptop("a", 1), *b = laptop("b", 2);

    write_op(a, OP_SET, "KDDI");
    take(s, a);
    give(s, b);
    write_op(b, OP_DEL, NULL);
    write_op(b, OP_SET, "IIJ");
    write_op(a, OP_SET, "NTT");
    take(s, b);
    give(s, a);
    take(s, a);
    s->applied = 6;
    s->conflicts = 2;
    store_close(a);
    store_close(b);
}

/* A chain of three and a false copy of each. */
static void forgeries(struct story *s)
{
    struct store *a = laptop("a", 1);

    write_op(a, OP_SET, "KDDI");
    write_op(a, OP_SET, "IIJ");
    take(s, a);
    forge(s, 0, FORGE_SIGNATURE);
    forge(s, 1, FORGE_LINK | FORGE_PAST);
    forge(s, 2, FORGE_LINK);
    s->applied = 3;
    s->quarantined = 3;
    store_close(a);
}

/* ---- all orders ---- */

static void dump(struct store *st, struct buf *out)
{
    static const char *const tables[] = {
        "SELECT * FROM cell ORDER BY ent,fld,writer,n", "SELECT * FROM conflict ORDER BY ent,fld",
        "SELECT * FROM p_line ORDER BY ent", "SELECT writer,n,hash FROM commits ORDER BY writer,n",
        "SELECT hash FROM quarantine ORDER BY hash"};

    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        sqlite3_stmt *q;

        if (sqlite3_prepare_v2(store_db(st), tables[t], -1, &q, NULL) != SQLITE_OK)
            bail("%s", sqlite3_errmsg(store_db(st)));
        while (sqlite3_step(q) == SQLITE_ROW)
            for (int i = 0; i < sqlite3_column_count(q); i++) {
                int n = sqlite3_column_bytes(q, i);

                buf_addf(out, "|%d:%d:", sqlite3_column_type(q, i), n);
                buf_add(out, sqlite3_column_blob(q, i), (size_t)n);
            }
        sqlite3_finalize(q);
    }
}

static bool ends_well(const struct story *s, const struct counts *n, struct store *st)
{
    int64_t verified;

    return n->waiting == 0 && n->quarantined == s->quarantined && n->conflicts == s->conflicts &&
           store_verify(st, &verified, &e) == 0 && verified == s->applied;
}

static void one_order(struct story *s, const int order[COMMITS])
{
    struct store *st = laptop("to", 9);
    struct reception sum = {0};
    struct counts n;
    struct buf end = BUF_INIT;

    for (size_t i = 0; i < s->n; i++) {
        struct span one = {s->raw[order[i]].p, s->raw[order[i]].len};

        if (store_receive(st, &one, 1, &sum, NULL, NULL, &e) != 0)
            bail("receive: %s", e.detail);
    }
    dump(st, &end);
    if (s->orders == 0)
        buf_add(&s->end, end.p, end.len);
    if (store_counts(st, &n, &e) != 0 || !ends_well(s, &n, st) || end.len != s->end.len ||
        memcmp(end.p, s->end.p, end.len) != 0) {
        if (s->wrong++ == 0)
            diag("%s: order %d%d%d%d%d%d", s->name, order[0], order[1], order[2], order[3],
                 order[4], order[5]);
    }
    s->orders++;
    buf_release(&end);
    store_close(st);
}

static void every_order(struct story *s, int order[COMMITS], size_t at)
{
    if (at == s->n) {
        one_order(s, order);
        return;
    }
    for (size_t i = at; i < s->n; i++) {
        int kept = order[at];

        order[at] = order[i];
        order[i] = kept;
        every_order(s, order, at + 1);
        order[i] = order[at];
        order[at] = kept;
    }
}

static void tell(const char *name, void (*make)(struct story *))
{
    struct story s = {.name = name, .end = BUF_INIT};
    int order[COMMITS] = {0, 1, 2, 3, 4, 5};

    make(&s);
    is_int((int64_t)s.n, COMMITS, "%s: six commits", name);
    every_order(&s, order, 0);
    is_int(s.orders, 720, "in every order");
    is_int(s.wrong, 0, "end in the same tables");
    for (size_t i = 0; i < s.n; i++)
        buf_release(&s.raw[i]);
    buf_release(&s.end);
}

int main(void)
{
    struct identity who;
    struct store *st;

    memvfs_register();
    clock_set(clock_ms(2025, 9, 12, 9, 0, 0));
    chain_laptop(&who, 9, "佐藤");
    if (store_create_for(&st, "blank", hospital, &who, MEMVFS, &e) != 0)
        bail("create: %s %s", e.subject, e.detail);
    store_close(st);
    tell("two values and a choice", conflict_and_choice);
    tell("a deletion and edits", deletion_and_edit);
    tell("forged copies", forgeries);
    return tap_done();
}
