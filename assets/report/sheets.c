#include "assets/report/sheets.h"

#include "assets/drawing/font.h"
#include "assets/drawing/render.h"

#include <stdlib.h>
#include <unistd.h>

struct sheet {
    struct id drawing;
    struct diagram_picture made; /* owned */
    struct err why;              /* there is none */
};

struct report_sheets {
    struct render how;
    struct err no_font;
    struct sheet *v; /* owned, one a drawing */
    size_t n, done;
    bool asked;
};

struct report_sheets *report_sheets_new(const struct casefile *c, const struct report_with *with)
{
    struct report_sheets *s = xcalloc(1, sizeof *s);

    s->how = (struct render){.draw = with->draw, .font = -1, .ja = with->ja, .tr = with->tr};
    s->n = c->survey.n[KIND_drawing];
    s->v = xcalloc(s->n + 1, sizeof *s->v);
    for (size_t i = 0; i < s->n; i++)
        s->v[i].drawing = c->survey.rows[KIND_drawing][i]->id;
    if (s->n > 0)
        (void)font_open(with->font ? with->font : "", &s->how.font, &s->no_font);
    return s;
}

void report_sheets_free(struct report_sheets *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n; i++)
        diagram_picture_release(&s->v[i].made);
    if (s->how.font >= 0)
        close(s->how.font);
    free(s->v);
    free(s);
}

static void ask(struct report_sheets *s, const struct casefile *c)
{
    struct sheet *sheet = &s->v[s->done];
    const struct row *drawing = survey_find_kind(&c->survey, KIND_drawing, sheet->drawing);
    int rc;

    if (s->how.font < 0) {
        sheet->why = s->no_font;
        rc = -s->no_font.code;
    } else if (!drawing) {
        rc = err_set(&sheet->why, ERR_NOTFOUND, "", "%s", "");
    } else {
        rc = drawing_render_ask(c, drawing, &s->how, &sheet->why);
    }
    s->asked = rc == 0;
    s->done += rc != 0;
}

int report_sheets_step(struct report_sheets *s, const struct casefile *c, bool wait)
{
    if (s->asked) {
        struct sheet *sheet = &s->v[s->done];
        int rc = wait ? draw_diagram_wait(s->how.draw, &sheet->made, &sheet->why)
                      : draw_diagram_answer(s->how.draw, &sheet->made, &sheet->why);

        if (rc == 1)
            return 1;
        s->asked = false;
        s->done++;
    }
    if (s->done < s->n)
        ask(s, c);
    return s->asked || s->done < s->n;
}

bool report_sheets_asked(const struct report_sheets *s)
{
    return s->asked;
}

size_t report_sheets_done(const struct report_sheets *s, size_t *total)
{
    *total = s->n;
    return s->done;
}

const struct diagram_picture *report_sheets_get(const struct report_sheets *s, struct id drawing,
                                                struct err *why)
{
    for (size_t i = 0; i < s->n; i++)
        if (id_equal(s->v[i].drawing, drawing)) {
            *why = s->v[i].why;
            return s->v[i].made.png ? &s->v[i].made : NULL;
        }
    err_set(why, ERR_NOTFOUND, "", "%s", "");
    return NULL;
}
