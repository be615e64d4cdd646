/* The commands by the real program: edits, rules, undo, log, exit codes. */
#include "tests/lib/json.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"

#include "model/base/file.h"
#include "tests/lib/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct run r;

static bool out_has(const char *text)
{
    return strstr(buf_str(&r.out), text) != NULL;
}

static bool err_has(const char *text)
{
    return strstr(buf_str(&r.err), text) != NULL;
}

/* --help, the manual page and the README speak of the same commands. */
static void documented(void)
{
    struct buf man = BUF_INIT, readme = BUF_INIT;
    struct err e;
    char path[4096];
    const char *top = getenv("top_srcdir");
    int n = 0;

    snprintf(path, sizeof path, "%s/assets/man/genba.1", top);
    if (file_read(path, BUF_MAX_DEFAULT, &man, &e) != 0)
        bail("%s", path);
    snprintf(path, sizeof path, "%s/README.md", top);
    if (file_read(path, BUF_MAX_DEFAULT, &readme, &e) != 0)
        bail("%s", path);
    is_int(run_genba(&r, "--help", NULL), 0, "--help");
    for (char *rest = r.out.p, *line; (line = strsep(&rest, "\n")) != NULL;) {
        char name[32], in_man[64], in_readme[64];

        if (sscanf(line, "  %31s", name) != 1 || strncmp(line, "  ", 2) != 0)
            continue;
        n++;
        snprintf(in_man, sizeof in_man, "%s", name);
        snprintf(in_readme, sizeof in_readme, "`%s", name);
        ok(strstr(buf_str(&man), in_man) != NULL, "%s is in the manual page", name);
        ok(strstr(buf_str(&readme), in_readme) != NULL, "%s is in the README", name);
    }
    ok(n > 10, "%d commands", n);
    buf_release(&man);
    buf_release(&readme);
}

int main(void)
{
    run_begin(&r);
    r.now = "2025-09-12T09:30";
    fixture_survey(r.workspace, "佐藤", "A", "0900", "試験病院");
    is_int(run_genba(&r, "nonsense", NULL), 2, "an unknown command is wrong usage");
    is_int(run_genba(&r, "show", NULL), 2, "an argument is missing");
    is_int(run_genba(&r, "show", "0900", "--bogus", NULL), 2, "an unknown option");
    is_int(run_genba(&r, "show", "9999", NULL), 3, "no such hospital");
    ok(err_has("9999"), "the message names it");
    is_int(run_genba(&r, "--help", NULL), 0, "--help");
    is_int(run_genba(&r, "import", "--help", NULL), 0, "import --help");
    ok(out_has("--dry-run"), "lists its options");

    is_int(run_genba(&r, "add", "0900", "line", "line_label=回線Ａ", "traffic_kind=データ",
                     "room=サーバ室", NULL),
           0, "add a line");
    is_str(buf_str(&r.out), "line:1\n", "its address is printed");
    is_int(run_genba(&r, "set", "0900", "line:1", "observed.room", "電気室", NULL), 0, "set");
    is_int(run_genba(&r, "show", "0900", "--json", NULL), 0, "show");
    struct json *j = json_parse(buf_str(&r.out), r.out.len, NULL);
    const struct json *line = json_at(json_get(j, "lines"), 0);
    is_str(json_str(json_get(line, "line_label")), "回線A", "identifiers are half-width");
    is_str(json_str(json_get(line, "room")), "サーバ室", "what was declared stays (R010)");
    is_str(json_str(json_get(json_get(line, "observed"), "room")), "電気室",
           "beside what was seen");
    json_free(j);

    is_int(run_genba(&r, "set", "0900", "line:1", "ns_code", "NS03", NULL), 3,
           "NS03 without the witness is refused (R103)");
    is_int(run_genba(&r, "set", "0900", "line:1", "bogus", "1", NULL), 2, "no such field");
    is_int(run_genba(&r, "set", "0900", "line:7", "room", "x", NULL), 3, "no such row");
    is_int(run_genba(&r, "set", "0900", "line:1", "observed.terminator_kind", "?ラックの奥", NULL),
           0, "what could not be read");
    run_genba(&r, "show", "0900", "--json", NULL);
    ok(out_has("ラックの奥"), "keeps its reason");
    is_int(run_genba(&r, "undo", "0900", NULL), 0, "undo");
    is_int(run_genba(&r, "undo", "0900", NULL), 0, "undo again");
    run_genba(&r, "show", "0900", "--json", NULL);
    ok(!out_has("電気室"), "the value is gone");
    is_int(run_genba(&r, "redo", "0900", NULL), 0, "redo");
    run_genba(&r, "show", "0900", "--json", NULL);
    ok(out_has("電気室"), "and back");
    is_int(run_genba(&r, "log", "0900", "line:1", "--json", NULL), 0, "log");
    ok(out_has("\"person\": \"\""), "nobody has told who works here");
    ok(out_has("2025-09-12T09:30"), "with the time of GENBA_NOW");
    is_int(run_genba(&r, "delete", "0900", "line:1", NULL), 0, "delete");
    is_int(run_genba(&r, "set", "0900", "line:1", "room", "x", NULL), 3, "gone");
    is_int(run_genba(&r, "list", NULL), 0, "list");
    ok(out_has("0900"), "names the hospital");
    documented();
    run_end(&r);
    return tap_done();
}
