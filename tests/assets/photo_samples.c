/* The photos of sample hospital 0342 against what photos.expected.json says of
 * each: taken in or refused, time, orientation, damage, the same bytes; then
 * matched to the visits of its day. */
#include "assets/photo/intake.h"

#include "model/base/clock.h"
#include "tests/lib/fixture.h"
#include "tests/lib/json.h"
#include "tests/lib/tap.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX 64

struct world {
    struct casefile *c;
    size_t n;
    const struct json *want[MAX];
    char paths[MAX][1024];
    struct intake_item items[MAX];
    struct intake_result results[MAX];
};

static bool see(size_t i, const struct intake_result *r, void *ctx)
{
    struct world *w = ctx;

    w->results[i] = *r;
    return true;
}

/* "2025-09-12T09:20:00" of an EXIF text. */
static void iso(const char *exif, char out[20])
{
    snprintf(out, 20, "%s", exif);
    if (strlen(out) == 19) {
        out[4] = out[7] = '-';
        out[10] = 'T';
    }
}

static bool says(const struct json *want, const char *word)
{
    const char *what = json_str(json_get(want, "what"));

    return what && strstr(what, word);
}

static void check(struct world *w, size_t i)
{
    const struct json *want = w->want[i], *taken = json_get(want, "taken");
    const char *name = json_str(json_get(want, "file"));
    const struct intake_result *r = &w->results[i];
    bool refused = says(want, "empty") || says(want, "HEIC") || says(want, "not a photo");
    const struct row *p = survey_find(&w->c->survey, r->photo);
    char text[20];

    ok((r->rc != 0) == refused, "%s: %s", name, refused ? "refused" : "taken in");
    if (refused || !p)
        return;
    is_int(r->notes & INTAKE_NOT_EXAMINED, 0, "%s: examined", name);
    ok(!!(r->notes & INTAKE_DAMAGED) == says(want, "truncated"), "%s: damaged or not", name);
    ok(!!(r->notes & INTAKE_SAME_BYTES) == says(want, "same bytes"), "%s: new or not", name);
    if (taken) {
        iso(row_text(p, F_photo_exif_datetime_original), text);
        is_str(text, json_str(taken) ? json_str(taken) : "", "%s: when", name);
    }
    if (json_get(want, "orientation"))
        is_int(row_int(p, F_photo_exif_orientation, 0),
               (int)json_num(json_get(want, "orientation"), 0), "%s: orientation", name);
    ok(row_int(p, F_photo_width, 0) > 0, "%s: width", name);
    if (says(want, "outside"))
        is_str(photo_date_mismatch(&w->c->survey, p), "outside_survey_day", "%s: R148", name);
    if (says(want, "no EXIF"))
        is_str(photo_date_mismatch(&w->c->survey, p), "exif_missing", "%s: R148", name);
}

int main(void)
{
    static struct world w;
    const char *top = getenv("top_builddir"),
               *list = fixture_shared("samples/photos-0342/photos.expected.json");
    struct intake_options how = {.person = "佐藤"};
    struct json *root;
    struct fixture f;
    struct draw *d;
    char program[4096];
    struct err e;

    setlocale(LC_ALL, "");
    if (!list)
        plan_skip_all("the samples are not here (GENBA_SHARED)");
    root = json_load(list);
    fixture_begin(&f);
    w.c = fixture_case(&f);
    case_set(w.c, id_new(clock_now_ms()), F_site_survey_dates, false, value_text("2025-09-12"), &e);
    for (const struct json *j = root->first; j && w.n < MAX; j = j->next, w.n++) {
        char name[512];

        w.want[w.n] = j;
        snprintf(name, sizeof name, "samples/photos-0342/%s", json_str(json_get(j, "file")));
        snprintf(w.paths[w.n], sizeof *w.paths, "%s",
                 fixture_shared(name) ? fixture_shared(name) : "");
        w.items[w.n].path = w.paths[w.n];
    }
    ok(w.n >= 25, "%zu files", w.n);
    snprintf(program, sizeof program, "%s/genba-draw", top ? top : ".");
    d = draw_new(program);
    is_ok(photo_intake_many(w.c, d, w.items, w.n, &how, see, &w, &e), &e, "the card");
    for (size_t i = 0; i < w.n; i++)
        check(&w, i);
    draw_free(d);
    case_close(w.c);
    json_free(root);
    fixture_end(&f);
    return tap_done();
}
