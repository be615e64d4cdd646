/* The log, the merge rule and undo, on real files. */
#include "model/base/clock.h"
#include "model/case.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct err e;

static void codec(void)
{
    struct op ops[] = {
        {.kind = OP_SET, .entity = id_new(1), .field = 0x0301, .value = value_int(-5)},
        {.kind = OP_SET, .entity = id_new(2), .field = 0x8306, .value = value_unreadable("奥")},
        {.kind = (enum op_kind)99, .entity = id_new(3), .field = 7, .value = value_text("新")},
    };
    struct seen seen = {id_new(4), 300};
    struct commit c = {.catalog_version = 1,
                       .writer = id_new(5),
                       .n = 2,
                       .hlc = 12345,
                       .wall_ms = 1,
                       .seen = &seen,
                       .nseen = 1,
                       .ops = ops,
                       .nops = 3};
    struct commit back;
    struct buf raw = BUF_INIT, again = BUF_INIT;

    commit_encode(&raw, &c);
    is_ok(commit_decode(&back, buf_str(&raw), raw.len, &e), &e, "a commit is read back");
    commit_encode(&again, &back);
    ok(again.len == raw.len && memcmp(again.p, raw.p, raw.len) == 0,
       "and its bytes are the same, an unknown op among them");
    commit_release(&back);
    bool all_refused = true;
    for (size_t cut = 0; cut < raw.len; cut++)
        all_refused &= commit_decode(&back, raw.p, cut, NULL) != 0;
    ok(all_refused, "cut anywhere it is refused");
    buf_release(&raw);
    buf_release(&again);
}

static struct reception receive(struct store *st, struct buf *raw)
{
    struct reception sum = {0};
    struct span one = {buf_str(raw), raw->len};

    if (store_receive(st, &one, 1, &sum, NULL, NULL, &e) != 0)
        bail("receive: %s %s", e.subject, e.detail);
    return sum;
}

/* Every commit of `from` into `to`, in the order given by `step`. */
struct shipping {
    struct store *to;
    int duplicates, added, waiting;
};

static int ship_one(const struct commit_info *info, void *ctx)
{
    struct shipping *s = ctx;
    struct buf raw = BUF_INIT;
    struct reception sum;

    commit_encode(&raw, info->commit);
    sum = receive(s->to, &raw);
    s->duplicates += (int)sum.duplicate;
    s->added += (int)sum.fresh;
    s->waiting += (int)sum.waiting;
    buf_release(&raw);
    return 0;
}

static struct shipping ship(struct casefile *from, struct casefile *to)
{
    struct shipping s = {.to = to->store};

    if (store_walk(from->store, ship_one, &s, &e) != 0)
        bail("walk: %s", e.detail);
    if (survey_load(&to->survey, to->store, &e) != 0)
        bail("load: %s", e.detail);
    return s;
}

/* A text of everything derived, for comparing two stores. */
static void dump(struct casefile *c, struct buf *out)
{
    static const char *const tables[] = {"cell", "conflict", "p_line", "p_device", "p_site"};

    buf_reset(out);
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        sqlite3_stmt *st;
        char *sql = sqlite3_mprintf("SELECT * FROM \"%w\" ORDER BY 1,2", tables[t]);

        sqlite3_prepare_v2(store_db(c->store), sql, -1, &st, NULL);
        sqlite3_free(sql);
        while (sqlite3_step(st) == SQLITE_ROW)
            for (int i = 0; i < sqlite3_column_count(st); i++) {
                const void *p = sqlite3_column_blob(st, i);

                buf_addf(out, "%d:", sqlite3_column_type(st, i));
                buf_add(out, p, (size_t)sqlite3_column_bytes(st, i));
                buf_putc(out, '|');
            }
        sqlite3_finalize(st);
    }
}

