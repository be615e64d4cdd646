/* Two merged laptops looked at from outside: SQLite's own session extension
 * finds no difference between their derived tables. And the cases in which
 * geodiff, the nearest relative, went wrong, by name (features.md F2). */
#include "tests/lib/chain.h"
#include "tests/lib/tap.h"
#include "tests/sim/pair.h"

#include <stdio.h>
#include <string.h>

#define LAPTOPS 3
#define EDITS 180

static const struct id line = {{'l', 1}};
static struct err e;

/* ---- a random morning ---- */

static void some_edit(struct crew *c, uint64_t number, uint64_t *random)
{
    static const enum field fields[] = {F_line_finding, F_line_carrier, F_line_led_note,
                                        F_line_purpose};
    struct id entity = {{'l', (uint8_t)(chain_random(random) % 12)}};
    char text[32];

    snprintf(text, sizeof text, "%llu",
             (unsigned long long)(number % 3 ? number : chain_random(random) % 4));
    if (chain_random(random) % 10 > 0)
        crew_set(c, entity, fields[chain_random(random) % 4], text);
    else
        crew_op(c, chain_random(random) % 2 ? OP_DEL : OP_UNDEL, entity);
}

static void random_morning(void)
{
    static const char *const people[LAPTOPS] = {"佐藤", "田中", "鈴木"};
    struct crew crews[LAPTOPS];
    struct counts n;
    uint64_t random = 20250912;
    int tables;

    for (int i = 0; i < LAPTOPS; i++)
        crew_begin(&crews[i], people[i], "A");
    for (uint64_t i = 0; i < EDITS; i++) {
        some_edit(&crews[chain_random(&random) % LAPTOPS], i, &random);
        if (chain_random(&random) % 20 == 0)
            crew_give(&crews[chain_random(&random) % LAPTOPS],
                      &crews[chain_random(&random) % LAPTOPS]);
    }
    crew_close(&crews[0]);
    crew_close(&crews[1]);
    ok(crew_diff(&crews[0], &crews[1], &tables) > 0, "before the merge the session sees rows");
    for (int i = 0; i < 2; i++)
        if (store_open(&crews[i].st, crews[i].path, 0, &crews[i].f.who, NULL, &e) != 0)
            bail("open: %s", e.detail);
    for (int i = 0; i < 2; i++) { /* the second round carries on what the first brought */
        crew_meet(&crews[0], &crews[1]);
        crew_meet(&crews[1], &crews[2]);
        crew_meet(&crews[2], &crews[0]);
    }
    store_counts(crews[0].st, &n, &e);
    ok(n.conflicts > 5, "there is something to disagree on: %d conflicts", (int)n.conflicts);
    for (int i = 0; i < LAPTOPS; i++)
        crew_close(&crews[i]);
    is_int(crew_diff(&crews[0], &crews[1], &tables), 0, "merged: no row differs");
    is_int(crew_diff(&crews[1], &crews[2], &tables), 0, "nor from the third");
    ok(tables > 20, "in %d tables", tables);
    for (int i = 0; i < LAPTOPS; i++)
        crew_end(&crews[i]);
}

/* ---- the cases of geodiff ---- */

struct pair {
    struct crew a, b;
};

/* Both have the line with a carrier and a purpose. */
static void pair_begin(struct pair *p)
{
    crew_begin(&p->a, "佐藤", "A");
    crew_begin(&p->b, "田中", "B");
    crew_set(&p->a, line, F_line_carrier, "NTT東日本");
    crew_set(&p->a, line, F_line_purpose, "電子カルテ");
    crew_meet(&p->a, &p->b);
}

static void pair_end(struct pair *p)
{
    crew_end(&p->a);
    crew_end(&p->b);
}

static int64_t conflicts(struct crew *c)
{
    struct counts n = {0};

    is_ok(store_counts(c->st, &n, &e), &e, "counts");
    return n.conflicts;
}

/* The same answer on both. */
static void both(struct pair *p, const char *sql, struct id entity, const char *want,
                 const char *what)
{
    is_str(crew_ask(&p->a, sql, entity), want, "%s (A)", what);
    is_str(crew_ask(&p->b, sql, entity), want, "%s (B)", what);
}

static void no_row_differs(struct pair *p)
{
    int tables;

    crew_close(&p->a);
    crew_close(&p->b);
    is_int(crew_diff(&p->a, &p->b, &tables), 0, "no row differs");
}

#define CARRIER "SELECT carrier FROM p_line WHERE ent=?1"
#define PURPOSE "SELECT purpose FROM p_line WHERE ent=?1"
#define ALIVE "SELECT alive FROM p_line WHERE ent=?1"
#define ALIVE_KIND "SELECT kind FROM conflict WHERE ent=?1 AND fld=0"

static void geodiff_146_columns_of_one_row(void)
{
    struct pair p;

    pair_begin(&p);
    crew_set(&p.a, line, F_line_carrier, "KDDI");
    crew_set(&p.b, line, F_line_purpose, "医事会計");
    crew_meet(&p.a, &p.b);
    both(&p, CARRIER, line, "KDDI", "geodiff#146: the column that A edited");
    both(&p, PURPOSE, line, "医事会計", "the column that B edited");
    is_int(conflicts(&p.a), 0, "no conflict");
    no_row_differs(&p);
    pair_end(&p);
}

