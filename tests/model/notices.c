/* Notices: what waits, what was set aside and is adopted, clocks that are off,
 * what a newer version wrote; and what of it stops an edit or a signature. */
#include "model/base/clock.h"
#include "model/conflicts.h"
#include "model/rules/check.h"
#include "model/rules/edit.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct err e;

struct pair {
    struct fixture fa, fb;
    struct casefile *a, *b;
    struct buf raw[16]; /* the commits of a */
    size_t n;
    struct id line;
};

static int keep(const struct commit_info *info, void *ctx)
{
    struct pair *p = ctx;

    buf_init(&p->raw[p->n], BUF_MAX_DEFAULT);
    commit_encode(&p->raw[p->n++], info->commit);
    return p->n == 16;
}

static void set(struct casefile *c, struct id entity, enum field f, const char *text)
{
    clock_set(clock_now_ms() + 60000);
    if (case_set(c, entity, f, false, value_text(text), &e) != 0)
        bail("set: %s %s", e.subject, e.detail);
}

/* Laptop a recorded a line in three commits; b has nothing. */
static void begin(struct pair *p)
{
    memset(p, 0, sizeof *p);
    fixture_begin(&p->fa);
    fixture_other(&p->fb, "田中", "B");
    p->a = fixture_case(&p->fa);
    if (case_create(&p->b, p->fb.workspace, "0342", "みなと総合病院", &p->fb.who, &e) != 0)
        bail("create: %s", e.detail);
    p->line = id_new(1);
    set(p->a, id_new(2), F_site_hospital_serial_no, "0342");
    set(p->a, p->line, F_line_room, "サーバ室");
    set(p->a, p->line, F_line_room, "医事課");
    store_walk(p->a->store, keep, p, &e);
}

static void end(struct pair *p)
{
    for (size_t i = 0; i < p->n; i++)
        buf_release(&p->raw[i]);
    case_close(p->a);
    case_close(p->b);
    fixture_end(&p->fa);
    fixture_end(&p->fb);
}

static void give(struct casefile *to, struct buf *raw, size_t n)
{
    struct reception sum = {0};

    for (size_t i = 0; i < n; i++) {
        struct span one = {buf_str(&raw[i]), raw[i].len};

        if (store_receive(to->store, &one, 1, &sum, NULL, NULL, &e) != 0)
            bail("receive: %s %s", e.subject, e.detail);
    }
    if (survey_load(&to->survey, to->store, &e) != 0)
        bail("load: %s", e.detail);
}

static int put_label(struct store *st, uint64_t version, const char *en, const char *ja)
{
    struct label l = {KIND_line << 8 | 0xfe, version, en, ja};

    return store_labels_put(st, &l, 1, &e);
}

static struct conflict_list read_list(struct casefile *c)
{
    struct conflict_list list;

    if (conflicts_read(c, &list, &e) != 0)
        bail("conflicts: %s %s", e.subject, e.detail);
    return list;
}

static const struct conflict *of_kind(const struct conflict_list *list, enum conflict_kind k)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].kind == k)
            return &list->v[i];
    return NULL;
}

static bool blocked_by(struct casefile *c, enum rule_id rule)
{
    struct problems list = PROBLEMS_INIT;
    bool found = false;

    check_survey(&c->survey, clock_now_ms(), &list);
    for (size_t i = 0; i < list.n; i++)
        found |= list.v[i].rule == rule;
    problems_release(&list);
    return found && (rules[rule].blocks & BLOCKS_SIGN);
}

static void waiting(void)
{
    struct pair p;
    struct conflict_list list;
    const struct conflict *k;

    begin(&p);
    give(p.b, p.raw, 2);
    give(p.b, &p.raw[3], 1);
    list = read_list(p.b);
    is_int(list.open, 0, "what waits is no conflict");
    k = of_kind(&list, CONFLICT_WAITING);
    ok(k && k->from == 4 && k->count == 1 && k->missing_n == 3, "which commit, and what it needs");
    is_str(k ? k->person : "", "佐藤", "whose it is");
    ok(k && *k->missing_laptop, "and from which laptop");
    conflicts_release(&list);
    ok(blocked_by(p.b, RULE_commits_waiting), "it blocks signing");
    set(p.b, p.b->survey.rows[KIND_site][0]->id, F_site_signed_without, "A班のパソコンは故障");
    ok(!blocked_by(p.b, RULE_commits_waiting), "unless somebody writes down why not");
    give(p.b, &p.raw[2], 1);
    list = read_list(p.b);
    ok(!of_kind(&list, CONFLICT_WAITING), "when it comes nothing waits");
    conflicts_release(&list);
    end(&p);
}

