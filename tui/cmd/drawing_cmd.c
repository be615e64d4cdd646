/* drawing: floor plans in, from PNG and JPEG files. */
#include "tui/cmd/cmd.h"

#include "assets/draw/client.h"
#include "assets/photo/drawing.h"
#include "model/base/json.h"
#include "tui/errtext.h"
#include "tui/i18n.h"

#include <stdio.h>

struct taking {
    struct session *s;
    struct casefile *c;
    struct json j;
};

static void put_json(struct taking *t, const char *path, int rc, const struct drawing_result *r,
                     const char *address, const char *why)
{
    json_object(&t->j, NULL);
    json_text(&t->j, "file", path);
    json_bool(&t->j, "taken", rc == 0);
    json_text(&t->j, "drawing", address);
    json_bool(&t->j, "again", r->again);
    json_bool(&t->j, "damaged", r->damaged);
    json_text(&t->j, "message", why);
    json_end(&t->j, '}');
}

static void put_text(const struct taking *t, const char *path, int rc,
                     const struct drawing_result *r, const char *address, const char *why)
{
    const struct row *row = survey_find(&t->c->survey, r->drawing);

    printf("%s: %s", path, rc == 0 ? address : _("refused"));
    if (rc == 0 && row)
        printf("  %s / %s  %s", row_text(row, F_drawing_building), row_text(row, F_drawing_floor),
               row_text(row, F_drawing_title));
    if (*why)
        printf(": %s", why);
    printf("%s%s\n", r->again ? _(" (taken in before: nothing is added)") : "",
           r->damaged ? _(" (the picture is damaged)") : "");
}

/* False: refused. */
static bool take(struct taking *t, struct draw *d, const char *path,
                 const struct drawing_place *place)
{
    struct buf address = BUF_INIT, why = BUF_INIT;
    struct drawing_result r;
    struct err e;
    int rc = drawing_intake(t->c, d, path, place, &r, &e);

    if (rc == 0)
        survey_print_address(&t->c->survey, survey_find(&t->c->survey, r.drawing), &address);
    if (rc != 0 || r.not_examined)
        errtext(&why, rc != 0 ? &e : &r.why);
    if (t->s->json)
        put_json(t, path, rc, &r, buf_str(&address), buf_str(&why));
    else
        put_text(t, path, rc, &r, buf_str(&address), buf_str(&why));
    buf_release(&address);
    buf_release(&why);
    return rc == 0;
}

int cmd_drawing(struct session *s, const struct arguments *a, struct err *e)
{
    struct drawing_place place = {a->option['t'], a->option['b'], a->option['f']};
    struct buf out = {.max = SIZE_MAX / 2};
    struct taking t = {.s = s, .j = {.out = &out}};
    struct draw *d;
    int refused = 0, rc = cmd_open(s, a->v[0], &t.c, e);

    if (rc != 0)
        return rc;
    d = draw_new(NULL);
    if (s->json)
        json_array(&t.j, NULL);
    for (int i = 1; i < a->n; i++)
        refused += !take(&t, d, a->v[i], &place);
    if (s->json)
        json_end(&t.j, ']');
    cmd_print(&out);
    buf_release(&out);
    draw_free(d);
    case_close(t.c);
    return refused ? EXIT_PROBLEMS : EXIT_DONE;
}
