/* Commits of others: what the chain refuses, what heals, what is passed on. */
#include "model/base/clock.h"
#include "model/case.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct err e;

struct pair {
    struct fixture fa, fb;
    struct casefile *a, *b;
    struct buf raw[8]; /* the commits of a */
    size_t n;
};

static int keep(const struct commit_info *info, void *ctx)
{
    struct pair *p = ctx;

    buf_init(&p->raw[p->n], BUF_MAX_DEFAULT);
    commit_encode(&p->raw[p->n++], info->commit);
    return p->n == 8;
}

/* Laptop a recorded a line and two of its fields; b has nothing. */
static void pair_begin(struct pair *p)
{
    static const char *const rooms[] = {"サーバ室", "医事課"};
    struct id line = id_new(1);

    memset(p, 0, sizeof *p);
    fixture_begin(&p->fa);
    fixture_other(&p->fb, "田中", "B");
    p->a = fixture_case(&p->fa);
    if (case_create(&p->b, p->fb.workspace, "0342", "みなと総合病院", &p->fb.who, &e) != 0)
        bail("create: %s", e.detail);
    for (int i = 0; i < 2; i++)
        if (case_set(p->a, line, F_line_room, true, value_text(rooms[i]), &e) != 0)
            bail("set: %s", e.detail);
    store_walk(p->a->store, keep, p, &e);
}

static void drop(struct pair *p)
{
    for (size_t i = 0; i < p->n; i++)
        buf_release(&p->raw[i]);
    p->n = 0;
}

/* a has written more. */
static void read_again(struct pair *p)
{
    drop(p);
    store_walk(p->a->store, keep, p, &e);
}

static void pair_end(struct pair *p)
{
    drop(p);
    case_close(p->a);
    case_close(p->b);
    fixture_end(&p->fa);
    fixture_end(&p->fb);
}

static struct reception receive(struct store *st, struct buf *raw, size_t n)
{
    struct reception sum = {0};
    struct span v[8];

    for (size_t i = 0; i < n; i++)
        v[i] = (struct span){buf_str(&raw[i]), raw[i].len};
    is_ok(store_receive(st, v, n, &sum, NULL, NULL, &e), &e, "%zu commits arrive", n);
    return sum;
}

static int reason_of(const struct quarantined *q, void *ctx)
{
    snprintf(ctx, 64, "%s %s", q->reason, q->laptop);
    return 0;
}

static void refused(struct store *st, const char *wanted)
{
    char said[64] = "";

    store_quarantined(st, reason_of, said, &e);
    ok(strncmp(said, wanted, strlen(wanted)) == 0, "set aside as %s: %s", wanted, said);
}

/* A commit of n with another prev, as a program that is not ours writes it. */
static void forge(struct buf *raw)
{
    struct commit c;
    struct buf out = BUF_INIT;

    if (commit_decode(&c, buf_str(raw), raw->len, &e) != 0)
        bail("decode");
    c.prev.b[0] ^= 1;
    commit_encode(&out, &c);
    commit_release(&c);
    buf_release(raw);
    *raw = out;
}

static void wrong_one_first(void)
{
    struct pair p;
    struct buf right = BUF_INIT;
    struct counts n;
    struct reception sum;

    pair_begin(&p);
    buf_add(&right, buf_str(&p.raw[2]), p.raw[2].len);
    forge(&p.raw[2]);
    is_int(receive(p.b->store, &p.raw[2], 1).waiting, 1, "a forged commit comes first and waits");
    is_int(receive(p.b->store, &right, 1).quarantined, 1, "the right one looks like a fork");
    sum = receive(p.b->store, p.raw, 2);
    is_int(sum.fresh, 3, "when their past comes, the right one is applied with it");
    is_int(sum.waiting, -1, "nothing waits");
    store_counts(p.b->store, &n, &e);
    is_int(n.quarantined, 1, "and one is set aside:");
    refused(p.b->store, "chain");
    is_int(receive(p.b->store, &right, 1).rows, 0, "again: no row changes");
    buf_release(&right);
    pair_end(&p);
}

/* A peer that lies holds the place of the right one with a past that nobody
 * has: the right one takes it all the same. */
static void place_is_held(void)
{
    struct pair p;
    struct commit c;
    struct buf lie = BUF_INIT;
    struct seen nobody = {{{0xee}}, 9};

    pair_begin(&p);
    commit_decode(&c, buf_str(&p.raw[2]), p.raw[2].len, &e);
    free(c.seen);
    c.seen = &nobody;
    c.nseen = 1;
    commit_encode(&lie, &c);
    free(c.ops);
    receive(p.b->store, p.raw, 2);
    is_int(receive(p.b->store, &lie, 1).waiting, 1, "a lie waits in the place of the next commit");
    is_int(receive(p.b->store, &p.raw[2], 1).fresh, 1, "the right one is applied");
    refused(p.b->store, "fork");
    is_int(receive(p.b->store, &lie, 1).rows, 0, "the lie again: no row changes");
    is_int(receive(p.b->store, p.raw, p.n).rows, 0, "and the others");
    buf_release(&lie);
    pair_end(&p);
}

