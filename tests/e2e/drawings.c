/* Drawings by the real program: those of the sheet and one of a file, from one
 * laptop to another, verified there. */
#include "assets/photo/keep.h"
#include "tests/lib/crews.h"
#include "tests/lib/fixture.h"
#include "tests/lib/json.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct crews w;
static char samples[512];

static bool did(struct run *r, int rc)
{
    if (rc != 0)
        diag("exit %d: %s%s", rc, r->out.p ? r->out.p : "", r->err.p ? r->err.p : "");
    return rc == 0;
}
#define run_ok(r, ...) did((r), run_genba((r), __VA_ARGS__, NULL))

static const char *sample(const char *name)
{
    static char path[4][1024];
    static int next;
    char *out = path[next++ & 3];

    snprintf(out, sizeof path[0], "%s/%s", samples, name);
    return out;
}

static struct json *show(struct run *r)
{
    struct json *j;

    if (!run_ok(r, "show", "0342", "--json"))
        bail("show");
    j = json_parse(r->out.p, r->out.len, NULL);
    return j ? j : (bail("show says no JSON"), NULL);
}

static void taken_in(struct run *r)
{
    struct json *j;

    ok(run_ok(r, "import", sample("0342_みなと総合病院_ヒアリングシート_20250725.xlsx")),
       "the sheet");
    ok(run_ok(r, "drawing", "0342", sample("0342_本館_1F_フロア図.png")),
       "a drawing of the sheet as a file");
    ok(strstr(r->out.p, "drawing:2") && strstr(r->out.p, "taken in before"), "is there already");
    ok(run_ok(r, "drawing", "0342", sample("0107_本館_2F_フロア図.png"), "--building", "東館"),
       "another drawing");
    ok(run_ok(r, "set", "0342", "drawing:4", "floor", "3F"), "put on its floor");
    is_int(run_genba(r, "drawing", "0342", sample("photos-0342/メモ.txt"), NULL), 1,
           "a text is refused");
    j = show(r);
    is_int(json_get(j, "drawings")->count, 4, "three of the sheet and one of a file");
    is_str(json_str(json_get(json_at(json_get(j, "drawings"), 3), "building")), "東館",
           "its building");
    is_str(json_str(json_get(json_at(json_get(j, "drawings"), 3), "floor")), "3F", "its floor");
    json_free(j);
}

/* Every drawing's file, its bytes as recorded. */
static int kept(struct run *r)
{
    struct json *j = show(r);
    const char *folder = json_str(json_get(json_get(j, "laptop"), "folder"));
    int n = 0;

    for (const struct json *d = json_get(j, "drawings")->first; d; d = d->next) {
        const char *sha = json_str(json_get(d, "sha256"));
        char *path = keep_drawing_path(folder, sha, json_str(json_get(d, "media_type")));
        char hex[2 * HASH_LEN + 1];
        struct hash h;

        if (keep_hash(path, &h, NULL, NULL) == 0) {
            hash_print(&h, hex);
            n += strcmp(hex, sha) == 0;
        }
        free(path);
    }
    json_free(j);
    return n;
}

static void carried(struct run *from, struct run *to)
{
    ok(run_ok(from, "bundle", "0342", "-o", stick_path(&w, "a")), "to the stick");
    ok(run_ok(to, "merge", stick_path(&w, "a")), "and into another laptop");
    is_int(kept(to), 4, "every drawing arrived with its bytes");
    ok(run_ok(to, "verify", "0342"), "they verify there");
    ok(strstr(to->out.p, "drawings: 4"), "all four");
}

int main(void)
{
    const char *shared = fixture_shared("samples");

    if (!shared)
        plan_skip_all("../shared/samples is not there");
    snprintf(samples, sizeof samples, "%s", shared);
    crews_begin(&w);
    taken_in(&w.v[0].run);
    is_int(kept(&w.v[0].run), 4, "every file is there");
    carried(&w.v[0].run, &w.v[1].run);
    crews_end(&w);
    return tap_done();
}
