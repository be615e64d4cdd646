/* drawings: the floor plans of a hospital, and handing them over with their pins. */
#include "tui/cmd/cmd.h"

#include "assets/drawing/export.h"
#include "assets/drawing/font.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/pins.h"
#include "tui/errtext.h"
#include "tui/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- the list ---- */

static int pins_here(const struct survey *s, const struct row *drawing, int *missing)
{
    struct pin_thing *v;
    size_t n = pins_of(s, drawing, &v);
    int here = 0;

    *missing = 0;
    for (size_t i = 0; i < n; i++) {
        here += v[i].state == PIN_HERE;
        *missing += v[i].state == PIN_NONE;
    }
    free(v);
    return here;
}

static void list_one(struct json *j, bool json, const struct survey *s, const struct row *d)
{
    struct buf address = BUF_INIT, title = BUF_INIT;
    int missing, here = pins_here(s, d, &missing);

    survey_print_address(s, d, &address);
    drawing_title(s, d, &title);
    if (json) {
        json_object(j, NULL);
        json_text(j, "drawing", buf_str(&address));
        json_text(j, "title", buf_str(&title));
        json_text(j, "building", row_text(d, F_drawing_building));
        json_text(j, "floor", row_text(d, F_drawing_floor));
        json_int(j, "pins", here);
        json_int(j, "missing", missing);
        json_end(j, '}');
    } else {
        struct buf pins = BUF_INIT;
        char a[16], b[16];

        snprintf(a, sizeof a, "%d", here);
        snprintf(b, sizeof b, "%d", missing);
        text_fill(&pins, _("pins {1}, missing {2}"), a, b, NULL);
        buf_addf(j->out, "%s  %s  %s / %s  %s\n", buf_str(&address), buf_str(&title),
                 row_text(d, F_drawing_building), row_text(d, F_drawing_floor), buf_str(&pins));
        buf_release(&pins);
    }
    buf_release(&address);
    buf_release(&title);
}

static void list_all(const struct session *s, const struct survey *survey, struct buf *out)
{
    struct json j = {.out = out};

    if (s->json)
        json_array(&j, NULL);
    for (size_t i = 0; i < survey->n[KIND_drawing]; i++)
        list_one(&j, s->json, survey, survey->rows[KIND_drawing][i]);
    if (s->json)
        json_end(&j, ']');
}

/* ---- handing over ---- */

struct writing {
    struct json j;
    bool json;
    int problems;
};

static void put_missing(const struct diagram_picture *of, struct buf *out)
{
    for (size_t i = 0; i < of->nmissing; i++) {
        buf_addf(out, "%sU+%04X ", i ? " " : "", (unsigned)of->missing[i]);
        text_put(out, of->missing[i]);
    }
}

static void json_written(struct writing *w, const struct drawing_export *x, const char *why)
{
    json_object(&w->j, NULL);
    json_text(&w->j, "title", row_text(x->drawing, F_drawing_title));
    json_text(&w->j, "file", x->path);
    json_int(&w->j, "width", (int64_t)x->of->width);
    json_int(&w->j, "height", (int64_t)x->of->height);
    json_array(&w->j, "missing_glyphs");
    for (size_t i = 0; i < x->of->nmissing; i++) {
        char code[16];

        snprintf(code, sizeof code, "U+%04X", (unsigned)x->of->missing[i]);
        json_text(&w->j, NULL, code);
    }
    json_end(&w->j, ']');
    json_bool(&w->j, "damaged", x->of->damaged);
    json_text(&w->j, "message", why);
    json_end(&w->j, '}');
}

static void text_written(struct writing *w, const struct drawing_export *x, const char *why)
{
    struct buf missing = BUF_INIT;

    if (x->rc != 0)
        buf_addf(w->j.out, "%s: %s\n", row_text(x->drawing, F_drawing_title), why);
    else
        buf_addf(w->j.out, "%s  %ux%u%s\n", x->path, (unsigned)x->of->width,
                 (unsigned)x->of->height, x->of->damaged ? _(" (the picture is damaged)") : "");
    put_missing(x->of, &missing);
    if (missing.len > 0) {
        buf_puts(w->j.out, "  ");
        text_fill(w->j.out, _("Not in the font, drawn as boxes: {1}"), buf_str(&missing), NULL,
                  NULL);
        buf_putc(w->j.out, '\n');
    }
    buf_release(&missing);
}

static void written(const struct drawing_export *x, void *ctx)
{
    struct writing *w = ctx;
    struct buf why = BUF_INIT;

    if (x->rc != 0)
        errtext(&why, x->why);
    w->problems += x->rc != 0 || x->of->nmissing > 0;
    if (w->json)
        json_written(w, x, buf_str(&why));
    else
        text_written(w, x, buf_str(&why));
    buf_release(&why);
}

static const char *translate(const char *msgid)
{
    return _(msgid);
}

static int export_all(struct session *s, const struct casefile *c, const char *folder,
                      struct buf *out, struct err *e)
{
    struct render how = {.ja = s->ja, .tr = translate};
    struct writing w = {.j = {.out = out}, .json = s->json};
    int rc = font_open(settings_text(&s->settings, SETTING_font), &how.font, e);

    if (rc != 0)
        return rc;
    how.draw = draw_new(NULL);
    if (s->json)
        json_array(&w.j, NULL);
    rc = drawings_export(c, folder, &how, written, &w, e);
    if (s->json)
        json_end(&w.j, ']');
    draw_free(how.draw);
    close(how.font);
    return rc == 0 && w.problems ? EXIT_PROBLEMS : rc;
}

int cmd_drawings(struct session *s, const struct arguments *a, struct err *e)
{
    struct buf out = {.max = SIZE_MAX / 2};
    struct casefile *c;
    int rc = cmd_open(s, a->v[0], &c, e);

    if (rc != 0)
        return rc;
    if (a->option['x'])
        rc = export_all(s, c, a->option['x'], &out, e);
    else
        list_all(s, &c->survey, &out);
    cmd_print(&out);
    buf_release(&out);
    case_close(c);
    return rc;
}