/* What was set aside comes again when its place is free: it stays aside, and
 * nothing is in two places (seeds 10756291 and 11359517 of the simulation). */
static void place_is_free(void)
{
    struct pair p;
    struct commit c;
    struct buf lie2 = BUF_INIT, lie3 = BUF_INIT;
    struct seen nobody = {{{0xee}}, 9};
    struct counts n;

    pair_begin(&p);
    commit_decode(&c, buf_str(&p.raw[1]), p.raw[1].len, &e);
    c.wall_ms++;
    commit_encode(&lie2, &c);
    commit_release(&c);
    commit_decode(&c, buf_str(&p.raw[2]), p.raw[2].len, &e);
    free(c.seen);
    c.seen = &nobody;
    c.nseen = 1;
    commit_encode(&lie3, &c);
    free(c.ops);
    receive(p.b->store, &p.raw[0], 1);
    is_int(receive(p.b->store, &p.raw[2], 1).waiting, 1, "the third waits for the second");
    is_int(receive(p.b->store, &lie3, 1).quarantined, 1, "another third is a fork");
    receive(p.b->store, &lie2, 1); /* the third does not follow it */
    store_counts(p.b->store, &n, &e);
    is_int(n.waiting, 0, "the place of the third is free");
    is_int(n.quarantined, 2, "both are set aside");
    is_int(receive(p.b->store, &lie3, 1).rows, 0, "one of them again: no row changes");
    store_counts(p.b->store, &n, &e);
    is_int(n.waiting, 0, "nothing waits");
    is_int(n.quarantined, 2, "and they are where they were");
    buf_release(&lie2);
    buf_release(&lie3);
    pair_end(&p);
}

static void other_hospital(void)
{
    struct pair p;
    struct casefile *c;
    struct reception sum;

    pair_begin(&p);
    case_create(&c, p.fb.workspace, "0107", "別の病院", &p.fb.who, &e);
    sum = receive(c->store, p.raw, p.n);
    is_int(sum.fresh, 0, "commits of another hospital are not taken in");
    is_int(sum.quarantined, 1, "their OPEN is set aside");
    is_int(sum.waiting, 2, "what stands on it waits");
    refused(c->store, "hospital");
    is_int(receive(c->store, p.raw, p.n).rows, 0, "the second time no row changes");
    case_close(c);
    pair_end(&p);
}

static void false_signature(void)
{
    struct pair p;
    struct commit c;
    struct buf out = BUF_INIT;
    uint8_t *value;

    pair_begin(&p);
    commit_decode(&c, buf_str(&p.raw[0]), p.raw[0].len, &e);
    value = malloc(c.ops[0].value.n);
    memcpy(value, c.ops[0].value.s, c.ops[0].value.n);
    value[KEY_LEN] ^= 1;
    c.ops[0].value.s = (const char *)value;
    commit_encode(&out, &c);
    is_int(receive(p.b->store, &out, 1).quarantined, 1, "a false OPEN is not taken in");
    refused(p.b->store, "signature");
    free(value);
    commit_release(&c);
    buf_release(&out);
    buf_puts(&out, "no commit at all");
    is_int(receive(p.b->store, &out, 1).quarantined, 1, "nor is garbage");
    is_int(receive(p.b->store, p.raw, p.n).fresh, 3, "the right ones are");
    buf_release(&out);
    pair_end(&p);
}

static int count_raw(uint64_t n, struct span raw, void *ctx)
{
    (void)n;
    (void)raw;
    ++*(int *)ctx;
    return 0;
}

static int note_writer(const struct writer_info *w, void *ctx)
{
    *(struct writer_info *)ctx = *w;
    return 0;
}