/* Rows made in the same millisecond on both, each with a row that refers to it. */
static void make_rows(struct crew *c, const char *text, struct id lines[3], struct id devices[3])
{
    for (int i = 0; i < 3; i++) {
        struct op op = {.kind = OP_SET,
                        .entity = devices[i] = id_new(1),
                        .field = field_log_number(F_device_line_ref, false)};

        lines[i] = id_new(1);
        op.value = value_id(lines[i]);
        crew_set(c, lines[i], F_line_carrier, text);
        if (store_commit(c->st, &op, 1, NULL, NULL, &e) != 0)
            bail("commit: %s", e.detail);
    }
}

static void geodiff_62_new_rows(void)
{
    static const char follow[] =
        "SELECT l.carrier FROM p_device d JOIN p_line l ON l.ent=d.line_ref"
        " WHERE d.ent=?1";
    struct id la[3], da[3], lb[3], db[3];
    struct pair p;

    pair_begin(&p);
    make_rows(&p.a, "A", la, da);
    make_rows(&p.b, "B", lb, db);
    crew_meet(&p.a, &p.b);
    both(&p, "SELECT count(*) FROM p_line", line, "7", "geodiff#62: every new row is there once");
    for (int i = 0; i < 3; i++) {
        both(&p, CARRIER, la[i], "A", "a new row of A under its own id");
        both(&p, CARRIER, lb[i], "B", "a new row of B under its own id");
        both(&p, follow, da[i], "A", "what refers to it still does");
        both(&p, follow, db[i], "B", "on the other side too");
    }
    is_int(conflicts(&p.b), 0, "no conflict");
    no_row_differs(&p);
    pair_end(&p);
}

static void delete_and_recreate(void)
{
    struct pair p;

    pair_begin(&p);
    crew_op(&p.a, OP_DEL, line);
    crew_op(&p.a, OP_UNDEL, line);
    crew_set(&p.a, line, F_line_carrier, "KDDI");
    crew_meet(&p.a, &p.b);
    both(&p, ALIVE, line, "1", "deleted and made again: it is there");
    both(&p, CARRIER, line, "KDDI", "with its new value");
    both(&p, PURPOSE, line, "電子カルテ", "and what was not touched");
    is_int(conflicts(&p.b), 0, "no conflict");
    crew_op(&p.a, OP_DEL, line);
    crew_op(&p.a, OP_UNDEL, line);
    crew_set(&p.a, line, F_line_carrier, "IIJ");
    crew_set(&p.b, line, F_line_carrier, "ソフトバンク");
    crew_meet(&p.a, &p.b);
    both(&p, ALIVE, line, "1", "the other crew edited meanwhile: it is there");
    both(&p, "SELECT count(*) FROM cell WHERE ent=?1 AND fld=(3<<8|6)", line, "2",
         "both values are kept");
    is_int(conflicts(&p.b), 1, "as one conflict");
    no_row_differs(&p);
    pair_end(&p);
}

static void equal_value_twice(void)
{
    struct pair p;

    pair_begin(&p);
    crew_set(&p.a, line, F_line_carrier, "KDDI");
    crew_set(&p.b, line, F_line_carrier, "KDDI");
    crew_meet(&p.a, &p.b);
    both(&p, CARRIER, line, "KDDI", "the same value twice");
    is_int(conflicts(&p.a), 0, "is no conflict");
    is_int(conflicts(&p.b), 0, "on neither side");
    crew_set(&p.b, line, F_line_carrier, "IIJ");
    crew_meet(&p.a, &p.b);
    both(&p, CARRIER, line, "IIJ", "a later value replaces both");
    both(&p, "SELECT count(*) FROM cell WHERE ent=?1 AND fld=(3<<8|6)", line, "1", "one is left");
    no_row_differs(&p);
    pair_end(&p);
}

static void delete_against_edit(void)
{
    struct pair p;

    pair_begin(&p);
    crew_op(&p.a, OP_DEL, line);
    crew_set(&p.b, line, F_line_carrier, "KDDI");
    both(&p, ALIVE_KIND, line, "", "before they meet there is no conflict");
    is_str(crew_ask(&p.a, ALIVE, line), "0", "A has deleted it");
    crew_meet(&p.a, &p.b);
    both(&p, ALIVE_KIND, line, "2", "a deletion against an edit is a conflict");
    both(&p, ALIVE, line, "1", "the row stays visible until a person decides");
    both(&p, CARRIER, line, "KDDI", "with the edit");
    crew_op(&p.b, OP_DEL, line);
    is_int(conflicts(&p.b), 0, "who has seen both deletes it: decided");
    crew_meet(&p.a, &p.b);
    is_int(conflicts(&p.a), 0, "on the other laptop too");
    both(&p, ALIVE, line, "0", "it is deleted");
    no_row_differs(&p);
    pair_end(&p);
}

static void twice(void)
{
    struct pair p;
    struct reception sum;

    pair_begin(&p);
    crew_set(&p.a, line, F_line_carrier, "KDDI");
    crew_meet(&p.a, &p.b);
    sum = crew_give(&p.a, &p.b);
    is_int(sum.rows, 0, "received again: no row changes");
    ok(sum.duplicate > 0, "all %d are known", (int)sum.duplicate);
    pair_end(&p);
}

int main(void)
{
    random_morning();
    geodiff_146_columns_of_one_row();
    geodiff_62_new_rows();
    delete_and_recreate();
    equal_value_twice();
    delete_against_edit();
    twice();
    return tap_done();
}
