/* conflicts, resolve, show and check by the real program on two workspaces that
 * exchange their logs. */
#include "model/case.h"
#include "model/workspace.h"
#include "tests/lib/fixture.h"
#include "tests/lib/json.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct err e;

#define DO(r, ...)                                                                                 \
    do {                                                                                           \
        if (run_genba(r, __VA_ARGS__, NULL) != 0)                                                  \
            bail("line %d: %s", __LINE__, buf_str(&(r)->err));                                     \
    } while (0)

static struct casefile *open_case(struct run *r)
{
    struct identity who;
    struct casefile *c;
    char *folder;

    if (identity_load(&who, r->workspace, "", "", &e) != 0 ||
        workspace_find(r->workspace, "0342", &folder, &e) != 0 ||
        case_open(&c, folder, &who, &e) != 0)
        bail("open: %s %s", e.subject, e.detail);
    free(folder);
    return c;
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

static void exchange(struct run *a, struct run *b)
{
    struct casefile *ca = open_case(a), *cb = open_case(b);
    struct shipping there = {ca->store, cb->store}, back = {cb->store, ca->store};

    if (store_writers(ca->store, ship_writer, &there, &e) != 0 ||
        store_writers(cb->store, ship_writer, &back, &e) != 0)
        bail("exchange: %s", e.detail);
    case_close(ca);
    case_close(cb);
}

static void hospital(struct run *r)
{
    struct identity who;
    struct casefile *c;

    if (identity_load(&who, r->workspace, "", "", &e) != 0 ||
        case_create(&c, r->workspace, "0342", "みなと総合病院", &who, &e) != 0)
        bail("create: %s %s", e.subject, e.detail);
    case_close(c);
}

/* Members of the list; the caller frees. */
static struct json *list_of(struct run *r, int status)
{
    struct json *j;

