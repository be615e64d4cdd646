/* The list of what needs a person: every kind, on laptops that merge in
 * different orders; decisions, and their undo. */
#include "model/conflicts.h"

#include "model/base/clock.h"
#include "model/parse.h"
#include "model/signing.h"
#include "model/twins.h"
#include "tests/lib/fixture.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct err e;

struct laptops {
    struct fixture f[3];
    struct casefile *c[3];
    int n;
    struct id line, device;
};

static int ship_one(uint64_t n, struct span raw, void *ctx)
{
    struct casefile *to = ctx;
    struct reception sum = {0};

    (void)n;
    if (store_receive(to->store, &raw, 1, &sum, NULL, NULL, &e) != 0)
        bail("receive: %s %s", e.subject, e.detail);
    return 0;
}

struct shipping {
    struct casefile *from, *to;
};

static int ship_writer(const struct writer_info *w, void *ctx)
{
    struct shipping *s = ctx;

    if (store_chain(s->from->store, w->writer, 1, ship_one, s->to, &e) != 0)
        bail("chain: %s", e.detail);
    return 0;
}

static void ship(struct casefile *from, struct casefile *to)
{
    struct shipping s = {from, to};

    if (store_writers(from->store, ship_writer, &s, &e) != 0 ||
        survey_load(&to->survey, to->store, &e) != 0)
        bail("ship: %s %s", e.subject, e.detail);
}

static void everywhere(struct laptops *l)
{
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < l->n; i++)
            for (int k = 0; k < l->n; k++)
                if (i != k)
                    ship(l->c[i], l->c[k]);
}

static void minutes(int n)
{
    clock_set(clock_now_ms() + (int64_t)n * 60 * 1000);
}

static void set(struct casefile *c, struct id entity, enum field f, bool observed, const char *text)
{
    minutes(1);
    if (case_set(c, entity, f, observed, value_text(text), &e) != 0)
        bail("set: %s %s", e.subject, e.detail);
}

static void begin(struct laptops *l, int n)
{
    static const char *const people[] = {"", "田中", "鈴木"}, *const crews[] = {"", "B", "C"};
    struct edits list = {0};

    memset(l, 0, sizeof *l);
    l->n = n;
    fixture_begin(&l->f[0]);
    l->c[0] = fixture_case(&l->f[0]);
    for (int i = 1; i < n; i++) {
        fixture_other(&l->f[i], people[i], crews[i]);
        if (case_create(&l->c[i], l->f[i].workspace, "0342", "みなと総合病院", &l->f[i].who, &e) !=
            0)
            bail("create: %s", e.detail);
    }
    l->line = id_new(clock_now_ms());
    l->device = id_new(clock_now_ms());
    edits_set(&list, l->line, F_line_line_seq, value_int(1));
    edits_set(&list, l->line, F_line_line_label, value_text("回線A"));
    edits_set(&list, l->device, F_device_device_seq, value_int(1));
    edits_set(&list, l->device, F_device_line_ref, value_id(l->line));
    edits_set(&list, l->device, F_device_serial_no, value_text("KTR0"));
    if (case_edit(l->c[0], &list, &e) != 0)
        bail("edit: %s", e.detail);
    edits_release(&list);
    everywhere(l);
}

static void end(struct laptops *l)
{
    for (int i = 0; i < l->n; i++) {
        case_close(l->c[i]);
        fixture_end(&l->f[i]);
    }
}

static void reopen(struct laptops *l, int i)
{
    char *folder = strdup(l->c[i]->folder);

    case_close(l->c[i]);
    if (case_open(&l->c[i], folder, &l->f[i].who, &e) != 0)
        bail("open: %s", e.detail);
    free(folder);
}

static struct conflict_list read_list(struct casefile *c)
{
    struct conflict_list list;

    if (conflicts_read(c, &list, &e) != 0)
        bail("conflicts: %s %s", e.subject, e.detail);
    return list;
}