static bool same_derived(struct casefile *a, struct casefile *b)
{
    struct buf da = BUF_INIT, db = BUF_INIT;
    bool same;

    dump(a, &da);
    dump(b, &db);
    same = da.len == db.len && memcmp(buf_str(&da), buf_str(&db), da.len) == 0;
    buf_release(&da);
    buf_release(&db);
    return same;
}

static struct id line_id;

static void first_line(struct casefile *c)
{
    struct edits list = {0};

    line_id = id_new(clock_now_ms());
    edits_set(&list, line_id, F_line_line_seq, value_int(1));
    edits_set(&list, line_id, F_line_line_label, value_text("回線A"));
    is_ok(case_edit(c, &list, &e), &e, "a line is recorded");
    edits_release(&list);
}

static void set_text(struct casefile *c, enum field f, bool observed, const char *text)
{
    if (case_set(c, line_id, f, observed, value_text(text), &e) != 0)
        bail("set: %s %s", e.subject, e.detail);
}

static const char *seen_room(struct casefile *c)
{
    return row_text_seen(survey_find(&c->survey, line_id), F_line_room);
}

/* Changes one byte of the second commit behind the program's back. */
static void flip_byte(struct casefile *c, int at)
{
    sqlite3_stmt *get, *put;
    char raw[4096];
    int n;

    sqlite3_prepare_v2(store_db(c->store), "SELECT raw FROM commits WHERE n=2", -1, &get, NULL);
    sqlite3_step(get);
    n = sqlite3_column_bytes(get, 0);
    memcpy(raw, sqlite3_column_blob(get, 0), (size_t)n);
    sqlite3_finalize(get);
    raw[at] ^= 1;
    sqlite3_prepare_v2(store_db(c->store), "UPDATE commits SET raw=?1 WHERE n=2", -1, &put, NULL);
    sqlite3_bind_blob(put, 1, raw, n, SQLITE_STATIC);
    if (sqlite3_step(put) != SQLITE_DONE)
        bail("could not change the byte");
    sqlite3_finalize(put);
}

static void reopening(void)
{
    struct fixture f;
    struct casefile *c, *second;
    char folder[512];
    int64_t n;

    fixture_begin(&f);
    c = fixture_case(&f);
    first_line(c);
    set_text(c, F_line_room, true, "サーバ室");
    snprintf(folder, sizeof folder, "%s", c->folder);
    is_int(case_open(&second, folder, &f.who, &e), -ERR_BUSY, "a second genba is told it is open");
    case_close(c);
    is_ok(case_open(&c, folder, &f.who, &e), &e, "the case opens again");
    is_str(seen_room(c), "サーバ室", "and holds what was recorded");
    is_str(row_text(survey_find(&c->survey, line_id), F_line_room), "", "observed is not declared");
    ok(survey_address(&c->survey, "line:1") == survey_find(&c->survey, line_id),
       "line:1 is its address");
    is_ok(store_verify(c->store, &n, &e), &e, "the chain verifies");
    is_int(n, 3, "OPEN and two commits");
    flip_byte(c, 60);
    is_int(store_verify(c->store, &n, &e), -ERR_CORRUPT, "one changed byte is found");
    flip_byte(c, 60);
    is_ok(store_verify(c->store, &n, &e), &e, "and put back it verifies");
    sqlite3_exec(store_db(c->store), "UPDATE commits SET hlc=hlc+1 WHERE n=2", NULL, NULL, NULL);
    is_int(store_verify(c->store, &n, &e), -ERR_CORRUPT, "a changed stamp is found");
    sqlite3_exec(store_db(c->store), "UPDATE commits SET hlc=hlc-1 WHERE n=2", NULL, NULL, NULL);
    sqlite3_exec(store_db(c->store), "DELETE FROM commits WHERE n=3", NULL, NULL, NULL);
    is_int(store_verify(c->store, &n, &e), -ERR_CORRUPT, "an end cut off is found");
    case_close(c);
    fixture_end(&f);
}