/* Another commit of the same number on `prev`, as a second copy of the laptop
 * writes it. */
static struct hash forge(const struct buf *from, uint64_t n, struct hash prev, struct id entity,
                         enum field f, const char *text, struct buf *out)
{
    struct commit c;
    struct op op = {.kind = OP_SET,
                    .entity = entity,
                    .field = field_log_number(f, false),
                    .value = value_text(text)};
    struct op *ops;

    if (commit_decode(&c, from->p, from->len, &e) != 0)
        bail("decode");
    ops = c.ops;
    c.n = n;
    c.prev = prev;
    c.hlc += 5 + n;
    c.ops = &op;
    c.nops = 1;
    buf_init(out, BUF_MAX_DEFAULT);
    commit_encode(out, &c);
    c.ops = ops;
    commit_release(&c);
    return commit_hash(out->p, out->len);
}

static int ship_one(uint64_t n, struct span raw, void *ctx)
{
    struct reception sum = {0};

    (void)n;
    return store_receive(ctx, &raw, 1, &sum, NULL, NULL, &e);
}

struct shipping {
    struct store *from, *to;
};

static int ship_writer(const struct writer_info *w, void *ctx)
{
    struct shipping *s = ctx;

    return store_chain(s->from, w->writer, 1, ship_one, s->to, &e);
}

static void fork_adopted(void)
{
    struct pair p;
    struct buf branch[2];
    struct conflict_list list;
    const struct conflict *k;
    struct counts n;
    struct hash at;
    struct shipping back;
    int64_t commits;

    begin(&p);
    give(p.b, p.raw, 4);
    at = commit_hash(p.raw[2].p, p.raw[2].len);
    at = forge(&p.raw[3], 4, at, p.line, F_line_room, "EPS", &branch[0]);
    forge(&p.raw[3], 5, at, p.line, F_line_floor, "3F", &branch[1]);
    give(p.b, branch, 2);
    list = read_list(p.b);
    k = of_kind(&list, CONFLICT_FORK);
    ok(k && k->count == 2 && k->from == 4, "a fork of two commits is a notice");
    is_str(k ? k->person : "", "佐藤", "of whom");
    ok(blocked_by(p.b, RULE_commits_aside), "it blocks signing");
    is_ok(conflict_adopt(p.b, k, &e), &e, "it is taken in");
    conflicts_release(&list);
    list = read_list(p.b);
    ok(!of_kind(&list, CONFLICT_FORK), "and no longer set aside");
    ok(!blocked_by(p.b, RULE_commits_aside), "nor blocking");
    k = of_kind(&list, CONFLICT_VALUE);
    ok(k && k->n == 2, "what clashes is an ordinary conflict");
    is_str(k && k->n == 2 ? k->v[0].person : "", "佐藤", "under the name of who wrote it");
    is_str(row_text(survey_find(&p.b->survey, p.line), F_line_floor), "3F",
           "what does not clash is there");
    conflicts_release(&list);
    is_int(case_can_undo(p.b), false, "it is no action that an undo takes back");
    is_ok(store_verify(p.b->store, &commits, &e), &e, "the log verifies");
    is_ok(store_rebuild(p.b->store, &e), &e, "and is replayed");
    store_counts(p.b->store, &n, &e);
    is_int(n.quarantined, 0, "with the adoption");

    back = (struct shipping){p.b->store, p.a->store};
    store_writers(p.b->store, ship_writer, &back, &e);
    give(p.a, branch, 2); /* the fork itself comes there later */
    store_counts(p.a->store, &n, &e);
    is_int(n.quarantined, 0, "on another laptop it is no fork any more");
    is_int(n.conflicts, 1, "but the same conflict");
    buf_release(&branch[0]);
    buf_release(&branch[1]);
    end(&p);
}