static size_t count(struct casefile *c)
{
    struct conflict_list list = read_list(c);
    size_t n = list.open;
    int64_t counted;

    if (conflicts_count(c, &counted, &e) != 0)
        bail("count: %s %s", e.subject, e.detail);
    is_int(counted, (int64_t)n, "status lines count what is listed");
    conflicts_release(&list);
    return n;
}

static const struct conflict *find_kind(const struct conflict_list *list, enum conflict_kind k)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].kind == k)
            return &list->v[i];
    return NULL;
}

static void put_value(struct buf *out, const struct conflict_value *v)
{
    char id[ID_HEX_LEN + 1];

    id_print(v->entity, id);
    buf_addf(out, "[%s %u %d ", id, v->number, (int)v->value.type);
    if (v->value.type == VALUE_INT)
        buf_addf(out, "%d ", (int)v->value.i);
    if (v->value.s)
        buf_add(out, v->value.s, v->value.n);
    id_print(v->photo, id);
    buf_addf(out, " %s %s %s %lld %lld %d %s]", v->person, v->crew, v->laptop, (long long)v->hlc,
             (long long)v->wall_ms, v->others, id);
}

/* Everything that must be equal on all laptops. */
static char *text_of(struct casefile *c)
{
    struct conflict_list list = read_list(c);
    struct buf out = BUF_INIT;

    for (size_t i = 0; i < list.open; i++) {
        const struct conflict *k = &list.v[i];
        char id[ID_HEX_LEN + 1];

        id_print(k->entity, id);
        buf_addf(&out, "%s %s %s %u %u:", conflict_kind_id(k->kind), k->address, id, k->number,
                 k->reasons);
        for (size_t n = 0; n < k->n; n++)
            put_value(&out, &k->v[n]);
        if (k->before)
            put_value(&out, k->before);
        buf_putc(&out, '\n');
    }
    conflicts_release(&list);
    buf_putc(&out, '.');
    return buf_take(&out);
}

static bool alike(struct laptops *l)
{
    char *first = text_of(l->c[0]);
    bool same = true;

    for (int i = 1; i < l->n; i++) {
        char *other = text_of(l->c[i]);

        same &= strcmp(first, other) == 0;
        if (strcmp(first, other) != 0)
            diag("--- 0\n%s--- %d\n%s", first, i, other);
        free(other);
    }
    free(first);
    return same;
}

static const char *serial_of(struct laptops *l, int i)
{
    return row_text_seen(survey_find(&l->c[i]->survey, l->device), F_device_serial_no);
}

/* Three laptops write one field; the third the same as the second. */
static void clash(struct laptops *l)
{
    set(l->c[0], l->device, F_device_serial_no, true, "KTR1");
    everywhere(l);
    set(l->c[0], l->device, F_device_serial_no, true, "KTR2");
    set(l->c[1], l->device, F_device_serial_no, true, "KTR3");
    set(l->c[2], l->device, F_device_serial_no, true, "KTR3");
    everywhere(l);
}

static void values(void)
{
    struct laptops l;
    struct conflict_list list;
    const struct conflict *k;

    begin(&l, 3);
    is_int(count(l.c[0]), 0, "nothing to decide at first");
    clash(&l);
    ok(alike(&l), "the list is the same on all laptops");
    list = read_list(l.c[0]);
    is_int(list.open, 1, "one conflict");
    k = &list.v[0];
    is_int(k->kind, CONFLICT_VALUE, "of two values");
    is_str(k->address, "device:1.1", "at the device");
    ok(k->field == F_device_serial_no && k->observed, "its serial number, as seen");
    is_int(k->n, 2, "equal values are one");
    is_str(value_str(&k->v[0].value), "KTR3", "the shown one first");
    is_int(k->v[0].others, 1, "two laptops say it");
    is_str(k->v[1].person, "佐藤", "who said the other");
    ok(k->before && strcmp(value_str(&k->before->value), "KTR1") == 0,
       "the last value that all had seen");
    ok(conflicts_find(&list, l.device, field_log_number(F_device_serial_no, true)) == k,
       "found by its place");
    is_ok(conflict_choose(l.c[0], k, 1, "銘板を再確認", &e), &e, "one is chosen");
    is_int(conflict_choose(l.c[0], k, 0, NULL, &e), -ERR_REFUSED,
           "a second time nothing is in conflict");
    conflicts_release(&list);
    is_int(count(l.c[0]), 0, "it is ended there");
    everywhere(&l);
    is_int(count(l.c[2]), 0, "and by the merge everywhere");
    is_str(serial_of(&l, 2), "KTR2", "with the value that was chosen");
    end(&l);
}