/* A store of the first version, as it would lie on a laptop. */
static void migrating(void)
{
    struct fixture f;
    struct casefile *c;
    struct buf text = BUF_INIT;
    struct counts n;
    char folder[512], copy[600];

    fixture_begin(&f);
    c = fixture_case(&f);
    first_line(c);
    snprintf(folder, sizeof folder, "%s", c->folder);
    sqlite3_exec(store_db(c->store),
                 "DROP TABLE draft; DROP TABLE held; DROP TABLE quiet; DROP TABLE signed;"
                 "DROP TABLE peer_photo; DROP TABLE chunk; DROP TABLE ledger; DROP TABLE away;"
                 "DROP TABLE adopted; DROP TABLE dict;"
                 "PRAGMA user_version=1",
                 NULL, NULL, NULL);
    case_close(c);
    is_ok(case_open(&c, folder, &f.who, &e), &e, "an older store opens");
    is_int(c->survey.n[KIND_line], 1, "with what was in it");
    store_counts(c->store, &n, &e);
    is_int((int)n.commits, 1, "and what is derived now is derived of it");
    is_ok(store_draft_put(c->store, "text", "入力中", &e), &e, "and has what it lacked");
    is_ok(store_draft_get(c->store, "text", &text, &e), &e, "a draft is kept");
    is_str(buf_str(&text), "入力中", "as it was typed");
    snprintf(copy, sizeof copy, "%s/survey.db.v1.bak", folder);
    ok(access(copy, R_OK) == 0, "a copy of the old one stands beside it");
    sqlite3_exec(store_db(c->store), "PRAGMA user_version=99", NULL, NULL, NULL);
    case_close(c);
    is_int(case_open(&c, folder, &f.who, &e), -ERR_NEWER, "a newer store is refused politely");
    buf_release(&text);
    fixture_end(&f);
}

static int note_holder(const struct holder *h, void *ctx)
{
    *(bool *)ctx = h->own;
    return 0;
}

/* Receipts of a store of the fourth version are nobody's own word: nothing is
 * purged by them. */
static void migrating_receipts(void)
{
    static const uint8_t peer[KEY_LEN] = {7};
    const struct hash photos[] = {{{1}}, {{2}}};
    struct fixture f;
    struct casefile *c;
    char folder[512], copy[600], hex[2 * HASH_LEN + 1];
    bool own = true;

    fixture_begin(&f);
    c = fixture_case(&f);
    snprintf(folder, sizeof folder, "%s", c->folder);
    is_ok(store_peer_says(c->store, peer, NULL, 0, photos, 1, &e), &e, "a receipt");
    is_ok(store_photos_away(c->store, &photos[1], 1, &e), &e, "and a photo elsewhere");
    is_int(sqlite3_exec(store_db(c->store),
                        "ALTER TABLE peer_photo DROP COLUMN own;"
                        "ALTER TABLE away DROP COLUMN purged_ms; PRAGMA user_version=4",
                        NULL, NULL, NULL),
           SQLITE_OK, "of the fourth version");
    case_close(c);
    is_ok(case_open(&c, folder, &f.who, &e), &e, "opens");
    store_holders(c->store, &photos[0], note_holder, &own, &e);
    ok(!own, "the receipt is there, as hearsay");
    hash_print(&photos[1], hex);
    ok(store_photo_is_away(c->store, hex) && !store_purged(c->store, &photos[1]),
       "the photo is elsewhere, and was not purged");
    snprintf(copy, sizeof copy, "%s/survey.db.v4.bak", folder);
    ok(access(copy, R_OK) == 0, "a copy of the old one stands beside it");
    case_close(c);
    fixture_end(&f);
}

/* A list that goes away from a value and comes back to it keeps the last. */
static void back_again(void)
{
    struct fixture f;
    struct casefile *c;
    struct edits list = {0};

    fixture_begin(&f);
    c = fixture_case(&f);
    first_line(c);
    set_text(c, F_line_room, true, "A");
    edits_observe(&list, line_id, F_line_room, value_text("B"));
    edits_observe(&list, line_id, F_line_room, value_text("A"));
    is_ok(case_edit(c, &list, &e), &e, "A, then B and A in one change");
    is_str(seen_room(c), "A", "A stays");
    edits_release(&list);
    case_close(c);
    fixture_end(&f);
}