    is_int(run_genba(r, "conflicts", "0342", "--json", NULL), status, "conflicts ends with %d",
           status);
    j = json_parse(buf_str(&r->out), r->out.len, NULL);
    if (!j)
        bail("no JSON: %s", buf_str(&r->out));
    return j;
}

static const char *text(const struct json *j, const char *key)
{
    const char *s = json_str(json_get(j, key));

    return s ? s : "";
}

static struct run a, b;

static void begin(void)
{
    run_begin(&a);
    run_begin(&b);
    a.now = "2025-09-12T09:00:00+09:00";
    b.now = "2025-09-12T09:30:00+09:00";
    hospital(&a);
    hospital(&b);
    DO(&a, "add", "0342", "site", "hospital_serial_no=0342", "hospital_name=みなと総合病院");
    DO(&a, "add", "0342", "line", "line_seq=1", "line_label=回線A", "room=サーバ室");
    DO(&a, "add", "0342", "device", "line_ref=line:1", "serial_no=KTR1");
    exchange(&a, &b);
    a.now = "2025-09-12T10:00:00+09:00";
    b.now = "2025-09-12T10:10:00+09:00";
}

static char *member(struct run *r, const char *name)
{
    const char *from, *to;
    char head[64];

    DO(r, "show", "0342", "--json");
    snprintf(head, sizeof head, "\n  \"%s\": ", name);
    from = strstr(buf_str(&r->out), head);
    to = strstr(buf_str(&r->out), "\n  \"laptop\"");
    return from && to ? strndup(from, (size_t)(to - from)) : strdup("?");
}

static void value(void)
{
    struct json *j = list_of(&a, 0);
    const struct json *k;
    char *sa, *sb;

    is_int((int)json_get(j, "conflicts")->count, 0, "nothing at first");
    json_free(j);
    DO(&a, "set", "0342", "device:1.1", "observed.serial_no", "KTR2");
    DO(&b, "set", "0342", "device:1.1", "observed.serial_no", "KTR3");
    exchange(&a, &b);
    j = list_of(&a, 1);
    k = json_at(json_get(j, "conflicts"), 0);
    is_str(text(k, "kind"), "value", "of a value");
    is_str(text(k, "entity"), "device:1.1", "where");
    is_str(text(k, "field"), "serial_no", "which field");
    ok(json_true(json_get(k, "observed")), "as seen");
    is_str(text(json_at(json_get(k, "values"), 0), "value"), "KTR3", "one value");
    is_str(text(json_at(json_get(k, "values"), 1), "value"), "KTR2", "the other");
    is_str(text(json_at(json_get(k, "values"), 1), "at"), "2025-09-12T10:00:00+09:00", "when");
    ok(json_get(k, "before")->type == JSON_NULL, "nothing stood there before");
    is_int((int)json_get(j, "notices")->count, 0, "no notice");
    json_free(j);
    sa = member(&a, "conflicts");
    sb = member(&b, "conflicts");
    ok(strlen(sa) > 100 && strcmp(sa, sb) == 0, "show says the same on both laptops");
    free(sa);
    free(sb);
    DO(&a, "show", "0342");
    ok(strstr(buf_str(&a.out), "In conflict:  KTR3  KTR2") != NULL, "marked where it is shown");
    is_int(run_genba(&a, "conflicts", NULL), 1, "over all hospitals");
    ok(strstr(buf_str(&a.out), "0342") && strstr(buf_str(&a.out), "KTR2"), "it is there, too");
    run_genba(&a, "check", "0342", NULL);
    ok(strstr(buf_str(&a.out), "two laptops say different things") != NULL, "check says so");
}

static void resolve(void)
{
    is_int(run_genba(&a, "resolve", "0342", "line:1", "room", "EPS", NULL), 3,
           "nothing to resolve there");
    ok(strstr(buf_str(&a.err), "Nothing is in conflict at line:1, room") != NULL, "it says so");
    is_int(run_genba(&a, "resolve", "0342", "device:1.1", "observed.serial_no", "KTR9", "--choice",
                     "1", NULL),
           2, "a value and a choice are no decision");
    is_int(
        run_genba(&a, "resolve", "0342", "device:1.1", "observed.serial_no", "--choice", "3", NULL),
        2, "there is no third");
    DO(&a, "resolve", "0342", "device:1.1", "observed.serial_no", "--choice", "2", "--reason",
       "銘板を見た");
    ok(strstr(buf_str(&a.out), "device:1.1: KTR2. There were: KTR3 (") != NULL,
       "what was chosen against what: %s", buf_str(&a.out));
    json_free(list_of(&a, 0));
    exchange(&a, &b);
    json_free(list_of(&b, 0));
    DO(&a, "log", "0342", "device:1.1");
    ok(strstr(buf_str(&a.out), "銘板を見た") != NULL, "the reason stands in the log");
    ok(strstr(buf_str(&a.out), "settled: seen: Serial no.: KTR2") != NULL, "and what was settled");
    DO(&a, "log", "0342", "device:1.1", "--csv");
    ok(strncmp(buf_str(&a.out), "at,person,", 10) == 0 &&
           strstr(buf_str(&a.out),
                  ",\"resolve\",\"device:1.1\",\"serial_no\",\"true\",\"KTR2\"\r\n"),
       "and in a table");
    DO(&a, "undo", "0342");
    exchange(&a, &b);
    json_free(list_of(&b, 1));
    DO(&b, "set", "0342", "device:1.1", "observed.serial_no", "KTR8");
    ok(strstr(buf_str(&b.err), "are replaced") != NULL, "an edit ends it, and says so");
    DO(&b, "undo", "0342");
    json_free(list_of(&b, 1));
    DO(&b, "resolve", "0342", "device:1.1", "observed.serial_no", "KTR9", "--json");
    ok(strstr(buf_str(&b.out), "\"resolved\": \"KTR9\"") != NULL, "a value of one's own");
    exchange(&a, &b);
    json_free(list_of(&a, 0));
}

static void deleted_and_twice(void)
{
    struct json *j;

    DO(&a, "delete", "0342", "device:1.1");
    DO(&b, "set", "0342", "device:1.1", "model", "AR-830");
    exchange(&a, &b);
    j = list_of(&b, 1);
    is_str(text(json_at(json_get(j, "conflicts"), 0), "kind"), "deleted", "deleted and edited");
    json_free(j);
    is_int(run_genba(&b, "resolve", "0342", "device:1.1", "alive", "perhaps", NULL), 2,
           "keep or delete");
    DO(&b, "resolve", "0342", "device:1.1", "alive", "keep");
    exchange(&a, &b);
    json_free(list_of(&a, 0));

    DO(&a, "add", "0342", "device", "line_ref=line:1", "observed.serial_no=ｋｔｒ９");
    j = list_of(&a, 1);
    is_str(text(json_at(json_get(j, "conflicts"), 0), "kind"), "duplicate", "a number twice");
    json_free(j);
    is_int(run_genba(&a, "resolve", "0342", "device:1.2", "serial_no", "KTR9", NULL), 2,
           "a value settles nothing there");
    DO(&a, "resolve", "0342", "device:1.2", "serial_no", "--right");
    json_free(list_of(&a, 0));
    DO(&a, "undo", "0342");
    json_free(list_of(&a, 1));
    DO(&a, "set", "0342", "device:1.2", "observed.serial_no", "KTR10");
    json_free(list_of(&a, 0));
}

static void twins(void)
{
    struct json *j;
    const struct json *k;

    DO(&a, "add", "0342", "unknown_line", "unknown_line_no=UA01", "terminator_kind=onu",
       "room=EPS");
    DO(&b, "add", "0342", "unknown_line", "unknown_line_no=UB01", "terminator_kind=onu",
       "room=EPS");
    exchange(&a, &b);
    j = list_of(&a, 1);
    k = json_at(json_get(j, "conflicts"), 0);
    is_str(text(k, "kind"), "twin", "two records of one line");
    is_int((int)json_get(k, "reasons")->count, 3, "with reasons");
    json_free(j);
    DO(&a, "resolve", "0342", "unknown:UB01", "twin_of", "unknown:UA01");
    exchange(&a, &b);
    json_free(list_of(&b, 0));
    DO(&b, "show", "0342", "--json");
    ok(strstr(buf_str(&b.out), "\"counted_as\": \"unknown:UA01\"") != NULL, "counted as one");
    DO(&b, "set", "0342", "unknown:UB01", "twin_of", "");
    json_free(list_of(&b, 1));
    DO(&b, "set", "0342", "unknown:UA01", "twin_of", "unknown:UB01");
    json_free(list_of(&b, 0));
    DO(&b, "undo", "0342");
    DO(&b, "resolve", "0342", "unknown:UA01", "twin_of", "--right");
    json_free(list_of(&b, 0));
}

int main(void)
{
    begin();
    value();
    resolve();
    deleted_and_twice();
    twins();
    run_end(&a);
    run_end(&b);
    return tap_done();
}