static void undone(void)
{
    struct laptops l;
    struct conflict_list list, was;
    struct id what;

    begin(&l, 3);
    clash(&l);
    was = read_list(l.c[0]);
    is_ok(conflict_choose(l.c[0], &was.v[0], 1, NULL, &e), &e, "chosen");
    everywhere(&l);
    reopen(&l, 0);
    minutes(1);
    is_ok(case_undo(l.c[0], &what, &e), &e, "undone after a restart");
    ok(id_equal(what, l.device), "it says where");
    list = read_list(l.c[0]);
    is_int(list.open, 1, "the conflict is back");
    is_int(list.v[0].n, 2, "with both values");
    is_str(value_str(&list.v[0].v[0].value), "KTR3", "the same one is shown");
    for (size_t i = 0; i < 2; i++) {
        const struct conflict_value *now = &list.v[0].v[i], *then = &was.v[0].v[i];

        is_str(now->laptop, then->laptop, "said by who had said it, not by who undid");
        is_int(now->at_ms, then->at_ms, "and then");
    }
    conflicts_release(&list);
    conflicts_release(&was);
    everywhere(&l);
    ok(alike(&l), "on all laptops alike");
    is_int(count(l.c[1]), 1, "where it is a conflict again");
    is_ok(case_redo(l.c[0], &what, &e), &e, "redo decides once more");
    is_str(serial_of(&l, 0), "KTR2", "as before");
    is_int(count(l.c[0]), 0, "no conflict");
    is_ok(case_undo(l.c[0], &what, &e), &e, "and that is undone again");
    is_int(count(l.c[0]), 1, "it is back");
    everywhere(&l);
    is_int(count(l.c[2]), 1, "and elsewhere");
    ok(store_rebuild(l.c[2]->store, &e) == 0 &&
           survey_load(&l.c[2]->survey, l.c[2]->store, &e) == 0,
       "rebuilt from the log");
    ok(alike(&l), "it is the same (I4)");
    end(&l);
}

static void later_value_reopens(void)
{
    struct laptops l;
    struct conflict_list list;

    begin(&l, 3);
    clash(&l);
    set(l.c[2], l.device, F_device_serial_no, true, "KTR9");
    list = read_list(l.c[0]);
    is_ok(conflict_choose(l.c[0], &list.v[0], 0, NULL, &e), &e, "decided on one laptop");
    conflicts_release(&list);
    everywhere(&l);
    is_int(count(l.c[0]), 1, "a value that the decision had not seen opens it again");
    ok(alike(&l), "everywhere");
    list = read_list(l.c[1]);
    is_int(conflict_settle(l.c[1], &list.v[0], value_text("KTR-0"), NULL, &e), 0,
           "a value of one's own");
    conflicts_release(&list);
    everywhere(&l);
    is_str(serial_of(&l, 0), "KTR-0", "holds everywhere");
    end(&l);
}

static void stale(void)
{
    struct laptops l;
    struct conflict_list list;

    begin(&l, 3);
    clash(&l);
    set(l.c[2], l.device, F_device_serial_no, true, "KTR8"); /* ends it there */
    set(l.c[1], l.device, F_device_serial_no, true, "KTR7");
    list = read_list(l.c[0]);
    ship(l.c[1], l.c[0]);
    ship(l.c[2], l.c[0]);
    is_int(conflict_choose(l.c[0], &list.v[0], 0, NULL, &e), -ERR_REFUSED,
           "what arrived since is not ended unseen (I6)");
    conflicts_release(&list);
    is_int(count(l.c[0]), 1, "it still stands");
    end(&l);
}

