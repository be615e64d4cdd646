/* A bundle of each released format, as a laptop of then wrote it, is read by the
 * program of today. released/formatN.gnb is sealed to released/laptop.key (a key
 * of this test alone); its sender is in released/roster. A new format adds a
 * file and a row here; none is ever changed.
 *
 * In each: hospital 0107, a clash of two crews about the room of line 1, a
 * finding, a deleted PC, a photo. */
#include "model/base/file.h"
#include "tests/lib/json.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *file;
    int commits;
} released[] = {
    {"format1.gnb", 18},
};

static struct err e;
static struct run r;

static const char *fixture(const char *name)
{
    static char path[1024];

    snprintf(path, sizeof path, "%s/tests/sync/released/%s", getenv("top_srcdir"), name);
    return path;
}

/* The laptop that it is sealed to. */
static void take_identity(void)
{
    static const char *const files[] = {"laptop.key", "roster"};
    char dir[300], path[320];

    snprintf(dir, sizeof dir, "%s/identity", r.workspace);
    is_ok(file_make_dirs(dir, &e), &e, "a workspace");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct buf bytes = BUF_INIT;

        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        is_ok(file_read(fixture(files[i]), 1 << 20, &bytes, &e), &e, "%s", files[i]);
        is_ok(file_write(path, buf_str(&bytes), bytes.len, &e), &e, "is the laptop's");
        buf_release(&bytes);
    }
}

static int member(const struct json *j, const char *object, const char *name)
{
    return (int)json_num(json_get(json_get(j, object), name), -1);
}

static void merged(const char *file, int commits)
{
    struct json *root;
    const struct json *j;

    is_int(run_genba(&r, "merge", fixture(file), "--json", NULL), 0, "%s is merged", file);
    root = json_parse(buf_str(&r.out), r.out.len, NULL);
    j = json_at(root, 0);
    ok(json_true(json_get(j, "complete")), "whole");
    ok(json_true(json_get(j, "created")), "as a new hospital");
    is_int(member(j, "commits", "new"), commits, "every change");
    is_int(member(j, "commits", "waiting"), 0, "none waits");
    is_int(member(j, "photos", "whole"), 1, "the photo");
    is_int(member(j, "conflicts", "after"), 1, "the clash");
    json_free(root);
}

static void as_it_was(void)
{
    is_int(run_genba(&r, "show", "0107", "--json", NULL), 0, "shown");
    ok(strstr(buf_str(&r.out), "しおかぜ診療病院") != NULL, "its name");
    ok(strstr(buf_str(&r.out), "\"ラベルあり\"") != NULL, "what was found");
    is_int(run_genba(&r, "conflicts", "0107", NULL), 1, "what is in conflict");
    ok(strstr(buf_str(&r.out), "機械室") && strstr(buf_str(&r.out), "サーバ室"), "both values");
    is_int(run_genba(&r, "verify", "0107", NULL), 0, "it verifies");
}

int main(void)
{
    for (size_t i = 0; i < sizeof released / sizeof *released; i++) {
        run_begin(&r);
        take_identity();
        is_int(run_genba(&r, "verify", fixture(released[i].file), NULL), 0, "by itself");
        merged(released[i].file, released[i].commits);
        as_it_was();
        run_end(&r);
    }
    return tap_done();
}