static void clocks(void)
{
    struct pair p;
    struct conflict_list list;
    const struct conflict *k;
    int64_t now;

    begin(&p);
    give(p.b, p.raw, 4);
    list = read_list(p.b);
    ok(!of_kind(&list, CONFLICT_CLOCK), "clocks that agree are no notice");
    conflicts_release(&list);
    now = clock_now_ms();
    clock_set(now - INT64_C(3600000));
    set(p.b, p.line, F_line_room, "EPS");
    clock_set(now);
    list = read_list(p.b);
    k = of_kind(&list, CONFLICT_CLOCK);
    ok(k && k->clock_ms < -50 * 60000 && k->clock_ms > -70 * 60000,
       "an hour behind what it had seen");
    is_str(k ? k->person : "", "田中", "of this laptop");
    conflicts_release(&list);
    clock_set(now + INT64_C(366) * 24 * 3600 * 1000);
    set(p.a, p.line, F_line_room, "電気室");
    clock_set(now);
    while (p.n > 0)
        buf_release(&p.raw[--p.n]);
    store_walk(p.a->store, keep, &p, &e);
    give(p.b, p.raw, p.n);
    list = read_list(p.b);
    k = of_kind(&list, CONFLICT_VALUE);
    ok(k && k->v[0].clock_off && strcmp(value_str(&k->v[0].value), "電気室") == 0,
       "a value of a clock a year ahead is marked");
    k = NULL;
    for (size_t i = list.open; i < list.n; i++)
        if (list.v[i].kind == CONFLICT_CLOCK && list.v[i].clock_ms > 0)
            k = &list.v[i];
    is_str(k ? k->person : "", "佐藤", "and its laptop named");
    conflicts_release(&list);
    end(&p);
}

/* A commit of a newer version: a field and an operation this one lacks. */
static void from_newer(struct pair *p, struct buf *out)
{
    struct op ops[] = {
        {.kind = OP_SET,
         .entity = p->line,
         .field = KIND_line << 8 | 0xfe,
         .value = value_text("新")},
        {.kind = (enum op_kind)77, .entity = p->line, .field = 1, .value = value_int(1)},
    };
    struct commit c;
    struct op *own;

    if (commit_decode(&c, p->raw[3].p, p->raw[3].len, &e) != 0)
        bail("decode");
    own = c.ops;
    c.catalog_version = 99;
    c.ops = ops;
    c.nops = 2;
    buf_init(out, BUF_MAX_DEFAULT);
    commit_encode(out, &c);
    c.ops = own;
    commit_release(&c);
}

static int note_newer(const struct newer *v, void *ctx)
{
    snprintf(ctx, 64, "%x %.*s %s", v->number, (int)v->value.n, v->value.s, v->ja);
    return 0;
}

static void newer_version(void)
{
    struct pair p;
    struct conflict_list list;
    const struct conflict *k;
    struct buf raw;
    struct edits edits = {0};
    char said[64] = "";

    begin(&p);
    from_newer(&p, &raw);
    give(p.b, p.raw, 3);
    give(p.b, &raw, 1);
    list = read_list(p.b);
    k = of_kind(&list, CONFLICT_HELD);
    ok(k && id_equal(k->entity, p.line), "an operation of a newer version holds its row");
    conflicts_release(&list);
    ok(survey_find(&p.b->survey, p.line)->held, "marked on it");
    ok(blocked_by(p.b, RULE_held), "it blocks signing");
    edits_set(&edits, p.line, F_line_room, value_text("EPS"));
    is_int(rule_allows_edit(&p.b->survey, edits.v, edits.n, &e), -ERR_REFUSED,
           "the row is read-only");
    edits_release(&edits);
    store_newer(p.b->store, &p.line, note_newer, said, &e);
    is_str(said, "3fe 新 ", "its field is kept");
    is_ok(put_label(p.b->store, 99, "New", "新項目"), &e, "a dictionary names it");
    put_label(p.b->store, 98, "Old", "旧");
    store_newer(p.b->store, NULL, note_newer, said, &e);
    is_str(said, "3fe 新 新項目", "the label of the newest");
    buf_release(&raw);
    end(&p);
}

int main(void)
{
    waiting();
    fork_adopted();
    clocks();
    newer_version();
    return tap_done();
}