static void both(void)
{
    struct laptops l;
    struct conflict_list list;
    const struct row *r;
    struct id what;

    begin(&l, 3);
    set(l.c[0], l.device, F_device_line_note, false, "棚の奥");
    clash(&l);
    list = read_list(l.c[0]);
    is_ok(conflict_both_into_note(l.c[0], &list.v[0], 0, true, &e), &e, "both into the note");
    conflicts_release(&list);
    r = survey_find(&l.c[0]->survey, l.device);
    is_str(row_text_seen(r, F_device_serial_no), "KTR3", "the shown one stays");
    ok(strstr(row_text(r, F_device_line_note), "棚の奥 / シリアル番号: KTR3 (") &&
           strstr(row_text(r, F_device_line_note), "KTR2 (佐藤"),
       "the note has both: %s", row_text(r, F_device_line_note));
    is_ok(case_undo(l.c[0], &what, &e), &e, "undone");
    is_int(count(l.c[0]), 1, "the conflict is back");
    is_str(row_text(survey_find(&l.c[0]->survey, l.device), F_device_line_note), "棚の奥",
           "and the note as it was");
    end(&l);
}

static void deleted(bool keep)
{
    struct laptops l;
    struct conflict_list list;
    struct edits edits = {0};
    struct id what;

    begin(&l, 3);
    edits_op(&edits, OP_DEL, l.device, 0, value_null());
    minutes(1);
    is_ok(case_edit(l.c[0], &edits, &e), &e, "one crew deletes the device");
    edits_release(&edits);
    set(l.c[1], l.device, F_device_serial_no, true, "KTR5");
    everywhere(&l);
    ok(alike(&l), "a deletion against an edit, alike");
    list = read_list(l.c[2]);
    is_int(list.open, 1, "one conflict");
    is_int(list.v[0].kind, CONFLICT_DELETED, "of that kind");
    is_int(list.v[0].n, 2, "two sides");
    is_str(list.v[0].v[0].person, "田中", "who edited: to keep it comes first");
    is_str(value_str(&list.v[0].v[0].value), "KTR5", "and what");
    is_str(list.v[0].v[1].person, "佐藤", "who deleted");
    minutes(1);
    is_ok(conflict_choose(l.c[2], &list.v[0], !keep, NULL, &e), &e, keep ? "kept" : "deleted");
    conflicts_release(&list);
    everywhere(&l);
    is_int(count(l.c[0]), 0, "ended everywhere");
    is_int(l.c[0]->survey.n[KIND_device], keep, "as decided");
    minutes(1);
    is_ok(case_undo(l.c[2], &what, &e), &e, "undone");
    everywhere(&l);
    ok(alike(&l), "alike");
    list = read_list(l.c[0]);
    is_int(list.open, 1, "the conflict is back everywhere");
    is_int(list.open ? list.v[0].kind : 0, CONFLICT_DELETED, "of the same kind");
    is_str(list.v[0].v[0].person, "田中", "who edited, not who undid");
    is_str(list.v[0].v[1].person, "佐藤", "who deleted");
    conflicts_release(&list);
    is_int(l.c[1]->survey.n[KIND_device], 1, "and the device is seen");
    is_str(serial_of(&l, 1), "KTR5", "with the edit");
    end(&l);
}

/* A field of it is written by somebody who had seen both: that decides nothing
 * about the deletion, and what was written must not vanish with it. */
static void edited_meanwhile(void)
{
    struct laptops l;
    struct edits edits = {0};

    begin(&l, 2);
    edits_op(&edits, OP_DEL, l.device, 0, value_null());
    is_ok(case_edit(l.c[0], &edits, &e), &e, "one crew deletes the device");
    edits_release(&edits);
    set(l.c[1], l.device, F_device_serial_no, true, "KTR5");
    everywhere(&l);
    set(l.c[0], l.device, F_device_serial_no, true, "KTR6");
    everywhere(&l);
    ok(alike(&l), "alike");
    is_int(l.c[0]->survey.n[KIND_device], 1, "it is still there");
    is_str(serial_of(&l, 1), "KTR6", "with what was written last");
    is_int(count(l.c[0]), 1, "and is still to be decided");
    end(&l);
}

