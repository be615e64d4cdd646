/* photo: photos in, each to the visit of its EXIF time. */
#include "tui/cmd/cmd.h"

#include "assets/draw/client.h"
#include "assets/photo/folder.h"
#include "assets/photo/intake.h"
#include "model/base/text.h"
#include "model/rules/edit.h"
#include "model/rules/name.h"
#include "tui/cmd/json.h"
#include "tui/cmd/photo_card.h"
#include "tui/errtext.h"
#include "tui/i18n.h"

#include <stdio.h>
#include <stdlib.h>

struct taking {
    struct session *s;
    struct casefile *c;
    const struct intake_item *items;
    struct json j;
    struct buf out;
    int refused;
};

static void put_target(const struct taking *t, const struct intake_result *r, struct buf *out)
{
    const struct row *target = survey_find(&t->c->survey, r->target);

    if (target && t->s->json)
        survey_print_address(&t->c->survey, target, out);
    else if (target)
        row_name(&t->c->survey, target, out);
}

static bool taken(size_t i, const struct intake_result *r, void *ctx)
{
    struct taking *t = ctx;
    struct buf target = BUF_INIT, why = BUF_INIT;

    put_target(t, r, &target);
    if (r->rc != 0 || (r->notes & INTAKE_NOT_EXAMINED))
        errtext(&why, &r->why);
    t->refused += r->rc != 0;
    if (t->s->json) {
        json_object(&t->j, NULL);
        json_text(&t->j, "file", t->items[i].path);
        json_bool(&t->j, "taken", r->rc == 0);
        json_text(&t->j, "target", buf_str(&target));
        json_bool(&t->j, "same_bytes", r->notes & INTAKE_SAME_BYTES);
        json_bool(&t->j, "again", r->notes & INTAKE_AGAIN);
        json_bool(&t->j, "damaged", r->notes & INTAKE_DAMAGED);
        json_text(&t->j, "message", buf_str(&why));
        json_end(&t->j, '}');
    } else {
        printf("%s: %s%s%s%s\n", t->items[i].path,
               r->rc != 0   ? _("refused")
               : target.len ? buf_str(&target)
                            : _("kept; belongs to no visit yet"),
               why.len ? ": " : "", buf_str(&why),
               r->notes & INTAKE_AGAIN        ? _(" (taken in before: nothing is added)")
               : r->notes & INTAKE_SAME_BYTES ? _(" (the same bytes were there already)")
               : r->notes & INTAKE_FORBIDDEN_THERE
                   ? _(" (no photos are allowed where that visit is)")
                   : "");
    }
    buf_release(&target);
    buf_release(&why);
    return true;
}

int cmd_photo(struct session *s, const struct arguments *a, struct err *e)
{
    struct card_reading card = {0};
    struct intake_options how = {.person = s->who.person, .match = true, .card = &card};
    struct taking t = {.s = s, .out = {.max = SIZE_MAX / 2}};
    struct intake_item *items = NULL;
    struct paths files = {0};
    struct draw *draw;
    char *name;
    int rc = photo_camera_option(a->option['m'], &card, e);

    for (int i = 1; i < a->n && rc == 0; i++)
        rc = paths_add(&files, a->v[i], e);
    if (rc == 0)
        rc = cmd_open(s, a->v[0], &t.c, e);
    if (rc == 0)
        rc = photo_crew_option(a->option['r'], &t.c->survey, &card, e);
    if (rc != 0) {
        case_close(t.c);
        paths_release(&files);
        return rc;
    }
    name = a->n > 1 ? card_name(a->v[1]) : NULL;
    card.name = name;
    items = xcalloc(files.n + 1, sizeof *items);
    for (size_t i = 0; i < files.n; i++)
        items[i].path = files.v[i];
    t.items = items;
    t.j.out = &t.out;
    draw = draw_new(NULL);
    if (s->json)
        json_array(&t.j, NULL);
    rc = photo_intake_many(t.c, draw, items, files.n, &how, taken, &t, e);
    if (s->json)
        json_end(&t.j, ']');
    cmd_print(&t.out);
    if (rc == 0)
        rc = photo_clock_options(t.c, a, s->json, e);
    draw_free(draw);
    free(name);
    case_close(t.c);
    free(items);
    paths_release(&files);
    buf_release(&t.out);
    return rc == 0 && t.refused ? EXIT_PROBLEMS : rc;
}
