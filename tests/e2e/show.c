/* import, then show --json, by the real program: every field of the samples
 * equals what their expected.json says; the faulty sheet is refused whole. */
#include "tests/lib/fixture.h"
#include "tests/lib/json.h"
#include "tests/lib/run.h"
#include "tests/lib/tap.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool nothing(const struct json *j)
{
    return !j || j->type == JSON_NULL || (j->type == JSON_STRING && !*j->text);
}

/* "" = null = absent; objects by the members that are expected. */
static bool same(const struct json *want, const struct json *got, const char *path)
{
    bool all = true;
    char deeper[256];

    if (nothing(want) && nothing(got))
        return true;
    if (!want || !got || want->type != got->type) {
        diag("%s: of another type, or not there", path);
        return false;
    }
    if (want->type == JSON_OBJECT) {
        for (const struct json *m = want->first; m; m = m->next) {
            snprintf(deeper, sizeof deeper, "%s.%s", path, m->key);
            all &= same(m, json_get(got, m->key), deeper);
        }
        return all;
    }
    if (want->type == JSON_ARRAY) {
        if (want->count != got->count)
            diag("%s: %zu rows, want %zu", path, got->count, want->count);
        all = want->count == got->count;
        for (size_t i = 0; i < want->count && i < got->count; i++) {
            snprintf(deeper, sizeof deeper, "%s[%zu]", path, i);
            all &= same(json_at(want, i), json_at(got, i), deeper);
        }
        return all;
    }
    if (want->type == JSON_STRING ? strcmp(want->text, got->text) != 0
                                  : want->number != got->number) {
        diag("%s: got %s %g, want %s %g", path, got->text ? got->text : "", got->number,
             want->text ? want->text : "", want->number);
        return false;
    }
    return true;
}

static bool same_text(const struct json *a, const struct json *b, const char *key)
{
    const char *x = json_str(json_get(a, key)), *y = json_str(json_get(b, key));

    return strcmp(x ? x : "", y ? y : "") == 0;
}

/* Rooms are compared by their place: show lists those of lines and PCs, too. */
static bool rooms_same(const struct json *want, const struct json *got)
{
    bool all = true;

    for (const struct json *w = want->first; w; w = w->next) {
        const struct json *found = NULL;

        for (const struct json *g = got->first; g; g = g->next)
            if (same_text(w, g, "building") && same_text(w, g, "floor") && same_text(w, g, "room"))
                found = g;
        all &= found && same(w, found, json_str(json_get(w, "room")));
    }
    return all;
}

static void compare(struct run *r, const char *serial, const char *expected)
{
    struct json *want = json_load(expected), *got;

    is_int(run_genba(r, "show", serial, "--json", NULL), 0, "show %s", serial);
    got = json_parse(buf_str(&r->out), r->out.len, NULL);
    if (!got)
        bail("show --json is no JSON");
    for (const struct json *m = want->first; m; m = m->next)
        if (strcmp(m->key, "rooms") == 0)
            ok(rooms_same(m, json_get(got, "rooms")), "%s: rooms", serial);
        else
            ok(same(m, json_get(got, m->key), m->key), "%s: %s", serial, m->key);
    json_free(want);
    json_free(got);
}

/* The sheets of a hospital in the samples' folder; at most two. */
static int sheets_of(const char *folder, const char *serial, char paths[2][1024])
{
    DIR *d = opendir(folder);
    struct dirent *e;
    int n = 0;

    while (d && (e = readdir(d)) != NULL && n < 2)
        if (strstr(e->d_name, serial) && strstr(e->d_name, ".xlsx"))
            snprintf(paths[n++], sizeof paths[0], "%s/%s", folder, e->d_name);
    if (d)
        closedir(d);
    return n;
}

int main(void)
{
    static const char *const serials[] = {"0107", "0342", "1204"};
    const char *shared = fixture_shared("samples");
    char folder[512], paths[2][1024], expected[1024];
    struct run r;

    if (!shared)
        plan_skip_all("../shared/samples is not there");
    snprintf(folder, sizeof folder, "%s", shared);
    run_begin(&r);
    for (int i = 0; i < 3; i++) {
        int n = sheets_of(folder, serials[i], paths);

        is_int(run_genba(&r, "import", paths[0], n > 1 ? paths[1] : NULL, NULL), 0, "import %s",
               serials[i]);
        snprintf(expected, sizeof expected, "%s/%s.expected.json", folder, serials[i]);
        compare(&r, serials[i], expected);
    }
    sheets_of(folder, "0777", paths);
    is_int(run_genba(&r, "import", "--dry-run", paths[0], NULL), 1, "the faulty sheet: exit 1");
    is_int(run_genba(&r, "import", paths[0], NULL), 1, "the same without --dry-run");
    is_int(run_genba(&r, "show", "0777", NULL), 3, "and nothing is there");
    run_end(&r);
    return tap_done();
}