static void of_rows(void)
{
    struct laptops l;
    struct conflict_list list;
    struct edits edits = {0};
    struct id other = id_new(77);

    begin(&l, 3);
    edits_op(&edits, OP_DEL, l.line, 0, value_null());
    case_edit(l.c[0], &edits, &e);
    edits_release(&edits);
    everywhere(&l);
    ok(alike(&l), "a device of a deleted line, alike");
    list = read_list(l.c[1]);
    is_int(list.open, 1, "listed");
    is_int(list.v[0].kind, CONFLICT_DANGLING, "as dangling");
    is_int(list.v[0].n, 2, "with the deletion and the reference");
    is_ok(conflict_choose(l.c[1], &list.v[0], 0, NULL, &e), &e, "the line comes back");
    conflicts_release(&list);
    is_int(count(l.c[1]), 0, "and nothing dangles");

    edits_set(&edits, other, F_device_device_seq, value_int(2));
    edits_set(&edits, other, F_device_line_ref, value_id(l.line));
    edits_observe(&edits, other, F_device_serial_no, value_text("KTR0"));
    case_edit(l.c[1], &edits, &e);
    edits_release(&edits);
    everywhere(&l);
    ok(alike(&l), "one serial number twice, alike");
    list = read_list(l.c[2]);
    is_int(list.open, 1, "listed");
    is_int(list.v[0].kind, CONFLICT_DUPLICATE, "as a double");
    ok(list.v[0].n == 2 && list.v[0].v[1].observed + list.v[0].v[0].observed == 1,
       "what is seen counts before what was declared");
    is_ok(conflict_is_right(l.c[2], &list.v[0], &e), &e, "a person says it is right");
    conflicts_release(&list);
    everywhere(&l);
    is_int(count(l.c[0]), 0, "that holds everywhere");
    set(l.c[0], other, F_device_serial_no, true, "不明");
    set(l.c[0], l.device, F_device_serial_no, true, "不明");
    is_int(count(l.c[0]), 0, "unknown is no number");
    set(l.c[0], other, F_device_serial_no, true, "K1");
    set(l.c[0], l.device, F_device_serial_no, true, "K1");
    is_int(count(l.c[0]), 1, "another number is another question");
    end(&l);
}

static struct id find_unknown(struct casefile *c, const char *no, const char *room)
{
    struct id id = id_new(clock_now_ms());
    struct edits list = {0};

    minutes(2);
    edits_set(&list, id, F_unknown_line_unknown_line_no, value_text(no));
    edits_set(&list, id, F_unknown_line_terminator_kind, value_text("onu"));
    edits_set(&list, id, F_unknown_line_room, value_text(room));
    if (case_edit(c, &list, &e) != 0)
        bail("edit: %s", e.detail);
    edits_release(&list);
    return id;
}

static void twin_records(void)
{
    struct laptops l;
    struct conflict_list list;
    const struct survey *s;
    struct id a, b, c, what;
    struct edits part = {0};

    begin(&l, 3);
    a = find_unknown(l.c[0], "UA01", "EPS");
    b = find_unknown(l.c[1], "UB01", "EPS");
    c = find_unknown(l.c[2], "UC01", "EPS");
    find_unknown(l.c[2], "UC02", "電気室");
    everywhere(&l);
    ok(alike(&l), "three records of one line, alike");
    list = read_list(l.c[0]);
    is_int(list.open, 3, "three pairs");
    ok(find_kind(&list, CONFLICT_TWIN) == &list.v[0], "of twins");
    is_int(list.v[0].reasons, TWIN_PLACE | TWIN_KIND, "with the reasons");
    is_str(list.v[0].v[1].person, "田中", "who found it");
    is_ok(conflict_link_twins(l.c[0], &list.v[0], &e), &e, "two are linked");
    conflicts_release(&list);
    list = read_list(l.c[0]);
    is_int(list.open, 2, "the third may belong to either");
    is_ok(conflict_link_twins(l.c[0], &list.v[1], &e), &e, "it is linked too");
    conflicts_release(&list);
    is_int(count(l.c[0]), 0, "nothing is left to ask");
    everywhere(&l);
    s = &l.c[1]->survey;
    ok(twins_of(s, survey_find(s, c)) == survey_find(s, a) &&
           twins_of(s, survey_find(s, b)) == survey_find(s, a),
       "the first stands for all");
    is_int(s->n[KIND_unknown_line], 4, "all records stay");
    twins_part(s, survey_find(s, b), &part);
    is_ok(case_edit(l.c[1], &part, &e), &e, "one is parted");
    edits_release(&part);
    ok(twins_of(s, survey_find(s, b)) == survey_find(s, b), "and stands for itself");
    is_ok(case_undo(l.c[1], &what, &e), &e, "undo");
    ok(twins_of(s, survey_find(s, b)) == survey_find(s, a), "links it again");
    end(&l);
}