static void checkpoints(void)
{
    struct pair p;
    struct writer_info w = {0};
    struct counts before, after;
    int64_t checked;
    int n = 0;

    pair_begin(&p);
    store_counts(p.a->store, &before, &e);
    is_ok(store_checkpoint(p.a->store, &e), &e, "the laptop signs its chain");
    store_writers(p.a->store, note_writer, &w, &e);
    is_int((int)w.have, 4, "in a commit of its own");
    ok(w.own, "of this laptop");
    store_checkpoint(p.a->store, &e);
    store_chain(p.a->store, w.writer, 1, count_raw, &n, &e);
    is_int(n, 4, "nothing new: no further one");
    store_counts(p.a->store, &after, &e);
    is_int((int)after.pending_commits, (int)before.pending_commits, "it is no change to hand over");
    is_int((int)after.commits, 2, "and no change of a person");
    is_ok(store_verify(p.a->store, &checked, &e), &e, "the log verifies");
    read_again(&p);
    is_int(receive(p.b->store, p.raw, p.n).fresh, 4, "another laptop takes it in");
    p.raw[3].p[p.raw[3].len - 1] ^= 1;
    is_int(receive(p.b->store, &p.raw[3], 1).quarantined, 1, "a false one is a fork");
    pair_end(&p);
}

static void forged_checkpoint(void)
{
    struct pair p;

    pair_begin(&p);
    store_checkpoint(p.a->store, &e);
    read_again(&p);
    p.raw[3].p[p.raw[3].len - 1] ^= 1; /* the last byte is of its signature */
    is_int(receive(p.b->store, p.raw, p.n).quarantined, 1, "a false checkpoint is set aside");
    refused(p.b->store, "signature");
    pair_end(&p);
}

static int note_waiting(const struct waiting *w, void *ctx)
{
    snprintf(ctx, 256, "%d from %d; missing %d of %s (%s)", (int)w->count, (int)w->n,
             (int)w->missing_n, w->missing_person,
             id_equal(w->missing, w->writer) ? "own" : "other");
    return 0;
}

static void names_what_is_missing(void)
{
    struct pair p;
    char said[256] = "";

    pair_begin(&p);
    receive(p.b->store, &p.raw[0], 1);
    receive(p.b->store, &p.raw[2], 1);
    store_waiting(p.b->store, note_waiting, said, &e);
    is_str(said, "1 from 3; missing 2 of 佐藤 (own)", "what waits names what is missing");
    pair_end(&p);
}

