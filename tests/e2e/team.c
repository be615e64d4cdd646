/* `genba team` by the real program on three laptops. */
#include "model/base/file.h"
#include "tests/lib/json.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct run lead, second, third;
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

static void put(const char *path, const struct buf *b)
{
    struct err e;

    if (file_write(path, b->p, b->len, &e) != 0)
        bail("%s", path);
}

static bool has(const struct buf *b, const char *text)
{
    return b->len > 0 && strstr(b->p, text) != NULL;
}

static struct json *parsed(const struct run *r)
{
    struct json *j = json_parse(r->out.p, r->out.len, NULL);

    ok(j != NULL, "JSON");
    return j;
}

/* "founder", "member", "revoked" of a person in the list; "" when absent. */
static const char *state_of(struct run *r, const char *person)
{
    static char state[16];
    struct json *j;

    state[0] = '\0';
    is_int(run_genba(r, "team", "list", "--json", NULL), 0, "team list");
    j = parsed(r);
    for (const struct json *m = json_at(json_get(j, "members"), 0); m; m = m->next)
        if (strcmp(json_str(json_get(m, "person")), person) == 0)
            snprintf(state, sizeof state, "%s", json_str(json_get(m, "state")));
    json_free(j);
    return state;
}

static void alone(void)
{
    struct json *j;

    is_int(run_genba(&lead, "team", "list", "--json", NULL), 0, "no team");
    j = parsed(&lead);
    ok(json_get(j, "team") && !json_str(json_get(j, "team")), "its name is null");
    is_int(json_get(j, "members")->count, 0, "no members");
    json_free(j);
    is_int(run_genba(&lead, "team", "list", NULL), 0, "as text");
    ok(has(&lead.out, "genba team init"), "says how to found one");
    is_int(run_genba(&lead, "team", "roster", NULL), 3, "no roster");
    is_int(run_genba(&lead, "team", "revoke", "x", NULL), 3, "nobody to revoke");
}