static void two_lines_after_all(void)
{
    struct laptops l;
    struct conflict_list list;
    struct edits one = {0};
    const struct survey *s;
    struct id a, b;

    begin(&l, 2);
    a = find_unknown(l.c[0], "UA01", "EPS");
    b = find_unknown(l.c[1], "UB01", "EPS");
    everywhere(&l);
    list = read_list(l.c[0]);
    is_ok(conflict_is_right(l.c[0], &list.v[0], &e), &e, "they are two");
    conflicts_release(&list);
    is_int(count(l.c[0]), 0, "and not asked about again");
    s = &l.c[0]->survey;
    edits_set(&one, a, F_unknown_line_twin_of, value_id(b));
    edits_set(&one, b, F_unknown_line_twin_of, value_id(a));
    is_ok(case_edit(l.c[0], &one, &e), &e, "two people link the other way round each");
    edits_release(&one);
    ok(twins_of(s, survey_find(s, b)) == survey_find(s, a) &&
           twins_of(s, survey_find(s, a)) == survey_find(s, a),
       "a circle has one first");
    end(&l);
}

/* One crew links two records while another says that they are two lines. */
static void contradicted(bool two)
{
    struct laptops l;
    struct conflict_list list;
    const struct survey *s;

    begin(&l, 2);
    find_unknown(l.c[0], "UA01", "EPS");
    find_unknown(l.c[1], "UB01", "EPS");
    everywhere(&l);
    list = read_list(l.c[0]);
    is_ok(conflict_link_twins(l.c[0], &list.v[0], &e), &e, "linked by one");
    conflicts_release(&list);
    list = read_list(l.c[1]);
    is_ok(conflict_is_right(l.c[1], &list.v[0], &e), &e, "two by the other");
    conflicts_release(&list);
    everywhere(&l);
    ok(alike(&l), "alike");
    is_int(count(l.c[0]), 1, "that is a conflict");
    list = read_list(l.c[0]);
    is_int(list.v[0].kind, CONFLICT_TWIN, "of twins");
    ok(list.v[0].reasons & TWIN_BOTH, "which says what happened");
    is_ok((two ? conflict_is_right : conflict_link_twins)(l.c[0], &list.v[0], &e), &e,
          two ? "two" : "one");
    conflicts_release(&list);
    everywhere(&l);
    is_int(count(l.c[0]), 0, "settled");
    is_int(count(l.c[1]), 0, "everywhere");
    s = &l.c[1]->survey;
    ok((twins_of(s, s->rows[KIND_unknown_line][1]) == s->rows[KIND_unknown_line][1]) == two,
       "as decided");
    end(&l);
}