static void undoing(void)
{
    struct fixture f;
    struct casefile *c;
    struct id what;
    char folder[512];

    fixture_begin(&f);
    c = fixture_case(&f);
    is_int(case_undo(c, &what, &e), -ERR_NOTFOUND, "nothing to undo at first");
    first_line(c);
    set_text(c, F_line_room, true, "サーバ室");
    set_text(c, F_line_room, true, "電気室");
    is_ok(case_undo(c, &what, &e), &e, "undo");
    is_str(seen_room(c), "サーバ室", "puts back the value before");
    is_ok(case_undo(c, &what, &e), &e, "undo again");
    is_str(seen_room(c), "", "and nothing before that");
    is_ok(case_redo(c, &what, &e), &e, "redo");
    is_str(seen_room(c), "サーバ室", "brings it back");
    snprintf(folder, sizeof folder, "%s", c->folder);
    case_close(c);
    if (case_open(&c, folder, &f.who, &e) != 0)
        bail("open: %s", e.detail);
    is_ok(case_redo(c, &what, &e), &e, "redo after a restart");
    is_str(seen_room(c), "電気室", "brings back the last");
    case_undo(c, &what, &e);
    case_undo(c, &what, &e);
    is_ok(case_undo(c, &what, &e), &e, "undo of the creation");
    is_int(c->survey.n[KIND_line], 0, "takes the line away");
    is_int(case_undo(c, &what, &e), -ERR_NOTFOUND, "the bottom of the log");
    is_ok(case_redo(c, &what, &e), &e, "redo of the creation");
    is_int(c->survey.n[KIND_line], 1, "brings the line back");
    set_text(c, F_line_room, true, "医事課");
    is_int(case_redo(c, &what, &e), -ERR_NOTFOUND, "a new action ends the redo");
    case_close(c);
    fixture_end(&f);
}

static void two_laptops(struct fixture *fa, struct fixture *fb, struct casefile **a,
                        struct casefile **b)
{
    fixture_begin(fa);
    fixture_other(fb, "田中", "B");
    *a = fixture_case(fa);
    if (case_create(b, fb->workspace, "0342", "みなと総合病院", &fb->who, &e) != 0)
        bail("create: %s", e.detail);
    first_line(*a);
    ship(*a, *b);
}

static void merging(void)
{
    struct fixture fa, fb;
    struct casefile *a, *b;
    struct counts n;
    struct shipping s;

    two_laptops(&fa, &fb, &a, &b);
    is_int(b->survey.n[KIND_line], 1, "the other laptop has the line");
    set_text(a, F_line_room, true, "サーバ室");
    set_text(b, F_line_floor, true, "3F");
    ship(a, b);
    ship(b, a);
    ok(same_derived(a, b), "different fields merge, both sides alike (I1)");
    store_counts(a->store, &n, &e);
    is_int(n.conflicts, 0, "without a conflict");

    set_text(a, F_line_room, true, "電気室");
    clock_set(clock_ms(2026, 9, 12, 9, 0, 0)); /* b's clock runs a year ahead */
    set_text(b, F_line_room, true, "医事課");
    clock_set(clock_ms(2025, 9, 12, 9, 1, 0));
    ship(b, a);
    ship(a, b);
    ok(same_derived(a, b), "a clash is the same on both sides");
    store_counts(a->store, &n, &e);
    is_int(n.conflicts, 1, "and is a conflict (I6)");
    is_int(survey_find(&a->survey, line_id)->conflicts, 1, "marked on the row");
    s = ship(a, b);
    is_int(s.added + s.waiting, 0, "the same commits again change nothing (I3)");

    set_text(a, F_line_room, true, "サーバ室");
    ship(a, b);
    store_counts(b->store, &n, &e);
    is_int(n.conflicts, 0, "a commit that saw both ends it");
    is_str(seen_room(b), "サーバ室", "whatever the clocks said");
    struct buf before = BUF_INIT, after = BUF_INIT;
    dump(b, &before);
    is_ok(store_rebuild(b->store, &e), &e, "rebuild from the log");
    dump(b, &after);
    ok(before.len == after.len && memcmp(before.p, after.p, before.len) == 0,
       "gives the same tables (I4)");
    buf_release(&before);
    buf_release(&after);
    case_close(a);
    case_close(b);
    fixture_end(&fa);
    fixture_end(&fb);
}