static void wrong_usage(void)
{
    static const char *const words[][4] = {
        {NULL},
        {"foo"},
        {"init", "a", "b"},
        {"card", "x"},
        {"admit"},
        {"join"},
        {"join", "a", "b"},
        {"list", "x"},
        {"revoke"},
        {"roster", "x"},
        {"list", "-o", "x"},
        {"join", "x", "-o", "y"},
        {"init", "x", "--replace"},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        is_int(run_genba(&lead, "team", words[i][0], words[i][1], words[i][2], words[i][3], NULL),
               2, "team %s %s: wrong usage", words[i][0] ? words[i][0] : "",
               words[i][1] ? words[i][1] : "");
    ok(access(on_stick("y"), F_OK) != 0, "which writes nothing");
    is_int(run_genba(&lead, "team", "--help", NULL), 0, "help");
    ok(has(&lead.out, "admit CARDFILE"), "tells what there is");
}

static void cards(void)
{
    struct json *j;

    is_int(run_genba(&second, "team", "card", NULL), 0, "a card on stdout");
    ok(has(&second.out, "BEGIN GENBA CARD") && has(&second.out, "鈴木"), "for people, too");
    put(on_stick("second.card"), &second.out);
    is_int(run_genba(&third, "team", "card", "-o", on_stick("third.card"), NULL), 0, "in a file");
    ok(!has(&third.out, "BEGIN"), "and then not on stdout");
    is_int(run_genba(&third, "team", "card", "--json", NULL), 0, "as JSON");
    j = parsed(&third);
    is_str(json_str(json_get(j, "person")), "高橋", "of whom");
    ok(json_str(json_get(j, "card")) && strlen(json_str(json_get(j, "fingerprint"))) == 39,
       "card and fingerprint");
    json_free(j);
}

static void founding(void)
{
    struct json *j;

    is_int(run_genba(&lead, "team", "init", "東チーム", "-o", on_stick("v1"), "--json", NULL), 0,
           "init");
    j = parsed(&lead);
    is_str(json_str(json_get(j, "team")), "東チーム", "founded");
    is_int(json_num(json_get(j, "version"), 0), 1, "version 1");
    json_free(j);
    is_int(run_genba(&lead, "team", "init", "西チーム", NULL), 3, "once");
    ok(has(&lead.err, "東チーム"), "there is one");
    is_int(run_genba(&second, "team", "join", on_stick("v1"), NULL), 0, "join before admission");
    ok(has(&second.err, "not in the roster yet") && has(&second.err, "佐藤"),
       "says what is missing");

    is_int(run_genba(&lead, "team", "admit", on_stick("second.card"), on_stick("v1"), NULL), 3,
           "a roster is no card");
    ok(has(&lead.err, "v1"), "the file is named");
    is_str(state_of(&lead, "鈴木"), "", "all cards or none");
    is_int(run_genba(&lead, "team", "admit", on_stick("none"), NULL), 3, "no such file");
    is_int(run_genba(&lead, "team", "admit", on_stick("second.card"), on_stick("third.card"), "-o",
                     on_stick("v3"), NULL),
           0, "two cards");
    ok(has(&lead.out, "鈴木") && has(&lead.out, "高橋"), "who was admitted");
    is_str(state_of(&lead, "鈴木"), "member", "one");
    is_str(state_of(&lead, "高橋"), "member", "and the other");
    is_str(state_of(&lead, "佐藤"), "founder", "beside the founder");
}

static void joining(void)
{
    struct json *j;

    is_int(run_genba(&second, "team", "join", on_stick("v3"), "--json", NULL), 0, "join");
    j = parsed(&second);
    ok(json_true(json_get(j, "changed")), "something changed");
    is_int(json_get(j, "members")->count, 3, "the three of them");
    ok(json_true(json_get(json_at(json_get(j, "members"), 1), "self")), "this laptop among them");
    json_free(j);
    is_int(run_genba(&second, "team", "join", on_stick("v3"), "--json", NULL), 0, "once more");
    j = parsed(&second);
    ok(json_get(j, "changed") && !json_true(json_get(j, "changed")), "nothing changed");
    json_free(j);
    is_int(run_genba(&second, "team", "join", on_stick("v1"), NULL), 1, "an older one");
    ok(has(&second.err, "older") && has(&second.err, "佐藤"), "says so, and whom to ask");
    is_str(state_of(&second, "高橋"), "member", "and is not taken");
    is_int(run_genba(&second, "team", "admit", on_stick("third.card"), NULL), 3, "not the founder");
    ok(has(&second.err, "佐藤"), "who it is");
    is_int(run_genba(&second, "team", "revoke", "高橋", NULL), 3, "nor does another revoke");
    is_int(run_genba(&third, "team", "init", "西チーム", NULL), 0, "another team");
    is_int(run_genba(&third, "team", "join", on_stick("v3"), NULL), 3, "is not left by accident");
    ok(has(&third.err, "--replace") && has(&third.err, "西チーム"), "but on purpose");
    is_int(run_genba(&third, "team", "join", on_stick("v3"), "--replace", NULL), 0, "replaced");
    is_str(state_of(&third, "鈴木"), "member", "the team of the others");
}

static void revoking(void)
{
    struct json *j;

    is_int(run_genba(&lead, "team", "revoke", "nobody", NULL), 3, "nobody");
    ok(has(&lead.err, "鈴木") && has(&lead.err, "高橋"), "the members are listed");
    is_int(run_genba(&lead, "team", "revoke", "佐藤", NULL), 3, "not the founder");
    is_int(run_genba(&lead, "team", "revoke", "高橋", "-o", on_stick("v4"), "--json", NULL), 0,
           "revoke");
    j = parsed(&lead);
    is_str(json_str(json_get(json_at(json_get(j, "members"), 0), "state")), "revoked", "revoked");
    json_free(j);
    is_int(run_genba(&second, "team", "join", on_stick("v4"), NULL), 0, "the others learn it");
    is_str(state_of(&second, "高橋"), "revoked", "there, too");
    is_int(run_genba(&third, "team", "join", on_stick("v4"), NULL), 0, "so does the revoked");
    ok(has(&third.err, "revoked"), "and is told");
    is_int(run_genba(&lead, "team", "admit", on_stick("third.card"), NULL), 0, "admitted again");
    is_str(state_of(&lead, "高橋"), "member", "is a member again");
    is_int(run_genba(&lead, "team", "roster", NULL), 0, "the roster on stdout");
    ok(has(&lead.out, "BEGIN GENBA ROSTER"), "as text");
    put(on_stick("v5"), &lead.out);
    is_int(run_genba(&third, "team", "join", on_stick("v5"), NULL), 0, "taken");
    is_str(state_of(&third, "高橋"), "member", "a member here, too");
}

/* Files that others read, and a damaged key. */
static void doctor(void)
{
    char path[300];
    struct err e;

    is_int(run_genba(&second, "team", "list", NULL), 0, "list");
    snprintf(path, sizeof path, "%s/identity/laptop.key", second.workspace);
    run_genba(&second, "doctor", NULL);
    ok(!has(&second.out, "chmod"), "the doctor is content");
    ok(chmod(path, 0644) == 0, "others may read the key");
    is_int(run_genba(&second, "doctor", NULL), 1, "the doctor finds it");
    ok(has(&second.out, "chmod 600"), "and says the fix");
    is_ok(file_write(path, "short", 5, &e), &e, "a damaged key");
    is_int(run_genba(&second, "team", "card", NULL), 3, "no card");
    ok(has(&second.err, "laptop.key") && has(&second.err, "backup"), "which, and the way out");
    ok(unlink(path) == 0 && run_genba(&second, "team", "card", NULL) == 0, "a new key");
    put(on_stick("new.card"), &second.out);
    is_int(run_genba(&lead, "team", "admit", on_stick("new.card"), NULL), 0, "is admitted");
    is_int(run_genba(&lead, "team", "revoke", "鈴木", NULL), 3, "two of that name");
    ok(has(&lead.err, "several"), "say which");
}

int main(void)
{
    begin(&lead, "佐藤", "A");
    begin(&second, "鈴木", "B");
    begin(&third, "高橋", "C");
    tmpdir_make(stick, sizeof stick);
    alone();
    wrong_usage();
    cards();
    founding();
    joining();
    revoking();
    doctor();
    tmpdir_remove(stick);
    run_end(&lead);
    run_end(&second);
    run_end(&third);
    return tap_done();
}