/* A note in conflict holds both texts itself. */
static void both_notes(void)
{
    struct laptops l;
    struct conflict_list list;
    const char *text;

    begin(&l, 2);
    set(l.c[0], l.line, F_line_line_note, false, "鍵は守衛室");
    set(l.c[1], l.line, F_line_line_note, false, "天井裏");
    everywhere(&l);
    list = read_list(l.c[0]);
    is_int(list.open, 1, "two notes");
    is_ok(conflict_both_into_note(l.c[0], &list.v[0], 0, true, &e), &e, "both stay");
    conflicts_release(&list);
    text = row_text(survey_find(&l.c[0]->survey, l.line), F_line_line_note);
    ok(strstr(text, "鍵は守衛室") && strstr(text, "天井裏"), "in one");
    is_int(count(l.c[0]), 0, "no conflict");
    end(&l);
}

static void after_signing(void)
{
    struct laptops l;
    struct conflict_list list;
    struct edits edits = {0};
    struct id signoff = id_new(clock_now_ms());
    struct hash digest;
    char hex[2 * HASH_LEN + 1];

    begin(&l, 2);
    digest = signoff_digest(&l.c[0]->survey, &COVER_VISIT);
    hash_print(&digest, hex);
    edits_set(&edits, signoff, F_signoff_signer_name, value_text("高橋"));
    edits_set(&edits, signoff, F_signoff_signed_scope, value_text("visit"));
    edits_set(&edits, signoff, F_signoff_signed_digest, value_text(hex));
    edits_op(&edits, OP_SEAL, signoff, 0, value_blob(digest.b, HASH_LEN));
    is_ok(case_edit(l.c[0], &edits, &e), &e, "signed on one laptop");
    edits_release(&edits);
    is_int(count(l.c[0]), 0, "it holds");
    set(l.c[1], l.device, F_device_serial_no, true, "KTR6"); /* had not seen it */
    everywhere(&l);
    set(l.c[0], l.device, F_device_model, true, "AR-830");
    everywhere(&l);
    ok(alike(&l), "changed after it was signed, alike");
    list = read_list(l.c[1]);
    is_int(list.open, 1, "listed");
    is_int(list.v[0].kind, CONFLICT_POST_SEAL, "as that");
    is_int(list.v[0].n, 2, "with what the signature had not seen");
    is_str(list.v[0].v[1].person, "田中", "and by whom");
    conflicts_release(&list);
    end(&l);
}

static void many(void)
{
    struct laptops l;
    struct conflict_list list;
    struct id ids[500];
    struct edits edits = {0};
    int64_t began;
    struct id what;

    begin(&l, 2);
    for (int i = 0; i < 500; i++) {
        ids[i] = id_new(clock_now_ms());
        edits_set(&edits, ids[i], F_line_line_seq, value_int(i + 2));
    }
    case_edit(l.c[0], &edits, &e);
    edits_release(&edits);
    everywhere(&l);
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < 500; i++)
            edits_observe(&edits, ids[i], F_line_room, value_text(k ? "EPS" : "電気室"));
        minutes(1);
        case_edit(l.c[k], &edits, &e);
        edits_release(&edits);
    }
    everywhere(&l);
    began = clock_mono_ms();
    list = read_list(l.c[0]);
    diag("500 conflicts are listed in %d ms", (int)(clock_mono_ms() - began));
    is_int(list.open, 500, "500 conflicts");
    ok(alike(&l), "alike");
    began = clock_mono_ms();
    int settled = 0;
    for (size_t i = 0; i < list.open; i++)
        settled += conflict_choose(l.c[0], &list.v[i], i % 2, NULL, &e) == 0;
    diag("and settled one by one in %d ms", (int)(clock_mono_ms() - began));
    is_int(settled, 500, "all are settled");
    conflicts_release(&list);
    is_int(count(l.c[0]), 0, "none is left");
    is_ok(case_undo(l.c[0], &what, &e), &e, "one is undone");
    is_int(count(l.c[0]), 1, "and only that one is back");
    everywhere(&l);
    ok(alike(&l), "alike");
    end(&l);
}

int main(void)
{
    values();
    undone();
    later_value_reopens();
    stale();
    both();
    deleted(true);
    deleted(false);
    edited_meanwhile();
    of_rows();
    twin_records();
    two_lines_after_all();
    contradicted(false);
    contradicted(true);
    both_notes();
    after_signing();
    many();
    return tap_done();
}