static void deleting(void)
{
    struct fixture fa, fb;
    struct casefile *a, *b;
    struct edits list = {0};
    struct counts n;

    two_laptops(&fa, &fb, &a, &b);
    edits_op(&list, OP_DEL, line_id, 0, value_null());
    is_ok(case_edit(a, &list, &e), &e, "one crew deletes the line");
    edits_release(&list);
    is_int(a->survey.n[KIND_line], 0, "it is gone there");
    set_text(b, F_line_room, true, "サーバ室");
    ship(a, b);
    ship(b, a);
    ok(same_derived(a, b), "both sides alike");
    is_int(a->survey.n[KIND_line], 1, "an edit beside a deletion keeps it visible");
    store_counts(a->store, &n, &e);
    is_int(n.conflicts, 1, "as a conflict");
    is_ok(store_rebuild(a->store, &e), &e, "rebuilt from the log");
    ok(same_derived(a, b), "it is the same conflict (I4)");
    case_close(a);
    case_close(b);
    fixture_end(&fa);
    fixture_end(&fb);
}

/* One commit that writes a field twice, and an undo where two values stand. */
static void undo_of_little(void)
{
    struct fixture fa, fb;
    struct casefile *a, *b;
    struct edits list = {0};
    struct counts n;
    struct id what;

    two_laptops(&fa, &fb, &a, &b);
    edits_set(&list, line_id, F_line_floor, value_text("2F"));
    edits_set(&list, line_id, F_line_floor, value_text("3F"));
    is_ok(case_edit(a, &list, &e), &e, "one field twice in one commit");
    edits_release(&list);
    is_str(row_text(survey_find(&a->survey, line_id), F_line_floor), "3F", "the last one counts");
    is_ok(case_undo(a, &what, &e), &e, "undo");
    is_str(row_text(survey_find(&a->survey, line_id), F_line_floor), "", "puts back what was");

    set_text(b, F_line_room, true, "医事課");
    clock_set(clock_ms(2025, 9, 12, 9, 1, 0));
    set_text(a, F_line_room, true, "電気室");
    ship(b, a);
    is_str(seen_room(a), "電気室", "the own value is shown beside another");
    is_int(case_undo(a, &what, &e), -ERR_REFUSED, "an undo ends no conflict unseen (I6)");
    store_counts(a->store, &n, &e);
    is_int(n.conflicts, 1, "it still stands");
    case_close(a);
    case_close(b);
    fixture_end(&fa);
    fixture_end(&fb);
}

/* Out of order: the later commit first. */
struct kept {
    struct buf raw[8];
    int n;
};

static int keep(const struct commit_info *info, void *ctx)
{
    struct kept *k = ctx;

    buf_init(&k->raw[k->n], BUF_MAX_DEFAULT);
    commit_encode(&k->raw[k->n++], info->commit);
    return k->n == 8;
}