/* Between the record of a photo and its bytes the program may be killed. */
static void photo_without_bytes(void)
{
    static const char hex[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    static const char drawing[] =
        "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";
    struct pair p;

    pair_begin(&p);
    if (case_set(p.a, id_new(3), F_photo_sha256, false, value_text(hex), &e) != 0 ||
        case_set(p.a, id_new(4), F_drawing_sha256, false, value_text(drawing), &e) != 0)
        bail("set: %s", e.detail);
    read_again(&p);
    ok(!store_photo_is_away(p.a->store, hex), "a photo taken in here is here");
    receive(p.b->store, p.raw, p.n);
    ok(store_photo_is_away(p.b->store, hex), "one whose record arrived is away, not missing");
    ok(store_photo_is_away(p.b->store, drawing), "so is a drawing");
    pair_end(&p);
}

static int count_holder(const struct holder *h, void *ctx)
{
    (void)h;
    ++*(int *)ctx;
    return 0;
}

static int holders(struct store *st, const struct hash *h)
{
    int n = 0;

    store_holders(st, h, count_holder, &n, &e);
    return n;
}

/* A photo purged on one laptop: marked there until it is here again; the others
 * do not count that laptop among those who have it. */
static void purged(void)
{
    static const char hex[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    static const char said[] =
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff central, PC-11";
    struct edits list = {0};
    struct pair p;
    struct counts n;
    struct hash h;

    pair_begin(&p);
    hash_parse(hex, &h);
    is_ok(case_set(p.a, id_new(3), F_photo_sha256, false, value_text(hex), &e), &e, "a photo");
    is_ok(store_peer_says(p.b->store, p.fa.who.public_key, NULL, 0, &h, 1, &e), &e,
          "the other laptop was told who has it");
    ok(!store_purged(p.a->store, &h), "nobody purged it");
    edits_op(&list, OP_EVENT, id_new(3), EVENT_PURGE, value_text(said));
    is_ok(case_edit(p.a, &list, &e), &e, "purged");
    ok(store_purged(p.a->store, &h) && store_photo_is_away(p.a->store, hex), "it is marked");
    store_counts(p.a->store, &n, &e);
    is_int((int)n.pending_photos, 0, "its bytes are not here, so not only here");
    is_int(holders(p.b->store, &h), 1, "until the other hears of it,");
    read_again(&p);
    receive(p.b->store, p.raw, p.n);
    is_int(holders(p.b->store, &h), 0, "that laptop has it");
    ok(!store_purged(p.b->store, &h), "and there it was not purged");
    is_ok(store_rebuild(p.a->store, &e), &e, "replayed from the log");
    ok(store_purged(p.a->store, &h), "it stays purged");
    is_ok(store_photos_away(p.a->store, &h, 1, &e), &e, "and while its bytes are elsewhere");
    ok(store_purged(p.a->store, &h), "too");
    is_ok(store_photos_away(p.a->store, NULL, 0, &e), &e, "until they are here again");
    ok(!store_purged(p.a->store, &h) && !store_photo_is_away(p.a->store, hex), "here");
    is_ok(store_rebuild(p.a->store, &e), &e, "which the log does not change");
    ok(!store_purged(p.a->store, &h), "afterwards");
    is_ok(store_photos_away(p.a->store, &h, 1, &e), &e, "away,");
    is_ok(store_photo_here(p.a->store, &h, &e), &e, "and taken in once more");
    ok(!store_photo_is_away(p.a->store, hex), "here");
    edits_release(&list);
    pair_end(&p);
}

static void receipts(void)
{
    struct pair p;
    struct writer_info w = {0};
    struct counts n;
    struct seen have;
    const uint8_t peer[KEY_LEN] = {7};
    const struct hash photos[] = {{{1}}, {{2}}};
    const struct ledger entry = {.file = "a.gnb", .laptop = "PC-11", .person = "田中"};
    char *folder;

    pair_begin(&p);
    store_writers(p.a->store, note_writer, &w, &e);
    have = (struct seen){w.writer, 2};
    store_counts(p.a->store, &n, &e);
    is_int((int)n.pending_commits, 2, "two changes that nobody else has");
    is_ok(store_peer_have(p.a->store, peer, &have, 1, &e), &e, "somebody has the first");
    store_counts(p.a->store, &n, &e);
    is_int((int)n.pending_commits, 1, "one is left");
    have.n = 1;
    store_peer_have(p.a->store, peer, &have, 1, &e);
    store_counts(p.a->store, &n, &e);
    is_int((int)n.pending_commits, 1, "a receipt never falls");
    is_ok(store_peer_photos(p.a->store, peer, photos, 2, &e), &e, "and two photos");
    is_ok(store_chunk_put(p.a->store, &photos[0], 3, &e), &e, "a part of one");
    is_ok(store_ledger_put(p.a->store, &entry, &e), &e, "a bundle came in");
    folder = xstrdup(p.a->folder);
    case_close(p.a);
    is_ok(case_open(&p.a, folder, &p.fa.who, &e), &e, "the store opens with all of them");
    free(folder);
    pair_end(&p);
}

/* A machine saved while it runs and resumed twice: the other half goes on with
 * the chain of this one. */
static int seen_of_last(const struct commit_info *info, void *ctx)
{
    if (info->commit->n == 1)
        *(size_t *)ctx = info->commit->nseen;
    return 0;
}

static void twin_goes_on(void)
{
    size_t nseen = 0;
    struct pair p;
    struct commit c;
    struct buf raw = BUF_INIT;
    struct counts n;

    pair_begin(&p);
    commit_decode(&c, buf_str(&p.raw[2]), p.raw[2].len, &e);
    c.n = 5; /* 4 is not here yet */
    commit_encode(&raw, &c);
    commit_release(&c);
    is_int(receive(p.a->store, &raw, 1).waiting, 1, "a later commit of our own chain arrives");
    is_ok(case_set(p.a, id_new(3), F_line_room, true, value_text("A"), &e), &e, "we edit,");
    is_ok(case_set(p.a, id_new(3), F_line_room, true, value_text("B"), &e), &e, "and edit");
    store_counts(p.a->store, &n, &e);
    is_int((int)n.commits, 4, "as a writer of our own: nothing collides");
    store_walk(p.a->store, seen_of_last, &nseen, &e);
    is_int((int)nseen, 1, "which says that it has seen the chain it leaves");
    buf_release(&raw);
    pair_end(&p);
}

/* An operation of a newer version. */
static void held(void)
{
    struct pair p;
    struct op op = {.kind = (enum op_kind)77, .entity = id_new(2), .value = value_text("新しい")};
    bool is;

    pair_begin(&p);
    is_ok(store_commit(p.a->store, &op, 1, NULL, NULL, &e), &e, "an op of a newer version");
    read_again(&p);
    is_int(receive(p.b->store, p.raw, p.n).fresh, 4, "is stored and applied around");
    store_is_held(p.b->store, op.entity, &is, &e);
    ok(is, "its entity is held");
    is_ok(store_rebuild(p.b->store, &e), &e, "and after a rebuild");
    store_is_held(p.b->store, op.entity, &is, &e);
    ok(is, "still");
    pair_end(&p);
}

int main(void)
{
    wrong_one_first();
    place_is_held();
    place_is_free();
    other_hospital();
    false_signature();
    checkpoints();
    forged_checkpoint();
    names_what_is_missing();
    photo_without_bytes();
    receipts();
    purged();
    twin_goes_on();
    held();
    return tap_done();
}
