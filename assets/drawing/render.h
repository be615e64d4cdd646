/* A drawing of a hospital with its pins, their numbers and a legend, as a PNG:
 * what is handed over and what stands in the report. The legend's rows are the
 * pins in the order of model/pins.h: number, name, room, state in words, and with it
 * that laptops say differently where it stands.
 *
 * The same survey, language and font give the same bytes. */
#ifndef GENBA_ASSETS_DRAWING_RENDER_H
#define GENBA_ASSETS_DRAWING_RENDER_H

#include "assets/draw/client.h"
#include "model/case.h"

struct render {
    struct draw *draw;
    int font; /* open for reading (font.h) */
    bool ja;
    const char *(*tr)(const char *msgid); /* NULL: English */
};

/* ERR_NOTFOUND: the drawing's bytes are not on this laptop; ERR_INVALID: it cannot
 * be shown; ERR_CORRUPT: its file is not what was taken in. The caller releases *out. */
int drawing_render(const struct casefile *c, const struct row *drawing, const struct render *how,
                   struct diagram_picture *out, struct err *e);

/* Only asks: draw_diagram_answer or draw_diagram_wait gives the rest. */
int drawing_render_ask(const struct casefile *c, const struct row *drawing,
                       const struct render *how, struct err *e);

/* What a drawing is called: its title, else its building and floor, else its
 * address. */
void drawing_title(const struct survey *s, const struct row *drawing, struct buf *out);

#endif