static void waiting(void)
{
    struct fixture fa, fb;
    struct casefile *a, *b;
    struct kept k = {.n = 0};
    struct counts n;

    fixture_begin(&fa);
    fixture_other(&fb, "田中", "B");
    a = fixture_case(&fa);
    case_create(&b, fb.workspace, "0342", "みなと総合病院", &fb.who, &e);
    first_line(a);
    set_text(a, F_line_room, true, "サーバ室");
    store_walk(a->store, keep, &k, &e);
    is_int(k.n, 3, "three commits to send");
    is_int(receive(b->store, &k.raw[2]).waiting, 1, "the last alone waits for its past");
    store_counts(b->store, &n, &e);
    is_int(n.waiting, 1, "and is counted");
    receive(b->store, &k.raw[0]);
    is_int(receive(b->store, &k.raw[1]).fresh, 2, "when the past arrives both are applied");
    store_counts(b->store, &n, &e);
    is_int(n.waiting, 0, "nothing waits any more");
    survey_load(&b->survey, b->store, &e);
    is_str(seen_room(b), "サーバ室", "and all of it is applied");
    k.raw[2].p[k.raw[2].len - 1] ^= 1; /* same writer and number, other bytes */
    is_int(receive(b->store, &k.raw[2]).quarantined, 1, "a forked commit is set aside");
    for (int i = 0; i < k.n; i++)
        buf_release(&k.raw[i]);
    case_close(a);
    case_close(b);
    fixture_end(&fa);
    fixture_end(&fb);
}

/* A commit that waited while the laptop wrote: it stands behind what was
 * written, and an undo does not take its value for the one before. */
static void waited_long(void)
{
    struct fixture fa, fb;
    struct casefile *a, *b;
    struct kept k = {.n = 0};
    struct edits list = {0};
    struct id undone;

    two_laptops(&fa, &fb, &a, &b);
    set_text(a, F_line_floor, true, "1F");
    set_text(a, F_line_room, true, "医事課");
    store_walk(a->store, keep, &k, &e);
    is_int(receive(b->store, &k.raw[3]).waiting, 1, "a commit waits");
    edits_observe(&list, line_id, F_line_room, value_text("サーバ室"));
    is_ok(case_edit(b, &list, &e), &e, "meanwhile the room is recorded here");
    edits_release(&list);
    receive(b->store, &k.raw[2]);
    survey_load(&b->survey, b->store, &e);
    set_text(b, F_line_room, true, "サーバ室");
    is_ok(case_undo(b, &undone, &e), &e, "the conflict is settled, and that undone");
    is_int(survey_find(&b->survey, line_id)->conflicts, 1, "both values stand there again");
    for (int i = 0; i < k.n; i++)
        buf_release(&k.raw[i]);
    case_close(a);
    case_close(b);
    fixture_end(&fa);
    fixture_end(&fb);
}

/* Fields of two kinds on one entity, from a program that is not ours. */
static void two_kinds(void)
{
    struct fixture f;
    struct casefile *c;
    struct buf before = BUF_INIT, after = BUF_INIT;

    fixture_begin(&f);
    c = fixture_case(&f);
    first_line(c);
    if (case_set(c, line_id, F_site_hospital_name, false, value_text("病院"), &e) != 0)
        bail("set: %s", e.detail);
    dump(c, &before);
    is_ok(store_rebuild(c->store, &e), &e, "rebuilt");
    dump(c, &after);
    ok(before.len == after.len && memcmp(before.p, after.p, before.len) == 0,
       "an entity of two kinds is the same after a rebuild (I4)");
    buf_release(&before);
    buf_release(&after);
    case_close(c);
    fixture_end(&f);
}

/* An id where a text belongs: read as no value, never as a text without one. */
static void hostile_value(void)
{
    struct fixture f;
    struct casefile *c;
    struct id trap = {{VALUE_TEXT, 0xFF}};

    fixture_begin(&f);
    c = fixture_case(&f);
    first_line(c);
    is_ok(case_set(c, line_id, F_line_room, true, value_id(trap), &e), &e, "an id for a text");
    is_str(seen_room(c), "", "reads as an empty text");
    case_close(c);
    fixture_end(&f);
}

int main(void)
{
    codec();
    reopening();
    migrating();
    migrating_receipts();
    back_again();
    undoing();
    merging();
    deleting();
    undo_of_little();
    waiting();
    waited_long();
    two_kinds();
    hostile_value();
    return tap_done();
}
