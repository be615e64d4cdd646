/* A stranger's bundle by the real program: set aside, listed, merged once its
 * sender is admitted: by the founder's hand, and by a roster that arrives. */
#include "model/base/file.h"
#include "tests/lib/fixture.h"
#include "tests/lib/json.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct run lead, other, third;
static char stick[256];

static void begin(struct run *r, const char *person, const char *crew)
{
    char path[300], text[200];
    struct err e;

    run_begin(r);
    r->now = "2025-09-12T09:30";
    snprintf(path, sizeof path, "%s/settings.ini", r->workspace);
    snprintf(text, sizeof text, "person = %s\ncrew = %s\n", person, crew);
    if (file_write(path, text, strlen(text), &e) != 0)
        bail("%s", path);
}

static const char *on_stick(const char *name)
{
    static char path[4][300];
    static int next;

    next = (next + 1) % 4;
    snprintf(path[next], sizeof path[next], "%s/%s", stick, name);
    return path[next];
}

static bool has(const struct buf *b, const char *text)
{
    return b->len > 0 && strstr(b->p, text) != NULL;
}

/* How many bundles are set aside; the reason of the last into `why`. */
static size_t set_aside(struct run *r, char *why, size_t size)
{
    struct json *j;
    const struct json *list;
    size_t n;

    is_int(run_genba(r, "team", "list", "--json", NULL), 0, "team list");
    j = json_parse(r->out.p, r->out.len, NULL);
    list = json_get(j, "set_aside");
    n = list ? list->count : 99;
    why[0] = '\0';
    for (const struct json *a = json_at(list, 0); a; a = a->next) {
        snprintf(why, size, "%s", json_str(json_get(a, "why")));
        is_str(json_str(json_get(json_get(a, "sender"), "person")), "鈴木", "its sender");
    }
    json_free(j);
    return n;
}

static void stranger(void)
{
    char why[32];
    struct json *j;

    is_int(run_genba(&lead, "team", "init", "東", "-o", on_stick("v1"), NULL), 0, "init");
    is_int(run_genba(&other, "team", "join", on_stick("v1"), NULL), 0, "join, not admitted");
    is_int(run_genba(&other, "team", "card", "-o", on_stick("other.card"), NULL), 0, "card");
    is_int(run_genba(&other, "bundle", "0900", "-o", on_stick("one.gnb"), NULL), 0, "bundle");
    is_int(run_genba(&lead, "merge", on_stick("one.gnb"), NULL), 1, "merge");
    ok(has(&lead.out, "Set aside"), "says that it is set aside");
    is_int(set_aside(&lead, why, sizeof why), 1, "one");
    is_str(why, "unknown", "its sender is unknown");
    is_int(run_genba(&lead, "show", "0900", NULL), 3, "nothing of it is here");
    is_int(run_genba(&lead, "team", "list", NULL), 0, "as text");
    ok(has(&lead.out, "set aside") && has(&lead.out, "鈴木"), "with its sender");

    is_int(run_genba(&lead, "team", "admit", on_stick("other.card"), "-o", on_stick("v2"), "--json",
                     NULL),
           0, "admit");
    j = json_parse(lead.out.p, lead.out.len, NULL);
    ok(j != NULL, "JSON");
    is_int(json_get(j, "merged") ? json_get(j, "merged")->count : 99, 1, "one was merged");
    is_str(json_str(json_get(json_at(json_get(j, "merged"), 0), "serial")), "0900", "which");
    json_free(j);
    is_int(set_aside(&lead, why, sizeof why), 0, "nothing is set aside any more");
    is_int(run_genba(&lead, "show", "0900", NULL), 0, "the hospital is here");
}

static void revoked(void)
{
    char why[32];

    is_int(run_genba(&lead, "team", "revoke", "鈴木", "-o", on_stick("v3"), NULL), 0, "revoke");
    is_int(run_genba(&other, "add", "0900", "line", "line_label=回線B", "traffic_kind=データ",
                     "room=電気室", NULL),
           0, "the revoked goes on");
    is_int(run_genba(&other, "bundle", "0900", "-o", on_stick("two.gnb"), NULL), 0, "bundle");
    is_int(run_genba(&lead, "merge", on_stick("two.gnb"), NULL), 1, "merge");
    is_int(set_aside(&lead, why, sizeof why), 1, "set aside");
    is_str(why, "revoked", "as revoked");
    run_genba(&lead, "show", "0900", "--json", NULL);
    ok(!has(&lead.out, "回線B"), "not merged");
}

/* The third laptop holds the roster in which `other` is revoked. */
static void learnt(void)
{
    char why[32];

    is_int(run_genba(&third, "team", "card", "-o", on_stick("third.card"), NULL), 0, "card");
    is_int(run_genba(&lead, "team", "admit", on_stick("third.card"), "-o", on_stick("v4"), NULL), 0,
           "the third");
    is_int(set_aside(&lead, why, sizeof why), 1, "the other's stays set aside");
    is_int(run_genba(&third, "team", "join", on_stick("v4"), NULL), 0, "join");
    is_int(run_genba(&other, "team", "join", on_stick("v4"), NULL), 0, "the revoked learns it");
    is_int(run_genba(&other, "bundle", "0900", "-o", on_stick("three.gnb"), NULL), 0, "bundle");
    is_int(run_genba(&third, "merge", on_stick("three.gnb"), NULL), 1, "merge");
    is_int(set_aside(&third, why, sizeof why), 1, "set aside there");
    is_int(run_genba(&lead, "team", "admit", on_stick("other.card"), NULL), 0, "admitted again");
    ok(has(&lead.out, "0900") || has(&lead.out, "two.gnb") || has(&lead.out, "rows changed"),
       "merged at once, and said");
    run_genba(&lead, "show", "0900", "--json", NULL);
    ok(has(&lead.out, "回線B"), "it is here");
    is_int(run_genba(&lead, "bundle", "0900", "-o", on_stick("lead.gnb"), NULL), 0, "bundle");
    is_int(run_genba(&third, "merge", on_stick("lead.gnb"), NULL), 0, "merge: the new roster");
    is_int(set_aside(&third, why, sizeof why), 0, "the stranger's is merged there, too");
    is_int(run_genba(&third, "merge", on_stick("three.gnb"), NULL), 0, "as it would be now");
    ok(has(&third.out, "0 rows"), "and was");
}

/* Sealed before this laptop belonged to the team. */
static void not_sealed(void)
{
    struct run fourth;
    char why[32];

    begin(&fourth, "田中", "D");
    is_int(run_genba(&fourth, "team", "join", on_stick("v4"), NULL), 0, "join");
    is_int(run_genba(&fourth, "merge", on_stick("two.gnb"), NULL), 1, "merge");
    is_int(set_aside(&fourth, why, sizeof why), 1, "set aside");
    ok(strcmp(why, "revoked") == 0 || strcmp(why, "not_sealed") == 0, "why: %s", why);
    run_end(&fourth);
}

int main(void)
{
    begin(&lead, "佐藤", "A");
    begin(&other, "鈴木", "B");
    begin(&third, "高橋", "C");
    tmpdir_make(stick, sizeof stick);
    fixture_survey(other.workspace, "鈴木", "B", "0900", "試験病院");
    stranger();
    revoked();
    learnt();
    not_sealed();
    tmpdir_remove(stick);
    run_end(&lead);
    run_end(&other);
    run_end(&third);
    return tap_done();
}
